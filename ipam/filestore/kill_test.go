//go:build linux || darwin

package filestore

import (
	"context"
	"fmt"
	"io"
	"math/rand/v2"
	"os"
	"os/signal"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"syscall"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// newText is what the children that die try to save.
var newText = func() []byte {
	var b []byte
	for i := range 8 {
		b = fmt.Appendf(b, "vlan\track%d\ttenant/blue\t%d\n", i, 100+i)
	}
	return b
}()

// die saves the new text and dies on the way. The argument is where: "before" or
// "after" a step, "bytes" and how many are written, or "never".
func die(s File, args []string) error {
	word, where, _ := strings.Cut(args[0], " ")
	at := func(this string) func(string) error {
		return func(step string) error {
			if word == this && step == where {
				killSelf()
			}
			return nil
		}
	}
	disk := tapped{before: at("before"), after: at("after")}
	if word == "bytes" {
		n, err := strconv.Atoi(where)
		if err != nil {
			return err
		}
		disk.write = func(inner file, text []byte) (int, error) {
			_, _ = inner.Write(text[:n])
			killSelf()
			return 0, nil
		}
	}
	_, revision, err := s.Load(context.Background())
	if err != nil {
		return err
	}
	s.disk = disk
	if _, err := s.Save(context.Background(), newText, revision); err != nil {
		return err
	}
	_, err = os.Stdout.WriteString("saved\n")
	return err
}

// TestKilledAnywhere kills a save after every byte and around every step: the
// ledger is the old text before the rename and the new one after it.
func TestKilledAnywhere(t *testing.T) {
	points := 0
	begin := time.Now()
	for _, existing := range []bool{true, false} {
		all := steps(t, existing)
		isNew := map[string]bool{"never": true}
		where := []string{"never"}
		for i, step := range all {
			where = append(where, "before "+step, "after "+step)
			isNew["before "+step] = i > slices.Index(all, "rename")
			isNew["after "+step] = i >= slices.Index(all, "rename")
		}
		for n := 0; n <= len(newText); n++ {
			if existing || n%20 == 0 { // that the file is there makes no difference to its bytes
				where = append(where, fmt.Sprint("bytes ", n))
			}
		}
		folder := t.TempDir()
		s := File{Path: filepath.Join(folder, "ledger.txt")}
		for _, at := range where {
			points++
			_ = os.Remove(s.Path)
			put(t, s, existing)
			cmd := child(t, "die", s, at)
			out := start(t, cmd)
			said, err := io.ReadAll(out)
			require.NoError(t, err)
			err = cmd.Wait()
			if at == "never" {
				require.NoError(t, err)
				require.Equal(t, "saved\n", string(said))
			} else {
				require.True(t, killed(cmd), "%s: %v", at, err)
				require.Empty(t, said, at)
			}

			text, revision, err := s.Load(t.Context())
			require.NoError(t, err)
			switch {
			case isNew[at]:
				require.Equal(t, string(newText), string(text), at)
			case existing:
				require.Equal(t, "old\n", string(text), at)
			default:
				require.Nil(t, text, at)
			}
			soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
			_, err = s.Save(soon, []byte("next\n"), revision)
			cancel()
			require.NoError(t, err, at)
			require.Equal(t, []string{"ledger.txt"}, names(t, folder), at)
			require.Equal(t, "next\n", contents(t, s.Path), at)
		}
	}
	t.Logf("%d kills in %v", points, time.Since(begin).Round(time.Millisecond))
}

// TestKilledAtRandom kills processes that save and acknowledge without end, two
// at a time, so that one also dies while the other waits for its lock.
func TestKilledAtRandom(t *testing.T) {
	const rounds = 50
	seed := rand.Uint64()
	t.Logf("seed %d", seed)
	random := rand.New(rand.NewPCG(seed, 0))
	folder := t.TempDir()
	s := File{Path: filepath.Join(folder, "ledger.txt")}
	all := map[string]int{}
	for round := range rounds {
		var done sync.WaitGroup
		var acks [2]map[int]string
		var errs [2]error
		for i := range acks {
			cmd := child(t, "adders", s, fmt.Sprintf("round%d-%d", round, i), 1, 1_000_000)
			out := start(t, cmd)
			wait := time.Duration(random.Int64N(int64(25 * time.Millisecond)))
			done.Go(func() {
				_, _ = out.Peek(1) // it has begun
				time.Sleep(wait)
				_ = cmd.Process.Kill()
				acks[i], errs[i] = acknowledged(out)
				_ = cmd.Wait()
				assert.True(t, killed(cmd))
			})
		}
		done.Wait()
		text, _, err := s.Load(t.Context())
		require.NoError(t, err)
		owners, err := parse(text)
		require.NoError(t, err, "round %d", round)
		for i := range acks {
			require.NoError(t, errs[i])
			for n, owner := range acks[i] {
				all[owner] = n
			}
		}
		for owner, n := range all {
			require.Equal(t, owner, owners[n], "round %d: acknowledged and lost", round)
		}
		// Each process may have saved one line that it could not acknowledge.
		require.LessOrEqual(t, len(owners), len(all)+2*(round+1))
	}
	soon, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err := add(soon, s, "the/last/one")
	require.NoError(t, err)
	assert.Equal(t, []string{"ledger.txt"}, names(t, folder))
	t.Logf("%d acknowledged lines", len(all))
	assert.Greater(t, len(all), rounds)
}

// hold stops in the middle of a save, holding the lock, until it is killed.
func hold(s File, _ []string) error {
	s.disk = tapped{before: func(step string) error {
		if step == "rename" {
			_, _ = os.Stdout.WriteString("holding\n")
			select {}
		}
		return nil
	}}
	_, err := s.Save(context.Background(), newText, "")
	return err
}

func TestAKilledHolderBlocksNobody(t *testing.T) {
	s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
	cmd := child(t, "hold", s)
	out := start(t, cmd)
	said, err := out.ReadString('\n')
	require.NoError(t, err)
	require.Equal(t, "holding\n", said)

	soon, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	_, err = s.Save(soon, []byte("mine\n"), "")
	require.ErrorIs(t, err, context.DeadlineExceeded, "it holds the lock")

	require.NoError(t, cmd.Process.Kill())
	_ = cmd.Wait()
	later, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	_, err = s.Save(later, []byte("mine\n"), "")
	require.NoError(t, err)
	assert.Equal(t, []string{"ledger.txt"}, names(t, filepath.Dir(s.Path)))
}

// limit saves under a limit of the size of files, which the kernel enforces in
// the middle of a write as it does the end of a disk.
func limit(s File, args []string) error {
	size, err := strconv.ParseUint(args[0], 10, 64)
	if err != nil {
		return err
	}
	signal.Ignore(syscall.SIGXFSZ)
	if err := syscall.Setrlimit(syscall.RLIMIT_FSIZE, &syscall.Rlimit{Cur: size, Max: size}); err != nil {
		return err
	}
	_, at, err := s.Load(context.Background())
	if err != nil {
		return err
	}
	_, err = s.Save(context.Background(), newText, at)
	_, _ = fmt.Println(err)
	return nil
}

func TestTheKernelEndsAWrite(t *testing.T) {
	for _, size := range []int{0, 1, len(newText) - 1} {
		s := File{Path: filepath.Join(t.TempDir(), "ledger.txt")}
		put(t, s, true)
		before := tree(t, filepath.Dir(s.Path))
		cmd := child(t, "limit", s, size)
		out := start(t, cmd)
		said, err := io.ReadAll(out)
		require.NoError(t, err)
		require.NoError(t, cmd.Wait())
		assert.Equal(t, "save "+s.Path+": write: "+syscall.EFBIG.Error()+"\n", string(said))
		assert.Equal(t, before, tree(t, filepath.Dir(s.Path)))
	}
}
