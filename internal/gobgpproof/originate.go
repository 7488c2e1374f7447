package gobgpproof

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A local is a route that a router has without BGP.
type local struct {
	protocol routing.Protocol
	distance uint8
	tag      uint32
}

// locals are the routes that a VRF has without BGP, the best of each prefix. A
// static route counts when one of its next hops is on a connected subnet.
func locals(v *routing.VRF) map[netip.Prefix]local {
	routes := map[netip.Prefix]local{}
	add := func(p netip.Prefix, l local) {
		if old, ok := routes[p]; !ok || l.distance < old.distance {
			routes[p] = l
		}
	}
	for i := range v.Interfaces {
		n := &v.Interfaces[i]
		if n.Down {
			continue
		}
		for _, a := range n.Addresses {
			add(a.Masked(), local{protocol: routing.Direct, tag: n.Tag})
		}
		for _, a := range n.Addresses {
			add(host(a.Addr()), local{protocol: routing.Local, tag: n.Tag})
		}
		for _, a := range n.Virtual {
			add(host(a), local{protocol: routing.Virtual, tag: n.Tag})
		}
	}
	for _, s := range v.Static {
		usable := len(s.Via) == 0 || slices.ContainsFunc(s.Via, func(a netip.Addr) bool { return connected(v, a).IsValid() })
		if usable {
			add(s.Prefix, local{protocol: routing.StaticRoute, distance: max(1, s.Distance), tag: s.Tag})
		}
	}
	return routes
}

func host(a netip.Addr) netip.Prefix { return netip.PrefixFrom(a, a.BitLen()) }

// connected returns the address that a VRF has on the subnet of a, with the
// subnet's length: the longest, when there are several. Other VRFs and the VRF
// itself do not matter: a is not one of its own.
func connected(v *routing.VRF, a netip.Addr) netip.Prefix {
	var best netip.Prefix
	for i := range v.Interfaces {
		for _, own := range v.Interfaces[i].Addresses {
			if !v.Interfaces[i].Down && own.Contains(a) && own.Addr() != a && (!best.IsValid() || own.Bits() > best.Bits()) {
				best = own
			}
		}
	}
	return best
}

// A network is a prefix that a process announces by itself, and the protocol that
// the router has it from: BGP when from none.
type network struct {
	prefix netip.Prefix
	source routing.Protocol
}

// originated are the networks that a process announces.
func (t *translation) originated() []network {
	var networks []network
	has := locals(t.vrf)
	for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
		u := t.vrf.BGP.Family(f)
		if u == nil {
			continue
		}
		for _, n := range u.Networks {
			if n.Policy != nil {
				t.cannot("", Redistribution, "network "+n.Prefix.String()+" with policy "+n.Policy.Name)
			}
			if l, ok := has[n.Prefix]; ok {
				networks = append(networks, network{n.Prefix, l.protocol})
			} else if n.Always {
				networks = append(networks, network{n.Prefix, routing.BGPRoute})
			}
		}
		for _, r := range u.Redistribute {
			t.cannot("", Redistribution, "of "+r.From.String()+" routes")
		}
		for _, a := range u.Aggregates {
			t.cannot("", Aggregation, a.Prefix.String())
		}
	}
	return networks
}
