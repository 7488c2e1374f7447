package routing

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
)

// resolveHops resolves, for good, every next hop that a route uses and that is
// not attached, so that the tables can be read without being changed.
func (s *solution) resolveHops() {
	note := func(inst int32, hop netip.Addr) {
		if s.final.attached(inst, hop) == nil {
			s.final.resolve(inst, hop, forNextHop)
		}
	}
	for f := range s.graphs {
		hops := &s.graphs[f].hops
		for v := range hops.ways {
			for _, w := range hops.ways[v] {
				if w.hop != 0 {
					note(int32(v), s.net.in.addrs[w.hop])
				}
			}
		}
	}
	for i := range s.net.instances {
		local := s.net.instances[i].local
		for j := range local {
			for _, via := range local[j].vias {
				note(int32(i), via)
				s.net.in.addr(via)
			}
		}
	}
}

// expand yields every route of an instance.
func (t *Tables) expand(inst int32, yield func(Route) bool) {
	w := newWriter(t, inst)
	w.sets = [2]map[int32][]NextHop{{}, {}}
	last, r := int32(-1), Route{}
	next := 0
	for i := range t.bgp {
		b := &t.bgp[i]
		for next < len(w.local) && w.local[next].id != b.id && comparePrefixes(w.local[next].prefix, b.prefix) < 0 {
			if next = w.yieldLocal(next, yield); next < 0 {
				return
			}
		}
		if b.class != last {
			last, r = b.class, w.write(b.class)
		}
		if r.Prefix.IsValid() {
			if next < len(w.local) && w.local[next].id == b.id {
				if l := t.s.final.localAt(inst, b.id); l != nil && l.distance <= r.Distance {
					continue
				}
				next = w.skip(next)
			}
			r.Prefix = b.prefix
			if !yield(r) {
				return
			}
		}
	}
	for next >= 0 && next < len(w.local) {
		next = w.yieldLocal(next, yield)
	}
}

// routeTo returns the route of an instance to a prefix by its number.
func (t *Tables) routeTo(inst, id int32) (Route, bool) {
	w := newWriter(t, inst)
	l := t.s.final.localAt(inst, id)
	if int(id) < len(t.s.classOf) && t.s.classOf[id] >= 0 {
		if r := w.write(t.s.classOf[id]); r.Prefix.IsValid() && (l == nil || r.Distance < l.distance) {
			r.Prefix = t.s.net.prefixes.list[id]
			return r, true
		}
	}
	if l == nil {
		return Route{}, false
	}
	return w.localRoute(l), true
}

// A writer writes out the routes of one instance.
type writer struct {
	t         *Tables
	inst      int32
	bgp       *BGP
	distances distances
	local     []localRoute
	// sets are the next hops that were written out, by family and set.
	sets [2]map[int32][]NextHop
}

func newWriter(t *Tables, inst int32) *writer {
	w := &writer{t: t, inst: inst, local: t.s.net.instances[inst].local, bgp: t.s.net.instances[inst].vrf.BGP}
	if w.bgp != nil {
		w.distances = t.s.net.distances(inst)
	}
	return w
}

// skip returns the index after the local routes to the prefix of the one at i.
func (w *writer) skip(i int) int {
	id := w.local[i].id
	for i < len(w.local) && w.local[i].id == id {
		i++
	}
	return i
}

// yieldLocal yields the best local route to the prefix of the one at i, and
// returns the index after them, or -1 to stop.
func (w *writer) yieldLocal(i int, yield func(Route) bool) int {
	if l := w.t.s.final.localAt(w.inst, w.local[i].id); l != nil && !yield(w.localRoute(l)) {
		return -1
	}
	return w.skip(i)
}

func (w *writer) localRoute(l *localRoute) Route {
	r := Route{Prefix: l.prefix, Protocol: l.protocol, Distance: l.distance, Tag: l.tag}
	interfaces := w.t.s.net.instances[w.inst].vrf.Interfaces
	for _, i := range l.ifaces {
		r.NextHops = append(r.NextHops, NextHop{Interface: interfaces[i].Name})
	}
	slices.SortFunc(r.NextHops, func(a, b NextHop) int { return strings.Compare(a.Interface, b.Interface) })
	if l.protocol == StaticRoute {
		for _, hop := range w.t.s.final.staticHops(w.inst, l) {
			r.NextHops = w.appendHop(r.NextHops, hop, "", 0)
		}
		slices.SortStableFunc(r.NextHops, compareHops)
		r.NextHops = slices.Compact(r.NextHops)
	}
	return r
}

// appendHop appends a next hop once for each gateway it resolves to.
func (w *writer) appendHop(hops []NextHop, a netip.Addr, neighbor string, as ASN) []NextHop {
	interfaces := w.t.s.net.instances[w.inst].vrf.Interfaces
	final := w.t.s.final
	if l := final.attached(w.inst, a); l != nil {
		for _, i := range l.ifaces {
			hops = append(hops, NextHop{Addr: a, Interface: interfaces[i].Name, Gateway: a, Neighbor: neighbor, NeighborAS: as})
		}
		return hops
	}
	for _, gw := range final.memo[resolveKey{w.inst, w.t.s.net.in.addrIndex[a], forNextHop}].ways {
		hops = append(hops, NextHop{Addr: a, Interface: interfaces[gw.iface].Name, Gateway: gw.addr, Neighbor: neighbor, NeighborAS: as})
	}
	return hops
}

func compareHops(a, b NextHop) int {
	return cmp.Or(
		a.Addr.Compare(b.Addr),
		a.Gateway.Compare(b.Gateway),
		strings.Compare(a.Interface, b.Interface),
	)
}

// write returns the BGP route of the instance to a class, or one without a
// prefix.
func (w *writer) write(class int32) Route { return w.writeEntry(class, w.t.s.entry(class, w.inst)) }

// writeEntry is write for another entry than the one in the tables.
func (w *writer) writeEntry(class int32, e *entry) Route {
	s, b, d := w.t.s, w.bgp, w.distances
	if b == nil || e.attr == 0 {
		return Route{}
	}
	cl := &s.classes[class]
	if e.edge == edgeLocal {
		if cl.sourceAt(w.inst) != AggregateRoute {
			return Route{}
		}
		return Route{Prefix: cl.prefix, Protocol: AggregateRoute, Distance: d.local, Tag: b.AS}
	}
	g := s.graphs[cl.family]
	a := w.t.attributesOf(e.attr)
	r := Route{
		Prefix: cl.prefix, Protocol: BGPRoute, Distance: d.internal, Metric: a.MED,
		Internal: !g.edges[e.edge].external, Tag: b.AS, Attributes: a,
	}
	if !r.Internal {
		r.Distance = d.external
	}
	if len(a.ASPath) > 0 {
		r.Tag = a.ASPath[0]
	}
	r.NextHops = w.hops(g, e.set)
	return r
}

// hops returns the next hops of a set, written out once.
func (w *writer) hops(g *graph, set int32) []NextHop {
	if hops, ok := w.sets[g.family][set]; ok {
		return hops
	}
	var hops []NextHop
	for way := range g.hops.each(w.inst, set) {
		e := &g.edges[way.edge]
		// What the sender shows here is what it shows as the receiver of the other
		// direction.
		hops = w.appendHop(hops, w.t.s.net.in.addrs[way.hop],
			w.t.s.net.instances[e.from].router.Name, g.edges[e.reverse].receiverLocalAS)
	}
	slices.SortFunc(hops, compareHops)
	if w.sets[g.family] != nil {
		w.sets[g.family][set] = hops
	}
	return hops
}

// attributesOf returns the written out attributes of an attribute set.
func (t *Tables) attributesOf(id uint32) *Attributes {
	if a := t.attributes[id].Load(); a != nil {
		return a
	}
	in := t.s.net.in
	from := &in.attrs[id]
	a := &Attributes{
		ASPath: t.pathOf(from.path), Origin: from.origin,
		LocalPref: from.localPref, MED: from.med, Weight: from.weight,
		Communities: in.comms[from.comms], Originator: idAddr(from.originator),
	}
	for _, id := range in.clusters[from.clusters] {
		a.ClusterList = append(a.ClusterList, idAddr(id))
	}
	t.attributes[id].CompareAndSwap(nil, a)
	return t.attributes[id].Load()
}

func (t *Tables) pathOf(id uint32) []ASN {
	if p := t.paths[id].Load(); p != nil {
		return *p
	}
	p := t.s.net.in.path(id)
	t.paths[id].CompareAndSwap(nil, &p)
	return *t.paths[id].Load()
}
