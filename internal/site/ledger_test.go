package site

import (
	"errors"
	"fmt"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/ipam"
)

var noon = time.Date(2026, 11, 21, 12, 0, 0, 0, time.UTC)

func TestLedgerOfAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "site.ledger")
	design, state, err := Load("../../examples/designs/growing.yaml")
	require.NoError(t, err)
	first, err := OpenLedger(path, noon)
	require.NoError(t, err)
	before, err := Build(design, state, first.Ledger)
	require.NoError(t, err)
	assert.Len(t, first.Changes().Added, first.Len())
	require.NoError(t, first.Save())
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	const golden = "testdata/growing/site.ledger"
	if *update {
		require.NoError(t, os.WriteFile(golden, text, 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), string(text))

	again, err := OpenLedger(path, noon.Add(time.Hour))
	require.NoError(t, err)
	slices.Reverse(design.Racks)
	slices.Reverse(design.Clusters[0].Nodes)
	after, err := Build(design, state, again.Ledger)
	require.NoError(t, err)
	assert.True(t, again.Changes().IsEmpty())
	require.NoError(t, again.Save())
	same, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, string(text), string(same), "planning again changes no byte")
	for _, file := range after.Files() {
		added, removed, was := Changes(before.Files(), file)
		assert.True(t, was, file.Name)
		assert.Empty(t, added, file.Name)
		assert.Empty(t, removed, file.Name)
	}

	require.NoError(t, os.WriteFile(path, append(slices.Clone(text), "# by hand\n"...), 0o644))
	err = again.Save()
	require.ErrorIs(t, err, ipam.ErrStale)
	assert.Contains(t, err.Error(), path+" has changed")

	require.NoError(t, os.WriteFile(path, text[:len(text)/2], 0o644))
	_, err = OpenLedger(path, noon)
	var problems ipam.Problems
	require.ErrorAs(t, err, &problems)
	assert.Contains(t, err.Error(), path)
	half, err := os.ReadFile(path)
	require.NoError(t, err)
	assert.Equal(t, text[:len(text)/2], half, "nothing is overwritten")
}

// TestPlannersRaceOnOneFile lets planners of different racks grow one fabric
// through one file, each with a design that knows its own racks only by name.
func TestPlannersRaceOnOneFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "site.ledger")
	design, _, err := Load("../../examples/designs/growing.yaml")
	require.NoError(t, err)
	const planners, rounds = 6, 4
	var mu sync.Mutex
	grown := design // what everybody has agreed on
	var wait sync.WaitGroup
	for planner := range planners {
		wait.Go(func() {
			for round := range rounds {
				rack := fmt.Sprintf("p%d-%d", planner, round)
				for {
					ledger, err := OpenLedger(path, noon)
					if !assert.NoError(t, err) {
						return
					}
					mu.Lock()
					mine := withRack(grown, rack)
					mu.Unlock()
					if _, err := mine.Plan(ledger.Ledger); !assert.NoError(t, err) {
						return
					}
					mu.Lock()
					// A design that lacks another planner's rack would free its leases.
					stale := len(grown.Racks)+1 != len(mine.Racks)
					if !stale {
						err = ledger.Save()
						if err == nil {
							grown = mine
						}
					}
					mu.Unlock()
					if stale || errors.Is(err, ipam.ErrStale) {
						continue
					}
					if !assert.NoError(t, err) {
						return
					}
					break
				}
			}
		})
	}
	wait.Wait()
	ledger, err := OpenLedger(path, noon)
	require.NoError(t, err, "which refuses overlaps")
	_, err = grown.Plan(ledger.Ledger)
	require.NoError(t, err)
	assert.True(t, ledger.Changes().IsEmpty(), "nothing was lost: %s", ledger.Changes())
	assert.Len(t, grown.Racks, len(design.Racks)+planners*rounds)
}

func withRack(d fabric.Design, name string) fabric.Design {
	d.Racks = append(slices.Clone(d.Racks), fabric.Rack{Name: name, Leaves: []fabric.Leaf{{Name: name + "a"}, {Name: name + "b"}}})
	d.Clusters = slices.Clone(d.Clusters)
	d.Clusters[0].Nodes = append(slices.Clone(d.Clusters[0].Nodes), fabric.Node{Name: name + "-n", Rack: name})
	return d
}

func TestChanges(t *testing.T) {
	file := func(lines ...string) Text {
		return Text{Name: "f", Text: []byte(strings.Join(lines, "\n") + "\n")}
	}
	added, removed, was := Changes([]Text{file("a", "b", "c", "d")}, file("a", "x", "c", "b", "d"))
	assert.True(t, was)
	assert.Len(t, added, 2)
	assert.Len(t, removed, 1)
	added, removed, was = Changes(nil, file("a"))
	assert.False(t, was)
	assert.Equal(t, []string{"a"}, added)
	assert.Empty(t, removed)
}

// TestCapacityCountsWhatLeavesForwardBy holds the count of a leaf's prefixes to
// its predicted table.
func TestCapacityCountsWhatLeavesForwardBy(t *testing.T) {
	paths, err := filepath.Glob("../../examples/designs/*.yaml")
	require.NoError(t, err)
	for _, path := range paths {
		if strings.HasSuffix(path, ".state.yaml") {
			continue
		}
		t.Run(filepath.Base(path), func(t *testing.T) {
			t.Setenv("BGP_PASSWORD", "x")
			design, state, err := Load(path)
			require.NoError(t, err)
			s, err := Build(design, state, nil)
			require.NoError(t, err)
			c, err := design.Capacity(nil, state)
			require.NoError(t, err)
			for _, r := range c.Routes {
				n := 0
				for route := range leafRoutes(s, r.Leaf) {
					if route.Protocol != routing.Local && route.Protocol != routing.Virtual {
						n++
					}
				}
				assert.Equal(t, n, r.Total(), r.Leaf)
			}
		})
	}
}

// leafRoutes are a leaf's routes in the default VRF, or in ACI those of its VRFs without
// the fabric's own.
func leafRoutes(s *Site, leaf string) iter.Seq[routing.Route] {
	return func(yield func(routing.Route) bool) {
		for _, vrf := range s.vrfs(leaf) {
			for r := range s.Tables.Routes(leaf, vrf) {
				if !aci.IsOverlay(r) && !yield(r) {
					return
				}
			}
		}
	}
}
