package junos

import (
	"net/netip"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

func mustPrefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
func mustAddr(s string) netip.Addr     { return netip.MustParseAddr(s) }

func mustParse(t *testing.T, text string) Config {
	t.Helper()
	c, err := Parse([]byte(text))
	require.NoError(t, err)
	return c
}

// TestStatements reads every statement from the form in which its source has it,
// and writes it in both forms: B is a test configuration of Batfish's Juniper grammar
// (projects/batfish/src/test/resources/org/batfish/grammar/juniper/testconfigs), J a
// page of Juniper's manual, Y Juniper's model of the configuration (Juniper/yang,
// 23.4R1, junos-qfx).
func TestStatements(t *testing.T) {
	bgp := func(g Group) Config { return Config{Protocols: Protocols{BGP: BGP{Group: []Group{g}}}} }
	policy := func(b Body) Config {
		return Config{PolicyOptions: PolicyOptions{PolicyStatement: []PolicyStatement{{Name: "p", Term: []Term{{Name: "t", Body: b}}}}}}
	}
	for _, row := range []struct {
		source, set, braces string
		want                Config
	}{
		{"B chassis-maximum-ecmp", "set system host-name chassis-maximum-ecmp\nset chassis maximum-ecmp 64",
			"system { host-name chassis-maximum-ecmp; } chassis { maximum-ecmp 64; }",
			Config{System: System{HostName: "chassis-maximum-ecmp"}, Chassis: Chassis{MaximumECMP: 64}}},
		{"B bgp-allow", "set protocols bgp group GROUP local-address 1.1.1.1\nset protocols bgp group GROUP peer-as 2\nset protocols bgp group GROUP allow 10.1.1.0/24",
			"protocols { bgp { group GROUP { local-address 1.1.1.1; peer-as 2; allow 10.1.1.0/24; } } }",
			bgp(Group{Name: "GROUP", Peering: Peering{LocalAddress: mustAddr("1.1.1.1"), PeerAS: 2}, Allow: []Prefix{mustPrefix("10.1.1.0/24")}})},
		{"B autonomous-system-loops", "set routing-options autonomous-system 1 loops 2", "routing-options { autonomous-system 1 loops 2; }",
			Config{RoutingOptions: RoutingOptions{AutonomousSystem: AutonomousSystem{AS: 1, Loops: 2}}}},
		{"B bgp-loops", "set protocols bgp group G family inet unicast loops 1\nset protocols bgp group G family inet6 unicast loops 1",
			"protocols { bgp { group G { family inet { unicast { loops 1; } } family inet6 { unicast { loops 1; } } } } }",
			bgp(Group{Name: "G", Peering: Peering{Inet: Unicast{On: true, Loops: 1}, Inet6: Unicast{On: true, Loops: 1}}})},
		{"B bgp-multipath", "set protocols bgp group MYGROUP multipath\nset protocols bgp group MYGROUP neighbor 1.1.1.1",
			"protocols { bgp { group MYGROUP { multipath; neighbor 1.1.1.1; } } }",
			bgp(Group{Name: "MYGROUP", Peering: Peering{Multipath: Multipath{On: true}}, Neighbor: []Neighbor{{Address: mustAddr("1.1.1.1")}}})},
		{"J multipath", "set protocols bgp group G multipath multiple-as", "protocols { bgp { group G { multipath { multiple-as; } } } }",
			bgp(Group{Name: "G", Peering: Peering{Multipath: Multipath{On: true, MultipleAS: true}}})},
		{"J local-as", "set protocols bgp group G local-as 65001 loops 2 private no-prepend-global-as",
			"protocols { bgp { group G { local-as 65001 loops 2 private no-prepend-global-as; } } }",
			bgp(Group{Name: "G", Peering: Peering{LocalAS: LocalAS{AS: 65001, Loops: 2, Private: true, NoPrependGlobalAS: true}}})},
		{"J prefix-limit", "set protocols bgp group G family inet unicast prefix-limit maximum 1000\nset protocols bgp group G family inet unicast prefix-limit teardown 80 idle-timeout 5",
			"protocols { bgp { group G { family inet { unicast { prefix-limit { maximum 1000; teardown 80 idle-timeout 5; } } } } } }",
			bgp(Group{Name: "G", Peering: Peering{Inet: Unicast{On: true, PrefixLimit: PrefixLimit{Maximum: 1000, Teardown: Teardown{On: true, Percent: 80, IdleTimeout: 5}}}}})},
		{"J prefix-limit", "set protocols bgp group G family inet unicast prefix-limit maximum 5\nset protocols bgp group G family inet unicast prefix-limit teardown idle-timeout forever",
			"protocols { bgp { group G { family inet { unicast { prefix-limit { maximum 5; teardown { idle-timeout forever; } } } } } } }",
			bgp(Group{Name: "G", Peering: Peering{Inet: Unicast{On: true, PrefixLimit: PrefixLimit{Maximum: 5, Teardown: Teardown{On: true, Forever: true}}}}})},
		{"J multihop", "set protocols bgp group G multihop ttl 3\nset protocols bgp group G multihop no-nexthop-change", "protocols { bgp { group G { multihop { ttl 3; no-nexthop-change; } } } }",
			bgp(Group{Name: "G", Peering: Peering{Multihop: Multihop{On: true, TTL: 3, NoNextHopChange: true}}})},
		{"J graceful-restart", "set protocols bgp group G graceful-restart restart-time 120\nset protocols bgp group G graceful-restart stale-routes-time 240",
			"protocols { bgp { group G { graceful-restart { restart-time 120; stale-routes-time 240; } } } }",
			bgp(Group{Name: "G", Peering: Peering{GracefulRestart: GracefulRestart{On: true, RestartTime: 120, StaleRoutesTime: 240}}})},
		{"Y graceful-restart long-lived receiver", "set protocols bgp group G graceful-restart long-lived receiver disable",
			"protocols { bgp { group G { graceful-restart { long-lived { receiver { disable; } } } } } }",
			bgp(Group{Name: "G", Peering: Peering{GracefulRestart: GracefulRestart{On: true, ReceiverDisable: true}}})},
		{"Y dynamic-neighbor", "set protocols bgp group G dynamic-neighbor nodes allow 10.0.0.0/24\nset protocols bgp group G dynamic-neighbor nodes peer-limit 100\nset protocols bgp group G dynamic-neighbor nodes authentication-key \"a b\"\nset protocols bgp group G peer-as-list L",
			"protocols { bgp { group G { dynamic-neighbor nodes { allow 10.0.0.0/24; peer-limit 100; authentication-key \"a b\"; } peer-as-list L; } } }",
			bgp(Group{Name: "G", PeerASList: "L", DynamicNeighbor: []DynamicNeighbor{{Name: "nodes", Allow: []Prefix{mustPrefix("10.0.0.0/24")}, PeerLimit: Some(100), AuthenticationKey: fabric.NewSecret("a b")}}})},
		{"Y bfd-liveness-detection", "set protocols bgp group G bfd-liveness-detection minimum-interval 300\nset protocols bgp group G bfd-liveness-detection multiplier 3\nset protocols bgp group G bfd-liveness-detection transmit-interval minimum-interval 500",
			"protocols { bgp { group G { bfd-liveness-detection { minimum-interval 300; multiplier 3; transmit-interval { minimum-interval 500; } } } } }",
			bgp(Group{Name: "G", Peering: Peering{BFD: BFD{MinimumInterval: 300, Multiplier: 3, TransmitInterval: 500}}})},
		{"J path-selection", "set protocols bgp path-selection external-router-id", "protocols { bgp { path-selection external-router-id; } }",
			Config{Protocols: Protocols{BGP: BGP{PathSelection: PathSelection{ExternalRouterID: true}}}}},
		{"J group, neighbor", "set protocols bgp group G type external\nset protocols bgp group G hold-time 30\nset protocols bgp group G passive\nset protocols bgp group G advertise-peer-as\nset protocols bgp group G import A\nset protocols bgp group G import B\nset protocols bgp group G as-override\nset protocols bgp group G neighbor 10.0.0.1 description \"to node 1\"",
			"protocols { bgp { group G { type external; hold-time 30; passive; advertise-peer-as; import [ A B ]; as-override; neighbor 10.0.0.1 { description \"to node 1\"; } } } }",
			bgp(Group{Name: "G", Type: External, Peering: Peering{HoldTime: Some(30), Passive: true, AdvertisePeerAS: true, Import: []string{"A", "B"}, ASOverride: true},
				Neighbor: []Neighbor{{Address: mustAddr("10.0.0.1"), Peering: Peering{Description: "to node 1"}}}})},
		{"B community", "set policy-options community well-known members no-advertise\nset policy-options community well-known members no-export\nset policy-options community well-known members no-export-subconfed",
			"policy-options { community well-known members [ no-advertise no-export no-export-subconfed ]; }",
			Config{PolicyOptions: PolicyOptions{Community: []Community{{Name: "well-known", Members: []fabric.Community{0xFFFFFF02, 0xFFFFFF01, 0xFFFFFF03}}}}}},
		{"J as-list", "set policy-options as-list L members 65101-65164\nset policy-options as-list L members 65200", "policy-options { as-list L members [ 65101-65164 65200 ]; }",
			Config{PolicyOptions: PolicyOptions{ASList: []ASList{{"L", []ASRange{{65101, 65164}, {65200, 65200}}}}}}},
		{"J as-path", `set policy-options as-path LONG ".{3,}"`, `policy-options { as-path LONG ".{3,}"; }`,
			Config{PolicyOptions: PolicyOptions{ASPath: []ASPath{{"LONG", ".{3,}"}}}}},
		{"J prefix-list", "set policy-options prefix-list PL 10.0.0.0/8\nset policy-options prefix-list PL 2001:db8::/32", "policy-options { prefix-list PL { 10.0.0.0/8; 2001:db8::/32; } }",
			Config{PolicyOptions: PolicyOptions{PrefixList: []PrefixList{{"PL", []Prefix{mustPrefix("10.0.0.0/8"), mustPrefix("2001:db8::/32")}}}}}},
		{"J route-filter", "set policy-options policy-statement p term t from route-filter 10.0.0.0/8 exact\nset policy-options policy-statement p term t from route-filter 10.0.0.0/8 longer\nset policy-options policy-statement p term t from route-filter 10.0.0.0/8 orlonger\nset policy-options policy-statement p term t from route-filter 10.0.0.0/8 upto /24\nset policy-options policy-statement p term t from route-filter 10.0.0.0/8 prefix-length-range /16-/24",
			"policy-options { policy-statement p { term t { from { route-filter 10.0.0.0/8 exact; route-filter 10.0.0.0/8 longer; route-filter 10.0.0.0/8 orlonger; route-filter 10.0.0.0/8 upto /24; route-filter 10.0.0.0/8 prefix-length-range /16-/24; } } } }",
			policy(Body{From: From{RouteFilter: []RouteFilter{
				{Prefix: mustPrefix("10.0.0.0/8"), Type: Exact}, {Prefix: mustPrefix("10.0.0.0/8"), Type: Longer}, {Prefix: mustPrefix("10.0.0.0/8"), Type: OrLonger},
				{Prefix: mustPrefix("10.0.0.0/8"), Type: UpTo, Max: 24}, {Prefix: mustPrefix("10.0.0.0/8"), Type: PrefixLengthRange, Min: 16, Max: 24},
			}}})},
		{"Y policy-statement from", "set policy-options policy-statement p term t from family inet\nset policy-options policy-statement p term t from protocol direct\nset policy-options policy-statement p term t from protocol bgp\nset policy-options policy-statement p term t from neighbor 10.0.0.1\nset policy-options policy-statement p term t from as-path A\nset policy-options policy-statement p term t from as-path-calc-length 3 orhigher\nset policy-options policy-statement p term t from community C\nset policy-options policy-statement p term t from route-type external\nset policy-options policy-statement p term t from prefix-list PL\nset policy-options policy-statement p term t from prefix-list-filter PL orlonger\nset policy-options policy-statement p term t from tag 7",
			"policy-options { policy-statement p { term t { from { family inet; protocol [ direct bgp ]; neighbor 10.0.0.1; as-path A; as-path-calc-length 3 orhigher; community C; route-type external; prefix-list PL; prefix-list-filter PL orlonger; tag 7; } } } }",
			policy(Body{From: From{
				Family: FamilyInet, Protocol: []Protocol{ProtocolDirect, ProtocolBGP}, Neighbor: []Addr{mustAddr("10.0.0.1")}, ASPath: []string{"A"},
				ASPathCalcLength: []Count{{3, OrHigher}}, Community: []string{"C"}, RouteType: RouteExternal, PrefixList: []string{"PL"},
				PrefixListFilter: []PrefixListFilter{{"PL", OrLonger}}, Tag: []uint32{7},
			}})},
		{"B policy-options then", "set policy-options policy-statement p term t then metric 5\nset policy-options policy-statement p term t then local-preference 150\nset policy-options policy-statement p term t then origin igp\nset policy-options policy-statement p term t then community add C\nset policy-options policy-statement p term t then community delete D\nset policy-options policy-statement p term t then as-path-prepend \"65001 65001\"\nset policy-options policy-statement p term t then next-hop self\nset policy-options policy-statement p term t then tag 9\nset policy-options policy-statement p term t then next term",
			"policy-options { policy-statement p { term t { then { metric 5; local-preference 150; origin igp; community add C; community - D; as-path-prepend \"65001 65001\"; next-hop self; tag 9; next term; } } } }",
			policy(Body{Then: Then{
				Metric: Some(5), LocalPreference: Some(150), Origin: OriginIGP, Community: []CommunityAction{{Add, "C"}, {Delete, "D"}},
				ASPathPrepend: "65001 65001", NextHop: NextHop{Self: true}, Tag: Some(9), Next: NextTerm,
			}})},
		{"J load-balance", "set policy-options policy-statement LB then load-balance per-packet\nset policy-options policy-statement LB then accept\nset routing-options forwarding-table export LB",
			"policy-options { policy-statement LB { then { load-balance per-packet; accept; } } } routing-options { forwarding-table { export LB; } }",
			Config{
				PolicyOptions:  PolicyOptions{PolicyStatement: []PolicyStatement{{Name: "LB", Unnamed: Body{Then: Then{LoadBalance: PerPacket, Action: Accept}}}}},
				RoutingOptions: RoutingOptions{ForwardingTableExport: []string{"LB"}},
			}},
		{"J static", "set routing-options rib inet6.0 static route ::/0 discard\nset routing-options static route 0.0.0.0/0 discard\nset routing-options static route 0.0.0.0/0 preference 200\nset routing-options static route 10.0.0.0/8 next-hop 192.0.2.1\nset routing-options static route 10.0.0.0/8 next-hop 192.0.2.2",
			"routing-options { rib inet6.0 { static { route ::/0 discard; } } static { route 0.0.0.0/0 { discard; preference 200; } route 10.0.0.0/8 next-hop [ 192.0.2.1 192.0.2.2 ]; } }",
			Config{RoutingOptions: RoutingOptions{
				RIB:    []RIB{{"inet6.0", []StaticRoute{{Prefix: mustPrefix("::/0"), Discard: true}}}},
				Static: []StaticRoute{{Prefix: mustPrefix("0.0.0.0/0"), Discard: true, Preference: Some(200)}, {Prefix: mustPrefix("10.0.0.0/8"), NextHop: []Addr{mustAddr("192.0.2.1"), mustAddr("192.0.2.2")}}},
			}}},
		{"J MC-LAG for layer 3 unicast using VRRP; B juniper HSW-003b", "set interfaces ae11 aggregated-ether-options lacp active\nset interfaces ae11 aggregated-ether-options lacp system-id 02:00:00:01:00:0b\nset interfaces ae11 aggregated-ether-options lacp admin-key 11\nset interfaces ae11 aggregated-ether-options mc-ae mc-ae-id 11\nset interfaces ae11 aggregated-ether-options mc-ae redundancy-group 1\nset interfaces ae11 aggregated-ether-options mc-ae chassis-id 0\nset interfaces ae11 aggregated-ether-options mc-ae mode active-active\nset interfaces ae11 aggregated-ether-options mc-ae status-control active\nset interfaces ae11 aggregated-ether-options mc-ae init-delay-time 240\nset multi-chassis multi-chassis-protection 10.88.20.14 interface ae0\nset protocols iccp local-ip-addr 10.88.20.15\nset protocols iccp peer 10.88.20.14 session-establishment-hold-time 50\nset protocols iccp peer 10.88.20.14 redundancy-group-id-list 1\nset protocols iccp peer 10.88.20.14 backup-liveness-detection backup-peer-ip 172.22.5.2\nset protocols iccp peer 10.88.20.14 liveness-detection minimum-interval 1000\nset switch-options service-id 1",
			"interfaces { ae11 { aggregated-ether-options { lacp { active; system-id 02:00:00:01:00:0b; admin-key 11; } mc-ae { mc-ae-id 11; redundancy-group 1; chassis-id 0; mode active-active; status-control active; init-delay-time 240; } } } } multi-chassis { multi-chassis-protection 10.88.20.14 { interface ae0; } } protocols { iccp { local-ip-addr 10.88.20.15; peer 10.88.20.14 { session-establishment-hold-time 50; redundancy-group-id-list 1; backup-liveness-detection { backup-peer-ip 172.22.5.2; } liveness-detection { minimum-interval 1000; } } } } switch-options { service-id 1; }",
			Config{
				Interfaces: []Interface{{Name: "ae11", AggregatedEtherOptions: AggregatedEtherOptions{
					LACP: LACP{Active: true, SystemID: "02:00:00:01:00:0b", AdminKey: 11},
					MCAE: MCAE{ID: 11, RedundancyGroup: 1, ChassisID: Some(0), Mode: ActiveActive, StatusControl: StatusActive, InitDelayTime: 240},
				}}},
				MultiChassis: MultiChassis{Protection: []Protection{{mustAddr("10.88.20.14"), "ae0"}}},
				Protocols: Protocols{ICCP: ICCP{LocalIPAddr: mustAddr("10.88.20.15"), Peer: []ICCPPeer{{
					Address: mustAddr("10.88.20.14"), SessionEstablishmentHoldTime: 50, RedundancyGroupIDList: []uint32{1}, BackupPeerIP: mustAddr("172.22.5.2"), MinimumInterval: 1000,
				}}}},
				SwitchOptions: SwitchOptions{ServiceID: 1},
			}},
		{"J vrrp-group, vrrp-inet6-group", "set interfaces irb unit 5 family inet address 10.0.0.2/24 vrrp-group 1 virtual-address 10.0.0.1\nset interfaces irb unit 5 family inet address 10.0.0.2/24 vrrp-group 1 priority 110\nset interfaces irb unit 5 family inet address 10.0.0.2/24 vrrp-group 1 accept-data\nset interfaces irb unit 5 family inet6 address 2001:db8::2/64 vrrp-inet6-group 1 virtual-link-local-address fe80::1\nset interfaces irb unit 5 family inet6 address 2001:db8::2/64 vrrp-inet6-group 1 virtual-inet6-address 2001:db8::1\nset protocols vrrp version-3",
			"interfaces { irb { unit 5 { family inet { address 10.0.0.2/24 { vrrp-group 1 { virtual-address 10.0.0.1; priority 110; accept-data; } } } family inet6 { address 2001:db8::2/64 { vrrp-inet6-group 1 { virtual-link-local-address fe80::1; virtual-inet6-address 2001:db8::1; } } } } } } protocols { vrrp { version-3; } }",
			Config{
				Interfaces: []Interface{{Name: "irb", Unit: []Unit{{
					Number: 5,
					Inet:   Inet{On: true, Address: []Address{{Prefix: mustPrefix("10.0.0.2/24"), VRRPGroup: []VRRPGroup{{Group: 1, VirtualAddress: []Addr{mustAddr("10.0.0.1")}, Priority: 110, AcceptData: true}}}}},
					Inet6: Inet{On: true, Address: []Address{{Prefix: mustPrefix("2001:db8::2/64"), VRRPGroup: []VRRPGroup{{
						Group: 1, VirtualLinkLocalAddress: mustAddr("fe80::1"), VirtualAddress: []Addr{mustAddr("2001:db8::1")},
					}}}}},
				}}}},
				Protocols: Protocols{VRRPVersion3: true},
			}},
		{"J ether-options 802.3ad, family ethernet-switching", "set interfaces xe-0/0/1 disable\nset interfaces xe-0/0/1 mtu 9018\nset interfaces xe-0/0/1 ether-options 802.3ad ae1\nset interfaces ae1 unit 0 family ethernet-switching interface-mode trunk\nset interfaces ae1 unit 0 family ethernet-switching vlan members v5\nset interfaces ae1 unit 0 family ethernet-switching vlan members 100-110\nset vlans v5 vlan-id 5\nset vlans v5 l3-interface irb.5",
			"interfaces { xe-0/0/1 { disable; mtu 9018; ether-options { 802.3ad ae1; } } ae1 { unit 0 { family ethernet-switching { interface-mode trunk; vlan { members [ v5 100-110 ]; } } } } } vlans { v5 { vlan-id 5; l3-interface irb.5; } }",
			Config{
				Interfaces: []Interface{
					{Name: "xe-0/0/1", Disable: true, MTU: 9018, Aggregate: "ae1"},
					{Name: "ae1", Unit: []Unit{{EthernetSwitching: EthernetSwitching{On: true, InterfaceMode: Trunk, VLANMembers: []string{"v5", "100-110"}}}}},
				},
				VLANs: []VLAN{{"v5", 5, "irb.5"}},
			}},
		{"J mgmt_junos", "set system management-instance\nset routing-instances mgmt_junos routing-options static route 0.0.0.0/0 next-hop 172.16.0.1",
			"system { management-instance; } routing-instances { mgmt_junos { routing-options { static { route 0.0.0.0/0 next-hop 172.16.0.1; } } } }",
			Config{
				System: System{ManagementInstance: true},
				RoutingInstances: []RoutingInstance{{Name: "mgmt_junos", RoutingOptions: RoutingOptions{
					Static: []StaticRoute{{Prefix: mustPrefix("0.0.0.0/0"), NextHop: []Addr{mustAddr("172.16.0.1")}}},
				}}},
			}},
	} {
		t.Run(row.source, func(t *testing.T) {
			assert.Equal(t, row.want, mustParse(t, row.set))
			assert.Equal(t, row.want, mustParse(t, row.braces))
			assert.Equal(t, row.want, mustParse(t, string(Text(row.want))))
			assert.ElementsMatch(t, strings.Split(row.set, "\n"), strings.Split(strings.TrimSpace(string(SetText(row.want))), "\n"))
		})
	}
}

// TestDeviceForms are forms that the device or people write in another way.
func TestDeviceForms(t *testing.T) {
	for name, row := range map[string][2]string{
		"options line by line (B autonomous-system-loops)": {"set routing-options autonomous-system 1\nset routing-options autonomous-system loops 2", "set routing-options autonomous-system 1 loops 2"},
		"asdot (J local-as)":        {"set protocols bgp group G peer-as 1.10", "set protocols bgp group G peer-as 65546"},
		"a filter without a length": {"set policy-options policy-statement p from route-filter 10.0.0.1 exact", "set policy-options policy-statement p from route-filter 10.0.0.1/32 exact"},
		"bits behind the length":    {"set routing-options static route 10.1.2.3/8 discard", "set routing-options static route 10.0.0.0/8 discard"},
		"the later value holds":     {"set protocols bgp group G hold-time 90\nset protocols bgp group G hold-time 30", "set protocols bgp group G hold-time 30"},
		"forever after minutes":     {"set protocols bgp group G family inet unicast prefix-limit teardown idle-timeout 5\nset protocols bgp group G family inet unicast prefix-limit teardown idle-timeout forever", "set protocols bgp group G family inet unicast prefix-limit teardown idle-timeout forever"},
		"remarks of the device":     {"## Last commit: 2024-01-01\nsystem { host-name a; }\nprotocols { bgp { group G { authentication-key \"$9$x\"; ## SECRET-DATA\n } } }", "set system host-name a\nset protocols bgp group G authentication-key \"$9$x\""},
		"blocks on one line":        {"policy-options { policy-statement p { then reject; } }", "set policy-options policy-statement p then reject"},
		"delete and set anew":       {"set protocols bgp group G type internal\ndelete protocols bgp group G\nset protocols bgp group H type internal", "set protocols bgp group H type internal"},
	} {
		t.Run(name, func(t *testing.T) { assert.Equal(t, mustParse(t, row[1]), mustParse(t, row[0])) })
	}
}
