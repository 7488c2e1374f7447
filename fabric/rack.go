package fabric

// A Rack is one leaf, or a pair of leaves that form a vPC domain, and the nodes
// below them.
type Rack struct {
	// Name is also the value of the nodes' rack label.
	Name string `yaml:"name"`
	// AS of the rack's leaves, and of its nodes under [ASPerRack]. Zero draws
	// from [Pools.RackAS].
	AS ASN `yaml:"as,omitempty"`
	// Leaves, one or two.
	Leaves []Leaf `yaml:"leaves"`
	// Network is the rack's node network. The VLAN may be the same in every rack,
	// the subnet may not (seeds/000).
	Network `yaml:",inline"`
	// Pod is the ID of the pod that the rack's leaves are in, in an [ACI] fabric, 1 to
	// 255; zero means 1.
	Pod int `yaml:"pod,omitempty"`
	// VPCDomain pins the vPC domain number of a pair, 1 to 1000.
	VPCDomain int `yaml:"vpcDomain,omitempty"`
	// Switches is the platform of the rack's leaves; nil means the fabric's.
	Switches Platform `yaml:"switches,omitempty"`
	// Ports is their layout; empty means the fabric's where the platform is the
	// fabric's, and the defaults of the platform otherwise.
	Ports PortLayout `yaml:"ports,omitempty"`
}

// A Network is a layer-2 segment of nodes below one rack's leaves.
type Network struct {
	// VLAN ID, 2 to 3967. Zero draws from [Pools.VLANs].
	VLAN VLAN `yaml:"vlan,omitempty"`
	// NodeSubnet is the network's subnet, one for each family. Zero draws from
	// [Pools.NodeSubnets].
	NodeSubnet Prefixes `yaml:"nodeSubnet,omitempty"`
	// Gateway pins the shared gateway address, which is never a BGP end. Zero
	// means its place in [Pools.Layout], or else the subnet's first usable address.
	Gateway Addrs `yaml:"gateway,omitempty"`
	// GatewayGroup pins the HSRP group (0 to 4095) or VRRP group (1 to 255). Zero
	// means the VLAN's number under HSRP, and 1 under VRRP.
	GatewayGroup int `yaml:"gatewayGroup,omitempty"`
}

// A Leaf is a leaf switch.
type Leaf struct {
	// Name is the device's host name.
	Name string `yaml:"name,scalar"`
	// RouterID pins the router ID, which is also the address of loopback0.
	RouterID Addr `yaml:"routerID,omitempty"`
	// Loopback6 pins the IPv6 address of loopback0 in a fabric with IPv6.
	Loopback6 Addr `yaml:"loopback6,omitempty"`
	// Address pins the leaf's own address on the rack's node network, the one
	// that nodes peer with.
	Address Addrs `yaml:"address,omitempty"`
	// Management pins the address of mgmt0 with the length of its subnet.
	Management Prefix `yaml:"management,omitempty"`
	// Uplinks pins links to spines; the others are drawn from the pools.
	Uplinks []Uplink `yaml:"uplinks,omitempty"`
	// Node is the leaf's node ID in an [ACI] fabric, 101 to 4000, and TEP its tunnel
	// endpoint address as the controller reports it. The latter is for the prediction
	// alone; without it one of 198.18.0.0/15 (RFC 2544) stands in its place.
	Node int  `yaml:"node,omitempty"`
	TEP  Addr `yaml:"tep,omitempty"`
}

// An Uplink pins what is known of the routed link from a leaf to one spine.
type Uplink struct {
	// Spine is the spine's name.
	Spine string `yaml:"spine"`
	// Subnet of the link, /30 or /31 and /126 or /127. The leaf has its first
	// usable address, the spine the second.
	Subnet Prefixes `yaml:"subnet,omitempty"`
	// Port of the leaf, and of the spine.
	Port      string `yaml:"port,omitempty"`
	SpinePort string `yaml:"spinePort,omitempty"`
}
