package gobgpproof

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/osrg/gobgp/v4/api"
	"google.golang.org/protobuf/proto"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A direction is where a policy is applied.
type direction uint8

const (
	importing direction = iota
	exporting
)

// A scope is what the statements of a session's family have in common: the
// sessions and the family, and what is known about the peers.
type scope struct {
	direction direction
	family    routing.Family
	neighbors *api.MatchSet
	// external sessions are those with another AS; remote is the one that the peers
	// have, zero when it may be one of several. peers are the ones there are.
	external bool
	remote   routing.ASN
	peers    []peer
	// own is the AS that the router shows, networks what it announces itself.
	own      routing.ASN
	networks []network
}

// A peer is one of the other ends of a neighbor.
type peer struct {
	image netip.Addr
	as    routing.ASN
}

// conditions starts the conditions of a statement in the scope.
func (s *scope) conditions() *api.Conditions {
	return &api.Conditions{NeighborSet: s.neighbors, AfiSafiIn: []*api.Family{apiFamily(s.family)}}
}

func apiFamily(f routing.Family) *api.Family {
	afi := api.Family_AFI_IP
	if f == routing.IPv6 {
		afi = api.Family_AFI_IP6
	}
	return &api.Family{Afi: afi, Safi: api.Family_SAFI_UNICAST}
}

// match returns conditions that together hold for just what m matches: one of
// them must. There are none when m matches nothing. The string says what cannot
// be expressed, "" when all of it can.
func (s *scope) match(sets *sets, m *routing.Match) ([]*api.Conditions, string) {
	first := s.conditions()
	if m.Never {
		return nil, ""
	}
	if len(m.PeerAS) > 0 {
		var never bool
		if first.NeighborSet, never = s.peersOf(sets, m.PeerAS); never {
			return nil, ""
		}
	}
	if len(m.Tags) > 0 {
		return nil, "tags"
	}
	if len(m.Prefixes) > 0 {
		rules := s.permitted(m.Prefixes)
		switch {
		case len(rules) == 0:
			return nil, ""
		case !slices.ContainsFunc(rules, permitsAll):
			first.PrefixSet = sets.prefixes(rules)
		}
	}
	if len(m.NextHops) > 0 {
		for _, r := range s.permitted(m.NextHops) {
			if r.Max == r.Prefix.Addr().BitLen() {
				first.NextHopInList = append(first.NextHopInList, r.Prefix.String())
			}
		}
		if len(first.NextHopInList) == 0 {
			return nil, ""
		}
	}
	if cannot := s.matchPath(sets, first, m); cannot != "" {
		return nil, cannot
	}
	all, cannot := s.matchLength(s.matchSource(sets, first, m), m.ASPathLength)
	if cannot == "" && len(m.Communities) > 0 {
		all, cannot = matchCommunities(sets, all, m.Communities)
	}
	return all, cannot
}

// permitted are the rules of some lists of which one must permit.
func (s *scope) permitted(lists []*routing.PrefixList) []routing.PrefixRule {
	var union []routing.PrefixRule
	for _, l := range lists {
		union = append(union, flatten(l, s.family)...)
	}
	return union
}

func permitsAll(r routing.PrefixRule) bool {
	return r.Prefix.Bits() == 0 && r.Min == 0 && r.Max == r.Prefix.Addr().BitLen()
}

// matchSource multiplies the conditions by where the route comes from: GoBGP knows
// routes of the own AS, of another AS, and its own. Which of its own come from
// which protocol is known here.
func (s *scope) matchSource(sets *sets, first *api.Conditions, m *routing.Match) []*api.Conditions {
	learned := len(m.Sources) == 0 || slices.Contains(m.Sources, routing.BGPRoute)
	if s.direction == importing {
		if !learned {
			return nil
		}
		return []*api.Conditions{first}
	}
	if len(m.Sources) == 0 && !m.ReceivedFromPeer {
		return []*api.Conditions{first}
	}
	var all []*api.Conditions
	add := func(kind api.Conditions_RouteType) *api.Conditions {
		c := proto.CloneOf(first)
		c.RouteType = kind
		all = append(all, c)
		return c
	}
	if learned {
		add(api.Conditions_ROUTE_TYPE_INTERNAL)
		add(api.Conditions_ROUTE_TYPE_EXTERNAL)
	}
	if m.ReceivedFromPeer {
		return all
	}
	var own []routing.PrefixRule
	for _, n := range s.networks {
		permitted := len(m.Prefixes) == 0 || slices.ContainsFunc(s.permitted(m.Prefixes), func(r routing.PrefixRule) bool { return r.Matches(n.prefix) })
		if routing.FamilyOf(n.prefix.Addr()) == s.family && slices.Contains(m.Sources, n.source) && permitted {
			own = append(own, routing.PrefixRule{Prefix: n.prefix, Min: n.prefix.Bits(), Max: n.prefix.Bits()})
		}
	}
	if len(own) > 0 {
		add(api.Conditions_ROUTE_TYPE_LOCAL).PrefixSet = sets.prefixes(own)
	}
	return all
}

// matchLength multiplies the conditions by the lengths of the AS path, as GoBGP
// has one bound in a statement.
func (s *scope) matchLength(all []*api.Conditions, l routing.PathLength) ([]*api.Conditions, string) {
	if !l.IsSet {
		return all, ""
	}
	low, high := uint32(l.Min), uint32(l.Max)
	if s.direction == exporting && s.external {
		low, high = low+1, high+1 // the own AS is in front already
	}
	var bounds []*api.AsPathLength
	switch {
	case l.Min > l.Max:
		return nil, ""
	case l.Min == 0:
		bounds = []*api.AsPathLength{{Type: api.Comparison_COMPARISON_LE, Length: high}}
	case l.Max >= longestPath:
		bounds = []*api.AsPathLength{{Type: api.Comparison_COMPARISON_GE, Length: low}}
	case l.Max-l.Min >= enumerable:
		return nil, fmt.Sprintf("AS paths of %d to %d", l.Min, l.Max)
	default:
		for n := low; n <= high; n++ {
			bounds = append(bounds, &api.AsPathLength{Type: api.Comparison_COMPARISON_EQ, Length: n})
		}
	}
	var product []*api.Conditions
	for _, c := range all {
		for _, b := range bounds {
			c = proto.CloneOf(c)
			c.AsPathLength = b
			product = append(product, c)
		}
	}
	return product, ""
}

// longestPath is longer than the AS path of any UPDATE (RFC 4271 4.1: 4096 bytes).
const longestPath = 1024

// peersOf narrows the neighbors to those of an AS. Whoever may have only one is
// known by it, the peers of a range by who they are.
func (s *scope) peersOf(sets *sets, wanted []routing.ASRange) (matched *api.MatchSet, never bool) {
	in := func(as routing.ASN) bool {
		return slices.ContainsFunc(wanted, func(r routing.ASRange) bool { return r.Contains(as) })
	}
	if s.remote != 0 {
		return s.neighbors, !in(s.remote)
	}
	var images []netip.Prefix
	for _, p := range s.peers {
		if in(p.as) {
			images = append(images, host(p.image))
		}
	}
	if len(images) == 0 {
		return nil, true
	}
	return sets.neighbors(images...), false
}

// enumerable is how many AS numbers of a range are written out.
const enumerable = 64

// matchPath sets the conditions about the AS path. Towards another AS, GoBGP's
// policy sees the path with the router's own AS in front already.
func (s *scope) matchPath(sets *sets, c *api.Conditions, m *routing.Match) string {
	if len(m.ASPathHas) > 0 && len(m.ASPathOrigin) > 0 {
		return "two conditions about the AS path"
	}
	var patterns []string
	for _, ranges := range [2][]routing.ASRange{m.ASPathHas, m.ASPathOrigin} {
		for _, r := range ranges {
			switch {
			case s.direction == exporting && s.external && r.Contains(s.own):
				return "the AS path has the own AS"
			case r.Last-r.First >= enumerable:
				return fmt.Sprintf("a range of %d AS", r.Last-r.First+1)
			}
			for as := r.First; ; as++ {
				if len(m.ASPathHas) > 0 {
					patterns = append(patterns, fmt.Sprintf("_%d_", as))
				} else {
					patterns = append(patterns, fmt.Sprintf("_%d$", as))
				}
				if as == r.Last {
					break
				}
			}
		}
	}
	if len(patterns) > 0 {
		c.AsPathSet = sets.asPaths(patterns)
	}
	return ""
}

// matchCommunities multiplies the conditions by the rules of the lists: a rule
// asks for all of its communities, a list for one of its rules.
func matchCommunities(sets *sets, all []*api.Conditions, lists []*routing.CommunityList) ([]*api.Conditions, string) {
	var product []*api.Conditions
	for _, l := range lists {
		for _, r := range l.Rules {
			if !r.Permit {
				return nil, "community list " + l.Name + " denies"
			}
			for _, c := range all {
				c = proto.CloneOf(c)
				if len(r.All) > 0 {
					c.CommunitySet = sets.communities(r.All, api.MatchSet_TYPE_ALL)
				}
				product = append(product, c)
			}
		}
	}
	return product, ""
}

// actions returns what a term changes. The string says what cannot be expressed.
func (s *scope) actions(set *routing.Set) (*api.Actions, string) {
	a := &api.Actions{}
	if set.HasLocalPref {
		if set.LocalPref == 0 {
			return nil, "local preference 0"
		}
		a.LocalPref = &api.LocalPrefAction{Value: set.LocalPref}
	}
	if set.HasMED {
		a.Med = &api.MedAction{Type: api.MedAction_TYPE_REPLACE, Value: int64(set.MED)}
	}
	if set.HasWeight {
		return nil, "weight"
	}
	if set.HasOrigin {
		a.OriginAction = &api.OriginAction{Origin: api.OriginType_ORIGIN_TYPE_IGP + api.OriginType(set.Origin)}
	}
	switch {
	case set.DeleteCommunities != nil && set.HasCommunities:
		return nil, "communities deleted and set at once"
	case set.DeleteCommunities != nil:
		var deleted []routing.Community
		for _, r := range set.DeleteCommunities.Rules {
			if !r.Permit || len(r.All) != 1 {
				return nil, "communities deleted by more than their names"
			}
			deleted = append(deleted, r.All[0])
		}
		a.Community = &api.CommunityAction{Type: api.CommunityAction_TYPE_REMOVE, Communities: communityWords(deleted)}
	case set.HasCommunities && set.Additive:
		a.Community = &api.CommunityAction{Type: api.CommunityAction_TYPE_ADD, Communities: communityWords(set.Communities)}
	case set.HasCommunities:
		a.Community = &api.CommunityAction{Type: api.CommunityAction_TYPE_REPLACE, Communities: communityWords(set.Communities)}
	}
	if n := len(set.Prepend); n > 0 {
		as := set.Prepend[0]
		if slices.ContainsFunc(set.Prepend, func(other routing.ASN) bool { return other != as }) {
			return nil, "several AS prepended"
		}
		if s.direction == exporting && s.external && as != s.own {
			return nil, "another AS prepended than the own, which GoBGP puts before it"
		}
		a.AsPrepend = &api.AsPrependAction{Asn: as, Repeat: uint32(n)}
	}
	switch {
	case set.NextHop.IsValid():
		a.Nexthop = &api.NexthopAction{Address: set.NextHop.String()}
	case set.NextHopUnchanged:
		a.Nexthop = &api.NexthopAction{Unchanged: true}
	}
	return a, ""
}
