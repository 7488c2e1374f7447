package fabric

// A Design is everything the operator decides. It is plain data: written as a
// literal, or read from a file by [Load]. What follows from it is a [Plan].
type Design struct {
	// Name of the site or fabric; it prefixes nothing and names reports.
	Name string `yaml:"name"`
	// Fabric is the kind of fabric with what only that kind has.
	Fabric Kind `yaml:"fabric"`
	// Pools are what addresses and numbers are drawn from that are not pinned.
	Pools Pools `yaml:"pools,omitempty"`
	// Racks, each with its leaf or its pair of leaves.
	Racks []Rack `yaml:"racks"`
	// Clusters of Kubernetes nodes on the fabric.
	Clusters []Cluster `yaml:"clusters"`

	source *source // where the fields stand in a file, for the lines of problems
}

// A Kind is a kind of fabric: [IPFabric] or [ACI].
//
//sumtype:decl
type Kind interface{ isKind() }

// An IPFabric is a layer-3 Clos of eBGP speakers without an overlay (RFC 7938;
// seeds/000): every link is routed, every rack has its own AS and node subnets.
type IPFabric struct {
	// SpineAS is the AS of all spines.
	SpineAS ASN `yaml:"spineAS"`
	// Spines; every leaf has one routed link to each.
	Spines []Spine `yaml:"spines"`
	// Switches is the platform of spines and leaves that name none of their own;
	// nil means [NXOS] of no particular version.
	Switches Platform `yaml:"switches,omitempty"`
	// Gateway is the protocol by which the leaves of a rack share the gateway
	// address; zero means what the platform has: [HSRP] on NX-OS, [VRRP] elsewhere.
	Gateway GatewayProtocol `yaml:"gateway,omitempty"`
	// ECMP is how many equal paths the switches use.
	ECMP ECMP `yaml:"ecmp,omitempty"`
	// MTU of the routed links and the node ports in bytes, 1500 to 9216, without
	// Ethernet headers; zero means 9216, and 9000 where a switch runs [Junos].
	MTU int `yaml:"mtu,omitempty"`
	// Session are the terms of the BGP sessions between leaf and spine.
	Session SessionTerms `yaml:"session,omitempty"`
	// BackupVLAN, when set, is a VLAN between the two leaves of every pair, on their
	// peer link only, over which they run iBGP: a leaf that lost its spines reaches
	// the fabric by its peer. 2 to 3967; its subnets are drawn from [Pools.Links].
	BackupVLAN VLAN `yaml:"backupVLAN,omitempty"`
	// Ports says which ports the switches use for what.
	Ports PortLayout `yaml:"ports,omitempty"`
}

func (IPFabric) isKind() {}

// A Spine is a spine switch.
type Spine struct {
	// Name is the device's host name.
	Name string `yaml:"name,scalar"`
	// RouterID pins the router ID, which is also the address of loopback0.
	RouterID Addr `yaml:"routerID,omitempty"`
	// Loopback6 pins the IPv6 address of loopback0 in a fabric with IPv6.
	Loopback6 Addr `yaml:"loopback6,omitempty"`
	// Management pins the address of mgmt0 with the length of its subnet.
	Management Prefix `yaml:"management,omitempty"`
	// Switches is the spine's platform; nil means the fabric's.
	Switches Platform `yaml:"switches,omitempty"`
	// Ports is its layout; empty means the fabric's where the platform is the
	// fabric's, and the defaults of the platform otherwise.
	Ports PortLayout `yaml:"ports,omitempty"`
}

// A Platform is what a switch runs: [NXOS], [Junos] or [FRR]; in an [ACI] fabric
// [ACIMode], which no design sets.
//
//sumtype:decl
type Platform interface{ isPlatform() }

// NXOS is Cisco NX-OS on a Nexus 9000 or 3000.
type NXOS struct {
	// Version as the device prints it, such as "9.3(8)" or "10.4(3)M". Empty
	// means that features are not checked against it.
	Version string `yaml:"version,omitempty"`
	// Modular is a chassis with line cards: 2000 BGP neighbors instead of 1024
	// (seeds/000).
	Modular bool `yaml:"modular,omitempty"`
}

// Junos is Juniper Junos or Junos Evolved on a QFX.
type Junos struct {
	// Version as the device prints it, such as "23.4R1" or "22.2R3-S1". Empty
	// means that features are not checked against it.
	Version string `yaml:"version,omitempty"`
}

// FRR is FRRouting on a switch that runs Linux. It routes; VLANs, bonds and the
// link to the other leaf are the operating system's.
type FRR struct {
	// Version as "show version" prints it, such as "8.4.4" or "10.1". Empty means
	// that features are not checked against it.
	Version string `yaml:"version,omitempty"`
	// System is the operating system, for the names of interfaces; zero means
	// [Linux].
	System FRRSystem `yaml:"system,omitempty"`
}

// An FRRSystem is an operating system that FRR runs on.
type FRRSystem uint8

// The systems.
const (
	// Linux names its interfaces as Cumulus Linux does: swp1, vlan2300, lo.
	Linux FRRSystem = iota
	// SONiC names them Ethernet0, Vlan2300, Loopback0.
	SONiC
)

func (NXOS) isPlatform()  {}
func (Junos) isPlatform() {}
func (FRR) isPlatform()   {}

// ECMP bounds the equal-cost paths of the switches, 1 to 64 each (seeds/000);
// zero means 64.
type ECMP struct {
	// Spine is how many leaves a spine spreads a prefix over.
	Spine int `yaml:"spine,omitempty"`
	// Uplinks is how many spines a leaf spreads a remote prefix over.
	Uplinks int `yaml:"uplinks,omitempty"`
	// Nodes is how many of its own nodes a leaf spreads a service over.
	Nodes int `yaml:"nodes,omitempty"`
}

// A PortLayout names the first port of each use; further ones count upwards by
// name in the ledger. Empty fields mean the defaults, those of a leaf with 48 node
// ports. The names are the platform's: Ethernet1/49 of NX-OS, et-0/0/48 of Junos,
// swp49 of Linux, Ethernet48 of SONiC.
type PortLayout struct {
	// Nodes is a leaf's first node port; empty means Ethernet1/1, xe-0/0/0, swp1 or
	// Ethernet0.
	Nodes string `yaml:"nodes,omitempty"`
	// Uplinks is a leaf's first port to the spines; empty means Ethernet1/49,
	// et-0/0/48, swp49 or Ethernet48.
	Uplinks string `yaml:"uplinks,omitempty"`
	// PeerLink are the leaf's ports to the other leaf of its rack; empty means the
	// last two before the uplinks: Ethernet1/47 and Ethernet1/48, xe-0/0/46 and
	// xe-0/0/47, swp47 and swp48, Ethernet46 and Ethernet47.
	PeerLink []string `yaml:"peerLink,omitempty"`
	// Leaves is a spine's first port to the leaves; empty means Ethernet1/1,
	// et-0/0/0, swp1 or Ethernet0.
	Leaves string `yaml:"leaves,omitempty"`
}

// A GatewayProtocol shares a rack's gateway address between its leaves.
type GatewayProtocol uint8

// The protocols.
const (
	// GatewayDefault is what the platform has: HSRP on NX-OS, VRRP elsewhere.
	GatewayDefault GatewayProtocol = iota
	// HSRP is Cisco's, in version 2.
	HSRP
	// VRRP is the standard's (RFC 5798).
	VRRP
)
