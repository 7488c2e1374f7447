package routing

import (
	"slices"
)

// MaxRestarts is how often [Simulate] starts BGP again because the routes it led
// to changed which sessions are up, which static routes are in the tables or
// which next hops resolve. A network that needs more does not settle.
const MaxRestarts = 24

// Simulate returns what a network of routers converges to.
//
// The routers are only read, may share policies, and must not be changed as long
// as the tables are in use. The error names everything
// that is malformed in them (see [InputError]); a session that does not come up,
// or a prefix whose routes never settle, is a result: see [Tables.Sessions] and
// [Tables.Oscillations].
//
// The order of events is not predicted. Where it would decide, the simulator has
// all routers act at the same time, and prefers the lowest router ID where a
// router would prefer the oldest route.
func Simulate(routers []Router) (*Tables, error) {
	if err := validate(routers); err != nil {
		return nil, err
	}
	s, settled := predict(routers)
	return newTables(s, settled, routers), nil
}

// predict computes solutions until one leads to no other.
func predict(routers []Router) (s *solution, settled bool) {
	n := newNetwork(routers)
	past := &setbacks{lost: map[[2]endRef]int{}, torn: map[[2]endRef]string{}}
	loops := map[loop]struct{}{}
	for restart := 0; ; restart++ {
		r := newResolver(n, s, loops)
		p := pairEnds(n, r)
		links := checkLinks(n, r, p.pairs, past)
		if s != nil {
			countLosses(past, s.links, links)
			links = checkLinks(n, r, p.pairs, past)
		}
		originated := originate(n, r)
		next := solve(n, r, links, originated, loops)
		next.pairing, next.links = p, links
		if settled = next.settle(r, past, loops); settled || restart == MaxRestarts {
			return next, settled
		}
		s = next
	}
}

// countLosses notes the sessions that were up and have lost the way to their
// other end.
func countLosses(past *setbacks, before, after []link) {
	up := make(map[[2]endRef]bool, len(before))
	for i := range before {
		up[before[i].key()] = before[i].state == Up
	}
	for i := range after {
		if l := &after[i]; l.state == Unreachable && up[l.key()] {
			past.lost[l.key()]++
		}
	}
}

// settle reports whether a solution leaves everything as it was when it was
// computed: no new session has too many prefixes, no next hop loops that was not
// known to, and every address resolves as it did. The final resolver is kept.
func (s *solution) settle(before *resolver, past *setbacks, loops map[loop]struct{}) bool {
	settled := true
	for i, detail := range s.torn {
		key := s.links[i].key()
		if _, ok := past.torn[key]; !ok {
			past.torn[key] = detail
			settled = false
		}
	}
	s.final = newResolver(s.net, s, loops)
	for key, res := range before.memo {
		now := s.final.resolve(key.inst, s.net.in.addrs[key.addr], key.use)
		if !now.equal(&res) {
			settled = false
		}
	}
	if s.findLoops(loops) {
		settled = false
	}
	for inst, usable := range before.usable {
		if !slices.Equal(usable, s.final.usable[inst]) {
			settled = false
		}
	}
	return settled
}

// findLoops adds the next hops that lead back to the route they belong to.
func (s *solution) findLoops(loops map[loop]struct{}) bool {
	found := false
	note := func(l loop) {
		if _, ok := loops[l]; !ok {
			loops[l] = struct{}{}
			found = true
		}
	}
	for key, res := range s.final.memo {
		if key.use != forNextHop || len(res.trace) == 0 {
			continue
		}
		for _, id := range res.trace {
			if s.uses(key.inst, id, key.addr) {
				note(loop{key.inst, id, key.addr})
			}
		}
	}
	return found
}

// uses reports whether the BGP route of inst to a prefix has the next hop.
func (s *solution) uses(inst, prefix int32, hop uint32) bool {
	hops, _, found := s.at(inst, prefix)
	return found == bgpRoute && slices.Contains(hops, s.net.in.addrs[hop])
}
