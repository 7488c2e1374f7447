package fabric

import (
	"errors"
	"strings"
)

// An ASNRange is a range of AS numbers, both ends included, written
// "65101-65164". The zero value means "not set".
type ASNRange struct{ First, Last ASN }

// IsSet reports whether there is a range.
func (r ASNRange) IsSet() bool { return r != ASNRange{} }

// Contains reports whether a is in the range.
func (r ASNRange) Contains(a ASN) bool { return r.First <= a && a <= r.Last }

func (r ASNRange) String() string {
	if !r.IsSet() {
		return ""
	}
	return r.First.String() + "-" + r.Last.String()
}

// MarshalText writes "FIRST-LAST", and nothing for no range.
func (r ASNRange) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

var errASNRange = errors.New("not a range of AS numbers (FIRST-LAST, the first not above the last)")

// UnmarshalText reads "FIRST-LAST".
func (r *ASNRange) UnmarshalText(text []byte) error {
	first, last, ok := strings.Cut(string(text), "-")
	if !ok {
		return errASNRange
	}
	f, err := ParseASN(strings.TrimSpace(first))
	if err != nil {
		return errASNRange
	}
	l, err := ParseASN(strings.TrimSpace(last))
	if err != nil || f > l || f == 0 {
		return errASNRange
	}
	*r = ASNRange{f, l}
	return nil
}
