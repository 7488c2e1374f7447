package routing_test

import (
	"net/netip"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

// lost is a chain of three ASes in which c does not get the route.
func TestExplainSaysWhereARouteIsLost(t *testing.T) {
	for name, row := range map[string]struct {
		change func(a, b, c *device)
		router string
		want   routing.Decision
	}{
		"not configured anywhere":       {func(a, _, _ *device) { a.bgp().IPv4.Networks = nil }, "c", routing.NobodyOriginates},
		"not in the originator's table": {func(a, _, _ *device) { a.bgp().IPv4.Networks[0].Always = false }, "a", routing.NotOriginated},
		"denied on export": {func(_, b, _ *device) {
			b.bgp().Neighbors[1].Families[0].Export = except(target)
		}, "b", routing.DeniedOnExport},
		"denied on import": {func(_, _, c *device) { c.bgp().Neighbors[0].Families[0].Import = except(target) }, "c", routing.DeniedOnImport},
		"denied one hop earlier": {func(_, b, _ *device) {
			b.bgp().Neighbors[0].Families[0].Import = except(target)
		}, "b", routing.DeniedOnImport},
		"own AS in the path": {func(_, b, _ *device) {
			b.bgp().Neighbors[1].Families[0].Export = always(routing.Set{Prepend: []routing.ASN{65003}})
		}, "c", routing.OwnASInPath},
		"the peer's AS in the path": {func(_, b, _ *device) {
			b.bgp().Neighbors[0].Families[0].Import = always(routing.Set{Prepend: []routing.ASN{65003}})
			b.bgp().Neighbors[1].Families[0].PeerASCheck = true
		}, "b", routing.PeerASInPath},
		"path too long": {func(_, _, c *device) { c.bgp().MaxASLength = 1 }, "c", routing.PathTooLong},
		"a community": {func(a, _, _ *device) {
			a.bgp().IPv4.Networks[0].Policy = always(routing.Set{HasCommunities: true, Communities: []routing.Community{routing.NoAdvertiseCommunity}})
		}, "a", routing.NoAdvertise},
		"an aggregate": {func(_, b, _ *device) {
			b.bgp().IPv4.Aggregates = []routing.Aggregate{{Prefix: prefix("10.100.0.0/16"), SummaryOnly: true}}
		}, "b", routing.Suppressed},
		"an unresolved next hop": {func(_, b, _ *device) {
			b.bgp().Neighbors[1].Families[0].NextHop = routing.NextHopUnchanged
		}, "c", routing.UnresolvedNextHop},
		"a next hop of the receiver's own": {func(_, b, _ *device) {
			b.bgp().Neighbors[1].Families[0].Export = always(routing.Set{NextHop: addr("10.0.2.2")})
		}, "c", routing.OwnNextHop},
		"a next hop of another family": {func(_, b, _ *device) {
			b.bgp().Neighbors[1].Families[0].Export = always(routing.Set{NextHop: addr("2001:db8::1")})
		}, "b", routing.NoNextHop},
		"a session that is down": {func(_, _, c *device) { c.bgp().Neighbors[0].Shutdown = true }, "c", routing.SessionDown},
		"no BGP":                 {func(_, _, c *device) { c.vrf().BGP = nil }, "c", routing.NoBGP},
	} {
		t.Run(name, func(t *testing.T) {
			a, b, c := chain(none)
			row.change(a, b, c)
			tables := simulate(t, a, b, c)
			ex := tables.Explain("c", routing.DefaultVRF, prefix(target))
			assert.False(t, ex.Found)
			var found []string
			for _, s := range ex.Steps {
				found = append(found, s.Router+" "+s.Decision.String())
			}
			assert.Contains(t, found, row.router+" "+row.want.String(), ex.String())
		})
	}
}

func TestExplainSaysWhatReflectionKeepsBack(t *testing.T) {
	rr, others := reflection()
	ex := converged(t, append(others, rr)...).Explain("y", routing.DefaultVRF, prefix(target))
	assert.Contains(t, ex.String(), "rr to y: not reflected")
}

func TestExplainSaysWhoseClusterItIs(t *testing.T) {
	x := router("x", 65000, "1.1.1.1").on("Eth1", "10.0.0.1/24").peer("10.0.0.8", 65000).announce(target)
	first := router("rr1", 65000, "8.1.1.1").on("Eth1", "10.0.0.8/24").peer("10.0.0.1", 65000, client).peer("10.0.0.9", 65000)
	second := router("rr2", 65000, "8.1.1.2").on("Eth1", "10.0.0.9/24").peer("10.0.0.8", 65000)
	first.bgp().ClusterID, second.bgp().ClusterID = addr("7.7.7.7"), addr("7.7.7.7")
	ex := converged(t, x, first, second).Explain("rr2", routing.DefaultVRF, prefix(target))
	assert.Contains(t, ex.String(), "rr2 from rr1: own cluster in the cluster list")
}

func TestExplainOfUnknownThings(t *testing.T) {
	a, b, c := chain(none)
	tables := converged(t, a, b, c)
	assert.Contains(t, tables.Explain("zz", routing.DefaultVRF, prefix(target)).String(), "no such VRF")
	assert.Contains(t, tables.Explain("a", routing.DefaultVRF, prefix("192.0.2.0/24")).String(), "nobody originates")
	assert.Equal(t, "a has a route to 10.0.1.0/30\n  a: installed, direct", tables.Explain("a", routing.DefaultVRF, prefix("10.0.1.0/30")).String())
	assert.NotPanics(t, func() { tables.Explain("", "", netip.Prefix{}) })
}

func TestTablesMayBeReadByManyAtOnce(t *testing.T) {
	a, b, c := chain(none)
	tables := converged(t, a, b, c)
	want := tables.Explain("c", routing.DefaultVRF, prefix(target)).String()
	var wg sync.WaitGroup
	for range 8 {
		wg.Go(func() {
			assert.Equal(t, want, tables.Explain("c", routing.DefaultVRF, prefix(target)).String())
			for range tables.Routes("b", routing.DefaultVRF) {
				tables.Lookup("c", routing.DefaultVRF, addr("10.100.0.1"))
			}
		})
	}
	wg.Wait()
}
