package filestore

import (
	"context"
	"os"
	"path/filepath"
	"time"

	"github.com/gofrs/flock"
)

// pause is how long a save waits before it looks at a lock again. The kernel can
// wait by itself, but then a context could not end the wait.
const pause = 2 * time.Millisecond

// acquire waits for the lock of a ledger. The caller releases it.
//
// The lock is on a file of its own, since the ledger's is another one after every
// save. Whoever holds the lock removes that file before the release, so that a
// folder under version control stays clean. A save that has waited for a file
// that was removed meanwhile holds the lock of a file without a name, which
// excludes nobody: the lock counts only if its file is still the one that stands
// there.
func acquire(ctx context.Context, target string) (*flock.Flock, error) {
	path := filepath.Join(filepath.Dir(target), "."+filepath.Base(target)+".lock")
	for {
		// Readable by all, so that everybody who may write the ledger can wait.
		lock := flock.New(path, flock.SetPermissions(0o644))
		if _, err := lock.TryLockContext(ctx, pause); err != nil {
			return nil, err
		}
		if stands(lock) {
			return lock, nil
		}
		// Nothing to learn from its error: closing the file ends the lock.
		_ = lock.Unlock()
	}
}

// stands reports whether the file of a lock is the one that has its name.
func stands(lock *flock.Flock) bool {
	held, err := lock.Stat()
	if err != nil {
		return false
	}
	named, err := os.Stat(lock.Path())
	return err == nil && os.SameFile(held, named)
}

func release(lock *flock.Flock) {
	if stands(lock) { // and not the file of somebody else, should ours be gone
		// Where an open file cannot be removed it stays, and serves the next save.
		_ = os.Remove(lock.Path())
	}
	_ = lock.Unlock()
}
