package storeproof_test

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"os/exec"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/storeproof"
	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/etcdstore"
	"github.com/podfabric/podfabric/ipam/storetest"
)

const (
	ledger = "/podfabric/site1/ledger"

	// endpoint and planner tell a process of this binary that it is a planner.
	endpoint, planner = "STOREPROOF_ENDPOINT", "STOREPROOF_PLANNER"
	leasesOfProcess   = 30
)

func TestMain(m *testing.M) {
	if at := os.Getenv(endpoint); at != "" {
		if err := plan(at, os.Getenv(planner)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// plan is what a process of its own does.
func plan(at, name string) error {
	client, err := storeproof.Dial(at)
	if err != nil {
		return err
	}
	defer client.Close()
	ctx, cancel := context.WithTimeout(context.Background(), time.Minute)
	defer cancel()
	p := storeproof.Planner{Store: etcdstore.Store{Client: client, Key: ledger}, Name: name}
	return p.Take(ctx, leasesOfProcess)
}

func TestContract(t *testing.T) {
	client := storeproof.StartEtcd(t).Client(t)
	n := 0
	storetest.Test(t, func(*testing.T) ipam.Store {
		n++
		return etcdstore.Store{Client: client, Key: fmt.Sprintf("%s-%d", ledger, n)}
	})
}

func TestPlannersRace(t *testing.T) {
	e := storeproof.StartEtcd(t)
	var stores []ipam.Store
	for range 3 {
		stores = append(stores, etcdstore.Store{Client: e.Client(t), Key: ledger})
	}
	names := race(t, 40, stores...)
	text, _, err := stores[0].Load(t.Context())
	require.NoError(t, err)
	require.NoError(t, storeproof.Check(text, 40, names...))
}

func TestProcessesRace(t *testing.T) {
	e := storeproof.StartEtcd(t)
	var names []string
	var started []*exec.Cmd
	var said [4]bytes.Buffer
	for i := range said {
		names = append(names, fmt.Sprintf("process%d", i))
		cmd := exec.CommandContext(t.Context(), os.Args[0])
		cmd.Env = append(os.Environ(), endpoint+"="+e.Endpoint, planner+"="+names[i])
		cmd.Stderr = &said[i]
		require.NoError(t, cmd.Start())
		started = append(started, cmd)
	}
	for i, cmd := range started {
		assert.NoError(t, cmd.Wait(), said[i].String())
	}
	text, _, err := etcdstore.Store{Client: e.Client(t), Key: ledger}.Load(t.Context())
	require.NoError(t, err)
	require.NoError(t, storeproof.Check(text, leasesOfProcess, names...))
	leases, err := storeproof.Read(text)
	require.NoError(t, err)
	turns := 0
	for i := range leases[1:] {
		before, _, _ := strings.Cut(leases[i].Owner, "/")
		if !strings.HasPrefix(leases[i+1].Owner, before) {
			turns++
		}
	}
	t.Logf("%d leases, another process's turn %d times", len(leases), turns)
	assert.Greater(t, turns, len(names), "the processes must run at the same time")
}

// TestRestart ends the server in the middle of a race. Requests fail then, some
// with an outcome that nobody knows; what was acknowledged is there.
func TestRestart(t *testing.T) {
	e := storeproof.StartEtcd(t)
	const leases = 60
	var (
		mu           sync.Mutex
		acknowledged []storeproof.Lease
		planners     [4]storeproof.Planner
		names        []string
		errs         [len(planners)]error
		done         sync.WaitGroup
	)
	count := func() int {
		mu.Lock()
		defer mu.Unlock()
		return len(acknowledged)
	}
	for i := range planners {
		names = append(names, fmt.Sprintf("planner%d", i))
		planners[i] = storeproof.Planner{
			Store: etcdstore.Store{Client: e.Client(t), Key: ledger}, Name: names[i], Patience: time.Second,
			Acknowledged: func(l storeproof.Lease) {
				mu.Lock()
				defer mu.Unlock()
				acknowledged = append(acknowledged, l)
			},
		}
		done.Go(func() { errs[i] = planners[i].Take(t.Context(), leases) })
	}
	var restarts []int
	for _, after := range []int{30, 100} {
		require.Eventually(t, func() bool { return count() >= after }, time.Minute, time.Millisecond)
		e.Restart(t)
		restarts = append(restarts, count())
	}
	done.Wait()
	require.NoError(t, errors.Join(errs[:]...))
	unknown := 0
	for i := range planners {
		unknown += planners[i].Unknown
	}
	t.Logf("restarts after %v of %d acknowledged leases, %d requests of unknown outcome", restarts, len(acknowledged), unknown)
	require.Less(t, restarts[len(restarts)-1], leases*len(planners), "the restarts must be in the middle")
	require.NotZero(t, unknown, "the restarts must have been felt")

	text, _, err := etcdstore.Store{Client: e.Client(t), Key: ledger}.Load(t.Context())
	require.NoError(t, err)
	require.NoError(t, storeproof.Check(text, leases, names...))
	found, err := storeproof.Read(text)
	require.NoError(t, err)
	assert.Subset(t, found, acknowledged)
}

// siteText is n bytes of lines that look like leases of a site, no two alike.
func siteText(n int) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "prefix\tunderlay\tlink/leaf%d/spine%d\t10.%d.%d.%d/31\n", i/4, i%4, i>>15&255, i>>7&255, i<<1&255)
	}
	return b.Bytes()[:n]
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

func TestLargeText(t *testing.T) {
	client := storeproof.StartEtcd(t).Client(t)
	store := etcdstore.Store{Client: client, Key: ledger}
	text := siteText(5_000_000)
	at, err := store.Save(t.Context(), text, "")
	require.NoError(t, err)
	got, found, err := store.Load(t.Context())
	require.NoError(t, err)
	assert.Equal(t, at, found)
	assert.True(t, bytes.Equal(text, got))
	stored, err := client.Get(t.Context(), ledger)
	require.NoError(t, err)
	t.Logf("%d bytes are stored as %d", len(text), len(stored.Kvs[0].Value))

	// The largest noise that the store lets pass is one that the server takes.
	at, err = store.Save(t.Context(), noise(3<<19-2<<10), at)
	require.NoError(t, err)
	_, err = store.Save(t.Context(), []byte("small again\n"), at)
	require.NoError(t, err)
}

func TestTooLargeText(t *testing.T) {
	client := storeproof.StartEtcd(t).Client(t)
	for behaviour, row := range map[string]struct {
		limit int // as the store believes
		size  int // of what does not pack
		want  int // the limit in the error
	}{
		"by the store": {0, 2 << 20, 3 << 19},
		"by the server, which has a lower limit than the store believes": {4 << 20, 1700 << 10, 0},
	} {
		t.Run(behaviour, func(t *testing.T) {
			store := etcdstore.Store{Client: client, Key: ledger + behaviour, Limit: row.limit}
			at, err := store.Save(t.Context(), []byte("first\n"), "")
			require.NoError(t, err)
			_, err = store.Save(t.Context(), noise(row.size), at)
			tooLarge, ok := errors.AsType[*etcdstore.TooLargeError](err)
			require.True(t, ok, "%v", err)
			assert.Equal(t, row.size, tooLarge.Text)
			assert.Equal(t, row.want, tooLarge.Limit)
			text, found, err := store.Load(t.Context())
			require.NoError(t, err)
			assert.Equal(t, at, found)
			assert.Equal(t, "first\n", string(text))
		})
	}
}

// TestDeletedBetween is a key that is deleted, and then made anew, after a load.
func TestDeletedBetween(t *testing.T) {
	client := storeproof.StartEtcd(t).Client(t)
	store := etcdstore.Store{Client: client, Key: ledger}
	at, err := store.Save(t.Context(), []byte("first\n"), "")
	require.NoError(t, err)
	_, err = client.Delete(t.Context(), ledger)
	require.NoError(t, err)
	_, err = store.Save(t.Context(), []byte("ours\n"), at)
	require.ErrorIs(t, err, ipam.ErrStale)
	_, err = client.Put(t.Context(), ledger, "first\n")
	require.NoError(t, err)
	_, err = store.Save(t.Context(), []byte("ours\n"), at)
	require.ErrorIs(t, err, ipam.ErrStale)
}

// TestNobodyAnswers is a server that is not there.
func TestNobodyAnswers(t *testing.T) {
	client, err := storeproof.Dial("http://127.0.0.1:1")
	require.NoError(t, err)
	defer client.Close()
	store := etcdstore.Store{Client: client, Key: ledger}
	ctx, cancel := context.WithTimeout(t.Context(), 200*time.Millisecond)
	defer cancel()
	_, _, err = store.Load(ctx)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	_, err = store.Save(ctx, []byte("ours\n"), "")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.NotErrorIs(t, err, ipam.ErrStale)
}
