package filestore

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
)

// failed says which ledger could not be loaded or saved.
func failed(operation, path string, err error) error {
	return &fs.PathError{Op: operation, Path: path, Err: err}
}

// inStep says in which step a save or load was, and takes away the path that the
// operating system has put into the error: that of a temporary file says nothing,
// and that of the ledger is said by [failed]. It is nil for nil.
func inStep(step string, err error) error {
	if err == nil {
		return nil
	}
	var path *fs.PathError
	var link *os.LinkError
	switch {
	case errors.As(err, &path):
		err = path.Err
	case errors.As(err, &link):
		err = link.Err
	}
	return fmt.Errorf("%s: %w", step, err)
}
