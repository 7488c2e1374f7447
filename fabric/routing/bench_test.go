package routing_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// rackFabric is the fabric that the predictors are measured on: so many racks of
// two leaves (an AS a rack), four spines (one AS), nodes with an AS each that
// peer with both leaves, which write themselves as next hop. A node has four /26 of pods and a loopback, all nodes
// have two service CIDRs, and the leaves of a rack its subnet. ECMP is 64 wide.
func rackFabric(racks, nodes int) []routing.Router {
	const spines = 4
	var routers []routing.Router
	vrf := func(name string, as routing.ASN, id netip.Addr) *routing.VRF {
		routers = append(routers, routing.Router{Name: name, VRFs: []routing.VRF{{
			Name: routing.DefaultVRF,
			BGP: &routing.BGP{
				AS: as, RouterID: id, MultipathRelax: true,
				IPv4: &routing.Unicast{MaxPathsEBGP: 64},
			},
		}}})
		return &routers[len(routers)-1].VRFs[0]
	}
	neighbor := func(v *routing.VRF, a netip.Addr, as routing.ASN) {
		v.BGP.Neighbors = append(v.BGP.Neighbors, routing.Neighbor{
			Name: a.String(), Address: a, RemoteAS: []routing.ASRange{{First: as, Last: as}},
			Families: []routing.NeighborFamily{{Family: routing.IPv4, NoThirdParty: true}},
		})
	}
	connect := func(v *routing.VRF, name string, a netip.Addr, bits int) {
		v.Interfaces = append(v.Interfaces, routing.Interface{Name: name, Addresses: []netip.Prefix{netip.PrefixFrom(a, bits)}})
	}
	network := func(v *routing.VRF, p netip.Prefix) {
		v.BGP.IPv4.Networks = append(v.BGP.IPv4.Networks, routing.Network{Prefix: p, Always: true})
	}
	ip := func(base uint32, offset int) netip.Addr {
		u := base + uint32(offset)
		return netip.AddrFrom4([4]byte{byte(u >> 24), byte(u >> 16), byte(u >> 8), byte(u)})
	}
	const (
		links, racksAt, pods, loopbacks = 10<<24 | 240<<16, 10 << 24 >> 0, 10<<24 | 128<<16, 10<<24 | 250<<16
		services                        = 10<<24 | 96<<16
	)
	spine := make([]netip.Addr, spines)
	for s := range spines {
		spine[s] = ip(loopbacks, 1<<15+s)
		vrf(fmt.Sprintf("spine%d", s+1), 64512, spine[s])
	}
	link, node := 0, 0
	for r := range racks {
		rackAS := routing.ASN(4200000000 + r)
		first := len(routers)
		for l := range 2 {
			leaf := vrf(fmt.Sprintf("rack%d-leaf%d", r+1, l+1), rackAS, ip(loopbacks, 1<<14+2*r+l))
			connect(leaf, "Vlan100", ip(racksAt, r<<8+2+l), 24)
			network(leaf, netip.PrefixFrom(ip(racksAt, r<<8), 24))
			for s := range spines {
				v := &routers[s].VRFs[0]
				connect(v, fmt.Sprintf("Ethernet1/%d", 2*r+l+1), ip(links, link), 31)
				connect(leaf, fmt.Sprintf("Ethernet1/%d", 49+s), ip(links, link+1), 31)
				neighbor(v, ip(links, link+1), rackAS)
				neighbor(leaf, ip(links, link), 64512)
				link += 2
			}
		}
		for n := range nodes {
			as, a := routing.ASN(4201000000+node), ip(racksAt, r<<8+10+n)
			v := vrf(fmt.Sprintf("rack%d-node%d", r+1, n+1), as, a)
			connect(v, "bond0", a, 24)
			for l := range 2 {
				neighbor(v, ip(racksAt, r<<8+2+l), rackAS)
				neighbor(&routers[first+l].VRFs[0], a, as)
			}
			for b := range 4 {
				network(v, netip.PrefixFrom(ip(pods, node<<8+b<<6), 26))
			}
			network(v, netip.PrefixFrom(ip(loopbacks, node), 32))
			network(v, netip.PrefixFrom(ip(services, 0), 18))
			network(v, netip.PrefixFrom(ip(services, 1<<16), 24))
			node++
		}
	}
	return routers
}

// expandAll writes out every route and next hop of every device.
func expandAll(t *routing.Tables) (entries, hops int) {
	for _, router := range t.Routers() {
		for r := range t.Routes(router, routing.DefaultVRF) {
			if r.Protocol == routing.BGPRoute {
				entries++
				hops += len(r.NextHops)
			}
		}
	}
	return entries, hops
}

// The sizes are those that BIRD, FRR, GoBGP and Batfish were measured on.
func TestRackFabric(t *testing.T) {
	for _, row := range []struct {
		racks, nodes, devices, links  int
		prefixes, classes             int
		entriesAtLeast, entriesAtMost int
		hopsAtLeast, hopsAtMost       int
	}{
		// A class per node, two service CIDRs in one, a subnet per rack.
		{4, 10, 52, 112, 206, 45, 10_000, 10_500, 22_500, 23_500},
		{10, 40, 424, 880, 2012, 411, 845_000, 855_000, 1_765_000, 1_775_000},
	} {
		tables, err := routing.Simulate(rackFabric(row.racks, row.nodes))
		require.NoError(t, err)
		assert.Empty(t, tables.Oscillations())
		for _, s := range tables.Sessions() {
			require.Equal(t, routing.Up, s.State, s.Detail)
		}
		assert.Len(t, tables.Routers(), row.devices)
		assert.Len(t, tables.Sessions(), 2*row.links)
		prefixes := 0
		for r := range tables.Routes("spine1", routing.DefaultVRF) {
			if r.Protocol == routing.BGPRoute {
				prefixes++
			}
		}
		assert.Equal(t, row.prefixes, prefixes)
		assert.Equal(t, row.classes, routing.Classes(tables))
		entries, hops := expandAll(tables)
		assert.GreaterOrEqual(t, entries, row.entriesAtLeast)
		assert.LessOrEqual(t, entries, row.entriesAtMost)
		assert.GreaterOrEqual(t, hops, row.hopsAtLeast)
		assert.LessOrEqual(t, hops, row.hopsAtMost)
		// No more work than classes x both directions of every link.
		assert.LessOrEqual(t, routing.Relaxations(tables), 2*row.links*row.classes)
	}
}

func BenchmarkSimulate(b *testing.B) {
	for _, size := range [][2]int{{4, 10}, {10, 40}, {20, 40}, {30, 40}} {
		routers := rackFabric(size[0], size[1])
		name := fmt.Sprintf("%dx%d", size[0], size[1])
		b.Run(name+"/simulate", func(b *testing.B) {
			b.ReportAllocs()
			relaxed := 0
			for b.Loop() {
				t, err := routing.Simulate(routers)
				if err != nil {
					b.Fatal(err)
				}
				relaxed = routing.Relaxations(t)
			}
			b.ReportMetric(float64(relaxed), "relaxations")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(relaxed), "ns/relaxation")
		})
		b.Run(name+"/expanded", func(b *testing.B) {
			b.ReportAllocs()
			var entries, hops int
			for b.Loop() {
				t, err := routing.Simulate(routers)
				if err != nil {
					b.Fatal(err)
				}
				entries, hops = expandAll(t)
			}
			b.ReportMetric(float64(entries), "entries")
			b.ReportMetric(float64(hops), "hops")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(hops), "ns/hop")
		})
	}
}

// asPerRack turns the fabric into the one of seeds/000: the nodes are in the AS of
// their rack and clients of its leaves, and the leaves filter what they send up.
func asPerRack(routers []routing.Router) []routing.Router {
	up := &routing.Policy{Name: "UP", Terms: []routing.Term{{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{{
		Rules: []routing.PrefixRule{{Permit: true, Prefix: netip.MustParsePrefix("10.0.0.0/8"), Min: 8, Max: 30}},
	}}}}}}
	const firstNode = 4201000000
	for i := range routers {
		b := routers[i].VRFs[0].BGP
		b.IPv4.MaxPathsIBGP = 64
		if b.AS >= firstNode {
			b.AS = b.Neighbors[0].RemoteAS[0].First
			continue
		}
		for j := range b.Neighbors {
			nb := &b.Neighbors[j]
			switch {
			case nb.RemoteAS[0].First >= firstNode:
				nb.RemoteAS[0] = routing.ASRange{First: b.AS, Last: b.AS}
				nb.Families[0].RouteReflectorClient, nb.Families[0].NextHop = true, routing.NextHopSelf
			case b.AS != 64512:
				nb.Families[0].Export = up
			}
		}
	}
	return routers
}

func BenchmarkSimulateASPerRack(b *testing.B) {
	for _, size := range [][2]int{{4, 10}, {10, 40}, {20, 40}} {
		routers := asPerRack(rackFabric(size[0], size[1]))
		b.Run(fmt.Sprintf("%dx%d", size[0], size[1]), func(b *testing.B) {
			b.ReportAllocs()
			var entries, hops, relaxed int
			for b.Loop() {
				t, err := routing.Simulate(routers)
				if err != nil {
					b.Fatal(err)
				}
				relaxed = routing.Relaxations(t)
				entries, hops = expandAll(t)
			}
			b.ReportMetric(float64(entries), "entries")
			b.ReportMetric(float64(hops), "hops")
			b.ReportMetric(float64(relaxed), "relaxations")
		})
	}
}
