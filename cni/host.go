package cni

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A Host is the routing of a node's operating system, without its network
// plugin. The zero value is a node without an interface.
type Host struct {
	// Name as Kubernetes knows the node.
	Name string
	// Interface that has the addresses: the bond, its VLAN, or the one NIC.
	Interface string
	// Addresses of the interface, each with the length of its subnet; at most one
	// of a family.
	Addresses []netip.Prefix
	// Gateways are where the static default routes point, at most one of a
	// family. A family without one has no static default route here.
	Gateways []netip.Addr
	// Elsewhere says that the static default routes point into another network,
	// such as one for management: they exist, win over a learned default route,
	// and lead out of what is predicted (seeds/000, Next-Hop Behavior).
	Elsewhere bool
}

// Hosts returns the nodes of a cluster in the order of the plan, nil when the
// plan has no such cluster.
func Hosts(p *fabric.Plan, cluster string) []Host {
	c := p.Cluster(cluster)
	if c == nil {
		return nil
	}
	hosts := make([]Host, 0, len(c.Nodes))
	for _, n := range c.Nodes {
		h := Host{Name: n.Name, Interface: n.Interface}
		for _, a := range n.Addresses.All() {
			h.Addresses = append(h.Addresses, a)
		}
		switch n.DefaultRoute {
		case fabric.DefaultViaGateway:
			for _, g := range n.Gateway.All() {
				h.Gateways = append(h.Gateways, g)
			}
		case fabric.DefaultElsewhere:
			h.Elsewhere = true
		case fabric.DefaultAbsent:
		}
		hosts = append(hosts, h)
	}
	return hosts
}

// Address returns the host's address of one family, with the subnet's length;
// the zero Prefix when it has none.
func (h Host) Address(f routing.Family) netip.Prefix {
	for _, a := range h.Addresses {
		if routing.FamilyOf(a.Addr()) == f {
			return a
		}
	}
	return netip.Prefix{}
}

// VRF returns the host without any plugin: its interface and its static default
// routes. The slices are new; a plugin's package appends to them and sets BGP.
//
// A default route that points elsewhere is a route that discards: it is in the
// table, and what takes it is lost to this network.
func (h Host) VRF() routing.VRF {
	v := routing.VRF{Name: routing.DefaultVRF}
	if h.Interface != "" {
		v.Interfaces = []routing.Interface{{Name: h.Interface, Addresses: slices.Clone(h.Addresses)}}
	}
	for _, g := range h.Gateways {
		v.Static = append(v.Static, routing.Static{Prefix: defaultRoute(routing.FamilyOf(g)), Via: []netip.Addr{g}})
	}
	if h.Elsewhere {
		for _, a := range h.Addresses {
			v.Static = append(v.Static, routing.Static{Prefix: defaultRoute(routing.FamilyOf(a.Addr()))})
		}
	}
	return v
}

// defaultRoute returns 0.0.0.0/0 or ::/0.
func defaultRoute(f routing.Family) netip.Prefix {
	if f == routing.IPv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}
