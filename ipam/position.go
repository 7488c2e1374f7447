package ipam

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math/bits"
	"net/netip"
	"strconv"
	"strings"

	"go4.org/netipx"
)

// A Position says where in a subnet one address sits: so many addresses after
// the first usable one, so many before the last, or one explicit address. It is
// a small value, comparable with ==. The zero Position is not set.
//
// As text: "first", "first+2", "last", "last-1", "10.13.0.2", and "" when not
// set. Each position has one text; what [Usable] returns is what "first" and
// "last" mean.
type Position struct {
	base   base
	offset uint64     // from the first or the last, inwards
	addr   netip.Addr // of an explicit position
}

type base uint8

// In ascending order of where they sit in a subnet.
const (
	baseUnset base = iota
	baseFirst
	baseAddr
	baseLast
)

// FromFirst returns the position n addresses after the first usable one.
func FromFirst(n uint64) Position { return Position{base: baseFirst, offset: n} }

// FromLast returns the position n addresses before the last usable one.
func FromLast(n uint64) Position { return Position{base: baseLast, offset: n} }

// Exactly returns the position of one explicit address, without its zone; an
// IPv4 address inside IPv6 is taken out. The invalid address gives the zero
// Position.
func Exactly(a netip.Addr) Position {
	if !a.IsValid() {
		return Position{}
	}
	return Position{base: baseAddr, addr: a.Unmap().WithZone("")}
}

// ParsePosition reads the text of a position. Counting out of the subnet
// ("first-1", "last+1") is an error, and so is a second spelling of the same
// position ("first+0", "last-01").
func ParsePosition(s string) (Position, error) {
	if s == "" {
		return Position{}, nil
	}
	if rest, ok := strings.CutPrefix(s, "first"); ok {
		n, err := parseOffset(s, rest, "+")
		if err != nil {
			return Position{}, err
		}
		return FromFirst(n), nil
	}
	if rest, ok := strings.CutPrefix(s, "last"); ok {
		n, err := parseOffset(s, rest, "-")
		if err != nil {
			return Position{}, err
		}
		return FromLast(n), nil
	}
	a, err := netip.ParseAddr(s)
	switch {
	case err != nil:
		return Position{}, fmt.Errorf(`%q is no position: want "first", "first+2", "last", "last-1" or an address`, s)
	case a.Zone() != "":
		return Position{}, fmt.Errorf("%q has a zone, which means nothing to a subnet", s)
	case a.Is4In6():
		return Position{}, fmt.Errorf("%q is an IPv4 address inside IPv6: write %s", s, a.Unmap())
	}
	return Exactly(a), nil
}

// parseOffset reads what follows the word of s: nothing, or the sign and a
// count.
func parseOffset(s, rest, sign string) (uint64, error) {
	if rest == "" {
		return 0, nil
	}
	word := strings.TrimSuffix(s, rest)
	digits, ok := strings.CutPrefix(rest, sign)
	switch {
	case !ok:
		return 0, fmt.Errorf("%q is no position: from %s one counts into the subnet, as in %q", s, word, word+sign+"2")
	case strings.HasPrefix(digits, "0"):
		return 0, fmt.Errorf("%q is no position: a count is 1 or more, without leading zeros", s)
	}
	n, err := strconv.ParseUint(digits, 10, 64)
	if errors.Is(err, strconv.ErrRange) {
		return 0, fmt.Errorf("%q is no position: a count is at most %d", s, uint64(1<<64-1))
	}
	if err != nil {
		return 0, fmt.Errorf("%q is no position: %q is no count", s, digits)
	}
	return n, nil
}

// IsZero reports whether the position is not set.
func (p Position) IsZero() bool { return p.base == baseUnset }

// String returns the text that [ParsePosition] reads.
func (p Position) String() string {
	switch {
	case p.base == baseAddr:
		return p.addr.String()
	case p.base == baseFirst && p.offset == 0:
		return "first"
	case p.base == baseFirst:
		return "first+" + strconv.FormatUint(p.offset, 10)
	case p.base == baseLast && p.offset == 0:
		return "last"
	case p.base == baseLast:
		return "last-" + strconv.FormatUint(p.offset, 10)
	}
	return ""
}

// MarshalText writes the text that [ParsePosition] reads.
func (p Position) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// UnmarshalText reads what [ParsePosition] reads.
func (p *Position) UnmarshalText(text []byte) error {
	parsed, err := ParsePosition(string(text))
	if err != nil {
		return err
	}
	*p = parsed
	return nil
}

// In returns the address at the position in the subnet. A position that is not
// set, that lies outside the usable addresses or that is of the other family is
// an error, which names the bound.
func (p Position) In(subnet netip.Prefix) (netip.Addr, error) {
	first, last := Usable(subnet)
	if !first.IsValid() {
		return netip.Addr{}, notASubnet(subnet)
	}
	subnet = subnet.Masked()
	switch p.base {
	case baseUnset:
		return netip.Addr{}, errors.New("the position is not set")
	case baseAddr:
		switch {
		case p.addr.Is4() != first.Is4():
			return netip.Addr{}, fmt.Errorf("%v is not of the family of %v", p.addr, subnet)
		case p.addr.Less(first) || last.Less(p.addr):
			return netip.Addr{}, fmt.Errorf("%v is outside the usable addresses of %v, %v to %v", p.addr, subnet, first, last)
		}
		return p.addr, nil
	case baseFirst, baseLast:
	}
	most := saturated(distance(first, last))
	switch fromLast := p.base == baseLast; {
	case p.offset > most && fromLast:
		return netip.Addr{}, fmt.Errorf("%v is outside %v, which goes to %v (%v)", p, subnet, FromLast(most), first)
	case p.offset > most:
		return netip.Addr{}, fmt.Errorf("%v is outside %v, which goes to %v (%v)", p, subnet, FromFirst(most), last)
	case fromLast:
		return addrMinus(last, p.offset), nil
	}
	return addrPlus(first, p.offset, 0), nil
}

// Usable returns the first and the last address of the subnet that a host or a
// router may have:
//
//   - IPv4 up to /30: all but the subnet's own address and the broadcast address;
//   - IPv4 /31 (RFC 3021) and /32: all;
//   - IPv6 up to /126: all but the all-zeros host, which is the subnet-router
//     anycast address (RFC 4291, 2.6.1). The all-ones host is usable: IPv6 has no
//     broadcast. The anycast addresses that RFC 2526 reserves below it are not
//     taken off, because existing sites use them;
//   - IPv6 /127 (RFC 6164) and /128: all.
//
// So "last" is the address below the all-ones one in an IPv4 subnet, and the
// all-ones one in an IPv6 subnet. Host bits of the prefix do not matter. What is
// no valid prefix, or is an IPv4 prefix inside IPv6, gives two invalid
// addresses.
func Usable(subnet netip.Prefix) (first, last netip.Addr) {
	if !subnet.IsValid() || subnet.Addr().Is4In6() {
		return netip.Addr{}, netip.Addr{}
	}
	first, last = subnet.Masked().Addr(), netipx.PrefixLastIP(subnet)
	switch host := first.BitLen() - subnet.Bits(); {
	case host < 2:
		return first, last
	case first.Is4():
		return first.Next(), last.Prev()
	}
	return first.Next(), last
}

func notASubnet(p netip.Prefix) error {
	if !p.IsValid() {
		return errors.New("the subnet is not set, or no prefix")
	}
	return fmt.Errorf("%v is an IPv4 prefix inside IPv6", p)
}

// addrPlus returns a + n<<shift, which the caller knows to be an address.
func addrPlus(a netip.Addr, n uint64, shift int) netip.Addr {
	if a.Is4() {
		v := a.As4()
		binary.BigEndian.PutUint32(v[:], binary.BigEndian.Uint32(v[:])+uint32(n<<shift))
		return netip.AddrFrom4(v)
	}
	hi, lo := words(a)
	high := n << max(shift-64, 0)
	if shift < 64 {
		high = n >> (64 - shift)
	}
	lo, carry := bits.Add64(lo, n<<shift, 0)
	hi, _ = bits.Add64(hi, high, carry)
	return fromWords(hi, lo)
}

// addrMinus returns the n-th address below the last usable one of a subnet that
// has it. In IPv6 all host bits of the last are ones, so that nothing is ever
// borrowed from the upper word.
func addrMinus(a netip.Addr, n uint64) netip.Addr {
	if a.Is4() {
		v := a.As4()
		binary.BigEndian.PutUint32(v[:], binary.BigEndian.Uint32(v[:])-uint32(n))
		return netip.AddrFrom4(v)
	}
	hi, lo := words(a)
	return fromWords(hi, lo-n)
}

// distance returns b - a in two words, for a not above b in one family.
func distance(a, b netip.Addr) (hi, lo uint64) {
	ahi, alo := words(a)
	bhi, blo := words(b)
	lo, borrow := bits.Sub64(blo, alo, 0)
	hi, _ = bits.Sub64(bhi, ahi, borrow)
	return hi, lo
}

// saturated makes one word of two; what does not fit is the largest.
func saturated(hi, lo uint64) uint64 {
	if hi != 0 {
		return 1<<64 - 1
	}
	return lo
}

func words(a netip.Addr) (hi, lo uint64) {
	v := a.As16()
	return binary.BigEndian.Uint64(v[:8]), binary.BigEndian.Uint64(v[8:])
}

func fromWords(hi, lo uint64) netip.Addr {
	var v [16]byte
	binary.BigEndian.PutUint64(v[:8], hi)
	binary.BigEndian.PutUint64(v[8:], lo)
	return netip.AddrFrom16(v)
}
