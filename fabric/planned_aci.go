package fabric

// A PlannedACI is what a plan of an [ACI] fabric has besides leaves, clusters and
// sessions: what the controller is told. Emitters translate it.
type PlannedACI struct {
	// AS of the fabric.
	AS ASN `json:"as"`
	// Version of the controllers, "" when it is not known.
	Version string `json:"version,omitempty"`
	// Access with its names filled in.
	Access PlannedAccess `json:"access"`
	// Tenants in the order of their names, those of L3Outs and of VRFs.
	Tenants []PlannedTenant `json:"tenants"`
	// L3Outs in the order of tenants and names.
	L3Outs []PlannedL3Out `json:"l3outs"`
}

// A PlannedAccess is [ACIAccess] with everything filled in.
type PlannedAccess struct {
	Existing       bool        `json:"existing,omitempty"`
	VLANPool       string      `json:"vlanPool"`
	PhysicalDomain string      `json:"physicalDomain"`
	RoutedDomain   string      `json:"routedDomain"`
	AAEP           string      `json:"aaep"`
	VLANs          []VLANRange `json:"vlans"`
	// Groups are the vPC interface policy groups of nodes and hypervisors, sorted.
	Groups []string `json:"groups,omitempty"`
}

// A PlannedTenant is a tenant with what is made or used in it.
type PlannedTenant struct {
	Name   string       `json:"name"`
	Create bool         `json:"create,omitempty"`
	VRFs   []PlannedVRF `json:"vrfs,omitempty"`
	// Contracts to make, in the order of the design.
	Contracts []Contract `json:"contracts,omitempty"`
}

// A PlannedVRF is a VRF that L3Outs use.
type PlannedVRF struct {
	Name   string `json:"name"`
	Create bool   `json:"create,omitempty"`
	// Families of the L3Outs in it: each needs its ECMP policy.
	Families []Family `json:"families"`
	// Paths is how many equal paths leaves use, to nodes and to other leaves.
	Paths int `json:"paths"`
}

// A PlannedL3Out is one L3Out with everything that follows.
type PlannedL3Out struct {
	Tenant string `json:"tenant"`
	Name   string `json:"name"`
	// VRFTenant is the tenant of the VRF: the L3Out's own or common.
	VRFTenant string `json:"vrfTenant"`
	VRF       string `json:"vrf"`
	Cluster   string `json:"cluster"`
	// Floating says that it has floating SVIs, standard ones otherwise; VMM is the
	// VMware domain that they float in, "" for the physical domain.
	Floating bool   `json:"floating,omitempty"`
	VMM      string `json:"vmm,omitempty"`
	// MTU of the SVIs.
	MTU int `json:"mtu"`
	// Leaves that run BGP: the anchors, or the border leaves, in the order of the
	// design.
	Leaves []ACILeaf `json:"leaves"`
	// SVIs in the order of the leaves' racks, families and nodes.
	SVIs []PlannedSVI `json:"svis"`
	// RemoteAS is the cluster's AS.
	RemoteAS ASN `json:"remoteAS"`
	// SharedAS: nodes of one AS learn each other's routes by the leaves. It is
	// always set: a cluster on ACI has one AS.
	SharedAS bool `json:"sharedAS"`
	// Terms of the sessions with everything filled in that the L3Out sets: the timers
	// that the cluster's CNI keeps up with, how long the routes of a node that
	// restarts are kept (GracefulRestart), the longest path of one AS.
	Terms SessionTerms `json:"terms"`
	// BFD says that leaf and node watch each other, by Terms.BFD.
	BFD bool `json:"bfd,omitempty"`
	// Unfiltered accepts everything from the nodes. Import is accepted from them
	// otherwise, and Export is what they learn.
	Unfiltered bool     `json:"unfiltered,omitempty"`
	Import     []Accept `json:"import,omitempty"`
	Export     []Accept `json:"export,omitempty"`
	// EPGs are the external EPGs, "default" first.
	EPGs []PlannedEPG `json:"epgs"`
}

// An ACILeaf is a leaf of an L3Out.
type ACILeaf struct {
	Name     string `json:"name"`
	Rack     string `json:"rack"`
	Pod      int    `json:"pod"`
	Node     int    `json:"node"`
	RouterID Addr   `json:"routerID"`
}

// A PlannedSVI is the interface of an L3Out on one leaf or pair of leaves, in one
// family. One of a floating L3Out is on one anchor, and has Floating; one of a
// standard L3Out is on a pair, and has Path and Node.
type PlannedSVI struct {
	Family Family `json:"family"`
	VLAN   VLAN   `json:"vlan"`
	Subnet Prefix `json:"subnet"`
	// Leaves are the one anchor, or the pair: the leaf with the lower node ID
	// first, which is side A.
	Leaves []SVILeaf `json:"leaves"`
	// Secondary is shared by all leaves of the subnet: the nodes' gateway.
	Secondary Addr `json:"secondary"`
	Floating  Addr `json:"floating,omitzero"`
	// Path is the name of the vPC interface policy group, Node the node behind it.
	Path string `json:"path,omitempty"`
	Node string `json:"node,omitempty"`
	// Peers are the nodes as neighbors: the subnet, from which any node may dial, or
	// one host prefix for each node.
	Peers []Prefix `json:"peers"`
}

// An SVILeaf is a leaf's own address on an SVI.
type SVILeaf struct {
	Leaf    string `json:"leaf"`
	Pod     int    `json:"pod"`
	Node    int    `json:"node"`
	Address Addr   `json:"address"`
}

// A PlannedEPG is an external EPG.
type PlannedEPG struct {
	Name     string      `json:"name"`
	Subnets  []EPGSubnet `json:"subnets"`
	Provides []string    `json:"provides,omitempty"`
	Consumes []string    `json:"consumes,omitempty"`
}

// An EPGSubnet is a subnet of an external EPG.
type EPGSubnet struct {
	Prefix Prefix `json:"prefix"`
	// Leak makes the subnet, and what is inside of it, known in other VRFs, and
	// classifies there by it.
	Leak bool `json:"leak,omitempty"`
}

// A Precondition is something that has to be there and that nobody can know of
// without asking the devices. It is checked live before a push.
type Precondition struct {
	// What has to be there: the DN of an object, or a statement.
	What string `json:"what"`
	// Why the design needs it.
	Why string `json:"why"`
}
