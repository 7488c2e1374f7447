package site

import (
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A tableRow is one line of tables.json: one route of one router.
type tableRow struct {
	Router   string       `json:"router"`
	VRF      string       `json:"vrf"`
	Prefix   netip.Prefix `json:"prefix"`
	Protocol string       `json:"protocol"`
	// Internal, Distance, Metric and Tag are what NX-OS prints beside a route.
	Internal bool   `json:"internal,omitempty"`
	Distance uint8  `json:"distance"`
	Metric   uint32 `json:"metric"`
	Tag      uint32 `json:"tag,omitempty"`
	// The attributes of a BGP route.
	ASPath      []uint32           `json:"asPath,omitempty"`
	LocalPref   uint32             `json:"localPref,omitempty"`
	MED         uint32             `json:"med,omitempty"`
	Communities []fabric.Community `json:"communities,omitempty"`
	Originator  netip.Addr         `json:"originator,omitzero"`
	NextHops    []tableHop         `json:"nextHops,omitempty"`
}

// A tableHop is one next hop of a row.
type tableHop struct {
	Addr      netip.Addr `json:"addr,omitzero"`
	Interface string     `json:"interface,omitempty"`
	// Gateway is what a recursive next hop resolves to.
	Gateway  netip.Addr `json:"gateway,omitzero"`
	Neighbor string     `json:"neighbor,omitempty"`
	// Tag is the first AS of this path, where it is not the route's.
	Tag uint32 `json:"tag,omitempty"`
}

func row(router, vrf string, r routing.Route) tableRow {
	out := tableRow{
		Router: router, VRF: vrf, Prefix: r.Prefix, Protocol: r.Protocol.String(),
		Internal: r.Internal, Distance: r.Distance, Metric: r.Metric, Tag: r.Tag,
	}
	if a := r.Attributes; a != nil {
		out.ASPath, out.LocalPref, out.MED, out.Originator = a.ASPath, a.LocalPref, a.MED, a.Originator
		for _, c := range a.Communities {
			out.Communities = append(out.Communities, fabric.Community(c))
		}
	}
	for _, h := range r.NextHops {
		hop := tableHop{Addr: h.Addr, Interface: h.Interface, Neighbor: h.Neighbor}
		if !r.Internal && h.NeighborAS != r.Tag {
			hop.Tag = h.NeighborAS
		}
		if h.Gateway != h.Addr {
			hop.Gateway = h.Gateway
		}
		out.NextHops = append(out.NextHops, hop)
	}
	return out
}
