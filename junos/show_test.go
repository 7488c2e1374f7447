package junos

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

func via(name string, addrs ...string) (hops []routing.NextHop) {
	for _, a := range addrs {
		hops = append(hops, routing.NextHop{Addr: mustAddr(a), Gateway: mustAddr(a), Interface: name})
	}
	return hops
}

func on(name string) []routing.NextHop { return []routing.NextHop{{Interface: name}} }

// The form is that of Juniper's examples ("show route", Junos CLI Reference) and of
// recorded output of tests ("show_route", genie of Cisco pyATS, junos).
func TestRoutesArePrintedAsTheDevicePrintsThem(t *testing.T) {
	path := func(med uint32, origin routing.Origin, ases ...routing.ASN) *routing.Attributes {
		return &routing.Attributes{ASPath: ases, LocalPref: 100, MED: med, Origin: origin}
	}
	routes := []routing.Route{
		{Prefix: mustPrefix("0.0.0.0/0"), Protocol: routing.StaticRoute, Distance: 200},
		{Prefix: mustPrefix("10.13.0.0/24"), Protocol: routing.Direct, NextHops: on("irb.2300")},
		{Prefix: mustPrefix("10.13.0.1/32"), Protocol: routing.Virtual, NextHops: on("irb.2300")},
		{Prefix: mustPrefix("10.13.0.2/32"), Protocol: routing.Local, NextHops: on("irb.2300")},
		{Prefix: mustPrefix("10.99.0.0/16"), Protocol: routing.StaticRoute, Distance: 5, NextHops: via("et-0/0/48.0", "10.4.0.0")},
		{Prefix: mustPrefix("10.98.0.0/16"), Protocol: routing.AggregateRoute, Distance: 130},
		{Prefix: mustPrefix("10.233.0.0/18"), Protocol: routing.BGPRoute, Distance: 170, Internal: true, Attributes: path(0, 0),
			NextHops: via("irb.2300", "10.13.0.115", "10.13.0.181")},
		{Prefix: mustPrefix("100.233.173.128/26"), Protocol: routing.BGPRoute, Distance: 170, Attributes: path(5, 2, 64512, 65002),
			NextHops: []routing.NextHop{{Addr: mustAddr("10.13.0.9"), Gateway: mustAddr("10.4.0.2"), Interface: "et-0/0/49.0"}}},
	}
	assert.Equal(t, `
inet.0: 8 destinations, 8 routes (8 active, 0 holddown, 0 hidden)
+ = Active Route, - = Last Active, * = Both

0.0.0.0/0          *[Static/200] 01:27:28
                       Discard
10.13.0.0/24       *[Direct/0] 01:27:28
                    > via irb.2300
10.13.0.1/32       *[Local/0] 01:27:28
                       Local via irb.2300
10.13.0.2/32       *[Local/0] 01:27:28
                       Local via irb.2300
10.99.0.0/16       *[Static/5] 01:27:28
                    > to 10.4.0.0 via et-0/0/48.0
10.98.0.0/16       *[Aggregate/130] 01:27:28
                       Discard
10.233.0.0/18      *[BGP/170] 01:27:28, localpref 100
                      AS path: I, validation-state: unverified
                    > to 10.13.0.115 via irb.2300
                      to 10.13.0.181 via irb.2300
100.233.173.128/26 *[BGP/170] 01:27:28, MED 5, localpref 100
                      AS path: 64512 65002 ?, validation-state: unverified
                    > to 10.4.0.2 via et-0/0/49.0
`, string(AppendRoutes(nil, routing.DefaultVRF, slices.Values(routes), ShowOptions{Uptime: "01:27:28"})))
}

func TestTablesAreNamedAfterInstanceAndFamily(t *testing.T) {
	head := func(vrf string, prefix string) string {
		b := AppendRoutes(nil, vrf, slices.Values([]routing.Route{{Prefix: netip.MustParsePrefix(prefix), Protocol: routing.Direct, NextHops: on("em0.0")}}), ShowOptions{})
		return string(b)
	}
	assert.Contains(t, head("management", "172.16.0.0/24"), "\nmgmt_junos.inet.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)\n")
	assert.Contains(t, head("red", "172.16.0.0/24"), "\nred.inet.0: ")
	// A long prefix has a line of its own.
	assert.Equal(t, `
inet6.0: 1 destinations, 1 routes (1 active, 0 holddown, 0 hidden)
+ = Active Route, - = Last Active, * = Both

2001:db8:10:13::/64
                   *[Direct/0] 00:00:00
                    > via em0.0
`, head(routing.DefaultVRF, "2001:db8:10:13::/64"))
}
