package naive_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/naive"
)

// failing is how many random networks have everything in them fail.
const failing = 300

// TestFailuresAgree takes every device, every link, interface and session out of
// random networks, and now and then two at once, and compares the difference with
// what the simulator computes for what is left, and of some with what the twin does.
func TestFailuresAgree(t *testing.T) {
	count := failing
	if testing.Short() {
		count /= 10
	}
	var seen failureTally
	for seed := range uint64(count) {
		if problem := compareFailures(generate(seed), &seen, seed%4 == 0); problem != "" {
			t.Fatalf("seed %d: %s", seed, problem)
		}
		if problem := compareFailures(orderly(seed), &seen, true); problem != "" {
			t.Fatalf("orderly seed %d: %s", seed, problem)
		}
	}
	t.Logf("%+v", seen)
	assert.Greater(t, seen.Scenarios, 20*count)
	assert.Greater(t, seen.Differences, 5*count, "scenarios that were not predicted from scratch")
	assert.Greater(t, seen.Pairs, 5*count)
	assert.Greater(t, seen.Lost, 10*count, "routes lost")
}

// FuzzFailuresAgree is the same for one network a run.
func FuzzFailuresAgree(f *testing.F) {
	for seed := range uint64(10) {
		f.Add(seed, seed%2 == 0)
	}
	f.Fuzz(func(t *testing.T, seed uint64, inOrder bool) {
		routers := generate(seed)
		if inOrder {
			routers = orderly(seed)
		}
		require.Empty(t, compareFailures(routers, &failureTally{}, true))
	})
}

type failureTally struct {
	tally

	Scenarios, Pairs, Differences, Skipped, Lost int
}

// everything is every device, link, interface and session.
func everything(tables *routing.Tables) []routing.Failure {
	all := slices.Concat(tables.Devices(), tables.Links())
	for _, name := range tables.Routers() {
		for _, v := range tables.Config(name).VRFs {
			for _, f := range v.Interfaces {
				all = append(all, routing.FailInterface{LinkEnd: routing.LinkEnd{Router: name, VRF: v.Name, Interface: f.Name}})
			}
		}
	}
	seen := map[string]bool{}
	for _, s := range tables.Sessions() {
		f := routing.FailSession{Router: s.Router, Peer: s.Peer, Address: s.Remote}
		if s.Peer != "" && s.State == routing.Up && !seen[f.String()] {
			seen[f.String()] = true
			all = append(all, f)
		}
	}
	return all
}

func compareFailures(routers []routing.Router, seen *failureTally, pairs bool) string {
	healthy, err := routing.Simulate(routers)
	if err != nil {
		return "generated network is malformed: " + err.Error()
	}
	if _, settled := split(healthy.Oscillations()); !settled {
		seen.Skipped++
		return ""
	}
	all := everything(healthy)
	sweep, err := healthy.Sweep(all)
	if err != nil {
		return err.Error()
	}
	for d := range sweep {
		seen.Scenarios++
		if problem := compareFailure(healthy, routers, d, seen); problem != "" {
			return problem
		}
	}
	if !pairs {
		return ""
	}
	few := slices.Concat(healthy.Devices(), healthy.Links())
	sweep, err = healthy.SweepPairs(few[:min(len(few), 10)])
	if err != nil {
		return err.Error()
	}
	for d := range sweep {
		seen.Pairs++
		if problem := compareFailure(healthy, routers, d, seen); problem != "" {
			return problem
		}
	}
	return ""
}

func compareFailure(healthy *routing.Tables, routers []routing.Router, d *routing.Difference, seen *failureTally) string {
	if d.FromScratch() && (seen.Scenarios+seen.Pairs)%8 != 0 {
		return "" // the same computation; some, to see that what is left is the same
	}
	left := naive.Without(routers, healthy.Sessions(), d.Failures()...)
	want, settled := remaining(left, (seen.Scenarios+seen.Pairs)%twins == 0)
	if !settled {
		seen.Skipped++
		return ""
	}
	if !d.FromScratch() {
		seen.Differences++
	}
	for place, table := range want {
		found := 0
		for r := range d.Routes(place.Router, place.VRF) {
			w, ok := table[r.Prefix]
			if !ok {
				return fmt.Sprintf("%v (from scratch: %v): %v has %s, and should not", d.Failures(), d.FromScratch(), place, show(r))
			}
			if !same(r, w) {
				return fmt.Sprintf("%v (from scratch: %v): %v\n got %s\nwant %s", d.Failures(), d.FromScratch(), place, show(r), show(w))
			}
			found++
		}
		if found != len(table) {
			for p, w := range table {
				if _, ok := d.Route(place.Router, place.VRF, p); !ok {
					return fmt.Sprintf("%v (from scratch: %v): %v lacks %s", d.Failures(), d.FromScratch(), place, show(w))
				}
			}
		}
		for r := range healthy.Routes(place.Router, place.VRF) {
			if _, ok := table[r.Prefix]; !ok {
				seen.Lost++
			}
		}
	}
	return ""
}

// twins is of how many scenarios one is computed by the twin.
const twins = 50

// remaining predicts the tables of what is left, and whether they settle.
func remaining(left []routing.Router, byTwin bool) (map[naive.Place]map[netip.Prefix]routing.Route, bool) {
	if byTwin {
		want := naive.Simulate(left)
		return want.Routes, want.Settled
	}
	tables, err := routing.Simulate(left)
	if err != nil {
		return nil, false
	}
	_, settled := split(tables.Oscillations())
	want := map[naive.Place]map[netip.Prefix]routing.Route{}
	for _, r := range left {
		for _, v := range r.VRFs {
			table := map[netip.Prefix]routing.Route{}
			for r := range tables.Routes(r.Name, v.Name) {
				table[r.Prefix] = r
			}
			want[naive.Place{Router: r.Name, VRF: v.Name}] = table
		}
	}
	return want, settled
}
