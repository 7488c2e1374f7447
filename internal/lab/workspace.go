package lab

import (
	"crypto/rand"
	"encoding/hex"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"github.com/gofrs/flock"
)

// workspaceRoot holds a folder for each lab that runs. It is short, because the
// sockets of the daemons lie in it and a path of a socket is bounded (108 bytes,
// unix(7)).
const workspaceRoot = "/run/podfabric-lab"

// namespacePrefix begins the names of all network namespaces of all labs.
const namespacePrefix = "pflab-"

// A workspace is the folder of one lab, locked as long as the lab lives, and the
// prefix of its namespaces.
type workspace struct {
	id   string
	dir  string
	lock *flock.Flock
}

// newWorkspace makes a folder nobody else has and locks it.
func newWorkspace() (*workspace, error) {
	if err := os.MkdirAll(workspaceRoot, 0o755); err != nil {
		return nil, err
	}
	var random [3]byte
	if _, err := rand.Read(random[:]); err != nil {
		return nil, err
	}
	w := &workspace{id: hex.EncodeToString(random[:])}
	w.dir = filepath.Join(workspaceRoot, w.id)
	// The lock is made beside the folder and before it: a folder without a lock
	// that is held is a leftover.
	w.lock = flock.New(w.dir + lockSuffix)
	if ok, err := w.lock.TryLock(); err != nil || !ok {
		return nil, errors.Join(fmt.Errorf("locking %s", w.dir), err)
	}
	// The daemons of FRR run as a user of their own and pass through.
	if err := os.Mkdir(w.dir, 0o711); err != nil {
		return nil, errors.Join(err, w.unlock())
	}
	return w, nil
}

const lockSuffix = ".lock"

// namespace is the name of a device's network namespace.
func (w *workspace) namespace(device string) string { return namespacePrefix + w.id + "-" + device }

// namespaces are those of the lab that exist.
func (w *workspace) namespaces() ([]string, error) {
	entries, err := os.ReadDir(netnsDir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	var names []string
	for _, e := range entries {
		if strings.HasPrefix(e.Name(), w.namespace("")) {
			names = append(names, e.Name())
		}
	}
	return names, nil
}

// unlock gives the lock up and removes it.
func (w *workspace) unlock() error {
	err := os.Remove(w.lock.Path())
	return errors.Join(err, w.lock.Unlock())
}

// remove takes the folder and the lock away, and the root when no other lab has
// anything in it.
func (w *workspace) remove() error {
	err := os.RemoveAll(w.dir)
	err = errors.Join(err, w.unlock())
	_ = os.Remove(workspaceRoot) // refused while another lab is there
	return err
}
