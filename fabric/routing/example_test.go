package routing_test

import (
	"fmt"
	"net/netip"

	"github.com/podfabric/podfabric/fabric/routing"
)

// twoNodes is a leaf that accepts nodes by their subnet, and two nodes in an AS
// of their own each, of which the second has another password.
func twoNodes() []routing.Router {
	unicast := []routing.NeighborFamily{{Family: routing.IPv4}}
	routers := []routing.Router{{Name: "leaf1", VRFs: []routing.VRF{{
		Name:       routing.DefaultVRF,
		Interfaces: []routing.Interface{{Name: "Vlan2300", Addresses: []netip.Prefix{netip.MustParsePrefix("10.13.0.2/24")}}},
		BGP: &routing.BGP{
			AS: 65001, RouterID: netip.MustParseAddr("10.2.0.3"), IPv4: &routing.Unicast{},
			Neighbors: []routing.Neighbor{{
				Name: "nodes", Range: netip.MustParsePrefix("10.13.0.0/24"),
				RemoteAS: []routing.ASRange{{First: 65101, Last: 65164}},
				Auth:     routing.NewAuth("s3cret"), Families: unicast,
			}},
		},
	}}}}
	for i, password := range []string{"s3cret", "other"} {
		address := netip.MustParsePrefix([]string{"10.13.0.115/24", "10.13.0.181/24"}[i])
		block := netip.MustParsePrefix([]string{"10.233.75.0/24", "10.233.79.0/24"}[i])
		routers = append(routers, routing.Router{Name: fmt.Sprintf("node%d", i), VRFs: []routing.VRF{{
			Name:       routing.DefaultVRF,
			Interfaces: []routing.Interface{{Name: "bond0", Addresses: []netip.Prefix{address}}},
			BGP: &routing.BGP{
				AS: routing.ASN(65101 + i), RouterID: address.Addr(),
				IPv4: &routing.Unicast{Networks: []routing.Network{{Prefix: block, Always: true}}},
				Neighbors: []routing.Neighbor{{
					Name: "leaf1", Address: netip.MustParseAddr("10.13.0.2"),
					RemoteAS: []routing.ASRange{{First: 65001, Last: 65001}},
					Auth:     routing.NewAuth(password), Families: unicast,
				}},
			},
		}}})
	}
	return routers
}

func ExampleSimulate() {
	tables, err := routing.Simulate(twoNodes())
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range tables.Sessions() {
		fmt.Printf("%s %s: %s\n", s.Router, s.Name, s.State)
	}
	for r := range tables.Routes("leaf1", routing.DefaultVRF) {
		fmt.Println(r.Prefix, r.Protocol)
	}
	// Output:
	// leaf1 nodes: up
	// leaf1 nodes: passwords differ
	// node0 leaf1: up
	// node1 leaf1: passwords differ
	// 10.13.0.0/24 direct
	// 10.13.0.2/32 local
	// 10.233.75.0/24 bgp
}

func ExampleTables_Explain() {
	tables, err := routing.Simulate(twoNodes())
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tables.Explain("leaf1", routing.DefaultVRF, netip.MustParsePrefix("10.233.75.0/24")))
	fmt.Println(tables.Explain("leaf1", routing.DefaultVRF, netip.MustParsePrefix("10.233.79.0/24")))
	// Output:
	// leaf1 has a route to 10.233.75.0/24
	//   node0: originated, bgp
	//   node0 to leaf1: advertised, path 65101, next hop 10.13.0.115
	//   leaf1 from node0: best, path 65101
	//   leaf1 from node1: session down, passwords differ (the passwords are not equal)
	//   leaf1: installed, bgp
	//   leaf1: resolved: 10.13.0.115 by 10.13.0.115 on Vlan2300
	// leaf1 has no route to 10.233.79.0/24
	//   node1: originated, bgp
	//   node0 to leaf1: not held
	//   leaf1 from node1: session down, passwords differ (the passwords are not equal)
}
