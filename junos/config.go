package junos

import (
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
)

// Short names for what most fields hold.
type (
	// Addr is an address; invalid means not set.
	Addr = netip.Addr
	// Prefix is a prefix; invalid means not set.
	Prefix = netip.Prefix
)

// A Config is the configuration of one switch as `show configuration` prints it.
// The zero value is an empty configuration. The fields stand as deep as the
// statements do, and carry their names.
//
// Copies share their slices; treat a Config that was handed out as read-only.
type Config struct {
	// Version is the release that wrote the configuration, such as "23.4R1.10".
	Version      string
	System       System
	Chassis      Chassis
	Interfaces   []Interface
	MultiChassis MultiChassis
	// PolicyOptions hold what BGP refers to by name.
	PolicyOptions    PolicyOptions
	RoutingInstances []RoutingInstance
	RoutingOptions   RoutingOptions
	Protocols        Protocols
	SwitchOptions    SwitchOptions
	VLANs            []VLAN
	// Unmodelled are the statements that Parse has no field for, and those that are
	// out of force, in their order. Both forms write them back.
	Unmodelled []Statement
}

// A Statement is a leaf that the model has no field for, kept as it was. It may
// hold a secret of a statement that the model does not know: nothing redacts it.
type Statement struct {
	// Words are all words from the top, as in `set` form.
	Words []string
	// Inactive is how many of the words name the outermost inactive statement on the
	// way; zero when the leaf is in force.
	Inactive int
	// Line is the number of its line in the text that was read, or 0. It is not
	// written.
	Line int
}

// A Number is one of which zero is a value. The zero value means "not set".
type Number struct {
	Value uint32
	IsSet bool
}

// Some returns the Number v.
func Some(v uint32) Number { return Number{Value: v, IsSet: true} }

// System is `system`.
type System struct {
	// HostName is also the name of the router in a prediction.
	HostName string
	// ManagementInstance keeps the management interface and its routes in an
	// instance of their own, mgmt_junos.
	ManagementInstance bool
}

// Chassis is `chassis`.
type Chassis struct {
	// AggregatedDevices is `aggregated-devices ethernet device-count`: how many ae
	// interfaces there are, from ae0.
	AggregatedDevices uint16
	// MaximumECMP is how many equal paths a route uses at most: 16, 32, 64 or 128;
	// zero means not set (16).
	MaximumECMP uint16
}

// A RoutingInstance is one of `routing-instances`.
type RoutingInstance struct {
	// Name; mgmt_junos is that of management.
	Name string
	// InstanceType such as "virtual-router"; empty for mgmt_junos.
	InstanceType   InstanceType
	Interface      []string
	RoutingOptions RoutingOptions
	BGP            BGP
}

// An InstanceType is what kind of instance it is. The zero value means not set.
type InstanceType uint8

// The kinds that are modelled.
const (
	VirtualRouter InstanceType = iota + 1
	VRF
	ForwardingInstance
)

// RoutingOptions is `routing-options`.
type RoutingOptions struct {
	GracefulRestart GlobalGracefulRestart
	// RIB are the tables of other families: IPv6 routes stand in inet6.0.
	RIB []RIB
	// Static are the static routes.
	Static   []StaticRoute
	RouterID Addr
	// AutonomousSystem is the AS of the switch.
	AutonomousSystem AutonomousSystem
	// ForwardingTableExport are the policies between the routing table and the
	// forwarding table. Only with `load-balance` in one of them do equal paths reach
	// the hardware (Juniper: "configure per-packet load balancing").
	ForwardingTableExport []string
}

// GlobalGracefulRestart is `routing-options graceful-restart`: whether this switch
// restarts gracefully. It helps others in any case.
type GlobalGracefulRestart struct {
	On      bool
	Disable bool
	// RestartDuration is 120 to 10000 seconds; zero means not set (300).
	RestartDuration uint16
}

// A RIB is `rib NAME`.
type RIB struct {
	Name   string
	Static []StaticRoute
}

// A StaticRoute is `route PREFIX`.
type StaticRoute struct {
	Prefix Prefix
	// Discard drops silently; Reject answers.
	Discard, Reject bool
	NextHop         []Addr
	// Preference, the lower wins; not set means 5.
	Preference Number
	Tag        Number
}

// An AutonomousSystem is `autonomous-system N [loops M]`.
type AutonomousSystem struct {
	AS fabric.ASN
	// Loops is how often the own AS in a path makes the path a loop, 1 to 10; zero
	// means not set (1).
	Loops uint8
}

// Protocols is `protocols`.
type Protocols struct {
	BGP  BGP
	ICCP ICCP
	RSTP RSTP
	// VRRPVersion3 speaks version 3 for IPv4 as well.
	VRRPVersion3 bool
}

// RSTP is `protocols rstp`.
type RSTP struct {
	Interface []RSTPInterface
	// BPDUBlockOnEdge shuts an edge port that hears of another bridge.
	BPDUBlockOnEdge bool
}

// An RSTPInterface is a port that spanning tree runs on.
type RSTPInterface struct {
	Name string
	// Edge ports forward at once.
	Edge    bool
	Disable bool
}

// SwitchOptions is `switch-options`.
type SwitchOptions struct {
	// ServiceID is 1 to 65535 and the same on both switches of a multi-chassis
	// group; zero means not set.
	ServiceID uint16
}

// A VLAN is one of `vlans`.
type VLAN struct {
	Name   string
	VLANID fabric.VLAN
	// L3Interface is the routed interface of the VLAN, such as irb.2300.
	L3Interface string
}
