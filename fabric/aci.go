package fabric

// An ACI is a Cisco ACI fabric (seeds/001, seeds/002): its controllers run the
// fabric, its leaves are all in one AS, and Kubernetes nodes are attached to it by
// L3Outs. Racks have leaves with their node IDs and no node network of their own:
// that is the L3Out's. Clusters are [ASPerCluster].
type ACI struct {
	// AS of the fabric, in which all leaves are (bgpInstP default).
	AS ASN `yaml:"as"`
	// Version of the controllers as they print it, such as "5.2(7f)". Empty means
	// that features are not checked against it.
	Version string `yaml:"version,omitempty"`
	// MTU of the SVIs in bytes, 576 to 9216; zero means 9000 (seeds/002). The nodes
	// must have the same: BGP comes up with another, and large updates stall.
	MTU int `yaml:"mtu,omitempty"`
	// ECMP is how many equal paths a leaf uses, to its nodes and to other leaves,
	// 1 to 64; zero means 64.
	ECMP int `yaml:"ecmp,omitempty"`
	// Access is what the L3Outs' ports and VLANs hang on.
	Access ACIAccess `yaml:"access"`
	// Tenants that the L3Outs are in, with the VRFs and contracts that they use.
	Tenants []Tenant `yaml:"tenants"`
	// L3Outs attach the clusters, each at least one.
	L3Outs []L3Out `yaml:"l3outs"`
	// InUse is what the fabric holds besides this design, for its limits.
	InUse ACIUse `yaml:"inUse,omitempty"`
	// LPM is how many longest-prefix matches the forwarding scale profile of the
	// leaves has room for, 20000 to 128000; zero means 20000, the least (seeds/002).
	LPM int `yaml:"lpm,omitempty"`
}

func (ACI) isKind() {}

// An ACIAccess is a VLAN pool, a physical and an external routed domain on it, and
// the attachable access entity profile (AAEP) that the nodes' ports have. Nodes
// need both domains: the routed one for the L3Out, the physical one for the VLAN of
// a floating SVI on every leaf (seeds/002).
type ACIAccess struct {
	// Existing says that somebody else made all of it; it is then referred to and
	// must be there.
	Existing bool `yaml:"existing,omitempty"`
	// The names; empty ones are "k8s".
	VLANPool       string `yaml:"vlanPool,omitempty"`
	PhysicalDomain string `yaml:"physicalDomain,omitempty"`
	RoutedDomain   string `yaml:"routedDomain,omitempty"`
	AAEP           string `yaml:"aaep,omitempty"`
	// VLANs of the pool. Every L3Out's are among them.
	VLANs []VLANRange `yaml:"vlans"`
}

// A Tenant is one tenant of the fabric. Its own name, and those of its VRFs and
// L3Outs, are the controller's.
type Tenant struct {
	// Name, 1 to 63 letters, digits, "_", "." and "-"; "common" is the tenant whose
	// VRFs and contracts all others may use.
	Name string `yaml:"name"`
	// Create makes the tenant; otherwise it has to be there, which is checked
	// before a push and stated in [Plan.Preconditions] until then.
	Create bool `yaml:"create,omitempty"`
	// VRFs that the design's L3Outs use.
	VRFs []ACIVRF `yaml:"vrfs,omitempty"`
	// Contracts that the design makes. One that is used and not listed has to be
	// there already.
	Contracts []Contract `yaml:"contracts,omitempty"`
}

// An ACIVRF is one VRF of a tenant.
type ACIVRF struct {
	// Name, 1 to 64 letters, digits, "_", "." and "-".
	Name string `yaml:"name,scalar"`
	// Create makes the VRF; otherwise it has to be there.
	Create bool `yaml:"create,omitempty"`
}

// A Contract says what external EPGs and EPGs may say to each other.
type Contract struct {
	// Name, 1 to 64 letters, digits, "_", ".", ":" and "-".
	Name string `yaml:"name"`
	// Scope within which provider and consumer meet; zero is the VRF.
	Scope ContractScope `yaml:"scope,omitempty"`
	// Filters of what passes; none lets all IP pass.
	Filters []ContractFilter `yaml:"filters,omitempty"`
	// Graph is the name of a service graph template with policy-based redirect,
	// which has to be there: the contract's traffic goes through it (seeds/002,
	// Segmentation).
	Graph string `yaml:"graph,omitempty"`
}

// A ContractScope is how far a contract reaches.
type ContractScope uint8

// The scopes.
const (
	// ScopeVRF is one VRF, the controller's default.
	ScopeVRF ContractScope = iota
	// ScopeTenant is all VRFs of the contract's tenant.
	ScopeTenant
	// ScopeGlobal is the fabric: between tenants.
	ScopeGlobal
)

// A ContractFilter lets one kind of IP traffic pass.
type ContractFilter struct {
	// Name of the filter, unique in the tenant.
	Name string `yaml:"name"`
	// Protocol of IP: "tcp", "udp", "icmp", "icmpv6", or a number 1 to 255 as text.
	Protocol string `yaml:"protocol"`
	// Ports at the provider, such as "443" or "8000-8080"; empty means all, and is
	// the only choice without TCP or UDP.
	Ports string `yaml:"ports,omitempty"`
}

// An ACIUse is what a fabric holds besides the design.
type ACIUse struct {
	// FloatingAddresses of floating SVIs of other L3Outs.
	FloatingAddresses int `yaml:"floatingAddresses,omitempty"`
	// L3Outs of others.
	L3Outs int `yaml:"l3outs,omitempty"`
	// Sessions of BGP that the busiest leaf has with others.
	Sessions int `yaml:"sessions,omitempty"`
	// Prefixes that the fullest leaf forwards by already.
	Prefixes int `yaml:"prefixes,omitempty"`
}

// ACIMode is a switch in ACI mode, a leaf of an [ACI] fabric. It is what a plan says
// of such a leaf, and nothing that a design chooses: the controller configures the
// switch.
type ACIMode struct {
	// Version of the controllers.
	Version string
	// Pod and Node are the leaf's IDs; TEP is its tunnel endpoint address, where the
	// design has it.
	Pod, Node int
	TEP       Addr
}

func (ACIMode) isPlatform() {}
