package fabric

import "github.com/podfabric/podfabric/ipam"

func aciSubnetBreaches() []breach {
	const subnet, subnets = "fabric.aci.l3outs[0].svi.floating.nodeSubnet", "fabric.aci.l3outs[0].svi.standard.nodeSubnets"
	floating := func(name string, by func(*FloatingSVI), code Code, at string, also ...Code) breach {
		return breach{name: name, of: floatingDesign, by: onFloating(by), code: code, field: "fabric.aci.l3outs[0].svi.floating" + at, also: also}
	}
	standard := func(name string, by func(*StandardSVI), code Code, at string, also ...Code) breach {
		return breach{name: name, of: standardDesign, by: onStandard(by), code: code, field: "fabric.aci.l3outs[0].svi.standard" + at, also: also}
	}
	pin := func(of func() *Design, name, addr string, code Code) breach {
		return breach{name: name, of: of, by: onNode(func(n *Node) { n.Address.V4 = ipAddr(addr) }), code: code, field: "clusters[0].nodes[0].address"}
	}
	unpinned := func(s string) func(*FloatingSVI) {
		return func(f *FloatingSVI) { *f = FloatingSVI{VLAN: 310, NodeSubnet: v4(s)} }
	}
	return []breach{
		floating("a floating subnet with host bits", func(f *FloatingSVI) { f.NodeSubnet = v4("192.168.2.1/24") }, CodeHostBits, ".nodeSubnet"),
		floating("a floating subnet without a pool", func(f *FloatingSVI) { *f = FloatingSVI{VLAN: 310} }, CodePoolMissing, ".nodeSubnet"),
		floating("a gateway outside of the floating subnet", func(f *FloatingSVI) { f.Gateway.V4 = ipAddr("192.168.1.1") }, CodeOutsideSubnet, ".gateway"),
		floating("a floating address outside of its subnet", func(f *FloatingSVI) { f.Floating.V4 = ipAddr("192.168.1.1") }, CodeOutsideSubnet, ".floating"),
		floating("a floating address that is the gateway", func(f *FloatingSVI) { f.Floating.V4 = ipAddr("192.168.2.254") }, CodeDuplicateAddress, ".floating"),
		floating("an anchor outside of the floating subnet", func(f *FloatingSVI) { f.Anchors[1].Address.V4 = ipAddr("192.168.1.1") }, CodeOutsideSubnet, ".anchors[1].address"),
		floating("an anchor on the broadcast address", func(f *FloatingSVI) { f.Anchors[1].Address.V4 = ipAddr("192.168.2.255") }, CodeNotAHost, ".anchors[1].address"),
		floating("two anchors with one address", func(f *FloatingSVI) { f.Anchors[1].Address.V4 = ipAddr("192.168.2.201") }, CodeDuplicateAddress, ".anchors[1].address"),
		floating("an anchor pinned in a subnet that is drawn", func(f *FloatingSVI) {
			*f = FloatingSVI{VLAN: 310, Anchors: f.Anchors}
		}, CodeWithoutSubnet, ".anchors[0].address", CodePoolMissing),
		floating("a floating subnet with fewer addresses than nodes and anchors", unpinned("192.168.2.0/29"), CodeSubnetTooSmall, ".nodeSubnet"),
		{name: "a floating subnet whose layout has room for six of seven nodes", of: floatingDesign, by: func(d *Design) {
			onFloating(unpinned("192.168.2.0/28"))(d)
			d.Pools.Layout.Preset = "floating-svi"
			d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, Node{Name: "worker-4", Rack: "1"})
		}, code: CodeSubnetTooSmall, field: subnet},
		{name: "a floating subnet whose layout has no place for the floating address", of: wide(1, 1, FloatingSVI{NodeSubnet: v4("192.168.2.0/28")}), by: func(d *Design) {
			d.Pools.Layout.IPv4 = ipam.Layout{Secondary: ipam.FromLast(0), Nodes: ipam.Span{From: ipam.FromFirst(0), To: ipam.FromFirst(2)}}
		}, code: CodeSubnetTooSmall, field: subnet},
		{name: "a floating subnet without room for the layout", of: floatingDesign, by: func(d *Design) {
			onFloating(unpinned("192.168.2.0/29"))(d)
			d.Clusters[0].Nodes = d.Clusters[0].Nodes[:1]
			d.Pools.Layout.Preset = "floating-svi"
		}, code: CodeLayout, field: subnet},
		pin(floatingDesign, "a node outside of the floating subnet", "192.168.1.1", CodeOutsideSubnet),
		pin(floatingDesign, "a node on an anchor's address", "192.168.2.203", CodeDuplicateAddress),
		pin(floatingDesign, "a node on the floating address", "192.168.2.253", CodeDuplicateAddress),
		{name: "a floating subnet among the pods", of: floatingDesign, by: onCluster(func(c *Cluster) { c.Pods[0].Prefix = ipPrefix("192.168.0.0/21") }), code: CodePoolOverlap, field: "clusters[0].pods[0].prefix"},
		{name: "pods in the range of external addresses (S002-1)", of: floatingDesign, by: onCluster(func(c *Cluster) { c.Pods[0] = PodPool{Prefix: ipPrefix("192.168.3.0/24"), Block: 27} }), code: CodePoolOverlap, field: "clusters[0].services.externalIPs[0]"},
		{name: "equal pods of clusters in two VRFs", of: dualACIDesign, by: func(d *Design) { d.Clusters[1].Pods[0].Prefix = d.Clusters[0].Pods[0].Prefix }, code: CodePoolOverlap, field: "clusters[1].pods[0].prefix"},
		{name: "a floating SVI of one family below pods of two", of: floatingDesign, by: onCluster(func(c *Cluster) { c.Pods = append(c.Pods, PodPool{Prefix: ipPrefix("fd00:1::/112")}) }), code: CodeFamilyMissing, field: subnet},
		{name: "an unknown layout on an ACI fabric", of: floatingDesign, by: func(d *Design) { d.Pools.Layout.Preset = "mine" }, code: CodeLayout, field: "pools.layout.preset"},
		{name: "a layout that a node's subnet has no room for", of: standardDesign, by: func(d *Design) { d.Pools.Layout.Preset = "floating-svi" }, code: CodeLayout, field: subnets},
		{name: "a layout that leaves a node's subnet too few", of: standardDesign, by: func(d *Design) {
			d.Pools.Layout.IPv4 = ipam.Layout{Secondary: ipam.FromLast(0), Nodes: ipam.Span{From: ipam.FromFirst(0), To: ipam.FromFirst(1)}}
		}, code: CodeSubnetTooSmall, field: subnets},

		standard("no range of node subnets", func(s *StandardSVI) { s.NodeSubnets = Prefixes{} }, CodeFamilyMissing, ".nodeSubnets"),
		standard("node subnets shorter than /24", func(s *StandardSVI) { s.Length = 23 }, CodeOutOfRange, ".length", CodePrefixLength),
		standard("node subnets longer than /29", func(s *StandardSVI) { s.Length = 30 }, CodeOutOfRange, ".length"),
		standard("IPv6 node subnets longer than /125", func(s *StandardSVI) { s.Length6 = 126 }, CodeOutOfRange, ".length6"),
		standard("node subnets larger than their range", func(s *StandardSVI) { s.NodeSubnets, s.Length = v4("192.168.1.0/27"), 26 }, CodePrefixLength, ".nodeSubnets"),
		standard("fewer node subnets than nodes", func(s *StandardSVI) { s.NodeSubnets = v4("192.168.1.0/27") }, CodeSubnetTooSmall, ".nodeSubnets"),
		{name: "four node subnets for five nodes", of: wide(1, 5, StandardSVI{NodeSubnets: v4("192.168.1.0/27")}), by: func(*Design) {}, code: CodeSubnetTooSmall, field: subnets},
		standard("a range of node subnets with host bits", func(s *StandardSVI) { s.NodeSubnets = v4("192.168.1.1/24") }, CodeHostBits, ".nodeSubnets"),
		pin(standardDesign, "a node outside of the range of node subnets", "192.168.2.1", CodeOutsideSubnet),
		pin(standardDesign, "a node on the broadcast address of its own subnet", "192.168.1.15", CodeNotAHost),
		{name: "two nodes in one /29", of: standardDesign, by: func(d *Design) {
			d.Clusters[0].Nodes[0].Address.V4, d.Clusters[0].Nodes[1].Address.V4 = ipAddr("192.168.1.9"), ipAddr("192.168.1.10")
		}, code: CodeNodeSubnetShared, field: "clusters[0].nodes[1].address"},
		{name: "a node of a standard SVI pinned in a family without pods", of: standardDesign, by: onNode(func(n *Node) { n.Address.V6 = ipAddr("fd00::1") }), code: CodeFamilyUnused, field: "clusters[0].nodes[0].address", warns: true},
		{name: "a range of node subnets in a family without pods", of: standardDesign, by: onStandard(func(s *StandardSVI) { s.NodeSubnets.V6 = ipPrefix("fd00::/120") }), code: CodeFamilyUnused, field: subnets, warns: true},
		{name: "ranges of node subnets that overlap", of: standardDesign, by: secondL3Out(func(_ *Cluster, o *L3Out) {
			o.SVI = StandardSVI{NodeSubnets: v4("192.168.1.128/25"), VLANs: VLANRange{340, 349}}
		}), code: CodeSubnetOverlap, field: "fabric.aci.l3outs[1].svi.standard.nodeSubnets"},
	}
}

func aciAttachmentBreaches() []breach {
	machine := func(host string) func(*Node) { return func(n *Node) { n.Attach = VM{Host: host} } }
	oneLeaf := func(d *Design) { d.Racks[0].Leaves = d.Racks[0].Leaves[:1] }
	return []breach{
		{name: "a standard SVI in a rack with one leaf", of: standardDesign, by: oneLeaf, code: CodeVPCNeeded, field: "clusters[0].nodes[0].rack"},
		{name: "a standard SVI of a node on one leaf", of: standardDesign, by: onNode(func(n *Node) { n.Attach = SingleHomed{Leaf: "leaf201"} }), code: CodeVPCNeeded, field: "clusters[0].nodes[0].attach"},
		{name: "a standard SVI of a machine on one leaf", of: standardDesign, by: onNode(func(n *Node) { n.Attach = VM{Host: "esx1", Leaf: "leaf201"} }), code: CodeVPCNeeded, field: "clusters[0].nodes[0].attach", also: []Code{CodeVMMobility}},
		{name: "machines on standard SVIs", of: standardDesign, by: onNode(machine("esx1")), code: CodeVMMobility, field: "fabric.aci.l3outs[0].svi", warns: true},
		{name: "machines on a floating SVI over two racks", of: floatingDesign, by: onNode(machine("esx1")), code: CodeVMMobility, field: "fabric.aci.l3outs[0].svi", warns: true},
		{name: "two nodes on one hypervisor", of: floatingDesign, by: func(d *Design) {
			machine("esx1")(&d.Clusters[0].Nodes[0])
			machine("esx1")(&d.Clusters[0].Nodes[2])
			machine("esx1")(&d.Clusters[0].Nodes[4])
		}, code: CodeHypervisorShared, field: "clusters[0].nodes[2].attach.vm.host", warns: true, also: []Code{CodeVMMobility}},
		{name: "bare metal in a VMware domain", of: floatingDesign, by: onFloating(func(f *FloatingSVI) { f.VMM = "vds" }), code: CodeVMMBareMetal, field: "clusters[0].nodes[0].attach"},
	}
}

func anchorBreaches() []breach {
	floating := func(name string, by func(*FloatingSVI), code Code, at string, also ...Code) breach {
		return breach{name: name, of: floatingDesign, by: onFloating(by), code: code, field: "fabric.aci.l3outs[0].svi.floating" + at, also: also}
	}
	asIs := func(*Design) {}
	// via is a design of two racks with anchors in the first.
	via := func() *Design {
		d := floatingDesign()
		onFloating(func(f *FloatingSVI) {
			f.Anchors, f.Via = f.Anchors[:2], []AnchorVia{{Rack: "2", Anchors: "1"}}
		})(d)
		return d
	}
	return []breach{
		floating("an unknown anchor", func(f *FloatingSVI) { f.Anchors[3].Leaf = "leaf999" }, CodeUnknownReference, ".anchors[3].leaf", CodeAnchorAlone),
		floating("an anchor without a name", func(f *FloatingSVI) { f.Anchors[3].Leaf = "" }, CodeMissing, ".anchors[3].leaf", CodeAnchorAlone),
		floating("an anchor twice", func(f *FloatingSVI) { f.Anchors = append(f.Anchors, Anchor{Leaf: "leaf204"}) }, CodeDuplicateReference, ".anchors[4].leaf"),
		{name: "an anchor in a rack of another L3Out", of: dualACIDesign, by: onFloating(func(f *FloatingSVI) {
			f.Anchors = []Anchor{{Leaf: "leaf201"}, {Leaf: "leaf202"}, {Leaf: "leaf203"}, {Leaf: "leaf204"}, {Leaf: "leaf301"}}
		}), code: CodeUnknownReference, field: "fabric.aci.l3outs[0].svi.floating.anchors[4].leaf"},
		{name: "one leaf of a pair as an anchor", of: floatingDesign, by: onFloating(func(f *FloatingSVI) { f.Anchors = f.Anchors[:3] }), code: CodeAnchorAlone, field: "fabric.aci.l3outs[0].svi.floating.anchors", warns: true},
		floating("a rack without anchors", func(f *FloatingSVI) { f.Anchors = f.Anchors[:2] }, CodeAnchorsMissing, ".via"),
		{name: "a rack that goes through another", of: via, by: asIs, code: CodeTromboning, field: "fabric.aci.l3outs[0].svi.floating.via[0]", warns: true},
		{name: "a rack with anchors that goes through another", of: floatingDesign, by: onFloating(func(f *FloatingSVI) { f.Via = []AnchorVia{{Rack: "2", Anchors: "1"}} }), code: CodeVia, field: "fabric.aci.l3outs[0].svi.floating.via[0].rack"},
		{name: "a rack that goes through one without anchors", of: via, by: onFloating(func(f *FloatingSVI) { f.Via[0].Anchors = "2" }), code: CodeVia, field: "fabric.aci.l3outs[0].svi.floating.via[0].anchors", also: []Code{CodeAnchorsMissing}},
		{name: "a rack that goes through an unknown one", of: via, by: onFloating(func(f *FloatingSVI) { f.Via[0].Anchors = "9" }), code: CodeUnknownReference, field: "fabric.aci.l3outs[0].svi.floating.via[0].anchors", also: []Code{CodeAnchorsMissing}},
		{name: "a rack that goes through another twice", of: via, by: onFloating(func(f *FloatingSVI) { f.Via = append(f.Via, f.Via[0]) }), code: CodeDuplicateReference, field: "fabric.aci.l3outs[0].svi.floating.via[1].rack", also: []Code{CodeTromboning}},
		{name: "a rack of no L3Out that goes through another", of: via, by: func(d *Design) {
			d.Racks = append(d.Racks, Rack{Name: "3", Leaves: []Leaf{{Name: "leaf205", Node: 205, RouterID: ipAddr("1.1.4.205")}}})
			onFloating(func(f *FloatingSVI) { f.Via = append(f.Via, AnchorVia{Rack: "3", Anchors: "1"}) })(d)
		}, code: CodeVia, field: "fabric.aci.l3outs[0].svi.floating.via[1].rack", also: []Code{CodeTromboning}},
		{name: "eight anchors", of: wide(4, 1, FloatingSVI{}), by: asIs, code: CodeTooManyAnchors, field: "fabric.aci.l3outs[0].racks"},
		{name: "eight anchors by name", of: wide(4, 1, anchoredIn(4, 4)), by: asIs, code: CodeTooManyAnchors, field: "fabric.aci.l3outs[0].svi.floating.anchors"},
		{name: "four leaves that are no anchors", of: wide(5, 1, anchoredIn(3, 5)), by: asIs, code: CodeNonAnchors, field: "fabric.aci.l3outs[0].svi.floating.anchors", warns: true, also: []Code{CodeTromboning}},
		{name: "34 leaves that are no anchors", of: wide(20, 1, anchoredIn(3, 20)), by: asIs, code: CodeNonAnchors, field: "fabric.aci.l3outs[0].svi.floating.anchors", also: []Code{CodeTromboning}},
		{name: "14 border leaves", of: wide(7, 1, StandardSVI{NodeSubnets: v4("10.21.0.0/16")}), by: asIs, code: CodeTooManyBorderLeaves, field: "fabric.aci.l3outs[0].racks"},
		{name: "a floating SVI before 5.0", of: floatingDesign, by: onACI(func(f *ACI) { f.Version = "4.2(7q)" }), code: CodeFloatingRelease, field: "fabric.aci.l3outs[0].svi"},
		{name: "a floating SVI in a VMware domain before 4.2(1)", of: floatingDesign, by: func(d *Design) {
			onACI(func(f *ACI) { f.Version = "4.2(0a)" })(d)
			onFloating(func(f *FloatingSVI) { f.VMM = "vds" })(d)
		}, code: CodeFloatingRelease, field: "fabric.aci.l3outs[0].svi", also: []Code{CodeVMMBareMetal}},
	}
}

func aciScaleBreaches() []breach {
	use := func(by func(*ACIUse)) func(*Design) { return onACI(func(f *ACI) { by(&f.InUse) }) }
	asIs := func(*Design) {}
	return []breach{
		{name: "the 2401st L3Out", of: standardDesign, by: use(func(u *ACIUse) { u.L3Outs = 2400 }), code: CodeTooManyL3Outs, field: "fabric.aci.l3outs"},
		{name: "the 101st L3Out with a floating SVI", of: floatingDesign, by: use(func(u *ACIUse) { u.L3Outs, u.FloatingAddresses = 100, 199 }), code: CodeTooManyL3Outs, field: "fabric.aci.l3outs"},
		{name: "what may be the 101st L3Out with a floating SVI", of: floatingDesign, by: use(func(u *ACIUse) { u.L3Outs, u.FloatingAddresses = 100, 100 }), code: CodeTooManyL3Outs, field: "fabric.aci.l3outs", warns: true},
		{name: "the 201st floating address", of: dualACIDesign, by: use(func(u *ACIUse) { u.FloatingAddresses = 199 }), code: CodeFloatingAddresses, field: "fabric.aci.inUse.floatingAddresses", also: []Code{CodeTooManyL3Outs}},
		{name: "the 401st session of a leaf", of: floatingDesign, by: use(func(u *ACIUse) { u.Sessions = 398 }), code: CodeTooManySessions, field: "racks[0].leaves[0].name"},
		{name: "sessions of two families with 201 nodes in a rack", of: wide(1, 201, StandardSVI{NodeSubnets: dual("10.21.0.0/16", "fd00:21::/64")}), by: onCluster(func(c *Cluster) {
			c.Pods = append(c.Pods, PodPool{Prefix: ipPrefix("fd00:1::/108")})
		}), code: CodeTooManySessions, field: "racks[0].leaves[0].name", also: []Code{CodeECMPNarrow}},
		{name: "more prefixes than the smallest profile", of: floatingDesign, by: use(func(u *ACIUse) { u.Prefixes = 19_992 }), code: CodeLPM, field: "fabric.aci.lpm"},
		{name: "more prefixes than the largest profile", of: floatingDesign, by: func(d *Design) {
			onACI(func(f *ACI) { f.LPM, f.InUse.Prefixes = 128_000, 127_992 })(d)
		}, code: CodeLPM, field: "fabric.aci.lpm"},
		{name: "more prefixes than the profile with all the blocks nodes may have", of: floatingDesign, by: use(func(u *ACIUse) { u.Prefixes = 19_900 }), code: CodeLPM, field: "fabric.aci.lpm", warns: true},
		{name: "more nodes than paths", of: floatingDesign, by: onACI(func(f *ACI) { f.ECMP = 2 }), code: CodeECMPNarrow, field: "fabric.aci.ecmp", warns: true},
		{name: "65 nodes in a rack", of: wide(1, 65, StandardSVI{NodeSubnets: v4("10.21.0.0/16")}), by: asIs, code: CodeECMPNarrow, field: "fabric.aci.ecmp", warns: true},
	}
}

func epgBreaches() []breach {
	row := func(name string, by func(*L3Out), code Code, at string, also ...Code) breach {
		return breach{name: name, of: floatingDesign, by: onL3Out(by), code: code, field: "fabric.aci.l3outs[0]" + at, also: also}
	}
	leak := func(name string, by func(*Design)) breach {
		return breach{name: name, of: floatingDesign, by: by, code: CodeLeakWithoutContract, field: "fabric.aci.l3outs[0].leak", warns: true}
	}
	transit := func(name string, t Transit, code Code, at string) breach {
		return row(name, func(o *L3Out) { o.Transit = []Transit{t} }, code, ".transit[0]"+at, CodeTermsTransit)
	}
	subnets := func(all ...string) func(*L3Out) {
		return func(o *L3Out) {
			o.ExternalEPGs[0].Subnets = nil
			for _, s := range all {
				o.ExternalEPGs[0].Subnets = append(o.ExternalEPGs[0].Subnets, ipPrefix(s))
			}
		}
	}
	return []breach{
		row("an external EPG called default", func(o *L3Out) { o.ExternalEPGs[0].Name = "default" }, CodeDuplicateName, ".externalEPGs[0].name"),
		row("an external EPG with a slash", func(o *L3Out) { o.ExternalEPGs[0].Name = "a/b" }, CodeBadName, ".externalEPGs[0].name"),
		row("an external EPG without subnets", subnets(), CodeMissing, ".externalEPGs[0].subnets"),
		row("an external EPG of somebody else's addresses", subnets("192.168.12.0/32"), CodeEPGSubnet, ".externalEPGs[0].subnets[0]"),
		row("an external EPG wider than the pods", subnets("10.0.0.0/15"), CodeEPGSubnet, ".externalEPGs[0].subnets[0]"),
		row("an external EPG wider than the services", subnets("192.168.8.0/21"), CodeEPGSubnet, ".externalEPGs[0].subnets[0]"),
		row("an external EPG of all pods", subnets("10.1.0.0/16"), CodeEPGSubnetTwice, ".externalEPGs[0].subnets[0]"),
		row("a subnet in one external EPG twice", subnets("10.1.1.0/26", "10.1.1.0/26"), CodeEPGSubnetTwice, ".externalEPGs[0].subnets[1]"),
		row("an external EPG with host bits", subnets("10.1.1.1/26"), CodeHostBits, ".externalEPGs[0].subnets[0]"),
		row("an external EPG with an empty subnet", func(o *L3Out) { o.ExternalEPGs[0].Subnets[0] = Prefix{} }, CodeMissing, ".externalEPGs[0].subnets[0]"),
		row("a contract provided twice", func(o *L3Out) { o.Provides = []string{"web", "web"} }, CodeDuplicateReference, ".provides[1]"),
		row("a contract with a slash", func(o *L3Out) { o.Consumes = []string{"a/b"} }, CodeBadName, ".consumes[0]"),
		row("a contract of an external EPG with a slash", func(o *L3Out) { o.ExternalEPGs[0].Consumes = []string{"a/b"} }, CodeBadName, ".externalEPGs[0].consumes[0]"),
		leak("a leak without a contract", onL3Out(func(o *L3Out) { o.Leak, o.Provides, o.Consumes, o.ExternalEPGs = true, nil, nil, nil })),
		leak("a leak with contracts of one VRF", onL3Out(func(o *L3Out) { o.Leak, o.Provides, o.Consumes = true, nil, nil })),
		transit("an L3Out for transit without a name", Transit{Contract: "wan"}, CodeMissing, ".l3out"),
		transit("an L3Out for transit without a contract", Transit{L3Out: "wan"}, CodeMissing, ".contract"),
		transit("a contract for transit with a slash", Transit{L3Out: "wan", Contract: "a/b"}, CodeBadName, ".contract"),
		transit("a received prefix with host bits", Transit{L3Out: "wan", Contract: "wan", Receive: []Prefix{ipPrefix("10.0.0.1/8")}}, CodeHostBits, ".receive[0]"),
		transit("a received prefix that is none", Transit{L3Out: "wan", Contract: "wan", Receive: []Prefix{{}}}, CodeMissing, ".receive[0]"),
		transit("transit by the cluster's own L3Out", Transit{L3Out: "calico", Contract: "wan"}, CodeTransitOwn, ".l3out"),
		transit("the cluster's pods received from outside", Transit{L3Out: "wan", Contract: "wan", Receive: []Prefix{ipPrefix("10.1.0.0/16")}}, CodeTransitOwn, ".receive[0]"),
		transit("a part of the node subnet received from outside", Transit{L3Out: "wan", Contract: "wan", Receive: []Prefix{ipPrefix("192.168.2.0/25")}}, CodeTransitOwn, ".receive[0]"),
		transit("a prefix received twice", Transit{L3Out: "wan", Contract: "wan", Receive: []Prefix{ipPrefix("0.0.0.0/0"), ipPrefix("0.0.0.0/0")}}, CodeDuplicateReference, ".receive[1]"),
		{name: "a received prefix of a family without pods", of: floatingDesign, by: onL3Out(func(o *L3Out) {
			o.Transit = []Transit{{L3Out: "wan", Contract: "wan", Receive: []Prefix{ipPrefix("::/0")}}}
		}), code: CodeFamilyUnused, field: "fabric.aci.l3outs[0].transit[0].receive[0]", warns: true, also: []Code{CodeTermsTransit}},
		{name: "one L3Out for transit twice", of: floatingDesign, by: onL3Out(func(o *L3Out) {
			o.Transit = []Transit{{L3Out: "wan", Contract: "wan"}, {L3Out: "wan", Contract: "wan"}}
		}), code: CodeDuplicateReference, field: "fabric.aci.l3outs[0].transit[1].l3out", also: []Code{CodeTermsTransit}},
	}
}
