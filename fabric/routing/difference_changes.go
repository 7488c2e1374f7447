package routing

import (
	"cmp"
	"fmt"
	"iter"
	"net/netip"
	"slices"
	"strings"
)

// A Change is what failures make of a route of a router that is left, or of the
// routes to several prefixes that share their fate.
type Change struct {
	Router, VRF string
	// Prefixes are one or more; the slice is shared and read-only.
	Prefixes []netip.Prefix
	Kind     ChangeKind
	// Before and After are the routes to the first of the prefixes; the one that
	// does not exist is zero.
	Before, After Route
}

// A ChangeKind is what has become of a route.
type ChangeKind uint8

// The kinds. A route that has other attributes may have other next hops as well.
const (
	RouteLost ChangeKind = iota
	RouteGained
	NextHopsChanged
	AttributesChanged
)

var changeKinds = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	RouteLost: "lost", RouteGained: "gained", NextHopsChanged: "other next hops", AttributesChanged: "other attributes",
}

func (k ChangeKind) String() string {
	if int(k) < len(changeKinds) {
		return changeKinds[k]
	}
	return "unknown"
}

// String returns the change on one line.
func (c Change) String() string {
	s := fmt.Sprintf("%s %v", place(c.Router, c.VRF), c.Prefixes[0])
	if more := len(c.Prefixes) - 1; more > 0 {
		s += fmt.Sprintf(" and %d more", more)
	}
	s += ": " + c.Kind.String()
	switch c.Kind {
	case RouteLost:
		return s + ", was " + ways(c.Before)
	case RouteGained:
		return s + ", " + ways(c.After)
	case NextHopsChanged, AttributesChanged:
	}
	return s + ", " + ways(c.After) + ", was " + ways(c.Before)
}

// ways names the protocol of a route and where it leads.
func ways(r Route) string {
	if len(r.NextHops) == 0 {
		return r.Protocol.String() + " that discards"
	}
	names := make([]string, 0, len(r.NextHops))
	for _, h := range r.NextHops {
		name := h.Interface
		if h.Addr.IsValid() {
			name = h.Addr.String()
		}
		if !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return r.Protocol.String() + " via " + strings.Join(names, ", ")
}

// compareRoutes says what became of a route; same is set when nothing did.
func compareRoutes(before, after Route) (kind ChangeKind, same bool) {
	switch {
	case !after.Prefix.IsValid():
		return RouteLost, !before.Prefix.IsValid()
	case !before.Prefix.IsValid():
		return RouteGained, false
	case before.Protocol != after.Protocol || before.Distance != after.Distance || before.Metric != after.Metric ||
		before.Internal != after.Internal || before.Tag != after.Tag || !before.Attributes.equal(after.Attributes):
		return AttributesChanged, false
	}
	return NextHopsChanged, slices.Equal(before.NextHops, after.NextHops)
}

func (a *Attributes) equal(b *Attributes) bool {
	if a == nil || b == nil || a == b {
		return a == b
	}
	return a.Origin == b.Origin && a.LocalPref == b.LocalPref && a.MED == b.MED && a.Weight == b.Weight &&
		a.Originator == b.Originator && slices.Equal(a.ASPath, b.ASPath) &&
		slices.Equal(a.Communities, b.Communities) && slices.Equal(a.ClusterList, b.ClusterList)
}

// Changes yields every route that is not what it was, of the routers that are
// left, in an order that is always the same. The slices of the routes are shared
// and read-only.
func (d *Difference) Changes() iter.Seq[Change] {
	return func(yield func(Change) bool) {
		if d.scratch {
			for _, inst := range d.alive() {
				if !d.compareTables(inst, yield) {
					return
				}
			}
			return
		}
		hurt := d.hurt()
		for _, v := range hurt {
			if !d.compareTables(v, yield) {
				return
			}
		}
		d.each(func(c *change) bool { return c.same || slices.Contains(hurt, c.inst) || d.yieldClass(c, yield) })
	}
}

// To yields the changes of the routes to one prefix, in the order of the routers.
func (d *Difference) To(p netip.Prefix) iter.Seq[Change] {
	return func(yield func(Change) bool) {
		s := d.w.u.s
		id, ok := s.net.prefixes.index[p]
		if !ok {
			return
		}
		compare := d.hurt()
		if d.scratch {
			compare = d.alive()
		}
		for _, v := range compare {
			inst := &d.w.t.s.net.instances[v]
			before, _ := d.w.t.Route(inst.router.Name, inst.vrf.Name, p)
			after, _ := d.Route(inst.router.Name, inst.vrf.Name, p)
			kind, same := compareRoutes(before, after)
			if !same && !yield(Change{inst.router.Name, inst.vrf.Name, []netip.Prefix{p}, kind, before, after}) {
				return
			}
		}
		if d.scratch || s.classOf[id] < 0 {
			return
		}
		for _, c := range d.ofClass(s.classOf[id]) {
			if c.same || d.dead(c.inst) || slices.Contains(compare, c.inst) {
				continue
			}
			d.apply()
			w := newWriter(d.w.view, c.inst)
			was := d.w.u.families[s.classes[c.class].family].record(c.inst, c.class).entry()
			if !d.yieldPrefix(w, id, w.writeEntry(c.class, &was), w.write(c.class), yield) {
				return
			}
		}
	}
}

// ofClass returns the changes to a class that hold.
func (d *Difference) ofClass(class int32) []change {
	find := func(list []change) []change {
		from, _ := slices.BinarySearchFunc(list, class, func(c change, class int32) int { return cmp.Compare(c.class, class) })
		to := from
		for to < len(list) && list[to].class == class {
			to++
		}
		return list[from:to]
	}
	var all []change
	if _, replaced := slices.BinarySearch(d.replaced, class); replaced {
		for i := range d.instead {
			if d.instead[i].class == class {
				all = append(all, d.instead[i])
			}
		}
		return all
	}
	for _, part := range d.parts {
		all = append(all, find(part)...)
	}
	return all
}

// alive returns the instances that are left.
func (d *Difference) alive() []int32 {
	var all []int32
	for i := range d.w.u.s.net.instances {
		if !d.dead(int32(i)) {
			all = append(all, int32(i))
		}
	}
	return all
}

// hurt returns the instances that have lost an interface.
func (d *Difference) hurt() []int32 {
	var all []int32
	for _, f := range d.faults {
		for i := range f.patches {
			if v := f.patches[i].inst; !d.dead(v) {
				all = append(all, v)
			}
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// compareTables yields the changes of a whole table.
func (d *Difference) compareTables(inst int32, yield func(Change) bool) bool {
	v := &d.w.t.s.net.instances[inst]
	router, vrf := v.router.Name, v.vrf.Name
	before := slices.Collect(d.w.t.Routes(router, vrf))
	at := 0
	emit := func(was, now Route) bool {
		kind, same := compareRoutes(was, now)
		if same {
			return true
		}
		p := was.Prefix
		if !p.IsValid() {
			p = now.Prefix
		}
		return yield(Change{router, vrf, []netip.Prefix{p}, kind, was, now})
	}
	for r := range d.Routes(router, vrf) {
		for at < len(before) && comparePrefixes(before[at].Prefix, r.Prefix) < 0 {
			if !emit(before[at], Route{}) {
				return false
			}
			at++
		}
		var was Route
		if at < len(before) && before[at].Prefix == r.Prefix {
			was = before[at]
			at++
		}
		if !emit(was, r) {
			return false
		}
	}
	for ; at < len(before); at++ {
		if !emit(before[at], Route{}) {
			return false
		}
	}
	return true
}

// yieldClass yields what a change makes of the prefixes of its class.
func (d *Difference) yieldClass(c *change, yield func(Change) bool) bool {
	d.apply()
	s := d.w.u.s
	inst := &s.net.instances[c.inst]
	cl := &s.classes[c.class]
	w := newWriter(d.w.view, c.inst)
	was := d.w.u.families[cl.family].record(c.inst, c.class).entry()
	before, after := w.writeEntry(c.class, &was), w.write(c.class)
	kind, same := compareRoutes(before, after)
	if same {
		return true
	}
	if !d.w.u.shadowed(c.class) {
		return yield(Change{inst.router.Name, inst.vrf.Name, d.w.u.prefixesOf(c.class), kind, before, after})
	}
	for _, id := range cl.prefixes {
		if !d.yieldPrefix(w, id, before, after, yield) {
			return false
		}
	}
	return true
}

// yieldHurt is yieldClass for an instance that has lost an interface, whose next
// hops no longer resolve as they did.
func (d *Difference) yieldHurt(c *change, yield func(Change) bool) bool {
	inst := &d.w.t.s.net.instances[c.inst]
	router, vrf := inst.router.Name, inst.vrf.Name
	for _, p := range d.w.u.prefixesOf(c.class) {
		before, _ := d.w.t.Route(router, vrf, p)
		after, _ := d.Route(router, vrf, p)
		kind, same := compareRoutes(before, after)
		if !same && !yield(Change{router, vrf, []netip.Prefix{p}, kind, before, after}) {
			return false
		}
	}
	return true
}

// yieldPrefix yields what becomes of a prefix whose BGP routes are these, where
// the instance may have a nearer route of its own.
func (d *Difference) yieldPrefix(w *writer, id int32, before, after Route, yield func(Change) bool) bool {
	s := d.w.u.s
	p := s.net.prefixes.list[id]
	if l := s.final.localAt(w.inst, id); l != nil {
		local := w.localRoute(l)
		for _, r := range [...]*Route{&before, &after} {
			if !r.Prefix.IsValid() || r.Distance >= l.distance {
				*r = local
			}
		}
	}
	kind, same := compareRoutes(before, after)
	if same {
		return true
	}
	for _, r := range [...]*Route{&before, &after} {
		if r.Prefix.IsValid() {
			r.Prefix = p
		}
	}
	inst := &s.net.instances[w.inst]
	return yield(Change{inst.router.Name, inst.vrf.Name, []netip.Prefix{p}, kind, before, after})
}

// shadowed reports whether anybody has a route of its own to a prefix of a class.
func (u *surgeon) shadowed(class int32) bool {
	r := u.families[u.s.classes[class].family]
	return r.onLocal[r.place[class]]
}

// prefixesOf returns the prefixes of a class.
func (u *surgeon) prefixesOf(class int32) []netip.Prefix {
	if u.prefixes == nil {
		u.prefixes = make([][]netip.Prefix, len(u.s.classes))
	}
	if u.prefixes[class] == nil {
		for _, id := range u.s.classes[class].prefixes {
			u.prefixes[class] = append(u.prefixes[class], u.s.net.prefixes.list[id])
		}
	}
	return u.prefixes[class]
}

func (h *healthy) record(inst, class int32) record {
	return h.records[inst*int32(len(h.classes))+h.place[class]]
}
