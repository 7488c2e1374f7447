package calico

import (
	"maps"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"

	"github.com/podfabric/podfabric/fabric"
)

// password returns the Secret with the sessions' password, in the namespace of
// calico-node, which reads no other, and the right for calico-node to read it.
// Without either Calico brings the peer up without a password (seeds/001).
func (e emitter) password() ([]Secret, []rbacv1.Role, []rbacv1.RoleBinding) {
	ns := namespace(e.calico)
	secret := Secret{
		TypeMeta:   metav1.TypeMeta{APIVersion: coreVersion, Kind: kindSecret},
		ObjectMeta: metav1.ObjectMeta{Name: passwordName, Namespace: ns},
		Type:       string(corev1.SecretTypeOpaque),
		StringData: map[string]fabric.Secret{passwordKey: fabric.NewSecret(e.Terms.Password.Reveal())},
	}
	role := rbacv1.Role{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacVersion, Kind: kindRole},
		ObjectMeta: metav1.ObjectMeta{Name: accessName, Namespace: ns},
		Rules: []rbacv1.PolicyRule{{
			APIGroups:     []string{""},
			Resources:     []string{"secrets"},
			ResourceNames: []string{passwordName},
			Verbs:         []string{"get", "list", "watch"},
		}},
	}
	binding := rbacv1.RoleBinding{
		TypeMeta:   metav1.TypeMeta{APIVersion: rbacVersion, Kind: kindRoleBinding},
		ObjectMeta: metav1.ObjectMeta{Name: accessName, Namespace: ns},
		RoleRef:    rbacv1.RoleRef{APIGroup: rbacv1.GroupName, Kind: kindRole, Name: accessName},
		Subjects: []rbacv1.Subject{{
			Kind: rbacv1.ServiceAccountKind, Name: serviceAccount, Namespace: ns,
		}},
	}
	return []Secret{secret}, []rbacv1.Role{role}, []rbacv1.RoleBinding{binding}
}

func passwordRef() *v3.BGPPassword {
	return &v3.BGPPassword{SecretKeyRef: &corev1.SecretKeySelector{
		LocalObjectReference: corev1.LocalObjectReference{Name: passwordName},
		Key:                  passwordKey,
	}}
}

// pools returns the IPPools, without encapsulation: the leaves route to the pods
// (seeds/000, example 5).
func (e emitter) pools() []v3.IPPool {
	pools := make([]v3.IPPool, 0, len(e.Pods))
	for _, p := range e.Pods {
		pool := v3.NewIPPool()
		pool.Name = objectName(p.Name)
		pool.Spec = v3.IPPoolSpec{
			CIDR:         p.Prefix.String(),
			BlockSize:    p.Block,
			IPIPMode:     v3.IPIPModeNever,
			VXLANMode:    v3.VXLANModeNever,
			NATOutgoing:  p.NATOutgoing,
			NodeSelector: selectorOf(p.Nodes),
		}
		pools = append(pools, *pool)
	}
	return pools
}

// ipam is nil when the design keeps Calico's defaults.
func (e emitter) ipam() *v3.IPAMConfiguration {
	if !e.calico.StrictAffinity && e.calico.MaxBlocksPerNode == 0 {
		return nil
	}
	// Not NewIPAMConfiguration, which says that it is an IPPool.
	return &v3.IPAMConfiguration{
		TypeMeta:   metav1.TypeMeta{APIVersion: calicoVersion, Kind: v3.KindIPAMConfiguration},
		ObjectMeta: metav1.ObjectMeta{Name: defaultName},
		Spec: v3.IPAMConfigurationSpec{
			StrictAffinity:   e.calico.StrictAffinity,
			MaxBlocksPerHost: int32(e.calico.MaxBlocksPerNode), // bounded by examine
		},
	}
}

// nodes returns what Calico reads from each Kubernetes node (seeds/000, example
// 6: "calicoctl patch node" writes the same annotation).
func (e emitter) nodes() []Node {
	nodes := make([]Node, 0, len(e.Nodes))
	for _, n := range e.Nodes {
		annotations := map[string]string{}
		if !e.clusterAS() {
			annotations[AnnotationAS] = n.AS.String()
		}
		// With the length of the subnet: pools that encapsulate across subnets go by
		// it, and calico-node writes it like that.
		for family, address := range n.Addresses.All() {
			if family == fabric.IPv6 {
				annotations[AnnotationIPv6] = address.String()
			} else {
				annotations[AnnotationIPv4] = address.String()
			}
		}
		nodes = append(nodes, Node{
			TypeMeta:   metav1.TypeMeta{APIVersion: coreVersion, Kind: kindNode},
			ObjectMeta: metav1.ObjectMeta{Name: n.Name, Labels: maps.Clone(n.Labels), Annotations: annotations},
		})
	}
	return nodes
}

// installation is what the operator is told: BGP, addresses out of the node
// subnets, and no pools of its own.
//
// An empty list of pools makes the operator create none and leave IPPool objects
// to others (docs.tigera.io, "Prevent the operator from managing IP pools").
// Left out, it would create 192.168.0.0/16 with encapsulation; filled, it would
// change our pools back whenever they differ. Before 3.28 the empty list kept
// Calico from giving addresses to pods at all (projectcalico/calico#7590):
// [Emit] refuses the operator there.
//
// The IPPool objects need the group projectcalico.org/v3 to be served: the
// operator does so when an APIServer object exists.
func (e emitter) installation() *Installation {
	if !e.calico.Operator {
		return nil
	}
	network := Network{BGP: bgpEnabled, IPPools: []InstallationPool{}}
	detect := func(f fabric.Family) *Autodetection {
		var subnets []netip.Prefix
		for _, rack := range e.Racks {
			if subnet := rack.Subnet.Of(f); subnet.IsValid() {
				subnets = append(subnets, subnet.Masked())
			}
		}
		if subnets == nil {
			return nil
		}
		// In the order of the addresses: that of the racks in the design is no reason
		// for the operator to roll calico-node out again.
		slices.SortFunc(subnets, netip.Prefix.Compare)
		cidrs := make([]string, len(subnets))
		for i, subnet := range subnets {
			cidrs[i] = subnet.String()
		}
		return &Autodetection{CIDRs: cidrs}
	}
	network.NodeAddressAutodetectionV4 = detect(fabric.IPv4)
	network.NodeAddressAutodetectionV6 = detect(fabric.IPv6)
	return &Installation{
		TypeMeta:   metav1.TypeMeta{APIVersion: operatorVersion, Kind: kindInstallation},
		ObjectMeta: metav1.ObjectMeta{Name: defaultName},
		Spec:       InstallationSpec{CalicoNetwork: network},
	}
}

func asNumber(as fabric.ASN) numorstring.ASNumber { return numorstring.ASNumber(as) }

// equals is the selector of one label. Neither names nor values of labels can
// hold a quote.
func equals(label, value string) string { return label + " == '" + value + "'" }

// selectorOf is the selector of nodes that have all the labels, "all()" for none.
func selectorOf(labels map[string]string) string {
	if len(labels) == 0 {
		return "all()"
	}
	terms := make([]string, 0, len(labels))
	for _, k := range sortedKeys(labels) {
		terms = append(terms, equals(k, labels[k]))
	}
	return strings.Join(terms, " && ")
}

// objectName makes a name of Kubernetes (RFC 1123: lower case letters, digits,
// "-" and ".") out of one of the design. Examine reports two that become one.
func objectName(s string) string {
	return strings.Trim(strings.Map(func(r rune) rune {
		switch {
		case 'a' <= r && r <= 'z', '0' <= r && r <= '9', r == '-', r == '.':
			return r
		case 'A' <= r && r <= 'Z':
			return r + 'a' - 'A'
		}
		return '-'
	}, s), "-.")
}
