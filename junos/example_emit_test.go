package junos_test

import (
	"errors"
	"fmt"
	"net/netip"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/junos"
)

// smallDesign is one leaf and one spine of Junos, and one node.
func smallDesign() fabric.Design {
	return fabric.Design{
		Name: "small",
		Fabric: fabric.IPFabric{
			SpineAS: 64512, Spines: []fabric.Spine{{Name: "spine1"}},
			Switches: fabric.Junos{Version: "22.4R3"}, MTU: 9000,
		},
		Pools: fabric.Pools{
			Links:     fabric.Prefixes{V4: netip.MustParsePrefix("10.4.0.0/24")},
			RouterIDs: netip.MustParsePrefix("10.2.0.0/24"),
		},
		Racks: []fabric.Rack{{
			Name: "r1", AS: 65001, Leaves: []fabric.Leaf{{Name: "leaf1"}},
			Network: fabric.Network{VLAN: 2300, NodeSubnet: fabric.Prefixes{V4: netip.MustParsePrefix("10.13.0.0/24")}},
		}},
		Clusters: []fabric.Cluster{{
			Name: "k8s", AS: fabric.ASPerCluster{AS: 65100},
			CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
			Kubernetes: fabric.Version{Major: 1, Minor: 34},
			Pods:       []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.244.0.0/16")}},
			Nodes:      []fabric.Node{{Name: "node1", Rack: "r1"}},
		}},
	}
}

func ExampleEmit() {
	design := smallDesign()
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	configs, err := junos.Emit(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	for line := range strings.Lines(string(junos.SetText(configs[1]))) {
		if nodes, ok := strings.CutPrefix(line, "set protocols bgp group k8s-NODES "); ok {
			fmt.Print(nodes)
		}
	}
	// Output:
	// type external
	// description "nodes of k8s"
	// local-address 10.13.0.2
	// advertise-peer-as
	// import k8s-IN
	// family inet unicast
	// export k8s-OUT
	// peer-as 65100
	// unconfigured-peer-graceful-restart
	// graceful-restart long-lived receiver disable
	// multipath multiple-as
	// as-override
	// allow 10.13.0.0/24
}

// Junos counts the Ethernet header and the tag, NX-OS does not.
func ExampleEmit_refused() {
	design := smallDesign()
	terms := design.Fabric.(fabric.IPFabric)
	terms.MTU = 9216
	design.Fabric = terms
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, err = junos.Emit(plan)
	problems, _ := errors.AsType[fabric.Problems](err)
	for _, problem := range problems {
		fmt.Println(problem.Field+":", problem.Fix)
	}
	// Output:
	// spine1: fabric.ipFabric.mtu: set fabric.ipFabric.mtu to at most 9198, such as 9000
	// leaf1: fabric.ipFabric.mtu: set fabric.ipFabric.mtu to at most 9198, such as 9000
}

func ExampleWarnings() {
	design := smallDesign()
	terms := design.Fabric.(fabric.IPFabric)
	terms.BackupVLAN = 3900
	design.Fabric = terms
	design.Racks[0].Leaves = append(design.Racks[0].Leaves, fabric.Leaf{Name: "leaf2"})
	design.Pools.Management = netip.MustParsePrefix("172.16.0.0/24")
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, warning := range junos.Warnings(plan) {
		fmt.Println(warning.Field+":", warning.Fix)
	}
	// Output:
	// leaf1: multi-chassis: try the failure of a node's port, of a leaf and of the link between the leaves before production, or attach nodes to one leaf each
	// leaf2: multi-chassis: try the failure of a node's port, of a leaf and of the link between the leaves before production, or attach nodes to one leaf each
}
