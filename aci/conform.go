package aci

import (
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// Check holds a tree that was read back from requests against the plan, in what
// routes do not show: access policies and domains, whose the objects are, external
// EPGs with their subnets and contracts, and what SVIs, leaves and neighbours are
// set to besides what a prediction looks at. The routes themselves are predicted and
// checked elsewhere: see [Routers].
//
// It is for requests, not for what a controller answers: an attribute that the plan
// decides has to be written even where it says the default, because one that is left
// out keeps what it was set to before; and one that the plan says nothing of must not
// be there.
//
// The problems are of code [CodeNotAsPlanned]; none means that the tree says what
// the plan says.
func (t Tree) Check(p *fabric.Plan) fabric.Problems {
	c := conformance{plan: p, objects: map[string]*Node{}, expected: map[string]bool{}, forms: forms()}
	for n := range t.All() {
		if c.objects[n.DN.String()] == nil {
			c.nodes = append(c.nodes, n)
		}
		c.objects[n.DN.String()] = n
	}
	if p.ACI != nil {
		c.access(&p.ACI.Access)
		for i := range p.ACI.Tenants {
			c.tenant(&p.ACI.Tenants[i])
		}
		for i := range p.ACI.L3Outs {
			c.out(&p.ACI.L3Outs[i])
		}
	}
	for _, n := range c.nodes {
		c.ownership(n)
		c.form(n)
		if !c.expected[n.DN.String()] && !isPredicted(n.Class) {
			c.expect(n.DN.String(), false, "object", "none", "one")
		}
	}
	return c.problems
}

type conformance struct {
	plan     *fabric.Plan
	nodes    []*Node
	objects  map[string]*Node
	expected map[string]bool
	// forms of all classes.
	forms map[Class]form
	// existing are the objects of somebody else that the plan builds upon.
	existing []string
	problems fabric.Problems
}

func (c *conformance) expect(where string, ok bool, what string, want, got any) {
	if ok {
		return
	}
	c.problems = append(c.problems, fabric.Problem{
		Code: CodeNotAsPlanned, Field: where,
		Detail: fmt.Sprintf("%s: the plan has %v, the tree %v", what, want, got),
		Fix:    "emit the tree anew from the plan",
		Source: "the plan",
	})
}

// has expects an object, with attributes set to these values.
func (c *conformance) has(dn string, want map[string]string) *Node {
	c.expected[dn] = true
	n := c.objects[dn]
	if n == nil {
		c.expect(dn, false, "object", "one", "none")
		return nil
	}
	c.says(n, want)
	return n
}

// says expects attributes of an object.
func (c *conformance) says(n *Node, want map[string]string) {
	def := schema.byClass[n.Class]
	for i := range def.Attributes {
		a := &def.Attributes[i]
		if text, ok := want[a.Name]; ok {
			got, written := n.Attributes[a.Name]
			c.expect(n.DN.String()+": "+a.Name, written && a.normal(got) == a.normal(Text(text)), "value", quoted(text), quoted(got.String()))
		}
	}
}

func quoted(text string) string { return fmt.Sprintf("%q", text) }

// theirs expects an object that somebody else made: it is named, and nothing else
// is said of it.
func (c *conformance) theirs(dn string) {
	c.existing = append(c.existing, dn)
	c.expected[dn] = true
}

// below are the objects of a class below an object.
func (c *conformance) below(dn string, class Class) []*Node {
	var all []*Node
	for _, n := range c.nodes {
		if n.Class == class && strings.HasPrefix(n.DN.String(), dn+"/") {
			all = append(all, n)
		}
	}
	return all
}

// ownership is that of every object: ours by its annotation, and made where it is
// missing; somebody else's, which has to be there and is not touched.
func (c *conformance) ownership(n *Node) {
	status, owner := Upsert, Owner
	if slices.Contains(c.existing, n.DN.String()) {
		status, owner = Modified, ""
	}
	if n.Class == TagAnnotation {
		owner = "" // the class has no annotation
	}
	c.expect(n.DN.String(), n.Status == status, "status", quoted(status.String()), quoted(n.Status.String()))
	c.expect(n.DN.String()+": annotation", n.Attributes["annotation"] == Text(owner), "value", quoted(owner), quoted(n.Attributes["annotation"].String()))
}

// isPredicted reports whether objects of a class act on routes alone, which are
// checked as such, whatever the objects are called.
func isPredicted(class Class) bool {
	switch class {
	case RtctrlSubjP, RtctrlMatchRtDest, RtctrlAttrP, RtctrlSetPref, RtctrlProfile, RtctrlCtxP, RtctrlRsCtxPToSubjP, RtctrlScope, RtctrlRsScopeToAttrP,
		BgpCtxPol, BgpCtxAfPol, BgpBestPathCtrlPol, BgpPeerPfxPol, BfdIfPol, FvRsCtxToBgpCtxAfPol,
		L3extRsEctx, BgpExtP, L3extLNodeP, BgpProtP, BgpRsBgpNodeCtxPol, BgpRsBestPathCtrlPol, L3extLIfP, BfdIfP, BfdRsIfPol,
		BgpPeerP, BgpAsP, BgpRsPeerPfxPol:
		return true
	default:
		return false
	}
}
