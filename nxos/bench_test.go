package nxos

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/fabric"
)

// benchLeaf is a leaf with 4 spines and a vPC and a neighbor for each of n nodes.
func benchLeaf(n int) Config {
	c := Config{
		Hostname: "leaf1", Version: "10.3(4)",
		Feature: []string{"bgp", "bfd", "hsrp", "interface-vlan", "lacp", "vpc"},
		VLAN:    []VLAN{{ID: 1}, {ID: 2300, Name: "nodes"}},
		IPPrefixList: []PrefixList{{Name: "K8S", Entries: []PrefixListEntry{
			{Seq: 10, Action: Permit, Prefix: mustPrefix("10.233.0.0/18"), Le: 32},
			{Seq: 20, Action: Permit, Prefix: mustPrefix("10.233.64.0/20"), Le: 26}}}},
		RouteMap: []RouteMap{
			{Name: "NODE-IN", Entries: []RouteMapEntry{{Action: Permit, Seq: 10, Match: Match{IPAddressPrefixList: []string{"K8S"}}}}},
			{Name: "NODE-OUT", Entries: []RouteMapEntry{{Action: Permit, Seq: 10, Set: Set{Community: []fabric.Community{fabric.NewCommunity(65001, 100)}}}}}},
		VRFContext: []VRFContext{{Name: "management"}},
		VPCDomain: VPCDomain{ID: 1, PeerGateway: true, Layer3PeerRouter: true,
			PeerKeepalive: PeerKeepalive{mustAddr("192.0.2.6"), mustAddr("192.0.2.5"), "management"}},
	}
	c.Interface = append(c.Interface,
		Interface{Name: "Vlan2300", Shutdown: No, NoIPRedirects: true, HSRPVersion: 2,
			IPAddress: []Address{{Prefix: mustPrefix("10.13.0.2/24")}},
			HSRP:      []HSRPGroup{{Group: 2300, Preempt: true, Priority: 110, IP: mustAddr("10.13.0.1")}}},
		Interface{Name: "loopback0", IPAddress: []Address{{Prefix: mustPrefix("10.2.0.3/32")}}})
	af := []NeighborAF{{PeerPolicy: PeerPolicy{RouteReflectorClient: true, RouteMapIn: "NODE-IN", RouteMapOut: "NODE-OUT"}}}
	b := RouterBGP{AS: 65001, Instance: Instance{RouterID: mustAddr("10.2.0.3"), LogNeighborChanges: true,
		AddressFamily: []AddressFamily{{MaximumPaths: 4, MaximumPathsIBGP: 16, Network: []Network{{Prefix: mustPrefix("10.13.0.0/24")}}}}},
		TemplatePeer: []TemplatePeer{{Name: "NODES", AddressFamily: af,
			PeerSession: PeerSession{RemoteAS: 65001, UpdateSource: "Vlan2300", Timers: Timers{10, 30}}}}}
	node, link := mustAddr("10.13.0.9"), mustAddr("10.4.0.0")
	for i := range n {
		node = node.Next()
		c.Interface = append(c.Interface,
			Interface{Name: fmt.Sprintf("port-channel%d", 11+i), Description: fmt.Sprintf("node%d", i), Switchport: Yes,
				SwitchportAccessVLAN: 2300, SpanningTreePortType: SpanningTreeEdge, VPC: uint16(11 + i), Shutdown: No},
			Interface{Name: fmt.Sprintf("Ethernet1/%d", 1+i), Description: fmt.Sprintf("node%d", i), Switchport: Yes,
				SwitchportAccessVLAN: 2300, ChannelGroup: ChannelGroup{uint16(11 + i), ChannelActive}, Shutdown: No})
		b.Neighbor = append(b.Neighbor, Neighbor{Address: node, InheritPeer: "NODES",
			PeerSession: PeerSession{Description: fmt.Sprintf("node%d", i)}})
	}
	for i := range 4 {
		own, spine := link.Next(), link.Next().Next()
		link = spine.Next().Next()
		c.Interface = append(c.Interface, Interface{Name: fmt.Sprintf("Ethernet1/%d", 100+i), Switchport: No, MTU: 9216, NoIPRedirects: true,
			IPAddress: []Address{{Prefix: netip.PrefixFrom(own, 30)}}, Shutdown: No})
		b.Neighbor = append(b.Neighbor, Neighbor{Address: spine, AddressFamily: []NeighborAF{{}},
			PeerSession: PeerSession{RemoteAS: 64512, BFD: true, Description: fmt.Sprintf("spine%d", i+1)}})
	}
	c.RouterBGP = b
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
	text := Text(benchLeaf(40))
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Parse(text); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkValidate(b *testing.B) {
	c := benchLeaf(40)
	if problems := c.Validate(); len(problems) > 0 {
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
