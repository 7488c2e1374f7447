package nxos

import (
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// An Interface is a port, port-channel, SVI, loopback or the management port; its
// Name says which. What does not apply to its kind is left zero.
//
// Text writes the lines in the order in which the device must hear them: `no
// switchport` and `vrf member` before any address (`vrf member` erases them),
// the `switchport` lines before `channel-group`.
type Interface struct {
	// Name is the long form, such as "Ethernet1/1", "port-channel11", "Vlan2300",
	// "loopback0" or "mgmt0".
	Name string
	// Description is at most 254 characters.
	Description string
	// Switchport: No makes a port a routed one. Its default depends on `system
	// default switchport`.
	Switchport Switch
	// SwitchportMode is zero for the default, access.
	SwitchportMode SwitchportMode
	// SwitchportAccessVLAN, SwitchportTrunkNativeVLAN: zero means not set (1).
	SwitchportAccessVLAN      fabric.VLAN
	SwitchportTrunkNativeVLAN fabric.VLAN
	// SwitchportTrunkAllowedVLAN are ranges in rising order; empty means not set
	// (all).
	SwitchportTrunkAllowedVLAN []VLANRange
	SpanningTreePortType       SpanningTreePortType
	SpanningTreeBPDUGuard      bool
	// MTU is 576 to 9216 bytes. Zero means not set (1500).
	MTU uint16
	// ChannelGroup makes the port a member; zero means none.
	ChannelGroup ChannelGroup
	// LACPSuspendIndividual: No keeps a member up before LACP is (PXE boot).
	LACPSuspendIndividual Switch
	// VPC is the vPC number of a port-channel, 1 to 16384. Zero means none.
	VPC uint16
	// VPCPeerLink makes a port-channel the pair's peer-link.
	VPCPeerLink bool
	// VRFMember is empty for the default VRF.
	VRFMember string
	// NoIPRedirects and NoIPv6Redirects switch ICMP redirects off.
	NoIPRedirects   bool
	NoIPv6Redirects bool
	// BFDInterval is zero for the platform's own.
	BFDInterval BFDInterval
	// NoBFDEcho switches the echo function off.
	NoBFDEcho bool
	// IPForward routes without an address of the interface's own.
	IPForward bool
	// IPAddress and IPv6Address: the first IPv4 one is the primary.
	IPAddress   []Address
	IPv6Address []Address
	// IPv6AddressUseLinkLocalOnly runs IPv6 without a global address.
	IPv6AddressUseLinkLocalOnly bool
	// HSRPVersion is 1 or 2; zero means not set (1). IPv6 groups and those above
	// 255 need 2.
	HSRPVersion uint8
	HSRP        []HSRPGroup
	VRRP        []VRRPGroup
	VRRPv3      []VRRPv3Group
	// Shutdown: No is written as `no shutdown`. Write one of them always: the
	// default depends on the kind of interface and on `system default switchport
	// shutdown`.
	Shutdown Switch
}

// An Address is an address of an interface with the length of its subnet.
type Address struct {
	Prefix Prefix
	// Secondary is IPv4 only.
	Secondary bool
	// Tag is carried by the direct route; zero means none.
	Tag uint32
}

// A SwitchportMode is the `switchport mode`.
type SwitchportMode uint8

// The modes. The zero value is not set.
const (
	SwitchportModeAccess SwitchportMode = iota + 1
	SwitchportModeTrunk
)

// A SpanningTreePortType is the `spanning-tree port type`.
type SpanningTreePortType uint8

// The port types. The zero value is not set.
const (
	SpanningTreeEdge SpanningTreePortType = iota + 1
	SpanningTreeEdgeTrunk
	SpanningTreeNetwork
	SpanningTreeNormal
)

// A VLANRange is a range of VLANs, both ends included.
type VLANRange struct{ First, Last fabric.VLAN }

// A ChannelGroup is `channel-group N mode M`. The zero value means none.
type ChannelGroup struct {
	// Number is 1 to 4096.
	Number uint16
	// Mode is zero for the static "on".
	Mode ChannelMode
}

// A ChannelMode is how a member joins its port-channel.
type ChannelMode uint8

// The modes. On, the zero value, is static and needs no LACP.
const (
	ChannelOn ChannelMode = iota
	ChannelActive
	ChannelPassive
)

// A BFDInterval is `bfd interval T min_rx R multiplier M`. The zero value means
// not set.
type BFDInterval struct {
	// Interval and MinRX are 50 to 999 milliseconds.
	Interval, MinRX time.Duration
	// Multiplier is 1 to 50.
	Multiplier uint8
}
