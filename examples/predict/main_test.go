package main

import "os"

func Example() {
	os.Args = []string{"predict", "-device", "leaf1", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
	// IP Route Table for VRF "default"
	// '*' denotes best ucast next-hop
	// '**' denotes best mcast next-hop
	// '[x/y]' denotes [preference/metric]
	// '%<string>' in via output denotes VRF <string>
	//
	// 10.2.0.1/32, ubest/mbest: 1/0
	//     *via 10.4.0.38, [20/0], 00:00:00, bgp-65001, external, tag 64512
	// 10.2.0.2/32, ubest/mbest: 1/0
	//     *via 10.4.0.34, [20/0], 00:00:00, bgp-65001, external, tag 64512
	// 10.2.0.3/32, ubest/mbest: 2/0, attached
	//     *via 10.2.0.3, Lo0, [0/0], 00:00:00, local
	//     *via 10.2.0.3, Lo0, [0/0], 00:00:00, direct
	// 10.2.0.5/32, ubest/mbest: 2/0
	//     *via 10.4.0.34, [20/0], 00:00:00, bgp-65001, external, tag 64512
	//     *via 10.4.0.38, [20/0], 00:00:00, bgp-65001, external, tag 64512
	// 10.2.0.6/32, ubest/mbest: 2/0
	//     *via 10.4.0.34, [20/0], 00:00:00, bgp-65001, external, tag 64512
	//     *via 10.4.0.38, [20/0], 00:00:00, bgp-65001, external, tag 64512
	// 10.4.0.32/30, ubest/mbest: 1/0, attached
	//     *via 10.4.0.33, Eth1/50, [0/0], 00:00:00, direct
	// 10.4.0.33/32, ubest/mbest: 1/0, attached
	//     *via 10.4.0.33, Eth1/50, [0/0], 00:00:00, local
	// 10.4.0.36/30, ubest/mbest: 1/0, attached
	//     *via 10.4.0.37, Eth1/49, [0/0], 00:00:00, direct
	// 10.4.0.37/32, ubest/mbest: 1/0, attached
	//     *via 10.4.0.37, Eth1/49, [0/0], 00:00:00, local
	// 10.13.0.0/24, ubest/mbest: 1/0, attached
	//     *via 10.13.0.2, Vlan2300, [0/0], 00:00:00, direct
	// 10.13.0.1/32, ubest/mbest: 1/0, attached
	//     *via 10.13.0.1, Vlan2300, [0/0], 00:00:00, hsrp
	// 10.13.0.2/32, ubest/mbest: 1/0, attached
	//     *via 10.13.0.2, Vlan2300, [0/0], 00:00:00, local
	// 10.14.0.0/24, ubest/mbest: 2/0
	//     *via 10.4.0.34, [20/0], 00:00:00, bgp-65001, external, tag 64512
	//     *via 10.4.0.38, [20/0], 00:00:00, bgp-65001, external, tag 64512
	// 10.233.0.0/18, ubest/mbest: 3/0
	//     *via 10.13.0.115, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	//     *via 10.13.0.181, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	//     *via 10.13.0.220, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	// 10.233.50.6/32, ubest/mbest: 2/0
	//     *via 10.13.0.115, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	//     *via 10.13.0.220, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	// 10.233.63.214/32, ubest/mbest: 2/0
	//     *via 10.13.0.115, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	//     *via 10.13.0.220, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	// 10.233.65.0/24, ubest/mbest: 1/0
	//     *via 10.13.0.115, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	// 10.233.73.0/24, ubest/mbest: 2/0
	//     *via 10.4.0.34, [20/0], 00:00:00, bgp-65001, external, tag 64512
	//     *via 10.4.0.38, [20/0], 00:00:00, bgp-65001, external, tag 64512
	// 10.233.77.0/24, ubest/mbest: 1/0
	//     *via 10.13.0.220, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	// 10.233.79.0/24, ubest/mbest: 1/0
	//     *via 10.13.0.181, [200/0], 00:00:00, bgp-65001, internal, tag 65001
	// IP Route Table for VRF "management"
	// '*' denotes best ucast next-hop
	// '**' denotes best mcast next-hop
	// '[x/y]' denotes [preference/metric]
	// '%<string>' in via output denotes VRF <string>
	//
	// 0.0.0.0/0, ubest/mbest: 1/0
	//     *via 172.16.0.1, [1/0], 00:00:00, static
	// 172.16.0.0/24, ubest/mbest: 1/0, attached
	//     *via 172.16.0.4, mgmt0, [0/0], 00:00:00, direct
	// 172.16.0.4/32, ubest/mbest: 1/0, attached
	//     *via 172.16.0.4, mgmt0, [0/0], 00:00:00, local
}

func Example_node() {
	os.Args = []string{"predict", "-device", "lab105-k8s-node0", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
	// default via 10.13.0.1 dev bond0
	// 10.13.0.0/24 dev bond0 proto kernel scope link src 10.13.0.115
	// 10.14.0.0/24 via 10.13.0.1 dev bond0 proto bird
	// blackhole 10.233.65.0/24 proto bird
	// 10.233.73.0/24 via 10.13.0.1 dev bond0 proto bird
	// 10.233.77.0/24 via 10.13.0.220 dev bond0 proto bird
	// 10.233.79.0/24 via 10.13.0.181 dev bond0 proto bird
}

func Example_explain() {
	os.Args = []string{"predict", "-device", "spine1", "-explain", "10.233.0.0/18", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
	// spine1 has a route to 10.233.0.0/18
	//   lab105-k8s-node0: originated, bgp
	//   lab105-k8s-node0 to leaf1: advertised, next hop 10.13.0.115
	//   leaf1 from lab105-k8s-node0: best by router ID
	//   leaf1 to spine1: advertised, path 65001, next hop 10.4.0.37
	//   spine1 from leaf1: best by router ID, path 65001
	//   spine1 from leaf2: shares the traffic, path 65001, next hop 10.4.0.45
	//   spine1 from leaf3: shares the traffic, path 65002, next hop 10.4.0.21
	//   spine1 from leaf4: shares the traffic, path 65002, next hop 10.4.0.29
	//   spine1: installed, bgp
	//   spine1: resolved: 10.4.0.21 by 10.4.0.21 on Ethernet1/3
	//   spine1: resolved: 10.4.0.29 by 10.4.0.29 on Ethernet1/4
	//   spine1: resolved: 10.4.0.37 by 10.4.0.37 on Ethernet1/1
	//   spine1: resolved: 10.4.0.45 by 10.4.0.45 on Ethernet1/2
}
