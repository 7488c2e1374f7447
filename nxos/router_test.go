package nxos

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

func mustRouter(t *testing.T, text []byte) routing.Router {
	t.Helper()
	c := mustParse(t, text)
	r, err := c.Router()
	require.NoError(t, err)
	return r
}

// bgpOf is the lines of a process of AS 65001.
func bgpOf(l ...string) []byte {
	return lines(append([]string{"hostname leaf1", "router bgp 65001"}, l...)...)
}

func TestALeafOfARackMeans(t *testing.T) {
	r := mustRouter(t, validLeaf())
	assert.Equal(t, "leaf1", r.Name)
	require.Len(t, r.VRFs, 2)
	v := r.VRFs[0]
	assert.Equal(t, []routing.Interface{
		{Name: "Vlan2300", Addresses: []netip.Prefix{mustPrefix("10.13.0.2/24")}, MTU: 1500, Virtual: []netip.Addr{mustAddr("10.13.0.1")}},
		{Name: "Ethernet1/49", Addresses: []netip.Prefix{mustPrefix("10.4.0.33/30")}, MTU: 1500},
	}, v.Interfaces)
	assert.Equal(t, []routing.Static{{Prefix: mustPrefix("0.0.0.0/0"), Via: []netip.Addr{mustAddr("192.0.2.1")}, Distance: 1}}, r.VRFs[1].Static)

	b := v.BGP
	require.NotNil(t, b)
	assert.Equal(t, routing.Unicast{Networks: []routing.Network{{Prefix: mustPrefix("10.13.0.0/24")}}, MaxPathsEBGP: 4, MaxPathsIBGP: 16}, *b.IPv4)
	assert.Nil(t, b.IPv6)
	spine, nodes := b.Neighbors[0], b.Neighbors[1]
	assert.Equal(t, routing.Neighbor{
		Name: "10.4.0.34", Address: mustAddr("10.4.0.34"), RemoteAS: []routing.ASRange{{First: 64512, Last: 64512}}, BFD: true,
		Keepalive: 60 * time.Second, Hold: 180 * time.Second, GracefulRestart: 300 * time.Second,
		Restart:  routing.Restart{Aware: true, Able: true, Time: 120 * time.Second},
		Families: []routing.NeighborFamily{{PeerASCheck: true}},
	}, spine, "the template's AS and family, the defaults of NX-OS")
	assert.Equal(t, mustPrefix("10.13.0.0/24"), nodes.Range)
	assert.Equal(t, mustAddr("10.13.0.2"), nodes.Source)
	assert.Equal(t, 100, nodes.MaxPeers)
	policy := nodes.Families[0].Import
	require.NotNil(t, policy)
	assert.True(t, nodes.Families[0].RouteReflectorClient)
	require.Len(t, policy.Terms, 2)
	assert.True(t, policy.Terms[0].Continue)
	assert.Equal(t, []routing.PrefixRule{{Permit: true, Prefix: mustPrefix("10.233.0.0/18"), Min: 18, Max: 32}}, policy.Terms[0].Match.Prefixes[0].Rules)
	assert.Equal(t, routing.CommunityRule{Permit: true, All: []routing.Community{65001<<16 | 100}}, policy.Terms[0].Match.Communities[0].Rules[0])
	assert.Equal(t, routing.Set{LocalPref: 150, HasLocalPref: true}, policy.Terms[1].Set)
}

func TestTemplatesAreInheritedAndTheNeighborWins(t *testing.T) {
	r := mustRouter(t, bgpOf(
		"  template peer-session S", "    timers 5 15", "    ebgp-multihop 5", "    remote-as 1",
		"  template peer-policy P1", "    weight 1", "    as-override",
		"  template peer-policy P2", "    weight 2", "    allowas-in 2",
		"  template peer T", "    inherit peer-session S", "    remote-as 64512",
		"    address-family ipv4 unicast", "      inherit peer-policy P2 20", "      inherit peer-policy P1 10", "      send-community",
		"  neighbor 10.0.0.2", "    inherit peer T", "    ebgp-multihop 3",
		"  neighbor 10.0.0.4", "    inherit peer T", "    address-family ipv4 unicast", "      weight 9",
		"    address-family ipv6 unicast"))
	a, b := r.VRFs[0].BGP.Neighbors[0], r.VRFs[0].BGP.Neighbors[1]
	assert.Equal(t, 3, a.TTL, "own")
	assert.Equal(t, []routing.ASRange{{First: 64512, Last: 64512}}, a.RemoteAS, "of the template")
	assert.Equal(t, 15*time.Second, a.Hold, "of the template's session")
	assert.Equal(t, []routing.NeighborFamily{{PeerASCheck: true, SendCommunity: true, ASOverride: true, Weight: 1, AllowOwnAS: 2}}, a.Families,
		"the policy with the lower number first")
	require.Len(t, b.Families, 2)
	assert.Equal(t, uint16(9), b.Families[0].Weight)
	assert.True(t, b.Families[0].SendCommunity)
	assert.Equal(t, routing.NeighborFamily{Family: routing.IPv6, PeerASCheck: true}, b.Families[1], "a family without lines is active")
}

func TestATemplateThatInheritsItselfEnds(t *testing.T) {
	r := mustRouter(t, bgpOf("  template peer-session A", "    inherit peer-session B", "  template peer-session B", "    inherit peer-session A",
		"    timers 5 15", "  template peer-policy P", "    inherit peer-policy P 5", "  neighbor 10.0.0.2", "    inherit peer-session A",
		"    address-family ipv4 unicast", "      inherit peer-policy P 5"))
	assert.Equal(t, 15*time.Second, r.VRFs[0].BGP.Neighbors[0].Hold)
}

func TestEveryKnobOfANeighborIsLifted(t *testing.T) {
	session := map[string]func(*routing.Neighbor){
		"ebgp-multihop 16":                  func(n *routing.Neighbor) { n.TTL = 16 },
		"disable-connected-check":           func(n *routing.Neighbor) { n.DisableConnectedCheck = true },
		"transport connection-mode passive": func(n *routing.Neighbor) { n.Passive = true },
		"shutdown":                          func(n *routing.Neighbor) { n.Shutdown = true },
		"update-source loopback9":           func(n *routing.Neighbor) { n.Shutdown = true },
		"bfd multihop":                      func(n *routing.Neighbor) { n.BFD = true },
		"local-as 65100":                    func(n *routing.Neighbor) { n.LocalAS = 65100 },
		"maximum-peers 7":                   func(n *routing.Neighbor) { n.MaxPeers = 7 },
		"timers 10 30":                      func(n *routing.Neighbor) { n.Keepalive, n.Hold = 10*time.Second, 30*time.Second },
		"password 0 abc":                    func(n *routing.Neighbor) { n.Auth = routing.NewAuth("abc") },
		"password 3 9125d59c18a9b015":       func(n *routing.Neighbor) { n.Auth = routing.UnknownAuth() },
		"remove-private-as":                 func(n *routing.Neighbor) { n.Families[0].RemovePrivateAS = true },
	}
	family := map[string]func(*routing.NeighborFamily){
		"route-reflector-client":              func(f *routing.NeighborFamily) { f.RouteReflectorClient = true },
		"next-hop-self":                       func(f *routing.NeighborFamily) { f.NextHop = routing.NextHopSelf },
		"next-hop-self all":                   func(f *routing.NeighborFamily) { f.NextHop = routing.NextHopSelfAll },
		"no next-hop-third-party":             func(f *routing.NeighborFamily) { f.NoThirdParty = true },
		"as-override":                         func(f *routing.NeighborFamily) { f.ASOverride = true },
		"disable-peer-as-check":               func(f *routing.NeighborFamily) { f.PeerASCheck = false },
		"allowas-in":                          func(f *routing.NeighborFamily) { f.AllowOwnAS = 3 },
		"default-originate":                   func(f *routing.NeighborFamily) { f.DefaultOriginate = true },
		"send-community":                      func(f *routing.NeighborFamily) { f.SendCommunity = true },
		"send-community extended":             func(*routing.NeighborFamily) {},
		"maximum-prefix 100 80 warning-only":  func(f *routing.NeighborFamily) { f.MaxPrefixes, f.MaxPrefixesWarn = 100, true },
		"weight 5":                            func(f *routing.NeighborFamily) { f.Weight = 5 },
		"soft-reconfiguration inbound always": func(*routing.NeighborFamily) {},
	}
	want := func() routing.Neighbor {
		return routing.Neighbor{
			Name: "10.0.0.2", Address: mustAddr("10.0.0.2"), RemoteAS: []routing.ASRange{{First: 1, Last: 1}},
			Keepalive: 60 * time.Second, Hold: 180 * time.Second, GracefulRestart: 300 * time.Second,
			Restart:  routing.Restart{Aware: true, Able: true, Time: 120 * time.Second},
			Families: []routing.NeighborFamily{{PeerASCheck: true}},
		}
	}
	lift := func(t *testing.T, own, inFamily string) routing.Neighbor {
		return mustRouter(t, bgpOf("  neighbor 10.0.0.2", "    remote-as 1", own, "    address-family ipv4 unicast", inFamily)).VRFs[0].BGP.Neighbors[0]
	}
	for line, change := range session {
		t.Run(line, func(t *testing.T) {
			n := want()
			change(&n)
			assert.Equal(t, n, lift(t, "    "+line, ""))
		})
	}
	for line, change := range family {
		t.Run(line, func(t *testing.T) {
			n := want()
			change(&n.Families[0])
			assert.Equal(t, n, lift(t, "", "      "+line))
		})
	}
}

func TestEveryKnobOfAProcessIsLifted(t *testing.T) {
	rows := map[string]func(*routing.BGP){
		"  router-id 10.2.0.3":                                     func(b *routing.BGP) { b.RouterID = mustAddr("10.2.0.3") },
		"  cluster-id 10.2.0.9":                                    func(b *routing.BGP) { b.ClusterID = mustAddr("10.2.0.9") },
		"  bestpath as-path multipath-relax":                       func(b *routing.BGP) { b.MultipathRelax = true },
		"  bestpath always-compare-med":                            func(b *routing.BGP) { b.AlwaysCompareMED = true },
		"  bestpath compare-routerid":                              func(b *routing.BGP) { b.CompareRouterID = true },
		"  maxas-limit 20":                                         func(b *routing.BGP) { b.MaxASLength = 20 },
		"  address-family ipv6 unicast":                            func(b *routing.BGP) { b.IPv6 = &routing.Unicast{} },
		"  address-family ipv4 unicast\n    maximum-paths mixed 8": func(b *routing.BGP) { b.IPv4 = &routing.Unicast{MaxPathsMixed: 8} },
		"  address-family ipv4 unicast\n    maximum-paths eibgp 8": func(b *routing.BGP) { b.IPv4 = &routing.Unicast{MaxPathsMixed: 8} },
		"  address-family ipv4 unicast\n    aggregate-address 10.0.0.0/8 summary-only": func(b *routing.BGP) {
			b.IPv4 = &routing.Unicast{Aggregates: []routing.Aggregate{{Prefix: mustPrefix("10.0.0.0/8"), SummaryOnly: true}}}
		},
		"  address-family ipv4 unicast\n    distance 30 190 210": func(b *routing.BGP) {
			b.IPv4 = &routing.Unicast{}
			b.ExternalDistance, b.InternalDistance, b.LocalDistance = 30, 190, 210
		},
	}
	for text, change := range rows {
		t.Run(text, func(t *testing.T) {
			want := routing.BGP{AS: 65001}
			change(&want)
			assert.Equal(t, want, *mustRouter(t, bgpOf(text)).VRFs[0].BGP)
		})
	}
}

func TestTheRouterIDIsChosenAsTheDeviceDoes(t *testing.T) {
	text := lines("interface Ethernet1/1", "  ip address 10.4.0.1/30", "interface loopback5", "  ip address 10.5.0.1/32",
		"interface loopback0", "  ip address 10.2.0.1/32", "interface Vlan5", "  vrf member red", "  ip address 10.9.0.1/24",
		"router bgp 1", "  vrf red")
	r := mustRouter(t, text)
	assert.Equal(t, mustAddr("10.2.0.1"), r.VRFs[0].BGP.RouterID)
	assert.Equal(t, mustAddr("10.9.0.1"), r.VRFs[1].BGP.RouterID)
}

func TestRemoteASRouteMapAdmits(t *testing.T) {
	r := mustRouter(t, lines(
		"route-map NODE-AS deny 10", "  match as-number 65110-65119",
		"route-map NODE-AS permit 20", "  match as-number 65101-65164,65200",
		"router bgp 65001", "  neighbor 10.13.0.0/24 remote-as route-map NODE-AS", "    ebgp-multihop 3",
		"  neighbor 10.14.0.0/24 remote-as route-map NONE"))
	n := r.VRFs[0].BGP.Neighbors
	assert.Equal(t, []routing.ASRange{{First: 65101, Last: 65109}, {First: 65120, Last: 65164}, {First: 65200, Last: 65200}}, n[0].RemoteAS)
	assert.Zero(t, n[0].TTL, "ignored by the device")
	assert.Empty(t, n[1].RemoteAS, "an undefined route-map admits nobody")
}

func TestReferencesToWhatDoesNotExist(t *testing.T) {
	f := mustRouter(t, lines("route-map A permit 10", "  match ip address prefix-list NONE", "  match tag 5",
		"route-map A deny 20", "  match community NONE",
		"router bgp 1", "  neighbor 10.0.0.2", "    address-family ipv4 unicast", "      route-map A in", "      route-map NONE out"),
	).VRFs[0].BGP.Neighbors[0].Families[0]
	assert.Equal(t, []routing.Term{
		{Seq: 10, Permit: true, Match: routing.Match{Tags: []uint32{5}}},
		{Seq: 20, Match: routing.Match{Never: true}},
	}, f.Import.Terms)
	assert.Equal(t, &routing.Policy{Name: "NONE"}, f.Export, "denies all")
}

func TestAPrefixListAndARouteMapMustBothPermit(t *testing.T) {
	f := mustRouter(t, lines("ip prefix-list P seq 5 deny 10.1.0.0/16 le 32", "ip prefix-list P seq 10 permit 10.0.0.0/8 le 24",
		"route-map M permit 10",
		"router bgp 1", "  neighbor 10.0.0.2", "    address-family ipv4 unicast", "      prefix-list P in", "      prefix-list P out", "      route-map M out"),
	).VRFs[0].BGP.Neighbors[0].Families[0]
	for _, p := range []*routing.Policy{f.Import, f.Export} {
		require.Len(t, p.Terms, 2)
		assert.False(t, p.Terms[0].Permit)
		denied := p.Terms[0].Match.Prefixes[0]
		assert.True(t, denied.Permits(mustPrefix("10.1.2.0/24")))
		assert.True(t, denied.Permits(mustPrefix("10.2.2.0/25")))
		assert.True(t, denied.Permits(mustPrefix("192.0.2.0/24")))
		assert.False(t, denied.Permits(mustPrefix("10.2.2.0/24")))
		assert.True(t, p.Terms[1].Permit)
	}
}

func TestRedistributionLeavesTheDefaultRouteOut(t *testing.T) {
	redistributed := func(extra string) *routing.Policy {
		u := mustRouter(t, lines("route-map ALL permit 10", "router bgp 1", "  address-family ipv4 unicast", "    redistribute static route-map ALL", extra)).VRFs[0].BGP.IPv4
		require.Equal(t, routing.StaticRoute, u.Redistribute[0].From)
		return u.Redistribute[0].Policy
	}
	without := redistributed("")
	require.Len(t, without.Terms, 2)
	assert.False(t, without.Terms[0].Permit)
	assert.True(t, without.Terms[0].Match.Prefixes[0].Permits(mustPrefix("0.0.0.0/0")))
	assert.False(t, without.Terms[0].Match.Prefixes[0].Permits(mustPrefix("10.0.0.0/8")))
	assert.Len(t, redistributed("    default-information originate").Terms, 1)
}

func TestInterfacesAndStaticRoutes(t *testing.T) {
	r := mustRouter(t, lines(
		"ip route 10.9.0.0/16 10.4.0.2", "ip route 10.9.0.0/16 10.4.0.6", "ip route 10.9.0.0/16 10.4.0.10 250", "ip route 10.8.0.0/16 Null0 tag 7",
		"interface Vlan5", "  ip address 10.5.0.2/24",
		"interface Vlan6", "  no shutdown", "  ip address 10.6.0.2/24 tag 9", "  vrrp 6", "    address 10.6.0.1", "    no shutdown", "  vrrp 7", "    address 10.6.0.9",
		"  vrrpv3 8 address-family ipv4", "    address 10.6.0.8 primary",
		"interface Ethernet1/1", "  shutdown", "  ip address 10.4.0.1/30",
		"interface Ethernet1/2", "  switchport"))
	v := r.VRFs[0]
	assert.Equal(t, []routing.Interface{
		{Name: "Vlan5", Addresses: []netip.Prefix{mustPrefix("10.5.0.2/24")}, MTU: 1500, Down: true},
		{Name: "Vlan6", Addresses: []netip.Prefix{mustPrefix("10.6.0.2/24")}, MTU: 1500, Tag: 9, Virtual: []netip.Addr{mustAddr("10.6.0.1"), mustAddr("10.6.0.8")}},
		{Name: "Ethernet1/1", Addresses: []netip.Prefix{mustPrefix("10.4.0.1/30")}, MTU: 1500, Down: true},
	}, v.Interfaces)
	assert.Equal(t, []routing.Static{
		{Prefix: mustPrefix("10.9.0.0/16"), Via: []netip.Addr{mustAddr("10.4.0.2"), mustAddr("10.4.0.6")}, Distance: 1},
		{Prefix: mustPrefix("10.9.0.0/16"), Via: []netip.Addr{mustAddr("10.4.0.10")}, Distance: 250},
		{Prefix: mustPrefix("10.8.0.0/16"), Distance: 1, Tag: 7},
	}, v.Static)
}

func TestWhatCannotBePredictedIsRefused(t *testing.T) {
	inBGP := func(l ...string) []byte { return bgpOf(l...) }
	rows := map[string][]byte{
		"as-path match":         lines("route-map X permit 10", "  match as-path A", "router bgp 1", "  neighbor 10.0.0.1", "    address-family ipv4 unicast", "      route-map X in"),
		"source protocol":       inBGP("  address-family ipv4 unicast", "    redistribute direct route-map X", "route-map X permit 10", "  match source-protocol ospf-1"),
		"aggregate with as-set": inBGP("  address-family ipv4 unicast", "    aggregate-address 10.0.0.0/8 as-set"),
		"next hop tracking":     inBGP("  address-family ipv4 unicast", "    nexthop route-map T"),
		"replaced AS numbers":   inBGP("  neighbor 10.0.0.1", "    remove-private-as replace-as"),
		"next hop of the peer":  lines("route-map X permit 10", "  set ip next-hop peer-address", "router bgp 1", "  neighbor 10.0.0.1", "    address-family ipv4 unicast", "      route-map X in"),
		"prepended last AS":     lines("route-map X permit 10", "  set as-path prepend last-as 2", "router bgp 1", "  neighbor 10.0.0.1", "    address-family ipv4 unicast", "      route-map X in"),
		"route into a VRF":      lines("ip route 10.0.0.0/8 10.0.0.1 vrf red"),
		"unknown match":         lines("route-map X permit 10", "  match evpn route-type 5"),
		"unknown neighbor line": inBGP("  neighbor 10.0.0.1", "    no bfd-something"),
		"overriding template":   inBGP("  neighbor 10.0.0.1", "    no ebgp-multihop"),
		"waking from template":  inBGP("  template peer T", "    shutdown", "  neighbor 10.0.0.1", "    inherit peer T", "    no shutdown"),
		"VRF of an overlay":     lines("vrf context red", "  vni 50008"),
		"filter-list":           inBGP("  neighbor 10.0.0.1", "    address-family ipv4 unicast", "      filter-list A in"),
		"IGP redistribution":    inBGP("  address-family ipv4 unicast", "    redistribute ospf U route-map X"),
		"table-map":             inBGP("  address-family ipv4 unicast", "    table-map T filter"),
		"backward continue":     lines("route-map X permit 10", "  continue 30", "route-map X permit 20", "route-map X permit 30", "router bgp 1", "  neighbor 10.0.0.1", "    address-family ipv4 unicast", "      route-map X in"),
		"route by interface":    lines("ip route 10.0.0.0/8 Ethernet1/1"),
		"tracked route":         lines("ip route 10.0.0.0/8 10.0.0.1 track 5"),
		"DHCP address":          lines("interface Ethernet1/1", "  ip address dhcp"),
	}
	for name, text := range rows {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, text)
			_, err := c.Router()
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			assert.Len(t, problems, 1)
			assert.Equal(t, CodeNotPredicted, problems[0].Code)
			assertComplete(t, problems[0])
		})
	}
	harmless := inBGP("  event-history detail", "  address-family l2vpn evpn", "    advertise-pip", "  neighbor 10.0.0.1", "    dynamic-capability", "    no shutdown")
	mustRouter(t, append(harmless, lines("line vty", "  exec-timeout 5", "ntp server 192.0.2.1")...))
}

func TestRoutersNamesTheTextsThatAreWrong(t *testing.T) {
	_, err := Routers(lines("hostname a"), lines("interface 5"), lines("feature bgp"), lines("hostname a"))
	require.Error(t, err)
	assert.ErrorContains(t, err, `text 2: line 1: "interface 5"`)
	assert.ErrorContains(t, err, "text 3: there is no hostname")
	assert.ErrorContains(t, err, "a: two texts have this hostname")
}

func TestProblemsOfKeptLinesDoNotQuotePasswords(t *testing.T) {
	c := mustParse(t, bgpOf("  router-id 10.2.0.3"))
	c.Unmodelled = []Line{{Context: []string{"router bgp 5"}, Text: "some password xyzzy"}}
	_, err := c.Router()
	require.ErrorContains(t, err, "some password <redacted>")
	assert.NotContains(t, err.Error(), "xyzzy")
	problems := c.Validate()
	require.NotEmpty(t, problems)
	assert.NotContains(t, problems.Error(), "xyzzy")
}
