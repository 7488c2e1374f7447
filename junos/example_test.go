package junos_test

import (
	"fmt"
	"net/netip"
	"os"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/junos"
)

// smallLeaf is what seeds/000 Example 2 has on NX-OS: the nodes of a subnet dial in
// and are the leaf's route reflection clients.
func smallLeaf() junos.Config {
	irb := junos.Unit{Number: 2300}
	irb.Inet.On = true
	irb.Inet.Address = []junos.Address{{Prefix: netip.MustParsePrefix("10.13.0.2/24")}}
	nodes := junos.Group{Name: "NODES", Type: junos.Internal, Allow: []junos.Prefix{netip.MustParsePrefix("10.13.0.0/24")}}
	nodes.LocalAddress = netip.MustParseAddr("10.13.0.2")
	nodes.Cluster = netip.MustParseAddr("10.2.0.3")

	var config junos.Config
	config.System.HostName = "leaf1"
	config.Interfaces = []junos.Interface{{Name: "irb", Unit: []junos.Unit{irb}}}
	config.RoutingOptions.RouterID = netip.MustParseAddr("10.2.0.3")
	config.RoutingOptions.AutonomousSystem.AS = 65001
	config.Protocols.BGP.Group = []junos.Group{nodes}
	config.VLANs = []junos.VLAN{{Name: "nodes", VLANID: 2300, L3Interface: "irb.2300"}}
	return config
}

func ExampleText() {
	os.Stdout.Write(junos.Text(smallLeaf()))
	// Output:
	// system {
	//     host-name leaf1;
	// }
	// interfaces {
	//     irb {
	//         unit 2300 {
	//             family inet {
	//                 address 10.13.0.2/24;
	//             }
	//         }
	//     }
	// }
	// routing-options {
	//     router-id 10.2.0.3;
	//     autonomous-system 65001;
	// }
	// protocols {
	//     bgp {
	//         group NODES {
	//             type internal;
	//             local-address 10.13.0.2;
	//             cluster 10.2.0.3;
	//             allow 10.13.0.0/24;
	//         }
	//     }
	// }
	// vlans {
	//     nodes {
	//         vlan-id 2300;
	//         l3-interface irb.2300;
	//     }
	// }
}

func ExampleSetText() {
	os.Stdout.Write(junos.SetText(smallLeaf()))
	// Output:
	// set system host-name leaf1
	// set interfaces irb unit 2300 family inet address 10.13.0.2/24
	// set routing-options router-id 10.2.0.3
	// set routing-options autonomous-system 65001
	// set protocols bgp group NODES type internal
	// set protocols bgp group NODES local-address 10.13.0.2
	// set protocols bgp group NODES cluster 10.2.0.3
	// set protocols bgp group NODES allow 10.13.0.0/24
	// set vlans nodes vlan-id 2300
	// set vlans nodes l3-interface irb.2300
}

// What BGP does by itself is worth a word: here nothing says which routes nodes of
// another AS may announce and are sent.
func ExampleConfig_Validate() {
	config := smallLeaf()
	nodes := &config.Protocols.BGP.Group[0]
	nodes.Type, nodes.Cluster, nodes.PeerAS = junos.External, junos.Addr{}, 65100
	for _, problem := range config.Validate() {
		fmt.Printf("%v: %s: %s\n", problem.Severity, problem.Field, problem.Detail)
	}
	// Output:
	// warning: protocols bgp group NODES advertise-peer-as: several peers are of one AS: the switch sends none of them what it learned from another, and they would reject their own AS in a path
	// warning: protocols bgp group NODES import: no policy is applied: BGP accepts
	// warning: protocols bgp group NODES export: no policy is applied: BGP sends where it learned it, and not where it is direct or static
}

func ExampleParse() {
	config, err := junos.Parse([]byte(`
system { host-name leaf1; ntp { server 192.0.2.1; } }
protocols {
    bgp {
        group SPINES {
            type external; /* the fabric */
            peer-as 64512;
            authentication-key "$9$.P5F3nC"; ## SECRET-DATA
            neighbor 10.4.0.34;
            inactive: neighbor 10.4.0.38;
        }
    }
}
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	spines := config.Protocols.BGP.Group[0]
	fmt.Println(spines.Neighbor[0].Address, spines.PeerAS, spines.AuthenticationKey)
	for _, s := range config.Unmodelled {
		fmt.Println(s.Line, s.Words)
	}

	_, err = junos.Parse([]byte("set vlans nodes vlan-id 4095\nset interfaces et-0/0/1 mtu 100\n"))
	fmt.Println(err)
	// Output:
	// 10.4.0.34 64512 <redacted>
	// 2 [system ntp server 192.0.2.1]
	// 10 [protocols bgp group SPINES neighbor 10.4.0.38]
	// line 1: "vlans nodes vlan-id 4095": "4095" is not a number from 1 to 4094
	// line 2: "interfaces et-0/0/1 mtu 100": "100" is not a number from 256 to 9216
}

func ExampleRouters() {
	config := smallLeaf()
	routers, err := junos.Routers(junos.SetText(config))
	if err != nil {
		fmt.Println(err)
		return
	}
	bgp := routers[0].VRFs[0].BGP
	nodes := bgp.Neighbors[0]
	fmt.Println(routers[0].Name, bgp.ExternalDistance, bgp.InternalDistance)
	fmt.Println(nodes.Range, nodes.Source, nodes.Hold, nodes.Families[0].RouteReflectorClient)
	// No policy is applied: everything comes in.
	fmt.Println(nodes.Families[0].Import == nil)
	// Output:
	// leaf1 170 170
	// 10.13.0.0/24 10.13.0.2 1m30s true
	// true
}

func ExampleAppendRoutes() {
	spines := []routing.NextHop{
		{Addr: netip.MustParseAddr("10.4.0.34"), Gateway: netip.MustParseAddr("10.4.0.34"), Interface: "et-0/0/48.0"},
		{Addr: netip.MustParseAddr("10.4.0.38"), Gateway: netip.MustParseAddr("10.4.0.38"), Interface: "et-0/0/49.0"},
	}
	table := slices.Values([]routing.Route{{
		Prefix: netip.MustParsePrefix("10.233.73.0/24"), Protocol: routing.BGPRoute, Distance: 170, NextHops: spines,
		Attributes: &routing.Attributes{ASPath: []routing.ASN{64512, 65002}, LocalPref: 100},
	}})
	os.Stdout.Write(junos.AppendRoutes(nil, routing.DefaultVRF, table, junos.ShowOptions{}))
	// Output:
	// inet.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
	// + = Active Route, - = Last Active, * = Both
	//
	// 10.233.73.0/24     *[BGP/170] 00:00:00, localpref 100
	//                       AS path: 64512 65002 I, validation-state: unverified
	//                     > to 10.4.0.34 via et-0/0/48.0
	//                       to 10.4.0.38 via et-0/0/49.0
}
