package verify

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// devices checks the table of every device.
func (c *checker) devices() {
	c.got = make([][]held, len(c.expected.devices))
	for i := range c.expected.devices {
		d := &c.expected.devices[i]
		// Behind the destinations stand the default routes, IPv4 and IPv6.
		c.got[i] = make([]held, len(c.expected.destinations)+2)
		has := addressTable{local: map[netip.Addr]routing.Protocol{}, direct: map[netip.Prefix]string{}}
		for r := range c.tables.Routes(d.name, d.vrf) {
			has.add(r)
			c.route(int32(i), d, r)
		}
		if d.sw != nil {
			c.arch.addresses(d, has)
			c.switchRoutes(int32(i), d)
		} else {
			c.nodeRoutes(int32(i), d)
		}
	}
}

// route files one route of a device, and reports it when it is a leak.
func (c *checker) route(i int32, d *device, r routing.Route) {
	h := heldOf(r)
	if r.Prefix.Bits() == 0 {
		c.got[i][len(c.expected.destinations)+int(familyOf(r.Prefix))] = h
		if r.Protocol == routing.BGPRoute && !c.arch.defaults(d, familyOf(r.Prefix)) {
			c.fail(NoLeak, d.name, r.Prefix, "no default route by BGP", describe(r.NextHops))
		}
		return
	}
	at, known := c.expected.index[r.Prefix]
	if known {
		c.got[i][at] = h
	}
	if r.Protocol != routing.BGPRoute {
		return
	}
	if !known || d.node != nil && !slices.Contains(c.expected.destinations[at].devices, i) && !c.arch.learns(d, &c.expected.destinations[at]) {
		c.fail(NoLeak, d.name, r.Prefix, "no such route", describe(r.NextHops))
		return
	}
	if d.sw != nil {
		c.attributes(d, &c.expected.destinations[at], r)
	}
}

// An addressTable is the addresses of a device: its own and shared ones, and its
// connected subnets with their interfaces.
type addressTable struct {
	local  map[netip.Addr]routing.Protocol
	direct map[netip.Prefix]string
}

func (t addressTable) add(r routing.Route) {
	switch {
	case r.Protocol == routing.Virtual:
		t.local[r.Prefix.Addr()] = routing.Virtual
	case r.Protocol == routing.Local, r.Protocol == routing.Direct && r.Prefix.IsSingleIP():
		t.local[r.Prefix.Addr()] = routing.Local
	}
	if r.Protocol == routing.Direct {
		t.direct[r.Prefix] = r.NextHops[0].Interface
	}
}

// subnet checks that a device has a connected subnet.
func (c *checker) subnet(d *device, has addressTable, p netip.Prefix, what string) {
	if _, ok := has.direct[p.Masked()]; !ok {
		c.fail(AddressPresent, d.name, p.Masked(), what, "none")
	}
}

// address checks that a device has an address, of its own or shared.
func (c *checker) address(d *device, has addressTable, a netip.Addr, protocol routing.Protocol, what string) {
	if !a.IsValid() {
		return
	}
	if got, ok := has.local[a]; !ok || got != protocol {
		c.fail(AddressPresent, d.name, netip.PrefixFrom(a, a.BitLen()), what, "none")
	}
}

// attributes checks what a pool's routes carry.
func (c *checker) attributes(d *device, dest *destination, r routing.Route) {
	if dest.pool == nil || r.Attributes == nil {
		return
	}
	want := make([]routing.Community, len(dest.pool.Communities))
	for i, community := range dest.pool.Communities {
		want[i] = routing.Community(community)
	}
	got := slices.Clone(r.Attributes.Communities)
	slices.Sort(want)
	slices.Sort(got)
	if !slices.Equal(slices.Compact(got), slices.Compact(want)) {
		c.fail(RouteAttributes, d.name, dest.prefix, "communities "+communities(want), communities(got))
	}
	if want, ok := c.arch.localPreference(d, dest); ok && r.Attributes.LocalPref != want {
		c.fail(RouteAttributes, d.name, dest.prefix, fmt.Sprintf("local preference %d", want),
			fmt.Sprint(r.Attributes.LocalPref))
	}
}

func communities(cs []routing.Community) string {
	text := make([]string, len(cs))
	for i, c := range cs {
		text[i] = fabric.Community(c).String()
	}
	return "[" + strings.Join(text, " ") + "]"
}

// describe lists next hops.
func describe(hops []routing.NextHop) string {
	if len(hops) == 0 {
		return "a route that discards"
	}
	text := make([]string, len(hops))
	for i, h := range hops {
		switch {
		case !h.Addr.IsValid():
			text[i] = h.Interface
		case h.Gateway.IsValid() && h.Gateway != h.Addr:
			text[i] = fmt.Sprintf("%v (by %v)", h.Addr, h.Gateway)
		default:
			text[i] = h.Addr.String()
		}
	}
	return "via " + strings.Join(text, ", ")
}
