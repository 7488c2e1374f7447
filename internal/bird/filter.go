package bird

import (
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// filter writes an import or export filter; without a policy it is the verdict.
func (w *writer) filter(direction string, p *routing.Policy, verdict string) {
	if p == nil {
		w.line("  %s filter {", direction)
		w.line("    %s;", verdict)
		w.line("  };")
		return
	}
	// A term that goes on permits what no later term decides about. Where the last
	// one decides about everything, as it does in all that Calico renders, nothing
	// has to be remembered.
	remember := false
	for _, t := range p.Terms {
		remember = remember || t.Continue && t.Permit
	}
	if n := len(p.Terms); n > 0 && condition(w, p.Terms[n-1].Match) == "true" && !p.Terms[n-1].Continue {
		remember = false
	}
	if remember {
		w.line("  %s filter bool permitted; {", direction)
		w.line("    permitted = false;")
	} else {
		w.line("  %s filter {", direction)
	}
	for _, t := range p.Terms {
		w.term(t, remember)
	}
	if remember {
		w.line("    if ( permitted ) then { accept; }")
	}
	w.line("    reject;")
	w.line("  };")
}

// term writes one term of a policy.
func (w *writer) term(t routing.Term, remember bool) {
	condition := condition(w, t.Match)
	if condition == "false" {
		return
	}
	var then []string
	switch {
	case !t.Permit:
		then = []string{"reject;"}
	default:
		then = w.changes(t.Set)
		switch {
		case !t.Continue:
			then = append(then, "accept;")
		case remember:
			then = append(then, "permitted = true;")
		}
	}
	if condition == "true" {
		for _, s := range then {
			w.line("    %s", s)
		}
		return
	}
	w.line("    if ( %s ) then { %s }", condition, strings.Join(then, " "))
}

// changes are the statements that set a route's attributes.
func (w *writer) changes(s routing.Set) []string {
	var out []string
	if s.HasCommunities {
		if !s.Additive {
			out = append(out, "bgp_community.empty;")
		}
		for _, c := range s.Communities {
			out = append(out, fmt.Sprintf("bgp_community.add((%d, %d));", c>>16, c&0xffff))
		}
	}
	if s.HasLocalPref {
		out = append(out, fmt.Sprintf("bgp_local_pref = %d;", s.LocalPref))
	}
	if s.HasMED {
		out = append(out, fmt.Sprintf("bgp_med = %d;", s.MED))
	}
	for _, as := range s.Prepend {
		out = append(out, fmt.Sprintf("bgp_path.prepend(%d);", as))
	}
	if s.HasWeight || s.HasOrigin || s.DeleteCommunities != nil || s.NextHop.IsValid() || s.NextHopUnchanged || s.HasTag {
		w.refuse("a change of weight, origin, next hop or tag, or the removal of communities")
	}
	return out
}

// condition writes a match as a condition, "true" when it always holds and
// "false" when it never does.
func condition(w *writer, m routing.Match) string {
	if m.Never {
		return "false"
	}
	if len(m.NextHops)+len(m.ASPathHas)+len(m.ASPathOrigin)+len(m.Tags)+len(m.Sources)+len(m.PeerAS) > 0 || m.ASPathLength.IsSet {
		w.refuse("a condition on next hop, AS path, tag or protocol")
	}
	var all []string
	if m.ReceivedFromPeer {
		all = append(all, "source ~ [ RTS_BGP ]")
	}
	if len(m.Prefixes) > 0 {
		all = append(all, anyOf(m.Prefixes, prefixListCondition))
	}
	if len(m.Communities) > 0 {
		all = append(all, anyOf(m.Communities, communityListCondition))
	}
	return conjunction(all)
}

func conjunction(all []string) string {
	out := "true"
	for _, c := range all {
		out = and(out, c)
	}
	return out
}

func anyOf[T any](lists []T, condition func(T) string) string {
	out := "false"
	for _, l := range lists {
		out = or(out, condition(l))
	}
	return out
}

// prefixListCondition: the first rule that matches decides, and none denies.
func prefixListCondition(l *routing.PrefixList) string {
	out := "false"
	for _, r := range slices.Backward(l.Rules) {
		out = firstMatch(prefixCondition(r), r.Permit, out)
	}
	return out
}

func communityListCondition(l *routing.CommunityList) string {
	out := "false"
	for _, r := range slices.Backward(l.Rules) {
		match := "true"
		for _, c := range r.All {
			match = and(match, fmt.Sprintf("(%d, %d) ~ bgp_community", c>>16, c&0xffff))
		}
		out = firstMatch(match, r.Permit, out)
	}
	return out
}

// firstMatch is the condition of a rule in front of others.
func firstMatch(match string, permit bool, others string) string {
	if permit {
		return or(match, others)
	}
	return and(not(match), others)
}

// prefixCondition writes a rule as "net = P", "net ~ P" or "net ~ [ P{MIN,MAX} ]".
func prefixCondition(r routing.PrefixRule) string {
	least, most, full := max(r.Min, r.Prefix.Bits()), r.Max, r.Prefix.Addr().BitLen()
	switch {
	case least > most:
		return "false"
	case least == 0 && most == full:
		return "true"
	case least == r.Prefix.Bits() && most == least:
		return fmt.Sprintf("net = %s", r.Prefix)
	case least == r.Prefix.Bits() && most == full:
		return fmt.Sprintf("net ~ %s", r.Prefix)
	}
	return fmt.Sprintf("net ~ [ %s{%d,%d} ]", r.Prefix, least, most)
}

func and(a, b string) string {
	switch {
	case a == "false" || b == "false":
		return "false"
	case a == "true":
		return b
	case b == "true":
		return a
	}
	return "(" + a + ") && (" + b + ")"
}

func or(a, b string) string {
	switch {
	case a == "true" || b == "true":
		return "true"
	case a == "false":
		return b
	case b == "false":
		return a
	}
	return "(" + a + ") || (" + b + ")"
}

func not(a string) string {
	switch a {
	case "true":
		return "false"
	case "false":
		return "true"
	}
	for _, operator := range [...]string{" ~ ", " = "} {
		if left, right, ok := strings.Cut(a, operator); ok && !strings.Contains(a, "(") {
			return left + " !" + operator[1:] + right
		}
	}
	return "!(" + a + ")"
}
