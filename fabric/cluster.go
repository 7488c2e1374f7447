package fabric

// A Cluster is one Kubernetes cluster on the fabric.
type Cluster struct {
	// Name of the cluster; unique in the design.
	Name string `yaml:"name"`
	// AS says which AS its nodes are in.
	AS ASScheme `yaml:"as"`
	// DownwardDefault makes the leaves send their nodes a default route and
	// nothing else.
	DownwardDefault bool `yaml:"downwardDefault,omitempty"`
	// NextHopSelf makes the leaves put themselves as next hop into what they pass
	// to the nodes from other racks. Needed under [ASPerRack] when
	// the nodes' default route does not point at the leaf (seeds/000).
	NextHopSelf bool `yaml:"nextHopSelf,omitempty"`
	// DefaultRoute is where the nodes' own static default route points; the
	// operator configures it in the nodes' operating system.
	DefaultRoute DefaultRoute `yaml:"defaultRoute,omitempty"`
	// Peering is how the leaves configure the nodes.
	Peering Peering `yaml:"peering,omitempty"`
	// CNI is the network plugin with what only that plugin has.
	CNI CNI `yaml:"cni"`
	// Kubernetes is the version of the API server; zero means unknown.
	Kubernetes Version `yaml:"kubernetes,omitempty"`
	// Pods are the pools that pods get their addresses from, at least one.
	Pods []PodPool `yaml:"pods"`
	// Services are the ranges of service addresses that the nodes announce.
	Services Services `yaml:"services,omitempty"`
	// Session are the terms of the BGP sessions between node and leaf.
	Session SessionTerms `yaml:"session,omitempty"`
	// Filters changes what passes between node and leaf.
	Filters Filters `yaml:"filters,omitempty"`
	// Networks are node networks of the cluster's own in some racks, where it
	// does not use the rack's.
	Networks []ClusterNetwork `yaml:"networks,omitempty"`
	// Nodes of the cluster.
	Nodes []Node `yaml:"nodes"`
}

// An ASScheme says which AS the nodes of a cluster are in: [ASPerRack],
// [ASPerServer] or [ASPerCluster].
//
//sumtype:decl
type ASScheme interface{ isASScheme() }

// ASPerRack puts the nodes into the AS of their rack's leaves. The leaves are
// route reflectors for them (seeds/000; RFC 4456).
type ASPerRack struct{}

// ASPerServer gives every node an AS of its own; the sessions are eBGP.
type ASPerServer struct {
	// Range is what the AS of a node that pins none is drawn from.
	Range ASNRange `yaml:"range,omitempty"`
}

// ASPerCluster puts all nodes of the cluster into one AS; the sessions are eBGP,
// and the leaves hide that sender and receiver are of one AS.
type ASPerCluster struct {
	// AS of every node.
	AS ASN `yaml:"as"`
}

func (ASPerRack) isASScheme()    {}
func (ASPerServer) isASScheme()  {}
func (ASPerCluster) isASScheme() {}

// A DefaultRoute is where the static default route of a node points.
type DefaultRoute uint8

// The choices.
const (
	// DefaultViaGateway points at the shared gateway address of the node network.
	DefaultViaGateway DefaultRoute = iota
	// DefaultElsewhere points into another network, such as one for management.
	DefaultElsewhere
	// DefaultAbsent leaves the node without a static default route.
	DefaultAbsent
)

// Peering is how a leaf configures the sessions with its nodes.
type Peering uint8

// The choices.
const (
	// PeerBySubnet configures one dynamic neighbor for the node subnet: nodes come
	// and go without a change on the leaf.
	PeerBySubnet Peering = iota
	// PeerByNode configures one neighbor for each node.
	PeerByNode
)

// A PodPool is a range of pod addresses, handed to the nodes in blocks.
type PodPool struct {
	// Name of the pool; empty means one made of the cluster's name and the
	// pool's prefix.
	Name string `yaml:"name,omitempty"`
	// Prefix of the pool.
	Prefix Prefix `yaml:"prefix,omitempty"`
	// Draw, in the place of Prefix, is the length of a prefix that is drawn from
	// [Pools.Pods], in one family. The pool then needs a name.
	Draw Lengths `yaml:"draw,omitempty"`
	// Block is the length of a node's block; zero means 26 for IPv4 and 122 for
	// IPv6. Calico takes 20 to 32 and 116 to 128.
	Block int `yaml:"block,omitempty"`
	// Nodes selects the nodes that draw from the pool, by labels that must all be
	// equal; empty means all nodes.
	Nodes map[string]string `yaml:"nodes,omitempty"`
	// Communities are attached by the nodes to the routes of the pool.
	Communities []Community `yaml:"communities,omitempty"`
	// LocalPreference is given by the leaves to the routes of the pool; zero
	// leaves the default, 100.
	LocalPreference uint32 `yaml:"localPreference,omitempty"`
	// NATOutgoing hides the pods behind their node towards addresses outside all
	// pools.
	NATOutgoing bool `yaml:"natOutgoing,omitempty"`
}

// Services are ranges of service addresses. Every node announces the ranges, and
// nodes with a ready endpoint of a service with traffic policy Local its host
// routes.
type Services struct {
	// ClusterIPs is the API server's service-cluster-ip-range.
	ClusterIPs []Prefix `yaml:"clusterIPs,omitempty"`
	// ExternalIPs of services.
	ExternalIPs []Prefix `yaml:"externalIPs,omitempty"`
	// LoadBalancerIPs of services of type LoadBalancer.
	LoadBalancerIPs []Prefix `yaml:"loadBalancerIPs,omitempty"`
	// Draw are the lengths of further ranges, which are drawn from
	// [Pools.Services].
	Draw ServiceLengths `yaml:"draw,omitempty"`
}

// ServiceLengths are the lengths of service ranges to draw, one of each family
// at most.
type ServiceLengths struct {
	// ClusterIPs, ExternalIPs and LoadBalancerIPs are those of [Services].
	ClusterIPs      Lengths `yaml:"clusterIPs,omitempty"`
	ExternalIPs     Lengths `yaml:"externalIPs,omitempty"`
	LoadBalancerIPs Lengths `yaml:"loadBalancerIPs,omitempty"`
}

// All returns every range: cluster, external, load balancer.
func (s Services) All() []Prefix {
	all := make([]Prefix, 0, len(s.ClusterIPs)+len(s.ExternalIPs)+len(s.LoadBalancerIPs))
	all = append(all, s.ClusterIPs...)
	all = append(all, s.ExternalIPs...)
	return append(all, s.LoadBalancerIPs...)
}

// Filters changes what may pass between node and leaf. By default nodes may
// announce their cluster's pools and services and nothing else, and leaves send
// them those and the cluster's node subnets.
type Filters struct {
	// Off leaves the sessions unfiltered in both directions.
	Off bool `yaml:"off,omitempty"`
	// FromNodes are further ranges that nodes may announce, with every prefix
	// inside them.
	FromNodes []Prefix `yaml:"fromNodes,omitempty"`
	// ToNodes are further ranges that leaves send to the nodes, with every prefix
	// inside them.
	ToNodes []Prefix `yaml:"toNodes,omitempty"`
}

// A ClusterNetwork is a node network of one cluster in one rack.
type ClusterNetwork struct {
	// Rack is the rack's name.
	Rack string `yaml:"rack"`
	// Network is the segment; its VLAN differs from the rack's own.
	Network `yaml:",inline"`
	// Leaves pins the leaves' own addresses in the network.
	Leaves []LeafAddress `yaml:"leaves,omitempty"`
}

// A LeafAddress pins the address of one leaf.
type LeafAddress struct {
	// Leaf is the leaf's name.
	Leaf string `yaml:"leaf"`
	// Address of the leaf, one for each family.
	Address Addrs `yaml:"address"`
}

// A Node is one Kubernetes node.
type Node struct {
	// Name as Kubernetes knows it.
	Name string `yaml:"name"`
	// Rack is the name of the rack the node is in.
	Rack string `yaml:"rack"`
	// Address pins the node's address in its node network.
	Address Addrs `yaml:"address,omitempty"`
	// AS pins the node's AS under [ASPerServer].
	AS ASN `yaml:"as,omitempty"`
	// Attach is how the node is cabled; nil means [Bond] in a rack with two
	// leaves, and [SingleHomed] on the leaf of a rack with one.
	Attach Attachment `yaml:"attach,omitempty"`
	// Labels of the Kubernetes node that pools select by.
	Labels map[string]string `yaml:"labels,omitempty"`
}

// An Attachment is how a node is cabled: [Bond], [SingleHomed] or [VM].
//
//sumtype:decl
type Attachment interface{ isAttachment() }

// Bond is a bare-metal node on an LACP bond to both leaves (vPC).
type Bond struct{}

// SingleHomed is a bare-metal node on one leaf.
type SingleHomed struct {
	// Leaf is the leaf's name.
	Leaf string `yaml:"leaf"`
}

// VM is a virtual machine. It has to stay on hypervisors of its rack, because
// the node subnet is the rack's (seeds/000).
type VM struct {
	// Host is the name of the hypervisor; VMs with one host share its port.
	Host string `yaml:"host"`
	// Leaf is the leaf of a hypervisor with one link; empty means a bond to both.
	Leaf string `yaml:"leaf,omitempty"`
}

func (Bond) isAttachment()        {}
func (SingleHomed) isAttachment() {}
func (VM) isAttachment()          {}

// A CNI is the network plugin of a cluster: [Calico].
//
//sumtype:decl
type CNI interface{ isCNI() }

// Calico is open-source Calico in BGP mode without encapsulation.
type Calico struct {
	// Version is 3.26 to 3.32; required.
	Version Version `yaml:"version"`
	// Operator is set when the Tigera operator installs Calico; it then runs in
	// calico-system, and an Installation is emitted.
	Operator bool `yaml:"operator,omitempty"`
	// Namespace of calico-node, from which it reads passwords. Empty means
	// calico-system with the operator and kube-system without.
	Namespace string `yaml:"namespace,omitempty"`
	// StrictAffinity keeps a node from borrowing single addresses of another
	// node's block, so that only whole blocks are announced.
	StrictAffinity bool `yaml:"strictAffinity,omitempty"`
	// MaxBlocksPerNode bounds a node's blocks in all pools; zero means no bound
	// of our own (Calico's is 20).
	MaxBlocksPerNode int `yaml:"maxBlocksPerNode,omitempty"`
}

func (Calico) isCNI() {}
