package aci

import (
	"fmt"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// defaultStale is how long "default" keeps the routes of a restarting neighbor
// (bgpCtxPol.staleIntvl).
const defaultStale = 300 * time.Second

// A process is what the node profiles of a VRF on a leaf say of its BGP.
type process struct {
	keepalive, hold, stale time.Duration
	helper, relax          bool
	maxASLength            int
}

// processOf reads the timers and the path selection of a node profile. Without a
// timer policy of its own it has the VRF's, and without that the default one. A
// leaf that is in no node profile has the VRF's.
func (l *lift) processOf(profile, ctx *node) process {
	var protocol *node
	if profile != nil {
		protocol = profile.one(BgpProtP)
	}
	timers := l.chosen(protocol, BgpRsBgpNodeCtxPol, "tnBgpCtxPolName")
	if timers == nil {
		timers = l.policyOf(ctx, FvRsBgpCtxPol, "tnBgpCtxPolName")
	}
	p := process{
		keepalive: seconds(timers, "kaIntvl"), hold: seconds(timers, "holdIntvl"),
		helper: timers.Value("grCtrl").Has("helper"), stale: defaultStale,
	}
	if p.hold == 0 {
		l.unpredicted(ctx.dn.String()+": holdIntvl", "a hold time of zero never ends a session, which is not predicted", "set a hold time of 3 seconds or more")
	}
	if timers.Value("staleIntvl").text != "default" {
		p.stale = seconds(timers, "staleIntvl")
	}
	limit, _ := timers.Value("maxAsLimit").Number()
	p.maxASLength = int(limit)
	if o := l.chosen(protocol, BgpRsBestPathCtrlPol, "tnBgpBestPathCtrlPolName"); o != nil {
		p.relax = o.Value("ctrl").Has("asPathMultipathRelax")
	}
	return p
}

func seconds(o *Object, attribute string) time.Duration {
	n, _ := o.Value(attribute).Number()
	return time.Duration(n) * time.Second
}

// chosen is the policy that a relation below n names, or nil when there is no
// relation or it names none. A name that nothing in the tree has is a problem.
func (l *lift) chosen(n *node, relation Class, attribute string) *Object {
	if n == nil {
		return nil
	}
	r := n.one(relation)
	if r == nil || r.Attributes[attribute].text == "" {
		return nil
	}
	return l.policyNamed(r, attribute)
}

// policyOf is the policy that a relation below n names, or the default one.
func (l *lift) policyOf(n *node, relation Class, attribute string) *Object {
	if o := l.chosen(n, relation, attribute); o != nil {
		return o
	}
	a, _ := schema.byClass[relation].attribute(attribute)
	return l.defaultPolicy(a.Names)
}

// policyNamed resolves the name in an attribute of a relation.
func (l *lift) policyNamed(r *node, attribute string) *Object {
	a, _ := schema.byClass[r.Class].attribute(attribute)
	name := r.Attributes[attribute].text
	if found := l.v.named(r, a.Names, name); found != nil {
		return found.Object
	}
	if name != "default" {
		l.refuse(CodeUnresolved, r.field(attribute), fmt.Sprintf("no %s %q is in the tenant or in common, and what it says decides about routes", a.Names, name),
			"add it to the tree, or correct the name", sourceResolve)
	}
	return l.defaultPolicy(a.Names)
}

// defaultPolicy is the policy "default" of tenant common, which every controller
// has and to which a relation leads that names none. One that is not in the tree
// has the defaults of its class.
func (l *lift) defaultPolicy(c Class) *Object {
	def := schema.byClass[c]
	o := &Object{Class: c, Attributes: Attributes{"name": Text("default")}}
	rn, err := def.format.build(def, o.Attributes)
	if err != nil {
		return o // a class without a name, such as none of those asked for
	}
	if found := l.v.find(UniDN().Child("tn-common").Child(rn)); found != nil {
		return found.Object
	}
	return o
}

// A family is what a VRF says of an address family.
type family struct {
	unicast                   routing.Unicast
	external, internal, local uint8
}

// familyOf reads the address family policy of a VRF: how many next hops a route
// has, and the distances.
func (l *lift) familyOf(ctx *node, f routing.Family) family {
	word := "ipv4-ucast"
	if f == routing.IPv6 {
		word = "ipv6-ucast"
	}
	o := l.defaultPolicy(BgpCtxAfPol)
	for _, r := range ctx.of(FvRsCtxToBgpCtxAfPol) {
		if r.Value("af").text == word {
			o = l.policyNamed(r, "tnBgpCtxAfPolName")
		}
	}
	number := func(attribute string) int {
		n, _ := o.Value(attribute).Number()
		return int(n)
	}
	return family{
		unicast:  routing.Unicast{MaxPathsEBGP: number("maxEcmp"), MaxPathsIBGP: number("maxEcmpIbgp")},
		external: uint8(number("eDist")), internal: uint8(number("iDist")), local: uint8(number("localDist")),
	}
}

// vrf puts a site together. BGP runs wherever the VRF is: MP-BGP brings it the
// routes of the other leaves.
func (l *lift) vrf(s *site) routing.VRF {
	if s.processAt == nil {
		s.process = l.processOf(nil, s.ctx)
	}
	v4, v6 := l.familyOf(s.ctx, routing.IPv4), l.familyOf(s.ctx, routing.IPv6)
	if v4.external != v6.external || v4.internal != v6.internal || v4.local != v6.local {
		l.unpredicted(s.ctx.dn.String()+": distances", "IPv4 and IPv6 have different distances, and a process has one set in the prediction",
			"give both families the same eDist, iDist and localDist")
	}
	b := &routing.BGP{
		AS: routing.ASN(l.facts.AS), RouterID: s.routerID, MaxASLength: s.process.maxASLength, MultipathRelax: s.process.relax,
		ExternalDistance: v4.external, InternalDistance: v4.internal, LocalDistance: v4.local,
		IPv4: &v4.unicast, IPv6: &v6.unicast, Neighbors: s.neighbors,
	}
	if !s.routerID.IsValid() {
		b.RouterID = l.facts.Leaves[s.leaf].tep()
	}
	v := routing.VRF{Name: s.name, Interfaces: s.interfaces, BGP: b}
	l.overlay(s, &v)
	return v
}
