package verify

import (
	"cmp"
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// want: a leaf sends to the nodes that are cabled to it and announce the prefix to
// it, whoever else does (seeds/002, Figure 3: "the locally attached route is
// preferred"); without any, to those that peer with it over the floating SVI from
// elsewhere; without those, to every leaf that has it from a node (seeds/001,
// Figure 3: "as next hop ... the TEP IP address of the anchor nodes where the eBGP
// peering is established").
func (c aciVRF) want(i int32, _ *device, dest *destination) (want []netip.Addr, most int, none bool) {
	f := familyOf(dest.prefix)
	if dest.kind == kindSubnet {
		if slices.Contains(dest.devices, i) {
			return nil, 0, true
		}
		return c.teps(dest.devices, f), c.vrf.Paths, false
	}
	if near := c.announcers(i, dest); len(near) > 0 {
		return near, c.vrf.Paths, false
	}
	var leaves []int32
	for _, n := range dest.devices {
		for _, p := range c.peers[nodeFamily{n, f}] {
			if !slices.Contains(leaves, p.leaf) {
				leaves = append(leaves, p.leaf)
			}
		}
	}
	return c.teps(leaves, f), c.vrf.Paths, false
}

// announcers are the addresses of the nodes by which a leaf itself reaches what they
// announce to it: of those that peer with it, the ones that are cabled to it, or all
// when none is.
func (c aciVRF) announcers(leaf int32, dest *destination) []netip.Addr {
	f := familyOf(dest.prefix)
	var cabled, others []netip.Addr
	for _, n := range dest.devices {
		if !slices.ContainsFunc(c.peers[nodeFamily{n, f}], func(p peerLeaf) bool { return p.leaf == leaf }) {
			continue
		}
		if a := c.expected.nodeAddr[peerKey{device: n, family: f}]; c.attached(leaf, n) {
			cabled = append(cabled, a)
		} else {
			others = append(others, a)
		}
	}
	if len(cabled) > 0 {
		return cabled
	}
	return others
}

// localPreference goes with the route to all leaves: they are of one AS.
func (c aciVRF) localPreference(_ *device, dest *destination) (preference uint32, ok bool) {
	if rule := c.ruleOf(dest.devices[0], dest.prefix); rule != nil {
		return cmp.Or(rule.LocalPreference, 100), true
	}
	return 100, true
}

// learns: a node learns what its L3Out exports, as far as it takes it.
func (c aciVRF) learns(d *device, dest *destination) bool {
	o := c.outOf[c.expected.byName[d.name]]
	return o != nil && named(o.Export, dest.prefix) && (d.cluster.Unfiltered || named(d.cluster.Learn, dest.prefix))
}

// sent: all of it is there to be sent.
func (c aciVRF) sent(d *device, dest *destination) bool { return c.learns(d, dest) }

// defaults: by another L3Out a default route may come in.
func (c aciVRF) defaults(d *device, f fabric.Family) bool {
	if d.node != nil {
		o := c.outOf[c.expected.byName[d.name]]
		return o != nil && named(o.Export, defaultPrefix(f))
	}
	return slices.ContainsFunc(c.outs, func(o *fabric.PlannedL3Out) bool { return named(o.Export, defaultPrefix(f)) })
}

// nodeHops: of what other nodes announce, a leaf sends a node the other node's own
// address where that is in the node's subnet (RFC 4271 5.1.3, third party), and the
// leaf's address otherwise. Every leaf of the node sends its one best route.
func (c aciVRF) nodeHops(i int32, d *device, dest *destination, h held) {
	f := familyOf(dest.prefix)
	got := gateways(h.nextHops)
	var all []netip.Addr
	ok := len(got) > 0
	for _, p := range c.peers[nodeFamily{i, f}] {
		from := c.from(p, d, dest, f)
		all = append(all, from...)
		ok = ok && slices.ContainsFunc(got, func(a netip.Addr) bool { return slices.Contains(from, a) })
	}
	if !ok || slices.ContainsFunc(got, func(a netip.Addr) bool { return !slices.Contains(all, a) }) {
		slices.SortFunc(all, netip.Addr.Compare)
		c.fail(RouteWidth, d.name, dest.prefix, fmt.Sprintf("a next hop of each leaf among %v", slices.Compact(all)), describe(h.nextHops))
	}
}

// from are the next hops of which a leaf sends a node one.
func (c aciVRF) from(p peerLeaf, d *device, dest *destination, f fabric.Family) []netip.Addr {
	if dest.kind == kindSubnet {
		return []netip.Addr{p.address}
	}
	near := c.announcers(p.leaf, dest)
	subnet := d.node.Addresses.Of(f).Masked()
	outside := func(a netip.Addr) bool { return !subnet.Contains(a) }
	if len(near) == 0 || slices.ContainsFunc(near, outside) {
		return append(slices.DeleteFunc(near, outside), p.address)
	}
	return near
}

func sortedPrefixes[V any](m map[netip.Prefix]V) []netip.Prefix {
	return slices.SortedFunc(maps.Keys(m), comparePrefixes)
}
