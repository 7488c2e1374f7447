package ipam_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

func newPool(t *testing.T, ranges ...string) *ipam.Pool {
	t.Helper()
	p, err := ipam.NewPool(prefixes(ranges...)...)
	require.NoError(t, err)
	return p
}

func TestNewPoolRefuses(t *testing.T) {
	for name, ranges := range map[string][]netip.Prefix{
		"no range":      nil,
		"invalid range": {{}},
		"invalid bits":  {netip.PrefixFrom(netip.MustParseAddr("10.0.0.0"), 33)},
		"two families":  prefixes("10.0.0.0/8", "2001:db8::/32"),
		"IPv4 in IPv6":  prefixes("10.0.0.0/8", "::ffff:10.0.0.0/104"),
	} {
		_, err := ipam.NewPool(ranges...)
		assert.Error(t, err, name)
	}
}

func TestRangesAreMerged(t *testing.T) {
	p := newPool(t, "10.0.1.9/24", "10.0.0.0/24", "10.0.0.64/26", "10.9.0.0/30")
	assert.Equal(t, prefixes("10.0.0.0/23", "10.9.0.0/30"), p.Ranges())
	assert.Equal(t, "10.0.0.0/23, 10.9.0.0/30", p.String())
}

// TestErrorTexts holds the sentences that a reader gets.
func TestErrorTexts(t *testing.T) {
	type row struct {
		name string
		do   func(*ipam.Pool) error
		want string
	}
	allocate := func(bits int) func(*ipam.Pool) error {
		return func(p *ipam.Pool) error { _, err := p.Allocate(bits); return err }
	}
	claim := func(s string) func(*ipam.Pool) error {
		return func(p *ipam.Pool) error { return p.Claim(prefix(s)) }
	}
	release := func(s string) func(*ipam.Pool) error {
		return func(p *ipam.Pool) error { return p.Release(prefix(s)) }
	}
	within := func(first, last string, bits int) func(*ipam.Pool) error {
		return func(p *ipam.Pool) error {
			_, err := p.AllocateWithin(netip.MustParseAddr(first), netip.MustParseAddr(last), bits)
			return err
		}
	}
	p := newPool(t, "10.0.0.0/28")
	require.NoError(t, p.Claim(prefix("10.0.0.0/29")))
	require.NoError(t, p.Claim(prefix("10.0.0.13/32")))
	require.NoError(t, p.Claim(prefix("10.0.0.14/32")))
	for _, r := range []row{
		{"what would fit", allocate(29), "10.0.0.0/28 has no free /29: its largest free block is 10.0.0.8/30, so a /30 would fit (6 addresses free in 3 blocks)"},
		{"larger than the pool", allocate(8), "10.0.0.0/28 has no free /8: its largest free block is 10.0.0.8/30, so a /30 would fit (6 addresses free in 3 blocks)"},
		{"in a window", within("10.0.0.12", "10.0.0.14", 31), "10.0.0.0/28 has no free /31 in 10.0.0.12-10.0.0.14: its largest free block there is 10.0.0.12/32, so a /32 would fit (6 addresses free in 3 blocks)"},
		{"in a taken window", within("10.0.0.1", "10.0.0.5", 32), "10.0.0.0/28 has no free /32 in 10.0.0.1-10.0.0.5: 10 taken, 0 reserved, 6 free elsewhere"},
		{"outside window", within("192.0.2.0", "192.0.2.9", 32), "10.0.0.0/28 has no free /32 in 192.0.2.0-192.0.2.9: 10 taken, 0 reserved, 6 free elsewhere"},
		{"no such length", allocate(33), "/33: not a length from 0 to 32"},
		{"negative length", allocate(-1), "/-1: not a length from 0 to 32"},
		{"window of the other family", within("::1", "::2", 32), "::1: not an address of the family of 10.0.0.0/28"},
		{"window backwards", within("10.0.0.9", "10.0.0.8", 32), "10.0.0.9-10.0.0.8: ends before it begins"},
		{"taken", claim("10.0.0.0/29"), "10.0.0.0/29 is taken"},
		{"inside", claim("10.0.0.4/30"), "10.0.0.4/30 lies inside 10.0.0.0/29, which is taken"},
		{"contains", claim("10.0.0.8/29"), "10.0.0.8/29 contains 10.0.0.13/32, which is taken"},
		{"the whole pool and more", claim("10.0.0.0/8"), "10.0.0.0/8 contains 10.0.0.0/29, which is taken"},
		{"outside", claim("192.0.2.0/30"), "192.0.2.0/30 does not lie in 10.0.0.0/28"},
		{"other family", claim("2001:db8::/64"), "2001:db8::/64 does not lie in 10.0.0.0/28"},
		{"IPv4 in IPv6", claim("::ffff:10.0.0.0/124"), "::ffff:10.0.0.0/124 does not lie in 10.0.0.0/28"},
		{"not taken", release("10.0.0.8/30"), "10.0.0.8/30 is not taken"},
		{"a part", release("10.0.0.0/30"), "10.0.0.0/30 is not taken, but 10.0.0.0/29 is"},
		{"the whole", release("10.0.0.0/27"), "10.0.0.0/27 is not taken, but 10.0.0.0/29 is"},
		{"outside release", release("192.0.2.0/30"), "192.0.2.0/30 is not taken"},
		{"no prefix", func(p *ipam.Pool) error { return p.Claim(netip.Prefix{}) }, "invalid Prefix: not a prefix"},
		{"release of no prefix", func(p *ipam.Pool) error { return p.Release(netip.Prefix{}) }, "invalid Prefix: not a prefix"},
	} {
		assert.EqualError(t, r.do(p), r.want, r.name)
	}
	named := ipam.ExhaustedError{Pool: "10.0.0.0/28", Need: "/29"}
	assert.Equal(t, "10.0.0.0/28 has no free /29", named.Error())
}

func TestReservedIsClaimedByNameOnly(t *testing.T) {
	p := newPool(t, "10.0.0.0/29")
	p.Reserve(prefix("10.0.0.0/31"))
	p.Reserve(prefix("10.0.0.0/31"))
	p.Reserve(prefix("192.0.2.0/24"))
	p.Reserve(netip.Prefix{})
	p.Reserve(prefix("::/0"))
	got, err := p.Allocate(32)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.0.2/32"), got)
	require.NoError(t, p.Claim(prefix("10.0.0.1/32")))
	assert.Equal(t, uint64(1), p.Usage().Reserved.Uint64())
	require.NoError(t, p.Release(prefix("10.0.0.1/32")))
	assert.Equal(t, uint64(2), p.Usage().Reserved.Uint64(), "what is released is reserved again")

	require.NoError(t, p.Claim(prefix("10.0.0.4/30")))
	p.Reserve(prefix("10.0.0.0/8"))
	assert.Zero(t, p.Fits(32), "a reservation larger than the pool is of all of it")
	require.NoError(t, p.Release(prefix("10.0.0.4/30")))
	assert.Zero(t, p.Fits(32), "also of what was taken then")
	require.NoError(t, p.Release(got))
	require.NoError(t, p.Claim(prefix("10.0.0.0/29")), "reserved space is whole again")
}

func TestClaimAcrossReservedAndFree(t *testing.T) {
	p := newPool(t, "10.0.0.0/24")
	p.Reserve(prefix("10.0.0.0/32"))
	require.NoError(t, p.Claim(prefix("10.0.0.0/25")))
	assert.Zero(t, p.Usage().Reserved)
	require.NoError(t, p.Release(prefix("10.0.0.0/25")))
	assert.Equal(t, ipam.Usage{
		Size: count("256"), Reserved: count("1"), Free: count("255"), Largest: prefix("10.0.0.128/25"),
	}, p.Usage())
}

func TestWindowsTakeHostsInOrder(t *testing.T) {
	p := newPool(t, "10.0.0.0/24")
	first, last := netip.MustParseAddr("10.0.0.10"), netip.MustParseAddr("10.0.0.12")
	for _, want := range []string{"10.0.0.10/32", "10.0.0.11/32", "10.0.0.12/32"} {
		got, err := p.AllocateWithin(first, last, 32)
		require.NoError(t, err)
		assert.Equal(t, prefix(want), got)
	}
	got, err := p.AllocateWithinDown(netip.MustParseAddr("0.0.0.0"), netip.MustParseAddr("255.255.255.255"), 31)
	require.NoError(t, err)
	assert.Equal(t, prefix("10.0.0.254/31"), got)
}

func TestPoolOfNothingRefuses(t *testing.T) {
	var p ipam.Pool
	_, err := p.Allocate(32)
	var exhausted *ipam.ExhaustedError
	require.ErrorAs(t, err, &exhausted)
	assert.Equal(t, "a pool without ranges has no free /32", err.Error())
	var outside *ipam.OutsideError
	require.ErrorAs(t, p.Claim(prefix("10.0.0.0/8")), &outside)
	p.Reserve(prefix("0.0.0.0/0"))
	assert.Empty(t, p.Ranges())
	assert.Equal(t, ipam.Usage{}, p.Usage())
	assert.Empty(t, collect(p.Clone().Free()))
}

func TestIterationMayStop(t *testing.T) {
	p := newPool(t, "10.0.0.0/24", "10.0.2.0/24")
	for q := range p.Free() {
		assert.Equal(t, prefix("10.0.0.0/24"), q)
		break
	}
}

func TestCount(t *testing.T) {
	small, large := ipam.Count{Lo: 7}, ipam.Count{Hi: 1}
	assert.Equal(t, "7", small.String())
	assert.Equal(t, "18446744073709551616", large.String())
	assert.Equal(t, uint64(7), small.Uint64())
	assert.Equal(t, ^uint64(0), large.Uint64())
	assert.Equal(t, -1, small.Compare(large))
	assert.Equal(t, 1, large.Compare(small))
	assert.Zero(t, small.Compare(small))
	assert.True(t, ipam.Count{}.IsZero())
	assert.Equal(t, "340282366920938463463374607431768211455", newPool(t, "::/0").Usage().Size.String())
}

func TestAllocateDoesNotAllocateMemory(t *testing.T) {
	p := newPool(t, "10.0.0.0/16")
	random := rand.New(rand.NewPCG(1, 1))
	var live []netip.Prefix
	for range 700 {
		q, err := p.Allocate(24 + random.IntN(8))
		require.NoError(t, err)
		live = append(live, q)
	}
	cycle := func() {
		for i, q := range live {
			if p.Release(q) != nil {
				t.Fatal(q)
			}
			live[i], _ = p.Allocate(q.Bits())
		}
	}
	cycle() // the forests grow to what the cycle needs
	assert.Zero(t, testing.AllocsPerRun(5, cycle))
}

// FuzzPool runs bytes as operations on hostile arguments: nothing may panic, and
// the books must add up.
func FuzzPool(f *testing.F) {
	f.Add([]byte{0, 1, 2, 3, 4, 5, 6, 7, 8, 9}, true)
	f.Add([]byte("\x00\x18\x00\x01\x1f\x00\x02\x20\x07\x03\x20\x01\x04\x1c\x00"), false)
	f.Fuzz(func(t *testing.T, ops []byte, v6 bool) {
		ranges := prefixes("10.0.0.0/24", "10.0.2.0/30")
		if v6 {
			ranges = prefixes("2001:db8::/56", "2001:db8:0:f000::/126")
		}
		p, err := ipam.NewPool(ranges...)
		require.NoError(t, err)
		size := p.Usage().Size
		for ; len(ops) >= 3; ops = ops[3:] {
			bits := int(ops[1])%140 - 5
			addrs := []netip.Addr{
				ranges[0].Addr(), ranges[1].Addr(), {}, netip.MustParseAddr("fe80::1%eth0"),
				netip.MustParseAddr("::ffff:10.0.0.0"), netip.MustParseAddr("0.0.0.0"),
				netip.MustParseAddr("ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff"), netip.MustParseAddr("10.0.0.255"),
			}
			a, b := addrs[ops[2]&7], addrs[ops[2]>>3&7]
			for range ops[2] >> 6 {
				a = a.Next()
			}
			q := netip.PrefixFrom(a, bits)
			switch ops[0] % 7 {
			case 0:
				_, err = p.Allocate(bits)
			case 1:
				_, err = p.AllocateWithin(a, b, bits)
			case 2:
				_, err = p.AllocateWithinDown(a, b, bits)
			case 3:
				err = p.Claim(q)
			case 4:
				err = p.Release(q)
			case 5:
				p.Reserve(q)
			case 6:
				p = p.Clone()
			}
			if err != nil && err.Error() == "" {
				t.Fatal("an error without a word")
			}
			other, overlaps := p.Overlapping(q)
			if p.Taken(q) && (!overlaps || other != q.Masked()) {
				t.Fatal("taken, but something else overlaps it")
			}
			if p.Usage().Size != size {
				t.Fatalf("size %v, was %v", p.Usage().Size, size)
			}
		}
		for q := range p.Clone().All() {
			if err := p.Release(q); err != nil {
				t.Fatal(err)
			}
		}
		if u := p.Usage(); !u.Taken.IsZero() || u.Size != size {
			t.Fatalf("released all, but: %+v", u)
		}
	})
}

func ExamplePool() {
	pool, err := ipam.NewPool(netip.MustParsePrefix("10.4.0.0/24"))
	if err != nil {
		fmt.Println(err)
		return
	}
	pool.Reserve(netip.MustParsePrefix("10.4.0.0/31"))
	link, err := pool.Allocate(31)
	fmt.Println(link, err)
	rack, err := pool.Allocate(26)
	fmt.Println(rack, err)
	fmt.Println(pool.Claim(netip.MustParsePrefix("10.4.0.64/27")))
	fmt.Println(pool.Fits(26), "more /26 fit,", pool.Usage().Free, "addresses are free")
	// Output:
	// 10.4.0.2/31 <nil>
	// 10.4.0.64/26 <nil>
	// 10.4.0.64/27 lies inside 10.4.0.64/26, which is taken
	// 2 more /26 fit, 188 addresses are free
}
