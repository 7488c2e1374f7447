package routing

import (
	"cmp"
	"slices"
)

// The decision process of RFC 4271 9.1.2.2 with the steps that routers put before
// and after it: weight, local preference, own routes, AS path length, origin, MED
// among routes of one neighboring AS, eBGP before iBGP, router ID or originator,
// cluster list length (RFC 4456 9), address of the neighbor.

// A candidate is a route that an instance holds from one neighbor.
type candidate struct{ attr, hop uint32 }

// choose returns the best route of instance v among its own and its candidates.
func (c *converger) choose(v int32) held {
	first, last := c.g.inEdges(v)
	best := ^uint64(0)
	ties := c.ties[:0]
	for i, cand := range c.candidates[first:last] {
		if cand.attr == 0 {
			continue
		}
		m := c.in.merit[cand.attr]
		if m > best {
			continue
		}
		if m < best {
			best, ties = m, ties[:0]
		}
		ties = append(ties, first+int32(i))
	}
	c.ties = ties
	own := c.own[v]
	if len(ties) == 0 || own.attr != 0 && preferenceOf(c.in.merit[own.attr]) <= preferenceOf(best) {
		return own
	}
	e := ties[0]
	if len(ties) > 1 {
		e = c.bestTie(v, ties)
	}
	return held{attr: c.candidates[e].attr, hop: c.candidates[e].hop, edge: e}
}

// bestTie returns the best of the candidates that tie up to the origin.
func (c *converger) bestTie(v int32, ties []int32) int32 {
	if !c.plainTies(ties) {
		return c.rank(v, ties)[0]
	}
	for _, e := range ties {
		if c.g.edges[e].external {
			return e
		}
	}
	return ties[0]
}

// plainTies reports whether the ties differ in nothing that their order among the
// edges does not already decide, but for eBGP before iBGP.
func (c *converger) plainTies(ties []int32) bool {
	seen := c.candidates[ties[0]].attr
	first := &c.in.attrs[seen]
	if first.originator != 0 || first.clusters != 0 {
		return false
	}
	for _, e := range ties {
		if c.candidates[e].attr == seen {
			continue
		}
		seen = c.candidates[e].attr
		a := &c.in.attrs[seen]
		if a.med != first.med || a.originator != 0 || a.clusters != 0 {
			return false
		}
	}
	return true
}

// rank removes the ties that lose on MED and sorts the others, the best first.
func (c *converger) rank(v int32, ties []int32) []int32 {
	ties = c.compareMED(v, ties)
	slices.SortFunc(ties, c.compareTies)
	return ties
}

// compareMED removes the candidates that have a higher MED than another one of
// the same neighboring AS (RFC 4271 9.1.2.2 c).
func (c *converger) compareMED(v int32, ties []int32) []int32 {
	always := c.net.instances[v].vrf.BGP.AlwaysCompareMED
	neighboring := func(e int32) ASN {
		if always {
			return 0
		}
		return c.in.paths[c.in.attrs[c.candidates[e].attr].path].as
	}
	lowest := make(map[ASN]uint32, len(ties))
	for _, e := range ties {
		med, as := c.in.attrs[c.candidates[e].attr].med, neighboring(e)
		if low, ok := lowest[as]; !ok || med < low {
			lowest[as] = med
		}
	}
	return slices.DeleteFunc(ties, func(e int32) bool {
		return c.in.attrs[c.candidates[e].attr].med > lowest[neighboring(e)]
	})
}

// compareTies orders candidates by the steps after MED.
func (c *converger) compareTies(i, j int32) int {
	x, y := &c.g.edges[i], &c.g.edges[j]
	a, b := &c.in.attrs[c.candidates[i].attr], &c.in.attrs[c.candidates[j].attr]
	return cmp.Or(
		compareBool(y.external, x.external),
		cmp.Compare(routerIDOf(x, a), routerIDOf(y, b)),
		cmp.Compare(len(c.in.clusters[a.clusters]), len(c.in.clusters[b.clusters])),
		x.sender.Compare(y.sender),
		cmp.Compare(i, j),
	)
}

func routerIDOf(e *edge, a *attrs) uint32 {
	if a.originator != 0 {
		return a.originator
	}
	return e.senderID
}

// multipath returns the candidates that share the traffic with the best one, in
// order of preference: the ones that equal it up to the last steps, have the same
// AS path (with multipath-relax one of the same length), and are of the kinds
// that may mix. Of several with one next hop the best counts.
func (c *converger) multipath(v int32, best held) []int32 {
	width, mixed := c.g.widths[v].of(c.g.edges[best.edge].external)
	c.members = append(c.members[:0], best.edge)
	if width == 1 {
		return c.members
	}
	merit := c.in.merit[best.attr]
	first, last := c.g.inEdges(v)
	ties := c.ties[:0]
	distinct := c.g.distinct[v]
	for i, cand := range c.candidates[first:last] {
		if cand.attr == best.attr || cand.attr != 0 && c.in.merit[cand.attr] == merit {
			e := first + int32(i)
			ties = append(ties, e)
			distinct = distinct && cand.hop == c.g.owns[e]
		}
	}
	c.ties = ties
	switch {
	case len(ties) == 1:
		return c.members
	case !c.plainTies(ties):
		ties = c.rank(v, ties)
	case mixed:
		slices.SortStableFunc(ties, func(i, j int32) int {
			return compareBool(c.g.edges[j].external, c.g.edges[i].external)
		})
	}
	for _, e := range ties {
		if len(c.members) >= width {
			break
		}
		if e != best.edge && c.shares(v, best, e, mixed) && (distinct || !c.hopTaken(e)) {
			c.members = append(c.members, e)
		}
	}
	return c.members
}

// of returns how many next hops a route may have, and whether its kinds may mix.
func (w *pathWidth) of(external bool) (width int, mixed bool) {
	switch {
	case w.mixed > 0:
		return int(w.mixed), true
	case external:
		return int(w.external), false
	}
	return int(w.internal), false
}

// shares reports whether candidate e, a tie of the best route, may be used beside
// it.
func (c *converger) shares(v int32, best held, e int32, mixed bool) bool {
	if !mixed && c.g.edges[e].external != c.g.edges[best.edge].external {
		return false
	}
	if c.candidates[e].attr == best.attr {
		return true
	}
	a, b := &c.in.attrs[c.candidates[e].attr], &c.in.attrs[best.attr]
	return a.med == b.med && (a.path == b.path || c.g.widths[v].relax)
}

func (c *converger) hopTaken(e int32) bool {
	hop := c.candidates[e].hop
	return slices.ContainsFunc(c.members, func(m int32) bool { return c.candidates[m].hop == hop })
}
