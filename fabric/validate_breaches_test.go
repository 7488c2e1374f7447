package fabric

import (
	"fmt"
	"net/netip"
	"strings"
	"time"

	"github.com/podfabric/podfabric/ipam"
)

// onFabric changes the fabric of a design.
func onFabric(by func(*IPFabric)) func(*Design) {
	return func(d *Design) {
		ip, _ := d.Fabric.(IPFabric)
		by(&ip)
		d.Fabric = ip
	}
}

// onCluster changes the first cluster.
func onCluster(by func(*Cluster)) func(*Design) { return func(d *Design) { by(&d.Clusters[0]) } }

// onCalico changes the first cluster's Calico.
func onCalico(by func(*Calico)) func(*Design) {
	return onCluster(func(c *Cluster) {
		k, _ := c.CNI.(Calico)
		by(&k)
		c.CNI = k
	})
}

// onRack changes the first rack, onPool the first pool, onNode the first node.
func onRack(by func(*Rack)) func(*Design)    { return func(d *Design) { by(&d.Racks[0]) } }
func onPool(by func(*PodPool)) func(*Design) { return func(d *Design) { by(&d.Clusters[0].Pods[0]) } }
func onNode(by func(*Node)) func(*Design)    { return func(d *Design) { by(&d.Clusters[0].Nodes[0]) } }

// onTerms changes the terms of the first cluster's sessions.
func onTerms(by func(*SessionTerms)) func(*Design) {
	return onCluster(func(c *Cluster) { by(&c.Session) })
}

// secondCluster adds a cluster on the same racks with ranges of its own.
func secondCluster(by func(*Cluster)) func(*Design) {
	return func(d *Design) {
		c := labDesign().Clusters[0]
		c.Name, c.Peering = "other", PeerByNode
		d.Clusters[0].Peering = PeerByNode
		c.Pods = []PodPool{{Prefix: ipPrefix("10.234.64.0/20")}}
		c.Services = Services{ClusterIPs: []Prefix{ipPrefix("10.234.0.0/18")}}
		c.Nodes = []Node{{Name: "other0", Rack: "bb1"}}
		by(&c)
		d.Clusters = append(d.Clusters, c)
	}
}

func breaches() []breach {
	all := presenceBreaches()
	all = append(all, nameBreaches()...)
	all = append(all, referenceBreaches()...)
	all = append(all, addressBreaches()...)
	all = append(all, networkBreaches()...)
	all = append(all, drawBreaches()...)
	all = append(all, layoutBreaches()...)
	all = append(all, overlapBreaches()...)
	all = append(all, systemBreaches()...)
	all = append(all, schemeBreaches()...)
	all = append(all, switchBreaches()...)
	all = append(all, termBreaches()...)
	all = append(all, podBreaches()...)
	all = append(all, aciBreaches()...)
	return append(all, calicoBreaches()...)
}

func presenceBreaches() []breach {
	follows := []Code{CodeMissing, CodePoolMissing, CodeUnknownReference, CodeLeafCount}
	return []breach{
		{name: "no fabric", by: func(d *Design) { d.Fabric = nil }, code: CodeMissing, field: "fabric"},
		{name: "a pointer to a fabric", by: func(d *Design) { d.Fabric = &IPFabric{} }, code: CodeUnknownVariant, field: "fabric"},
		{name: "no spines", by: onFabric(func(f *IPFabric) { f.Spines = nil }), code: CodeMissing, field: "fabric.ipFabric.spines"},
		{name: "an unknown platform", by: onFabric(func(f *IPFabric) { f.Switches = &NXOS{} }), code: CodeUnknownVariant, field: "fabric.ipFabric.switches"},
		{name: "an unknown gateway protocol", by: onFabric(func(f *IPFabric) { f.Gateway = 3 }), code: CodeUnknownVariant, field: "fabric.ipFabric.gateway"},
		{name: "no racks", by: func(d *Design) { d.Racks = nil }, code: CodeMissing, field: "racks", also: follows},
		{name: "a rack without leaves", by: onRack(func(r *Rack) { r.Leaves = nil }), code: CodeLeafCount, field: "racks[0].leaves"},
		{name: "a rack with three leaves", by: onRack(func(r *Rack) { r.Leaves = append(r.Leaves, Leaf{Name: "leaf9"}) }), code: CodeLeafCount, field: "racks[0].leaves"},
		{name: "no AS scheme", by: onCluster(func(c *Cluster) { c.AS = nil }), code: CodeMissing, field: "clusters[0].as"},
		{name: "a pointer to an AS scheme", by: onCluster(func(c *Cluster) { c.AS = &ASPerRack{} }), code: CodeUnknownVariant, field: "clusters[0].as"},
		{name: "no network plugin", by: onCluster(func(c *Cluster) { c.CNI = nil }), code: CodeMissing, field: "clusters[0].cni"},
		{name: "a pointer to a network plugin", by: onCluster(func(c *Cluster) { c.CNI = &Calico{} }), code: CodeUnknownVariant, field: "clusters[0].cni"},
		{name: "an unknown default route", by: onCluster(func(c *Cluster) { c.DefaultRoute = 3 }), code: CodeUnknownVariant, field: "clusters[0].defaultRoute", also: []Code{CodeNextHop}},
		{name: "an unknown peering", by: onCluster(func(c *Cluster) { c.Peering = 2 }), code: CodeUnknownVariant, field: "clusters[0].peering"},
		{name: "an unknown attachment", by: onNode(func(n *Node) { n.Attach = &Bond{} }), code: CodeUnknownVariant, field: "clusters[0].nodes[0].attach"},
		{name: "no pods", by: onCluster(func(c *Cluster) { c.Pods, c.Services = nil, Services{}; c.Nodes[0].Address = Addrs{} }), code: CodeMissing, field: "clusters[0].pods"},
		{name: "no nodes", by: onCluster(func(c *Cluster) { c.Nodes = nil }), code: CodeEmptyCluster, field: "clusters[0].nodes", warns: true},
	}
}

func nameBreaches() []breach {
	long := strings.Repeat("a", 64)
	return []breach{
		{name: "a design name of two lines", by: func(d *Design) { d.Name = "a\nb" }, code: CodeBadName, field: "name"},
		{name: "a switch without a name", by: onFabric(func(f *IPFabric) { f.Spines[0].Name = "" }), code: CodeMissing, field: "fabric.ipFabric.spines[0].name"},
		{name: "a switch name with a space", by: onFabric(func(f *IPFabric) { f.Spines[0].Name = "spine 1" }), code: CodeBadName, field: "fabric.ipFabric.spines[0].name"},
		{name: "a switch name of 64 letters", by: onRack(func(r *Rack) { r.Leaves[1].Name = long }), code: CodeBadName, field: "racks[0].leaves[1].name"},
		{name: "a rack name that is no label value", by: func(d *Design) { d.Racks[0].Name, d.Clusters[0].Nodes = "bb 1", d.Clusters[0].Nodes[2:] }, code: CodeBadName, field: "racks[0].name"},
		{name: "a cluster name in capitals", by: onCluster(func(c *Cluster) { c.Name = "K8S" }), code: CodeBadName, field: "clusters[0].name"},
		{name: "a node name with an underscore", by: onNode(func(n *Node) { n.Name = "node_0" }), code: CodeBadName, field: "clusters[0].nodes[0].name"},
		{name: "a pool name with a slash", by: onPool(func(p *PodPool) { p.Name = "a/b" }), code: CodeBadName, field: "clusters[0].pods[0].name"},
		{name: "a spine and a leaf of one name", by: onRack(func(r *Rack) { r.Leaves[0].Name = "spine1" }), code: CodeDuplicateName, field: "racks[0].leaves[0].name"},
		{name: "names that differ in case", by: onRack(func(r *Rack) { r.Leaves[0].Name = "LEAF4" }), code: CodeDuplicateName, field: "racks[1].leaves[1].name"},
		{name: "a node named like a switch", by: onNode(func(n *Node) { n.Name = "leaf1" }), code: CodeDuplicateName, field: "clusters[0].nodes[0].name"},
		{name: "nodes of two clusters of one name", by: secondCluster(func(c *Cluster) { c.Nodes[0].Name = "node0" }), code: CodeDuplicateName, field: "clusters[1].nodes[0].name"},
		{name: "two racks of one name", by: func(d *Design) { d.Racks[1].Name, d.Clusters[0].Nodes[2].Rack = "bb1", "bb1" }, code: CodeDuplicateName, field: "racks[1].name"},
		{name: "two clusters of one name", by: secondCluster(func(c *Cluster) { c.Name = "k8s" }), code: CodeDuplicateName, field: "clusters[1].name"},
		{name: "two pools of one name", by: onCluster(func(c *Cluster) {
			c.Pods[0].Name = "p"
			c.Pods = append(c.Pods, PodPool{Name: "p", Prefix: ipPrefix("10.234.0.0/20")})
		}), code: CodeDuplicateName, field: "clusters[0].pods[1].name"},
		{name: "a pool with the name that another gets by default", by: onCluster(func(c *Cluster) {
			c.Pods = append(c.Pods, PodPool{Name: "k8s-10-233-64-0-20", Prefix: ipPrefix("10.234.0.0/20")})
		}), code: CodeDuplicateName, field: "clusters[0].pods[1].name"},
		{name: "a label key with two slashes", by: onNode(func(n *Node) { n.Labels = map[string]string{"a/b/c": "x"} }), code: CodeBadLabel, field: "clusters[0].nodes[0].labels"},
		{name: "a label value with a space", by: onNode(func(n *Node) { n.Labels = map[string]string{"a.b/c": "x y"} }), code: CodeBadLabel, field: `clusters[0].nodes[0].labels["a.b/c"]`},
		{name: "a selection by a bad label", by: onPool(func(p *PodPool) { p.Nodes = map[string]string{"zone": "a b"} }), code: CodeBadLabel, field: "clusters[0].pods[0].nodes.zone", also: []Code{CodePoolUnused, CodeNodeWithoutPool}},
		{name: "a rack label that contradicts the rack", by: onNode(func(n *Node) { n.Labels = map[string]string{"rack": "bb2"} }), code: CodeLabelConflict, field: "clusters[0].nodes[0].labels.rack"},
	}
}

func referenceBreaches() []breach {
	return []breach{
		{name: "a node without a rack", by: onNode(func(n *Node) { n.Rack = "" }), code: CodeMissing, field: "clusters[0].nodes[0].rack"},
		{name: "a node in an unknown rack", by: onNode(func(n *Node) { n.Rack = "bb9" }), code: CodeUnknownReference, field: "clusters[0].nodes[0].rack"},
		{name: "an uplink to an unknown spine", by: onRack(func(r *Rack) { r.Leaves[0].Uplinks = []Uplink{{Spine: "spine9"}} }), code: CodeUnknownReference, field: "racks[0].leaves[0].uplinks[0].spine"},
		{name: "two uplinks to one spine", by: onRack(func(r *Rack) { r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1"}, {Spine: "spine1"}} }), code: CodeDuplicateReference, field: "racks[0].leaves[0].uplinks[1].spine"},
		{name: "a network in an unknown rack", by: onCluster(func(c *Cluster) { c.Networks = []ClusterNetwork{{Rack: "bb9", Network: Network{VLAN: 5}}} }), code: CodeUnknownReference, field: "clusters[0].networks[0].rack"},
		{name: "two networks of a cluster in one rack", by: onCluster(func(c *Cluster) {
			n := func(v VLAN, s string) ClusterNetwork {
				return ClusterNetwork{Rack: "bb2", Network: Network{VLAN: v, NodeSubnet: v4(s)}}
			}
			c.Networks = []ClusterNetwork{n(5, "10.15.0.0/24"), n(6, "10.16.0.0/24")}
		}), code: CodeDuplicateReference, field: "clusters[0].networks[1].rack"},
		{name: "a leaf of another rack in a network", by: onCluster(func(c *Cluster) {
			c.Networks = []ClusterNetwork{{Rack: "bb2", Network: Network{VLAN: 5, NodeSubnet: v4("10.15.0.0/24")}, Leaves: []LeafAddress{{Leaf: "leaf1"}}}}
		}), code: CodeUnknownReference, field: "clusters[0].networks[0].leaves[0].leaf"},
		{name: "a node on a leaf of another rack", by: onNode(func(n *Node) { n.Attach = SingleHomed{Leaf: "leaf3"} }), code: CodeUnknownReference, field: "clusters[0].nodes[0].attach.single.leaf"},
		{name: "a single-homed node on no leaf", by: onNode(func(n *Node) { n.Attach = SingleHomed{} }), code: CodeMissing, field: "clusters[0].nodes[0].attach.single.leaf"},
		{name: "a machine on an unknown leaf", by: onNode(func(n *Node) { n.Attach = VM{Host: "hv", Leaf: "leaf9"} }), code: CodeUnknownReference, field: "clusters[0].nodes[0].attach.vm.leaf"},
		{name: "a machine without a hypervisor", by: onNode(func(n *Node) { n.Attach = VM{} }), code: CodeMissing, field: "clusters[0].nodes[0].attach.vm.host"},
		{name: "a hypervisor named like a bare-metal node", by: onNode(func(n *Node) { n.Attach = VM{Host: "node1"} }), code: CodeDuplicateName, field: "clusters[0].nodes[0].attach.vm.host"},
		{name: "a hypervisor in two racks", by: onCluster(func(c *Cluster) { c.Nodes[0].Attach, c.Nodes[2].Attach = VM{Host: "hv"}, VM{Host: "hv"} }), code: CodeHostPlacement, field: "clusters[0].nodes[2].attach.vm.host"},
		{name: "a hypervisor on a bond and on a leaf", by: onCluster(func(c *Cluster) { c.Nodes[0].Attach, c.Nodes[1].Attach = VM{Host: "hv"}, VM{Host: "hv", Leaf: "leaf1"} }), code: CodeHostPlacement, field: "clusters[0].nodes[1].attach.vm.leaf"},
		{name: "a bond in an unknown rack", by: func(d *Design) {
			d.Racks[0].Leaves, d.Clusters[0].Nodes[2].Rack, d.Clusters[0].Nodes[2].Attach = d.Racks[0].Leaves[:1], "bb9", Bond{}
		}, code: CodeUnknownReference, field: "clusters[0].nodes[2].rack"},
		{name: "a bond to one leaf", by: func(d *Design) { d.Racks[0].Leaves, d.Clusters[0].Nodes[0].Attach = d.Racks[0].Leaves[:1], Bond{} }, code: CodeAttachment, field: "clusters[0].nodes[0].attach"},
	}
}

func addressBreaches() []breach {
	routerID := func(a Addr) func(*Design) { return onRack(func(r *Rack) { r.Leaves[0].RouterID = a }) }
	const field = "racks[0].leaves[0].routerID"
	rows := []breach{
		{name: "an IPv6 router ID", by: routerID(ipAddr("fd00::1")), code: CodeWrongFamily, field: field},
		{name: "an IPv4 loopback in the place of IPv6", by: onRack(func(r *Rack) { r.Leaves[0].Loopback6 = ipAddr("10.2.0.9") }), code: CodeWrongFamily, field: "racks[0].leaves[0].loopback6"},
		{name: "two switches with one router ID", by: func(d *Design) {
			d.Racks[0].Leaves[0].RouterID, d.Racks[1].Leaves[0].RouterID = ipAddr("10.2.0.9"), ipAddr("10.2.0.9")
		}, code: CodeDuplicateAddress, field: "racks[1].leaves[0].routerID"},
		{name: "router IDs neither pinned nor pooled", by: func(d *Design) { d.Pools.RouterIDs = Prefix{} }, code: CodePoolMissing, field: "fabric.ipFabric.spines[0].routerID"},
		{name: "a backup VLAN that nodes have", by: onFabric(func(f *IPFabric) { f.BackupVLAN = labDesign().Racks[0].VLAN }), code: CodeVLANConflict, field: "racks[0].vlan"},
		{name: "a backup VLAN out of range", by: onFabric(func(f *IPFabric) { f.BackupVLAN = 4000 }), code: CodeOutOfRange, field: "fabric.ipFabric.backupVLAN"},
		{name: "a backup VLAN without pairs", by: func(d *Design) {
			onFabric(func(f *IPFabric) { f.BackupVLAN = 3900 })(d)
			for i := range d.Racks {
				d.Racks[i].Leaves = d.Racks[i].Leaves[:1]
			}
		}, code: CodeBackupUnused, field: "fabric.ipFabric.backupVLAN", warns: true},
		{name: "links neither pinned nor pooled", by: func(d *Design) { d.Pools.Links = Prefixes{} }, code: CodePoolMissing, field: "racks[0].leaves[0].uplinks"},
		{name: "a pool with host bits", by: func(d *Design) { d.Pools.RouterIDs = ipPrefix("10.2.0.1/24") }, code: CodeHostBits, field: "pools.routerIDs"},
		{name: "a prefix without a length", by: func(d *Design) { d.Pools.RouterIDs = netip.PrefixFrom(ipAddr("10.2.0.0"), 77) }, code: CodePrefixLength, field: "pools.routerIDs", also: []Code{CodePoolMissing}},
		{name: "an IPv6 pool of router IDs", by: func(d *Design) { d.Pools.RouterIDs = ipPrefix("fd00::/64") }, code: CodeWrongFamily, field: "pools.routerIDs"},
		{name: "links longer than a link", by: func(d *Design) { d.Pools.LinkLength = 32 }, code: CodeOutOfRange, field: "pools.linkLength"},
		{name: "node subnets longer than any rack", by: func(d *Design) { d.Pools.NodeSubnetLength = 30 }, code: CodeOutOfRange, field: "pools.nodeSubnetLength"},
		{name: "node subnets larger than their pool", by: func(d *Design) { d.Pools.NodeSubnets, d.Pools.NodeSubnetLength = v4("10.20.0.0/22"), 20 }, code: CodePrefixLength, field: "pools.nodeSubnetLength"},
		{name: "IPv6 node subnets larger than their pool", by: func(d *Design) { d.Pools.NodeSubnets = Prefixes{V6: ipPrefix("fd00::/72")} }, code: CodePrefixLength, field: "pools.nodeSubnets"},
		{name: "a pinned link of a /29", by: onRack(func(r *Rack) { r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Subnet: v4("10.5.0.0/29")}} }), code: CodePrefixLength, field: "racks[0].leaves[0].uplinks[0].subnet"},
		{name: "a management address without a length", by: onRack(func(r *Rack) { r.Leaves[0].Management = netip.PrefixFrom(ipAddr("172.16.0.9"), -1) }), code: CodePrefixLength, field: "racks[0].leaves[0].management"},
		{name: "a management address that is the network's", by: onRack(func(r *Rack) { r.Leaves[0].Management = ipPrefix("172.16.0.0/24") }), code: CodeNotAHost, field: "racks[0].leaves[0].management"},
		{name: "two switches with one management address", by: onRack(func(r *Rack) {
			r.Leaves[0].Management, r.Leaves[1].Management = ipPrefix("172.16.0.9/24"), ipPrefix("172.16.0.9/24")
		}), code: CodeDuplicateAddress, field: "racks[0].leaves[1].management"},
		{name: "a management gateway outside its subnet", by: func(d *Design) { d.Pools.ManagementGateway = ipAddr("172.17.0.1") }, code: CodeOutsideSubnet, field: "pools.managementGateway"},
		{name: "a management address without its gateway", by: func(d *Design) {
			d.Pools.Management, d.Pools.ManagementGateway, d.Racks[0].Leaves[0].Management = Prefix{}, ipAddr("172.16.0.1"), ipPrefix("172.17.0.9/24")
		}, code: CodeOutsideSubnet, field: "racks[0].leaves[0].management"},
	}
	for _, s := range []string{
		"0.0.0.0", "0.1.2.3", "127.0.0.1", "169.254.1.1", "224.0.0.5", "240.0.0.1", "255.255.255.255",
		"::", "::1", "fe80::1", "fe80::1%eth0", "ff02::1", "::ffff:10.2.0.9",
	} {
		rows = append(rows, breach{name: "router ID " + s, by: routerID(ipAddr(s)), code: CodeAddressUnusable, field: field})
	}
	for _, s := range []string{"0.0.0.0/0", "127.0.0.0/16", "169.254.0.0/20", "224.0.0.0/8", "fe80::/64", "ff00::/16", "::/0"} {
		p := ipPrefix(s)
		rows = append(rows, breach{
			name: "pod pool " + s, by: func(d *Design) {
				d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: p, Block: p.Addr().BitLen()})
			},
			code: CodeAddressUnusable, field: "clusters[0].pods[1].prefix",
			also: []Code{CodePoolMissing, CodeFamilyMissing},
		})
	}
	return append(rows, breach{
		name: "a mapped pool", by: onPool(func(p *PodPool) { p.Prefix = netip.PrefixFrom(ipAddr("::ffff:10.233.64.0"), 116); p.Block = 120 }),
		code: CodeAddressUnusable, field: "clusters[0].pods[0].prefix",
		also: []Code{CodePoolMissing, CodeFamilyMissing, CodeFamilyUnused, CodeNodeRouterID},
	})
}

func networkBreaches() []breach {
	leaf := func(s string) func(*Design) {
		return onRack(func(r *Rack) { r.Leaves[0].Address = Addrs{}.With(ipAddr(s)) })
	}
	const leafField = "racks[0].leaves[0].address"
	return []breach{
		{name: "no VLAN", by: onRack(func(r *Rack) { r.VLAN = 0 }), code: CodeMissing, field: "racks[0].vlan"},
		{name: "VLAN 1", by: onRack(func(r *Rack) { r.VLAN = 1 }), code: CodeOutOfRange, field: "racks[0].vlan"},
		{name: "a reserved VLAN", by: onRack(func(r *Rack) { r.VLAN = 3968 }), code: CodeOutOfRange, field: "racks[0].vlan"},
		{name: "two networks of a rack in one VLAN", by: onCluster(func(c *Cluster) {
			c.Networks = []ClusterNetwork{{Rack: "bb2", Network: Network{VLAN: 2300, NodeSubnet: v4("10.15.0.0/24")}}}
		}), code: CodeVLANConflict, field: "clusters[0].networks[0].vlan"},
		{name: "an HSRP group beyond version 2", by: onRack(func(r *Rack) { r.GatewayGroup = 4096 }), code: CodeOutOfRange, field: "racks[0].gatewayGroup"},
		{name: "a VRRP group beyond a byte", of: dualDesign, by: onRack(func(r *Rack) { r.GatewayGroup = 256 }), code: CodeOutOfRange, field: "racks[0].gatewayGroup"},
		{name: "a leaf outside its subnet", by: leaf("10.14.0.2"), code: CodeOutsideSubnet, field: leafField},
		{name: "a leaf on the network address", by: leaf("10.13.0.0"), code: CodeNotAHost, field: leafField},
		{name: "a leaf on the broadcast address", by: leaf("10.13.0.255"), code: CodeNotAHost, field: leafField},
		{name: "a leaf on the anycast address of routers", of: dualDesign, by: onRack(func(r *Rack) { r.Leaves[0].Address.V6 = ipAddr("fd00:13::") }), code: CodeNotAHost, field: leafField},
		{name: "a leaf on the gateway's default address", by: leaf("10.13.0.1"), code: CodeDuplicateAddress, field: leafField},
		{name: "a leaf on the pinned gateway", of: dualDesign, by: onRack(func(r *Rack) { r.Leaves[0].Address.V4 = ipAddr("10.13.0.254") }), code: CodeDuplicateAddress, field: leafField},
		{name: "a node on a leaf's address", of: dualDesign, by: onNode(func(n *Node) { n.Address.V6 = ipAddr("fd00:13::3") }), code: CodeDuplicateAddress, field: "clusters[0].nodes[0].address"},
		{name: "a node outside its subnet", by: onNode(func(n *Node) { n.Address.V4 = ipAddr("10.14.0.115") }), code: CodeOutsideSubnet, field: "clusters[0].nodes[0].address"},
		{name: "a leaf pinned in a family that the rack has not", by: leaf("fd00::2"), code: CodeWithoutSubnet, field: leafField},
		{name: "a gateway pinned without its subnet", of: dualDesign, by: func(d *Design) { d.Racks[1].Gateway.V4 = ipAddr("10.16.0.1") }, code: CodeWithoutSubnet, field: "racks[1].gateway"},
		{name: "an IPv4 address in the place of IPv6", of: dualDesign, by: onRack(func(r *Rack) { r.Gateway.V6 = ipAddr("10.13.0.253") }), code: CodeWrongFamily, field: "racks[0].gateway"},
		{name: "a subnet too small for its nodes", by: func(d *Design) { d.Racks[0].NodeSubnet, d.Clusters[0].Nodes[0].Address = v4("10.13.0.0/30"), Addrs{} }, code: CodeSubnetTooSmall, field: "racks[0].nodeSubnet"},
		{name: "a drawn subnet too small for its nodes", by: func(d *Design) {
			d.Racks[0].NodeSubnet, d.Pools.NodeSubnets, d.Pools.NodeSubnetLength = Prefixes{}, v4("10.20.0.0/22"), 29
			d.Clusters[0].Nodes = nil
			for i := range 4 {
				d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, Node{Name: fmt.Sprintf("n%d", i), Rack: "bb1"})
			}
		}, code: CodeSubnetTooSmall, field: "pools.nodeSubnetLength"},
		{name: "no subnet and no pool", by: func(d *Design) { d.Racks[1].NodeSubnet = Prefixes{} }, code: CodePoolMissing, field: "racks[1].nodeSubnet"},
		{name: "IPv6 pods above an IPv4 network", by: func(d *Design) {
			d.Pools.Links.V6 = ipPrefix("fd00:4::/64")
			d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: ipPrefix("fd00:64::/112")})
		}, code: CodeFamilyMissing, field: "racks[0].nodeSubnet"},
		{name: "IPv6 services above IPv4 pods", by: onCluster(func(c *Cluster) {
			c.Services.ExternalIPs = []Prefix{ipPrefix("fd00:98::/112")}
		}), code: CodeFamilyMissing, field: "clusters[0].services.externalIPs[0]"},
		{name: "an IPv6 node of an IPv4 cluster", by: func(d *Design) {
			d.Pools.Links.V6, d.Racks[0].NodeSubnet.V6 = ipPrefix("fd00:4::/64"), ipPrefix("fd00:13::/64")
			d.Clusters[0].Nodes[0].Address.V6 = ipAddr("fd00:13::11")
		}, code: CodeFamilyUnused, field: "clusters[0].nodes[0].address", warns: true},
		{name: "an IPv6 link of an IPv4 fabric", by: onRack(func(r *Rack) {
			r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Subnet: Prefixes{V6: ipPrefix("fd00:4::/127")}}}
		}), code: CodeFamilyUnused, field: "racks[0].leaves[0].uplinks[0].subnet", warns: true},
	}
}

// nodesIn are n nodes of one rack that pin nothing.
func nodesIn(rack string, n int) []Node {
	nodes := make([]Node, n)
	for i := range nodes {
		nodes[i] = Node{Name: fmt.Sprintf("n%d", i), Rack: rack}
	}
	return nodes
}

// drawnPool lets the first cluster draw its pods, out of pools of both families.
func drawnPool(pool PodPool) func(*Design) {
	return func(d *Design) {
		d.Pools.Pods, d.Clusters[0].Pods = dual("10.240.0.0/16", "fd00:64::/64"), []PodPool{pool}
	}
}

func drawBreaches() []breach {
	const field = "clusters[0].pods[0]"
	services := func(pool Prefixes, draw ServiceLengths) func(*Design) {
		return func(d *Design) { d.Pools.Services, d.Clusters[0].Services = pool, Services{Draw: draw} }
	}
	vlans := func(first, last VLAN) func(*Design) {
		return func(d *Design) { d.Pools.VLANs = VLANRange{first, last} }
	}
	return []breach{
		{name: "a pool that is given and drawn", by: func(d *Design) {
			d.Pools.Pods, d.Clusters[0].Pods[0].Draw.IPv4 = v4("10.240.0.0/16"), 20
		}, code: CodeDraw, field: field + ".draw"},
		{name: "a pool of two families", by: drawnPool(PodPool{Name: "pods", Draw: Lengths{20, 112}}), code: CodeDraw, field: field + ".draw"},
		{name: "a drawn pool without a name", by: drawnPool(PodPool{Draw: Lengths{IPv4: 20}}), code: CodeMissing, field: field + ".name"},
		{name: "two drawn pools of one name", by: func(d *Design) {
			drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv4: 20}})(d)
			d.Clusters[0].Pods = append(d.Clusters[0].Pods, d.Clusters[0].Pods[0])
		}, code: CodeDuplicateName, field: "clusters[0].pods[1].name"},
		{name: "drawn pods and no pool of them", by: onPool(func(p *PodPool) { p.Name, p.Prefix, p.Draw.IPv4 = "pods", Prefix{}, 20 }), code: CodePoolMissing, field: field + ".draw.ipv4"},
		{name: "drawn pods and a pool of the other family", by: func(d *Design) {
			drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv4: 20}})(d)
			d.Pools.Pods.V4 = Prefix{}
		}, code: CodePoolMissing, field: field + ".draw.ipv4"},
		{name: "drawn pods larger than their pool", by: drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv4: 15}}), code: CodePrefixLength, field: field + ".draw.ipv4"},
		{name: "drawn IPv6 pods larger than their pool", by: drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv6: 63}}), code: CodePrefixLength, field: field + ".draw.ipv6",
			also: []Code{CodePoolMissing, CodeFamilyMissing, CodeFamilyUnused, CodeNodeRouterID}},
		{name: "drawn pods longer than an address", by: drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv4: 33}}), code: CodeOutOfRange, field: field + ".draw.ipv4"},
		{name: "drawn pods of a negative length", by: drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv4: -1}}), code: CodeOutOfRange, field: field + ".draw.ipv4"},
		{name: "drawn IPv6 pods longer than an address", by: drawnPool(PodPool{Name: "pods", Draw: Lengths{IPv6: 129}}), code: CodeOutOfRange, field: field + ".draw.ipv6",
			also: []Code{CodePoolMissing, CodeFamilyMissing, CodeFamilyUnused, CodeNodeRouterID}},
		{name: "drawn cluster IPs and no pool of them", by: services(Prefixes{}, ServiceLengths{ClusterIPs: Lengths{IPv4: 20}}), code: CodePoolMissing, field: "clusters[0].services.draw.clusterIPs.ipv4"},
		{name: "drawn external IPs larger than their pool", by: services(v4("10.241.0.0/20"), ServiceLengths{ExternalIPs: Lengths{IPv4: 19}}), code: CodePrefixLength, field: "clusters[0].services.draw.externalIPs.ipv4"},
		{name: "a drawn load balancer range longer than an address", by: services(v4("10.241.0.0/20"), ServiceLengths{LoadBalancerIPs: Lengths{IPv4: 33}}), code: CodeOutOfRange, field: "clusters[0].services.draw.loadBalancerIPs.ipv4"},
		{name: "pods and services out of one range", by: func(d *Design) { d.Pools.Pods, d.Pools.Services = v4("10.240.0.0/16"), v4("10.240.128.0/17") }, code: CodePoolOverlap, field: "pools.services"},
		{name: "a pool of pods with host bits", by: func(d *Design) { d.Pools.Pods = v4("10.240.0.1/16") }, code: CodeHostBits, field: "pools.pods"},
		{name: "a pool of services among the links", by: func(d *Design) { d.Pools.Services = v4("10.4.0.0/26") }, code: CodePoolOverlap, field: "pools.services"},
		{name: "VLANs from 1 on", by: vlans(1, 100), code: CodeOutOfRange, field: "pools.vlans"},
		{name: "VLANs up to 3968", by: vlans(100, 3968), code: CodeOutOfRange, field: "pools.vlans"},
		{name: "VLANs that go down", by: vlans(200, 100), code: CodeOutOfRange, field: "pools.vlans"},
	}
}

func layoutBreaches() []breach {
	const rack, length = "racks[0].nodeSubnet", "pools.nodeSubnetLength"
	// laid has n nodes in the first rack, whose subnet is pinned or, by its length,
	// drawn.
	laid := func(layout SubnetLayout, subnet string, bits, n int) func(*Design) {
		return func(d *Design) {
			d.Pools.Layout, d.Clusters[0].Nodes = layout, nodesIn("bb1", n)
			if subnet != "" {
				d.Racks[0].NodeSubnet = v4(subnet)
				return
			}
			d.Racks[0].NodeSubnet, d.Pools.NodeSubnets, d.Pools.NodeSubnetLength = Prefixes{}, v4("10.20.0.0/22"), bits
		}
	}
	places := func(l ipam.Layout) SubnetLayout { return SubnetLayout{IPv4: l} }
	floating := SubnetLayout{Preset: "floating-svi"}
	implicit := places(ipam.Layout{Nodes: ipam.Span{From: ipam.FromFirst(0), To: ipam.FromFirst(3)}})
	return []breach{
		{name: "an unknown convention", by: laid(SubnetLayout{Preset: "ip-fabrics"}, "10.13.0.0/24", 0, 2), code: CodeLayout, field: "pools.layout.preset"},
		{name: "a convention and places", by: laid(SubnetLayout{Preset: "ip-fabric", IPv6: ipam.Layout{Gateway: ipam.FromFirst(0)}}, "10.13.0.0/24", 0, 2), code: CodeLayout, field: "pools.layout"},
		{name: "two roles in one place", by: laid(places(ipam.Layout{Gateway: ipam.FromFirst(0), Leaves: []ipam.Position{ipam.FromFirst(0)}}), "10.13.0.0/24", 0, 2), code: CodeLayout, field: "pools.layout"},
		{name: "a place of the other family", by: laid(places(ipam.Layout{Gateway: ipam.Exactly(ipAddr("fd00:13::1"))}), "10.13.0.0/24", 0, 2), code: CodeLayout, field: "pools.layout",
			also: []Code{CodeLayout}},
		{name: "a layout larger than a pinned subnet", by: laid(floating, "10.13.0.0/29", 0, 2), code: CodeLayout, field: rack},
		{name: "a layout larger than a drawn subnet", by: laid(floating, "", 29, 2), code: CodeLayout, field: length},
		{name: "two roles that meet in a small subnet", by: laid(places(ipam.Layout{Gateway: ipam.FromFirst(2), Leaves: []ipam.Position{ipam.FromLast(3)}}), "10.13.0.0/29", 0, 1), code: CodeLayout, field: rack},
		{name: "a place outside a pinned subnet", by: laid(places(ipam.Layout{Gateway: ipam.Exactly(ipAddr("10.14.0.1"))}), "10.13.0.0/24", 0, 2), code: CodeLayout, field: rack},
		{name: "a layout that leaves too few addresses to nodes", by: laid(floating, "10.13.0.0/28", 0, 7), code: CodeSubnetTooSmall, field: rack},
		{name: "a layout that leaves too few addresses of a drawn subnet", by: laid(floating, "", 28, 7), code: CodeSubnetTooSmall, field: length},
		{name: "a gateway and leaves out of the nodes' addresses", by: laid(implicit, "10.13.0.0/24", 0, 2), code: CodeSubnetTooSmall, field: rack},
		{name: "a leaf on the gateway's place", by: func(d *Design) {
			d.Pools.Layout, d.Racks[0].Leaves[0].Address = floating, Addrs{V4: ipAddr("10.13.0.254")}
		}, code: CodeDuplicateAddress, field: "racks[0].leaves[0].address"},
	}
}

func overlapBreaches() []breach {
	pods := func(s string) func(*Design) { return onPool(func(p *PodPool) { p.Prefix = ipPrefix(s) }) }
	const podField = "clusters[0].pods[0].prefix"
	return []breach{
		{name: "a pool around other pools", by: onCluster(func(c *Cluster) { c.Pods = append(c.Pods, PodPool{Prefix: ipPrefix("10.233.64.0/22")}) }), code: CodePoolOverlap, field: "clusters[0].pods[1].prefix"},
		{name: "equal pools and services", by: onCluster(func(c *Cluster) { c.Services.ExternalIPs = []Prefix{c.Pods[0].Prefix} }), code: CodePoolOverlap, field: "clusters[0].services.externalIPs[0]"},
		{name: "pods in the node subnet", by: pods("10.13.0.128/26"), code: CodePoolOverlap, field: podField, also: []Code{CodeBlockLength}},
		{name: "pods among the links", by: pods("10.4.0.0/16"), code: CodePoolOverlap, field: podField},
		{name: "pods around a pinned router ID", by: func(d *Design) { d.Racks[0].Leaves[0].RouterID = ipAddr("10.233.64.9") }, code: CodePoolOverlap, field: podField},
		{name: "two clusters with equal pods", by: secondCluster(func(c *Cluster) { c.Pods[0].Prefix = ipPrefix("10.233.64.0/20") }), code: CodePoolOverlap, field: "clusters[1].pods[0].prefix"},
		{name: "two clusters with equal services", by: secondCluster(func(c *Cluster) { c.Services.ClusterIPs[0] = ipPrefix("10.233.0.0/18") }), code: CodePoolOverlap, field: "clusters[1].services.clusterIPs[0]"},
		{name: "the node subnet of two racks", by: func(d *Design) { d.Racks[1].NodeSubnet = v4("10.13.0.0/24") }, code: CodeSubnetOverlap, field: "racks[1].nodeSubnet", also: []Code{CodeDuplicateAddress}},
		{name: "a link inside a node subnet", by: onRack(func(r *Rack) { r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Subnet: v4("10.14.0.4/31")}} }), code: CodeSubnetOverlap, field: "racks[1].nodeSubnet"},
		{name: "one subnet for two links", by: onRack(func(r *Rack) {
			r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Subnet: v4("10.4.0.4/31")}, {Spine: "spine2", Subnet: v4("10.4.0.4/31")}}
		}), code: CodeSubnetOverlap, field: "racks[0].leaves[0].uplinks[1].subnet"},
		{name: "router IDs out of the links' pool", by: func(d *Design) { d.Pools.RouterIDs = ipPrefix("10.4.0.128/25") }, code: CodePoolOverlap, field: "pools.routerIDs"},
		{name: "pods in the management subnet", by: pods("172.16.0.0/20"), code: CodeManagementOverlap, field: podField, warns: true},
		{name: "external and load balancer addresses out of one range", by: onCluster(func(c *Cluster) {
			c.Services.ExternalIPs, c.Services.LoadBalancerIPs = []Prefix{ipPrefix("10.99.0.0/24")}, []Prefix{ipPrefix("10.99.0.0/25")}
		}), code: CodePoolOverlap, field: "clusters[0].services.loadBalancerIPs[0]", warns: true},
		{name: "nodes that may announce the links", by: onCluster(func(c *Cluster) { c.Filters.FromNodes = []Prefix{ipPrefix("10.4.0.0/24")} }), code: CodeFilterWide, field: "clusters[0].filters.fromNodes[0]", warns: true},
		{name: "nodes that may announce everything", by: onCluster(func(c *Cluster) { c.Filters.FromNodes = []Prefix{ipPrefix("0.0.0.0/0")} }), code: CodeFilterWide, field: "clusters[0].filters.fromNodes[0]", warns: true},
	}
}

func systemBreaches() []breach {
	return []breach{
		{name: "no AS of the spines", by: onFabric(func(f *IPFabric) { f.SpineAS = 0 }), code: CodeMissing, field: "fabric.ipFabric.spineAS"},
		{name: "AS 65535", by: onRack(func(r *Rack) { r.AS = 65535 }), code: CodeASReserved, field: "racks[0].as"},
		{name: "AS_TRANS", by: onFabric(func(f *IPFabric) { f.SpineAS = 23456 }), code: CodeASReserved, field: "fabric.ipFabric.spineAS"},
		{name: "a public AS", by: onRack(func(r *Rack) { r.AS = 3320 }), code: CodeASPublic, field: "racks[0].as", warns: true},
		{name: "a rack in the AS of the spines", by: onRack(func(r *Rack) { r.AS = 64512 }), code: CodeASClash, field: "racks[0].as"},
		{name: "two racks in one AS", by: onRack(func(r *Rack) { r.AS = 65002 }), code: CodeASClash, field: "racks[1].as"},
		{name: "a cluster in the AS of a rack", by: onCluster(func(c *Cluster) { c.AS = ASPerCluster{AS: 65001} }), code: CodeASClash, field: "clusters[0].as.perCluster.as"},
		{name: "a node in the AS of a rack", of: dualDesign, by: func(d *Design) { d.Racks[0].AS = 65301 }, code: CodeASClash, field: "clusters[1].nodes[0].as"},
		{name: "two nodes in one AS", of: dualDesign, by: func(d *Design) { d.Clusters[1].Nodes[1].AS = 65301 }, code: CodeASClash, field: "clusters[1].nodes[1].as"},
		{name: "two clusters in one AS", by: func(d *Design) {
			d.Clusters[0].AS = ASPerCluster{AS: 65200}
			secondCluster(func(c *Cluster) { c.AS = ASPerCluster{AS: 65200} })(d)
		}, code: CodeASShared, field: "clusters[1].as.perCluster.as", warns: true},
		{name: "no AS of the cluster", by: onCluster(func(c *Cluster) { c.AS = ASPerCluster{} }), code: CodeMissing, field: "clusters[0].as.perCluster.as"},
		{name: "an AS on a node under AS per rack", by: onNode(func(n *Node) { n.AS = 65100 }), code: CodeASUnused, field: "clusters[0].nodes[0].as"},
		{name: "racks without an AS or a range", by: onRack(func(r *Rack) { r.AS = 0 }), code: CodePoolMissing, field: "racks[0].as"},
		{name: "servers without an AS or a range", by: onCluster(func(c *Cluster) { c.AS = ASPerServer{} }), code: CodePoolMissing, field: "clusters[0].nodes[0].as"},
		{name: "an AS range that goes down", by: func(d *Design) { d.Pools.RackAS = ASNRange{65010, 65001} }, code: CodeOutOfRange, field: "pools.rackAS"},
		{name: "an AS range up to 65535", by: func(d *Design) { d.Pools.RackAS = ASNRange{65010, 65535} }, code: CodeASReserved, field: "pools.rackAS"},
		{name: "a public AS range", by: onCluster(func(c *Cluster) { c.AS = ASPerServer{Range: ASNRange{1000, 2000}} }), code: CodeASPublic, field: "clusters[0].as.perServer.range", warns: true},
		{name: "a rack's AS that Kubernetes refuses", by: func(d *Design) { d.Racks[0].AS, d.Clusters[0].Kubernetes.Minor = 4200000001, 36 }, code: CodeASBeyondAPI, field: "racks[0].as"},
		{name: "a cluster's AS that Kubernetes refuses", by: onCluster(func(c *Cluster) { c.AS, c.Kubernetes.Minor = ASPerCluster{AS: 4200000001}, 37 }), code: CodeASBeyondAPI, field: "clusters[0].as.perCluster.as"},
		{name: "drawn AS numbers that Kubernetes may refuse", by: func(d *Design) {
			d.Racks[0].AS, d.Racks[1].AS, d.Pools.RackAS, d.Clusters[0].Kubernetes = 0, 0, ASNRange{4200000000, 4200000099}, Version{}
		}, code: CodeASBeyondAPI, field: "pools.rackAS", warns: true},
	}
}

func schemeBreaches() []breach {
	return []breach{
		{name: "a default route elsewhere without next-hop-self", by: onCluster(func(c *Cluster) { c.DefaultRoute = DefaultElsewhere }), code: CodeNextHop, field: "clusters[0].nextHopSelf"},
		{name: "no default route without next-hop-self", by: onCluster(func(c *Cluster) { c.DefaultRoute = DefaultAbsent }), code: CodeNextHop, field: "clusters[0].nextHopSelf"},
		{name: "unfiltered routes in one rack without a way to their next hops", by: onCluster(func(c *Cluster) {
			c.Nodes, c.DefaultRoute, c.Filters.Off = c.Nodes[:2], DefaultAbsent, true
		}), code: CodeNextHop, field: "clusters[0].nextHopSelf", also: []Code{CodeUnfiltered}},
		{name: "further routes in one rack without a way to their next hops", by: onCluster(func(c *Cluster) {
			c.Nodes, c.DefaultRoute, c.Filters.ToNodes = c.Nodes[:2], DefaultAbsent, []Prefix{ipPrefix("0.0.0.0/0")}
		}), code: CodeNextHop, field: "clusters[0].nextHopSelf"},
		{name: "next-hop-self on eBGP", by: onCluster(func(c *Cluster) { c.AS, c.NextHopSelf = ASPerCluster{AS: 65200}, true }), code: CodeNextHopSelfUnneeded, field: "clusters[0].nextHopSelf", warns: true},
		{name: "next-hop-self under downward default", by: onCluster(func(c *Cluster) { c.NextHopSelf, c.DownwardDefault, c.DefaultRoute = true, true, DefaultAbsent }), code: CodeNextHopSelfUnneeded, field: "clusters[0].nextHopSelf", warns: true},
		{name: "two default routes to the leaves", by: onCluster(func(c *Cluster) { c.DownwardDefault = true }), code: CodeDefaultTwice, field: "clusters[0].defaultRoute", warns: true},
		{name: "two default routes into two networks", by: onCluster(func(c *Cluster) { c.DownwardDefault, c.DefaultRoute = true, DefaultElsewhere }), code: CodeDefaultConflict, field: "clusters[0].defaultRoute"},
		{name: "two clusters under one dynamic neighbor", by: func(d *Design) {
			secondCluster(func(c *Cluster) { c.Peering = PeerBySubnet })(d)
			d.Clusters[0].Peering = PeerBySubnet
		}, code: CodeDynamicNeighborShared, field: "clusters[1].peering"},
		{name: "a dynamic neighbor beside single ones", by: secondCluster(func(c *Cluster) { c.Peering = PeerBySubnet }), code: CodeDynamicNeighborShared, field: "clusters[1].peering", warns: true},
		{name: "no filters", by: onCluster(func(c *Cluster) { c.Filters.Off = true }), code: CodeUnfiltered, field: "clusters[0].filters.off", warns: true},
		{name: "filters that are off and extended", by: onCluster(func(c *Cluster) { c.Filters = Filters{Off: true, FromNodes: []Prefix{ipPrefix("10.250.0.0/24")}} }), code: CodeFilterContradiction, field: "clusters[0].filters.fromNodes", also: []Code{CodeUnfiltered}},
		{name: "routes to nodes that get only a default", by: onCluster(func(c *Cluster) {
			c.DownwardDefault, c.DefaultRoute, c.Filters.ToNodes = true, DefaultAbsent, []Prefix{ipPrefix("10.250.0.0/24")}
		}), code: CodeFilterContradiction, field: "clusters[0].filters.toNodes"},
		{name: "an empty filter range", by: onCluster(func(c *Cluster) { c.Filters.ToNodes = []Prefix{{}} }), code: CodeMissing, field: "clusters[0].filters.toNodes[0]"},
	}
}

func switchBreaches() []breach {
	narrow := func(racks, nodes int) func() *Design { return func() *Design { return bigDesign(racks, nodes) } }
	return []breach{
		{name: "an MTU below what hosts assume", by: onFabric(func(f *IPFabric) { f.MTU = 1499 }), code: CodeOutOfRange, field: "fabric.ipFabric.mtu"},
		{name: "an MTU above the platform's", by: onFabric(func(f *IPFabric) { f.MTU = 9217 }), code: CodeOutOfRange, field: "fabric.ipFabric.mtu"},
		{name: "more paths than the platform has", by: onFabric(func(f *IPFabric) { f.ECMP.Spine = 65 }), code: CodeOutOfRange, field: "fabric.ipFabric.ecmp.spine"},
		{name: "a negative number of paths", by: onFabric(func(f *IPFabric) { f.ECMP.Nodes = -1 }), code: CodeOutOfRange, field: "fabric.ipFabric.ecmp.nodes"},
		{name: "fewer uplink paths than spines", by: onFabric(func(f *IPFabric) { f.ECMP.Uplinks = 1 }), code: CodeECMPNarrow, field: "fabric.ipFabric.ecmp.uplinks", warns: true},
		{name: "fewer node paths than nodes", by: onFabric(func(f *IPFabric) { f.ECMP.Nodes = 1 }), code: CodeECMPNarrow, field: "fabric.ipFabric.ecmp.nodes", warns: true},
		{name: "fewer spine paths than leaves", by: onFabric(func(f *IPFabric) { f.ECMP.Spine = 3 }), code: CodeECMPNarrow, field: "fabric.ipFabric.ecmp.spine", warns: true},
		{name: "more leaves than any number of paths", of: narrow(33, 1), by: func(*Design) {}, code: CodeECMPNarrow, field: "fabric.ipFabric.ecmp.spine", warns: true},
		{name: "a vPC domain beyond 1000", by: onRack(func(r *Rack) { r.VPCDomain = 1001 }), code: CodeOutOfRange, field: "racks[0].vpcDomain"},
		{name: "a vPC domain of one leaf", by: onRack(func(r *Rack) { r.VPCDomain, r.Leaves = 5, r.Leaves[:1] }), code: CodeVPCDomainUnused, field: "racks[0].vpcDomain"},
		{name: "a short port name", by: onFabric(func(f *IPFabric) { f.Ports.Nodes = "Eth1/1" }), code: CodePortName, field: "fabric.ipFabric.ports.nodes"},
		{name: "a port name with a leading zero", by: onFabric(func(f *IPFabric) { f.Ports.PeerLink = []string{"Ethernet1/047"} }), code: CodePortName, field: "fabric.ipFabric.ports.peerLink[0]"},
		{name: "an empty port of the peer link", by: onFabric(func(f *IPFabric) { f.Ports.PeerLink = []string{""} }), code: CodeMissing, field: "fabric.ipFabric.ports.peerLink[0]"},
		{name: "a port twice in the peer link", by: onFabric(func(f *IPFabric) { f.Ports.PeerLink = []string{"Ethernet1/1", "Ethernet1/1"} }), code: CodePortConflict, field: "fabric.ipFabric.ports.peerLink[1]"},
		{name: "an uplink on a port of the peer link", by: onRack(func(r *Rack) { r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Port: "Ethernet1/48"}} }), code: CodePortConflict, field: "racks[0].leaves[0].uplinks[0].port"},
		{name: "two leaves on one port of a spine", by: func(d *Design) {
			d.Racks[0].Leaves[0].Uplinks = []Uplink{{Spine: "spine1", SpinePort: "Ethernet1/3"}}
			d.Racks[1].Leaves[0].Uplinks = []Uplink{{Spine: "spine1", SpinePort: "Ethernet1/3"}}
		}, code: CodePortConflict, field: "racks[1].leaves[0].uplinks[0].spinePort"},
		{name: "HSRP on FRR", by: onFabric(func(f *IPFabric) { f.Gateway, f.Switches = HSRP, FRR{} }), code: CodeGatewayProtocol, field: "fabric.ipFabric.gateway"},
		{name: "HSRP in a rack of Junos", by: func(d *Design) {
			d.Racks[1].Switches = Junos{}
			onFabric(func(f *IPFabric) { f.Gateway = HSRP })(d)
		}, code: CodeGatewayProtocol, field: "fabric.ipFabric.gateway"},
		{name: "a port of another platform", by: onRack(func(r *Rack) { r.Switches, r.Ports.Nodes = Junos{}, "Ethernet1/1" }), code: CodePortName, field: "racks[0].ports.nodes"},
		{name: "a pinned port of another platform", by: onRack(func(r *Rack) {
			r.Switches = FRR{}
			r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Port: "et-0/0/48"}}
		}), code: CodePortName, field: "racks[0].leaves[0].uplinks[0].port"},
		{name: "an unknown platform of a spine", by: onFabric(func(f *IPFabric) { f.Spines[0].Switches = &FRR{} }), code: CodeUnknownVariant, field: "fabric.ipFabric.spines[0].switches"},
		{name: "an unknown platform of a rack", by: onRack(func(r *Rack) { r.Switches = &Junos{} }), code: CodeUnknownVariant, field: "racks[0].switches"},
		{name: "an unknown system below FRR", by: onRack(func(r *Rack) { r.Switches = FRR{System: 2} }), code: CodeUnknownVariant, field: "racks[0].switches.frr.system"},
		{name: "a version that no switch prints", by: onFabric(func(f *IPFabric) { f.Switches = NXOS{Version: "nine"} }), code: CodeVersionUnreadable, field: "fabric.ipFabric.switches.nxos.version"},
		{name: "a version before the floor", by: onFabric(func(f *IPFabric) { f.Switches = NXOS{Version: "7.0(3)I6(2)"} }), code: CodeVersionUnsupported, field: "fabric.ipFabric.switches.nxos.version"},
	}
}

func termBreaches() []breach {
	const field = "clusters[0].session"
	return []breach{
		{name: "a hold time alone", by: onTerms(func(t *SessionTerms) { t.Hold = 30 * time.Second }), code: CodeTimerPair, field: field + ".keepalive"},
		{name: "a keepalive alone", by: onTerms(func(t *SessionTerms) { t.Keepalive = 10 * time.Second }), code: CodeTimerPair, field: field + ".hold"},
		{name: "half seconds", by: onTerms(func(t *SessionTerms) { t.Keepalive, t.Hold = 2500*time.Millisecond, 30*time.Second }), code: CodeTimerFraction, field: field + ".keepalive"},
		{name: "a hold time below 3 s", by: onFabric(func(f *IPFabric) { f.Session.Keepalive, f.Session.Hold = time.Second, 2*time.Second }), code: CodeOutOfRange, field: "fabric.ipFabric.session.hold"},
		{name: "a keepalive above an hour", by: onTerms(func(t *SessionTerms) { t.Keepalive, t.Hold = 2*time.Hour, time.Hour }), code: CodeOutOfRange, field: field + ".keepalive"},
		{name: "a negative keepalive", by: onTerms(func(t *SessionTerms) { t.Keepalive, t.Hold = -time.Second, 30*time.Second }), code: CodeOutOfRange, field: field + ".keepalive"},
		{name: "a hold time of two keepalives", by: onTerms(func(t *SessionTerms) { t.Keepalive, t.Hold = 30*time.Second, 60*time.Second }), code: CodeTimerRatio, field: field + ".hold"},
		{name: "timers that reset BIRD", by: onTerms(func(t *SessionTerms) { t.Keepalive, t.Hold = time.Second, 3*time.Second }), code: CodeTimersFast, field: field + ".hold"},
		{name: "BFD towards Calico", by: onTerms(func(t *SessionTerms) { t.BFD = BFD{Interval: 300 * time.Millisecond} }), code: CodeBFDNode, field: field + ".bfd"},
		{name: "a BFD interval of a second", by: onFabric(func(f *IPFabric) { f.Session.BFD.Interval = time.Second }), code: CodeOutOfRange, field: "fabric.ipFabric.session.bfd.interval"},
		{name: "BFD without an interval", by: onFabric(func(f *IPFabric) { f.Session.BFD.Multiplier = 3 }), code: CodeOutOfRange, field: "fabric.ipFabric.session.bfd.interval"},
		{name: "a BFD multiplier of 51", by: onFabric(func(f *IPFabric) { f.Session.BFD = BFD{300 * time.Millisecond, 51} }), code: CodeOutOfRange, field: "fabric.ipFabric.session.bfd.multiplier"},
		{name: "a graceful restart of two hours", by: onTerms(func(t *SessionTerms) { t.GracefulRestart = 2 * time.Hour }), code: CodeOutOfRange, field: field + ".gracefulRestart"},
		{name: "a graceful restart in milliseconds", by: onTerms(func(t *SessionTerms) { t.GracefulRestart = 1500 * time.Millisecond }), code: CodeTimerFraction, field: field + ".gracefulRestart"},
		{name: "a negative prefix limit", by: onTerms(func(t *SessionTerms) { t.MaxPrefixes = -1 }), code: CodeOutOfRange, field: field + ".maxPrefixes"},
		{name: "a prefix limit below what a node sends", by: onTerms(func(t *SessionTerms) { t.MaxPrefixes = 1 }), code: CodeMaxPrefixesLow, field: field + ".maxPrefixes"},
		{name: "a prefix limit below what a node may send", by: onTerms(func(t *SessionTerms) { t.MaxPrefixes = 20 }), code: CodeMaxPrefixesLow, field: field + ".maxPrefixes", warns: true},
		{name: "a path limit of 513", by: onTerms(func(t *SessionTerms) { t.MaxASLength = 513 }), code: CodeOutOfRange, field: field + ".maxASLength"},
		{name: "a path limit below the paths between racks", by: onFabric(func(f *IPFabric) { f.Session.MaxASLength = 1 }), code: CodeMaxASLengthLow, field: "fabric.ipFabric.session.maxASLength"},
		{name: "a path limit below the paths from other racks' nodes", of: dualDesign, by: onTerms(func(t *SessionTerms) { t.MaxASLength = 2 }), code: CodeMaxASLengthLow, field: field + ".maxASLength"},
		{name: "a secret that was not looked up", by: onTerms(func(t *SessionTerms) { t.Password = SecretFrom("bgp") }), code: CodeSecretUnresolved, field: field + ".password"},
		{name: "the word for a hidden password", by: onTerms(func(t *SessionTerms) { t.Password = NewSecret("<redacted>") }), code: CodeSecretUnusable, field: field + ".password"},
		{name: "a password with a question mark", by: onFabric(func(f *IPFabric) { f.Session.Password = NewSecret("why?") }), code: CodeSecretUnusable, field: "fabric.ipFabric.session.password"},
		{name: "a password of 81 bytes", by: onTerms(func(t *SessionTerms) { t.Password = NewSecret(strings.Repeat("x", 81)) }), code: CodeSecretUnusable, field: field + ".password"},
	}
}

func podBreaches() []breach {
	const field = "clusters[0].pods[0]"
	return []breach{
		{name: "a pool without a prefix", by: onCluster(func(c *Cluster) { c.Pods = append(c.Pods, PodPool{}) }), code: CodeMissing, field: "clusters[0].pods[1].prefix"},
		{name: "blocks shorter than Calico takes", by: onPool(func(p *PodPool) { p.Prefix, p.Block = ipPrefix("10.234.0.0/16"), 19 }), code: CodeBlockLength, field: field + ".block"},
		{name: "blocks longer than an address", by: onPool(func(p *PodPool) { p.Block = 33 }), code: CodeBlockLength, field: field + ".block"},
		{name: "a negative block length", by: onPool(func(p *PodPool) { p.Block = -24 }), code: CodeBlockLength, field: field + ".block"},
		{name: "blocks larger than the pool", by: onPool(func(p *PodPool) { p.Prefix = ipPrefix("10.234.0.0/25") }), code: CodeBlockLength, field: field + ".block"},
		{name: "IPv6 blocks shorter than Calico takes", of: dualDesign, by: func(d *Design) { d.Clusters[0].Pods[1].Block = 115 }, code: CodeBlockLength, field: "clusters[0].pods[1].block", also: []Code{CodePoolTight}},
		{name: "fewer blocks than nodes", by: onPool(func(p *PodPool) { p.Prefix = ipPrefix("10.234.0.0/23") }), code: CodePoolTooSmall, field: field + ".prefix"},
		{name: "a pool that selects nobody", by: onCluster(func(c *Cluster) {
			c.Pods = append(c.Pods, PodPool{Prefix: ipPrefix("10.234.0.0/20"), Nodes: map[string]string{"zone": "a"}})
		}), code: CodePoolUnused, field: "clusters[0].pods[1].nodes", warns: true},
		{name: "a node that no pool selects", by: onPool(func(p *PodPool) { p.Nodes = map[string]string{"rack": "bb1"} }), code: CodeNodeWithoutPool, field: "clusters[0].nodes[2].labels"},
		{name: "fewer blocks a node than pools", by: func(d *Design) {
			onCalico(func(k *Calico) { k.MaxBlocksPerNode = 1 })(d)
			d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: ipPrefix("10.234.0.0/20")})
		}, code: CodeBlocksPerNode, field: "clusters[0].nodes[0].labels", warns: true},
		{name: "fewer blocks than the nodes may have", by: onCalico(func(k *Calico) { k.MaxBlocksPerNode = 6 }), code: CodePoolTight, field: "clusters[0].cni.calico.maxBlocksPerNode", warns: true},
		{name: "a negative number of blocks", by: onCalico(func(k *Calico) { k.MaxBlocksPerNode = -1 }), code: CodeOutOfRange, field: "clusters[0].cni.calico.maxBlocksPerNode"},
		{name: "NAT of routed pods", by: onPool(func(p *PodPool) { p.NATOutgoing = true }), code: CodeNATOutgoing, field: field + ".natOutgoing", warns: true},
		{name: "community 0:0", by: onPool(func(p *PodPool) { p.Communities = []Community{0} }), code: CodeCommunityReserved, field: field + ".communities[0]"},
		{name: "the community no-export", by: onPool(func(p *PodPool) { p.Communities = []Community{NewCommunity(65535, 65281)} }), code: CodeCommunityReserved, field: field + ".communities[0]"},
		{name: "a community twice", by: onPool(func(p *PodPool) { p.Communities = []Community{NewCommunity(1, 1), NewCommunity(1, 1)} }), code: CodeCommunityRepeated, field: field + ".communities[1]", warns: true},
		{name: "nine communities", by: onPool(func(p *PodPool) {
			for i := range 9 {
				p.Communities = append(p.Communities, NewCommunity(64512, uint16(i)))
			}
		}), code: CodeCommunityCount, field: field + ".communities", warns: true},
		{name: "a local preference", by: onPool(func(p *PodPool) { p.LocalPreference = 150 }), code: CodeLocalPreferenceScope, field: field + ".localPreference", warns: true},
		{name: "two cluster IP ranges of one family", by: onCluster(func(c *Cluster) { c.Services.ClusterIPs = append(c.Services.ClusterIPs, ipPrefix("10.99.0.0/24")) }), code: CodeServiceRanges, field: "clusters[0].services.clusterIPs[1]"},
		{name: "an empty service range", by: onCluster(func(c *Cluster) { c.Services.ExternalIPs = []Prefix{{}} }), code: CodeMissing, field: "clusters[0].services.externalIPs[0]"},
		{name: "a load balancer range of one address", by: onCluster(func(c *Cluster) { c.Services.LoadBalancerIPs = []Prefix{ipPrefix("10.99.0.1/32")} }), code: CodeServiceHost, field: "clusters[0].services.loadBalancerIPs[0]", warns: true},
	}
}

func calicoBreaches() []breach {
	version := func(major, minor uint16) func(*Design) {
		return onCalico(func(k *Calico) { k.Version = Version{Major: major, Minor: minor} })
	}
	const field = "clusters[0].cni.calico"
	return []breach{
		{name: "no version of Calico", by: version(0, 0), code: CodeMissing, field: field + ".version"},
		{name: "a Calico without BGPFilter", by: version(3, 25), code: CodeVersionUnsupported, field: field + ".version", also: []Code{CodeFilterLoose}},
		{name: "a Calico that nobody knows", by: version(3, 33), code: CodeVersionUnknown, field: field + ".version"},
		{name: "a Kubernetes that does not exist", by: onCluster(func(c *Cluster) { c.Kubernetes = Version{Major: 2} }), code: CodeVersionUnknown, field: "clusters[0].kubernetes"},
		{name: "a Calico whose filters bound no length", by: version(3, 28), code: CodeFilterLoose, field: field + ".version", warns: true},
		{name: "a namespace in capitals", by: onCalico(func(k *Calico) { k.Namespace = "Calico" }), code: CodeBadName, field: field + ".namespace"},
		{name: "a password where the operator's nodes do not look", by: func(d *Design) {
			onCalico(func(k *Calico) { k.Operator, k.Namespace = true, "kube-system" })(d)
			d.Clusters[0].Session.Password = NewSecret("key")
		}, code: CodeSecretNamespace, field: field + ".namespace"},
		{name: "26 pools in an Installation", by: func(d *Design) {
			onCalico(func(k *Calico) { k.Operator = true })(d)
			for i := range 25 {
				d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 64, byte(8 * i), 0}), 21)})
			}
		}, code: CodeTooManyPools, field: "clusters[0].pods"},
		{name: "nodes without IPv4", by: func(d *Design) {
			d.Pools.Links, d.Racks[0].NodeSubnet, d.Racks[1].NodeSubnet = Prefixes{V6: ipPrefix("fd00:4::/64")}, Prefixes{V6: ipPrefix("fd00:13::/64")}, Prefixes{V6: ipPrefix("fd00:14::/64")}
			c := &d.Clusters[0]
			c.Pods, c.Services, c.Nodes[0].Address = []PodPool{{Prefix: ipPrefix("fd00:64::/112")}}, Services{}, Addrs{}
		}, code: CodeNodeRouterID, field: "clusters[0].pods", warns: true},
	}
}
