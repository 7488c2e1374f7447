package routing

import (
	"net/netip"
	"slices"
)

// A Probe is a route as far as a policy's verdict may depend on it: what a
// neighbor could send, or be sent.
type Probe struct {
	Prefix      netip.Prefix
	Communities []Community
	// PeerAS is the AS at the other end of the session.
	PeerAS ASN
	// FromPeer: the route was learned by BGP rather than originated here.
	FromPeer bool
}

// Permits says whether the policy lets the route pass. A nil policy permits
// everything. Conditions on what a probe has not (next hop, AS path, tag) do not
// hold; changes of attributes count for the terms that follow a Continue only as
// far as communities go.
func (p *Policy) Permits(r Probe) bool {
	if p == nil {
		return true
	}
	passed := false
	for i := range p.Terms {
		t := &p.Terms[i]
		if !t.Match.holds(r) {
			continue
		}
		if !t.Permit {
			return false
		}
		if !t.Continue {
			return true
		}
		passed = true
		r.Communities = t.Set.communities(r.Communities)
	}
	return passed
}

func (m *Match) holds(r Probe) bool {
	if m.Never || len(m.NextHops)+len(m.ASPathHas)+len(m.ASPathOrigin)+len(m.Tags)+len(m.Sources) > 0 {
		return false
	}
	if m.ReceivedFromPeer && !r.FromPeer {
		return false
	}
	if len(m.Prefixes) > 0 && !slices.ContainsFunc(m.Prefixes, func(l *PrefixList) bool { return l.Permits(r.Prefix) }) {
		return false
	}
	if len(m.Communities) > 0 && !slices.ContainsFunc(m.Communities, func(l *CommunityList) bool { return l.permits(r.Communities) }) {
		return false
	}
	return len(m.PeerAS) == 0 || slices.ContainsFunc(m.PeerAS, func(a ASRange) bool { return a.Contains(r.PeerAS) })
}

func (s *Set) communities(had []Community) []Community {
	if s.DeleteCommunities != nil {
		had = slices.DeleteFunc(slices.Clone(had), func(c Community) bool { return s.DeleteCommunities.permits([]Community{c}) })
	}
	switch {
	case s.HasCommunities && s.Additive:
		return append(slices.Clone(had), s.Communities...)
	case s.HasCommunities:
		return s.Communities
	}
	return had
}
