package routing

import (
	"iter"
	"net/netip"
	"slices"
	"sync/atomic"
)

// Tables are what the routers of a network hold once everything has settled. They
// do not change and may be read by several goroutines.
//
// Inside they are prefix classes and sets of next hops; the routes of one device
// are written out when they are asked for.
type Tables struct {
	s        *solution
	sessions []Session
	names    []string
	settled  bool
	explainer
	// bgp are the prefixes that have a class, in order.
	bgp []classPrefix
	// attributes and paths cache what the routes share, by their indexes.
	attributes []atomic.Pointer[Attributes]
	paths      []atomic.Pointer[[]ASN]
}

type classPrefix struct {
	prefix netip.Prefix
	id     int32
	class  int32
}

// An Oscillation is a part of the network that never settles, because of what
// its policies prefer (RFC 3345, RFC 4264).
type Oscillation struct {
	// Prefix is the one whose routes keep changing. The tables hold no BGP route
	// to it. It is invalid when the sessions, the static routes or the way to the
	// next hops keep changing; the tables are then the last that were reached.
	Prefix netip.Prefix
	// Routers are the ones that still change, as "router" or "router/vrf".
	Routers []string
}

func newTables(s *solution, settled bool, routers []Router) *Tables {
	n := s.net
	t := &Tables{
		s: s, settled: settled, explainer: explainer{routers: routers},
		sessions:   sessionsOf(n, s.pairing, s.links),
		attributes: make([]atomic.Pointer[Attributes], len(n.in.attrs)),
		paths:      make([]atomic.Pointer[[]ASN], len(n.in.paths)),
	}
	for i := range n.instances {
		if name := n.instances[i].router.Name; len(t.names) == 0 || t.names[len(t.names)-1] != name {
			t.names = append(t.names, name)
		}
	}
	for i := range s.classes {
		for _, id := range s.classes[i].prefixes {
			t.bgp = append(t.bgp, classPrefix{n.prefixes.list[id], id, int32(i)})
		}
	}
	slices.SortFunc(t.bgp, func(a, b classPrefix) int { return comparePrefixes(a.prefix, b.prefix) })
	s.resolveHops()
	return t
}

// grow makes room in the caches for attributes that the tables have met since.
func (t *Tables) grow() {
	if in := t.s.net.in; len(in.attrs) > len(t.attributes) || len(in.paths) > len(t.paths) {
		attributes := make([]atomic.Pointer[Attributes], len(in.attrs)+64)
		for i := range t.attributes {
			attributes[i].Store(t.attributes[i].Load())
		}
		paths := make([]atomic.Pointer[[]ASN], len(in.paths)+64)
		for i := range t.paths {
			paths[i].Store(t.paths[i].Load())
		}
		t.attributes, t.paths = attributes, paths
	}
}

// Sessions returns every end of every session, and the neighbors that found no
// other end, in the order of routers, VRFs and neighbors. The result is shared
// and read-only.
func (t *Tables) Sessions() []Session { return t.sessions }

// Oscillations returns what does not settle; none is the rule.
func (t *Tables) Oscillations() []Oscillation {
	var list []Oscillation
	for i := range t.s.classes {
		unsettled, ok := t.s.oscillating[int32(i)]
		if !ok {
			continue
		}
		var routers []string
		for _, v := range unsettled {
			routers = append(routers, t.s.net.instances[v].label())
		}
		for _, id := range t.s.classes[i].prefixes {
			list = append(list, Oscillation{Prefix: t.s.net.prefixes.list[id], Routers: routers})
		}
	}
	slices.SortFunc(list, func(a, b Oscillation) int { return comparePrefixes(a.Prefix, b.Prefix) })
	if !t.settled {
		list = append(list, Oscillation{})
	}
	return list
}

// label names an instance in a sentence.
func (inst *instance) label() string {
	if inst.vrf.Name == DefaultVRF {
		return inst.router.Name
	}
	return inst.router.Name + "/" + inst.vrf.Name
}

// Routers returns the names of the routers, in the order they were given in. The
// ones without a VRF have no tables and are not among them.
func (t *Tables) Routers() []string { return t.names }

// VRFs returns the names of a router's VRFs in the order they were given in, nil
// when there is no such router.
func (t *Tables) VRFs(router string) []string {
	var names []string
	first, ok := t.s.net.first[router]
	if !ok {
		return nil
	}
	for _, inst := range t.s.net.instances[first:] {
		if inst.router.Name != router {
			break
		}
		names = append(names, inst.vrf.Name)
	}
	return names
}

func (t *Tables) instance(router, vrf string) (int32, bool) {
	first, ok := t.s.net.first[router]
	if !ok {
		return 0, false
	}
	for i := first; int(i) < len(t.s.net.instances) && t.s.net.instances[i].router.Name == router; i++ {
		if t.s.net.instances[i].vrf.Name == vrf {
			return i, true
		}
	}
	return 0, false
}

// Routes yields the routes of a VRF in the order of prefixes: IPv4 before IPv6,
// then by address, then by length. There are none when the VRF does not exist.
// The slices of a route are shared with others and read-only.
func (t *Tables) Routes(router, vrf string) iter.Seq[Route] {
	return func(yield func(Route) bool) {
		if inst, ok := t.instance(router, vrf); ok {
			t.expand(inst, yield)
		}
	}
}

// Route returns the route of a VRF to the very prefix.
func (t *Tables) Route(router, vrf string, p netip.Prefix) (Route, bool) {
	inst, ok := t.instance(router, vrf)
	if !ok {
		return Route{}, false
	}
	id, ok := t.s.net.prefixes.index[p]
	if !ok {
		return Route{}, false
	}
	return t.routeTo(inst, id)
}

// Lookup returns the route by which a VRF sends packets to addr: the longest
// match. A match that discards is returned like any other.
func (t *Tables) Lookup(router, vrf string, addr netip.Addr) (Route, bool) {
	inst, ok := t.instance(router, vrf)
	if !ok || !addr.IsValid() {
		return Route{}, false
	}
	addr = addr.Unmap().WithZone("")
	table := t.s.net.prefixes
	for bits := addr.BitLen(); bits >= 0; bits-- {
		p, err := addr.Prefix(bits)
		if err != nil {
			return Route{}, false
		}
		if id, ok := table.index[p]; ok {
			if r, ok := t.routeTo(inst, id); ok {
				return r, true
			}
		}
	}
	return Route{}, false
}
