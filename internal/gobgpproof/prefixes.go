package gobgpproof

import (
	"net/netip"

	"github.com/podfabric/podfabric/fabric/routing"
)

// GoBGP's prefix sets have no order: a prefix is in one or is not. A prefix list,
// in which the first rule that matches decides, becomes one by taking out of each
// rule that permits what the rules before it deny.

// flatten returns rules that permit what a list permits in a family, in any order.
func flatten(l *routing.PrefixList, f routing.Family) []routing.PrefixRule {
	var permits, denies []routing.PrefixRule
	for _, r := range l.Rules {
		r.Prefix = r.Prefix.Masked()
		r.Min = max(r.Min, r.Prefix.Bits())
		r.Max = min(r.Max, r.Prefix.Addr().BitLen())
		switch {
		case routing.FamilyOf(r.Prefix.Addr()) != f:
		case !r.Permit:
			denies = append(denies, r)
		default:
			left := []routing.PrefixRule{r}
			for _, d := range denies {
				var next []routing.PrefixRule
				for _, p := range left {
					next = subtract(next, p, d)
				}
				left = next
			}
			permits = append(permits, left...)
		}
	}
	return permits
}

// subtract appends to the list what is left of rule r without what d matches.
func subtract(list []routing.PrefixRule, r, d routing.PrefixRule) []routing.PrefixRule {
	add := func(p netip.Prefix, low, high int) {
		if low = max(low, p.Bits()); low <= high {
			list = append(list, routing.PrefixRule{Permit: true, Prefix: p, Min: low, Max: high})
		}
	}
	low, high := max(r.Min, d.Min), min(r.Max, d.Max)
	switch {
	case !r.Prefix.Overlaps(d.Prefix) || low > high:
		add(r.Prefix, r.Min, r.Max)
		return list
	case d.Prefix.Bits() <= r.Prefix.Bits():
		add(r.Prefix, r.Min, low-1)
		add(r.Prefix, high+1, r.Max)
		return list
	}
	// d is inside r: on the way from r down to it, the prefix itself stays and so
	// does the half that leads elsewhere.
	for bits := r.Prefix.Bits(); bits < d.Prefix.Bits(); bits++ {
		on, _ := d.Prefix.Addr().Prefix(bits) // bits is inside the address's length
		if r.Min <= bits && bits <= r.Max {
			add(on, bits, bits)
		}
		add(otherHalf(d.Prefix.Addr(), bits+1), r.Min, r.Max)
	}
	add(d.Prefix, r.Min, low-1)
	add(d.Prefix, high+1, r.Max)
	return list
}

// otherHalf is the prefix of a length that differs from the one a lies in by its
// last bit.
func otherHalf(a netip.Addr, bits int) netip.Prefix {
	raw := a.AsSlice()
	raw[(bits-1)/8] ^= 1 << (7 - (bits-1)%8)
	other, _ := netip.AddrFromSlice(raw)
	p, _ := other.Prefix(bits)
	return p
}
