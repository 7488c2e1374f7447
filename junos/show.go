package junos

import (
	"cmp"
	"iter"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric/routing"
)

// ShowOptions say what a predicted table cannot know by itself. The zero value is of
// use.
type ShowOptions struct {
	// Uptime stands where the device prints how long it has had a route, such as
	// "01:27:28". Empty means [UnknownUptime].
	Uptime string
}

// UnknownUptime is printed where a device says how long it has had a route: a
// prediction has no age. It reads like a time, so that what parses the device's own
// output takes it.
const UnknownUptime = "00:00:00"

// AppendRoutes appends a table as `show route` prints it: the heading of inet.0 or
// inet6.0, with the name of its instance in front, then the routes in the order
// given. The IPv4 and IPv6 routes of a VRF are two tables to the device: pass one
// family at a time.
//
// Only the active route of each prefix is known, and of several equal next hops not
// which one the device prefers: the mark stands at the first. A next hop that resolves
// over several ways is printed once a way, as the device does.
func AppendRoutes(b []byte, vrf string, routes iter.Seq[routing.Route], o ShowOptions) []byte {
	o.Uptime = cmp.Or(o.Uptime, UnknownUptime)
	table := slices.Collect(routes)
	v6 := len(table) > 0 && table[0].Prefix.Addr().Is6()
	b = append(b, '\n')
	switch vrf {
	case routing.DefaultVRF:
	case managementVRF:
		b = append(b, managementInstance+"."...)
	default:
		b = append(append(b, vrf...), '.')
	}
	if v6 {
		b = append(b, "inet6.0: "...)
	} else {
		b = append(b, "inet.0: "...)
	}
	n := strconv.Itoa(len(table))
	b = append(b, n+" destinations, "+n+" routes ("+n+" active, 0 holddown, 0 hidden)\n"...)
	b = append(b, "+ = Active Route, - = Last Active, * = Both\n\n"...)
	for i := range table {
		b = appendRoute(b, &table[i], o)
	}
	return b
}

// Columns of the device's output.
const (
	columnRoute = 19 // where "*[BGP/170]" begins
	columnHop   = 20
	columnPath  = 22
	columnLocal = 23
)

func appendRoute(b []byte, r *routing.Route, o ShowOptions) []byte {
	from := len(b)
	b = r.Prefix.AppendTo(b)
	if len(b)-from >= columnRoute {
		b = append(b, '\n')
		from = len(b)
	}
	b = pad(b, columnRoute-(len(b)-from))
	b = append(b, "*["...)
	b = append(append(b, protocolName(r.Protocol)...), '/')
	b = append(strconv.AppendUint(b, uint64(r.Distance), 10), "] "...)
	b = append(b, o.Uptime...)
	if r.Protocol == routing.BGPRoute && r.Attributes != nil {
		b = appendAttributes(b, r)
	}
	b = append(b, '\n')
	return appendHops(b, r)
}

func pad(b []byte, n int) []byte {
	for range n {
		b = append(b, ' ')
	}
	return b
}

// protocolName is the device's word. A shared gateway address is a local one to it.
func protocolName(p routing.Protocol) string {
	switch p {
	case routing.Direct:
		return "Direct"
	case routing.Local, routing.Virtual:
		return "Local"
	case routing.StaticRoute:
		return "Static"
	case routing.AggregateRoute:
		return "Aggregate"
	case routing.BGPRoute:
	}
	return "BGP"
}

// appendAttributes are the metric and the preference behind the age, and the path on
// a line of its own.
func appendAttributes(b []byte, r *routing.Route) []byte {
	a := r.Attributes
	if a.MED != 0 {
		b = strconv.AppendUint(append(b, ", MED "...), uint64(a.MED), 10)
	}
	b = strconv.AppendUint(append(b, ", localpref "...), uint64(a.LocalPref), 10)
	b = pad(append(b, '\n'), columnPath)
	b = append(b, "AS path: "...)
	for _, as := range a.ASPath {
		b = append(strconv.AppendUint(b, uint64(as), 10), ' ')
	}
	b = append(b, [...]string{"I", "E", "?"}[min(int(a.Origin), 2)]...)
	return append(b, ", validation-state: unverified"...)
}

func appendHops(b []byte, r *routing.Route) []byte {
	if r.Protocol == routing.Local || r.Protocol == routing.Virtual {
		for _, h := range r.NextHops {
			b = append(pad(b, columnLocal), "Local via "...)
			b = append(append(b, h.Interface...), '\n')
		}
		return b
	}
	if len(r.NextHops) == 0 {
		return append(pad(b, columnHop+3), "Discard\n"...)
	}
	for i, h := range r.NextHops {
		b = pad(b, columnHop)
		if i == 0 {
			b = append(b, "> "...)
		} else {
			b = append(b, "  "...)
		}
		hop := h.Gateway
		if !hop.IsValid() {
			hop = h.Addr
		}
		if hop.IsValid() && r.Protocol != routing.Direct {
			b = append(hop.AppendTo(append(b, "to "...)), ' ')
		}
		b = append(append(append(b, "via "...), h.Interface...), '\n')
	}
	return b
}
