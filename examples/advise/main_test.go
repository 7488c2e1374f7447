package main

import "os"

func Example() {
	os.Args = []string{"advise", "../designs/seed002-aci-floating-calico.yaml"}
	main()
	// Output:
	// L3Out calico of tenant common, cluster calico
	// recommended: floating (which the design has)
	//   a floating SVI is simpler and more flexible, and preferred as long as it can fulfil the scale
	//
	//                                   need                          floating  standard
	// rack span                         2 racks, 4 leaves             fits      fits
	// node subnets                      9 nodes                       fits      fits with a drawback
	// VLANs                             1, or 9                       fits      fits
	// static path bindings              9 vPCs                        fits      fits with a drawback
	// VM mobility                       0 of 9 nodes virtual          fits      fits
	// floating addresses in the fabric  1 of this L3Out, 1 in all     fits      fits
	// L3Outs in the fabric              1 L3Out                       fits      fits
	// ACI version                       5.2(7f)                       fits      fits
	// BGP sessions on a leaf            5 on the busiest              fits      fits
	// longest-prefix matches            12 or 20 on the fullest leaf  fits      fits
	//
	// node subnets: a floating SVI has one subnet for 15 addresses, a /27 or larger; a standard one has a /29 for each node, out of a /25 or larger
	//   to change: use a floating SVI, which needs one subnet
	//   source: seeds/002, example IP allocations
	//
	// static path bindings: a floating SVI is bound by its domain, a standard one on every vPC
	//   to change: use a floating SVI, which needs none
	//   source: seeds/002, Table 1 (5.2(7))
}
