package aci

import (
	"fmt"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// An exported is an object of a tree that is written for another tool.
type exported struct {
	*Object
	dn     DN
	parent *exported
}

// exportedOf returns the objects of known classes in the order of the requests.
func exportedOf(t Tree) []*exported {
	var all []*exported
	var walk func(objects []Object, parent *exported, at DN)
	walk = func(objects []Object, parent *exported, at DN) {
		sorted := ordered(objects)
		for i := range sorted {
			o := &sorted[i]
			rn, err := o.RN()
			if err != nil {
				continue
			}
			n := &exported{o, at.Child(rn), parent}
			all = append(all, n)
			walk(o.Children, n, n.dn)
		}
	}
	walk(t.Roots, nil, UniDN())
	return all
}

// scope is the L3Out that n belongs to, or else its root.
func (n *exported) scope() DN {
	top := n
	for p := n; p != nil; p = p.parent {
		if p.Class == L3extOut {
			return p.dn
		}
		top = p
	}
	return top.dn
}

// standing reports whether n is in every fabric, and cannot be deleted.
func (n *exported) standing() bool {
	switch n.dn.text {
	case "uni/infra", "uni/infra/funcprof", "uni/tn-common", "uni/tn-infra", "uni/tn-mgmt":
		return true
	}
	return false
}

// surplus are the attributes that say more than which object n is and whose.
func (n *exported) surplus() []string {
	var all []string
	for _, a := range schema.byClass[n.Class].Attributes {
		if _, ok := n.Attributes[a.Name]; ok && !a.Naming && a.Name != "annotation" {
			all = append(all, a.Name)
		}
	}
	return all
}

// A terraformExport makes the file of a tree.
type terraformExport struct {
	file     terraformFile
	problems fabric.Problems
	byDN     map[DN]*exported
	secrets  map[Value]string
}

// newTerraformExport makes the file of a valid tree.
func newTerraformExport(t Tree) *terraformExport {
	nodes := exportedOf(t)
	e := &terraformExport{byDN: map[DN]*exported{}, secrets: secretNames(nodes, terraformVariable), file: terraformFile{
		Terraform: terraformSettings{map[string]terraformProvider{"aci": {terraformSource, terraformVersion}}},
		Variables: map[string]terraformInput{},
	}}
	for _, n := range nodes {
		e.byDN[n.dn] = n
	}
	for _, p := range secretPlaces(nodes) {
		e.file.Variables[e.secrets[p.value]] = terraformInput{p.attribute + " of " + p.dn.text, "string", true}
	}
	data, resources := map[string]terraformObject{}, map[string]terraformResource{}
	for _, n := range nodes {
		switch {
		case n.Status == Deleted:
			e.refuse(n.dn.text, "it is to be deleted", "leave it out: Terraform deletes what it made and no longer finds")
		case n.standing():
			e.foreign(n, "it is in every fabric, and Terraform would have to delete it one day")
		case n.Status == Modified:
			e.foreign(n, "it is somebody else's, and Terraform would own all of it")
			data[terraformName(n.dn)] = terraformObjectOf(n)
		default:
			resources[terraformName(n.dn)] = e.resource(n)
		}
	}
	if len(data) > 0 {
		e.file.Data = map[string]map[string]terraformObject{terraformType: data}
	}
	if len(resources) > 0 {
		e.file.Resources = map[string]map[string]terraformResource{terraformType: resources}
	}
	return e
}

func (e *terraformExport) refuse(field, detail, fix string) {
	e.problems = append(e.problems, fabric.Problem{Code: CodeTerraformUnsupported, Field: field, Detail: detail, Fix: fix,
		Source: "CiscoDevNet/terraform-provider-aci, aci_rest_managed: a resource owns its object, and destroys it"})
}

// foreign refuses attributes of what is not managed.
func (e *terraformExport) foreign(n *exported, why string) {
	for _, name := range n.surplus() {
		e.refuse(n.dn.text+": "+name, why, "leave the attribute out, and set it where the object is managed")
	}
}

func terraformObjectOf(n *exported) terraformObject {
	return terraformObject{terraformText(n.dn.text), n.Class}
}

// resource writes an object with its values as an APIC returns them.
func (e *terraformExport) resource(n *exported) terraformResource {
	def := schema.byClass[n.Class]
	r := terraformResource{terraformObject: terraformObjectOf(n), Content: map[string]string{}, DependsOn: e.dependencies(n)}
	var hidden []string
	special := false
	for i := range def.Attributes {
		a := &def.Attributes[i]
		v, ok := n.Attributes[a.Name]
		if !ok && (!a.Naming || a.Default == "") {
			continue
		}
		if !ok || v == (Value{}) && a.Naming {
			v = Text(a.Default)
		}
		switch {
		case v.IsSecret():
			r.Content[a.Name] = "${var." + e.secrets[v] + "}"
			hidden = append(hidden, fmt.Sprintf("content[%q]", a.Name))
			special = true
		case a.Name == "annotation":
			r.Annotation = terraformText(v.text)
		default:
			text := a.normal(v).text
			r.Content[a.Name] = terraformText(text)
			special = special || slices.ContainsFunc([]byte(text), func(c byte) bool { return c == '<' || c == '>' || c == '&' })
		}
	}
	if special {
		r.EscapeHTML = new(bool)
	}
	if hidden != nil {
		r.Lifecycle = &terraformLifecycle{hidden}
	}
	return r
}

// dependencies are the parent of n, and what it refers to.
func (e *terraformExport) dependencies(n *exported) []string {
	var all []string
	add := func(on *exported) {
		if on == nil || on.standing() || on.Status == Deleted {
			return
		}
		address := terraformType + "." + terraformName(on.dn)
		if on.Status == Modified {
			address = "data." + address
		}
		if !slices.Contains(all, address) {
			all = append(all, address)
		}
	}
	add(n.parent)
	for i := range schema.byClass[n.Class].Attributes {
		a := &schema.byClass[n.Class].Attributes[i]
		v := n.Attributes[a.Name]
		switch {
		case v.text == "":
		case a.Names != "":
			add(e.named(n, a.Names, v.text))
		case a.Kind == KindRef:
			add(e.byDN[DN{v.text}])
		}
	}
	return all
}

// named is what a name means to n: the object in its tenant, else in common.
func (e *terraformExport) named(n *exported, c Class, name string) *exported {
	def := schema.byClass[c]
	rn, err := def.format.build(def, Attributes{"name": Text(name)})
	if err != nil {
		return nil
	}
	for p := n; p != nil; p = p.parent {
		if p.Class != FvTenant {
			continue
		}
		if found := e.byDN[p.dn.Child(rn)]; found != nil {
			return found
		}
		return e.byDN[DN{"uni/tn-common"}.Child(rn)]
	}
	return nil
}
