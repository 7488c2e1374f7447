package frr

import (
	"net/netip"
	"strings"
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

func TestGroupsAreInheritedAndRangesListen(t *testing.T) {
	r := mustRouter(t, lines("hostname leaf1",
		"interface lo", " ip address 10.2.0.3/32", "exit",
		"interface vlan2300", " ip address 10.13.0.2/24", " ipv6 address 2001:db8:13::2/64", " vrrp 1", " vrrp 1 ip 10.13.0.1", "exit",
		"router bgp 65001", " no bgp ebgp-requires-policy", " no bgp default ipv4-unicast", " bgp listen limit 300",
		" neighbor N peer-group", " neighbor N remote-as internal", " neighbor N update-source vlan2300", " neighbor N password s3cret", " neighbor N timers 1 3",
		" neighbor S peer-group", " neighbor S bfd",
		" neighbor 10.4.0.34 remote-as 64512", " neighbor 10.4.0.34 peer-group S", " neighbor 10.4.0.34 timers 3 9",
		" neighbor 2001:db8::1 remote-as external",
		" bgp listen range 10.13.0.0/24 peer-group N", " bgp listen range 10.99.0.0/24 peer-group NONE",
		" address-family ipv4 unicast", "  neighbor N activate", "  neighbor N route-reflector-client", "  neighbor S activate", "  no neighbor S send-community",
		"  neighbor 10.4.0.34 next-hop-self", "  maximum-paths 1", " exit-address-family", "exit"))
	vrf := r.VRFs[0]
	assert.Equal(t, []netip.Addr{mustAddr("10.13.0.1")}, vrf.Interfaces[1].Virtual)
	b := vrf.BGP
	assert.Equal(t, "10.2.0.3", b.RouterID.String(), "the loopback's")
	assert.Equal(t, [3]uint8{20, 200, 200}, [3]uint8{b.ExternalDistance, b.InternalDistance, b.LocalDistance})
	assert.Zero(t, b.IPv4.MaxPathsEBGP, "one path")
	assert.Equal(t, 256, b.IPv4.MaxPathsIBGP)
	require.Len(t, b.Neighbors, 3)
	spine, other, nodes := b.Neighbors[0], b.Neighbors[1], b.Neighbors[2]
	assert.Equal(t, mustAddr("10.4.0.34"), spine.Address)
	assert.Equal(t, []routing.ASRange{{First: 64512, Last: 64512}}, spine.RemoteAS)
	assert.True(t, spine.BFD)
	assert.Equal(t, 9*time.Second, spine.Hold)
	assert.Equal(t, []routing.NeighborFamily{{NextHop: routing.NextHopSelf, ThirdPartyFromAfar: true}}, spine.Families)
	assert.Empty(t, other.Families, "nothing is active without being told")
	assert.Equal(t, []routing.ASRange{{First: 1, Last: 65000}, {First: 65002, Last: 4294967295}}, other.RemoteAS)
	assert.Equal(t, mustPrefix("10.13.0.0/24"), nodes.Range)
	assert.Equal(t, 300, nodes.MaxPeers)
	assert.Equal(t, mustAddr("10.13.0.2"), nodes.Source)
	assert.Equal(t, routing.NewAuth("s3cret"), nodes.Auth)
	assert.Equal(t, []routing.ASRange{{First: 65001, Last: 65001}}, nodes.RemoteAS)
	assert.Equal(t, []routing.NeighborFamily{{RouteReflectorClient: true, SendCommunity: true, ThirdPartyFromAfar: true}}, nodes.Families)
	assert.Equal(t, []routing.Gateway{{
		Interface: "vlan2300", Address: mustAddr("10.13.0.1"), Protocol: "vrrp", Version: 3, Group: 1, Priority: 100, Preempt: true,
	}}, r.Wiring.Gateways)
}

func TestVRFsHaveTheirOwnInterfacesAndRoutes(t *testing.T) {
	r := mustRouter(t, lines("hostname r", "ip route 10.0.0.0/8 10.1.0.1", "ip route 10.0.0.0/8 10.1.0.2", "ip route 10.0.0.0/8 10.1.0.3 200 tag 5", "ip route 10.9.0.0/16 blackhole",
		"vrf red", " ip route 0.0.0.0/0 192.0.2.1", "exit-vrf", "interface eth0 vrf red", " ip address 192.0.2.9/24", " shutdown", "exit"))
	assert.Equal(t, []routing.Static{
		{Prefix: mustPrefix("10.0.0.0/8"), Via: []netip.Addr{mustAddr("10.1.0.1"), mustAddr("10.1.0.2")}, Distance: 1},
		{Prefix: mustPrefix("10.0.0.0/8"), Via: []netip.Addr{mustAddr("10.1.0.3")}, Distance: 200, Tag: 5},
		{Prefix: mustPrefix("10.9.0.0/16"), Distance: 1},
	}, r.VRFs[0].Static)
	assert.Equal(t, routing.VRF{
		Name: "red", Interfaces: []routing.Interface{{Name: "eth0", Addresses: []netip.Prefix{mustPrefix("192.0.2.9/24")}, Down: true}},
		Static: []routing.Static{{Prefix: mustPrefix("0.0.0.0/0"), Via: []netip.Addr{mustAddr("192.0.2.1")}, Distance: 1}},
	}, r.VRFs[1])
}

// TestPathLength reads the forms of regular expressions whose meaning is known.
func TestPathLength(t *testing.T) {
	for _, row := range []struct {
		expression      string
		least, greatest int
		known           bool
	}{
		{"^$", 0, 0, true}, {PathsUpTo(1), 0, 1, true}, {PathsUpTo(255), 0, 255, true}, {"^[0-9]+$", 1, 1, true},
		{"^[0-9]+_[0-9]+ [0-9]+$", 3, 3, true},
		{"[0-9]+", 0, 0, false}, {"^[0-9]+", 0, 0, false}, {"^[0-9]+__[0-9]+$", 0, 0, false}, {"^[0-9]*$", 0, 0, false},
		{"^([0-9]+_){0,0}$", 0, 0, false}, {"^([0-9]+_){0,02}$", 0, 0, false}, {"^([0-9]+_){0,x}$", 0, 0, false}, {"^65001$", 0, 0, false}, {"^_$", 0, 0, false}, {"", 0, 0, false},
	} {
		least, greatest, known := pathLength(row.expression)
		require.Equal(t, row.known, known, row.expression)
		if known {
			assert.Equal(t, [2]int{row.least, row.greatest}, [2]int{least, greatest}, row.expression)
		}
	}
	for expression, want := range map[string]fabric.ASN{"^65001_": 65001, "^0_": 0, "^065_": 0, "^4294967296_": 0, "^x_": 0, "65001_": 0, "^65001": 0} {
		as, ok := firstAS(expression)
		assert.Equal(t, want != 0, ok, expression)
		if ok {
			assert.Equal(t, want, as)
		}
	}
}

func TestWhatCannotBePredictedIsRefused(t *testing.T) {
	bgp := func(l ...string) []byte {
		return lines(append([]string{"router bgp 1", " neighbor 10.0.0.1 remote-as 2"}, l...)...)
	}
	in := func(l ...string) []byte {
		return append(lines(l...), bgp(" address-family ipv4 unicast", "  neighbor 10.0.0.1 activate", "  neighbor 10.0.0.1 route-map X in")...)
	}
	rows := map[string][]byte{
		"an unknown regular expression": in("bgp as-path access-list A permit _65001_", "route-map X permit 10", " match as-path A"),
		"a deny in an as-path list":     in("bgp as-path access-list A deny ^$", "bgp as-path access-list A permit .*", "route-map X permit 10", " match as-path A"),
		"lengths with a hole":           in("bgp as-path access-list A permit ^$", "bgp as-path access-list A permit ^[0-9]+_[0-9]+$", "route-map X permit 10", " match as-path A"),
		"a first AS that is anybody's":  in("bgp as-path access-list A permit ^2_", "route-map X permit 10", " match as-path A"),
		"a length and a first AS":       in("bgp as-path access-list A permit ^2_", "bgp as-path access-list A permit ^$", "route-map X permit 10", " match as-path A", "router bgp 1", " neighbor 10.0.0.1 enforce-first-as"),
		"an exact community match":      in("bgp community-list standard C permit 1:1", "route-map X permit 10", " match community C exact-match"),
		"a metric match":                in("route-map X permit 10", " match metric 5"),
		"a source protocol":             in("route-map X permit 10", " match source-protocol ospf"),
		"a called map":                  in("route-map X permit 10", " call Y"),
		"a jump":                        in("route-map X permit 10", " on-match goto 30", "route-map X permit 20", "route-map X permit 30"),
		"a next hop of the peer":        in("route-map X permit 10", " set ip next-hop peer-address"),
		"a prepended last AS":           in("route-map X permit 10", " set as-path prepend last-as 2"),
		"an unknown match":              in("route-map X permit 10", " match large-community L"),
		"an aggregate with as-set":      bgp(" address-family ipv4 unicast", "  aggregate-address 10.0.0.0/8 as-set"),
		"kernel redistribution":         bgp(" address-family ipv4 unicast", "  redistribute kernel"),
		"another redistribution":        bgp(" address-family ipv4 unicast", "  redistribute ospf"),
		"private AS numbers":            bgp(" address-family ipv4 unicast", "  neighbor 10.0.0.1 remove-private-AS"),
		"additional paths":              bgp(" address-family ipv4 unicast", "  neighbor 10.0.0.1 addpath-tx-all-paths"),
		"an unnumbered neighbor":        bgp(" neighbor swp1 interface remote-as external"),
		"a security TTL":                bgp(" neighbor 10.0.0.1 ttl-security hops 1"),
		"BGP of a VRF":                  lines("router bgp 1 vrf red", " neighbor 10.0.0.1 remote-as 2"),
		"a route by interface":          lines("ip route 10.0.0.0/8 swp1"),
		"a route into a VRF":            lines("ip route 10.0.0.0/8 10.0.0.1 nexthop-vrf red"),
		"a labelled route":              lines("ip route 10.0.0.0/8 10.0.0.1 label 5"),
		"a filter of the kernel":        lines("ip protocol bgp route-map X"),
	}
	for name, text := range rows {
		t.Run(name, func(t *testing.T) {
			c := mustParse(t, text)
			_, err := c.Router()
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			assert.Len(t, problems, 1, "%v", problems)
			assert.Equal(t, CodeNotPredicted, problems[0].Code)
			assertComplete(t, problems[0])
		})
	}
	mustRouter(t, bgp(" bgp update-delay 5", " no bgp default show-hostname", " neighbor 10.0.0.1 capability dynamic", " bgp graceful-restart rib-stale-time 5",
		" address-family l2vpn evpn", "  advertise-all-vni", " exit-address-family", "exit", "line vty", "router ospf", " network 1.0.0.0/8 area 0", "exit"))
}

func TestRoutersNamesTheTextsThatAreWrong(t *testing.T) {
	_, err := Routers(lines("hostname a"), lines("router bgp 0"), lines("ip forwarding"), lines("hostname a"))
	require.Error(t, err)
	assert.ErrorContains(t, err, `text 2: line 1: "router bgp 0"`)
	assert.ErrorContains(t, err, "text 3: there is no hostname")
	assert.ErrorContains(t, err, "a: two texts have this hostname")
}

func TestRoutesArePrintedAsFRRPrintsThem(t *testing.T) {
	via := func(addrs ...string) (hops []routing.NextHop) {
		for _, a := range addrs {
			hops = append(hops, routing.NextHop{Addr: mustAddr(a), Gateway: mustAddr(a), Interface: "swp49"})
		}
		return hops
	}
	on := func(name string) []routing.NextHop { return []routing.NextHop{{Interface: name}} }
	routes := []routing.Route{
		{Prefix: mustPrefix("0.0.0.0/0"), Protocol: routing.StaticRoute, Distance: 1, NextHops: via("10.4.0.38")},
		{Prefix: mustPrefix("10.2.0.1/32"), Protocol: routing.BGPRoute, Distance: 20, NextHops: via("10.4.0.34", "10.4.0.38")},
		{Prefix: mustPrefix("10.2.0.3/32"), Protocol: routing.Direct, NextHops: on("lo")},
		{Prefix: mustPrefix("10.13.0.0/24"), Protocol: routing.Direct, NextHops: on("vlan2300")},
		{Prefix: mustPrefix("10.13.0.1/32"), Protocol: routing.Virtual, NextHops: on("vlan2300")},
		{Prefix: mustPrefix("10.13.0.2/32"), Protocol: routing.Local, NextHops: on("vlan2300")},
		{Prefix: mustPrefix("10.233.0.0/18"), Protocol: routing.StaticRoute, Distance: 1},
		{Prefix: mustPrefix("10.233.65.0/24"), Protocol: routing.BGPRoute, Distance: 200, Internal: true, NextHops: []routing.NextHop{
			{Addr: mustAddr("10.13.0.115"), Gateway: mustAddr("10.4.0.34"), Interface: "swp49"},
			{Addr: mustAddr("10.13.0.115"), Gateway: mustAddr("10.4.0.38"), Interface: "swp50"},
		}},
	}
	show := func(o ShowOptions) string {
		text := string(AppendRoutes(nil, routing.DefaultVRF, func(yield func(routing.Route) bool) {
			for _, r := range routes {
				if !yield(r) {
					return
				}
			}
		}, o))
		require.True(t, strings.HasPrefix(text, showHeader))
		return strings.TrimPrefix(text, showHeader)
	}
	// All lines are of the forms that FRR 8.4.4 printed.
	assert.Equal(t, `S>* 0.0.0.0/0 [1/0] via 10.4.0.38, swp49, weight 1, 00:00:06
B>* 10.2.0.1/32 [20/0] via 10.4.0.34, swp49, weight 1, 00:00:06
  *                    via 10.4.0.38, swp49, weight 1, 00:00:06
C>* 10.2.0.3/32 is directly connected, lo, 00:00:06
C>* 10.13.0.0/24 is directly connected, vlan2300, 00:00:06
S>* 10.233.0.0/18 [1/0] unreachable (blackhole), weight 1, 00:00:06
B>  10.233.65.0/24 [200/0] via 10.13.0.115 (recursive), weight 1, 00:00:06
  *                          via 10.4.0.34, swp49, weight 1, 00:00:06
  *                          via 10.4.0.38, swp50, weight 1, 00:00:06
`, show(ShowOptions{Uptime: "00:00:06"}))
	routes6 := func(yield func(routing.Route) bool) {
		yield(routing.Route{Prefix: mustPrefix("2001:db8::/32"), Protocol: routing.StaticRoute, Distance: 1})
	}
	assert.Equal(t, showHeader6+"VRF red:\nS>* 2001:db8::/32 [1/0] unreachable (blackhole), weight 1, 00:00:00\n", string(AppendRoutes(nil, "red", routes6, ShowOptions{})))
	assert.Contains(t, show(ShowOptions{Version: "10.1"}), "L>* 10.13.0.2/32 is directly connected, vlan2300, 00:00:00\n")
}
