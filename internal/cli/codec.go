package cli

import (
	"errors"
	"fmt"
	"net/netip"
	"strconv"
	"unicode/utf8"
)

// ErrNotModelled says that a line is not, or not completely, what a row
// describes. The line is offered to the next row and to the outer modes, and
// kept verbatim when none of them knows it.
var ErrNotModelled = errors.New("not modelled")

// ErrKept says that a line is a command of this mode that the row does not model:
// it is kept here, and not offered to the outer modes, which may have another
// command with its words.
var ErrKept = errors.New("kept")

// A Codec writes a value as the words of a line and reads it back.
type Codec[V any] struct {
	Append func(b []byte, v V) []byte
	Parse  func(a *Args) (V, error)
	// Check says what is wrong with a value that is to be written: that the
	// device would refuse it, or that it would not be read back. nil finds
	// everything right.
	Check func(v V) error
}

// ErrMissing says that a line ends before its value.
var ErrMissing = errors.New("the value is missing")

// Uint is a decimal number from low to high.
func Uint[V ~uint8 | ~uint16 | ~uint32](low, high V) Codec[V] {
	return Codec[V]{
		Append: func(b []byte, v V) []byte { return strconv.AppendUint(b, uint64(v), 10) },
		Parse: func(a *Args) (V, error) {
			return ParseUint(a.Next(), low, high)
		},
		Check: func(v V) error { return CheckUint(v, low, high) },
	}
}

// CheckUint says whether v is from low to high.
func CheckUint[V ~uint8 | ~uint16 | ~uint32](v, low, high V) error {
	if v < low || v > high {
		return fmt.Errorf("%d is not from %d to %d", v, low, high)
	}
	return nil
}

// ParseUint reads a decimal number from low to high.
func ParseUint[V ~uint8 | ~uint16 | ~uint32](s string, low, high V) (V, error) {
	v, err := strconv.ParseUint(s, 10, 32)
	if err != nil || v < uint64(low) || v > uint64(high) {
		return 0, fmt.Errorf("%s is not a number from %d to %d", quote(s), low, high)
	}
	return V(v), nil
}

// quote shows a value in an error, and says so when there is none.
func quote(s string) string {
	if s == "" {
		return "nothing"
	}
	return strconv.Quote(s)
}

// Word is one word of at most limit bytes.
func Word(limit int) Codec[string] {
	return Codec[string]{
		Append: func(b []byte, v string) []byte { return append(b, v...) },
		Parse:  func(a *Args) (string, error) { return ParseWord(a, limit) },
		Check:  func(v string) error { return CheckWord(v, limit) },
	}
}

// ParseWord takes one word of at most limit bytes.
func ParseWord(a *Args, limit int) (string, error) {
	w := a.Next()
	if w == "" {
		return "", ErrMissing
	}
	if len(w) > limit {
		return "", fmt.Errorf("longer than %d characters", limit)
	}
	return w, nil
}

// Rest is the rest of the line, at most limit characters.
func Rest(limit int) Codec[string] {
	return Codec[string]{
		Append: func(b []byte, v string) []byte { return append(b, v...) },
		Parse: func(a *Args) (string, error) {
			s := a.Rest()
			if s == "" {
				return "", ErrMissing
			}
			if utf8.RuneCountInString(s) > limit {
				return "", fmt.Errorf("longer than %d characters", limit)
			}
			return s, nil
		},
		Check: func(v string) error { return CheckText(v, limit) },
	}
}

// Addr is an address of either family, without a zone.
func Addr() Codec[netip.Addr] {
	return Codec[netip.Addr]{
		Append: func(b []byte, v netip.Addr) []byte { return v.AppendTo(b) },
		Parse:  ParseAddr,
		Check:  CheckAddr,
	}
}

// CheckAddr says whether v is an address without a zone.
func CheckAddr(v netip.Addr) error {
	if !v.IsValid() || v.Zone() != "" {
		return fmt.Errorf("%s is not an address without a zone", v)
	}
	return nil
}

// ParseAddr takes an address of either family, without a zone.
func ParseAddr(a *Args) (netip.Addr, error) {
	w := a.Next()
	v, err := netip.ParseAddr(w)
	if err != nil || v.Zone() != "" {
		return netip.Addr{}, fmt.Errorf("%s is not an address", quote(w))
	}
	return v, nil
}

// Addr4 is an IPv4 address.
func Addr4() Codec[netip.Addr] { return family(Addr(), netip.Addr.Is4, "an IPv4 address") }

// Addr6 is an IPv6 address.
func Addr6() Codec[netip.Addr] { return family(Addr(), netip.Addr.Is6, "an IPv6 address") }

func family(c Codec[netip.Addr], is func(netip.Addr) bool, want string) Codec[netip.Addr] {
	c.Parse = func(a *Args) (netip.Addr, error) {
		v, err := ParseAddr(a)
		if err == nil && !is(v) {
			err = fmt.Errorf("%s is not %s", v, want)
		}
		return v, err
	}
	c.Check = func(v netip.Addr) error {
		if !is(v) || v.Zone() != "" {
			return fmt.Errorf("%s is not %s", v, want)
		}
		return nil
	}
	return c
}

// Enum is a value that stands for fixed words; phrases[i] are those of V(i),
// "" when V(i) has none. A line with other words is not modelled.
func Enum[V ~uint8](phrases ...string) Codec[V] {
	return Codec[V]{
		Append: func(b []byte, v V) []byte {
			if int(v) < len(phrases) {
				return append(b, phrases[v]...)
			}
			return b
		},
		Parse: func(a *Args) (V, error) {
			var best V
			found := -1
			for i, p := range phrases {
				if _, ok := cutPhrase(a.rest, p); ok && p != "" && len(p) > found {
					best, found = V(i), len(p)
				}
			}
			if found < 0 {
				return 0, ErrNotModelled
			}
			a.Take(phrases[best])
			return best, nil
		},
		Check: func(v V) error {
			if int(v) >= len(phrases) {
				return fmt.Errorf("%d is none of the %d values", v, len(phrases))
			}
			return nil
		},
	}
}
