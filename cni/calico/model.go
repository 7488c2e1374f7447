package calico

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	rbacv1 "k8s.io/api/rbac/v1"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A node is what calico-node knows of a Kubernetes node.
type node struct {
	name      string
	host      cni.Host
	labels    map[string]string
	v4, v6    netip.Addr
	as        routing.ASN
	clusterID netip.Addr
}

func (n *node) address(f routing.Family) netip.Addr {
	if f == routing.IPv6 {
		return n.v6
	}
	return n.v4
}

// A model is a cluster as calico-node sees it.
type model struct {
	objects  Objects
	global   v3.BGPConfigurationSpec            // the one named "default"
	single   map[string]v3.BGPConfigurationSpec // by node
	nodes    []*node
	byName   map[string]*node
	filters  map[string]*v3.BGPFilterSpec
	blocks   map[string][]netip.Prefix // by node
	state    fabric.ClusterState
	policies map[string]*routing.Policy
	problems fabric.Problems
}

func newModel(o Objects, hosts []cni.Host, state fabric.ClusterState) *model {
	m := &model{
		objects: o, state: state,
		single: map[string]v3.BGPConfigurationSpec{}, byName: map[string]*node{},
		filters: map[string]*v3.BGPFilterSpec{}, blocks: map[string][]netip.Prefix{},
		policies: map[string]*routing.Policy{},
	}
	for i := range o.Configurations {
		c := &o.Configurations[i]
		if name, ok := strings.CutPrefix(c.Name, nodePrefix); ok {
			m.single[name] = c.Spec
		} else if c.Name == defaultName {
			m.global = c.Spec
		}
	}
	for i := range o.Filters {
		m.filters[o.Filters[i].Name] = &o.Filters[i].Spec
	}
	for _, b := range state.Blocks {
		m.blocks[b.Node] = append(m.blocks[b.Node], b.Prefix)
	}
	m.addNodes(hosts)
	m.detect()
	m.checkBlocks()
	return m
}

func (m *model) refuse(code fabric.Code, field, detail, fix, source string) {
	m.problems = append(m.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

// globalAS is the AS of nodes that say nothing themselves.
func (m *model) globalAS() routing.ASN {
	if m.global.ASNumber == nil {
		return defaultAS
	}
	return routing.ASN(*m.global.ASNumber)
}

// addNodes joins hosts and Node objects. The AS is the annotation's, else that
// of the default BGPConfiguration, else 64512.
//
// calico-node writes the address it detects into the annotation when it starts.
// An annotation that is there is believed all the same: when it is not an
// address of the host, the sessions cannot come up, and that shows.
func (m *model) addNodes(hosts []cni.Host) {
	for _, h := range hosts {
		n := &node{
			name: h.Name, host: h, as: m.globalAS(),
			v4: h.Address(routing.IPv4).Addr(), v6: h.Address(routing.IPv6).Addr(),
		}
		m.nodes = append(m.nodes, n)
		m.byName[h.Name] = n
	}
	for i := range m.objects.Nodes {
		object := &m.objects.Nodes[i]
		where := kindNode + "/" + object.Name
		n := m.byName[object.Name]
		if n == nil {
			m.refuse(CodeUnmodelled, where, fmt.Sprintf("no host is named %q", object.Name), "give the host, or leave the node out", sourceRouters)
			continue
		}
		n.labels = object.Labels
		if text := object.Annotations[AnnotationAS]; text != "" {
			as, err := fabric.ParseASN(text)
			if err != nil {
				m.refuse(CodeValue, where, fmt.Sprintf("annotation %s: %q: %v", AnnotationAS, text, err),
					"give a number up to 4294967295, plain or as HIGH.LOW", sourceClient+"; RFC 5396")
			}
			n.as = routing.ASN(as)
		}
		for _, a := range [...]struct {
			key    string
			into   *netip.Addr
			family routing.Family
		}{{AnnotationIPv4, &n.v4, routing.IPv4}, {AnnotationIPv6, &n.v6, routing.IPv6}} {
			text := object.Annotations[a.key]
			if text == "" {
				continue
			}
			address, err := addressOf(text)
			if err != nil || routing.FamilyOf(address) != a.family {
				m.refuse(CodeValue, where, fmt.Sprintf("annotation %s: %q is not an address of %v", a.key, text, a.family),
					"give ADDRESS/LENGTH as the node's interface has it", sourceClient)
				continue
			}
			if m.lengthDiffers(n.host, text) {
				m.refuse(CodeValue, where, fmt.Sprintf("annotation %s: %q has another length than the subnet of the host's address", a.key, text),
					"give the length of the node subnet", "CrossSubnet compares next hops with the subnet of the annotation; "+sourceConfd)
			}
			*a.into = address
		}
		if text := object.Annotations[AnnotationClusterID]; text != "" {
			id, err := netip.ParseAddr(text)
			if err != nil || !id.Is4() {
				m.refuse(CodeValue, where, fmt.Sprintf("annotation %s: %q is not a cluster ID of four bytes", AnnotationClusterID, text),
					"write it as an IPv4 address, such as 10.255.0.1", sourceClient+"; RFC 4456 7")
				continue
			}
			n.clusterID = id
		}
	}
}

// detect replaces the annotations by what the operator has calico-node find: the
// host's address inside one of the prefixes, or none. A host whose addresses are
// not known keeps its annotations.
func (m *model) detect() {
	if m.objects.Installation == nil {
		return
	}
	network := m.objects.Installation.Spec.CalicoNetwork
	for _, d := range [...]struct {
		how    *Autodetection
		family routing.Family
	}{{network.NodeAddressAutodetectionV4, routing.IPv4}, {network.NodeAddressAutodetectionV6, routing.IPv6}} {
		if d.how == nil || len(d.how.CIDRs) == 0 {
			continue
		}
		inside := prefixes(d.how.CIDRs)
		for _, n := range m.nodes {
			if len(n.host.Addresses) == 0 {
				continue
			}
			found := n.host.Address(d.family).Addr()
			if !slices.ContainsFunc(inside, func(p netip.Prefix) bool { return p.Contains(found) }) {
				found = netip.Addr{}
			}
			if d.family == routing.IPv6 {
				n.v6 = found
			} else {
				n.v4 = found
			}
		}
	}
}

// checkBlocks refuses a block, or a borrowed address, of a pool that does not
// select the node, and a block of another length than the pool's: Calico gives
// the node none.
func (m *model) checkBlocks() {
	for i := range m.objects.Pools {
		p := &m.objects.Pools[i]
		cidr, err := netip.ParsePrefix(p.Spec.CIDR)
		if err != nil {
			continue
		}
		selects, err := parseSelector(p.Spec.NodeSelector)
		if err != nil {
			continue // Validate names it
		}
		for _, b := range m.state.Blocks {
			if !contains(cidr, b.Prefix) {
				continue
			}
			if length := blockLength(p); b.Prefix.Bits() != length && !b.Prefix.IsSingleIP() {
				m.refuse(CodeBlock, v3.KindIPPool+"/"+p.Name,
					fmt.Sprintf("node %q holds %v, and the blocks of the pool are /%d", b.Node, b.Prefix, length),
					"correct blockSize, which cannot be changed while blocks exist, or the state", sourceClient)
			}
			if n := m.byName[b.Node]; n != nil && !selects(n.labels) {
				m.refuse(CodeSelector, v3.KindIPPool+"/"+p.Name,
					fmt.Sprintf("node %q holds %v of the pool, whose selector %q does not select it", b.Node, b.Prefix, p.Spec.NodeSelector),
					"correct the labels of the node, the selector, or the state", sourceClient)
			}
		}
	}
}

// lengthDiffers reports whether a text is the host's own address with another
// length.
func (m *model) lengthDiffers(h cni.Host, text string) bool {
	p, err := netip.ParsePrefix(text)
	if err != nil {
		return false // without a length there is none to differ
	}
	own := h.Address(routing.FamilyOf(p.Addr()))
	return own.IsValid() && own.Addr() == p.Addr() && own.Bits() != p.Bits()
}

// addressOf reads an address with or without a length.
func addressOf(text string) (netip.Addr, error) {
	if !strings.Contains(text, "/") {
		return netip.ParseAddr(text)
	}
	p, err := netip.ParsePrefix(text)
	return p.Addr(), err
}

// selected returns the nodes that a selector selects.
func (m *model) selected(text string) []*node {
	s, err := parseSelector(text)
	if err != nil {
		// Calico logs it and selects nothing; Validate names it.
		return nil
	}
	var nodes []*node
	for _, n := range m.nodes {
		if s(n.labels) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

// namespace is where calico-node runs: the operator's, or that of the service
// account that the RoleBindings name, or kube-system.
func (o Objects) namespace() string {
	if o.Installation != nil {
		return operatorNamespace
	}
	for _, b := range o.RoleBindings {
		for _, s := range b.Subjects {
			if s.Kind == rbacv1.ServiceAccountKind && s.Name == serviceAccount && s.Namespace != "" {
				return s.Namespace
			}
		}
	}
	return manifestNamespace
}

// secret returns the value that calico-node reads for a reference, and why it
// reads none. It reads from its own namespace, and only what a Role there lets
// it get.
func (o Objects) secret(ref *v3.BGPPassword) (value fabric.Secret, problem string) {
	if ref.SecretKeyRef == nil {
		return fabric.Secret{}, "the password names no Secret"
	}
	name, key, ns := ref.SecretKeyRef.Name, ref.SecretKeyRef.Key, o.namespace()
	i := slices.IndexFunc(o.Secrets, func(s Secret) bool { return s.Name == name && s.Namespace == ns })
	if i < 0 {
		if j := slices.IndexFunc(o.Secrets, func(s Secret) bool { return s.Name == name }); j >= 0 {
			return fabric.Secret{}, fmt.Sprintf("Secret %q is in namespace %q, and calico-node reads from %q", name, o.Secrets[j].Namespace, ns)
		}
		return fabric.Secret{}, fmt.Sprintf("there is no Secret %q in namespace %q", name, ns)
	}
	value, ok := o.Secrets[i].StringData[key]
	if !ok {
		return fabric.Secret{}, fmt.Sprintf("Secret %q has no key %q", name, key)
	}
	if !o.readable(ns, name) {
		return fabric.Secret{}, fmt.Sprintf("no Role lets calico-node read Secret %q in namespace %q", name, ns)
	}
	return value, ""
}

// readable reports whether calico-node may read a Secret. Its own ClusterRole
// does not let it.
func (o Objects) readable(ns, secret string) bool {
	for _, b := range o.RoleBindings {
		if b.Namespace != ns || b.RoleRef.Kind != kindRole || b.RoleRef.APIGroup != "" && b.RoleRef.APIGroup != rbacv1.GroupName || !slices.ContainsFunc(b.Subjects, func(s rbacv1.Subject) bool {
			return s.Kind == rbacv1.ServiceAccountKind && s.Name == serviceAccount && s.Namespace == ns
		}) {
			continue
		}
		for _, r := range o.Roles {
			if r.Namespace == ns && r.Name == b.RoleRef.Name && slices.ContainsFunc(r.Rules, func(p rbacv1.PolicyRule) bool { return mayRead(p, secret) }) {
				return true
			}
		}
	}
	return false
}

// mayRead reports whether a rule lets its subject list and watch a Secret, which
// is how Calico reads it.
func mayRead(p rbacv1.PolicyRule, secret string) bool {
	holds := func(list []string, one string) bool { return slices.Contains(list, one) || slices.Contains(list, "*") }
	return holds(p.APIGroups, "") && holds(p.Resources, "secrets") &&
		(len(p.ResourceNames) == 0 || slices.Contains(p.ResourceNames, secret)) &&
		holds(p.Verbs, "get") && holds(p.Verbs, "list") && holds(p.Verbs, "watch")
}
