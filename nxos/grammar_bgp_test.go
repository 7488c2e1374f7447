package nxos

import (
	"testing"
)

func TestBGPForms(t *testing.T) {
	instance := func(i Instance) RouterBGP { return RouterBGP{Instance: i} }
	shared := []form[Instance]{
		{"router-id 10.2.0.3", Instance{RouterID: mustAddr("10.2.0.3")}},
		{"cluster-id 10.2.0.9", Instance{ClusterID: mustAddr("10.2.0.9")}},
		{"timers bgp 10 30", Instance{Timers: Timers{10, 30}}},
		{"timers prefix-peer-timeout 0", Instance{TimersPrefixPeerTimeout: Some(0)}},
		{"timers prefix-peer-wait 45", Instance{TimersPrefixPeerWait: Some(45)}},
		{"timers bestpath-limit 240", Instance{TimersBestpathLimit: 240}},
		{"no graceful-restart\ngraceful-restart-helper", Instance{GracefulRestart: No, GracefulRestartHelper: true}},
		{"graceful-restart restart-time 60\ngraceful-restart stalepath-time 200",
			Instance{GracefulRestartRestartTime: 60, GracefulRestartStalepathTime: 200}},
		{"bestpath as-path multipath-relax", Instance{BestpathASPathMultipathRelax: true}},
		{"bestpath always-compare-med", Instance{BestpathAlwaysCompareMED: true}},
		{"bestpath compare-routerid", Instance{BestpathCompareRouterID: true}},
		{"maxas-limit 20", Instance{MaxASLimit: 20}},
		{"reconnect-interval 10", Instance{ReconnectInterval: 10}},
		{"log-neighbor-changes", Instance{LogNeighborChanges: true}},
		{"address-family ipv4 unicast\naddress-family ipv6 unicast",
			Instance{AddressFamily: []AddressFamily{{Family: IPv4Unicast}, {Family: IPv6Unicast}}}},
		{"neighbor 10.0.0.1", Instance{Neighbor: []Neighbor{{Address: mustAddr("10.0.0.1")}}}},
		{"neighbor 2001:db8::/64", Instance{Neighbor: []Neighbor{{Prefix: mustPrefix("2001:db8::/64")}}}},
		{"neighbor 10.13.0.0/24 remote-as route-map NODE-AS",
			Instance{Neighbor: []Neighbor{{Prefix: mustPrefix("10.13.0.0/24"), RemoteASRouteMap: "NODE-AS"}}}},
	}
	process := []form[RouterBGP]{
		{"no fast-external-fallover\nno enforce-first-as", RouterBGP{FastExternalFallover: No, EnforceFirstAS: No}},
		{"shutdown", RouterBGP{Shutdown: true}},
		{"template peer NODES", RouterBGP{TemplatePeer: []TemplatePeer{{Name: "NODES"}}}},
		{"template peer-session NODES", RouterBGP{TemplatePeerSession: []TemplatePeerSession{{Name: "NODES"}}}},
		{"template peer-policy NODES", RouterBGP{TemplatePeerPolicy: []TemplatePeerPolicy{{Name: "NODES"}}}},
		{"vrf k8s", RouterBGP{VRF: []BGPVRF{{Name: "k8s"}}}},
	}
	vrf := []form[BGPVRF]{{"local-as 65100", BGPVRF{LocalAS: 65100}}}
	for _, f := range shared {
		process = append(process, form[RouterBGP]{f.wire, instance(f.value)})
		vrf = append(vrf, form[BGPVRF]{f.wire, BGPVRF{Instance: f.value}})
	}
	readings := []reading{
		{"cluster-id 1", "cluster-id 0.0.0.1"},
		{"neighbor 10.0.0.1 remote-as 65.1", "neighbor 10.0.0.1\n  remote-as 4259841"},
		{"neighbor 10.0.0.1\nneighbor 10.0.0.1 remote-as 5", "neighbor 10.0.0.1\n  remote-as 5"},
	}
	t.Run("process", func(t *testing.T) { testForms(t, bgpTable, process, readings...) })
	t.Run("vrf", func(t *testing.T) { testForms(t, bgpVRFTable, vrf, readings...) })
}

func TestAddressFamilyForms(t *testing.T) {
	testForms(t, addressFamilyTable, []form[AddressFamily]{
		{"network 10.13.0.0/24\nnetwork 10.2.0.3/32 route-map SET-COMMUNITY",
			AddressFamily{Network: []Network{{Prefix: mustPrefix("10.13.0.0/24")}, {mustPrefix("10.2.0.3/32"), "SET-COMMUNITY"}}}},
		{"redistribute direct route-map TAG\nredistribute ospf UNDERLAY route-map ALL",
			AddressFamily{Redistribute: []Redistribute{{RouteMap: "TAG"}, {RedistributeOSPF, "UNDERLAY", "ALL"}}}},
		{"aggregate-address 10.233.64.0/20 as-set summary-only attribute-map A",
			AddressFamily{Aggregate: []AggregateAddress{{mustPrefix("10.233.64.0/20"), true, true, "A"}}}},
		{"maximum-paths 4\nmaximum-paths ibgp 16", AddressFamily{MaximumPaths: 4, MaximumPathsIBGP: 16}},
		{"maximum-paths eibgp 8\nmaximum-paths local 2", AddressFamily{MaximumPathsEIBGP: 8, MaximumPathsLocal: 2}},
		{"maximum-paths mixed 32", AddressFamily{MaximumPathsMixed: 32}},
		{"default-information originate", AddressFamily{DefaultInformationOriginate: true}},
		{"distance 20 200 220", AddressFamily{Distance: Distance{20, 200, 220}}},
		{"nexthop route-map HOSTS", AddressFamily{NextHopRouteMap: "HOSTS"}},
		{"table-map T filter", AddressFamily{TableMap: "T", TableMapFilter: true}},
	},
		reading{"network 10.0.0.0 mask 255.0.0.0", "network 10.0.0.0/8"},
		reading{"network 10.13.0.1/24", "network 10.13.0.0/24"},
	)
}

// sessionForms are those of every mode that holds session lines.
func sessionForms() []form[PeerSession] {
	return []form[PeerSession]{
		{"inherit peer-session NODES", PeerSession{InheritPeerSession: "NODES"}},
		{"bfd\nremote-as 65001", PeerSession{BFD: true, RemoteAS: 65001}},
		{"bfd multihop", PeerSession{BFDMultihop: true}},
		{"local-as 65002 no-prepend replace-as", PeerSession{LocalAS: LocalAS{65002, true, true}}},
		{"local-as 65002", PeerSession{LocalAS: LocalAS{AS: 65002}}},
		{"description node0 of rack bb1", PeerSession{Description: "node0 of rack bb1"}},
		{"password 3 9125d59c18a9b015", PeerSession{Password: Password{3, clearText("9125d59c18a9b015")}}},
		{"password 0 s3cret", PeerSession{Password: Password{Text: clearText("s3cret")}}},
		{"update-source Vlan2300", PeerSession{UpdateSource: "Vlan2300"}},
		{"ebgp-multihop 16\ndisable-connected-check", PeerSession{EBGPMultihop: 16, DisableConnectedCheck: true}},
		{"transport connection-mode passive", PeerSession{TransportConnectionModePassive: true}},
		{"remove-private-as", PeerSession{RemovePrivateAS: RemovePrivateASPlain}},
		{"remove-private-as all", PeerSession{RemovePrivateAS: RemovePrivateASAll}},
		{"remove-private-as replace-as", PeerSession{RemovePrivateAS: RemovePrivateASReplace}},
		{"timers 0 3", PeerSession{Timers: Timers{0, 3}}},
		{"maximum-peers 100\nshutdown", PeerSession{MaximumPeers: 100, Shutdown: true}},
	}
}

// policyForms are those of every mode that holds policy lines.
func policyForms() []form[PeerPolicy] {
	return []form[PeerPolicy]{
		{"inherit peer-policy NODES 10", PeerPolicy{InheritPeerPolicy: []InheritPeerPolicy{{"NODES", 10}}}},
		{"send-community\nsend-community extended", PeerPolicy{SendCommunity: true, SendCommunityExtended: true}},
		{"route-reflector-client\nnext-hop-self", PeerPolicy{RouteReflectorClient: true, NextHopSelf: true}},
		{"next-hop-self all\nno next-hop-third-party", PeerPolicy{NextHopSelfAll: true, NoNextHopThirdParty: true}},
		{"as-override\ndisable-peer-as-check", PeerPolicy{ASOverride: true, DisablePeerASCheck: true}},
		{"allowas-in 1", PeerPolicy{AllowASIn: 1}},
		{"default-originate", PeerPolicy{DefaultOriginate: true}},
		{"default-originate route-map D", PeerPolicy{DefaultOriginate: true, DefaultOriginateRouteMap: "D"}},
		{"prefix-list A in\nprefix-list B out", PeerPolicy{PrefixListIn: "A", PrefixListOut: "B"}},
		{"filter-list A in\nfilter-list B out", PeerPolicy{FilterListIn: "A", FilterListOut: "B"}},
		{"route-map in in\nroute-map NODE-OUT out", PeerPolicy{RouteMapIn: "in", RouteMapOut: "NODE-OUT"}},
		{"maximum-prefix 1000 80 restart 5", PeerPolicy{MaximumPrefix: MaximumPrefix{Limit: 1000, Threshold: 80, Restart: 5}}},
		{"maximum-prefix 1000 warning-only", PeerPolicy{MaximumPrefix: MaximumPrefix{Limit: 1000, WarningOnly: true}}},
		{"soft-reconfiguration inbound", PeerPolicy{SoftReconfigurationInbound: SoftReconfigurationInbound}},
		{"soft-reconfiguration inbound always", PeerPolicy{SoftReconfigurationInbound: SoftReconfigurationInboundAlways}},
		{"weight 0", PeerPolicy{Weight: Some(0)}},
	}
}

func formsOf[A, B any](forms []form[A], whole func(A) B) []form[B] {
	var all []form[B]
	for _, f := range forms {
		all = append(all, form[B]{f.wire, whole(f.value)})
	}
	return all
}

func TestNeighborForms(t *testing.T) {
	passwords := reading{"password plain", "password 0 plain"}
	families := []NeighborAF{{Family: IPv6Unicast}}
	t.Run("neighbor", func(t *testing.T) {
		testForms(t, neighborTable, append(
			formsOf(sessionForms(), func(s PeerSession) Neighbor { return Neighbor{PeerSession: s} }),
			form[Neighbor]{"inherit peer SPINES", Neighbor{InheritPeer: "SPINES"}},
			form[Neighbor]{"address-family ipv6 unicast", Neighbor{AddressFamily: families}}), passwords)
	})
	t.Run("template peer", func(t *testing.T) {
		testForms(t, templatePeerTable, append(
			formsOf(sessionForms(), func(s PeerSession) TemplatePeer { return TemplatePeer{PeerSession: s} }),
			form[TemplatePeer]{"address-family ipv6 unicast", TemplatePeer{AddressFamily: families}}), passwords)
	})
	t.Run("template peer-session", func(t *testing.T) {
		testForms(t, templatePeerSessionTable,
			formsOf(sessionForms(), func(s PeerSession) TemplatePeerSession { return TemplatePeerSession{PeerSession: s} }), passwords)
	})
}

func TestPolicyForms(t *testing.T) {
	readings := []reading{
		{"send-community both", "send-community\nsend-community extended"},
		{"send-community standard", "send-community"},
		{"allowas-in", "allowas-in 3"},
	}
	t.Run("address-family", func(t *testing.T) {
		testForms(t, neighborAFTable, formsOf(policyForms(), func(p PeerPolicy) NeighborAF { return NeighborAF{PeerPolicy: p} }), readings...)
	})
	t.Run("template peer-policy", func(t *testing.T) {
		testForms(t, templatePeerPolicyTable,
			formsOf(policyForms(), func(p PeerPolicy) TemplatePeerPolicy { return TemplatePeerPolicy{PeerPolicy: p} }), readings...)
	})
}
