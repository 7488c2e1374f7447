package ipam

import (
	"container/heap"
	"slices"
)

// lowest finds the lowest number of a pool that is free: behind what it has
// handed out, or in the holes that were freed since. It looks at every number
// once, and asks for little where pools are many and small, as the ports of every
// device are; [Numbers] has the bounds of a tree, and its price.
type lowest struct {
	next  uint64 // everything below is taken, reserved, or a hole
	holes holes  // some may be taken again, or stand there twice
}

// holes is a heap of numbers, the lowest first.
type holes []uint32

func (h holes) Len() int           { return len(h) }
func (h holes) Less(i, j int) bool { return h[i] < h[j] }
func (h holes) Swap(i, j int)      { h[i], h[j] = h[j], h[i] }
func (h *holes) Push(n any)        { *h = append(*h, n.(uint32)) }
func (h *holes) Pop() any {
	last := (*h)[len(*h)-1]
	*h = (*h)[:len(*h)-1]
	return last
}

// draw returns the lowest number of the pool that is not taken.
func (w *lowest) draw(pool *NumberPool, taken map[uint32]int32) (uint32, bool) {
	for len(w.holes) > 0 {
		n := heap.Pop(&w.holes).(uint32)
		if _, again := taken[n]; !again {
			return n, true
		}
	}
	for {
		n, ok := atLeast(pool.Ranges, w.next)
		if !ok {
			return 0, false
		}
		w.next = uint64(n) + 1
		if i := slices.IndexFunc(pool.Reserved, func(r NumberRange) bool { return r.Contains(n) }); i >= 0 {
			w.next = uint64(pool.Reserved[i].Last) + 1
			continue
		}
		if _, is := taken[n]; !is {
			return n, true
		}
	}
}

// free notes that a number of the pool is free again.
func (w *lowest) free(pool *NumberPool, n uint32) {
	if uint64(n) >= w.next || contains(pool.Reserved, n) {
		return
	}
	heap.Push(&w.holes, n)
}

// atLeast returns the lowest number of the ranges from n on.
func atLeast(ranges []NumberRange, n uint64) (uint32, bool) {
	best, ok := uint32(0), false
	for _, r := range ranges {
		if uint64(r.Last) < n || r.Last < r.First {
			continue
		}
		if m := max(uint64(r.First), n); !ok || uint32(m) < best {
			best, ok = uint32(m), true
		}
	}
	return best, ok
}
