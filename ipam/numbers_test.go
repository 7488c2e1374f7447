package ipam_test

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// TestNumbersAreThoseOfATwin draws operations at random, with a map and a scan as
// the judge.
func TestNumbersAreThoseOfATwin(t *testing.T) {
	const seed = 11
	for _, ranges := range [][]ipam.NumberRange{
		{{1, 20}},
		{{64512, 64530}, {64520, 64540}, {64541, 64543}, {64550, 64550}},
		{{0, 6}, {4294967290, 4294967295}},
		{{4294967295, 4294967295}},
	} {
		t.Run(fmt.Sprint(ranges), func(t *testing.T) {
			random := rand.New(rand.NewPCG(seed, 1))
			n, err := ipam.NewNumbers(ranges...)
			require.NoError(t, err)
			taken, reserved := map[uint32]bool{}, map[uint32]bool{}
			var all []uint32 // in order
			for _, r := range n.Ranges() {
				for x := uint64(r.First); x <= uint64(r.Last); x++ {
					all = append(all, uint32(x))
				}
			}
			draw := func() uint32 {
				r := ranges[random.IntN(len(ranges))]
				return r.First - 2 + random.Uint32N(r.Last-r.First+5)
			}
			lowest := func(first, last uint32) (uint32, bool) {
				for _, x := range all {
					if first <= x && x <= last && !taken[x] && !reserved[x] {
						return x, true
					}
				}
				return 0, false
			}
			for step := range 5000 {
				x := draw()
				switch op := random.IntN(20); {
				case op < 6:
					y := draw()
					first, last := min(x, y), max(x, y)
					want, ok := lowest(first, last)
					got, err := n.AllocateWithin(first, last)
					if op < 3 {
						if err == nil {
							require.NoError(t, n.Release(got))
						}
						want, ok = lowest(0, 1<<32-1)
						got, err = n.Allocate()
					}
					require.Equal(t, ok, err == nil, "seed %d step %d: %v", seed, step, err)
					if ok {
						require.Equal(t, want, got, "seed %d step %d", seed, step)
						taken[got] = true
					} else {
						var exhausted *ipam.ExhaustedError
						require.ErrorAs(t, err, &exhausted)
					}
				case op < 9:
					err := n.Claim(x)
					switch {
					case !slices.Contains(all, x):
						var outside *ipam.OutsideError
						require.ErrorAs(t, err, &outside)
					case taken[x]:
						var conflict *ipam.ConflictError
						require.ErrorAs(t, err, &conflict)
					default:
						require.NoError(t, err)
						taken[x] = true
					}
				case op < 19:
					err := n.Release(x)
					require.Equal(t, taken[x], err == nil, "seed %d step %d", seed, step)
					delete(taken, x)
				case step%1000 < 500:
					r := ipam.NumberRange{First: x, Last: x + random.Uint32N(4)} // may wrap: then it has none
					n.Reserve(r)
					for _, y := range all {
						if r.Contains(y) {
							reserved[y] = true
						}
					}
				}
				if step%1000 == 500 {
					n, err = ipam.NewNumbers(ranges...)
					require.NoError(t, err)
					clear(taken)
					clear(reserved)
				}
				free := 0
				for _, y := range all {
					require.Equal(t, taken[y], n.Taken(y), "seed %d step %d", seed, step)
					if !taken[y] && !reserved[y] {
						free++
					}
				}
				u := n.Usage()
				require.Equal(t, ipam.NumberUsage{
					Size: uint64(len(all)), Taken: uint64(len(taken)),
					Reserved: uint64(len(all) - len(taken) - free), Free: uint64(free),
				}, u, "seed %d step %d", seed, step)
				sum := uint64(0)
				for r := range n.Clone().Free() {
					sum += uint64(r.Last-r.First) + 1
				}
				require.Equal(t, u.Free, sum)
				require.Len(t, slices.Collect(n.All()), len(taken))
			}
		})
	}
}

func TestNumbersSay(t *testing.T) {
	n, err := ipam.NewNumbers(ipam.NumberRange{First: 65001, Last: 65010})
	require.NoError(t, err)
	n.Reserve(ipam.NumberRange{First: 1, Last: 65001})
	require.NoError(t, n.Claim(65001), "what is reserved may be claimed")
	for range 9 {
		_, err := n.Allocate()
		require.NoError(t, err)
	}
	_, err = n.Allocate()
	assert.EqualError(t, err, "65001-65010 has no free number: 10 taken, 0 reserved")
	require.NoError(t, n.Release(65001))
	require.NoError(t, n.Release(65004))
	_, err = n.AllocateWithin(65001, 65003)
	assert.EqualError(t, err, "65001-65010 has no free number in 65001-65003: 8 taken, 1 reserved, 1 free elsewhere")
	_, err = n.AllocateWithin(7, 3)
	assert.EqualError(t, err, "7-3: ends before it begins")
	assert.EqualError(t, n.Claim(65005), "65005 is taken")
	assert.EqualError(t, n.Claim(65011), "65011 does not lie in 65001-65010")
	assert.EqualError(t, n.Release(65004), "65004 is not taken")
	assert.Equal(t, []ipam.NumberRange{{First: 65004, Last: 65004}}, slices.Collect(n.Free()))

	_, err = ipam.NewNumbers()
	require.Error(t, err)
	_, err = ipam.NewNumbers(ipam.NumberRange{First: 2, Last: 1})
	require.Error(t, err)
	var none ipam.Numbers
	_, err = none.Allocate()
	assert.EqualError(t, err, "no range of numbers has no free number")
	require.Error(t, none.Claim(0))
	none.Reserve(ipam.NumberRange{First: 0, Last: 9})
}

func TestNumbersOfAllThirtyTwoBits(t *testing.T) {
	n, err := ipam.NewNumbers(ipam.NumberRange{First: 0, Last: 1<<32 - 1})
	require.NoError(t, err)
	assert.Equal(t, uint64(1<<32), n.Usage().Free)
	require.NoError(t, n.Claim(1<<32-1))
	x, err := n.Allocate()
	require.NoError(t, err)
	assert.Zero(t, x)
	assert.Equal(t, []ipam.NumberRange{{First: 1, Last: 1<<32 - 2}}, slices.Collect(n.Free()))
}

func TestNumberRangeText(t *testing.T) {
	for text, want := range map[string]ipam.NumberRange{
		"64512-65534":           ipam.PrivateASNs(),
		"4200000000-4294967294": ipam.PrivateASNs4(),
		"2-3967":                ipam.UsableVLANs(),
		"1-16777214":            ipam.UsableVNIs(),
		"5":                     {First: 5, Last: 5},
		"0":                     {},
	} {
		got, err := ipam.ParseNumberRange(text)
		require.NoError(t, err)
		assert.Equal(t, want, got)
		assert.Equal(t, text, got.String())
	}
	got, err := ipam.ParseNumberRange(" 7 - 9 ")
	require.NoError(t, err)
	assert.Equal(t, ipam.NumberRange{First: 7, Last: 9}, got)
	for _, text := range []string{"", "-", "9-7", "1-", "-1", "4294967296", "1-2-3", "0x10", "+1", "1_000"} {
		_, err := ipam.ParseNumberRange(text)
		assert.Error(t, err, text)
	}
}

func FuzzParseNumberRange(f *testing.F) {
	for _, s := range []string{"1-2", "5", "4294967295", "9-1", " 1 - 1"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		r, err := ipam.ParseNumberRange(s)
		if err != nil {
			return
		}
		again, err := ipam.ParseNumberRange(r.String())
		if err != nil || again != r || r.First > r.Last {
			t.Fatalf("%q: %v, again %v, %v", s, r, again, err)
		}
	})
}

func ExampleNumbers() {
	asns, err := ipam.NewNumbers(ipam.PrivateASNs())
	if err != nil {
		fmt.Println(err)
		return
	}
	asns.Reserve(ipam.NumberRange{First: 64512, Last: 64999})
	fmt.Println(asns.Claim(65000))
	fmt.Println(asns.Allocate())
	fmt.Println(asns.Claim(65000))
	fmt.Println(asns.Claim(65535))
	// Output:
	// <nil>
	// 65001 <nil>
	// 65000 is taken
	// 65535 does not lie in 64512-65534
}
