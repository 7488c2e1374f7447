package aci

import (
	"slices"
	"strings"
)

// Posts returns the requests that make the changes, in order. What changes in a
// tenant is one request, deletions included; what goes from the access policies,
// the domains and tenant common goes afterwards, in reverse order, because the
// tenants refer to it. Objects on the way to a change are sent as [Modified]: the
// request fails when they are gone.
//
// A difference with problems of severity [github.com/podfabric/podfabric/fabric.Error] is refused with them.
func (d Difference) Posts() ([]Post, error) {
	if err := d.Problems.Err(); err != nil {
		return nil, err
	}
	var first, last []Change
	for _, c := range d.Changes {
		if c.Action == Delete && !inOwnTenant(c.DN) {
			last = append(last, c)
		} else {
			first = append(first, c)
		}
	}
	down := posts(graft(last))
	slices.Reverse(down)
	return append(posts(graft(first)), down...), nil
}

// inOwnTenant reports whether nothing of another root refers to what is at dn.
func inOwnTenant(dn DN) bool {
	rest, found := strings.CutPrefix(dn.text, "uni/tn-")
	return found && rest != "common" && !strings.HasPrefix(rest, "common/")
}

// graft makes a tree of changes.
func graft(changes []Change) []Object {
	p := placer{top: &place{object: Object{Class: PolUni}, dn: UniDN()}}
	for _, c := range changes {
		if at, err := p.way(c.DN.Parent()); err == nil {
			keep := at.put(c.Object, c.DN.RN(), false)
			for i := range c.Object.Children {
				keep.adopt(c.Object.Children[i])
			}
		}
	}
	return p.top.objects()
}

// adopt puts a whole object below a place.
func (p *place) adopt(o Object) {
	rn, err := o.RN()
	if err != nil {
		return
	}
	child := p.put(o, rn, false)
	for i := range o.Children {
		child.adopt(o.Children[i])
	}
}
