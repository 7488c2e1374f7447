package filestore

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"syscall"
)

// resolve follows symbolic links to the file that a path stands for. The folder
// of that file exists; the file need not.
//
// [filepath.EvalSymlinks] alone does not do: it refuses a link to a file that is
// not there yet, which a save must make where the link leads.
func resolve(path string) (string, error) {
	if path == "" {
		return "", errors.New("the path is empty")
	}
	for range 40 { // as many as Linux follows, see path_resolution(7)
		folder, name := filepath.Split(path)
		if folder == "" {
			folder = "."
		}
		folder, err := filepath.EvalSymlinks(folder)
		if err != nil {
			return "", inStep("find its folder", err)
		}
		path = filepath.Join(folder, name)
		link, err := os.Readlink(path)
		if err != nil {
			return path, nil // no link, or nothing there
		}
		if !filepath.IsAbs(link) {
			// Not Join, which would cut "link/.." before the link is followed.
			link = folder + string(filepath.Separator) + link
		}
		path = link
	}
	return "", syscall.ELOOP
}

// read returns what is in a file; nil and no info when it is not there.
func read(path string) ([]byte, fs.FileInfo, error) {
	// Before opening, which would wait for the other end of a pipe.
	info, err := os.Stat(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil
	case err != nil:
		return nil, nil, inStep("read", err)
	case info.IsDir():
		return nil, nil, syscall.EISDIR
	case !info.Mode().IsRegular():
		return nil, nil, errors.New("not a regular file")
	}
	text, err := os.ReadFile(path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, nil, nil // removed since
	case err != nil:
		return nil, nil, inStep("read", err)
	}
	return text, info, nil
}
