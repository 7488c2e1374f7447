package lab

import (
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"runtime"

	"golang.org/x/sys/unix"
)

// netnsDir is where iproute2 keeps named network namespaces.
const netnsDir = "/run/netns"

// inNamespace runs f on a thread that is in the named network namespace.
// Sockets that f opens and processes that it starts stay there; goroutines that
// it starts do not.
func inNamespace(name string, f func() error) (err error) {
	runtime.LockOSThread()
	own, err := os.Open("/proc/thread-self/ns/net")
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer own.Close() //nolint:errcheck // nothing was written
	target, err := os.Open(filepath.Join(netnsDir, name))
	if err != nil {
		runtime.UnlockOSThread()
		return err
	}
	defer target.Close() //nolint:errcheck // nothing was written
	if err := unix.Setns(int(target.Fd()), unix.CLONE_NEWNET); err != nil {
		runtime.UnlockOSThread()
		return fmt.Errorf("entering network namespace %s: %w", name, err)
	}
	defer func() {
		back := unix.Setns(int(own.Fd()), unix.CLONE_NEWNET)
		if back == nil {
			runtime.UnlockOSThread()
			return
		}
		// The thread stays locked and ends with its goroutine.
		err = errors.Join(err, fmt.Errorf("leaving network namespace %s: %w", name, back))
	}()
	return f()
}

// isRoot reports whether the process may do what a lab needs.
func isRoot() bool { return os.Geteuid() == 0 }
