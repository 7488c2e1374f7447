package storeproof_test

import (
	"context"
	"fmt"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/storeproof"
	"github.com/podfabric/podfabric/ipam"
)

func TestCheckFinds(t *testing.T) {
	for _, row := range []struct{ text, wrong string }{
		{"0 a/0\n1 b/0\n2 a/1\n3 b/1\n", ""},
		{"0 a/0\n1 b/0\n1 a/1\n3 b/1\n", "1 is leased to b/0 and to a/1\n2 is not leased"},
		{"0 a/0\n1 b/0\n2 a/1\n", "b/1 has no lease\n3 is not leased"},
		{"0 a/0\n1 b/0\n2 a/1\n3 b/1\n4 b/1\n", "b/1 has two leases\n5 leases of 4"},
		{"0 a/0\n1 b/0\n2 a/1\n3 b/1", `not a text that planners write: "3 b/1"`},
	} {
		err := storeproof.Check([]byte(row.text), 2, "a", "b")
		if row.wrong == "" {
			require.NoError(t, err)
			continue
		}
		require.EqualError(t, err, row.wrong)
	}
}

// careless is a store that compares no revisions.
type careless struct{ ipam.Memory }

func (c *careless) Save(ctx context.Context, text []byte, _ ipam.Revision) (ipam.Revision, error) {
	time.Sleep(time.Millisecond) // for others to come between
	_, at, err := c.Load(ctx)
	if err != nil {
		return "", err
	}
	return c.Memory.Save(ctx, text, at)
}

// TestRaceFinds shows that the race can fail: a store that compares no revisions
// loses leases.
func TestRaceFinds(t *testing.T) {
	store := new(careless)
	names := race(t, 20, store)
	text, _, err := store.Load(t.Context())
	require.NoError(t, err)
	require.ErrorContains(t, storeproof.Check(text, 20, names...), "has no lease")
}

// race has eight planners take leases at the stores in turn. It returns their
// names.
func race(t *testing.T, leases int, stores ...ipam.Store) []string {
	t.Helper()
	names := make([]string, 8)
	planners := make([]storeproof.Planner, len(names))
	errs := make([]error, len(names))
	var done sync.WaitGroup
	for i := range names {
		names[i] = fmt.Sprintf("planner%d", i)
		planners[i] = storeproof.Planner{Store: stores[i%len(stores)], Name: names[i]}
		done.Go(func() { errs[i] = planners[i].Take(t.Context(), leases) })
	}
	done.Wait()
	stale := 0
	for i, err := range errs {
		require.NoError(t, err)
		assert.Zero(t, planners[i].Unknown)
		stale += planners[i].Stale
	}
	t.Logf("%d leases, %d saves came too late", leases*len(names), stale)
	return names
}
