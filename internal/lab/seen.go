package lab

import (
	"net/netip"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Seen is what the daemons and the kernel of one device hold.
type Seen struct {
	Device   string
	Sessions []SeenSession
	// BGP are the paths that BGP holds for each prefix, the usable ones.
	BGP map[netip.Prefix][]SeenPath
	// RIB is the selected route of each prefix in zebra, nil on a node.
	RIB map[netip.Prefix]SeenRoute
	// Kernel is the main table.
	Kernel map[netip.Prefix]SeenRoute
}

// A SeenSession is one BGP session as a daemon shows it.
type SeenSession struct {
	Remote      netip.Addr
	Established bool
	// State in the daemon's words, and the last error where it names one.
	State string
	// Hold is the negotiated hold time, zero where it is not shown.
	Hold time.Duration
}

// A SeenPath is one path of BGP.
type SeenPath struct {
	// Best of all, or Used beside it.
	Best, Used bool
	// Local: the device originates it.
	Local bool
	// Peer that it was received from.
	Peer netip.Addr
	// NextHop as BGP carries it, the global one of IPv6.
	NextHop     netip.Addr
	ASPath      []routing.ASN
	Origin      routing.Origin
	LocalPref   uint32
	MED         uint32
	Internal    bool
	Communities []routing.Community
}

// A SeenRoute is one route of zebra or of the kernel.
type SeenRoute struct {
	// Protocol in the words of who shows it: "connected", "bgp", "static",
	// "kernel", "bird".
	Protocol string
	// Distance and Metric as zebra shows them; zero for a route of the kernel.
	Distance uint8
	Metric   uint32
	// Discards: a blackhole.
	Discards bool
	// Hops that are in use, sorted, without repetition.
	Hops []SeenHop
}

// A SeenHop is one way out of a route.
type SeenHop struct {
	// Gateway is invalid for a route to a connected subnet.
	Gateway   netip.Addr
	Interface string
}
