package aci

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
)

// mostEntries is how many entries a route map may have: their order is 0 to 9.
const mostEntries = 10

// routeMap is a route map of an L3Out by its rules, or nothing without rules. Its
// match and set rules are in the L3Out's tenant: those of another, common too, are
// not supported (Cisco APIC Layer 3 Networking Configuration Guide, Route Control).
//
// There is an entry for the rules of each local preference, the highest first, and
// then one for all others (seeds/002, step 10); and further ones where a prefix has
// several ranges of lengths, because a match rule names a prefix once.
func (e *emitter) routeMap(t *tenant, o *fabric.PlannedL3Out, name, suffix string, rules []fabric.Accept) []Object {
	if len(rules) == 0 {
		return nil
	}
	profile := oursNamed(RtctrlProfile, name, Attributes{"type": Text("combinable")})
	for i, l := range layers(rules) {
		entry, number := suffix+"-match", ""
		if l.preference != 0 {
			entry = suffix + "-preference-" + strconv.FormatUint(uint64(l.preference), 10)
		}
		if l.repeat > 0 {
			number = "-" + strconv.Itoa(l.repeat+1)
		}
		rule := objectName(o.Name, entry, number)
		t.add(matchRule(rule, l.rules))
		context := oursNamed(RtctrlCtxP, rule, Attributes{"order": Number(i), "action": Text("permit")},
			ours(RtctrlRsCtxPToSubjP, Attributes{"tnRtctrlSubjPName": Text(rule)}))
		if l.preference != 0 {
			set := objectName(o.Name, entry)
			if l.repeat == 0 {
				t.add(oursNamed(RtctrlAttrP, set, nil, ours(RtctrlSetPref, Attributes{
					"localPref": Number(l.preference), "type": Text("local-pref"),
				})))
			}
			context.Children = append(context.Children, ours(RtctrlScope, nil,
				ours(RtctrlRsScopeToAttrP, Attributes{"tnRtctrlAttrPName": Text(set)})))
		}
		profile.Children = append(profile.Children, context)
	}
	if n := len(profile.Children); n > mostEntries {
		e.refuse(CodeUnsupported, outDN(o).Child(RN("prof-"+name)).String(), fmt.Sprintf("its rules need %d entries, and a route map has %d", n, mostEntries),
			"use fewer local preferences, or fewer ranges of lengths for one prefix", "APIC class metadata: rtctrlCtxP.order is 0 to 9")
	}
	return []Object{profile}
}

// A layer is an entry of a route map.
type layer struct {
	preference uint32
	// repeat counts the layers of one preference.
	repeat int
	rules  []fabric.Accept
}

// layers sorts rules into entries: those with a preference first, since the first
// entry that matches decides, and each prefix once in an entry.
func layers(rules []fabric.Accept) []layer {
	var all []layer
	for _, r := range merged(rules) {
		repeat := 0
		i := slices.IndexFunc(all, func(l layer) bool {
			if l.preference != r.LocalPreference {
				return false
			}
			if l.rules[len(l.rules)-1].Prefix == r.Prefix {
				repeat++
				return false
			}
			return true
		})
		if i < 0 {
			i = len(all)
			all = append(all, layer{preference: r.LocalPreference, repeat: repeat})
		}
		all[i].rules = append(all[i].rules, r)
	}
	slices.SortFunc(all, func(a, b layer) int {
		return cmp.Or(cmp.Compare(b.preference, a.preference), cmp.Compare(a.repeat, b.repeat))
	})
	return all
}

// merged sorts rules by preference and prefix, and joins those of one prefix whose
// ranges of lengths meet.
func merged(rules []fabric.Accept) []fabric.Accept {
	rules = slices.Clone(rules)
	slices.SortStableFunc(rules, func(a, b fabric.Accept) int {
		return cmp.Or(cmp.Compare(b.LocalPreference, a.LocalPreference), a.Prefix.Addr().Compare(b.Prefix.Addr()),
			cmp.Compare(a.Prefix.Bits(), b.Prefix.Bits()), cmp.Compare(a.Min, b.Min), cmp.Compare(a.Max, b.Max), cmp.Compare(a.Why, b.Why))
	})
	var all []fabric.Accept
	for _, r := range rules {
		if n := len(all); n > 0 && all[n-1].Prefix == r.Prefix && all[n-1].LocalPreference == r.LocalPreference && r.Min <= all[n-1].Max+1 {
			all[n-1].Max = max(all[n-1].Max, r.Max)
			continue
		}
		all = append(all, r)
	}
	return all
}

// matchRule is a match rule of prefixes.
func matchRule(name string, rules []fabric.Accept) Object {
	subject := oursNamed(RtctrlSubjP, name, nil)
	for _, r := range rules {
		subject.Children = append(subject.Children, ours(RtctrlMatchRtDest, lengths(r)))
	}
	return subject
}

// lengths translates a range of lengths. Without aggregate a prefix matches itself
// alone; with it, all inside of it; fromPfxLen and toPfxLen, both included, narrow
// that down, and 0 is no bound. fromPfxLen has to be longer than the prefix (Cisco's
// Ansible module aci_route_control_match_dest).
func lengths(r fabric.Accept) Attributes {
	a := Attributes{
		"ip": Prefix(r.Prefix), "descr": describedAs(r.Why),
		"aggregate": YesNo(true), "fromPfxLen": Number(0), "toPfxLen": Number(0),
	}
	bits, longest := r.Prefix.Bits(), r.Prefix.Addr().BitLen()
	switch {
	case r.Min == bits && r.Max == bits:
		a["aggregate"] = YesNo(false)
	case r.Min > bits:
		a["fromPfxLen"], a["toPfxLen"] = Number(r.Min), Number(r.Max)
	case r.Max < longest:
		a["toPfxLen"] = Number(r.Max)
	}
	return a
}
