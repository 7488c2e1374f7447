package junos

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/stanza"
)

// A codec writes a value as words and reads it back.
type codec[V any] struct {
	append func(b []string, v V) []string
	// parse reads the value at the beginning of words, and says how many it took.
	parse func(words []string) (v V, used int, err error)
	// check says what is wrong with a value that is to be written.
	check func(v V) error
}

// one reads a value that is all of the words.
func (c codec[V]) one(words []string) (v V, err error) {
	if len(words) == 0 {
		return v, errMissing
	}
	v, used, err := c.parse(words)
	if err == nil && used < len(words) {
		err = errNotModelled
	}
	return v, err
}

var errMissing = errors.New("the value is missing")

// single is a codec of one word.
func single[V any](text func(V) string, parse func(string) (V, error), check func(V) error) codec[V] {
	return codec[V]{
		append: func(b []string, v V) []string { return append(b, text(v)) },
		parse: func(words []string) (V, int, error) {
			v, err := parse(words[0])
			return v, 1, err
		},
		check: check,
	}
}

// uints are numbers from low to high.
func uints[V ~uint8 | ~uint16 | ~uint32](low, high V) codec[V] {
	inRange := func(v V) error {
		if v < low || v > high {
			return fmt.Errorf("%d is not from %d to %d", v, low, high)
		}
		return nil
	}
	return single(
		func(v V) string { return strconv.FormatUint(uint64(v), 10) },
		func(s string) (V, error) {
			n, err := strconv.ParseUint(s, 10, 32)
			if err != nil || n < uint64(low) || n > uint64(high) {
				return 0, fmt.Errorf("%q is not a number from %d to %d", s, low, high)
			}
			return V(n), nil
		},
		inRange,
	)
}

// numbers are those from 0 to high of which zero is one.
func numbers(high uint32) codec[Number] {
	inner := uints(0, high)
	return codec[Number]{
		append: func(b []string, v Number) []string { return inner.append(b, v.Value) },
		parse: func(words []string) (Number, int, error) {
			v, used, err := inner.parse(words)
			return Number{Value: v, IsSet: err == nil}, used, err
		},
		check: func(v Number) error {
			if !v.IsSet {
				return errors.New("has a value that is not set")
			}
			return inner.check(v.Value)
		},
	}
}

// names are words for what other statements refer to, of at most limit bytes.
func names(limit int) codec[string] {
	return single(
		func(v string) string { return v },
		func(s string) (string, error) {
			if strings.HasPrefix(s, "(") {
				return "", errNotModelled // an expression of policies
			}
			return s, checkName(s, limit)
		},
		func(v string) error { return checkName(v, limit) },
	)
}

// checkName takes what Junos takes: "to include spaces in the name, enclose the
// entire name in quotation marks". What would be read as another statement is no name.
func checkName(s string, limit int) error {
	if err := checkText(s, limit); err != nil {
		return err
	}
	if inherits(s) || s[0] == '(' {
		return fmt.Errorf("%q is a statement, and not a name", s)
	}
	return nil
}

// texts may have blanks, and are as long as a description.
func texts() codec[string] {
	return single(
		func(v string) string { return v },
		func(s string) (string, error) { return s, checkText(s, limitDescription) },
		func(v string) error { return checkText(v, limitDescription) },
	)
}

func checkText(s string, limit int) error {
	switch {
	case s == "":
		return errMissing
	case len(s) > limit:
		return fmt.Errorf("is longer than %d characters", limit)
	}
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return errors.New("holds what a statement cannot: quotes, backslashes and everything but printable ASCII")
		}
	}
	return nil
}

// secrets are not quoted in errors.
func secrets() codec[fabric.Secret] {
	check := func(v fabric.Secret) error {
		if !v.Resolved() {
			return errors.New("the secret is not resolved")
		}
		if checkText(v.Reveal(), 126) != nil {
			return errors.New("the secret is not 1 to 126 printable ASCII characters without quotes and backslashes")
		}
		return nil
	}
	return single(fabric.Secret.Reveal, func(s string) (fabric.Secret, error) {
		v := fabric.NewSecret(s)
		return v, check(v)
	}, check)
}

// asns reads asplain and asdot.
func asns() codec[fabric.ASN] {
	check := func(v fabric.ASN) error {
		if v == 0 {
			return errors.New("AS 0 is reserved (RFC 7607)")
		}
		return nil
	}
	return single(fabric.ASN.String, func(s string) (fabric.ASN, error) {
		v, err := fabric.ParseASN(s)
		if err == nil {
			err = check(v)
		}
		if err != nil {
			return 0, fmt.Errorf("%q: %w", s, err)
		}
		return v, nil
	}, check)
}

// addrs are addresses of either family; of one of them with v4 or v6 only.
func addrs(v4, v6 bool) codec[Addr] {
	check := func(v Addr) error {
		switch {
		case !v.IsValid():
			return errors.New("the address is not set")
		case v.Zone() != "" || v.Is4In6():
			return fmt.Errorf("%s is not a plain address without a zone", v)
		case v.Is4() && !v4, !v.Is4() && !v6:
			return fmt.Errorf("%s is of the wrong address family", v)
		}
		return nil
	}
	return single(Addr.String, func(s string) (Addr, error) {
		v, err := netip.ParseAddr(s)
		if err != nil {
			return v, fmt.Errorf("%q is not an address", s)
		}
		return v, check(v)
	}, check)
}

// prefixes are without bits behind their length, which the device drops; the
// addresses of interfaces have them.
func prefixes(v4, v6, host bool) codec[Prefix] {
	check := func(v Prefix) error {
		switch {
		case !v.IsValid():
			return errors.New("the prefix is not set")
		case !host && v != v.Masked():
			return fmt.Errorf("%s has bits behind its length", v)
		case v.Addr().Is4In6():
			return fmt.Errorf("%s is not a plain prefix", v)
		case v.Addr().Is4() && !v4, !v.Addr().Is4() && !v6:
			return fmt.Errorf("%s is of the wrong address family", v)
		}
		return nil
	}
	return single(Prefix.String, func(s string) (Prefix, error) {
		v, err := netip.ParsePrefix(s)
		if err != nil {
			// A prefix without a length is a host (Juniper: route-filter).
			a, aerr := netip.ParseAddr(s)
			if aerr != nil || a.Zone() != "" {
				return Prefix{}, fmt.Errorf("%q is not a prefix", s)
			}
			v = netip.PrefixFrom(a, a.BitLen())
		}
		if !host {
			v = v.Masked()
		}
		return v, check(v)
	}, check)
}

// enums are numbers written as words, from the second on: the first is "not set".
func enums[V ~uint8](words ...string) codec[V] {
	check := func(v V) error {
		if v == 0 || int(v) >= len(words) {
			return fmt.Errorf("%d is none of the constants", v)
		}
		return nil
	}
	return single(
		func(v V) string {
			if int(v) < len(words) {
				return words[v]
			}
			return ""
		},
		func(s string) (V, error) {
			for i, w := range words {
				if i > 0 && w == s {
					return V(i), nil
				}
			}
			return 0, errNotModelled
		},
		check,
	)
}

// communities writes the well-known ones by name (RFC 1997); what is no literal is
// not modelled.
func communities() codec[fabric.Community] {
	return single(
		func(v fabric.Community) string {
			for _, w := range wellKnown() {
				if w.value == v {
					return w.name
				}
			}
			b, _ := v.AppendText(nil)
			return string(b)
		},
		func(s string) (fabric.Community, error) {
			for _, w := range wellKnown() {
				if w.name == s {
					return w.value, nil
				}
			}
			v, err := fabric.ParseCommunity(s)
			if err != nil {
				return 0, errNotModelled // a regular expression, or an extended community
			}
			return v, nil
		},
		func(fabric.Community) error { return nil },
	)
}

type namedCommunity struct {
	name  string
	value fabric.Community
}

// wellKnown are the names that Junos has for well-known communities.
func wellKnown() [3]namedCommunity {
	return [...]namedCommunity{
		{"no-export", 0xFFFFFF01},
		{"no-advertise", 0xFFFFFF02},
		{"no-export-subconfed", 0xFFFFFF03},
	}
}

// asRanges are "65101-65164" or one number.
func asRanges() codec[ASRange] {
	check := func(r ASRange) error {
		if r.First == 0 || r.Last < r.First {
			return fmt.Errorf("%s-%s is not a range of AS numbers", r.First, r.Last)
		}
		return nil
	}
	return single(
		func(r ASRange) string {
			if r.First == r.Last {
				return r.First.String()
			}
			return r.First.String() + "-" + r.Last.String()
		},
		func(s string) (ASRange, error) {
			first, last, isRange := strings.Cut(s, "-")
			var r ASRange
			var err error
			if r.First, err = fabric.ParseASN(first); err == nil {
				r.Last = r.First
				if isRange {
					r.Last, err = fabric.ParseASN(last)
				}
			}
			if err != nil || check(r) != nil {
				return ASRange{}, fmt.Errorf("%q is not an AS number or a range of them", s)
			}
			return r, nil
		},
		check,
	)
}

// keptText reports whether words can be written and read back.
func keptText(words []string) bool {
	for _, w := range words {
		if !stanza.Quotable(w) && strings.ContainsAny(w, " \t\r\n\v\f\"{};[]") {
			return false
		}
	}
	return true
}
