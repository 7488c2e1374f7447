package routing

import (
	"encoding/binary"
	"math/bits"
)

// A hopSets stores the sets of next hops of every instance, each once. A set is a
// bit per way; the ways of an instance are numbered as they are met, the edges
// with their own next hop first.
type hopSets struct {
	ways  [][]way
	extra map[wayKey]int32
	sets  []hopSet
	words []uint64
	// last is the set an instance asked for last: most ask for the same again.
	last  []int32
	index map[string]int32
	key   []byte
	buf   []uint64
}

// A way is a next hop heard over an edge.
type way struct {
	edge int32
	hop  uint32
}

type wayKey struct {
	inst int32
	way
}

// A hopSet is a bit set: words[from:to], the last word not zero.
type hopSet struct{ from, to int32 }

func (s *hopSets) init(g *graph) {
	instances := len(g.in) - 1
	s.ways = make([][]way, instances)
	all := make([]way, len(g.edges))
	for i := range g.edges {
		all[i] = way{int32(i), g.edges[i].own}
	}
	for v := range instances {
		s.ways[v] = all[g.in[v]:g.in[v+1]:g.in[v+1]]
	}
	s.extra = map[wayKey]int32{}
	s.sets = make([]hopSet, 1)
	s.last = make([]int32, instances)
	s.index = map[string]int32{}
}

// of returns the number of the set of candidates of instance v.
func (s *hopSets) of(g *graph, v int32, candidates []candidate, members []int32) int32 {
	s.buf = s.buf[:0]
	for _, e := range members {
		bit := e - g.in[v]
		if hop := candidates[e].hop; hop != g.edges[e].own {
			bit = s.wayOf(v, way{e, hop})
		}
		for int(bit/64) >= len(s.buf) {
			s.buf = append(s.buf, 0)
		}
		s.buf[bit/64] |= 1 << (bit % 64)
	}
	if last := s.last[v]; last != 0 && s.is(last, s.buf) {
		return last
	}
	s.key = binary.LittleEndian.AppendUint32(s.key[:0], uint32(v))
	for _, w := range s.buf {
		s.key = binary.LittleEndian.AppendUint64(s.key, w)
	}
	id, ok := s.index[string(s.key)]
	if !ok {
		id = int32(len(s.sets))
		from := int32(len(s.words))
		s.words = append(s.words, s.buf...)
		s.sets = append(s.sets, hopSet{from, int32(len(s.words))})
		s.index[string(s.key)] = id
	}
	s.last[v] = id
	return id
}

func (s *hopSets) is(id int32, words []uint64) bool {
	set := s.sets[id]
	if int(set.to-set.from) != len(words) {
		return false
	}
	for i, w := range s.words[set.from:set.to] {
		if w != words[i] {
			return false
		}
	}
	return true
}

func (s *hopSets) wayOf(v int32, w way) int32 {
	key := wayKey{v, w}
	bit, ok := s.extra[key]
	if !ok {
		bit = int32(len(s.ways[v]))
		s.ways[v] = append(s.ways[v], w)
		s.extra[key] = bit
	}
	return bit
}

// each yields the ways of a set of instance v.
func (s *hopSets) each(v, id int32) func(yield func(way) bool) {
	return func(yield func(way) bool) {
		set := s.sets[id]
		for i, w := range s.words[set.from:set.to] {
			for ; w != 0; w &= w - 1 {
				if !yield(s.ways[v][i*64+bits.TrailingZeros64(w)]) {
					return
				}
			}
		}
	}
}
