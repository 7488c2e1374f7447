package verify

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// nodeHops checks where a node sends packets to: to a node of its rack that has
// the destination, or to its leaves.
func (c leafSpine) nodeHops(_ int32, d *device, dest *destination, h held) {
	f := familyOf(dest.prefix)
	var near []netip.Addr
	if dest.kind == kindBlock || dest.kind == kindService {
		for _, n := range dest.devices {
			if c.expected.devices[n].rack == d.rack {
				near = append(near, c.expected.nodeAddr[peerKey{device: n, family: f}])
			}
		}
	}
	got := gateways(h.nextHops)
	if len(near) > 0 {
		// The leaves send their best, each its own choice of the equal ones.
		if len(got) == 0 || slices.ContainsFunc(got, func(a netip.Addr) bool { return !slices.Contains(near, a) }) {
			c.fail(RouteWidth, d.name, dest.prefix, fmt.Sprintf("next hops among %v", near), describe(h.nextHops))
		}
		return
	}
	want := c.leafGateways(d, f)
	if !sameSet(got, want) {
		c.fail(RouteWidth, d.name, dest.prefix, fmt.Sprintf("next hops %v", want), describe(h.nextHops))
	}
}

// leafGateways are what a node's next hops beyond its rack resolve to: the
// shared gateway, where the route keeps a next hop that the node's default route
// resolves, and otherwise each of its leaves.
func (c leafSpine) leafGateways(d *device, f fabric.Family) []netip.Addr {
	_, perRack := d.cluster.Scheme.(fabric.ASPerRack)
	if perRack && !d.cluster.NextHopSelf {
		return []netip.Addr{d.node.Gateway.Of(f)}
	}
	return c.leafAddresses(d, f)
}
