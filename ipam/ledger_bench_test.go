//go:build unix

package ipam_test

import (
	"fmt"
	"runtime"
	"testing"
	"time"

	"github.com/podfabric/podfabric/ipam"
)

// owners are names as a plan makes them, made beforehand.
func owners(n int) []ipam.Key {
	keys := make([]ipam.Key, n)
	for i := range keys {
		keys[i] = ipam.Key{Owner: fmt.Sprintf("cluster/k8s/node/node%06d", i), Kind: "address-ipv4"}
	}
	return keys
}

var sizes = [...]int{1_000, 10_000, 100_000, 1_000_000}

// BenchmarkLedgerNew leases a /29 to each of many owners that had none.
func BenchmarkLedgerNew(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			keys := owners(n)
			from := pool("pool", "10.0.0.0/8")
			start := cpuTime(b)
			for b.Loop() {
				var l ipam.Ledger
				l.Grow(n)
				draw(b, &l, keys, from)
			}
			perLease(b, n, start)
		})
	}
}

// BenchmarkLedgerAgain plans for many owners that all have their lease.
func BenchmarkLedgerAgain(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			keys := owners(n)
			from := pool("pool", "10.0.0.0/8")
			var l ipam.Ledger
			draw(b, &l, keys, from)
			start := cpuTime(b)
			for b.Loop() {
				l.Begin()
				draw(b, &l, keys, from)
				l.End()
			}
			perLease(b, n, start)
		})
	}
}

// BenchmarkLedgerText writes a ledger and reads it back.
func BenchmarkLedgerText(b *testing.B) {
	for _, n := range sizes[:3] {
		var l ipam.Ledger
		draw(b, &l, owners(n), pool("pool", "10.0.0.0/8"))
		text, err := l.MarshalText()
		if err != nil {
			b.Fatal(err)
		}
		b.Run(fmt.Sprint("write/", n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			start := cpuTime(b)
			for b.Loop() {
				if text, err = l.AppendText(text[:0]); err != nil {
					b.Fatal(err)
				}
			}
			perLease(b, n, start)
		})
		b.Run(fmt.Sprint("read/", n), func(b *testing.B) {
			b.SetBytes(int64(len(text)))
			start := cpuTime(b)
			for b.Loop() {
				if _, err := ipam.Parse(text); err != nil {
					b.Fatal(err)
				}
			}
			perLease(b, n, start)
		})
	}
}

// BenchmarkLedgerMemory is what a lease costs beside the text of its key.
func BenchmarkLedgerMemory(b *testing.B) {
	for _, n := range sizes {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			keys := owners(n)
			from := pool("pool", "10.0.0.0/8")
			var before, after runtime.MemStats
			for b.Loop() {
				runtime.GC()
				runtime.ReadMemStats(&before)
				var l ipam.Ledger
				draw(b, &l, keys, from)
				runtime.GC()
				runtime.ReadMemStats(&after)
				runtime.KeepAlive(&l)
			}
			b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/float64(n), "B/lease")
		})
	}
}

func draw(b *testing.B, l *ipam.Ledger, keys []ipam.Key, from *ipam.Range) {
	for _, key := range keys {
		if _, err := l.Prefix("address", key, from, 29); err != nil {
			b.Fatal(err)
		}
	}
}

func perLease(b *testing.B, n int, start time.Duration) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/lease")
	b.ReportMetric(float64((cpuTime(b)-start).Nanoseconds())/float64(b.N)/float64(n), "cpu-ns/lease")
}
