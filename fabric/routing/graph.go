package routing

import (
	"cmp"
	"net/netip"
	"slices"
)

// An edge is one direction of a session that is up, in one address family.
type edge struct {
	from, to int32 // instances
	reverse  int32 // the other direction
	link     int32
	external bool
	// toClient: the receiver is the sender's route reflector client; fromClient:
	// the sender is the receiver's.
	toClient, fromClient bool
	// strict: the receiver rejects a path that has its AS, and the sender does
	// nothing that could take it out.
	strict bool
	// defaults: the sender originates a default route.
	defaults bool

	export, imports int32 // indexes of the exporter and importer

	senderID uint32 // router ID
	// receiverAS and receiverLocalAS are the process's AS of the receiver, and
	// the one it shows in this session.
	receiverAS, receiverLocalAS ASN

	// own is the address that the sender writes as next hop, peer the receiver's.
	own, peer uint32
	// shared is the subnet of the sender's that both are on, toShared the one of
	// the receiver's that own is in; -1 for none.
	shared, toShared int32
	// ownUse is what the receiver makes of own as a next hop.
	ownUse Decision

	sender             netip.Addr // the sender's address
	sending, receiving *NeighborFamily
}

// A graph is the sessions of one address family as a network of instances. The
// edges into an instance are contiguous, in the order in which the last steps of
// the decision process prefer them: router ID, then address of the neighbor.
type graph struct {
	family Family
	edges  []edge
	// in[v]:in[v+1] are the edges into v; out[outStart[v]:outStart[v+1]] the
	// indexes of the edges out of v.
	in       []int32
	out      []int32
	outStart []int32
	lanes    []lane
	widths   []pathWidth
	// owns are the own next hops of the edges; distinct says of each instance that
	// those of the edges into it differ.
	owns     []uint32
	distinct []bool

	exporters []exporter
	importers []importer

	hops hopSets
}

func (g *graph) inEdges(v int32) (first, last int32) { return g.in[v], g.in[v+1] }

func (g *graph) outEdges(v int32) []int32 { return g.out[g.outStart[v]:g.outStart[v+1]] }

func newGraph(n *network, r *resolver, links []link, f Family) *graph {
	g := &graph{family: f}
	exporters, importers := map[exporter]int32{}, map[importer]int32{}
	for i := range links {
		l := &links[i]
		if l.state != Up || !slices.Contains(l.families, f) {
			continue
		}
		ab := newEdge(n, r, l, f, l.a, l.b, l.aAddr, l.bAddr)
		ba := newEdge(n, r, l, f, l.b, l.a, l.bAddr, l.aAddr)
		for _, e := range [...]*edge{&ab, &ba} {
			e.link = int32(i)
			sender, receiver := l.a, l.b
			if e == &ba {
				sender, receiver = l.b, l.a
			}
			e.export = number(exporters, &g.exporters, newExporter(n, sender, receiver, e))
			e.imports = number(importers, &g.importers, newImporter(n, sender, receiver, e))
		}
		g.edges = append(g.edges, ab, ba)
	}
	g.index(len(n.instances))
	g.buildLanes(n)
	g.buildWidths(n)
	g.hops.init(g)
	return g
}

// A pathWidth is how many next hops the routes of an instance may have.
type pathWidth struct {
	external, internal, mixed int32 // mixed is 0 when the kinds do not mix
	relax                     bool
}

func (g *graph) buildWidths(n *network) {
	g.owns = make([]uint32, len(g.edges))
	for i := range g.edges {
		g.owns[i] = g.edges[i].own
	}
	g.widths = make([]pathWidth, len(n.instances))
	g.distinct = make([]bool, len(n.instances))
	var seen []uint32
	for v := range g.widths {
		first, last := g.inEdges(int32(v))
		seen = append(seen[:0], g.owns[first:last]...)
		slices.Sort(seen)
		g.distinct[v] = len(slices.Compact(seen)) == int(last-first)
		b := n.instances[v].vrf.BGP
		if b == nil || b.Family(g.family) == nil {
			continue
		}
		u := b.Family(g.family)
		g.widths[v] = pathWidth{
			external: int32(max(u.MaxPathsEBGP, 1)), internal: int32(max(u.MaxPathsIBGP, 1)),
			mixed: int32(u.MaxPathsMixed), relax: b.MultipathRelax,
		}
	}
}

// number returns the index of v in list, appending it when it is new.
func number[T comparable](index map[T]int32, list *[]T, v T) int32 {
	id, ok := index[v]
	if !ok {
		id = int32(len(*list))
		index[v] = id
		*list = append(*list, v)
	}
	return id
}

func newEdge(n *network, r *resolver, l *link, f Family, from, to endRef, local, remote netip.Addr) edge {
	sending, receiving := n.neighborFamily(from, f), n.neighborFamily(to, f)
	e := edge{
		from: from.inst, to: to.inst,
		external:        !l.internal,
		toClient:        sending.RouteReflectorClient,
		fromClient:      receiving.RouteReflectorClient,
		defaults:        sending.DefaultOriginate,
		senderID:        n.instances[from.inst].routerID,
		receiverAS:      n.instances[to.inst].vrf.BGP.AS,
		receiverLocalAS: n.as(to),
		peer:            n.in.addr(remote),
		sender:          local,
		sending:         sending, receiving: receiving,
		shared: -1, toShared: -1,
	}
	e.strict = receiving.AllowOwnAS == 0 && (!e.external || !sending.ASOverride && !sending.RemovePrivateAS)
	s := n.connected(from.inst, remote)
	if s != nil && !s.prefix.Contains(local) && !sending.ThirdPartyFromAfar {
		s = nil
	}
	own := local
	if FamilyOf(local) != f {
		own, s = otherFamily(n, from.inst, local, f)
	}
	if s != nil {
		e.shared = n.prefixes.id(s.prefix)
	}
	e.own = n.in.addr(own)
	if own.IsValid() {
		if s := n.connected(to.inst, own); s != nil {
			e.toShared = n.prefixes.id(s.prefix)
		}
	}
	e.ownUse = r.nextHopUse(to.inst, e.own, f)
	return e
}

// otherFamily returns the first address of family f on the interface that has
// local, for a session whose addresses are of the other family, and its subnet.
func otherFamily(n *network, inst int32, local netip.Addr, f Family) (netip.Addr, *subnet) {
	subnets := n.instances[inst].subnets
	for i := range subnets {
		if subnets[i].addr != local {
			continue
		}
		for j := range subnets {
			if subnets[j].iface == subnets[i].iface && FamilyOf(subnets[j].addr) == f {
				return subnets[j].addr, &subnets[j]
			}
		}
	}
	return netip.Addr{}, nil
}

// nextHopUse says what inst makes of a next hop: Advertised when it can use it.
func (r *resolver) nextHopUse(inst int32, hop uint32, f Family) Decision {
	a := r.net.in.addrs[hop]
	switch {
	case !a.IsValid() || FamilyOf(a) != f:
		return UnresolvedNextHop
	case r.net.owns(inst, a):
		return OwnNextHop
	case !r.reaches(inst, a, forNextHop):
		return UnresolvedNextHop
	}
	return Advertised
}

// index sorts the edges by receiver and fills the indexes.
func (g *graph) index(instances int) {
	order := make([]int32, len(g.edges))
	for i := range order {
		order[i] = int32(i)
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &g.edges[i], &g.edges[j]
		return cmp.Or(
			cmp.Compare(a.to, b.to),
			cmp.Compare(a.senderID, b.senderID),
			a.sender.Compare(b.sender),
			cmp.Compare(i, j),
		)
	})
	place := make([]int32, len(order))
	for at, i := range order {
		place[i] = int32(at)
	}
	sorted := make([]edge, len(g.edges))
	for at, i := range order {
		sorted[at] = g.edges[i]
		sorted[at].reverse = place[i^1]
	}
	g.edges = sorted

	g.in = make([]int32, instances+1)
	g.outStart = make([]int32, instances+1)
	for i := range g.edges {
		g.in[g.edges[i].to+1]++
		g.outStart[g.edges[i].from+1]++
	}
	for v := range instances {
		g.in[v+1] += g.in[v]
		g.outStart[v+1] += g.outStart[v]
	}
	g.out = make([]int32, len(g.edges))
	next := slices.Clone(g.outStart)
	for i := range g.edges {
		from := g.edges[i].from
		g.out[next[from]] = int32(i)
		next[from]++
	}
	for v := range instances {
		slices.SortFunc(g.outEdges(int32(v)), func(i, j int32) int {
			return cmp.Or(cmp.Compare(g.edges[i].export, g.edges[j].export), cmp.Compare(i, j))
		})
	}
}
