package aci

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A direction is that of a route map.
type direction string

const (
	importing direction = "import"
	exporting direction = "export"
)

// importPolicy is what a peer's routes go through. Import is filtered only where
// the L3Out enforces it or the peer has a route map of its own; then what nothing
// permits is denied.
func (l *lift) importPolicy(p, out *node, as shownAS, elsewhere []netip.Addr, lowered *routing.Set) *routing.Policy {
	profile := l.peerProfile(p, importing)
	enforced := out.Value("enforceRtctrl").Has("import")
	var first []routing.Term
	key := words(string(importing), p.dn.text)
	if as.in != 0 {
		first = append(first, routing.Term{Permit: true, Continue: true, Set: routing.Set{Prepend: []routing.ASN{as.in}}})
	}
	if lowered != nil {
		list := hosts("nodes of other leaves", elsewhere)
		first = append(first, routing.Term{Permit: true, Continue: true, Match: routing.Match{NextHops: []*routing.PrefixList{list}}, Set: *lowered})
		key = words(key, fmt.Sprint(elsewhere))
	}
	switch {
	case profile == nil && !enforced && len(first) == 0:
		return nil
	case profile == nil && !enforced:
		return l.cached(key, func() *routing.Policy {
			return &routing.Policy{Name: "everything", Terms: append(first, routing.Term{Permit: true})}
		})
	}
	if len(first) == 0 && profile == nil {
		key = words(string(importing), out.dn.text)
	}
	return l.cached(key, func() *routing.Policy { return l.routeMap(out, profile, importing, first) })
}

// exportPolicy is what a peer gets: only what is permitted, always.
func (l *lift) exportPolicy(p, out *node, as shownAS) *routing.Policy {
	profile := l.peerProfile(p, exporting)
	var first []routing.Term
	key := words(string(exporting), out.dn.text)
	if as.out != 0 {
		first = append(first, routing.Term{Permit: true, Continue: true, Set: routing.Set{Prepend: []routing.ASN{as.out}}})
	}
	if profile != nil || as.out != 0 {
		key = words(string(exporting), p.dn.text)
	}
	return l.cached(key, func() *routing.Policy { return l.routeMap(out, profile, exporting, first) })
}

// cached makes a policy once: neighbors with the same one share it.
func (l *lift) cached(key string, build func() *routing.Policy) *routing.Policy {
	p := l.policies[key]
	if p == nil {
		p = build()
		l.policies[key] = p
	}
	return p
}

// peerProfile is the route map of a peer alone, or nil. It is taken to replace all
// that the L3Out says, and to act whether the L3Out enforces import or not; no
// fabric was there to measure it.
func (l *lift) peerProfile(p *node, d direction) *node {
	for _, r := range p.of(BgpRsPeerToProfile) {
		if r.Value("direction").text != string(d) {
			continue
		}
		dn, _ := r.Attributes["tDn"].DN()
		profile := l.v.find(dn)
		if profile == nil {
			l.refuse(CodeUnresolved, r.field("tDn"), fmt.Sprintf("%s is not in the tree, and it decides about routes", dn), "add it, or correct the DN", sourceResolve)
		}
		return profile
	}
	return nil
}

// routeMap is the route map of an L3Out or of a peer.
//
// The L3Out's own is made of the profile default-import or default-export and of
// the external EPGs' subnets with the scope import-rtctrl or export-rtctrl. A
// profile of type combinable (Match Prefix AND Routing Policy, the default) adds
// to the subnets; one of type global (Match Routing Policy Only) is all there is
// (Cisco APIC Layer 3 Networking Configuration Guide, "About Route Map/Profile").
// A peer's own profile is all there is too.
//
// What the route map is applied to is the whole table of BGP: routes of the other
// leaves, and the subnets of L3Outs, which are in it by redistribution. That these
// are exported where the map permits them is inferred from that: a node gets its
// own subnet back then, and only then. The node of seeds/002, "Kube-Router routing
// and BGP configuration", whose leaves export no such prefix, does not have it.
func (l *lift) routeMap(out, profile *node, d direction, first []routing.Term) *routing.Policy {
	own := profile != nil
	if profile == nil {
		for _, p := range out.of(RtctrlProfile) {
			if p.Attributes["name"].text == "default-"+string(d) {
				profile = p
			}
		}
	}
	policy := &routing.Policy{Name: "default-" + string(d), Terms: first}
	combines := !own && (profile == nil || profile.Value("type").text == "combinable")
	var subnets *routing.PrefixList
	if combines {
		subnets = l.subnets(out, d)
	}
	if profile != nil {
		policy.Name = profile.Attributes["name"].text
		entries := profile.of(RtctrlCtxP)
		slices.SortStableFunc(entries, func(a, b *node) int { return cmp.Compare(order(a), order(b)) })
		for _, e := range entries {
			policy.Terms = append(policy.Terms, l.entry(e, subnets))
		}
	}
	if subnets != nil {
		policy.Terms = append(policy.Terms, routing.Term{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{subnets}}})
	}
	// What went through the first terms and no other is denied.
	policy.Terms = append(policy.Terms, routing.Term{Seq: denyAll})
	return policy
}

// denyAll is the number of the last term of a route map: orders end at 9.
const denyAll = 10

func order(e *node) uint64 {
	n, _ := e.Value("order").Number()
	return n
}

// entry is one entry of a profile. One without a match rule is about the subnets
// that the profile is combined with, and about every route when there are none to
// combine.
func (l *lift) entry(e *node, subnets *routing.PrefixList) routing.Term {
	t := routing.Term{Seq: int(order(e)), Permit: e.Value("action").text == "permit"}
	rules := e.of(RtctrlRsCtxPToSubjP)
	for _, r := range rules {
		if list := l.matchRule(r); list != nil {
			t.Match.Prefixes = append(t.Match.Prefixes, list)
		}
	}
	t.Match.Never = len(rules) > 0 && t.Match.Prefixes == nil
	if len(rules) == 0 && subnets != nil {
		t.Match.Prefixes = []*routing.PrefixList{subnets}
	}
	if scope := e.one(RtctrlScope); scope != nil {
		if r := scope.one(RtctrlRsScopeToAttrP); r != nil {
			// Of what a set rule may set, the schema has the local preference alone.
			set := l.v.named(r, RtctrlAttrP, r.Attributes["tnRtctrlAttrPName"].text)
			switch {
			case set == nil:
				l.refuse(CodeUnresolved, r.field("tnRtctrlAttrPName"), fmt.Sprintf("no set rule %q is in the tenant or in common, and what it sets may decide about routes", r.Attributes["tnRtctrlAttrPName"].text),
					"add it to the tree, or leave the reference out", sourceResolve)
			case set.one(RtctrlSetPref) != nil:
				n, _ := set.one(RtctrlSetPref).Attributes["localPref"].Number()
				t.Set.LocalPref, t.Set.HasLocalPref = uint32(n), true //nolint:gosec // the schema bounds it
			}
		}
	}
	return t
}

// matchRule is the prefixes of a match rule. With aggregate, a prefix stands for
// all that lies inside it, of the lengths given; without, for itself.
func (l *lift) matchRule(r *node) *routing.PrefixList {
	name := r.Attributes["tnRtctrlSubjPName"].text
	rule := l.v.named(r, RtctrlSubjP, name)
	if rule == nil {
		l.refuse(CodeUnresolved, r.field("tnRtctrlSubjPName"), fmt.Sprintf("no match rule %q is in the tenant or in common, and it decides about routes", name),
			"add it to the tree, or correct the name", sourceResolve)
		return nil
	}
	list := &routing.PrefixList{Name: name}
	for _, d := range rule.of(RtctrlMatchRtDest) {
		p, ok := d.Attributes["ip"].Prefix()
		if !ok {
			continue // reported by the schema
		}
		one := routing.PrefixRule{Permit: true, Prefix: p.Masked(), Min: p.Bits(), Max: p.Bits()}
		if d.Value("aggregate").text == "yes" {
			one.Max = p.Addr().BitLen()
			from, _ := d.Value("fromPfxLen").Number()
			to, _ := d.Value("toPfxLen").Number()
			if from != 0 {
				one.Min = int(from)
			}
			if to != 0 {
				one.Max = int(to)
			}
		}
		list.Rules = append(list.Rules, one)
	}
	if len(list.Rules) == 0 {
		l.unpredicted(rule.dn.String(), "a match rule without a prefix matches every route from 5.2(8) on, and none before (Cisco bug CSCwc11570)", "give it a prefix")
	}
	return list
}

// subnets are the prefixes of the external EPGs with the scope of a direction; one
// that is aggregated stands for all inside it. The result may be empty.
func (l *lift) subnets(out *node, d direction) *routing.PrefixList {
	flag := string(d) + "-rtctrl"
	list := &routing.PrefixList{Name: flag}
	for _, epg := range out.of(L3extInstP) {
		for _, s := range epg.of(L3extSubnet) {
			p, ok := s.Attributes["ip"].Prefix()
			if !ok || !s.Value("scope").Has(flag) {
				continue
			}
			one := routing.PrefixRule{Permit: true, Prefix: p.Masked(), Min: p.Bits(), Max: p.Bits()}
			if s.Value("aggregate").Has(flag) {
				one.Max = p.Addr().BitLen()
			}
			list.Rules = append(list.Rules, one)
		}
	}
	return list
}
