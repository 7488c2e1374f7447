package naive

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A gateway is a directly connected address and the interface towards it.
type gateway struct {
	addr  netip.Addr
	iface string
}

// local returns the best route of x to a prefix that is not of BGP: its
// protocol, distance, and for static ones the next hops.
func (n *network) local(x *node, p netip.Prefix) (routing.Route, bool) {
	if r, ok := x.own[p]; ok {
		return r, true
	}
	best := routing.Route{Prefix: p, Protocol: routing.StaticRoute}
	found, discards := false, false
	for i, s := range x.vrf.Static {
		d := s.Distance
		if d == 0 {
			d = 1
		}
		if s.Prefix != p || len(s.Via) > 0 && !x.static[i] {
			continue
		}
		if found && d >= best.Distance {
			continue
		}
		best.Distance, best.Tag, found = d, s.Tag, true
	}
	if !found {
		return best, false
	}
	for _, s := range x.vrf.Static {
		d := s.Distance
		if d == 0 {
			d = 1
		}
		if s.Prefix == p && d == best.Distance {
			discards = discards || len(s.Via) == 0
			for _, via := range s.Via {
				best.NextHops = append(best.NextHops, routing.NextHop{Addr: via})
			}
		}
	}
	if discards {
		best.NextHops = nil
	}
	return best, true
}

// ownRoutes returns the routes of the interfaces. A prefix that is there in
// several ways is direct rather than local, and local rather than virtual.
func ownRoutes(v *routing.VRF) map[netip.Prefix]routing.Route {
	routes := map[netip.Prefix]routing.Route{}
	add := func(p netip.Prefix, protocol routing.Protocol, f *routing.Interface) {
		r, ok := routes[p]
		if !ok || protocol < r.Protocol {
			r = routing.Route{Prefix: p, Protocol: protocol, Tag: f.Tag}
		}
		if protocol == r.Protocol {
			r.NextHops = append(r.NextHops, routing.NextHop{Interface: f.Name})
		}
		routes[p] = r
	}
	for i := range v.Interfaces {
		f := &v.Interfaces[i]
		if f.Down {
			continue
		}
		for _, a := range f.Addresses {
			add(a.Masked(), routing.Direct, f)
			if !a.IsSingleIP() {
				add(host(a.Addr()), routing.Local, f)
			}
		}
		for _, a := range f.Virtual {
			add(host(a), routing.Virtual, f)
		}
	}
	return routes
}

func host(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }

// resolve returns the gateways towards addr and the prefixes of the static and
// BGP routes that were followed.
func (n *network) resolve(x *node, addr netip.Addr, nextHop bool) ([]gateway, map[netip.Prefix]bool) {
	trace := map[netip.Prefix]bool{}
	ways := n.follow(x, addr, nextHop, trace)
	slices.SortFunc(ways, func(a, b gateway) int {
		if c := a.addr.Compare(b.addr); c != 0 {
			return c
		}
		return interfaceIndex(x, a.iface) - interfaceIndex(x, b.iface)
	})
	return slices.Compact(ways), trace
}

func interfaceIndex(x *node, name string) int {
	return slices.IndexFunc(x.vrf.Interfaces, func(f routing.Interface) bool { return f.Name == name })
}

func (n *network) follow(x *node, addr netip.Addr, nextHop bool, trace map[netip.Prefix]bool) []gateway {
	for bits := addr.BitLen(); bits >= 0; bits-- {
		p, err := addr.Prefix(bits)
		if err != nil {
			return nil
		}
		l, isLocal := n.local(x, p)
		b, isBGP := x.bgp[p]
		if isBGP && b.looping && (!isLocal || nextHop && b.distance < l.Distance) {
			return nil
		}
		isBGP = isBGP && !b.looping && !b.hidden
		var hops []netip.Addr
		switch {
		case isBGP && (!isLocal || b.distance < l.Distance):
			hops = b.hops
		case !isLocal:
			continue
		case l.Protocol == routing.Direct && !p.IsSingleIP():
			var ways []gateway
			for _, h := range l.NextHops {
				ways = append(ways, gateway{addr, h.Interface})
			}
			return ways
		case l.Protocol != routing.StaticRoute:
			return nil
		default:
			for _, h := range l.NextHops {
				hops = append(hops, h.Addr)
			}
		}
		if trace[p] {
			return nil
		}
		trace[p] = true
		var ways []gateway
		for _, h := range hops {
			if !n.loops[loop{x.place, p, h}] {
				ways = append(ways, n.follow(x, h, nextHop, trace)...)
			}
		}
		return ways
	}
	return nil
}

// resolveStatics finds the static routes of x whose next hops resolve.
func (n *network) resolveStatics(x *node) {
	x.static = map[int]bool{}
	out := map[int]bool{}
	for {
		next := map[int]bool{}
		for i, s := range x.vrf.Static {
			for _, via := range s.Via {
				if ways, _ := n.resolve(x, via, true); len(ways) > 0 && !out[i] {
					next[i] = true
				}
			}
		}
		same := true
		for i := range x.vrf.Static {
			if x.static[i] && !next[i] {
				out[i] = true
			}
			same = same && x.static[i] == next[i]
		}
		x.static = next
		if same {
			return
		}
	}
}

// subnet returns the most specific connected subnet of x that contains addr: the
// address of x in it.
func subnet(x *node, addr netip.Addr) (own netip.Prefix, f *routing.Interface) {
	best := -1
	for i := range x.vrf.Interfaces {
		g := &x.vrf.Interfaces[i]
		for _, a := range g.Addresses {
			if !g.Down && a.Masked().Contains(addr) && a.Bits() > best {
				own, f, best = a, g, a.Bits()
			}
		}
	}
	return own, f
}

// has reports whether addr is an address of x, and whether a shared one.
func has(x *node, addr netip.Addr) (own, shared bool) {
	for _, f := range x.vrf.Interfaces {
		if f.Down {
			continue
		}
		own = own || slices.ContainsFunc(f.Addresses, func(a netip.Prefix) bool { return a.Addr() == addr })
		shared = shared || slices.Contains(f.Virtual, addr)
	}
	return own, shared
}
