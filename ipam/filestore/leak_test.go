//go:build linux

package filestore

import (
	"errors"
	"path/filepath"
	"runtime/debug"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestNoFileStaysOpen saves well, stale, and failing in every step.
func TestNoFileStaysOpen(t *testing.T) {
	defer debug.SetGCPercent(debug.SetGCPercent(-1)) // which would close what is forgotten
	s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	put(t, s, true)
	all := steps(t, true)
	before := len(names(t, "/proc/self/fd"))
	for _, step := range append(all, "none") {
		if step == "open folder" || step == "create" {
			continue // here it is the test that would leave them open
		}
		_, at, err := s.Load(t.Context())
		require.NoError(t, err)
		failing := s
		failing.disk = tapped{after: func(now string) error {
			if now == step {
				return errors.New("failing")
			}
			return nil
		}}
		_, err = failing.Save(t.Context(), []byte(step), at)
		assert.Equal(t, step != "none", err != nil)
		_, err = s.Save(t.Context(), []byte("new\n"), "stale")
		assert.Error(t, err)
	}
	assert.Len(t, names(t, "/proc/self/fd"), before)
}
