//go:build linux || darwin

package filestore

import (
	"fmt"
	"maps"
	"path/filepath"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestManyProcessesLoseNothing has processes of several goroutines take numbers
// from one ledger: each gets its own, and all that were acknowledged are there.
func TestManyProcessesLoseNothing(t *testing.T) {
	const processes, goroutines, turns = 8, 4, 25
	s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	begin := time.Now()
	var done sync.WaitGroup
	var acks [processes]map[int]string
	var errs [processes]error
	for p := range processes {
		cmd := child(t, "adders", s, fmt.Sprint("process", p), goroutines, turns)
		out := start(t, cmd)
		done.Go(func() {
			acks[p], errs[p] = acknowledged(out)
			assert.NoError(t, cmd.Wait())
		})
	}
	done.Wait()
	t.Logf("%d saves in %v", processes*goroutines*turns, time.Since(begin).Round(time.Millisecond))

	text, _, err := s.Load(t.Context())
	require.NoError(t, err)
	owners, err := parse(text)
	require.NoError(t, err)
	require.Len(t, owners, processes*goroutines*turns)
	for n := range len(owners) {
		assert.NotEmpty(t, owners[n+1], "the lowest free number was taken every time")
	}
	all := map[int]string{}
	for p := range processes {
		require.NoError(t, errs[p])
		assert.Len(t, acks[p], goroutines*turns)
		maps.Copy(all, acks[p])
	}
	assert.Equal(t, all, owners, "what was acknowledged is what is there")
	assert.Equal(t, []string{"ledger.txt"}, names(t, filepath.Dir(s.Path)))
}
