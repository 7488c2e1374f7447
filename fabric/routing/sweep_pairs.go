package routing

import (
	"iter"
	"slices"
)

// SweepPairs returns what becomes of the tables under every two of the failures,
// in order: the first with the second, the first with the third, and so on. The
// error is a [FailureError] when something does not exist.
//
// Two failures of which no router hears in the same class of prefixes make the
// sum of what each makes alone; only the classes in which they meet are computed
// for the pair. So the sweep holds the differences of all single failures, about
// 32 bytes for every route that one of them changes.
func (t *Tables) SweepPairs(failures []Failure) (iter.Seq[*Difference], error) {
	w := newSweep(t)
	faults, err := w.faults(failures)
	if err != nil {
		return nil, err
	}
	return func(yield func(*Difference) bool) {
		p := newPairs(w, faults)
		for i := range p.singles {
			if !p.row(i, yield) {
				return
			}
		}
	}, nil
}

// pairs computes what two faults make of the network at once.
//
// Two faults do not meet in a class when no instance hears something from both,
// and neither makes a route come over an edge that the other takes. Then what
// each made is stable beside the other: every instance chooses among what it
// heard before, or among what it heard under one of the two.
type pairs struct {
	*sweep
	singles []*outcome
	// heard are the faults that make an instance hear something of a class: of
	// the key k those from starts[k] to starts[k+1].
	heard  [2][]int32
	starts [2][]int32
	// met are pairs that meet because one fills an edge that the other takes.
	met [][]meeting
	// fresh are the classes that are computed for every pair.
	fresh []int32
}

// A meeting is a class in which a fault meets another one.
type meeting struct{ other, class int32 }

func newPairs(w *sweep, faults []*fault) *pairs {
	p := &pairs{sweep: w, singles: make([]*outcome, len(faults)), met: make([][]meeting, len(faults))}
	for i, f := range faults {
		p.singles[i] = w.single(f)
		p.singles[i].changes = slices.Clone(p.singles[i].changes)
	}
	for fam, r := range w.u.families {
		p.index(Family(fam), r)
		p.takes(Family(fam))
		for k, i := range r.classes {
			if !r.settled[k] {
				p.fresh = append(p.fresh, i)
			}
		}
	}
	for i := range p.met {
		slices.SortFunc(p.met[i], meeting.compare)
	}
	return p
}

func (m meeting) compare(o meeting) int {
	if m.other != o.other {
		return int(m.other - o.other)
	}
	return int(m.class - o.class)
}

// index sorts the faults by the instances and classes that hear of them.
func (p *pairs) index(fam Family, r *reconverger) {
	width := int32(len(r.classes))
	starts := make([]int32, len(r.records)+1)
	each := func(visit func(fault, key int32)) {
		for i, o := range p.singles {
			for j := range o.changes {
				c := &o.changes[j]
				if k := r.place[c.class]; k >= 0 {
					visit(int32(i), c.inst*width+k)
				}
			}
		}
	}
	each(func(_, key int32) { starts[key+1]++ })
	for k := 1; k < len(starts); k++ {
		starts[k] += starts[k-1]
	}
	next := slices.Clone(starts)
	heard := make([]int32, starts[len(starts)-1])
	each(func(fault, key int32) {
		heard[next[key]] = fault
		next[key]++
	})
	p.heard[fam], p.starts[fam] = heard, starts
}

// takes finds the edges that one fault fills and another one takes.
func (p *pairs) takes(fam Family) {
	takenBy := map[int32][]int32{}
	for i, o := range p.singles {
		for _, e := range o.faults[0].edges[fam] {
			takenBy[e] = append(takenBy[e], int32(i))
		}
	}
	for i, o := range p.singles {
		for _, f := range o.filled[fam] {
			for _, other := range takenBy[f.edge] {
				a, b := min(int32(i), other), max(int32(i), other)
				if a != b {
					p.met[a] = append(p.met[a], meeting{b, f.class})
				}
			}
		}
	}
}

// row computes a fault with each of those behind it.
func (p *pairs) row(i int, yield func(*Difference) bool) bool {
	first := p.singles[i]
	meetings := p.meetings(int32(i))
	for j := i + 1; j < len(p.singles); j++ {
		n := 0
		for n < len(meetings) && meetings[n].other == int32(j) {
			n++
		}
		d := p.pair(first, p.singles[j], meetings[:n])
		meetings = meetings[n:]
		if !yield(d) {
			return false
		}
	}
	return true
}

// meetings returns the classes in which a fault meets those behind it, in order.
func (p *pairs) meetings(i int32) []meeting {
	var all []meeting
	o := p.singles[i]
	for j := range o.changes {
		c := &o.changes[j]
		fam := p.u.s.classes[c.class].family
		r := p.u.families[fam]
		k := r.place[c.class]
		if !r.settled[k] {
			continue
		}
		key := c.inst*int32(len(r.classes)) + k
		list := p.heard[fam][p.starts[fam][key]:p.starts[fam][key+1]]
		at, _ := slices.BinarySearch(list, i+1)
		for _, other := range list[at:] {
			all = append(all, meeting{other, c.class})
		}
	}
	all = append(all, p.met[i]...)
	slices.SortFunc(all, meeting.compare)
	return slices.Compact(all)
}

// pair returns the difference that two faults make at once.
func (p *pairs) pair(a, b *outcome, meetings []meeting) *Difference {
	d := &Difference{
		w: p.sweep, faults: []*fault{a.faults[0], b.faults[0]},
		failures: append(a.faults[0].failures[:1:1], b.faults[0].failures...),
		scratch:  a.scratch || b.scratch, parts: [][]change{a.changes, b.changes},
	}
	if d.scratch {
		return d
	}
	aggregates := (a.within || b.within) && len(p.u.s.aggregates) > 0
	gained := a.gained[IPv4] != nil || a.gained[IPv6] != nil || b.gained[IPv4] != nil || b.gained[IPv6] != nil
	shared := sharesPatch(a.faults[0], b.faults[0])
	if len(meetings) == 0 && len(p.fresh) == 0 && !aggregates && !gained && !shared {
		return d
	}
	p.revert()
	if shared {
		// What an instance loses twice has to be looked at as a whole.
		both, err := p.u.fault(d.failures)
		if err != nil || both.scratch {
			d.scratch = true
			return d
		}
		d.faults = []*fault{both}
	}
	p.meet(d, a, b, meetings)
	return d
}

func sharesPatch(a, b *fault) bool {
	for i := range a.patches {
		for j := range b.patches {
			if a.patches[i].inst == b.patches[j].inst {
				return true
			}
		}
		if _, dead := slices.BinarySearch(b.cut.dead, a.patches[i].inst); dead {
			return true
		}
	}
	for i := range b.patches {
		if _, dead := slices.BinarySearch(a.cut.dead, b.patches[i].inst); dead {
			return true
		}
	}
	return false
}

// meet computes the classes in which two faults meet.
func (p *pairs) meet(d *Difference, a, b *outcome, meetings []meeting) {
	for _, f := range d.faults {
		p.u.cut(f)
	}
	defer func() {
		for _, f := range slices.Backward(d.faults) {
			p.u.mend(f)
		}
	}()
	p.u.uses.open = false
	for _, r := range p.u.families {
		r.prepare()
	}
	o := &outcome{within: a.within || b.within}
	replace := func(class int32) {
		d.replaced = append(d.replaced, class)
		if p.u.s.classes[class].aggregate < 0 {
			p.class(o, class, nil)
		}
	}
	for _, m := range meetings {
		replace(m.class)
	}
	for _, class := range p.fresh {
		replace(class)
	}
	for i := range p.u.s.classes {
		if p.u.s.classes[i].aggregate >= 0 {
			d.replaced = append(d.replaced, int32(i))
		}
	}
	slices.Sort(d.replaced)
	d.replaced = slices.Compact(d.replaced)
	d.instead = o.changes
	if len(p.u.s.aggregates) > 0 {
		var now []change
		d.each(func(c *change) bool {
			now = append(now, *c)
			return true
		})
		p.aggregates(o, now)
		d.instead = o.changes
	}
	p.close(o)
	for fam, r := range p.u.families {
		for e, n := range o.gained[fam] {
			if r.c.received[e]+n+a.gained[fam][e]+b.gained[fam][e] > r.g.edges[e].receiving.MaxPrefixes {
				o.scratch = true
			}
		}
		for e, n := range a.gained[fam] {
			if r.c.received[e]+n+b.gained[fam][e] > r.g.edges[e].receiving.MaxPrefixes {
				o.scratch = true
			}
		}
	}
	d.scratch = o.scratch
	for _, class := range slices.Concat(a.unsettled, b.unsettled) {
		if _, ok := slices.BinarySearch(d.replaced, class); !ok {
			d.unsettled = append(d.unsettled, class)
		}
	}
	d.unsettled = append(d.unsettled, o.unsettled...)
}
