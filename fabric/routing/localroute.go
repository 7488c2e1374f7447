package routing

import (
	"cmp"
	"net/netip"
	"slices"
)

// A localRoute is a route that an instance has without BGP.
type localRoute struct {
	prefix   netip.Prefix
	id       int32
	protocol Protocol
	distance uint8
	tag      uint32
	ifaces   []int32      // of direct, local and virtual routes
	vias     []netip.Addr // of static routes; none discards
}

const staticDistance = 1

// localRoutes returns what the configuration of a VRF puts into its table,
// ordered by prefix, then by distance, then by protocol. Whether the static ones
// are usable depends on their next hops.
func (n *network) localRoutes(v *VRF, subnets []subnet) []localRoute {
	routes := make([]localRoute, 0, 2*len(subnets)+len(v.Static))
	host := func(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }
	for _, s := range subnets {
		tag := v.Interfaces[s.iface].Tag
		routes = append(routes, localRoute{prefix: s.prefix, protocol: Direct, tag: tag, ifaces: []int32{s.iface}})
		if !s.prefix.IsSingleIP() {
			routes = append(routes, localRoute{prefix: host(s.addr), protocol: Local, tag: tag, ifaces: []int32{s.iface}})
		}
	}
	for i := range v.Interfaces {
		if v.Interfaces[i].Down {
			continue
		}
		for _, a := range v.Interfaces[i].Virtual {
			routes = append(routes, localRoute{prefix: host(a), protocol: Virtual, tag: v.Interfaces[i].Tag, ifaces: []int32{int32(i)}})
		}
	}
	for _, s := range v.Static {
		d := s.Distance
		if d == 0 {
			d = staticDistance
		}
		routes = append(routes, localRoute{prefix: s.Prefix, protocol: StaticRoute, distance: d, tag: s.Tag, vias: s.Via})
	}
	slices.SortStableFunc(routes, func(a, b localRoute) int {
		return cmp.Or(
			comparePrefixes(a.prefix, b.prefix),
			cmp.Compare(a.distance, b.distance),
			cmp.Compare(a.protocol, b.protocol),
		)
	})
	for i := range routes {
		routes[i].id = n.prefixes.id(routes[i].prefix)
	}
	return mergeInterfaces(routes)
}

// mergeInterfaces makes one route of the direct (or local, or virtual) routes
// that several interfaces have to one prefix.
func mergeInterfaces(routes []localRoute) []localRoute {
	kept := routes[:0]
	for _, r := range routes {
		if last := len(kept) - 1; last >= 0 && r.protocol != StaticRoute &&
			kept[last].prefix == r.prefix && kept[last].protocol == r.protocol {
			kept[last].ifaces = append(kept[last].ifaces, r.ifaces...)
			continue
		}
		kept = append(kept, r)
	}
	return kept
}
