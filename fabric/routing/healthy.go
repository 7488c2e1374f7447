package routing

import "slices"

// A record is the best route of an instance to a class with the set of its next
// hops.
type record struct {
	held
	set int32
}

func (r record) entry() entry {
	if r.attr == 0 {
		return entry{}
	}
	return entry{attr: r.attr, edge: r.edge, set: r.set}
}

// A healthy is what the routers of one address family hold while nothing has
// failed: what every failure is a difference to.
type healthy struct {
	c *converger
	g *graph
	// classes of the family, and the place of each class among them, -1 for the
	// others.
	classes []int32
	place   []int32
	// settled says which classes have one stable state only, the one that is here.
	settled []bool
	// onStatic says of which classes somebody has a static route to a prefix,
	// onLocal, any route of its own.
	onStatic, onLocal []bool
	// candidates are by edge, then by class; records by instance, then by class.
	candidates []candidate
	records    []record
	// edgesOf are the edges of each link.
	edgesOf [][]int32
	// silent are the instances that pass nothing on but their own routes.
	silent []bool
	// limited are the edges out of each instance whose receivers limit prefixes.
	limited [][]int32
}

func newHealthy(s *solution, f Family) *healthy {
	g := s.graphs[f]
	h := &healthy{
		c: newConverger(s.net, s.final, g), g: g, place: make([]int32, len(s.classes)),
		edgesOf: make([][]int32, len(s.links)), limited: make([][]int32, len(s.net.instances)),
	}
	for i := range s.classes {
		h.place[i] = -1
		if s.classes[i].family == f {
			h.place[i] = int32(len(h.classes))
			h.classes = append(h.classes, int32(i))
		}
	}
	for i := range g.edges {
		h.edgesOf[g.edges[i].link] = append(h.edgesOf[g.edges[i].link], int32(i))
	}
	for _, e := range h.c.limited {
		from := g.edges[e].from
		h.limited[from] = append(h.limited[from], e)
	}
	h.candidates = make([]candidate, len(g.edges)*len(h.classes))
	h.records = make([]record, len(s.net.instances)*len(h.classes))
	for i := range h.records {
		h.records[i].edge = edgeLocal
	}
	h.settled = make([]bool, len(h.classes))
	static, local := s.net.localPrefixes()
	h.onLocal = make([]bool, len(h.classes))
	h.onStatic = make([]bool, len(h.classes))
	increasing, heaviest := g.increasing(s.net), g.heaviest()
	for k, i := range h.classes {
		cl := &s.classes[i]
		h.onStatic[k] = slices.ContainsFunc(cl.prefixes, func(id int32) bool { return static[id] })
		h.onLocal[k] = slices.ContainsFunc(cl.prefixes, func(id int32) bool { return local[id] })
		if _, oscillates := s.oscillating[i]; oscillates {
			continue
		}
		h.settled[k] = increasing && cl.ordered(s.net.in, heaviest)
		h.take(int32(k), cl, s.entries[int(i)*len(s.net.instances):][:len(s.net.instances)])
	}
	h.silent = make([]bool, len(s.net.instances))
	for v := range s.net.instances {
		h.silent[v] = !slices.ContainsFunc(g.outEdges(int32(v)), func(e int32) bool { return !g.ownOnly(&g.edges[e]) })
		h.send(s, int32(v))
	}
	return h
}

// take takes the best routes of a class from the solution.
func (h *healthy) take(k int32, cl *class, entries []entry) {
	width := int32(len(h.classes))
	for v := range entries {
		e := &entries[v]
		if e.attr == 0 {
			continue
		}
		r := record{held: held{attr: e.attr, edge: e.edge}, set: e.set}
		if e.edge >= 0 {
			r.hop = h.g.hops.hopBy(h.g, int32(v), e.set, e.edge)
		} else if o := cl.localAt(int32(v)); o != nil {
			r.hop = o.hop
		}
		h.records[int32(v)*width+k] = r
	}
}

// send lets an instance send its best routes again.
func (h *healthy) send(s *solution, v int32) {
	width := int32(len(h.classes))
	routes := make([]plainRoute, width)
	for k := range routes {
		routes[k] = h.c.plainRoute(&s.classes[h.classes[k]], h.records[v*width+int32(k)].held)
	}
	lanes := h.g.lanesOf(v)
	for i := range lanes {
		row := h.candidates[lanes[i].edge*width:][:width]
		for k := range row {
			if cl := &s.classes[h.classes[k]]; routes[k].attr != 0 || cl.fallback {
				row[k] = h.c.send(&lanes[i], cl, &routes[k])
			}
		}
	}
	for _, e := range h.limited[v] {
		for k := range routes {
			if cl := &s.classes[h.classes[k]]; h.c.sends(e, cl, routes[k].held) {
				h.c.received[e] += len(cl.prefixes)
			}
		}
	}
}

// hopBy returns the next hop that a set of instance v has over an edge.
func (s *hopSets) hopBy(g *graph, v, set, e int32) uint32 {
	bit := e - g.in[v]
	words := s.words[s.sets[set].from:s.sets[set].to]
	if int(bit/64) < len(words) && words[bit/64]&(1<<(bit%64)) != 0 {
		return g.edges[e].own
	}
	for w := range s.each(v, set) {
		if w.edge == e {
			return w.hop
		}
	}
	return 0
}

// sends reports whether an edge carries the best route of its sender.
func (c *converger) sends(e int32, cl *class, h held) bool {
	_, _, o := c.export(&c.g.edges[e], cl, h)
	return o.why == Advertised || o.why == DefaultOriginated
}

// ownHop says of an edge that no other next hop comes over it than the sender's
// own address, or one in the subnet that both are on.
func (h *healthy) ownHop(i int32) bool {
	e := &h.g.edges[i]
	for _, p := range [...]*Policy{e.sending.Export, e.receiving.Import, e.sending.DefaultPolicy} {
		if p != nil && slices.ContainsFunc(p.Terms, func(t Term) bool { return t.Set.NextHop.IsValid() || t.Set.NextHopUnchanged }) {
			return false
		}
	}
	switch e.sending.NextHop {
	case NextHopSelfAll:
		return true
	case NextHopSelf:
		return e.external || h.g.ownOnly(e)
	case NextHopUnchanged:
		return false
	case NextHopStandard:
	}
	return e.external || h.g.ownOnly(e)
}

// localPrefixes are the prefixes of all static routes that have next hops, and of
// all routes without BGP.
func (n *network) localPrefixes() (static, local map[int32]bool) {
	static, local = map[int32]bool{}, make(map[int32]bool, len(n.localIndex))
	for i := range n.instances {
		for j := range n.instances[i].local {
			l := &n.instances[i].local[j]
			local[l.id] = true
			if len(l.vias) > 0 {
				static[l.id] = true
			}
		}
	}
	return static, local
}
