package verify

import (
	"net/netip"
	"slices"
)

// What is known of a device on the way to one destination.
const (
	unknown = iota
	walking
	arrives
	fails
)

// walk follows the next hops from every device to every block, service and node
// subnet, on all of the equal paths, and reports where a path does not arrive.
func (c *checker) walk() {
	w := newWalker(c)
	for at := range c.expected.destinations {
		dest := &c.expected.destinations[at]
		if dest.kind == kindLoopback {
			continue
		}
		w.towards(int32(at))
		for i := range c.expected.devices {
			d := &c.expected.devices[i]
			if d.node != nil && !c.promised(d, dest) {
				continue
			}
			if w.step(int32(i)) == fails && w.where >= 0 {
				c.fail(Reach, d.name, dest.prefix, "every path to arrive",
					"a path that ends at "+c.expected.devices[w.where].name+": "+w.why)
				w.where = -1 // once for a destination; the rest follows from it
			}
		}
	}
}

func newWalker(c *checker) *walker {
	n := len(c.expected.devices)
	return &walker{c: c, state: make([]uint8, n), dead: make([]bool, n)}
}

type walker struct {
	c *checker
	// dead devices forward nothing; none is while nothing has failed.
	dead []bool
	// stranded devices live, and their routes go when somebody notices.
	stranded []int32
	state    []uint8 // by device
	at       int32
	dest     *destination
	// why and where the first path that fails ends.
	why   string
	where int32
}

// towards begins with another destination.
func (w *walker) towards(at int32) {
	clear(w.state)
	w.at, w.dest, w.why, w.where = at, &w.c.expected.destinations[at], "", -1
}

// step says whether every path from the device arrives.
func (w *walker) step(i int32) uint8 {
	if w.state[i] != unknown {
		if w.state[i] == walking {
			return w.stop(i, "a loop")
		}
		return w.state[i]
	}
	if w.dead[i] {
		w.state[i] = fails
		return w.stop(i, "it has failed")
	}
	if w.home(i) {
		w.state[i] = arrives
		return arrives
	}
	w.state[i] = walking
	h := w.lookup(i)
	switch {
	case !h.present:
		w.state[i] = fails
		return w.stop(i, "no route")
	case h.discards:
		w.state[i] = fails
		return w.stop(i, "a route that discards")
	}
	for _, hop := range h.nextHops {
		a := gateway(hop)
		if !a.IsValid() {
			continue // a direct route: the destination is on the link
		}
		next := w.leavesBehind(i, a)
		if next == nil {
			owner, ok := w.c.expected.owner[a]
			if !ok {
				w.state[i] = fails
				return w.stop(i, "next hop "+a.String()+" that nobody has")
			}
			next = []int32{owner}
		}
		for _, n := range next {
			if !slices.Contains(w.stranded, n) && w.step(n) == fails {
				w.state[i] = fails
				return fails
			}
		}
	}
	w.state[i] = arrives
	return arrives
}

// leavesBehind are the leaves that share a gateway address: of those, a node sends
// to the ones that it is cabled to, and of two, the one that lives takes it over.
func (w *walker) leavesBehind(i int32, a netip.Addr) []int32 {
	leaves := w.c.expected.shared[a]
	elsewhere := func(l int32) bool { return w.c.expected.devices[l].rack != w.c.expected.devices[i].rack }
	if slices.ContainsFunc(leaves, elsewhere) {
		if near := slices.DeleteFunc(slices.Clone(leaves), elsewhere); len(near) > 0 {
			leaves = near
		}
	}
	if !slices.ContainsFunc(leaves, func(i int32) bool { return w.dead[i] }) {
		return leaves
	}
	alive := slices.DeleteFunc(slices.Clone(leaves), func(i int32) bool { return w.dead[i] })
	if len(alive) == 0 {
		return leaves
	}
	return alive
}

// home reports whether the device has the destination: it announces it.
func (w *walker) home(i int32) bool { return slices.Contains(w.dest.devices, i) }

// lookup finds the device's longest match: the destination itself, what is
// around it, or the default route.
func (w *walker) lookup(i int32) held {
	for at := w.at; at >= 0; at = w.c.expected.cover[at] {
		if h := w.c.got[i][at]; h.present {
			return h
		}
	}
	return w.c.got[i][len(w.c.expected.destinations)+int(familyOf(w.dest.prefix))]
}

func (w *walker) stop(i int32, why string) uint8 {
	if w.where < 0 {
		w.where, w.why = i, why
	}
	return fails
}
