package ipam

import "math/bits"

// has reports whether k is a member.
func (f *forest) has(s *bitset, k index) bool {
	r := s.root
	for r&1 != 0 {
		n := &f.inners[r>>1]
		slot := n.slot(k)
		if n.mask>>slot&1 == 0 {
			return false
		}
		r = n.child[slot&63] // the leaf will tell if the path left out a difference
	}
	if r == 0 {
		return false
	}
	l := &f.leaves[r>>1]
	return l.key.hi == k.hi && l.key.lo == k.lo&^63 && l.bits>>(k.lo&63)&1 != 0
}

// first is the smallest member; there is one.
func (f *forest) first(s *bitset) index { return f.firstOf(s.root) }

func (f *forest) firstOf(r ref) index {
	for r&1 != 0 {
		n := &f.inners[r>>1]
		r = n.child[bits.TrailingZeros64(n.mask)&63]
	}
	l := &f.leaves[r>>1]
	return index{l.key.hi, l.key.lo | uint64(bits.TrailingZeros64(l.bits))}
}

func (f *forest) lastOf(r ref) index {
	for r&1 != 0 {
		n := &f.inners[r>>1]
		r = n.child[(bits.Len64(n.mask)-1)&63]
	}
	l := &f.leaves[r>>1]
	return index{l.key.hi, l.key.lo | uint64(bits.Len64(l.bits)-1)}
}

// next is the smallest member that is not below k.
func (f *forest) next(s *bitset, k index) (index, bool) {
	r := s.root
	var behind ref // the nearest subtree that lies wholly behind the path
	for r&1 != 0 {
		n := &f.inners[r>>1]
		if c := n.compare(k); c > 0 {
			return f.firstOf(r), true
		} else if c < 0 {
			r = 0
			break
		}
		slot := n.slot(k)
		if later := n.mask >> slot >> 1 << 1 << slot; later != 0 {
			behind = n.child[bits.TrailingZeros64(later)&63]
		}
		if n.mask>>slot&1 == 0 {
			r = 0
			break
		}
		r = n.child[slot&63]
	}
	if r != 0 {
		l := &f.leaves[r>>1]
		base := index{k.hi, k.lo &^ 63}
		switch {
		case base.less(l.key):
			return f.firstOf(r), true
		case base == l.key:
			if rest := l.bits >> (k.lo & 63); rest != 0 {
				return index{k.hi, k.lo + uint64(bits.TrailingZeros64(rest))}, true
			}
		}
	}
	if behind == 0 {
		return index{}, false
	}
	return f.firstOf(behind), true
}

// prev is the largest member that is not above k.
func (f *forest) prev(s *bitset, k index) (index, bool) {
	r := s.root
	var before ref
	for r&1 != 0 {
		n := &f.inners[r>>1]
		if c := n.compare(k); c < 0 {
			return f.lastOf(r), true
		} else if c > 0 {
			r = 0
			break
		}
		slot := n.slot(k)
		if earlier := n.mask & (1<<slot - 1); earlier != 0 {
			before = n.child[(bits.Len64(earlier)-1)&63]
		}
		if n.mask>>slot&1 == 0 {
			r = 0
			break
		}
		r = n.child[slot&63]
	}
	if r != 0 {
		l := &f.leaves[r>>1]
		base := index{k.hi, k.lo &^ 63}
		switch {
		case l.key.less(base):
			return f.lastOf(r), true
		case base == l.key:
			if rest := l.bits << (63 - k.lo&63); rest != 0 {
				return index{k.hi, k.lo - uint64(bits.LeadingZeros64(rest))}, true
			}
		}
	}
	if before == 0 {
		return index{}, false
	}
	return f.lastOf(before), true
}
