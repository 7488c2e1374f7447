package ipam

import (
	"math/bits"
	"slices"
)

// A bitset is a set of indexes. It is a radix tree of 64-way nodes above leaves
// of 64 bits, and leaves out every node that would have one child only: a lonely
// index costs one leaf wherever it lies, so that a few blocks spread over an IPv6
// range cost no more than a few blocks at its start, and a set of one leaf has no
// node at all.
//
// The nodes live in a forest, which several sets share.
type bitset struct {
	root ref
	last uint32 // the leaf that was used last, 0 when there is none
	n    uint64 // members
}

// A ref is a leaf (even) or an inner node (odd) of a forest. Zero is none.
type ref uint32

// A forest holds nodes in slices without pointers: the garbage collector does
// not look into them, a clone is a copy, and freed nodes are used again.
type forest struct {
	leaves []leaf // from number 1
	inners []inner
	// Freed nodes are chained through the first word of their key.
	freeLeaf  uint32 // its number, 0 when there is none
	freeInner uint32 // its number and 1 more, 0 when there is none
}

// A leaf is 64 neighboring indexes.
type leaf struct {
	key  index // of its first index
	bits uint64
}

// An inner node parts its indexes by six of their bits. 64 is no multiple of
// six, so no group of bits spans both words: the shifts are 6, 12 to 60, and 64,
// 70 to 124.
type inner struct {
	key   index // any index below it
	mask  uint64
	shift uint
	child [64]ref // what mask does not name is stale
}

func (n *inner) slot(k index) uint {
	if n.shift < 64 {
		return uint(k.lo>>n.shift) & 63
	}
	return uint(k.hi>>(n.shift&63)) & 63
}

// compare says where the indexes of the node lie as seen from k: -1 below, 0
// around, 1 above.
func (n *inner) compare(k index) int {
	a, b := n.key.hi, k.hi
	if n.shift >= 64 {
		drop := n.shift - 64 + 6
		a, b = a>>drop, b>>drop
	} else if a == b {
		drop := n.shift + 6
		a, b = n.key.lo>>drop, k.lo>>drop
	}
	switch {
	case a == b:
		return 0
	case a < b:
		return -1
	}
	return 1
}

// newLeaf returns a leaf with the one member k. It may move the leaves.
func (f *forest) newLeaf(k index) ref {
	fresh := leaf{index{k.hi, k.lo &^ 63}, 1 << (k.lo & 63)}
	i := f.freeLeaf
	if i == 0 {
		if len(f.leaves) == 0 {
			f.leaves = append(f.leaves, leaf{}) // number 0 is none
		}
		f.leaves = append(f.leaves, fresh)
		return ref(len(f.leaves)-1) << 1
	}
	f.freeLeaf = uint32(f.leaves[i].key.hi)
	f.leaves[i] = fresh
	return ref(i) << 1
}

func (f *forest) dropLeaf(r ref) {
	f.leaves[r>>1].key.hi = uint64(f.freeLeaf)
	f.freeLeaf = uint32(r >> 1)
}

// growInner makes sure that an inner node is free. It may move the inner nodes.
func (f *forest) growInner() {
	if f.freeInner == 0 {
		f.inners = append(f.inners, inner{})
		f.freeInner = uint32(len(f.inners))
	}
}

func (f *forest) dropInner(r ref) {
	f.inners[r>>1].key.hi = uint64(f.freeInner)
	f.freeInner = uint32(r>>1) + 1
}

// join puts a free inner node above old, which key lies in, and a leaf of k.
func (f *forest) join(old ref, key index, fresh ref, k index) ref {
	i := f.freeInner - 1
	n := &f.inners[i]
	f.freeInner = uint32(n.key.hi)
	n.key = k
	if d := key.hi ^ k.hi; d != 0 {
		n.shift = 64 + uint(bits.Len64(d)-1)/6*6
	} else {
		n.shift = uint(bits.Len64(key.lo^k.lo)-1) / 6 * 6
	}
	a, b := n.slot(key), n.slot(k)
	n.child[a&63], n.child[b&63] = old, fresh
	n.mask = 1<<a | 1<<b
	return ref(i)<<1 | 1
}

// insert adds k, which is not a member.
func (f *forest) insert(s *bitset, k index) {
	s.n++
	if s.last != 0 {
		if l := &f.leaves[s.last]; l.key.lo == k.lo&^63 && l.key.hi == k.hi {
			l.bits |= 1 << (k.lo & 63)
			return
		}
	}
	s.last = uint32(f.leafFor(s, k) >> 1)
}

// leafFor sets k's bit and returns the leaf that has it.
func (f *forest) leafFor(s *bitset, k index) ref {
	at := &s.root
	for *at != 0 {
		r := *at
		var key index
		if r&1 == 0 {
			l := &f.leaves[r>>1]
			if l.key.lo == k.lo&^63 && l.key.hi == k.hi {
				l.bits |= 1 << (k.lo & 63)
				return r
			}
			key = l.key
		} else {
			n := &f.inners[r>>1]
			if n.compare(k) == 0 {
				slot := n.slot(k)
				at = &n.child[slot&63]
				if n.mask>>slot&1 == 0 {
					n.mask |= 1 << slot
					break
				}
				continue
			}
			key = n.key
		}
		if f.freeInner == 0 {
			f.growInner()
			return f.leafFor(s, k) // at may refer to a node that has moved
		}
		fresh := f.newLeaf(k)
		*at = f.join(r, key, fresh, k)
		return fresh
	}
	*at = f.newLeaf(k)
	return *at
}

// remove takes k out and reports whether it was a member.
func (f *forest) remove(s *bitset, k index) bool {
	bit := uint64(1) << (k.lo & 63)
	if s.last != 0 {
		if l := &f.leaves[s.last]; l.key.lo == k.lo&^63 && l.key.hi == k.hi && l.bits&^bit != 0 {
			if l.bits&bit == 0 {
				return false
			}
			l.bits &^= bit
			s.n--
			return true
		}
	}
	at, above := &s.root, (*ref)(nil) // above refers to the node that at lies in
	for *at&1 != 0 {
		n := &f.inners[*at>>1]
		slot := n.slot(k)
		if n.mask>>slot&1 == 0 {
			return false
		}
		at, above = &n.child[slot&63], at
	}
	r := *at
	if r == 0 {
		return false
	}
	l := &f.leaves[r>>1]
	if l.key.hi != k.hi || l.key.lo != k.lo&^63 || l.bits&bit == 0 {
		return false
	}
	s.n--
	if l.bits &^= bit; l.bits != 0 {
		s.last = uint32(r >> 1)
		return true
	}
	if s.last == uint32(r>>1) {
		s.last = 0
	}
	f.dropLeaf(r)
	if above == nil {
		*at = 0
		return true
	}
	f.prune(above, k)
	return true
}

// prune takes the child that k lies in off a node, and the node away when it has
// one child left.
func (f *forest) prune(at *ref, k index) {
	r := *at
	n := &f.inners[r>>1]
	n.mask &^= 1 << n.slot(k)
	if n.mask&(n.mask-1) == 0 {
		*at = n.child[bits.TrailingZeros64(n.mask)&63]
		f.dropInner(r)
	}
}

// popFirst takes the smallest member out; there is one.
func (f *forest) popFirst(s *bitset) index {
	at, above := &s.root, (*ref)(nil)
	for *at&1 != 0 {
		n := &f.inners[*at>>1]
		at, above = &n.child[bits.TrailingZeros64(n.mask)&63], at
	}
	r := *at
	l := &f.leaves[r>>1]
	k := index{l.key.hi, l.key.lo | uint64(bits.TrailingZeros64(l.bits))}
	s.n--
	s.last = uint32(r >> 1)
	if l.bits &= l.bits - 1; l.bits != 0 {
		return k
	}
	s.last = 0
	f.dropLeaf(r)
	if above == nil {
		*at = 0
	} else {
		f.prune(above, k)
	}
	return k
}

func (f *forest) clone() forest {
	c := *f
	c.leaves, c.inners = slices.Clone(f.leaves), slices.Clone(f.inners)
	return c
}
