// Package naive is a second, slow and obvious implementation of what
// [routing.Simulate] computes, to test it against: one prefix after the other,
// routes as plain structs, tables as maps. It shares nothing with the simulator
// but the types of its input and output, and is written from RFC 4271, RFC 4456
// and the documentation of those types.
package naive

import (
	"maps"
	"net/netip"
	"reflect"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Place is a VRF of a router.
type Place struct{ Router, VRF string }

// A Result is what a network converges to.
type Result struct {
	Sessions []routing.Session
	Routes   map[Place]map[netip.Prefix]routing.Route
	// Oscillating are the prefixes whose routes never settle; Settled is false
	// when the sessions or the ways to the next hops do not.
	Oscillating []netip.Prefix
	Settled     bool
}

// A node is a VRF of a router, as the package works on it.
type node struct {
	place  Place
	vrf    *routing.VRF
	id     netip.Addr // router ID
	bgp    map[netip.Prefix]installed
	static map[int]bool // the usable static routes, by index
	own    map[netip.Prefix]routing.Route
}

// installed is the BGP route of a node to a prefix, as its table has it.
type installed struct {
	hops     []netip.Addr
	distance uint8
	looping  bool // nothing but a route by a looping next hop
	discard  bool // an aggregate of the node's own
	hidden   bool // originated here: another protocol's route is in the table
	best     *path
	all      []*path
}

type loop struct {
	place  Place
	prefix netip.Prefix
	hop    netip.Addr
}

type network struct {
	nodes []*node
	loops map[loop]bool
	lost  map[sessionKey]int
	torn  map[sessionKey]string
}

// Simulate computes what the routers converge to. The routers must be well-formed.
func Simulate(routers []routing.Router) Result {
	n := &network{loops: map[loop]bool{}, lost: map[sessionKey]int{}, torn: map[sessionKey]string{}}
	for i := range routers {
		for j := range routers[i].VRFs {
			v := &routers[i].VRFs[j]
			n.nodes = append(n.nodes, &node{
				place: Place{routers[i].Name, v.Name}, vrf: v, id: routerID(v), own: ownRoutes(v), bgp: map[netip.Prefix]installed{},
			})
		}
	}
	var before state
	for restart := 0; ; restart++ {
		now := n.run(before.sessions)
		now.loops, now.torn = maps.Clone(n.loops), maps.Clone(n.torn)
		settled := restart > 0 && before.equal(now)
		if settled || restart == routing.MaxRestarts {
			return n.result(now, settled)
		}
		before = now
	}
}

// A state is the outcome of one run.
type state struct {
	sessions    []*session
	alone       []lonely
	oscillating []netip.Prefix
	tables      []map[netip.Prefix]installed
	static      []map[int]bool
	loops       map[loop]bool
	torn        map[sessionKey]string
}

func (s state) equal(o state) bool {
	same := func(a, b *session) bool {
		return a.key() == b.key() && a.state == b.state && a.dialAddr == b.dialAddr && a.acceptAddr == b.acceptAddr
	}
	return slices.EqualFunc(s.sessions, o.sessions, same) &&
		reflect.DeepEqual(summary(s.tables), summary(o.tables)) &&
		reflect.DeepEqual(s.static, o.static) && maps.Equal(s.loops, o.loops) && maps.Equal(s.torn, o.torn) &&
		slices.Equal(s.oscillating, o.oscillating)
}

// summary leaves out of the tables what points to other objects.
func summary(tables []map[netip.Prefix]installed) []map[netip.Prefix]installed {
	list := make([]map[netip.Prefix]installed, len(tables))
	for i, t := range tables {
		list[i] = map[netip.Prefix]installed{}
		for p, e := range t {
			e.best, e.all = nil, nil
			list[i][p] = e
		}
	}
	return list
}

// run computes sessions and BGP once, from the tables of the run before.
func (n *network) run(before []*session) state {
	for _, x := range n.nodes {
		n.resolveStatics(x)
	}
	var now state
	now.sessions, now.alone = n.pair()
	n.check(now.sessions)
	if n.countLosses(before, now.sessions) {
		n.check(now.sessions)
	}
	for _, x := range n.nodes {
		now.static = append(now.static, x.static)
	}
	now.tables, now.oscillating = n.solve(now.sessions)
	for i, x := range n.nodes {
		x.bgp = now.tables[i]
	}
	for _, x := range n.nodes {
		n.resolveStatics(x)
	}
	n.markLoops()
	return now
}

// countLosses notes the sessions that were up and lost the way to the other end.
func (n *network) countLosses(before, now []*session) bool {
	found := false
	for _, s := range now {
		for _, was := range before {
			if s.state == routing.Unreachable && was.state == routing.Up && s.key() == was.key() {
				n.lost[s.key()]++
				found = true
			}
		}
	}
	return found
}

// markLoops notes the next hops that lead back to the route they belong to.
func (n *network) markLoops() {
	found := map[loop]bool{}
	for _, x := range n.nodes {
		for p, e := range x.bgp {
			for _, hop := range e.hops {
				if _, trace := n.resolve(x, hop, true); trace[p] {
					found[loop{x.place, p, hop}] = true
				}
			}
		}
	}
	maps.Copy(n.loops, found)
}

// routerID is the configured one, else the highest address of a loopback, else
// the highest address.
func routerID(v *routing.VRF) netip.Addr {
	var loopback, other netip.Addr
	if v.BGP != nil && v.BGP.RouterID.IsValid() && !v.BGP.RouterID.IsUnspecified() {
		return v.BGP.RouterID
	}
	for _, f := range v.Interfaces {
		for _, a := range f.Addresses {
			if f.Down || !a.Addr().Is4() {
				continue
			}
			if a.IsSingleIP() && loopback.Less(a.Addr()) {
				loopback = a.Addr()
			}
			if other.Less(a.Addr()) {
				other = a.Addr()
			}
		}
	}
	if loopback.IsValid() {
		return loopback
	}
	return other
}
