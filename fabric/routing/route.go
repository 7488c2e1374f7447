package routing

import "net/netip"

// Attributes are the BGP attributes of a route as one router holds it.
type Attributes struct {
	// ASPath, nearest AS first.
	ASPath      []ASN
	Origin      Origin
	LocalPref   uint32
	MED         uint32
	Weight      uint16
	Communities []Community
	// Originator and ClusterList are set on reflected routes (RFC 4456).
	Originator  netip.Addr
	ClusterList []netip.Addr
}

// A Route is one prefix in a router's table, the best of all that the router
// has for it.
//
// The slices are shared between routes and read-only.
type Route struct {
	Prefix   netip.Prefix
	Protocol Protocol
	// Distance and Metric are what NX-OS prints as [preference/metric]. The
	// metric of a BGP route is its MED.
	Distance uint8
	Metric   uint32
	// Internal is set when BGP learned the route from the own AS.
	Internal bool
	// Tag of a BGP route is the first AS of its path, the own AS when the path is
	// empty; of the others, the configured one.
	Tag uint32
	// Attributes is nil for routes that are not of BGP.
	Attributes *Attributes
	// NextHops are in order of their addresses, the direct ones by interface.
	// Empty means that the route discards.
	NextHops []NextHop
}

// A NextHop is one way out of a route.
type NextHop struct {
	// Addr is the next hop as the route carries it; invalid for a direct route.
	Addr netip.Addr
	// Interface it leaves by, and Gateway, the directly connected address that
	// Addr resolves to: equal to Addr unless the next hop is recursive. A
	// recursive next hop that resolves over several ways has one NextHop a way.
	Interface string
	Gateway   netip.Addr
	// NeighborAS is the AS that the neighbor shows, which stands first in the path
	// of a route from another AS; zero for routes that are not of BGP.
	NeighborAS ASN
	// Neighbor is the name of the router that advertised the route, "" for
	// routes that are not of BGP. Where the router heard the same next hop from
	// several (route reflectors), it is the one of the best route.
	Neighbor string
}
