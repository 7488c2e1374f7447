package aci_test

import (
	"fmt"
	"log"
	"net/netip"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A node in rack 2 announces its block: what the leaves of both racks have of it.
func ExampleRouters() {
	design := calicoCluster() // seeds/002
	tree := aci.Tree{Roots: []aci.Object{design.objects()}}
	leaves, err := aci.Routers(tree, aci.Facts{
		AS: 65002,
		Leaves: []aci.Leaf{
			{Name: "Leaf201", Pod: 1, Node: 201, TEP: netip.MustParseAddr("10.0.96.64")}, {Name: "Leaf202", Pod: 1, Node: 202, TEP: netip.MustParseAddr("10.0.96.65")},
			{Name: "Leaf203", Pod: 1, Node: 203, TEP: netip.MustParseAddr("10.0.96.66")}, {Name: "Leaf204", Pod: 1, Node: 204, TEP: netip.MustParseAddr("10.0.96.67")},
		},
	})
	if err != nil {
		log.Fatal(err)
	}
	tables, err := routing.Simulate(append(leaves, design.nodes()...))
	if err != nil {
		log.Fatal(err)
	}
	for _, leaf := range []string{"Leaf201", "Leaf203"} {
		routes := func(yield func(routing.Route) bool) {
			if r, ok := tables.Route(leaf, "common:calico", netip.MustParsePrefix("10.1.183.0/26")); ok {
				yield(r)
			}
		}
		fmt.Printf("%s# show ip route vrf common:calico 10.1.183.0/26\n%s", leaf,
			aci.AppendRoutes(nil, "common:calico", routes, aci.ShowOptions{AS: 65002}))
	}
	// Output:
	// Leaf201# show ip route vrf common:calico 10.1.183.0/26
	// IP Route Table for VRF "common:calico"
	// '*' denotes best ucast next-hop
	// '**' denotes best mcast next-hop
	// '[x/y]' denotes [preference/metric]
	// '%<string>' in via output denotes VRF <string>
	//
	// 10.1.183.0/26, ubest/mbest: 2/0
	//     *via 10.0.96.66%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
	//         recursive next hop: 10.0.96.66/32%overlay-1
	//     *via 10.0.96.67%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
	//         recursive next hop: 10.0.96.67/32%overlay-1
	// Leaf203# show ip route vrf common:calico 10.1.183.0/26
	// IP Route Table for VRF "common:calico"
	// '*' denotes best ucast next-hop
	// '**' denotes best mcast next-hop
	// '[x/y]' denotes [preference/metric]
	// '%<string>' in via output denotes VRF <string>
	//
	// 10.1.183.0/26, ubest/mbest: 1/0
	//     *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.9/32%common:calico
}
