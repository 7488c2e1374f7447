package frr

import (
	"cmp"
	"iter"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// ShowOptions say what a predicted table cannot know by itself. The zero value is
// of use.
type ShowOptions struct {
	// Version is that of FRR, such as "8.4.4": from 10 on it shows an interface's own
	// addresses. Empty is an older one.
	Version string
	// Uptime stands where FRR prints how long it has had a route, such as "00:12:55".
	// Empty means [UnknownUptime].
	Uptime string
}

// UnknownUptime is printed where FRR says how long it has had a route: a prediction
// has no age. It reads like a time, so that what parses FRR's own output takes it.
const UnknownUptime = "00:00:00"

// AppendRoutes appends a table as vtysh prints it for `show ip route vrf X` and
// `show ipv6 route vrf X`: the header, then the routes in the order given. The
// families are two tables to FRR: pass one at a time. Every route is printed as
// selected and installed.
//
// What FRR does not have in its table is left out: the own addresses before
// version 10, and the shared gateway addresses, which belong to macvlan devices of
// the operating system.
//
// The form is that of 8.4.4 (measured); later versions add codes to the header.
func AppendRoutes(b []byte, vrf string, routes iter.Seq[routing.Route], o ShowOptions) []byte {
	s := shownTable{local: showsLocal(o.Version), uptime: cmp.Or(o.Uptime, UnknownUptime)}
	header := len(b)
	b = append(b, showHeader...)
	if vrf != routing.DefaultVRF {
		b = append(append(append(b, "VRF "...), vrf...), ":\n"...)
	}
	for r := range routes {
		if r.Prefix.Addr().Is6() && header >= 0 {
			b = append(append(b[:header:header], showHeader6...), b[header+len(showHeader):]...)
		}
		header = -1
		b = s.append(b, &r)
	}
	return b
}

const (
	showHeader = `Codes: K - kernel route, C - connected, S - static, R - RIP,
       O - OSPF, I - IS-IS, B - BGP, E - EIGRP, N - NHRP,
       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,
       f - OpenFabric,
       > - selected route, * - FIB route, q - queued, r - rejected, b - backup
       t - trapped, o - offload failure

`
	showHeader6 = `Codes: K - kernel route, C - connected, S - static, R - RIPng,
       O - OSPFv3, I - IS-IS, B - BGP, N - NHRP, T - Table,
       v - VNC, V - VNC-Direct, A - Babel, F - PBR,
       f - OpenFabric,
       > - selected route, * - FIB route, q - queued, r - rejected, b - backup
       t - trapped, o - offload failure

`
)

// showsLocal reports whether a version has routes to an interface's own addresses
// (FRR 10.0 release notes: local host routes).
func showsLocal(version string) bool {
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	return err == nil && n >= 10
}

// A shownTable is a table that is being printed.
type shownTable struct {
	local  bool
	uptime string
}

func (s *shownTable) append(b []byte, r *routing.Route) []byte {
	if r.Protocol == routing.Virtual || r.Protocol == routing.Local && !s.local {
		return b
	}
	begin := len(b)
	b = append(b, showCode(r.Protocol), '>', '*', ' ')
	b = r.Prefix.AppendTo(b)
	attached := r.Protocol == routing.Direct || r.Protocol == routing.Local
	if !attached {
		b = strconv.AppendUint(append(b, " ["...), uint64(r.Distance), 10)
		b = append(strconv.AppendUint(append(b, '/'), uint64(r.Metric), 10), ']')
	}
	if len(r.NextHops) == 0 {
		return s.end(append(b, " unreachable (blackhole), weight 1"...))
	}
	l := shownRoute{shownTable: s, b: b, mark: begin + len("B>"), width: len(b) - begin}
	for i, h := range r.NextHops {
		switch {
		case attached || !h.Addr.IsValid():
			l.line('*', 0)
			l.b = s.end(append(append(l.b, " is directly connected, "...), h.Interface...))
		case h.Gateway.IsValid() && h.Gateway != h.Addr:
			if i == 0 || r.NextHops[i-1].Addr != h.Addr {
				l.line(' ', 0)
				l.b = s.end(append(h.Addr.AppendTo(append(l.b, " via "...)), " (recursive), weight 1"...))
			}
			l.via('*', 1, h.Gateway, h.Interface)
		default:
			l.via('*', 0, h.Addr, h.Interface)
		}
	}
	return l.b
}

// end ends a line with the age of the route.
func (s *shownTable) end(b []byte) []byte {
	return append(append(append(b, ", "...), s.uptime...), '\n')
}

// A shownRoute is a route of which the first line is begun.
type shownRoute struct {
	*shownTable
	b []byte
	// mark is where the first line says that it is installed; -1 behind it. width is
	// the column of the next hops.
	mark, width int
}

// line begins the line of a next hop, at a level of resolution.
func (l *shownRoute) line(mark byte, level int) {
	if l.mark >= 0 {
		l.b[l.mark], l.mark = mark, -1
		return
	}
	l.b = append(l.b, ' ', ' ', mark)
	for range l.width - len("  *") + 2*level {
		l.b = append(l.b, ' ')
	}
}

func (l *shownRoute) via(mark byte, level int, hop Addr, name string) {
	l.line(mark, level)
	l.b = hop.AppendTo(append(l.b, " via "...))
	l.b = l.end(append(append(append(l.b, ", "...), name...), ", weight 1"...))
}

func showCode(p routing.Protocol) byte {
	switch p {
	case routing.Direct:
		return 'C'
	case routing.Local:
		return 'L'
	case routing.StaticRoute:
		return 'S'
	case routing.BGPRoute, routing.AggregateRoute, routing.Virtual:
	}
	return 'B'
}
