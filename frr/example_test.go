package frr_test

import (
	"fmt"
	"net/netip"
	"os"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/frr"
)

// The leaf of a rack as seeds/000 Example 2 has it, on FRR: the nodes of a subnet
// dial in and are its route reflection clients.
func ExampleText() {
	config := frr.Config{
		Version:   "8.4.4",
		Defaults:  frr.DefaultsTraditional,
		Hostname:  "leaf1",
		Interface: []frr.Interface{{Name: "vlan2300", IPAddress: []netip.Prefix{netip.MustParsePrefix("10.13.0.2/24")}}},
		RouterBGP: frr.RouterBGP{
			AS: 65001, DefaultIPv4Unicast: frr.No,
			PeerGroup: []frr.PeerGroup{{Name: "NODES", PeerSession: frr.PeerSession{
				RemoteAS: frr.RemoteAS{AS: 65001}, UpdateSource: "vlan2300",
			}}},
			ListenRange: []frr.ListenRange{{Prefix: netip.MustParsePrefix("10.13.0.0/24"), PeerGroup: "NODES"}},
			AddressFamily: []frr.AddressFamily{{
				Neighbor:     []frr.NeighborAF{{Neighbor: "NODES", PeerPolicy: frr.PeerPolicy{Activate: frr.Yes, RouteReflectorClient: true}}},
				MaximumPaths: 4, MaximumPathsIBGP: 16,
			}},
		},
	}
	fmt.Println(config.Validate().Err())
	os.Stdout.Write(frr.Text(config))
	// Output:
	// <nil>
	// frr version 8.4.4
	// frr defaults traditional
	// hostname leaf1
	// !
	// interface vlan2300
	//  ip address 10.13.0.2/24
	// exit
	// !
	// router bgp 65001
	//  no bgp default ipv4-unicast
	//  neighbor NODES peer-group
	//  neighbor NODES remote-as 65001
	//  neighbor NODES update-source vlan2300
	//  bgp listen range 10.13.0.0/24 peer-group NODES
	//  !
	//  address-family ipv4 unicast
	//   neighbor NODES activate
	//   neighbor NODES route-reflector-client
	//   maximum-paths 4
	//   maximum-paths ibgp 16
	//  exit-address-family
	// exit
}

func ExampleParse() {
	config, err := frr.Parse([]byte(`frr version 8.4.4
router bgp 65001
 neighbor 10.4.0.34 remote-as 64512
 !
 address-family ipv4 unicast
  no neighbor 10.4.0.34 send-community
 exit-address-family
exit
!
line vty
exit
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	spine := config.RouterBGP.Neighbor[0]
	fmt.Println(spine.Address, spine.RemoteAS.AS, config.RouterBGP.AddressFamily[0].Neighbor[0].NoSendCommunity)
	fmt.Println(config.Unmodelled[0].Number, config.Unmodelled[0].Text)

	_, err = frr.Parse([]byte("router bgp 65001\n bgp listen limit 70000\n neighbor 10.4.0.34 timers 3 2\n"))
	fmt.Println(err)
	// Output:
	// 10.4.0.34 64512 true
	// 10 line vty
	// line 2: "bgp listen limit 70000": "70000" is not a number from 1 to 65535
	// line 3: "neighbor 10.4.0.34 timers 3 2": "2" is not a number from 3 to 65535
}

func ExampleRouters() {
	routers, err := frr.Routers([]byte(`frr defaults datacenter
hostname leaf1
interface vlan2300
 ip address 10.13.0.2/24
exit
router bgp 65001
 neighbor NODES peer-group
 neighbor NODES remote-as internal
 neighbor NODES update-source vlan2300
 bgp listen range 10.13.0.0/24 peer-group NODES
exit
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	nodes := routers[0].VRFs[0].BGP.Neighbors[0]
	fmt.Println(routers[0].Name, nodes.Range, nodes.Source, nodes.Hold, nodes.MaxPeers)
	// Output:
	// leaf1 10.13.0.0/24 10.13.0.2 9s 100
}

func ExampleAppendRoutes() {
	node := netip.MustParseAddr("10.13.0.115")
	table := slices.Values([]routing.Route{{
		Prefix: netip.MustParsePrefix("10.233.65.0/24"), Protocol: routing.BGPRoute, Distance: 200, Internal: true,
		NextHops: []routing.NextHop{{Addr: node, Gateway: node, Interface: "vlan2300"}},
	}})
	shown := string(frr.AppendRoutes(nil, routing.DefaultVRF, table, frr.ShowOptions{}))
	_, routes, _ := strings.Cut(shown, "\n\n")
	fmt.Print(routes)
	// Output:
	// B>* 10.233.65.0/24 [200/0] via 10.13.0.115, vlan2300, weight 1, 00:00:00
}

func ExampleEmit() {
	design := smallDesign()
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	configs, err := frr.Emit(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, bgp, _ := strings.Cut(string(frr.Text(configs[1])), "router bgp")
	for line := range strings.Lines(bgp) {
		if strings.Contains(line, "k8s-NODES") {
			fmt.Print(strings.TrimSpace(line), "\n")
		}
	}
	// Output:
	// neighbor k8s-NODES peer-group
	// neighbor k8s-NODES remote-as 65100
	// neighbor k8s-NODES description nodes of k8s
	// neighbor k8s-NODES update-source vlan2300
	// neighbor k8s-NODES advertisement-interval 0
	// neighbor k8s-NODES timers 60 180
	// neighbor k8s-NODES timers connect 10
	// bgp listen range 10.13.0.0/24 peer-group k8s-NODES
	// neighbor k8s-NODES activate
	// neighbor k8s-NODES as-override
	// no neighbor k8s-NODES send-community all
	// neighbor k8s-NODES route-map k8s-IN in
	// neighbor k8s-NODES route-map k8s-OUT out
}

func ExampleWarnings() {
	design := smallDesign()
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, warning := range frr.Warnings(plan) {
		fmt.Println(warning.Field + ": " + strings.ReplaceAll(warning.Detail, "; ", ";\n  "))
	}
	// Output:
	// spine1: operating system: FRR makes no interface, bridge or bond;
	//   there must be: MTU 9216 on swp1
	// leaf1: operating system: FRR makes no interface, bridge or bond;
	//   there must be: MTU 9216 on swp49;
	//   vlan2300 for VLAN 2300, MTU 9216, on swp1 to node1 (untagged);
	//   a macvlan device on vlan2300 with MAC 00:00:5e:00:01:01 and 10.13.0.1/24, for vrrpd
}

func ExampleDaemons() {
	os.Stdout.Write(frr.Daemons(frr.Config{RouterBGP: frr.RouterBGP{AS: 65001}}))
	// Output:
	// # Which daemons of FRR run; zebra and staticd always do.
	// bgpd=yes
	// bfdd=no
	// vrrpd=no
	// vtysh_enable=yes
	// zebra_options="-A 127.0.0.1 -s 90000000"
	// staticd_options="-A 127.0.0.1"
	// bgpd_options="-A 127.0.0.1"
	// bfdd_options="-A 127.0.0.1"
	// vrrpd_options="-A 127.0.0.1"
}

func ExampleShown() {
	c := frr.Config{RouterBGP: frr.RouterBGP{AS: 65001, LogNeighborChanges: frr.No, EBGPRequiresPolicy: frr.No}}
	os.Stdout.Write(frr.Text(frr.Shown(c)))
	// Output:
	// frr defaults traditional
	// !
	// router bgp 65001
	//  no bgp ebgp-requires-policy
	// exit
}

func ExamplePathsUpTo() {
	fmt.Println(frr.PathsUpTo(2))
	// Output:
	// ^([0-9]+_){0,2}$
}

// smallDesign is one rack with one leaf.
func smallDesign() fabric.Design {
	return fabric.Design{
		Name:   "small",
		Fabric: fabric.IPFabric{SpineAS: 64512, Spines: []fabric.Spine{{Name: "spine1"}}, Switches: fabric.FRR{Version: "8.4.4"}},
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
