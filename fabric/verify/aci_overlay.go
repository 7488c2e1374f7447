package verify

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// overlayInterface is the interface by which the leaves of a VRF reach each other:
// the fabric's own network, of which a design says nothing. Its routes and its
// failures are the fabric's business.
const overlayInterface = "overlay-1"

// findTEPs notes whose the addresses in the overlay are. They are the fabric's and
// not the design's, so that they are taken from the leaves as they are; a leaf's
// route by one of them leads to the leaf that has it.
func (c aciVRF) findTEPs() {
	for i := range c.expected.devices {
		for f, a := range c.overlayOf(c.expected.devices[i].name) {
			c.expected.own(int32(i), a)
			c.expected.peers[peerKey{device: int32(i), family: f}] = []netip.Addr{a}
		}
	}
}

// overlayOf are the addresses of a leaf in the overlay, one of each family.
func (c aciVRF) overlayOf(leaf string) map[fabric.Family]netip.Addr {
	of := map[fabric.Family]netip.Addr{}
	config := c.config(leaf)
	if config == nil {
		return of
	}
	for i := range config.Interfaces {
		if config.Interfaces[i].Name != overlayInterface {
			continue
		}
		for _, a := range config.Interfaces[i].Addresses {
			of[fabric.FamilyOf(a.Addr())] = a.Addr()
		}
	}
	return of
}

// config is the VRF as a leaf is configured with it, or nil.
func (c aciVRF) config(leaf string) *routing.VRF {
	r := c.tables.Config(leaf)
	if r == nil {
		return nil
	}
	i := slices.IndexFunc(r.VRFs, func(v routing.VRF) bool { return v.Name == c.name })
	if i < 0 {
		return nil
	}
	return &r.VRFs[i]
}

// teps are the addresses in the overlay of leaves.
func (c aciVRF) teps(leaves []int32, f fabric.Family) []netip.Addr {
	var all []netip.Addr
	for _, l := range leaves {
		if own := c.expected.peers[peerKey{device: l, family: f}]; len(own) > 0 {
			all = append(all, own[0])
		}
	}
	return all
}

// inner reports whether a session is one of the overlay, by the address of its
// other end.
func (c aciVRF) inner(s routing.Session) bool {
	owner, ok := c.expected.owner[s.Remote]
	return ok && c.expected.devices[owner].sw != nil && slices.Contains(c.teps([]int32{owner}, fabric.FamilyOf(s.Remote)), s.Remote)
}

// mesh checks that the leaves of the VRF exchange its routes, each with each: what
// the fabric does by itself has to be in the prediction, or the routes of other
// leaves are missing for another reason than the design.
func (c aciVRF) mesh() {
	type pair struct{ from, to string }
	up := map[pair][]routing.Family{}
	for _, s := range c.tables.Sessions() {
		if s.VRF == c.name && s.PeerVRF == c.name && s.State == routing.Up && s.Internal() && s.LocalAS == routing.ASN(c.plan.ACI.AS) {
			up[pair{s.Router, s.Peer}] = append(up[pair{s.Router, s.Peer}], s.Families...)
		}
	}
	for i := range c.expected.devices {
		d := &c.expected.devices[i]
		for j := range c.expected.devices {
			other := &c.expected.devices[j]
			if i == j || d.sw == nil || other.sw == nil {
				continue
			}
			for _, f := range c.vrf.Families {
				if !slices.Contains(up[pair{d.name, other.name}], routing.Family(f)) {
					c.fail(SessionUp, d.name, netip.Prefix{}, fmt.Sprintf("the fabric's own session with %s in %s for %v", other.name, c.name, f), "none")
				}
			}
		}
	}
}
