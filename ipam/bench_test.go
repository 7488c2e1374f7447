package ipam_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"runtime"
	"testing"
	"time"

	"github.com/gaissmai/bart"
	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// The benchmarks put the pool beside what Go programs use for the same job:
// netipx, which searches its set for every block, and a scan with bart, which
// knows what is taken but not what is free. All of them end with the same blocks
// (TestPeersAgree).

// A benched hands out /29s of 10.0.0.0/8.
type benched interface {
	add() netip.Prefix
	load(netip.Prefix)
	release(netip.Prefix)
	// copies returns ones to measure on, of which each may be changed.
	copies(n int) []benched
}

var (
	benchRange = netip.MustParsePrefix("10.0.0.0/8")
	peers      = []struct {
		name  string
		fresh func() benched
		// adds bounds what is added to a million blocks: each costs milliseconds.
		adds int
	}{
		{"pool", func() benched { p, _ := ipam.NewPool(benchRange); return ours{p} }, 1 << 30},
		{"netipx", func() benched { return &byNetipx{set: setOf(benchRange)} }, 100},
		{"bart", func() benched { return &byBart{&bart.Lite{}, benchRange.Addr()} }, 1 << 30},
	}
	benchSizes = []int{1_000, 10_000, 100_000, 1_000_000}
)

const benchBits = 29

type ours struct{ *ipam.Pool }

func (o ours) add() netip.Prefix {
	p, err := o.Allocate(benchBits)
	if err != nil {
		panic(err)
	}
	return p
}

func (o ours) load(p netip.Prefix) {
	if err := o.Claim(p); err != nil {
		panic(err)
	}
}

func (o ours) release(p netip.Prefix) {
	if err := o.Release(p); err != nil {
		panic(err)
	}
}

func (o ours) copies(n int) (all []benched) {
	for range n {
		all = append(all, ours{o.Clone()})
	}
	return all
}

type byNetipx struct {
	set     *netipx.IPSet
	builder netipx.IPSetBuilder // of what load and release do before copies
	dirty   bool
}

func (o *byNetipx) add() netip.Prefix {
	p, rest, ok := o.set.RemoveFreePrefix(benchBits)
	if !ok {
		panic("exhausted")
	}
	o.set = rest
	return p
}

func (o *byNetipx) begin() {
	if !o.dirty {
		o.builder = netipx.IPSetBuilder{}
		o.builder.AddSet(o.set)
		o.dirty = true
	}
}

func (o *byNetipx) load(p netip.Prefix)    { o.begin(); o.builder.RemovePrefix(p) }
func (o *byNetipx) release(p netip.Prefix) { o.begin(); o.builder.AddPrefix(p) }

func (o *byNetipx) copies(n int) (all []benched) {
	if o.dirty {
		o.set, o.dirty = built(&o.builder), false
	}
	for range n {
		all = append(all, &byNetipx{set: o.set})
	}
	return all
}

type byBart struct {
	taken  *bart.Lite
	cursor netip.Addr
}

func (o *byBart) add() netip.Prefix {
	for {
		p := netip.PrefixFrom(o.cursor, benchBits)
		if !o.taken.OverlapsPrefix(p) {
			o.taken.Insert(p)
			return p
		}
		o.cursor = netipx.PrefixLastIP(p).Next()
	}
}

func (o *byBart) load(p netip.Prefix)    { o.taken.Insert(p) }
func (o *byBart) release(p netip.Prefix) { o.taken.Delete(p) }

func (o *byBart) copies(n int) (all []benched) {
	for range n {
		all = append(all, &byBart{o.taken.Clone(), benchRange.Addr()})
	}
	return all
}

// blockAt is the i-th /29 of the range.
func blockAt(i int) netip.Prefix {
	n := uint32(i) << 3
	return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, byte(n >> 16), byte(n >> 8), byte(n)}), benchBits)
}

// holed loads n blocks at random places among n and 1 % of holes.
func holed(o benched, n int) {
	random := rand.New(rand.NewPCG(1, 1))
	holes := max(n/100, 1)
	for i := range n + holes {
		o.load(blockAt(i))
	}
	for _, i := range random.Perm(n + holes)[:holes] {
		o.release(blockAt(i))
	}
}

// BenchmarkSequential fills an empty range with blocks of one size.
func BenchmarkSequential(b *testing.B) {
	for _, n := range benchSizes {
		for _, peer := range peers {
			b.Run(fmt.Sprintf("%s/%d", peer.name, n), func(b *testing.B) {
				b.ReportAllocs()
				for b.Loop() {
					o := peer.fresh()
					for range n {
						o.add()
					}
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/block")
			})
		}
	}
}

// BenchmarkReplan adds 1 % to n blocks that have 1 % of holes between them.
func BenchmarkReplan(b *testing.B) {
	for _, n := range benchSizes {
		for _, peer := range peers {
			b.Run(fmt.Sprintf("%s/%d", peer.name, n), func(b *testing.B) {
				o := peer.fresh()
				holed(o, n)
				adds := max(n/100, 1)
				if n >= 1_000_000 {
					adds = min(adds, peer.adds)
				}
				var spent time.Duration
				rounds := 0
				for b.Loop() {
					all := o.copies(max(1_000/adds, 1)) // many for few, for the clock's sake
					begin := time.Now()
					for _, o := range all {
						for range adds {
							o.add()
						}
					}
					spent += time.Since(begin)
					rounds += len(all)
				}
				b.ReportMetric(float64(spent.Nanoseconds())/float64(rounds)/float64(adds), "ns/added")
			})
		}
	}
}

// BenchmarkLoad claims a million blocks that are known, and reports the memory
// that they are kept in.
func BenchmarkLoad(b *testing.B) {
	const n = 1_000_000
	orders := map[string][]int{"inorder": make([]int, n), "random": rand.New(rand.NewPCG(1, 1)).Perm(n)}
	for i := range orders["inorder"] {
		orders["inorder"][i] = i
	}
	for _, order := range []string{"inorder", "random"} {
		for _, peer := range peers {
			b.Run(peer.name+"/"+order, func(b *testing.B) {
				var o benched
				for b.Loop() {
					o = peer.fresh()
					for _, i := range orders[order] {
						o.load(blockAt(i))
					}
					o = o.copies(1)[0] // netipx builds its set here
				}
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/block")
				with := heap()
				runtime.KeepAlive(o)
				o = nil
				b.ReportMetric(float64(with-heap())/n, "B/block")
			})
		}
	}
}

func heap() int64 {
	var m runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}

// BenchmarkMemory is what a pool of n blocks occupies, by how they lie.
func BenchmarkMemory(b *testing.B) {
	lies := []struct {
		name  string
		in    netip.Prefix
		place func(i int) netip.Prefix
	}{
		{"ipv4 /29 in a row", benchRange, blockAt},
		{"ipv4 /29, every eighth", benchRange, func(i int) netip.Prefix { return blockAt(i * 8) }},
		{"ipv6 /64 in a row", netip.MustParsePrefix("2001:db8::/32"), func(i int) netip.Prefix { return inIPv6(i, 64) }},
		{"ipv6 one /127 in every /64", netip.MustParsePrefix("2001:db8::/32"), func(i int) netip.Prefix { return inIPv6(i, 127) }},
	}
	for _, lie := range lies {
		for _, n := range []int{100, 10_000} {
			b.Run(fmt.Sprintf("%s/%d", lie.name, n), func(b *testing.B) {
				var p *ipam.Pool
				for b.Loop() {
					p, _ = ipam.NewPool(lie.in)
					for i := range n {
						ours{p}.load(lie.place(i))
					}
				}
				p = p.Clone() // without the room for growth
				with := heap()
				runtime.KeepAlive(p)
				p = nil
				b.ReportMetric(float64(with-heap())/float64(n), "B/block")
				b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/block")
			})
		}
	}
}

func inIPv6(i, bits int) netip.Prefix {
	a := netip.MustParseAddr("2001:db8::").As16()
	a[4], a[5], a[6], a[7] = byte(i>>24), byte(i>>16), byte(i>>8), byte(i)
	return netip.PrefixFrom(netip.AddrFrom16(a), bits)
}

// BenchmarkAllocate releases and allocates in a full pool.
func BenchmarkAllocate(b *testing.B) {
	p, _ := ipam.NewPool(netip.MustParsePrefix("10.0.0.0/16"))
	var live []netip.Prefix
	random := rand.New(rand.NewPCG(1, 1))
	for p.Usage().Free.Uint64() > 1<<16*3/100 {
		if q, err := p.Allocate(24 + random.IntN(8)); err == nil {
			live = append(live, q)
		}
	}
	b.Run("mixed", func(b *testing.B) {
		b.ReportAllocs()
		for b.Loop() {
			i := random.IntN(len(live))
			if err := p.Release(live[i]); err != nil {
				b.Fatal(err)
			}
			q, err := p.Allocate(live[i].Bits())
			if err != nil {
				b.Fatal(err)
			}
			live[i] = q
		}
	})
	b.Run("host", func(b *testing.B) {
		hosts, _ := ipam.NewPool(netip.MustParsePrefix("10.0.0.0/16"))
		first, last := netip.MustParseAddr("10.0.7.10"), netip.MustParseAddr("10.0.7.250")
		b.ReportAllocs()
		for b.Loop() {
			q, err := hosts.AllocateWithin(first, last, 32)
			if err != nil {
				b.Fatal(err)
			}
			if err := hosts.Release(q); err != nil {
				b.Fatal(err)
			}
		}
	})
	b.Run("number", func(b *testing.B) {
		n, _ := ipam.NewNumbers(ipam.PrivateASNs4())
		for range 1000 {
			n.Allocate()
		}
		b.ReportAllocs()
		for b.Loop() {
			x, err := n.Allocate()
			if err != nil {
				b.Fatal(err)
			}
			if err := n.Release(x); err != nil {
				b.Fatal(err)
			}
		}
	})
}

// TestPeersAgree shows that the benchmarks measure the same job.
func TestPeersAgree(t *testing.T) {
	const n = 2_000
	want := ours{}
	for i, peer := range peers {
		o := peer.fresh()
		holed(o, n)
		o = o.copies(1)[0]
		if i == 0 {
			want = o.(ours)
			continue
		}
		ref := want.Clone()
		for range 2 * n / 100 {
			if a, b := (ours{ref}).add(), o.add(); a != b {
				t.Fatalf("%s: %s, pool %s", peer.name, b, a)
			}
		}
	}
}
