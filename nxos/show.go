package nxos

import (
	"cmp"
	"iter"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// ShowOptions say what a predicted table cannot know by itself. The zero value is
// of use.
type ShowOptions struct {
	// AS is the number of the BGP process, which every route of BGP names. When it
	// is zero, BGP routes name "bgp-0".
	AS uint32
	// Uptime stands where the device prints how long it has had a route, such as
	// "01:27:28". Empty means [UnknownUptime].
	Uptime string
	// Gateway is the protocol of the shared gateway addresses; empty means "hsrp".
	Gateway string
}

// UnknownUptime is printed where a device says how long it has had a route: a
// prediction has no age. It reads like a time, so that what parses the device's
// own output takes it.
const UnknownUptime = "00:00:00"

// AppendRoutes appends a table as `show ip route vrf X` prints it: the header,
// then the routes in the order given. The IPv4 and IPv6 routes of a VRF are two
// tables to the device: pass one family at a time. Without a route there is only
// the header of the IPv4 table.
//
// The forms of BGP routes are those of seeds/000 Examples 11 and 12. A next hop
// that resolves over several ways is printed once, as the device does. The line
// of a connected subnet names the interface's own address when the table has its
// local route.
func AppendRoutes(b []byte, vrf string, routes iter.Seq[routing.Route], o ShowOptions) []byte {
	o.Uptime = cmp.Or(o.Uptime, UnknownUptime)
	o.Gateway = cmp.Or(o.Gateway, "hsrp")
	table := slices.Collect(routes)
	b = appendTableHeader(b, vrf, len(table) > 0 && table[0].Prefix.Addr().Is6())
	s := shown{options: o, own: map[string][]netip.Addr{}}
	for i := range table {
		if r := &table[i]; r.Protocol == routing.Local {
			for _, h := range r.NextHops {
				s.own[h.Interface] = append(s.own[h.Interface], r.Prefix.Addr())
			}
		}
	}
	for i := range table {
		b = s.appendRoute(b, &table[i])
	}
	return b
}

// A shown is a table that is being printed.
type shown struct {
	options ShowOptions
	// own are the interfaces' own addresses.
	own map[string][]netip.Addr
}

func appendTableHeader(b []byte, vrf string, v6 bool) []byte {
	if v6 {
		b = append(b, `IPv6 Routing Table for VRF "`...)
	} else {
		b = append(b, `IP Route Table for VRF "`...)
	}
	b = append(append(b, vrf...), "\"\n"...)
	b = append(b, "'*' denotes best ucast next-hop\n'**' denotes best mcast next-hop\n'[x/y]' denotes [preference/metric]\n"...)
	if !v6 {
		b = append(b, "'%<string>' in via output denotes VRF <string>\n"...)
	}
	return append(b, '\n')
}

func (s *shown) appendRoute(b []byte, r *routing.Route) []byte {
	hops := distinctHops(r.NextHops)
	// The own address of a loopback is one route of two kinds.
	both := r.Protocol == routing.Direct && r.Prefix.IsSingleIP()
	paths := max(1, len(hops))
	if both {
		paths *= 2
	}
	b = append(r.Prefix.AppendTo(b), ", ubest/mbest: "...)
	b = append(strconv.AppendInt(b, int64(paths), 10), "/0"...)
	if attached(r.Protocol) {
		b = append(b, ", attached"...)
	}
	b = append(b, '\n')
	if len(hops) == 0 {
		return s.appendTail(append(b, "    *via Null0"...), r, r.Protocol, 0)
	}
	for _, h := range hops {
		if both {
			b = s.appendTail(s.appendHop(b, r, h), r, routing.Local, 0)
		}
		b = s.appendTail(s.appendHop(b, r, h), r, r.Protocol, h.NeighborAS)
	}
	return b
}

// appendHop is a path up to its next hop.
func (s *shown) appendHop(b []byte, r *routing.Route, h routing.NextHop) []byte {
	b = append(b, "    *via "...)
	addr := h.Addr
	if attached(r.Protocol) {
		addr = s.ownAddr(r, h.Interface)
	}
	if !addr.IsValid() {
		return append(b, shortInterface(h.Interface)...)
	}
	b = addr.AppendTo(b)
	if h.Interface != "" && (attached(r.Protocol) || addr.IsLinkLocalUnicast()) {
		b = append(append(b, ", "...), shortInterface(h.Interface)...)
	}
	return b
}

// ownAddr is the address that the device prints as the way to an address or
// subnet of its own, when it is known.
func (s *shown) ownAddr(r *routing.Route, name string) netip.Addr {
	if r.Prefix.IsSingleIP() {
		return r.Prefix.Addr()
	}
	for _, a := range s.own[name] {
		if r.Prefix.Contains(a) {
			return a
		}
	}
	return netip.Addr{}
}

// attached reports whether a route is the switch's own interface or address.
func attached(p routing.Protocol) bool {
	return p == routing.Direct || p == routing.Local || p == routing.Virtual
}

// distinctHops drops the ways that differ behind the next hop only.
func distinctHops(hops []routing.NextHop) []routing.NextHop {
	for i, h := range hops {
		if i > 0 && h.Addr.IsValid() && h.Addr == hops[i-1].Addr {
			var distinct []routing.NextHop
			for j, h := range hops {
				if j == 0 || !h.Addr.IsValid() || h.Addr != hops[j-1].Addr {
					distinct = append(distinct, h)
				}
			}
			return distinct
		}
	}
	return hops
}

// appendTail is the part of a path behind its next hop. The tag of a path from
// another AS is the first AS of that path (seeds/000 Example 12).
func (s *shown) appendTail(b []byte, r *routing.Route, p routing.Protocol, neighborAS routing.ASN) []byte {
	b = strconv.AppendUint(append(b, ", ["...), uint64(r.Distance), 10)
	b = strconv.AppendUint(append(b, '/'), uint64(r.Metric), 10)
	b = append(append(b, "], "...), s.options.Uptime...)
	switch p {
	case routing.Direct:
		b = append(b, ", direct"...)
	case routing.Local:
		b = append(b, ", local"...)
	case routing.Virtual:
		b = append(append(b, ", "...), s.options.Gateway...)
	case routing.StaticRoute:
		b = append(b, ", static"...)
	case routing.BGPRoute, routing.AggregateRoute:
		b = strconv.AppendUint(append(b, ", bgp-"...), uint64(s.options.AS), 10)
		switch {
		case p == routing.AggregateRoute:
			b = append(b, ", discard"...)
		case r.Internal:
			b = append(b, ", internal"...)
		default:
			b = append(b, ", external"...)
		}
	}
	tag := r.Tag
	if p == routing.BGPRoute && !r.Internal && neighborAS != 0 {
		tag = neighborAS
	}
	if tag != 0 {
		b = strconv.AppendUint(append(b, ", tag "...), uint64(tag), 10)
	}
	return append(b, '\n')
}

// shortInterface is the name that show commands print: "Eth1/1", "Po11", "Lo0".
func shortInterface(name string) string {
	for _, s := range [...]struct{ long, short string }{
		{"Ethernet", "Eth"}, {"port-channel", "Po"}, {"loopback", "Lo"},
	} {
		if rest, ok := strings.CutPrefix(name, s.long); ok {
			return s.short + rest
		}
	}
	return name
}
