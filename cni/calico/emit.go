package calico

import (
	"fmt"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/podfabric/podfabric/fabric"
)

// Emit returns the objects of one cluster of the plan.
//
// The error is a [fabric.Problems] with everything that this version of Calico
// or of Kubernetes refuses, and everything that Calico would take and not do.
// What works and should still be known is in [Warnings].
func Emit(p *fabric.Plan, cluster string) (Objects, error) {
	c, problems := examine(p, cluster)
	if err := problems.Err(); err != nil {
		return Objects{}, err
	}
	e := emitter{PlannedCluster: c.cluster, calico: c.calico, can: featuresOf(c.calico.Version)}
	o := Objects{
		Installation:   e.installation(),
		IPAM:           e.ipam(),
		Pools:          e.pools(),
		Configurations: []v3.BGPConfiguration{e.configuration()},
		Nodes:          e.nodes(),
	}
	if e.Terms.Password.IsSet() {
		o.Secrets, o.Roles, o.RoleBindings = e.password()
	}
	if filter, needed := e.filter(); needed {
		o.Filters = []v3.BGPFilter{filter}
	}
	o.Peers = e.peers(len(o.Filters) > 0)
	// By name: a file that is kept in git does not change with the order of the
	// design.
	slices.SortStableFunc(o.Nodes, func(a, b Node) int { return strings.Compare(a.Name, b.Name) })
	slices.SortStableFunc(o.Peers, func(a, b v3.BGPPeer) int { return strings.Compare(a.Name, b.Name) })
	return o, nil
}

// Warnings returns what of a cluster works and should still be known: problems
// of severity Warning only. It is empty where [Emit] refuses the cluster as a
// whole.
func Warnings(p *fabric.Plan, cluster string) fabric.Problems {
	_, problems := examine(p, cluster)
	return problems.Of(fabric.Warning)
}

// An emitter translates one cluster.
type emitter struct {
	*fabric.PlannedCluster
	calico fabric.Calico
	can    features
}

// The names of the objects of which there is one for a cluster.
const (
	filterName   = "fabric"
	passwordName = "bgp-password"
	passwordKey  = "password"
	accessName   = "bgp-password-access"
)

// namespace is where calico-node runs and reads Secrets from.
func namespace(c fabric.Calico) string {
	switch {
	case c.Namespace != "":
		return c.Namespace
	case c.Operator:
		return operatorNamespace
	}
	return manifestNamespace
}

// peers returns one BGPPeer for each rack, leaf and family. They select the
// nodes by the rack's label, so that a new node of the rack needs no new object
// (seeds/000, example 9). Where every node has a network of its own, and so peers of
// its own (seeds/002, standard SVI), they name the node.
//
// No next hop is kept (keepOriginalNextHop, seeds/004). The option exists for
// nodes that pass on what they learned, and these do not: a node only sends
// routes of its own, with its own address as next hop. Passing on the leaf's
// routes with their next hop between the leaves of a rack is what the filter
// stops.
//
// No keepalive time is set, although 3.32 has a field for it. BIRD proposes a
// hold time of 240 s and takes the leaf's when that is smaller (RFC 4271 4.2),
// and sends a keepalive every third of it.
func (e emitter) peers(filtered bool) []v3.BGPPeer {
	var peers []v3.BGPPeer
	for _, rack := range e.Racks {
		for _, leaf := range rack.Leaves {
			for family, address := range leaf.Address.All() {
				peer := v3.NewBGPPeer()
				peer.Name = peerName(rack, leaf.Leaf, family)
				peer.Spec = v3.BGPPeerSpec{Node: rack.Node, PeerIP: address.String(), ASNumber: asNumber(leaf.AS)}
				if rack.Node == "" {
					peer.Spec.NodeSelector = equals(fabric.RackLabel, rack.Label)
				}
				if filtered {
					peer.Spec.Filters = []string{filterName}
				}
				if e.Terms.Password.IsSet() {
					peer.Spec.Password = passwordRef()
				}
				if gr := e.Terms.GracefulRestart; gr > 0 {
					peer.Spec.MaxRestartTime = &metav1.Duration{Duration: gr}
				}
				peers = append(peers, *peer)
			}
		}
	}
	return peers
}

// peerName is "rack-RACK-LEAF", or "node-NODE-LEAF" for the peer of one node, and
// "-v6" behind it for the IPv6 session.
func peerName(rack fabric.ClusterRack, leaf string, f fabric.Family) string {
	name := "rack-" + rack.Rack + "-" + leaf
	if rack.Node != "" {
		name = "node-" + rack.Node + "-" + leaf
	}
	if f == fabric.IPv6 {
		name += "-v6"
	}
	return objectName(name)
}

// configuration is the cluster-wide BGPConfiguration: no mesh between the nodes,
// and what they announce besides their blocks (seeds/000, examples 4 and 19).
//
// listenPort is left out: BIRD listens on 179 without it, and with it the port
// appears in every session between nodes.
func (e emitter) configuration() v3.BGPConfiguration {
	c := v3.NewBGPConfiguration()
	c.Name = defaultName
	c.Spec.LogSeverityScreen = "Info"
	mesh := false
	c.Spec.NodeToNodeMeshEnabled = &mesh
	if e.clusterAS() {
		as := asNumber(e.AS)
		c.Spec.ASNumber = &as
	}
	for _, p := range e.Services.ClusterIPs {
		c.Spec.ServiceClusterIPs = append(c.Spec.ServiceClusterIPs, v3.ServiceClusterIPBlock{CIDR: p.String()})
	}
	for _, p := range e.Services.ExternalIPs {
		c.Spec.ServiceExternalIPs = append(c.Spec.ServiceExternalIPs, v3.ServiceExternalIPBlock{CIDR: p.String()})
	}
	for _, p := range e.Services.LoadBalancerIPs {
		c.Spec.ServiceLoadBalancerIPs = append(c.Spec.ServiceLoadBalancerIPs, v3.ServiceLoadBalancerIPBlock{CIDR: p.String()})
	}
	for _, pool := range e.Pods {
		if len(pool.Communities) == 0 {
			continue
		}
		names := make([]string, len(pool.Communities))
		for i, community := range pool.Communities {
			names[i] = communityName(pool.Name, i)
			c.Spec.Communities = append(c.Spec.Communities, v3.Community{Name: names[i], Value: community.String()})
		}
		// An advertisement announces nothing by itself; it adds the communities to
		// what is announced inside the prefix.
		c.Spec.PrefixAdvertisements = append(c.Spec.PrefixAdvertisements,
			v3.PrefixAdvertisement{CIDR: pool.Prefix.String(), Communities: names})
	}
	return *c
}

// communityName is the pool's name, with a number behind it from the second on.
func communityName(pool string, i int) string {
	if i == 0 {
		return objectName(pool)
	}
	return objectName(fmt.Sprintf("%s-%d", pool, i+1))
}

// clusterAS reports whether the cluster's own AS stands in the BGPConfiguration.
// Where it is above what that takes, the nodes carry it.
func (e emitter) clusterAS() bool { return e.AS != 0 && e.AS <= lastInt32 }

// sortedKeys returns the keys of a map in order.
func sortedKeys[V any](m map[string]V) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	slices.Sort(keys)
	return keys
}
