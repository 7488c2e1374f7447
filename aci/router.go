package aci

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Routers says what a tree means: the leaves as routers that [routing.Simulate]
// takes, in the order of the facts, with a [routing.VRF] named "TENANT:VRF" for
// each VRF that a leaf has. Attributes that are left out have the defaults of the
// controller. The package comment says what is made of what.
//
// A tree that was read from a controller has no passwords: sessions with nodes
// that have one are predicted to be down.
//
// The error is a [fabric.Problems]: what a controller would refuse of single
// objects, references to what is not in the tree and decides about routes, leaves
// that the facts do not know, and what is outside the model.
func Routers(t Tree, f Facts) ([]routing.Router, error) {
	l := newLift(t, f)
	for _, n := range l.v.nodes {
		if n.Class == L3extOut {
			l.out(n)
		}
	}
	l.float()
	routers := make([]routing.Router, len(f.Leaves))
	for i := range f.Leaves {
		routers[i].Name = f.Leaves[i].Name
	}
	for _, s := range l.sites {
		routers[s.leaf].VRFs = append(routers[s.leaf].VRFs, l.vrf(s))
	}
	if err := l.problems.Err(); err != nil {
		return nil, err
	}
	return routers, nil
}

// A lift is the state of one Routers.
type lift struct {
	v     *validator
	facts Facts
	// leaves are the indexes of the facts' leaves, by their DNs.
	leaves map[DN]int
	// sites are the VRFs of leaves, in the order in which the tree has them.
	sites    []*site
	byPlace  map[placement]*site
	floats   []*floatingSVI
	policies map[string]*routing.Policy
	problems fabric.Problems
	refused  map[string]bool
}

type placement struct {
	leaf int
	vrf  DN
}

// A site is one VRF on one leaf.
type site struct {
	leaf int
	ctx  *node
	name string
	// routerID is invalid on a leaf that no L3Out names; idAt says where it is from.
	routerID   netip.Addr
	idAt       *node
	interfaces []routing.Interface
	// by is the L3Out that has an interface, by the interface's name.
	by        map[string]*node
	neighbors []routing.Neighbor
	// process is the BGP policy of the node profiles, which have to agree.
	process   process
	processAt *node
}

func newLift(t Tree, f Facts) *lift {
	l := &lift{
		v: &validator{tree: t, byDN: map[DN]*node{}}, facts: f, leaves: map[DN]int{}, byPlace: map[placement]*site{},
		policies: map[string]*routing.Policy{}, refused: map[string]bool{},
	}
	for i := range t.Roots {
		l.v.object(&t.Roots[i], PolUni, UniDN(), nil)
	}
	for _, p := range l.v.problems {
		if p.Severity == fabric.Error {
			l.problems = append(l.problems, p)
		}
	}
	l.checkFacts()
	return l
}

// refuse reports a field once, whatever uses it.
func (l *lift) refuse(code fabric.Code, field, detail, fix, source string) {
	if l.refused[field] {
		return
	}
	l.refused[field] = true
	l.problems = append(l.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

// unpredicted reports what is outside the model.
func (l *lift) unpredicted(field, detail, fix string) {
	l.refuse(CodeNotPredicted, field, detail, fix, sourceOut)
}

// out lifts an L3Out: its nodes first, then what is on their interfaces.
func (l *lift) out(n *node) {
	ctx := l.context(n)
	if ctx == nil {
		return
	}
	for _, profile := range n.of(L3extLNodeP) {
		for _, at := range profile.of(L3extRsNodeL3OutAtt) {
			l.member(at, profile, ctx)
		}
	}
	for _, profile := range n.of(L3extLNodeP) {
		for _, i := range profile.of(L3extLIfP) {
			for _, s := range i.of(L3extVirtualLIfP) {
				l.anchor(s, ctx)
			}
			for _, s := range i.of(L3extRsPathL3OutAtt) {
				l.path(s, ctx)
			}
		}
		for _, p := range profile.of(BgpPeerP) {
			for _, at := range profile.of(L3extRsNodeL3OutAtt) {
				l.loopbackPeer(p, at, ctx)
			}
		}
	}
}

// context is the VRF of an L3Out, or nil: then it is not deployed, or that is a
// problem.
func (l *lift) context(out *node) *node {
	r := out.one(L3extRsEctx)
	if r == nil {
		return nil
	}
	name := r.Attributes["tnFvCtxName"].text
	ctx := l.v.named(r, FvCtx, name)
	if ctx == nil {
		l.refuse(CodeUnresolved, r.field("tnFvCtxName"), fmt.Sprintf("no fvCtx %q is in the tenant or in common, and its name in the tables depends on where it is", name),
			"add the VRF to the tree, with the status Modified where it exists already", sourceResolve)
	}
	return ctx
}

// leafOf finds the leaf of a DN.
func (l *lift) leafOf(n *node, attribute string, dn DN) (int, bool) {
	i, ok := l.leaves[dn]
	if !ok {
		l.refuse(CodeFacts, n.field(attribute), fmt.Sprintf("%s is no leaf of the facts", dn), "add it to them", sourceFacts)
	}
	return i, ok
}

// site returns the VRF on a leaf, and makes it when it is new.
func (l *lift) site(leaf int, ctx *node) *site {
	key := placement{leaf, ctx.dn}
	s := l.byPlace[key]
	if s == nil {
		name := ctx.above(FvTenant).Attributes["name"].text + ":" + ctx.Attributes["name"].text
		s = &site{leaf: leaf, ctx: ctx, name: name, by: map[string]*node{}}
		l.byPlace[key] = s
		l.sites = append(l.sites, s)
	}
	return s
}

// deployed returns the VRF on a leaf where the L3Out's node profile has it: an
// interface on another leaf is not deployed.
func (l *lift) deployed(n *node, attribute string, leaf DN, ctx *node) (*site, bool) {
	i, ok := l.leafOf(n, attribute, leaf)
	if !ok {
		return nil, false
	}
	for _, at := range n.above(L3extLNodeP).of(L3extRsNodeL3OutAtt) {
		if at.Attributes["tDn"].text == leaf.text {
			return l.site(i, ctx), true
		}
	}
	l.refuse(CodeIncomplete, n.dn.String(), leaf.text+" is no leaf of the node profile, and the interface is not deployed there",
		"add rsnodeL3OutAtt-["+leaf.text+"] to it", sourceOut)
	return nil, false
}

// member lifts a leaf of a node profile: its router ID, its loopbacks and the
// policies of its BGP process.
func (l *lift) member(at, profile, ctx *node) {
	dn, _ := at.Attributes["tDn"].DN()
	leaf, ok := l.leafOf(at, "tDn", dn)
	if !ok {
		return
	}
	s := l.site(leaf, ctx)
	id, _ := at.Attributes["rtrId"].Addr()
	if s.routerID.IsValid() && s.routerID != id {
		l.refuse(CodeConflict, at.field("rtrId"), fmt.Sprintf("the leaf has router ID %s in this VRF by %s", s.routerID, s.idAt.dn),
			"give it one router ID in the VRF", "ACI: a router ID belongs to a leaf and a VRF")
	}
	s.routerID, s.idAt = id, at
	for _, a := range loopbacks(at) {
		name := "lo-" + a.String()
		if s.by[name] == nil && s.holder(a) == nil {
			s.by[name] = at
			s.interfaces = append(s.interfaces, routing.Interface{Name: name, Addresses: []netip.Prefix{netip.PrefixFrom(a, a.BitLen())}})
		}
	}
	p := l.processOf(profile, ctx)
	if s.processAt != nil && s.process != p {
		l.refuse(CodeConflict, at.dn.String(), fmt.Sprintf("%s has another BGP policy for this VRF on the leaf", s.processAt.dn),
			"let both node profiles refer to one bgpCtxPol and one bgpBestPathCtrlPol", "Cisco bug CSCwt78235: F0467, bgpProt-policy-already-existing")
	}
	s.process, s.processAt = p, profile
}

// loopbacks are those of a leaf in an L3Out: the explicit ones, and the router ID
// unless it is told to be none.
func loopbacks(at *node) []netip.Addr {
	var all []netip.Addr
	for _, lb := range at.of(L3extLoopBackIfP) {
		if a, ok := lb.Attributes["addr"].Addr(); ok {
			all = append(all, a)
		}
	}
	if a, ok := at.Attributes["rtrId"].Addr(); ok && at.Value("rtrIdLoopBack").text != "no" {
		all = append(all, a)
	}
	return all
}

// words joins names that make a key; none of them has the separator.
func words(all ...string) string { return strings.Join(all, "\x00") }
