package nxos

import (
	"net/netip"
	"testing"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
	"github.com/podfabric/podfabric/internal/clitest"
)

var (
	mustAddr   = netip.MustParseAddr
	mustPrefix = netip.MustParsePrefix
	clearText  = fabric.NewSecret
)

// A form is a value and the lines that a device prints for it.
type form[T any] struct {
	wire  string
	value T
}

// A reading is a line that a device or an engineer writes differently from the
// form that is printed.
type reading struct{ read, printed string }

// testForms runs every form in both directions and fails for every row of the
// table that has no form.
func testForms[T any](t *testing.T, table *cli.Table[T], forms []form[T], readings ...reading) {
	t.Helper()
	clitest.Forms(t, cli.Layout{}, table,
		func(yield func(string, T) bool) {
			for _, f := range forms {
				if !yield(f.wire, f.value) {
					return
				}
			}
		},
		func(yield func(string, string) bool) {
			for _, r := range readings {
				if !yield(r.read, r.printed) {
					return
				}
			}
		})
}

func TestConfigForms(t *testing.T) {
	testForms(t, configTable, []form[Config]{
		{"version 9.3(8) Bios:version 05.43", Config{Version: "9.3(8) Bios:version 05.43"}},
		{"hostname leaf1", Config{Hostname: "leaf1"}},
		{"feature bgp\nfeature fabric forwarding", Config{Feature: []string{"bgp", "fabric forwarding"}}},
		{"vlan 2300", Config{VLAN: []VLAN{{ID: 2300}}}},
		{"vlan 1,2300-2302,2500", Config{VLAN: []VLAN{{ID: 1}, {ID: 2300}, {ID: 2301}, {ID: 2302}, {ID: 2500}}}},
		{"ip prefix-list K8S seq 10 permit 10.233.0.0/18 le 32", Config{IPPrefixList: []PrefixList{{Name: "K8S",
			Entries: []PrefixListEntry{{Seq: 10, Action: Permit, Prefix: mustPrefix("10.233.0.0/18"), Le: 32}}}}}},
		{"ip prefix-list A seq 5 deny 10.0.0.0/8 eq 24\nip prefix-list A seq 6 permit 0.0.0.0/0 ge 8 le 24",
			Config{IPPrefixList: []PrefixList{{Name: "A", Entries: []PrefixListEntry{
				{Seq: 5, Prefix: mustPrefix("10.0.0.0/8"), Eq: 24},
				{Seq: 6, Action: Permit, Prefix: mustPrefix("0.0.0.0/0"), Ge: 8, Le: 24}}}}}},
		{"ipv6 prefix-list K8S seq 4294967294 permit 2001:db8::/32 ge 64", Config{IPv6PrefixList: []PrefixList{{Name: "K8S",
			Entries: []PrefixListEntry{{Seq: 4294967294, Action: Permit, Prefix: mustPrefix("2001:db8::/32"), Ge: 64}}}}}},
		{"ip community-list standard NODES seq 10 permit 65000:100 no-export", Config{IPCommunityList: []CommunityList{{Name: "NODES",
			Entries: []CommunityListEntry{{Seq: 10, Action: Permit,
				Communities: []fabric.Community{fabric.NewCommunity(65000, 100), 0xFFFFFF01}}}}}}},
		{"route-map NODE-OUT deny 10\nroute-map NODE-OUT permit 20",
			Config{RouteMap: []RouteMap{{Name: "NODE-OUT", Entries: []RouteMapEntry{{Seq: 10}, {Action: Permit, Seq: 20}}}}}},
		{"vrf context k8s", Config{VRFContext: []VRFContext{{Name: "k8s"}}}},
		{"ip route 0.0.0.0/0 172.16.0.1", Config{IPRoute: []Route{{Prefix: mustPrefix("0.0.0.0/0"), NextHop: mustAddr("172.16.0.1")}}}},
		{"ip route 10.0.0.0/8 Null0 name sink tag 5 250",
			Config{IPRoute: []Route{{Prefix: mustPrefix("10.0.0.0/8"), Null0: true, Name: "sink", Tag: 5, Preference: 250}}}},
		{"ip route 10.1.0.0/16 Ethernet1/1 10.255.1.254 vrf red",
			Config{IPRoute: []Route{{Prefix: mustPrefix("10.1.0.0/16"), Interface: "Ethernet1/1", NextHop: mustAddr("10.255.1.254"), VRF: "red"}}}},
		{"ipv6 route ::/0 2001:db8::1 10", Config{IPv6Route: []Route{{Prefix: mustPrefix("::/0"), NextHop: mustAddr("2001:db8::1"), Preference: 10}}}},
		{"vpc domain 1", Config{VPCDomain: VPCDomain{ID: 1}}},
		{"interface port-channel11", Config{Interface: []Interface{{Name: "port-channel11"}}}},
		{"router bgp 4200000001", Config{RouterBGP: RouterBGP{AS: 4200000001}}},
	},
		reading{"vlan 5,3", "vlan 5,3"},
		reading{"ip prefix-list A permit 10.0.0.0/8\nip prefix-list A seq 12 deny 11.0.0.0/8\nip prefix-list A permit 12.0.0.0/8",
			"ip prefix-list A seq 5 permit 10.0.0.0/8\nip prefix-list A seq 12 deny 11.0.0.0/8\nip prefix-list A seq 15 permit 12.0.0.0/8"},
		reading{"ip community-list standard C permit 1:1\nip community-list standard C seq 1 deny internet",
			"ip community-list standard C seq 1 deny internet\nip community-list standard C seq 5 permit 1:1"},
		reading{"route-map X", "route-map X permit 10"},
		reading{"route-map X deny", "route-map X deny 10"},
		reading{"ip route 10.1.0.0 255.255.0.0 null0", "ip route 10.1.0.0/16 Null0"},
		reading{"ip route 10.1.2.3/16 10.0.0.1 5 tag 1000", "ip route 10.1.0.0/16 10.0.0.1 tag 1000 5"},
		reading{"router bgp 8.1201", "router bgp 525489"},
	)
}

func TestVLANAndVRFForms(t *testing.T) {
	testForms(t, vlanTable, []form[VLAN]{{"name k8s-nodes", VLAN{Name: "k8s-nodes"}}})
	testForms(t, vrfTable, []form[VRFContext]{
		{"description the cluster's nodes", VRFContext{Description: "the cluster's nodes"}},
		{"ip route 0.0.0.0/0 172.16.0.1", VRFContext{IPRoute: []Route{{Prefix: mustPrefix("0.0.0.0/0"), NextHop: mustAddr("172.16.0.1")}}}},
		{"ipv6 route ::/0 fe80::1", VRFContext{IPv6Route: []Route{{Prefix: mustPrefix("::/0"), NextHop: mustAddr("fe80::1")}}}},
	})
}

func TestVPCForms(t *testing.T) {
	testForms(t, vpcTable, []form[VPCDomain]{
		{"peer-switch", VPCDomain{PeerSwitch: true}},
		{"role priority 200", VPCDomain{RolePriority: 200}},
		{"peer-keepalive destination 172.16.0.2 source 172.16.0.1 vrf management",
			VPCDomain{PeerKeepalive: PeerKeepalive{mustAddr("172.16.0.2"), mustAddr("172.16.0.1"), "management"}}},
		{"peer-keepalive destination 172.16.0.2", VPCDomain{PeerKeepalive: PeerKeepalive{Destination: mustAddr("172.16.0.2")}}},
		{"delay restore 150", VPCDomain{DelayRestore: 150}},
		{"delay restore interface-vlan 45", VPCDomain{DelayRestoreInterfaceVLAN: 45}},
		{"peer-gateway", VPCDomain{PeerGateway: true}},
		{"layer3 peer-router", VPCDomain{Layer3PeerRouter: true}},
		{"auto-recovery", VPCDomain{AutoRecovery: true}},
		{"auto-recovery reload-delay 360", VPCDomain{AutoRecoveryReloadDelay: 360}},
		{"fast-convergence", VPCDomain{FastConvergence: true}},
		{"ip arp synchronize", VPCDomain{IPARPSynchronize: true}},
		{"ipv6 nd synchronize", VPCDomain{IPv6NDSynchronize: true}},
	}, reading{"auto-recovery\nno auto-recovery", ""})
}

func TestInterfaceForms(t *testing.T) {
	testForms(t, interfaceTable, []form[Interface]{
		{"description node0: bond0, port 1", Interface{Description: "node0: bond0, port 1"}},
		{"no switchport", Interface{Switchport: No}},
		{"switchport\nswitchport access vlan 2300", Interface{Switchport: Yes, SwitchportAccessVLAN: 2300}},
		{"switchport mode trunk\nswitchport trunk native vlan 99\nswitchport trunk allowed vlan 2300-2302,2500",
			Interface{SwitchportMode: SwitchportModeTrunk, SwitchportTrunkNativeVLAN: 99,
				SwitchportTrunkAllowedVLAN: []VLANRange{{2300, 2302}, {2500, 2500}}}},
		{"spanning-tree port type edge trunk", Interface{SpanningTreePortType: SpanningTreeEdgeTrunk}},
		{"spanning-tree port type edge", Interface{SpanningTreePortType: SpanningTreeEdge}},
		{"spanning-tree port type network", Interface{SpanningTreePortType: SpanningTreeNetwork}},
		{"spanning-tree bpduguard enable", Interface{SpanningTreeBPDUGuard: true}},
		{"mtu 9216", Interface{MTU: 9216}},
		{"vrf member k8s\nip address 10.254.254.1/32 tag 12345",
			Interface{VRFMember: "k8s", IPAddress: []Address{{Prefix: mustPrefix("10.254.254.1/32"), Tag: 12345}}}},
		{"no ip redirects\nno ipv6 redirects", Interface{NoIPRedirects: true, NoIPv6Redirects: true}},
		{"bfd interval 300 min_rx 250 multiplier 3",
			Interface{BFDInterval: BFDInterval{300 * time.Millisecond, 250 * time.Millisecond, 3}}},
		{"no bfd echo", Interface{NoBFDEcho: true}},
		{"ip forward\nipv6 address use-link-local-only", Interface{IPForward: true, IPv6AddressUseLinkLocalOnly: true}},
		{"ip address 10.13.0.2/24\nip address 10.14.0.2/24 secondary", Interface{IPAddress: []Address{
			{Prefix: mustPrefix("10.13.0.2/24")}, {Prefix: mustPrefix("10.14.0.2/24"), Secondary: true}}}},
		{"ipv6 address 2001:db8:13::fe/64 tag 12345",
			Interface{IPv6Address: []Address{{Prefix: mustPrefix("2001:db8:13::fe/64"), Tag: 12345}}}},
		{"no lacp suspend-individual", Interface{LACPSuspendIndividual: No}},
		{"vpc 11", Interface{VPC: 11}},
		{"vpc peer-link", Interface{VPCPeerLink: true}},
		{"channel-group 11 mode active", Interface{ChannelGroup: ChannelGroup{11, ChannelActive}}},
		{"channel-group 12", Interface{ChannelGroup: ChannelGroup{Number: 12}}},
		{"hsrp version 2\nno shutdown\nhsrp 2300\nhsrp 2300 ipv6",
			Interface{HSRPVersion: 2, Shutdown: No, HSRP: []HSRPGroup{{Group: 2300}, {Group: 2300, IPv6: true}}}},
		{"shutdown", Interface{Shutdown: Yes}},
		{"vrrp 10", Interface{VRRP: []VRRPGroup{{Group: 10}}}},
		{"vrrpv3 10 address-family ipv6", Interface{VRRPv3: []VRRPv3Group{{Group: 10, IPv6: true}}}},
	},
		reading{"ip address 10.13.0.2 255.255.255.0", "ip address 10.13.0.2/24"},
		reading{"channel-group 11 force mode active", "channel-group 11 mode active"},
		reading{"switchport trunk allowed vlan 1\nswitchport trunk allowed vlan add 5-6", "switchport trunk allowed vlan 1,5-6"},
		reading{"no ip redirects\nip redirects", ""},
		reading{"hsrp 5 ipv4", "hsrp 5"},
	)
}

func TestGatewayForms(t *testing.T) {
	testForms(t, hsrpTable, []form[HSRPGroup]{
		{"authentication text cisco123", HSRPGroup{Authentication: HSRPAuthentication{Text: clearText("cisco123")}}},
		{"authentication md5 key-string 7 070c285f4d06",
			HSRPGroup{Authentication: HSRPAuthentication{MD5KeyString: Password{7, clearText("070c285f4d06")}}}},
		{"authentication md5 key-chain hsrp-keys", HSRPGroup{Authentication: HSRPAuthentication{MD5KeyChain: "hsrp-keys"}}},
		{"name rack1", HSRPGroup{Name: "rack1"}},
		{"preempt\npriority 110\nip 10.13.0.1", HSRPGroup{Preempt: true, Priority: 110, IP: mustAddr("10.13.0.1")}},
		{"preempt delay minimum 30 reload 40", HSRPGroup{Preempt: true, PreemptDelayMinimum: 30, PreemptDelayReload: 40}},
		{"timers msec 250 msec 750", HSRPGroup{Timers: HSRPTimers{250 * time.Millisecond, 750 * time.Millisecond}}},
		{"timers 1 3", HSRPGroup{Timers: HSRPTimers{time.Second, 3 * time.Second}}},
		{"timers 1 msec 2000", HSRPGroup{Timers: HSRPTimers{time.Second, 2 * time.Second}}},
		{"ip autoconfig\nip 2001:db8::1", HSRPGroup{IPAutoconfig: true, IP: mustAddr("2001:db8::1")}},
		{"ip 10.0.0.1\nip 10.1.0.1 secondary", HSRPGroup{IP: mustAddr("10.0.0.1"), IPSecondary: []Addr{mustAddr("10.1.0.1")}}},
	}, reading{"authentication cisco123", "authentication text cisco123"})
	testForms(t, vrrpTable, []form[VRRPGroup]{
		{"priority 120\nadvertisement-interval 2", VRRPGroup{Priority: 120, AdvertisementInterval: 2}},
		{"authentication text aPassword", VRRPGroup{AuthenticationText: clearText("aPassword")}},
		{"no preempt", VRRPGroup{NoPreempt: true}},
		{"address 10.1.1.1\naddress 10.2.1.1 secondary\nno shutdown",
			VRRPGroup{Address: mustAddr("10.1.1.1"), AddressSecondary: []Addr{mustAddr("10.2.1.1")}, Shutdown: No}},
	})
	testForms(t, vrrpv3Table, []form[VRRPv3Group]{
		{"description gateway of rack 1", VRRPv3Group{Description: "gateway of rack 1"}},
		{"priority 120\nno preempt", VRRPv3Group{Priority: 120, NoPreempt: true}},
		{"preempt delay minimum 5\ntimers advertise 500", VRRPv3Group{PreemptDelayMinimum: 5, TimersAdvertise: 500 * time.Millisecond}},
		{"vrrpv2", VRRPv3Group{VRRPv2: true}},
		{"address 10.1.1.1 primary\naddress 10.2.1.1 secondary\nshutdown",
			VRRPv3Group{Address: mustAddr("10.1.1.1"), AddressSecondary: []Addr{mustAddr("10.2.1.1")}, Shutdown: true}},
	}, reading{"address 10.1.1.1", "address 10.1.1.1 primary"})
}

func TestRouteMapForms(t *testing.T) {
	match := func(m Match) RouteMapEntry { return RouteMapEntry{Match: m} }
	set := func(s Set) RouteMapEntry { return RouteMapEntry{Set: s} }
	testForms(t, routeMapTable, []form[RouteMapEntry]{
		{"description to the nodes", RouteMapEntry{Description: "to the nodes"}},
		{"match ip address prefix-list A B", match(Match{IPAddressPrefixList: []string{"A", "B"}})},
		{"match ipv6 address prefix-list A", match(Match{IPv6AddressPrefixList: []string{"A"}})},
		{"match ip next-hop prefix-list A", match(Match{IPNextHopPrefixList: []string{"A"}})},
		{"match ipv6 next-hop prefix-list A", match(Match{IPv6NextHopPrefixList: []string{"A"}})},
		{"match community A B exact-match", match(Match{Community: []string{"A", "B"}, CommunityExactMatch: true})},
		{"match as-path A", match(Match{ASPath: []string{"A"}})},
		{"match as-number 65101-65164,65200", match(Match{ASNumber: []ASRange{{65101, 65164}, {65200, 65200}}})},
		{"match tag 12345 0", match(Match{Tag: []uint32{12345, 0}})},
		{"match metric 10", match(Match{Metric: []uint32{10}})},
		{"match source-protocol bgp-65001", match(Match{SourceProtocol: []string{"bgp-65001"}})},
		{"match interface loopback0 Vlan2300", match(Match{Interface: []string{"loopback0", "Vlan2300"}})},
		{"match route-type internal", match(Match{RouteType: []string{"internal"}})},
		{"set community 65000:1 no-advertise additive",
			set(Set{Community: []fabric.Community{fabric.NewCommunity(65000, 1), 0xFFFFFF02}, CommunityAdditive: true})},
		{"set community none", set(Set{CommunityNone: true})},
		{"set comm-list NODES delete", set(Set{CommListDelete: "NODES"})},
		{"set local-preference 150", set(Set{LocalPreference: Some(150)})},
		{"set metric 0", set(Set{Metric: Some(0)})},
		{"set weight 100\nset tag 5", set(Set{Weight: Some(100), Tag: Some(5)})},
		{"set origin incomplete", set(Set{Origin: OriginIncomplete})},
		{"set as-path prepend 65001 65001", set(Set{ASPathPrepend: []fabric.ASN{65001, 65001}})},
		{"set as-path prepend last-as 3", set(Set{ASPathPrependLastAS: 3})},
		{"set ip next-hop 192.0.2.50", set(Set{IPNextHop: mustAddr("192.0.2.50")})},
		{"set ip next-hop unchanged", set(Set{IPNextHopUnchanged: true})},
		{"set ip next-hop peer-address", set(Set{IPNextHopPeerAddress: true})},
		{"set ipv6 next-hop 2001:db8::1", set(Set{IPv6NextHop: mustAddr("2001:db8::1")})},
		{"set ipv6 next-hop unchanged", set(Set{IPv6NextHopUnchanged: true})},
		{"set ipv6 next-hop peer-address", set(Set{IPv6NextHopPeerAddress: true})},
		{"continue 30", RouteMapEntry{Continue: 30}},
	},
		reading{"match as-number 65101, 65102", "match as-number 65101,65102"},
		reading{"match tag 1\nmatch tag 2", "match tag 1 2"},
	)
}
