package clab_test

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/clab"
)

// One rack with one leaf and one node, on FRR: three containers, and one that is the
// network between leaf and node.
func ExampleExport() {
	design, err := fabric.Load(strings.NewReader(`
name: small
fabric:
  ipFabric:
    spineAS: 64512
    spines: [spine1]
    switches: {frr: {version: "8.4.4"}}
    mtu: 1500
pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24}
racks:
- {name: bb1, as: 65001, vlan: 2300, nodeSubnet: 10.13.0.0/24, leaves: [leaf1]}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{prefix: 10.64.0.0/16}]
  services: {clusterIPs: [10.96.0.0/16]}
  nodes: [{name: node1, rack: bb1}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	topology, err := clab.Export(plan, clab.Files{Switches: map[string][]string{
		"spine1": {"../frr/spine1.conf", "../frr/spine1.daemons"},
		"leaf1":  {"../frr/leaf1.conf", "../frr/leaf1.daemons"},
	}})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, link := range topology.Topology.Links {
		fmt.Println(link.Endpoints)
	}
	fmt.Println(strings.Join(topology.Topology.Nodes["node1"].Exec, "\n"))
	// Output:
	// [{leaf1 swp49} {spine1 swp1}]
	// [{leaf1 vlan2300} {bb1-vlan2300 eth1}]
	// [{node1 eth1} {bb1-vlan2300 eth2}]
	// ip addr add 10.13.0.3/24 dev eth1
	// ip route replace default via 10.13.0.1 dev eth1
}

func ExampleTopology_YAML() {
	topology := clab.Topology{Name: "two", Topology: clab.Definition{
		Kinds: map[clab.Kind]clab.Node{clab.Linux: {Image: "alpine:3"}},
		Nodes: map[string]clab.Node{"a": {Kind: clab.Linux}, "b": {Kind: clab.Linux, Exec: []string{"ip addr"}}},
		Links: []clab.Link{{Endpoints: [2]clab.Endpoint{{Node: "a", Port: "eth1"}, {Node: "b", Port: "eth1"}}}},
	}}
	text, err := topology.YAML()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Print(string(text))
	// Output:
	// name: two
	// topology:
	//   kinds:
	//     linux:
	//       image: alpine:3
	//   nodes:
	//     a:
	//       kind: linux
	//     b:
	//       kind: linux
	//       exec:
	//         - ip addr
	//   links:
	//     - endpoints: ['a:eth1', 'b:eth1']
}
