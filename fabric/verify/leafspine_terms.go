package verify

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// terms checks a switch's end of a session.
func (c leafSpine) terms(s *fabric.Session, own fabric.End, _ routing.Session, bgp *routing.BGP, n *routing.Neighbor,
	family *routing.NeighborFamily, expect expectFunc,
) {
	d := &c.expected.devices[c.expected.byName[own.Device]]
	c.knobs(s, d, n, family, expect)
	expect(s.Terms.Hold == 0 || n.Hold == s.Terms.Hold && n.Keepalive == s.Terms.Keepalive, "timers",
		fmt.Sprint(s.Terms.Keepalive, s.Terms.Hold), fmt.Sprint(n.Keepalive, n.Hold))
	expect(bgp.CompareRouterID == d.sw.CompareRouterID, "choice by router ID", d.sw.CompareRouterID, bgp.CompareRouterID)
	expect(bgp.MultipathRelax == d.sw.RelaxMultipath, "multipath over different AS paths", d.sw.RelaxMultipath, bgp.MultipathRelax)
	if unicast := bgp.Family(routing.Family(s.Family)); unicast != nil {
		expect(unicast.MaxPathsEBGP == d.sw.PathsExternal, "external paths", d.sw.PathsExternal, unicast.MaxPathsEBGP)
		expect(unicast.MaxPathsIBGP == d.sw.PathsInternal, "internal paths", d.sw.PathsInternal, unicast.MaxPathsIBGP)
	}
	if s.Kind == fabric.SessionNode {
		c.keptDead(d.sw, n, expect)
	}
	if s.Kind != fabric.SessionPair { // a VLAN of one link, with no limit of its own
		expect(n.BFD == s.Terms.BFD.On(), "BFD", s.Terms.BFD.On(), n.BFD)
		expect(family.MaxPrefixes == s.Terms.MaxPrefixes, "prefix limit", s.Terms.MaxPrefixes, family.MaxPrefixes)
	}
	c.pathLimit(s, own, bgp, family, expect)
	expect(bgp.RouterID == d.sw.RouterID, "router ID", d.sw.RouterID, bgp.RouterID)
	// A switch adds the time in which the neighbor sends its routes again.
	if want := s.Terms.GracefulRestart; want != 0 {
		expect(n.GracefulRestart >= want, "graceful restart time", want, n.GracefulRestart)
	}
}

// keptDead checks that a leaf does not make its nodes keep it in their tables once it
// is dead for longer than somebody asked for: a node's BGP daemon takes the long-lived
// form of graceful restart for the promise of a restart, whatever the timers (measured:
// FRR 8.4.4 with the BIRD of Calico, 120 s).
func (c leafSpine) keptDead(sw *fabric.Switch, n *routing.Neighbor, expect expectFunc) {
	most := max(sw.Uplink.GracefulRestart, time.Second)
	for i := range sw.Groups {
		most = max(most, sw.Groups[i].Terms.GracefulRestart)
	}
	bounded := alwaysLongLived(sw.Platform) && n.Restart.Time <= most
	expect(!n.Restart.LongLived || bounded, "a dead leaf kept by its nodes for at most", most, n.Restart.Time)
}

// knobs checks at a switch what the tables may hide, because the other leaf of
// the rack still does it right.
func (c leafSpine) knobs(s *fabric.Session, d *device, n *routing.Neighbor, family *routing.NeighborFamily,
	expect expectFunc,
) {
	accepts := 0
	for _, r := range n.RemoteAS {
		accepts += int(r.Last) - int(r.First) + 1
	}
	if s.Kind == fabric.SessionLink {
		expect(accepts == 1, "AS numbers accepted", 1, accepts)
		expect(family.SendCommunity == c.sendsCommunities || family.SendCommunity && sendsCommunities(d.sw.Platform), "communities sent", c.sendsCommunities, family.SendCommunity)
		return
	}
	if s.Kind == fabric.SessionPair {
		expect(accepts == 1, "AS numbers accepted", 1, accepts)
		expect(family.NextHop == routing.NextHopSelf, "next-hop-self", true, false)
		expect(family.SendCommunity == c.sendsCommunities || family.SendCommunity && sendsCommunities(d.sw.Platform), "communities sent", c.sendsCommunities, family.SendCommunity)
		return
	}
	g := &d.sw.Groups[s.Group]
	switch {
	case g.Listen && len(g.RemoteAS) > 1 && !listsPeerAS(d.sw.Platform):
		stranger := c.strangerTo(g, s, family)
		expect(stranger == routing.Stopped, "routes of other AS numbers", routing.Stopped, stranger)
	default:
		expect(accepts == len(g.RemoteAS) || !g.Listen && accepts == 1, "AS numbers accepted", len(g.RemoteAS), accepts)
	}
	if g.Listen {
		expect(n.Range == g.Subnet, "nodes accepted from", g.Subnet, n.Range)
		// A restarting node is forgotten, with its routes, when this is shorter.
		restart := max(s.Terms.GracefulRestart, 2*time.Minute)
		expect(n.PeerTimeout > restart || n.PeerTimeout == 20*time.Minute || n.PeerTimeout == 0 && !forgetsPeers(d.sw.Platform),
			"a restarting node remembered for more than", restart, n.PeerTimeout)
		most := peersOf(d.sw, g)
		expect(n.MaxPeers == most || most == 0 && n.MaxPeers >= g.Peers, "nodes accepted", cmp.Or(most, g.MaxPeers), n.MaxPeers)
	}
	expect(family.RouteReflectorClient == g.Reflect, "route reflection", g.Reflect, family.RouteReflectorClient)
	expect(family.ASOverride == g.SharedAS, "AS override", g.SharedAS, family.ASOverride)
	expect(family.PeerASCheck == !g.SharedAS || !g.SharedAS && !checksPeerAS(d.sw.Platform), "peer AS check", !g.SharedAS, family.PeerASCheck)
	expect((family.NextHop == routing.NextHopSelf) == g.NextHopSelf, "next-hop-self", g.NextHopSelf, family.NextHop == routing.NextHopSelf)
	expect(family.DefaultOriginate == g.DefaultOnly, "default route originated", g.DefaultOnly, family.DefaultOriginate)
}

// strangerTo says what becomes of a node's route that comes from an AS which is none
// of the group's.
func (c leafSpine) strangerTo(g *fabric.NodeGroup, s *fabric.Session, family *routing.NeighborFamily) routing.Passage {
	stranger := uint32(1)
	for slices.Contains(g.RemoteAS, fabric.ASN(stranger)) || fabric.ASN(stranger) == s.A.AS {
		stranger++
	}
	for _, a := range g.Import {
		probe := routing.Probe{Prefix: edges(a)[0], PeerAS: stranger, FromPeer: true, PathLength: 1}
		for _, community := range a.Communities {
			probe.Communities = append(probe.Communities, routing.Community(community))
		}
		if passage := family.Import.Admits(probe); passage != routing.Stopped {
			return passage
		}
	}
	return family.Import.Admits(routing.Probe{Prefix: defaultPrefix(g.Family), PeerAS: stranger, FromPeer: true, PathLength: 1})
}

// pathLimit checks that paths longer than planned are not accepted: by the limit of
// the process, or by the import policy of the session on platforms without one.
func (c leafSpine) pathLimit(s *fabric.Session, own fabric.End, bgp *routing.BGP, family *routing.NeighborFamily,
	expect expectFunc,
) {
	limit := s.Terms.MaxASLength
	if limit == 0 || bgp.MaxASLength != 0 {
		expect(bgp.MaxASLength == limit, "AS path limit", limit, bgp.MaxASLength)
		return
	}
	if c.limited[family] {
		return
	}
	c.limited[family] = true
	of := func(length int) routing.Probe {
		return routing.Probe{PathLength: length, PeerAS: uint32(other(s, own).AS), FromPeer: true}
	}
	cluster := c.plan.Cluster(s.Cluster)
	prefixes := []fabric.Accept{{Prefix: defaultPrefix(s.Family)}}
	if cluster != nil && !cluster.Unfiltered {
		prefixes = cluster.Announce
	}
	for _, a := range prefixes {
		if fabric.FamilyOf(a.Prefix.Addr()) != s.Family {
			continue
		}
		for _, p := range edges(a) {
			long, fits := of(limit+1), of(limit)
			long.Prefix, fits.Prefix = p, p
			for _, community := range a.Communities {
				long.Communities = append(long.Communities, routing.Community(community))
			}
			fits.Communities = long.Communities
			expect(family.Import.Admits(long) == routing.Stopped, "AS path limit", limit, "longer paths accepted")
			expect(family.Import.Admits(fits) == routing.Passes, "AS path limit", limit, "paths of that length refused")
		}
	}
}

// rules are the cluster's at both ends.
func (c leafSpine) rules(_ *device, s *fabric.Session) *rules {
	return clusterRules(c.plan.Cluster(s.Cluster))
}
