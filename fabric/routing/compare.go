package routing

import "slices"

// wonBy returns the rule by which the best route h of v won over the last of the
// others, that is over those that came closest.
func (w *walk) wonBy(v int32, h held) Rule {
	won := NoRule
	if own := w.c.own[v]; h.edge >= 0 && own.attr != 0 {
		won = max(won, w.preferenceRule(h.attr, own.attr))
	}
	first, last := w.c.g.inEdges(v)
	for i := first; i < last; i++ {
		if i != h.edge && w.c.candidates[i].attr != 0 {
			won = max(won, w.rule(v, h, i))
		}
	}
	return won
}

func (w *walk) preferenceRule(a, b uint32) Rule {
	switch x, y := &w.c.in.attrs[a], &w.c.in.attrs[b]; {
	case x.weight != y.weight:
		return ByWeight
	case x.localPref != y.localPref:
		return ByLocalPref
	}
	return ByOrigination
}

// rule returns the first rule in which candidate i of v differs from its best
// route.
func (w *walk) rule(v int32, h held, i int32) Rule {
	in := w.c.in
	a, b := &in.attrs[h.attr], &in.attrs[w.c.candidates[i].attr]
	if a.weight != b.weight || a.localPref != b.localPref || h.edge < 0 {
		return w.preferenceRule(h.attr, w.c.candidates[i].attr)
	}
	x, y := &w.c.g.edges[h.edge], &w.c.g.edges[i]
	switch {
	case in.paths[a.path].length != in.paths[b.path].length:
		return ByPathLength
	case a.origin != b.origin:
		return ByOrigin
	case w.losesOnMED(v, h, i):
		return ByMED
	case x.external != y.external:
		return ByKind
	case routerIDOf(x, a) != routerIDOf(y, b):
		return ByRouterID
	case len(in.clusters[a.clusters]) != len(in.clusters[b.clusters]):
		return ByClusterList
	}
	return ByAddress
}

// losesOnMED reports whether candidate i, a tie up to the origin, is removed for
// its MED.
func (w *walk) losesOnMED(v int32, h held, i int32) bool {
	merit := w.c.in.merit[h.attr]
	var ties []int32
	first, last := w.c.g.inEdges(v)
	for e := first; e < last; e++ {
		if attr := w.c.candidates[e].attr; attr != 0 && w.c.in.merit[attr] == merit {
			ties = append(ties, e)
		}
	}
	return !slices.Contains(w.c.compareMED(v, ties), i)
}

// leftOut says why candidate i of v is not used beside the best route.
func (w *walk) leftOut(v int32, best held, members []int32, i int32) (Decision, Rule) {
	if r := w.rule(v, best, i); r <= ByMED {
		return Worse, r
	}
	width, mixed := w.c.g.widths[v].of(w.c.g.edges[best.edge].external)
	a, b := &w.c.in.attrs[best.attr], &w.c.in.attrs[w.c.candidates[i].attr]
	switch {
	case !mixed && w.c.g.edges[best.edge].external != w.c.g.edges[i].external:
		return OtherKind, NoRule
	case a.med != b.med:
		return Worse, ByMED
	case a.path != b.path && !w.c.g.widths[v].relax:
		return OtherPath, NoRule
	case slices.ContainsFunc(members, func(m int32) bool { return w.c.candidates[m].hop == w.c.candidates[i].hop }):
		return SameNextHop, NoRule
	case len(members) >= width:
		return BeyondWidth, NoRule
	}
	return Worse, w.rule(v, best, i)
}
