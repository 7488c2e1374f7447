package fabric

import (
	"fmt"
	"time"
)

// onACI changes the fabric of a design.
func onACI(by func(*ACI)) func(*Design) {
	return func(d *Design) {
		aci, _ := d.Fabric.(ACI)
		by(&aci)
		d.Fabric = aci
	}
}

// onL3Out changes the first L3Out, onFloating and onStandard its SVI.
func onL3Out(by func(*L3Out)) func(*Design) { return onACI(func(f *ACI) { by(&f.L3Outs[0]) }) }

func onFloating(by func(*FloatingSVI)) func(*Design) {
	return onL3Out(func(o *L3Out) {
		svi, _ := o.SVI.(FloatingSVI)
		by(&svi)
		o.SVI = svi
	})
}

func onStandard(by func(*StandardSVI)) func(*Design) {
	return onL3Out(func(o *L3Out) {
		svi, _ := o.SVI.(StandardSVI)
		by(&svi)
		o.SVI = svi
	})
}

// onLeaf changes the first leaf.
func onLeaf(by func(*Leaf)) func(*Design) { return func(d *Design) { by(&d.Racks[0].Leaves[0]) } }

// secondL3Out adds a cluster on the same racks with an L3Out of its own, in the
// same VRF.
func secondL3Out(by func(*Cluster, *L3Out)) func(*Design) {
	return func(d *Design) {
		c := floatingDesign().Clusters[0]
		c.Name, c.AS = "other", ASPerCluster{AS: 65004}
		c.Pods = []PodPool{{Prefix: ipPrefix("10.2.0.0/16")}}
		c.Services = Services{ClusterIPs: []Prefix{ipPrefix("10.3.0.0/22")}}
		c.Nodes = []Node{{Name: "other-1", Rack: "1"}, {Name: "other-2", Rack: "2"}}
		o := L3Out{Name: "other", Cluster: "other", Tenant: "common", VRF: "calico", SVI: FloatingSVI{VLAN: 311, NodeSubnet: v4("192.168.7.0/24")}}
		by(&c, &o)
		d.Clusters = append(d.Clusters, c)
		onACI(func(f *ACI) { f.L3Outs = append(f.L3Outs, o) })(d)
	}
}

// wide is a design of n racks with a pair of leaves and some nodes each, with a
// floating or a standard SVI whose addresses and VLANs are drawn.
func wide(racks, nodes int, svi SVI) func() *Design {
	return func() *Design {
		d := aciDesign()
		d.Racks, d.Clusters[0].Nodes = nil, nil
		d.Pools = Pools{RouterIDs: ipPrefix("1.1.0.0/16"), NodeSubnets: v4("10.20.0.0/16"), NodeSubnetLength: 20}
		d.Clusters[0].Pods = []PodPool{{Prefix: ipPrefix("10.64.0.0/10")}}
		for i := range racks {
			rack := Rack{Name: fmt.Sprintf("r%d", i)}
			for j := range 2 {
				rack.Leaves = append(rack.Leaves, Leaf{Name: fmt.Sprintf("leaf%d", 201+2*i+j), Node: 201 + 2*i + j})
			}
			for j := range nodes {
				d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, Node{Name: fmt.Sprintf("r%d-n%d", i, j), Rack: rack.Name})
			}
			d.Racks = append(d.Racks, rack)
		}
		onACI(func(f *ACI) {
			f.Access.VLANs = []VLANRange{{300, 3899}}
			f.L3Outs = []L3Out{{Name: "calico", Cluster: "calico", Tenant: "common", VRF: "calico", SVI: svi}}
		})(d)
		return d
	}
}

// anchoredIn is a floating SVI with the leaves of the first racks of wide as
// anchors, and the other racks sent to the first.
func anchoredIn(anchored, racks int) FloatingSVI {
	var f FloatingSVI
	for i := range racks {
		if i < anchored {
			f.Anchors = append(f.Anchors, Anchor{Leaf: fmt.Sprintf("leaf%d", 201+2*i)}, Anchor{Leaf: fmt.Sprintf("leaf%d", 202+2*i)})
		} else {
			f.Via = append(f.Via, AnchorVia{Rack: fmt.Sprintf("r%d", i), Anchors: "r0"})
		}
	}
	return f
}

func aciBreaches() []breach {
	all := foreignBreaches()
	all = append(all, aciPresenceBreaches()...)
	all = append(all, aciNameBreaches()...)
	all = append(all, l3outBreaches()...)
	all = append(all, aciVLANBreaches()...)
	all = append(all, aciSubnetBreaches()...)
	all = append(all, aciAttachmentBreaches()...)
	all = append(all, anchorBreaches()...)
	all = append(all, aciScaleBreaches()...)
	all = append(all, aciTermBreaches()...)
	return append(all, epgBreaches()...)
}

func foreignBreaches() []breach {
	row := func(name, field string, by func(*Design)) breach {
		return breach{name: name + " on an ACI fabric", of: floatingDesign, by: by, code: CodeOtherFabric, field: field}
	}
	warned := func(name, field string, by func(*Design)) breach {
		b := row(name, field, by)
		b.warns = true
		return b
	}
	return []breach{
		{name: "a pod on an IP fabric", by: onRack(func(r *Rack) { r.Pod = 1 }), code: CodeOtherFabric, field: "racks[0].pod"},
		{name: "a node ID on an IP fabric", by: onLeaf(func(l *Leaf) { l.Node = 201 }), code: CodeOtherFabric, field: "racks[0].leaves[0].node"},
		{name: "a tunnel endpoint on an IP fabric", by: onLeaf(func(l *Leaf) { l.TEP = ipAddr("10.0.0.1") }), code: CodeOtherFabric, field: "racks[0].leaves[0].tep"},
		row("an AS of a rack", "racks[0].as", onRack(func(r *Rack) { r.AS = 65001 })),
		row("a VLAN of a rack", "racks[0].vlan", onRack(func(r *Rack) { r.VLAN = 2300 })),
		row("a node subnet of a rack", "racks[0].nodeSubnet", onRack(func(r *Rack) { r.NodeSubnet = v4("10.13.0.0/24") })),
		row("a gateway of a rack", "racks[0].gateway", onRack(func(r *Rack) { r.Gateway.V4 = ipAddr("10.13.0.1") })),
		row("a gateway group", "racks[0].gatewayGroup", onRack(func(r *Rack) { r.GatewayGroup = 1 })),
		row("a vPC domain", "racks[0].vpcDomain", onRack(func(r *Rack) { r.VPCDomain = 1 })),
		row("a platform", "racks[0].switches", onRack(func(r *Rack) { r.Switches = NXOS{} })),
		row("ports", "racks[0].ports", onRack(func(r *Rack) { r.Ports.Nodes = "Ethernet1/1" })),
		row("an uplink", "racks[0].leaves[0].uplinks", onLeaf(func(l *Leaf) { l.Uplinks = []Uplink{{Spine: "spine9"}} })),
		row("a leaf's address", "racks[0].leaves[0].address", onLeaf(func(l *Leaf) { l.Address.V4 = ipAddr("192.168.2.201") })),
		row("a downward default", "clusters[0].downwardDefault", onCluster(func(c *Cluster) { c.DownwardDefault = true })),
		row("next-hop-self", "clusters[0].nextHopSelf", onCluster(func(c *Cluster) { c.NextHopSelf = true })),
		row("a cluster's network", "clusters[0].networks", onCluster(func(c *Cluster) { c.Networks = []ClusterNetwork{{Rack: "9"}} })),
		warned("a leaf's IPv6 loopback", "racks[0].leaves[0].loopback6", onLeaf(func(l *Leaf) { l.Loopback6 = ipAddr("fd00::1") })),
		warned("a leaf's management address", "racks[0].leaves[0].management", onLeaf(func(l *Leaf) { l.Management = ipPrefix("172.16.0.1/24") })),
		warned("a pool of links", "pools.links", func(d *Design) { d.Pools.Links = v4("10.4.0.0/24") }),
		warned("a length of links", "pools.linkLength", func(d *Design) { d.Pools.LinkLength = 31 }),
		warned("a pool of loopbacks", "pools.loopbacks6", func(d *Design) { d.Pools.Loopbacks6 = ipPrefix("fd00:2::/64") }),
		warned("a range of VLANs", "pools.vlans", func(d *Design) { d.Pools.VLANs = VLANRange{2300, 2399} }),
		warned("a management subnet", "pools.management", func(d *Design) { d.Pools.Management = ipPrefix("172.16.0.0/24") }),
		warned("a management gateway", "pools.managementGateway", func(d *Design) { d.Pools.ManagementGateway = ipAddr("172.16.0.1") }),
		warned("AS numbers of racks", "pools.rackAS", func(d *Design) { d.Pools.RackAS = ASNRange{64600, 64699} }),
		{name: "AS per rack on an ACI fabric", of: floatingDesign, by: onCluster(func(c *Cluster) { c.AS = ASPerRack{} }), code: CodeASScheme, field: "clusters[0].as"},
		{name: "AS per server on an ACI fabric", of: floatingDesign, by: onCluster(func(c *Cluster) { c.AS = ASPerServer{Range: ASNRange{65101, 65199}} }), code: CodeASScheme, field: "clusters[0].as"},
	}
}

func aciPresenceBreaches() []breach {
	follows := []Code{CodeUnknownReference, CodeRackUnserved}
	field := "fabric.aci"
	row := func(name string, by func(*ACI), code Code, at string, also ...Code) breach {
		return breach{name: name, of: floatingDesign, by: onACI(by), code: code, field: field + at, also: also}
	}
	version := func(text string, code Code) breach {
		return row("APIC "+text, func(f *ACI) { f.Version = text }, code, ".version", CodeFloatingRelease)
	}
	return []breach{
		{name: "a pointer to an ACI fabric", of: floatingDesign, by: func(d *Design) { aci, _ := d.Fabric.(ACI); d.Fabric = &aci }, code: CodeUnknownVariant, field: "fabric",
			also: []Code{CodeMissing, CodePoolMissing, CodeMaxASLengthLow}},
		row("no AS of the fabric", func(f *ACI) { f.AS = 0 }, CodeMissing, ".as"),
		{name: "the AS of the cluster for the fabric", of: floatingDesign, by: onACI(func(f *ACI) { f.AS = 65003 }), code: CodeASClash, field: "clusters[0].as.perCluster.as"},
		row("a fabric AS that is reserved", func(f *ACI) { f.AS = 65535 }, CodeASReserved, ".as"),
		{name: "a fabric AS beyond Kubernetes' int32", of: floatingDesign, by: func(d *Design) {
			onACI(func(f *ACI) { f.AS = 4200000000 })(d)
			d.Clusters[0].Kubernetes = Version{Major: 1, Minor: 36}
		}, code: CodeASBeyondAPI, field: "fabric.aci.as"},
		row("no tenants", func(f *ACI) { f.Tenants = nil }, CodeMissing, ".tenants", follows...),
		row("no L3Outs", func(f *ACI) { f.L3Outs = nil }, CodeMissing, ".l3outs", follows...),
		row("no VLANs", func(f *ACI) { f.Access.VLANs = nil }, CodeMissing, ".access.vlans"),
		row("an MTU below IPv4's", func(f *ACI) { f.MTU = 575 }, CodeOutOfRange, ".mtu"),
		row("an MTU above the ports'", func(f *ACI) { f.MTU = 9217 }, CodeOutOfRange, ".mtu"),
		row("more than 64 paths", func(f *ACI) { f.ECMP = 65 }, CodeOutOfRange, ".ecmp"),
		row("a profile smaller than the least", func(f *ACI) { f.LPM = 19999 }, CodeOutOfRange, ".lpm"),
		row("a profile larger than the most", func(f *ACI) { f.LPM = 128001 }, CodeOutOfRange, ".lpm"),
		row("a negative use", func(f *ACI) { f.InUse.Sessions = -1 }, CodeOutOfRange, ".inUse.sessions"),
		version("5.2.7", CodeVersionUnreadable), version("5.2(7f)x", CodeVersionUnreadable), version("4.1(2g)", CodeVersionUnsupported), version("7.0(1a)", CodeVersionUnknown),
		{name: "a leaf without a node ID", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.Node = 0 }), code: CodeMissing, field: "racks[0].leaves[0].node"},
		{name: "a node ID of a controller", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.Node = 100 }), code: CodeOutOfRange, field: "racks[0].leaves[0].node"},
		{name: "a node ID above 4000", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.Node = 4001 }), code: CodeOutOfRange, field: "racks[0].leaves[0].node"},
		{name: "two leaves with one node ID", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.Node = 204 }), code: CodeNodeIDTwice, field: "racks[1].leaves[1].node"},
		{name: "a pod beyond a byte", of: floatingDesign, by: onRack(func(r *Rack) { r.Pod = 256 }), code: CodeOutOfRange, field: "racks[0].pod"},
		{name: "two leaves with one tunnel endpoint", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.TEP = ipAddr("10.0.160.66") }), code: CodeDuplicateAddress, field: "racks[0].leaves[1].tep"},
		{name: "a tunnel endpoint that stands for others", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.TEP = ipAddr("198.18.0.202") }), code: CodeAddressUnusable, field: "racks[0].leaves[0].tep"},
		{name: "a tunnel endpoint of IPv6", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.TEP = ipAddr("fd00::1") }), code: CodeWrongFamily, field: "racks[0].leaves[0].tep"},
		{name: "two leaves with one router ID", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.RouterID = ipAddr("1.1.4.204") }), code: CodeDuplicateAddress, field: "racks[1].leaves[1].routerID"},
		{name: "a leaf without a router ID or a pool", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.RouterID = Addr{} }), code: CodePoolMissing, field: "racks[0].leaves[0].routerID"},
		{name: "a router ID among the pods", of: floatingDesign, by: onLeaf(func(l *Leaf) { l.RouterID = ipAddr("10.1.0.1") }), code: CodePoolOverlap, field: "clusters[0].pods[0].prefix"},
		{name: "three leaves in a rack of an ACI fabric", of: floatingDesign, by: onRack(func(r *Rack) {
			r.Leaves = append(r.Leaves, Leaf{Name: "leaf205", Node: 205, RouterID: ipAddr("1.1.4.205")})
		}), code: CodeLeafCount, field: "racks[0].leaves"},
	}
}

func aciNameBreaches() []breach {
	row := func(name string, by func(*ACI), code Code, at string, also ...Code) breach {
		return breach{name: name, of: floatingDesign, by: onACI(by), code: code, field: "fabric.aci" + at, also: also}
	}
	filter := func(name string, by func(*ContractFilter), code Code, at string) breach {
		return row(name, func(f *ACI) { by(&f.Tenants[0].Contracts[0].Filters[0]) }, code, ".tenants[0].contracts[0].filters[0]"+at)
	}
	return []breach{
		row("a tenant with a colon", func(f *ACI) { f.Tenants = append(f.Tenants, Tenant{Name: "a:b"}) }, CodeBadName, ".tenants[1].name"),
		row("a tenant without a name", func(f *ACI) { f.Tenants = append(f.Tenants, Tenant{}) }, CodeMissing, ".tenants[1].name"),
		row("two tenants of one name", func(f *ACI) { f.Tenants = append(f.Tenants, Tenant{Name: "common"}) }, CodeDuplicateName, ".tenants[1].name"),
		{name: "tenant common to be made", of: floatingDesign, by: onACI(func(f *ACI) { f.Tenants[0].Create = true }), code: CodeOtherFabric, field: "fabric.aci.tenants[0].create"},
		row("a VRF with a colon", func(f *ACI) { f.Tenants[0].VRFs = append(f.Tenants[0].VRFs, ACIVRF{Name: "a:b"}) }, CodeBadName, ".tenants[0].vrfs[1].name"),
		row("two VRFs of one name", func(f *ACI) { f.Tenants[0].VRFs = append(f.Tenants[0].VRFs, ACIVRF{Name: "calico"}) }, CodeDuplicateName, ".tenants[0].vrfs[1].name"),
		row("a contract with a blank", func(f *ACI) { f.Tenants[0].Contracts[0].Name = "a b" }, CodeBadName, ".tenants[0].contracts[0].name"),
		row("two contracts of one name", func(f *ACI) { f.Tenants[0].Contracts = append(f.Tenants[0].Contracts, Contract{Name: "web"}) }, CodeDuplicateName, ".tenants[0].contracts[1].name"),
		row("an unknown scope", func(f *ACI) { f.Tenants[0].Contracts[0].Scope = 3 }, CodeUnknownVariant, ".tenants[0].contracts[0].scope"),
		row("a service graph with a slash", func(f *ACI) { f.Tenants[0].Contracts[0].Graph = "a/b" }, CodeBadName, ".tenants[0].contracts[0].graph"),
		row("filters of two contracts of one name", func(f *ACI) {
			f.Tenants[0].Contracts = append(f.Tenants[0].Contracts, Contract{Name: "other", Filters: []ContractFilter{{Name: "web", Protocol: "tcp"}}})
		}, CodeDuplicateName, ".tenants[0].contracts[1].filters[0].name"),
		filter("no protocol", func(f *ContractFilter) { f.Protocol = "" }, CodeMissing, ".protocol"),
		filter("an unknown protocol", func(f *ContractFilter) { f.Protocol = "TCP" }, CodeContractFilter, ".protocol"),
		filter("protocol 256", func(f *ContractFilter) { f.Protocol = "256" }, CodeContractFilter, ".protocol"),
		filter("protocol 0", func(f *ContractFilter) { f.Protocol = "0" }, CodeContractFilter, ".protocol"),
		filter("ports of ICMP", func(f *ContractFilter) { f.Protocol = "icmp" }, CodeContractFilter, ".ports"),
		filter("port 0", func(f *ContractFilter) { f.Ports = "0" }, CodeContractFilter, ".ports"),
		filter("ports that go downwards", func(f *ContractFilter) { f.Ports = "8080-8000" }, CodeContractFilter, ".ports"),
		filter("a port by its name", func(f *ContractFilter) { f.Ports = "https" }, CodeContractFilter, ".ports"),
		row("a VLAN pool with a slash", func(f *ACI) { f.Access.VLANPool = "a/b" }, CodeBadName, ".access.vlanPool"),
		row("a physical domain with a slash", func(f *ACI) { f.Access.PhysicalDomain = "a/b" }, CodeBadName, ".access.physicalDomain"),
		row("a routed domain with a slash", func(f *ACI) { f.Access.RoutedDomain = "a/b" }, CodeBadName, ".access.routedDomain"),
		row("an AAEP with a slash", func(f *ACI) { f.Access.AAEP = "a/b" }, CodeBadName, ".access.aaep"),
		row("an L3Out with a slash", func(f *ACI) { f.L3Outs[0].Name = "a/b" }, CodeBadName, ".l3outs[0].name"),
		{name: "two L3Outs of one name", of: floatingDesign, by: secondL3Out(func(_ *Cluster, o *L3Out) { o.Name = "calico" }), code: CodeDuplicateName, field: "fabric.aci.l3outs[1].name"},
		{name: "a VMware domain with a slash", of: floatingDesign, by: onFloating(func(f *FloatingSVI) { f.VMM = "a/b" }), code: CodeBadName, field: "fabric.aci.l3outs[0].svi.floating.vmm", also: []Code{CodeVMMBareMetal}},
	}
}

func l3outBreaches() []breach {
	row := func(name string, by func(*L3Out), code Code, at string, also ...Code) breach {
		return breach{name: name, of: floatingDesign, by: onL3Out(by), code: code, field: "fabric.aci.l3outs[0]" + at, also: also}
	}
	return []breach{
		row("no SVI", func(o *L3Out) { o.SVI = nil }, CodeMissing, ".svi"),
		row("a pointer to an SVI", func(o *L3Out) { o.SVI = &FloatingSVI{} }, CodeUnknownVariant, ".svi"),
		row("no cluster", func(o *L3Out) { o.Cluster = "" }, CodeMissing, ".cluster", CodeRackUnserved, CodeUnknownReference),
		row("an unknown cluster", func(o *L3Out) { o.Cluster = "other" }, CodeUnknownReference, ".cluster", CodeRackUnserved),
		row("no tenant", func(o *L3Out) { o.Tenant = "" }, CodeMissing, ".tenant"),
		row("an unknown tenant", func(o *L3Out) { o.Tenant = "k8s" }, CodeUnknownReference, ".tenant"),
		row("no VRF", func(o *L3Out) { o.VRF = "" }, CodeMissing, ".vrf"),
		row("an unknown VRF", func(o *L3Out) { o.VRF = "other" }, CodeUnknownReference, ".vrf"),
		{name: "a VRF of another tenant than common", of: floatingDesign, by: onACI(func(f *ACI) {
			f.Tenants = append(f.Tenants, Tenant{Name: "k8s", VRFs: []ACIVRF{{Name: "k8s"}}})
			f.L3Outs[0].VRF = "k8s"
		}), code: CodeUnknownReference, field: "fabric.aci.l3outs[0].vrf"},
		row("an unknown rack", func(o *L3Out) { o.Racks = []string{"1", "2", "9"} }, CodeUnknownReference, ".racks[2]"),
		row("a rack twice", func(o *L3Out) { o.Racks = []string{"1", "2", "1"} }, CodeDuplicateReference, ".racks[2]"),
		{name: "a rack without nodes", of: floatingDesign, by: func(d *Design) {
			d.Racks = append(d.Racks, Rack{Name: "3", Leaves: []Leaf{{Name: "leaf205", Node: 205, RouterID: ipAddr("1.1.4.205")}}})
			onL3Out(func(o *L3Out) { o.Racks = []string{"1", "2", "3"} })(d)
		}, code: CodeRackUnused, field: "fabric.aci.l3outs[0].racks[2]", warns: true},
		{name: "nodes of a rack that no L3Out has", of: standardDesign, by: onL3Out(func(o *L3Out) { o.Racks = []string{"1"} }), code: CodeRackUnserved, field: "clusters[0].nodes[1].rack"},
		{name: "a cluster that no L3Out attaches", of: floatingDesign, by: func(d *Design) {
			secondL3Out(func(*Cluster, *L3Out) {})(d)
			onACI(func(f *ACI) { f.L3Outs = f.L3Outs[:1] })(d)
		}, code: CodeRackUnserved, field: "clusters[1].name"},
		{name: "a rack in two L3Outs of one cluster", of: standardDesign, by: onACI(func(f *ACI) {
			o := f.L3Outs[0]
			o.Name, o.Racks, o.SVI = "more", []string{"2"}, StandardSVI{NodeSubnets: v4("192.168.5.0/24")}
			f.L3Outs = append(f.L3Outs, o)
		}), code: CodeRackServedTwice, field: "fabric.aci.l3outs[1].racks", also: []Code{CodeClusterSpread}},
		{name: "a cluster over two L3Outs of one VRF", of: standardDesign, by: onACI(func(f *ACI) {
			o := f.L3Outs[0]
			o.Name, o.Racks, o.SVI = "more", []string{"2"}, StandardSVI{NodeSubnets: v4("192.168.5.0/24")}
			f.L3Outs[0].Racks = []string{"1"}
			f.L3Outs = append(f.L3Outs, o)
		}), code: CodeClusterSpread, field: "fabric.aci.l3outs[1].cluster", warns: true},
	}
}

func aciVLANBreaches() []breach {
	row := func(name string, of func() *Design, by func(*ACI), code Code, at string, also ...Code) breach {
		return breach{name: name, of: of, by: onACI(by), code: code, field: "fabric.aci" + at, also: also}
	}
	vlan := func(v VLAN) func(*Design) { return onFloating(func(f *FloatingSVI) { f.VLAN = v }) }
	const floating, standard = "fabric.aci.l3outs[0].svi.floating.vlan", "fabric.aci.l3outs[0].svi.standard.vlans"
	return []breach{
		row("a pool with VLAN 1", floatingDesign, func(f *ACI) { f.Access.VLANs[0].First = 1 }, CodeOutOfRange, ".access.vlans[0]", CodeVLANOutside),
		row("a pool with VLAN 4095", floatingDesign, func(f *ACI) { f.Access.VLANs[0].Last = 4095 }, CodeOutOfRange, ".access.vlans[0]", CodeVLANOutside),
		row("a pool that goes downwards", floatingDesign, func(f *ACI) { f.Access.VLANs[0] = VLANRange{399, 300} }, CodeOutOfRange, ".access.vlans[0]", CodeVLANOutside),
		row("ranges that share a VLAN", floatingDesign, func(f *ACI) { f.Access.VLANs = append(f.Access.VLANs, VLANRange{399, 400}) }, CodeVLANRanges, ".access.vlans[1]"),
		{name: "a floating SVI in VLAN 1", of: floatingDesign, by: vlan(1), code: CodeOutOfRange, field: floating},
		{name: "a floating SVI in a VLAN outside of the pool", of: floatingDesign, by: vlan(400), code: CodeVLANOutside, field: floating},
		{name: "two floating SVIs in one VLAN", of: floatingDesign, by: secondL3Out(func(_ *Cluster, o *L3Out) { o.SVI = FloatingSVI{VLAN: 310, NodeSubnet: v4("192.168.7.0/24")} }), code: CodeVLANConflict, field: "fabric.aci.l3outs[1].svi.floating.vlan"},
		{name: "no VLAN left to draw", of: floatingDesign, by: func(d *Design) {
			secondL3Out(func(_ *Cluster, o *L3Out) { o.SVI = FloatingSVI{NodeSubnet: v4("192.168.7.0/24")} })(d)
			onACI(func(f *ACI) { f.Access.VLANs = []VLANRange{{310, 310}} })(d)
		}, code: CodeVLANsTooFew, field: "fabric.aci.l3outs[1].svi.floating.vlan"},
		{name: "VLANs of nodes outside of the pool", of: standardDesign, by: onStandard(func(s *StandardSVI) { s.VLANs = VLANRange{390, 400} }), code: CodeVLANOutside, field: standard},
		{name: "VLANs of nodes that go downwards", of: standardDesign, by: onStandard(func(s *StandardSVI) { s.VLANs = VLANRange{339, 320} }), code: CodeOutOfRange, field: standard},
		{name: "fewer VLANs than nodes", of: standardDesign, by: onStandard(func(s *StandardSVI) { s.VLANs = VLANRange{320, 324} }), code: CodeVLANsTooFew, field: standard},
		{name: "one VLAN too few with a floating SVI among them", of: standardDesign, by: func(d *Design) {
			secondL3Out(func(_ *Cluster, o *L3Out) { o.SVI = FloatingSVI{VLAN: 325, NodeSubnet: v4("192.168.7.0/24")} })(d)
			onStandard(func(s *StandardSVI) { s.VLANs = VLANRange{320, 325} })(d)
		}, code: CodeVLANsTooFew, field: standard},
	}
}

func aciTermBreaches() []breach {
	const field = "clusters[0].session"
	terms := func(name string, by func(*SessionTerms), code Code, at string) breach {
		return breach{name: name, of: floatingDesign, by: onTerms(by), code: code, field: field + at}
	}
	return []breach{
		terms("BFD on an ACI fabric towards nodes without", func(t *SessionTerms) { t.BFD = BFD{Interval: 300 * time.Millisecond} }, CodeBFDNode, ".bfd"),
		terms("a hold of 3 s on an ACI fabric", func(t *SessionTerms) { t.Keepalive, t.Hold = time.Second, 3*time.Second }, CodeTimersFast, ".hold"),
		terms("a hold of two keepalives on an ACI fabric", func(t *SessionTerms) { t.Keepalive, t.Hold = 10*time.Second, 20*time.Second }, CodeTimerRatio, ".hold"),
		terms("a path limit below one", func(t *SessionTerms) { t.MaxASLength = -1 }, CodeOutOfRange, ".maxASLength"),
		{name: "no password", of: floatingDesign, by: onTerms(func(t *SessionTerms) { t.Password = Secret{} }), code: CodePasswordMissing, field: field + ".password", warns: true},
		{name: "other timers on the leaves of one VRF", of: floatingDesign, by: secondL3Out(func(c *Cluster, _ *L3Out) { c.Session.Keepalive, c.Session.Hold = 10*time.Second, 30*time.Second }), code: CodeTermsDiffer, field: "clusters[1].session"},
		{name: "another stale interval on the leaves of one VRF", of: floatingDesign, by: secondL3Out(func(c *Cluster, _ *L3Out) { c.Session.GracefulRestart = time.Minute }), code: CodeTermsDiffer, field: "clusters[1].session"},
		{name: "another path limit on the leaves of one VRF", of: floatingDesign, by: secondL3Out(func(c *Cluster, _ *L3Out) { c.Session.MaxASLength = 2 }), code: CodeTermsDiffer, field: "clusters[1].session"},
		{name: "an L3Out for transit", of: floatingDesign, by: onL3Out(func(o *L3Out) {
			o.Transit = []Transit{{L3Out: "wan", Contract: "wan", Receive: []Prefix{ipPrefix("0.0.0.0/0")}}}
		}), code: CodeTermsTransit, field: "fabric.aci.l3outs[0].transit[0].l3out", warns: true},
	}
}

// capabilityRows are clusters whose plugin lacks something that no plugin of the
// design language lacks yet.
func capabilityRows() []struct {
	name string
	has  Capability
	code Code
} {
	return []struct {
		name string
		has  Capability
		code Code
	}{
		{"no passwords", Capability{BFD: true, Keepalive: time.Second, Hold: 3 * time.Second, Source: "x"}, CodePasswordNode},
		{"no BFD", Capability{Password: true, Keepalive: time.Second, Hold: 3 * time.Second, Source: "x"}, CodeBFDNode},
		{"slow timers", Capability{Password: true, BFD: true, Keepalive: 10 * time.Second, Hold: 30 * time.Second, Source: "x"}, CodeTimersFast},
	}
}
