//go:build linux

package filestore

import (
	"os"
	"path/filepath"
	"runtime"
	"syscall"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// nobody is the user that root plays here, since root may do everything.
const nobody = 65534

// asNobody runs a function as somebody who is not root, and returns when it has
// ended. A thread has a user of its own for files (setfsuid(2)), and ends with
// the goroutine that never unlocks it.
func asNobody(t *testing.T, do func()) {
	t.Helper()
	if os.Geteuid() != 0 {
		do()
		return
	}
	done := make(chan error, 1)
	go func() {
		runtime.LockOSThread()
		if err := syscall.Setfsuid(nobody); err != nil {
			done <- err
			return
		}
		do()
		done <- nil
	}()
	require.NoError(t, <-done)
}

func TestWithoutPermission(t *testing.T) {
	for _, row := range []struct {
		behaviour    string
		file, folder os.FileMode
		load, save   string // the errors behind the path
	}{
		{"a file that may not be written", 0o444, 0o755, "", "open: permission denied"},
		{"a file that may not be read", 0o222, 0o755, "read: permission denied", "read: permission denied"},
		{"a folder that may not be written", 0o644, 0o555, "", "lock: permission denied"},
		{"a folder that may not be searched", 0o644, 0o600, "read: permission denied", "lock: permission denied"},
		{"a folder that may not be listed, and hence not be synced", 0o644, 0o333, "", "open folder: permission denied"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			// Not t.TempDir, whose parent is closed to others.
			outer, err := os.MkdirTemp("", "filestore")
			require.NoError(t, err)
			t.Cleanup(func() { require.NoError(t, os.RemoveAll(outer)) })
			folder := filepath.Join(outer, "site")
			s := File{Path: filepath.Join(folder, "ledger.txt")}
			require.NoError(t, os.Mkdir(folder, 0o755))
			write(t, s.Path, "old\n")
			_, at, err := s.Load(t.Context())
			require.NoError(t, err)
			if os.Geteuid() == 0 {
				for _, path := range []string{outer, folder, s.Path} {
					require.NoError(t, os.Chown(path, nobody, nobody))
				}
			}
			require.NoError(t, os.Chmod(s.Path, row.file))
			require.NoError(t, os.Chmod(folder, row.folder))

			var loading, saving error
			asNobody(t, func() {
				_, _, loading = s.Load(t.Context())
				_, saving = s.Save(t.Context(), []byte("new\n"), at)
			})
			require.NoError(t, os.Chmod(folder, 0o755))
			require.NoError(t, os.Chmod(s.Path, 0o644))
			isError(t, loading, "load", s.Path, row.load)
			isError(t, saving, "save", s.Path, row.save)
			assert.Equal(t, "old\n", contents(t, s.Path))
			assert.Equal(t, []string{"ledger.txt"}, names(t, folder))
		})
	}
}
