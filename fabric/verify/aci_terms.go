package verify

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// terms holds a leaf's end of a session against its L3Out.
func (c aciVRF) terms(s *fabric.Session, own fabric.End, _ routing.Session, bgp *routing.BGP, n *routing.Neighbor,
	family *routing.NeighborFamily, expect expectFunc,
) {
	o := c.outOf[c.expected.byName[s.B.Device]]
	leaf := c.expected.byName[own.Device]
	peer := n.Range
	if n.Address.IsValid() {
		peer = netip.PrefixFrom(n.Address, n.Address.BitLen())
	}
	expect(c.isPeer(leaf, peer), "neighbor", "as planned", peer)
	as := routing.ASRange{First: routing.ASN(o.RemoteAS), Last: routing.ASN(o.RemoteAS)}
	expect(len(n.RemoteAS) == 1 && n.RemoteAS[0] == as, "AS numbers accepted", o.RemoteAS, n.RemoteAS)
	// Nodes are on the link: nobody is let in from further away.
	expect(n.TTL <= 1 && !n.DisableConnectedCheck, "neighbors on the link only", true, false)
	expect(family.ASOverride == o.SharedAS, "AS override", o.SharedAS, family.ASOverride)
	expect(family.PeerASCheck == !o.SharedAS, "peer AS check", !o.SharedAS, family.PeerASCheck)
	// A node that passes on what it learned is stopped by the leaf's own AS in the path.
	expect(family.AllowOwnAS == 0, "paths with its own AS accepted", 0, family.AllowOwnAS)
	expect(family.NextHop == routing.NextHopStandard, "next hops as they are", true, false)
	expect(!family.DefaultOriginate, "default route originated", false, true)
	c.limits(o, n, family, expect)
	c.process(o, leaf, s.Family, bgp, expect)
}

// limits checks times and limits of a session.
func (c aciVRF) limits(o *fabric.PlannedL3Out, n *routing.Neighbor, family *routing.NeighborFamily, expect expectFunc) {
	t := &o.Terms
	if t.Hold != 0 {
		expect(n.Hold == t.Hold, "hold time", t.Hold, n.Hold)
		expect(n.Keepalive == t.Keepalive, "keepalive time", t.Keepalive, n.Keepalive)
	}
	if t.GracefulRestart != 0 {
		expect(n.GracefulRestart == t.GracefulRestart, "routes of a restarting node kept for", t.GracefulRestart, n.GracefulRestart)
	}
	// A leaf helps its nodes to restart; it does not make them keep it in their tables
	// once it is dead.
	expect(!n.Restart.Able && !n.Restart.LongLived, "a dead leaf kept by its nodes", false, true)
	if t.MaxPrefixes != 0 {
		expect(family.MaxPrefixes == t.MaxPrefixes && !family.MaxPrefixesWarn, "prefix limit", t.MaxPrefixes, family.MaxPrefixes)
	}
	expect(n.BFD == o.BFD, "BFD", o.BFD, n.BFD)
	if o.BFD && n.BFD {
		want := routing.BFDTimers{Interval: t.BFD.Interval, Receive: t.BFD.Interval, Multiplier: cmp.Or(t.BFD.Multiplier, 3)}
		expect(n.BFDTimers == want, "BFD timers", want, n.BFDTimers)
	}
}

// process checks what a leaf has once in the VRF.
func (c aciVRF) process(o *fabric.PlannedL3Out, leaf int32, f fabric.Family, bgp *routing.BGP, expect expectFunc) {
	d := &c.expected.devices[leaf]
	expect(bgp.MaxASLength == o.Terms.MaxASLength, "AS path limit", o.Terms.MaxASLength, bgp.MaxASLength)
	expect(bgp.MultipathRelax || !d.sw.RelaxMultipath, "multipath over different AS paths", true, bgp.MultipathRelax)
	if unicast := bgp.Family(routing.Family(f)); unicast != nil {
		expect(unicast.MaxPathsEBGP == c.vrf.Paths, "paths to nodes", c.vrf.Paths, unicast.MaxPathsEBGP)
		expect(unicast.MaxPathsIBGP == c.vrf.Paths, "paths to leaves", c.vrf.Paths, unicast.MaxPathsIBGP)
	}
	if i := slices.IndexFunc(o.Leaves, func(l fabric.ACILeaf) bool { return l.Name == d.name }); i >= 0 {
		expect(bgp.RouterID == o.Leaves[i].RouterID, "router ID", o.Leaves[i].RouterID, bgp.RouterID)
	}
}

// rules are the cluster's at a node, and the L3Out's at a leaf, which always filters
// what it sends.
func (c aciVRF) rules(d *device, s *fabric.Session) *rules {
	if d.node != nil {
		return clusterRules(d.cluster)
	}
	o := c.outOf[c.expected.byName[s.B.Device]]
	return &rules{owner: o, announce: o.Import, learn: o.Export, any: o.Unfiltered}
}

// admits is [routing.Policy.Admits] where a policy also tells next hops apart, to
// prefer some, and goes on: what decides is whether both ways end alike.
func admits(p *routing.Policy, r routing.Probe) routing.Passage {
	passage := p.Admits(r)
	if passage != routing.Unclear {
		return passage
	}
	with, without := *p, *p
	with.Terms, without.Terms = nil, nil
	for _, t := range p.Terms {
		if t.Permit && t.Continue && len(t.Match.NextHops) > 0 {
			t.Match.NextHops = nil
			with.Terms = append(with.Terms, t)
			continue
		}
		with.Terms, without.Terms = append(with.Terms, t), append(without.Terms, t)
	}
	if passage = with.Admits(r); passage == without.Admits(r) {
		return passage
	}
	return routing.Unclear
}
