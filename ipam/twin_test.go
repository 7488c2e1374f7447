package ipam_test

import (
	"math/big"
	"math/rand/v2"
	"net/netip"
	"slices"

	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// A poolTwin is a pool as slow and obvious as possible: sets of netipx and a list.
type poolTwin struct {
	pool, reserved *netipx.IPSet
	taken          map[netip.Prefix]bool
}

func newPoolTwin(ranges ...netip.Prefix) *poolTwin {
	return &poolTwin{setOf(ranges...), setOf(), map[netip.Prefix]bool{}}
}

func setOf(ps ...netip.Prefix) *netipx.IPSet {
	var b netipx.IPSetBuilder
	for _, p := range ps {
		b.AddPrefix(p)
	}
	return built(&b)
}

func built(b *netipx.IPSetBuilder) *netipx.IPSet {
	s, err := b.IPSet()
	if err != nil {
		panic(err)
	}
	return s
}

func (w *poolTwin) takenSet() *netipx.IPSet {
	var b netipx.IPSetBuilder
	for p := range w.taken {
		b.AddPrefix(p)
	}
	return built(&b)
}

func (w *poolTwin) free() *netipx.IPSet {
	var b netipx.IPSetBuilder
	b.AddSet(w.pool)
	b.RemoveSet(w.takenSet())
	b.RemoveSet(w.reserved)
	return built(&b)
}

func (w *poolTwin) held() *netipx.IPSet {
	var b netipx.IPSetBuilder
	b.AddSet(w.pool)
	b.Intersect(w.reserved)
	b.RemoveSet(w.takenSet())
	return built(&b)
}

func (w *poolTwin) reserve(q netip.Prefix) {
	var b netipx.IPSetBuilder
	b.AddSet(w.reserved)
	b.AddPrefix(q)
	w.reserved = built(&b)
}

// bestFit is the first block of the smallest free prefix that fits, the lowest.
func (w *poolTwin) bestFit(bits int) (netip.Prefix, bool) {
	var best netip.Prefix
	for _, p := range w.free().Prefixes() {
		if p.Bits() <= bits && (!best.IsValid() || p.Bits() > best.Bits()) {
			best = p
		}
	}
	if !best.IsValid() {
		return best, false
	}
	return netip.PrefixFrom(best.Addr(), bits), true
}

func (w *poolTwin) within(first, last netip.Addr, bits int, down bool) (netip.Prefix, bool) {
	var window, b netipx.IPSetBuilder
	window.AddRange(netipx.IPRangeFrom(first, last))
	b.AddSet(w.free())
	b.Intersect(built(&window))
	all := built(&b).Prefixes()
	if down {
		slices.Reverse(all)
	}
	for _, p := range all {
		if p.Bits() > bits {
			continue
		}
		if down {
			return netip.PrefixFrom(netipx.PrefixLastIP(p), bits).Masked(), true
		}
		return netip.PrefixFrom(p.Addr(), bits), true
	}
	return netip.Prefix{}, false
}

// overlapping is the lowest taken prefix that shares an address with q.
func (w *poolTwin) overlapping(q netip.Prefix) (low netip.Prefix, ok bool) {
	for p := range w.taken {
		if p.Overlaps(q) && (!ok || p.Addr().Less(low.Addr())) {
			low, ok = p, true
		}
	}
	return low, ok
}

// sorted returns the taken prefixes in address order.
func (w *poolTwin) sorted() []netip.Prefix {
	all := make([]netip.Prefix, 0, len(w.taken))
	for p := range w.taken {
		all = append(all, p)
	}
	slices.SortFunc(all, netip.Prefix.Compare)
	return all
}

// sizeOf counts the addresses of a set, with ::/0 as one fewer than it has.
func sizeOf(s *netipx.IPSet) string {
	sum := new(big.Int)
	for _, p := range s.Prefixes() {
		sum.Add(sum, new(big.Int).Lsh(big.NewInt(1), uint(p.Addr().BitLen()-p.Bits())))
	}
	if sum.BitLen() > 128 {
		sum.Sub(sum, big.NewInt(1))
	}
	return sum.String()
}

// A terrain is a pool with a way to draw prefixes that meet each other often.
type terrain struct {
	name   string
	ranges []netip.Prefix
	// bits are the lengths drawn, spots the bases, and spread how many blocks of a
	// drawn length lie behind a spot.
	bits   []int
	spots  []netip.Addr
	spread int
	never  []string // outcomes that cannot come
}

func (g *terrain) draw(random *rand.Rand) netip.Prefix {
	bits := g.bits[random.IntN(len(g.bits))]
	spot := g.spots[random.IntN(len(g.spots))]
	n := new(big.Int).SetBytes(spot.AsSlice())
	n.Add(n, new(big.Int).Lsh(big.NewInt(random.Int64N(int64(g.spread))), uint(spot.BitLen()-bits)))
	raw := make([]byte, spot.BitLen()/8)
	n.And(n, new(big.Int).Sub(new(big.Int).Lsh(big.NewInt(1), uint(spot.BitLen())), big.NewInt(1)))
	addr, _ := netip.AddrFromSlice(n.FillBytes(raw))
	return netip.PrefixFrom(addr, bits) // not masked, on purpose
}

func addrs(s ...string) (all []netip.Addr) {
	for _, a := range s {
		all = append(all, netip.MustParseAddr(a))
	}
	return all
}

func prefixes(s ...string) (all []netip.Prefix) {
	for _, p := range s {
		all = append(all, netip.MustParsePrefix(p))
	}
	return all
}

func terrains() []terrain {
	return []terrain{
		{"one small range", prefixes("10.0.0.0/26"), []int{27, 28, 29, 30, 31, 32}, addrs("10.0.0.0", "10.0.0.32", "9.255.255.250"), 12, nil},
		{"several ranges", prefixes("10.0.0.0/28", "10.0.0.32/27", "10.0.0.16/29", "192.168.7.5/32", "10.0.0.40/30"),
			[]int{24, 27, 28, 29, 30, 31, 32}, addrs("10.0.0.0", "10.0.0.24", "192.168.7.4"), 9, nil},
		{"all of IPv4", prefixes("0.0.0.0/0"), []int{0, 1, 8, 16, 31, 32}, addrs("0.0.0.0", "255.255.255.250", "10.0.0.0"), 6, []string{"outside"}},
		{"IPv6 range", prefixes("2001:db8::/32"), []int{33, 48, 64, 65, 126, 127, 128},
			addrs("2001:db8::", "2001:db8:0:0:ffff:ffff:ffff:fffa", "2001:db8:ffff:ffff:ffff:ffff:ffff:ffff", "2001:db8:80::"), 7, nil},
		{"IPv6 across the words", prefixes("2001:db8:0:100::/56", "2001:db8:0:200::/64", "2001:db8:0:300::/120"), []int{56, 60, 63, 64, 65, 120, 127, 128},
			addrs("2001:db8:0:100::", "2001:db8:0:1ff:ffff:ffff:ffff:fff0", "2001:db8:0:200::", "2001:db8:0:300::80"), 9, nil},
		{"all of IPv6", prefixes("::/0"), []int{0, 1, 63, 64, 65, 127, 128}, addrs("::", "ffff:ffff:ffff:ffff:ffff:ffff:ffff:fffc", "::ffff:0.0.0.0"), 5, []string{"outside"}},
		{"one address", prefixes("fe80::1/128"), []int{127, 128}, addrs("fe80::"), 3, nil},
	}
}

func count(s string) (c ipam.Count) {
	n, _ := new(big.Int).SetString(s, 10)
	c.Lo = new(big.Int).And(n, new(big.Int).SetUint64(^uint64(0))).Uint64()
	c.Hi = new(big.Int).Rsh(n, 64).Uint64()
	return c
}
