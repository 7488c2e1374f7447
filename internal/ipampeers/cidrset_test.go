package ipampeers_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"
	"time"

	"github.com/cilium/cilium/pkg/ipam/cidrset"
	"github.com/stretchr/testify/require"
	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// TestSameSequence compares every block of a fill, with and without blocks that
// were taken before, up to the last one.
func TestSameSequence(t *testing.T) {
	for _, c := range []struct {
		in   string
		bits int
	}{
		{"10.0.0.0/8", 24},
		{"10.0.0.0/14", 29},
		{"192.168.0.0/24", 32},
		{"2001:db8::/48", 64},
		{"2001:db8::/112", 128},
	} {
		for _, before := range []int{0, 300} {
			t.Run(fmt.Sprintf("%s in /%d, %d before", c.in, c.bits, before), func(t *testing.T) {
				const seed = 4
				random := rand.New(rand.NewPCG(seed, 1))
				in := netip.MustParsePrefix(c.in)
				pool, err := ipam.NewPool(in)
				require.NoError(t, err)
				set, err := cidrset.NewCIDRSet(in, c.bits)
				require.NoError(t, err)
				blocks := allBlocks(t, in, c.bits)
				for range before {
					p := blocks[random.IntN(len(blocks))]
					if pool.Claim(p) == nil {
						require.NoError(t, set.Occupy(p))
					}
				}
				last := netip.Addr{}
				for handed := 0; ; handed++ {
					want, fullErr := set.AllocateNext()
					// By lowest address: Allocate would use the holes that the taken
					// blocks left small before it goes to the large.
					got, err := pool.AllocateWithin(in.Addr(), netipx.PrefixLastIP(in), c.bits)
					require.Equal(t, fullErr == nil, err == nil, "seed %d, block %d: %v", seed, handed, err)
					if err != nil {
						break
					}
					require.Equal(t, want, got, "seed %d, block %d", seed, handed)
					require.True(t, last.Less(got.Addr()))
					last = got.Addr()
				}
			})
		}
	}
}

// TestSameSequenceByBestFit is the fill of an empty range with Allocate.
func TestSameSequenceByBestFit(t *testing.T) {
	in := netip.MustParsePrefix("10.0.0.0/8")
	pool, err := ipam.NewPool(in)
	require.NoError(t, err)
	set, err := cidrset.NewCIDRSet(in, 29)
	require.NoError(t, err)
	for i := range 100_000 {
		want, err := set.AllocateNext()
		require.NoError(t, err)
		got, err := pool.Allocate(29)
		require.NoError(t, err)
		require.Equal(t, want, got, "block %d", i)
	}
}

// allBlocks lists the blocks of a range.
func allBlocks(t testing.TB, in netip.Prefix, bits int) (all []netip.Prefix) {
	set, err := cidrset.NewCIDRSet(in, bits)
	require.NoError(t, err)
	for {
		p, err := set.AllocateNext()
		if err != nil {
			return all
		}
		all = append(all, p)
	}
}

const benchBits = 29

var (
	benchRange = netip.MustParsePrefix("10.0.0.0/8")
	benchSizes = []int{10_000, 100_000}
)

// An allocator is either of the two.
type allocator struct {
	name  string
	fresh func() (add func() (netip.Prefix, error), claim, release func(netip.Prefix) error)
}

var allocators = []allocator{
	{"pool", func() (func() (netip.Prefix, error), func(netip.Prefix) error, func(netip.Prefix) error) {
		p, _ := ipam.NewPool(benchRange)
		return func() (netip.Prefix, error) { return p.Allocate(benchBits) }, p.Claim, p.Release
	}},
	{"cidrset", func() (func() (netip.Prefix, error), func(netip.Prefix) error, func(netip.Prefix) error) {
		s, _ := cidrset.NewCIDRSet(benchRange, benchBits)
		return s.AllocateNext, s.Occupy, s.Release
	}},
}

// BenchmarkSequential fills an empty range, all of it timed.
func BenchmarkSequential(b *testing.B) {
	for _, n := range benchSizes {
		for _, a := range allocators {
			b.Run(fmt.Sprintf("%s/%d", a.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					add, _, _ := a.fresh()
					for range n {
						if _, err := add(); err != nil {
							b.Fatal(err)
						}
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/block")
			})
		}
	}
}

// BenchmarkReplan adds 1 % to blocks with 1 % of holes between them; only the
// adding counts.
func BenchmarkReplan(b *testing.B) {
	for _, n := range benchSizes {
		blocks := blocksOf(n + n/100)
		for _, a := range allocators {
			b.Run(fmt.Sprintf("%s/%d", a.name, n), func(b *testing.B) {
				var spent time.Duration
				for b.Loop() {
					add, claim, release := a.fresh()
					for _, p := range blocks {
						if err := claim(p); err != nil {
							b.Fatal(err)
						}
					}
					random := rand.New(rand.NewPCG(1, 1))
					for _, i := range random.Perm(len(blocks))[:n/100] {
						if err := release(blocks[i]); err != nil {
							b.Fatal(err)
						}
					}
					begin := time.Now()
					for range n / 100 {
						if _, err := add(); err != nil {
							b.Fatal(err)
						}
					}
					spent += time.Since(begin)
				}
				b.ReportMetric(float64(spent.Nanoseconds())/float64(b.N)/float64(n/100), "ns/added")
			})
		}
	}
}

func blocksOf(n int) (all []netip.Prefix) {
	for i := range uint32(n) {
		x := i << (32 - benchBits)
		all = append(all, netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(x >> 16), byte(x >> 8), byte(x)}), benchBits))
	}
	return all
}
