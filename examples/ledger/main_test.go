package main

import "os"

func Example() {
	os.Args = []string{"ledger", "capacity", "no.ledger", "../designs/growing.yaml"}
	main()
	// Output:
	// pool                       of             used   free     largest free    more  unit
	// pools.links                10.4.0.0/24    16     240      10.4.0.128/25   120   /31
	// pools.nodeSubnets          10.16.0.0/16   512    65024    10.16.128.0/17  254   /24
	// pools.pods                 10.64.0.0/10   65536  4128768  10.96.0.0/11    63    /16
	// pools.services             10.128.0.0/12  4352   1044224  10.136.0.0/13   254   /20
	// pools.routerIDs            10.2.0.0/24    6      248      10.2.0.64/26    248   /32
	// pools.management           172.16.0.0/24  6      248      172.16.0.64/26  248   /32
	// pools.rackAS               65001-65099    2      97       -               97    number
	// clusters.k8s.as            65101-65399    3      296      -               296   number
	// rack/bb1/node-subnet-ipv4  10.16.0.0/24   5      249      10.16.0.64/26   249   /32
	// rack/bb2/node-subnet-ipv4  10.16.1.0/24   4      250      10.16.1.64/26   250   /32
	//
	// pods of  pool          blocks  used  free  enough for nodes, with blocks each
	// k8s      10.64.0.0/16  1024    3     1021  128, 8
	//
	// leaf   blocks  services  fabric  prefixes  with every block
	// leaf1  3       2         9       14        35
	// leaf2  3       2         9       14        35
	// leaf3  3       2         9       14        35
	// leaf4  3       2         9       14        35
	//
	// room for      more
	// nodes in bb1  122, by the ports of leaf1
	// nodes in bb2  123, by the ports of leaf3
	// racks         30, by pools.links
	// clusters      63, by pools.pods
}
