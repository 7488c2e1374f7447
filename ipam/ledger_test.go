package ipam_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

func pfx(s string) netip.Prefix { return netip.MustParsePrefix(s) }

func TestPrefixIsTheLowestFreeAndStays(t *testing.T) {
	var l ipam.Ledger
	pool := pfx("10.0.0.0/28")
	for i, want := range []string{"10.0.0.0/30", "10.0.0.4/30", "10.0.0.8/30", "10.0.0.12/30"} {
		got, err := l.Prefix("subnet", fmt.Sprint("owner", i), pool, 30)
		require.NoError(t, err)
		assert.Equal(t, pfx(want), got)
	}
	again, err := l.Prefix("subnet", "owner2", pool, 30)
	require.NoError(t, err)
	assert.Equal(t, pfx("10.0.0.8/30"), again, "an owner keeps its lease")

	_, err = l.Prefix("subnet", "owner4", pool, 30)
	var exhausted *ipam.ExhaustedError
	require.ErrorAs(t, err, &exhausted)
	assert.Equal(t, "10.0.0.0/28", exhausted.Pool)
	assert.Equal(t, "/30", exhausted.Need)

	other, err := l.Prefix("another scope", "owner4", pool, 30)
	require.NoError(t, err)
	assert.Equal(t, pfx("10.0.0.0/30"), other, "scopes do not see each other")
}

func TestPrefixSkipsWhatALargerLeaseCovers(t *testing.T) {
	var l ipam.Ledger
	require.NoError(t, l.PinPrefix("s", "large", pfx("10.0.0.0/29")))
	require.NoError(t, l.PinPrefix("s", "small", pfx("10.0.0.9/32")))
	got, err := l.Prefix("s", "new", pfx("10.0.0.0/24"), 31)
	require.NoError(t, err)
	assert.Equal(t, pfx("10.0.0.10/31"), got)
}

func TestPinWins(t *testing.T) {
	var l ipam.Ledger
	drawn, err := l.Prefix("s", "a", pfx("10.0.0.0/24"), 32)
	require.NoError(t, err)
	require.NoError(t, l.PinPrefix("s", "a", pfx("10.0.0.77/32")))
	b, err := l.Prefix("s", "b", pfx("10.0.0.0/24"), 32)
	require.NoError(t, err)
	assert.Equal(t, drawn, b, "what a had before is free again")

	err = l.PinPrefix("s", "c", pfx("10.0.0.76/31"))
	var conflict *ipam.ConflictError
	require.ErrorAs(t, err, &conflict)
	assert.Equal(t, "a", conflict.Owner)
	assert.Equal(t, "c", conflict.Claimant)

	l.Begin()
	require.NoError(t, l.PinPrefix("s", "c", pfx("10.0.0.76/31")), "a lease that the run has not confirmed gives way")
	a, err := l.Prefix("s", "a", pfx("10.0.0.0/24"), 32)
	require.NoError(t, err)
	assert.False(t, pfx("10.0.0.76/31").Overlaps(a))
}

func TestNumbers(t *testing.T) {
	var l ipam.Ledger
	require.NoError(t, l.PinNumber("as", "pinned", 65002))
	for i, want := range []uint32{65001, 65003} {
		got, err := l.Number("as", fmt.Sprint(i), 65001, 65003)
		require.NoError(t, err)
		assert.Equal(t, want, got)
	}
	_, err := l.Number("as", "one too many", 65001, 65003)
	var exhausted *ipam.ExhaustedError
	require.ErrorAs(t, err, &exhausted)

	var conflict *ipam.ConflictError
	require.ErrorAs(t, l.PinNumber("as", "thief", 65002), &conflict)

	last, err := l.Number("end", "x", 4294967295, 4294967295)
	require.NoError(t, err)
	assert.Equal(t, uint32(4294967295), last)
	_, err = l.Number("end", "y", 4294967295, 4294967295)
	require.ErrorAs(t, err, &exhausted)
}

func TestEndFreesWhatNobodyAskedFor(t *testing.T) {
	var l ipam.Ledger
	pool := pfx("192.0.2.0/24")
	for i := range 3 {
		_, err := l.Prefix("s", fmt.Sprint(i), pool, 32)
		require.NoError(t, err)
		_, err = l.Number("n", fmt.Sprint(i), 1, 9)
		require.NoError(t, err)
	}
	l.Begin()
	for _, i := range []int{2, 0} {
		_, err := l.Prefix("s", fmt.Sprint(i), pool, 32)
		require.NoError(t, err)
		_, err = l.Number("n", fmt.Sprint(i), 1, 9)
		require.NoError(t, err)
	}
	l.End()
	assert.Equal(t, []ipam.Lease{
		{"s", "0", "192.0.2.0/32"}, {"s", "2", "192.0.2.2/32"},
		{"n", "0", "1"}, {"n", "2", "3"},
	}, l.Leases())
}

// TestLeasesNeverMoveNorOverlap plans random sets of owners, again and again, on
// one ledger, with go4.org/netipx as the judge of overlaps.
func TestLeasesNeverMoveNorOverlap(t *testing.T) {
	const seed = 20210629
	random := rand.New(rand.NewPCG(seed, 1))
	pool := pfx("2001:db8::/112")
	var l ipam.Ledger
	had := map[string]netip.Prefix{}
	for run := range 200 {
		l.Begin()
		has := map[string]netip.Prefix{}
		var set netipx.IPSetBuilder
		for range random.IntN(60) {
			owner := fmt.Sprint("owner", random.IntN(80))
			if _, again := has[owner]; again {
				continue
			}
			bits := 120 + len(owner)%3*3 // the same owner always wants the same size
			p, err := l.Prefix("s", owner, pool, bits)
			require.NoError(t, err)
			if before, ok := had[owner]; ok {
				require.Equal(t, before, p, "seed %d, run %d: %s moved", seed, run, owner)
			}
			occupied, err := set.IPSet()
			require.NoError(t, err)
			require.False(t, occupied.OverlapsPrefix(p), "seed %d, run %d: %s overlaps", seed, run, owner)
			set.AddPrefix(p)
			has[owner] = p
		}
		// What this run did not ask for is only freed at its end; nobody of this
		// run may have been given it before.
		for owner, p := range had {
			if _, kept := has[owner]; kept {
				continue
			}
			for other, q := range has {
				require.False(t, p.Overlaps(q), "seed %d, run %d: %s was given what %s had", seed, run, other, owner)
			}
		}
		l.End()
		had = has
	}
}

// TestNumbersAgainstATwin draws, pins and frees at random, with a map and a scan
// as the judge.
func TestNumbersAgainstATwin(t *testing.T) {
	const seed = 5
	random := rand.New(rand.NewPCG(seed, 5))
	var l ipam.Ledger
	owned, taken := map[string]uint32{}, map[uint32]string{}
	free := func(owner string) {
		if n, ok := owned[owner]; ok {
			delete(owned, owner)
			delete(taken, n)
		}
	}
	for step := range 20_000 {
		owner := fmt.Sprint("owner", random.IntN(12))
		first := uint32(1 + random.IntN(4)*4)
		last := first + uint32(random.IntN(8))
		if random.IntN(4) == 0 {
			n := uint32(1 + random.IntN(20))
			err := l.PinNumber("s", owner, n)
			if other, ok := taken[n]; ok && other != owner {
				require.Error(t, err, "seed %d, step %d", seed, step)
				free(owner) // it asked to leave what it had
				continue
			}
			require.NoError(t, err, "seed %d, step %d", seed, step)
			free(owner)
			owned[owner], taken[n] = n, owner
			continue
		}
		got, err := l.Number("s", owner, first, last)
		if n, ok := owned[owner]; ok && first <= n && n <= last {
			require.NoError(t, err)
			require.Equal(t, n, got, "seed %d, step %d: it moved", seed, step)
			continue
		}
		free(owner)
		want := first
		for ; want <= last; want++ {
			if _, ok := taken[want]; !ok {
				break
			}
		}
		if want > last {
			require.Error(t, err, "seed %d, step %d", seed, step)
			continue
		}
		require.NoError(t, err, "seed %d, step %d", seed, step)
		require.Equal(t, want, got, "seed %d, step %d: not the lowest free one", seed, step)
		owned[owner], taken[got] = got, owner
	}
}

func TestCloneIsIndependent(t *testing.T) {
	var l ipam.Ledger
	_, err := l.Prefix("s", "a", pfx("10.0.0.0/24"), 32)
	require.NoError(t, err)
	c := l.Clone()
	_, err = c.Prefix("s", "b", pfx("10.0.0.0/24"), 32)
	require.NoError(t, err)
	assert.Len(t, l.Leases(), 1)
	assert.Len(t, c.Leases(), 2)
	l.Replace(c)
	assert.Len(t, l.Leases(), 2)
}

func ExampleLedger() {
	var ledger ipam.Ledger
	pool := netip.MustParsePrefix("10.4.0.0/24")
	for _, link := range []string{"link/leaf1/spine1", "link/leaf2/spine1"} {
		subnet, err := ledger.Prefix("subnet", link, pool, 31)
		fmt.Println(link, subnet, err)
	}
	// Output:
	// link/leaf1/spine1 10.4.0.0/31 <nil>
	// link/leaf2/spine1 10.4.0.2/31 <nil>
}

func BenchmarkPrefix(b *testing.B) {
	for _, n := range []int{1_000, 10_000, 100_000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			owners := make([]string, n)
			for i := range owners {
				owners[i] = fmt.Sprint("owner", i)
			}
			pool := pfx("10.0.0.0/8")
			b.ReportAllocs()
			for b.Loop() {
				var l ipam.Ledger
				for _, owner := range owners {
					if _, err := l.Prefix("s", owner, pool, 29); err != nil {
						b.Fatal(err)
					}
				}
			}
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/lease")
		})
	}
}
