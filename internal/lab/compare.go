package lab

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Difference is one point in which a device is not as predicted.
type Difference struct {
	Device string
	// Table is "session", "BGP", "RIB" or "kernel".
	Table string
	// Subject is the prefix, or the other end of the session.
	Subject string
	// Predicted and Seen in the same words.
	Predicted, Seen string
}

func (d Difference) String() string {
	return fmt.Sprintf("%s: %s %s: predicted %s, seen %s", d.Device, d.Table, d.Subject, d.Predicted, d.Seen)
}

// compare holds what a device has against its prediction: every session, every
// path of BGP that is used, every route of zebra and every route of the kernel,
// in both directions. There is no list of exceptions.
//
// What differs by nature is translated, not left out:
//   - a next hop that is a link-local address (RFC 2545 3) is the global one of
//     the same port;
//   - FRR 8.4.4 has no routes of the kind "local", and the kernel has them in a
//     table of its own: a switch's own addresses are looked for among its
//     interfaces' routes only where they are host prefixes;
//   - a node's IPv6 route whose next hop is a third party's leads over the leaf
//     that passed it on (see foreignLinkLocal);
//   - the kernel does not hold what Calico keeps from it (services), and holds
//     the host routes of the pods that the lab itself made.
func (l *Lab) compare(t *routing.Tables, s Seen) []Difference {
	c := comparison{lab: l, tables: t, seen: s, node: l.net.node(s.Device)}
	c.sessions()
	c.bgp()
	if s.RIB != nil {
		c.rib()
	}
	c.kernel()
	slices.SortStableFunc(c.found, func(a, b Difference) int { return cmp.Compare(a.Table+a.Subject, b.Table+b.Subject) })
	return c.found
}

type comparison struct {
	lab    *Lab
	tables *routing.Tables
	seen   Seen
	node   *Node
	found  []Difference
}

func (c *comparison) differ(table, subject, predicted, seen string) {
	if predicted != seen {
		c.found = append(c.found, Difference{c.seen.Device, table, subject, predicted, seen})
	}
}

const absent = "nothing"

// sessions: what is predicted to be up is established, with the predicted hold
// time, and nothing else is.
func (c *comparison) sessions() {
	seen := map[netip.Addr]SeenSession{}
	for _, s := range c.seen.Sessions {
		seen[s.Remote] = s
	}
	predicted := map[netip.Addr]bool{}
	for _, p := range c.tables.Sessions() {
		if p.Router != c.seen.Device || p.VRF != routing.DefaultVRF || !p.Remote.IsValid() {
			continue
		}
		s, ok := seen[p.Remote]
		if p.State == routing.Up {
			predicted[p.Remote] = true
			switch {
			case !ok:
				c.differ("session", p.Remote.String(), "up", absent)
			case !s.Established:
				c.differ("session", p.Remote.String(), "up", s.State)
			case s.Hold != 0 && s.Hold != p.Hold:
				c.differ("session", p.Remote.String(), "hold time "+p.Hold.String(), s.Hold.String())
			}
		}
	}
	for remote, s := range seen {
		if s.Established && !predicted[remote] {
			c.differ("session", remote.String(), "down", "up")
		}
	}
}

// bgp compares the used paths of every prefix.
func (c *comparison) bgp() {
	for r := range c.tables.Routes(c.seen.Device, routing.DefaultVRF) {
		paths := c.seen.BGP[r.Prefix]
		switch {
		case r.Protocol == routing.BGPRoute && !c.originated(r):
			c.differ("BGP", r.Prefix.String(), c.predictedPaths(r), seenPaths(paths))
		case len(paths) > 0:
			// The route is of another protocol, and BGP has one as well: the
			// device's own, or one that loses.
			if !c.heldByBGP(r.Prefix) {
				c.differ("BGP", r.Prefix.String(), absent, seenPaths(paths))
			}
		}
	}
	for prefix, paths := range c.seen.BGP {
		if _, ok := c.tables.Route(c.seen.Device, routing.DefaultVRF, prefix); !ok && seenPaths(paths) != absent && !c.heldByBGP(prefix) {
			c.differ("BGP", prefix.String(), absent, seenPaths(paths))
		}
	}
}

// originated reports whether a route of BGP is the device's own: it leads
// nowhere.
func (c *comparison) originated(r routing.Route) bool {
	return r.Protocol == routing.BGPRoute && len(r.NextHops) == 0
}

// heldByBGP reports whether BGP is predicted to hold a route that is not in the
// table, or that is there as another protocol's.
func (c *comparison) heldByBGP(prefix netip.Prefix) bool {
	e := c.tables.Explain(c.seen.Device, routing.DefaultVRF, prefix)
	for _, s := range e.Steps {
		if s.Router == c.seen.Device && (s.Decision == routing.Best || s.Decision == routing.Originated || s.Decision == routing.Outranked) {
			return true
		}
	}
	return false
}

// predictedPaths describes a route of BGP: the attributes of the best path and
// all next hops.
func (c *comparison) predictedPaths(r routing.Route) string {
	var hops []netip.Addr
	for _, h := range r.NextHops {
		hops = append(hops, h.Addr)
	}
	a := r.Attributes
	return describePath(hops, a.ASPath, a.Origin, a.LocalPref, a.MED, a.Communities)
}

// seenPaths describes what a daemon has in the same words.
func seenPaths(paths []SeenPath) string {
	var best *SeenPath
	var hops []netip.Addr
	for i := range paths {
		if paths[i].Used {
			hops = append(hops, paths[i].NextHop)
		}
		if paths[i].Best {
			best = &paths[i]
		}
	}
	if best == nil {
		return absent
	}
	if best.Local {
		return "its own"
	}
	return describePath(hops, best.ASPath, best.Origin, best.LocalPref, best.MED, best.Communities)
}

func describePath(hops []netip.Addr, path []routing.ASN, origin routing.Origin, pref, med uint32, communities []routing.Community) string {
	hops = slices.Clone(hops)
	slices.SortFunc(hops, netip.Addr.Compare)
	hops = slices.Compact(hops)
	communities = slices.Clone(communities)
	slices.Sort(communities)
	var b strings.Builder
	fmt.Fprintf(&b, "via %v path %v", hops, path)
	if origin != routing.OriginIGP {
		fmt.Fprintf(&b, " origin %d", origin)
	}
	fmt.Fprintf(&b, " local preference %d", pref)
	if med != 0 {
		fmt.Fprintf(&b, " MED %d", med)
	}
	if len(communities) > 0 {
		b.WriteString(" communities")
		for _, x := range communities {
			fmt.Fprintf(&b, " %d:%d", x>>16, x&0xffff)
		}
	}
	return b.String()
}

// zebraNames are the words of zebra for the protocols.
var zebraNames = map[routing.Protocol]string{ //nolint:gochecknoglobals // a constant that Go cannot express
	routing.Direct: "connected", routing.StaticRoute: "static", routing.BGPRoute: "bgp", routing.Virtual: "connected", routing.AggregateRoute: "bgp",
}

// rib compares the routes of zebra.
func (c *comparison) rib() {
	expected := map[netip.Prefix]string{}
	for r := range c.tables.Routes(c.seen.Device, routing.DefaultVRF) {
		if r.Protocol == routing.Local || c.originated(r) || r.Protocol == routing.Virtual && !c.lab.ownsGateway(c.seen.Device, r.Prefix.Addr()) {
			continue
		}
		expected[r.Prefix] = describeRoute(zebraNames[r.Protocol], r.Distance, r.Metric, len(r.NextHops) == 0, c.hops(r))
	}
	c.both("RIB", expected, c.seen.RIB, func(r SeenRoute) string {
		return describeRoute(r.Protocol, r.Distance, r.Metric, r.Discards, r.Hops)
	})
}

// kernel compares the main table.
func (c *comparison) kernel() {
	expected := map[netip.Prefix]string{}
	for r := range c.tables.Routes(c.seen.Device, routing.DefaultVRF) {
		if c.inKernel(r) {
			hops := c.hops(r)
			if seen, ok := c.overLeaf(r); ok {
				hops = seen
			}
			expected[r.Prefix] = describeRoute("", 0, 0, len(r.NextHops) == 0, hops)
		}
	}
	if c.node != nil {
		for _, p := range c.node.Pods {
			for _, a := range p.Addresses {
				expected[netip.PrefixFrom(a, a.BitLen())] = describeRoute("", 0, 0, false, []SeenHop{{Interface: p.hostInterface()}})
			}
		}
		for _, a := range c.node.Services {
			if a.Is6() {
				expected[netip.PrefixFrom(a, a.BitLen())] = describeRoute("", 0, 0, false, []SeenHop{{Interface: serviceInterface}})
			}
		}
	}
	c.both("kernel", expected, c.seen.Kernel, func(r SeenRoute) string {
		return describeRoute("", 0, 0, r.Discards, r.Hops)
	})
}

// overLeaf returns what a node's kernel has for a route with an IPv6 next hop that
// is a third party's, when that is one of the leaves that passed the route on.
func (c *comparison) overLeaf(r routing.Route) ([]SeenHop, bool) {
	if c.node == nil || !c.lab.foreignLinkLocal(c.seen.Device, r) {
		return nil, false
	}
	seen := c.global(c.seen.Kernel[r.Prefix].Hops)
	peers := c.lab.net.peers(c.seen.Device)
	if len(seen) != 1 || !slices.Contains(peers, seen[0].Gateway) || seen[0].Interface != r.NextHops[0].Interface {
		return nil, false
	}
	return seen, true
}

// foreignLinkLocal reports whether a node sends a route's packets to the leaf that
// passed it on although the next hop is a third party's, another node's.
//
// To a neighbor in another AS, FRR leaves the global IPv6 next hop of a third
// party on the shared subnet and adds a link-local address that is its own (RFC
// 2545 3 wants both of one router). BIRD resolves the global one, finds it on the
// link, and takes the link-local one as gateway, for all paths with that global
// next hop the one that it heard first (measured: FRR 8.4.4 and BIRD 1.6.8;
// TestThirdPartyOverLeaf).
func (l *Lab) foreignLinkLocal(node string, r routing.Route) bool {
	if r.Protocol != routing.BGPRoute || r.Internal || !r.Prefix.Addr().Is6() || len(r.NextHops) != 1 {
		return false
	}
	h := r.NextHops[0]
	return h.Addr == h.Gateway && !slices.Contains(l.net.peers(node), h.Addr)
}

// inKernel reports whether a predicted route is one of the kernel's main table.
// A host prefix of an interface is in the local table; IPv6 has it in both.
func (c *comparison) inKernel(r routing.Route) bool {
	six := r.Prefix.Addr().Is6()
	switch r.Protocol {
	case routing.Local:
		return false
	case routing.Virtual:
		return six && c.lab.ownsGateway(c.seen.Device, r.Prefix.Addr())
	case routing.Direct:
		return six || !r.Prefix.IsSingleIP()
	case routing.BGPRoute, routing.StaticRoute, routing.AggregateRoute:
		if c.node != nil && c.node.unprogrammed(r.Prefix) {
			return false
		}
		return !c.originated(r) || c.node == nil
	}
	return false
}

// unprogrammed reports whether Calico keeps a prefix from the kernel.
func (n *Node) unprogrammed(prefix netip.Prefix) bool {
	return slices.ContainsFunc(n.Unprogrammed, func(p netip.Prefix) bool {
		return p.Bits() <= prefix.Bits() && p.Contains(prefix.Addr())
	})
}

// both compares in both directions.
func (c *comparison) both(table string, expected map[netip.Prefix]string, seen map[netip.Prefix]SeenRoute, describe func(SeenRoute) string) {
	for prefix, want := range expected {
		got := absent
		if r, ok := seen[prefix]; ok {
			r.Hops = c.global(r.Hops)
			got = describe(r)
		}
		c.differ(table, prefix.String(), want, got)
	}
	for prefix, r := range seen {
		if _, ok := expected[prefix]; !ok {
			r.Hops = c.global(r.Hops)
			c.differ(table, prefix.String(), absent, describe(r))
		}
	}
}

// hops are the predicted ways out as a kernel has them: resolved, once each.
func (c *comparison) hops(r routing.Route) []SeenHop {
	var hops []SeenHop
	for _, h := range r.NextHops {
		hop := SeenHop{Gateway: h.Gateway, Interface: h.Interface}
		if r.Protocol == routing.Direct || r.Protocol == routing.Virtual {
			hop.Gateway = netip.Addr{}
		}
		hops = append(hops, hop)
	}
	return sortedHops(hops)
}

// global replaces link-local gateways by the global address of the same port.
func (c *comparison) global(hops []SeenHop) []SeenHop {
	out := slices.Clone(hops)
	for i, h := range out {
		if h.Gateway.IsValid() && h.Gateway.IsLinkLocalUnicast() && h.Gateway.Is6() {
			if port, ok := c.lab.linkLocal[linkLocalKey{c.seen.Device, h.Interface, h.Gateway}]; ok {
				out[i].Gateway = c.lab.address6(port)
			}
		}
	}
	return sortedHops(out)
}

// address6 is the global IPv6 address that a device has on a port.
func (l *Lab) address6(p Port) netip.Addr {
	r := l.net.router(p.Device)
	if r == nil {
		return netip.Addr{}
	}
	for _, vrf := range r.VRFs {
		for _, i := range vrf.Interfaces {
			if i.Name != p.Interface {
				continue
			}
			for _, a := range i.Addresses {
				if a.Addr().Is6() && !a.Addr().IsLinkLocalUnicast() {
					return a.Addr()
				}
			}
		}
	}
	return netip.Addr{}
}

func describeRoute(protocol string, distance uint8, metric uint32, discards bool, hops []SeenHop) string {
	var b strings.Builder
	if protocol != "" {
		fmt.Fprintf(&b, "%s [%d/%d] ", protocol, distance, metric)
	}
	if discards {
		b.WriteString("discards")
		return b.String()
	}
	for i, h := range hops {
		if i > 0 {
			b.WriteString(", ")
		}
		if h.Gateway.IsValid() {
			b.WriteString("via " + h.Gateway.String() + " ")
		}
		b.WriteString("on " + h.Interface)
	}
	return b.String()
}
