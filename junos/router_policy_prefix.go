package junos

import (
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// prefixes adds the conditions on the prefix.
func (l *lift) prefixes(m *From, field string, r *routing.Match) {
	kinds := 0
	for _, n := range []int{len(m.PrefixList), len(m.PrefixListFilter), len(m.RouteFilter)} {
		if n > 0 {
			kinds++
		}
	}
	if kinds == 0 {
		return
	}
	if kinds > 1 {
		l.refuse(field+" from", "route filters and prefix lists in one term are not simulated together",
			"keep one kind of them in a term", sourceReference+"policy-statement")
	}
	var filters []RouteFilter
	filters = append(filters, m.RouteFilter...)
	for _, name := range m.PrefixList {
		filters = append(filters, l.filters(name, Exact)...)
	}
	for _, f := range m.PrefixListFilter {
		filters = append(filters, l.filters(f.Name, f.Type)...)
	}
	if len(filters) == 0 {
		r.Never = true
		return
	}
	r.Prefixes = []*routing.PrefixList{longestMatch(filters)}
}

func (l *lift) filters(name string, t MatchType) []RouteFilter {
	i := slices.IndexFunc(l.c.PolicyOptions.PrefixList, func(p PrefixList) bool { return p.Name == name })
	if i < 0 {
		return nil
	}
	var filters []RouteFilter
	for _, p := range l.c.PolicyOptions.PrefixList[i].Prefix {
		filters = append(filters, RouteFilter{Prefix: p, Type: t})
	}
	return filters
}

// longestMatch is a list of rules, of which the first that matches decides, that
// says what route filters say, of which those with the longest prefix around the
// route decide alone: behind the rules of a prefix stands one that denies all else
// inside of it (Juniper, "how route lists are evaluated in routing policy match
// conditions": the longest-match lookup considers the prefix and not the match type;
// of several filters with one prefix the first whose type matches).
func longestMatch(filters []RouteFilter) *routing.PrefixList {
	filters = slices.Clone(filters)
	slices.SortStableFunc(filters, func(a, b RouteFilter) int {
		if a.Prefix == b.Prefix {
			return 0
		}
		if n := b.Prefix.Bits() - a.Prefix.Bits(); n != 0 {
			return n
		}
		return a.Prefix.Addr().Compare(b.Prefix.Addr())
	})
	list := &routing.PrefixList{}
	for i, f := range filters {
		low, high := f.lengths()
		if low <= high {
			list.Rules = append(list.Rules, routing.PrefixRule{Permit: true, Prefix: f.Prefix, Min: low, Max: high})
		}
		if i+1 == len(filters) || filters[i+1].Prefix != f.Prefix {
			list.Rules = append(list.Rules, routing.PrefixRule{Prefix: f.Prefix, Min: f.Prefix.Bits(), Max: f.Prefix.Addr().BitLen()})
		}
	}
	return list
}

// lengths are those that a filter matches.
func (f RouteFilter) lengths() (low, high int) {
	bits, longest := f.Prefix.Bits(), f.Prefix.Addr().BitLen()
	switch f.Type {
	case Longer:
		return bits + 1, longest
	case OrLonger:
		return bits, longest
	case UpTo:
		return bits, int(f.Max)
	case PrefixLengthRange:
		return int(f.Min), int(f.Max)
	case Exact:
	}
	return bits, bits
}
