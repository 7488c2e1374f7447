package calico

import (
	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/podfabric/podfabric/fabric"
)

// Objects are the Kubernetes objects of one cluster, in the order in which they
// have to be applied: passwords and filters before the peers that name them,
// and the nodes' AS numbers before the sessions that use them.
//
// The zero value is an empty set. Objects hold no pointers to each other and may
// be copied; the copies share their slices.
type Objects struct {
	// Installation is set when Calico's operator installs Calico.
	Installation *Installation `json:"installation,omitempty"`
	// Secrets with the passwords of the sessions.
	Secrets []Secret `json:"secrets,omitempty"`
	// Roles and RoleBindings let calico-node read the Secrets.
	Roles        []rbacv1.Role        `json:"roles,omitempty"`
	RoleBindings []rbacv1.RoleBinding `json:"roleBindings,omitempty"`
	// Filters of the peers.
	Filters []v3.BGPFilter `json:"filters,omitempty"`
	// IPAM is nil when Calico's defaults are kept.
	IPAM *v3.IPAMConfiguration `json:"ipam,omitempty"`
	// Pools that pods get their addresses from.
	Pools []v3.IPPool `json:"pools,omitempty"`
	// Configurations: the one named "default", and "node.NAME" for single nodes.
	Configurations []v3.BGPConfiguration `json:"configurations,omitempty"`
	// Nodes carry the AS number, the address and the labels of each node.
	Nodes []Node `json:"nodes,omitempty"`
	// Peers, each for the nodes that its selector selects.
	Peers []v3.BGPPeer `json:"peers,omitempty"`
}

// A Secret is a core v1 Secret of type Opaque. Its values print and marshal as
// redactions; only [Objects.YAML] writes them out.
type Secret struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Type              string                   `json:"type,omitempty"`
	StringData        map[string]fabric.Secret `json:"stringData,omitempty"`
}

// A Node is the part of a core v1 Node that Calico is configured by: labels, and
// the annotations below. Apply it with "kubectl apply --server-side", which
// leaves everything else of the Node alone.
//
// In calicoctl's own form (projectcalico.org/v3, [Objects.CalicoctlYAML]) the
// annotations are fields of spec.bgp; Calico stores them as these annotations.
type Node struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
}

// The annotations of a Node. The addresses have the length of the node subnet:
// calico-node replaces them by what it detects when it starts, which the
// Installation, or the environment that [Objects.YAML] names, has to bound.
const (
	AnnotationAS        = "projectcalico.org/ASNumber"
	AnnotationIPv4      = "projectcalico.org/IPv4Address"
	AnnotationIPv6      = "projectcalico.org/IPv6Address"
	AnnotationClusterID = "projectcalico.org/RouteReflectorClusterID"
)

// An Installation is operator.tigera.io/v1's, as far as the network needs it.
type Installation struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              InstallationSpec `json:"spec"`
}

// InstallationSpec is the spec of an [Installation].
type InstallationSpec struct {
	CalicoNetwork Network `json:"calicoNetwork"`
}

// Network is how the operator sets up calico-node.
type Network struct {
	// BGP is "Enabled" or "Disabled"; empty is Enabled.
	BGP string `json:"bgp,omitempty"`
	// IPPools that the operator creates. It has to be there and empty for the
	// operator to create none and leave the IPPool objects alone; left out, it
	// creates a pool of its own, 192.168.0.0/16, with encapsulation.
	IPPools []InstallationPool `json:"ipPools,omitzero"`
	// NodeAddressAutodetectionV4 and V6 choose the node's address; nil is the
	// operator's choice, the first one found.
	NodeAddressAutodetectionV4 *Autodetection `json:"nodeAddressAutodetectionV4,omitempty"`
	NodeAddressAutodetectionV6 *Autodetection `json:"nodeAddressAutodetectionV6,omitempty"`
}

// An InstallationPool is a pool that the operator creates; none is ever emitted.
type InstallationPool struct {
	Name          string `json:"name,omitempty"`
	CIDR          string `json:"cidr"`
	Encapsulation string `json:"encapsulation,omitempty"`
	NATOutgoing   string `json:"natOutgoing,omitempty"`
	NodeSelector  string `json:"nodeSelector,omitempty"`
	BlockSize     *int32 `json:"blockSize,omitempty"`
}

// Autodetection finds a node's address: the one inside one of the prefixes.
type Autodetection struct {
	CIDRs []string `json:"cidrs,omitempty"`
}

// The group versions and kinds of the objects.
const (
	coreVersion     = "v1"
	rbacVersion     = "rbac.authorization.k8s.io/v1"
	operatorVersion = "operator.tigera.io/v1"
	calicoVersion   = v3.GroupVersionCurrent

	kindSecret       = "Secret"
	kindRole         = "Role"
	kindRoleBinding  = "RoleBinding"
	kindNode         = "Node"
	kindInstallation = "Installation"

	// bgpEnabled and bgpDisabled are how the operator writes a choice.
	bgpEnabled  = "Enabled"
	bgpDisabled = "Disabled"

	// defaultName is the only name under which Calico reads the cluster-wide
	// BGPConfiguration, IPAMConfiguration and Installation.
	defaultName = "default"
	// nodePrefix starts the name of a BGPConfiguration for one node.
	nodePrefix = "node."
	// serviceAccount that calico-node runs under.
	serviceAccount = "calico-node"
	// manifestNamespace and operatorNamespace are where calico-node runs when
	// installed by manifest and by the operator.
	manifestNamespace = "kube-system"
	operatorNamespace = "calico-system"
)
