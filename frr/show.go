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
	o.Uptime = cmp.Or(o.Uptime, UnknownUptime)
	local := showsLocal(o.Version)
	b = append(b, showHeader...)
	if vrf != routing.DefaultVRF {
		b = append(append(append(b, "VRF "...), vrf...), ":\n"...)
	}
	for r := range routes {
		switch {
		case r.Protocol == routing.Virtual, r.Protocol == routing.Local && !local:
		default:
			b = appendRouteLines(b, &r, o.Uptime)
		}
	}
	return b
}

// showHeader is that of an IPv4 table; that of IPv6 names other protocols that a
// fabric does not have.
const showHeader = `Codes: K - kernel route, C - connected, S - static, R - RIP,
       O - OSPF, I - IS-IS, B - BGP, E - EIGRP, N - NHRP,
       T - Table, v - VNC, V - VNC-Direct, A - Babel, F - PBR,
       f - OpenFabric,
       > - selected route, * - FIB route, q - queued, r - rejected, b - backup
       t - trapped, o - offload failure

`

// showsLocal reports whether a version has routes to an interface's own addresses
// (FRR 10.0 release notes: local host routes).
func showsLocal(version string) bool {
	major, _, _ := strings.Cut(version, ".")
	n, err := strconv.Atoi(major)
	return err == nil && n >= 10
}

func appendRouteLines(b []byte, r *routing.Route, uptime string) []byte {
	begin := len(b)
	b = append(b, showCode(r.Protocol), '>', '*', ' ')
	b = r.Prefix.AppendTo(b)
	attached := r.Protocol == routing.Direct || r.Protocol == routing.Local
	if !attached {
		b = strconv.AppendUint(append(b, " ["...), uint64(r.Distance), 10)
		b = append(strconv.AppendUint(append(b, '/'), uint64(r.Metric), 10), ']')
	}
	width := len(b) - begin
	if len(r.NextHops) == 0 {
		b = append(b, " unreachable (blackhole), weight 1"...)
		return append(append(append(b, ", "...), uptime...), '\n')
	}
	for i, h := range r.NextHops {
		if i > 0 {
			b = append(b, "  *"...)
			for range width - len("  *") {
				b = append(b, ' ')
			}
		}
		switch {
		case attached || !h.Addr.IsValid():
			b = append(append(b, " is directly connected, "...), h.Interface...)
		case h.Gateway.IsValid() && h.Gateway != h.Addr:
			b = appendRecursive(b, r.NextHops, i, width, uptime)
			b = h.Gateway.AppendTo(append(b, " via "...))
			b = append(append(append(b, ", "...), h.Interface...), ", weight 1"...)
		default:
			b = h.Addr.AppendTo(append(b, " via "...))
			b = append(append(append(b, ", "...), h.Interface...), ", weight 1"...)
		}
		b = append(append(append(b, ", "...), uptime...), '\n')
	}
	return b
}

// appendRecursive is the line of a next hop that another route resolves, before the
// first of its ways, whose line it begins.
func appendRecursive(b []byte, hops []routing.NextHop, i, width int, uptime string) []byte {
	if i > 0 && hops[i-1].Addr == hops[i].Addr {
		return append(b, "  "...)
	}
	b = hops[i].Addr.AppendTo(append(b, " via "...))
	b = append(append(append(b, " (recursive), weight 1, "...), uptime...), "\n  *"...)
	for range width - 1 {
		b = append(b, ' ')
	}
	return b
}

func showCode(p routing.Protocol) byte {
	switch p {
	case routing.Direct:
		return 'C'
	case routing.Local:
		return 'L'
	case routing.StaticRoute:
		return 'S'
	}
	return 'B'
}
