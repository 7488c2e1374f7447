package fabric_test

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// A cluster in four racks: two leaves more than an L3Out has anchors.
func ExampleDesign_Advise() {
	design, err := fabric.Load(strings.NewReader(`
name: fab2
fabric:
  aci:
    as: 65002
    version: 5.2(7f)
    access: {vlans: [300-399]}
    tenants: [{name: common, vrfs: [calico]}]
    l3outs:
    - {name: calico, cluster: calico, tenant: common, vrf: calico, svi: {floating: {nodeSubnet: 192.168.2.0/24}}}
    inUse: {l3outs: 40, floatingAddresses: 12, prefixes: 3000}
pools: {routerIDs: 1.1.4.0/24}
racks:
- {name: "1", leaves: [{name: leaf201, node: 201}, {name: leaf202, node: 202}]}
- {name: "2", leaves: [{name: leaf203, node: 203}, {name: leaf204, node: 204}]}
- {name: "3", leaves: [{name: leaf205, node: 205}, {name: leaf206, node: 206}]}
- {name: "4", leaves: [{name: leaf207, node: 207}, {name: leaf208, node: 208}]}
clusters:
- name: calico
  as: {perCluster: {as: 65003}}
  cni: {calico: {version: "3.31"}}
  pods: [{prefix: 10.1.0.0/16}]
  services: {clusterIPs: [192.168.8.0/22]}
  nodes: [{name: n1, rack: "1"}, {name: n2, rack: "2"}, {name: n3, rack: "3"}, {name: n4, rack: "4"}]
`))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, advice := range design.Advise() {
		fmt.Print(advice)
	}
	// Output:
	// L3Out calico of tenant common, cluster calico
	// recommended: standard (the design has floating)
	//   a floating SVI would leave racks without anchors, whose traffic goes through others; border leaves in all of them have optimal flows
	//
	//                                   need                              floating              standard
	// rack span                         4 racks, 8 leaves                 fits with a drawback  fits
	// node subnets                      4 nodes                           fits                  fits with a drawback
	// VLANs                             1, or 4                           fits                  fits
	// static path bindings              4 vPCs                            fits                  fits with a drawback
	// VM mobility                       0 of 4 nodes virtual              fits                  fits
	// floating addresses in the fabric  1 of this L3Out, 13 in all        fits                  fits
	// L3Outs in the fabric              41 L3Outs                         fits                  fits
	// ACI version                       5.2(7f)                           fits                  fits
	// BGP sessions on a leaf            2 or 1 on the busiest             fits                  fits
	// longest-prefix matches            3006 or 3009 on the fullest leaf  fits                  fits
	//
	// rack span: a floating SVI has 6 anchors, a standard one 12 border leaves; the traffic of 2 leaves without anchors goes through others, and 2 or 32 of them are supported, depending on the page
	//   to change: keep to 6 leaves for optimal flows with a floating SVI
	//   source: seeds/002, Table 1 (5.2(7)); seeds/001, Table 1 and Scalability (S001-3)
	//
	// node subnets: a floating SVI has one subnet for 12 addresses, a /28 or larger; a standard one has a /29 for each node, out of a /27 or larger
	//   to change: use a floating SVI, which needs one subnet
	//   source: seeds/002, example IP allocations
	//
	// static path bindings: a floating SVI is bound by its domain, a standard one on every vPC
	//   to change: use a floating SVI, which needs none
	//   source: seeds/002, Table 1 (5.2(7))
}
