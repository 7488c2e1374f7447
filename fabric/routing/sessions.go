package routing

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"time"
)

// A link is a session that two ends could have: what is checked, and what the
// routes are exchanged over when it is up.
type link struct {
	pair
	state    SessionState
	detail   string
	families []Family
	internal bool
}

// setbacks are what sessions suffered in earlier rounds and do not recover from.
type setbacks struct {
	// lost counts how often a session lost the way to its other end.
	lost map[[2]endRef]int
	// torn are the sessions that received too many prefixes.
	torn map[[2]endRef]string
}

// maxLosses is how often a session may lose the way to its other end before it
// is taken to be unstable.
const maxLosses = 2

func (p pair) key() [2]endRef { return [2]endRef{p.a, p.b} }

// checkLinks decides which pairs come up.
func checkLinks(n *network, r *resolver, pairs []pair, past *setbacks) []link {
	links := make([]link, len(pairs))
	for i, p := range pairs {
		links[i] = link{pair: p}
		l := &links[i]
		l.internal = n.as(p.a) == n.as(p.b)
		l.families = commonFamilies(n, p)
		l.state, l.detail = l.check(n, r)
	}
	limitPeers(n, links)
	for i := range links {
		l := &links[i]
		if l.state != Up {
			continue
		}
		if detail, ok := past.torn[l.key()]; ok {
			l.state, l.detail = TooManyPrefixes, detail
		} else if past.lost[l.key()] >= maxLosses {
			l.state, l.detail = Unstable, "the way to the other end is lost whenever the session is up"
		}
	}
	return links
}

// as returns the AS that an end shows.
func (n *network) as(e endRef) ASN {
	if as := n.neighbor(e).LocalAS; as != 0 {
		return as
	}
	return n.instances[e.inst].vrf.BGP.AS
}

func (l *link) check(n *network, r *resolver) (SessionState, string) {
	na, nb := n.neighbor(l.a), n.neighbor(l.b)
	if na.Shutdown || nb.Shutdown {
		return AdminDown, ""
	}
	if !l.internal {
		if d := notConnected(n, l.a.inst, na, l.aAddr, l.bAddr); d != "" {
			return NotConnected, d
		}
		if d := notConnected(n, l.b.inst, nb, l.bAddr, l.aAddr); d != "" {
			return NotConnected, d
		}
	}
	if d := unreachable(n, r, l.a.inst, l.bAddr); d != "" {
		return Unreachable, d
	}
	if d := unreachable(n, r, l.b.inst, l.aAddr); d != "" {
		return Unreachable, d
	}
	switch {
	case l.wrongSource:
		return SourceMismatch, fmt.Sprintf("%s runs its session from %s, %s expects %s",
			n.instances[l.b.inst].router.Name, nb.Source, n.instances[l.a.inst].router.Name, l.bAddr)
	case l.passive:
		return NobodyDials, ""
	case !na.Auth.Agrees(nb.Auth):
		return AuthMismatch, authDetail(na.Auth, nb.Auth)
	}
	if d := wrongAS(n, l.a, l.b); d != "" {
		return WrongAS, d
	}
	if d := wrongAS(n, l.b, l.a); d != "" {
		return WrongAS, d
	}
	idA, idB := n.instances[l.a.inst].routerID, n.instances[l.b.inst].routerID
	switch {
	case idA == 0 || idB == 0:
		return BadRouterID, "no router ID"
	case idA == idB && l.internal:
		return BadRouterID, "both ends have " + idAddr(idA).String()
	case len(l.families) == 0:
		return NoCommonFamily, ""
	}
	return Up, ""
}

// notConnected says why a single-hop eBGP session of inst cannot use the two
// addresses, or "".
func notConnected(n *network, inst int32, nb *Neighbor, local, remote netip.Addr) string {
	if nb.TTL > 1 || nb.DisableConnectedCheck {
		return ""
	}
	if s := n.connected(inst, remote); s == nil || !s.prefix.Contains(local) {
		return fmt.Sprintf("%s has no subnet with %s and %s, and TTL 1", n.instances[inst].router.Name, local, remote)
	}
	return ""
}

func unreachable(n *network, r *resolver, inst int32, remote netip.Addr) string {
	if r.reaches(inst, remote, forSession) {
		return ""
	}
	return n.instances[inst].router.Name + " has no route to " + remote.String()
}

func authDetail(a, b Auth) string {
	if a.IsSet() != b.IsSet() {
		return "only one end has a password"
	}
	return "the passwords are not equal"
}

func wrongAS(n *network, at, other endRef) string {
	as := n.as(other)
	if slices.ContainsFunc(n.neighbor(at).RemoteAS, func(r ASRange) bool { return r.Contains(as) }) {
		return ""
	}
	return fmt.Sprintf("%s does not expect AS %d", n.instances[at.inst].router.Name, as)
}

// commonFamilies returns the families that both ends exchange and that both
// processes have.
func commonFamilies(n *network, p pair) []Family {
	var common []Family
	for _, f := range [...]Family{IPv4, IPv6} {
		if n.neighborFamily(p.a, f) != nil && n.neighborFamily(p.b, f) != nil {
			common = append(common, f)
		}
	}
	return common
}

func (n *network) neighborFamily(e endRef, f Family) *NeighborFamily {
	if n.instances[e.inst].vrf.BGP.Family(f) == nil {
		return nil
	}
	nb := n.neighbor(e)
	for i := range nb.Families {
		if nb.Families[i].Family == f {
			return &nb.Families[i]
		}
	}
	return nil
}

// limitPeers takes the sessions of dynamic neighbors down that are too many: the
// ones with the highest addresses, since the order of arrival is not known.
func limitPeers(n *network, links []link) {
	peers := map[endRef][]int{}
	for i := range links {
		if l := &links[i]; l.state == Up && l.b.addr.IsValid() && n.neighbor(l.b).MaxPeers > 0 {
			dynamic := endRef{inst: l.b.inst, neighbor: l.b.neighbor}
			peers[dynamic] = append(peers[dynamic], i)
		}
	}
	for end, list := range peers {
		limit := n.neighbor(end).MaxPeers
		if len(list) <= limit {
			continue
		}
		slices.SortFunc(list, func(i, j int) int { return links[i].b.addr.Compare(links[j].b.addr) })
		for _, i := range list[limit:] {
			links[i].state = TooManyPeers
			links[i].detail = fmt.Sprintf("%s takes %d", n.instances[end.inst].router.Name, limit)
		}
	}
}

// sessionsOf returns both ends of every link, the ends that found no other, and
// the dynamic neighbors that nobody dialed, by router, VRF and neighbor.
func sessionsOf(n *network, p pairing, links []link) []Session {
	type entry struct {
		end endRef
		s   Session
	}
	entries := make([]entry, 0, 2*len(links)+len(p.alone))
	dialed := make(map[endRef]bool, len(links))
	for i := range links {
		l := &links[i]
		entries = append(entries, entry{l.a, l.session(n, l.a, l.b, l.aAddr, l.bAddr)}, entry{l.b, l.session(n, l.b, l.a, l.bAddr, l.aAddr)})
		dialed[endRef{inst: l.b.inst, neighbor: l.b.neighbor}] = true
	}
	for _, at := range p.alone {
		s := n.sessionEnd(at.end)
		s.Local, s.Remote, s.State, s.Detail = at.local, at.remote, at.state, at.detail
		if n.neighbor(at.end).Shutdown {
			s.State, s.Detail = AdminDown, ""
		}
		entries = append(entries, entry{at.end, s})
	}
	for i := range n.instances {
		if b := n.instances[i].vrf.BGP; b != nil {
			for j := range b.Neighbors {
				end := endRef{inst: int32(i), neighbor: int32(j)}
				if b.Neighbors[j].Range.IsValid() && !dialed[end] {
					s := n.sessionEnd(end)
					s.State = Listening
					if b.Neighbors[j].Shutdown {
						s.State = AdminDown
					}
					entries = append(entries, entry{end, s})
				}
			}
		}
	}
	slices.SortFunc(entries, func(a, b entry) int {
		return cmp.Or(
			cmp.Compare(a.end.inst, b.end.inst),
			cmp.Compare(a.end.neighbor, b.end.neighbor),
			a.s.Remote.Compare(b.s.Remote),
		)
	})
	sessions := make([]Session, len(entries))
	for i := range entries {
		sessions[i] = entries[i].s
	}
	return sessions
}

func (n *network) sessionEnd(e endRef) Session {
	inst := &n.instances[e.inst]
	return Session{
		Router: inst.router.Name, VRF: inst.vrf.Name,
		Neighbor: int(e.neighbor), Name: n.neighbor(e).Name,
		LocalAS: n.as(e), PeerNeighbor: -1,
	}
}

func (l *link) session(n *network, end, other endRef, local, remote netip.Addr) Session {
	s := n.sessionEnd(end)
	there := &n.instances[other.inst]
	s.Local, s.Remote = local, remote
	s.Peer, s.PeerVRF, s.PeerNeighbor = there.router.Name, there.vrf.Name, int(other.neighbor)
	s.RemoteAS = n.as(other)
	s.State, s.Detail, s.Families = l.state, l.detail, l.families
	if l.state == AdminDown && !n.neighbor(end).Shutdown {
		s.State = PeerAdminDown
	}
	s.Hold = min(timer(n.neighbor(end).Hold, DefaultHold), timer(n.neighbor(other).Hold, DefaultHold))
	s.Keepalive = min(timer(n.neighbor(end).Keepalive, DefaultKeepalive), s.Hold/3)
	return s
}

func timer(configured, otherwise time.Duration) time.Duration {
	if configured > 0 {
		return configured
	}
	return otherwise
}
