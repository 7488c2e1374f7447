package aci

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// ShowOptions say what a predicted table cannot know by itself. The zero value is
// of use.
type ShowOptions struct {
	// AS of the fabric, which every route of BGP names. When it is zero, BGP routes
	// name "bgp-0".
	AS fabric.ASN
	// Uptime stands where a leaf prints how long it has had a route, such as
	// "12:16:10" or "2d03h". Empty means [UnknownUptime].
	Uptime string
}

// UnknownUptime is printed where a leaf says how long it has had a route: a
// prediction has no age. It reads like a time, so that what parses the leaf's own
// output takes it.
const UnknownUptime = "00:00:00"

// AppendRoutes appends a table as a leaf prints it on `show ip route vrf
// TENANT:VRF` or `show ipv6 route vrf TENANT:VRF`: the header, then the routes in
// the order given. The families are two tables to a leaf: pass one at a time.
// Without a route there is only the header of the IPv4 table.
//
// BGP routes have the form of seeds/002, next hops in the order of their
// addresses; a leaf has the youngest first. Connected routes, and those by
// another leaf's TEP, have the form of recorded outputs of leaves. An IPv6 route
// by a TEP is printed with the TEP's own, IPv4 address. The interface of a VLAN is
// printed by its encapsulation, "vlan-310"; a leaf has a number of its own for it.
//
// The routes of [Overlay], which are in the prediction so that the leaves reach one
// another, are left out.
func AppendRoutes(b []byte, vrf string, routes iter.Seq[routing.Route], o ShowOptions) []byte {
	o.Uptime = cmp.Or(o.Uptime, UnknownUptime)
	s := shown{vrf: vrf, options: o, own: map[string][]netip.Addr{}}
	var table []routing.Route
	for r := range routes {
		if attached(&r) && r.NextHops[0].Interface == Overlay {
			continue
		}
		table = append(table, r)
		if r.Protocol == routing.Local {
			for _, h := range r.NextHops {
				s.own[h.Interface] = append(s.own[h.Interface], r.Prefix.Addr())
			}
		}
	}
	b = appendTableHeader(b, vrf, len(table) > 0 && table[0].Prefix.Addr().Is6())
	for i := range table {
		b = s.appendRoute(b, &table[i])
	}
	return b
}

// A shown is a table that is being printed.
type shown struct {
	vrf     string
	options ShowOptions
	// own are the interfaces' own addresses.
	own map[string][]netip.Addr
}

func appendTableHeader(b []byte, vrf string, v6 bool) []byte {
	title, last := `IP Route Table for VRF "`, "'%<string>' in via output denotes VRF <string>\n"
	if v6 {
		title, last = `IPv6 Routing Table for VRF "`, ""
	}
	b = append(append(append(b, title...), vrf...), "\"\n"...)
	b = append(b, "'*' denotes best ucast next-hop\n'**' denotes best mcast next-hop\n'[x/y]' denotes [preference/metric]\n"...)
	return append(append(b, last...), '\n')
}

// attached reports whether a route is the leaf's own interface or address.
func attached(r *routing.Route) bool {
	return (r.Protocol == routing.Direct || r.Protocol == routing.Local || r.Protocol == routing.Virtual) && len(r.NextHops) > 0
}

func (s *shown) appendRoute(b []byte, r *routing.Route) []byte {
	hops := slices.CompactFunc(slices.Clone(r.NextHops), func(x, y routing.NextHop) bool { return x.Addr.IsValid() && x.Addr == y.Addr })
	// The address of a loopback is one route of two kinds.
	both := r.Protocol == routing.Direct && r.Prefix.IsSingleIP()
	paths := max(1, len(hops))
	if both {
		paths *= 2
	}
	b = strconv.AppendInt(append(r.Prefix.AppendTo(b), ", ubest/mbest: "...), int64(paths), 10)
	b = append(b, "/0"...)
	if attached(r) {
		b = append(b, ", attached"...)
		if r.Protocol == routing.Direct {
			b = append(b, ", direct"...)
		}
	}
	b = append(b, '\n')
	if len(hops) == 0 {
		return append(s.appendCost(append(b, "    *via Null0"...), r), ", static\n"...)
	}
	for _, h := range hops {
		switch {
		case !attached(r):
			b = s.appendPath(b, r, h)
		case both:
			b = append(s.appendAttached(b, r, h), ", local, local\n"...)
			b = append(s.appendAttached(b, r, h), ", direct\n"...)
		case r.Protocol == routing.Direct:
			b = append(s.appendAttached(b, r, h), ", direct\n"...)
		default:
			b = append(s.appendAttached(b, r, h), ", local, local\n"...)
		}
	}
	return b
}

// appendAttached is the line of an own interface, which names the leaf's address
// there when it is known.
func (s *shown) appendAttached(b []byte, r *routing.Route, h routing.NextHop) []byte {
	own := r.Prefix.Addr()
	if !r.Prefix.IsSingleIP() {
		i := slices.IndexFunc(s.own[h.Interface], r.Prefix.Contains)
		if i < 0 {
			return s.appendCost(append(append(b, "    *via "...), h.Interface...), r)
		}
		own = s.own[h.Interface][i]
	}
	b = own.AppendTo(append(b, "    *via "...))
	return s.appendCost(append(append(b, ", "...), h.Interface...), r)
}

func (s *shown) appendCost(b []byte, r *routing.Route) []byte {
	b = strconv.AppendUint(append(b, ", ["...), uint64(r.Distance), 10)
	b = strconv.AppendUint(append(b, '/'), uint64(r.Metric), 10)
	return append(append(b, "], "...), s.options.Uptime...)
}

// appendPath is a path by a next hop, which is a node's address in the VRF or a
// leaf's in the overlay, and the line of what it resolves to. Recorded outputs
// have that line one column further right than seeds/002.
func (s *shown) appendPath(b []byte, r *routing.Route, h routing.NextHop) []byte {
	addr, vrf := h.Addr, s.vrf
	if h.Interface == Overlay {
		addr, vrf = unmappedTEP(addr), Overlay
	}
	b = append(append(addr.AppendTo(append(b, "    *via "...)), '%'), vrf...)
	b = s.appendCost(b, r)
	if r.Protocol != routing.BGPRoute {
		return append(b, ", static\n"...)
	}
	b = strconv.AppendUint(append(b, ", bgp-"...), uint64(s.options.AS), 10)
	if r.Internal {
		b = append(b, ", internal"...)
	} else {
		b = append(b, ", external"...)
	}
	b = strconv.AppendUint(append(b, ", tag "...), uint64(tagOf(r, h)), 10)
	b = append(b, "\n        recursive next hop: "...)
	b = netip.PrefixFrom(addr, addr.BitLen()).AppendTo(b)
	return append(append(append(b, '%'), vrf...), '\n')
}

// tagOf is the first AS of a path. Of the paths of a route, the model keeps that
// of the best: the others begin with the AS that their neighbor shows, unless an
// own local AS was put in front of all of them.
func tagOf(r *routing.Route, h routing.NextHop) routing.ASN {
	known := slices.ContainsFunc(r.NextHops, func(o routing.NextHop) bool { return o.NeighborAS == r.Tag })
	if r.Internal || h.NeighborAS == 0 || !known {
		return r.Tag
	}
	return h.NeighborAS
}
