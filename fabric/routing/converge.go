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

	// Of the class at hand, by instance and by edge. own are the routes that the
	// instances originate.
	best, own, none []held
	candidates      []candidate

	exports      map[transferKey]offer
	plainExports map[uint64]uint32
	lastExport   transferKey
	lastOffer    offer
	imports      map[transferKey]offer
	plain        [][]uint32
	uses         map[uint64]Decision
	// hurt answers for the instances that have lost an interface, nil while none has.
	hurt *hurtUses

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
		own:        make([]held, len(n.instances)),
		none:       make([]held, len(n.instances)),
		candidates: make([]candidate, len(g.edges)),
		exports:    map[transferKey]offer{}, plainExports: make(map[uint64]uint32, 1024),
		imports:  map[transferKey]offer{},
		plain:    make([][]uint32, len(g.importers)),
		uses:     map[uint64]Decision{},
		marked:   make([]bool, len(n.instances)),
		received: make([]int, len(g.edges)),
	}
	for i := range c.none {
		c.none[i].edge = edgeLocal
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
	copy(c.own, c.none)
	clear(c.candidates)
	c.frontier = c.frontier[:0]
	for i := range cl.locals {
		o := &cl.locals[i]
		c.own[o.inst] = held{attr: o.attr, hop: o.hop, edge: edgeLocal}
		c.frontier = append(c.frontier, o.inst)
	}
	copy(c.best, c.own)
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
			if next := c.choose(v); next != c.best[v] {
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
	p := c.plainRoute(cl, h)
	lanes := c.g.lanesOf(u)
	c.relaxed += len(lanes)
	for i := range lanes {
		l := &lanes[i]
		if got := c.send(l, cl, &p); got != c.candidates[l.edge] {
			c.candidates[l.edge] = got
			if !c.marked[l.to] {
				c.marked[l.to] = true
				c.heard = append(c.heard, l.to)
			}
		}
	}
}

// send returns what the receiver of a lane holds of the best route of its sender.
func (c *converger) send(l *lane, cl *class, p *plainRoute) candidate {
	switch {
	case l.strict && p.mayLoop(l.members) && c.onPath(l, p.path):
		return candidate{}
	case l.plain && p.plain:
		return c.relay(l, p)
	}
	return c.relayBySteps(&c.g.edges[l.edge], cl, p.held)
}

// relayBySteps returns what e's receiver holds of the best route of its sender.
func (c *converger) relayBySteps(e *edge, cl *class, h held) candidate {
	attr, hop, o := c.export(e, cl, h)
	if o.why != Advertised && o.why != DefaultOriginated {
		return candidate{}
	}
	if attr, hop, o = c.accept(e, cl, attr, hop); o.why != Advertised {
		return candidate{}
	}
	return candidate{attr, hop}
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
	return n.withAggregate(cl.locals, a, func(inst int32) bool { return s.hasWithin(cl.aggregate, inst) })
}

// withAggregate adds to what others originate the aggregate of the routers that
// have a more specific route.
func (n *network) withAggregate(others []origination, a *aggregate, has func(inst int32) bool) []origination {
	all := slices.Clone(others)
	for _, at := range a.at {
		if has(at.inst) {
			all = append(all, n.aggregateOrigination(a, at.inst))
		}
	}
	slices.SortStableFunc(all, func(x, y origination) int {
		return cmp.Or(cmp.Compare(x.inst, y.inst), n.compareOriginations(x, y))
	})
	return slices.CompactFunc(all, func(x, y origination) bool { return x.inst == y.inst })
}
