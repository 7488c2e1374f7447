package ipam

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
)

func compareIndexes(x, y index) int {
	switch {
	case x == y:
		return 0
	case x.less(y):
		return -1
	}
	return 1
}

// TestBitsetAgainstASortedSlice runs the set of the allocator beside a sorted
// slice, with two sets in one forest, and indexes dense, spread and of 128 bits.
func TestBitsetAgainstASortedSlice(t *testing.T) {
	const seed = 7
	shapes := map[string]func(*rand.Rand) index{
		"one leaf":  func(r *rand.Rand) index { return index{0, r.Uint64N(64)} },
		"dense":     func(r *rand.Rand) index { return index{0, r.Uint64N(3000)} },
		"spread":    func(r *rand.Rand) index { return index{0, r.Uint64() >> r.UintN(64)} },
		"stride":    func(r *rand.Rand) index { return index{0, r.Uint64N(200) << 37} },
		"two words": func(r *rand.Rand) index { return index{r.Uint64N(70), r.Uint64N(130)} },
		"all of 128": func(r *rand.Rand) index {
			return index{^uint64(0) - r.Uint64N(2), ^uint64(0) - r.Uint64N(70)<<r.UintN(58)}
		},
	}
	for name, draw := range shapes {
		t.Run(name, func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			var f forest
			var sets [2]bitset
			var twins [2][]index
			for step := range 30_000 {
				which := random.IntN(2)
				s, twin := &sets[which], &twins[which]
				k := draw(random)
				at, has := slices.BinarySearchFunc(*twin, k, compareIndexes)
				require.Equal(t, has, f.has(s, k), "seed %d step %d has", seed, step)
				next, ok := f.next(s, k)
				require.Equal(t, at < len(*twin), ok, "seed %d step %d next", seed, step)
				if ok {
					require.Equal(t, (*twin)[at], next, "seed %d step %d next", seed, step)
				}
				below := at - 1
				if has {
					below = at
				}
				prev, ok := f.prev(s, k)
				require.Equal(t, below >= 0, ok, "seed %d step %d prev", seed, step)
				if ok {
					require.Equal(t, (*twin)[below], prev, "seed %d step %d prev", seed, step)
				}
				growing := step/3000%2 == 0
				switch {
				case !has && (growing || random.IntN(4) == 0):
					f.insert(s, k)
					*twin = slices.Insert(*twin, at, k)
				case has && (!growing || random.IntN(4) == 0):
					require.True(t, f.remove(s, k), "seed %d step %d remove", seed, step)
					*twin = slices.Delete(*twin, at, at+1)
				case !has:
					require.False(t, f.remove(s, k), "seed %d step %d remove", seed, step)
				}
				if len(*twin) > 0 && !growing && random.IntN(2) == 0 {
					require.Equal(t, (*twin)[0], f.first(s), "seed %d step %d first", seed, step)
					require.Equal(t, (*twin)[0], f.popFirst(s), "seed %d step %d popFirst", seed, step)
					*twin = slices.Delete(*twin, 0, 1)
				}
				require.Equal(t, uint64(len(*twin)), s.n)
			}
			for which := range sets {
				for sets[which].n > 0 {
					f.popFirst(&sets[which])
				}
			}
			requireAllFree(t, &f)
		})
	}
}

// requireAllFree follows the chains of freed nodes: nothing leaks.
func requireAllFree(t *testing.T, f *forest) {
	t.Helper()
	leaves, inners := 0, 0
	for i := f.freeLeaf; i != 0; i = uint32(f.leaves[i].key.hi) {
		leaves++
	}
	for i := f.freeInner; i != 0; i = uint32(f.inners[i-1].key.hi) {
		inners++
	}
	require.Equal(t, max(len(f.leaves)-1, 0), leaves, "leaves")
	require.Equal(t, len(f.inners), inners, "inner nodes")
}

func TestLevels(t *testing.T) {
	const seed = 3
	random := rand.New(rand.NewPCG(seed, 1))
	var l levels
	var twin [130]bool
	for range 5000 {
		d := random.IntN(129)
		if twin[d] = random.IntN(3) == 0; twin[d] {
			l.set(d)
		} else {
			l.clear(d)
		}
		from := random.IntN(130)
		want := from
		for want < 130 && !twin[want] {
			want++
		}
		if want == 130 {
			want = -1
		}
		require.Equal(t, want, l.atLeast(from), "seed %d", seed)
		for want = min(from, 128); want >= 0 && !twin[want]; {
			want--
		}
		require.Equal(t, want, l.atMost(min(from, 128)), "seed %d", seed)
		require.Equal(t, -1, l.atMost(-1))
	}
}

func TestForestReusesNodes(t *testing.T) {
	var f forest
	var s bitset
	fill := func() {
		for i := range uint64(5000) {
			f.insert(&s, index{0, i * 97})
		}
		for s.n > 0 {
			f.popFirst(&s)
		}
	}
	fill()
	leaves, inners := len(f.leaves), len(f.inners)
	fill()
	require.Equal(t, leaves, len(f.leaves))
	require.Equal(t, inners, len(f.inners))
}
