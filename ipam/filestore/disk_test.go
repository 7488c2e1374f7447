//go:build linux || darwin

package filestore

import (
	"io/fs"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A tapped disk is the real one, with a function in front of every step and
// behind it, whose errors fail the step. A write may be done by a function, so that
// only some bytes come through.
type tapped struct {
	system
	before, after func(step string) error
	write         func(inner file, text []byte) (int, error)
}

func (d tapped) step(name string, do func() error) error {
	if d.before != nil {
		if err := d.before(name); err != nil {
			return err
		}
	}
	if err := do(); err != nil {
		return err
	}
	if d.after != nil {
		return d.after(name)
	}
	return nil
}

func (d tapped) writable(path string) error {
	return d.step("open", func() error { return d.system.writable(path) })
}

func (d tapped) openFolder(path string) (f folder, err error) {
	err = d.step("open folder", func() error { f, err = d.system.openFolder(path); return err })
	return tappedFolder{f, d}, err
}

func (d tapped) create(path string, permissions fs.FileMode) (f file, err error) {
	err = d.step("create", func() error { f, err = d.system.create(path, permissions); return err })
	return tappedFile{f, d}, err
}

func (d tapped) rename(from, to string) error {
	return d.step("rename", func() error { return d.system.rename(from, to) })
}

type tappedFile struct {
	file
	disk tapped
}

func (f tappedFile) Write(text []byte) (n int, err error) {
	err = f.disk.step("write", func() error {
		if f.disk.write != nil {
			n, err = f.disk.write(f.file, text)
		} else {
			n, err = f.file.Write(text)
		}
		return err
	})
	return n, err
}

func (f tappedFile) Chmod(m fs.FileMode) error {
	return f.disk.step("chmod", func() error { return f.file.Chmod(m) })
}

func (f tappedFile) Sync() error  { return f.disk.step("sync", f.file.Sync) }
func (f tappedFile) Close() error { return f.disk.step("close", f.file.Close) }

type tappedFolder struct {
	folder
	disk tapped
}

func (f tappedFolder) Sync() error { return f.disk.step("sync folder", f.folder.Sync) }

// steps returns the steps of a save, in order.
func steps(t *testing.T, existing bool) []string {
	t.Helper()
	var seen []string
	s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	put(t, s, existing)
	s.disk = tapped{after: func(step string) error { seen = append(seen, step); return nil }}
	_, at, err := s.Load(t.Context())
	require.NoError(t, err)
	_, err = s.Save(t.Context(), []byte("new\n"), at)
	require.NoError(t, err)
	return seen
}

// put stores the old text, or nothing.
func put(t *testing.T, s File, existing bool) {
	t.Helper()
	if existing {
		_, err := s.Save(t.Context(), []byte("old\n"), "")
		require.NoError(t, err)
	}
}

// TestTheOrderOfSteps holds what no test can see without cutting the power: the
// text is on the disk before it gets its name, and the name before the save is
// reported.
func TestTheOrderOfSteps(t *testing.T) {
	assert.Equal(t, []string{
		"open folder", "create", "write", "sync", "close", "rename", "sync folder",
	}, steps(t, false))
	assert.Equal(t, []string{
		"open", "open folder", "create", "write", "chmod", "sync", "close", "rename", "sync folder",
	}, steps(t, true))
}
