package routing_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

// pairOf is two eBGP neighbors; a is the one under test.
func pairOf(toB tune) (a, b *device) {
	a = router("a", 65001, "1.1.1.1").on("Eth1", "10.0.0.1/30").peer("10.0.0.2", 65002, toB)
	b = router("b", 65002, "2.2.2.2").on("Eth1", "10.0.0.2/30").peer("10.0.0.1", 65001)
	return a, b
}

func TestNetworkStatements(t *testing.T) {
	network := func(a *device, p string) {
		a.bgp().IPv4.Networks = append(a.bgp().IPv4.Networks, routing.Network{Prefix: prefix(p)})
	}
	for name, row := range map[string]struct {
		change func(*device)
		to     string
		want   string
	}{
		"a prefix that is not in the table":   {func(a *device) { network(a, target) }, target, "none"},
		"a connected subnet":                  {func(a *device) { network(a.on("Eth2", "10.100.0.1/24"), target) }, target, "bgp [20/0] [65001] 10.0.0.1"},
		"an interface that is down":           {func(a *device) { network(a.on("Eth2", "10.100.0.1/24"), target); a.vrf().Interfaces[2].Down = true }, target, "none"},
		"a static route that discards":        {func(a *device) { network(a.static(target), target) }, target, "bgp [20/0] [65001] 10.0.0.1"},
		"a static route that cannot be used":  {func(a *device) { network(a.static(target, "10.9.9.9"), target) }, target, "none"},
		"a default route, when there is none": {func(a *device) { network(a, "0.0.0.0/0") }, "0.0.0.0/0", "none"},
		"always":                              {func(a *device) { a.announce(target) }, target, "bgp [20/0] [65001] 10.0.0.1"},
		"denied by its policy": {func(a *device) {
			a.announce(target)
			a.bgp().IPv4.Networks[0].Policy = except(target)
		}, target, "none"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := pairOf(none)
			row.change(a)
			assert.Equal(t, row.want, route(converged(t, a, b), "b", row.to))
		})
	}
}

// seeds/003 redistributes the connected subnets that carry a tag.
func TestRedistributionByTag(t *testing.T) {
	a, b := pairOf(none)
	a.on("Vlan10", "10.1.0.1/24").on("Vlan20", "10.2.0.1/24")
	a.vrf().Interfaces[2].Tag = 12345
	a.bgp().IPv4.Redistribute = []routing.Redistribute{{From: routing.Direct, Policy: &routing.Policy{
		Terms: []routing.Term{{Permit: true, Match: routing.Match{Tags: []uint32{12345}}}},
	}}}
	tables := converged(t, a, b)
	r, ok := tables.Route("b", routing.DefaultVRF, prefix("10.1.0.0/24"))
	assert.True(t, ok)
	assert.Equal(t, routing.OriginIncomplete, r.Attributes.Origin)
	assert.Equal(t, "none", route(tables, "b", "10.2.0.0/24"))
	assert.Equal(t, "none", route(tables, "b", "10.1.0.1/32"), "a local address is not a connected subnet")
}

func TestAggregates(t *testing.T) {
	for name, row := range map[string]struct {
		summaryOnly bool
		announce    string
		whole, part string
	}{
		"beside its parts":           {false, target, "bgp [20/0] [65001] 10.0.0.1", "bgp [20/0] [65001] 10.0.0.1"},
		"instead of them":            {true, target, "bgp [20/0] [65001] 10.0.0.1", "none"},
		"not without a part":         {true, "10.200.0.0/24", "none", "none"},
		"the very prefix is no part": {true, "10.100.0.0/16", "bgp [20/0] [65001] 10.0.0.1", "none"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := pairOf(none)
			a.announce(row.announce)
			a.bgp().IPv4.Aggregates = []routing.Aggregate{{Prefix: prefix("10.100.0.0/16"), SummaryOnly: row.summaryOnly}}
			tables := converged(t, a, b)
			assert.Equal(t, row.whole, route(tables, "b", "10.100.0.0/16"))
			assert.Equal(t, row.part, route(tables, "b", target))
			if row.announce == target {
				assert.Equal(t, "aggregate [220/0]", route(tables, "a", "10.100.0.0/16"))
			}
		})
	}
}

func TestAggregateOfAnAggregate(t *testing.T) {
	a, b := pairOf(none)
	a.announce(target)
	a.bgp().IPv4.Aggregates = []routing.Aggregate{{Prefix: prefix("10.100.0.0/16"), SummaryOnly: true}}
	b.bgp().IPv4.Aggregates = []routing.Aggregate{{Prefix: prefix("10.96.0.0/12"), SummaryOnly: true}}
	tables := converged(t, a, b)
	assert.Equal(t, "aggregate [220/0]", route(tables, "b", "10.96.0.0/12"))
	assert.Equal(t, "bgp [20/0] [65002] 10.0.0.2", route(tables, "a", "10.96.0.0/12"))
}

func TestDefaultOriginate(t *testing.T) {
	t.Run("is not filtered and needs no route", func(t *testing.T) {
		a, b := pairOf(family(func(nf *routing.NeighborFamily) { nf.DefaultOriginate, nf.Export = true, only() }))
		assert.Equal(t, "bgp [20/0] [65001] 10.0.0.1", route(converged(t, a, b), "b", "0.0.0.0/0"))
	})
	t.Run("is changed by its own policy", func(t *testing.T) {
		a, b := pairOf(family(func(nf *routing.NeighborFamily) {
			nf.DefaultOriginate, nf.DefaultPolicy = true, always(routing.Set{HasMED: true, MED: 5, Prepend: []routing.ASN{65001}})
		}))
		assert.Equal(t, "bgp [20/5] [65001 65001] 10.0.0.1", route(converged(t, a, b), "b", "0.0.0.0/0"))
	})
}

func TestTableOfOneRouter(t *testing.T) {
	a := router("a", 65001, "1.1.1.1").on("Vlan10", "10.0.0.2/24").
		static("10.1.0.0/16", "10.0.0.1").static("10.2.0.0/16").static("10.3.0.0/16", "10.1.0.5").static("10.4.0.0/16", "10.99.0.1")
	a.vrf().Interfaces[1].Virtual = []netip.Addr{addr("10.0.0.1")}
	tables := simulate(t, a)
	var got []string
	for r := range tables.Routes("a", routing.DefaultVRF) {
		got = append(got, r.Prefix.String()+" "+route(tables, "a", r.Prefix.String()))
	}
	assert.Equal(t, []string{
		"1.1.1.1/32 direct [0/0] lo0",
		"10.0.0.0/24 direct [0/0] Vlan10",
		"10.0.0.1/32 virtual [0/0] Vlan10",
		"10.0.0.2/32 local [0/0] Vlan10",
		"10.2.0.0/16 static [1/0]",
	}, got, "the shared gateway is the router's own here, so nothing resolves by it")

	node := router("node", 65001, "1.1.1.2").on("bond0", "10.0.0.11/24").static("0.0.0.0/0", "10.0.0.1")
	tables = simulate(t, a, node)
	assert.Equal(t, "static [1/0] 10.0.0.1", route(tables, "node", "0.0.0.0/0"), "and a gateway elsewhere")
	r, ok := tables.Lookup("node", routing.DefaultVRF, addr("192.0.2.1"))
	assert.True(t, ok)
	assert.Equal(t, prefix("0.0.0.0/0"), r.Prefix)
	_, ok = tables.Lookup("a", routing.DefaultVRF, addr("192.0.2.1"))
	assert.False(t, ok)
}

func TestDistanceDecidesBetweenProtocols(t *testing.T) {
	for name, row := range map[string]struct {
		distance uint8
		want     string
	}{
		"a static route outranks BGP":            {0, "static [1/0] 10.0.0.1"},
		"a floating one waits":                   {250, "bgp [20/0] [65001] 10.0.0.1"},
		"the local one wins at equal distance":   {20, "static [20/0] 10.0.0.1"},
		"one below the distance of eBGP is used": {19, "static [19/0] 10.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := pairOf(none)
			a.announce(target)
			b.static(target, "10.0.0.1")
			b.vrf().Static[0].Distance = row.distance
			assert.Equal(t, row.want, route(converged(t, a, b), "b", target))
		})
	}
}

func TestVRFsAreSeparate(t *testing.T) {
	// Two clusters with the same addresses, in VRFs of one leaf.
	leaf := router("leaf", 65000, "10.2.0.1").on("Vlan10", "10.0.0.1/24").peer("10.0.0.11", 65101)
	leaf.vrf().Interfaces[1].Segment = "red"
	blue := router("", 65000, "10.2.0.2").on("Vlan20", "10.0.0.1/24").peer("10.0.0.11", 65102)
	blue.vrf().Name = "blue"
	blue.vrf().Interfaces[1].Segment = "blue"
	leaf.VRFs = append(leaf.VRFs, *blue.vrf())
	node := func(name string, as routing.ASN, segment, block string) *device {
		n := router(name, as, "10.3.0.1").on("bond0", "10.0.0.11/24").peer("10.0.0.1", 65000).announce(block)
		n.vrf().Interfaces[1].Segment = segment
		return n
	}
	tables := converged(t, leaf, node("red1", 65101, "red", "10.240.1.0/26"), node("blue1", 65102, "blue", "10.240.2.0/26"))
	assert.Equal(t, []string{routing.DefaultVRF, "blue"}, tables.VRFs("leaf"))
	_, inRed := tables.Route("leaf", routing.DefaultVRF, prefix("10.240.2.0/26"))
	_, inBlue := tables.Route("leaf", "blue", prefix("10.240.2.0/26"))
	assert.False(t, inRed)
	assert.True(t, inBlue)
}

// RFC 4271 9.1.2.1: next hops resolve through the router's own table, BGP routes
// included.
func TestRecursiveNextHops(t *testing.T) {
	x := router("x", 65000, "1.1.1.1").on("Eth1", "10.0.1.1/30").peer("10.0.1.2", 65000)
	border := router("border", 65000, "2.2.2.2").on("Eth1", "10.0.1.2/30").on("Eth2", "10.0.2.1/30").
		peer("10.0.1.1", 65000).peer("10.0.2.2", 65009)
	outside := router("outside", 65009, "9.9.9.9").on("Eth2", "10.0.2.2/30").peer("10.0.2.1", 65000).announce(target)
	assert.Equal(t, "none", route(converged(t, x, border, outside), "x", target))
	border.announce("10.0.2.0/30")
	assert.Equal(t, "bgp [200/0] [65009] 10.0.2.2(10.0.1.2)", route(converged(t, x, border, outside), "x", target))
}

// Two routers that each prefer the way by the other never settle when both act at
// once (the DISAGREE of RFC 3345's kind).
func TestOscillation(t *testing.T) {
	origin := router("o", 65009, "9.9.9.9").on("Eth1", "10.0.1.1/30").on("Eth2", "10.0.2.1/30").
		peer("10.0.1.2", 65001).peer("10.0.2.2", 65002).announce(target, "10.101.0.0/24")
	prefer := imports(&routing.Policy{Terms: []routing.Term{
		{Permit: true, Match: only(target).Terms[0].Match, Set: routing.Set{HasLocalPref: true, LocalPref: 200}},
		{Permit: true},
	}})
	a := router("a", 65001, "1.1.1.1").on("Eth1", "10.0.1.2/30").on("Eth3", "10.0.3.1/30").
		peer("10.0.1.1", 65009).peer("10.0.3.2", 65002, prefer)
	b := router("b", 65002, "2.2.2.2").on("Eth2", "10.0.2.2/30").on("Eth3", "10.0.3.2/30").
		peer("10.0.2.1", 65009).peer("10.0.3.1", 65001, prefer)
	tables := simulate(t, origin, a, b)
	assert.Equal(t, []routing.Oscillation{{Prefix: prefix(target), Routers: []string{"a", "b"}}}, tables.Oscillations())
	assert.Equal(t, "none", route(tables, "a", target))
	assert.NotEqual(t, "none", route(tables, "a", "10.101.0.0/24"), "the others are not touched")
	assert.Contains(t, tables.Explain("a", routing.DefaultVRF, prefix(target)).String(), routing.Oscillates.String())
}

// RFC 4760: routes of both families over one IPv4 session, with the IPv6 address
// of the session's interface as next hop.
func TestBothFamiliesOverOneSession(t *testing.T) {
	a, b := pairOf(none)
	for _, d := range []*device{a, b} {
		d.bgp().Neighbors[0].Families = append(d.bgp().Neighbors[0].Families, routing.NeighborFamily{Family: routing.IPv6})
	}
	a.bgp().IPv6.Networks = []routing.Network{{Prefix: prefix("2001:db8:1::/48"), Always: true}}
	assert.Equal(t, "none", route(converged(t, a, b), "b", "2001:db8:1::/48"), "no IPv6 address to write")
	a.vrf().Interfaces[1].Addresses = append(a.vrf().Interfaces[1].Addresses, netip.MustParsePrefix("2001:db8::1/64"))
	b.vrf().Interfaces[1].Addresses = append(b.vrf().Interfaces[1].Addresses, netip.MustParsePrefix("2001:db8::2/64"))
	assert.Equal(t, "bgp [20/0] [65001] 2001:db8::1", route(converged(t, a, b), "b", "2001:db8:1::/48"))
}

func TestNothingToSimulate(t *testing.T) {
	for name, routers := range map[string][]routing.Router{
		"no routers": nil, "a router without VRFs": {{Name: "a"}, {Name: "b", VRFs: []routing.VRF{{Name: routing.DefaultVRF}}}},
	} {
		t.Run(name, func(t *testing.T) {
			tables, err := routing.Simulate(routers)
			assert.NoError(t, err)
			assert.Empty(t, tables.Sessions())
			assert.Empty(t, tables.VRFs("a"))
			for r := range tables.Routes("a", routing.DefaultVRF) {
				t.Errorf("unexpected route %v", r)
			}
			_, ok := tables.Lookup("b", routing.DefaultVRF, addr("10.0.0.1"))
			assert.False(t, ok)
		})
	}
}
