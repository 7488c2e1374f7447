// Package fabric is the design language: what an operator decides about a fabric
// and the Kubernetes clusters on it, and everything that follows from it.
//
// A [Design] says what is decided: spines, racks with their leaves, node networks,
// clusters with their nodes, the AS scheme, pod pools and service ranges, timers
// and passwords, and which software runs at either end. It is read from a file by
// [Load] or written as a Go literal. It reads like this:
//
//	name: lab
//	fabric: {ipFabric: {spineAS: 64512, spines: [spine1, spine2]}}
//	pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24, management: 172.16.0.0/24}
//	racks:
//	- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: 10.13.0.0/24}
//	- {name: bb2, as: 65002, leaves: [leaf3, leaf4], vlan: 2300, nodeSubnet: 10.14.0.0/24}
//	clusters:
//	- name: k8s
//	  as: perRack
//	  cni: {calico: {version: "3.31"}}
//	  pods: [{prefix: 10.233.64.0/20, block: 24}]
//	  services: {clusterIPs: [10.233.0.0/18]}
//	  nodes: [{name: node1, rack: bb1}, {name: node2, rack: bb2}]
//
// [Design.Plan] works out the rest: router IDs, link subnets, ports, port-channels,
// the nodes' addresses and AS numbers, and every BGP session as one value with two
// ends ([Session]). What the design pins wins; the rest is leased by name from an
// ipam.Ledger, so that the next plan with the same ledger changes only what it
// must. The emitters of the platforms only translate a [Plan].
//
// Whatever is wrong is a [Problem], and all of them are reported at once: with
// the field and its line, the value, the bound, what would work instead, and who
// sets the bound. The codes are listed in docs/problems.md.
//
// What only a running cluster knows, which block which node holds and which
// services keep their traffic local, is a [State] of its own.
//
// The package is pure: no files, no network, no clock, no randomness. The same
// design and ledger give the same plan, always.
package fabric
