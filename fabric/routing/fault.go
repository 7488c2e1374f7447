package routing

import (
	"net/netip"
	"slices"
)

// A fault is a set of failures, worked out for one network.
type fault struct {
	failures []Failure
	cut      cut
	// scratch: more changes than what BGP holds, so that everything is predicted
	// again.
	scratch bool
	patches []patch
	// links are the sessions that are lost; edges theirs, by family.
	links []int32
	edges [2][]int32
	// lost are the originations that go with an interface.
	lost []origin
	// recheck are the edges into hurt instances that may carry any next hop.
	recheck [2][]int32
}

// A surgeon works out faults: what of a network stays as it is when a part of it
// fails, so that only BGP has to be computed again, and only the difference.
//
// It takes nothing for granted that a failure could change: which ends find each
// other, how addresses resolve, what is originated. Where one of these is not as
// it was, or could come to depend on BGP routes, the fault is predicted from
// scratch.
type surgeon struct {
	*cutting
	families [2]*reconverger
	uses     *hurtUses
	// unfit: the healthy network is one that no difference is taken to.
	unfit    bool
	explicit map[instAddr]int32
	dialers  map[netip.Addr][]endRef // explicit neighbors, by their address
	linkOf   map[endRef]int32
	asked    map[int32][]resolveKey // what was resolved for an instance
	own      map[int32][]origination
	attempts map[int32][]attempt
	ownHop   [2][]bool
	prefixes [][]netip.Prefix // by class, of those that were asked for
}

func newSurgeon(s *solution, settled bool) *surgeon {
	n := s.net
	n.down = &downs{inst: make([]bool, len(n.instances)), ports: map[port]bool{}}
	u := &surgeon{
		cutting:  newCutting(s),
		uses:     &hurtUses{r: s.final, at: make([]int32, len(n.instances)), asked: make(map[resolveKey]bool, len(s.final.memo))},
		unfit:    !settled || len(s.final.loops) > 0 || len(s.torn) > 0,
		explicit: explicitNeighbors(n), dialers: map[netip.Addr][]endRef{}, linkOf: make(map[endRef]int32, 2*len(s.links)),
		asked: map[int32][]resolveKey{}, own: map[int32][]origination{}, attempts: map[int32][]attempt{},
	}
	for f := range u.families {
		r := newReconverger(s, Family(f))
		r.c.hurt = u.uses
		u.families[f] = r
		u.ownHop[f] = make([]bool, len(r.g.edges))
		for e := range r.g.edges {
			u.ownHop[f][e] = r.ownHop(int32(e))
		}
	}
	for i := range n.instances {
		if b := n.instances[i].vrf.BGP; b != nil {
			for j := range b.Neighbors {
				if a := b.Neighbors[j].Address; a.IsValid() {
					u.dialers[a] = append(u.dialers[a], endRef{inst: int32(i), neighbor: int32(j)})
				}
			}
		}
	}
	for i := range s.links {
		u.linkOf[s.links[i].a], u.linkOf[s.links[i].b] = int32(i), int32(i)
		switch s.links[i].state {
		case TooManyPeers, TooManyPrefixes, Unstable:
			u.unfit = true // one could come up when another one goes
		default:
		}
	}
	for i := range s.pairing.alone {
		if state := s.pairing.alone[i].state; state == AlreadyConnected || state == AmbiguousPeer {
			u.unfit = true
		}
	}
	u.unfit = u.unfit || !u.resolvesAlone()
	return u
}

// resolvesAlone reports whether no address that matters resolves by BGP.
func (u *surgeon) resolvesAlone() bool {
	n, r := u.s.net, u.s.final
	for key := range r.memo {
		u.asked[key.inst] = append(u.asked[key.inst], key)
		u.uses.asked[key] = true
		if !r.fixed(key.inst, n.in.addrs[key.addr]) {
			return false
		}
	}
	for i := range n.instances {
		for j := range n.instances[i].local {
			for _, via := range n.instances[i].local[j].vias {
				if !r.fixed(int32(i), via) {
					return false
				}
			}
		}
	}
	return true
}

// fault works out a set of failures.
func (u *surgeon) fault(failures []Failure) (*fault, error) {
	c, err := u.of(failures)
	if err != nil {
		return nil, err
	}
	f := &fault{failures: failures, cut: c, links: slices.Clone(c.links)}
	for _, inst := range c.dead {
		f.links = append(f.links, u.linksAt[inst]...)
	}
	for _, p := range c.ports {
		if len(f.patches) == 0 || f.patches[len(f.patches)-1].inst != p.inst {
			f.patches = append(f.patches, patch{inst: p.inst})
		}
		last := &f.patches[len(f.patches)-1]
		last.ports = append(last.ports, p)
		for _, i := range u.linksAt[p.inst] {
			l := &u.s.links[i]
			if u.onPort(l.a, l.aAddr, p) || u.onPort(l.b, l.bAddr, p) {
				f.links = append(f.links, i)
			}
		}
	}
	slices.Sort(f.links)
	f.links = slices.Compact(f.links)
	for fam, r := range u.families {
		for _, i := range f.links {
			f.edges[fam] = append(f.edges[fam], r.edgesOf[i]...)
		}
	}
	if u.unfit {
		f.scratch = true
		return f, nil
	}
	u.prepare(f)
	u.cut(f)
	found := *f
	f.scratch = !u.onlyBGP(&found)
	u.mend(f)
	f.lost, f.recheck = found.lost, found.recheck
	return f, nil
}

func (u *surgeon) onPort(e endRef, a netip.Addr, p port) bool {
	got, ok := u.s.net.portOf(e.inst, a)
	return ok && got == p
}

// prepare notes what the hurt instances do while they are not hurt.
func (u *surgeon) prepare(f *fault) {
	n, r := u.s.net, u.s.final
	for i := range f.patches {
		v := f.patches[i].inst
		if _, ok := u.attempts[v]; ok || n.instances[v].vrf.BGP == nil {
			continue
		}
		list := []attempt{}
		for j := range n.instances[v].vrf.BGP.Neighbors {
			var at attempt
			if n.instances[v].vrf.BGP.Neighbors[j].Address.IsValid() {
				at = attemptFrom(n, r, u.explicit, endRef{inst: v, neighbor: int32(j)})
			}
			list = append(list, at)
		}
		u.attempts[v] = list
		u.own[v] = originateAt(n, r, v, nil)
	}
}

// cut takes away what the fault takes, until mend puts it back.
func (u *surgeon) cut(f *fault) {
	for _, v := range f.cut.dead {
		u.s.net.down.inst[v] = true
	}
	for i := range f.patches {
		u.s.final.wound(&f.patches[i])
		u.uses.at[f.patches[i].inst]++
	}
	for fam, r := range u.families {
		for _, e := range f.edges[fam] {
			r.killed[e]++
		}
		for _, v := range f.cut.dead {
			r.dead[v]++
		}
		r.killedEdges = append(r.killedEdges, f.edges[fam]...)
		r.lost = append(r.lost, f.lost...)
		r.recheck = append(r.recheck, f.recheck[fam]...)
	}
}

// mend undoes the last cut.
func (u *surgeon) mend(f *fault) {
	for fam, r := range u.families {
		for _, e := range f.edges[fam] {
			r.killed[e]--
		}
		for _, v := range f.cut.dead {
			r.dead[v]--
			u.s.net.down.inst[v] = r.dead[v] > 0
		}
		r.killedEdges = r.killedEdges[:len(r.killedEdges)-len(f.edges[fam])]
		r.lost = r.lost[:len(r.lost)-len(f.lost)]
		r.recheck = r.recheck[:len(r.recheck)-len(f.recheck[fam])]
	}
	for i := range slices.Backward(f.patches) {
		u.uses.at[f.patches[i].inst]--
		u.s.final.heal(&f.patches[i])
	}
}
