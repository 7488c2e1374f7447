package aci

import (
	"iter"
	"strings"
)

// A Tree is a configuration below "uni": what podfabric wants an APIC to hold, or
// what one said it holds.
type Tree struct {
	// Version is the release of the APIC that the tree is for. The zero value
	// means "unknown": then nothing is refused for being too new.
	Version Version
	// Roots are the children of "uni", each the top of what one POST may change:
	// infraInfra, physDomP, l3extDomP, fvTenant.
	Roots []Object
}

// A Node is one object of a tree with the place it is at.
type Node struct {
	DN DN
	*Object
	// Parent is nil for a root.
	Parent *Node
}

// All returns every object of the tree, a parent before its children. An object
// without an RN, which [Tree.Validate] refuses, stands under its class's name.
func (t Tree) All() iter.Seq[*Node] {
	return func(yield func(*Node) bool) {
		for i := range t.Roots {
			if !walk(&t.Roots[i], nil, UniDN(), yield) {
				return
			}
		}
	}
}

func walk(o *Object, parent *Node, at DN, yield func(*Node) bool) bool {
	rn, err := o.RN()
	if err != nil {
		rn = RN(o.Class)
	}
	n := &Node{DN: at.Child(rn), Object: o, Parent: parent}
	if !yield(n) {
		return false
	}
	for i := range o.Children {
		if !walk(&o.Children[i], n, n.DN, yield) {
			return false
		}
	}
	return true
}

// Find returns the object of a DN, or nil.
func (t Tree) Find(dn DN) *Object {
	for n := range t.All() {
		if n.DN == dn {
			return n.Object
		}
	}
	return nil
}

// String returns the roots as JSON with their passwords redacted.
func (t Tree) String() string {
	var b strings.Builder
	for i, o := range t.Roots {
		if i > 0 {
			b.WriteByte('\n')
		}
		b.WriteString(o.String())
	}
	return b.String()
}
