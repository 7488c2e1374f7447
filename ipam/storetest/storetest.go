// Package storetest holds what every store of a ledger must do, as one test for
// all of them. Whoever writes an [ipam.Store] runs it against their own:
//
//	func TestStore(t *testing.T) {
//		storetest.Test(t, func(t *testing.T) ipam.Store { return new(ipam.Memory) })
//	}
package storetest

import (
	"bytes"
	"context"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// patience bounds one behaviour, so that a store that waits for ever fails
// instead of hanging. The slowest is the race of many writers: some thousand
// requests, most of them refused.
const patience = 2 * time.Minute

// large is the size of the large text, in bytes. It stays below what the servers
// that can hold a ledger take in one value: 1 MiB in a Kubernetes ConfigMap, 1.5
// MiB in one request to etcd.
const large = 1_000_000

// Test runs the contract of [ipam.Store] as subtests named by behaviour.
//
// open returns a store that holds nothing yet. It is called at least once in each
// subtest, shares nothing between the stores that it returns, and cleans up with
// t.Cleanup. The subtests run one after the other.
func Test(t *testing.T, open func(t *testing.T) ipam.Store) {
	for _, row := range []struct {
		behaviour string
		test      func(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store)
	}{
		{"a new store holds nothing", holdsNothing},
		{"the first save is made at the empty revision", firstSave},
		{"a save at the empty revision is stale when something is stored", staleWhenStored},
		{"a save at a revision is stale when nothing is stored", staleWhenEmpty},
		{"a save at an earlier revision is stale and changes nothing", staleWhenMovedOn},
		{"every save leads to a revision of its own", revisionsDiffer},
		{"the same text can be saved again", sameTextAgain},
		{"empty text is not nothing", emptyText},
		{"every byte comes back", everyByte},
		{"a large text comes back", largeText},
		{"a large text can be replaced by a small one", shrinks},
		{"the store and its callers share no bytes", sharesNoBytes},
		{"one of many saves at one revision wins", oneWins},
		{"many writers that retry lose nothing", nothingLost},
		{"readers see whole texts while writers write", wholeTexts},
		{"a cancelled context is an error and writes nothing", cancelled},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), patience)
			defer cancel()
			row.test(ctx, t, open)
		})
	}
}

// save saves and checks that the store then holds the text at the revision that
// the save returned.
func save(ctx context.Context, t *testing.T, s ipam.Store, text []byte, at ipam.Revision) ipam.Revision {
	t.Helper()
	next, err := s.Save(ctx, text, at)
	require.NoError(t, err)
	require.NotEmpty(t, next, "something is stored now")
	holds(ctx, t, s, text, next)
	return next
}

// holds checks what the store holds.
func holds(ctx context.Context, t *testing.T, s ipam.Store, text []byte, at ipam.Revision) {
	t.Helper()
	got, revision, err := s.Load(ctx)
	require.NoError(t, err)
	require.NotNil(t, got, "something is stored")
	require.True(t, bytes.Equal(text, got), "wrote %s, read %s", brief(text), brief(got))
	require.Equal(t, at, revision)
}

// isNothing checks that the store holds nothing.
func isNothing(ctx context.Context, t *testing.T, s ipam.Store) {
	t.Helper()
	got, revision, err := s.Load(ctx)
	require.NoError(t, err)
	require.Nil(t, got)
	require.Empty(t, revision)
}

// isStale checks that a save is refused.
func isStale(ctx context.Context, t *testing.T, s ipam.Store, at ipam.Revision) {
	t.Helper()
	next, err := s.Save(ctx, []byte("must not be seen\n"), at)
	require.ErrorIs(t, err, ipam.ErrStale)
	require.Empty(t, next, "a refused save makes no revision")
}

func brief(text []byte) string {
	if len(text) <= 60 {
		return fmt.Sprintf("%q", text)
	}
	return fmt.Sprintf("%q and so on, %d bytes", text[:60], len(text))
}

func holdsNothing(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	isNothing(ctx, t, s)
	isNothing(ctx, t, s) // the first look stored nothing
}

func firstSave(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	save(ctx, t, s, []byte("first\n"), "")
	isNothing(ctx, t, open(t)) // another store saw nothing of it
}

func staleWhenStored(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	at := save(ctx, t, s, []byte("first\n"), "")
	isStale(ctx, t, s, "")
	holds(ctx, t, s, []byte("first\n"), at)
}

func staleWhenEmpty(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	other := open(t)
	at := save(ctx, t, other, []byte("first\n"), "")
	s := open(t)
	isStale(ctx, t, s, at)
	isNothing(ctx, t, s)
}

func staleWhenMovedOn(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	first := save(ctx, t, s, []byte("first\n"), "")
	second := save(ctx, t, s, []byte("second\n"), first)
	third := save(ctx, t, s, []byte("third\n"), second)
	isStale(ctx, t, s, first)
	isStale(ctx, t, s, second)
	isStale(ctx, t, s, "")
	holds(ctx, t, s, []byte("third\n"), third)
	save(ctx, t, s, []byte("fourth\n"), third) // the refused ones are not in the way
}

func revisionsDiffer(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	seen, at := map[ipam.Revision]int{"": 0}, ipam.Revision("")
	for i := 1; i <= 20; i++ {
		at = save(ctx, t, s, []byte(strings.Repeat("line\n", i)), at)
		before, ok := seen[at]
		require.False(t, ok, "text %d has the revision of text %d", i, before)
		seen[at] = i
	}
}

func sameTextAgain(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	at := save(ctx, t, s, []byte("same\n"), "")
	at = save(ctx, t, s, []byte("same\n"), at)
	save(ctx, t, s, []byte("other\n"), at)
}

func emptyText(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	for name, text := range map[string][]byte{"nil": nil, "of no bytes": {}} {
		s := open(t)
		at := save(ctx, t, s, text, "")
		isStale(ctx, t, s, "")
		at = save(ctx, t, s, []byte("something\n"), at)
		at = save(ctx, t, s, text, at)
		assert.NotEmpty(t, at, name)
	}
}

func everyByte(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	all := make([]byte, 256)
	for i := range all {
		all[i] = byte(i)
	}
	s, at := open(t), ipam.Revision("")
	for _, text := range [][]byte{
		all,
		[]byte("no newline at the end"),
		[]byte("\r\n \t\n\n"),
		[]byte("\xef\xbb\xbfbyte order mark"),
		[]byte("not \xff\xfe UTF-8 \xc3"),
		{0},
	} {
		at = save(ctx, t, s, text, at)
	}
}

func largeText(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	at := save(ctx, t, s, lines(large), "")
	changed := lines(large)
	changed[large-2] = '!'
	save(ctx, t, s, changed, at)
}

func shrinks(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	at := save(ctx, t, s, lines(large), "")
	save(ctx, t, s, []byte("small\n"), at)
}

// lines returns n bytes that look like a ledger, no two lines alike.
func lines(n int) []byte {
	var b bytes.Buffer
	for i := 0; b.Len() < n; i++ {
		fmt.Fprintf(&b, "prefix\tunderlay\tlink/leaf%d/spine%d\t10.%d.%d.%d/31\n", i, i%4, i>>15&255, i>>7&255, i<<1&255)
	}
	b.Truncate(n - 1)
	b.WriteByte('\n')
	return b.Bytes()
}

func sharesNoBytes(ctx context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	s := open(t)
	text := []byte("mine\n")
	at := save(ctx, t, s, text, "")
	copy(text, "what")
	holds(ctx, t, s, []byte("mine\n"), at)

	got, _, err := s.Load(ctx)
	require.NoError(t, err)
	copy(got, "what")
	holds(ctx, t, s, []byte("mine\n"), at)
}

func cancelled(_ context.Context, t *testing.T, open func(t *testing.T) ipam.Store) {
	ctx := t.Context()
	done, cancel := context.WithCancel(ctx)
	cancel()

	s := open(t)
	_, _, err := s.Load(done)
	require.ErrorIs(t, err, context.Canceled)
	_, err = s.Save(done, []byte("must not be seen\n"), "")
	require.ErrorIs(t, err, context.Canceled)
	isNothing(ctx, t, s)

	at := save(ctx, t, s, []byte("first\n"), "")
	_, err = s.Save(done, []byte("must not be seen\n"), at)
	require.ErrorIs(t, err, context.Canceled)
	holds(ctx, t, s, []byte("first\n"), at)
}
