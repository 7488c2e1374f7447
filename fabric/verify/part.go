package verify

import (
	"fmt"
	"iter"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A part is one part of a fabric under failures: it puts what has changed into
// what its checker knows, and walks from there.
type part struct {
	*checker
	walker *walker
	living *living
	// by are the routes over each device's addresses, as device and destination.
	by [][]use
	// Of the failures at hand.
	under   []routing.Failure
	undo    []undone
	touched map[int32][]touch // by destination
	changed map[string]bool
	cut     []int32
}

func newPart(c *checker) *part {
	c.devices()
	c.failures = nil // those without a failure are Check's
	p := &part{checker: c, living: newLiving(c), walker: newWalker(c)}
	p.index()
	return p
}

// A use is a route of a device that has a next hop at another one.
type use struct{ device, at int32 }

type undone struct {
	use
	was held
}

// A touch is a device whose route to a destination has changed, and the next
// hops it had and has.
type touch struct {
	device        int32
	before, after []routing.NextHop
}

// around takes what one of the failures alone makes of the default routes, and of
// what is around the destinations that both have changed: paths may lead by it.
func (r *part) around(d *routing.Difference) {
	wanted := map[int32]bool{}
	for at := range r.touched {
		for up := at; up >= 0 && int(up) < len(r.expected.cover); up = r.expected.cover[up] {
			wanted[up] = true
		}
	}
	n := int32(len(r.expected.destinations))
	for _, f := range fabric.Families() {
		wanted[n+int32(f)] = true
	}
	for at := range wanted {
		if _, done := r.touched[at]; done {
			continue
		}
		for c := range d.To(r.prefixAt(at)) {
			if i, ok := r.expected.byName[c.Router]; ok && c.VRF == r.expected.devices[i].vrf {
				r.takeOne(i, c.Prefixes[0], &c)
			}
		}
	}
}

func (r *part) begin(under []routing.Failure) {
	r.under = under
	r.living.heal()
	r.touched, r.changed = map[int32][]touch{}, map[string]bool{}
	r.undo, r.cut = r.undo[:0], nil
	r.living.strike(under)
	r.cut = append(r.cut, r.living.stranded()...)
	r.walker.dead, r.walker.stranded = r.living.dead, r.living.stranded()
}

// end returns the promises that failed and the devices that are cut off, and puts
// everything back.
func (r *part) end() (failures Failures, cut []string) {
	for _, u := range slices.Backward(r.undo) {
		r.got[u.device][u.at] = u.was
	}
	failures, r.failures = r.failures, nil
	slices.Sort(r.cut)
	for _, i := range slices.Compact(r.cut) {
		cut = append(cut, r.expected.devices[i].name)
	}
	return failures, cut
}

// take puts changes into the tables of the checker.
func (r *part) take(changes iter.Seq[routing.Change]) {
	for c := range changes {
		i, ok := r.expected.byName[c.Router]
		if !ok || c.VRF != r.expected.devices[i].vrf {
			continue
		}
		r.changed[c.Router] = true
		// Prefixes that share their fate share what is to be said of it, unless they
		// are lost: what is around them may differ.
		noted := false
		for _, prefix := range c.Prefixes {
			if at, known := r.takeOne(i, prefix, &c); known && (!noted || c.Kind != routing.NextHopsChanged) {
				noted = true
				r.touched[at] = append(r.touched[at], touch{i, c.Before.NextHops, c.After.NextHops})
			}
		}
	}
}

// takeOne puts one route into the tables, and reports leaks, and attributes that
// are not the pool's. Known are the destinations of the design.
func (r *part) takeOne(i int32, prefix netip.Prefix, c *routing.Change) (at int32, known bool) {
	at, known = r.expected.index[prefix]
	if prefix.Bits() == 0 {
		at, known = int32(len(r.expected.destinations))+int32(familyOf(prefix)), true
	}
	if known {
		r.undo = append(r.undo, undone{use{i, at}, r.got[i][at]})
		r.got[i][at] = heldOf(c.After)
	}
	if c.After.Prefix.IsValid() && c.Kind != routing.NextHopsChanged {
		after := c.After
		after.Prefix = prefix
		r.route(i, &r.expected.devices[i], after)
	}
	return at, known
}

// stale reports routes that lead to what is gone although nobody changed them.
func (r *part) stale() {
	look := func(to int32, from int32) {
		for _, u := range r.by[to] {
			if from >= 0 && u.device != from || r.living.dead[u.device] {
				continue
			}
			for _, hop := range r.got[u.device][u.at].nextHops {
				a := gateway(hop)
				owner, ok := r.expected.owner[a]
				if ok && (r.living.dead[owner] || r.living.gone[a]) {
					r.fail(Reach, r.expected.devices[u.device].name, r.prefixAt(u.at), "no next hop at what has failed", a.String())
					break
				}
			}
		}
	}
	for _, failure := range r.under {
		switch f := failure.(type) {
		case routing.FailDevice:
			if i, ok := r.expected.byName[f.Router]; ok {
				look(i, -1)
			}
		case routing.FailLink:
			a, okA := r.expected.byName[f.A.Router]
			b, okB := r.expected.byName[f.B.Router]
			if okA && okB {
				look(a, b)
				look(b, a)
			}
		case routing.FailInterface, routing.FailSession:
		}
	}
}

// index notes, while nothing has failed, who uses whom as next hop.
func (r *part) index() {
	r.by = make([][]use, len(r.expected.devices))
	for i := range r.got {
		for at := range r.got[i] {
			u := use{int32(i), int32(at)}
			for _, hop := range r.got[i][at].nextHops {
				if owner, ok := r.expected.owner[gateway(hop)]; ok && (len(r.by[owner]) == 0 || r.by[owner][len(r.by[owner])-1] != u) {
					r.by[owner] = append(r.by[owner], u)
				}
			}
		}
	}
}

func (r *part) prefixAt(at int32) netip.Prefix {
	if n := int32(len(r.expected.destinations)); at >= n {
		return defaultPrefix(fabric.Family(at - n))
	}
	return r.expected.destinations[at].prefix
}

// promises checks what has changed: that it still arrives, and how wide it is.
func (r *part) promises() {
	n := int32(len(r.expected.destinations))
	order := make([]int32, 0, len(r.touched))
	for at := range r.touched {
		order = append(order, at)
	}
	slices.Sort(order)
	for _, at := range order {
		if at >= n {
			r.defaults(at, r.touched[at])
			continue
		}
		dest := &r.expected.destinations[at]
		if dest.kind == kindLoopback || !r.living.announced(dest) {
			continue
		}
		r.walker.towards(at)
		arrive := true
		for _, t := range r.touched[at] {
			arrive = r.arrives(t.device, dest) && arrive
			r.width(t, at, dest)
		}
		if !arrive {
			r.everyone(dest)
		}
	}
}

// defaults walks from devices whose default route has changed to everything that
// it may lead to.
func (r *part) defaults(at int32, touched []touch) {
	for to := range r.expected.destinations {
		dest := &r.expected.destinations[to]
		if int32(familyOf(dest.prefix)) != at-int32(len(r.expected.destinations)) || dest.kind == kindLoopback || !r.living.announced(dest) {
			continue
		}
		r.walker.towards(int32(to))
		arrive := true
		for _, t := range touched {
			arrive = r.arrives(t.device, dest) && arrive
		}
		if !arrive {
			r.everyone(dest)
		}
	}
}

// arrives reports whether every path from a device that is to reach a destination
// arrives.
func (r *part) arrives(i int32, dest *destination) bool {
	d := &r.expected.devices[i]
	if r.living.dead[i] || d.node != nil && !r.promised(d, dest) && !slices.Contains(dest.devices, i) {
		return true
	}
	r.walker.where = -1
	return r.walker.step(i) != fails
}

// everyone walks to a destination from every device, since one does not reach it
// that others may lead through, and reports once who has a way left and does not
// arrive.
func (r *part) everyone(dest *destination) {
	r.walker.towards(r.walker.at)
	var lost []int32
	where, why := int32(-1), ""
	for i := range r.expected.devices {
		if r.arrives(int32(i), dest) {
			continue
		}
		if r.walker.where >= 0 {
			where, why = r.walker.where, r.walker.why
		}
		if r.living.reaches(int32(i), dest) {
			lost = append(lost, int32(i))
			continue
		}
		if r.living.alone(int32(i)) {
			r.cut = append(r.cut, int32(i))
		}
		for _, to := range dest.devices {
			if !r.living.dead[to] && r.living.alone(to) {
				r.cut = append(r.cut, to)
			}
		}
	}
	if len(lost) == 0 {
		return
	}
	got := "a path that does not"
	if where >= 0 {
		got = "a path that ends at " + r.expected.devices[where].name + ": " + why
	}
	if more := len(lost) - 1; more > 0 {
		got += fmt.Sprintf(" (and so from %d more devices)", more)
	}
	r.fail(Reach, r.expected.devices[lost[0]].name, dest.prefix, "every path to arrive", got)
}

// width checks that a route loses no next hop but those that lead over what has
// failed, and those whose neighbor has another route than before. A route that
// has as many as before has taken others, and one that is lost is for arrives.
func (r *part) width(t touch, at int32, dest *destination) {
	before, after := addresses(t.before), addresses(t.after)
	if len(after) == 0 || len(after) >= len(before) {
		return
	}
	var missing []netip.Addr
	for _, hop := range t.before {
		owner, ok := r.expected.owner[gateway(hop)]
		if !ok || slices.Contains(after, hop.Addr) || slices.Contains(missing, hop.Addr) || r.living.gone[gateway(hop)] || r.living.dead[owner] ||
			r.living.links[[2]int32{t.device, owner}] || r.hasTouched(at, owner) {
			continue
		}
		missing = append(missing, hop.Addr)
	}
	if len(missing) > 0 {
		r.fail(RouteWidth, r.expected.devices[t.device].name, dest.prefix,
			fmt.Sprintf("next hops %v as before, whose neighbors live", missing), describe(t.after))
	}
}

func (r *part) hasTouched(at, device int32) bool {
	return slices.ContainsFunc(r.touched[at], func(t touch) bool { return t.device == device })
}
