package routing

import (
	"net/netip"
	"slices"
)

// A Probe is a route that a neighbor could send, or be sent, as far as it is
// known.
type Probe struct {
	Prefix      netip.Prefix
	Communities []Community
	// PeerAS is the AS at the other end of the session.
	PeerAS ASN
	// PathLength is how many AS numbers its path has.
	PathLength int
	// FromPeer: the route was learned by BGP rather than originated here.
	FromPeer bool
}

// A Passage is whether a policy lets a probe pass.
type Passage uint8

// The answers.
const (
	Stopped Passage = iota
	Passes
	// Unclear: it depends on something that a probe does not say, such as a next
	// hop, the AS numbers in a path, or a tag.
	Unclear
)

func (p Passage) String() string {
	switch p {
	case Stopped:
		return "is stopped"
	case Passes:
		return "passes"
	case Unclear:
	}
	return "passes or not, depending on more than is known"
}

// Admits says whether the policy lets the probe pass. A nil policy lets
// everything pass. Of the changes that a term with Continue makes, those of
// communities count for the terms behind it.
func (p *Policy) Admits(r Probe) Passage {
	if p == nil {
		return Passes
	}
	passage := Stopped
	for i := range p.Terms {
		t := &p.Terms[i]
		switch t.Match.holds(&r) {
		case Stopped:
			continue
		case Unclear:
			return Unclear
		case Passes:
		}
		if !t.Permit {
			return Stopped
		}
		passage = Passes
		if !t.Continue {
			return passage
		}
		r.Communities = t.Set.communities(r.Communities)
	}
	return passage
}

// holds says whether a probe meets the conditions: Stopped when one of them
// certainly does not hold, Unclear when one cannot be told.
func (m *Match) holds(r *Probe) Passage {
	switch {
	case m.Never,
		m.ReceivedFromPeer && !r.FromPeer,
		len(m.Prefixes) > 0 && !anyList(m.Prefixes, r.Prefix),
		len(m.Communities) > 0 && !slices.ContainsFunc(m.Communities, func(l *CommunityList) bool { return l.permits(r.Communities) }),
		len(m.PeerAS) > 0 && !anyRange(m.PeerAS, r.PeerAS),
		!m.ASPathLength.Contains(r.PathLength),
		len(m.Sources) > 0 && r.FromPeer && !slices.Contains(m.Sources, BGPRoute):
		return Stopped
	case len(m.NextHops)+len(m.ASPathHas)+len(m.ASPathOrigin)+len(m.Tags) > 0,
		len(m.Sources) > 0 && !r.FromPeer:
		return Unclear
	}
	return Passes
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
