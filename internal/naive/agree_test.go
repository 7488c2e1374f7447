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

// networks is how many random networks the two simulators are compared on.
const networks = 10_000

// TestSimulatorsAgree compares whole tables, session states and oscillations of
// random networks. The networks whose sessions or next hops never settle are left
// out and counted; prefixes that oscillate are compared like the others, since
// both simulators let all routers act at once.
func TestSimulatorsAgree(t *testing.T) {
	count := networks
	if testing.Short() {
		count /= 10
	}
	var seen tally
	for seed := range uint64(count) {
		if problem := compare(seed, &seen); problem != "" {
			t.Fatalf("seed %d: %s", seed, problem)
		}
	}
	t.Logf("%+v", seen)
	assert.Less(t, seen.Unsettled*100, count, "networks left out")
	assert.Less(t, seen.Oscillating*20, seen.Networks, "networks with a prefix that oscillates")
	// The comparison is worth something only if the networks do something.
	assert.Greater(t, seen.Up, 8*count)
	assert.Greater(t, seen.BGP, 8*count)
	assert.Greater(t, seen.Multipath, count)
	assert.Greater(t, seen.Recursive, count/2)
	assert.Greater(t, seen.Reflected, count/20)
	assert.Greater(t, seen.Aggregates, count/5)
	assert.Greater(t, seen.Communities, count/5)
	for s := routing.Up; s <= routing.Unstable && !testing.Short(); s++ {
		assert.NotZero(t, seen.States[s], "no session was ever %q", s)
	}
}

// FuzzSimulatorsAgree is the same for one network a run.
func FuzzSimulatorsAgree(f *testing.F) {
	for seed := range uint64(10) {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, seed uint64) {
		require.Empty(t, compare(seed, &tally{}))
	})
}

// A tally counts what the random networks contained.
type tally struct {
	Networks, Unsettled, Oscillating   int
	Up, BGP, Multipath, Recursive      int
	Reflected, Aggregates, Communities int
	States                             [32]int
}

// compare returns the first difference between the two simulators on a network.
func compare(seed uint64, seen *tally) string {
	routers := generate(seed)
	tables, err := routing.Simulate(routers)
	if err != nil {
		return "generated network is malformed: " + err.Error()
	}
	want := naive.Simulate(routers)
	seen.Networks++
	oscillating, settled := split(tables.Oscillations())
	if settled != want.Settled {
		return fmt.Sprintf("settled: %v, want %v", settled, want.Settled)
	}
	if !settled {
		seen.Unsettled++
		return ""
	}
	if !slices.Equal(oscillating, want.Oscillating) {
		return fmt.Sprintf("oscillating: %v, want %v", oscillating, want.Oscillating)
	}
	if len(oscillating) > 0 {
		seen.Oscillating++
	}
	if d := compareSessions(tables.Sessions(), want.Sessions, seen); d != "" {
		return d
	}
	for place, table := range want.Routes {
		if d := compareTable(tables, place, table, seen); d != "" {
			return d
		}
	}
	return ""
}

func split(list []routing.Oscillation) (prefixes []netip.Prefix, settled bool) {
	settled = true
	for _, o := range list {
		if o.Prefix.IsValid() {
			prefixes = append(prefixes, o.Prefix)
		} else {
			settled = false
		}
	}
	return prefixes, settled
}

func compareSessions(got, want []routing.Session, seen *tally) string {
	if len(got) != len(want) {
		return fmt.Sprintf("%d session ends, want %d", len(got), len(want))
	}
	for i := range got {
		g := got[i]
		g.Detail = ""
		seen.States[g.State]++
		if g.State == routing.Up {
			seen.Up++
		}
		if !assert.ObjectsAreEqual(want[i], g) {
			return fmt.Sprintf("session\n got %+v (%s)\nwant %+v", g, got[i].Detail, want[i])
		}
	}
	return ""
}

func compareTable(tables *routing.Tables, place naive.Place, want map[netip.Prefix]routing.Route, seen *tally) string {
	var last netip.Prefix
	found := 0
	for r := range tables.Routes(place.Router, place.VRF) {
		if last.IsValid() && (r.Prefix.Addr().Less(last.Addr()) || r.Prefix.Addr() == last.Addr() && r.Prefix.Bits() <= last.Bits()) {
			return fmt.Sprintf("%v: %v comes after %v", place, r.Prefix, last)
		}
		last = r.Prefix
		w, ok := want[r.Prefix]
		if !ok {
			return fmt.Sprintf("%v has %s, and should not", place, show(r))
		}
		if !same(r, w) {
			return fmt.Sprintf("%v\n got %s\nwant %s", place, show(r), show(w))
		}
		found++
		seen.note(r)
		if again, ok := tables.Route(place.Router, place.VRF, r.Prefix); !ok || !same(again, r) {
			return fmt.Sprintf("%v: Route of %v is %s", place, r.Prefix, show(again))
		}
		if d := compareLookup(tables, place, r.Prefix.Addr(), want); d != "" {
			return d
		}
	}
	if found != len(want) {
		for p, w := range want {
			if _, ok := tables.Route(place.Router, place.VRF, p); !ok {
				return fmt.Sprintf("%v lacks %s", place, show(w))
			}
		}
	}
	return ""
}

func compareLookup(tables *routing.Tables, place naive.Place, a netip.Addr, want map[netip.Prefix]routing.Route) string {
	got, _ := tables.Lookup(place.Router, place.VRF, a)
	for bits := a.BitLen(); bits >= 0; bits-- {
		if p, err := a.Prefix(bits); err == nil {
			if w, ok := want[p]; ok {
				if got.Prefix != w.Prefix {
					return fmt.Sprintf("%v: Lookup of %v is %v, want %v", place, a, got.Prefix, w.Prefix)
				}
				return ""
			}
		}
	}
	return fmt.Sprintf("%v: Lookup of %v is %v, want none", place, a, got.Prefix)
}

// note counts what a route is.
func (s *tally) note(r routing.Route) {
	switch {
	case r.Protocol == routing.AggregateRoute:
		s.Aggregates++
	case r.Attributes != nil:
		s.BGP++
		if len(r.NextHops) > 1 {
			s.Multipath++
		}
		if r.NextHops[0].Addr != r.NextHops[0].Gateway {
			s.Recursive++
		}
		if r.Attributes.Originator.IsValid() {
			s.Reflected++
		}
		if len(r.Attributes.Communities) > 0 {
			s.Communities++
		}
	}
}

// same compares everything two routes say.
func same(a, b routing.Route) bool {
	if (a.Attributes == nil) != (b.Attributes == nil) || !slices.Equal(a.NextHops, b.NextHops) {
		return false
	}
	if x, y := a.Attributes, b.Attributes; x != nil {
		if !slices.Equal(x.ASPath, y.ASPath) || !slices.Equal(x.Communities, y.Communities) || !slices.Equal(x.ClusterList, y.ClusterList) ||
			x.Origin != y.Origin || x.LocalPref != y.LocalPref || x.MED != y.MED || x.Weight != y.Weight || x.Originator != y.Originator {
			return false
		}
	}
	return a.Prefix == b.Prefix && a.Protocol == b.Protocol && a.Distance == b.Distance && a.Metric == b.Metric &&
		a.Internal == b.Internal && a.Tag == b.Tag
}

// show writes out everything a route says.
func show(r routing.Route) string {
	s := fmt.Sprintf("%v protocol %d [%d/%d] internal %v tag %d hops %v", r.Prefix, r.Protocol, r.Distance, r.Metric, r.Internal, r.Tag, r.NextHops)
	if r.Attributes != nil {
		s += fmt.Sprintf(" %+v", *r.Attributes)
	}
	return s
}
