package junos

import (
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

var policyOptionsTable = table[PolicyOptions]{ //nolint:gochecknoglobals // the grammar, never written
	list("prefix-list", func(p *PolicyOptions) *[]PrefixList { return &p.PrefixList }, func(l *PrefixList) *string { return &l.Name },
		names(limitDescription), table[PrefixList]{
			each("", func(l *PrefixList) *[]Prefix { return &l.Prefix }, prefixes(true, true, false)),
		}),
	list("policy-statement", func(p *PolicyOptions) *[]PolicyStatement { return &p.PolicyStatement },
		func(s *PolicyStatement) *string { return &s.Name }, names(limitDescription), append(table[PolicyStatement]{
			list("term", func(s *PolicyStatement) *[]Term { return &s.Term }, func(t *Term) *string { return &t.Name },
				texts(), bodyRows(func(t *Term) *Body { return &t.Body })),
		}, bodyRows(func(s *PolicyStatement) *Body { return &s.Unnamed })...)),
	inlineList("community", func(p *PolicyOptions) *[]Community { return &p.Community }, func(c *Community) *string { return &c.Name },
		names(limitDescription), table[Community]{
			flag("invert-match", func(c *Community) *bool { return &c.InvertMatch }),
			leaves("members", func(c *Community) *[]fabric.Community { return &c.Members }, communities()),
		}),
	inlineList("as-path", func(p *PolicyOptions) *[]ASPath { return &p.ASPath }, func(a *ASPath) *string { return &a.Name },
		names(limitDescription), table[ASPath]{
			leaf("", func(a *ASPath) *string { return &a.Regex }, texts()),
		}),
	inlineList("as-list", func(p *PolicyOptions) *[]ASList { return &p.ASList }, func(a *ASList) *string { return &a.Name },
		names(limitDescription), table[ASList]{
			leaves("members", func(a *ASList) *[]ASRange { return &a.Members }, asRanges()),
		}),
}

func bodyRows[T any](at func(*T) *Body) table[T] {
	return table[T]{
		inline("from", func(t *T) *From { return &at(t).From }, fromTable),
		inline("then", func(t *T) *Then { return &at(t).Then }, thenTable),
	}
}

var fromTable = table[From]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("family", func(f *From) *FamilyName { return &f.Family }, enums[FamilyName]("", "inet", "inet6")),
	leaves("protocol", func(f *From) *[]Protocol { return &f.Protocol }, enums[Protocol]("", "aggregate", "bgp", "direct", "local", "static")),
	leaves("neighbor", func(f *From) *[]Addr { return &f.Neighbor }, addrs(true, true)),
	leaves("as-path", func(f *From) *[]string { return &f.ASPath }, names(limitDescription)),
	each("as-path-calc-length", func(f *From) *[]Count { return &f.ASPathCalcLength }, counts()),
	leaves("community", func(f *From) *[]string { return &f.Community }, names(limitDescription)),
	leaf("route-type", func(f *From) *RouteType { return &f.RouteType }, enums[RouteType]("", "external", "internal")),
	each("prefix-list", func(f *From) *[]string { return &f.PrefixList }, names(limitDescription)),
	each("prefix-list-filter", func(f *From) *[]PrefixListFilter { return &f.PrefixListFilter }, prefixListFilters()),
	each("route-filter", func(f *From) *[]RouteFilter { return &f.RouteFilter }, routeFilters()),
	leaves("tag", func(f *From) *[]uint32 { return &f.Tag }, uints[uint32](0, 4294967295)),
}

var thenTable = table[Then]{ //nolint:gochecknoglobals // the grammar, never written
	leaf("metric", func(t *Then) *Number { return &t.Metric }, orKept(numbers(4294967295), isDigit)),
	leaf("local-preference", func(t *Then) *Number { return &t.LocalPreference }, orKept(numbers(4294967295), isDigit)),
	leaf("origin", func(t *Then) *Origin { return &t.Origin }, enums[Origin]("", "igp", "egp", "incomplete")),
	each("community", func(t *Then) *[]CommunityAction { return &t.Community }, communityActions()),
	leaf("as-path-prepend", func(t *Then) *string { return &t.ASPathPrepend }, asPaths()),
	leaf("next-hop", func(t *Then) *NextHop { return &t.NextHop }, nextHops()),
	leaf("tag", func(t *Then) *Number { return &t.Tag }, orKept(numbers(4294967295), isDigit)),
	leaf("load-balance", func(t *Then) *LoadBalance { return &t.LoadBalance }, enums[LoadBalance]("", "per-packet", "per-flow", "consistent-hash")),
	leaf("next", func(t *Then) *Next { return &t.Next }, enums[Next]("", "term", "policy")),
	leaf("", func(t *Then) *Action { return &t.Action }, enums[Action]("", "accept", "reject")),
}

// two is a codec of a first value and a second one.
func two[V, A, B any](a codec[A], b codec[B], split func(V) (A, B), join func(A, B) V) codec[V] {
	return codec[V]{
		append: func(words []string, v V) []string {
			x, y := split(v)
			return b.append(a.append(words, x), y)
		},
		parse: func(words []string) (v V, used int, err error) {
			x, n, err := a.parse(words)
			if err != nil {
				return v, 0, err
			}
			if n == len(words) {
				return v, 0, errNotModelled
			}
			y, m, err := b.parse(words[n:])
			return join(x, y), n + m, err
		},
		check: func(v V) error {
			x, y := split(v)
			return errors.Join(a.check(x), b.check(y))
		},
	}
}

func counts() codec[Count] {
	return two(uints[uint16](0, 1024), enums[Compare]("", "equal", "orhigher", "orlower"),
		func(c Count) (uint16, Compare) { return c.Value, c.Compare },
		func(v uint16, c Compare) Count { return Count{v, c} })
}

func prefixListFilters() codec[PrefixListFilter] {
	return two(names(limitDescription), enums[MatchType]("", "exact", "longer", "orlonger"),
		func(f PrefixListFilter) (string, MatchType) { return f.Name, f.Type },
		func(name string, t MatchType) PrefixListFilter { return PrefixListFilter{name, t} })
}

func communityActions() codec[CommunityAction] {
	return two(communityVerbs(), names(limitDescription),
		func(a CommunityAction) (CommunityVerb, string) { return a.Do, a.Name },
		func(v CommunityVerb, name string) CommunityAction { return CommunityAction{v, name} })
}

// communityVerbs also reads the signs that Junos takes for them.
func communityVerbs() codec[CommunityVerb] {
	c := enums[CommunityVerb]("", "add", "delete", "set")
	parse := c.parse
	c.parse = func(words []string) (CommunityVerb, int, error) {
		switch words[0] {
		case "+":
			return Add, 1, nil
		case "-":
			return Delete, 1, nil
		case "=":
			return Set, 1, nil
		}
		return parse(words)
	}
	return c
}

// routeFilters are "10.0.0.0/8 orlonger", "... upto /24", "... prefix-length-range
// /16-/24". One with an action of its own is not modelled.
func routeFilters() codec[RouteFilter] {
	prefix, kinds := prefixes(true, true, false), enums[MatchType]("", "exact", "longer", "orlonger", "upto", "prefix-length-range")
	return codec[RouteFilter]{
		append: func(b []string, f RouteFilter) []string {
			b = kinds.append(prefix.append(b, f.Prefix), f.Type)
			switch f.Type {
			case UpTo:
				b = append(b, "/"+strconv.Itoa(int(f.Max)))
			case PrefixLengthRange:
				b = append(b, "/"+strconv.Itoa(int(f.Min))+"-/"+strconv.Itoa(int(f.Max)))
			default:
			}
			return b
		},
		parse: func(words []string) (f RouteFilter, used int, err error) {
			if f.Prefix, _, err = prefix.parse(words); err != nil {
				return f, 0, err
			}
			if len(words) < 2 {
				return f, 0, errMissing
			}
			if f.Type, _, err = kinds.parse(words[1:]); err != nil {
				return f, 0, err
			}
			used = 2
			if f.Type == UpTo || f.Type == PrefixLengthRange {
				if len(words) < 3 {
					return f, 0, errMissing
				}
				if f.Min, f.Max, err = parseLengths(words[2], f.Type == PrefixLengthRange); err != nil {
					return f, 0, err
				}
				used = 3
			}
			return f, used, checkLengths(f)
		},
		check: func(f RouteFilter) error {
			return errors.Join(prefix.check(f.Prefix), kinds.check(f.Type), checkLengths(f))
		},
	}
}

func parseLengths(word string, isRange bool) (low, high uint8, err error) {
	first, last := word, ""
	if isRange {
		var ok bool
		if first, last, ok = strings.Cut(word, "-"); !ok {
			return 0, 0, fmt.Errorf("%q is not a range of lengths like /24-/28", word)
		}
		if low, err = parseLength(first); err != nil {
			return 0, 0, err
		}
		first = last
	}
	high, err = parseLength(first)
	return low, high, err
}

func parseLength(word string) (uint8, error) {
	digits, ok := strings.CutPrefix(word, "/")
	n, err := strconv.ParseUint(digits, 10, 8)
	if !ok || err != nil || n > 128 {
		return 0, fmt.Errorf("%q is not a length like /24", word)
	}
	return uint8(n), nil
}

func checkLengths(f RouteFilter) error {
	if !f.Prefix.IsValid() {
		return nil // reported already
	}
	bits, longest := uint8(f.Prefix.Bits()), uint8(f.Prefix.Addr().BitLen())
	switch f.Type {
	case UpTo:
		if f.Max < bits || f.Max > longest || f.Min != 0 {
			return fmt.Errorf("upto /%d is not from the prefix's own length to /%d", f.Max, longest)
		}
	case PrefixLengthRange:
		if f.Min < bits || f.Max < f.Min || f.Max > longest {
			return fmt.Errorf("/%d-/%d is not a range from the prefix's own length to /%d", f.Min, f.Max, longest)
		}
	default:
		if f.Min != 0 || f.Max != 0 {
			return errors.New("a match type without lengths has some")
		}
	}
	return nil
}

// asPaths are AS numbers in one string.
func asPaths() codec[string] {
	check := func(s string) error {
		fields := strings.Fields(s)
		if len(fields) == 0 || s != strings.Join(fields, " ") {
			return fmt.Errorf("%q is not a list of AS numbers", s)
		}
		for _, f := range fields {
			if v, err := fabric.ParseASN(f); err != nil || v == 0 {
				return fmt.Errorf("%q is not a list of AS numbers", s)
			}
		}
		return nil
	}
	return single(func(v string) string { return v }, func(s string) (string, error) { return s, check(s) }, check)
}

func nextHops() codec[NextHop] {
	address := addrs(true, true)
	check := func(v NextHop) error {
		n := 0
		for _, is := range []bool{v.Self, v.PeerAddress, v.Address.IsValid()} {
			if is {
				n++
			}
		}
		if n != 1 {
			return errors.New("is not one of self, peer-address and an address")
		}
		if v.Address.IsValid() {
			return address.check(v.Address)
		}
		return nil
	}
	return single(
		func(v NextHop) string {
			switch {
			case v.Self:
				return "self"
			case v.PeerAddress:
				return "peer-address"
			}
			return v.Address.String()
		},
		func(s string) (NextHop, error) {
			switch s {
			case "self":
				return NextHop{Self: true}, nil
			case "peer-address":
				return NextHop{PeerAddress: true}, nil
			case "discard", "reject", "next-table":
				return NextHop{}, errNotModelled
			}
			a, err := address.one([]string{s})
			return NextHop{Address: a}, err
		},
		check,
	)
}
