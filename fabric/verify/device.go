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
		local := map[netip.Addr]routing.Protocol{}
		direct := map[netip.Prefix]bool{}
		for r := range c.tables.Routes(d.name, routing.DefaultVRF) {
			switch {
			case r.Protocol == routing.Virtual:
				local[r.Prefix.Addr()] = routing.Virtual
			case r.Protocol == routing.Local, r.Protocol == routing.Direct && r.Prefix.IsSingleIP():
				local[r.Prefix.Addr()] = routing.Local
			}
			if r.Protocol == routing.Direct {
				direct[r.Prefix] = true
			}
			c.route(int32(i), d, r)
		}
		if d.sw != nil {
			c.addresses(d, local, direct)
			c.switchRoutes(int32(i), d)
		} else {
			c.nodeRoutes(int32(i), d)
		}
	}
}

// route files one route of a device, and reports it when it is a leak.
func (c *checker) route(i int32, d *device, r routing.Route) {
	h := held{present: true, discards: len(r.NextHops) == 0, nextHops: r.NextHops}
	if r.Prefix.Bits() == 0 {
		c.got[i][len(c.expected.destinations)+int(familyOf(r.Prefix))] = h
		if r.Protocol == routing.BGPRoute && (d.node == nil || !d.cluster.DefaultOnly) {
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
	if !known || d.node != nil && !d.learns(&c.expected.destinations[at], i) {
		c.fail(NoLeak, d.name, r.Prefix, "no such route", describe(r.NextHops))
		return
	}
	if d.sw != nil {
		c.attributes(d, &c.expected.destinations[at], r)
	}
}

// learns reports whether a node may have a BGP route to the destination.
func (d *device) learns(dest *destination, self int32) bool {
	if slices.Contains(dest.devices, self) {
		return true
	}
	if d.cluster.DefaultOnly {
		return false
	}
	if d.cluster.Unfiltered {
		return true
	}
	return slices.ContainsFunc(d.cluster.Learn, func(a fabric.Accept) bool {
		return contains(a.Prefix, dest.prefix) && a.Min <= dest.prefix.Bits() && dest.prefix.Bits() <= a.Max
	})
}

// addresses checks that a switch has its addresses and shares its gateways.
func (c *checker) addresses(d *device, local map[netip.Addr]routing.Protocol, direct map[netip.Prefix]bool) {
	subnet := func(p netip.Prefix, what string) {
		if !direct[p.Masked()] {
			c.fail(AddressPresent, d.name, p.Masked(), what, "none")
		}
	}
	want := func(a netip.Addr, protocol routing.Protocol, what string) {
		if !a.IsValid() {
			return
		}
		if got, ok := local[a]; !ok || got != protocol {
			c.fail(AddressPresent, d.name, netip.PrefixFrom(a, a.BitLen()), what, "none")
		}
	}
	want(d.sw.RouterID, routing.Local, "its router ID on a loopback")
	want(d.sw.Loopback6, routing.Local, "its IPv6 loopback")
	for _, p := range d.sw.Originates {
		subnet(p, "the subnet that it announces")
	}
	for i := range d.sw.Ports {
		for _, a := range d.sw.Ports[i].Addresses.All() {
			want(a.Addr(), routing.Local, "its address on "+d.sw.Ports[i].Name)
			subnet(a, "the subnet of "+d.sw.Ports[i].Name)
		}
	}
	if b := d.sw.Backup; b != nil {
		for _, a := range b.Addresses.All() {
			want(a.Addr(), routing.Local, "its address on the backup VLAN")
			subnet(a, "the subnet of the backup VLAN")
		}
	}
	for i := range d.sw.Networks {
		n := &d.sw.Networks[i]
		for f, a := range n.Addresses.All() {
			want(a.Addr(), routing.Local, fmt.Sprintf("its address in VLAN %d", n.VLAN))
			subnet(a, fmt.Sprintf("the subnet of VLAN %d", n.VLAN))
			want(n.Gateway.Of(f), routing.Virtual, fmt.Sprintf("the shared gateway of VLAN %d", n.VLAN))
		}
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
	// Local preference stays within an AS: it is given where the route enters.
	if slices.Contains(dest.racks, d.rack) {
		want := dest.pool.LocalPreference
		if want == 0 {
			want = 100
		}
		if r.Attributes.LocalPref != want {
			c.fail(RouteAttributes, d.name, dest.prefix, fmt.Sprintf("local preference %d", want),
				fmt.Sprint(r.Attributes.LocalPref))
		}
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
