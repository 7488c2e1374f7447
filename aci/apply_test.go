package aci_test

import (
	"maps"

	"github.com/podfabric/podfabric/aci"
)

// apply does what a controller does with a difference, the slow and obvious way:
// one change after the other, by DN.
func apply(t aci.Tree, d aci.Difference) aci.Tree {
	t = cloneTree(t)
	for _, c := range d.Changes {
		t.Roots = applyTo(t.Roots, aci.UniDN(), c)
	}
	return t
}

func applyTo(objects []aci.Object, at aci.DN, c aci.Change) []aci.Object {
	var all []aci.Object
	for _, o := range objects {
		rn, _ := o.RN()
		here := at.Child(rn)
		switch {
		case here == c.DN && c.Action == aci.Delete:
			continue
		case here == c.DN && c.Action == aci.Modify:
			if o.Attributes == nil {
				o.Attributes = attributes{}
			}
			maps.Copy(o.Attributes, c.Object.Attributes)
		case c.DN.Under(here):
			o.Children = applyTo(o.Children, here, c)
		}
		all = append(all, o)
	}
	if c.Action == aci.Create && c.DN.Parent() == at {
		all = append(all, clone(c.Object))
	}
	return all
}

// withoutSecrets is the normal form of a tree as a controller returns it.
func withoutSecrets(t aci.Tree) aci.Tree {
	t = cloneTree(t)
	var walk func([]aci.Object)
	walk = func(objects []aci.Object) {
		for i := range objects {
			maps.DeleteFunc(objects[i].Attributes, func(_ string, v aci.Value) bool { return v.IsSecret() })
			walk(objects[i].Children)
		}
	}
	walk(t.Roots)
	t = t.Normal()
	t.Version = aci.Version{}
	return t
}

func sameConfiguration(a, b aci.Tree) bool {
	return withoutSecrets(a).String() == withoutSecrets(b).String()
}
