package routing

import (
	"net/netip"
	"time"
)

// A Wiring is the part of a switch's configuration below IP: its ports, VLANs
// and vPC domain. The simulator does not look at it, since a subnet is one
// segment to it; package fabric/verify holds it against the cabling of the plan.
// The zero value is a device without switched ports.
type Wiring struct {
	// VLANs that exist on the switch.
	VLANs []uint16
	Ports []Port
	// Pair is nil for a switch that is not half of a pair.
	Pair *Pair
	// Gateways are the shared gateway addresses.
	Gateways []Gateway
}

// A Gateway is a switch's part in sharing one gateway address: the other part
// must agree in protocol, version and group.
type Gateway struct {
	Interface string
	Address   netip.Addr
	// LinkLocal is the group's own link-local address, where one is configured
	// (IPv6 under VRRP).
	LinkLocal netip.Addr
	// Protocol is "hsrp" or "vrrp".
	Protocol string
	Version  int
	Group    int
	// Priority, the higher is active. Preempt takes the active role back.
	Priority int
	Preempt  bool
}

// A Port is one physical port.
type Port struct {
	Name string
	// Enabled: the configuration says that neither the port nor its channel is
	// shut down. Where it says nothing the switch's own defaults decide, and the
	// port does not count as enabled.
	Enabled bool
	// Routed: the configuration makes it a layer-3 port; Switched: a layer-2 one.
	// Where it says neither, the switch's own defaults decide.
	Routed, Switched bool
	// MTU in bytes.
	MTU int
	// VLANs that a switched port carries, its channel's when it is a member, in
	// order. Access: there is one, and it is untagged.
	VLANs  []uint16
	Access bool
	// AllVLANs: a trunk that carries every VLAN.
	AllVLANs bool
	// Edge: spanning tree forwards at once.
	Edge bool
	// Channel is the number of the port-channel it is a member of, zero for none.
	// LACP: it speaks LACP as an active partner. VPC is the channel's number on both
	// switches of the pair, PeerLink the link between them.
	Channel  int
	LACP     bool
	VPC      int
	PeerLink bool
	// System is what both halves of a channel that two switches share show to the
	// device below, where it is configured channel by channel (Junos: system-id and
	// admin-key of LACP); empty where the pair has it by itself.
	System string
	// BFDInterval and BFDReceive are how often a routed port sends and takes BFD
	// packets, BFDMultiplier how many may be missed.
	BFDInterval, BFDReceive time.Duration
	BFDMultiplier           int
}

// A Pair is a switch's half of a vPC domain.
type Pair struct {
	Domain int
	// Half is 1 on one switch and 2 on the other, where the configuration says which
	// is which; zero where the switches agree by themselves. Service is a number that
	// is the same on both; zero where there is none.
	Half, Service int
	// Source and Destination of the peer keepalive, in VRF.
	Source, Destination netip.Addr
	VRF                 string
	// RoutesForPeer: packets for the other switch's MAC are routed, with
	// their TTL left alone, so that BGP runs over a vPC to both switches.
	RoutesForPeer bool
}

// Config returns the router that the tables were predicted from, or nil.
func (t *Tables) Config(router string) *Router {
	i, ok := t.s.net.first[router]
	if !ok {
		return nil
	}
	return t.s.net.instances[i].router
}
