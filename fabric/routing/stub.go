package routing

// Most of what a failure changes is at nodes, and simple: a node that passes
// nothing on has lost what came from one leaf, and is left with one other, or
// with none. That needs no rounds.

// stubs computes a class where none but such instances hear of what is lost. It
// reports whether that is so; the changes are then all there are.
func (r *reconverger) stubs(index int32, changes []change) ([]change, bool) {
	k, width := r.place[index], int32(len(r.classes))
	if !r.settled[k] || r.onStatic[k] || len(r.lost) > 0 || len(r.recheck) > 0 {
		return changes, false
	}
	r.begin()
	from := len(changes)
	for _, e := range r.alert {
		v := r.g.edges[e].to
		if r.candidates[e*width+k].attr == 0 || r.loaded[v] == r.round {
			continue
		}
		now, ok := r.left(v, k)
		if !ok {
			return changes[:from], false
		}
		r.loaded[v] = r.round
		changes = append(changes, change{class: index, inst: v, now: now, same: now == r.records[v*width+k]})
	}
	return changes, true
}

// begin starts another class.
func (r *reconverger) begin() {
	if r.round++; r.round == 0 {
		clear(r.loaded)
		r.round = 1
	}
	r.touched, r.filled = r.touched[:0], r.filled[:0]
}

// left is what is left to an instance that passes nothing on, where that is one
// route or none.
func (r *reconverger) left(v, k int32) (record, bool) {
	width := int32(len(r.classes))
	now := record{held: held{edge: edgeLocal}}
	if !r.silent[v] || len(r.limited[v]) > 0 || r.own(r.records[v*width+k].held) {
		return now, false
	}
	first, last := r.g.inEdges(v)
	for e := first; e < last; e++ {
		got := r.candidates[e*width+k]
		if got.attr == 0 || r.killed[e] > 0 {
			continue
		}
		if now.attr != 0 || got.hop != r.g.edges[e].own {
			return now, false
		}
		now = record{held: held{attr: got.attr, hop: got.hop, edge: e}, set: r.alone[e]}
		if now.set == 0 {
			r.c.candidates[e] = got
			now.set = r.g.hops.of(r.g, v, r.c.candidates, []int32{e})
			r.alone[e] = now.set
		}
	}
	return now, true
}
