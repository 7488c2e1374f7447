// Command library goes the whole way with a design written in Go, for those who
// embed podfabric: plan, emit both ends, read them back, simulate, check.
package main

import (
	"fmt"
	"log"
	"net/netip"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/nxos"
)

func main() {
	if err := run(); err != nil {
		log.Fatal(err)
	}
}

func run() error {
	design := small()
	plan, err := design.Plan(nil) // a ledger keeps the numbers of the last plan
	if err != nil {
		return err // fabric.Problems: all of them
	}
	configs, err := nxos.Emit(plan)
	if err != nil {
		return err
	}
	objects, err := calico.Emit(plan, "k8s")
	if err != nil {
		return err
	}

	// The way back starts from the text.
	var texts [][]byte
	for _, config := range configs {
		texts = append(texts, nxos.Text(config))
	}
	routers, err := nxos.Routers(texts...)
	if err != nil {
		return err
	}
	state, err := plan.State(fabric.State{}) // nothing known of a running cluster
	if err != nil {
		return err
	}
	yaml, err := objects.YAML()
	if err != nil {
		return err
	}
	if objects, err = calico.Parse(yaml); err != nil {
		return err
	}
	nodes, err := calico.Routers(objects, cni.Hosts(plan, "k8s"), state.Clusters[0])
	if err != nil {
		return err
	}
	tables, err := routing.Simulate(append(routers, nodes...))
	if err != nil {
		return err
	}
	if err := verify.Check(plan, state, tables).Err(); err != nil {
		return err // the gate before any push
	}
	for r := range tables.Routes("leaf1", routing.DefaultVRF) {
		if r.Protocol == routing.BGPRoute {
			fmt.Println(r.Prefix, "via", r.NextHops[0].Addr, "path", r.Attributes.ASPath)
		}
	}
	return nil
}

func small() fabric.Design {
	return fabric.Design{
		Name:   "small",
		Fabric: fabric.IPFabric{SpineAS: 64512, Spines: []fabric.Spine{{Name: "spine1"}}},
		Pools: fabric.Pools{
			Links:       fabric.Prefixes{V4: netip.MustParsePrefix("10.4.0.0/24")},
			RouterIDs:   netip.MustParsePrefix("10.2.0.0/24"),
			NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("10.13.0.0/16")},
			RackAS:      fabric.ASNRange{First: 65001, Last: 65099},
		},
		Racks: []fabric.Rack{
			{Name: "r1", Leaves: []fabric.Leaf{{Name: "leaf1"}}, Network: fabric.Network{VLAN: 2300}},
			{Name: "r2", Leaves: []fabric.Leaf{{Name: "leaf2"}}, Network: fabric.Network{VLAN: 2300}},
		},
		Clusters: []fabric.Cluster{{
			Name: "k8s", AS: fabric.ASPerCluster{AS: 65100},
			CNI: fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}}, Kubernetes: fabric.Version{Major: 1, Minor: 34},
			Pods:  []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.244.0.0/16")}},
			Nodes: []fabric.Node{{Name: "node1", Rack: "r1"}, {Name: "node2", Rack: "r2"}},
		}},
	}
}
