package site

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/filestore"
)

// A Ledger is the ledger of a file while it is planned with.
type Ledger struct {
	*ipam.Ledger
	file   filestore.File
	before *ipam.Ledger
	at     ipam.Revision
}

// OpenLedger reads the ledger of a file for a run at this time; a file that is not
// there is an empty one.
func OpenLedger(path string, now time.Time) (*Ledger, error) {
	l := &Ledger{file: filestore.File{Path: path}}
	var err error
	if l.Ledger, l.at, err = ipam.Load(context.Background(), l.file); err != nil {
		return nil, fmt.Errorf("%s: %w", path, err)
	}
	l.before = l.Clone()
	l.Now = now
	return l, nil
}

// Changes is what happened to the leases since the file was read.
func (l *Ledger) Changes() ipam.Changes { return ipam.Diff(l.before, l.Ledger) }

// Save replaces the file, unless somebody else did in the meantime.
func (l *Ledger) Save() error {
	_, err := ipam.Save(context.Background(), l.file, l.Ledger, l.at)
	if errors.Is(err, ipam.ErrStale) {
		return fmt.Errorf("%s has changed since it was read, and was left as it is: run the program again: %w", l.file.Path, err)
	}
	return err
}
