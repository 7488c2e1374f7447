package routing

import (
	"net/netip"
	"slices"
)

// A subject is a route as a policy looks at it.
type subject struct {
	prefix  netip.Prefix
	attrs   attrs
	nextHop netip.Addr
	tag     uint32
	source  Protocol
	peerAS  ASN
	// received is set when the route was learned by BGP.
	received bool
}

// A verdict is what a policy made of a subject.
type verdict struct {
	permit bool
	// term is the index of the term that decided, -1 when none matched.
	term int
	subject
	// given is the next hop that the policy was given the route with.
	given netip.Addr
	// What the policy set, as opposed to what the route had.
	medSet, nextHopSet, nextHopUnchanged bool
}

// apply evaluates a policy; a nil one permits everything unchanged.
func (in *interner) apply(p *Policy, s subject) verdict {
	v := verdict{permit: true, term: -1, subject: s, given: s.nextHop}
	if p == nil {
		return v
	}
	v.permit = false
	for i := range p.Terms {
		t := &p.Terms[i]
		if !in.matches(&t.Match, &v.subject) {
			continue
		}
		v.term = i
		if !t.Permit {
			v.permit = false
			return v
		}
		v.permit = true
		in.change(&t.Set, &v)
		if !t.Continue {
			return v
		}
	}
	return v
}

func (in *interner) matches(m *Match, s *subject) bool {
	switch {
	case m.Never,
		m.ReceivedFromPeer && !s.received,
		len(m.Prefixes) > 0 && !anyList(m.Prefixes, s.prefix),
		len(m.NextHops) > 0 && !in.nextHopMatches(m.NextHops, s.nextHop),
		len(m.Communities) > 0 && !in.communitiesMatch(m.Communities, s.attrs.comms),
		len(m.ASPathHas) > 0 && !in.pathMatches(m.ASPathHas, s.attrs.path),
		len(m.ASPathOrigin) > 0 && (s.attrs.path == 0 || !anyRange(m.ASPathOrigin, in.paths[s.attrs.path].origin)),
		!m.ASPathLength.Contains(int(in.paths[s.attrs.path].length)),
		len(m.Tags) > 0 && !slices.Contains(m.Tags, s.tag),
		len(m.Sources) > 0 && !slices.Contains(m.Sources, s.source),
		len(m.PeerAS) > 0 && !anyRange(m.PeerAS, s.peerAS):
		return false
	}
	return true
}

func anyList(lists []*PrefixList, p netip.Prefix) bool {
	return slices.ContainsFunc(lists, func(l *PrefixList) bool { return l.Permits(p) })
}

func anyRange(ranges []ASRange, as ASN) bool {
	return slices.ContainsFunc(ranges, func(r ASRange) bool { return r.Contains(as) })
}

func (in *interner) nextHopMatches(lists []*PrefixList, hop netip.Addr) bool {
	return hop.IsValid() && anyList(lists, netip.PrefixFrom(hop, hop.BitLen()))
}

func (in *interner) communitiesMatch(lists []*CommunityList, comms uint32) bool {
	return slices.ContainsFunc(lists, func(l *CommunityList) bool { return l.permits(in.comms[comms]) })
}

// permits reports whether the list permits a route with these communities.
func (l *CommunityList) permits(comms []Community) bool {
	for _, r := range l.Rules {
		if r.matches(comms) {
			return r.Permit
		}
	}
	return false
}

func (r CommunityRule) matches(comms []Community) bool {
	for _, c := range r.All {
		if !slices.Contains(comms, c) {
			return false
		}
	}
	return true
}

func (in *interner) pathMatches(ranges []ASRange, path uint32) bool {
	for ; path != 0; path = in.paths[path].tail {
		if anyRange(ranges, in.paths[path].as) {
			return true
		}
	}
	return false
}

func (in *interner) change(s *Set, v *verdict) {
	a := &v.attrs
	if s.HasLocalPref {
		a.localPref = s.LocalPref
	}
	if s.HasMED {
		a.med, v.medSet = s.MED, true
	}
	if s.HasWeight {
		a.weight = s.Weight
	}
	if s.HasOrigin {
		a.origin = s.Origin
	}
	if s.HasTag {
		v.tag = s.Tag
	}
	a.comms = in.changeCommunities(s, a.comms)
	for _, as := range slices.Backward(s.Prepend) {
		a.path = in.prepend(as, a.path)
	}
	if s.NextHopUnchanged {
		v.nextHop, v.nextHopSet, v.nextHopUnchanged = v.given, false, true
	}
	if s.NextHop.IsValid() {
		v.nextHop, v.nextHopSet, v.nextHopUnchanged = s.NextHop, true, false
	}
}

// changeCommunities deletes before it sets, as routers do whatever the order of
// the lines.
func (in *interner) changeCommunities(s *Set, comms uint32) uint32 {
	if s.DeleteCommunities == nil && !s.HasCommunities {
		return comms
	}
	var set []Community
	if s.Additive || !s.HasCommunities {
		set = slices.Clone(in.comms[comms])
	}
	if l := s.DeleteCommunities; l != nil {
		set = slices.DeleteFunc(set, func(c Community) bool { return l.permits([]Community{c}) })
	}
	if s.HasCommunities {
		set = append(set, s.Communities...)
	}
	return in.communities(set)
}
