package verify

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// nodeRoutes checks a node's routes: its default, and what its leaves send it.
func (c *checker) nodeRoutes(i int32, d *device) {
	for f := range d.node.Addresses.All() {
		c.nodeDefault(i, d, f)
	}
	for at := range c.expected.destinations {
		dest := &c.expected.destinations[at]
		f := familyOf(dest.prefix)
		if !d.node.Addresses.Of(f).IsValid() || slices.Contains(dest.devices, i) || c.onLink(d, dest) || !c.arch.sent(d, dest) {
			continue
		}
		h := c.got[i][at]
		if !h.present {
			c.fail(RoutePresent, d.name, dest.prefix, "a route", "none")
			continue
		}
		c.arch.nodeHops(i, d, dest, h)
	}
}

// promised reports whether the design promises the node a route of its own to
// the destination: its cluster's blocks, services and node subnets.
func (c *checker) promised(d *device, dest *destination) bool {
	switch dest.kind {
	case kindBlock, kindService:
		return dest.cluster == d.cluster.Name
	case kindSubnet:
		return slices.ContainsFunc(d.cluster.Racks, func(r fabric.ClusterRack) bool {
			return r.Subnet.Of(familyOf(dest.prefix)) == dest.prefix
		})
	case kindLoopback:
	}
	return false
}

// onLink reports whether the destination is the node's own subnet.
func (c *checker) onLink(d *device, dest *destination) bool {
	own := d.node.Addresses.Of(familyOf(dest.prefix))
	return own.IsValid() && own.Masked() == dest.prefix
}

// leafAddresses are those of the leaves that a node peers with.
func (c *checker) leafAddresses(d *device, f fabric.Family) []netip.Addr {
	var want []netip.Addr
	for i := range d.cluster.Racks {
		r := &d.cluster.Racks[i]
		if r.Rack != d.rack || r.Node != "" && r.Node != d.name {
			continue
		}
		for _, leaf := range r.Leaves {
			want = append(want, leaf.Address.Of(f))
		}
	}
	return want
}

// nodeDefault checks the default route: the static one of the operating system,
// or the one that the leaves send.
func (c *checker) nodeDefault(i int32, d *device, f fabric.Family) {
	h := c.got[i][len(c.expected.destinations)+int(f)]
	prefix := defaultPrefix(f)
	var want []netip.Addr
	switch {
	case d.node.Gateway.Of(f).IsValid():
		want = []netip.Addr{d.node.Gateway.Of(f)}
	case d.cluster.DefaultOnly:
		want = c.leafAddresses(d, f)
	default:
		return // it points elsewhere, or there is none
	}
	switch {
	case !h.present:
		c.fail(DefaultRoute, d.name, prefix, fmt.Sprintf("a default route via %v", want), "none")
	case !sameSet(gateways(h.nextHops), want):
		c.fail(DefaultRoute, d.name, prefix, fmt.Sprintf("a default route via %v", want), describe(h.nextHops))
	}
}

// gateways are the distinct addresses that packets are really handed to.
func gateways(hops []routing.NextHop) []netip.Addr {
	out := make([]netip.Addr, 0, len(hops))
	for _, h := range hops {
		if g := gateway(h); g.IsValid() && !slices.Contains(out, g) {
			out = append(out, g)
		}
	}
	return out
}

func gateway(h routing.NextHop) netip.Addr {
	if h.Gateway.IsValid() {
		return h.Gateway
	}
	return h.Addr
}

func sameSet(a, b []netip.Addr) bool {
	return len(a) == len(b) && !slices.ContainsFunc(a, func(x netip.Addr) bool { return !slices.Contains(b, x) })
}
