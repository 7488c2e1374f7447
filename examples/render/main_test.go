package main

import "os"

func Example() {
	os.Args = []string{"render", "../designs/seed000-ipfabric.yaml"}
	main()
	// Output:
	// lab105: 2 spines, 4 leaves, 8 routed links
	// cluster lab105-k8s: 4 nodes in 2 racks, AS per rack, nodes learn every route
	//   rack bb1: VLAN 2300, 10.13.0.0/24, peers leaf1 (AS 65001), leaf2 (AS 65001)
	//   rack bb2: VLAN 2300, 10.14.0.0/24, peers leaf3 (AS 65002), leaf4 (AS 65002)
	//   pods 10.233.64.0/20 in blocks of /24
	//   services 10.233.0.0/18
	// blocks and services: as the state file says
	// BGP sessions: 8 between leaf and spine, 8 between node and leaf
	// predicted from the emitted text: 10 routers, 178 routes, 240 next hops
	// warning: line 26: racks[0].leaves: a leaf of a pair that loses every spine still receives its nodes' packets over their bonds, and has no routed way past its peer; set fabric.ipFabric.backupVLAN, or have the switch take its vPCs down with its uplinks (object tracking) [vpc-no-backup-path: Cisco's vPC design guide: a layer-3 backup path between the peers; both leaves are in one AS and drop each other's routes from the spines (RFC 4271 9.1.2)]
	// every promise of the design holds
	// under every single failure of 10 devices and 8 links: all promises hold; worst detection 180 s, then dead next hops kept for up to 120 s (process crashed: graceful restart keeps its routes for the 120 s that it asked for)
}
