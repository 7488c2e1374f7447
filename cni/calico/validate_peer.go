package calico

import (
	"fmt"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

func (v *validator) peer(p *v3.BGPPeer) {
	where, s := peerField(p), &p.Spec
	switch _, _, ok := hostPort(s.PeerIP); {
	case s.LocalWorkloadSelector != "":
	case s.PeerSelector != "" && s.PeerIP != "":
		v.refuse(CodePeerAddress, where, "peerIP and peerSelector exclude each other", "give one of them", sourceClient)
	case s.PeerSelector != "":
		if s.ASNumber != 0 {
			v.refuse(CodeValue, where, "asNumber and peerSelector exclude each other: the nodes' own AS counts", "leave out asNumber", sourceClient)
		}
	case s.PeerIP == "":
		v.refuse(CodePeerAddress, where, "no peerIP: the API server takes it and Calico only logs it, there is no session", "give the leaf's address", "seeds/001; "+sourceConfd)
	case !ok:
		v.refuse(CodePeerAddress, where, fmt.Sprintf("peerIP %q is neither ADDRESS nor ADDRESS:PORT", s.PeerIP),
			"give the leaf's address, an IPv6 one with a port in brackets: [ADDRESS]:PORT", sourceClient)
	}
	if s.PeerSelector == "" && s.ASNumber == 0 {
		v.refuse(CodeValue, where, "no AS number: BIRD is given a neighbor in AS 0", "give asNumber", sourceConfd)
	}
	v.asNumber(where, fabric.ASN(s.ASNumber))
	if s.Node != "" && s.NodeSelector != "" {
		v.refuse(CodeValue, where, "node and nodeSelector exclude each other", "give one of them", sourceClient)
	}
	v.selector(where, s.NodeSelector)
	v.selector(where, s.PeerSelector)
	switch s.SourceAddress {
	case "", v3.SourceAddressNone, v3.SourceAddressUseNodeIP:
	default:
		v.refuse(CodeValue, where, fmt.Sprintf("sourceAddress %q is neither %s nor %s", s.SourceAddress, v3.SourceAddressUseNodeIP, v3.SourceAddressNone), "use UseNodeIP or None", sourceClient)
	}
	for _, name := range s.Filters {
		if !slices.ContainsFunc(v.Filters, func(f v3.BGPFilter) bool { return f.Name == name }) {
			v.refuse(CodeFilterMissing, where, fmt.Sprintf("there is no BGPFilter %q; Calico then filters nothing", name), "add the filter before the peer", sourceFilterDoc)
		}
	}
	if s.Password != nil {
		if _, problem := v.secret(s.Password); problem != "" {
			v.refuse(CodeSecret, where, problem+"; Calico then peers without a password", "add Secret, Role and RoleBinding in the namespace of calico-node", "seeds/001; "+sourceSecrets)
		}
	}
}

// twice reports the peers that give one node two sessions with one address.
// Without Node objects the nodes are made up: for each selector one that has the
// labels it compares with.
func (v *validator) twice() {
	o := v.Objects
	var hosts []cni.Host
	if len(o.Nodes) == 0 {
		o.Nodes = v.witnesses()
	}
	for _, n := range o.Nodes {
		hosts = append(hosts, cni.Host{Name: n.Name})
	}
	m := newModel(o, hosts, fabric.ClusterState{})
	m.sessions()
	seen := map[string]bool{}
	for _, p := range m.problems {
		// Of many nodes with the same two peers the first is enough.
		if p.Code == CodePeerTwice && !seen[p.Field] {
			seen[p.Field] = true
			v.problems = append(v.problems, p)
		}
		if p.Code == CodeUnmodelled || p.Code == CodeValue && !seen[p.Field] && !v.reported(p) {
			seen[p.Field] = true
			v.problems = append(v.problems, p)
		}
	}
}

// reported reports whether a problem of the same object and kind is there.
func (v *validator) reported(p fabric.Problem) bool {
	return slices.ContainsFunc(v.problems, func(q fabric.Problem) bool { return q.Code == p.Code && q.Field == p.Field })
}

func (v *validator) witnesses() []Node {
	var nodes []Node
	add := func(name string, labels map[string]string) {
		if slices.ContainsFunc(nodes, func(n Node) bool { return n.Name == name }) {
			return
		}
		n := Node{}
		n.Name, n.Labels = name, labels
		nodes = append(nodes, n)
	}
	for i := range v.Peers {
		s := &v.Peers[i].Spec
		if s.Node != "" {
			add(s.Node, nil)
		}
		if s.NodeSelector == "" {
			continue
		}
		if selects, labels, err := readSelector(s.NodeSelector); err == nil && selects(labels) {
			add(fmt.Sprintf("selected by %q", s.NodeSelector), labels)
		}
	}
	return nodes
}

func routingFamily(f fabric.Family) routing.Family {
	if f == fabric.IPv6 {
		return routing.IPv6
	}
	return routing.IPv4
}
