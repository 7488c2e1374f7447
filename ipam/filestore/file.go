// Package filestore keeps the text of a ledger in one file, for a ledger that
// lives in git beside the design.
//
// A save replaces the whole file or leaves it alone, whenever the program is
// killed: a reader never sees half a text. Programs that save to the same file
// at the same time wait for each other, and the later one is told that its text
// is out of date.
//
// The revision of a text is a hash of it. To check out another commit is
// therefore the same as a save by somebody else, and there is no counter in the
// file over which two branches could conflict.
//
// The lock between programs is the kernel's, which ends it when its holder ends.
// It holds among the programs of one machine, and among machines that share a
// network file system where that system honours flock(2). Git does not know of
// it: a checkout may still come between the comparison and the replacement of a
// save, as it may with an editor.
package filestore

import (
	"context"
	"crypto/sha256"
	"encoding/hex"

	"github.com/podfabric/podfabric/ipam"
)

// A File is an [ipam.Store] in one file. Any number of them, in any number of
// programs, may stand for the same file at once. It may be copied.
//
// A save needs a file that it may write and a folder in which it may make files.
// While it lasts, two files of its own stand beside the ledger's, named
// ".NAME.lock" and ".NAME.tmp-" with 26 letters and digits. What a killed save
// leaves of them is in nobody's way, and the next save removes it.
type File struct {
	// Path is where the ledger is. Its folder must exist. If it is a symbolic
	// link, the file that it leads to is read and replaced, and the link stays.
	//
	// A ledger that is not there yet is made with the permissions 0644, less the
	// umask. One that is there keeps its permissions; its owner becomes whoever
	// saves, and other names for it (hard links) keep the old text.
	Path string

	disk disk // nil is the real one; tests stand in between
}

var _ ipam.Store = File{}

// Load returns the text and its revision; nil and "" when the file is not there.
// It waits for nobody. Every error is an [*io/fs.PathError] with f's Path.
func (f File) Load(ctx context.Context) ([]byte, ipam.Revision, error) {
	text, err := f.load(ctx)
	if err != nil {
		return nil, "", failed("load", f.Path, err)
	}
	return text, revision(text), nil
}

func (f File) load(ctx context.Context) ([]byte, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	target, err := resolve(f.Path)
	if err != nil {
		return nil, err
	}
	text, _, err := read(target)
	return text, err
}

// Save replaces the text, provided that the file still has the text of the
// revision; otherwise the error wraps [ipam.ErrStale]. It waits for other saves
// to the same file until ctx is done. When it returns without an error, the text
// has reached the disk.
//
// Every error is an [*io/fs.PathError] with f's Path, and after it the file is as
// it was. There is one exception: if the step "sync folder" fails, then the file
// has the new text, and only a loss of power may bring back the old one.
func (f File) Save(ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
	if text == nil {
		text = []byte{} // something is stored from now on
	}
	if err := f.save(ctx, text, at); err != nil {
		return "", failed("save", f.Path, err)
	}
	return revision(text), nil
}

func (f File) save(ctx context.Context, text []byte, at ipam.Revision) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	target, err := resolve(f.Path)
	if err != nil {
		return err
	}
	lock, err := acquire(ctx, target)
	if err != nil {
		return inStep("lock", err)
	}
	defer release(lock)

	removeLeftovers(target)
	now, info, err := read(target)
	if err != nil {
		return err
	}
	if revision(now) != at {
		return ipam.ErrStale
	}
	if f.disk == nil {
		f.disk = system{}
	}
	return replace(f.disk, target, text, info)
}

// revision is the SHA-256 of the text in hexadecimal; that of nil is "".
func revision(text []byte) ipam.Revision {
	if text == nil {
		return ""
	}
	sum := sha256.Sum256(text)
	return ipam.Revision(hex.EncodeToString(sum[:]))
}
