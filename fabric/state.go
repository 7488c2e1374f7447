package fabric

// A State is what only a running cluster knows. It is an optional input of the
// prediction, kept apart from the design (in a file: NAME.state.yaml beside
// NAME.yaml). Without it the prediction assumes one block of each pool per
// selected node, in the design's order, and the announced service ranges.
type State struct {
	// Clusters of which something is known.
	Clusters []ClusterState `yaml:"clusters"`
}

// A ClusterState is the running state of one cluster.
type ClusterState struct {
	// Name of the cluster.
	Name string `yaml:"name"`
	// Blocks that the nodes hold. Empty means the assumption of [State].
	Blocks []NodeBlock `yaml:"blocks,omitempty"`
	// Services that are announced by host routes of their own.
	Services []Service `yaml:"services,omitempty"`
}

// A NodeBlock is a block of a pod pool, or one borrowed address of it, that a
// node announces.
type NodeBlock struct {
	// Node is the node's name.
	Node string `yaml:"node"`
	// Prefix is the block, or the one borrowed address.
	Prefix Prefix `yaml:"prefix"`
}

// A Service is a Kubernetes service as the network sees it.
type Service struct {
	// Name for reports, "namespace/name" by convention.
	Name string `yaml:"name,omitempty"`
	// Addresses of the service, of any of the three kinds.
	Addresses []Addr `yaml:"addresses"`
	// TrafficPolicy is the external traffic policy.
	TrafficPolicy TrafficPolicy `yaml:"trafficPolicy,omitempty"`
	// Endpoints are the nodes with a ready endpoint.
	Endpoints []string `yaml:"endpoints,omitempty"`
}

// A TrafficPolicy is Kubernetes' externalTrafficPolicy.
type TrafficPolicy uint8

// The policies.
const (
	// TrafficCluster spreads over all nodes: only the range is announced.
	TrafficCluster TrafficPolicy = iota
	// TrafficLocal keeps to nodes with an endpoint: they announce host routes.
	TrafficLocal
)

func trafficPolicyNames() []string { return []string{"Cluster", "Local"} }

func (t TrafficPolicy) String() string { return nameOf(int(t), trafficPolicyNames()) }

// MarshalText writes "Cluster" or "Local".
func (t TrafficPolicy) MarshalText() ([]byte, error) { return []byte(t.String()), nil }

// UnmarshalText reads "Cluster" or "Local".
func (t *TrafficPolicy) UnmarshalText(text []byte) error {
	return readName((*uint8)(t), text, trafficPolicyNames())
}

// Enum lists the texts, for the schema of the file format.
func (TrafficPolicy) Enum() []string { return trafficPolicyNames() }
