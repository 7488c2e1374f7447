package site

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/nxos"
)

// large is a fabric of 4 spines and racks with two leaves and some nodes each, in
// AS per server.
func large(racks, nodes int) fabric.Design {
	d := fabric.Design{
		Name: "large",
		Fabric: fabric.IPFabric{
			SpineAS:  64512,
			Spines:   []fabric.Spine{{Name: "spine1"}, {Name: "spine2"}, {Name: "spine3"}, {Name: "spine4"}},
			Switches: fabric.NXOS{Version: "10.4(3)", Modular: true},
		},
		Pools: fabric.Pools{
			Links:       fabric.Prefixes{V4: netip.MustParsePrefix("10.0.0.0/16")},
			RouterIDs:   netip.MustParsePrefix("10.1.0.0/16"),
			Management:  netip.MustParsePrefix("10.2.0.0/16"),
			NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("10.16.0.0/12")},
			RackAS:      fabric.ASNRange{First: 4200000001, Last: 4200099999},
		},
	}
	c := fabric.Cluster{
		Name: "k8s", AS: fabric.ASPerServer{Range: fabric.ASNRange{First: 4200100000, Last: 4200199999}},
		CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
		Kubernetes: fabric.Version{Major: 1, Minor: 34},
		Pods:       []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.128.0.0/10")}},
		Services:   fabric.Services{ClusterIPs: []netip.Prefix{netip.MustParsePrefix("10.96.0.0/12")}},
	}
	for i := range racks {
		name := fmt.Sprintf("r%d", i)
		d.Racks = append(d.Racks, fabric.Rack{
			Name: name, Network: fabric.Network{VLAN: 100},
			Leaves: []fabric.Leaf{{Name: name + "-leaf1"}, {Name: name + "-leaf2"}},
		})
		for j := range nodes {
			c.Nodes = append(c.Nodes, fabric.Node{Name: fmt.Sprintf("%s-node%d", name, j), Rack: name})
		}
	}
	d.Clusters = []fabric.Cluster{c}
	return d
}

// BenchmarkDesignToText plans a design and writes the text of all its switches.
func BenchmarkDesignToText(b *testing.B) {
	for _, switches := range []int{50, 200, 500} {
		d := large((switches-4)/2, 4)
		plan, err := d.Plan(nil)
		if err != nil {
			b.Fatal(err)
		}
		configs, err := nxos.Emit(plan)
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprintf("plan/%d", switches), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := d.Plan(nil); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("emit/%d", switches), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := nxos.Emit(plan); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(fmt.Sprintf("text/%d", switches), func(b *testing.B) {
			b.ReportAllocs()
			var text []byte
			for b.Loop() {
				n := 0
				for i := range configs {
					text = nxos.AppendText(text[:0], &configs[i])
					n += len(text)
				}
				b.SetBytes(int64(n))
			}
		})
	}
}

// BenchmarkPredict lifts, simulates and checks a whole emitted fabric.
func BenchmarkPredict(b *testing.B) {
	for _, size := range []struct{ racks, nodes int }{{4, 10}, {10, 40}, {20, 40}} {
		d := large(size.racks, size.nodes)
		plan, err := d.Plan(nil)
		if err != nil {
			b.Fatal(err)
		}
		state, err := plan.State(fabric.State{})
		if err != nil {
			b.Fatal(err)
		}
		configs, err := nxos.Emit(plan)
		if err != nil {
			b.Fatal(err)
		}
		texts := make([][]byte, len(configs))
		for i := range configs {
			texts[i] = nxos.Text(configs[i])
		}
		objects, err := calico.Emit(plan, "k8s")
		if err != nil {
			b.Fatal(err)
		}
		hosts := cni.Hosts(plan, "k8s")
		lift := func(b *testing.B) []routing.Router {
			routers, err := nxos.Routers(texts...)
			if err != nil {
				b.Fatal(err)
			}
			nodes, err := calico.Routers(objects, hosts, state.Clusters[0])
			if err != nil {
				b.Fatal(err)
			}
			return append(routers, nodes...)
		}
		routers := lift(b)
		tables, err := routing.Simulate(routers)
		if err != nil {
			b.Fatal(err)
		}
		if err := verify.Check(plan, state, tables).Err(); err != nil {
			b.Fatal(err)
		}
		name := fmt.Sprintf("%dx%d", size.racks, size.nodes)
		b.Run("lift/"+name, func(b *testing.B) {
			for b.Loop() {
				lift(b)
			}
		})
		b.Run("simulate/"+name, func(b *testing.B) {
			for b.Loop() {
				if _, err := routing.Simulate(routers); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run("check/"+name, func(b *testing.B) {
			for b.Loop() {
				verify.Check(plan, state, tables)
			}
		})
	}
}
