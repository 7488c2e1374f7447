package aci

import (
	"fmt"
	"maps"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// Where the bounds come from.
const (
	sourceMeta    = "APIC class metadata, and the validators of Cisco's Terraform and Ansible modules"
	sourceNaming  = "APIC object model: an RN is made of the class's naming attributes"
	sourceCreates = "APIC release that introduced it"
)

// Validate returns all that an APIC would refuse of the tree, or take and not do.
// The Field of a problem is the DN of the object and, where one is at fault, its
// attribute: "uni/tn-k8s/out-floating: enforceRtctrl".
//
// A reference that leads out of the tree is a warning: it may lead to what exists
// already, which only the controller knows.
func (t Tree) Validate() fabric.Problems {
	v := validator{tree: t, byDN: map[DN]*node{}}
	for i := range t.Roots {
		v.object(&t.Roots[i], PolUni, UniDN(), nil)
	}
	v.rules()
	return v.problems
}

// A validator gathers the problems of one tree.
type validator struct {
	tree     Tree
	problems fabric.Problems
	byDN     map[DN]*node
	nodes    []*node
}

func (v *validator) refuse(code fabric.Code, field, detail, fix, source string) {
	v.problems = append(v.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

func (v *validator) warn(code fabric.Code, field, detail, fix, source string) {
	v.refuse(code, field, detail, fix, source)
	v.problems[len(v.problems)-1].Severity = fabric.Warning
}

// object checks one object against the schema, and all below it.
// An object that the rules can look at becomes a node below above.
func (v *validator) object(o *Object, parent Class, at DN, above *node) {
	def, ok := schema.byClass[o.Class]
	if !ok || def.Foreign || o.Class == PolUni {
		detail := fmt.Sprintf("class %q is not in the schema", o.Class)
		if ok {
			detail = fmt.Sprintf("objects of class %s are made by the controller", o.Class)
		}
		v.refuse(CodeUnknownClass, at.Child(RN(o.Class)).String(), detail, "take a class of the schema, or leave the object out", sourceMeta)
		for i := range o.Children {
			v.object(&o.Children[i], "", at.Child(RN(o.Class)), nil)
		}
		return
	}
	rn, err := o.RN()
	if err != nil {
		rn = RN(o.Class)
		v.refuse(CodeNaming, at.Child(rn).String(), err.Error(), "set what "+def.RN+" is made of", sourceNaming)
	}
	dn := at.Child(rn)
	contained := parent == "" || def.containedIn(parent)
	n := v.place(o, dn, above, err == nil && contained && (above != nil || parent == PolUni))
	if !contained {
		v.refuse(CodeContainment, dn.String(), fmt.Sprintf("a %s does not contain a %s", parent, o.Class),
			fmt.Sprintf("put it below %s", oneOfClasses(def.Parents)), sourceMeta)
	}
	if o.Status > Deleted {
		v.refuse(CodeInvalidValue, dn.String()+": status", o.Status.String()+" is no status", "take Upsert, Created, Modified or Deleted", sourceMeta)
	}
	v.attributes(o, def, dn)
	v.release(def.Since, dn.String(), "class "+string(o.Class))
	for i := range o.Children {
		v.object(&o.Children[i], o.Class, dn, n)
	}
}

// place makes a node of an object that the rules can look at.
func (v *validator) place(o *Object, dn DN, above *node, usable bool) *node {
	if !usable {
		return nil
	}
	if v.byDN[dn] != nil {
		v.refuse(CodeDuplicate, dn.String(), "the DN stands twice in the tree", "keep one object, with the attributes and children of both", sourceNaming)
		return nil
	}
	n := &node{Object: o, dn: dn, parent: above, gone: o.Status == Deleted || above != nil && above.gone}
	v.byDN[dn] = n
	if n.gone {
		return n
	}
	v.nodes = append(v.nodes, n)
	if above != nil {
		above.children = append(above.children, n)
	}
	return n
}

func (v *validator) attributes(o *Object, def *Definition, dn DN) {
	known := 0
	for i := range def.Attributes {
		a := &def.Attributes[i]
		value, ok := o.Attributes[a.Name]
		if ok {
			known++
		}
		if a.Required && value == (Value{}) && (ok || o.Status == Upsert || o.Status == Created) {
			v.refuse(CodeIncomplete, dn.String()+": "+a.Name, "it is missing, and without it the "+string(o.Class)+" does nothing", "set it, or leave the object out", sourceMeta)
			continue
		}
		if !ok {
			continue
		}
		if a.Naming && value == (Value{}) {
			continue // reported as naming, or its default
		}
		field := func() string { return dn.String() + ": " + a.Name }
		if r := a.check(value); r != (refusal{}) {
			v.refuse(CodeInvalidValue, field(), r.detail, r.fix, sourceMeta)
			continue
		}
		if a.Since.IsSet() {
			v.release(a.Since, field(), "attribute "+a.Name)
		}
		for _, n := range a.Newer {
			if value.Has(n.Word) {
				v.release(n.Version, field(), n.Word)
			}
		}
	}
	if known == len(o.Attributes) {
		return
	}
	for _, name := range slices.Sorted(maps.Keys(o.Attributes)) {
		if _, ok := def.attribute(name); ok {
			continue
		}
		detail, fix := fmt.Sprintf("a %s has no attribute %q", o.Class, name), "correct its spelling, or leave it out"
		if bookkeeping(name) {
			detail, fix = fmt.Sprintf("%s is set by the controller alone", name), "leave it out"
		}
		v.refuse(CodeUnknownAttribute, dn.String()+": "+name, detail, fix, sourceMeta)
	}
}

// release refuses what came with a later release than the tree is for.
func (v *validator) release(since Version, field, what string) {
	if since.IsSet() && v.tree.Version.IsSet() && v.tree.Version.Compare(since) < 0 {
		v.refuse(CodeVersion, field, fmt.Sprintf("%s exists since %s, and the tree is for %s", what, since, v.tree.Version),
			"leave it out, or upgrade the fabric", sourceCreates)
	}
}

func oneOfClasses(classes []Class) string {
	words := make([]string, len(classes))
	for i, c := range classes {
		words[i] = string(c)
	}
	return oneOf(words)
}

// bookkeeping reports whether an attribute is the controller's own on every class.
// scope is such a one of a VRF; no other class of the schema that has an attribute
// of this name comes here.
func bookkeeping(name string) bool {
	switch name {
	case "childAction", "configIssues", "ConfigIssues", "configSt", "creator", "dn", "extMngdBy", "forceResolve",
		"lcOwn", "modTs", "monPolDn", "pcTag", "rType", "rn", "scope", "seg", "sessionT", "state", "stateQual", "status",
		"tCl", "tContextDn", "tDn", "tRn", "tType", "uid":
		return true
	}
	return false
}
