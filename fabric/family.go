package fabric

import (
	"iter"
	"net/netip"
)

// Addr and Prefix are net/netip's; the design speaks in them.
type (
	// An Addr is an IP address. Its zero value means "not set".
	Addr = netip.Addr
	// A Prefix is an address range, without host bits unless a field says that
	// they are an interface's address. Its zero value means "not set".
	Prefix = netip.Prefix
)

// A Family is an IP address family.
type Family uint8

// The families.
const (
	IPv4 Family = iota
	IPv6
)

func (f Family) String() string {
	if f == IPv6 {
		return "IPv6"
	}
	return "IPv4"
}

// MarshalText writes "IPv4" or "IPv6".
func (f Family) MarshalText() ([]byte, error) { return []byte(f.String()), nil }

// FamilyOf returns the family of a. An IPv4 address mapped into IPv6 counts as
// IPv6; the loader and [Design.Validate] refuse it.
func FamilyOf(a Addr) Family {
	if a.Is4() {
		return IPv4
	}
	return IPv6
}

// Families are both, in the order in which everything is planned and written.
func Families() [2]Family { return [2]Family{IPv4, IPv6} }

// Prefixes holds at most one prefix of each family; a zero one means "none". In
// a file it is one prefix, or a list of two.
type Prefixes struct {
	V4 Prefix `json:"v4,omitzero"`
	V6 Prefix `json:"v6,omitzero"`
}

// Of returns the prefix of one family.
func (p Prefixes) Of(f Family) Prefix {
	if f == IPv6 {
		return p.V6
	}
	return p.V4
}

// With returns a copy with the prefix of q's family set to q.
func (p Prefixes) With(q Prefix) Prefixes {
	if q.Addr().Is4() {
		p.V4 = q
	} else {
		p.V6 = q
	}
	return p
}

// All yields the ones that are set, IPv4 first.
func (p Prefixes) All() iter.Seq2[Family, Prefix] {
	return func(yield func(Family, Prefix) bool) {
		if p.V4.IsValid() && !yield(IPv4, p.V4) {
			return
		}
		if p.V6.IsValid() {
			yield(IPv6, p.V6)
		}
	}
}

// Addrs holds at most one address of each family; a zero one means "none". In a
// file it is one address, or a list of two.
type Addrs struct {
	V4 Addr `json:"v4,omitzero"`
	V6 Addr `json:"v6,omitzero"`
}

// Of returns the address of one family.
func (a Addrs) Of(f Family) Addr {
	if f == IPv6 {
		return a.V6
	}
	return a.V4
}

// With returns a copy with the address of b's family set to b.
func (a Addrs) With(b Addr) Addrs {
	if b.Is4() {
		a.V4 = b
	} else {
		a.V6 = b
	}
	return a
}

// All yields the ones that are set, IPv4 first.
func (a Addrs) All() iter.Seq2[Family, Addr] {
	return func(yield func(Family, Addr) bool) {
		if a.V4.IsValid() && !yield(IPv4, a.V4) {
			return
		}
		if a.V6.IsValid() {
			yield(IPv6, a.V6)
		}
	}
}
