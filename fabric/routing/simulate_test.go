package routing_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }
func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func TestTwoRoutersExchangeTheirNetworks(t *testing.T) {
	speaker := func(name, id, own, peer string, as, peerAS routing.ASN, network string) routing.Router {
		return routing.Router{Name: name, VRFs: []routing.VRF{{
			Name:       routing.DefaultVRF,
			Interfaces: []routing.Interface{{Name: "Eth1", Addresses: []netip.Prefix{prefix(own)}}},
			Static:     []routing.Static{{Prefix: prefix(network)}},
			BGP: &routing.BGP{
				AS: as, RouterID: addr(id),
				IPv4: &routing.Unicast{Networks: []routing.Network{{Prefix: prefix(network)}}},
				Neighbors: []routing.Neighbor{{
					Address: addr(peer), RemoteAS: []routing.ASRange{{First: peerAS, Last: peerAS}},
					Families: []routing.NeighborFamily{{Family: routing.IPv4}},
				}},
			},
		}}}
	}
	tables, err := routing.Simulate([]routing.Router{
		speaker("a", "1.1.1.1", "10.0.0.1/30", "10.0.0.2", 65001, 65002, "10.1.0.0/24"),
		speaker("b", "2.2.2.2", "10.0.0.2/30", "10.0.0.1", 65002, 65001, "10.2.0.0/24"),
	})
	require.NoError(t, err)
	require.Len(t, tables.Sessions(), 2)
	for _, s := range tables.Sessions() {
		assert.Equal(t, routing.Up, s.State, s.Detail)
	}
	r, ok := tables.Route("a", routing.DefaultVRF, prefix("10.2.0.0/24"))
	require.True(t, ok)
	assert.Equal(t, routing.BGPRoute, r.Protocol)
	assert.Equal(t, uint8(20), r.Distance)
	assert.Equal(t, []routing.ASN{65002}, r.Attributes.ASPath)
	assert.Equal(t, []routing.NextHop{{Addr: addr("10.0.0.2"), Interface: "Eth1", Gateway: addr("10.0.0.2"), Neighbor: "b"}}, r.NextHops)
	var got []string
	for r := range tables.Routes("a", routing.DefaultVRF) {
		got = append(got, r.Prefix.String())
	}
	assert.Equal(t, []string{"10.0.0.0/30", "10.0.0.1/32", "10.1.0.0/24", "10.2.0.0/24"}, got)
}
