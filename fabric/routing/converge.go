package routing

import (
	"cmp"
	"slices"
)

// A converger computes the BGP routes of one address family, class by class.
//
// All routers act at once, in rounds: each sends what was its best route at the
// end of the last round, then chooses anew. Only routers whose best route changed
// send, and only those that heard something new choose, which changes nothing
// about the outcome. A class that still changes after [Rounds] does not converge.
type converger struct {
	net      *network
	in       *interner
	resolver *resolver
	g        *graph

	// Of the class at hand, by instance and by edge.
	best       []held
	candidates []candidate

	exports    map[transferKey]offer
	lastExport transferKey
	lastOffer  offer
	imports    map[transferKey]offer
	plain      [][]uint32
	uses       map[uint64]Decision

	// received counts prefixes by edge, for the edges that have a limit.
	limited  []int32
	received []int

	frontier, changed, heard []int32
	marked                   []bool
	ties, members            []int32

	relaxed int
}

func newConverger(n *network, r *resolver, g *graph) *converger {
	c := &converger{
		net: n, in: n.in, resolver: r, g: g,
		best:       make([]held, len(n.instances)),
		candidates: make([]candidate, len(g.edges)),
		exports:    map[transferKey]offer{},
		imports:    map[transferKey]offer{},
		plain:      make([][]uint32, len(g.importers)),
		uses:       map[uint64]Decision{},
		marked:     make([]bool, len(n.instances)),
		received:   make([]int, len(g.edges)),
	}
	for i := range g.edges {
		if nf := g.edges[i].receiving; nf.MaxPrefixes > 0 && !nf.MaxPrefixesWarn {
			c.limited = append(c.limited, int32(i))
		}
	}
	return c
}

// Rounds returns how many rounds of updates the simulator waits for BGP to
// settle in a network of so many VRFs before it reports an [Oscillation].
func Rounds(vrfs int) int { return 4*vrfs + 64 }

// converge computes one class, and returns the instances that still change when
// it does not settle.
func (c *converger) converge(cl *class) []int32 {
	clear(c.best)
	for i := range c.best {
		c.best[i].edge = edgeLocal
	}
	clear(c.candidates)
	c.frontier = c.frontier[:0]
	for i := range cl.locals {
		o := &cl.locals[i]
		c.best[o.inst] = held{attr: o.attr, hop: o.hop, edge: edgeLocal}
		c.frontier = append(c.frontier, o.inst)
	}
	if cl.fallback {
		c.addDefaultOriginators()
	}
	for range Rounds(len(c.best)) {
		c.heard = c.heard[:0]
		for _, u := range c.frontier {
			c.advertise(u, cl)
		}
		c.changed = c.changed[:0]
		for _, v := range c.heard {
			c.marked[v] = false
			if next := c.choose(v, cl.localAt(v)); next != c.best[v] {
				c.best[v] = next
				c.changed = append(c.changed, v)
			}
		}
		c.frontier, c.changed = c.changed, c.frontier
		if len(c.frontier) == 0 {
			return nil
		}
	}
	return slices.Clone(c.frontier)
}

// addDefaultOriginators makes the routers send first that originate a default
// route for a neighbor without having one.
func (c *converger) addDefaultOriginators() {
	for i := range c.g.edges {
		if e := &c.g.edges[i]; e.defaults && !slices.Contains(c.frontier, e.from) {
			c.frontier = append(c.frontier, e.from)
		}
	}
}

// advertise sends the best route of u to its neighbors.
func (c *converger) advertise(u int32, cl *class) {
	h := c.best[u]
	var path uint32
	if h.attr != 0 {
		path = c.in.attrs[h.attr].path
	}
	for _, i := range c.g.outEdges(u) {
		e := &c.g.edges[i]
		c.relaxed++
		var got candidate
		if !e.strict || e.defaults || c.ownASTimes(e, path) == 0 {
			if attr, hop, o := c.export(e, cl, h); o.why == Advertised || o.why == DefaultOriginated {
				if attr, hop, o = c.accept(e, cl, attr, hop); o.why == Advertised {
					got = candidate{attr, hop}
				}
			}
		}
		if got != c.candidates[i] {
			c.candidates[i] = got
			if !c.marked[e.to] {
				c.marked[e.to] = true
				c.heard = append(c.heard, e.to)
			}
		}
	}
}

// countReceived adds what the neighbors with a limit receive of a class.
func (c *converger) countReceived(cl *class) {
	for _, i := range c.limited {
		e := &c.g.edges[i]
		if _, _, o := c.export(e, cl, c.best[e.from]); o.why == Advertised || o.why == DefaultOriginated {
			c.received[i] += len(cl.prefixes)
		}
	}
}

// loopingAt returns the distance of the best of the routes that inst, which has
// no route to the class, is offered by looping next hops, or 0.
func (c *converger) loopingAt(inst int32, cl *class) uint8 {
	var distance uint8
	first, last := c.g.inEdges(inst)
	for i := first; i < last; i++ {
		e := &c.g.edges[i]
		attr, hop, o := c.export(e, cl, c.best[e.from])
		if o.why != Advertised && o.why != DefaultOriginated {
			continue
		}
		if _, _, o = c.accept(e, cl, attr, hop); o.why != LoopingNextHop {
			continue
		}
		d := c.net.distances(inst).internal
		if e.external {
			d = c.net.distances(inst).external
		}
		if distance == 0 || d < distance {
			distance = d
		}
	}
	return distance
}

// aggregators returns the originations of an aggregate's own class: what other
// means originate it, and the routers that have a more specific route.
func (s *solution) aggregators(n *network, cl *class, a *aggregate) []origination {
	all := slices.Clone(cl.locals)
	for _, at := range a.at {
		if s.hasWithin(cl.aggregate, at.inst) {
			all = append(all, n.aggregateOrigination(a, at.inst))
		}
	}
	slices.SortStableFunc(all, func(x, y origination) int {
		return cmp.Or(cmp.Compare(x.inst, y.inst), n.compareOriginations(x, y))
	})
	return slices.CompactFunc(all, func(x, y origination) bool { return x.inst == y.inst })
}
