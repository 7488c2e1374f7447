package aci

import (
	"fmt"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

const sourceNAC = "netascode/terraform-aci-nac-aci: aci_access_policies.tf, aci_tenants.tf, their modules and defaults.yaml"

// A nacExport makes the document of a tree. What it did not come to is what the
// model has no place for.
type nacExport struct {
	nodes    []*exported
	below    map[*exported][]*exported
	byDN     map[DN]*exported
	used     map[*exported]bool
	secrets  map[Value]string
	problems fabric.Problems
}

// newNACExport indexes a valid tree.
func newNACExport(t Tree) *nacExport {
	nodes := exportedOf(t)
	e := &nacExport{nodes: nodes, below: map[*exported][]*exported{}, byDN: map[DN]*exported{}, used: map[*exported]bool{},
		secrets: secretNames(nodes, environmentVariable)}
	for _, n := range nodes {
		e.byDN[n.dn] = n
		e.below[n.parent] = append(e.below[n.parent], n)
	}
	return e
}

func (e *nacExport) refuse(field, detail, fix string) {
	e.problems = append(e.problems, fabric.Problem{Code: CodeNACUnsupported, Field: field, Detail: detail, Fix: fix, Source: sourceNAC})
}

const leaveOut = "leave it out, or push the tree with another tool"

// each returns the children of a class that are to be written.
func (e *nacExport) each(parent *exported, c Class) []*exported {
	var all []*exported
	for _, n := range e.below[parent] {
		if n.Class == c && e.writable(n) {
			all = append(all, n)
		}
	}
	return all
}

// one returns the child of a class of which the model has room for one, or nil.
func (e *nacExport) one(parent *exported, c Class) *exported {
	all := e.each(parent, c)
	if len(all) == 0 {
		return nil
	}
	for _, n := range all[1:] {
		e.refuse(n.dn.text, "the model has room for one "+string(c)+" here", leaveOut)
		e.swallow(n)
	}
	return all[0]
}

// writable marks an object as seen, and reports whether it is to be written: what
// somebody else made is only referred to.
func (e *nacExport) writable(n *exported) bool {
	e.used[n] = true
	switch {
	case n.Status == Deleted:
		e.refuse(n.dn.text, "it is to be deleted", "leave it out: the modules delete what they made and no longer find")
	case n.Status != Modified || n.Class == FvTenant || n.standing():
		return true
	case len(e.below[n]) > 0 || len(n.surplus()) > 0:
		e.refuse(n.dn.text, "it is somebody else's, and the modules would take all of it over", "leave it out with all below it, and refer to it by name")
	}
	e.swallow(n)
	return false
}

// swallow takes all below an object as dealt with.
func (e *nacExport) swallow(n *exported) {
	for _, child := range e.below[n] {
		e.used[child] = true
		e.swallow(child)
	}
}

// leftovers refuses what no part of the document came to. What is below it goes
// with it.
func (e *nacExport) leftovers() {
	for _, n := range e.nodes {
		if !e.used[n] && (n.parent == nil || e.used[n.parent]) {
			e.refuse(n.dn.text, "the model has no key for a "+string(n.Class)+" here", leaveOut)
		}
	}
}

// value is an attribute as the APIC keeps it, its default when it is left out.
func (n *exported) value(a *Attribute) Value {
	if v, ok := n.Attributes[a.Name]; ok {
		return a.normal(v)
	}
	return Text(a.Default)
}

func (n *exported) text(name string) string {
	a, _ := schema.byClass[n.Class].attribute(name)
	return n.value(a).text
}

// fill puts the attributes of an object that have a row, and refuses those that
// have neither a row nor a place that the caller names.
func (e *nacExport) fill(m *yamlMap, n *exported, placed ...string) {
	def := schema.byClass[n.Class]
	rows := nacRows(n.Class)
	for _, row := range rows {
		a, _ := def.attribute(row.attribute)
		_, set := n.Attributes[row.attribute]
		v := n.value(a)
		switch row.form {
		case nacFlag:
			if has := v.Has(row.on); set || has != (row.absent != "") {
				m.put(row.key, yamlBool(has))
			}
		case nacBool:
			if set || v.text != row.absent {
				m.put(row.key, yamlBool(v.text == row.on))
			}
		case nacWord, nacText:
			switch {
			case v.text == "" && row.absent == "", !set && v.text == row.absent:
			case row.form == nacWord:
				m.put(row.key, yamlWord(v.text))
			default:
				m.put(row.key, yamlText(v.text))
			}
		}
	}
	for i := range def.Attributes {
		a := &def.Attributes[i]
		if a.Name == "annotation" || slices.Contains(placed, a.Name) {
			continue
		}
		e.placeless(n, a, rows)
	}
}

// placeless refuses what no row says of an attribute.
func (e *nacExport) placeless(n *exported, a *Attribute, rows []nacRow) {
	var said []string
	covered := false
	for _, row := range rows {
		if row.attribute != a.Name {
			continue
		}
		if row.form != nacFlag {
			return
		}
		covered, said = true, append(said, row.on)
	}
	v := n.value(a)
	field := n.dn.text + ": " + a.Name
	if !covered {
		if v != Text(a.Default) {
			e.refuse(field, fmt.Sprintf("the model has no key for it, and it is %q", v), leaveOut)
		}
		return
	}
	for _, flag := range v.Flags() {
		if !slices.Contains(said, flag) {
			e.refuse(field, fmt.Sprintf("the model has no key for the flag %q", flag), leaveOut)
		}
	}
}
