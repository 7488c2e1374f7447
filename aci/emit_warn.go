package aci

import (
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// unstated leaves out the references that lead to what the plan states as a
// precondition.
func unstated(p *fabric.Plan, t Tree, warnings fabric.Problems) fabric.Problems {
	stated := make(map[string]bool, len(p.Preconditions))
	for _, c := range p.Preconditions {
		stated[c.What] = true
	}
	at := map[string]*Node{}
	var rest fabric.Problems
	for _, w := range warnings {
		if w.Code != CodeUnresolved {
			rest = append(rest, w)
			continue
		}
		if len(at) == 0 {
			for n := range t.All() {
				at[n.DN.String()] = n
			}
		}
		if !leadsTo(at, w.Field, stated) {
			rest = append(rest, w)
		}
	}
	return rest
}

// leadsTo reports whether the reference at "DN: attribute" may mean one of the
// stated objects: that of the DN, or that of the name in its tenant or in common.
func leadsTo(at map[string]*Node, field string, stated map[string]bool) bool {
	i := strings.LastIndex(field, ": ")
	if i < 0 || at[field[:i]] == nil {
		return false
	}
	n := at[field[:i]]
	value := n.Attributes[field[i+2:]]
	def := schema.byClass[n.Class]
	a, _ := def.attribute(field[i+2:])
	if a.Names == "" {
		return stated[value.text]
	}
	target := schema.byClass[a.Names]
	rn, err := target.format.build(target, Attributes{"name": value})
	if err != nil {
		return false
	}
	for n.Parent != nil {
		n = n.Parent
	}
	return stated[n.DN.Child(rn).String()] || stated[tenantDN("common").Child(rn).String()]
}
