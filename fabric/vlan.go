package fabric

import (
	"errors"
	"strconv"
	"strings"
)

// A VLAN is an IEEE 802.1Q VLAN ID. Zero means "not set". NX-OS hands out 1 to
// 3967 by default and reserves the rest.
type VLAN uint16

// A VLANRange is a range of VLANs, both ends included, written "2300-2399". The
// zero value means "not set".
type VLANRange struct{ First, Last VLAN }

// IsSet reports whether there is a range.
func (r VLANRange) IsSet() bool { return r != VLANRange{} }

func (r VLANRange) String() string {
	if !r.IsSet() {
		return ""
	}
	return strconv.Itoa(int(r.First)) + "-" + strconv.Itoa(int(r.Last))
}

// MarshalText writes "FIRST-LAST", and nothing for no range.
func (r VLANRange) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

var errVLANRange = errors.New("not a range of VLANs (FIRST-LAST, the first not above the last)")

// UnmarshalText reads "FIRST-LAST".
func (r *VLANRange) UnmarshalText(text []byte) error {
	first, last, _ := strings.Cut(string(text), "-")
	f, err := strconv.ParseUint(strings.TrimSpace(first), 10, 12)
	if err != nil {
		return errVLANRange
	}
	l, err := strconv.ParseUint(strings.TrimSpace(last), 10, 12)
	if err != nil || f > l || f == 0 {
		return errVLANRange
	}
	*r = VLANRange{VLAN(f), VLAN(l)}
	return nil
}
