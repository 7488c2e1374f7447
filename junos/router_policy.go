package junos

import (
	"fmt"
	"math"
	"reflect"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A policyKey names a chain of policies, in one direction and for one family.
type policyKey struct {
	chain  string
	family routing.Family
	export bool
}

func (l *lift) statement(name string) *PolicyStatement {
	i := slices.IndexFunc(l.c.PolicyOptions.PolicyStatement, func(s PolicyStatement) bool { return s.Name == name })
	if i < 0 {
		return nil
	}
	return &l.c.PolicyOptions.PolicyStatement[i]
}

// terms are the terms in the order in which they are asked: those with names, then
// the one without.
func (s *PolicyStatement) terms() []Term {
	if s.Unnamed.isZero() {
		return s.Term
	}
	return append(slices.Clip(s.Term), Term{Body: s.Unnamed})
}

// path is what stands behind the policy's name.
func (t *Term) path() string {
	if t.Name == "" {
		return ""
	}
	return " term " + t.Name
}

func (b Body) isZero() bool { return reflect.ValueOf(b).IsZero() }
func (f From) isZero() bool { return reflect.ValueOf(f).IsZero() }

// chain is what policies make of a route one after the other, and BGP's default of
// what they leave undecided. A chain of none accepts everything on import.
func (l *lift) chain(names []string, f routing.Family, export bool) *routing.Policy {
	if len(names) == 0 && !export {
		return nil
	}
	key := policyKey{strings.Join(names, " "), f, export}
	if p, known := l.policies[key]; known {
		return p
	}
	p := &routing.Policy{Name: key.chain}
	l.policies[key] = p
	for i, name := range names {
		s := l.statement(name)
		if s == nil {
			// The device does not commit such a configuration; Validate says so.
			p.Terms = append(p.Terms, routing.Term{})
			return p
		}
		terms := s.terms()
		for j := range terms {
			last := j == len(terms)-1
			if t, ok := l.term(name, &terms[j], f, last, i == len(names)-1, len(p.Terms)); ok {
				p.Terms = append(p.Terms, t)
			}
		}
	}
	if export {
		p.Terms = append(p.Terms, routing.Term{Permit: true, Match: routing.Match{ReceivedFromPeer: true}}, routing.Term{})
	} else {
		p.Terms = append(p.Terms, routing.Term{Permit: true})
	}
	return p
}

// term is one term of a policy for the routes of a family; there is none when it
// matches no such route, or only says what the next hop is.
func (l *lift) term(policy string, t *Term, f routing.Family, last, lastPolicy bool, seq int) (routing.Term, bool) {
	field := "policy-options policy-statement " + policy + t.path()
	if t.From.Family != 0 && (t.From.Family == FamilyInet6) != (f == routing.IPv6) {
		return routing.Term{}, false
	}
	if t.Then.Next == NextPolicy && !last && !lastPolicy {
		l.refuse(field+" then next policy", "goes on with another policy; only the last term of a policy is simulated to do so",
			"make it the last term, or accept or reject", sourceReference+"next policy")
	}
	if t.Then.Next == NextPolicy && !last && lastPolicy {
		l.refuse(field+" then next policy", "leaves the rest of the policy out, which is not simulated",
			"make it the last term, or accept or reject", sourceReference+"next policy")
	}
	if t.Then.Next != 0 && t.Then.Action != 0 {
		l.refuse(field+" then", "it both decides and goes on", "keep one of them", sourceReference+"policy-statement")
	}
	r := routing.Term{Seq: seq + 1, Permit: t.Then.Action != Reject, Continue: t.Then.Action == 0}
	if t.From.RouteType != 0 {
		// What a term with only a next hop does is told by selfOf.
		bare := t.Then
		bare.NextHop = NextHop{}
		bare.Next = 0
		if r.Continue && reflect.ValueOf(bare).IsZero() && !t.Then.NextHop.Address.IsValid() {
			return r, false
		}
		l.refuse(field+" from route-type", "route-type is simulated only in terms that set the next hop and go on",
			"match prefixes, communities or protocols", sourceReference+"policy-statement, route-type")
	}
	r.Match = l.match(&t.From, field)
	r.Set = l.set(&t.Then, field)
	return r, true
}

func (l *lift) match(m *From, field string) routing.Match {
	r := routing.Match{Tags: m.Tag}
	for _, p := range m.Protocol {
		switch p {
		case ProtocolBGP:
			r.Sources = append(r.Sources, routing.BGPRoute)
		case ProtocolDirect:
			r.Sources = append(r.Sources, routing.Direct)
		case ProtocolStatic:
			r.Sources = append(r.Sources, routing.StaticRoute)
		case ProtocolLocal:
			r.Sources = append(r.Sources, routing.Local, routing.Virtual)
		case ProtocolAggregate:
			r.Sources = append(r.Sources, routing.AggregateRoute)
		}
	}
	if len(m.Neighbor) > 0 {
		l.refuse(field+" from neighbor", "who sent a route is not simulated as a condition; its AS and prefix are",
			"apply the policy at that neighbor", sourceReference+"policy-statement, neighbor")
	}
	r.ASPathLength = l.pathLength(m, field)
	for _, name := range m.Community {
		if list := l.community(name); list != nil {
			r.Communities = append(r.Communities, list)
		}
	}
	r.Never = len(m.Community) > 0 && r.Communities == nil
	l.prefixes(m, field, &r)
	return r
}

// pathLength bounds the AS path by a regular expression that counts, or by its
// length.
func (l *lift) pathLength(m *From, field string) routing.PathLength {
	const fix = "match one length, such as as-path-calc-length 3 orhigher or the expression .{3,}"
	switch n := len(m.ASPath) + len(m.ASPathCalcLength); {
	case n == 0:
		return routing.PathLength{}
	case n > 1:
		l.refuse(field+" from as-path", "several conditions on the AS path are not simulated; one length is", fix, sourceReference+"policy-statement, as-path")
		return routing.PathLength{}
	}
	if len(m.ASPathCalcLength) == 1 {
		c := m.ASPathCalcLength[0]
		r := routing.PathLength{IsSet: true, Min: int(c.Value), Max: int(c.Value)}
		switch c.Compare {
		case OrHigher:
			r.Max = math.MaxInt
		case OrLower:
			r.Min = 0
		case Equal:
		}
		return r
	}
	name := m.ASPath[0]
	i := slices.IndexFunc(l.c.PolicyOptions.ASPath, func(a ASPath) bool { return a.Name == name })
	if i < 0 {
		return routing.PathLength{IsSet: true, Min: 1} // no path has that length
	}
	r, ok := lengthOf(l.c.PolicyOptions.ASPath[i].Regex)
	if !ok {
		l.refuse("policy-options as-path "+name, fmt.Sprintf("the expression %q is not simulated; those that only count AS numbers are", l.c.PolicyOptions.ASPath[i].Regex),
			fix, sourceReference+"as-path (Policy Options)")
	}
	return r
}

// community is a list that matches a route with all members, nil when there is none
// of the name.
func (l *lift) community(name string) *routing.CommunityList {
	i := slices.IndexFunc(l.c.PolicyOptions.Community, func(c Community) bool { return c.Name == name })
	if i < 0 || len(l.c.PolicyOptions.Community[i].Members) == 0 {
		return nil
	}
	c := &l.c.PolicyOptions.Community[i]
	r := &routing.CommunityList{Name: name, Rules: []routing.CommunityRule{{Permit: !c.InvertMatch, All: numbersOf(c.Members)}}}
	if c.InvertMatch {
		r.Rules = append(r.Rules, routing.CommunityRule{Permit: true})
	}
	return r
}

func numbersOf(members []fabric.Community) []routing.Community {
	all := make([]routing.Community, len(members))
	for i, m := range members {
		all[i] = uint32(m)
	}
	return all
}

func (l *lift) set(t *Then, field string) routing.Set {
	r := routing.Set{
		LocalPref: t.LocalPreference.Value, HasLocalPref: t.LocalPreference.IsSet,
		MED: t.Metric.Value, HasMED: t.Metric.IsSet,
		Tag: t.Tag.Value, HasTag: t.Tag.IsSet,
		NextHop: t.NextHop.Address,
	}
	if t.Origin != 0 {
		r.Origin, r.HasOrigin = routing.Origin(t.Origin-OriginIGP), true
	}
	for _, a := range t.Community {
		l.communityAction(&r, a)
	}
	for as := range strings.FieldsSeq(t.ASPathPrepend) {
		if v, err := fabric.ParseASN(as); err == nil {
			r.Prepend = append(r.Prepend, uint32(v))
		}
	}
	if t.NextHop.PeerAddress {
		l.refuse(field+" then next-hop peer-address", "peer-address is not simulated; an address and self are",
			"set an address or self", sourceReference+"policy-statement, next-hop")
	}
	return r
}

// communityAction does one action behind those that r has.
func (l *lift) communityAction(r *routing.Set, a CommunityAction) {
	i := slices.IndexFunc(l.c.PolicyOptions.Community, func(c Community) bool { return c.Name == a.Name })
	if i < 0 {
		return // Validate says so
	}
	members := numbersOf(l.c.PolicyOptions.Community[i].Members)
	switch a.Do {
	case Set:
		r.HasCommunities, r.Additive, r.Communities, r.DeleteCommunities = true, false, members, nil
	case Add:
		if !r.HasCommunities {
			r.HasCommunities, r.Additive = true, true
		}
		r.Communities = append(slices.Clip(r.Communities), members...)
	case Delete:
		r.Communities = slices.DeleteFunc(slices.Clone(r.Communities), func(c routing.Community) bool { return slices.Contains(members, c) })
		if r.HasCommunities && !r.Additive {
			return // none of the route's own are left
		}
		if r.DeleteCommunities == nil {
			r.DeleteCommunities = &routing.CommunityList{Name: a.Name}
		}
		for _, c := range members {
			r.DeleteCommunities.Rules = append(r.DeleteCommunities.Rules, routing.CommunityRule{Permit: true, All: []routing.Community{c}})
		}
	}
}

// Outcomes are what a chain may do to the next hop of the routes of a kind that it
// accepts.
type outcomes struct{ self, plain bool }

// selfOf follows every way that a route of BGP, of a kind, can take through a chain
// to being accepted: with next-hop self or without.
func (l *lift) selfOf(names []string, f routing.Family, kind RouteType) outcomes {
	var out outcomes
	// before are the ways that are left at a term.
	before := outcomes{plain: true}
	accept := func(o outcomes) { out.self, out.plain = out.self || o.self, out.plain || o.plain }
	for _, name := range names {
		s := l.statement(name)
		if s == nil {
			return out
		}
		for _, t := range s.terms() {
			possible, certain := t.From.meets(f, kind)
			if !possible {
				continue
			}
			matched := before
			if t.Then.NextHop != (NextHop{}) {
				matched = outcomes{self: t.Then.NextHop.Self, plain: !t.Then.NextHop.Self}
			}
			if certain {
				before = outcomes{}
			}
			switch t.Then.Action {
			case Accept:
				accept(matched)
			case Reject:
			default:
				before.self, before.plain = before.self || matched.self, before.plain || matched.plain
			}
			if before == (outcomes{}) {
				return out
			}
		}
	}
	accept(before)
	return out
}

// meets reports whether a route of BGP can match, and whether every one does.
func (f *From) meets(family routing.Family, kind RouteType) (possible, certain bool) {
	switch {
	case f.Family != 0 && (f.Family == FamilyInet6) != (family == routing.IPv6),
		len(f.Protocol) > 0 && !slices.Contains(f.Protocol, ProtocolBGP),
		f.RouteType != 0 && f.RouteType != kind:
		return false, false
	}
	rest := *f
	rest.Family, rest.Protocol, rest.RouteType = 0, nil, 0
	return true, rest.isZero()
}
