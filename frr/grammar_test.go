package frr

import (
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
	"github.com/podfabric/podfabric/internal/clitest"
)

var (
	mustAddr   = netip.MustParseAddr
	mustPrefix = netip.MustParsePrefix
)

// A form is a value and the lines that vtysh prints for it.
type form[T any] struct {
	wire  string
	value T
}

// A reading is a line that is written differently from the form that is printed.
type reading struct{ read, printed string }

func testForms[T any](t *testing.T, table *cli.Table[T], forms []form[T], readings ...reading) {
	t.Helper()
	clitest.Forms(t, layout(), table,
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
	entries := func(e ...PrefixListEntry) []PrefixList { return []PrefixList{{Name: "P", Entries: e}} }
	testForms(t, configTable, []form[Config]{
		{"frr version 8.4.4", Config{Version: "8.4.4"}},
		{"frr defaults traditional", Config{Defaults: DefaultsTraditional}},
		{"frr defaults datacenter", Config{Defaults: DefaultsDatacenter}},
		{"hostname leaf1", Config{Hostname: "leaf1"}},
		{"log syslog", Config{LogSyslog: LogSyslogDefault}},
		{"log syslog informational", Config{LogSyslog: LogInformational}},
		{"service integrated-vtysh-config", Config{ServiceIntegratedVtyshConfig: true}},
		{"no zebra nexthop kernel enable", Config{ZebraNexthopKernelEnable: No}},
		{"ip forwarding\nno ipv6 forwarding", Config{IPForwarding: Yes, IPv6Forwarding: No}},
		{"ip nht resolve-via-default\nipv6 nht resolve-via-default", Config{IPNHTResolveViaDefault: true, IPv6NHTResolveViaDefault: true}},
		{"ip route 10.99.0.0/16 10.4.0.34 swp49 tag 7 50", Config{IPRoute: []Route{{
			Prefix: mustPrefix("10.99.0.0/16"), NextHop: mustAddr("10.4.0.34"), Interface: "swp49", Tag: 7, Distance: 50,
		}}}},
		{"ip route 10.98.0.0/16 Null0\nip route 10.97.0.0/16 blackhole\nip route 10.96.0.0/16 reject\nip route 10.95.0.0/16 swp1", Config{IPRoute: []Route{
			{Prefix: mustPrefix("10.98.0.0/16"), Discard: Null0}, {Prefix: mustPrefix("10.97.0.0/16"), Discard: Blackhole},
			{Prefix: mustPrefix("10.96.0.0/16"), Discard: Reject}, {Prefix: mustPrefix("10.95.0.0/16"), Interface: "swp1"},
		}}},
		{"ipv6 route 2001:db8:5::/48 2001:db8::1 nexthop-vrf red", Config{IPv6Route: []Route{{
			Prefix: mustPrefix("2001:db8:5::/48"), NextHop: mustAddr("2001:db8::1"), NextHopVRF: "red",
		}}}},
		{"ip prefix-list P seq 10 permit 10.233.0.0/18 ge 24 le 32\nip prefix-list P seq 20 deny any", Config{IPPrefixList: entries(
			PrefixListEntry{Seq: 10, Action: Permit, Prefix: mustPrefix("10.233.0.0/18"), Ge: 24, Le: 32},
			PrefixListEntry{Seq: 20, Prefix: mustPrefix("0.0.0.0/0"), Le: 32},
		)}},
		{"ipv6 prefix-list P seq 10 permit any\nipv6 prefix-list P seq 4294967295 permit ::/0", Config{IPv6PrefixList: entries(
			PrefixListEntry{Seq: 10, Action: Permit, Prefix: mustPrefix("::/0"), Le: 128},
			PrefixListEntry{Seq: 4294967295, Action: Permit, Prefix: mustPrefix("::/0")},
		)}},
		{"bgp as-path access-list A seq 5 permit ^([0-9]+_){0,2}$", Config{ASPathAccessList: []ASPathAccessList{{
			Name: "A", Entries: []ASPathAccessListEntry{{Seq: 5, Action: Permit, Regexp: PathsUpTo(2)}},
		}}}},
		{"bgp community-list standard C seq 5 permit 65001:100 no-export\nbgp community-list standard C seq 10 deny internet", Config{CommunityList: []CommunityList{{
			Name: "C", Entries: []CommunityListEntry{
				{Seq: 5, Action: Permit, Communities: []fabric.Community{fabric.NewCommunity(65001, 100), 0xFFFFFF01}},
				{Seq: 10, Communities: []fabric.Community{0}},
			},
		}}}},
		{"vrf red\nexit-vrf", Config{VRF: []VRF{{Name: "red"}}}},
		{"interface swp49 vrf red\nexit", Config{Interface: []Interface{{Name: "swp49", VRF: "red"}}}},
		{"route-map R permit 10\nexit\n!\nroute-map R deny 65535\nexit", Config{RouteMap: []RouteMap{{Name: "R", Entries: []RouteMapEntry{
			{Action: Permit, Seq: 10}, {Seq: 65535},
		}}}}},
		{"bfd\nexit", Config{BFD: BFD{On: true}}},
		{"router bgp 65001\nexit", Config{RouterBGP: RouterBGP{AS: 65001}}},
	},
		reading{"ip prefix-list Q permit any", "ip prefix-list Q seq 5 permit any"},
		reading{"ip prefix-list Q permit 10.0.0.0/8 le 24 ge 9", "ip prefix-list Q seq 5 permit 10.0.0.0/8 ge 9 le 24"},
		reading{"ip route 10.1.2.3/8 10.0.0.1 50 tag 7", "ip route 10.0.0.0/8 10.0.0.1 tag 7 50"},
		reading{"bfd\nbfd", "bfd\nexit"},
		reading{"router bgp 1.1", "router bgp 65537\nexit"},
	)
}

func TestBlockForms(t *testing.T) {
	testForms(t, vrfTable, []form[VRF]{
		{"ip route 0.0.0.0/0 192.0.2.1\nipv6 route ::/0 2001:db8::1", VRF{
			IPRoute:   []Route{{Prefix: mustPrefix("0.0.0.0/0"), NextHop: mustAddr("192.0.2.1")}},
			IPv6Route: []Route{{Prefix: mustPrefix("::/0"), NextHop: mustAddr("2001:db8::1")}},
		}},
	})
	testForms(t, bfdTable, []form[BFD]{{"profile FAST\nexit", BFD{Profile: []BFDProfile{{Name: "FAST"}}}}})
	testForms(t, bfdProfileTable, []form[BFDProfile]{
		{"detect-multiplier 5\ntransmit-interval 100\nreceive-interval 60000\npassive-mode\nshutdown", BFDProfile{
			DetectMultiplier: 5, TransmitInterval: 100, ReceiveInterval: 60000, PassiveMode: true, Shutdown: true,
		}},
	}, reading{"no passive-mode", ""})
	testForms(t, interfaceTable, []form[Interface]{
		{"description to spine1 swp1", Interface{Description: "to spine1 swp1"}},
		{"shutdown", Interface{Shutdown: true}},
		{"ip address 10.13.0.2/24\nip address 10.14.0.2/24", Interface{IPAddress: []Prefix{mustPrefix("10.13.0.2/24"), mustPrefix("10.14.0.2/24")}}},
		{"ipv6 address 2001:db8::2/64", Interface{IPv6Address: []Prefix{mustPrefix("2001:db8::2/64")}}},
		{"vrrp 1 version 3\nvrrp 1 shutdown\nno vrrp 1 preempt\nvrrp 1 priority 110\nvrrp 1 advertisement-interval 500\nvrrp 1 ip 10.13.0.1\nvrrp 1 ip 10.13.0.9\nvrrp 1 ipv6 2001:db8::1", Interface{VRRP: []VRRP{{
			Group: 1, Version: 3, Shutdown: true, NoPreempt: true, Priority: 110, AdvertisementInterval: 500,
			IP: []Addr{mustAddr("10.13.0.1"), mustAddr("10.13.0.9")}, IPv6: []Addr{mustAddr("2001:db8::1")},
		}}}},
		{"vrrp 1\nvrrp 2 version 2", Interface{VRRP: []VRRP{{Group: 1}, {Group: 2, Version: 2}}}},
	}, reading{"vrrp 5 version 2\nvrrp 5 version 3", "vrrp 5 version 3"})
	testForms(t, vrrpTable, []form[VRRP]{
		{"shutdown\nno preempt\npriority 254\nadvertisement-interval 10\nip 10.13.0.1\nipv6 2001:db8::1", VRRP{
			Shutdown: true, NoPreempt: true, Priority: 254, AdvertisementInterval: 10, IP: []Addr{mustAddr("10.13.0.1")}, IPv6: []Addr{mustAddr("2001:db8::1")},
		}},
	}, reading{"no preempt\npreempt", ""})
}

func TestRouteMapForms(t *testing.T) {
	match := func(m Match) RouteMapEntry { return RouteMapEntry{Match: m} }
	set := func(s Set) RouteMapEntry { return RouteMapEntry{Set: s} }
	testForms(t, routeMapTable, []form[RouteMapEntry]{
		{"description pods", RouteMapEntry{Description: "pods"}},
		{"match as-path A", match(Match{ASPath: "A"})},
		{"match community C", match(Match{Community: "C"})},
		{"match community C exact-match", match(Match{Community: "C", CommunityExactMatch: true})},
		{"match interface swp49", match(Match{Interface: "swp49"})},
		{"match ip address prefix-list P", match(Match{IPAddressPrefixList: "P"})},
		{"match ip next-hop prefix-list P", match(Match{IPNextHopPrefixList: "P"})},
		{"match ipv6 address prefix-list P", match(Match{IPv6AddressPrefixList: "P"})},
		{"match ipv6 next-hop prefix-list P", match(Match{IPv6NextHopPrefixList: "P"})},
		{"match local-preference 0", match(Match{LocalPreference: Some(0)})},
		{"match metric 7", match(Match{Metric: Some(7)})},
		{"match origin egp", match(Match{Origin: OriginEGP})},
		{"match peer 10.4.0.34", match(Match{Peer: "10.4.0.34"})},
		{"match source-protocol static", match(Match{SourceProtocol: "static"})},
		{"match tag 5", match(Match{Tag: 5})},
		{"call OTHER", RouteMapEntry{Call: "OTHER"}},
		{"on-match next", RouteMapEntry{OnMatchNext: true}},
		{"on-match goto 40", RouteMapEntry{OnMatchGoto: 40}},
		{"set as-path prepend 65001 65001", set(Set{ASPathPrepend: []fabric.ASN{65001, 65001}})},
		{"set as-path prepend last-as 2", set(Set{ASPathPrependLastAS: 2})},
		{"set comm-list C delete", set(Set{CommListDelete: "C"})},
		{"set community 65001:5 blackhole additive", set(Set{Community: []fabric.Community{fabric.NewCommunity(65001, 5), 0xFFFF029A}, CommunityAdditive: true})},
		{"set community none", set(Set{CommunityNone: true})},
		{"set ip next-hop 10.4.0.1", set(Set{IPNextHop: mustAddr("10.4.0.1")})},
		{"set ip next-hop unchanged", set(Set{IPNextHopUnchanged: true})},
		{"set ip next-hop peer-address", set(Set{IPNextHopPeerAddress: true})},
		{"set ipv6 next-hop global 2001:db8::7", set(Set{IPv6NextHopGlobal: mustAddr("2001:db8::7")})},
		{"set ipv6 next-hop peer-address", set(Set{IPv6NextHopPeerAddress: true})},
		{"set ipv6 next-hop prefer-global", set(Set{IPv6NextHopPreferGlobal: true})},
		{"set local-preference 150", set(Set{LocalPreference: Some(150)})},
		{"set metric 0", set(Set{Metric: Some(0)})},
		{"set origin incomplete", set(Set{Origin: OriginIncomplete})},
		{"set tag 9", set(Set{Tag: 9})},
		{"set weight 7", set(Set{Weight: Some(7)})},
	}, reading{"continue 40", "on-match goto 40"}, reading{"match tag 5\nmatch tag 6", "match tag 6"})
}

func TestBGPForms(t *testing.T) {
	groups := func(g ...PeerGroup) RouterBGP { return RouterBGP{PeerGroup: g} }
	testForms(t, bgpTable, []form[RouterBGP]{
		{"bgp router-id 10.2.0.3", RouterBGP{RouterID: mustAddr("10.2.0.3")}},
		{"no bgp log-neighbor-changes", RouterBGP{LogNeighborChanges: No}},
		{"bgp always-compare-med", RouterBGP{AlwaysCompareMED: true}},
		{"no bgp ebgp-requires-policy", RouterBGP{EBGPRequiresPolicy: No}},
		{"no bgp suppress-duplicates", RouterBGP{SuppressDuplicates: No}},
		{"no bgp default ipv4-unicast", RouterBGP{DefaultIPv4Unicast: No}},
		{"bgp default local-preference 0", RouterBGP{DefaultLocalPreference: Some(0)}},
		{"bgp cluster-id 10.2.0.9", RouterBGP{ClusterID: mustAddr("10.2.0.9")}},
		{"bgp deterministic-med", RouterBGP{DeterministicMED: Yes}},
		{"bgp graceful-restart stalepath-time 300\nbgp graceful-restart restart-time 0\nbgp graceful-restart\nbgp graceful-restart preserve-fw-state", RouterBGP{
			GracefulRestart: true, GracefulRestartPreserveFWState: true, GracefulRestartRestartTime: Some(0), GracefulRestartStalepathTime: 300,
		}},
		{"bgp graceful-restart-disable", RouterBGP{GracefulRestartDisable: true}},
		{"no bgp fast-external-failover", RouterBGP{FastExternalFailover: No}},
		{"bgp bestpath as-path multipath-relax\nbgp bestpath compare-routerid", RouterBGP{BestpathASPathMultipathRelax: true, BestpathCompareRouterID: true}},
		{"no bgp network import-check", RouterBGP{NetworkImportCheck: No}},
		{"timers bgp 3 9", RouterBGP{Timers: Timers{3, 9}}},
		{"neighbor G peer-group\nneighbor G remote-as external", groups(PeerGroup{Name: "G", PeerSession: PeerSession{RemoteAS: RemoteAS{External: true}}})},
		{"neighbor G peer-group\nneighbor 10.0.0.1 remote-as 65002\nneighbor 10.0.0.1 peer-group G\nneighbor 10.0.0.1 description spine1", RouterBGP{
			PeerGroup: []PeerGroup{{Name: "G"}},
			Neighbor: []Neighbor{{Address: mustAddr("10.0.0.1"), PeerGroup: "G", PeerSession: PeerSession{
				RemoteAS: RemoteAS{AS: 65002}, Description: "spine1",
			}}},
		}},
		{"neighbor G peer-group\nbgp listen limit 65535\nbgp listen range 10.13.0.0/24 peer-group G\nbgp listen range 2001:db8::/64 peer-group G", RouterBGP{
			PeerGroup: []PeerGroup{{Name: "G"}}, ListenLimit: 65535,
			ListenRange: []ListenRange{{mustPrefix("10.13.0.0/24"), "G"}, {mustPrefix("2001:db8::/64"), "G"}},
		}},
		{"address-family ipv4 unicast\nexit-address-family\n!\naddress-family ipv6 unicast\nexit-address-family", RouterBGP{AddressFamily: []AddressFamily{{}, {Family: IPv6Unicast}}}},
	}, reading{"neighbor 2001:0db8::0:1 remote-as 65002", "neighbor 2001:db8::1 remote-as 65002"})
	testForms(t, addressFamilyTable, []form[AddressFamily]{
		{"network 10.2.0.3/32\nnetwork 10.13.0.0/24 route-map R", AddressFamily{Network: []Network{
			{Prefix: mustPrefix("10.2.0.3/32")}, {mustPrefix("10.13.0.0/24"), "R"},
		}}},
		{"aggregate-address 10.0.0.0/8 as-set summary-only route-map R", AddressFamily{Aggregate: []AggregateAddress{{
			Prefix: mustPrefix("10.0.0.0/8"), ASSet: true, SummaryOnly: true, RouteMap: "R",
		}}}},
		{"redistribute connected route-map R\nredistribute static\nredistribute kernel", AddressFamily{Redistribute: []Redistribute{
			{RouteMap: "R"}, {Protocol: RedistributeStatic}, {Protocol: RedistributeKernel},
		}}},
		{"neighbor G activate\nno neighbor 10.0.0.1 activate", AddressFamily{Neighbor: []NeighborAF{
			{Neighbor: "G", PeerPolicy: PeerPolicy{Activate: Yes}}, {Neighbor: "10.0.0.1", PeerPolicy: PeerPolicy{Activate: No}},
		}}},
		{"maximum-paths 256\nmaximum-paths ibgp 1", AddressFamily{MaximumPaths: 256, MaximumPathsIBGP: 1}},
		{"distance bgp 20 200 201", AddressFamily{Distance: Distance{20, 200, 201}}},
	})
}

func TestNeighborForms(t *testing.T) {
	forms := []form[PeerSession]{
		{"remote-as 65002", PeerSession{RemoteAS: RemoteAS{AS: 65002}}},
		{"remote-as internal", PeerSession{RemoteAS: RemoteAS{Internal: true}}},
		{"local-as 65100", PeerSession{LocalAS: LocalAS{AS: 65100}}},
		{"local-as 65100 no-prepend replace-as", PeerSession{LocalAS: LocalAS{65100, true, true}}},
		{"description two words", PeerSession{Description: "two words"}},
		{"shutdown", PeerSession{Shutdown: true}},
		{"bfd\nbfd profile FAST", PeerSession{BFD: true, BFDProfile: "FAST"}},
		{"password s3cret", PeerSession{Password: fabric.NewSecret("s3cret")}},
		{"passive", PeerSession{Passive: true}},
		{"ebgp-multihop", PeerSession{EBGPMultihop: 255}},
		{"ebgp-multihop 16", PeerSession{EBGPMultihop: 16}},
		{"disable-connected-check", PeerSession{DisableConnectedCheck: true}},
		{"enforce-first-as", PeerSession{EnforceFirstAS: Yes}},
		{"no enforce-first-as", PeerSession{EnforceFirstAS: No}},
		{"update-source lo", PeerSession{UpdateSource: "lo"}},
		{"advertisement-interval 0", PeerSession{AdvertisementInterval: Some(0)}},
		{"timers 1 3", PeerSession{Timers: Timers{1, 3}}},
		{"timers connect 10", PeerSession{TimersConnect: 10}},
		{"sender-as-path-loop-detection", PeerSession{SenderASPathLoopDetection: true}},
		{"graceful-restart", PeerSession{GracefulRestart: NeighborGracefulRestartOn}},
		{"graceful-restart-helper", PeerSession{GracefulRestart: NeighborGracefulRestartHelper}},
		{"graceful-restart-disable", PeerSession{GracefulRestart: NeighborGracefulRestartDisable}},
	}
	var ofGroup []form[PeerGroup]
	ofNeighbor := []form[Neighbor]{{"peer-group G", Neighbor{PeerGroup: "G"}}}
	for _, f := range forms {
		ofGroup = append(ofGroup, form[PeerGroup]{f.wire, PeerGroup{PeerSession: f.value}})
		ofNeighbor = append(ofNeighbor, form[Neighbor]{f.wire, Neighbor{PeerSession: f.value}})
	}
	testForms(t, peerGroupTable, ofGroup, reading{"graceful-restart\nno graceful-restart", ""})
	testForms(t, neighborTable, ofNeighbor)
	testForms(t, neighborAFTable, []form[NeighborAF]{
		{"activate", NeighborAF{PeerPolicy: PeerPolicy{Activate: Yes}}},
		{"route-reflector-client\nnext-hop-self\nnext-hop-self force", NeighborAF{PeerPolicy: PeerPolicy{RouteReflectorClient: true, NextHopSelf: true, NextHopSelfForce: true}}},
		{"remove-private-AS", NeighborAF{PeerPolicy: PeerPolicy{RemovePrivateAS: RemovePrivateASPlain}}},
		{"remove-private-AS all replace-AS", NeighborAF{PeerPolicy: PeerPolicy{RemovePrivateAS: RemovePrivateASAllReplace}}},
		{"as-override", NeighborAF{PeerPolicy: PeerPolicy{ASOverride: true}}},
		{"no send-community all", NeighborAF{PeerPolicy: PeerPolicy{NoSendCommunity: true, NoSendCommunityExtended: true, NoSendCommunityLarge: true}}},
		{"no send-community extended", NeighborAF{PeerPolicy: PeerPolicy{NoSendCommunityExtended: true}}},
		{"default-originate route-map R", NeighborAF{PeerPolicy: PeerPolicy{DefaultOriginate: true, DefaultOriginateRouteMap: "R"}}},
		{"soft-reconfiguration inbound\nmaximum-prefix 6 80 restart 5 force", NeighborAF{PeerPolicy: PeerPolicy{
			SoftReconfigurationInbound: true, MaximumPrefix: MaximumPrefix{Limit: 6, Threshold: 80, Restart: 5, Force: true},
		}}},
		{"maximum-prefix 6 warning-only", NeighborAF{PeerPolicy: PeerPolicy{MaximumPrefix: MaximumPrefix{Limit: 6, WarningOnly: true}}}},
		{"allowas-in", NeighborAF{PeerPolicy: PeerPolicy{AllowASIn: 3}}},
		{"allowas-in 1", NeighborAF{PeerPolicy: PeerPolicy{AllowASIn: 1}}},
		{"weight 0", NeighborAF{PeerPolicy: PeerPolicy{Weight: Some(0)}}},
		{"prefix-list P in\nprefix-list Q out\nfilter-list A in\nroute-map R out", NeighborAF{PeerPolicy: PeerPolicy{PrefixListIn: "P", PrefixListOut: "Q", FilterListIn: "A", RouteMapOut: "R"}}},
		{"attribute-unchanged next-hop", NeighborAF{PeerPolicy: PeerPolicy{AttributeUnchangedNextHop: true}}},
	},
		reading{"no send-community both\nsend-community extended", "no send-community"},
		reading{"no send-community large\nsend-community all", ""},
		reading{"default-originate route-map R\nno default-originate", ""},
	)
}
