package lab

import (
	"bytes"
	"context"
	"errors"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"syscall"
	"time"

	"github.com/gofrs/flock"
)

// Sweep removes what labs left behind that were killed without a chance to clean
// up: their processes, namespaces and folders. A lab that still runs holds the
// lock of its folder and is left alone. It returns the identifiers of the labs
// that it removed.
func Sweep(ctx context.Context) ([]string, error) {
	if !isRoot() {
		return nil, nil
	}
	ids, err := leftoverIDs()
	if err != nil {
		return nil, err
	}
	var swept []string
	var problems []error
	for _, id := range ids {
		w := &workspace{id: id, dir: filepath.Join(workspaceRoot, id), lock: flock.New(filepath.Join(workspaceRoot, id) + lockSuffix)}
		if err := os.MkdirAll(workspaceRoot, 0o755); err != nil {
			return swept, err
		}
		if ok, err := w.lock.TryLock(); err != nil || !ok {
			continue // it lives
		}
		problems = append(problems, w.demolish(ctx))
		swept = append(swept, id)
	}
	return swept, errors.Join(problems...)
}

// leftoverIDs are the labs that have a folder, a lock or a namespace.
func leftoverIDs() ([]string, error) {
	var ids []string
	add := func(id string) {
		if id != "" && !slices.Contains(ids, id) {
			ids = append(ids, id)
		}
	}
	for _, dir := range [...]string{workspaceRoot, netnsDir} {
		entries, err := os.ReadDir(dir)
		if err != nil && !errors.Is(err, os.ErrNotExist) {
			return nil, err
		}
		for _, e := range entries {
			if dir == workspaceRoot {
				add(strings.TrimSuffix(e.Name(), lockSuffix))
				continue
			}
			if rest, ok := strings.CutPrefix(e.Name(), namespacePrefix); ok {
				id, _, _ := strings.Cut(rest, "-")
				add(id)
			}
		}
	}
	return ids, nil
}

// demolish ends the processes of a lab, deletes its namespaces and removes its
// folder. It goes on after an error and reports all of them.
func (w *workspace) demolish(ctx context.Context) error {
	var problems []error
	problems = append(problems, w.killProcesses(ctx))
	names, err := w.namespaces()
	problems = append(problems, err)
	if len(names) > 0 {
		var batch strings.Builder
		for _, n := range names {
			batch.WriteString("netns del " + n + "\n")
		}
		problems = append(problems, ip(ctx, "", batch.String()))
	}
	problems = append(problems, w.remove())
	return errors.Join(problems...)
}

// killProcesses kills every daemon whose command line names the lab's folder, and
// waits until they are gone. Who only looks at a log there is left alone.
func (w *workspace) killProcesses(ctx context.Context) error {
	for deadline := time.Now().Add(5 * time.Second); ; {
		pids, err := processesNaming(w.dir + "/")
		if err != nil || len(pids) == 0 {
			return err
		}
		if time.Now().After(deadline) || ctx.Err() != nil {
			return errors.New("some daemons of the lab do not die")
		}
		for _, pid := range pids {
			_ = syscall.Kill(pid, syscall.SIGKILL) // it may be gone
		}
		time.Sleep(20 * time.Millisecond)
	}
}

// processesNaming returns the daemons whose command line has the text.
func processesNaming(text string) ([]int, error) {
	entries, err := os.ReadDir("/proc")
	if err != nil {
		return nil, err
	}
	var pids []int
	for _, e := range entries {
		pid, err := strconv.Atoi(e.Name())
		if err != nil || pid == os.Getpid() {
			continue
		}
		line, err := os.ReadFile(filepath.Join("/proc", e.Name(), "cmdline"))
		name, _, _ := bytes.Cut(line, []byte{0})
		if err == nil && slices.Contains(daemonNames[:], filepath.Base(string(name))) && bytes.Contains(line, []byte(text)) {
			pids = append(pids, pid)
		}
	}
	return pids, nil
}
