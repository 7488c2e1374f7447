package frr_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/frr"
)

// benchPlan is the small design with n racks of a leaf pair and 40 nodes each, every
// node a neighbor of its own.
func benchPlan(b *testing.B, racks int) *fabric.Plan {
	b.Helper()
	d := smallDesign()
	d.Pools.NodeSubnets = fabric.Prefixes{V4: netip.MustParsePrefix("10.64.0.0/12")}
	d.Pools.Links, d.Pools.RouterIDs = fabric.Prefixes{V4: netip.MustParsePrefix("10.8.0.0/16")}, netip.MustParsePrefix("10.2.0.0/16")
	d.Pools.Management = netip.MustParsePrefix("172.16.0.0/16")
	d.Racks, d.Clusters[0].Nodes, d.Clusters[0].Peering = nil, nil, fabric.PeerByNode
	for i := range racks {
		rack := fmt.Sprintf("r%d", i)
		d.Racks = append(d.Racks, fabric.Rack{
			Name: rack, AS: fabric.ASN(65001 + i), Network: fabric.Network{VLAN: 2300},
			Leaves: []fabric.Leaf{{Name: rack + "-leaf1"}, {Name: rack + "-leaf2"}},
		})
		for j := range 40 {
			d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, fabric.Node{Name: fmt.Sprintf("%s-node%d", rack, j), Rack: rack})
		}
	}
	p, err := d.Plan(nil)
	if err != nil {
		b.Fatal(err)
	}
	return p
}

// BenchmarkEmit translates and validates the leaves and spine of a fabric.
func BenchmarkEmit(b *testing.B) {
	for _, racks := range []int{5, 20} {
		p := benchPlan(b, racks)
		b.Run(fmt.Sprintf("racks=%d", racks), func(b *testing.B) {
			for b.Loop() {
				if _, err := frr.Emit(p); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// BenchmarkText writes a leaf with 40 neighbors into one buffer.
func BenchmarkText(b *testing.B) {
	c := configOf(b, benchPlan(b, 1), "r0-leaf1")
	buffer := frr.Text(c)
	b.SetBytes(int64(len(buffer)))
	for b.Loop() {
		buffer = frr.AppendText(buffer[:0], &c)
	}
}

// BenchmarkParse reads it back.
func BenchmarkParse(b *testing.B) {
	text := frr.Text(configOf(b, benchPlan(b, 1), "r0-leaf1"))
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		if _, err := frr.Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

// BenchmarkRouters says what it means.
func BenchmarkRouters(b *testing.B) {
	text := frr.Text(configOf(b, benchPlan(b, 1), "r0-leaf1"))
	for b.Loop() {
		if _, err := frr.Routers(text); err != nil {
			b.Fatal(err)
		}
	}
}
