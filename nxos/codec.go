package nxos

import (
	"encoding/binary"
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// asn reads asplain and asdot; words that stand for an AS are not modelled.
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

func parseASN(a *cli.Args) (fabric.ASN, error) {
	word := a.Next()
	if word != "" && word[0] >= 'a' && word[0] <= 'z' {
		return 0, cli.ErrNotModelled
	}
	v, err := fabric.ParseASN(word)
	if err == nil {
		err = checkASN(v)
	}
	if err != nil {
		return 0, fmt.Errorf("%q: %w", word, err)
	}
	return v, nil
}

// asRanges is "65101-65164,65200".
func asRanges() cli.Codec[[]ASRange] {
	return cli.Codec[[]ASRange]{
		Append: func(b []byte, v []ASRange) []byte {
			for i, r := range v {
				if i > 0 {
					b = append(b, ',')
				}
				b = appendASN(b, r.First)
				if r.Last != r.First {
					b = appendASN(append(b, '-'), r.Last)
				}
			}
			return b
		},
		Parse: func(a *cli.Args) ([]ASRange, error) {
			var v []ASRange
			// The list may be written with blanks after its commas.
			for item := range strings.FieldsFuncSeq(a.Rest(), func(r rune) bool { return r == ',' || r == ' ' }) {
				first, last, isRange := strings.Cut(item, "-")
				var r ASRange
				var err error
				if r.First, err = fabric.ParseASN(first); err == nil {
					r.Last = r.First
					if isRange {
						r.Last, err = fabric.ParseASN(last)
					}
				}
				if err != nil || r.First == 0 || r.Last < r.First {
					return nil, fmt.Errorf("%q is not an AS number or a range of them", item)
				}
				v = append(v, r)
			}
			if v == nil {
				return nil, cli.ErrMissing
			}
			return v, nil
		},
		Check: func(v []ASRange) error {
			for _, r := range v {
				if r.First == 0 || r.Last < r.First {
					return fmt.Errorf("%s-%s is not a range of AS numbers", r.First, r.Last)
				}
			}
			return nil
		},
	}
}

// prefix reads "10.0.0.0/8" and, for IPv4, "10.0.0.0 255.0.0.0". Bits behind the
// length are dropped, as the device does.
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
	if v, err := netip.ParsePrefix(word); err == nil {
		return v, checkFamily(v.Addr(), v6)
	}
	addr, err := netip.ParseAddr(word)
	if err != nil || !addr.Is4() || v6 {
		return Prefix{}, fmt.Errorf("%q is not a prefix", word)
	}
	a.Take("mask")
	mask := a.Next()
	bits, ok := maskBits(mask)
	if !ok {
		return Prefix{}, fmt.Errorf("%q is not a mask", mask)
	}
	return netip.PrefixFrom(addr, bits), nil
}

func checkFamily(a Addr, v6 bool) error {
	if a.Is4() != v6 {
		return nil
	}
	return fmt.Errorf("%s is of the wrong address family", a)
}

// maskBits returns the length of a contiguous mask.
func maskBits(mask string) (bits int, ok bool) {
	a, err := netip.ParseAddr(mask)
	if err != nil || !a.Is4() {
		return 0, false
	}
	b := a.As4()
	m := binary.BigEndian.Uint32(b[:])
	for bits < 32 && m&(1<<31) != 0 {
		m <<= 1
		bits++
	}
	return bits, m == 0
}

// community writes the well-known ones by name (RFC 1997, RFC 8326) and 0:0 as
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
		Parse: func(a *cli.Args) (fabric.Community, error) { return parseCommunity(a.Next()) },
	}
}

func parseCommunity(word string) (fabric.Community, error) {
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
}

type namedCommunity struct {
	name  string
	value fabric.Community
}

func wellKnown() [5]namedCommunity {
	return [...]namedCommunity{
		{"internet", 0},
		{"no-export", 0xFFFFFF01},
		{"no-advertise", 0xFFFFFF02},
		{"local-AS", 0xFFFFFF03},
		{"graceful-shutdown", 0xFFFF0000},
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

// checkSecret does not quote what it checks.
func checkSecret(v fabric.Secret) error {
	if !v.Resolved() {
		return errors.New("the password is not resolved")
	}
	if cli.CheckWord(v.Reveal(), limitWord) != nil {
		return errors.New("the password is not one word of at most 255 printable ASCII characters without quotes, ? and a leading ! or ;")
	}
	return nil
}

// password is "[TYPE] TEXT"; without a type it is clear text.
func password() cli.Codec[Password] {
	return cli.Codec[Password]{
		Append: func(b []byte, v Password) []byte {
			b = strconv.AppendUint(b, uint64(v.Type), 10)
			return append(append(b, ' '), v.Text.Reveal()...)
		},
		Parse: func(a *cli.Args) (Password, error) {
			first := a.Next()
			if first == "" {
				return Password{}, cli.ErrMissing
			}
			if a.Done() {
				return Password{Text: fabric.NewSecret(first)}, nil
			}
			var p Password
			switch first {
			case "0", "3", "6", "7":
				p.Type = first[0] - '0'
			default:
				return Password{}, errors.New("the type of a password is 0, 3, 6 or 7")
			}
			p.Text = fabric.NewSecret(a.Next())
			if !a.Done() {
				return Password{}, errors.New("a password is one word")
			}
			return p, nil
		},
		Check: checkPassword,
	}
}

func checkPassword(v Password) error {
	switch v.Type {
	case 0, 6:
	case 3, 7:
		isHex := func(c rune) bool { return c >= '0' && c <= '9' || c|0x20 >= 'a' && c|0x20 <= 'f' }
		if strings.ContainsFunc(v.Text.Reveal(), func(c rune) bool { return !isHex(c) }) {
			return fmt.Errorf("a password of type %d is hexadecimal digits", v.Type)
		}
	default:
		return errors.New("the type of a password is 0, 3, 6 or 7")
	}
	return checkSecret(v.Text)
}

// milliseconds is a duration as a number of milliseconds.
func milliseconds(low, high uint16) cli.Codec[time.Duration] {
	return cli.Codec[time.Duration]{
		Append: func(b []byte, v time.Duration) []byte { return strconv.AppendInt(b, v.Milliseconds(), 10) },
		Parse: func(a *cli.Args) (time.Duration, error) {
			v, err := cli.ParseUint(a.Next(), low, high)
			return time.Duration(v) * time.Millisecond, err
		},
		Check: func(v time.Duration) error {
			if v%time.Millisecond != 0 || v < time.Duration(low)*time.Millisecond || v > time.Duration(high)*time.Millisecond {
				return fmt.Errorf("%s is not %d to %d whole milliseconds", v, low, high)
			}
			return nil
		},
	}
}

// Bounds of names (facts of the grammar that Batfish reads NX-OS with).
const (
	limitVRF    = 32
	limitPolicy = 63
	limitTag    = 20 // of an OSPF or IS-IS process
	limitWord   = 255
)

// policyName is the name of a list, route-map or template.
func policyName() cli.Codec[string] { return cli.Word(limitPolicy) }

// checkOptional checks a word that may be missing.
func checkOptional(s string, limit int) error {
	if s == "" {
		return nil
	}
	return cli.CheckWord(s, limit)
}

// checkOptionalAddr checks an address that may be missing.
func checkOptionalAddr(a Addr) error {
	if a == (Addr{}) {
		return nil
	}
	return cli.CheckAddr(a)
}
