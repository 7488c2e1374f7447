package cni_test

import (
	"fmt"
	"net/netip"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric"
)

// An L3Out of ACI with a standard SVI: every node has a subnet of its own, and an
// MTU that must be the leaves'.
func ExampleNodesYAML() {
	design := fabric.Design{
		Name: "site",
		Fabric: fabric.ACI{
			AS: 65002, Access: fabric.ACIAccess{VLANs: []fabric.VLANRange{{First: 400, Last: 431}}},
			Tenants: []fabric.Tenant{{Name: "k8s", VRFs: []fabric.ACIVRF{{Name: "k8s"}}}},
			L3Outs: []fabric.L3Out{{
				Name: "k8s", Cluster: "prod", Tenant: "k8s", VRF: "k8s",
				SVI: fabric.StandardSVI{NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("192.168.1.0/24")}},
			}},
		},
		Pools: fabric.Pools{RouterIDs: netip.MustParsePrefix("10.255.0.0/24")},
		Racks: []fabric.Rack{{Name: "r1", Leaves: []fabric.Leaf{{Name: "leaf101", Node: 101}, {Name: "leaf102", Node: 102}}}},
		Clusters: []fabric.Cluster{{
			Name: "prod", AS: fabric.ASPerCluster{AS: 65003}, CNI: fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
			Pods:  []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.1.0.0/16")}},
			Nodes: []fabric.Node{{Name: "master-1", Rack: "r1"}, {Name: "worker-1", Rack: "r1"}},
		}},
	}
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	text, err := cni.NodesYAML(plan, "prod")
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	// Output:
	// # What the nodes of cluster prod have to be configured with before the network plugin.
	// nodes:
	//   - name: master-1
	//     labels: {rack: r1}
	//     interface: bond0
	//     addresses: [192.168.1.1/29]
	//     mtu: 9000
	//     routes:
	//       - to: default
	//         via: 192.168.1.6
	//   - name: worker-1
	//     labels: {rack: r1}
	//     interface: bond0
	//     addresses: [192.168.1.9/29]
	//     mtu: 9000
	//     routes:
	//       - to: default
	//         via: 192.168.1.14
}
