package crdproof_test

import (
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/crdproof"
)

// calicoModule is the one usable version of Calico's module; it is Calico 3.28.5. It is read and never compiled, so it is in no go.mod.
const calicoModule = "github.com/projectcalico/calico@v1.11.0-cni-plugin.0.20250813170300-a0db560f0520"

// calicoDir is where the module is; without it and without a network the test is
// skipped, except in CI, where it must not vanish unnoticed.
func calicoDir(t *testing.T) string {
	t.Helper()
	out, err := exec.CommandContext(t.Context(), "go", "mod", "download", "-json", calicoModule).Output()
	if err != nil && os.Getenv("CI") == "" {
		t.Skipf("no %s: %v", calicoModule, err)
	}
	require.NoError(t, err)
	var module struct{ Dir string }
	require.NoError(t, json.Unmarshal(out, &module))
	return module.Dir
}

// definitions reads the definitions in some files.
func definitions(t *testing.T, patterns ...string) crdproof.Schemas {
	t.Helper()
	schemas := crdproof.Schemas{}
	for _, pattern := range patterns {
		names, err := filepath.Glob(pattern)
		require.NoError(t, err)
		require.NotEmpty(t, names, pattern)
		for _, name := range names {
			text, err := os.ReadFile(name)
			require.NoError(t, err)
			for document := range strings.SplitSeq(string(text), "\n---\n") {
				if strings.Contains(document, "kind: CustomResourceDefinition") {
					require.NoError(t, schemas.Add([]byte(document)), name)
				}
			}
		}
	}
	return schemas
}

// calico331 are generated from the pinned API types, see README.md.
func calico331(t *testing.T) crdproof.Schemas { return definitions(t, "testdata/calico-3.31/*.yaml") }

// calico328 are those of Calico 3.28.5, with the operator's Installation.
func calico328(t *testing.T) crdproof.Schemas {
	dir := calicoDir(t)
	return definitions(t, filepath.Join(dir, "libcalico-go/config/crd/*.yaml"),
		filepath.Join(dir, "charts/tigera-operator/crds/operator.tigera.io_installations_crd.yaml"))
}
