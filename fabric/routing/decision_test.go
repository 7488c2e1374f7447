package routing_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

const target = "10.100.0.0/24"

// rivals is a router with two eBGP neighbors that announce the same prefix. All
// else equal, the lower router ID (a's) wins. change makes b better in one step
// of the decision, and a better in all that follow.
type rivals struct{ r, a, b *device }

func newRivals() rivals {
	return rivals{
		r: router("r", 65000, "9.9.9.9").on("Eth1", "10.0.1.1/30").on("Eth2", "10.0.2.1/30").
			peer("10.0.1.2", 65001).peer("10.0.2.2", 65002),
		a: router("a", 65001, "1.1.1.1").on("Eth1", "10.0.1.2/30").peer("10.0.1.1", 65000).announce(target),
		b: router("b", 65002, "2.2.2.2").on("Eth1", "10.0.2.2/30").peer("10.0.2.1", 65000).announce(target),
	}
}

func (v rivals) received(a, b routing.Set) rivals {
	v.r.bgp().Neighbors[0].Families[0].Import = always(a)
	v.r.bgp().Neighbors[1].Families[0].Import = always(b)
	return v
}

// RFC 4271 9.1.2.2 and the steps that NX-OS puts before it.
func TestDecisionProcess(t *testing.T) {
	const a, b = "10.0.1.2", "10.0.2.2"
	long := []routing.ASN{65009}
	for name, row := range map[string]struct {
		a, b routing.Set
		med  func(*routing.BGP)
		want string
		rule routing.Rule
	}{
		"the lower router ID is last": {want: a, rule: routing.ByRouterID},
		"weight is first": {
			a:    routing.Set{HasLocalPref: true, LocalPref: 500},
			b:    routing.Set{HasWeight: true, Weight: 1},
			want: b, rule: routing.ByWeight,
		},
		"local preference is before path length": {
			b:    routing.Set{HasLocalPref: true, LocalPref: 101, Prepend: long},
			want: b, rule: routing.ByLocalPref,
		},
		"a shorter path is before origin": {
			a:    routing.Set{Prepend: long},
			b:    routing.Set{HasOrigin: true, Origin: routing.OriginIncomplete},
			want: b, rule: routing.ByPathLength,
		},
		"a lower origin is before MED": {
			a:    routing.Set{HasOrigin: true, Origin: routing.OriginEGP},
			b:    routing.Set{HasMED: true, MED: 50},
			med:  func(g *routing.BGP) { g.AlwaysCompareMED = true },
			want: b, rule: routing.ByOrigin,
		},
		"MED is not compared between neighboring ASes": {
			a:    routing.Set{HasMED: true, MED: 50},
			want: a, rule: routing.ByRouterID,
		},
		"unless it always is": {
			a:    routing.Set{HasMED: true, MED: 50},
			med:  func(g *routing.BGP) { g.AlwaysCompareMED = true },
			want: b, rule: routing.ByMED,
		},
		"MED is compared when a policy makes the first AS the same": {
			a:    routing.Set{HasMED: true, MED: 50, Prepend: long},
			b:    routing.Set{Prepend: long},
			want: b, rule: routing.ByMED,
		},
	} {
		t.Run(name, func(t *testing.T) {
			v := newRivals().received(row.a, row.b)
			if row.med != nil {
				row.med(v.r.bgp())
			}
			tables := converged(t, v.r, v.a, v.b)
			r, ok := tables.Route("r", routing.DefaultVRF, prefix(target))
			assert.True(t, ok)
			assert.Equal(t, addr(row.want), r.NextHops[0].Addr)
			for _, s := range tables.Explain("r", routing.DefaultVRF, prefix(target)).Steps {
				if s.Router == "r" && s.Decision == routing.Best {
					assert.Equal(t, row.rule, s.Rule)
				}
			}
		})
	}
}

func TestOwnRoutesComeBeforeLearnedOnes(t *testing.T) {
	v := newRivals()
	v.r.static(target).announce(target)
	assert.Equal(t, "static [1/0]", route(converged(t, v.r, v.a, v.b), "r", target))
}

// RFC 4271 9.1.2.2 d: eBGP comes before iBGP, whatever the router IDs.
func TestExternalComesBeforeInternal(t *testing.T) {
	v := newRivals()
	v.r.bgp().Neighbors[0].RemoteAS = []routing.ASRange{routing.AnyAS}
	v.a.bgp().AS = 65000
	v.a.bgp().Neighbors[0].Families[0].Export = always(routing.Set{Prepend: []routing.ASN{65009}})
	tables := converged(t, v.r, v.a, v.b)
	assert.Equal(t, "bgp [20/0] [65002] 10.0.2.2", route(tables, "r", target))
}

// RFC 4271 9.1.2.2 g: the lower address decides between two sessions to one
// router.
func TestLowerNeighborAddressIsLast(t *testing.T) {
	a := router("a", 65001, "1.1.1.1").on("Eth1", "10.0.1.1/30").on("Eth2", "10.0.2.1/30").
		peer("10.0.2.2", 65002).peer("10.0.1.2", 65002)
	b := router("b", 65002, "2.2.2.2").on("Eth1", "10.0.1.2/30").on("Eth2", "10.0.2.2/30").
		peer("10.0.2.1", 65001).peer("10.0.1.1", 65001).announce(target)
	assert.Equal(t, "bgp [20/0] [65002] 10.0.1.2", route(converged(t, a, b), "a", target))
}

func TestMultipath(t *testing.T) {
	for name, row := range map[string]struct {
		relax  bool
		width  int
		a, b   routing.Set
		want   string
		sameAS bool
		lostTo routing.Decision
	}{
		"one path unless configured":        {width: 0, relax: true, want: "[65001] 10.0.1.2", lostTo: routing.BeyondWidth},
		"different paths need relax":        {width: 4, want: "[65001] 10.0.1.2", lostTo: routing.OtherPath},
		"with relax the length is enough":   {width: 4, relax: true, want: "[65001] 10.0.1.2 10.0.2.2"},
		"another length never":              {width: 4, relax: true, b: routing.Set{Prepend: []routing.ASN{1}}, want: "[65001] 10.0.1.2", lostTo: routing.Worse},
		"another local preference never":    {width: 4, relax: true, b: routing.Set{HasLocalPref: true, LocalPref: 90}, want: "[65001] 10.0.1.2", lostTo: routing.Worse},
		"another MED never":                 {width: 4, relax: true, b: routing.Set{HasMED: true, MED: 9}, want: "[65001] 10.0.1.2", lostTo: routing.Worse},
		"another origin never":              {width: 4, relax: true, b: routing.Set{HasOrigin: true, Origin: routing.OriginEGP}, want: "[65001] 10.0.1.2", lostTo: routing.Worse},
		"one AS is one path without relax":  {width: 4, sameAS: true, want: "[65001] 10.0.1.2 10.0.2.2"},
		"a width of one is one, with relax": {width: 1, relax: true, want: "[65001] 10.0.1.2", lostTo: routing.BeyondWidth},
	} {
		t.Run(name, func(t *testing.T) {
			v := newRivals().received(row.a, row.b)
			v.r.bgp().MultipathRelax, v.r.bgp().IPv4.MaxPathsEBGP = row.relax, row.width
			if row.sameAS {
				v.b.bgp().AS = 65001
				v.r.bgp().Neighbors[1].RemoteAS = []routing.ASRange{routing.AnyAS}
			}
			tables := converged(t, v.r, v.a, v.b)
			assert.Equal(t, "bgp [20/0] "+row.want, route(tables, "r", target))
			if row.lostTo != 0 {
				var found []routing.Decision
				for _, s := range tables.Explain("r", routing.DefaultVRF, prefix(target)).Steps {
					if s.Router == "r" && s.Peer == "b" {
						found = append(found, s.Decision)
					}
				}
				assert.Equal(t, []routing.Decision{row.lostTo}, found)
			}
		})
	}
}

// reflection is a router in an AS with three iBGP neighbors on one subnet, which
// do not peer with each other.
func reflection(clients ...int) (rr *device, others []*device) {
	rr = router("rr", 65000, "9.9.9.9").on("Eth1", "10.0.0.9/24")
	for i, name := range []string{"x", "y", "z"} {
		own := netip.AddrFrom4([4]byte{10, 0, 0, byte(i + 1)}).String()
		others = append(others, router(name, 65000, "1.1.1."+string(rune('1'+i))).on("Eth1", own+"/24").peer("10.0.0.9", 65000))
		rr.peer(own, 65000)
		for _, c := range clients {
			if c == i {
				rr.bgp().Neighbors[i].Families[0].RouteReflectorClient = true
			}
		}
	}
	others[0].announce(target)
	return rr, others
}

// RFC 4456 6: from a client to all, from others to clients only.
func TestReflection(t *testing.T) {
	const has = "bgp [200/0] [] 10.0.0.1"
	for name, row := range map[string]struct {
		clients []int
		y, z    string
	}{
		"no client: nothing is passed on":            {nil, "none", "none"},
		"from a client: to all":                      {[]int{0}, has, has},
		"from another: to the client only":           {[]int{1}, has, "none"},
		"from a client to a client":                  {[]int{0, 1, 2}, has, has},
		"next hop and path stay as the client's are": {[]int{0, 2}, has, has},
	} {
		t.Run(name, func(t *testing.T) {
			rr, others := reflection(row.clients...)
			tables := converged(t, append(others, rr)...)
			assert.Equal(t, row.y, route(tables, "y", target))
			assert.Equal(t, row.z, route(tables, "z", target))
			if row.y == has {
				r, _ := tables.Route("y", routing.DefaultVRF, prefix(target))
				assert.Equal(t, addr("1.1.1.1"), r.Attributes.Originator, "RFC 4456 8")
				assert.Equal(t, []netip.Addr{addr("9.9.9.9")}, r.Attributes.ClusterList, "RFC 4456 8")
			}
		})
	}
}

// RFC 4456 8: a cluster's reflectors drop each other's routes.
func TestReflectorsOfOneClusterDropEachOthersRoutes(t *testing.T) {
	for name, row := range map[string]struct {
		cluster2 string
		want     string
	}{
		"one cluster":  {"7.7.7.7", "none"},
		"two clusters": {"8.8.8.8", "bgp [200/0] [] 10.0.0.1"},
	} {
		t.Run(name, func(t *testing.T) {
			x := router("x", 65000, "1.1.1.1").on("Eth1", "10.0.0.1/24").peer("10.0.0.8", 65000).announce(target)
			first := router("rr1", 65000, "8.1.1.1").on("Eth1", "10.0.0.8/24").peer("10.0.0.1", 65000, client).peer("10.0.0.9", 65000)
			second := router("rr2", 65000, "8.1.1.2").on("Eth1", "10.0.0.9/24").peer("10.0.0.8", 65000)
			first.bgp().ClusterID, second.bgp().ClusterID = addr("7.7.7.7"), addr(row.cluster2)
			assert.Equal(t, row.want, route(converged(t, x, first, second), "rr2", target))
		})
	}
}

// RFC 4271 5.1.3.
func TestNextHop(t *testing.T) {
	// a and b share a subnet with c; a announces, b passes on to c.
	lan := func(bAS, cAS routing.ASN, toC tune) *routing.Tables {
		a := router("a", 65001, "1.1.1.1").on("Eth1", "10.0.0.1/24").peer("10.0.0.2", bAS).announce(target)
		b := router("b", bAS, "2.2.2.2").on("Eth1", "10.0.0.2/24").peer("10.0.0.1", 65001).peer("10.0.0.3", cAS, toC)
		c := router("c", cAS, "3.3.3.3").on("Eth1", "10.0.0.3/24").peer("10.0.0.2", bAS)
		return converged(t, a, b, c)
	}
	rule := func(r routing.NextHopRule) tune {
		return family(func(nf *routing.NeighborFamily) { nf.NextHop = r })
	}
	for name, row := range map[string]struct {
		bAS, cAS routing.ASN
		toC      tune
		want     string
	}{
		"a third party on the shared subnet stays":  {65002, 65003, none, "bgp [20/0] [65002 65001] 10.0.0.1"},
		"unless told otherwise":                     {65002, 65003, family(func(nf *routing.NeighborFamily) { nf.NoThirdParty = true }), "bgp [20/0] [65002 65001] 10.0.0.2"},
		"next-hop-self towards another AS":          {65002, 65003, rule(routing.NextHopSelf), "bgp [20/0] [65002 65001] 10.0.0.2"},
		"an eBGP next hop stays towards the own AS": {65002, 65002, none, "bgp [200/0] [65001] 10.0.0.1"},
		"next-hop-self towards the own AS":          {65002, 65002, rule(routing.NextHopSelf), "bgp [200/0] [65001] 10.0.0.2"},
		"a policy's next hop":                       {65002, 65003, export(always(routing.Set{NextHop: addr("10.0.0.77")})), "bgp [20/0] [65002 65001] 10.0.0.77"},
	} {
		t.Run(name, func(t *testing.T) {
			assert.Equal(t, row.want, route(lan(row.bAS, row.cAS, row.toC), "c", target))
		})
	}
}

func TestNextHopOfReflectedRoutes(t *testing.T) {
	for name, row := range map[string]struct {
		rule routing.NextHopRule
		want string
	}{
		"next-hop-self leaves them":     {routing.NextHopSelf, "bgp [200/0] [] 10.0.0.1"},
		"next-hop-self all writes them": {routing.NextHopSelfAll, "bgp [200/0] [] 10.0.0.9"},
	} {
		t.Run(name, func(t *testing.T) {
			rr, others := reflection(0, 1, 2)
			rr.bgp().Neighbors[1].Families[0].NextHop = row.rule
			assert.Equal(t, row.want, route(converged(t, append(others, rr)...), "y", target))
		})
	}
}

// a chain of three ASes over point-to-point links.
func chain(toC tune) (a, b, c *device) {
	a = router("a", 65001, "1.1.1.1").on("Eth1", "10.0.1.1/30").peer("10.0.1.2", 65002).announce(target)
	b = router("b", 65002, "2.2.2.2").on("Eth1", "10.0.1.2/30").on("Eth2", "10.0.2.1/30").peer("10.0.1.1", 65001).peer("10.0.2.2", 65003, toC)
	c = router("c", 65003, "3.3.3.3").on("Eth2", "10.0.2.2/30").peer("10.0.2.1", 65002)
	return a, b, c
}

func TestNextHopUnchangedTowardsAnotherAS(t *testing.T) {
	a, b, c := chain(family(func(nf *routing.NeighborFamily) { nf.NextHop = routing.NextHopUnchanged }))
	assert.Equal(t, "none", route(converged(t, a, b, c), "c", target), "c has no route to a's address")
	c.static("10.0.1.0/30", "10.0.2.1")
	assert.Equal(t, "bgp [20/0] [65002 65001] 10.0.1.1(10.0.2.1)", route(converged(t, a, b, c), "c", target))
}

func TestAttributesBetweenASes(t *testing.T) {
	a, b, c := chain(none)
	out := always(routing.Set{
		HasMED: true, MED: 7, HasLocalPref: true, LocalPref: 300, HasWeight: true, Weight: 9,
		HasCommunities: true, Communities: []routing.Community{65001<<16 | 1},
	})
	a.bgp().Neighbors[0].Families[0].Export = out
	tables := converged(t, a, b, c)
	atB, _ := tables.Route("b", routing.DefaultVRF, prefix(target))
	assert.EqualValues(t, 7, atB.Attributes.MED)
	assert.EqualValues(t, 7, atB.Metric)
	assert.EqualValues(t, 100, atB.Attributes.LocalPref, "RFC 4271 5.1.5: not over eBGP")
	assert.Zero(t, atB.Attributes.Weight)
	assert.Equal(t, []routing.Community{65001<<16 | 1}, atB.Attributes.Communities)
	atC, _ := tables.Route("c", routing.DefaultVRF, prefix(target))
	assert.Zero(t, atC.Attributes.MED, "RFC 4271 5.1.4: not on to a third AS")

	b.bgp().Neighbors[1].Families[0].SendCommunity = false
	atC, _ = converged(t, a, b, c).Route("c", routing.DefaultVRF, prefix(target))
	assert.Empty(t, atC.Attributes.Communities)
}

// RFC 1997.
func TestWellKnownCommunities(t *testing.T) {
	for name, row := range map[string]struct {
		community routing.Community
		want      string
	}{
		"no-export keeps it from another AS": {routing.NoExportCommunity, "none"},
		"no-advertise keeps it from all":     {routing.NoAdvertiseCommunity, "none"},
		"any other does not":                 {65001<<16 | 1, "bgp [20/0] [65002 65001] 10.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b, c := chain(none)
			a.bgp().Neighbors[0].Families[0].Export = always(routing.Set{HasCommunities: true, Communities: []routing.Community{row.community}})
			tables := converged(t, a, b, c)
			assert.NotEqual(t, "none", route(tables, "b", target))
			assert.Equal(t, row.want, route(tables, "c", target))
		})
	}
}

func TestPathManipulation(t *testing.T) {
	for name, row := range map[string]struct {
		toC  tune
		want string
	}{
		"private numbers removed":        {family(func(nf *routing.NeighborFamily) { nf.RemovePrivateAS = true }), "bgp [20/0] [65002] 10.0.2.1"},
		"prepended behind the own":       {export(always(routing.Set{Prepend: []routing.ASN{1, 2}})), "bgp [20/0] [65002 1 2 65001] 10.0.2.1"},
		"the neighbor's AS in the path":  {export(always(routing.Set{Prepend: []routing.ASN{65003}})), "none"},
		"local-as shown instead":         {func(nb *routing.Neighbor, _ *routing.NeighborFamily) { nb.LocalAS = 777 }, "bgp [20/0] [777 65001] 10.0.2.1"},
		"as-override needs the peer AS":  {family(func(nf *routing.NeighborFamily) { nf.ASOverride = true }), "bgp [20/0] [65002 65001] 10.0.2.1"},
		"nothing changed without a rule": {none, "bgp [20/0] [65002 65001] 10.0.2.1"},
	} {
		t.Run(name, func(t *testing.T) {
			a, b, c := chain(row.toC)
			c.bgp().Neighbors[0].RemoteAS = []routing.ASRange{routing.AnyAS}
			assert.Equal(t, row.want, route(converged(t, a, b, c), "c", target))
		})
	}
}

func TestASPathLimit(t *testing.T) {
	a, b, c := chain(none)
	c.bgp().MaxASLength = 1
	assert.Equal(t, "none", route(converged(t, a, b, c), "c", target))
	c.bgp().MaxASLength = 2
	assert.NotEqual(t, "none", route(converged(t, a, b, c), "c", target))
}
