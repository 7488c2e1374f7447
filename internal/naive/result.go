package naive

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

func (n *network) result(s state, settled bool) Result {
	r := Result{
		Sessions: n.listed(s.sessions, s.alone), Routes: map[Place]map[netip.Prefix]routing.Route{},
		Oscillating: s.oscillating, Settled: settled,
	}
	for _, x := range n.nodes {
		table := map[netip.Prefix]routing.Route{}
		for _, l := range n.locals(x) {
			table[l.Prefix] = n.written(x, l)
		}
		for p, e := range x.bgp {
			l, ok := table[p]
			if e.looping || e.hidden || ok && l.Distance <= e.distance {
				continue
			}
			table[p] = n.bgpRoute(x, p, e)
		}
		r.Routes[x.place] = table
	}
	return r
}

// written completes the next hops of a local route.
func (n *network) written(x *node, r routing.Route) routing.Route {
	if r.Protocol == routing.StaticRoute {
		var hops []routing.NextHop
		for _, h := range r.NextHops {
			hops = append(hops, n.expand(x, h)...)
		}
		r.NextHops = hops
	}
	r.NextHops = sorted(r.NextHops)
	return r
}

func (n *network) expand(x *node, h routing.NextHop) []routing.NextHop {
	var hops []routing.NextHop
	ways, _ := n.resolve(x, h.Addr, true)
	for _, w := range ways {
		h.Interface, h.Gateway = w.iface, w.addr
		hops = append(hops, h)
	}
	return hops
}

func sorted(hops []routing.NextHop) []routing.NextHop {
	slices.SortFunc(hops, func(a, b routing.NextHop) int {
		return cmp.Or(a.Addr.Compare(b.Addr), a.Gateway.Compare(b.Gateway), strings.Compare(a.Interface, b.Interface))
	})
	return slices.Compact(hops)
}

func (n *network) bgpRoute(x *node, p netip.Prefix, e installed) routing.Route {
	r := routing.Route{Prefix: p, Distance: e.distance, Tag: x.vrf.BGP.AS}
	if e.discard {
		r.Protocol = routing.AggregateRoute
		return r
	}
	best := e.best
	r.Protocol, r.Metric, r.Internal = routing.BGPRoute, best.med, best.from.internal()
	if len(best.as) > 0 {
		r.Tag = best.as[0]
	}
	r.Attributes = &routing.Attributes{
		ASPath: best.as, Origin: best.origin, LocalPref: best.localPref, MED: best.med, Weight: best.weight,
		Communities: best.communities, Originator: best.originator, ClusterList: best.clusters,
	}
	for _, q := range e.all {
		r.NextHops = append(r.NextHops, n.expand(x, routing.NextHop{
			Addr: q.hop, Neighbor: q.from.from.node.place.Router, NeighborAS: q.from.from.as(),
		})...)
	}
	r.NextHops = sorted(r.NextHops)
	return r
}
