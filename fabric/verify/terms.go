package verify

import (
	"fmt"
	"net/netip"
	"slices"

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
	var expect expectFunc = func(ok bool, what string, want, got any) {
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
		c.arch.terms(s, own, end, bgp, n, family, expect)
	} else if want := s.Terms.GracefulRestart; want != 0 {
		expect(n.GracefulRestart == want, "graceful restart time", want, n.GracefulRestart)
	}
	// The sessions of a dynamic neighbor share its policies; the first is probed.
	if s.Kind == fabric.SessionNode && !c.probed[family] {
		c.probed[family] = true
		c.filters(d, s, own, family)
	}
}

// rules are what passes between a node and its leaves, as one end filters it.
type rules struct {
	// owner is the cluster or the L3Out whose they are.
	owner any
	// announce is what nodes send and learn what they are sent.
	announce, learn []fabric.Accept
	// any: this end takes everything that nodes send.
	any bool
}

func clusterRules(c *fabric.PlannedCluster) *rules {
	if c == nil || c.Unfiltered {
		return nil
	}
	return &rules{owner: c, announce: c.Announce, learn: c.Learn}
}

// filters probes both policies of an end with what the design names and with
// what it does not.
func (c *checker) filters(d *device, s *fabric.Session, own fabric.End, family *routing.NeighborFamily) {
	passes := c.arch.rules(d, s)
	if passes == nil {
		return
	}
	cluster := c.plan.Cluster(s.Cluster)
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
		if got := admits(policy, r); got != want {
			c.fail(Filtered, own.Device, prefix,
				fmt.Sprintf("%s %s the session with %s: %v", p.Why, direction, other(s, own).Device, want), got.String())
		}
	}
	for _, a := range passes.announce {
		if passes.any || fabric.FamilyOf(a.Prefix.Addr()) != s.Family {
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
	for _, a := range passes.learn {
		if fabric.FamilyOf(a.Prefix.Addr()) != s.Family {
			continue
		}
		for _, prefix := range edges(a) {
			probe(toNode, "towards the node of", a, prefix, true, routing.Passes)
		}
	}
	c.strangers(d, s, passes, fromNode, toNode, probe)
}

// strangers probes both policies with what the design does not name.
func (c *checker) strangers(d *device, s *fabric.Session, passes *rules, fromNode, toNode *routing.Policy,
	probe func(policy *routing.Policy, direction string, p fabric.Accept, prefix netip.Prefix, fromPeer bool, want routing.Passage),
) {
	cluster := c.plan.Cluster(s.Cluster)
	stranger := fabric.Accept{Why: "a prefix that the design does not name"}
	for _, prefix := range c.foreign(passes, s.Family) {
		if d.node != nil && cluster.LooseNodeFilters && inRange(passes, prefix) {
			continue
		}
		if !passes.any {
			probe(fromNode, "from the node of", stranger, prefix, true, routing.Stopped)
			if d.node != nil {
				probe(fromNode, "from the node of", stranger, prefix, false, routing.Stopped)
			}
			for i := range passes.announce {
				if cs := passes.announce[i].Communities; d.sw != nil && len(cs) > 0 {
					disguised := fabric.Accept{Why: stranger.Why + ", with a pool's communities,", Communities: cs}
					probe(fromNode, "from the node of", disguised, prefix, true, routing.Stopped)
				}
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
func (c *checker) foreign(r *rules, f fabric.Family) []netip.Prefix {
	key := foreignKey{r.owner, f}
	if _, ok := c.foreignTo[key]; !ok {
		c.foreignTo[key] = foreign(r, f)
	}
	return c.foreignTo[key]
}

type foreignKey struct {
	owner  any
	family fabric.Family
}

func foreign(r *rules, f fabric.Family) []netip.Prefix {
	candidates := []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("198.18.7.0/24"), netip.MustParsePrefix("198.18.7.7/32")}
	if f == fabric.IPv6 {
		candidates = []netip.Prefix{netip.MustParsePrefix("::/0"), netip.MustParsePrefix("2001:2:7::/48"), netip.MustParsePrefix("2001:2:7::7/128")}
	}
	all := slices.Concat(r.announce, r.learn)
	for _, a := range all {
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
	slices.SortFunc(candidates, comparePrefixes)
	return slices.DeleteFunc(slices.Compact(candidates), func(p netip.Prefix) bool { return named(all, p) })
}

// inRange reports whether a prefix is inside a range of the cluster.
func inRange(r *rules, p netip.Prefix) bool {
	return slices.ContainsFunc(slices.Concat(r.announce, r.learn), func(a fabric.Accept) bool {
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
