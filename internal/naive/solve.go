package naive

import (
	"cmp"
	"net/netip"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric/routing"
)

// solve computes the BGP tables of every node, the longest prefixes first since
// the aggregates follow from them.
func (n *network) solve(sessions []*session) (tables []map[netip.Prefix]installed, oscillating []netip.Prefix) {
	halves := n.halves(sessions)
	originated := n.originated()
	index := map[*node]int{}
	for i, x := range n.nodes {
		tables = append(tables, map[netip.Prefix]installed{})
		index[x] = i
	}
	received := map[*half]int{}
	for _, prefix := range n.prefixes(originated) {
		own := originated[prefix]
		if own == nil {
			own = map[*node][]*path{}
		}
		for i, x := range n.nodes {
			if aggregates(x, prefix) && slices.ContainsFunc(keys(tables[i]), func(p netip.Prefix) bool {
				return p.Bits() > prefix.Bits() && prefix.Contains(p.Addr()) && tables[i][p].best != nil
			}) {
				own[x] = append(slices.Clone(own[x]), &path{prefix: prefix, weight: 32768, localPref: localPref(x), source: routing.AggregateRoute, rank: 2})
			}
		}
		best, held, ok := n.converge(prefix, halves, own)
		if !ok {
			oscillating = append(oscillating, prefix)
			continue
		}
		for _, h := range halves {
			if n.send(h, prefix, best[h.from.node]) != nil && h.family == routing.FamilyOf(prefix.Addr()) {
				received[h]++
			}
		}
		for i, x := range n.nodes {
			if e, ok := n.install(x, prefix, best[x], held[x], halves, best); ok {
				tables[i][prefix] = e
			}
		}
	}
	for _, h := range halves {
		if limit := h.in.MaxPrefixes; limit > 0 && !h.in.MaxPrefixesWarn && received[h] > limit {
			n.torn[h.session.key()] = strconv.Itoa(received[h])
		}
	}
	slices.SortFunc(oscillating, comparePrefixes)
	return tables, oscillating
}

func keys(t map[netip.Prefix]installed) []netip.Prefix {
	var list []netip.Prefix
	for p := range t {
		list = append(list, p)
	}
	return list
}

func comparePrefixes(a, b netip.Prefix) int {
	return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
}

func aggregates(x *node, p netip.Prefix) bool {
	if x.vrf.BGP == nil {
		return false
	}
	u := x.vrf.BGP.Family(routing.FamilyOf(p.Addr()))
	return u != nil && slices.ContainsFunc(u.Aggregates, func(a routing.Aggregate) bool { return a.Prefix == p })
}

// prefixes returns all that BGP may carry, the longest first.
func (n *network) prefixes(originated map[netip.Prefix]map[*node][]*path) []netip.Prefix {
	all := map[netip.Prefix]bool{}
	for p := range originated {
		all[p] = true
	}
	for _, x := range n.nodes {
		if x.vrf.BGP == nil {
			continue
		}
		for _, u := range []*routing.Unicast{x.vrf.BGP.IPv4, x.vrf.BGP.IPv6} {
			if u != nil {
				for _, a := range u.Aggregates {
					all[a.Prefix] = true
				}
			}
		}
		for _, nb := range x.vrf.BGP.Neighbors {
			for _, nf := range nb.Families {
				if nf.DefaultOriginate && nf.Family == routing.IPv4 {
					all[netip.PrefixFrom(netip.IPv4Unspecified(), 0)] = true
				}
				if nf.DefaultOriginate && nf.Family == routing.IPv6 {
					all[netip.PrefixFrom(netip.IPv6Unspecified(), 0)] = true
				}
			}
		}
	}
	var list []netip.Prefix
	for p := range all {
		list = append(list, p)
	}
	slices.SortFunc(list, func(a, b netip.Prefix) int { return cmp.Or(cmp.Compare(b.Bits(), a.Bits()), comparePrefixes(a, b)) })
	return list
}

// halves returns the directions of the sessions that are up.
func (n *network) halves(sessions []*session) []*half {
	var list []*half
	for _, s := range sessions {
		if s.state != routing.Up {
			continue
		}
		for _, f := range s.families() {
			a := &half{s, s.dial, s.accept, s.dialAddr, s.acceptAddr, f, s.dial.family(f), s.accept.family(f), nil}
			b := &half{s, s.accept, s.dial, s.acceptAddr, s.dialAddr, f, s.accept.family(f), s.dial.family(f), a}
			a.reverse = b
			list = append(list, a, b)
		}
	}
	return list
}

// originated returns what the nodes put into BGP by themselves.
func (n *network) originated() map[netip.Prefix]map[*node][]*path {
	all := map[netip.Prefix]map[*node][]*path{}
	for _, x := range n.nodes {
		if x.vrf.BGP == nil {
			continue
		}
		add := func(p *path, policy *routing.Policy, tag uint32) {
			p.weight, p.localPref = 32768, localPref(x)
			o := evaluate(policy, p, tag, 0, false)
			if !o.permit {
				return
			}
			if all[p.prefix] == nil {
				all[p.prefix] = map[*node][]*path{}
			}
			all[p.prefix][x] = append(all[p.prefix][x], p)
		}
		for f, u := range []*routing.Unicast{x.vrf.BGP.IPv4, x.vrf.BGP.IPv6} {
			if u == nil {
				continue
			}
			for _, w := range u.Networks {
				r, ok := n.local(x, w.Prefix)
				switch {
				case ok:
					add(&path{prefix: w.Prefix, source: r.Protocol}, w.Policy, r.Tag)
				case w.Always:
					add(&path{prefix: w.Prefix, source: routing.BGPRoute}, w.Policy, 0)
				}
			}
			for _, d := range u.Redistribute {
				for _, r := range n.locals(x) {
					if r.Protocol == d.From && routing.FamilyOf(r.Prefix.Addr()) == routing.Family(f) {
						add(&path{prefix: r.Prefix, source: r.Protocol, origin: routing.OriginIncomplete, rank: 1}, d.Policy, r.Tag)
					}
				}
			}
		}
	}
	return all
}

// locals returns the best route of x that is not of BGP to every prefix.
func (n *network) locals(x *node) []routing.Route {
	all := map[netip.Prefix]bool{}
	for _, f := range x.vrf.Interfaces {
		for _, a := range f.Addresses {
			all[a.Masked()] = true
			all[host(a.Addr())] = true
		}
		for _, a := range f.Virtual {
			all[host(a)] = true
		}
	}
	for _, s := range x.vrf.Static {
		all[s.Prefix] = true
	}
	var list []routing.Route
	for p := range all {
		if r, ok := n.local(x, p); ok {
			list = append(list, r)
		}
	}
	return list
}

// converge lets all nodes act at once, round by round, until nothing changes.
func (n *network) converge(prefix netip.Prefix, halves []*half, own map[*node][]*path) (best map[*node]*path, held map[*node][]*path, ok bool) {
	best = map[*node]*path{}
	for _, x := range n.nodes {
		if len(own[x]) > 0 {
			best[x] = decide(x, own[x])[0]
		}
	}
	for range routing.Rounds(len(n.nodes)) {
		held = map[*node][]*path{}
		for x, list := range own {
			held[x] = decide(x, list)[:1]
		}
		for _, h := range halves {
			if h.family != routing.FamilyOf(prefix.Addr()) {
				continue
			}
			if p, _ := n.receive(h, n.send(h, prefix, best[h.from.node])); p != nil {
				held[h.to.node] = append(held[h.to.node], p)
			}
		}
		next := map[*node]*path{}
		same := true
		for _, x := range n.nodes {
			if len(held[x]) > 0 {
				next[x] = decide(x, held[x])[0]
			}
			same = same && next[x].equal(best[x])
		}
		if same {
			return next, held, true
		}
		best = next
	}
	return nil, nil, false
}

// install returns the route to a prefix as x's table has it.
func (n *network) install(x *node, prefix netip.Prefix, best *path, held []*path, halves []*half, all map[*node]*path) (installed, bool) {
	b := x.vrf.BGP
	if b == nil {
		return installed{}, false
	}
	distance := func(set, otherwise uint8) uint8 {
		if set != 0 {
			return set
		}
		return otherwise
	}
	external, internal := distance(b.ExternalDistance, 20), distance(b.InternalDistance, 200)
	of := func(h *half) uint8 {
		if h.internal() {
			return internal
		}
		return external
	}
	if best == nil {
		var e installed
		for _, h := range halves {
			if h.to.node != x || h.family != routing.FamilyOf(prefix.Addr()) {
				continue
			}
			if _, loops := n.receive(h, n.send(h, prefix, all[h.from.node])); loops && (!e.looping || of(h) < e.distance) {
				e.looping, e.distance = true, of(h)
			}
		}
		return e, e.looping
	}
	if best.from == nil {
		if best.source == routing.AggregateRoute {
			return installed{best: best, discard: true, distance: distance(b.LocalDistance, 220)}, true
		}
		return installed{best: best, hidden: true}, true
	}
	e := installed{best: best, distance: of(best.from)}
	e.all = share(x, routing.FamilyOf(prefix.Addr()), decide(x, held))
	for _, p := range e.all {
		e.hops = append(e.hops, p.hop)
	}
	slices.SortFunc(e.hops, netip.Addr.Compare)
	return e, true
}
