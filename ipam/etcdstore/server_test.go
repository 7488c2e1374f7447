package etcdstore_test

import (
	"bytes"
	"context"
	"sync"

	"go.etcd.io/etcd/api/v3/etcdserverpb"
	"go.etcd.io/etcd/api/v3/mvccpb"
	clientv3 "go.etcd.io/etcd/client/v3"
)

// A server answers as etcd does to what a store asks of it, and panics for the
// rest. The zero value is empty. internal/storeproof asks a real one.
type server struct {
	clientv3.KV

	mu       sync.Mutex
	revision int64
	keys     map[string]*mvccpb.KeyValue

	// before, if set, runs before a transaction, and its error is the answer.
	// after runs when it is done, and its error replaces the answer.
	before, after func() error
	transactions  int
}

func (s *server) Get(ctx context.Context, key string, _ ...clientv3.OpOption) (*clientv3.GetResponse, error) {
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	got := &clientv3.GetResponse{Header: s.header()}
	if kv := s.keys[key]; kv != nil {
		got.Kvs = []*mvccpb.KeyValue{{Key: kv.Key, Value: bytes.Clone(kv.Value), ModRevision: kv.ModRevision}}
	}
	return got, nil
}

func (s *server) header() *etcdserverpb.ResponseHeader {
	return &etcdserverpb.ResponseHeader{Revision: s.revision}
}

func (s *server) Txn(ctx context.Context) clientv3.Txn { return &transaction{server: s, ctx: ctx} }

// delete is what somebody else does to a key.
func (s *server) delete(key string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	delete(s.keys, key)
	s.revision++
}

type transaction struct {
	clientv3.Txn
	server     *server
	ctx        context.Context
	conditions []clientv3.Cmp
	operations []clientv3.Op
}

func (t *transaction) If(conditions ...clientv3.Cmp) clientv3.Txn {
	t.conditions = conditions
	return t
}

func (t *transaction) Then(operations ...clientv3.Op) clientv3.Txn {
	t.operations = operations
	return t
}

func (t *transaction) Commit() (*clientv3.TxnResponse, error) {
	s := t.server
	if err := t.ctx.Err(); err != nil {
		return nil, err
	}
	if s.before != nil {
		if err := s.before(); err != nil {
			return nil, err
		}
	}
	s.mu.Lock()
	done := t.apply()
	s.mu.Unlock()
	if s.after != nil {
		if lost := s.after(); lost != nil {
			return nil, lost
		}
	}
	return done, nil
}

func (t *transaction) apply() *clientv3.TxnResponse {
	s := t.server
	s.transactions++
	for _, c := range t.conditions {
		if c.Target != etcdserverpb.Compare_MOD || c.Result != etcdserverpb.Compare_EQUAL {
			panic("not a comparison that a store makes")
		}
		found := int64(0)
		if kv := s.keys[string(c.Key)]; kv != nil {
			found = kv.ModRevision
		}
		if found != c.TargetUnion.(*etcdserverpb.Compare_ModRevision).ModRevision {
			return &clientv3.TxnResponse{Header: s.header()}
		}
	}
	s.revision++
	for _, o := range t.operations {
		if !o.IsPut() {
			panic("not an operation that a store asks for")
		}
		if s.keys == nil {
			s.keys = map[string]*mvccpb.KeyValue{}
		}
		s.keys[string(o.KeyBytes())] = &mvccpb.KeyValue{Key: o.KeyBytes(), Value: bytes.Clone(o.ValueBytes()), ModRevision: s.revision}
	}
	return &clientv3.TxnResponse{Header: s.header(), Succeeded: true}
}
