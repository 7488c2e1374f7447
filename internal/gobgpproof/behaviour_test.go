package gobgpproof

import (
	"context"
	"net/netip"
	"testing"
	"time"

	"github.com/osrg/gobgp/v4/api"
	"github.com/osrg/gobgp/v4/pkg/apiutil"
	"github.com/osrg/gobgp/v4/pkg/packet/bgp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// What GoBGP does by itself, where a comparison relies on it or has to make up for
// it. Should a later version behave otherwise, these tests say so first.

// A hub has three neighbors on one subnet, which all announce one prefix.
func hub(as routing.ASN, spokes ...routing.ASN) []routing.Router {
	lan := func(last byte) netip.Prefix { return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 7, 0, last}), 24) }
	speaker := func(name string, last byte, as routing.ASN) routing.Router {
		return routing.Router{Name: name, VRFs: []routing.VRF{{
			Name:       routing.DefaultVRF,
			Interfaces: []routing.Interface{{Name: "eth0", Addresses: []netip.Prefix{lan(last)}}},
			BGP:        &routing.BGP{AS: as, RouterID: lan(last).Addr(), IPv4: &routing.Unicast{}},
		}}}
	}
	peer := func(r *routing.Router, last byte, as routing.ASN) {
		b := r.VRFs[0].BGP
		b.Neighbors = append(b.Neighbors, routing.Neighbor{
			Address: lan(last).Addr(), RemoteAS: []routing.ASRange{{First: as, Last: as}},
			Families: []routing.NeighborFamily{{Family: routing.IPv4, NoThirdParty: true}},
		})
	}
	routers := []routing.Router{speaker("hub", 1, as)}
	for i, spoke := range spokes {
		last := byte(11 + i)
		r := speaker("spoke"+string(rune('1'+i)), last, spoke)
		r.VRFs[0].BGP.IPv4.Networks = []routing.Network{{Prefix: shared, Always: true}}
		peer(&r, 1, as)
		peer(&routers[0], last, spoke)
		routers = append(routers, r)
	}
	return routers
}

var shared = netip.MustParsePrefix("10.70.0.0/16")

// settled runs the routers until they agree on what they say.
func settled(t *testing.T, routers []routing.Router) *Lab {
	t.Helper()
	network, err := Translate(routers)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	lab, err := network.Start(ctx)
	require.NoError(t, err)
	t.Cleanup(lab.Stop)
	predicted, err := routing.Simulate(routers)
	require.NoError(t, err)
	require.NoError(t, lab.Settle(ctx, predicted.Sessions()))
	return lab
}

// attributes are those of the routes that a server has to a prefix.
func (l *Lab) attributes(t *testing.T, router string, p netip.Prefix) [][]bgp.PathAttributeInterface {
	t.Helper()
	var all [][]bgp.PathAttributeInterface
	for _, d := range l.daemons {
		if d.speaker.Router != router {
			continue
		}
		request := apiutil.ListPathRequest{TableType: api.TableType_TABLE_TYPE_GLOBAL, Family: bgp.RF_IPv4_UC}
		require.NoError(t, d.server.ListPath(request, func(nlri bgp.NLRI, paths []*apiutil.Path) {
			for _, path := range paths {
				if nlri.(*bgp.IPAddrPrefix).Prefix == p {
					all = append(all, path.Attrs)
				}
			}
		}))
	}
	return all
}

// TestGoBGPMultipathIsRelaxedAndUnbounded: three paths through three AS are equal
// to GoBGP whatever the router is told; that "maximum-paths" is 2 and the AS paths
// must be the same is made of that here.
func TestGoBGPMultipathIsRelaxedAndUnbounded(t *testing.T) {
	t.Parallel()
	routers := hub(65000, 65001, 65002, 65003)
	lab := settled(t, routers)
	rib, err := lab.daemons[0].rib()
	require.NoError(t, err)
	require.Len(t, rib[shared], 3)
	for _, p := range rib[shared] {
		assert.True(t, p.equal, "%v", p.ASPath)
	}
	address := func(last byte) netip.Addr { return netip.AddrFrom4([4]byte{10, 7, 0, last}) }
	for _, row := range []struct {
		relax bool
		width int
		want  []netip.Addr
	}{
		{true, 4, []netip.Addr{address(11), address(12), address(13)}},
		{true, 2, []netip.Addr{address(11), address(12)}},
		{true, 0, []netip.Addr{address(11)}},
		{false, 4, []netip.Addr{address(11)}},
	} {
		b := &routing.BGP{MultipathRelax: row.relax, IPv4: &routing.Unicast{MaxPathsEBGP: row.width}}
		assert.Equal(t, row.want, share(rib[shared], b, routing.IPv4), "relax %v, %d paths", row.relax, row.width)
	}
}

// TestGoBGPSetsReflectionAttributesForClientsOnly: the originator and cluster list
// of RFC 4456 are missing towards those that are no clients, and given to clients
// with routes of another AS as well. This is why they are not compared.
func TestGoBGPSetsReflectionAttributesForClientsOnly(t *testing.T) {
	t.Parallel()
	routers := hub(65000, 65000, 65000, 65000, 65009)
	for i := 2; i < len(routers); i++ {
		routers[i].VRFs[0].BGP.IPv4.Networks = nil
	}
	foreign := netip.MustParsePrefix("10.71.0.0/16")
	routers[4].VRFs[0].BGP.IPv4.Networks = []routing.Network{{Prefix: foreign, Always: true}}
	neighbors := routers[0].VRFs[0].BGP.Neighbors
	neighbors[0].Families[0].RouteReflectorClient = true
	neighbors[1].Families[0].RouteReflectorClient = true
	lab := settled(t, routers)
	for _, row := range []struct {
		router    string
		prefix    netip.Prefix
		reflected bool
	}{
		{"spoke2", shared, true},
		{"spoke3", shared, false},
		{"spoke2", foreign, true},
		{"spoke3", foreign, false},
	} {
		all := lab.attributes(t, row.router, row.prefix)
		require.Len(t, all, 1, "%s", row.router)
		var types []bgp.BGPAttrType
		for _, a := range all[0] {
			types = append(types, a.GetType())
		}
		if row.reflected {
			assert.Contains(t, types, bgp.BGP_ATTR_TYPE_ORIGINATOR_ID, "%s %s", row.router, row.prefix)
			assert.Contains(t, types, bgp.BGP_ATTR_TYPE_CLUSTER_LIST, "%s %s", row.router, row.prefix)
		} else {
			assert.NotContains(t, types, bgp.BGP_ATTR_TYPE_ORIGINATOR_ID, "%s %s", row.router, row.prefix)
		}
	}
}

// TestGoBGPNeverSendsAPeerItsOwnAS: with an AS at both ends that accepts itself,
// NX-OS with "disable-peer-as-check" sends and GoBGP does not. It is reported.
func TestGoBGPNeverSendsAPeerItsOwnAS(t *testing.T) {
	t.Parallel()
	routers := hub(65000, 65001, 65001)
	routers[2].VRFs[0].BGP.IPv4.Networks = nil
	routers[2].VRFs[0].BGP.Neighbors[0].Families[0].AllowOwnAS = 1
	network, err := Translate(routers)
	require.NoError(t, err)
	require.Len(t, network.NotEmulated(), 1)
	assert.Equal(t, SenderCheck, network.NotEmulated()[0].Reason)
	predicted, err := routing.Simulate(routers)
	require.NoError(t, err)
	_, ok := predicted.Route("spoke2", routing.DefaultVRF, shared)
	assert.True(t, ok, "the router would have it")
	tables, err := settled(t, routers).Tables()
	require.NoError(t, err)
	assert.Empty(t, tables.Of[Speaker{"spoke2", routing.DefaultVRF}])
}

// TestGoBGPOverridesBeforeItChecks: "as-override" without "disable-peer-as-check"
// keeps the route back on NX-OS; GoBGP sends it. It is reported.
func TestGoBGPOverridesBeforeItChecks(t *testing.T) {
	t.Parallel()
	routers := hub(65000, 65001, 65001)
	routers[2].VRFs[0].BGP.IPv4.Networks = nil
	family := &routers[0].VRFs[0].BGP.Neighbors[1].Families[0]
	family.ASOverride, family.PeerASCheck = true, true
	network, err := Translate(routers)
	require.NoError(t, err)
	require.Len(t, network.NotEmulated(), 1)
	assert.Equal(t, CheckBeforeOverride, network.NotEmulated()[0].Reason)
	tables, err := settled(t, routers).Tables()
	require.NoError(t, err)
	assert.Contains(t, tables.Of[Speaker{"spoke2", routing.DefaultVRF}], shared)
}

// TestGoBGPUsesNextHopsWithoutARoute: there is no routing table to look them up
// in. It is reported for each route.
func TestGoBGPUsesNextHopsWithoutARoute(t *testing.T) {
	t.Parallel()
	routers := hub(65000, 65001)
	nowhere := netip.MustParseAddr("10.99.0.1")
	routers[0].VRFs[0].BGP.Neighbors[0].Families[0].Import = &routing.Policy{Terms: []routing.Term{{Permit: true, Set: routing.Set{NextHop: nowhere}}}}
	predicted, err := routing.Simulate(routers)
	require.NoError(t, err)
	_, ok := predicted.Route("hub", routing.DefaultVRF, shared)
	assert.False(t, ok)
	tables, err := settled(t, routers).Tables()
	require.NoError(t, err)
	assert.Equal(t, []netip.Addr{nowhere}, tables.Of[Speaker{"hub", routing.DefaultVRF}][shared].NextHops)
	assert.Equal(t, []NotEmulated{{Speaker: Speaker{"hub", routing.DefaultVRF}, Reason: UnresolvedNextHop, Detail: "10.70.0.0/16 via 10.99.0.1"}}, tables.NotEmulated)
}

// TestGoBGPLeavesWellKnownCommunitiesToPolicies: without the statement that this
// package writes, a route with no-advertise (RFC 1997) is advertised.
func TestGoBGPLeavesWellKnownCommunitiesToPolicies(t *testing.T) {
	t.Parallel()
	routers := hub(65000, 65001, 65002)
	routers[2].VRFs[0].BGP.IPv4.Networks = nil
	routers[1].VRFs[0].BGP.Neighbors[0].Families[0].SendCommunity = true
	routers[0].VRFs[0].BGP.Neighbors[0].Families[0].Import = &routing.Policy{Terms: []routing.Term{{
		Permit: true, Set: routing.Set{HasCommunities: true, Communities: []routing.Community{noAdvertise}},
	}}}
	of := func(lab *Lab) Table {
		tables, err := lab.Tables()
		require.NoError(t, err)
		return tables.Of[Speaker{"spoke2", routing.DefaultVRF}]
	}
	assert.NotContains(t, of(settled(t, routers)), shared)

	network, err := Translate(routers)
	require.NoError(t, err)
	for _, s := range network.speakers[0].exports.statements {
		s.Conditions.CommunitySet = nil
		if s.GetActions().GetRouteAction() == api.RouteAction_ROUTE_ACTION_REJECT {
			s.Actions = &api.Actions{}
		}
	}
	lab, err := network.Start(t.Context())
	require.NoError(t, err)
	t.Cleanup(lab.Stop)
	predicted, err := routing.Simulate(routers)
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), time.Minute)
	defer cancel()
	require.NoError(t, lab.Settle(ctx, predicted.Sessions()))
	assert.Contains(t, of(lab), shared)
}
