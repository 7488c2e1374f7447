package nxos

import (
	"github.com/podfabric/podfabric/fabric"
)

// A Config is the configuration of one switch as `show running-config` prints
// it. The zero value is an empty configuration. A slice keeps the order of its
// lines; in all of them the order has no meaning to the device except where a
// sequence number gives it one.
//
// Copies share their slices; treat a Config that was handed out as read-only.
type Config struct {
	// Version is all that follows the word in the header line, such as
	// "9.3(8) Bios:version 05.43". It is not a command: it is written and read,
	// and nothing else.
	Version string
	// Hostname is also the name of the router in a prediction.
	Hostname string
	// Feature holds the enabled features by their name, such as "bgp" or
	// "interface-vlan". They go first: a command of a feature that is not
	// enabled is an invalid command.
	Feature []string
	VLAN    []VLAN
	// IPPrefixList and IPv6PrefixList are separate name spaces.
	IPPrefixList   []PrefixList
	IPv6PrefixList []PrefixList
	// IPCommunityList are the standard community lists.
	IPCommunityList []CommunityList
	RouteMap        []RouteMap
	// IPRoute and IPv6Route are the static routes of the default VRF; those of
	// the others stand in their VRFContext.
	IPRoute    []Route
	IPv6Route  []Route
	VRFContext []VRFContext
	// VPCDomain is zero when the switch is not half of a vPC pair.
	VPCDomain VPCDomain
	Interface []Interface
	// RouterBGP is zero (AS 0) when the switch runs no BGP.
	RouterBGP RouterBGP
	// Unmodelled are the lines that Parse has no field for, in their order.
	// Text writes them back.
	Unmodelled []Line
}

// A Line is a line that the model has no field for, kept as it was. It may hold a
// secret of a command that the model does not know (username, key-string):
// nothing redacts it.
type Line struct {
	// Context is the path of mode lines the line stands under, such as
	// ["router bgp 65001", "neighbor 10.13.0.0/24"]; empty for a global line. The
	// modes on it are modelled ones.
	Context []string
	// Text is the line without the indentation of its context. Lines below an
	// unmodelled mode line follow it with their own, further indentation.
	Text string
	// Number is the line's number in the text that was read, or 0. Text does not
	// write it.
	Number int
}

// A VLAN is a layer-2 VLAN, 1 to 3967 unless the reserved block was moved.
type VLAN struct {
	ID fabric.VLAN
	// Name is at most 32 characters, one word; empty leaves the device's own.
	Name string
}

// A VPCDomain is the `vpc domain` of a pair of switches. The zero value means
// that there is none.
type VPCDomain struct {
	// ID is 1 to 1000 and the same on both switches.
	ID uint16
	// PeerSwitch lets the pair appear as one spanning-tree root.
	PeerSwitch bool
	// RolePriority, the lower is primary. Zero means not set (32667).
	RolePriority  uint16
	PeerKeepalive PeerKeepalive
	// DelayRestore and DelayRestoreInterfaceVLAN keep the vPCs and the SVIs down
	// after a reload, 1 to 3600 seconds. Zero means not set.
	DelayRestore              Seconds
	DelayRestoreInterfaceVLAN Seconds
	// PeerGateway routes packets that are addressed to the other switch's MAC.
	// Needed, with Layer3PeerRouter, once nodes run BGP to both switches over a
	// vPC.
	PeerGateway      bool
	Layer3PeerRouter bool
	AutoRecovery     bool
	// AutoRecoveryReloadDelay is 240 to 3600 seconds. Zero means not set.
	AutoRecoveryReloadDelay Seconds
	FastConvergence         bool
	IPARPSynchronize        bool
	IPv6NDSynchronize       bool
}

// A PeerKeepalive is how the switches of a pair watch each other. Zero means not
// configured.
type PeerKeepalive struct {
	Destination, Source Addr
	// VRF is empty for the device's default, "management".
	VRF string
}

// A VRFContext is a VRF as a routing instance. Its interfaces name it in
// VRFMember, its BGP stands in RouterBGP.VRF.
type VRFContext struct {
	// Name is at most 32 characters. "management" exists on every switch.
	Name        string
	Description string
	IPRoute     []Route
	IPv6Route   []Route
}

// A Route is a static route, `ip route` or `ipv6 route`.
type Route struct {
	Prefix Prefix
	// Null0 discards; then there is neither Interface nor NextHop.
	Null0 bool
	// Interface is the way out, optional when there is a NextHop.
	Interface string
	NextHop   Addr
	// VRF is where NextHop is looked up, when not in the route's own VRF.
	VRF string
	// Name is a word for the operator.
	Name string
	Tag  uint32
	// Preference is the administrative distance; zero means not set (1).
	Preference uint8
}
