package lab

import (
	"bufio"
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"syscall"
	"testing"
	"time"

	"github.com/gofrs/flock"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestInterrupt runs the program, interrupts it at several points, and looks for
// what is left: no namespace, no process, no file.
func TestInterrupt(t *testing.T) {
	ground(t)
	program := filepath.Join(t.TempDir(), "lab")
	out, err := exec.CommandContext(t.Context(), "go", "build", "-o", program, "../../examples/lab").CombinedOutput()
	require.NoError(t, err, string(out))
	for _, row := range []struct {
		name string
		// after is a part of the line after which the signal comes.
		after  string
		signal syscall.Signal
	}{
		{"as soon as it starts", "", syscall.SIGINT},
		{"while daemons start", "cables", syscall.SIGINT},
		{"while it converges", "devices are as predicted", syscall.SIGTERM},
		{"while it is kept", "kept until", syscall.SIGINT},
	} {
		t.Run(row.name, func(t *testing.T) {
			cmd := exec.CommandContext(t.Context(), program, "-keep", "-bird", birdDir(), "../../examples/designs/growing.yaml")
			stdout, err := cmd.StdoutPipe()
			require.NoError(t, err)
			var complaints strings.Builder
			cmd.Stderr = &complaints
			require.NoError(t, cmd.Start())
			lines := bufio.NewScanner(stdout)
			for row.after != "" && lines.Scan() && !strings.Contains(lines.Text(), row.after) {
			}
			if row.after == "" {
				time.Sleep(200 * time.Millisecond)
			}
			require.NoError(t, cmd.Process.Signal(row.signal))
			ended := make(chan error, 1)
			go func() {
				for lines.Scan() { // until it closes its output
				}
				ended <- cmd.Wait()
			}()
			select {
			case <-ended:
			case <-time.After(40 * time.Second):
				t.Fatal("it does not end")
			}
			assert.Empty(t, abandoned(t), "left behind; %s", complaints.String())
		})
	}
}

// abandoned are the labs of which something is there and that nobody holds: no
// folder, no namespace and no daemon of one may be left. Other labs may run beside
// this test.
func abandoned(t *testing.T) []string {
	t.Helper()
	ids, err := leftoverIDs()
	require.NoError(t, err)
	var dead []string
	for _, id := range ids {
		lock := flock.New(filepath.Join(workspaceRoot, id) + lockSuffix)
		if ok, err := lock.TryLock(); err != nil || ok {
			dead = append(dead, id)
			_ = lock.Unlock()
		}
	}
	return dead
}

// TestSweep: what a killed program leaves is removed by the next one.
func TestSweep(t *testing.T) {
	g := ground(t)
	n := network(t, draftSmall(t, g))
	l, err := Start(t.Context(), n, g, Progress{})
	require.NoError(t, err)
	// A lab that lives is left alone.
	swept, err := Sweep(t.Context())
	require.NoError(t, err)
	require.NotContains(t, swept, l.space.id)
	// As if the program had been killed: the lock is free, and nothing else.
	require.NoError(t, l.space.lock.Unlock())
	swept, err = Sweep(t.Context())
	require.NoError(t, err)
	require.Contains(t, swept, l.space.id)
	requireNothingLeft(t, l.space.id)
	for _, p := range l.processes {
		require.NoError(t, p.kill())
	}
}

// TestStartUndoesItself: a daemon that does not take its configuration ends the
// lab, which names the line and leaves nothing behind; so does a context that ends
// at any time, and a panic.
func TestStartUndoesItself(t *testing.T) {
	g := ground(t)
	t.Run("a line that FRR refuses", func(t *testing.T) {
		n := network(t, draftSmall(t, g))
		n.Switches[0].Config = append(n.Switches[0].Config, "flux capacitor 88\n"...)
		_, err := Start(t.Context(), n, g, Progress{})
		require.ErrorContains(t, err, "flux capacitor")
		assert.Empty(t, abandoned(t))
	})
	t.Run("a context that has ended", func(t *testing.T) {
		n := network(t, draftSmall(t, g))
		ctx, cancel := context.WithTimeout(t.Context(), 400*time.Millisecond)
		defer cancel()
		_, err := Start(ctx, n, g, Progress{})
		require.Error(t, err)
		assert.Empty(t, abandoned(t))
	})
}

// TestMissing: without anything that a lab needs, the program says what, and what
// it can prove all the same.
func TestMissing(t *testing.T) {
	t.Setenv("PATH", t.TempDir())
	_, err := Probe(t.Context(), filepath.Join(t.TempDir(), "nowhere"))
	if err == nil {
		t.Skip("everything is outside PATH as well")
	}
	var missing *Missing
	require.ErrorAs(t, err, &missing)
	assert.NotEmpty(t, missing.What)
	for _, w := range missing.What {
		assert.Contains(t, w, ":", "what, and what brings it")
	}
	if _, err := os.Stat(workspaceRoot); err == nil {
		t.Log("another lab runs")
	}
}
