package routing

// increasing reports whether every route is worse at its receiver than at its
// sender, by one order that all instances share: weight, local preference, AS
// path length, origin, eBGP before iBGP, originator, cluster list length.
//
// It is what makes a difference as good as a computation from scratch. Where it
// holds there is one stable state only, and any order of events ends in it: of
// the routes in which two stable states differ, take the best. Its sender holds a
// better one, which is the same in both, so it is offered in both, and would have
// been chosen in both. (Sobrinho, "An algebraic theory of dynamic network
// routing", 2005; Daggitt, Gurney and Griffin, "Asynchronous convergence of
// policy-rich distributed Bellman-Ford routing protocols", 2018.) Policies may
// deny whatever they like. What breaks the order is looked for here: a session
// whose import raises weight or local preference, unless only the sender's own
// routes can come over it, private ASes taken out of a path, a MED, which does
// not order routes at all.
func (g *graph) increasing(n *network) bool {
	lowest := uint32(defaultLocalPref)
	for i := range n.instances {
		if n.instances[i].vrf.BGP != nil {
			lowest = min(lowest, n.defaultLocalPref(int32(i)))
		}
	}
	policies := map[*Policy]policyEffect{}
	for i := range g.edges {
		e := &g.edges[i]
		for _, p := range [...]*Policy{e.sending.Export, e.sending.DefaultPolicy, e.receiving.Import} {
			effect := policyEffectOf(policies, p)
			if effect.med {
				return false
			}
			if effect.localPref {
				lowest = min(lowest, effect.lowest)
			}
		}
	}
	for i := range g.edges {
		e := &g.edges[i]
		if !g.ownOnly(e) && g.raises(n, e, policies, lowest) {
			return false
		}
	}
	return true
}

// A policyEffect is what a policy may do to the order of routes.
type policyEffect struct {
	localPref, weight, origin, med bool
	lowest, highest                uint32 // local preference
	heaviest                       uint16
}

func policyEffectOf(known map[*Policy]policyEffect, p *Policy) policyEffect {
	if p == nil {
		return policyEffect{}
	}
	if e, ok := known[p]; ok {
		return e
	}
	var e policyEffect
	for i := range p.Terms {
		s := &p.Terms[i].Set
		if s.HasLocalPref {
			if !e.localPref {
				e.lowest = s.LocalPref
			}
			e.localPref = true
			e.lowest, e.highest = min(e.lowest, s.LocalPref), max(e.highest, s.LocalPref)
		}
		e.weight = e.weight || s.HasWeight
		e.heaviest = max(e.heaviest, s.Weight)
		e.origin = e.origin || s.HasOrigin
		e.med = e.med || s.HasMED && s.MED != 0
	}
	known[p] = e
	return e
}

// raises reports whether a route may be better behind an edge than before it.
// lowest is the lowest local preference that any route can have.
func (g *graph) raises(n *network, e *edge, policies map[*Policy]policyEffect, lowest uint32) bool {
	export, imported := policyEffectOf(policies, e.sending.Export), policyEffectOf(policies, e.receiving.Import)
	if e.receiving.Weight != 0 || imported.heaviest != 0 || imported.highest > lowest {
		return true
	}
	if e.external {
		// The local preference is the receiver's, and the path grows.
		return n.defaultLocalPref(e.to) > lowest || e.sending.RemovePrivateAS
	}
	return export.highest > lowest || export.origin || imported.origin
}

// ownOnly reports whether nothing but the sender's own routes can be accepted
// over an edge: a node in its leaves' AS that reflects nothing, or one all of
// whose routes come from the AS that it sends to.
func (g *graph) ownOnly(e *edge) bool {
	first, last := g.inEdges(e.from)
	for i := first; i < last; i++ {
		from := &g.edges[i]
		switch {
		case !e.external:
			if from.external || from.fromClient || e.toClient {
				return false
			}
		default:
			shown := g.exporters[from.export].ownAS
			if !e.strict || !from.external || shown != e.receiverAS && shown != e.receiverLocalAS {
				return false
			}
		}
	}
	return true
}

// heaviest is the highest weight that a received route can have.
func (g *graph) heaviest() uint16 {
	policies := map[*Policy]policyEffect{}
	var most uint16
	for i := range g.edges {
		most = max(most, g.edges[i].receiving.Weight, policyEffectOf(policies, g.edges[i].receiving.Import).heaviest)
	}
	return most
}

// ordered reports whether the routes that instances originate are better than
// all that they may receive, and carry no MED.
func (cl *class) ordered(in *interner, heaviest uint16) bool {
	for i := range cl.locals {
		a := &in.attrs[cl.locals[i].attr]
		if a.weight <= heaviest || a.med != 0 {
			return false
		}
	}
	return true
}
