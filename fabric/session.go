package fabric

// A Session is one BGP session: one value with two ends, from which both are
// generated.
type Session struct {
	Kind   SessionKind `json:"kind"`
	Family Family      `json:"family"`
	// A is the spine of a link's session, the leaf of a node's, and the first leaf
	// of a pair's.
	A End `json:"a"`
	// B is the leaf of a link's session, the node of a node's, and the second leaf
	// of a pair's.
	B End `json:"b"`
	// Terms are what both ends agree on.
	Terms SessionTerms `json:"terms,omitzero"`
	// Cluster of a node's session.
	Cluster string `json:"cluster,omitempty"`
	// Group is the index of the leaf's [NodeGroup] of a node's session.
	Group int `json:"group,omitempty"`
}

// A SessionKind is between what a session runs.
type SessionKind uint8

// The kinds.
const (
	SessionLink SessionKind = iota // spine and leaf, over a routed link
	SessionNode                    // leaf and node, on a node network
	SessionPair                    // the two leaves of a pair, over their backup VLAN
)

func (k SessionKind) String() string { return nameOf(int(k), []string{"link", "node", "pair"}) }

// MarshalText writes "link", "node" or "pair".
func (k SessionKind) MarshalText() ([]byte, error) { return []byte(k.String()), nil }

// An End is one end of a session.
type End struct {
	Device string `json:"device"`
	AS     ASN    `json:"as"`
	// Address that the session is run from; the other end's neighbor.
	Address Addr `json:"address"`
	// Interface that has the address.
	Interface string `json:"interface"`
	// Dials is false for the end that only listens (a dynamic neighbor).
	Dials bool `json:"dials"`
}

// Internal reports whether both ends are in one AS.
func (s Session) Internal() bool { return s.A.AS == s.B.AS }

// A NodeGroup is a leaf's terms towards the nodes of one cluster on one node
// network in one family. It states needs; the platform's package picks its
// knobs.
type NodeGroup struct {
	Cluster string `json:"cluster"`
	Family  Family `json:"family"`
	// VLAN and Subnet of the node network, and the leaf's own Address there.
	VLAN    VLAN   `json:"vlan"`
	Subnet  Prefix `json:"subnet"`
	Address Addr   `json:"address"`
	// RemoteAS are the AS numbers of the nodes, sorted, without repetition.
	RemoteAS []ASN `json:"remoteAS"`
	// Reflect: leaf and nodes share an AS and the leaf reflects between nodes.
	Reflect bool `json:"reflect,omitempty"`
	// SharedAS: the nodes share an AS that is not the leaf's and must still learn
	// each other's routes through it.
	SharedAS bool `json:"sharedAS,omitempty"`
	// NextHopSelf: the leaf is the next hop of what it passes on from other racks.
	NextHopSelf bool `json:"nextHopSelf,omitempty"`
	// DefaultOnly: the leaf originates a default route and sends nothing else.
	DefaultOnly bool `json:"defaultOnly,omitempty"`
	// Listen: one dynamic neighbor for the subnet; otherwise one for each node.
	Listen bool `json:"listen"`
	// Peers is how many nodes are expected on the leaf. MaxPeers bounds those of a
	// dynamic neighbor by what the subnet holds, at most 1000; zero without one.
	Peers    int          `json:"peers"`
	MaxPeers int          `json:"maxPeers,omitempty"`
	Terms    SessionTerms `json:"terms,omitzero"`
	// Import and Export are what is accepted from and sent to the nodes;
	// Unfiltered turns both off.
	Unfiltered bool     `json:"unfiltered,omitempty"`
	Import     []Accept `json:"import,omitempty"`
	Export     []Accept `json:"export,omitempty"`
}

// An Accept is one rule of a filter: the prefixes inside Prefix with a length
// of Min to Max pass.
type Accept struct {
	// Why names the pool or range, for names and descriptions.
	Why    string `json:"why"`
	Prefix Prefix `json:"prefix"`
	Min    int    `json:"min"`
	Max    int    `json:"max"`
	// Communities that the route must carry, all of them; on import at the leaf.
	Communities []Community `json:"communities,omitempty"`
	// LocalPreference that is given to it; zero leaves the default.
	LocalPreference uint32 `json:"localPreference,omitempty"`
}

// A PlannedCluster is one cluster with its nodes.
type PlannedCluster struct {
	Name       string  `json:"name"`
	CNI        CNI     `json:"-"`
	Kubernetes Version `json:"kubernetes,omitzero"`
	// AS is the cluster's own AS under [ASPerCluster], zero otherwise.
	AS ASN `json:"as,omitempty"`
	// Scheme is the design's.
	Scheme ASScheme `json:"-"`
	// Pods with names and block lengths filled in.
	Pods     []PodPool `json:"pods"`
	Services Services  `json:"services"`
	// DefaultOnly: the leaves send a default route and nothing else.
	DefaultOnly bool `json:"defaultOnly,omitempty"`
	// NextHopSelf: the leaves are the next hops of what comes from other racks,
	// under [ASPerRack]; otherwise the nodes' default route resolves them.
	NextHopSelf bool          `json:"nextHopSelf,omitempty"`
	Terms       SessionTerms  `json:"terms,omitzero"`
	Nodes       []PlannedNode `json:"nodes"`
	// Racks in which the cluster has nodes, in the order of the design, with the
	// peers that the nodes have there.
	Racks []ClusterRack `json:"racks"`
	// Unfiltered turns the nodes' own filters off. Announce and Learn are what a
	// node sends and accepts otherwise.
	Unfiltered bool     `json:"unfiltered,omitempty"`
	Announce   []Accept `json:"announce,omitempty"`
	Learn      []Accept `json:"learn,omitempty"`
	// LooseNodeFilters: the plugin's version filters by range and not by length;
	// the leaves' filters alone stop prefixes of other lengths inside a range.
	LooseNodeFilters bool `json:"looseNodeFilters,omitempty"`
	// TransitUnfiltered: the plugin's version cannot keep a node from passing on
	// what it learned; the loop check of the leaves alone stops that, because their
	// own AS is in the path.
	TransitUnfiltered bool `json:"transitUnfiltered,omitempty"`
}

// A ClusterRack is what all nodes of a cluster in one rack have in common, or one
// node of it where every node has a network of its own.
type ClusterRack struct {
	Rack string `json:"rack"`
	// Node is the name of the one node that this is about; empty means all nodes of
	// the cluster in the rack.
	Node string `json:"node,omitempty"`
	// Label is the value of the nodes' rack label.
	Label string `json:"label"`
	// VLAN and Subnet of the node network.
	VLAN   VLAN     `json:"vlan"`
	Subnet Prefixes `json:"subnet"`
	// Leaves are the peers, in the order of the rack.
	Leaves []LeafPeer `json:"leaves"`
}

// A LeafPeer is a leaf as its nodes see it.
type LeafPeer struct {
	Leaf    string `json:"leaf"`
	AS      ASN    `json:"as"`
	Address Addrs  `json:"address"`
}

// RackLabel is the node label by which a rack's nodes select their peers.
const RackLabel = "rack"

// A PlannedNode is one node of a cluster.
type PlannedNode struct {
	Name string `json:"name"`
	Rack string `json:"rack"`
	AS   ASN    `json:"as"`
	// Addresses are the node's own, with the subnet's length.
	Addresses Prefixes `json:"addresses"`
	// Interface that has them: bond0 of a bonded node and eth0 of another one, for
	// the prediction's own tables; nothing is emitted with it.
	Interface string `json:"interface"`
	// Gateway is where the node's static default route points; zero when it points
	// elsewhere or is missing; DefaultRoute says which.
	Gateway      Addrs        `json:"gateway,omitzero"`
	DefaultRoute DefaultRoute `json:"defaultRoute"`
	// Labels of the node, the rack label among them.
	Labels map[string]string `json:"labels"`
	// Leaves that the node, or its hypervisor, is cabled to, in an [ACI] fabric: with a
	// floating SVI nothing that the controller is told says so.
	Leaves []string `json:"leaves,omitempty"`
}
