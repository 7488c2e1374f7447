package fabric

// An L3Out attaches one cluster, or some racks of one, to an ACI fabric: its nodes
// peer with the leaves of their rack over SVIs of the L3Out.
type L3Out struct {
	// Name, 1 to 64 letters, digits, "_", ".", ":" and "-"; unique in its tenant.
	Name string `yaml:"name"`
	// Cluster is the name of the cluster whose nodes it attaches.
	Cluster string `yaml:"cluster"`
	// Tenant is the name of the L3Out's tenant, and VRF that of a VRF of this
	// tenant, or else of tenant common.
	Tenant string `yaml:"tenant"`
	// VRF is its name.
	VRF string `yaml:"vrf"`
	// Racks whose nodes it attaches; empty means all in which the cluster has nodes.
	// A cluster that is wider than one L3Out may be spreads over several.
	Racks []string `yaml:"racks,omitempty"`
	// SVI is how the nodes are attached.
	SVI SVI `yaml:"svi"`
	// ExternalEPGs besides "default", which holds all subnets of the cluster; each
	// takes narrower subnets out of it (seeds/002, Segmentation).
	ExternalEPGs []ExternalEPG `yaml:"externalEPGs,omitempty"`
	// Provides and Consumes are the names of contracts of "default".
	Provides []string `yaml:"provides,omitempty"`
	Consumes []string `yaml:"consumes,omitempty"`
	// Transit are other L3Outs of the VRF by which the cluster reaches networks
	// outside of the fabric.
	Transit []Transit `yaml:"transit,omitempty"`
	// Leak makes the cluster's subnets known in other VRFs, with which there are
	// contracts.
	Leak bool `yaml:"leak,omitempty"`
}

// An SVI is how nodes are attached to an L3Out: [FloatingSVI] or [StandardSVI].
//
//sumtype:decl
type SVI interface{ isSVI() }

// A FloatingSVI is one subnet and one VLAN for all nodes of the L3Out. Some leaves,
// the anchors, run BGP; all others have the floating address. Release 5.0 and newer,
// at most six anchors (seeds/002).
type FloatingSVI struct {
	// VLAN, 2 to 4094, one of [ACIAccess.VLANs]. Zero draws one.
	VLAN VLAN `yaml:"vlan,omitempty"`
	// NodeSubnet is the subnet, one for each family. Zero draws from
	// [Pools.NodeSubnets].
	NodeSubnet Prefixes `yaml:"nodeSubnet,omitempty"`
	// Gateway pins the secondary address, which is the same on every anchor and is
	// the nodes' default gateway. Floating pins the floating address.
	Gateway  Addrs `yaml:"gateway,omitempty"`
	Floating Addrs `yaml:"floating,omitempty"`
	// Anchors are the anchor leaves; none means the leaves of all racks of the
	// L3Out.
	Anchors []Anchor `yaml:"anchors,omitempty"`
	// Via says for each rack without anchors which rack's its nodes peer with. Their
	// traffic goes through that rack (seeds/001, figure 3).
	Via []AnchorVia `yaml:"via,omitempty"`
	// VMM is the VMware domain that the SVI floats in, by its name; empty means the
	// physical domain, which takes any hypervisor and bare metal (seeds/002).
	VMM string `yaml:"vmm,omitempty"`
}

// An Anchor is an anchor leaf.
type Anchor struct {
	// Leaf is its name.
	Leaf string `yaml:"leaf,scalar"`
	// Address pins the leaf's primary address, which nodes peer with.
	Address Addrs `yaml:"address,omitempty"`
}

// An AnchorVia sends the nodes of one rack to the anchors of another.
type AnchorVia struct {
	// Rack is the name of the rack without anchors.
	Rack string `yaml:"rack"`
	// Anchors is the name of the rack whose leaves its nodes peer with.
	Anchors string `yaml:"anchors"`
}

// A StandardSVI is a subnet and a VLAN for each node, on the vPC of the node or of
// its hypervisor. Any release, at most twelve border leaves (seeds/002).
type StandardSVI struct {
	// NodeSubnets are what the nodes' subnets are drawn from, one range for each
	// family.
	NodeSubnets Prefixes `yaml:"nodeSubnets"`
	// Length is that of a node's IPv4 subnet, 24 to 29; zero means 29. Length6 is that
	// of its IPv6 subnet, 64 to 125; zero means 125, as many addresses.
	Length  int `yaml:"length,omitempty"`
	Length6 int `yaml:"length6,omitempty"`
	// VLANs that the nodes' are drawn from; zero means all of [ACIAccess.VLANs].
	VLANs VLANRange `yaml:"vlans,omitempty"`
}

func (FloatingSVI) isSVI() {}
func (StandardSVI) isSVI() {}

// An ExternalEPG classifies traffic of the L3Out by address, for contracts.
type ExternalEPG struct {
	// Name, 1 to 64 letters, digits, "_", ".", ":" and "-"; not "default".
	Name string `yaml:"name"`
	// Subnets of pods or services, a host prefix for a single service. The longest
	// match decides.
	Subnets []Prefix `yaml:"subnets"`
	// Provides and Consumes are names of contracts.
	Provides []string `yaml:"provides,omitempty"`
	Consumes []string `yaml:"consumes,omitempty"`
}

// A Transit is another L3Out by which the cluster reaches networks outside of the
// fabric. It is not changed: what it has to announce is in [Plan.Preconditions].
type Transit struct {
	// L3Out is its name, for what is said about it.
	L3Out string `yaml:"l3out"`
	// Receive are the prefixes learned there that the nodes are to learn, exactly as
	// they are; 0.0.0.0/0 is the default route. Empty means that the nodes use their
	// own default route.
	Receive []Prefix `yaml:"receive,omitempty"`
	// Contract is the name of the contract between the two L3Outs' external EPGs,
	// which ours provides and consumes.
	Contract string `yaml:"contract"`
}
