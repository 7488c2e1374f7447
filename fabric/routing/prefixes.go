package routing

import (
	"cmp"
	"net/netip"
)

// A prefixTable numbers every prefix of the network, so that a lookup is done
// once for all routers.
type prefixTable struct {
	list  []netip.Prefix
	index map[netip.Prefix]int32
	// carried says which prefixes BGP may ever carry.
	carried []bool
	// lengths has a bit for each prefix length in use, IPv4 then IPv6.
	lengths [2][3]uint64
	// covers caches, for each address ever looked up, the prefixes that contain
	// it, the longest first. All prefixes are numbered before the first look-up.
	covers map[netip.Addr][]int32
}

func newPrefixTable() *prefixTable {
	return &prefixTable{index: make(map[netip.Prefix]int32, 1024), covers: make(map[netip.Addr][]int32, 1024)}
}

// id returns the number of a prefix, giving it one.
func (t *prefixTable) id(p netip.Prefix) int32 {
	if id, ok := t.index[p]; ok {
		return id
	}
	id := int32(len(t.list))
	t.list = append(t.list, p)
	t.carried = append(t.carried, false)
	t.index[p] = id
	t.lengths[FamilyOf(p.Addr())][p.Bits()/64] |= 1 << (p.Bits() % 64)
	return id
}

// carry returns the number of a prefix that BGP may carry.
func (t *prefixTable) carry(p netip.Prefix) int32 {
	id := t.id(p)
	t.carried[id] = true
	return id
}

// covering returns the prefixes that contain a, the longest first.
func (t *prefixTable) covering(a netip.Addr) []int32 {
	if ids, ok := t.covers[a]; ok {
		return ids
	}
	var ids []int32
	lengths := &t.lengths[FamilyOf(a)]
	for bits := a.BitLen(); bits >= 0; bits-- {
		if lengths[bits/64]&(1<<(bits%64)) == 0 {
			continue
		}
		p, err := a.Prefix(bits)
		if err != nil {
			continue
		}
		if id, ok := t.index[p]; ok {
			ids = append(ids, id)
		}
	}
	t.covers[a] = ids
	return ids
}

// comparePrefixes orders IPv4 before IPv6, then by address, then by length.
func comparePrefixes(a, b netip.Prefix) int {
	return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
}

// inside reports whether p lies strictly inside outer.
func inside(p, outer netip.Prefix) bool {
	return p.Bits() > outer.Bits() && outer.Contains(p.Addr())
}
