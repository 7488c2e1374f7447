package site

import (
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/verify"
)

// built is a bundled design of an ACI fabric.
func built(t testing.TB, path string) *Site {
	t.Helper()
	d, state, err := Load(path)
	require.NoError(t, err)
	s, err := Build(d, state, nil)
	require.NoError(t, err)
	return s
}

// The bundled designs keep every promise, and do so under every single failure.
func TestACIDesignsKeepTheirPromises(t *testing.T) {
	for _, path := range bundledACI(t) {
		t.Run(filepath.Base(path), func(t *testing.T) {
			s := built(t, path)
			require.Empty(t, s.Failures, "%v", s.Failures)
			require.NoError(t, s.Break(verify.Singles))
			require.NoError(t, s.Resilience.Err())
			assert.Positive(t, s.Resilience.Devices)
			assert.Positive(t, s.Resilience.Links)
		})
	}
}

// Requests are written in push order: access policies, domains, tenant common, other
// tenants; each is one context root.
func TestRequestsInPushOrder(t *testing.T) {
	for _, path := range bundledACI(t) {
		s := built(t, path)
		dir := filepath.Join(t.TempDir(), "out")
		require.NoError(t, s.Write(dir))
		require.NoError(t, s.Write(dir), "again over itself")
		files, err := filepath.Glob(filepath.Join(dir, "aci", "[0-9]*.json"))
		require.NoError(t, err)
		require.Len(t, files, len(s.Posts))
		kinds := []string{"infra", "phys", "l3dom", "tn-common", "tn"}
		last := 0
		for i, file := range files { // Glob sorts
			name := strings.TrimSuffix(filepath.Base(file), ".json")[len("01-"):]
			at := slices.IndexFunc(kinds, func(k string) bool { return name == k || strings.HasPrefix(name, k+"-") })
			require.GreaterOrEqual(t, at, last, "%s: %v", path, files)
			last = at
			text, err := os.ReadFile(file)
			require.NoError(t, err)
			require.Equal(t, string(s.Posts[i].Text), string(text))
			var root map[string]any
			require.NoError(t, json.Unmarshal(text, &root))
			assert.Len(t, root, 1, "one context root")
			info, err := os.Stat(file)
			require.NoError(t, err)
			assert.Equal(t, os.FileMode(0o600), info.Mode().Perm(), "it holds passwords")
		}
	}
}

// Passwords of ACI designs stand in the requests and in the clusters' Secrets, and
// nowhere else.
func TestACISecretsAreOnlyWhereTheyAreEmitted(t *testing.T) {
	for _, path := range bundledACI(t) {
		s := built(t, path)
		dir := filepath.Join(t.TempDir(), "out")
		require.NoError(t, s.Write(dir))
		var summary strings.Builder
		require.NoError(t, s.Summary(&summary))
		assert.NotContains(t, summary.String(), "Cisco123")
		holding := 0
		require.NoError(t, filepath.WalkDir(dir, func(file string, e os.DirEntry, err error) error {
			if err != nil || e.IsDir() {
				return err
			}
			text, err := os.ReadFile(file)
			if err != nil || !strings.Contains(string(text), "Cisco123") {
				return err
			}
			name, _ := filepath.Rel(dir, file)
			holding++
			base := filepath.Base(name)
			assert.True(t, strings.HasPrefix(name, "aci/0") && strings.Contains(base, "-tn-") || filepath.Dir(name) == "calico" && !strings.Contains(base, "nodes") && !strings.Contains(base, "calicoctl"), name)
			return nil
		}))
		assert.Positive(t, holding)
	}
}

// The outputs of seeds/002, in the tables of its leaves: where the documents print a
// leaf's own routes, those stand here line for line, ages apart.
func TestTablesOfTheDocument(t *testing.T) {
	s := built(t, filepath.Join("..", "..", "examples", "designs", "seed002-aci-floating-calico.yaml"))
	for leaf, want := range map[string]string{
		"Leaf203": `10.1.38.64/26, ubest/mbest: 1/0
    *via 192.168.2.7%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.7/32%common:calico
10.1.39.0/26, ubest/mbest: 1/0
    *via 192.168.2.1%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.1/32%common:calico
10.1.133.192/26, ubest/mbest: 1/0
    *via 192.168.2.5%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.5/32%common:calico
10.1.183.0/26, ubest/mbest: 1/0
    *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.9/32%common:calico
192.168.10.150/32, ubest/mbest: 1/0
    *via 192.168.2.9%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.9/32%common:calico
`,
		"Leaf201": `192.168.10.150/32, ubest/mbest: 2/0
    *via 192.168.2.4%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.4/32%common:calico
    *via 192.168.2.6%common:calico, [20/0], 00:00:00, bgp-65002, external, tag 65003
        recursive next hop: 192.168.2.6/32%common:calico
`,
	} {
		table, err := s.Table(leaf)
		require.NoError(t, err)
		assert.True(t, strings.HasPrefix(string(table), "IP Route Table for VRF \"common:calico\"\n"))
		for _, route := range strings.SplitAfter(want, "common:calico\n") {
			if strings.Contains(route, "ubest") {
				assert.Contains(t, string(table), route, leaf)
			}
		}
	}
}

// Explain names the VRF's routes of a leaf by their way.
func TestExplainOnACILeaf(t *testing.T) {
	s := built(t, filepath.Join("..", "..", "examples", "designs", "seed002-aci-floating-calico.yaml"))
	text, err := s.Explain("Leaf203", "192.168.10.150")
	require.NoError(t, err)
	assert.Contains(t, text, "Leaf203/common:calico has a route to 192.168.10.150/32")
	assert.Contains(t, text, "worker-6 to Leaf203/common:calico: advertised")
}
