package filestore

import (
	"errors"
	"io"
	"io/fs"
	"os"
	"runtime"
	"syscall"
)

// A disk is what a save asks of the operating system, one method for each step
// after which the program may be killed and each that may fail.
type disk interface {
	writable(path string) error
	openFolder(path string) (folder, error)
	create(path string, permissions fs.FileMode) (file, error)
	rename(from, to string) error
}

type file interface {
	io.WriteCloser
	Chmod(fs.FileMode) error
	Sync() error
}

type folder interface {
	Sync() error
	Close() error
}

// system is the real disk.
type system struct{}

func (system) writable(path string) error {
	f, err := os.OpenFile(path, os.O_WRONLY, 0)
	if err != nil {
		return err
	}
	return f.Close()
}

func (system) openFolder(path string) (folder, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, err
	}
	return systemFolder{f}, nil
}

func (system) create(path string, permissions fs.FileMode) (file, error) {
	f, err := os.OpenFile(path, os.O_WRONLY|os.O_CREATE|os.O_EXCL, permissions)
	if err != nil {
		return nil, err
	}
	return f, nil
}

func (system) rename(from, to string) error { return os.Rename(from, to) }

type systemFolder struct{ *os.File }

// Sync has nothing to do where a folder cannot be synced: on Windows, and on file
// systems that answer EINVAL (fsync(2), errors).
func (f systemFolder) Sync() error {
	if runtime.GOOS == "windows" {
		return nil
	}
	err := f.File.Sync()
	if errors.Is(err, syscall.EINVAL) {
		return nil
	}
	return err
}
