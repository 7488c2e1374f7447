package routing

import (
	"iter"
	"net/netip"
	"slices"
)

// A Difference is what failures make of the tables of a network.
//
// It is found by letting only those routers choose again that have lost a route,
// and only tell their neighbors what has changed. That leads to the same tables
// as a prediction from scratch where a class of prefixes has one stable state
// only (RFC 4264 is about networks that have several): where no session makes a
// route better than it was at its sender by local preference, weight, origin or
// a shorter path, and no MED takes part. Classes of which that is not certain
// are computed from scratch, as are those that do not settle. The whole network
// is predicted again, see [Difference.FromScratch], where a failure may reach
// beyond BGP routes: where next hops or session addresses resolve by BGP routes,
// where a session could come up in another way (an address that several have, a
// peer that was one too many), where a prefix limit is exceeded, where an
// interface with overlapping subnets goes down, or where only some prefixes of a
// class cease to be originated.
//
// A difference is read by one goroutine, and not at the same time as others of
// one sweep.
type Difference struct {
	w        *sweep
	failures []Failure
	faults   []*fault
	scratch  bool
	// parts are the changes of each fault alone; those to the classes in instead
	// hold in their place.
	parts     [][]change
	instead   []change
	replaced  []int32 // classes, in order
	unsettled []int32
	// undo are the entries that the changes were written over.
	undo []undone
	// left are the tables of the routers that are left, when they were asked for.
	left *Tables
}

type undone struct {
	class, inst int32
	was         entry
}

func (o *outcome) difference(w *sweep) *Difference {
	d := &Difference{w: w, faults: o.faults, scratch: o.scratch, parts: [][]change{o.changes}, unsettled: o.unsettled}
	for _, f := range o.faults {
		d.failures = append(d.failures, f.failures...)
	}
	return d
}

// Failures returns what failed. The result is read-only.
func (d *Difference) Failures() []Failure { return d.failures }

// FromScratch reports whether the whole network has to be predicted again to
// read the difference, which costs as much as [Simulate].
func (d *Difference) FromScratch() bool { return d.scratch }

// Tables predicts the whole tables of what is left, from scratch. They can be
// kept, read by several goroutines, and explained.
func (d *Difference) Tables() *Tables {
	if d.left == nil {
		var c cut
		for _, f := range d.faults {
			c.dead = append(c.dead, f.cut.dead...)
			c.ports = append(c.ports, f.cut.ports...)
			c.links = append(c.links, f.cut.links...)
		}
		slices.Sort(c.dead)
		routers := d.w.u.remaining(d.w.t.routers, c)
		s, settled := predict(routers)
		d.left = newTables(s, settled, routers)
	}
	return d.left
}

// dead reports whether a router has failed as a whole.
func (d *Difference) dead(inst int32) bool {
	for _, f := range d.faults {
		if _, ok := slices.BinarySearch(f.cut.dead, inst); ok {
			return true
		}
	}
	return false
}

// each yields the changes that hold, the ones that change nothing among them.
func (d *Difference) each(yield func(*change) bool) {
	for _, part := range d.parts {
		last, replaced := int32(-1), false
		for i := range part {
			c := &part[i]
			if c.class != last {
				last = c.class
				_, replaced = slices.BinarySearch(d.replaced, last)
			}
			if replaced || len(d.parts) > 1 && d.dead(c.inst) {
				continue
			}
			if !yield(c) {
				return
			}
		}
	}
	for i := range d.instead {
		if !yield(&d.instead[i]) {
			return
		}
	}
}

// Met yields, of a pair of failures that a sweep has made, the changes to the
// classes of prefixes that both have a part in. All others are those of one of
// the failures alone. Where the whole network was predicted, it yields every
// change.
func (d *Difference) Met() iter.Seq[Change] {
	if d.scratch || len(d.parts) < 2 {
		return d.Changes()
	}
	return func(yield func(Change) bool) {
		hurt := d.hurt()
		for i := range d.instead {
			c := &d.instead[i]
			if c.same || d.dead(c.inst) {
				continue
			}
			if slices.Contains(hurt, c.inst) {
				if !d.yieldHurt(c, yield) {
					return
				}
			} else if !d.yieldClass(c, yield) {
				return
			}
		}
	}
}

// Routes yields the routes that a VRF has left, as [Tables.Routes] does.
func (d *Difference) Routes(router, vrf string) iter.Seq[Route] {
	return func(yield func(Route) bool) {
		if t, ok := d.of(router); ok {
			t.Routes(router, vrf)(yield)
		}
	}
}

// Route returns the route that a VRF has left to the very prefix.
func (d *Difference) Route(router, vrf string, p netip.Prefix) (Route, bool) {
	t, ok := d.of(router)
	if !ok {
		return Route{}, false
	}
	return t.Route(router, vrf, p)
}

// Lookup returns the route by which a VRF sends packets to addr, as
// [Tables.Lookup] does.
func (d *Difference) Lookup(router, vrf string, addr netip.Addr) (Route, bool) {
	t, ok := d.of(router)
	if !ok {
		return Route{}, false
	}
	return t.Lookup(router, vrf, addr)
}

// of returns tables that a router's routes are read from; there are none of one
// that has failed.
func (d *Difference) of(router string) (*Tables, bool) {
	if d.scratch {
		return d.Tables(), true
	}
	first, ok := d.w.t.s.net.first[router]
	if !ok || d.dead(first) {
		return nil, false
	}
	d.apply()
	return d.w.view, true
}

// apply puts the difference into the tables that it is read from.
func (d *Difference) apply() {
	w := d.w
	if w.applied == d {
		return
	}
	w.revert()
	w.applied = d
	for _, f := range d.faults {
		w.u.cut(f)
	}
	s := w.u.s
	d.undo = d.undo[:0]
	d.each(func(c *change) bool {
		if !c.same {
			e := s.entry(c.class, c.inst)
			d.undo = append(d.undo, undone{c.class, c.inst, *e})
			*e = c.now.entry()
		}
		return true
	})
	w.view.grow()
}

// revert takes out of the tables what was put in.
func (w *sweep) revert() {
	d := w.applied
	if d == nil {
		return
	}
	w.applied = nil
	for _, u := range slices.Backward(d.undo) {
		*w.u.s.entry(u.class, u.inst) = u.was
	}
	for _, f := range slices.Backward(d.faults) {
		w.u.mend(f)
	}
}
