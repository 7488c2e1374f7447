package etcdstore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"go.etcd.io/etcd/api/v3/mvccpb"
	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"

	"github.com/podfabric/podfabric/internal/squeeze"
	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/etcdstore"
	"github.com/podfabric/podfabric/ipam/storetest"
)

const key = "/podfabric/site1/ledger"

func open(s *server) etcdstore.Store { return etcdstore.Store{Client: s, Key: key} }

func TestStore(t *testing.T) {
	storetest.Test(t, func(*testing.T) ipam.Store { return open(new(server)) })
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

func TestWhatIsStored(t *testing.T) {
	line := "10.0.0.0/31 link/leaf1/spine1\n"
	long := []byte(strings.Repeat(line, 180_000))
	packed := squeeze.Pack([]byte(line))
	for _, row := range []struct {
		behaviour    string
		text, stored []byte
	}{
		{"text is readable", []byte(line), []byte(line)},
		{"empty text is there", nil, []byte{}},
		{"bytes of any kind", []byte("\xff\x00"), []byte("\xff\x00")},
		{"512 KiB are readable", long[:512<<10], long[:512<<10]},
		{"one byte more is packed", long[:512<<10+1], squeeze.Pack(long[:512<<10+1])},
		{"5 MB are packed", long, squeeze.Pack(long)},
		{"what looks packed is packed again", packed, squeeze.Pack(packed)},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			s := new(server)
			at, err := open(s).Save(t.Context(), row.text, "")
			require.NoError(t, err)
			assert.True(t, string(row.stored) == string(s.keys[key].Value))
			got, found, err := open(s).Load(t.Context())
			require.NoError(t, err)
			require.NotNil(t, got)
			assert.True(t, string(row.text) == string(got))
			assert.Equal(t, at, found)
		})
	}
}

func TestTooLarge(t *testing.T) {
	for _, row := range []struct {
		behaviour string
		text      []byte
		limit     int
		answer    error // of the server
		want      etcdstore.TooLargeError
		message   string
	}{
		{"what does not pack", noise(2 << 20), 0, nil,
			etcdstore.TooLargeError{Key: key, Text: 2 << 20, Limit: 1536 << 10},
			"does not fit a request of 1572864 bytes (--max-request-bytes, Store.Limit)"},
		{"a lower limit", noise(1000), 2000, nil,
			etcdstore.TooLargeError{Key: key, Text: 1000, Stored: 1000, Limit: 2000},
			"text of 1000 bytes, 1000 as stored, does not fit a request of 2000 bytes"},
		{"a lower limit that only the server knows", noise(1000), 0, rpctypes.ErrRequestTooLarge,
			etcdstore.TooLargeError{Key: key, Text: 1000, Stored: 1000},
			"is more than the server takes in one request (its --max-request-bytes)"},
		{"what nobody would unpack again", make([]byte, 64<<20+1), 0, nil,
			etcdstore.TooLargeError{Key: key, Text: 64<<20 + 1, Limit: 64 << 20},
			"text of 67108865 bytes is longer than the 67108864 that a store keeps"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			s := &server{before: func() error { return row.answer }}
			store := open(s)
			store.Limit = row.limit
			_, err := store.Save(t.Context(), row.text, "")
			tooLarge, ok := errors.AsType[*etcdstore.TooLargeError](err)
			require.True(t, ok, "%v", err)
			if row.want.Stored == 0 && len(row.text) < 64<<20 {
				row.want.Stored = tooLarge.Stored
			}
			assert.Equal(t, row.want, *tooLarge)
			require.ErrorContains(t, err, row.message)
			assert.NotErrorIs(t, err, ipam.ErrStale)
			assert.Zero(t, s.transactions)
		})
	}
}

// TestForeignRevisions holds revisions that no load returned: none may pass for
// another one, least of all for the key that does not exist.
func TestForeignRevisions(t *testing.T) {
	for _, stored := range []bool{false, true} {
		s := new(server)
		if stored {
			_, err := open(s).Save(t.Context(), []byte("theirs"), "")
			require.NoError(t, err) // at revision 1
		}
		before := s.transactions
		for _, at := range []ipam.Revision{"0", "-1", "+1", "01", "1.0", "0x1", " 1", "1_0", "one", "99999999999999999999", "sha256:00"} {
			next, err := open(s).Save(t.Context(), []byte("ours"), at)
			require.ErrorIs(t, err, ipam.ErrStale, "%q", at)
			require.ErrorContains(t, err, fmt.Sprintf("%q is no revision of it", at))
			assert.Empty(t, next)
		}
		assert.Equal(t, before, s.transactions, "nothing is sent")
	}
}

func TestDeletedIsStale(t *testing.T) {
	s := new(server)
	at, err := open(s).Save(t.Context(), []byte("first"), "")
	require.NoError(t, err)
	s.delete(key)
	_, err = open(s).Save(t.Context(), []byte("second"), at)
	require.ErrorIs(t, err, ipam.ErrStale)
	text, none, err := open(s).Load(t.Context())
	require.NoError(t, err)
	assert.Nil(t, text)
	assert.Empty(t, none)
	again, err := open(s).Save(t.Context(), []byte("first"), "")
	require.NoError(t, err)
	assert.NotEqual(t, at, again)
}

// TestLostAnswer is the outcome that nobody knows: it was written, and the
// answer did not come.
func TestLostAnswer(t *testing.T) {
	s := &server{after: func() error { return context.DeadlineExceeded }}
	next, err := open(s).Save(t.Context(), []byte("first"), "")
	require.EqualError(t, err, `etcd key "/podfabric/site1/ledger": context deadline exceeded`)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, ipam.ErrStale)
	assert.Empty(t, next)

	s.after = nil
	_, err = open(s).Save(t.Context(), []byte("first"), "")
	require.ErrorIs(t, err, ipam.ErrStale, "the first one was written")
	text, _, err := open(s).Load(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "first", string(text))
}

// TestLateRequest is a request that arrives after its caller gave up and loaded
// again: of the two saves at one revision only one is written.
func TestLateRequest(t *testing.T) {
	s := new(server)
	late := func() error { return nil }
	s.before = func() error {
		late = func() error {
			_, err := open(s).Save(t.Context(), []byte("late"), "")
			return err
		}
		return context.DeadlineExceeded
	}
	_, err := open(s).Save(t.Context(), []byte("late"), "")
	require.ErrorIs(t, err, context.DeadlineExceeded)
	s.before = nil
	_, at, err := open(s).Load(t.Context())
	require.NoError(t, err)
	require.NoError(t, late())
	_, err = open(s).Save(t.Context(), []byte("next"), at)
	require.ErrorIs(t, err, ipam.ErrStale)
}

func TestLoadRefuses(t *testing.T) {
	packed := squeeze.Pack([]byte("text"))
	for behaviour, stored := range map[string][]byte{
		"what is cut off":           packed[:len(packed)-1],
		"what goes on":              append(packed, packed...),
		"what only begins that way": []byte("\x1f\x8b\x08 and more"),
	} {
		t.Run(behaviour, func(t *testing.T) {
			s := &server{keys: map[string]*mvccpb.KeyValue{key: {Value: stored, ModRevision: 7}}}
			_, at, err := open(s).Load(t.Context())
			require.ErrorContains(t, err, `etcd key "/podfabric/site1/ledger": packed text is damaged`)
			assert.Empty(t, at)
		})
	}
}

// FuzzStored holds that a text comes back, whatever it looks like, and that
// whatever somebody else wrote is read or refused.
func FuzzStored(f *testing.F) {
	f.Add([]byte("10.0.0.0/31 link/leaf1/spine1\n"))
	f.Add(squeeze.Pack([]byte("10.0.0.0/31 link/leaf1/spine1\n")))
	f.Add([]byte("\x1f\x8b\x08"))
	f.Fuzz(func(t *testing.T, b []byte) {
		s := new(server)
		_, err := open(s).Save(t.Context(), b, "")
		require.NoError(t, err)
		text, _, err := open(s).Load(t.Context())
		require.NoError(t, err)
		require.Equal(t, string(b), string(text))

		s.keys[key].Value = b
		if text, _, err = open(s).Load(t.Context()); err == nil {
			require.NotNil(t, text)
		}
	})
}

// A planner loads, decides and saves, and does so again when another one was
// faster.
func Example() {
	ctx := context.Background()
	// A *clientv3.Client in earnest.
	store := etcdstore.Store{Client: new(server), Key: "/podfabric/site1/ledger"}

	_, at, err := store.Load(ctx)
	fmt.Printf("%q %v\n", at, err)
	_, err = store.Save(ctx, []byte("10.0.0.0/31 link/leaf1/spine1\n"), at)
	fmt.Println(err)
	_, err = store.Save(ctx, []byte("10.0.0.0/31 link/leaf2/spine1\n"), at)
	fmt.Println(errors.Is(err, ipam.ErrStale))
	text, _, err := store.Load(ctx)
	fmt.Printf("%s%v\n", text, err)
	// Output:
	// "" <nil>
	// <nil>
	// true
	// 10.0.0.0/31 link/leaf1/spine1
	// <nil>
}
