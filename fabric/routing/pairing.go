package routing

import (
	"cmp"
	"net/netip"
	"slices"
)

// An endRef names one end: a neighbor of an instance, and for a dynamic one the
// address of the other side.
type endRef struct {
	inst, neighbor int32
	addr           netip.Addr // of the other side; of dynamic neighbors only
}

// A pair is two ends that found each other. a dials.
type pair struct {
	a, b         endRef
	aAddr, bAddr netip.Addr
	// passive and wrongSource are set when no attempt of either end can succeed.
	passive, wrongSource bool
}

// An attempt is what became of an explicit neighbor looking for its other end.
type attempt struct {
	end    endRef
	local  netip.Addr
	remote netip.Addr
	state  SessionState // Up when the other end was found
	detail string
	peer   endRef
}

// A pairing is which ends face each other.
type pairing struct {
	pairs []pair
	alone []attempt
}

type instAddr struct {
	inst int32
	addr netip.Addr
}

// pairEnds finds the other end of every neighbor.
func pairEnds(n *network, r *resolver) pairing {
	explicit := explicitNeighbors(n)
	var attempts []attempt
	for i := range n.instances {
		b := n.instances[i].vrf.BGP
		if b == nil {
			continue
		}
		for j := range b.Neighbors {
			if b.Neighbors[j].Address.IsValid() {
				attempts = append(attempts, attemptFrom(n, r, explicit, endRef{inst: int32(i), neighbor: int32(j)}))
			}
		}
	}
	return pairAttempts(n, attempts)
}

func explicitNeighbors(n *network) map[instAddr]int32 {
	index := make(map[instAddr]int32, len(n.owners))
	for i := range n.instances {
		if b := n.instances[i].vrf.BGP; b != nil {
			for j := range b.Neighbors {
				if a := b.Neighbors[j].Address; a.IsValid() {
					index[instAddr{int32(i), a}] = int32(j)
				}
			}
		}
	}
	return index
}

func (n *network) neighbor(e endRef) *Neighbor {
	return &n.instances[e.inst].vrf.BGP.Neighbors[e.neighbor]
}

// attemptFrom looks for the other end of an explicit neighbor: the router that
// has its address, and the neighbor there that is meant for us.
func attemptFrom(n *network, r *resolver, explicit map[instAddr]int32, end endRef) attempt {
	nb := n.neighbor(end)
	at := attempt{end: end, remote: nb.Address}
	s := n.connected(end.inst, nb.Address)
	local, ok := sourceAddress(n, r, end.inst, nb, s)
	if !ok {
		at.state, at.detail = NoSource, "towards "+nb.Address.String()
		return at
	}
	at.local = local
	inst, state := peerOf(n, r, end.inst, nb.Address, s)
	if state != Up {
		at.state, at.detail = state, nb.Address.String()
		return at
	}
	there, ok := acceptorOf(n, explicit, inst, local)
	if !ok {
		at.state = NotConfigured
		at.detail = n.instances[inst].router.Name + " has no neighbor " + local.String()
		return at
	}
	at.peer = there
	return at
}

// sourceAddress returns the address that inst runs the session from.
func sourceAddress(n *network, r *resolver, inst int32, nb *Neighbor, s *subnet) (netip.Addr, bool) {
	if nb.Source.IsValid() {
		for o := range n.ownersOf(nb.Source) {
			if o.inst == inst && o.subnet >= 0 {
				return nb.Source, true
			}
		}
		return netip.Addr{}, false
	}
	if s != nil {
		return s.addr, true
	}
	res := r.resolve(inst, nb.Address, forSession)
	if !res.ok {
		return netip.Addr{}, false
	}
	return interfaceAddress(n, inst, res.ways[0].iface, FamilyOf(nb.Address))
}

// interfaceAddress returns the first address of a family on an interface.
func interfaceAddress(n *network, inst, iface int32, f Family) (netip.Addr, bool) {
	for _, s := range n.instances[inst].subnets {
		if s.iface == iface && FamilyOf(s.addr) == f {
			return s.addr, true
		}
	}
	return netip.Addr{}, false
}

// peerOf returns the instance that packets of inst for the address reach: the
// one that has it on the connected subnet s; else the first gateway, when it has
// it; else the only one that has it.
func peerOf(n *network, r *resolver, inst int32, a netip.Addr, s *subnet) (int32, SessionState) {
	var found []int32
	add := func(list []int32, i int32) []int32 {
		if i != inst && !slices.Contains(list, i) {
			return append(list, i)
		}
		return list
	}
	virtual := false
	for o := range n.ownersOf(a) {
		switch {
		case s != nil && !n.onLink(inst, s, o, a):
		case o.subnet < 0:
			virtual = virtual || o.inst != inst
		default:
			found = add(found, o.inst)
		}
	}
	if s == nil && len(found) > 1 {
		var near []int32
		for _, gw := range r.resolve(inst, a, forSession).ways {
			link := n.connected(inst, gw.addr)
			if link == nil {
				continue
			}
			for o := range n.ownersOf(gw.addr) {
				if n.onLink(inst, link, o, gw.addr) && slices.Contains(found, o.inst) {
					near = add(near, o.inst)
				}
			}
		}
		if len(near) > 0 {
			found = near
		}
	}
	switch {
	case len(found) == 1:
		return found[0], Up
	case len(found) > 1:
		return 0, AmbiguousPeer
	case virtual:
		return 0, VirtualAddress
	}
	return 0, NoPeer
}

// acceptorOf returns the neighbor of inst that takes a session from a: the one
// with that very address, else the most specific range.
func acceptorOf(n *network, explicit map[instAddr]int32, inst int32, a netip.Addr) (endRef, bool) {
	if j, ok := explicit[instAddr{inst, a}]; ok {
		return endRef{inst: inst, neighbor: j}, true
	}
	b := n.instances[inst].vrf.BGP
	if b == nil {
		return endRef{}, false
	}
	best := -1
	for j := range b.Neighbors {
		if rng := b.Neighbors[j].Range; rng.IsValid() && rng.Contains(a) && (best < 0 || rng.Bits() > b.Neighbors[best].Range.Bits()) {
			best = j
		}
	}
	if best < 0 {
		return endRef{}, false
	}
	return endRef{inst: inst, neighbor: int32(best), addr: a}, true
}

// pairAttempts makes pairs of the attempts. Of several attempts between the same
// two ends, the first that can succeed counts; an end is in one pair only.
func pairAttempts(n *network, attempts []attempt) pairing {
	var p pairing
	index := make(map[[2]endRef]int, len(attempts))
	paired := make(map[endRef]bool, 2*len(attempts))
	for _, at := range attempts {
		if at.state != Up {
			continue
		}
		key := [2]endRef{at.end, at.peer}
		if at.peer.less(at.end) {
			key = [2]endRef{at.peer, at.end}
		}
		next := pair{a: at.end, b: at.peer, aAddr: at.local, bAddr: at.remote}
		next.passive = n.neighbor(at.end).Passive
		src := n.neighbor(at.peer).Source
		next.wrongSource = src.IsValid() && src != at.remote
		if i, ok := index[key]; ok {
			if was := &p.pairs[i]; was.hopeless() && (!next.hopeless() || was.passive && !next.passive) {
				*was = next
			}
			continue
		}
		index[key] = len(p.pairs)
		p.pairs = append(p.pairs, next)
	}
	var late []pair
	p.pairs = slices.DeleteFunc(p.pairs, func(q pair) bool {
		if paired[q.a] || paired[q.b] {
			late = append(late, q)
			return true
		}
		paired[q.a], paired[q.b] = true, true
		return false
	})
	p.alone = aloneEnds(late, attempts, paired)
	return p
}

// aloneEnds returns the explicit neighbors that are in no pair, each once: those
// whose other end is in another one, and those that found no other end.
func aloneEnds(late []pair, attempts []attempt, paired map[endRef]bool) []attempt {
	var alone []attempt
	add := func(at attempt) {
		if !paired[at.end] && !at.end.addr.IsValid() {
			paired[at.end] = true
			alone = append(alone, at)
		}
	}
	for _, q := range late {
		add(attempt{end: q.a, local: q.aAddr, remote: q.bAddr, state: AlreadyConnected, detail: q.bAddr.String()})
		add(attempt{end: q.b, local: q.bAddr, remote: q.aAddr, state: AlreadyConnected, detail: q.aAddr.String()})
	}
	for _, at := range attempts {
		if at.state != Up {
			add(at)
		}
	}
	return alone
}

func (p pair) hopeless() bool { return p.passive || p.wrongSource }

func (e endRef) less(o endRef) bool {
	return cmp.Or(cmp.Compare(e.inst, o.inst), cmp.Compare(e.neighbor, o.neighbor), e.addr.Compare(o.addr)) < 0
}
