package lab

import (
	"bufio"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// What FRR 8.4.4 printed.
const (
	shownPaths = `{"prefix":"2001:db8:2::2/128","version":2,"paths":[
{"aspath":{"string":"65002 65003","segments":[{"type":"as-sequence","list":[65002,65003]}],"length":2},"origin":"IGP","metric":0,"valid":true,
"bestpath":{"bestpathFromAs":65002,"overall":true},"community":{"string":"65001:7 no-export","list":["65001:7","noExport"]},
"nexthops":[{"ip":"2001:db8:4::1","afi":"ipv6","scope":"global","accessible":true},{"ip":"fe80::a4fa:91ff:fe25:826d","afi":"ipv6","scope":"link-local","used":true}],
"peer":{"peerId":"2001:db8:4::1","routerId":"10.2.0.2","type":"external"}},
{"aspath":{"string":"Local","segments":[],"length":0},"origin":"incomplete","metric":5,"locPrf":200,"weight":32768,"valid":true,"sourced":true,"local":true,
"nexthops":[{"ip":"::","afi":"ipv6"}],"peer":{"peerId":"::","routerId":"10.2.0.1"}},
{"aspath":{"segments":[]},"origin":"IGP","valid":false,"nexthops":[],"peer":{"peerId":"10.0.0.1"}}]}`
	shownRIB = `{"10.0.0.0/8":[{"prefix":"10.0.0.0/8","protocol":"bgp","selected":true,"distance":20,"metric":0,"nexthops":[
{"fib":true,"ip":"10.4.0.0","interfaceName":"swp1","active":true},{"ip":"10.9.0.1","recursive":true,"active":true},{"fib":true,"ip":"10.4.0.0","interfaceName":"swp1","duplicate":true}]},
{"protocol":"static","distance":200,"nexthops":[]}],
"10.1.0.0/16":[{"protocol":"static","selected":true,"distance":1,"nexthops":[{"unreachable":true,"blackhole":true}]}]}`
	shownNeighbors = `{"10.4.0.0":{"bgpState":"Established","bgpTimerHoldTimeMsecs":9000},
"10.4.0.2":{"bgpState":"Active","lastNotificationReason":"Cease","bgpTimerHoldTimeMsecs":180000},"vrfName":"default"}`
	shownKernel = `[{"dst":"default","gateway":"10.13.0.1","dev":"bond0","flags":[]},{"dst":"10.2.0.2","nhid":11,"gateway":"10.4.0.0","dev":"swp1","protocol":"bgp","flags":[]},
{"type":"blackhole","dst":"10.64.0.0/26","protocol":"bird","flags":[]},{"dst":"10.5.0.0/24","dev":"swp2","protocol":"kernel","flags":["dead","linkdown"]},
{"dst":"10.6.0.0/24","protocol":"bgp","flags":[],"nexthops":[{"gateway":"10.4.0.4","dev":"swp2","flags":[]},{"gateway":"10.4.0.0","dev":"swp1","flags":["linkdown"]}]}]`
)

// What BIRD 1.6.8 printed.
const (
	shownRoutes = `10.64.0.64/26      via 10.13.0.5 on bond0 [Node_10_13_0_2 23:46:29 from 10.13.0.2] * (100/0) [AS65301i]
	Type: BGP unicast univ
	BGP.origin: IGP
	BGP.as_path: 65001 65301
	BGP.next_hop: 10.13.0.5
	BGP.local_pref: 100
	BGP.community: (65001,7) (65535,65281)
                   via 10.13.0.5 on bond0 [Node_10_13_0_3 23:46:28 from 10.13.0.3] (100/0) [AS65301i]
	Type: BGP unicast univ
	BGP.origin: IGP
	BGP.as_path: 65001 65301
	BGP.next_hop: 10.13.0.6
	BGP.local_pref: 100
                   unreachable [Node_10_13_0_4 23:46:28 from 10.13.0.4] (100/-) [AS65301i]
	Type: BGP unicast univ
	BGP.origin: IGP
	BGP.as_path: 65301
	BGP.next_hop: 10.99.0.6
	BGP.local_pref: 100
10.64.0.0/26       blackhole [static1 23:46:26] * (200)
	Type: static univ
10.13.0.0/24       dev bond0 [direct1 23:46:26] * (240)
	Type: device univ
10.2.0.3/32        via 10.13.0.2 on bond0 [static1 23:46:26] * (200)
	Type: static univ
`
	shownProtocols = `name     proto    table    state  since       info
static1  Static   master   up     23:46:26    
  Preference:     200
  Input filter:   ACCEPT

Node_10_13_0_2 BGP      master   up     23:46:29    Established   
  Description:    Connection to BGP peer
  Preference:     100
  BGP state:          Established
    Neighbor address: 10.13.0.2
    Neighbor AS:      65001
    Hold timer:       5/6
    Keepalive timer:  0/2

Node_10_13_0_3 BGP      master   start  23:46:29    Active        Received: Maximum number of prefixes reached
  BGP state:          Active
    Neighbor address: 10.13.0.3
    Last error:       Received: Maximum number of prefixes reached
`
)

func TestReadPaths(t *testing.T) {
	paths, err := readPaths([]byte(shownPaths))
	require.NoError(t, err)
	assert.Equal(t, []SeenPath{
		{
			Best: true, Used: true, Peer: addr("2001:db8:4::1"), NextHop: addr("2001:db8:4::1"), ASPath: []routing.ASN{65002, 65003},
			LocalPref: 100, Communities: []routing.Community{65001<<16 | 7, 0xffffff01},
		},
		{Local: true, NextHop: addr("::"), Origin: routing.OriginIncomplete, LocalPref: 200, MED: 5},
	}, paths, "the unusable one is left out, and the link-local next hop behind the global one")
}

func TestReadRIB(t *testing.T) {
	rib, err := readRIB([]byte(shownRIB))
	require.NoError(t, err)
	assert.Equal(t, map[netip.Prefix]SeenRoute{
		prefix("10.0.0.0/8"):  {Protocol: "bgp", Distance: 20, Hops: []SeenHop{{addr("10.4.0.0"), "swp1"}}},
		prefix("10.1.0.0/16"): {Protocol: "static", Distance: 1, Discards: true},
	}, rib)
}

func TestReadNeighbors(t *testing.T) {
	sessions, err := readNeighbors([]byte(shownNeighbors))
	require.NoError(t, err)
	assert.Equal(t, []SeenSession{
		{Remote: addr("10.4.0.0"), Established: true, State: "Established", Hold: 9 * time.Second},
		{Remote: addr("10.4.0.2"), State: "Active, Cease"},
	}, sessions)
}

func TestReadKernel(t *testing.T) {
	routes, err := readKernel([]byte(shownKernel), routing.IPv4)
	require.NoError(t, err)
	assert.Equal(t, map[netip.Prefix]SeenRoute{
		prefix("0.0.0.0/0"):    {Hops: []SeenHop{{addr("10.13.0.1"), "bond0"}}},
		prefix("10.2.0.2/32"):  {Protocol: "bgp", Hops: []SeenHop{{addr("10.4.0.0"), "swp1"}}},
		prefix("10.64.0.0/26"): {Protocol: "bird", Discards: true},
		prefix("10.6.0.0/24"):  {Protocol: "bgp", Hops: []SeenHop{{addr("10.4.0.4"), "swp2"}}},
	}, routes, "without the routes and hops of a link without carrier")
}

func TestReadBirdRoutes(t *testing.T) {
	routes, err := readBirdRoutes(shownRoutes, func(netip.Addr) bool { return false })
	require.NoError(t, err)
	assert.Equal(t, map[netip.Prefix][]SeenPath{
		prefix("10.64.0.64/26"): {
			{
				Best: true, Used: true, Peer: addr("10.13.0.2"), NextHop: addr("10.13.0.5"), ASPath: []routing.ASN{65001, 65301}, LocalPref: 100,
				Communities: []routing.Community{65001<<16 | 7, 0xffffff01},
			},
			{Used: true, Peer: addr("10.13.0.3"), NextHop: addr("10.13.0.6"), ASPath: []routing.ASN{65001, 65301}, LocalPref: 100},
		},
		prefix("10.64.0.0/26"): {{Best: true, Used: true, Local: true, LocalPref: 100}},
	}, routes, "without what is unreachable, direct, or a way to a peer")
}

func TestReadBirdProtocols(t *testing.T) {
	sessions, err := readBirdProtocols(shownProtocols)
	require.NoError(t, err)
	assert.Equal(t, []SeenSession{
		{Remote: addr("10.13.0.2"), Established: true, State: "Established", Hold: 6 * time.Second},
		{Remote: addr("10.13.0.3"), State: "Active, Received: Maximum number of prefixes reached"},
	}, sessions)
}

func TestReadReply(t *testing.T) {
	for text, want := range map[string]string{
		"0001 BIRD 1.6.8 ready.\n": "BIRD 1.6.8 ready.\n",
		"1007-a\n b\n+c\n0000 \n":  "a\nb\nc\n",
	} {
		got, err := readReply(bufio.NewReader(strings.NewReader(text)))
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	for text, want := range map[string]string{"9001 syntax error\n": "syntax error", "0": "unexpected EOF", "what?\n": "no reply of BIRD"} {
		_, err := readReply(bufio.NewReader(strings.NewReader(text)))
		assert.ErrorContains(t, err, want)
	}
}

func TestReadTrace(t *testing.T) {
	heading := "traceroute to 10.64.0.1 (10.64.0.1), 12 hops max, 60 byte packets\n"
	hops, err := readTrace(heading+" 1  10.13.0.2  0.1 ms\n 2  10.64.0.1  0.2 ms\n", addr("10.64.0.1"))
	require.NoError(t, err)
	assert.Equal(t, []netip.Addr{addr("10.13.0.2"), addr("10.64.0.1")}, hops)
	_, err = readTrace(heading+" 1  10.13.0.2  0.1 ms\n 2  *\n", addr("10.64.0.1"))
	require.ErrorContains(t, err, "hop 2 of a trace does not answer")
	_, err = readTrace(heading+" 1  10.13.0.2  0.1 ms\n", addr("10.64.0.1"))
	require.ErrorContains(t, err, "does not arrive")
}

// FuzzRead feeds anything to all readers: they may refuse and must not panic, and
// what they make of it holds together.
func FuzzRead(f *testing.F) {
	for _, seed := range []string{shownPaths, shownRIB, shownNeighbors, shownKernel, shownRoutes, shownProtocols, "1007-a\n b\n0000 \n", " 1  10.13.0.2  0.1 ms\n"} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		_, _ = readPrefixes([]byte(text))
		_, _ = readNeighbors([]byte(text))
		_, _ = readBirdProtocols(text)
		_, _ = readReply(bufio.NewReader(strings.NewReader(text)))
		_, _ = readTrace(text, addr("10.64.0.1"))
		_, _ = readPaths([]byte(text))
		for _, family := range families {
			if routes, err := readKernel([]byte(text), family); err == nil {
				for _, r := range routes {
					require.True(t, r.Discards || len(r.Hops) > 0)
				}
			}
		}
		_, _ = readRIB([]byte(text))
		if routes, err := readBirdRoutes(text, func(netip.Addr) bool { return true }); err == nil {
			for p, paths := range routes {
				require.True(t, p.IsValid())
				require.NotEmpty(t, paths)
			}
		}
	})
}
