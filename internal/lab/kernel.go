package lab

import (
	"encoding/json"
	"net/netip"

	"github.com/podfabric/podfabric/fabric/routing"
)

// readKernel reads "ip -j route" or "ip -j -6 route" (iproute2): the main table
// of a family without multicast and link-local routes, which are the kernel's own
// business.
func readKernel(text []byte, f routing.Family) (map[netip.Prefix]SeenRoute, error) {
	var table []struct {
		Type, Dst, Gateway, Dev, Protocol string
		Flags                             []string
		Via                               struct{ Host string }
		Nexthops                          []struct {
			Gateway, Dev string
			Flags        []string
			Via          struct{ Host string }
		}
	}
	if len(text) == 0 {
		return map[netip.Prefix]SeenRoute{}, nil
	}
	if err := json.Unmarshal(text, &table); err != nil {
		return nil, err
	}
	routes := map[netip.Prefix]SeenRoute{}
	for _, r := range table {
		prefix, err := kernelPrefix(r.Dst, f)
		if err != nil {
			return nil, err
		}
		if prefix.Addr().IsMulticast() || prefix.Addr().IsLinkLocalUnicast() {
			continue
		}
		route := routes[prefix] // IPv6 may list a route with several hops in pieces
		route.Protocol = r.Protocol
		route.Discards = r.Type == "blackhole" || r.Type == "unreachable" || r.Type == "prohibit"
		add := func(gateway, dev string, flags []string) error {
			if dead(flags) || route.Discards {
				return nil
			}
			hop := SeenHop{Interface: dev}
			if gateway != "" {
				if hop.Gateway, err = netip.ParseAddr(gateway); err != nil {
					return err
				}
			}
			route.Hops = append(route.Hops, hop)
			return nil
		}
		if len(r.Nexthops) == 0 {
			err = add(r.Gateway+r.Via.Host, r.Dev, r.Flags)
		}
		for _, h := range r.Nexthops {
			if err == nil {
				err = add(h.Gateway+h.Via.Host, h.Dev, h.Flags)
			}
		}
		if err != nil {
			return nil, err
		}
		if len(route.Hops) == 0 && !route.Discards {
			continue // Linux keeps a route whose interface has no carrier, and does not use it
		}
		route.Hops = sortedHops(route.Hops)
		routes[prefix] = route
	}
	return routes, nil
}

// dead reports whether the kernel marks a next hop as unusable.
func dead(flags []string) bool {
	for _, f := range flags {
		if f == "dead" || f == "linkdown" {
			return true
		}
	}
	return false
}

// kernelPrefix reads a destination: "default", an address, or a prefix.
func kernelPrefix(dst string, f routing.Family) (netip.Prefix, error) {
	if dst == "default" {
		if f == routing.IPv6 {
			return netip.PrefixFrom(netip.IPv6Unspecified(), 0), nil
		}
		return netip.PrefixFrom(netip.IPv4Unspecified(), 0), nil
	}
	if a, err := netip.ParseAddr(dst); err == nil {
		return netip.PrefixFrom(a, a.BitLen()), nil
	}
	return netip.ParsePrefix(dst)
}
