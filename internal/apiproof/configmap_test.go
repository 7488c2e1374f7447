package apiproof

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"os"
	"regexp"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	corev1 "k8s.io/api/core/v1"
	rbacv1 "k8s.io/api/rbac/v1"
	apierrors "k8s.io/apimachinery/pkg/api/errors"
	metav1 "k8s.io/apimachinery/pkg/apis/meta/v1"
	"k8s.io/apimachinery/pkg/types"
	typedcorev1 "k8s.io/client-go/kubernetes/typed/core/v1"
	"sigs.k8s.io/yaml"

	"github.com/podfabric/podfabric/internal/storeproof"
	"github.com/podfabric/podfabric/ipam"
	"github.com/podfabric/podfabric/ipam/kubestore"
	"github.com/podfabric/podfabric/ipam/storetest"
)

// What client-go has is what the store wants, as it is.
var _ kubestore.ConfigMaps = typedcorev1.ConfigMapInterface(nil)

const (
	namespace = "fabric"
	name      = "podfabric-ledger"

	waitFor, tick = 10 * time.Second, 20 * time.Millisecond
)

// Test is one test, since a process can have one server.
func Test(t *testing.T) {
	s := start(t, storeproof.StartEtcd(t))
	admin := s.Client(t, Administrator)
	_, err := admin.CoreV1().Namespaces().Create(t.Context(), &corev1.Namespace{ObjectMeta: metav1.ObjectMeta{Name: namespace}}, metav1.CreateOptions{})
	require.NoError(t, err)
	maps := admin.CoreV1().ConfigMaps(namespace)
	for _, row := range []struct {
		behaviour string
		test      func(t *testing.T, s *APIServer, maps typedcorev1.ConfigMapInterface)
	}{
		{"the contract", contract},
		{"planners race", plannersRace},
		{"planners race for the first save", firstSaves},
		{"what others put there stays", othersStay},
		{"a change between load and save is stale", changedBetween},
		{"large and too large texts", sizes},
		{"the Role of the documentation suffices", permissions},
		{"without the namespace", noNamespace},
	} {
		t.Run(row.behaviour, func(t *testing.T) {
			row.test(t, s, maps)
			err := maps.DeleteCollection(context.WithoutCancel(t.Context()), metav1.DeleteOptions{}, metav1.ListOptions{})
			require.NoError(t, err)
		})
	}
}

func contract(t *testing.T, _ *APIServer, maps typedcorev1.ConfigMapInterface) {
	n := 0
	storetest.Test(t, func(*testing.T) ipam.Store {
		n++
		return kubestore.Store{ConfigMaps: maps, Name: fmt.Sprintf("%s-%d", name, n)}
	})
}

func plannersRace(t *testing.T, s *APIServer, maps typedcorev1.ConfigMapInterface) {
	var stores []ipam.Store
	for range 3 {
		stores = append(stores, kubestore.Store{ConfigMaps: s.Client(t, Administrator).CoreV1().ConfigMaps(namespace), Name: name})
	}
	const leases = 20
	planners := make([]storeproof.Planner, 8)
	names, errs := make([]string, len(planners)), make([]error, len(planners))
	var done sync.WaitGroup
	for i := range planners {
		names[i] = fmt.Sprintf("planner%d", i)
		planners[i] = storeproof.Planner{Store: stores[i%len(stores)], Name: names[i]}
		done.Go(func() { errs[i] = planners[i].Take(t.Context(), leases) })
	}
	done.Wait()
	require.NoError(t, errors.Join(errs...))
	stale := 0
	for _, p := range planners {
		assert.Zero(t, p.Unknown)
		stale += p.Stale
	}
	t.Logf("%d leases, %d saves came too late", leases*len(planners), stale)
	found, err := maps.Get(t.Context(), name, metav1.GetOptions{})
	require.NoError(t, err)
	require.NoError(t, storeproof.Check([]byte(found.Data["ledger"]), leases, names...))
}

// firstSaves has planners race for the first text, again and again, where there
// is no ConfigMap and where there is one without the key.
func firstSaves(t *testing.T, _ *APIServer, maps typedcorev1.ConfigMapInterface) {
	for round := range 20 {
		store := kubestore.Store{ConfigMaps: maps, Name: fmt.Sprintf("%s-%d", name, round)}
		if round%2 == 0 {
			_, err := maps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: store.Name}}, metav1.CreateOptions{})
			require.NoError(t, err)
		}
		text, at, err := store.Load(t.Context())
		require.NoError(t, err)
		require.Nil(t, text)
		require.Empty(t, at)
		var done sync.WaitGroup
		var errs [8]error
		for i := range errs {
			done.Go(func() { _, errs[i] = store.Save(t.Context(), fmt.Appendf(nil, "0 planner%d\n", i), "") })
		}
		done.Wait()
		text, _, err = store.Load(t.Context())
		require.NoError(t, err)
		for i, err := range errs {
			if string(text) == fmt.Sprintf("0 planner%d\n", i) {
				require.NoError(t, err)
			} else {
				require.ErrorIs(t, err, ipam.ErrStale)
			}
		}
	}
}

func othersStay(t *testing.T, _ *APIServer, maps typedcorev1.ConfigMapInterface) {
	before, err := maps.Create(t.Context(), &corev1.ConfigMap{
		ObjectMeta: metav1.ObjectMeta{
			Name: name, Labels: map[string]string{"app": "fabric"}, Annotations: map[string]string{"note": "do not delete"},
			OwnerReferences: []metav1.OwnerReference{{APIVersion: "v1", Kind: "ConfigMap", Name: "chart", UID: "1"}},
		},
		Data: map[string]string{"owner": "network team"}, BinaryData: map[string][]byte{"logo": {0, 1, 255}},
	}, metav1.CreateOptions{FieldManager: "chart"})
	require.NoError(t, err)
	store := kubestore.Store{ConfigMaps: maps, Name: name}
	at := ipam.Revision("")
	for _, text := range []string{"plain\n", "\xff packed", "plain again\n"} {
		at, err = store.Save(t.Context(), []byte(text), at)
		require.NoError(t, err)
		got, err := maps.Get(t.Context(), name, metav1.GetOptions{})
		require.NoError(t, err)
		assert.Equal(t, string(at), got.ResourceVersion)
		managers := map[string]bool{}
		for _, m := range got.ManagedFields {
			managers[m.Manager] = true
		}
		assert.Equal(t, map[string]bool{"chart": true, "podfabric": true}, managers)
		delete(got.Data, "ledger")
		delete(got.BinaryData, "ledger")
		got.ResourceVersion, got.ManagedFields = before.ResourceVersion, before.ManagedFields
		require.Equal(t, before, got)
	}

	// And what they put there later, in their own ways.
	patch, err := json.Marshal(map[string]any{"metadata": map[string]any{"labels": map[string]string{"new": "label"}}})
	require.NoError(t, err)
	_, err = maps.Patch(t.Context(), name, types.MergePatchType, patch, metav1.PatchOptions{FieldManager: "kubectl"})
	require.NoError(t, err)
	_, err = store.Save(t.Context(), []byte("too late\n"), at)
	require.ErrorIs(t, err, ipam.ErrStale)
	text, at, err := store.Load(t.Context())
	require.NoError(t, err)
	assert.Equal(t, "plain again\n", string(text))
	_, err = store.Save(t.Context(), []byte("now\n"), at)
	require.NoError(t, err)
	got, err := maps.Get(t.Context(), name, metav1.GetOptions{})
	require.NoError(t, err)
	assert.Equal(t, map[string]string{"app": "fabric", "new": "label"}, got.Labels)
}

func changedBetween(t *testing.T, _ *APIServer, maps typedcorev1.ConfigMapInterface) {
	store := kubestore.Store{ConfigMaps: maps, Name: name}
	remove := func(t *testing.T) {
		require.NoError(t, maps.Delete(t.Context(), name, metav1.DeleteOptions{}))
	}
	for behaviour, change := range map[string]func(t *testing.T){
		"deleted": remove,
		"deleted and made anew with the same text": func(t *testing.T) {
			remove(t)
			_, err := store.Save(t.Context(), []byte("first\n"), "")
			require.NoError(t, err)
		},
		"the key is taken away": func(t *testing.T) {
			_, err := maps.Patch(t.Context(), name, types.JSONPatchType, []byte(`[{"op": "remove", "path": "/data/ledger"}]`), metav1.PatchOptions{})
			require.NoError(t, err)
		},
	} {
		t.Run(behaviour, func(t *testing.T) {
			at, err := store.Save(t.Context(), []byte("first\n"), "")
			require.NoError(t, err)
			change(t)
			_, err = store.Save(t.Context(), []byte("ours\n"), at)
			require.ErrorIs(t, err, ipam.ErrStale)

			// The same when it happens after the store has read, where only the
			// server can tell.
			_, at, err = store.Load(t.Context())
			require.NoError(t, err)
			if at == "" {
				at, err = store.Save(t.Context(), []byte("first\n"), "")
				require.NoError(t, err)
			}
			late := kubestore.Store{ConfigMaps: &interrupted{ConfigMapInterface: maps, change: func() { change(t) }}, Name: name}
			_, err = late.Save(t.Context(), []byte("ours\n"), at)
			require.ErrorIs(t, err, ipam.ErrStale)
			text, at, err := store.Load(t.Context())
			require.NoError(t, err)
			assert.NotEqual(t, "ours\n", string(text))
			_, err = store.Save(t.Context(), []byte("ours\n"), at)
			require.NoError(t, err, "and then it goes on")
			remove(t)
		})
	}
}

// interrupted lets something happen between the two requests of a save.
type interrupted struct {
	typedcorev1.ConfigMapInterface
	change func()
}

func (i *interrupted) Update(ctx context.Context, cm *corev1.ConfigMap, opts metav1.UpdateOptions) (*corev1.ConfigMap, error) {
	i.change()
	return i.ConfigMapInterface.Update(ctx, cm, opts)
}

func noise(n int) []byte {
	b := make([]byte, n)
	rand.NewChaCha8([32]byte{7}).Read(b)
	return b
}

func sizes(t *testing.T, _ *APIServer, maps typedcorev1.ConfigMapInterface) {
	store := kubestore.Store{ConfigMaps: maps, Name: name}
	at := ipam.Revision("")
	line := "10.0.0.0/31 link/leaf1/spine1\n"
	for _, text := range [][]byte{
		[]byte(strings.Repeat(line, 180_000)),
		[]byte(strings.Repeat(line, 40_000)[:900<<10]), // the longest that is readable
		[]byte(strings.Repeat("\"\n", 450<<10)),        // twice as long as JSON
		noise(1<<20 - 1000),                            // nearly all that a ConfigMap takes
	} {
		var err error
		at, err = store.Save(t.Context(), text, at)
		require.NoError(t, err)
		got, found, err := store.Load(t.Context())
		require.NoError(t, err)
		assert.Equal(t, at, found)
		assert.True(t, bytes.Equal(text, got))
	}

	_, err := store.Save(t.Context(), noise(1<<20), at)
	tooLarge, ok := errors.AsType[*kubestore.TooLargeError](err)
	require.True(t, ok, "%v", err)
	assert.Equal(t, 1<<20, tooLarge.Text)
	assert.Equal(t, 1<<20, tooLarge.Limit)
	// The server agrees about where the limit is.
	cm, err := maps.Get(t.Context(), name, metav1.GetOptions{})
	require.NoError(t, err)
	cm.BinaryData["ledger"] = noise(1 << 20)
	cm, err = maps.Update(t.Context(), cm, metav1.UpdateOptions{})
	require.NoError(t, err)
	cm.BinaryData["ledger"] = noise(1<<20 + 1)
	_, err = maps.Update(t.Context(), cm, metav1.UpdateOptions{})
	require.True(t, apierrors.IsInvalid(err), "%v", err)
}

// permissions grants a user the Role that stands in the documentation of the
// store, and no more.
func permissions(t *testing.T, s *APIServer, maps typedcorev1.ConfigMapInterface) {
	admin := s.Client(t, Administrator).RbacV1()
	source, err := os.ReadFile("../../ipam/kubestore/doc.go")
	require.NoError(t, err)
	var text strings.Builder
	for _, line := range regexp.MustCompile(`(?m)^//\t((?:apiVersion|kind|metadata|rules|-).*)$`).FindAllStringSubmatch(string(source), -1) {
		text.WriteString(line[1] + "\n")
	}
	var role rbacv1.Role
	require.NoError(t, yaml.UnmarshalStrict([]byte(text.String()), &role), text.String())
	require.Len(t, role.Rules, 2)
	binding := &rbacv1.RoleBinding{
		ObjectMeta: metav1.ObjectMeta{Name: role.Name},
		RoleRef:    rbacv1.RoleRef{APIGroup: "rbac.authorization.k8s.io", Kind: "Role", Name: role.Name},
		Subjects:   []rbacv1.Subject{{Kind: "User", Name: "planner"}},
	}
	store := kubestore.Store{ConfigMaps: s.Client(t, Planner).CoreV1().ConfigMaps(role.Namespace), Name: role.Name}
	_, _, err = store.Load(t.Context())
	require.True(t, apierrors.IsForbidden(err), "%v", err)

	_, err = admin.RoleBindings(role.Namespace).Create(t.Context(), binding, metav1.CreateOptions{})
	require.NoError(t, err)
	for _, create := range []bool{true, false} {
		if !create {
			role.Rules = role.Rules[:1]
			require.NoError(t, maps.Delete(t.Context(), role.Name, metav1.DeleteOptions{}))
			_, err := maps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: role.Name}}, metav1.CreateOptions{})
			require.NoError(t, err)
			_, err = admin.Roles(role.Namespace).Update(t.Context(), &role, metav1.UpdateOptions{})
			require.NoError(t, err)
		} else {
			_, err := admin.Roles(role.Namespace).Create(t.Context(), &role, metav1.CreateOptions{})
			require.NoError(t, err)
		}
		// The server learns of Roles by a watch, a moment later.
		var at ipam.Revision
		require.EventuallyWithT(t, func(c *assert.CollectT) {
			_, at, err = store.Load(t.Context())
			assert.NoError(c, err)
		}, waitFor, tick)
		require.Empty(t, at)
		require.EventuallyWithT(t, func(c *assert.CollectT) {
			_, err := store.ConfigMaps.Create(t.Context(), &corev1.ConfigMap{ObjectMeta: metav1.ObjectMeta{Name: "dry"}}, metav1.CreateOptions{DryRun: []string{metav1.DryRunAll}})
			assert.Equal(c, create, err == nil, "%v", err)
		}, waitFor, tick)
		at, err = store.Save(t.Context(), []byte("first\n"), at)
		require.NoError(t, err)
		_, err = store.Save(t.Context(), []byte("second\n"), at)
		require.NoError(t, err)
	}
}

func noNamespace(t *testing.T, s *APIServer, _ typedcorev1.ConfigMapInterface) {
	store := kubestore.Store{ConfigMaps: s.Client(t, Administrator).CoreV1().ConfigMaps("nowhere"), Name: name}
	_, at, err := store.Load(t.Context())
	require.NoError(t, err)
	_, err = store.Save(t.Context(), []byte("first\n"), at)
	require.ErrorContains(t, err, `namespaces "nowhere" not found`)
	require.NotErrorIs(t, err, ipam.ErrStale, "which would have the planner try for ever")
}
