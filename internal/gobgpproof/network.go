package gobgpproof

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Speaker names a BGP process: the router and the VRF it runs in.
type Speaker struct{ Router, VRF string }

func (s Speaker) String() string {
	if s.VRF == routing.DefaultVRF {
		return s.Router
	}
	return s.Router + "/" + s.VRF
}

// A Network is every BGP process of some routers, as GoBGP is to be configured.
type Network struct {
	speakers []*translation
	loop     *loopbacks
	reports  []NotEmulated
}

// Translate turns routers into the configuration of GoBGP servers. The routers
// are only read, and must not change while the network is in use.
//
// What GoBGP cannot do is in [Network.NotEmulated] and not in the error, which
// only tells of networks that cannot be laid out on one host.
func Translate(routers []routing.Router) (*Network, error) {
	n := &Network{}
	for i := range routers {
		for j := range routers[i].VRFs {
			if v := &routers[i].VRFs[j]; v.BGP != nil {
				t := &translation{network: n, speaker: Speaker{routers[i].Name, v.Name}, vrf: v}
				t.imports.name, t.exports.name = "in", "out"
				n.speakers = append(n.speakers, t)
			}
		}
	}
	var addresses []netip.Addr
	var ranges []netip.Prefix
	at := map[netip.Addr]*translation{}
	for _, t := range n.speakers {
		t.findEnds()
		for _, e := range t.ends {
			if other, ok := at[e.local]; ok && other != t {
				return nil, fmt.Errorf("%s and %s both run sessions from %s", other.speaker, t.speaker, e.local)
			}
			at[e.local] = t
			addresses = append(addresses, e.local)
			if e.neighbor.Range.IsValid() {
				ranges = append(ranges, e.neighbor.Range.Masked())
			} else {
				addresses = append(addresses, e.neighbor.Address)
			}
		}
	}
	var err error
	if n.loop, err = planLoopbacks(addresses, ranges); err != nil {
		return nil, err
	}
	keys := map[routing.Auth]string{{}: ""}
	for _, t := range n.speakers {
		t.loop = n.loop
		t.meet(at)
		t.translate(keys)
	}
	return n, nil
}

// NotEmulated returns what GoBGP does not do as the routers would, in the order
// of the routers.
func (n *Network) NotEmulated() []NotEmulated { return n.reports }

// An end is a neighbor with the address that its sessions run from.
type end struct {
	neighbor *routing.Neighbor
	local    netip.Addr
	// peers are the addresses of the other ends: the neighbor's, or the ones in
	// its range that dial. facing are their ends, nil for the ones that have none.
	peers  []netip.Addr
	facing []*facing
}

// A facing end is the other one of a session.
type facing struct {
	speaker *translation
	end     *end
}

// remote is an address on the neighbor's side, to find the subnet by.
func (e *end) remote() netip.Addr {
	if e.neighbor.Range.IsValid() {
		return e.neighbor.Range.Masked().Addr()
	}
	return e.neighbor.Address
}

// accepts reports whether the end takes a session from an address.
func (e *end) accepts(a netip.Addr) bool {
	return e.neighbor.Address == a || e.neighbor.Range.IsValid() && e.neighbor.Range.Contains(a)
}

// findEnds finds the address of every neighbor's sessions. The neighbors with an
// address come first, then the ranges, the longer before the shorter.
func (t *translation) findEnds() {
	for i := range t.vrf.BGP.Neighbors {
		nb := &t.vrf.BGP.Neighbors[i]
		e := &end{neighbor: nb, local: nb.Source}
		if !e.local.IsValid() {
			e.local = connected(t.vrf, e.remote()).Addr()
		}
		if !e.local.IsValid() {
			t.cannot(nb.Name, NoAddress, "towards "+e.remote().String())
			continue
		}
		t.ends = append(t.ends, e)
	}
	slices.SortStableFunc(t.ends, func(a, b *end) int { return cmp.Compare(width(a), width(b)) })
}

// width is how many addresses of a neighbor there may be, in bits.
func width(e *end) int {
	if r := e.neighbor.Range; r.IsValid() {
		return 1 + r.Addr().BitLen() - r.Bits()
	}
	return 0
}

// meet finds the other ends, and reports what they would meet with that GoBGP
// does not do.
func (t *translation) meet(at map[netip.Addr]*translation) {
	for _, e := range t.ends {
		if e.neighbor.Address.IsValid() {
			e.peers = []netip.Addr{e.neighbor.Address}
		} else {
			for _, other := range t.network.speakers {
				for _, theirs := range other.ends {
					if theirs.neighbor.Address == e.local && e.accepts(theirs.local) {
						e.peers = append(e.peers, theirs.local)
					}
				}
			}
		}
		for _, p := range e.peers {
			other, ok := at[p]
			if !ok {
				continue
			}
			for _, theirs := range other.ends {
				if theirs.local == p && theirs.accepts(e.local) {
					e.facing = append(e.facing, &facing{other, theirs})
					break
				}
			}
		}
	}
}

// as is the AS that an end shows.
func (t *translation) as(e *end) routing.ASN { return cmp.Or(e.neighbor.LocalAS, t.vrf.BGP.AS) }
