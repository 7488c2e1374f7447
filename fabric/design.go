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

// A Kind is a kind of fabric: [IPFabric].
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
	// Switches is the platform of spines and leaves; nil means [NXOS] of no
	// particular version.
	Switches Platform `yaml:"switches,omitempty"`
	// Gateway is the protocol by which the leaves of a rack share the gateway
	// address; zero means [HSRP].
	Gateway GatewayProtocol `yaml:"gateway,omitempty"`
	// ECMP is how many equal paths the switches use.
	ECMP ECMP `yaml:"ecmp,omitempty"`
	// MTU of the routed links and the node ports in bytes, 1500 to 9216; zero
	// means 9216.
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
}

// A Platform is what a switch runs: [NXOS].
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

func (NXOS) isPlatform() {}

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
// name in the ledger. Empty fields mean the defaults, those of a 48-port leaf.
type PortLayout struct {
	// Nodes is a leaf's first node port; empty means Ethernet1/1.
	Nodes string `yaml:"nodes,omitempty"`
	// Uplinks is a leaf's first port to the spines; empty means Ethernet1/49.
	Uplinks string `yaml:"uplinks,omitempty"`
	// PeerLink are the leaf's ports to its vPC peer; empty means Ethernet1/47 and
	// Ethernet1/48.
	PeerLink []string `yaml:"peerLink,omitempty"`
	// Leaves is a spine's first port to the leaves; empty means Ethernet1/1.
	Leaves string `yaml:"leaves,omitempty"`
}

// A GatewayProtocol shares a rack's gateway address between its leaves.
type GatewayProtocol uint8

// The protocols.
const (
	// HSRP is Cisco's, in version 2.
	HSRP GatewayProtocol = iota
	// VRRP is the standard's (RFC 5798).
	VRRP
)
