package routing_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

// iPFabric is the lab of seeds/000 (Table 1, Examples 2, 3, 9, 11, 12): two
// spines in AS 64512, two racks of two leaves, an AS a rack, the leaves reflect
// between the nodes of their rack. Rack 1 has three nodes, rack 2 two.
func iPFabric() []*device {
	relax := func(d *device) { d.bgp().MultipathRelax, d.bgp().IPv4.MaxPathsEBGP = true, 64 }
	spine1, spine2 := router("spine1", 64512, "10.2.0.1"), router("spine2", 64512, "10.2.0.2")
	relax(spine1)
	relax(spine2)
	devices := []*device{spine1, spine2}
	nodes := map[int][]int{1: {115, 181, 220}, 2: {116, 182}}
	link := 20 // the point-to-point /30s start at 10.4.0.20
	for rack := 1; rack <= 2; rack++ {
		as := routing.ASN(65000 + rack)
		subnet := fmt.Sprintf("10.%d.0.", 12+rack)
		var leaves []*device
		for l := range 2 {
			leaf := router(fmt.Sprintf("leaf%d", 2*rack-1+l), as, fmt.Sprintf("10.2.0.%d", 2*rack+1+l))
			leaf.on("Vlan2300", fmt.Sprintf("%s%d/24", subnet, 2+l))
			leaf.vrf().Interfaces[1].Virtual = []netip.Addr{addr(subnet + "1")}
			leaf.bgp().IPv4.MaxPathsEBGP, leaf.bgp().IPv4.MaxPathsIBGP = 4, 16
			leaf.bgp().IPv4.Networks = []routing.Network{{Prefix: prefix(subnet + "0/24")}}
			leaf.listen(subnet+"0/24", as, client)
			for s, spine := range []*device{spine1, spine2} {
				up, down := fmt.Sprintf("10.4.0.%d", link+1), fmt.Sprintf("10.4.0.%d", link+2)
				spine.on(fmt.Sprintf("Ethernet1/%d", 2*rack-1+l), up+"/30").peer(down, as)
				leaf.on(fmt.Sprintf("Ethernet1/%d", 49+s), down+"/30").peer(up, 64512)
				link += 4
			}
			leaves = append(leaves, leaf)
		}
		for _, n := range nodes[rack] {
			a := fmt.Sprintf("%s%d", subnet, n)
			node := router("node"+a, as, a)
			node.vrf().Interfaces = nil
			node.on("bond0", a+"/24").static("0.0.0.0/0", subnet+"1")
			node.bgp().IPv4.MaxPathsIBGP = 16
			node.announce("10.233.0.0/18", fmt.Sprintf("10.233.%d.0/24", 64+10*rack+n%10))
			node.peer(subnet+"2", as).peer(subnet+"3", as)
			leaves = append(leaves, node)
		}
		devices = append(devices, leaves...)
	}
	return devices
}

func TestSeed000(t *testing.T) {
	tables := converged(t, iPFabric()...)
	// Example 11: the leaf has the services by the nodes of its rack, 200.
	assert.Equal(t, "bgp [200/0] [] 10.13.0.115 10.13.0.181 10.13.0.220", route(tables, "leaf1", "10.233.0.0/18"))
	// A local pod block by its node.
	assert.Equal(t, "bgp [200/0] [] 10.13.0.181", route(tables, "leaf1", "10.233.75.0/24"))
	// A remote one by both spines, 20, tag 64512.
	assert.Equal(t, "bgp [20/0] [64512 65002] 10.4.0.21 10.4.0.25", route(tables, "leaf1", "10.233.90.0/24"))
	remote, _ := tables.Route("leaf1", routing.DefaultVRF, prefix("10.233.90.0/24"))
	assert.EqualValues(t, 64512, remote.Tag)
	local, _ := tables.Route("leaf1", routing.DefaultVRF, prefix("10.233.0.0/18"))
	assert.EqualValues(t, 65001, local.Tag, "own AS where the path is empty")
	assert.True(t, local.Internal)
	// Example 12: the spine has the services by all four leaves.
	service, _ := tables.Route("spine1", routing.DefaultVRF, prefix("10.233.0.0/18"))
	assert.Len(t, service.NextHops, 4)
	assert.EqualValues(t, 20, service.Distance)
	// Next-Hop Behavior: a node gets a local block with the node's own next hop,
	// once, though both leaves reflect it; a remote one with the spines'
	// addresses, which its default route resolves to the shared gateway.
	assert.Equal(t, "bgp [200/0] [] 10.13.0.181", route(tables, "node10.13.0.115", "10.233.75.0/24"))
	assert.Equal(t, "bgp [200/0] [64512 65002] 10.4.0.21(10.13.0.1) 10.4.0.29(10.13.0.1)",
		route(tables, "node10.13.0.115", "10.233.90.0/24"))
}

func TestSeed000WithoutItsLines(t *testing.T) {
	t.Run("spines without multipath-relax use one rack", func(t *testing.T) {
		devices := iPFabric()
		devices[0].bgp().MultipathRelax = false
		service, _ := converged(t, devices...).Route("spine1", routing.DefaultVRF, prefix("10.233.0.0/18"))
		assert.Len(t, service.NextHops, 2)
	})
	t.Run("leaves that do not reflect keep the nodes of a rack apart", func(t *testing.T) {
		devices := iPFabric()
		for _, d := range devices {
			for i := range d.bgp().Neighbors {
				d.bgp().Neighbors[i].Families[0].RouteReflectorClient = false
			}
		}
		assert.Equal(t, "none", route(converged(t, devices...), "node10.13.0.115", "10.233.75.0/24"))
	})
	t.Run("next-hop-self changes remote routes only", func(t *testing.T) {
		devices := iPFabric()
		for _, d := range devices {
			for i := range d.bgp().Neighbors {
				if d.bgp().Neighbors[i].Range.IsValid() {
					d.bgp().Neighbors[i].Families[0].NextHop = routing.NextHopSelf
				}
			}
		}
		tables := converged(t, devices...)
		assert.Equal(t, "bgp [200/0] [] 10.13.0.181", route(tables, "node10.13.0.115", "10.233.75.0/24"))
		assert.Equal(t, "bgp [200/0] [64512 65002] 10.13.0.2 10.13.0.3", route(tables, "node10.13.0.115", "10.233.90.0/24"))
	})
}

// eachNode is a leaf and two nodes on one subnet, in the AS numbers given.
func eachNode(leafTune tune, nodeAS ...routing.ASN) []*device {
	leaf := router("leaf", 65000, "10.2.0.1").on("Vlan10", "10.0.0.1/24")
	leaf.bgp().IPv4.MaxPathsEBGP = 16
	devices := []*device{leaf}
	for i, as := range nodeAS {
		a := fmt.Sprintf("10.0.0.%d", 11+i)
		leaf.peer(a, as, leafTune)
		node := router(fmt.Sprintf("node%d", i+1), as, fmt.Sprintf("10.3.0.%d", i+1)).on("bond0", a+"/24")
		node.peer("10.0.0.1", 65000).announce("10.233.0.0/18", fmt.Sprintf("10.240.%d.0/26", i+1))
		devices = append(devices, node)
	}
	return devices
}

func none(*routing.Neighbor, *routing.NeighborFamily) {}

func TestASPerCluster(t *testing.T) {
	for name, row := range map[string]struct {
		override, check bool
		want            string
	}{
		"nothing: the node finds its own AS":               {false, false, "none"},
		"the leaf's check alone":                           {false, true, "none"},
		"as-override with the check on: the leaf keeps it": {true, true, "none"},
		"as-override with the check off": {
			// The block of node2, third-party next hop on the shared subnet.
			true, false, "bgp [20/0] [65000 65000] 10.0.0.12",
		},
	} {
		t.Run(name, func(t *testing.T) {
			tables := converged(t, eachNode(family(func(nf *routing.NeighborFamily) {
				nf.ASOverride, nf.PeerASCheck = row.override, row.check
			}), 64512, 64512)...)
			assert.Equal(t, row.want, route(tables, "node1", "10.240.2.0/26"))
		})
	}
}

func TestASPerClusterWithOwnASAllowed(t *testing.T) {
	devices := eachNode(none, 64512, 64512)
	devices[1].bgp().Neighbors[0].Families[0].AllowOwnAS = 1
	tables := converged(t, devices...)
	assert.Equal(t, "bgp [20/0] [65000 64512] 10.0.0.12", route(tables, "node1", "10.240.2.0/26"))
	assert.Equal(t, "none", route(tables, "node2", "10.240.1.0/26"))
}

func TestASPerServerNeedsMultipathRelaxForServices(t *testing.T) {
	devices := eachNode(none, 65101, 65102)
	tables := converged(t, devices...)
	assert.Equal(t, "bgp [20/0] [65101] 10.0.0.11", route(tables, "leaf", "10.233.0.0/18"))
	assert.Equal(t, "bgp [20/0] [65000 65102] 10.0.0.12", route(tables, "node1", "10.240.2.0/26"))
	devices[0].bgp().MultipathRelax = true
	tables = converged(t, devices...)
	assert.Equal(t, "bgp [20/0] [65101] 10.0.0.11 10.0.0.12", route(tables, "leaf", "10.233.0.0/18"))
}

func TestDownwardDefault(t *testing.T) {
	devices := eachNode(family(func(nf *routing.NeighborFamily) {
		nf.DefaultOriginate, nf.Export = true, only("0.0.0.0/0")
	}), 65101, 65102)
	tables := converged(t, devices...)
	assert.Equal(t, "bgp [20/0] [65000] 10.0.0.1", route(tables, "node1", "0.0.0.0/0"))
	assert.Equal(t, "none", route(tables, "node1", "10.240.2.0/26"), "everything else is filtered")
	assert.Equal(t, "none", route(tables, "leaf", "0.0.0.0/0"), "the leaf itself has no default route")
}

// loopbackPeering is a node that peers with a leaf's loopback and reaches it by a
// static route.
func loopbackPeering(toLoopback string, distance uint8, leafExport *routing.Policy) []*device {
	leaf := router("leaf", 65001, "10.254.254.1").on("Vlan10", "10.0.0.2/24").
		announce("10.254.254.1/32", "10.50.0.0/24").
		peer("10.0.0.11", 64512, from("10.254.254.1"), export(leafExport))
	node := router("node", 64512, "10.3.0.1").on("bond0", "10.0.0.11/24").
		static(toLoopback, "10.0.0.2").
		peer("10.254.254.1", 65001, func(nb *routing.Neighbor, _ *routing.NeighborFamily) { nb.TTL = 16 })
	node.vrf().Static[0].Distance = distance
	return []*device{leaf, node}
}

// The traps were measured with BIRD 2.0.12 and FRR 8.4.4.
func TestLoopbackTrap(t *testing.T) {
	t.Run("advertised over its own session and reached by a shorter static route", func(t *testing.T) {
		tables := simulate(t, loopbackPeering("10.254.254.0/24", 0, nil)...)
		for _, s := range tables.Sessions() {
			assert.Equal(t, routing.Unstable, s.State)
		}
		assert.Equal(t, "none", route(tables, "node", "10.50.0.0/24"))
	})
	t.Run("reached by a host route that BGP outranks: up, and every route unresolved", func(t *testing.T) {
		tables := simulate(t, loopbackPeering("10.254.254.1/32", 250, nil)...)
		for _, s := range tables.Sessions() {
			assert.Equal(t, routing.Up, s.State, s.Detail)
		}
		assert.Equal(t, "none", route(tables, "node", "10.50.0.0/24"))
		assert.Contains(t, tables.Explain("node", routing.DefaultVRF, prefix("10.50.0.0/24")).String(),
			routing.UnresolvedNextHop.String())
		assert.Contains(t, tables.Explain("node", routing.DefaultVRF, prefix("10.254.254.1/32")).String(),
			routing.LoopingNextHop.String())
	})
	t.Run("reached by a host route that wins", func(t *testing.T) {
		tables := converged(t, loopbackPeering("10.254.254.1/32", 1, nil)...)
		assert.Equal(t, "bgp [20/0] [65001] 10.254.254.1(10.0.0.2)", route(tables, "node", "10.50.0.0/24"))
	})
	t.Run("kept back by the leaf's filter", func(t *testing.T) {
		tables := converged(t, loopbackPeering("10.254.254.0/24", 0, except("10.254.254.1/32"))...)
		assert.Equal(t, "bgp [20/0] [65001] 10.254.254.1(10.0.0.2)", route(tables, "node", "10.50.0.0/24"))
	})
}
