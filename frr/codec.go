package frr

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// Bounds of names. FRR's own are looser (128 characters and more): these are what
// every release takes.
const (
	limitInterface = 15 // IFNAMSIZ of Linux, less the closing zero
	limitPolicy    = 80
	limitWord      = 255
	limitLine      = 254
	// limitDescription is how long a text for people is made.
	limitDescription = 80
)

// policyName is the name of a list, route-map, profile or peer-group.
func policyName() cli.Codec[string] { return cli.Word(limitPolicy) }

func asn() cli.Codec[fabric.ASN] {
	return cli.Codec[fabric.ASN]{Append: appendASN, Parse: parseASN, Check: checkASN}
}

func checkASN(v fabric.ASN) error {
	if v == 0 {
		return errors.New("AS 0 is reserved (RFC 7607)")
	}
	return nil
}

func appendASN(b []byte, v fabric.ASN) []byte { return strconv.AppendUint(b, uint64(v), 10) }

// parseASN reads asplain, and asdot as releases from 9.0 print it where they are
// told to.
func parseASN(a *cli.Args) (fabric.ASN, error) {
	word := a.Next()
	v, err := fabric.ParseASN(word)
	if err == nil {
		err = checkASN(v)
	}
	if err != nil {
		return 0, fmt.Errorf("%q: %w", word, err)
	}
	return v, nil
}

// prefix is a prefix of a family; bits behind the length are dropped, as FRR does.
func prefix(v6 bool) cli.Codec[Prefix] {
	return cli.Codec[Prefix]{
		Append: func(b []byte, v Prefix) []byte { return v.AppendTo(b) },
		Parse: func(a *cli.Args) (Prefix, error) {
			v, err := parsePrefix(a, v6)
			return v.Masked(), err
		},
		Check: func(v Prefix) error { return checkPrefix(v, v6) },
	}
}

// checkPrefix says whether v is a prefix of the family without host bits.
func checkPrefix(v Prefix, v6 bool) error {
	if !v.IsValid() {
		return errors.New("the prefix is not set")
	}
	if v != v.Masked() {
		return fmt.Errorf("%s has bits behind its length", v)
	}
	return checkFamily(v.Addr(), v6)
}

func parsePrefix(a *cli.Args, v6 bool) (Prefix, error) {
	word := a.Next()
	if word == "" {
		return Prefix{}, cli.ErrMissing
	}
	v, err := netip.ParsePrefix(word)
	if err != nil {
		return Prefix{}, fmt.Errorf("%q is not a prefix", word)
	}
	return v, checkFamily(v.Addr(), v6)
}

// anyPrefix is a prefix of either family.
func anyPrefix(a *cli.Args) (Prefix, error) {
	p, err := netip.ParsePrefix(a.Peek())
	if err != nil {
		return Prefix{}, fmt.Errorf("%q is not a prefix", a.Peek())
	}
	a.Next()
	return p.Masked(), nil
}

func checkFamily(a Addr, v6 bool) error {
	if a.Is4() != v6 {
		return nil
	}
	return fmt.Errorf("%s is of the wrong address family", a)
}

// address is an address of an interface with the length of its subnet.
func address(v6 bool) cli.Codec[Prefix] {
	return cli.Codec[Prefix]{
		Append: func(b []byte, v Prefix) []byte { return v.AppendTo(b) },
		Parse:  func(a *cli.Args) (Prefix, error) { return parsePrefix(a, v6) },
		Check: func(v Prefix) error {
			if !v.IsValid() {
				return errors.New("the address is not set")
			}
			return checkFamily(v.Addr(), v6)
		},
	}
}

// community writes the well-known ones by name, as FRR prints them, and 0:0 as
// "internet".
func community() cli.Codec[fabric.Community] {
	return cli.Codec[fabric.Community]{
		Append: func(b []byte, v fabric.Community) []byte {
			for _, w := range wellKnown() {
				if w.value == v {
					return append(b, w.name...)
				}
			}
			b, _ = v.AppendText(b)
			return b
		},
		Parse: func(a *cli.Args) (fabric.Community, error) {
			word := a.Next()
			for _, w := range wellKnown() {
				if w.name == word {
					return w.value, nil
				}
			}
			v, err := fabric.ParseCommunity(word)
			if err != nil {
				return 0, fmt.Errorf("%q: %w", word, err)
			}
			return v, nil
		},
	}
}

type namedCommunity struct {
	name  string
	value fabric.Community
}

// wellKnown are the names of bgpd/bgp_community.c.
func wellKnown() [15]namedCommunity {
	return [...]namedCommunity{
		{"internet", 0},
		{"graceful-shutdown", 0xFFFF0000},
		{"accept-own", 0xFFFF0001},
		{"route-filter-translated-v4", 0xFFFF0002},
		{"route-filter-v4", 0xFFFF0003},
		{"route-filter-translated-v6", 0xFFFF0004},
		{"route-filter-v6", 0xFFFF0005},
		{"llgr-stale", 0xFFFF0006},
		{"no-llgr", 0xFFFF0007},
		{"accept-own-nexthop", 0xFFFF0008},
		{"blackhole", 0xFFFF029A},
		{"no-export", 0xFFFFFF01},
		{"no-advertise", 0xFFFFFF02},
		{"local-AS", 0xFFFFFF03},
		{"no-peer", 0xFFFFFF04},
	}
}

// number is a Number from 0 to high.
func number(high uint32) cli.Codec[Number] {
	return cli.Codec[Number]{
		Append: func(b []byte, v Number) []byte { return strconv.AppendUint(b, uint64(v.Value), 10) },
		Parse: func(a *cli.Args) (Number, error) {
			v, err := cli.ParseUint(a.Next(), 0, high)
			if err != nil {
				return Number{}, err
			}
			return Some(v), nil
		},
		Check: func(v Number) error {
			if !v.IsSet {
				return errors.New("has a value that is not set")
			}
			return cli.CheckUint(v.Value, 0, high)
		},
	}
}

func timers() cli.Codec[Timers] {
	return cli.Codec[Timers]{
		Append: func(b []byte, v Timers) []byte {
			b = strconv.AppendUint(b, uint64(v.Keepalive), 10)
			return strconv.AppendUint(append(b, ' '), uint64(v.Hold), 10)
		},
		Parse: func(a *cli.Args) (v Timers, err error) {
			if v.Keepalive, err = cli.ParseUint[Seconds](a.Next(), 0, 65535); err != nil {
				return v, err
			}
			v.Hold, err = cli.ParseUint[Seconds](a.Next(), 3, 65535)
			return v, err
		},
		Check: func(v Timers) error {
			return errors.Join(cli.CheckUint(v.Keepalive, 0, 65535), cli.CheckUint(v.Hold, 3, 65535))
		},
	}
}

// secret is one word.
func secret() cli.Codec[fabric.Secret] {
	return cli.Codec[fabric.Secret]{
		Append: func(b []byte, v fabric.Secret) []byte { return append(b, v.Reveal()...) },
		Parse: func(a *cli.Args) (fabric.Secret, error) {
			w := a.Next()
			if w == "" {
				return fabric.Secret{}, cli.ErrMissing
			}
			return fabric.NewSecret(w), nil
		},
		Check: checkSecret,
	}
}

// limitPassword is TCP_MD5SIG_MAXKEYLEN of Linux.
const limitPassword = 80

// checkSecret does not quote what it checks.
func checkSecret(v fabric.Secret) error {
	if !v.Resolved() {
		return errors.New("the password is not resolved")
	}
	if cli.CheckWord(v.Reveal(), limitPassword) != nil {
		return errors.New("the password is not one word of at most 80 printable ASCII characters without quotes, ? and a leading ! or ;")
	}
	return nil
}

func checkOptional(s string, limit int) error {
	if s == "" {
		return nil
	}
	return cli.CheckWord(s, limit)
}

// optionRow is a command that may stand alone, which is the value bare.
func optionRow[T any, V comparable](keyword string, field func(*T) *V, bare V, c cli.Codec[V]) cli.Row[T] {
	r := cli.Value(keyword, field, c)
	write, read := r.Append, r.Read
	r.Append = func(w *cli.Writer, t *T) {
		if *field(t) == bare {
			w.Line(keyword)
		} else {
			write(w, t)
		}
	}
	r.Read = func(t *T, a *cli.Args) error {
		if !a.No() && a.Done() {
			*field(t) = bare
			return nil
		}
		return read(t, a)
	}
	return r
}

// appendOption appends a keyword and its value when there is one.
func appendOption(b []byte, keyword, value string) []byte {
	if value == "" {
		return b
	}
	b = append(append(b, ' '), keyword...)
	return append(append(b, ' '), value...)
}

func appendAction(b []byte, a Action) []byte {
	if a == Permit {
		return append(b, "permit"...)
	}
	return append(b, "deny"...)
}

func parseAction(a *cli.Args) (Action, error) {
	switch word := a.Next(); word {
	case "permit":
		return Permit, nil
	case "deny":
		return Deny, nil
	default:
		return Deny, fmt.Errorf("%q is neither permit nor deny", word)
	}
}
