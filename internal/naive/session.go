package naive

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// An end is a neighbor of a node; dialed is the other side's address when the
// neighbor is dynamic.
type end struct {
	node     *node
	neighbor int
	dialed   netip.Addr
}

func (e end) config() *routing.Neighbor { return &e.node.vrf.BGP.Neighbors[e.neighbor] }

func (e end) as() routing.ASN {
	if as := e.config().LocalAS; as != 0 {
		return as
	}
	return e.node.vrf.BGP.AS
}

func (e end) family(f routing.Family) *routing.NeighborFamily {
	if e.node.vrf.BGP.Family(f) == nil {
		return nil
	}
	for i := range e.config().Families {
		if e.config().Families[i].Family == f {
			return &e.config().Families[i]
		}
	}
	return nil
}

// A session is two ends that face each other.
type session struct {
	dial, accept         end
	dialAddr, acceptAddr netip.Addr
	passive, wrongSource bool
	state                routing.SessionState
}

type sessionKey struct{ dial, accept end }

func (s *session) key() sessionKey { return sessionKey{s.dial, s.accept} }

func (s *session) internal() bool { return s.dial.as() == s.accept.as() }

func (s *session) families() []routing.Family {
	var list []routing.Family
	for _, f := range []routing.Family{routing.IPv4, routing.IPv6} {
		if s.dial.family(f) != nil && s.accept.family(f) != nil {
			list = append(list, f)
		}
	}
	return list
}

// A lonely end found no other.
type lonely struct {
	end           end
	local, remote netip.Addr
	state         routing.SessionState
}

// pair finds the two ends of every session.
func (n *network) pair() ([]*session, []lonely) {
	var sessions []*session
	var alone []lonely
	for _, x := range n.nodes {
		if x.vrf.BGP == nil {
			continue
		}
		for i := range x.vrf.BGP.Neighbors {
			e := end{node: x, neighbor: i}
			if !e.config().Address.IsValid() {
				continue
			}
			s, l := n.attempt(e)
			if s == nil {
				alone = append(alone, l)
				continue
			}
			at := slices.IndexFunc(sessions, func(o *session) bool {
				return o.key() == s.key() || o.dial == s.accept && o.accept == s.dial
			})
			switch {
			case at < 0:
				sessions = append(sessions, s)
			case !sessions[at].passive && !sessions[at].wrongSource:
			case !s.passive && !s.wrongSource, sessions[at].passive && !s.passive:
				sessions[at] = s
			}
		}
	}
	busy := map[end]bool{}
	var kept []*session
	var late []lonely
	for _, s := range sessions {
		if busy[s.dial] || busy[s.accept] {
			late = append(late, lonely{s.dial, s.dialAddr, s.acceptAddr, routing.AlreadyConnected},
				lonely{s.accept, s.acceptAddr, s.dialAddr, routing.AlreadyConnected})
			continue
		}
		busy[s.dial], busy[s.accept] = true, true
		kept = append(kept, s)
	}
	var left []lonely
	for _, l := range append(late, alone...) {
		if !busy[l.end] && !l.end.dialed.IsValid() {
			busy[l.end] = true
			left = append(left, l)
		}
	}
	return kept, left
}

// attempt looks for the other end of a neighbor that has an address.
func (n *network) attempt(e end) (*session, lonely) {
	target := e.config().Address
	lost := lonely{end: e, remote: target}
	own, iface := subnet(e.node, target)
	local := e.config().Source
	switch {
	case local.IsValid():
		if mine, _ := has(e.node, local); !mine {
			lost.state = routing.NoSource
			return nil, lost
		}
	case iface != nil:
		local = own.Addr()
	default:
		ways, _ := n.resolve(e.node, target, false)
		if len(ways) > 0 {
			local = addressOn(e.node, ways[0].iface, target.Is4())
		}
		if !local.IsValid() {
			lost.state = routing.NoSource
			return nil, lost
		}
	}
	lost.local = local
	owners, shared := n.reached(e.node, target, iface, own)
	switch {
	case len(owners) > 1:
		lost.state = routing.AmbiguousPeer
		return nil, lost
	case len(owners) == 0 && shared:
		lost.state = routing.VirtualAddress
		return nil, lost
	case len(owners) == 0:
		lost.state = routing.NoPeer
		return nil, lost
	}
	other, ok := acceptor(owners[0], local)
	if !ok {
		lost.state = routing.NotConfigured
		return nil, lost
	}
	s := &session{dial: e, accept: other, dialAddr: local, acceptAddr: target, passive: e.config().Passive}
	s.wrongSource = other.config().Source.IsValid() && other.config().Source != target
	return s, lonely{}
}

func addressOn(x *node, iface string, v4 bool) netip.Addr {
	for _, f := range x.vrf.Interfaces {
		for _, a := range f.Addresses {
			if f.Name == iface && a.Addr().Is4() == v4 {
				return a.Addr()
			}
		}
	}
	return netip.Addr{}
}

// onLink reports whether y has addr on the link that x's interface f with the
// address own is on.
func onLink(own netip.Prefix, f *routing.Interface, y *node, addr netip.Addr) (mine, shared bool) {
	for i := range y.vrf.Interfaces {
		g := &y.vrf.Interfaces[i]
		if g.Down || f.Segment != "" && g.Segment != "" && f.Segment != g.Segment || !own.Masked().Contains(addr) {
			continue
		}
		for _, a := range g.Addresses {
			mine = mine || a.Addr() == addr && a.Masked().Contains(own.Addr())
		}
		shared = shared || slices.Contains(g.Virtual, addr)
	}
	return mine, shared
}

// reached returns the nodes that packets for addr may end at.
func (n *network) reached(x *node, addr netip.Addr, f *routing.Interface, own netip.Prefix) (owners []*node, virtual bool) {
	for _, y := range n.nodes {
		if y == x {
			continue
		}
		mine, shared := has(y, addr)
		if f != nil {
			mine, shared = onLink(own, f, y, addr)
		}
		if mine {
			owners = append(owners, y)
		}
		virtual = virtual || shared
	}
	if f != nil || len(owners) < 2 {
		return owners, virtual
	}
	ways, _ := n.resolve(x, addr, false)
	var near []*node
	for _, y := range owners {
		for _, w := range ways {
			link, g := subnet(x, w.addr)
			if g == nil {
				continue
			}
			if mine, shared := onLink(link, g, y, w.addr); (mine || shared) && !slices.Contains(near, y) {
				near = append(near, y)
			}
		}
	}
	if len(near) > 0 {
		return near, virtual
	}
	return owners, virtual
}

// acceptor returns the neighbor of y that a session from addr is for.
func acceptor(y *node, addr netip.Addr) (end, bool) {
	if y.vrf.BGP == nil {
		return end{}, false
	}
	best := -1
	for i, nb := range y.vrf.BGP.Neighbors {
		if nb.Address == addr {
			return end{node: y, neighbor: i}, true
		}
		if nb.Range.IsValid() && nb.Range.Contains(addr) && (best < 0 || nb.Range.Bits() > y.vrf.BGP.Neighbors[best].Range.Bits()) {
			best = i
		}
	}
	return end{node: y, neighbor: best, dialed: addr}, best >= 0
}

// check decides which sessions come up.
func (n *network) check(sessions []*session) {
	for _, s := range sessions {
		s.state = n.stateOf(s)
	}
	for _, s := range sessions {
		limit := s.accept.config().MaxPeers
		if s.state != routing.Up || limit == 0 || !s.accept.dialed.IsValid() {
			continue
		}
		lower := 0
		for _, o := range sessions {
			if (o.state == routing.Up || o.state == routing.TooManyPeers) && o.accept.node == s.accept.node &&
				o.accept.neighbor == s.accept.neighbor && o.accept.dialed.Less(s.accept.dialed) {
				lower++
			}
		}
		if lower >= limit {
			s.state = routing.TooManyPeers
		}
	}
	for _, s := range sessions {
		if s.state != routing.Up {
			continue
		}
		if n.torn[s.key()] != "" {
			s.state = routing.TooManyPrefixes
		} else if n.lost[s.key()] >= 2 {
			s.state = routing.Unstable
		}
	}
}

func (n *network) stateOf(s *session) routing.SessionState {
	a, b := s.dial.config(), s.accept.config()
	reach := func(x *node, addr netip.Addr) bool {
		ways, _ := n.resolve(x, addr, false)
		return len(ways) > 0
	}
	near := func(e end, local, remote netip.Addr) bool {
		if s.internal() || e.config().TTL > 1 || e.config().DisableConnectedCheck {
			return true
		}
		own, f := subnet(e.node, remote)
		return f != nil && own.Masked().Contains(local)
	}
	expects := func(e end, as routing.ASN) bool {
		return slices.ContainsFunc(e.config().RemoteAS, func(r routing.ASRange) bool { return r.First <= as && as <= r.Last })
	}
	idA, idB := s.dial.node.id, s.accept.node.id
	switch {
	case a.Shutdown || b.Shutdown:
		return routing.AdminDown
	case !near(s.dial, s.dialAddr, s.acceptAddr) || !near(s.accept, s.acceptAddr, s.dialAddr):
		return routing.NotConnected
	case !reach(s.dial.node, s.acceptAddr) || !reach(s.accept.node, s.dialAddr):
		return routing.Unreachable
	case s.wrongSource:
		return routing.SourceMismatch
	case s.passive:
		return routing.NobodyDials
	case !a.Auth.Agrees(b.Auth):
		return routing.AuthMismatch
	case !expects(s.dial, s.accept.as()) || !expects(s.accept, s.dial.as()):
		return routing.WrongAS
	case !idA.IsValid() || !idB.IsValid() || s.internal() && idA == idB:
		return routing.BadRouterID
	case len(s.families()) == 0:
		return routing.NoCommonFamily
	}
	return routing.Up
}

// listed returns the ends of the sessions as [routing.Tables.Sessions] lists them,
// but for the details.
func (n *network) listed(sessions []*session, alone []lonely) []routing.Session {
	var list []routing.Session
	for _, x := range n.nodes {
		if x.vrf.BGP == nil {
			continue
		}
		for i := range x.vrf.BGP.Neighbors {
			var ends []routing.Session
			for _, s := range sessions {
				if s.dial.node == x && s.dial.neighbor == i {
					ends = append(ends, s.listed(s.dial, s.accept, s.dialAddr, s.acceptAddr))
				}
				if s.accept.node == x && s.accept.neighbor == i {
					ends = append(ends, s.listed(s.accept, s.dial, s.acceptAddr, s.dialAddr))
				}
			}
			e := end{node: x, neighbor: i}
			for _, l := range alone {
				if l.end == e {
					o := describe(e)
					o.Local, o.Remote, o.State = l.local, l.remote, l.state
					if e.config().Shutdown {
						o.State = routing.AdminDown
					}
					ends = append(ends, o)
				}
			}
			if len(ends) == 0 {
				o := describe(e)
				o.State = routing.Listening
				if e.config().Shutdown {
					o.State = routing.AdminDown
				}
				ends = append(ends, o)
			}
			slices.SortFunc(ends, func(a, b routing.Session) int { return a.Remote.Compare(b.Remote) })
			list = append(list, ends...)
		}
	}
	return list
}

func describe(e end) routing.Session {
	return routing.Session{
		Router: e.node.place.Router, VRF: e.node.place.VRF, Neighbor: e.neighbor, Name: e.config().Name,
		PeerNeighbor: -1, LocalAS: e.as(),
	}
}

func (s *session) listed(e, other end, local, remote netip.Addr) routing.Session {
	o := describe(e)
	o.Local, o.Remote, o.State = local, remote, s.state
	o.Peer, o.PeerVRF, o.PeerNeighbor = other.node.place.Router, other.node.place.VRF, other.neighbor
	o.RemoteAS, o.Families = other.as(), s.families()
	if o.State == routing.AdminDown && !e.config().Shutdown {
		o.State = routing.PeerAdminDown
	}
	set := func(d, otherwise time.Duration) time.Duration {
		if d == 0 {
			return otherwise
		}
		return d
	}
	o.Hold = min(set(e.config().Hold, 180*time.Second), set(other.config().Hold, 180*time.Second))
	o.Keepalive = min(set(e.config().Keepalive, 60*time.Second), o.Hold/3)
	return o
}

func (e end) String() string { return fmt.Sprintf("%s neighbor %d", e.node.place, e.neighbor) }
