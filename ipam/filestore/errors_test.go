//go:build linux || darwin

package filestore

import (
	"context"
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestPathsThatCannotHoldALedger(t *testing.T) {
	for _, row := range []struct {
		behaviour  string
		path       string // in the folder that make has filled
		make       func(t *testing.T, folder string)
		load, save string // the errors behind the path
	}{
		{
			behaviour: "a folder",
			path:      "ledger.txt",
			make: func(t *testing.T, folder string) {
				require.NoError(t, os.Mkdir(filepath.Join(folder, "ledger.txt"), 0o755))
			},
			load: "is a directory",
			save: "is a directory",
		},
		{
			behaviour: "in a folder that is not there",
			path:      "missing/ledger.txt",
			load:      "find its folder: no such file or directory",
			save:      "find its folder: no such file or directory",
		},
		{
			behaviour: "in a folder that is a file",
			path:      "file/ledger.txt",
			make:      func(t *testing.T, folder string) { write(t, filepath.Join(folder, "file"), "old\n") },
			load:      "find its folder: not a directory",
			save:      "find its folder: not a directory",
		},
		{
			behaviour: "a link to itself",
			path:      "link",
			make: func(t *testing.T, folder string) {
				require.NoError(t, os.Symlink("link", filepath.Join(folder, "link")))
			},
			load: "too many levels of symbolic links",
			save: "too many levels of symbolic links",
		},
		{
			behaviour: "a link into a folder that is not there",
			path:      "link",
			make: func(t *testing.T, folder string) {
				require.NoError(t, os.Symlink("missing/ledger.txt", filepath.Join(folder, "link")))
			},
			load: "find its folder: no such file or directory",
			save: "find its folder: no such file or directory",
		},
		{
			behaviour: "a link to a device",
			path:      "link",
			make: func(t *testing.T, folder string) {
				require.NoError(t, os.Symlink("/dev/null", filepath.Join(folder, "link")))
			},
			load: "not a regular file",
			save: "not a regular file",
		},
		{
			behaviour: "a pipe, which would keep a reader waiting",
			path:      "pipe",
			make: func(t *testing.T, folder string) {
				require.NoError(t, syscall.Mkfifo(filepath.Join(folder, "pipe"), 0o644))
			},
			load: "not a regular file",
			save: "not a regular file",
		},
		{
			behaviour: "a name that leaves no room for those beside it",
			path:      strings.Repeat("n", 250),
			save:      "lock: file name too long",
		},
		{
			behaviour: "a folder in the place of the lock",
			path:      "ledger.txt",
			make: func(t *testing.T, folder string) {
				require.NoError(t, os.Mkdir(filepath.Join(folder, ".ledger.txt.lock"), 0o755))
			},
			save: "lock: is a directory",
		},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			folder := t.TempDir()
			if row.make != nil {
				row.make(t, folder)
			}
			before := tree(t, folder)
			s := File{Path: filepath.Join(folder, row.path)}
			_, _, err := s.Load(t.Context())
			isError(t, err, "load", s.Path, row.load)
			_, err = s.Save(t.Context(), []byte("new\n"), "")
			isError(t, err, "save", s.Path, row.save)
			assert.Equal(t, before, tree(t, folder), "nothing has changed")
		})
	}
}

func TestAnEmptyPath(t *testing.T) {
	_, _, err := File{}.Load(t.Context())
	require.EqualError(t, err, "load : the path is empty")
	_, err = File{}.Save(t.Context(), nil, "")
	require.EqualError(t, err, "save : the path is empty")
}

// TestAFailingDisk has every step fail, and the write after every number of
// bytes.
func TestAFailingDisk(t *testing.T) {
	const text = "a new text\n"
	for _, existing := range []bool{false, true} {
		for _, step := range steps(t, existing) {
			for n := range len(text) {
				if n > 0 && step != "write" {
					break
				}
				folder := t.TempDir()
				s := File{Path: filepath.Join(folder, "ledger.txt")}
				put(t, s, existing)
				_, at, err := s.Load(t.Context())
				require.NoError(t, err)
				before := tree(t, folder)

				failing := s
				failing.disk = tapped{
					before: func(now string) error {
						if now == step && step != "write" {
							return &fs.PathError{Op: "op", Path: "/some/temporary/path", Err: syscall.EIO}
						}
						return nil
					},
					write: func(inner file, all []byte) (int, error) {
						if step != "write" {
							return inner.Write(all)
						}
						n, err := inner.Write(all[:n])
						require.NoError(t, err)
						return n, &fs.PathError{Op: "write", Path: "/some/temporary/path", Err: syscall.ENOSPC}
					},
				}
				_, err = failing.Save(t.Context(), []byte(text), at)
				switch step {
				case "write":
					isError(t, err, "save", s.Path, "write: no space left on device")
					require.ErrorIs(t, err, syscall.ENOSPC)
				default:
					isError(t, err, "save", s.Path, step+": input/output error")
					require.ErrorIs(t, err, syscall.EIO)
				}
				if step == "sync folder" {
					assert.Equal(t, text, contents(t, s.Path), "renamed before")
					assert.Equal(t, []string{"ledger.txt"}, names(t, folder))
					continue
				}
				assert.Equal(t, before, tree(t, folder), "step %s fails after %d bytes", step, n)
				_, err = s.Save(t.Context(), []byte(text), at)
				require.NoError(t, err, "the next save does what this one could not")
			}
		}
	}
}

func TestWaitingForTheLock(t *testing.T) {
	s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	at, err := s.Save(t.Context(), []byte("old\n"), "")
	require.NoError(t, err)
	lock, err := acquire(t.Context(), s.Path)
	require.NoError(t, err)

	soon, cancel := context.WithTimeout(t.Context(), 20*time.Millisecond)
	defer cancel()
	_, err = s.Save(soon, []byte("new\n"), at)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	assert.ErrorContains(t, err, "save "+s.Path+": ")

	now, cancel := context.WithCancel(t.Context())
	time.AfterFunc(20*time.Millisecond, cancel)
	_, err = s.Save(now, []byte("new\n"), at)
	require.ErrorIs(t, err, context.Canceled)
	assert.ErrorContains(t, err, "save "+s.Path+": ")

	text, _, err := s.Load(t.Context())
	require.NoError(t, err, "a reader does not wait")
	assert.Equal(t, "old\n", string(text))

	time.AfterFunc(20*time.Millisecond, func() { release(lock) })
	_, err = s.Save(t.Context(), []byte("new\n"), at)
	require.NoError(t, err)
	assert.Equal(t, []string{"ledger.txt"}, names(t, filepath.Dir(s.Path)))
}

// TestALockWhoseFileIsGoneDoesNotCount plays what git clean does to a waiting
// save, and another save's release.
func TestALockWhoseFileIsGoneDoesNotCount(t *testing.T) {
	target := filepath.Join(t.TempDir(), "ledger.txt")
	first, err := acquire(t.Context(), target)
	require.NoError(t, err)
	require.NoError(t, os.Remove(first.Path()))
	assert.False(t, stands(first))

	second, err := acquire(t.Context(), target)
	require.NoError(t, err)
	release(first)
	assert.False(t, first.Locked())
	assert.True(t, stands(second), "the file of another save stays")
	release(second)
	assert.False(t, second.Locked())
	assert.Empty(t, names(t, filepath.Dir(target)))
}

func isError(t *testing.T, err error, operation, path, rest string) {
	t.Helper()
	if rest == "" {
		require.NoError(t, err)
		return
	}
	require.EqualError(t, err, operation+" "+path+": "+rest)
	var in *fs.PathError
	require.ErrorAs(t, err, &in)
	require.Equal(t, path, in.Path)
}

// tree returns what is in a folder and below: kinds, permissions and contents.
func tree(t *testing.T, folder string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry fs.DirEntry, err error) error {
		info, infoErr := entry.Info()
		if err := errors.Join(err, infoErr); err != nil {
			return err
		}
		all[path] = info.Mode().String()
		if info.Mode().IsRegular() {
			all[path] += " " + contents(t, path)
		}
		return nil
	}))
	return all
}

func contents(t *testing.T, path string) string {
	t.Helper()
	text, err := os.ReadFile(path)
	require.NoError(t, err)
	return string(text)
}

func write(t *testing.T, path, text string) {
	t.Helper()
	require.NoError(t, os.WriteFile(path, []byte(text), 0o644))
}
