package ipam

import "math/bits"

// An index numbers the blocks of one size in address order, from the first block
// of the allocator's root. It has 128 bits because a /0 of IPv6 has that many
// addresses; in an IPv4 allocator the high half stays zero.
type index struct{ hi, lo uint64 }

func (x index) less(y index) bool { return x.hi < y.hi || x.hi == y.hi && x.lo < y.lo }

func (x index) isZero() bool { return x.hi|x.lo == 0 }

// Go's shifts by 64 and more give zero, which is what lets both shifts do
// without a branch on n.

func (x index) shl(n uint) index {
	return index{x.hi<<n | x.lo>>(64-n) | x.lo<<(n-64), x.lo << n}
}

func (x index) shr(n uint) index {
	return index{x.hi >> n, x.lo>>n | x.hi<<(64-n) | x.hi>>(n-64)}
}

func (x index) parent() index { return index{x.hi >> 1, x.lo>>1 | x.hi<<63} }

// child is the first of x's halves; the other is its sibling.
func (x index) child() index { return index{x.hi<<1 | x.lo>>63, x.lo << 1} }

func (x index) sibling() index { return index{x.hi, x.lo ^ 1} }

func (x index) next() index {
	lo, carry := bits.Add64(x.lo, 1, 0)
	return index{x.hi + carry, lo}
}

func (x index) prev() index {
	lo, borrow := bits.Sub64(x.lo, 1, 0)
	return index{x.hi - borrow, lo}
}

// ones is the index with the n lowest bits set: the last one of its level.
func ones(n uint) index { return index{1<<(max(n, 64)-64) - 1, 1<<min(n, 64) - 1} }

// levels is a set of depths, 0 to 128.
type levels [3]uint64

func (l *levels) set(d int)   { l[d>>6] |= 1 << (d & 63) }
func (l *levels) clear(d int) { l[d>>6] &^= 1 << (d & 63) }

func (l *levels) empty() bool { return l[0]|l[1]|l[2] == 0 }

// atMost is the largest member that is no larger than d, or -1.
func (l *levels) atMost(d int) int {
	if d < 0 {
		return -1
	}
	w := d >> 6
	for x := l[w] << (63 - d&63) >> (63 - d&63); ; x = l[w] {
		if x != 0 {
			return w<<6 + bits.Len64(x) - 1
		}
		if w--; w < 0 {
			return -1
		}
	}
}

// atLeast is the smallest member that is no smaller than d, or -1.
func (l *levels) atLeast(d int) int {
	w := d >> 6
	if w >= len(l) {
		return -1
	}
	for x := l[w] >> (d & 63) << (d & 63); ; x = l[w] {
		if x != 0 {
			return w<<6 + bits.TrailingZeros64(x)
		}
		if w++; w == len(l) {
			return -1
		}
	}
}
