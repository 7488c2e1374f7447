//go:build linux || darwin

package filestore

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// children are what this test binary does when a test runs it again, by the word
// in the environment. Arguments follow the path of the ledger.
var children = map[string]func(s File, args []string) error{
	"adders": adders,
	"die":    die,
	"hold":   hold,
	"limit":  limit,
}

const (
	childName = "FILESTORE_TEST_CHILD"
	childArgs = "FILESTORE_TEST_ARGS"
)

func TestMain(m *testing.M) {
	if name := os.Getenv(childName); name != "" {
		args := strings.Split(os.Getenv(childArgs), "\n")
		if err := children[name](File{Path: args[0]}, args[1:]); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		os.Exit(0)
	}
	os.Exit(m.Run())
}

// child returns a process that is not started yet. What it writes to its
// standard error goes to the test's log when the test ends.
func child(t *testing.T, name string, s File, args ...any) *exec.Cmd {
	t.Helper()
	self, err := os.Executable()
	require.NoError(t, err)
	all := s.Path
	for _, arg := range args {
		all += "\n" + fmt.Sprint(arg)
	}
	cmd := exec.Command(self)
	cmd.Env = append(os.Environ(), childName+"="+name, childArgs+"="+all)
	cmd.Stderr = new(bytes.Buffer)
	t.Cleanup(func() {
		if said := cmd.Stderr.(*bytes.Buffer).String(); said != "" {
			t.Logf("%s: %s", name, said)
		}
	})
	return cmd
}

// start starts a process; the test's end is also its own.
func start(t *testing.T, cmd *exec.Cmd) *bufio.Reader {
	t.Helper()
	out, err := cmd.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, cmd.Start())
	t.Cleanup(func() {
		if cmd.ProcessState == nil {
			_ = cmd.Process.Kill()
			_ = cmd.Wait()
		}
	})
	return bufio.NewReader(out)
}

func killed(cmd *exec.Cmd) bool {
	status, ok := cmd.ProcessState.Sys().(syscall.WaitStatus)
	return ok && status.Signaled() && status.Signal() == syscall.SIGKILL
}

// killSelf ends the process as kill -9 does, and does not return.
func killSelf() {
	_ = syscall.Kill(os.Getpid(), syscall.SIGKILL)
	select {}
}

// adders adds lines from several goroutines, and acknowledges each on the
// standard output. The arguments are the name of the process, how many goroutines
// it has, and how many lines each adds.
func adders(s File, args []string) error {
	goroutines, err1 := strconv.Atoi(args[1])
	turns, err2 := strconv.Atoi(args[2])
	if err := errors.Join(err1, err2); err != nil {
		return err
	}
	var done sync.WaitGroup
	errs := make([]error, goroutines)
	for g := range goroutines {
		done.Go(func() {
			for turn := 0; turn < turns && errs[g] == nil; turn++ {
				owner := fmt.Sprintf("%s/%d/%d", args[0], g, turn)
				var n int
				if n, errs[g] = add(context.Background(), s, owner); errs[g] == nil {
					// One write, which a pipe takes whole or not at all.
					_, errs[g] = os.Stdout.WriteString(line(n, owner))
				}
			}
		})
	}
	done.Wait()
	return errors.Join(errs...)
}

func line(n int, owner string) string { return fmt.Sprintf("%d %s\n", n, owner) }

// add gives the owner the lowest number that nobody has yet, as often as it takes.
func add(ctx context.Context, s ipam.Store, owner string) (int, error) {
	for {
		text, at, err := s.Load(ctx)
		if err != nil {
			return 0, err
		}
		owners, err := parse(text)
		if err != nil {
			return 0, err
		}
		n := 1
		for owners[n] != "" {
			n++
		}
		_, err = s.Save(ctx, append(text, line(n, owner)...), at)
		if !errors.Is(err, ipam.ErrStale) {
			return n, err
		}
	}
}

// parse reads the lines of add, and refuses what a half-written or mixed text
// would have.
func parse(text []byte) (map[int]string, error) {
	owners, numbers := map[int]string{}, map[string]int{}
	for l := range strings.Lines(string(text)) {
		number, owner, ok := strings.Cut(l, " ")
		n, err := strconv.Atoi(number)
		if !ok || err != nil || strings.Count(owner, "/") != 2 || !strings.HasSuffix(owner, "\n") {
			return nil, fmt.Errorf("%q is not a line", l)
		}
		owner = strings.TrimSuffix(owner, "\n")
		if owners[n] != "" || numbers[owner] != 0 {
			return nil, fmt.Errorf("%q says again what another line has said", l)
		}
		owners[n], numbers[owner] = owner, n
	}
	return owners, nil
}

// acknowledged reads the lines that a process has acknowledged, until it ends.
func acknowledged(out io.Reader) (map[int]string, error) {
	text, err := io.ReadAll(out)
	if err != nil {
		return nil, err
	}
	return parse(text)
}
