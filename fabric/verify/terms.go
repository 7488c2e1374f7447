package verify

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// terms checks what an established session does not show by itself: that each
// end has the password, BFD, the limits and the restart time that were planned,
// and that its filters pass what the design names and nothing else.
func (c *checker) terms(s *fabric.Session, own fabric.End, end routing.Session) {
	config := c.tables.Config(own.Device)
	i := slices.IndexFunc(config.VRFs, func(v routing.VRF) bool { return v.Name == end.VRF })
	if i < 0 || config.VRFs[i].BGP == nil || end.Neighbor >= len(config.VRFs[i].BGP.Neighbors) {
		return // a session is of a neighbor of its router
	}
	bgp := config.VRFs[i].BGP
	n := &bgp.Neighbors[end.Neighbor]
	expect := func(ok bool, what string, want, got any) {
		if !ok {
			c.fail(SessionTerms, own.Device, netip.Prefix{}, fmt.Sprintf("%s %v with %v", what, want, end.Remote), fmt.Sprint(got))
		}
	}
	at := slices.IndexFunc(n.Families, func(f routing.NeighborFamily) bool { return f.Family == routing.Family(s.Family) })
	if at < 0 {
		return // reported with the session
	}
	family := &n.Families[at]
	expect(n.Auth.Agrees(routing.NewAuth(s.Terms.Password.Reveal())), "password", "as planned", "another, or none")
	d := &c.expected.devices[c.expected.byName[own.Device]]
	if d.sw != nil {
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
	}
	// A switch adds the time in which the neighbor sends its routes again.
	if want := s.Terms.GracefulRestart; want != 0 {
		expect(n.GracefulRestart == want || d.sw != nil && n.GracefulRestart > want, "graceful restart time", want, n.GracefulRestart)
	}
	// The sessions of a dynamic neighbor share its policies; the first is probed.
	if s.Kind == fabric.SessionNode && !c.probed[family] {
		c.probed[family] = true
		c.filters(d, s, own, family)
	}
}

// keptDead checks that a leaf does not make its nodes keep it in their tables once it
// is dead for longer than somebody asked for: a node's BGP daemon takes the long-lived
// form of graceful restart for the promise of a restart, whatever the timers (measured:
// FRR 8.4.4 with the BIRD of Calico, 120 s).
func (c *checker) keptDead(sw *fabric.Switch, n *routing.Neighbor, expect func(ok bool, what string, want, got any)) {
	most := max(sw.Uplink.GracefulRestart, time.Second)
	for i := range sw.Groups {
		most = max(most, sw.Groups[i].Terms.GracefulRestart)
	}
	bounded := alwaysLongLived(sw.Platform) && n.Restart.Time <= most
	expect(!n.Restart.LongLived || bounded, "a dead leaf kept by its nodes for at most", most, n.Restart.Time)
}

// knobs checks at a switch what the tables may hide, because the other leaf of
// the rack still does it right.
func (c *checker) knobs(s *fabric.Session, d *device, n *routing.Neighbor, family *routing.NeighborFamily,
	expect func(ok bool, what string, want, got any),
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
func (c *checker) strangerTo(g *fabric.NodeGroup, s *fabric.Session, family *routing.NeighborFamily) routing.Passage {
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
func (c *checker) pathLimit(s *fabric.Session, own fabric.End, bgp *routing.BGP, family *routing.NeighborFamily,
	expect func(ok bool, what string, want, got any),
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

// filters probes both policies of an end with what the design names and with
// what it does not.
func (c *checker) filters(d *device, s *fabric.Session, own fabric.End, family *routing.NeighborFamily) {
	cluster := c.plan.Cluster(s.Cluster)
	if cluster == nil || cluster.Unfiltered {
		return
	}
	fromNode, toNode := family.Import, family.Export
	if d.node != nil {
		fromNode, toNode = family.Export, family.Import
	}
	probe := func(policy *routing.Policy, direction string, p fabric.Accept, prefix netip.Prefix, fromPeer bool, want routing.Passage) {
		r := routing.Probe{Prefix: prefix, PeerAS: uint32(other(s, own).AS), FromPeer: fromPeer}
		if !s.Internal() && fromPeer {
			r.PathLength = 1
		}
		for _, community := range p.Communities {
			r.Communities = append(r.Communities, routing.Community(community))
		}
		if got := policy.Admits(r); got != want {
			c.fail(Filtered, own.Device, prefix,
				fmt.Sprintf("%s %s the session with %s: %v", p.Why, direction, other(s, own).Device, want), got.String())
		}
	}
	for _, a := range cluster.Announce {
		if fabric.FamilyOf(a.Prefix.Addr()) != s.Family {
			continue
		}
		for _, prefix := range edges(a) {
			if d.node != nil {
				// A node sends its own blocks, which the tables show, and passes on
				// nothing that it learned.
				if !cluster.TransitUnfiltered {
					probe(fromNode, "through the node of", a, prefix, true, routing.Stopped)
				}
				continue
			}
			probe(fromNode, "into", a, prefix, true, routing.Passes)
			if len(a.Communities) > 0 {
				bare := fabric.Accept{Why: a.Why + " without its communities"}
				probe(fromNode, "into", bare, prefix, true, routing.Stopped)
			}
		}
	}
	for _, a := range cluster.Learn {
		if fabric.FamilyOf(a.Prefix.Addr()) != s.Family {
			continue
		}
		for _, prefix := range edges(a) {
			probe(toNode, "towards the node of", a, prefix, true, routing.Passes)
		}
	}
	for _, prefix := range c.foreign(cluster, s.Family) {
		if d.node != nil && cluster.LooseNodeFilters && inRange(cluster, prefix) {
			continue
		}
		stranger := fabric.Accept{Why: "a prefix that the design does not name"}
		probe(fromNode, "from the node of", stranger, prefix, true, routing.Stopped)
		if d.node != nil {
			probe(fromNode, "from the node of", stranger, prefix, false, routing.Stopped)
		}
		for i := range cluster.Announce {
			if cs := cluster.Announce[i].Communities; d.sw != nil && len(cs) > 0 {
				disguised := fabric.Accept{Why: stranger.Why + ", with a pool's communities,", Communities: cs}
				probe(fromNode, "from the node of", disguised, prefix, true, routing.Stopped)
			}
		}
		probe(toNode, "towards the node of", stranger, prefix, true, routing.Stopped)
	}
}

// edges are the prefixes at the corners of a rule: its first and its last one,
// of its shortest and its longest length.
func edges(a fabric.Accept) []netip.Prefix {
	first, last := a.Prefix.Masked().Addr(), lastAddr(a.Prefix)
	var all []netip.Prefix
	for _, bits := range []int{a.Min, a.Max} {
		for _, addr := range []netip.Addr{first, last} {
			if p, err := addr.Prefix(bits); err == nil && !slices.Contains(all, p) {
				all = append(all, p)
			}
		}
	}
	return all
}

// foreign are prefixes that the cluster's nodes must neither send nor be sent:
// the default route, a stranger's, and what is around the cluster's own ranges.
func (c *checker) foreign(cluster *fabric.PlannedCluster, f fabric.Family) []netip.Prefix {
	key := foreignKey{cluster, f}
	if _, ok := c.foreignTo[key]; !ok {
		c.foreignTo[key] = foreign(cluster, f)
	}
	return c.foreignTo[key]
}

type foreignKey struct {
	cluster *fabric.PlannedCluster
	family  fabric.Family
}

func foreign(cluster *fabric.PlannedCluster, f fabric.Family) []netip.Prefix {
	candidates := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("198.18.7.0/24"), netip.MustParsePrefix("198.18.7.7/32")}
	if f == fabric.IPv6 {
		candidates = []netip.Prefix{netip.MustParsePrefix("::/0"), netip.MustParsePrefix("2001:2:7::/48"), netip.MustParsePrefix("2001:2:7::7/128")}
	}
	rules := slices.Concat(cluster.Announce, cluster.Learn)
	for _, a := range rules {
		if fabric.FamilyOf(a.Prefix.Addr()) != f || a.Prefix.Bits() == 0 {
			continue
		}
		for _, bits := range []int{a.Prefix.Bits() - 1, a.Min - 1, a.Max + 1} {
			for _, addr := range []netip.Addr{a.Prefix.Masked().Addr(), lastAddr(a.Prefix)} {
				if p, err := addr.Prefix(bits); err == nil {
					candidates = append(candidates, p)
				}
			}
		}
		// The ranges that differ from it in one bit: a wrong length lets one in.
		for bit := range a.Prefix.Bits() {
			for _, bits := range []int{a.Min, a.Max} {
				if p, err := flip(a.Prefix.Masked().Addr(), bit).Prefix(bits); err == nil {
					candidates = append(candidates, p)
				}
			}
		}
	}
	named := func(p netip.Prefix) bool {
		return slices.ContainsFunc(rules, func(a fabric.Accept) bool {
			return contains(a.Prefix, p) && a.Min <= p.Bits() && p.Bits() <= a.Max
		})
	}
	slices.SortFunc(candidates, comparePrefixes)
	return slices.DeleteFunc(slices.Compact(candidates), func(p netip.Prefix) bool {
		return named(p)
	})
}

// inRange reports whether a prefix is inside a range of the cluster.
func inRange(cluster *fabric.PlannedCluster, p netip.Prefix) bool {
	return slices.ContainsFunc(slices.Concat(cluster.Announce, cluster.Learn), func(a fabric.Accept) bool {
		return contains(a.Prefix, p)
	})
}

func other(s *fabric.Session, own fabric.End) fabric.End {
	if s.A.Device == own.Device {
		return s.B
	}
	return s.A
}

func defaultPrefix(f fabric.Family) netip.Prefix {
	if f == fabric.IPv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// flip returns the address with one bit, counted from the left, turned.
func flip(a netip.Addr, bit int) netip.Addr {
	b := a.AsSlice()
	b[bit/8] ^= 1 << (7 - bit%8)
	turned, _ := netip.AddrFromSlice(b)
	return turned
}

// lastAddr is the last address of a prefix.
func lastAddr(p netip.Prefix) netip.Addr {
	b := p.Masked().Addr().AsSlice()
	for i := p.Bits(); i < 8*len(b); i++ {
		b[i/8] |= 1 << (7 - i%8)
	}
	a, _ := netip.AddrFromSlice(b)
	return a
}
