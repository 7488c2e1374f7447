package naive

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A path is a BGP route as a node holds it, or as it is on the wire.
type path struct {
	prefix      netip.Prefix
	as          []routing.ASN
	origin      routing.Origin
	localPref   uint32
	med         uint32
	weight      uint16
	communities []routing.Community
	originator  netip.Addr
	clusters    []netip.Addr
	hop         netip.Addr // invalid: the node itself

	from   *half // nil when the node originates it
	source routing.Protocol
	rank   int // network, redistribution, aggregate
}

func (p *path) equal(o *path) bool {
	if p == nil || o == nil {
		return p == o
	}
	return p.from == o.from && p.same(o)
}

// same compares what is on the wire.
func (p *path) same(o *path) bool {
	return slices.Equal(p.as, o.as) && p.origin == o.origin && p.localPref == o.localPref && p.med == o.med &&
		p.weight == o.weight && slices.Equal(p.communities, o.communities) && p.originator == o.originator &&
		slices.Equal(p.clusters, o.clusters) && p.hop == o.hop && p.source == o.source
}

func (p *path) clone() *path {
	c := *p
	c.as = slices.Clone(p.as)
	c.communities = slices.Clone(p.communities)
	c.clusters = slices.Clone(p.clusters)
	return &c
}

// A half is one direction of a session that is up.
type half struct {
	session  *session
	from, to end
	fromAddr netip.Addr
	toAddr   netip.Addr
	family   routing.Family
	out, in  *routing.NeighborFamily
	reverse  *half
}

func (h *half) internal() bool { return h.session.internal() }

// An outcome is what a policy did besides changing the path.
type outcome struct {
	permit, medSet, hopSet, hopKept bool
	tag                             uint32
	given                           netip.Addr // the next hop before the policy
}

// evaluate applies a policy to p, changing it.
func evaluate(policy *routing.Policy, p *path, tag uint32, peerAS routing.ASN, received bool) outcome {
	o := outcome{permit: policy == nil, tag: tag, given: p.hop}
	if policy == nil {
		return o
	}
	for _, t := range policy.Terms {
		if !matches(t.Match, p, o.tag, peerAS, received) {
			continue
		}
		if !t.Permit {
			o.permit = false
			return o
		}
		o.permit = true
		set(t.Set, p, &o)
		if !t.Continue {
			return o
		}
	}
	return o
}

func within(ranges []routing.ASRange, as routing.ASN) bool {
	for _, r := range ranges {
		if r.First <= as && as <= r.Last {
			return true
		}
	}
	return false
}

func listed(lists []*routing.PrefixList, p netip.Prefix) bool {
	for _, l := range lists {
		for _, r := range l.Rules {
			if r.Prefix.Overlaps(p) && p.Bits() >= r.Prefix.Bits() && p.Bits() >= r.Min && p.Bits() <= r.Max {
				if r.Permit {
					return true
				}
				break
			}
		}
	}
	return false
}

func communityListed(l *routing.CommunityList, have []routing.Community) bool {
	for _, r := range l.Rules {
		all := true
		for _, c := range r.All {
			all = all && slices.Contains(have, c)
		}
		if all {
			return r.Permit
		}
	}
	return false
}

func matches(m routing.Match, p *path, tag uint32, peerAS routing.ASN, received bool) bool {
	if m.Never {
		return false
	}
	if m.ReceivedFromPeer && !received {
		return false
	}
	if len(m.Prefixes) > 0 && !listed(m.Prefixes, p.prefix) {
		return false
	}
	if len(m.NextHops) > 0 && (!p.hop.IsValid() || !listed(m.NextHops, host(p.hop))) {
		return false
	}
	if len(m.Communities) > 0 && !slices.ContainsFunc(m.Communities, func(l *routing.CommunityList) bool { return communityListed(l, p.communities) }) {
		return false
	}
	if len(m.ASPathHas) > 0 && !slices.ContainsFunc(p.as, func(as routing.ASN) bool { return within(m.ASPathHas, as) }) {
		return false
	}
	if len(m.ASPathOrigin) > 0 && (len(p.as) == 0 || !within(m.ASPathOrigin, p.as[len(p.as)-1])) {
		return false
	}
	if l := m.ASPathLength; l.IsSet && (len(p.as) < l.Min || len(p.as) > l.Max) {
		return false
	}
	if len(m.Tags) > 0 && !slices.Contains(m.Tags, tag) {
		return false
	}
	if len(m.Sources) > 0 && !slices.Contains(m.Sources, p.source) {
		return false
	}
	return len(m.PeerAS) == 0 || within(m.PeerAS, peerAS)
}

func set(s routing.Set, p *path, o *outcome) {
	if s.HasLocalPref {
		p.localPref = s.LocalPref
	}
	if s.HasMED {
		p.med, o.medSet = s.MED, true
	}
	if s.HasWeight {
		p.weight = s.Weight
	}
	if s.HasOrigin {
		p.origin = s.Origin
	}
	if s.HasTag {
		o.tag = s.Tag
	}
	if s.DeleteCommunities != nil && (s.Additive || !s.HasCommunities) {
		var left []routing.Community
		for _, c := range p.communities {
			if !communityListed(s.DeleteCommunities, []routing.Community{c}) {
				left = append(left, c)
			}
		}
		p.communities = left
	}
	if s.HasCommunities {
		if !s.Additive {
			p.communities = nil
		}
		p.communities = append(slices.Clone(p.communities), s.Communities...)
	}
	slices.Sort(p.communities)
	p.communities = slices.Compact(p.communities)
	p.as = append(slices.Clone(s.Prepend), p.as...)
	if s.NextHopUnchanged {
		p.hop, o.hopKept, o.hopSet = o.given, true, false
	}
	if s.NextHop.IsValid() {
		p.hop, o.hopSet, o.hopKept = s.NextHop, true, false
	}
}
