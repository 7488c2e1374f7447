package storetest_test

import (
	"bytes"
	"context"
	"errors"
	"os"
	"os/exec"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Test(t, func(*testing.T) ipam.Store { return new(ipam.Memory) })
}

// A bent store is a memory with one method bent.
type bent struct {
	ipam.Memory
	load func(m *ipam.Memory, ctx context.Context) ([]byte, ipam.Revision, error)
	save func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error)
}

func (b *bent) Load(ctx context.Context) ([]byte, ipam.Revision, error) {
	if b.load != nil {
		return b.load(&b.Memory, ctx)
	}
	return b.Memory.Load(ctx)
}

func (b *bent) Save(ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
	if b.save != nil {
		return b.save(&b.Memory, ctx, text, at)
	}
	return b.Memory.Save(ctx, text, at)
}

// broken are stores that break the contract, and what must notice it.
var broken = map[string]struct {
	open    func() ipam.Store
	notices string
}{
	"holds empty text from the start": {func() ipam.Store {
		return &bent{load: func(m *ipam.Memory, ctx context.Context) ([]byte, ipam.Revision, error) {
			text, at, err := m.Load(ctx)
			return append([]byte{}, text...), at, err
		}}
	}, "a_new_store_holds_nothing"},
	"takes empty text for nothing": {func() ipam.Store {
		return &bent{load: func(m *ipam.Memory, ctx context.Context) ([]byte, ipam.Revision, error) {
			text, at, err := m.Load(ctx)
			if len(text) == 0 {
				return nil, "", err
			}
			return text, at, err
		}}
	}, "empty_text_is_not_nothing"},
	"overwrites at the empty revision": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
			if at == "" {
				_, at, _ = m.Load(ctx)
			}
			return m.Save(ctx, text, at)
		}}
	}, "a_save_at_the_empty_revision_is_stale_when_something_is_stored"},
	"makes what was removed": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
			if _, now, _ := m.Load(ctx); now == "" {
				at = ""
			}
			return m.Save(ctx, text, at)
		}}
	}, "a_save_at_a_revision_is_stale_when_nothing_is_stored"},
	"looks at no revision": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, _ ipam.Revision) (ipam.Revision, error) {
			_, at, _ := m.Load(ctx)
			return m.Save(ctx, text, at)
		}}
	}, "a_save_at_an_earlier_revision_is_stale_and_changes_nothing"},
	"refuses with another error": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
			next, err := m.Save(ctx, text, at)
			if errors.Is(err, ipam.ErrStale) {
				err = errors.New("conflict")
			}
			return next, err
		}}
	}, "a_save_at_an_earlier_revision_is_stale_and_changes_nothing"},
	"has one revision for all texts": {func() ipam.Store {
		return &bent{
			load: func(m *ipam.Memory, ctx context.Context) ([]byte, ipam.Revision, error) {
				text, at, err := m.Load(ctx)
				return text, ipam.Revision(strings.Repeat("x", min(len(at), 1))), err
			},
			save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
				_, now, _ := m.Load(ctx)
				if (at == "") != (now == "") {
					return "", ipam.ErrStale
				}
				_, err := m.Save(ctx, text, now)
				return "x", err
			},
		}
	}, "every_save_leads_to_a_revision_of_its_own"},
	"ends lines with a newline": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
			if len(text) > 0 {
				text = append(bytes.TrimSuffix(bytes.Clone(text), []byte("\n")), '\n')
			}
			return m.Save(ctx, text, at)
		}}
	}, "every_byte_comes_back"},
	"cuts large texts": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
			return m.Save(ctx, text[:min(len(text), 1<<16)], at)
		}}
	}, "a_large_text_comes_back"},
	"keeps the bytes of its callers": {func() ipam.Store {
		var kept []byte
		return &bent{
			load: func(m *ipam.Memory, ctx context.Context) ([]byte, ipam.Revision, error) {
				_, at, err := m.Load(ctx)
				return kept, at, err
			},
			save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
				next, err := m.Save(ctx, text, at)
				if err == nil {
					kept = text
				}
				return next, err
			},
		}
	}, "the_store_and_its_callers_share_no_bytes"},
	"compares and replaces in two steps": {twoSteps, "one_of_many_saves_at_one_revision_wins"},
	"loses what comes between two steps": {twoSteps, "many_writers_that_retry_lose_nothing"},
	"shows half a text": {func() ipam.Store {
		return &bent{load: func(m *ipam.Memory, ctx context.Context) ([]byte, ipam.Revision, error) {
			text, at, err := m.Load(ctx)
			if len(text) > 50_000 {
				text = text[:len(text)/2]
			}
			return text, at, err
		}}
	}, "readers_see_whole_texts_while_writers_write"},
	"saves for nobody": {func() ipam.Store {
		return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
			return m.Save(context.WithoutCancel(ctx), text, at)
		}}
	}, "a_cancelled_context_is_an_error_and_writes_nothing"},
}

func twoSteps() ipam.Store {
	return &bent{save: func(m *ipam.Memory, ctx context.Context, text []byte, at ipam.Revision) (ipam.Revision, error) {
		if _, now, _ := m.Load(ctx); now != at {
			return "", ipam.ErrStale
		}
		time.Sleep(time.Millisecond)
		for {
			_, now, _ := m.Load(ctx)
			if next, err := m.Save(ctx, text, now); err == nil {
				return next, nil
			}
		}
	}}
}

const brokenName = "STORETEST_BROKEN"

// TestBroken is what TestBrokenStoresFail runs in a process of its own, where it
// may fail.
func TestBroken(t *testing.T) {
	store, ok := broken[os.Getenv(brokenName)]
	if !ok {
		t.Skip("only for TestBrokenStoresFail")
	}
	storetest.Test(t, func(*testing.T) ipam.Store { return store.open() })
}

func TestBrokenStoresFail(t *testing.T) {
	self, err := os.Executable()
	require.NoError(t, err)
	for name, store := range broken {
		t.Run(name, func(t *testing.T) {
			cmd := exec.Command(self, "-test.run=^TestBroken$/^"+store.notices+"$")
			cmd.Env = append(os.Environ(), brokenName+"="+name)
			out, err := cmd.CombinedOutput()
			var exit *exec.ExitError
			require.ErrorAs(t, err, &exit, "%s", out)
			assert.Contains(t, string(out), "--- FAIL: TestBroken/"+store.notices+" ")
			assert.NotContains(t, string(out), "panic:")
		})
	}
}
