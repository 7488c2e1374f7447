package verify

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// want returns the next hops a switch may use towards a destination, and
// how many of them it uses at the most. none is set when the switch has the
// prefix itself, or drops it as its own AS's.
func (c leafSpine) want(i int32, d *device, dest *destination) (want []netip.Addr, most int, none bool) {
	f := familyOf(dest.prefix)
	switch dest.kind {
	case kindLoopback, kindSubnet:
		// Spines share an AS, and so do a rack's leaves: neither accepts the other's.
		if slices.Contains(dest.racks, d.rack) {
			return nil, 0, true
		}
	case kindBlock, kindService:
		if d.sw.Role == fabric.RoleLeaf && slices.Contains(dest.racks, d.rack) {
			return c.localNodes(d, dest, f), c.nodePaths(d, dest), false
		}
	}
	if d.sw.Role == fabric.RoleLeaf {
		if dest.kind == kindLoopback && dest.racks[0] == "" {
			return c.linkTo(i, dest, f), d.sw.PathsExternal, false
		}
		return c.expected.peers[peerKey{device: i, family: f}], d.sw.PathsExternal, false
	}
	for _, rack := range dest.racks {
		if leaf := c.expected.devices[dest.devices[0]].sw; dest.kind == kindLoopback && leaf != nil && leaf.Backup == nil {
			// Only one leaf of the rack has it; over a backup path both have.
			return c.linkTo(i, dest, f), d.sw.PathsExternal, false
		}
		want = append(want, c.expected.peers[peerKey{device: i, family: f, rack: rack}]...)
	}
	return want, d.sw.PathsExternal, false
}

// localNodes are the addresses of the leaf's own nodes that announce it.
func (c leafSpine) localNodes(d *device, dest *destination, f fabric.Family) []netip.Addr {
	var want []netip.Addr
	for _, n := range dest.devices {
		if c.expected.devices[n].rack == d.rack {
			want = append(want, c.expected.nodeAddr[peerKey{device: n, family: f}])
		}
	}
	return want
}

// nodePaths is the leaf's width towards the nodes of the destination's cluster.
func (c leafSpine) nodePaths(d *device, dest *destination) int {
	for i := range d.sw.Groups {
		if g := &d.sw.Groups[i]; g.Cluster == dest.cluster && g.Reflect {
			return d.sw.PathsInternal
		}
	}
	return d.sw.PathsExternal
}

// linkTo are the far ends of a switch's links to the switches that announce the
// destination.
func (c leafSpine) linkTo(i int32, dest *destination, f fabric.Family) []netip.Addr {
	var want []netip.Addr
	racks := []string{""}
	if c.expected.devices[i].sw.Role == fabric.RoleSpine {
		racks = dest.racks
	}
	for _, rack := range racks {
		for _, a := range c.expected.peers[peerKey{device: i, family: f, rack: rack}] {
			if slices.Contains(dest.devices, c.expected.owner[a]) {
				want = append(want, a)
			}
		}
	}
	return want
}
