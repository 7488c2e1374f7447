package main

import "os"

// The table of the leaf in seeds/002 from which the published design takes its
// outputs: its own nodes' blocks, and the one endpoint of the service below it. What
// is behind other leaves comes by their tunnel endpoints.
func Example_aci() {
	os.Args = []string{"predict", "-device", "Leaf203", "../designs/seed002-aci-floating-calico.yaml"}
	main()
	// Output:
	// IP Route Table for VRF "common:calico"
	// '*' denotes best ucast next-hop
	// '**' denotes best mcast next-hop
	// '[x/y]' denotes [preference/metric]
	// '%<string>' in via output denotes VRF <string>
	//
	// 10.1.38.64/26, ubest/mbest: 1/0
	//     *via 192.168.2.7%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.7/32%common:calico
	// 10.1.39.0/26, ubest/mbest: 1/0
	//     *via 192.168.2.1%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.1/32%common:calico
	// 10.1.97.192/26, ubest/mbest: 2/0
	//     *via 198.18.0.201%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
	//         recursive next hop: 198.18.0.201/32%overlay-1
	//     *via 198.18.0.202%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
	//         recursive next hop: 198.18.0.202/32%overlay-1
	// 10.1.133.192/26, ubest/mbest: 1/0
	//     *via 192.168.2.5%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.5/32%common:calico
	// 10.1.183.0/26, ubest/mbest: 1/0
	//     *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.9/32%common:calico
	// 10.1.226.64/26, ubest/mbest: 2/0
	//     *via 198.18.0.201%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
	//         recursive next hop: 198.18.0.201/32%overlay-1
	//     *via 198.18.0.202%overlay-1, [200/0], 00:00:00, bgp-65002, internal, tag 65003
	//         recursive next hop: 198.18.0.202/32%overlay-1
	// 192.168.2.0/24, ubest/mbest: 1/0, attached, direct
	//     *via 192.168.2.203, vlan-310, [0/0], 00:00:00, direct
	// 192.168.2.203/32, ubest/mbest: 1/0, attached
	//     *via 192.168.2.203, vlan-310, [0/0], 00:00:00, local, local
	// 192.168.2.254/32, ubest/mbest: 1/0, attached
	//     *via 192.168.2.254, vlan-310, [0/0], 00:00:00, local, local
	// 192.168.3.0/24, ubest/mbest: 4/0
	//     *via 192.168.2.1%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.1/32%common:calico
	//     *via 192.168.2.5%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.5/32%common:calico
	//     *via 192.168.2.7%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.7/32%common:calico
	//     *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.9/32%common:calico
	// 192.168.8.0/22, ubest/mbest: 4/0
	//     *via 192.168.2.1%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.1/32%common:calico
	//     *via 192.168.2.5%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.5/32%common:calico
	//     *via 192.168.2.7%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.7/32%common:calico
	//     *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.9/32%common:calico
	// 192.168.10.150/32, ubest/mbest: 1/0
	//     *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
	//         recursive next hop: 192.168.2.9/32%common:calico
}
