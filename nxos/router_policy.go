package nxos

import (
	"fmt"
	"net/netip"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A policyKey names a filter of one address family: `match ip address` and `set
// ip next-hop` mean nothing to an IPv6 route.
type policyKey struct {
	prefixList, routeMap string
	family               Family
}

// policy is a route-map, or nil for no name.
func (l *lift) policy(routeMap string, f Family) *routing.Policy { return l.filtered("", routeMap, f) }

// filtered is a prefix-list and a route-map in the same direction: a route must
// pass both. It is nil when there is neither.
func (l *lift) filtered(prefixList, routeMap string, f Family) *routing.Policy {
	if prefixList == "" && routeMap == "" {
		return nil
	}
	key := policyKey{prefixList, routeMap, f}
	if p, known := l.policies[key]; known {
		return p
	}
	p := &routing.Policy{Name: routeMap}
	if routeMap == "" {
		p.Name = prefixList
	}
	l.policies[key] = p
	if prefixList != "" {
		if list := l.prefixList(prefixList, f == IPv6Unicast); list != nil {
			p.Terms = append(p.Terms, routing.Term{Match: routing.Match{Prefixes: []*routing.PrefixList{complement(list)}}})
		}
	}
	if routeMap == "" {
		p.Terms = append(p.Terms, routing.Term{Permit: true})
		return p
	}
	i := slices.IndexFunc(l.c.RouteMap, func(m RouteMap) bool { return m.Name == routeMap })
	if i < 0 {
		return p // denies all
	}
	entries := l.c.RouteMap[i].Entries
	for j := range entries {
		p.Terms = append(p.Terms, l.term(routeMap, entries, j, f))
	}
	return p
}

// withoutDefault denies the default route before p, as redistribution does unless
// `default-information originate` is set.
func withoutDefault(p *routing.Policy, f Family) *routing.Policy {
	anything := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if f == IPv6Unicast {
		anything = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	list := &routing.PrefixList{Name: "default", Rules: []routing.PrefixRule{{Permit: true, Prefix: anything}}}
	first := routing.Term{Match: routing.Match{Prefixes: []*routing.PrefixList{list}}}
	return &routing.Policy{Name: p.Name, Terms: append([]routing.Term{first}, p.Terms...)}
}

// prefixList is a list, or nil when there is no such list.
func (l *lift) prefixList(name string, v6 bool) *routing.PrefixList {
	lists := l.c.IPPrefixList
	if v6 {
		lists = l.c.IPv6PrefixList
	}
	i := slices.IndexFunc(lists, func(p PrefixList) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	r := &routing.PrefixList{Name: name}
	for _, e := range lists[i].Entries {
		rule := routing.PrefixRule{Permit: e.Action == Permit, Prefix: e.Prefix, Min: e.Prefix.Bits(), Max: e.Prefix.Bits()}
		switch {
		case e.Eq != 0:
			rule.Min, rule.Max = int(e.Eq), int(e.Eq)
		case e.Ge != 0 && e.Le != 0:
			rule.Min, rule.Max = int(e.Ge), int(e.Le)
		case e.Ge != 0:
			rule.Min, rule.Max = int(e.Ge), e.Prefix.Addr().BitLen()
		case e.Le != 0:
			rule.Max = int(e.Le)
		}
		r.Rules = append(r.Rules, rule)
	}
	return r
}

// complement permits what list denies.
func complement(list *routing.PrefixList) *routing.PrefixList {
	r := &routing.PrefixList{Name: list.Name}
	for _, rule := range list.Rules {
		rule.Permit = !rule.Permit
		r.Rules = append(r.Rules, rule)
	}
	r.Rules = append(r.Rules, anyPrefixRules()...)
	return r
}

// anyPrefixRules permit every prefix of either family.
func anyPrefixRules() []routing.PrefixRule {
	return []routing.PrefixRule{
		{Permit: true, Prefix: netip.PrefixFrom(netip.IPv4Unspecified(), 0), Max: 32},
		{Permit: true, Prefix: netip.PrefixFrom(netip.IPv6Unspecified(), 0), Max: 128},
	}
}

// term is entry j of a route-map.
func (l *lift) term(name string, entries []RouteMapEntry, j int, f Family) routing.Term {
	e := &entries[j]
	field := "route-map " + name + ": " + actionWord(e.Action) + " " + strconv.Itoa(int(e.Seq))
	t := routing.Term{Seq: int(e.Seq), Permit: e.Action == Permit, Match: l.match(&e.Match, field), Set: l.set(&e.Set, f, field)}
	if e.Continue != 0 {
		t.Continue = true
		if e.Action == Deny || j+1 == len(entries) || entries[j+1].Seq != e.Continue {
			l.refuse(field+": continue", fmt.Sprintf("goes on with entry %d; only the next entry, and only from a permit, is simulated", e.Continue),
				"continue with the next entry of a permit, or repeat the match in the later entry", sourceReference+"continue")
		}
	}
	return t
}

func (l *lift) match(m *Match, field string) routing.Match {
	r := routing.Match{Tags: m.Tag}
	var anyPrefix, anyHop bool
	r.Prefixes, anyPrefix = l.lists(m.IPAddressPrefixList, m.IPv6AddressPrefixList)
	r.NextHops, anyHop = l.lists(m.IPNextHopPrefixList, m.IPv6NextHopPrefixList)
	// A list that does not exist permits all, so the condition holds.
	if anyPrefix {
		r.Prefixes = nil
	}
	if anyHop {
		r.NextHops = nil
	}
	for _, name := range m.Community {
		if list := l.communityList(name); list != nil {
			r.Communities = append(r.Communities, list)
		}
	}
	r.Never = len(m.Community) > 0 && r.Communities == nil
	for _, a := range m.ASNumber {
		r.PeerAS = append(r.PeerAS, routing.ASRange{First: uint32(a.First), Last: uint32(a.Last)})
	}
	for _, p := range m.SourceProtocol {
		switch {
		case p == "direct":
			r.Sources = append(r.Sources, routing.Direct)
		case p == "static":
			r.Sources = append(r.Sources, routing.StaticRoute)
		case p == "bgp", strings.HasPrefix(p, "bgp-"):
			r.Sources = append(r.Sources, routing.BGPRoute)
		default:
			l.refuse(field+": match source-protocol", "the routes of "+p+" are not known; those of direct, static and bgp are",
				"match direct, static or bgp, or a tag", sourceReference+"match source-protocol")
		}
	}
	for _, x := range []struct {
		command string
		used    bool
	}{
		{"match community exact-match", m.CommunityExactMatch},
		{"match as-path", len(m.ASPath) > 0},
		{"match metric", len(m.Metric) > 0},
		{"match interface", len(m.Interface) > 0},
		{"match route-type", len(m.RouteType) > 0},
	} {
		if x.used {
			l.refuse(field+": "+x.command, "this condition is not simulated; prefix-lists, communities, tags and AS numbers are",
				"match a prefix-list, community or tag", sourceReference+x.command)
		}
	}
	return r
}

// lists are the prefix-lists of both families: a list of the other family permits
// none of a family's prefixes. all is set when one of them does not exist.
func (l *lift) lists(v4, v6 []string) (lists []*routing.PrefixList, all bool) {
	for i, names := range [2][]string{v4, v6} {
		for _, name := range names {
			list := l.prefixList(name, i == 1)
			if list == nil {
				all = true
				continue
			}
			lists = append(lists, list)
		}
	}
	return lists, all
}

func (l *lift) communityList(name string) *routing.CommunityList {
	i := slices.IndexFunc(l.c.IPCommunityList, func(c CommunityList) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	r := &routing.CommunityList{Name: name}
	for _, e := range l.c.IPCommunityList[i].Entries {
		rule := routing.CommunityRule{Permit: e.Action == Permit}
		for _, c := range e.Communities {
			if c != 0 { // "internet" is every route
				rule.All = append(rule.All, uint32(c))
			}
		}
		r.Rules = append(r.Rules, rule)
	}
	return r
}

func (l *lift) set(s *Set, f Family, field string) routing.Set {
	r := routing.Set{
		LocalPref: s.LocalPreference.Value, HasLocalPref: s.LocalPreference.IsSet,
		MED: s.Metric.Value, HasMED: s.Metric.IsSet,
		Weight: uint16(s.Weight.Value), HasWeight: s.Weight.IsSet,
		Tag: s.Tag.Value, HasTag: s.Tag.IsSet,
		HasCommunities: len(s.Community) > 0 || s.CommunityNone,
		Additive:       s.CommunityAdditive,
	}
	if s.Origin != 0 {
		r.Origin, r.HasOrigin = routing.Origin(s.Origin-OriginIGP), true
	}
	for _, c := range s.Community {
		r.Communities = append(r.Communities, uint32(c))
	}
	if s.CommListDelete != "" {
		r.DeleteCommunities = l.communityList(s.CommListDelete)
	}
	for _, as := range s.ASPathPrepend {
		r.Prepend = append(r.Prepend, uint32(as))
	}
	hop, unchanged, peer := s.IPNextHop, s.IPNextHopUnchanged, s.IPNextHopPeerAddress
	if f == IPv6Unicast {
		hop, unchanged, peer = s.IPv6NextHop, s.IPv6NextHopUnchanged, s.IPv6NextHopPeerAddress
	}
	r.NextHop, r.NextHopUnchanged = hop, unchanged
	if peer {
		l.refuse(field+": set next-hop peer-address", "peer-address is not simulated; an address and unchanged are",
			"set an address, or next-hop-self at the neighbor", sourceReference+"set ip next-hop")
	}
	if s.ASPathPrependLastAS != 0 {
		l.refuse(field+": set as-path prepend last-as", fmt.Sprintf("last-as %d is not simulated; AS numbers are", s.ASPathPrependLastAS),
			"prepend the AS numbers themselves", sourceReference+"set as-path prepend")
	}
	return r
}
