package filestore

import (
	"crypto/rand"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
)

// newFile are the permissions of a ledger that was not there before.
const newFile fs.FileMode = 0o644

// replace puts the text in the place of the target, whose info is nil if it is
// not there. Readers see the old text or the new one, whatever happens.
//
// The order is what makes it so. The text must be on the disk before it gets its
// name, or a loss of power leaves the name with no text; the folder must be on
// the disk before the save is reported, or it forgets the new name (fsync(2),
// notes).
func replace(d disk, target string, text []byte, info fs.FileInfo) (err error) {
	permissions := newFile
	if info != nil {
		permissions = info.Mode().Perm()
		if err := d.writable(target); err != nil {
			return inStep("open", err) // a rename would not ask
		}
	}
	folder, err := d.openFolder(filepath.Dir(target))
	if err != nil {
		return inStep("open folder", err)
	}
	defer func() { _ = folder.Close() }() // opened for reading: nothing is lost

	name := temporary(target) + rand.Text()
	f, err := d.create(name, permissions)
	if err != nil {
		return inStep("create", err)
	}
	if err := fill(f, text, info); err != nil {
		_ = os.Remove(name)
		return err
	}
	if err := d.rename(name, target); err != nil {
		_ = os.Remove(name)
		return inStep("rename", err)
	}
	return inStep("sync folder", folder.Sync())
}

// fill writes and closes a file, whatever happens.
func fill(f file, text []byte, info fs.FileInfo) error {
	err := func() error {
		if _, err := f.Write(text); err != nil {
			return inStep("write", err)
		}
		if info != nil {
			// The umask has taken its part of what the file was made with.
			if err := f.Chmod(info.Mode().Perm()); err != nil {
				return inStep("chmod", err)
			}
		}
		return inStep("sync", f.Sync())
	}()
	if closing := f.Close(); err == nil {
		err = inStep("close", closing)
	}
	return err
}

// temporary returns how the names of a ledger's temporary files begin. Behind it
// stand the letters and digits of [rand.Text].
func temporary(target string) string {
	return filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".tmp-")
}

// removeLeftovers removes the temporary files of writers that were killed. The
// caller holds the lock, hence none of them is in use. What cannot be removed is
// no reason to refuse a save.
func removeLeftovers(target string) {
	begin := filepath.Base(temporary(target))
	folder := filepath.Dir(target)
	entries, _ := os.ReadDir(folder) // what it has found in spite of an error
	for _, entry := range entries {
		behind, ok := strings.CutPrefix(entry.Name(), begin)
		if ok && isRandom(behind) && entry.Type().IsRegular() {
			_ = os.Remove(filepath.Join(folder, entry.Name()))
		}
	}
}

// isRandom reports whether s may come from [rand.Text]: 26 digits of base 32.
func isRandom(s string) bool {
	return len(s) == 26 && strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") == ""
}
