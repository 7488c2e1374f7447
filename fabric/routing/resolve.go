package routing

import (
	"cmp"
	"net/netip"
	"slices"
)

// A gateway is a directly connected address, and the interface it is behind.
type gateway struct {
	addr  netip.Addr
	iface int32
}

// A resolution is what a router makes of an address that is not its own: the
// gateways it sends packets for it to (RFC 4271 5.1.3, 9.1.2.1).
type resolution struct {
	ok   bool
	ways []gateway
	// trace are the prefixes of the static and BGP routes that were followed.
	trace []int32
}

func (r *resolution) equal(o *resolution) bool {
	return r.ok == o.ok && slices.Equal(r.ways, o.ways) && slices.Equal(r.trace, o.trace)
}

// A loop marks a next hop of a route whose resolution leads back to the route:
// a router that installed the route by it could reach nothing by it. Such a next
// hop is not used; and as long as the route is offered by nothing better, other
// next hops inside its prefix cannot be resolved either (measured with BIRD 2
// and FRR 8: a peering loopback that is advertised over its own session).
type loop struct {
	inst, prefix int32
	hop          uint32
}

// A use says what an address is resolved for.
type use uint8

const (
	forNextHop use = iota
	// forSession is for the packets of a BGP session: a looping route does not
	// hide another route to its own prefix.
	forSession
)

type resolveKey struct {
	inst int32
	addr uint32
	use  use
}

// A resolver looks addresses up in the tables of one moment: the routers' own
// routes, and the BGP routes of a solution.
type resolver struct {
	net *network
	// usable has, for the instances with static routes by next hops, which of
	// their local routes are in the table.
	usable map[int32][]bool
	// bgp is nil before the first solution.
	bgp   *solution
	loops map[loop]struct{}
	memo  map[resolveKey]resolution
}

func newResolver(n *network, bgp *solution, loops map[loop]struct{}) *resolver {
	r := &resolver{net: n, bgp: bgp, loops: loops, memo: make(map[resolveKey]resolution, len(n.instances)), usable: map[int32][]bool{}}
	for i := range n.instances {
		r.resolveStatics(int32(i))
	}
	return r
}

// attached returns the direct route by which inst reaches addr when nothing that
// BGP could bring is more specific, or nil. Most addresses are like that, and
// resolve the same whatever the tables hold.
func (r *resolver) attached(inst int32, addr netip.Addr) *localRoute {
	for _, id := range r.net.prefixes.covering(addr) {
		if l := r.localAt(inst, id); l != nil {
			if l.protocol == Direct && !l.prefix.IsSingleIP() {
				return l
			}
			return nil
		}
		if r.net.prefixes.carried[id] {
			return nil
		}
	}
	return nil
}

// reaches reports whether inst has a way to addr.
func (r *resolver) reaches(inst int32, addr netip.Addr, u use) bool {
	return r.attached(inst, addr) != nil || r.resolve(inst, addr, u).ok
}

// resolve returns how inst reaches addr.
func (r *resolver) resolve(inst int32, addr netip.Addr, u use) resolution {
	key := resolveKey{inst, r.net.in.addr(addr), u}
	if res, ok := r.memo[key]; ok {
		return res
	}
	res := r.compute(inst, addr, u)
	r.memo[key] = res
	return res
}

func (r *resolver) compute(inst int32, addr netip.Addr, u use) resolution {
	var res resolution
	r.follow(inst, addr, u, &res)
	res.ok = len(res.ways) > 0
	if len(res.ways) > 1 {
		slices.SortFunc(res.ways, func(a, b gateway) int {
			return cmp.Or(a.addr.Compare(b.addr), cmp.Compare(a.iface, b.iface))
		})
		res.ways = slices.Compact(res.ways)
	}
	if len(res.trace) > 1 {
		slices.Sort(res.trace)
	}
	return res
}

// follow adds the gateways towards addr to res. A route that was followed before
// is not followed again.
func (r *resolver) follow(inst int32, addr netip.Addr, u use, res *resolution) {
	id, l, hops := r.longest(inst, addr, u)
	switch {
	case id < 0:
		return
	case l != nil && l.protocol == Direct:
		if !l.prefix.IsSingleIP() {
			for _, iface := range l.ifaces {
				res.ways = append(res.ways, gateway{addr, iface})
			}
		}
		return
	case l != nil && l.protocol != StaticRoute:
		return // the router's own address
	case slices.Contains(res.trace, id):
		return
	}
	res.trace = append(res.trace, id)
	if l != nil {
		hops = r.staticHops(inst, l)
	}
	for _, hop := range hops {
		if !r.looping(inst, id, hop) {
			r.follow(inst, hop, u, res)
		}
	}
}

func (r *resolver) looping(inst, prefix int32, hop netip.Addr) bool {
	if len(r.loops) == 0 {
		return false
	}
	_, ok := r.loops[loop{inst, prefix, r.net.in.addr(hop)}]
	return ok
}

// longest returns the longest match for addr: its prefix, and either the local
// route or the next hops of the BGP route; the prefix is -1 when there is none.
func (r *resolver) longest(inst int32, addr netip.Addr, u use) (int32, *localRoute, []netip.Addr) {
	for _, id := range r.net.prefixes.covering(addr) {
		l := r.localAt(inst, id)
		hops, distance, found := r.bgpAt(inst, id)
		if found == bgpLooping && (l == nil || u == forNextHop && distance < l.distance) {
			return -1, nil, nil
		}
		if found == bgpRoute && (l == nil || distance < l.distance) {
			return id, nil, hops
		}
		if l != nil {
			return id, l, nil
		}
	}
	return -1, nil, nil
}

// localAt returns the best local route of inst to a prefix, or nil.
func (r *resolver) localAt(inst, prefix int32) *localRoute {
	first, ok := r.net.localIndex[instPrefix{inst, prefix}]
	if !ok {
		return nil
	}
	local, usable := r.net.instances[inst].local, r.usable[inst]
	for i := first; int(i) < len(local) && local[i].id == prefix; i++ {
		if usable == nil || usable[i] {
			return &local[i]
		}
	}
	return nil
}

type bgpPresence uint8

const (
	bgpNone bgpPresence = iota
	bgpRoute
	// bgpLooping: there are only routes whose next hops loop.
	bgpLooping
)

func (r *resolver) bgpAt(inst, prefix int32) ([]netip.Addr, uint8, bgpPresence) {
	if r.bgp == nil {
		return nil, 0, bgpNone
	}
	return r.bgp.at(inst, prefix)
}

// staticHops returns the next hops of every usable static route to the prefix of
// l with the distance of l.
func (r *resolver) staticHops(inst int32, l *localRoute) []netip.Addr {
	local := r.net.instances[inst].local
	i := r.net.localIndex[instPrefix{inst, l.id}]
	var hops []netip.Addr
	for ; int(i) < len(local) && local[i].id == l.id; i++ {
		if s := &local[i]; s.protocol == StaticRoute && s.distance == l.distance {
			if len(s.vias) == 0 {
				return nil // one of them discards
			}
			hops = append(hops, s.vias...)
		}
	}
	return hops
}

// resolveStatics finds the static routes whose next hops resolve, given that the
// others are in the table whose next hops do. One that takes its own next hop's
// way away by being in the table stays out.
func (r *resolver) resolveStatics(inst int32) {
	local := r.net.instances[inst].local
	var open []int
	for i := range local {
		if local[i].protocol == StaticRoute && len(local[i].vias) > 0 {
			open = append(open, i)
		}
	}
	if len(open) == 0 {
		return
	}
	usable := make([]bool, len(local))
	for i := range local {
		usable[i] = local[i].protocol != StaticRoute || len(local[i].vias) == 0
	}
	// Each round but the last adds a route or puts one out for good.
	for range 2*len(open) + 1 {
		r.usable[inst] = usable
		next := slices.Clone(usable)
		for _, i := range open {
			next[i] = slices.ContainsFunc(local[i].vias, func(via netip.Addr) bool {
				return r.compute(inst, via, forNextHop).ok
			})
		}
		if slices.Equal(next, usable) {
			return
		}
		open = slices.DeleteFunc(open, func(i int) bool { return usable[i] && !next[i] })
		usable = next
	}
	r.usable[inst] = usable
}
