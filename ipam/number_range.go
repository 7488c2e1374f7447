package ipam

import (
	"fmt"
	"math/bits"
	"strconv"
	"strings"
)

// A NumberRange is a range of numbers, both ends included, written "64512-65534",
// or "5" when it is one number. The zero value is the number 0. One whose First is
// above its Last has no numbers.
type NumberRange struct{ First, Last uint32 }

func (r NumberRange) String() string {
	if r.First == r.Last {
		return strconv.FormatUint(uint64(r.First), 10)
	}
	return strconv.FormatUint(uint64(r.First), 10) + "-" + strconv.FormatUint(uint64(r.Last), 10)
}

// Contains reports whether n is in the range.
func (r NumberRange) Contains(n uint32) bool { return r.First <= n && n <= r.Last }

// ParseNumberRange reads "FIRST-LAST" or one number, in decimal, with the first
// not above the last. Blanks may stand around the numbers.
func ParseNumberRange(s string) (NumberRange, error) {
	first, last, isRange := strings.Cut(s, "-")
	if !isRange {
		last = first
	}
	f, err := strconv.ParseUint(strings.TrimSpace(first), 10, 32)
	if err == nil {
		var l uint64
		if l, err = strconv.ParseUint(strings.TrimSpace(last), 10, 32); err == nil && f <= l {
			return NumberRange{uint32(f), uint32(l)}, nil
		}
	}
	return NumberRange{}, &InvalidError{strconv.Quote(s),
		fmt.Sprintf("not a range of numbers from 0 to %d (FIRST-LAST, the first not above the last)", uint32(1<<32-1))}
}

// blocks yields the range as blocks of a tree with the given depth over the
// numbers from base, the fewest there are.
func (r NumberRange) blocks(base uint32, depth int, yield func(block)) {
	at, end := uint64(r.First-base), uint64(r.Last-base)+1
	for at < end {
		size := bits.Len64(end-at) - 1
		if at != 0 {
			size = min(size, bits.TrailingZeros64(at))
		}
		yield(block{depth - size, index{0, at >> size}})
		at += 1 << size
	}
}

// PrivateASNs returns the AS numbers for private use that fit two bytes (RFC 6996
// section 5): 64512-65534. RFC 7300 reserves 65535.
func PrivateASNs() NumberRange { return NumberRange{64512, 65534} }

// PrivateASNs4 returns the AS numbers for private use that need four bytes (RFC
// 6996 section 5): 4200000000-4294967294. RFC 7300 reserves 4294967295.
func PrivateASNs4() NumberRange { return NumberRange{4200000000, 4294967294} }

// UsableVLANs returns the VLANs that Cisco NX-OS leaves to its users: 2-3967.
//
// VLAN 1 is the default one, which cannot be changed nor deleted. NX-OS keeps
// 3968 to 4095 for itself unless "system vlan ... reserve" moves that block (on
// the Nexus 7000 since 5.2; releases before that kept 3968 to 4047 and 4094 only).
// 1002 to 1005 are usable: the configuration guides list 2 to 1005 as VLANs that
// can be created, changed and deleted. Only IOS gives those four to FDDI and
// Token Ring; reserve them where a trunk leads to such a switch.
func UsableVLANs() NumberRange { return NumberRange{2, 3967} }

// UsableVNIs returns the VXLAN network identifiers that Cisco NX-OS takes,
// 1-16777214 (DME class nvoNw, property vni). The field has 24 bits (RFC 7348
// section 5); its first and last values are left out.
func UsableVNIs() NumberRange { return NumberRange{1, 1<<24 - 2} }
