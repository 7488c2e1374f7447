package routing

import "slices"

// A change is what a failure makes of the route of an instance to a class. Where
// now is what it was, the instance has only heard something new.
type change struct {
	class, inst int32
	now         record
	same        bool
}

// A reconverger computes what becomes of one class when something has failed,
// from what its instances held before: those choose anew that have lost
// something, and tell their neighbors what has changed, in rounds as the
// converger does it.
type reconverger struct {
	*healthy
	s *solution

	// killed counts the failures that take an edge, dead those that take an
	// instance.
	killed []uint8
	dead   []uint8
	// killedEdges are the edges of all failures at hand, some more than once; alert
	// those of them whose receivers live.
	killedEdges, alert []int32
	// lost are the originations that go with an interface, recheck the edges whose
	// next hops may have another use.
	lost    []origin
	recheck []int32

	round  uint32
	loaded []uint32 // by instance, the round that it was loaded in
	// touched are the instances that heard something; filled the edges that carry
	// what they did not before.
	touched []int32
	filled  []int32
	k       int32
	fresh   bool
	// alone are the sets of one next hop, by the edge it comes over; 0 when not met.
	alone  []int32
	gained map[int32]int // prefixes received, by edge with a limit
}

// An origin is an instance that originates a class.
type origin struct{ class, inst int32 }

func newReconverger(s *solution, f Family) *reconverger {
	h := newHealthy(s, f)
	return &reconverger{
		healthy: h, s: s, killed: make([]uint8, len(h.g.edges)), dead: make([]uint8, len(s.net.instances)),
		loaded: make([]uint32, len(s.net.instances)), alone: make([]int32, len(h.g.edges)),
	}
}

// run computes a class and appends what has changed. It reports whether the
// class settles; when it does not, nobody has a route to it.
func (r *reconverger) run(index int32, locals []origination, fresh bool, changes []change) ([]change, bool) {
	cl := &r.s.classes[index]
	if locals != nil {
		copied := *cl
		copied.locals = locals
		cl = &copied
	}
	if !fresh && locals == nil {
		if found, ok := r.stubs(index, changes); ok {
			return found, true
		}
	}
	r.begin()
	r.k, r.fresh = r.place[index], fresh
	c := r.c
	c.heard, c.frontier = c.heard[:0], c.frontier[:0]
	if fresh {
		r.start(cl)
	} else {
		r.bereave(cl, index)
	}
	settled := r.settle(cl)
	if !settled && !fresh {
		return r.run(index, locals, true, changes)
	}
	for _, v := range r.touched {
		if r.dead[v] > 0 {
			continue
		}
		now := record{held: c.best[v]}
		switch {
		case !settled:
			now = record{held: held{edge: edgeLocal}}
		case now.attr != 0 && now.edge >= 0:
			now.set = r.g.hops.of(r.g, v, c.candidates, c.multipath(v, now.held))
		}
		was := &r.records[v*int32(len(r.classes))+r.k]
		changes = append(changes, change{class: index, inst: v, now: now, same: now == *was})
		if r.onStatic[r.k] && now.set != was.set {
			r.findLoops(v, cl, now.set)
		}
		if len(r.limited[v]) > 0 && now.held != was.held {
			r.count(v, cl, was.held, now.held)
		}
	}
	return changes, settled
}

// start begins with nothing but the own routes of the instances.
func (r *reconverger) start(cl *class) {
	for v := range r.loaded {
		r.load(int32(v), cl)
		if r.c.own[v].attr != 0 && r.dead[v] == 0 {
			r.c.frontier = append(r.c.frontier, int32(v))
		}
	}
	if cl.fallback {
		r.c.addDefaultOriginators()
	}
}

// prepare is called when what is cut has changed.
func (r *reconverger) prepare() {
	r.gained = nil
	r.alert = r.alert[:0]
	for _, e := range r.killedEdges {
		if r.dead[r.g.edges[e].to] == 0 {
			r.alert = append(r.alert, e)
		}
	}
}

// concerned reports whether a class that is computed by difference may change.
func (r *reconverger) concerned(k int32) bool {
	width := int32(len(r.classes))
	for _, e := range r.alert {
		if r.candidates[e*width+k].attr != 0 {
			return true
		}
	}
	return !r.settled[k] || len(r.lost) > 0 || len(r.recheck) > 0
}

// bereave takes from the instances what came over the lost edges, and what they
// no longer originate.
func (r *reconverger) bereave(cl *class, index int32) {
	width := int32(len(r.classes))
	for _, e := range r.alert {
		if r.candidates[e*width+r.k].attr != 0 {
			r.hear(r.g.edges[e].to, cl)
		}
	}
	for _, o := range r.lost {
		if o.class == index && r.dead[o.inst] == 0 {
			r.hear(o.inst, cl)
		}
	}
	for _, e := range r.recheck {
		edge := &r.g.edges[e]
		if r.killed[e] > 0 || r.dead[edge.to] > 0 {
			continue
		}
		got := r.c.relayBySteps(edge, cl, r.records[edge.from*width+r.k].held)
		if got != r.candidates[e*width+r.k] {
			r.hear(edge.to, cl)
			r.c.candidates[e] = got
			r.filled = append(r.filled, e)
		}
	}
}

// load takes what an instance held before into the converger.
func (r *reconverger) load(v int32, cl *class) {
	if r.loaded[v] == r.round {
		return
	}
	r.loaded[v] = r.round
	r.touched = append(r.touched, v)
	c, width := r.c, int32(len(r.classes))
	first, last := r.g.inEdges(v)
	c.own[v] = held{edge: edgeLocal}
	if r.fresh {
		if o := cl.localAt(v); o != nil && !r.loses(v, cl) {
			c.own[v] = held{attr: o.attr, hop: o.hop, edge: edgeLocal}
		}
		clear(c.candidates[first:last])
		c.best[v] = c.own[v]
		return
	}
	c.best[v] = r.records[v*width+r.k].held
	// The own route is the best where there is one, see [class.ordered].
	if c.best[v].edge == edgeLocal && (len(r.lost) == 0 || !r.loses(v, cl)) {
		c.own[v] = c.best[v]
	}
	for e := first; e < last; e++ {
		c.candidates[e] = r.candidates[e*width+r.k]
		if r.killed[e] > 0 {
			c.candidates[e] = candidate{}
		}
	}
}

func (r *reconverger) loses(v int32, cl *class) bool {
	for _, o := range r.lost {
		if o.inst == v && o.class == r.classes[r.k] && cl.aggregate < 0 {
			return true
		}
	}
	return false
}

// hear makes an instance choose in the next round.
func (r *reconverger) hear(v int32, cl *class) {
	r.load(v, cl)
	if !r.c.marked[v] {
		r.c.marked[v] = true
		r.c.heard = append(r.c.heard, v)
	}
}

// settle runs the rounds, and reports whether they came to an end.
func (r *reconverger) settle(cl *class) bool {
	c := r.c
	for range Rounds(len(r.loaded)) {
		for _, u := range c.frontier {
			if r.dead[u] == 0 {
				r.advertise(u, cl)
			}
		}
		c.changed = c.changed[:0]
		for _, v := range c.heard {
			c.marked[v] = false
			next, was := c.choose(v), c.best[v]
			if next == was {
				continue
			}
			c.best[v] = next
			if !r.silent[v] || r.own(next) || r.own(was) {
				c.changed = append(c.changed, v)
			}
		}
		c.heard = c.heard[:0]
		c.frontier, c.changed = c.changed, c.frontier
		if len(c.frontier) == 0 {
			return true
		}
	}
	return false
}

func (r *reconverger) own(h held) bool { return h.attr != 0 && h.edge == edgeLocal }

// advertise sends the best route of u to the neighbors that are left.
func (r *reconverger) advertise(u int32, cl *class) {
	c, width := r.c, int32(len(r.classes))
	p := c.plainRoute(cl, c.best[u])
	lanes := r.g.lanesOf(u)
	for i := range lanes {
		l := &lanes[i]
		if r.killed[l.edge] > 0 || r.dead[l.to] > 0 {
			continue
		}
		got, was := c.send(l, cl, &p), c.candidates[l.edge]
		if before := r.candidates[l.edge*width+r.k]; !r.fresh && r.loaded[l.to] != r.round {
			was = before
		} else if r.fresh {
			was = c.candidates[l.edge]
		}
		if got == was {
			continue
		}
		r.hear(l.to, cl)
		c.candidates[l.edge] = got
		if got.attr != 0 && r.candidates[l.edge*width+r.k].attr == 0 {
			r.filled = append(r.filled, l.edge)
		}
	}
}

// count notes what the neighbors of v with a limit receive more of a class.
func (r *reconverger) count(v int32, cl *class, was, now held) {
	for _, e := range r.limited[v] {
		if r.killed[e] == 0 && r.c.sends(e, cl, now) && !r.c.sends(e, cl, was) {
			if r.gained == nil {
				r.gained = map[int32]int{}
			}
			r.gained[e] += len(cl.prefixes)
		}
	}
}

// findLoops notes when a next hop of a class leads back to the class, so that
// what loops has to be found out from scratch.
func (r *reconverger) findLoops(v int32, cl *class, set int32) {
	for w := range r.g.hops.each(v, set) {
		hop := r.s.net.in.addrs[w.hop]
		if r.s.final.attached(v, hop) != nil {
			continue
		}
		trace := r.s.final.compute(v, hop, forNextHop).trace
		if slices.ContainsFunc(trace, func(id int32) bool { return slices.Contains(cl.prefixes, id) }) {
			r.c.hurt.open = true
		}
	}
}
