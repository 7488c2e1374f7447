package ipam

import "slices"

// A block is an index on a level: level 0 is the root, every level below halves
// its blocks.
type block struct {
	level int
	at    index
}

// up is the block on a level above that b lies in.
func (b block) up(level int) block { return block{level, b.at.shr(uint(b.level - level))} }

// firstOn and lastOn are b's ends among the blocks of a level below.
func (b block) firstOn(level int) index { return b.at.shl(uint(level - b.level)) }

func (b block) lastOn(level int) index {
	n := uint(level - b.level)
	first, end := b.at.shl(n), ones(n)
	return index{first.hi | end.hi, first.lo | end.lo}
}

func (b block) contains(c block) bool { return b.level <= c.level && c.up(b.level) == b }

// A layer is the space that is in one state, as blocks that do not overlap: a
// set for every level.
type layer struct {
	forest
	sets []bitset // none until the first block comes
	used levels   // those whose set has members
}

func (l *layer) put(b block, depth int) {
	if l.sets == nil {
		l.sets = make([]bitset, depth+1)
	}
	s := &l.sets[b.level]
	if s.n == 0 {
		l.used.set(b.level)
	}
	l.insert(s, b.at)
}

func (l *layer) take(b block) bool {
	if b.level >= len(l.sets) {
		return false
	}
	s := &l.sets[b.level]
	if !l.remove(s, b.at) {
		return false
	}
	if s.n == 0 {
		l.used.clear(b.level)
	}
	return true
}

func (l *layer) holds(b block) bool { return b.level < len(l.sets) && l.has(&l.sets[b.level], b.at) }

// merge puts b, and in the place of two halves their whole.
func (l *layer) merge(b block, depth int) {
	for b.level > 0 && l.take(block{b.level, b.at.sibling()}) {
		b = block{b.level - 1, b.at.parent()}
	}
	l.put(b, depth)
}

// around is the member that b is or lies in.
func (l *layer) around(b block) (block, bool) {
	for level := l.used.atMost(b.level); level >= 0; level = l.used.atMost(level - 1) {
		if up := b.up(level); l.has(&l.sets[level], up.at) {
			return up, true
		}
	}
	return block{}, false
}

// within is the first member that lies in b and is smaller.
func (l *layer) within(b block) (block, bool) {
	var found block
	ok := false
	for level := l.used.atLeast(b.level + 1); level >= 0; level = l.used.atLeast(level + 1) {
		at, more := l.next(&l.sets[level], b.firstOn(level))
		if !more || b.lastOn(level).less(at) {
			continue
		}
		// The deeper level starts first only if its block lies before found.
		if c := (block{level, at}); !ok || c.up(found.level).at.less(found.at) {
			found, ok = c, true
		}
	}
	return found, ok
}

// carve takes b's space out of the layer. What is cut off a larger member stays.
func (l *layer) carve(b block, depth int) {
	if whole, ok := l.around(b); ok {
		l.cut(whole, b, depth)
		return
	}
	for level := l.used.atLeast(b.level + 1); level >= 0; level = l.used.atLeast(level + 1) {
		first, last := b.firstOn(level), b.lastOn(level)
		for {
			at, ok := l.next(&l.sets[level], first)
			if !ok || last.less(at) {
				break
			}
			l.take(block{level, at})
		}
	}
}

// cut takes b out of the member that it lies in.
func (l *layer) cut(whole, b block, depth int) {
	l.take(whole)
	for b.level > whole.level {
		l.put(block{b.level, b.at.sibling()}, depth)
		b = block{b.level - 1, b.at.parent()}
	}
}

// all yields the members in address order. It merges the levels, of which each
// is in order, and remembers where each of them stands.
func (l *layer) all(depth int, yield func(block) bool) {
	var heads []block
	for level := l.used.atLeast(0); level >= 0; level = l.used.atLeast(level + 1) {
		heads = append(heads, block{level, l.first(&l.sets[level])})
	}
	for len(heads) > 0 {
		low, at := 0, heads[0].firstOn(depth)
		for i, head := range heads[1:] {
			if start := head.firstOn(depth); start.less(at) {
				low, at = i+1, start
			}
		}
		if !yield(heads[low]) {
			return
		}
		s := &l.sets[heads[low].level]
		if next, ok := l.next(s, heads[low].at.next()); ok && heads[low].at.less(next) {
			heads[low].at = next
		} else {
			heads = slices.Delete(heads, low, low+1)
		}
	}
}

// size is the number of smallest blocks in the layer.
func (l *layer) size(depth int) Count {
	var sum Count
	for level := l.used.atLeast(0); level >= 0; level = l.used.atLeast(level + 1) {
		sum = sum.plus(shifted(l.sets[level].n, uint(depth-level)))
	}
	return sum
}

// blocks is the number of members.
func (l *layer) blocks() uint64 {
	var n uint64
	for i := range l.sets {
		n += l.sets[i].n
	}
	return n
}

func (l *layer) clone() layer {
	return layer{l.forest.clone(), slices.Clone(l.sets), l.used}
}
