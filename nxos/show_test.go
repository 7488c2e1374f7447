package nxos

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

func via(addrs ...string) (hops []routing.NextHop) {
	for _, a := range addrs {
		hops = append(hops, routing.NextHop{Addr: netip.MustParseAddr(a), Gateway: netip.MustParseAddr(a), Interface: "Ethernet1/1"})
	}
	return hops
}

func on(name string) []routing.NextHop { return []routing.NextHop{{Interface: name}} }

func TestRoutesArePrintedAsTheDevicePrintsThem(t *testing.T) {
	// The BGP lines are those of seeds/000 Examples 11 and 12, with the seeds'
	// uptime; the others are the forms of recorded device output.
	routes := []routing.Route{
		{Prefix: mustPrefix("10.13.0.0/24"), Protocol: routing.Direct, Tag: 12345, NextHops: on("Vlan2300")},
		{Prefix: mustPrefix("10.13.0.1/32"), Protocol: routing.Virtual, NextHops: on("Vlan2300")},
		{Prefix: mustPrefix("10.13.0.2/32"), Protocol: routing.Local, NextHops: on("Vlan2300")},
		{Prefix: mustPrefix("10.2.0.3/32"), Protocol: routing.Direct, NextHops: on("loopback0")},
		{Prefix: mustPrefix("10.99.0.0/16"), Protocol: routing.StaticRoute, Distance: 1, NextHops: via("10.4.0.34")},
		{Prefix: mustPrefix("10.98.0.0/16"), Protocol: routing.StaticRoute, Distance: 1},
		{Prefix: mustPrefix("10.0.0.0/9"), Protocol: routing.AggregateRoute, Distance: 220, Tag: 65001},
		{Prefix: mustPrefix("10.233.0.0/18"), Protocol: routing.BGPRoute, Distance: 200, Internal: true, Tag: 65001,
			NextHops: via("10.13.0.115", "10.13.0.181", "10.13.0.220")},
		{Prefix: mustPrefix("10.233.73.0/24"), Protocol: routing.BGPRoute, Distance: 20, Tag: 64512, NextHops: via("10.4.0.34", "10.4.0.38")},
		{Prefix: mustPrefix("10.233.74.0/24"), Protocol: routing.BGPRoute, Distance: 20, Metric: 5, Tag: 64512, NextHops: via("10.4.0.34", "10.4.0.34")},
	}
	assert.Equal(t, `IP Route Table for VRF "default"
'*' denotes best ucast next-hop
'**' denotes best mcast next-hop
'[x/y]' denotes [preference/metric]
'%<string>' in via output denotes VRF <string>

10.13.0.0/24, ubest/mbest: 1/0, attached
    *via 10.13.0.2, Vlan2300, [0/0], 01:27:28, direct, tag 12345
10.13.0.1/32, ubest/mbest: 1/0, attached
    *via 10.13.0.1, Vlan2300, [0/0], 01:27:28, hsrp
10.13.0.2/32, ubest/mbest: 1/0, attached
    *via 10.13.0.2, Vlan2300, [0/0], 01:27:28, local
10.2.0.3/32, ubest/mbest: 2/0, attached
    *via 10.2.0.3, Lo0, [0/0], 01:27:28, local
    *via 10.2.0.3, Lo0, [0/0], 01:27:28, direct
10.99.0.0/16, ubest/mbest: 1/0
    *via 10.4.0.34, [1/0], 01:27:28, static
10.98.0.0/16, ubest/mbest: 1/0
    *via Null0, [1/0], 01:27:28, static
10.0.0.0/9, ubest/mbest: 1/0
    *via Null0, [220/0], 01:27:28, bgp-65001, discard, tag 65001
10.233.0.0/18, ubest/mbest: 3/0
    *via 10.13.0.115, [200/0], 01:27:28, bgp-65001, internal, tag 65001
    *via 10.13.0.181, [200/0], 01:27:28, bgp-65001, internal, tag 65001
    *via 10.13.0.220, [200/0], 01:27:28, bgp-65001, internal, tag 65001
10.233.73.0/24, ubest/mbest: 2/0
    *via 10.4.0.34, [20/0], 01:27:28, bgp-65001, external, tag 64512
    *via 10.4.0.38, [20/0], 01:27:28, bgp-65001, external, tag 64512
10.233.74.0/24, ubest/mbest: 1/0
    *via 10.4.0.34, [20/5], 01:27:28, bgp-65001, external, tag 64512
`, string(AppendRoutes(nil, "default", slices.Values(routes), ShowOptions{AS: 65001, Uptime: "01:27:28"})))
}

func TestIPv6AndEmptyTables(t *testing.T) {
	routes := []routing.Route{
		{Prefix: mustPrefix("2001:db8::/64"), Protocol: routing.Direct, NextHops: on("Ethernet1/1")},
		{Prefix: mustPrefix("::/0"), Protocol: routing.BGPRoute, Distance: 20, Tag: 64512, NextHops: via("fe80::1")},
	}
	assert.Equal(t, `IPv6 Routing Table for VRF "k8s"
'*' denotes best ucast next-hop
'**' denotes best mcast next-hop
'[x/y]' denotes [preference/metric]

2001:db8::/64, ubest/mbest: 1/0, attached
    *via Eth1/1, [0/0], 00:00:00, direct
::/0, ubest/mbest: 1/0
    *via fe80::1, Eth1/1, [20/0], 00:00:00, bgp-1, external, tag 64512
`, string(AppendRoutes(nil, "k8s", slices.Values(routes), ShowOptions{AS: 1})))
	assert.Contains(t, string(AppendRoutes(nil, "red", slices.Values([]routing.Route(nil)), ShowOptions{})), `IP Route Table for VRF "red"`)
}
