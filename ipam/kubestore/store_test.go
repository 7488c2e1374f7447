package kubestore_test

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"

	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/kubestore"
	"github.com/podfabric/podfabric/ipam/storetest"
)

const name = "ledger-of-site1"

func open(s *server) kubestore.Store { return kubestore.Store{ConfigMaps: s, Name: name} }

func TestStore(t *testing.T) {
	storetest.Test(t, func(*testing.T) ipam.Store { return open(new(server)) })
}

// TestStoreBesideOthers is the contract for a ConfigMap that was there before,
// with keys of others.
func TestStoreBesideOthers(t *testing.T) {
	storetest.Test(t, func(*testing.T) ipam.Store {
		s := new(server)
		s.edit(name, func(cm *corev1.ConfigMap) { cm.Data = map[string]string{"owner": "network team"} })
		return open(s)
	})
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

func TestWhereTheTextIs(t *testing.T) {
	line := "10.0.0.0/31 link/leaf1/spine1\n"
	long := strings.Repeat(line, 40_000)
	for _, row := range []struct {
		behaviour string
		text      string
		others    int // bytes that somebody else keeps there
		plain     bool
	}{
		{"text is readable", line, 0, true},
		{"900 KiB are readable", long[:900<<10], 0, true},
		{"one byte more is packed", long[:900<<10+1], 0, false},
		{"5 MB are packed", strings.Repeat(line, 180_000), 0, false},
		{"what is no UTF-8 is packed", "\xff", 0, false},
		{"packed as well is what leaves others no room", long[:600<<10], 500 << 10, false},
		{"readable is what just leaves others room", long[:524<<10], 500 << 10, true},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			s := new(server)
			s.edit(name, func(cm *corev1.ConfigMap) { cm.Data = map[string]string{"other": strings.Repeat("x", row.others)} })
			at := ipam.Revision("")
			// From the other place and back, so that it is never in both.
			for _, text := range []string{"small", row.text, "\xfe", row.text} {
				var err error
				at, err = open(s).Save(t.Context(), []byte(text), at)
				require.NoError(t, err)
			}
			plain, isPlain := s.objects[name].Data["ledger"]
			_, isPacked := s.objects[name].BinaryData["ledger"]
			assert.Equal(t, row.plain, isPlain)
			assert.Equal(t, !row.plain, isPacked)
			if row.plain {
				assert.Equal(t, row.text, plain)
			}
			got, found, err := open(s).Load(t.Context())
			require.NoError(t, err)
			assert.Equal(t, at, found)
			assert.True(t, row.text == string(got))
		})
	}
}

func TestTooLarge(t *testing.T) {
	for _, row := range []struct {
		behaviour string
		text      []byte
		others    int
		want      kubestore.TooLargeError
		message   string
	}{
		{"what does not pack", noise(2 << 20), 0,
			kubestore.TooLargeError{Name: name, Text: 2 << 20, Limit: 1 << 20},
			"does not fit the 1048576 bytes of a ConfigMap of which other keys hold 0"},
		{"what others leave no room for", noise(100 << 10), 1000 << 10,
			kubestore.TooLargeError{Name: name, Text: 100 << 10, Others: 1000 << 10, Limit: 1 << 20},
			"of which other keys hold 1024000"},
		{"what nobody would unpack again", make([]byte, 64<<20+1), 0,
			kubestore.TooLargeError{Name: name, Text: 64<<20 + 1, Limit: 64 << 20},
			"text of 67108865 bytes is longer than the 67108864 that a store keeps"},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			for _, before := range []string{"no ConfigMap", "a ConfigMap", "a text"} {
				s := new(server)
				if before != "no ConfigMap" || row.others > 0 {
					s.edit(name, func(cm *corev1.ConfigMap) {
						cm.BinaryData = map[string][]byte{"other": make([]byte, row.others)}
					})
				}
				at := ipam.Revision("")
				if before == "a text" {
					var err error
					at, err = open(s).Save(t.Context(), []byte("small"), "")
					require.NoError(t, err)
				}
				writes := len(s.managers)
				_, err := open(s).Save(t.Context(), row.text, at)
				tooLarge, ok := errors.AsType[*kubestore.TooLargeError](err)
				require.True(t, ok, "%v", err)
				row.want.Stored = tooLarge.Stored
				assert.Equal(t, row.want, *tooLarge)
				require.ErrorContains(t, err, row.message)
				assert.NotErrorIs(t, err, ipam.ErrStale)
				assert.Len(t, s.managers, writes, "nothing is written")
			}
		})
	}
}

func TestOthersKeepTheirs(t *testing.T) {
	s := new(server)
	s.edit(name, func(cm *corev1.ConfigMap) {
		cm.Labels = map[string]string{"app": "fabric"}
		cm.Annotations = map[string]string{"note": "do not delete"}
		cm.Finalizers = []string{"example.com/keep"}
		cm.Data = map[string]string{"owner": "network team"}
		cm.BinaryData = map[string][]byte{"logo": {0, 1, 255}}
	})
	want := s.objects[name].DeepCopy()
	at := ipam.Revision("")
	for _, text := range []string{"plain", "\xff packed", "plain again"} {
		var err error
		at, err = open(s).Save(t.Context(), []byte(text), at)
		require.NoError(t, err)
		got := s.objects[name].DeepCopy()
		delete(got.Data, "ledger")
		delete(got.BinaryData, "ledger")
		got.ResourceVersion = want.ResourceVersion
		require.Equal(t, want, got)
	}
	assert.Equal(t, []string{"kubectl", "podfabric", "podfabric", "podfabric"}, s.managers)
}

// TestStale is what can happen between a load and a save, and within a save.
func TestStale(t *testing.T) {
	label := func(s *server) {
		s.edit(name, func(cm *corev1.ConfigMap) { cm.Labels = map[string]string{"new": "label"} })
	}
	write := func(s *server) {
		s.edit(name, func(cm *corev1.ConfigMap) { cm.Data = map[string]string{"ledger": "theirs"} })
	}
	drop := func(s *server) { s.edit(name, func(cm *corev1.ConfigMap) { cm.Data = nil }) }
	remove := func(s *server) { s.remove(name) }
	for _, row := range []struct {
		behaviour    string
		before, then func(s *server)
	}{
		{"another text", write, write},
		{"a label", write, label},
		{"the ConfigMap is deleted", write, remove},
		{"it is deleted and made anew", write, func(s *server) { remove(s); write(s) }},
		{"the key is taken away", write, drop},
		{"made by somebody else", func(*server) {}, write},
		{"the key is added by somebody else", drop, write},
		{"without the key, a label", drop, label},
		{"without the key, the ConfigMap is deleted", drop, remove},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			for _, when := range []string{"get", "update", "create"} {
				s := new(server)
				row.before(s)
				_, at, err := open(s).Load(t.Context())
				require.NoError(t, err)
				happened := false
				s.before = func(verb string) error {
					if verb == when && !happened {
						happened = true
						row.then(s)
					}
					return nil
				}
				_, err = open(s).Save(t.Context(), []byte("ours"), at)
				if err == nil {
					// Nothing stored stays nothing, whatever changes before the save reads.
					require.True(t, !happened || at == "" && when == "get")
					continue
				}
				require.ErrorIs(t, err, ipam.ErrStale, when)
				text, at, err := open(s).Load(t.Context())
				require.NoError(t, err)
				assert.NotEqual(t, "ours", string(text))
				_, err = open(s).Save(t.Context(), []byte("ours"), at)
				require.NoError(t, err, "and then it goes on")
			}
		})
	}
}

// TestTwoFindNothing holds two planners that both loaded "nothing" at the same
// step of their first save.
func TestTwoFindNothing(t *testing.T) {
	for behaviour, before := range map[string]func(s *server){
		"no ConfigMap": func(*server) {},
		"a ConfigMap without the key": func(s *server) {
			s.edit(name, func(cm *corev1.ConfigMap) { cm.Labels = map[string]string{"app": "fabric"} })
		},
	} {
		t.Run(behaviour, func(t *testing.T) {
			s := new(server)
			before(s)
			var both sync.WaitGroup
			both.Add(2)
			s.before = func(verb string) error {
				if verb != "get" { // both have read, and write now
					both.Done()
					both.Wait()
				}
				return nil
			}
			var errs [2]error
			var done sync.WaitGroup
			for i := range errs {
				done.Go(func() { _, errs[i] = open(s).Save(t.Context(), fmt.Append(nil, i), "") })
			}
			done.Wait()
			if errs[0] != nil {
				errs[0], errs[1] = errs[1], errs[0]
			}
			require.NoError(t, errs[0])
			require.ErrorIs(t, errs[1], ipam.ErrStale)
		})
	}
}

// TestLostAnswer is the outcome that nobody knows: it was written, and the
// answer did not come.
func TestLostAnswer(t *testing.T) {
	s := new(server)
	at, err := open(s).Save(t.Context(), []byte("first"), "")
	require.NoError(t, err)
	s.after = func(verb string) error {
		if verb == "update" {
			return context.DeadlineExceeded
		}
		return nil
	}
	next, err := open(s).Save(t.Context(), []byte("second"), at)
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.NotErrorIs(t, err, ipam.ErrStale)
	assert.Empty(t, next)

	s.after = nil
	_, err = open(s).Save(t.Context(), []byte("second"), at)
	require.ErrorIs(t, err, ipam.ErrStale, "the first one was written")
	text, _, err := open(s).Load(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "second", string(text))
}

func TestLoadRefuses(t *testing.T) {
	for _, row := range []struct {
		behaviour string
		stored    corev1.ConfigMap
		message   string
	}{
		{"a text in both places", corev1.ConfigMap{Data: map[string]string{"ledger": "a"}, BinaryData: map[string][]byte{"ledger": []byte("b")}},
			`configmap "ledger-of-site1": ledger is in data and in binaryData`},
		{"what is not packed", corev1.ConfigMap{BinaryData: map[string][]byte{"ledger": []byte("b")}},
			`configmap "ledger-of-site1": packed text is damaged`},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			row.stored.ResourceVersion = "5"
			s := &server{objects: map[string]*corev1.ConfigMap{name: &row.stored}}
			_, _, err := open(s).Load(t.Context())
			require.ErrorContains(t, err, row.message)
		})
	}
	t.Run("no resourceVersion", func(t *testing.T) {
		s := &server{objects: map[string]*corev1.ConfigMap{name: {Data: map[string]string{"ledger": "a"}}}}
		_, _, err := open(s).Load(t.Context())
		require.ErrorContains(t, err, "has no resourceVersion")
		_, err = open(s).Save(t.Context(), []byte("b"), "")
		require.ErrorContains(t, err, "has no resourceVersion")
	})
}

func TestErrorsNameTheConfigMap(t *testing.T) {
	refused := errors.New("forbidden")
	for _, when := range []string{"get", "create", "update"} {
		s := new(server)
		if when == "update" {
			s.edit(name, func(*corev1.ConfigMap) {})
		}
		s.before = func(verb string) error {
			if verb == when {
				return refused
			}
			return nil
		}
		_, err := open(s).Save(t.Context(), []byte("text"), "")
		require.ErrorIs(t, err, refused)
		require.EqualError(t, err, `configmap "ledger-of-site1": forbidden`)
	}
	s := &server{before: func(string) error { return refused }}
	_, _, err := open(s).Load(t.Context())
	require.EqualError(t, err, `configmap "ledger-of-site1": forbidden`)
}

// A planner loads, decides and saves, and does so again when another one was
// faster.
func Example() {
	ctx := context.Background()
	// clientset.CoreV1().ConfigMaps("fabric") of client-go in earnest.
	store := kubestore.Store{ConfigMaps: new(server), Name: "podfabric-ledger"}

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
