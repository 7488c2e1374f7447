package nxos_test

import (
	"fmt"
	"net/netip"
	"os"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/nxos"
)

// The leaf of a rack as seeds/000 Example 2 has it: the nodes of a subnet dial in
// and are its route reflection clients.
func ExampleText() {
	config := nxos.Config{
		Hostname: "leaf1",
		Feature:  []string{"bgp", "interface-vlan"},
		VLAN:     []nxos.VLAN{{ID: 2300, Name: "nodes"}},
		Interface: []nxos.Interface{{
			Name:      "Vlan2300",
			IPAddress: []nxos.Address{{Prefix: netip.MustParsePrefix("10.13.0.2/24")}},
			Shutdown:  nxos.No,
		}},
		RouterBGP: nxos.RouterBGP{
			AS: 65001,
			Instance: nxos.Instance{
				RouterID:      netip.MustParseAddr("10.2.0.3"),
				AddressFamily: []nxos.AddressFamily{{MaximumPaths: 4, MaximumPathsIBGP: 16}},
				Neighbor: []nxos.Neighbor{{
					Prefix:        netip.MustParsePrefix("10.13.0.0/24"),
					PeerSession:   nxos.PeerSession{RemoteAS: 65001, UpdateSource: "Vlan2300"},
					AddressFamily: []nxos.NeighborAF{{PeerPolicy: nxos.PeerPolicy{RouteReflectorClient: true}}},
				}},
			},
		},
	}
	fmt.Println(config.Validate().Err())
	os.Stdout.Write(nxos.Text(config))
	// Output:
	// <nil>
	// hostname leaf1
	// feature bgp
	// feature interface-vlan
	// vlan 2300
	// vlan 2300
	//   name nodes
	//
	// interface Vlan2300
	//   ip address 10.13.0.2/24
	//   no shutdown
	//
	// router bgp 65001
	//   router-id 10.2.0.3
	//   address-family ipv4 unicast
	//     maximum-paths 4
	//     maximum-paths ibgp 16
	//   neighbor 10.13.0.0/24
	//     remote-as 65001
	//     update-source Vlan2300
	//     address-family ipv4 unicast
	//       route-reflector-client
}

func ExampleParse() {
	config, err := nxos.Parse([]byte(`hostname leaf1
router bgp 65001
  neighbor 10.4.0.34 remote-as 64512
    address-family ipv4 unicast
      send-community both
ntp server 192.0.2.1
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	spine := config.RouterBGP.Neighbor[0]
	fmt.Println(spine.Address, spine.RemoteAS, spine.AddressFamily[0].SendCommunityExtended)
	fmt.Println(config.Unmodelled[0].Number, config.Unmodelled[0].Text)

	_, err = nxos.Parse([]byte("interface Ethernet1/1\n  mtu 9300\nvlan 4095\n"))
	fmt.Println(err)
	// Output:
	// 10.4.0.34 64512 true
	// 6 ntp server 192.0.2.1
	// line 2: "mtu 9300": "9300" is not a number from 576 to 9216
	// line 3: "vlan 4095": "4095" is not a number from 1 to 4094
}

func ExampleRouters() {
	routers, err := nxos.Routers([]byte(`hostname leaf1
interface Vlan2300
  ip address 10.13.0.2/24
  hsrp 230
    ip 10.13.0.1
  no shutdown
router bgp 65001
  template peer NODES
    remote-as 65001
    update-source Vlan2300
    address-family ipv4 unicast
      route-reflector-client
  neighbor 10.13.0.0/24
    inherit peer NODES
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	vrf := routers[0].VRFs[0]
	nodes := vrf.BGP.Neighbors[0]
	fmt.Println(routers[0].Name, vrf.Interfaces[0].Virtual)
	fmt.Println(nodes.Range, nodes.Source, nodes.Hold, nodes.Families[0].RouteReflectorClient)
	// Output:
	// leaf1 [10.13.0.1]
	// 10.13.0.0/24 10.13.0.2 3m0s true
}

func ExampleAppendRoutes() {
	node := netip.MustParseAddr("10.13.0.115")
	table := slices.Values([]routing.Route{{
		Prefix: netip.MustParsePrefix("10.233.65.0/24"), Protocol: routing.BGPRoute, Distance: 200, Internal: true, Tag: 65001,
		NextHops: []routing.NextHop{{Addr: node, Gateway: node, Interface: "Vlan2300"}},
	}})
	os.Stdout.Write(nxos.AppendRoutes(nil, routing.DefaultVRF, table, nxos.ShowOptions{AS: 65001}))
	// Output:
	// IP Route Table for VRF "default"
	// '*' denotes best ucast next-hop
	// '**' denotes best mcast next-hop
	// '[x/y]' denotes [preference/metric]
	// '%<string>' in via output denotes VRF <string>
	//
	// 10.233.65.0/24, ubest/mbest: 1/0
	//     *via 10.13.0.115, [200/0], 00:00:00, bgp-65001, internal, tag 65001
}
