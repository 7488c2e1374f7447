package junos

// An Interface is one of `interfaces`: a physical port, an aggregate of several
// (ae1), or one that has none (irb, lo0).
type Interface struct {
	Name        string
	Description string
	// Disable shuts it; a port is up unless it says so.
	Disable bool
	// MTU counts the Ethernet header, 14 bytes, which the MTU of IP does not. Zero
	// means not set (1514).
	MTU uint16
	// Aggregate is `ether-options 802.3ad`: the ae interface that a port is a member
	// of.
	Aggregate              string
	AggregatedEtherOptions AggregatedEtherOptions
	Unit                   []Unit
}

// AggregatedEtherOptions are those of an ae interface.
type AggregatedEtherOptions struct {
	LACP LACP
	// MCAE is set when the other switch of a pair has the other half of it.
	MCAE MCAE
}

// LACP is `lacp`.
type LACP struct {
	Active, Passive bool
	// SystemID is the bridge that both halves of a multi-chassis aggregate show, as
	// "02:00:00:00:00:0b".
	SystemID string
	// AdminKey is 1 to 65535 and the same in both halves; zero means not set.
	AdminKey uint16
}

// MCAE is `mc-ae`, half of a multi-chassis aggregate. The zero value means that it
// is none.
type MCAE struct {
	// ID is 1 to 65535 and the same in both halves.
	ID uint16
	// RedundancyGroup is that of the pair; zero means not set.
	RedundancyGroup uint32
	// ChassisID is 0 on one switch and 1 on the other.
	ChassisID     Number
	Mode          MCAEMode
	StatusControl StatusControl
	// InitDelayTime keeps the aggregate down after a boot, in seconds; zero means
	// not set.
	InitDelayTime uint16
}

// An MCAEMode is how a multi-chassis aggregate is used. The zero value means not
// set.
type MCAEMode uint8

// The modes.
const (
	ActiveActive MCAEMode = iota + 1
	ActiveStandby
)

// A StatusControl says which half decides when the switches lose one another. The
// zero value means not set.
type StatusControl uint8

// The halves.
const (
	StatusActive StatusControl = iota + 1
	StatusStandby
)

// A Unit is a logical interface: routed, switched, or neither.
type Unit struct {
	Number            uint32
	Description       string
	Disable           bool
	Inet              Inet
	Inet6             Inet
	EthernetSwitching EthernetSwitching
}

// Inet is `family inet` or `family inet6` of a unit.
type Inet struct {
	On bool
	// MTU of the family, without the Ethernet header; zero means that of the port.
	MTU uint16
	// NoRedirects keeps the switch from telling hosts of better routers (IPv4).
	NoRedirects bool
	Address     []Address
}

// An Address is `address PREFIX`: the unit's own, with the length of its subnet.
type Address struct {
	Prefix             Prefix
	Primary, Preferred bool
	// VRRPGroup are the addresses that this one shares with other switches.
	VRRPGroup []VRRPGroup
}

// A VRRPGroup is `vrrp-group` or `vrrp-inet6-group`.
type VRRPGroup struct {
	// Group is 0 to 255.
	Group uint8
	// VirtualLinkLocalAddress is the group's own link-local address (IPv6).
	VirtualLinkLocalAddress Addr
	// VirtualAddress is `virtual-address` or `virtual-inet6-address`.
	VirtualAddress []Addr
	// Priority, the higher is active; 0 means not set (100).
	Priority uint8
	// A switch takes the active role back unless it says NoPreempt.
	Preempt, NoPreempt bool
	// AcceptData lets the active switch answer at the shared address.
	AcceptData bool
}

// EthernetSwitching is `family ethernet-switching`.
type EthernetSwitching struct {
	On            bool
	InterfaceMode InterfaceMode
	// VLANMembers are names or numbers of VLANs, ranges of numbers, or "all".
	VLANMembers []string
}

// An InterfaceMode is whether frames carry tags. The zero value means not set,
// which is access.
type InterfaceMode uint8

// The modes.
const (
	Access InterfaceMode = iota + 1
	Trunk
)

// MultiChassis is `multi-chassis`.
type MultiChassis struct {
	// Protection is `multi-chassis-protection`: the link to the other switch of a
	// pair.
	Protection []Protection
}

// A Protection says by which interface the traffic of a peer's failed links goes.
type Protection struct {
	// Peer is the address that ICCP knows the other switch by.
	Peer      Addr
	Interface string
}

// ICCP is `protocols iccp`, by which the two switches of a pair keep in step.
type ICCP struct {
	LocalIPAddr Addr
	Peer        []ICCPPeer
}

// An ICCPPeer is the other switch.
type ICCPPeer struct {
	Address Addr
	// SessionEstablishmentHoldTime is 45 to 600 seconds; zero means not set (300).
	SessionEstablishmentHoldTime uint16
	RedundancyGroupIDList        []uint32
	// BackupPeerIP is `backup-liveness-detection backup-peer-ip`: another way to ask
	// whether the peer lives.
	BackupPeerIP Addr
	// MinimumInterval and Multiplier are `liveness-detection`, in milliseconds.
	MinimumInterval uint32
	Multiplier      uint8
}
