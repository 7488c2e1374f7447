package routing

import (
	"net/netip"
	"slices"
)

// onlyBGP reports whether a fault that is in place changes nothing but what is
// exchanged over the sessions that are left: no other session comes up or goes
// down, every address resolves as before, and what is originated is what was,
// less whole classes.
func (u *surgeon) onlyBGP(f *fault) bool {
	for _, v := range f.cut.dead {
		for _, s := range u.s.net.instances[v].subnets {
			if !u.silent(s.addr) {
				return false
			}
		}
	}
	for i := range f.patches {
		if !u.hurtOnly(f, &f.patches[i]) {
			return false
		}
	}
	for _, i := range f.links {
		if _, shut := slices.BinarySearch(f.cut.links, i); !shut && !u.stays(&u.s.links[i]) {
			return false
		}
	}
	return true
}

// stays reports whether neither end of a lost session finds the other in another
// way.
func (u *surgeon) stays(l *link) bool {
	n := u.s.net
	for _, end := range [...]endRef{l.a, l.b} {
		if n.down.inst[end.inst] || end.addr.IsValid() || u.unowned(end.inst, n.neighbor(end).Address) {
			continue
		}
		if a := n.neighbor(end).Address; n.connected(end.inst, a) == nil && !u.s.final.fixed(end.inst, a) || u.attempt(end).state == Up {
			return false
		}
	}
	return true
}

// silent reports whether nobody finds another end at an address that its router
// has lost.
func (u *surgeon) silent(a netip.Addr) bool {
	n := u.s.net
	ends := u.dialers[a]
	if len(ends) == 0 {
		return true
	}
	owners := 0
	for i, ok := n.ownerHead[a]; ok && i >= 0; i = n.owners[i].next {
		if n.owners[i].subnet >= 0 {
			owners++
		}
	}
	return owners == 1
}

func (u *surgeon) hurtOnly(f *fault, p *patch) bool {
	n, v := u.s.net, p.inst
	before, now := &p.before, &n.instances[v]
	if before.overlapping {
		return false
	}
	gone := map[netip.Prefix]bool{}
	for i := range before.subnets {
		if now.subnets[i].prefix.IsValid() {
			continue
		}
		gone[before.subnets[i].prefix] = true
		if !u.silent(before.subnets[i].addr) {
			return false
		}
	}
	// Two interfaces in one subnet share a route.
	if slices.ContainsFunc(now.subnets, func(s subnet) bool { return gone[s.prefix] }) {
		return false
	}
	if b := now.vrf.BGP; b != nil && idOf(b.RouterID) == 0 {
		live := slices.DeleteFunc(slices.Clone(now.subnets), func(s subnet) bool { return !s.prefix.IsValid() })
		if defaultRouterID(live) != before.routerID {
			return false
		}
	}
	return u.sameSessions(f, v) && u.sameWays(v) && u.sameEdges(f, v, gone) && u.fewerOrigins(f, v)
}

// sameSessions compares how a hurt instance looks for the other ends of its
// sessions, and what became of those that it keeps.
func (u *surgeon) sameSessions(f *fault, v int32) bool {
	n, r := u.s.net, u.s.final
	b := n.instances[v].vrf.BGP
	if b == nil {
		return true
	}
	for j := range b.Neighbors {
		nb := &b.Neighbors[j]
		if !nb.Address.IsValid() {
			continue
		}
		was := u.attempts[v][j]
		end := endRef{inst: v, neighbor: int32(j)}
		i, paired := u.linkOf[end]
		_, lost := slices.BinarySearch(f.links, i)
		lost = lost && paired
		if u.unowned(v, nb.Address) {
			if was.state == Up && !lost {
				return false
			}
			continue
		}
		if n.connected(v, nb.Address) == nil && !r.fixed(v, nb.Address) {
			return false
		}
		now := u.attempt(end)
		switch {
		case was.state == Up && lost:
			if now.state == Up && !slices.Contains(f.cut.links, i) {
				return false
			}
		case now.state != was.state || now.local != was.local || now.peer != was.peer:
			return false
		}
	}
	for _, i := range u.linksAt[v] {
		l := &u.s.links[i]
		if _, lost := slices.BinarySearch(f.links, i); lost || n.down.inst[l.a.inst] || n.down.inst[l.b.inst] {
			continue
		}
		for _, end := range [...]struct {
			inst int32
			addr netip.Addr
		}{{l.a.inst, l.bAddr}, {l.b.inst, l.aAddr}} {
			if r.attached(end.inst, end.addr) == nil && !r.fixed(end.inst, end.addr) {
				return false
			}
		}
		if state, _ := l.check(n, u.scratch()); state != l.state {
			return false
		}
	}
	return true
}

// scratch is a resolver of the network as it is at the moment, whose answers are
// not kept.
func (u *surgeon) scratch() *resolver {
	return &resolver{net: u.s.net, usable: u.s.final.usable, memo: map[resolveKey]resolution{}}
}

func (u *surgeon) attempt(end endRef) attempt {
	return attemptFrom(u.s.net, u.scratch(), u.explicit, end)
}

// unowned reports whether no other instance has the address as its own.
func (u *surgeon) unowned(v int32, a netip.Addr) bool {
	for o := range u.s.net.ownersOf(a) {
		if o.inst != v && o.subnet >= 0 {
			return false
		}
	}
	return true
}

// sameWays reports whether a hurt instance reaches what it ever asked for, but
// what was on the lost subnets, as before.
func (u *surgeon) sameWays(v int32) bool {
	r := u.s.final
	for _, key := range u.asked[v] {
		a := u.s.net.in.addrs[key.addr]
		was := r.memo[key]
		if !r.fixed(v, a) {
			return false
		}
		if now := r.compute(v, a, key.use); !now.equal(&was) {
			return false
		}
	}
	// A static route by a next hop that has become recursive.
	for i := range r.net.instances[v].local {
		for _, via := range r.net.instances[v].local[i].vias {
			if !u.uses.asked[resolveKey{v, r.net.in.addr(via), forNextHop}] && r.attached(v, via) == nil && (!r.fixed(v, via) || r.compute(v, via, forNextHop).ok) {
				return false
			}
		}
	}
	return true
}

// sameEdges reports whether the sessions that a hurt instance keeps are as they
// were for the graph, and finds those that may bring any next hop.
func (u *surgeon) sameEdges(f *fault, v int32, gone map[netip.Prefix]bool) bool {
	n := u.s.net
	for fam, r := range u.families {
		first, last := r.g.inEdges(v)
		for i := first; i < last; i++ {
			e := &r.g.edges[i]
			if r.killed[i] > 0 {
				continue
			}
			if u.uses.nextHopUse(v, e.own, Family(fam)) != e.ownUse || u.uses.open {
				u.uses.open = false
				return false
			}
			for _, id := range [...]int32{e.toShared, r.g.edges[e.reverse].shared} {
				if id >= 0 && gone[n.prefixes.list[id]] {
					return false
				}
			}
			if !u.ownHop[fam][i] {
				f.recheck[fam] = append(f.recheck[fam], i)
			}
		}
	}
	return true
}

// fewerOrigins reports whether a hurt instance originates what it did, less all
// prefixes of some classes, and notes these.
func (u *surgeon) fewerOrigins(f *fault, v int32) bool {
	now := originateAt(u.s.net, u.s.final, v, nil)
	lost := map[int32]int{}
	for _, o := range u.own[v] {
		if len(now) > 0 && now[0].prefix == o.prefix {
			if now[0] != o {
				return false
			}
			now = now[1:]
			continue
		}
		lost[u.s.classOf[o.prefix]]++
	}
	if len(now) > 0 {
		return false
	}
	for class, prefixes := range lost {
		if len(u.s.classes[class].prefixes) != prefixes {
			return false
		}
		f.lost = append(f.lost, origin{class, v})
	}
	return true
}
