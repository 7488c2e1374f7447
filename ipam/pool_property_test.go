package ipam_test

import (
	"iter"
	"math/big"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"
	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// TestPoolAgainstNetipx draws operations at random and compares every answer and
// the state after it with sets of netipx.
func TestPoolAgainstNetipx(t *testing.T) {
	const seed = 20260101
	for _, ground := range terrains() {
		t.Run(ground.name, func(t *testing.T) {
			steps := 4000
			if testing.Short() {
				steps = 800
			}
			random := rand.New(rand.NewPCG(seed, uint64(len(ground.name))))
			pool, err := ipam.NewPool(ground.ranges...)
			require.NoError(t, err)
			twin := newPoolTwin(ground.ranges...)
			require.Equal(t, twin.pool.Prefixes(), pool.Ranges())
			outcomes := map[string]int{}
			for step := range steps {
				switch step % 400 {
				case 200: // empty it, with a clone to remember
					clone := pool.Clone()
					for p := range clone.All() {
						require.NoError(t, pool.Release(p))
					}
					require.Equal(t, twin.sorted(), collect(clone.All()), "a clone keeps its own state")
					clear(twin.taken)
				case 399: // a new one, of which every other has reservations
					pool, err = ipam.NewPool(ground.ranges...)
					require.NoError(t, err)
					twin = newPoolTwin(ground.ranges...)
				}
				outcomes[stepBoth(t, random, &ground, pool, twin, step/400%2 == 1)]++
				requireSame(t, pool, twin, "seed %d step %d", seed, step)
			}
			t.Log(outcomes)
			for _, outcome := range []string{"allocated", "exhausted", "claimed", "conflict", "outside", "released", "not taken"} {
				if !slices.Contains(ground.never, outcome) {
					require.Greater(t, outcomes[outcome], 20, "%s, in %v", outcome, outcomes)
				}
			}
		})
	}
}

// stepBoth does one random operation to both, and names what came of it.
func stepBoth(t *testing.T, random *rand.Rand, ground *terrain, pool *ipam.Pool, twin *poolTwin, reserve bool) string {
	q := ground.draw(random)
	bits := q.Bits()
	switch op := random.IntN(20); {
	case op < 5:
		want, fits := twin.bestFit(bits)
		require.Equal(t, fits, pool.Fits(bits) > 0)
		got, err := pool.Allocate(bits)
		// netipx has best fit too, and must refuse alike.
		byNetipx, _, ok := twin.free().RemoveFreePrefix(uint8(bits))
		require.Equal(t, fits, ok)
		if ok {
			require.Equal(t, byNetipx, got)
		}
		return requireAllocated(t, twin, want, fits, got, err)
	case op < 9:
		first, last := q.Addr(), netipx.PrefixLastIP(ground.draw(random))
		if last.Less(first) {
			first, last = last, first
		}
		down := op == 8
		want, fits := twin.within(first, last, bits, down)
		allocate := pool.AllocateWithin
		if down {
			allocate = pool.AllocateWithinDown
		}
		got, err := allocate(first, last, bits)
		return requireAllocated(t, twin, want, fits, got, err)
	case op < 14:
		return claimBoth(t, pool, twin, q)
	case op < 15 && reserve:
		// Small ones mostly: a large one leaves nothing to look at.
		if longest := slices.Max(ground.bits); bits < longest-1 && random.IntN(20) > 0 {
			q = netip.PrefixFrom(q.Addr(), longest-random.IntN(2))
		}
		pool.Reserve(q)
		twin.reserve(q)
		return "reserved"
	case op < 19 && len(twin.taken) > 0:
		all := twin.sorted()
		p := all[random.IntN(len(all))]
		require.True(t, pool.Taken(p))
		require.NoError(t, pool.Release(p))
		delete(twin.taken, p)
		return "released"
	default:
		err := pool.Release(q)
		if twin.taken[q.Masked()] {
			require.NoError(t, err)
			delete(twin.taken, q.Masked())
			return "released"
		}
		var notTaken *ipam.NotTakenError
		require.ErrorAs(t, err, &notTaken)
		other, ok := twin.overlapping(q)
		require.Equal(t, ok, notTaken.Taken != "")
		if ok {
			require.Equal(t, other.String(), notTaken.Taken)
		}
		return "not taken"
	}
}

func requireAllocated(t *testing.T, twin *poolTwin, want netip.Prefix, fits bool, got netip.Prefix, err error) string {
	t.Helper()
	if !fits {
		var exhausted *ipam.ExhaustedError
		require.ErrorAs(t, err, &exhausted)
		require.NotEmpty(t, exhausted.Error())
		if exhausted.Largest.IsValid() {
			require.True(t, twin.free().ContainsPrefix(exhausted.Largest))
			require.Greater(t, exhausted.Largest.Bits(), exhausted.Bits, "what would fit is smaller than what did not")
		}
		return "exhausted"
	}
	require.NoError(t, err)
	require.Equal(t, want, got)
	twin.taken[got] = true
	return "allocated"
}

func claimBoth(t *testing.T, pool *ipam.Pool, twin *poolTwin, q netip.Prefix) string {
	t.Helper()
	err := pool.Claim(q)
	if other, ok := twin.overlapping(q); ok {
		var conflict *ipam.ConflictError
		require.ErrorAs(t, err, &conflict)
		require.Equal(t, other.String(), conflict.Taken)
		want := ipam.Same
		if other.Bits() < q.Bits() {
			want = ipam.Inside
		} else if other.Bits() > q.Bits() {
			want = ipam.Contains
		}
		require.Equal(t, want, conflict.Relation)
		return "conflict"
	}
	if !twin.pool.ContainsPrefix(q.Masked()) {
		var outside *ipam.OutsideError
		require.ErrorAs(t, err, &outside)
		return "outside"
	}
	require.NoError(t, err)
	twin.taken[q.Masked()] = true
	return "claimed"
}

// collect is slices.Collect, with an empty slice for nothing.
func collect(seq iter.Seq[netip.Prefix]) []netip.Prefix {
	return slices.AppendSeq([]netip.Prefix{}, seq)
}

func requireSame(t *testing.T, pool *ipam.Pool, twin *poolTwin, where string, args ...any) {
	t.Helper()
	message := append([]any{where}, args...)
	free, held := twin.free(), twin.held()
	require.Equal(t, free.Prefixes(), collect(pool.Free()), message...)
	require.Equal(t, held.Prefixes(), collect(pool.Reserved()), message...)
	require.Equal(t, twin.sorted(), collect(pool.All()), message...)
	u := pool.Usage()
	require.Equal(t, count(sizeOf(free)), u.Free)
	require.Equal(t, count(sizeOf(held)), u.Reserved)
	require.Equal(t, count(sizeOf(twin.takenSet())), u.Taken)
	require.Equal(t, sizeOf(twin.pool), u.Size.String())
	largest := netip.Prefix{}
	for _, p := range free.Prefixes() {
		if !largest.IsValid() || p.Bits() < largest.Bits() {
			largest = p
		}
	}
	require.Equal(t, largest, u.Largest)
	bits := twin.pool.Prefixes()[0].Addr().BitLen() - 3
	fits := new(big.Int)
	for _, p := range free.Prefixes() {
		if p.Bits() <= bits {
			fits.Add(fits, new(big.Int).Lsh(big.NewInt(1), uint(bits-p.Bits())))
		}
	}
	if !fits.IsUint64() {
		fits.SetUint64(^uint64(0))
	}
	require.Equal(t, fits.Uint64(), pool.Fits(bits))
}

// TestFragmentationIsThatOfNetipx fills a /16 to 97 % with mixed sizes, releases
// and allocates at random, and finds every block where netipx puts it.
func TestFragmentationIsThatOfNetipx(t *testing.T) {
	const seed, steps = 97, 20_000
	random := rand.New(rand.NewPCG(seed, 1))
	pool, err := ipam.NewPool(prefix("10.0.0.0/16"))
	require.NoError(t, err)
	set := setOf(prefix("10.0.0.0/16"))
	var live []netip.Prefix
	refused, size := 0, 0
	allocate := func(bits int) {
		got, err := pool.Allocate(bits)
		want, rest, ok := set.RemoveFreePrefix(uint8(bits))
		require.Equal(t, ok, err == nil, "seed %d: netipx refuses what the pool has, or the other way", seed)
		if !ok {
			refused++
			return
		}
		require.Equal(t, want, got, "seed %d", seed)
		set, live, size = rest, append(live, got), size+1<<(32-bits)
	}
	for range steps {
		if size*100 < 97<<16 {
			allocate(24 + random.IntN(8))
			continue
		}
		i := random.IntN(len(live))
		p := live[i]
		live[i] = live[len(live)-1]
		live = live[:len(live)-1]
		require.NoError(t, pool.Release(p))
		var b netipx.IPSetBuilder
		b.AddSet(set)
		b.AddPrefix(p)
		set, size = built(&b), size-1<<(32-p.Bits())
	}
	require.Greater(t, refused, 50, "the pool must have been tight")
	require.Equal(t, len(live), len(collect(pool.All())))
	require.Equal(t, set.Prefixes(), collect(pool.Free()))
	t.Logf("seed %d: %d refused, %d live blocks, %d free fragments", seed, refused, len(live), len(set.Prefixes()))
}
