package calico

import (
	"encoding/json"
	"fmt"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/projectcalico/api/pkg/lib/numorstring"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/fabric"
)

// YAML writes the objects for kubectl, one document each, in the order in which
// they have to be applied. Passwords are written in the clear.
//
// Comment lines in front say what has to be done besides: how to apply the
// objects and, where there is no Installation, the environment that calico-node
// needs: IP_AUTODETECTION_METHOD with the subnets of the nodes' addresses, IP6,
// IP6_AUTODETECTION_METHOD and FELIX_IPV6SUPPORT where nodes have IPv6 addresses,
// and NO_DEFAULT_POOLS where there are pools; for IPv6 pools also what the CNI
// configuration needs. [Parse] ignores them. Without objects nothing is written.
//
// Apply it with "kubectl apply --server-side", which leaves the rest of each
// Node alone, and with --validate=strict: a server that is not asked to be strict
// answers a misspelt field with success and drops it. The group
// projectcalico.org/v3 has to be served, by calico-apiserver or, from 3.32, by
// its own CRDs.
//
// The error is one of encoding and does not happen for objects of [Emit] or
// [Parse].
func (o Objects) YAML() ([]byte, error) {
	var b []byte
	for _, object := range o.all() {
		if s, ok := object.(Secret); ok {
			object = s.revealed()
		}
		var err error
		if b, err = appendDocument(b, object); err != nil {
			return nil, err
		}
	}
	return o.kubectlNotes().before(b), nil
}

// CalicoctlYAML writes the objects that calicoctl knows, the nodes in its own
// form. Secrets, roles and the operator's Installation are kubectl's; the
// IPAMConfiguration is set by "calicoctl ipam configure".
//
// Comment lines in front name the kinds that are left out and how each is
// applied, and say the same of calico-node's environment as those of
// [Objects.YAML]. They hold no password.
//
// The error is an AS number in the annotation of a Node that is none.
func (o Objects) CalicoctlYAML() ([]byte, error) {
	var b []byte
	for _, object := range o.all() {
		switch object := object.(type) {
		case v3.BGPFilter, v3.IPPool, v3.BGPConfiguration, v3.BGPPeer:
			var err error
			if b, err = appendDocument(b, object); err != nil {
				return nil, err
			}
		case Node:
			node, err := object.calicoctl()
			if err != nil {
				return nil, err
			}
			if b, err = appendDocument(b, node); err != nil {
				return nil, err
			}
		}
	}
	return o.calicoctlNotes().before(b), nil
}

// all returns the objects in the order of their application.
func (o Objects) all() []any {
	var all []any
	if o.Installation != nil {
		all = append(all, *o.Installation)
	}
	all = appendEach(all, o.Secrets)
	all = appendEach(all, o.Roles)
	all = appendEach(all, o.RoleBindings)
	all = appendEach(all, o.Filters)
	if o.IPAM != nil {
		all = append(all, *o.IPAM)
	}
	all = appendEach(all, o.Pools)
	all = appendEach(all, o.Configurations)
	all = appendEach(all, o.Nodes)
	return appendEach(all, o.Peers)
}

func appendEach[T any](all []any, objects []T) []any {
	for _, object := range objects {
		all = append(all, object)
	}
	return all
}

// appendDocument appends one object as a YAML document, with the keys in order
// and without what only a server fills in.
func appendDocument(b []byte, object any) ([]byte, error) {
	text, err := json.Marshal(object)
	if err != nil {
		return nil, err
	}
	var fields map[string]any
	if err := json.Unmarshal(text, &fields); err != nil {
		return nil, err
	}
	if meta, ok := fields["metadata"].(map[string]any); ok && meta["creationTimestamp"] == nil {
		delete(meta, "creationTimestamp")
	}
	document, err := yaml.Marshal(fields)
	if err != nil {
		return nil, err
	}
	if len(b) > 0 {
		b = append(b, "---\n"...)
	}
	return append(b, document...), nil
}

// A plainSecret is a Secret as the API server takes it.
type plainSecret struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Type              string            `json:"type,omitempty"`
	Data              map[string][]byte `json:"data,omitempty"`
	StringData        map[string]string `json:"stringData,omitempty"`
}

func (s Secret) revealed() plainSecret {
	p := plainSecret{TypeMeta: s.TypeMeta, ObjectMeta: s.ObjectMeta, Type: s.Type}
	if s.StringData != nil {
		p.StringData = map[string]string{}
	}
	for k, v := range s.StringData {
		p.StringData[k] = v.Reveal()
	}
	return p
}

// hidden is the opposite of revealed. A value in data and in stringData is what
// stringData says, as in the API server.
func (p plainSecret) hidden() Secret {
	s := Secret{TypeMeta: p.TypeMeta, ObjectMeta: p.ObjectMeta, Type: p.Type}
	if len(p.Data)+len(p.StringData) > 0 {
		s.StringData = map[string]fabric.Secret{}
	}
	for k, v := range p.Data {
		s.StringData[k] = fabric.NewSecret(string(v))
	}
	for k, v := range p.StringData {
		s.StringData[k] = fabric.NewSecret(v)
	}
	return s
}

// A calicoNode is a Node in calicoctl's form.
type calicoNode struct {
	metav1.TypeMeta   `json:",inline"`
	metav1.ObjectMeta `json:"metadata"`
	Spec              calicoNodeSpec `json:"spec"`
}

type calicoNodeSpec struct {
	BGP calicoNodeBGP `json:"bgp"`
}

type calicoNodeBGP struct {
	ASNumber                *numorstring.ASNumber `json:"asNumber,omitempty"`
	IPv4Address             string                `json:"ipv4Address,omitempty"`
	IPv6Address             string                `json:"ipv6Address,omitempty"`
	RouteReflectorClusterID string                `json:"routeReflectorClusterID,omitempty"`
}

func (n Node) calicoctl() (calicoNode, error) {
	c := calicoNode{
		TypeMeta:   metav1.TypeMeta{APIVersion: calicoVersion, Kind: kindNode},
		ObjectMeta: metav1.ObjectMeta{Name: n.Name, Labels: n.Labels},
	}
	c.Spec.BGP = calicoNodeBGP{
		IPv4Address:             n.Annotations[AnnotationIPv4],
		IPv6Address:             n.Annotations[AnnotationIPv6],
		RouteReflectorClusterID: n.Annotations[AnnotationClusterID],
	}
	if text := n.Annotations[AnnotationAS]; text != "" {
		as, err := numorstring.ASNumberFromString(text)
		if err != nil {
			return calicoNode{}, fmt.Errorf("node %s: %w", n.Name, err)
		}
		c.Spec.BGP.ASNumber = &as
	}
	return c, nil
}

// core is the opposite of calicoctl.
func (c calicoNode) core() Node {
	n := Node{TypeMeta: metav1.TypeMeta{APIVersion: coreVersion, Kind: kindNode}, ObjectMeta: c.ObjectMeta}
	set := func(key, value string) {
		if value == "" {
			return
		}
		if n.Annotations == nil {
			n.Annotations = map[string]string{}
		}
		n.Annotations[key] = value
	}
	if c.Spec.BGP.ASNumber != nil {
		set(AnnotationAS, c.Spec.BGP.ASNumber.String())
	}
	set(AnnotationIPv4, c.Spec.BGP.IPv4Address)
	set(AnnotationIPv6, c.Spec.BGP.IPv6Address)
	set(AnnotationClusterID, c.Spec.BGP.RouteReflectorClusterID)
	return n
}
