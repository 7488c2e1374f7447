package ipam

import (
	"bytes"
	"context"
	"strconv"
	"sync"
)

// Memory is a [Store] that lasts as long as the value: for tests, and for plans
// that are made once. The zero value is an empty store, ready to use. It must not
// be copied after its first use.
type Memory struct {
	mu    sync.Mutex
	text  []byte
	saves uint64 // the revision is their count, so that it never comes back
}

// Load returns the text and its revision; nil and "" before the first save. Its
// only error is ctx's.
func (m *Memory) Load(ctx context.Context) ([]byte, Revision, error) {
	if err := ctx.Err(); err != nil {
		return nil, "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	return bytes.Clone(m.text), m.revision(), nil
}

// Save replaces the text, provided that the store is still at the revision;
// otherwise the error is [ErrStale]. Its only other error is ctx's.
func (m *Memory) Save(ctx context.Context, text []byte, at Revision) (Revision, error) {
	if err := ctx.Err(); err != nil {
		return "", err
	}
	m.mu.Lock()
	defer m.mu.Unlock()
	if at != m.revision() {
		return "", ErrStale
	}
	m.text = append([]byte{}, text...) // never nil, which would be nothing stored
	m.saves++
	return m.revision(), nil
}

func (m *Memory) revision() Revision {
	if m.saves == 0 {
		return ""
	}
	return Revision(strconv.FormatUint(m.saves, 10))
}
