package calico

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"time"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A session is one "protocol bgp" on one node.
type session struct {
	name      string
	peer      netip.Addr
	port      uint16
	as        routing.ASN
	clusterID netip.Addr
	auth      routing.Auth
	restart   time.Duration
	passive   bool
	mesh      bool
	// reverse is the session that Calico adds on the other of two nodes.
	reverse bool
	// spec of the BGPPeer; nil in the mesh.
	spec *v3.BGPPeerSpec
}

// An endpoint is what Calico tells sessions of one node apart by.
type endpoint struct {
	peer netip.Addr
	port uint16
}

func (s session) endpoint() endpoint { return endpoint{s.peer, s.port} }

// sessions returns the sessions of every node: mesh, global peers, then its own,
// each in order of the addresses.
//
// It is confd's updatePeersV1 with its templates. A BGPPeer with neither node
// nor nodeSelector is global, and a global session is taken before a node's own
// to the same address and port. Of two global ones, or two of one node, confd
// takes the one that a Go map yields first: refused. Last come the sessions in
// reverse of those between nodes, where nothing is there yet.
func (m *model) sessions() map[string][]session {
	global := map[endpoint]session{}
	own := map[string]map[endpoint]session{}
	for _, n := range m.nodes {
		own[n.name] = map[endpoint]session{}
	}
	for i := range m.objects.Peers {
		p := &m.objects.Peers[i]
		if p.Spec.LocalWorkloadSelector != "" {
			m.refuse(CodeUnmodelled, peerField(p), fmt.Sprintf("sessions with workloads (localWorkloadSelector %q) are not predicted", p.Spec.LocalWorkloadSelector),
				"leave the peer out, or give peerIP or peerSelector", sourceRouters)
			continue
		}
		if p.Spec.Node != "" || p.Spec.NodeSelector != "" {
			continue
		}
		for _, s := range m.targets(p) {
			m.claim(global, s, "every node")
		}
	}
	for i := range m.objects.Peers {
		p := &m.objects.Peers[i]
		if p.Spec.LocalWorkloadSelector != "" || p.Spec.Node == "" && p.Spec.NodeSelector == "" {
			continue
		}
		locals := m.locals(p)
		for _, s := range m.targets(p) {
			for _, n := range locals {
				if _, taken := global[s.endpoint()]; !taken {
					m.claim(own[n.name], s, "node "+n.name)
				}
			}
		}
	}
	for i := range m.objects.Peers {
		m.reverse(&m.objects.Peers[i], global, own)
	}
	out := map[string][]session{}
	for _, n := range m.nodes {
		all := m.mesh(n)
		for _, some := range []map[endpoint]session{global, own[n.name]} {
			all = append(all, m.usable(n, some)...)
		}
		out[n.name] = all
	}
	return out
}

func peerField(p *v3.BGPPeer) string { return v3.KindBGPPeer + "/" + p.Name }

// claim takes an endpoint for a session, or reports that it is taken.
func (m *model) claim(taken map[endpoint]session, s session, whose string) {
	other, twice := taken[s.endpoint()]
	if twice && other.name != s.name {
		m.refuse(CodePeerTwice, v3.KindBGPPeer+"/"+s.name,
			fmt.Sprintf("%s has a session with %v by BGPPeer %q already: which of the two it gets is chance", whose, s.peer, other.name),
			"let one BGPPeer select each node for each address", sourceConfd)
		return
	}
	taken[s.endpoint()] = s
}

// locals returns the nodes that a peer that is not global is for.
func (m *model) locals(p *v3.BGPPeer) []*node {
	if p.Spec.NodeSelector != "" {
		return m.selected(p.Spec.NodeSelector)
	}
	if n := m.byName[p.Spec.Node]; n != nil {
		return []*node{n}
	}
	return nil
}

// targets returns the other ends of a peer, as sessions that no node has yet.
func (m *model) targets(p *v3.BGPPeer) []session {
	if p.Spec.PeerSelector != "" {
		var all []session
		for _, n := range m.selected(p.Spec.PeerSelector) {
			all = append(all, m.towards(n, p, true, true)...)
		}
		return all
	}
	address, port, ok := hostPort(p.Spec.PeerIP)
	if !ok {
		return nil // "PeerIP is not assigned or is malformed", in the log of confd
	}
	s := m.fromSpec(p)
	s.peer, s.port, s.as = address, port, routing.ASN(p.Spec.ASNumber)
	if s.as == 0 {
		m.refuse(CodeValue, peerField(p), "no AS number: BIRD is given a neighbor in AS 0", "give asNumber", sourceConfd)
	}
	if same := m.nodesAt(address, routing.ASN(p.Spec.ASNumber), port); len(same) > 0 && port == 0 {
		s.port = m.listenPort(same[0].name)
	}
	return []session{s}
}

// fromSpec fills in what does not depend on the other end.
func (m *model) fromSpec(p *v3.BGPPeer) session {
	s := session{name: p.Name, spec: &p.Spec}
	if p.Spec.Password != nil {
		// Where it cannot be read Calico warns and sets none.
		if value, problem := m.objects.secret(p.Spec.Password); problem == "" {
			s.auth = routing.NewAuth(value.Reveal())
		}
	}
	if p.Spec.MaxRestartTime != nil {
		s.restart = wholeSeconds(p.Spec.MaxRestartTime.Duration)
	}
	return s
}

// wholeSeconds rounds as confd does.
func wholeSeconds(d time.Duration) time.Duration {
	return time.Duration(math.Round(d.Seconds())) * time.Second
}

// towards returns the sessions of a peer with another node of the cluster.
func (m *model) towards(n *node, p *v3.BGPPeer, v4, v6 bool) []session {
	var all []session
	for _, a := range [...]struct {
		address netip.Addr
		wanted  bool
	}{{n.v4, v4}, {n.v6, v6}} {
		if !a.wanted || !a.address.IsValid() {
			continue
		}
		s := m.fromSpec(p)
		s.peer, s.as, s.clusterID, s.port = a.address, n.as, n.clusterID, m.listenPort(n.name)
		all = append(all, s)
	}
	return all
}

// reverse adds the sessions of the nodes that a peer has as its other ends back
// to the nodes it is for (3.30: unless reversePeering is Manual).
func (m *model) reverse(p *v3.BGPPeer, global map[endpoint]session, own map[string]map[endpoint]session) {
	if p.Spec.LocalWorkloadSelector != "" || p.Spec.ReversePeering != nil && *p.Spec.ReversePeering == v3.ReversePeeringManual {
		return
	}
	v4, v6 := true, true
	var here []*node
	if p.Spec.PeerSelector != "" {
		here = m.selected(p.Spec.PeerSelector)
	} else {
		address, port, ok := hostPort(p.Spec.PeerIP)
		if !ok {
			return
		}
		here = m.nodesAt(address, routing.ASN(p.Spec.ASNumber), port)
		v4, v6 = address.Is4(), address.Is6()
	}
	if len(here) == 0 {
		return
	}
	there := m.nodes
	if p.Spec.NodeSelector != "" || p.Spec.Node != "" {
		there = m.locals(p)
	}
	for _, other := range there {
		for _, s := range m.towards(other, p, v4, v6) {
			s.reverse = true
			if _, taken := global[s.endpoint()]; taken {
				continue
			}
			for _, n := range here {
				if _, taken := own[n.name][s.endpoint()]; !taken {
					own[n.name][s.endpoint()] = s
				}
			}
		}
	}
}

// usable returns the sessions that a node really gets: none with itself, none in
// a family it has no address of.
func (m *model) usable(n *node, some map[endpoint]session) []session {
	var all []session
	for _, s := range some {
		f := routing.FamilyOf(s.peer)
		if own := n.address(f); !own.IsValid() || own == s.peer {
			continue
		} else if s.spec.Node == "" && s.spec.NodeSelector == "" && s.spec.PeerSelector == "" && !s.reverse && m.isNode(s.peer) {
			s.passive = s.peer.String() > own.String()
		}
		all = append(all, s)
	}
	slices.SortFunc(all, func(a, b session) int {
		if c := a.peer.Compare(b.peer); c != 0 {
			return c
		}
		return int(a.port) - int(b.port)
	})
	return all
}

// mesh returns the sessions with all other nodes, unless the mesh is off or the
// node is a route reflector. Of two nodes the one with the lower address, as
// text, dials.
func (m *model) mesh(n *node) []session {
	if on := m.global.NodeToNodeMeshEnabled; on != nil && !*on || n.clusterID.IsValid() {
		return nil
	}
	var all []session
	for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
		for _, other := range m.nodes {
			own, peer := n.address(f), other.address(f)
			if other == n || other.clusterID.IsValid() || !own.IsValid() || !peer.IsValid() || own == peer {
				continue
			}
			s := session{
				name: "mesh " + other.name, mesh: true, peer: peer, as: other.as,
				port: m.listenPort(other.name), passive: peer.String() > own.String(),
			}
			if ref := m.global.NodeMeshPassword; ref != nil {
				if value, problem := m.objects.secret(ref); problem == "" {
					s.auth = routing.NewAuth(value.Reveal())
				}
			}
			if t := m.global.NodeMeshMaxRestartTime; t != nil {
				s.restart = wholeSeconds(t.Duration)
			}
			all = append(all, s)
		}
	}
	return all
}

// listenPort is the port that a node's BIRD is told to listen on, 0 for none.
func (m *model) listenPort(name string) uint16 {
	if c, ok := m.single[name]; ok && c.ListenPort != 0 {
		return c.ListenPort
	}
	return m.global.ListenPort
}

// nodesAt returns the nodes with an address and an AS; an AS of 0 is the global
// one.
func (m *model) nodesAt(a netip.Addr, as routing.ASN, port uint16) []*node {
	if as == 0 {
		as = m.globalAS()
	}
	var nodes []*node
	for _, n := range m.nodes {
		if (n.v4 == a || n.v6 == a) && n.as == as && (port == 0 || m.listenPort(n.name) == 0 || m.listenPort(n.name) == port) {
			nodes = append(nodes, n)
		}
	}
	return nodes
}

func (m *model) isNode(a netip.Addr) bool {
	return slices.ContainsFunc(m.nodes, func(n *node) bool { return n.v4 == a || n.v6 == a })
}

// hostPort reads "ADDRESS", "IPV4:PORT" or "[IPV6]:PORT".
func hostPort(text string) (netip.Addr, uint16, bool) {
	if a, err := netip.ParseAddr(text); err == nil {
		return a, 0, a.Zone() == ""
	}
	ap, err := netip.ParseAddrPort(text)
	if err != nil || ap.Addr().Zone() != "" {
		return netip.Addr{}, 0, false
	}
	return ap.Addr(), ap.Port(), true
}
