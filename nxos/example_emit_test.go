package nxos_test

import (
	"fmt"
	"net/netip"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/nxos"
)

func ExampleEmit() {
	design := fabric.Design{
		Name:   "small",
		Fabric: fabric.IPFabric{SpineAS: 64512, Spines: []fabric.Spine{{Name: "spine1"}}},
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
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	configs, err := nxos.Emit(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, bgp, _ := strings.Cut(string(nxos.Text(configs[1])), "router bgp")
	_, nodes, _ := strings.Cut(bgp, "  neighbor 10.13.0.0/24\n")
	nodes, _, _ = strings.Cut(nodes, "  neighbor ")
	fmt.Print(nodes)
	// Output:
	//     remote-as 65100
	//     description nodes of k8s
	//     update-source Vlan2300
	//     maximum-peers 253
	//     address-family ipv4 unicast
	//       as-override
	//       disable-peer-as-check
	//       route-map k8s-IN in
	//       route-map k8s-OUT out
}
