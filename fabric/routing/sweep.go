package routing

import (
	"iter"
	"slices"
)

// Fail returns what becomes of the tables when all of the failures happen at
// once. The error is a [FailureError] when something does not exist.
//
// The result equals what [Simulate] predicts for the routers that are left, with
// interfaces down and sessions shut down; see [Difference] for how it is found.
func (t *Tables) Fail(failures ...Failure) (*Difference, error) {
	w := newSweep(t)
	f, err := w.u.fault(slices.Clone(failures))
	if err != nil {
		return nil, err
	}
	return w.single(f).difference(w), nil
}

// Sweep returns what becomes of the tables under each of the failures alone, one
// after the other. The error is a [FailureError] when something does not exist.
//
// A difference is computed when it is asked for and is to be read before the
// next one, by one goroutine; what the sweep keeps to itself is about one entry
// for every session and class of prefixes.
func (t *Tables) Sweep(failures []Failure) (iter.Seq[*Difference], error) {
	w := newSweep(t)
	faults, err := w.faults(failures)
	if err != nil {
		return nil, err
	}
	return func(yield func(*Difference) bool) {
		for _, f := range faults {
			if !yield(w.single(f).difference(w)) {
				return
			}
		}
	}, nil
}

// A sweep computes differences to one network.
type sweep struct {
	t *Tables // what was given
	u *surgeon
	// view are the tables that differences are read from: those of the network
	// that is being operated on.
	view    *Tables
	applied *Difference
	buf     []change
}

func newSweep(t *Tables) *sweep {
	s := t.s.fork()
	w := &sweep{t: t, u: newSurgeon(s, t.settled)}
	w.view = &Tables{s: s, sessions: t.sessions, names: t.names, settled: t.settled, bgp: t.bgp}
	return w
}

func (w *sweep) faults(failures []Failure) ([]*fault, error) {
	faults := make([]*fault, len(failures))
	var problems FailureError
	for i := range failures {
		f, err := w.u.fault(failures[i : i+1 : i+1])
		if err != nil {
			problems = append(problems, err.Error())
			continue
		}
		faults[i] = f
	}
	if len(problems) > 0 {
		return nil, problems
	}
	return faults, nil
}

// An outcome is what became of BGP under a set of faults.
type outcome struct {
	faults []*fault
	// scratch: nothing was computed, everything has to be.
	scratch bool
	changes []change
	// unsettled are the classes that do not settle.
	unsettled []int32
	// filled are the edges that carry what they did not, with the class.
	filled [2][]filledEdge
	gained [2]map[int32]int
	// within: an instance may have begun or ceased to have a part of an aggregate.
	within bool
}

type filledEdge struct{ class, edge int32 }

// single computes one fault.
func (w *sweep) single(f *fault) *outcome {
	o := &outcome{faults: []*fault{f}, scratch: f.scratch, changes: w.buf[:0]}
	w.revert()
	if o.scratch {
		return o
	}
	defer func() { w.buf = o.changes }()
	w.u.cut(f)
	defer w.u.mend(f)
	w.u.uses.open = false
	for _, r := range w.u.families {
		r.prepare()
	}
	for i := range w.u.s.classes {
		cl := &w.u.s.classes[i]
		if r := w.u.families[cl.family]; cl.aggregate < 0 && r.concerned(r.place[i]) {
			w.class(o, int32(i), nil)
		}
	}
	w.aggregates(o, o.changes)
	w.close(o)
	return o
}

// class computes one class under what has been cut.
func (w *sweep) class(o *outcome, i int32, locals []origination) {
	cl := &w.u.s.classes[i]
	r := w.u.families[cl.family]
	k := r.place[i]
	from := len(o.changes)
	var settled bool
	o.changes, settled = r.run(i, locals, locals != nil || !r.settled[k], o.changes)
	if !settled {
		o.unsettled = append(o.unsettled, i)
	}
	for _, e := range r.filled {
		o.filled[cl.family] = append(o.filled[cl.family], filledEdge{i, e})
	}
	if len(cl.within) > 0 && !o.within {
		o.within = slices.ContainsFunc(o.changes[from:], func(c change) bool {
			return (c.now.attr == 0) != (r.records[c.inst*int32(len(r.classes))+k].attr == 0)
		})
	}
}

// aggregates computes the classes of aggregates, the more specific first, given
// what has changed in the others.
func (w *sweep) aggregates(o *outcome, changed []change) {
	s := w.u.s
	for i := range s.classes {
		cl := &s.classes[i]
		if cl.aggregate < 0 {
			continue
		}
		var locals []origination
		if o.within || w.losesOwn(int32(i)) {
			locals = w.aggregators(cl, changed)
		}
		from := len(o.changes)
		w.class(o, int32(i), locals)
		changed = append(slices.Clip(changed), o.changes[from:]...)
	}
}

// losesOwn reports whether an instance has ceased to originate a class.
func (w *sweep) losesOwn(class int32) bool {
	for _, r := range w.u.families {
		if slices.ContainsFunc(r.lost, func(o origin) bool { return o.class == class }) {
			return true
		}
	}
	return false
}

// aggregators returns who originates the class of an aggregate now.
func (w *sweep) aggregators(cl *class, changed []change) []origination {
	s := w.u.s
	r := w.u.families[cl.family]
	now := map[origin]bool{}
	for _, c := range changed {
		now[origin{c.class, c.inst}] = c.now.attr != 0
	}
	self := int32(slices.IndexFunc(s.classes, func(c class) bool { return c.aggregate == cl.aggregate }))
	others := slices.DeleteFunc(slices.Clone(cl.others), func(o origination) bool {
		return r.dead[o.inst] > 0 || slices.Contains(r.lost, origin{self, o.inst})
	})
	locals := s.net.withAggregate(others, &s.aggregates[cl.aggregate], func(inst int32) bool {
		if r.dead[inst] > 0 {
			return false
		}
		for i := range s.classes {
			if !slices.Contains(s.classes[i].within, cl.aggregate) {
				continue
			}
			has, ok := now[origin{int32(i), inst}]
			if !ok {
				has = s.entry(int32(i), inst).attr != 0
			}
			if has {
				return true
			}
		}
		return false
	})
	if locals == nil {
		locals = []origination{}
	}
	return locals
}

// close looks at what makes an outcome one that has to be computed from scratch.
func (w *sweep) close(o *outcome) {
	o.scratch = w.u.uses.open
	for fam, r := range w.u.families {
		o.gained[fam] = r.gained
		for e, n := range r.gained {
			if r.c.received[e]+n > r.g.edges[e].receiving.MaxPrefixes {
				o.scratch = true
			}
		}
	}
}
