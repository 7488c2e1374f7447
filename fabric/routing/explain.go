package routing

import (
	"net/netip"
	"slices"
	"sync"
)

// An explainer answers [Tables.Explain] from a second run of the prediction, so
// that looking for reasons does not change what the tables are read from.
type explainer struct {
	routers []Router
	mu      sync.Mutex
	again   *solution
	conv    [2]*converger
}

// Explain says why a VRF has the route to the very prefix that it has, or why it
// has none. The first call computes the prediction again.
func (t *Tables) Explain(router, vrf string, p netip.Prefix) Explanation {
	ex := Explanation{Router: router, VRF: vrf, Prefix: p}
	ex.Route, ex.Found = t.Route(router, vrf, p)
	inst, ok := t.instance(router, vrf)
	if !ok {
		ex.Steps = []Step{{Router: router, VRF: vrf, Decision: NoVRF}}
		return ex
	}
	t.mu.Lock()
	defer t.mu.Unlock()
	if t.again == nil {
		t.again, _ = predict(t.routers)
		for f := range t.conv {
			t.conv[f] = newConverger(t.again.net, t.again.final, t.again.graphs[f])
		}
	}
	w := &walk{s: t.again, sessions: t.sessions, target: inst}
	w.explain(t, p, ex.Route, ex.Found)
	ex.Steps = w.steps
	return ex
}

// A walk gathers the steps of one explanation.
type walk struct {
	s        *solution
	c        *converger
	cl       *class
	sessions []Session
	target   int32
	steps    []Step
}

func (w *walk) explain(t *Tables, p netip.Prefix, r Route, found bool) {
	bgp := w.converge(t, p)
	switch {
	case !bgp:
	case w.c.best[w.target].attr != 0:
		w.chain(w.target)
		w.atTarget()
	default:
		w.backFrom(w.target)
	}
	if !found {
		if w.cl == nil {
			w.unoriginated(p)
		}
		return
	}
	step := w.at(w.target, Installed)
	step.Source = r.Protocol
	w.steps = append(w.steps, step)
	if bgp && r.Protocol != BGPRoute && r.Protocol != AggregateRoute && w.c.best[w.target].edge >= 0 {
		step.Decision, step.Source = Outranked, BGPRoute
		w.steps = append(w.steps, step)
	}
	for _, h := range r.NextHops {
		if h.Addr.IsValid() {
			step := w.at(w.target, Resolved)
			step.NextHop, step.Gateway, step.Interface = h.Addr, h.Gateway, h.Interface
			w.steps = append(w.steps, step)
		}
	}
}

// converge computes the class of the prefix again, and reports whether there is
// something to say about BGP.
func (w *walk) converge(t *Tables, p netip.Prefix) bool {
	n := w.s.net
	id, ok := n.prefixes.index[p]
	if !ok || w.s.classOf[id] < 0 {
		return false
	}
	w.cl = &w.s.classes[w.s.classOf[id]]
	w.c = t.conv[w.cl.family]
	if unsettled := w.c.converge(w.cl); len(unsettled) > 0 {
		for _, v := range unsettled {
			w.steps = append(w.steps, w.at(v, Oscillates))
		}
		return false
	}
	if n.instances[w.target].vrf.BGP == nil {
		w.steps = append(w.steps, w.at(w.target, NoBGP))
		return false
	}
	return true
}

// unoriginated says that nobody originates the prefix, and who is configured to.
func (w *walk) unoriginated(p netip.Prefix) {
	n := w.s.net
	id := n.prefixes.index[p]
	for i := range n.instances {
		b := n.instances[i].vrf.BGP
		if b == nil || b.Family(FamilyOf(p.Addr())) == nil {
			continue
		}
		for _, network := range b.Family(FamilyOf(p.Addr())).Networks {
			if network.Prefix == p {
				step := w.at(int32(i), NotOriginated)
				step.Detail = "a policy denies it"
				if !network.Always && w.s.final.localAt(int32(i), id) == nil {
					step.Detail = "no such route in the table"
				}
				w.steps = append(w.steps, step)
			}
		}
	}
	w.steps = append(w.steps, w.at(w.target, NobodyOriginates))
}

func (w *walk) at(v int32, d Decision) Step {
	inst := &w.s.net.instances[v]
	return Step{Router: inst.router.Name, VRF: inst.vrf.Name, Decision: d}
}

func (w *walk) between(v, peer int32, d Decision) Step {
	step := w.at(v, d)
	inst := &w.s.net.instances[peer]
	step.Peer, step.PeerVRF = inst.router.Name, inst.vrf.Name
	return step
}

// chain adds the way of the best route from its origin to v.
func (w *walk) chain(v int32) {
	var edges []*edge
	for seen := []int32{v}; ; {
		h := w.c.best[v]
		if h.attr == 0 || h.edge < 0 {
			break
		}
		e := &w.c.g.edges[h.edge]
		edges = append(edges, e)
		if v = e.from; slices.Contains(seen, v) {
			break
		}
		seen = append(seen, v)
	}
	if h := w.c.best[v]; h.attr != 0 && h.edge < 0 {
		step := w.at(v, Originated)
		step.Source = w.cl.sourceAt(v)
		w.steps = append(w.steps, step)
	}
	for _, e := range slices.Backward(edges) {
		w.steps = append(w.steps, w.sent(e))
		if e.to != w.target {
			w.steps = append(w.steps, w.chosen(e.to))
		}
	}
}

// sent describes what goes over an edge.
func (w *walk) sent(e *edge) Step {
	attr, hop, o := w.c.export(e, w.cl, w.c.best[e.from])
	step := w.between(e.from, e.to, o.why)
	if o.why != Advertised && o.why != DefaultOriginated {
		if o.why == DeniedOnExport {
			policy := e.sending.Export
			step.Policy, step.Seq = policy.Name, seqOf(policy, o.term)
		}
		return step
	}
	step.Path, step.NextHop = w.c.in.path(w.c.in.attrs[attr].path), w.c.in.addrs[hop]
	_, _, got := w.c.accept(e, w.cl, attr, hop)
	if got.why == Advertised {
		return step
	}
	refused := w.between(e.to, e.from, got.why)
	refused.Path, refused.NextHop = step.Path, step.NextHop
	if got.why == DeniedOnImport {
		refused.Policy, refused.Seq = e.receiving.Import.Name, seqOf(e.receiving.Import, got.term)
	}
	return refused
}

func seqOf(p *Policy, term int32) int {
	if term < 0 {
		return -1
	}
	return p.Terms[term].Seq
}

// chosen describes the best route of v.
func (w *walk) chosen(v int32) Step {
	h := w.c.best[v]
	step := w.at(v, Best)
	if h.edge >= 0 {
		step = w.between(v, w.c.g.edges[h.edge].from, Best)
	}
	step.Path = w.c.in.path(w.c.in.attrs[h.attr].path)
	step.Rule = w.wonBy(v, h)
	return step
}

// atTarget adds a step for every session of the target: what came over it, and
// what became of it.
func (w *walk) atTarget() {
	v := w.target
	best := w.c.best[v]
	w.steps = append(w.steps, w.chosen(v))
	if best.edge < 0 {
		return
	}
	members := slices.Clone(w.c.multipath(v, best))
	first, last := w.c.g.inEdges(v)
	for i := first; i < last; i++ {
		e := &w.c.g.edges[i]
		switch {
		case i == best.edge:
		case w.c.candidates[i].attr == 0:
			w.steps = append(w.steps, w.sent(e))
		default:
			step := w.between(v, e.from, Shares)
			if !slices.Contains(members, i) {
				step.Decision, step.Rule = w.leftOut(v, best, members, i)
			}
			step.Path = w.c.in.path(w.c.in.attrs[w.c.candidates[i].attr].path)
			step.NextHop = w.c.in.addrs[w.c.candidates[i].hop]
			w.steps = append(w.steps, step)
		}
	}
	w.down(v)
}

// down adds a step for every session of v that is not up.
func (w *walk) down(v int32) {
	inst := &w.s.net.instances[v]
	for _, s := range w.sessions {
		if s.Router == inst.router.Name && s.VRF == inst.vrf.Name && s.State != Up && s.State != Listening {
			step := w.at(v, SessionDown)
			step.Peer, step.PeerVRF = s.Peer, s.PeerVRF
			if step.Peer == "" {
				step.Peer = s.Name
			}
			step.State, step.Detail = s.State, s.Detail
			w.steps = append(w.steps, step)
		}
	}
}

// backFrom adds who originates the route, and for every session of v and of the
// routers that could have sent it the route, what kept the route from coming.
func (w *walk) backFrom(v int32) {
	for i := range w.cl.locals {
		step := w.at(w.cl.locals[i].inst, Originated)
		step.Source = w.cl.locals[i].source
		w.steps = append(w.steps, step)
	}
	seen := map[int32]bool{v: true}
	for queue := []int32{v}; len(queue) > 0; queue = queue[1:] {
		first, last := w.c.g.inEdges(queue[0])
		for i := first; i < last; i++ {
			e := &w.c.g.edges[i]
			lacks := w.c.best[e.from].attr == 0
			if step := w.sent(e); step.Decision != NotHeld || !seen[e.from] {
				w.steps = append(w.steps, step)
			}
			if lacks && !seen[e.from] {
				seen[e.from] = true
				queue = append(queue, e.from)
			}
		}
		w.down(queue[0])
	}
}
