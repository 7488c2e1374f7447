package routing

import (
	"net/netip"
	"slices"
	"strconv"
)

// A solution is what BGP converges to, given which sessions are up and which next
// hops resolve.
type solution struct {
	net        *network
	graphs     [2]*graph
	classes    []class
	aggregates []aggregate
	// classOf is the class of each prefix, -1 for none.
	classOf []int32
	// entries are the routes: of class c at instance i, entries[c*instances+i].
	entries []entry
	// torn are the links over which too many prefixes were received, and how many.
	torn map[int32]string
	// oscillating are the classes that do not settle, and where.
	oscillating map[int32][]int32
	relaxed     int

	// What it was computed for, and how addresses resolve in the end.
	pairing pairing
	links   []link
	final   *resolver
}

// An entry is the best route of an instance to a class, with its next hops.
type entry struct {
	attr uint32 // 0: none
	edge int32  // the best route's; edgeLocal for the instance's own
	set  int32  // next hops; 0 for the instance's own
	// looping, when not zero, is the distance that the instance's only route would
	// have, whose next hop loops.
	looping uint8
}

func (s *solution) entry(class, inst int32) *entry {
	return &s.entries[int(class)*len(s.net.instances)+int(inst)]
}

// solve computes every class.
func solve(n *network, r *resolver, links []link, originated []origination, loops map[loop]struct{}) *solution {
	s := &solution{net: n, torn: map[int32]string{}, oscillating: map[int32][]int32{}}
	s.classes, s.aggregates = classify(n, originated, loops)
	var conv [2]*converger
	for _, f := range [...]Family{IPv4, IPv6} {
		s.graphs[f] = newGraph(n, r, links, f)
		conv[f] = newConverger(n, r, s.graphs[f])
	}
	s.entries = make([]entry, len(s.classes)*len(n.instances))
	for i := range s.classes {
		cl := &s.classes[i]
		if cl.aggregate >= 0 {
			cl.others = cl.locals
			cl.locals = s.aggregators(n, cl, &s.aggregates[cl.aggregate])
		}
		s.store(conv[cl.family], int32(i), cl)
	}
	s.classOf = make([]int32, len(n.prefixes.list))
	for i := range s.classOf {
		s.classOf[i] = -1
	}
	for i := range s.classes {
		for _, id := range s.classes[i].prefixes {
			s.classOf[id] = int32(i)
		}
	}
	s.overflow(conv)
	s.relaxed = conv[IPv4].relaxed + conv[IPv6].relaxed
	return s
}

// store computes a class and keeps its routes. A class that does not settle has
// none.
func (s *solution) store(c *converger, index int32, cl *class) {
	unsettled := c.converge(cl)
	if len(unsettled) > 0 {
		slices.Sort(unsettled)
		s.oscillating[index] = unsettled
		return
	}
	c.countReceived(cl)
	row := s.entries[int(index)*len(c.best):][:len(c.best)]
	for v := range c.best {
		h := c.best[v]
		if h.attr == 0 {
			if cl.loops {
				row[v].looping = c.loopingAt(int32(v), cl)
			}
			continue
		}
		e := entry{attr: h.attr, edge: h.edge}
		if h.edge >= 0 {
			e.set = c.g.hops.of(c.g, int32(v), c.candidates, c.multipath(int32(v), h))
		}
		row[v] = e
	}
}

// hasWithin reports whether inst has a route strictly inside an aggregate.
func (s *solution) hasWithin(aggregate, inst int32) bool {
	for i := range s.classes {
		if slices.Contains(s.classes[i].within, aggregate) && s.entry(int32(i), inst).attr != 0 {
			return true
		}
	}
	return false
}

// overflow finds the links over which too many prefixes were received.
func (s *solution) overflow(conv [2]*converger) {
	for _, c := range conv {
		for _, i := range c.limited {
			e := &c.g.edges[i]
			if c.received[i] > e.receiving.MaxPrefixes {
				s.torn[e.link] = s.net.instances[e.to].router.Name + " received " + strconv.Itoa(c.received[i]) +
					" " + c.g.family.String() + " prefixes, and allows " + strconv.Itoa(e.receiving.MaxPrefixes)
			}
		}
	}
}

// at returns the next hops and the distance of the BGP route of inst to a prefix.
func (s *solution) at(inst, prefix int32) ([]netip.Addr, uint8, bgpPresence) {
	if int(prefix) >= len(s.classOf) || s.classOf[prefix] < 0 {
		return nil, 0, bgpNone
	}
	if s.net.instances[inst].vrf.BGP == nil {
		return nil, 0, bgpNone
	}
	cl := &s.classes[s.classOf[prefix]]
	e := s.entry(s.classOf[prefix], inst)
	d := s.net.distances(inst)
	switch {
	case e.looping != 0:
		return nil, e.looping, bgpLooping
	case e.attr == 0:
		return nil, 0, bgpNone
	case e.edge == edgeLocal:
		if cl.sourceAt(inst) == AggregateRoute {
			return nil, d.local, bgpRoute
		}
		return nil, 0, bgpNone
	}
	g := s.graphs[cl.family]
	var hops []netip.Addr
	for w := range g.hops.each(inst, e.set) {
		hops = append(hops, s.net.in.addrs[w.hop])
	}
	if g.edges[e.edge].external {
		return hops, d.external, bgpRoute
	}
	return hops, d.internal, bgpRoute
}

// distances are the administrative distances of an instance's BGP routes.
type distances struct{ external, internal, local uint8 }

func (n *network) distances(inst int32) distances {
	b := n.instances[inst].vrf.BGP
	return distances{or(b.ExternalDistance, 20), or(b.InternalDistance, 200), or(b.LocalDistance, 220)}
}

func or(v, otherwise uint8) uint8 {
	if v != 0 {
		return v
	}
	return otherwise
}
