package aci

import (
	"reflect"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// contract writes a contract with one subject and its filters. Without filters it
// has one of its own that lets all IP pass.
func (t *tenant) contract(c *fabric.Contract) {
	filters := c.Filters
	if len(filters) == 0 {
		filters = []fabric.ContractFilter{{Name: objectName(c.Name, suffixAllIP)}}
	}
	subject := oursNamed(VzSubj, c.Name, Attributes{"revFltPorts": YesNo(true)}) // answers pass too
	for _, f := range filters {
		t.filter(f)
		subject.Children = append(subject.Children, ours(VzRsSubjFiltAtt, Attributes{"tnVzFilterName": Text(f.Name), "action": Text("permit")}))
	}
	if c.Graph != "" {
		subject.Children = append(subject.Children, ours(VzRsSubjGraphAtt, Attributes{"tnVnsAbsGraphName": Text(c.Graph)}))
	}
	t.add(oursNamed(VzBrCP, c.Name, Attributes{"scope": Text(scopeWord(c.Scope))}, subject))
}

// filter writes a filter, once when several contracts have the same.
func (t *tenant) filter(f fabric.ContractFilter) {
	entry := Attributes{"etherT": Text("ip")} // both families
	if f.Protocol != "" {
		entry["prot"] = Text(f.Protocol)
	}
	if f.Ports != "" {
		first, last, ranged := strings.Cut(f.Ports, "-")
		if !ranged {
			last = first
		}
		entry["dFromPort"], entry["dToPort"] = Text(first), Text(last)
	}
	o := oursNamed(VzFilter, f.Name, nil, oursNamed(VzEntry, f.Name, entry))
	if !slices.ContainsFunc(t.children, func(other Object) bool { return reflect.DeepEqual(other, o) }) {
		t.add(o)
	}
}

func scopeWord(s fabric.ContractScope) string {
	switch s {
	case fabric.ScopeTenant:
		return "tenant"
	case fabric.ScopeGlobal:
		return "global"
	case fabric.ScopeVRF:
	}
	return "context"
}
