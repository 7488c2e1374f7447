package junos

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/fabric"
)

// benchLeaf is a leaf with 4 spines and a multi-chassis aggregate and a neighbor for
// each of n nodes.
func benchLeaf(n int) Config {
	var c Config
	c.System.HostName = "leaf1"
	c.System.ManagementInstance = true
	c.Chassis = Chassis{AggregatedDevices: uint16(12 + n), MaximumECMP: 64}
	c.VLANs = []VLAN{{Name: "nodes", VLANID: 2300, L3Interface: "irb.2300"}}
	pods := Term{Name: "pods", Body: Body{Then: Then{Action: Accept}}}
	pods.From.RouteFilter = []RouteFilter{
		{Prefix: mustPrefix("10.233.0.0/18"), Type: OrLonger},
		{Prefix: mustPrefix("10.233.64.0/20"), Type: UpTo, Max: 26},
	}
	reject := Body{Then: Then{Action: Reject}}
	own := Term{Name: "own", Body: Body{From: From{Protocol: []Protocol{ProtocolDirect}}, Then: Then{Action: Accept}}}
	own.From.RouteFilter = []RouteFilter{{Prefix: mustPrefix("10.13.0.0/24"), Type: Exact}}
	learned := Term{Name: "learned", Body: Body{From: From{Protocol: []Protocol{ProtocolBGP}}, Then: Then{Action: Accept}}}
	c.PolicyOptions.PolicyStatement = []PolicyStatement{
		{Name: "IN", Term: []Term{pods}, Unnamed: reject},
		{Name: "OUT", Term: []Term{own, learned}, Unnamed: reject},
		{Name: "LB", Unnamed: Body{Then: Then{LoadBalance: PerPacket, Action: Accept}}},
	}
	c.RoutingOptions.RouterID = mustAddr("10.2.0.3")
	c.RoutingOptions.AutonomousSystem.AS = 65001
	c.RoutingOptions.ForwardingTableExport = []string{"LB"}
	unit := func(p string) Unit {
		return Unit{Inet: Inet{On: true, Address: []Address{{Prefix: mustPrefix(p)}}}}
	}
	nodes := Group{Name: "NODES", Type: Internal}
	nodes.Cluster = mustAddr("10.2.0.3")
	nodes.LocalAddress = mustAddr("10.13.0.2")
	nodes.Import, nodes.Export = []string{"IN"}, []string{"OUT"}
	nodes.Multipath = Multipath{On: true, MultipleAS: true}
	spines := Group{Name: "SPINES", Type: External}
	spines.PeerAS = 64512
	spines.Import, spines.Export = []string{"IN"}, []string{"OUT"}
	spines.Multipath = Multipath{On: true, MultipleAS: true}
	irb := unit("10.13.0.2/24")
	irb.Number = 2300
	c.Interfaces = []Interface{
		{Name: "irb", Unit: []Unit{irb}},
		{Name: "lo0", Unit: []Unit{unit("10.2.0.3/32")}},
	}
	node, link := mustAddr("10.13.0.9"), mustAddr("10.4.0.0")
	for i := range n {
		node = node.Next()
		bundle := fmt.Sprintf("ae%d", 11+i)
		port := Interface{Name: fmt.Sprintf("xe-0/0/%d", i), Description: fmt.Sprintf("node%d", i)}
		port.Aggregate = bundle
		ae := Interface{Name: bundle, Unit: []Unit{{EthernetSwitching: EthernetSwitching{On: true, InterfaceMode: Access, VLANMembers: []string{"nodes"}}}}}
		ae.AggregatedEtherOptions.LACP.Active = true
		c.Interfaces = append(c.Interfaces, port, ae)
		peer := Neighbor{Address: node}
		peer.Description = fmt.Sprintf("node%d", i)
		nodes.Neighbor = append(nodes.Neighbor, peer)
	}
	for i := range 4 {
		own, spine := link.Next(), link
		link = own.Next()
		c.Interfaces = append(c.Interfaces, Interface{Name: fmt.Sprintf("et-0/0/%d", 100+i), MTU: 9014, Unit: []Unit{unit(netip.PrefixFrom(own, 31).String())}})
		peer := Neighbor{Address: spine}
		peer.Description = fmt.Sprintf("spine%d", i+1)
		spines.Neighbor = append(spines.Neighbor, peer)
	}
	c.Protocols.BGP.Group = []Group{spines, nodes}
	return c
}

// BenchmarkText writes a leaf with 40 nodes into one buffer.
func BenchmarkText(b *testing.B) {
	c := benchLeaf(40)
	buf := Text(c)
	b.SetBytes(int64(len(buf)))
	b.ReportAllocs()
	for b.Loop() {
		buf = AppendText(buf[:0], &c)
	}
}

// BenchmarkText500 writes 500 such leaves.
func BenchmarkText500(b *testing.B) {
	c := benchLeaf(40)
	var buf []byte
	b.ReportAllocs()
	for b.Loop() {
		buf = buf[:0]
		for range 500 {
			buf = AppendText(buf, &c)
		}
	}
	b.SetBytes(int64(len(buf)))
}

func BenchmarkParse(b *testing.B) {
	c := benchLeaf(40)
	for name, text := range map[string][]byte{"braces": Text(c), "set": SetText(c)} {
		b.Run(name, func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			b.ReportAllocs()
			for b.Loop() {
				if _, err := Parse(text); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

func BenchmarkValidate(b *testing.B) {
	c := benchLeaf(40)
	if problems := c.Validate().Of(fabric.Error); len(problems) > 0 {
		b.Fatal(problems)
	}
	b.ReportAllocs()
	for b.Loop() {
		c.Validate()
	}
}

func BenchmarkRouter(b *testing.B) {
	c := benchLeaf(40)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := c.Router(); err != nil {
			b.Fatal(err)
		}
	}
}
