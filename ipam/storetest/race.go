package storetest

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

const (
	writers = 16
	turns   = 20 // of each writer
)

func oneWins(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	at := ipam.Revision("")
	for round := range 5 { // the first one makes the store, the others change it
		var (
			start sync.WaitGroup
			done  sync.WaitGroup
			next  [writers]ipam.Revision
			errs  [writers]error
		)
		start.Add(1)
		for i := range writers {
			done.Go(func() {
				start.Wait()
				next[i], errs[i] = s.Save(ctx, fmt.Appendf(nil, "writer %d in round %d\n", i, round), at)
			})
		}
		start.Done()
		done.Wait()
		winner := -1
		for i, err := range errs {
			if err == nil {
				require.Equal(t, -1, winner, "writers %d and %d both saved at revision %q", winner, i, at)
				winner = i
				continue
			}
			require.ErrorIs(t, err, ipam.ErrStale, "writer %d", i)
		}
		require.NotEqual(t, -1, winner, "nobody won")
		at = next[winner]
		holds(ctx, t, s, fmt.Appendf(nil, "writer %d in round %d\n", winner, round), at)
	}
}

func nothingLost(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	var done sync.WaitGroup
	var errs [writers]error
	for i := range writers {
		done.Go(func() {
			for turn := 0; turn < turns && errs[i] == nil; turn++ {
				errs[i] = addLine(ctx, s, fmt.Sprintf("writer %d turn %d", i, turn))
			}
		})
	}
	done.Wait()
	for i, err := range errs {
		require.NoError(t, err, "writer %d", i)
	}

	text, _, err := s.Load(ctx)
	require.NoError(t, err)
	counted := map[string]int{}
	for line := range strings.Lines(string(text)) {
		counted[strings.TrimSuffix(line, "\n")]++
	}
	for i := range writers {
		for turn := range turns {
			line := fmt.Sprintf("writer %d turn %d", i, turn)
			assert.Equal(t, 1, counted[line], line)
		}
	}
	assert.Len(t, counted, writers*turns)
}

// addLine adds a line to the text, as often as it takes.
func addLine(ctx context.Context, s ipam.Store, line string) error {
	for {
		text, at, err := s.Load(ctx)
		if err != nil {
			return err
		}
		_, err = s.Save(ctx, append(text, line+"\n"...), at)
		if !errors.Is(err, ipam.ErrStale) {
			return err
		}
	}
}

// wholeTexts has readers look at texts that are one letter many times over, of
// many lengths, while writers replace them.
func wholeTexts(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	const readers = 4
	var reading, writing sync.WaitGroup
	var failed [readers]error
	stop := make(chan struct{})
	for i := range readers {
		reading.Go(func() {
			for failed[i] == nil {
				select {
				case <-stop:
					return
				default:
					failed[i] = looksWhole(ctx, s)
				}
			}
		})
	}
	var errs [3]error
	for i := range errs {
		writing.Go(func() {
			for turn := 0; turn < 10 && errs[i] == nil; turn++ {
				errs[i] = replace(ctx, s, bytes.Repeat([]byte{byte('a' + turn)}, 1+turn*10_000))
			}
		})
	}
	writing.Wait()
	close(stop)
	reading.Wait()
	require.NoError(t, errors.Join(errs[:]...))
	require.NoError(t, errors.Join(failed[:]...))
}

// replace saves the text, as often as it takes.
func replace(ctx context.Context, s ipam.Store, text []byte) error {
	for {
		_, at, err := s.Load(ctx)
		if err != nil {
			return err
		}
		if _, err = s.Save(ctx, text, at); !errors.Is(err, ipam.ErrStale) {
			return err
		}
	}
}

func looksWhole(ctx context.Context, s ipam.Store) error {
	text, at, err := s.Load(ctx)
	switch {
	case err != nil:
		return err
	case (text == nil) != (at == ""):
		return fmt.Errorf("text %s at revision %q", brief(text), at)
	case text == nil:
		return nil
	case len(text) == 0 || len(text) != 1+int(text[0]-'a')*10_000 || bytes.Count(text, text[:1]) != len(text):
		return fmt.Errorf("a mixed or partial text: %s", brief(text))
	}
	return nil
}
