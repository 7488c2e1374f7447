package cni

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// AppendRoutes appends a node's table in the form of "ip route" and "ip -6
// route" (iproute2), one route a line, IPv4 first and each family in order of
// its prefixes. protocol is how the plugin's routes are marked, "bird" for
// Calico's.
//
// The kernel knows fewer routes than a router: its own addresses are in another
// table, next hops are already resolved to gateways, and two paths by the same
// gateway are one. The space that iproute2 leaves at the end of a line is left
// out. A static default route that leads elsewhere is not printed, because the
// interface it leaves by is not known.
func AppendRoutes(b []byte, h Host, routes []routing.Route, protocol string) []byte {
	routes = slices.Clone(routes)
	slices.SortStableFunc(routes, func(x, y routing.Route) int {
		return cmp.Or(
			cmp.Compare(x.Prefix.Addr().BitLen(), y.Prefix.Addr().BitLen()),
			x.Prefix.Addr().Compare(y.Prefix.Addr()),
			cmp.Compare(x.Prefix.Bits(), y.Prefix.Bits()))
	})
	for _, r := range routes {
		b = appendRoute(b, h, r, protocol)
	}
	return b
}

func appendRoute(b []byte, h Host, r routing.Route, protocol string) []byte {
	var proto string
	switch r.Protocol {
	case routing.Direct:
		proto = " proto kernel"
	case routing.StaticRoute:
		if r.Prefix.Bits() == 0 {
			if len(r.NextHops) == 0 {
				return b
			}
		} else {
			proto = " proto " + protocol
		}
	case routing.BGPRoute:
		proto = " proto " + protocol
	case routing.Local, routing.Virtual, routing.AggregateRoute:
		return b
	}
	hops := gateways(r.NextHops)
	six := r.Prefix.Addr().Is6()
	if len(hops) == 0 {
		b = append(b, "blackhole "...)
	}
	b = appendPrefix(b, r.Prefix)
	switch {
	case len(hops) == 0 && six:
		b = append(b, " dev lo"...)
	case len(hops) == 1:
		b = appendHop(b, hops[0])
	}
	b = append(b, proto...)
	switch {
	case r.Protocol == routing.Direct && six:
		b = append(b, " metric 256"...)
	case r.Protocol == routing.Direct:
		b = append(b, " scope link"...)
		if a := h.Address(routing.IPv4); a.IsValid() && a.Masked() == r.Prefix {
			b = a.Addr().AppendTo(append(b, " src "...))
		}
	case six:
		b = append(b, " metric 1024"...)
	}
	if six && len(hops) == 0 {
		b = append(b, " error -22"...)
	}
	if six {
		b = append(b, " pref medium"...)
	}
	b = append(b, '\n')
	if len(hops) > 1 {
		for _, hop := range hops {
			b = appendHop(append(b, "\tnexthop"...), hop)
			b = append(b, " weight 1\n"...)
		}
	}
	return b
}

// A hop is a next hop as the kernel has it.
type hop struct {
	gateway netip.Addr
	device  string
}

// gateways resolves next hops to what the kernel is given, without repetition.
func gateways(next []routing.NextHop) []hop {
	hops := make([]hop, 0, len(next))
	for _, n := range next {
		h := hop{n.Gateway, n.Interface}
		if !slices.Contains(hops, h) {
			hops = append(hops, h)
		}
	}
	slices.SortFunc(hops, func(x, y hop) int {
		return cmp.Or(x.gateway.Compare(y.gateway), cmp.Compare(x.device, y.device))
	})
	return hops
}

func appendHop(b []byte, h hop) []byte {
	if h.gateway.IsValid() {
		b = h.gateway.AppendTo(append(b, " via "...))
	}
	return append(append(b, " dev "...), h.device...)
}

// appendPrefix writes "default" for a default route and a host route without
// its length, as iproute2 does.
func appendPrefix(b []byte, p netip.Prefix) []byte {
	switch p.Bits() {
	case 0:
		return append(b, "default"...)
	case p.Addr().BitLen():
		return p.Addr().AppendTo(b)
	}
	return p.AppendTo(b)
}
