package fabric

// A Role is what a switch is for.
type Role uint8

// The roles.
const (
	RoleSpine Role = iota
	RoleLeaf
)

func (r Role) String() string {
	if r == RoleLeaf {
		return "leaf"
	}
	return "spine"
}

// MarshalText writes "spine" or "leaf".
func (r Role) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// A Switch is one planned spine or leaf.
type Switch struct {
	Name     string   `json:"name"`
	Role     Role     `json:"role"`
	Rack     string   `json:"rack,omitempty"` // of a leaf
	Platform Platform `json:"-"`
	AS       ASN      `json:"as"`
	// RouterID is also the IPv4 address of loopback0.
	RouterID Addr `json:"routerID"`
	// Loopback6 is the IPv6 address of loopback0, set in a fabric with IPv6.
	Loopback6 Addr `json:"loopback6,omitzero"`
	// Management is the address of mgmt0 with its subnet's length, and the default
	// gateway of the management VRF; both may be missing.
	Management        Prefix `json:"management,omitzero"`
	ManagementGateway Addr   `json:"managementGateway,omitzero"`
	// Families that the switch routes.
	Families []Family `json:"families"`
	// MTU of routed ports and node ports in bytes.
	MTU int `json:"mtu"`
	// PathsExternal and PathsInternal are how many equal paths learned by eBGP and
	// by iBGP are used; zero means that no such routes are expected.
	PathsExternal int `json:"pathsExternal"`
	PathsInternal int `json:"pathsInternal,omitempty"`
	// RelaxMultipath is needed where equal paths have different AS numbers in them.
	RelaxMultipath bool `json:"relaxMultipath"`
	// CompareRouterID makes the choice between equal external paths a matter of
	// router IDs and not of age, so that it can be predicted (RFC 4271 9.1.2.2 f).
	CompareRouterID bool `json:"compareRouterID"`
	// Ports in order of their names' numbers.
	Ports []Port `json:"ports"`
	// Channels are the port-channels of a leaf.
	Channels []Channel `json:"channels,omitempty"`
	// Pair is the vPC domain of a leaf with a peer, nil without.
	Pair *Pair `json:"pair,omitempty"`
	// Backup is a leaf's end of the routed VLAN to its peer, nil without one.
	Backup *Backup `json:"backup,omitempty"`
	// Networks are the node networks of a leaf.
	Networks []SwitchNetwork `json:"networks,omitempty"`
	// Originates are the prefixes that the switch itself announces: its loopbacks
	// and its node subnets.
	Originates []Prefix `json:"originates"`
	// Uplink are the terms of the sessions over routed links.
	Uplink SessionTerms `json:"uplink,omitzero"`
	// Groups are a leaf's terms towards its nodes.
	Groups []NodeGroup `json:"groups,omitempty"`
}

// A PortUse is what a port is for.
type PortUse uint8

// The uses.
const (
	// PortRouted is a routed link between leaf and spine.
	PortRouted PortUse = iota
	// PortAccess goes to one single-homed node or hypervisor.
	PortAccess
	// PortMember is a member of a port-channel.
	PortMember
)

func (u PortUse) String() string { return nameOf(int(u), []string{"routed", "access", "member"}) }

// MarshalText writes "routed", "access" or "member".
func (u PortUse) MarshalText() ([]byte, error) { return []byte(u.String()), nil }

// A Port is one physical port in use.
type Port struct {
	// Name as the platform prints it, such as "Ethernet1/49".
	Name string  `json:"name"`
	Use  PortUse `json:"use"`
	// Peer is the device at the other end, and PeerPort its port where known.
	Peer     string `json:"peer"`
	PeerPort string `json:"peerPort,omitempty"`
	// Addresses of a routed port, with the length of the link's subnet.
	Addresses Prefixes `json:"addresses,omitzero"`
	// VLANs of an access port. Tagged makes it a trunk: to a hypervisor, whose
	// machines may come to be in several.
	VLANs  []VLAN `json:"vlans,omitempty"`
	Tagged bool   `json:"tagged,omitempty"`
	// Channel is the port-channel that a member belongs to.
	Channel int `json:"channel,omitempty"`
}

// A Channel is one port-channel of a leaf.
type Channel struct {
	Number int `json:"number"`
	// Peer is the node, the hypervisor, or the other leaf.
	Peer string `json:"peer"`
	// PeerLink marks the link between the two leaves of a vPC domain.
	PeerLink bool `json:"peerLink,omitempty"`
	// VPC is the vPC number, the same on both leaves; zero on the peer link.
	VPC int `json:"vpc,omitempty"`
	// VLANs carried. Tagged makes it a trunk: to a hypervisor, and between leaves.
	VLANs  []VLAN `json:"vlans"`
	Tagged bool   `json:"tagged,omitempty"`
	// Members are port names.
	Members []string `json:"members"`
}

// A Pair is a leaf's part in a vPC domain.
type Pair struct {
	Domain int `json:"domain"`
	// Peer is the other leaf's name.
	Peer string `json:"peer"`
	// Priority decides the role; the lower becomes primary.
	Priority int `json:"priority"`
	// KeepaliveSource and KeepaliveDestination are the two leaves' addresses of
	// the peer keepalive, in KeepaliveVRF.
	KeepaliveSource      Addr   `json:"keepaliveSource"`
	KeepaliveDestination Addr   `json:"keepaliveDestination"`
	KeepaliveVRF         string `json:"keepaliveVRF"`
}

// A Backup is a leaf's end of the routed VLAN between the leaves of a pair.
type Backup struct {
	VLAN VLAN `json:"vlan"`
	// Addresses are the leaf's own, with the subnet's length; Peer the other's.
	Addresses Prefixes `json:"addresses"`
	Peer      Addrs    `json:"peer"`
}

// A SwitchNetwork is a leaf's end of a node network: its SVI.
type SwitchNetwork struct {
	VLAN VLAN `json:"vlan"`
	// Name of the VLAN.
	Name string `json:"name"`
	// Addresses are the leaf's own, with the subnet's length: what nodes peer with.
	Addresses Prefixes `json:"addresses"`
	// Gateway is the shared address, never a BGP end.
	Gateway Addrs `json:"gateway"`
	// Protocol and Group share the gateway address; Priority is the leaf's own.
	Protocol GatewayProtocol `json:"protocol"`
	Group    int             `json:"group"`
	Priority int             `json:"priority"`
}

// A Link is a routed point-to-point link from a leaf to a spine.
type Link struct {
	Leaf   LinkEnd  `json:"leaf"`
	Spine  LinkEnd  `json:"spine"`
	Subnet Prefixes `json:"subnet"`
}

// A LinkEnd is one end of a link.
type LinkEnd struct {
	Device  string `json:"device"`
	Port    string `json:"port"`
	Address Addrs  `json:"address"`
}
