package ipam

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// A Value is what a lease gives to its owner: a prefix, of which a single
// address is the longest, or a number. Values are comparable. The zero Value is
// none.
type Value struct {
	prefix netip.Prefix
	number uint32
	is     valueKind
}

type valueKind uint8

const (
	noValue valueKind = iota
	prefixValue
	numberValue
)

// PrefixValue returns the value of a prefix, without its host bits. It is none
// for an invalid prefix, and for one of an IPv4 address written as IPv6.
func PrefixValue(p netip.Prefix) Value {
	if !p.IsValid() || p.Addr().Is4In6() {
		return Value{}
	}
	return Value{prefix: p.Masked(), is: prefixValue}
}

// AddrValue returns the value of one address: its /32 or /128.
func AddrValue(a netip.Addr) Value {
	if !a.IsValid() || a.Zone() != "" {
		return Value{}
	}
	return PrefixValue(netip.PrefixFrom(a, a.BitLen()))
}

// NumberValue returns the value of a number.
func NumberValue(n uint32) Value { return Value{number: n, is: numberValue} }

// ParseValue reads what [Value.String] writes: "10.4.0.0/31", "10.13.0.115",
// "65001". A prefix with host bits is an error.
func ParseValue(s string) (Value, error) {
	switch {
	case strings.Contains(s, "/"):
		p, err := netip.ParsePrefix(s)
		if err != nil {
			return Value{}, fmt.Errorf("%q is not a prefix", s)
		}
		if p != p.Masked() {
			return Value{}, fmt.Errorf("%s has bits behind its length: the prefix is %s", s, p.Masked())
		}
		if v := PrefixValue(p); v.IsValid() {
			return v, nil
		}
		return Value{}, fmt.Errorf("%s is an IPv4 prefix in the form of an IPv6 one", s)
	case strings.ContainsAny(s, ".:"):
		a, err := netip.ParseAddr(s)
		if err != nil {
			return Value{}, fmt.Errorf("%q is not an address", s)
		}
		if v := AddrValue(a); v.IsValid() {
			return v, nil
		}
		return Value{}, fmt.Errorf("%s has a zone, or is an IPv4 address in the form of an IPv6 one", s)
	}
	n, err := strconv.ParseUint(s, 10, 32)
	if err != nil || (len(s) > 1 && s[0] == '0') || s[0] == '+' {
		return Value{}, fmt.Errorf("%q is neither a prefix, an address, nor a number up to 4294967295", s)
	}
	return NumberValue(uint32(n)), nil
}

// IsValid reports whether v is a value at all.
func (v Value) IsValid() bool { return v.is != noValue }

// IsNumber reports whether v is a number.
func (v Value) IsNumber() bool { return v.is == numberValue }

// Prefix returns the prefix; it is invalid for a number.
func (v Value) Prefix() netip.Prefix { return v.prefix }

// Number returns the number; it is 0 for a prefix.
func (v Value) Number() uint32 { return v.number }

// Addr returns the address of a single one, and an invalid one otherwise.
func (v Value) Addr() netip.Addr {
	if v.prefix.IsSingleIP() {
		return v.prefix.Addr()
	}
	return netip.Addr{}
}

// Overlaps reports whether two leases of these values could not stand in one
// space.
func (v Value) Overlaps(o Value) bool {
	if v.is != o.is || v.is == noValue {
		return false
	}
	if v.is == numberValue {
		return v.number == o.number
	}
	return v.prefix.Overlaps(o.prefix)
}

// String writes a prefix as "10.4.0.0/31", a single address without its length,
// a number in digits, and nothing for no value.
func (v Value) String() string { return string(v.append(nil)) }

func (v Value) append(b []byte) []byte {
	switch v.is {
	case noValue:
		return b
	case numberValue:
		return strconv.AppendUint(b, uint64(v.number), 10)
	case prefixValue:
	}
	if v.prefix.IsSingleIP() {
		return v.prefix.Addr().AppendTo(b)
	}
	return v.prefix.AppendTo(b)
}
