package ipam

import (
	"math"
	"math/bits"
	"slices"
)

// A buddy is the allocator below pools and numbers. It divides a root in halves
// of halves, and keeps every piece of its ranges in one of three layers: free,
// taken, or held back by a reservation. Free and held space is kept in the
// largest blocks that it forms; a taken block is kept as it was taken.
type buddy struct {
	depth  int     // of the smallest blocks
	ranges []block // largest blocks, in address order, no two adjacent halves
	free   layer
	taken  layer
	held   layer
	// reserved is what reservations name, whether it is taken or not.
	reserved layer
}

// newBuddy returns an allocator of blocks that do not overlap.
func newBuddy(depth int, ranges []block) buddy {
	a := buddy{depth: depth}
	for _, r := range ranges {
		a.free.merge(r, depth)
	}
	a.free.all(depth, func(b block) bool {
		a.ranges = append(a.ranges, b)
		return true
	})
	return a
}

// allocate takes the first of the smallest free blocks that a block of the level
// fits in: what is already small is used up first, and the large stays whole.
func (a *buddy) allocate(level int) (block, bool) {
	from := a.free.used.atMost(level)
	if from < 0 {
		return block{}, false
	}
	s := &a.free.sets[from]
	at := a.free.popFirst(s)
	if s.n == 0 {
		a.free.used.clear(from)
	}
	for from < level {
		from++
		at = at.child()
		a.free.put(block{from, at.sibling()}, a.depth)
	}
	b := block{level, at}
	a.taken.put(b, a.depth)
	return b, true
}

// lowest finds the first free block of a level in a window of that level's
// indexes, and the member of the free layer that it lies in.
func (a *buddy) lowest(level int, first, last index) (b, whole block, ok bool) {
	for from := a.free.used.atMost(level); from >= 0; from = a.free.used.atMost(from - 1) {
		up := uint(level - from)
		at, found := a.free.next(&a.free.sets[from], first.shr(up))
		if !found {
			continue
		}
		c := at.shl(up)
		if c.less(first) {
			c = first // inside the block that the window begins in
		}
		if last.less(c) {
			continue
		}
		b, whole, ok = block{level, c}, block{from, at}, true
		if c == first {
			break
		}
		last = c.prev()
	}
	return b, whole, ok
}

// highest is lowest from the other end.
func (a *buddy) highest(level int, first, last index) (b, whole block, ok bool) {
	for from := a.free.used.atMost(level); from >= 0; from = a.free.used.atMost(from - 1) {
		up := uint(level - from)
		at, found := a.free.prev(&a.free.sets[from], last.shr(up))
		if !found {
			continue
		}
		c := block{from, at}.lastOn(level)
		if last.less(c) {
			c = last
		}
		if c.less(first) {
			continue
		}
		b, whole, ok = block{level, c}, block{from, at}, true
		if c == last {
			break
		}
		first = c.next()
	}
	return b, whole, ok
}

// takeFrom takes b out of the free block that it lies in.
func (a *buddy) takeFrom(whole, b block) {
	a.free.cut(whole, b, a.depth)
	a.taken.put(b, a.depth)
}

// inside reports whether b lies in the ranges as a whole.
func (a *buddy) inside(b block) bool {
	start := b.firstOn(a.depth)
	i, found := slices.BinarySearchFunc(a.ranges, start, func(r block, start index) int {
		switch first := r.firstOn(a.depth); {
		case first == start:
			return 0
		case first.less(start):
			return -1
		}
		return 1
	})
	if !found {
		i--
	}
	return i >= 0 && a.ranges[i].contains(b)
}

type outcome int

const (
	done outcome = iota
	conflict
	outside
)

// claim takes exactly b, from free or held space. At a conflict it returns the
// first taken block in the way.
func (a *buddy) claim(b block) (block, outcome) {
	if whole, ok := a.free.around(b); ok { // nothing taken can be in there
		a.takeFrom(whole, b)
		return b, done
	}
	if other, ok := a.overlapping(b); ok {
		return other, conflict
	}
	if !a.inside(b) {
		return b, outside
	}
	a.free.carve(b, a.depth)
	a.held.carve(b, a.depth)
	a.taken.put(b, a.depth)
	return b, done
}

// overlapping is the first taken block that shares an address with b.
func (a *buddy) overlapping(b block) (block, bool) {
	if other, ok := a.taken.around(b); ok {
		return other, true
	}
	return a.taken.within(b)
}

// release gives a taken block back.
func (a *buddy) release(b block) bool {
	if !a.taken.take(b) {
		return false
	}
	a.give(b)
	return true
}

// give hands b to the free layer, and what is reserved of it to the held one.
func (a *buddy) give(b block) {
	if a.reserved.used.empty() {
		a.free.merge(b, a.depth)
		return
	}
	if _, ok := a.reserved.around(b); ok {
		a.held.merge(b, a.depth)
		return
	}
	if _, ok := a.reserved.within(b); !ok {
		a.free.merge(b, a.depth)
		return
	}
	half := block{b.level + 1, b.at.child()}
	a.give(half)
	a.give(block{half.level, half.at.sibling()})
}

// reserve holds back what the ranges have of b.
func (a *buddy) reserve(b block) {
	for _, r := range a.ranges {
		switch {
		case r.contains(b):
			a.hold(b)
			return
		case b.contains(r):
			a.hold(r)
		}
	}
}

// hold reserves b, which lies in a range.
func (a *buddy) hold(b block) {
	if _, ok := a.reserved.around(b); ok {
		return
	}
	a.reserved.carve(b, a.depth)
	a.reserved.merge(b, a.depth)
	if _, ok := a.free.around(b); ok {
		a.free.carve(b, a.depth)
		a.held.merge(b, a.depth)
		return
	}
	for {
		part, ok := a.free.within(b)
		if !ok {
			return
		}
		a.free.take(part)
		a.held.merge(part, a.depth)
	}
}

// fits is how many more blocks of a level can be taken, at most 2^64-1.
func (a *buddy) fits(level int) uint64 {
	var sum uint64
	for from := a.free.used.atMost(level); from >= 0; from = a.free.used.atMost(from - 1) {
		n, by := a.free.sets[from].n, level-from
		if bits.Len64(n)+by > 64 {
			return math.MaxUint64
		}
		var over uint64
		if sum, over = bits.Add64(sum, n<<by, 0); over != 0 {
			return math.MaxUint64
		}
	}
	return sum
}

// largest is the first of the largest free blocks.
func (a *buddy) largest() (block, bool) {
	level := a.free.used.atLeast(0)
	if level < 0 {
		return block{}, false
	}
	return block{level, a.free.first(&a.free.sets[level])}, true
}

func (a *buddy) clone() buddy {
	return buddy{
		depth: a.depth, ranges: a.ranges, // which nobody changes
		free: a.free.clone(), taken: a.taken.clone(), held: a.held.clone(), reserved: a.reserved.clone(),
	}
}
