package cni_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric/routing"
)

// The lines are what iproute2 prints on a Calico node, without the space it
// leaves at their ends: a connected subnet of the kernel, a static default
// route, blackholes for the node's own blocks, and what BIRD learned.
func TestAppendRoutes(t *testing.T) {
	h := cni.Host{Name: "node0", Interface: "bond0", Addresses: []netip.Prefix{prefix("10.13.0.115/24"), prefix("fd13::115/64")}}
	via := func(gateways ...string) []routing.NextHop {
		var hops []routing.NextHop
		for _, g := range gateways {
			hops = append(hops, routing.NextHop{Addr: addr(g), Gateway: addr(g), Interface: "bond0"})
		}
		return hops
	}
	direct := []routing.NextHop{{Interface: "bond0"}}
	for _, row := range []struct {
		name  string
		route routing.Route
		want  string
	}{
		{"default", routing.Route{Prefix: prefix("0.0.0.0/0"), Protocol: routing.StaticRoute, NextHops: via("10.13.0.1")},
			"default via 10.13.0.1 dev bond0\n"},
		{"learned default, by both leaves", routing.Route{Prefix: prefix("0.0.0.0/0"), Protocol: routing.BGPRoute, NextHops: via("10.13.0.3", "10.13.0.2")},
			"default proto bird\n\tnexthop via 10.13.0.2 dev bond0 weight 1\n\tnexthop via 10.13.0.3 dev bond0 weight 1\n"},
		{"connected", routing.Route{Prefix: prefix("10.13.0.0/24"), Protocol: routing.Direct, NextHops: direct},
			"10.13.0.0/24 dev bond0 proto kernel scope link src 10.13.0.115\n"},
		{"own block", routing.Route{Prefix: prefix("10.233.65.0/24"), Protocol: routing.StaticRoute},
			"blackhole 10.233.65.0/24 proto bird\n"},
		{"block of a node in the rack", routing.Route{Prefix: prefix("10.233.77.0/24"), Protocol: routing.BGPRoute, NextHops: via("10.13.0.220")},
			"10.233.77.0/24 via 10.13.0.220 dev bond0 proto bird\n"},
		{"borrowed address", routing.Route{Prefix: prefix("10.233.77.9/32"), Protocol: routing.BGPRoute, NextHops: via("10.13.0.220")},
			"10.233.77.9 via 10.13.0.220 dev bond0 proto bird\n"},
		{"two next hops by one gateway are one", routing.Route{Prefix: prefix("10.233.73.0/24"), Protocol: routing.BGPRoute, NextHops: []routing.NextHop{
			{Addr: addr("10.4.0.34"), Gateway: addr("10.13.0.1"), Interface: "bond0"}, {Addr: addr("10.4.0.38"), Gateway: addr("10.13.0.1"), Interface: "bond0"}}},
			"10.233.73.0/24 via 10.13.0.1 dev bond0 proto bird\n"},
		{"connected IPv6", routing.Route{Prefix: prefix("fd13::/64"), Protocol: routing.Direct, NextHops: direct},
			"fd13::/64 dev bond0 proto kernel metric 256 pref medium\n"},
		{"own IPv6 block", routing.Route{Prefix: prefix("fd64::/122"), Protocol: routing.StaticRoute},
			"blackhole fd64::/122 dev lo proto bird metric 1024 error -22 pref medium\n"},
		{"IPv6 block of another node", routing.Route{Prefix: prefix("fd64::40/122"), Protocol: routing.BGPRoute, NextHops: via("fd13::220")},
			"fd64::40/122 via fd13::220 dev bond0 proto bird metric 1024 pref medium\n"},
		{"IPv6 default", routing.Route{Prefix: prefix("::/0"), Protocol: routing.StaticRoute, NextHops: via("fd13::1")},
			"default via fd13::1 dev bond0 metric 1024 pref medium\n"},
		{"the own address is in another table", routing.Route{Prefix: prefix("10.13.0.115/32"), Protocol: routing.Local, NextHops: direct}, ""},
		{"a default route that leads elsewhere", routing.Route{Prefix: prefix("0.0.0.0/0"), Protocol: routing.StaticRoute}, ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			assert.Equal(t, row.want, string(cni.AppendRoutes(nil, h, []routing.Route{row.route}, "bird")))
		})
	}
}

func ExampleAppendRoutes() {
	h := cni.Host{Name: "node0", Interface: "bond0", Addresses: []netip.Prefix{netip.MustParsePrefix("10.13.0.115/24")}}
	hop := func(a string) routing.NextHop {
		return routing.NextHop{Addr: netip.MustParseAddr(a), Gateway: netip.MustParseAddr(a), Interface: "bond0"}
	}
	table := []routing.Route{
		{Prefix: netip.MustParsePrefix("10.233.77.0/24"), Protocol: routing.BGPRoute, NextHops: []routing.NextHop{hop("10.13.0.220")}},
		{Prefix: netip.MustParsePrefix("10.233.65.0/24"), Protocol: routing.StaticRoute},
		{Prefix: netip.MustParsePrefix("10.13.0.0/24"), Protocol: routing.Direct, NextHops: []routing.NextHop{{Interface: "bond0"}}},
		{Prefix: netip.MustParsePrefix("0.0.0.0/0"), Protocol: routing.StaticRoute, NextHops: []routing.NextHop{hop("10.13.0.1")}},
	}
	fmt.Print(string(cni.AppendRoutes(nil, h, table, "bird")))
	// Output:
	// default via 10.13.0.1 dev bond0
	// 10.13.0.0/24 dev bond0 proto kernel scope link src 10.13.0.115
	// blackhole 10.233.65.0/24 proto bird
	// 10.233.77.0/24 via 10.13.0.220 dev bond0 proto bird
}
