package frr

import (
	"fmt"
	"math"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A policyKey names what filters one direction of a family.
type policyKey struct {
	prefixList, filterList, routeMap string
	family                           Family
}

// policy is a route-map, or nil for no name.
func (l *lift) policy(routeMap string, f Family) *routing.Policy {
	return l.filtered(policyKey{routeMap: routeMap, family: f})
}

// filtered is a prefix-list, an as-path list and a route-map in one direction: a
// route must pass them all. It is nil when there is none.
func (l *lift) filtered(key policyKey) *routing.Policy {
	if key.prefixList == "" && key.filterList == "" && key.routeMap == "" {
		return nil
	}
	if p, known := l.policies[key]; known {
		return p
	}
	p := &routing.Policy{Name: key.routeMap}
	if p.Name == "" {
		p.Name = key.prefixList + key.filterList
	}
	l.policies[key] = p
	if key.prefixList != "" {
		list := l.prefixList(key.prefixList, key.family == IPv6Unicast)
		if list == nil {
			return p // denies all
		}
		p.Terms = append(p.Terms, routing.Term{Match: routing.Match{Prefixes: []*routing.PrefixList{complement(list)}}})
	}
	if key.filterList != "" {
		denied, ok := l.asPathDenied(key.filterList)
		if !ok {
			return p
		}
		p.Terms = append(p.Terms, denied...)
	}
	if key.routeMap == "" {
		p.Terms = append(p.Terms, routing.Term{Permit: true})
		return p
	}
	i := slices.IndexFunc(l.c.RouteMap, func(m RouteMap) bool { return m.Name == key.routeMap })
	if i < 0 {
		return p // denies all
	}
	entries := l.c.RouteMap[i].Entries
	for j := range entries {
		p.Terms = append(p.Terms, l.term(key.routeMap, entries, j, key.family))
	}
	if slices.ContainsFunc(p.Terms, func(t routing.Term) bool { return t.Continue }) {
		// A route that went on and that no later entry matched is denied (measured:
		// FRR 8.4.4).
		p.Terms = append(p.Terms, routing.Term{})
	}
	return p
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
	for _, v6 := range [...]bool{false, true} {
		p := anything(v6)
		r.Rules = append(r.Rules, routing.PrefixRule{Permit: true, Prefix: p, Max: p.Addr().BitLen()})
	}
	return r
}

// term is entry j of a route-map.
func (l *lift) term(name string, entries []RouteMapEntry, j int, f Family) routing.Term {
	e := &entries[j]
	field := "route-map " + name + ": " + actionWord(e.Action) + " " + strconv.Itoa(int(e.Seq))
	t := routing.Term{Seq: int(e.Seq), Permit: e.Action == Permit, Match: l.match(&e.Match, f, field), Set: l.set(&e.Set, f, field)}
	if e.OnMatchNext || e.OnMatchGoto != 0 {
		// A last entry that goes on ends the map (measured: FRR 8.4.4).
		t.Continue = e.Action == Permit && j+1 < len(entries)
		next := e.OnMatchGoto == 0 || j+1 < len(entries) && e.OnMatchGoto > e.Seq && entries[j+1].Seq >= e.OnMatchGoto
		if e.Action == Deny || !next {
			l.refuse(field+": on-match", fmt.Sprintf("goes on with entry %d; only the next entry, and only from a permit, is simulated", e.OnMatchGoto),
				"go on with the next entry of a permit, or repeat the match in the later entry", sourceGuide+"Route Maps, on-match")
		}
	}
	if e.Call != "" {
		l.refuse(field+": call", "route-map "+e.Call+" is called, which is not simulated; its entries in this one are",
			"write the entries of the called route-map into this one", sourceGuide+"Route Maps, call")
	}
	return t
}

func actionWord(a Action) string { return string(appendAction(nil, a)) }

// match holds when each of its conditions does; one by a list of the other family,
// or by one that does not exist, never does.
func (l *lift) match(m *Match, f Family, field string) routing.Match {
	var r routing.Match
	if m.ASPath != "" {
		condition, ok := l.asPath(m.ASPath)
		r.ASPathLength, r.PeerAS, r.Never = condition.length, condition.first, !ok
	}
	for _, by := range []struct {
		name string
		v6   bool
		to   *[]*routing.PrefixList
	}{
		{m.IPAddressPrefixList, false, &r.Prefixes}, {m.IPv6AddressPrefixList, true, &r.Prefixes},
		{m.IPNextHopPrefixList, false, &r.NextHops}, {m.IPv6NextHopPrefixList, true, &r.NextHops},
	} {
		if by.name == "" {
			continue
		}
		list := l.prefixList(by.name, by.v6)
		if list == nil || by.v6 != (f == IPv6Unicast) {
			r.Never = true
			continue
		}
		*by.to = append(*by.to, list)
	}
	if m.Community != "" {
		if list := l.communityList(m.Community); list != nil {
			r.Communities = append(r.Communities, list)
		} else {
			r.Never = true
		}
	}
	if m.Tag != 0 {
		r.Tags = []uint32{m.Tag}
	}
	l.sources(m, &r, field)
	for _, x := range []struct {
		command string
		used    bool
	}{
		{"match community exact-match", m.CommunityExactMatch},
		{"match metric", m.Metric.IsSet},
		{"match local-preference", m.LocalPreference.IsSet},
		{"match origin", m.Origin != 0},
		{"match interface", m.Interface != ""},
		{"match peer", m.Peer != ""},
	} {
		if x.used {
			l.refuse(field+": "+x.command, "this condition is not simulated; prefix-lists, communities, tags and path lengths are",
				"match a prefix-list, community or tag", sourceGuide+"Route Maps, "+x.command)
		}
	}
	return r
}

func (l *lift) sources(m *Match, r *routing.Match, field string) {
	switch m.SourceProtocol {
	case "":
	case "connected":
		r.Sources = []routing.Protocol{routing.Direct}
	case "static":
		r.Sources = []routing.Protocol{routing.StaticRoute}
	case "bgp":
		r.Sources = []routing.Protocol{routing.BGPRoute}
	default:
		l.refuse(field+": match source-protocol", "the routes of "+m.SourceProtocol+" are not known; those of connected, static and bgp are",
			"match connected, static or bgp, or a tag", sourceGuide+"Route Maps, match source-protocol")
	}
}

func (l *lift) communityList(name string) *routing.CommunityList {
	i := slices.IndexFunc(l.c.CommunityList, func(c CommunityList) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	r := &routing.CommunityList{Name: name}
	for _, e := range l.c.CommunityList[i].Entries {
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

// An asPathCondition is what the paths that a list permits have in common.
type asPathCondition struct {
	length routing.PathLength
	// first are the AS numbers that a path may begin with; nil means any.
	first []routing.ASRange
}

// asPath is what an as-path access list permits, when its entries are of one form
// that is known. ok is false when there is no such list: it permits nothing.
func (l *lift) asPath(name string) (c asPathCondition, ok bool) {
	i := slices.IndexFunc(l.c.ASPathAccessList, func(x ASPathAccessList) bool { return x.Name == name })
	if i < 0 {
		return c, false
	}
	known := true
	for j, e := range l.c.ASPathAccessList[i].Entries {
		if e.Action != Permit {
			known = false
			continue
		}
		if e.Regexp == ".*" {
			c = asPathCondition{}
			break
		}
		if as, is := firstAS(e.Regexp); is {
			known = known && !c.length.IsSet
			c.first = append(c.first, routing.ASRange{First: uint32(as), Last: uint32(as)})
			continue
		}
		least, greatest, is := pathLength(e.Regexp)
		// The lengths of several entries must be one range without a hole.
		known = known && is && c.first == nil && (j == 0 || least <= c.length.Max+1 && greatest >= c.length.Min-1)
		if j == 0 {
			c.length = routing.PathLength{IsSet: true, Min: least, Max: greatest}
		}
		c.length.Min, c.length.Max = min(c.length.Min, least), max(c.length.Max, greatest)
	}
	if !known {
		l.refuse("bgp as-path access-list "+name, "its regular expressions are not simulated; those of PathsUpTo, ^$, ^[0-9]+$ and ^65001_ are, in permits of one kind",
			"filter by prefix, community or the length of the path", sourceGuide+"BGP, AS Path Access Lists")
	}
	return c, true
}

// asPathDenied are the terms that deny what an as-path list does not permit. ok is
// false when there is no such list, which denies everything.
func (l *lift) asPathDenied(name string) (terms []routing.Term, ok bool) {
	c, ok := l.asPath(name)
	if !ok {
		return nil, false
	}
	deny := func(m routing.Match) { terms = append(terms, routing.Term{Match: m}) }
	if c.length.IsSet {
		if c.length.Min > 0 {
			deny(routing.Match{ASPathLength: routing.PathLength{IsSet: true, Max: c.length.Min - 1}})
		}
		deny(routing.Match{ASPathLength: routing.PathLength{IsSet: true, Min: c.length.Max + 1, Max: math.MaxInt}})
	}
	if c.first != nil {
		deny(routing.Match{PeerAS: subtract(routing.AnyAS, c.first)})
	}
	return terms, true
}

// usesFirstAS reports whether a filter looks at the first AS number of the path.
func (l *lift) usesFirstAS(key policyKey) bool {
	looks := func(name string) bool {
		i := slices.IndexFunc(l.c.ASPathAccessList, func(x ASPathAccessList) bool { return x.Name == name })
		return i >= 0 && slices.ContainsFunc(l.c.ASPathAccessList[i].Entries, func(e ASPathAccessListEntry) bool {
			_, is := firstAS(e.Regexp)
			return is
		})
	}
	i := slices.IndexFunc(l.c.RouteMap, func(m RouteMap) bool { return m.Name == key.routeMap })
	return looks(key.filterList) || i >= 0 && slices.ContainsFunc(l.c.RouteMap[i].Entries, func(e RouteMapEntry) bool {
		return looks(e.Match.ASPath)
	})
}

func (l *lift) set(s *Set, f Family, field string) routing.Set {
	r := routing.Set{
		LocalPref: s.LocalPreference.Value, HasLocalPref: s.LocalPreference.IsSet,
		MED: s.Metric.Value, HasMED: s.Metric.IsSet,
		Weight: uint16(s.Weight.Value), HasWeight: s.Weight.IsSet,
		Tag: s.Tag, HasTag: s.Tag != 0,
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
	peer := s.IPNextHopPeerAddress
	r.NextHop, r.NextHopUnchanged = s.IPNextHop, s.IPNextHopUnchanged
	if f == IPv6Unicast {
		r.NextHop, r.NextHopUnchanged, peer = s.IPv6NextHopGlobal, false, s.IPv6NextHopPeerAddress
	}
	if peer {
		l.refuse(field+": set next-hop peer-address", "peer-address is not simulated; an address and unchanged are",
			"set an address, or next-hop-self at the neighbor", sourceGuide+"Route Maps, set ip next-hop")
	}
	if s.ASPathPrependLastAS != 0 {
		l.refuse(field+": set as-path prepend last-as", fmt.Sprintf("last-as %d is not simulated; AS numbers are", s.ASPathPrependLastAS),
			"prepend the AS numbers themselves", sourceGuide+"Route Maps, set as-path prepend")
	}
	return r
}
