package routing_test

import (
	"fmt"
	"syscall"
	"testing"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A stopwatch measures processor time, of which other processes take none, and
// keeps the least of several runs, which they disturb the least.
type stopwatch struct {
	start, least time.Duration
}

func (s *stopwatch) lap(run func()) {
	s.start = cpu()
	run()
	if took := cpu() - s.start; s.least == 0 || took < s.least {
		s.least = took
	}
}

// cpu is the processor time that the process has used.
func cpu() time.Duration {
	var u syscall.Rusage
	if err := syscall.Getrusage(syscall.RUSAGE_SELF, &u); err != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}

// fabrics are the networks that sweeps are measured on.
func fabrics(b *testing.B, bench func(b *testing.B, routers []routing.Router)) {
	for _, row := range []struct {
		name   string
		change func([]routing.Router) []routing.Router
	}{
		{"ASPerServer", func(r []routing.Router) []routing.Router { return r }},
		{"ASPerRack", asPerRack},
	} {
		for _, size := range [][2]int{{4, 10}, {10, 40}, {20, 40}} {
			b.Run(fmt.Sprintf("%s/%dx%d", row.name, size[0], size[1]), func(b *testing.B) {
				bench(b, row.change(rackFabric(size[0], size[1])))
			})
		}
	}
}

// Every device and every link of the fabric, one at a time, against as many
// predictions from scratch. The work is failures x classes, so that it grows with
// the square of the racks at so many nodes a rack: 164 failures, 1304 and 2604 at
// 4x10, 10x40 and 20x40 took 1, 4 and 4 times as long as one prediction from
// scratch, 100 to 900 times less than all of them.
func BenchmarkSweepSingles(b *testing.B) {
	fabrics(b, func(b *testing.B, routers []routing.Router) {
		var once, sweeps stopwatch
		var healthy *routing.Tables
		simulate := func() {
			var err error
			if healthy, err = routing.Simulate(routers); err != nil {
				b.Fatal(err)
			}
		}
		simulate()
		all := append(healthy.Devices(), healthy.Links()...)
		b.ReportAllocs()
		for b.Loop() {
			once.lap(simulate)
			sweeps.lap(func() {
				sweep, err := healthy.Sweep(all)
				if err != nil {
					b.Fatal(err)
				}
				for d := range sweep {
					if d.FromScratch() {
						b.Fatal(d.Failures())
					}
				}
			})
		}
		b.ReportMetric(float64(len(all)), "scenarios")
		b.ReportMetric(once.least.Seconds()*1000, "simulate-cpu-ms")
		b.ReportMetric(sweeps.least.Seconds()*1000, "sweep-cpu-ms")
		b.ReportMetric(once.least.Seconds()*float64(len(all))/sweeps.least.Seconds(), "x-faster")
	})
}

// Every two links: 6216, 386760 and 1547920 pairs. What is computed is the classes
// in which two meet, about one for each pair, and the rest is handing out sums: 25
// times as long as a prediction from scratch at 10x40, 28 times at 20x40. The
// differences of the single links are held, 32 bytes a changed route: 12 MB and
// 46 MB.
func BenchmarkSweepDoubleLinks(b *testing.B) {
	fabrics(b, func(b *testing.B, routers []routing.Router) {
		healthy, err := routing.Simulate(routers)
		if err != nil {
			b.Fatal(err)
		}
		links := healthy.Links()
		var sweeps stopwatch
		pairs := 0
		b.ReportAllocs()
		for b.Loop() {
			sweeps.lap(func() {
				pairs = 0
				sweep, err := healthy.SweepPairs(links)
				if err != nil {
					b.Fatal(err)
				}
				for d := range sweep {
					if d.FromScratch() {
						b.Fatal(d.Failures())
					}
					pairs++
				}
			})
		}
		b.ReportMetric(float64(pairs), "pairs")
		b.ReportMetric(sweeps.least.Seconds()*1000, "sweep-cpu-ms")
	})
}
