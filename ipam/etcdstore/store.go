// Package etcdstore keeps the ledger of package ipam under one key of etcd, for
// planners that run on several machines.
//
//	client, err := clientv3.New(clientv3.Config{Endpoints: []string{"https://10.0.0.1:2379"}, TLS: tls})
//	...
//	defer client.Close()
//	store := etcdstore.Store{Client: client, Key: "/podfabric/site1/ledger"}
//
// The revision of a text is the key's mod revision: etcd raises it with every
// change of anything it holds and never uses one twice, so it stands for one
// text even when the key is deleted and made anew. Only a restored backup counts
// again from where the backup was taken: restore with etcdutl's
// --bump-revision, or while no planner runs.
//
// A text longer than 512 KiB is stored as gzip, since etcd takes no more than
// 1.5 MiB in one request. Every Save leaves the former text in the history of
// etcd until it is compacted: run etcd with --auto-compaction-retention.
//
// With etcd's access control on, the user needs permission to read and write
// this one key.
package etcdstore

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"

	"go.etcd.io/etcd/api/v3/v3rpc/rpctypes"
	clientv3 "go.etcd.io/etcd/client/v3"

	"github.com/podfabric/podfabric/internal/squeeze"
	"github.com/podfabric/podfabric/ipam"
)

const (
	// plainUpTo is the longest text that is stored as it is. Shorter ones stay
	// readable with "etcdctl get", and leave room in a request for the rest.
	plainUpTo = 512 << 10

	// defaultLimit is etcd's --max-request-bytes when nothing is configured.
	defaultLimit = 3 << 19

	// envelope is kept free in a request for all that is not key or value: the
	// comparison, and the header with the user's name that etcd adds before it
	// measures.
	envelope = 1 << 10
)

var _ ipam.Store = Store{}

// A Store is an [ipam.Store] under one key. It may be copied, and used by
// several goroutines at once.
type Store struct {
	// Client is a *clientv3.Client, or what package namespace makes of one.
	Client clientv3.KV
	// Key must not be empty. Nobody else may write it.
	Key string
	// Limit is how many bytes the server takes in one request
	// (--max-request-bytes). 0 is etcd's default of 1.5 MiB. Above 2 MiB the
	// client has to be told too (clientv3.Config.MaxCallSendMsgSize).
	Limit int
}

// A TooLargeError says that etcd does not take a text, even packed. Nothing was
// written.
type TooLargeError struct {
	Key string
	// Text and Stored are the sizes in bytes before and after packing; Stored is
	// 0 when the text is longer than the 64 MiB that are ever unpacked.
	Text, Stored int
	// Limit is how many bytes are taken: of one request, or of a text. It is 0 when the
	// server refused the request by a lower limit of its own, which it does not
	// tell.
	Limit int
}

func (e *TooLargeError) Error() string {
	switch {
	case e.Stored == 0:
		return fmt.Sprintf("etcd key %q: text of %d bytes is longer than the %d that a store keeps", e.Key, e.Text, e.Limit)
	case e.Limit == 0:
		return fmt.Sprintf("etcd key %q: text of %d bytes, %d as stored, is more than the server takes in one request (its --max-request-bytes)", e.Key, e.Text, e.Stored)
	default:
		return fmt.Sprintf("etcd key %q: text of %d bytes, %d as stored, does not fit a request of %d bytes (--max-request-bytes, Store.Limit)", e.Key, e.Text, e.Stored, e.Limit)
	}
}

// Load returns the text and the key's mod revision in decimal; nil and "" when
// the key does not exist. It reads what a majority of the servers has agreed on,
// and so sees every Save that succeeded before.
func (s Store) Load(ctx context.Context) ([]byte, ipam.Revision, error) {
	got, err := s.Client.Get(ctx, s.Key)
	if err != nil {
		return nil, "", s.failed(err)
	}
	if len(got.Kvs) == 0 {
		return nil, "", nil
	}
	kv := got.Kvs[0]
	text := append([]byte{}, kv.Value...) // never nil: an empty text is one too
	if squeeze.IsPacked(text) {
		if text, err = squeeze.Unpack(text); err != nil {
			return nil, "", s.failed(err)
		}
	}
	return text, decimal(kv.ModRevision), nil
}

// Save stores the text in one transaction, if the key is still at that revision,
// and returns the new one. Otherwise the error is [ipam.ErrStale]; it is too for
// a revision that no Load of this store returns. A text that does not fit is a
// [*TooLargeError].
//
// After any other error it is not known whether the text was stored: a time-out
// or a lost connection may hide an answer, and etcd may even carry out later
// what it was sent. Nothing is lost by that. Load again and go on from what is
// there; whatever still arrives was made for a revision that is then gone, or
// takes that revision away from the next Save, which is then stale. To repeat
// the same Save instead is safe too, but ErrStale may then mean that the first
// one succeeded: Load, as always after ErrStale.
func (s Store) Save(ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
	revision, ok := parse(at)
	if !ok {
		return "", fmt.Errorf("etcd key %q: %q is no revision of it: %w", s.Key, at, ipam.ErrStale)
	}
	value, err := s.value(text)
	if err != nil {
		return "", err
	}
	done, err := s.Client.Txn(ctx).
		If(clientv3.Compare(clientv3.ModRevision(s.Key), "=", revision)).
		Then(clientv3.OpPut(s.Key, string(value))).
		Commit()
	switch {
	case errors.Is(err, rpctypes.ErrRequestTooLarge):
		return "", &TooLargeError{Key: s.Key, Text: len(text), Stored: len(value)}
	case err != nil:
		return "", s.failed(err)
	case !done.Succeeded:
		return "", s.failed(ipam.ErrStale)
	}
	// A transaction's changes have the revision of its answer.
	return decimal(done.Header.Revision), nil
}

// value is what is stored for a text.
func (s Store) value(text []byte) ([]byte, error) {
	if len(text) > squeeze.MaxText {
		return nil, &TooLargeError{Key: s.Key, Text: len(text), Limit: squeeze.MaxText}
	}
	value := bytes.Clone(text)
	if len(text) > plainUpTo || squeeze.IsPacked(text) {
		value = squeeze.Pack(text)
	}
	limit := s.Limit
	if limit == 0 {
		limit = defaultLimit
	}
	// The key stands in the comparison and in the put.
	if len(value)+2*len(s.Key)+envelope > limit {
		return nil, &TooLargeError{Key: s.Key, Text: len(text), Stored: len(value), Limit: limit}
	}
	return value, nil
}

func (s Store) failed(err error) error { return fmt.Errorf("etcd key %q: %w", s.Key, err) }

func decimal(revision int64) ipam.Revision { return ipam.Revision(strconv.FormatInt(revision, 10)) }

// parse takes what [decimal] writes, and "" for the revision 0 of a key that
// does not exist. A written 0 must not pass for that.
func parse(at ipam.Revision) (int64, bool) {
	if at == "" {
		return 0, true
	}
	revision, err := strconv.ParseInt(string(at), 10, 64)
	return revision, err == nil && revision > 0 && decimal(revision) == at
}
