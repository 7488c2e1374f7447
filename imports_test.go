package podfabric

import (
	"go/parser"
	"go/token"
	"io/fs"
	"path"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

const module = "github.com/podfabric/podfabric"

// mayImport says what the packages of a folder may import: of ours by folder,
// of others' by module path. The longest key that is a prefix of the folder
// counts. The standard library is free to all.
var mayImport = map[string][]string{
	"ipam":           {"github.com/gaissmai/bart", "go4.org/netipx", "go.yaml.in/yaml/v3"},
	"ipam/etcdstore": {"ipam", "internal/squeeze", "go.etcd.io/etcd"},
	"ipam/filestore": {"ipam", "github.com/gofrs/flock"},
	"ipam/kubestore": {"ipam", "internal/squeeze", "k8s.io/api", "k8s.io/apimachinery"},
	"ipam/storetest": {"ipam", "github.com/stretchr/testify"},
	"fabric":         {"ipam", "internal/strict", "go4.org/netipx"},
	"fabric/routing": {"github.com/gaissmai/bart"},
	"fabric/verify":  {"fabric", "fabric/routing"},
	"nxos":           {"fabric", "fabric/routing", "internal/cli", "internal/planned"},
	"aci":            {"fabric", "fabric/routing"},
	"frr":            {"fabric", "fabric/routing", "internal/cli", "internal/planned"},
	"junos":          {"fabric", "fabric/routing", "internal/stanza"},
	"cni":            {"fabric", "fabric/routing", "go.yaml.in/yaml/v3"},
	"cni/calico": {
		"fabric", "fabric/routing", "cni",
		"github.com/projectcalico/api", "k8s.io/api", "k8s.io/apimachinery", "sigs.k8s.io/json", "sigs.k8s.io/yaml",
	},
	"examples":         {"fabric", "fabric/routing", "fabric/verify", "ipam", "nxos", "cni", "cni/calico", "internal"},
	"internal/clab":    {"fabric", "go.yaml.in/yaml/v3"},
	"internal/cli":     {},
	"internal/clitest": {"fabric", "internal/cli", "github.com/stretchr/testify"},
	"internal/lab":     {"internal/bird", "fabric", "fabric/routing", "fabric/verify", "frr", "cni", "cni/calico", "github.com/gofrs/flock", "golang.org/x/sys"},
	"internal/bird":    {"fabric/routing"},
	"internal/naive":   {"fabric/routing"},
	"internal/planned": {"fabric"},
	"internal/squeeze": {},
	"internal/stanza":  {},
	"internal/strict":  {"go.yaml.in/yaml/v3"},
	"internal/site":    {"fabric", "fabric/routing", "fabric/verify", "ipam", "ipam/filestore", "nxos", "aci", "frr", "junos", "cni", "cni/calico", "internal/clab", "internal/bird"},
}

// TestImports keeps the layers apart: no target imports another, fabric imports
// no target, the simulator knows no vendor.
func TestImports(t *testing.T) {
	files := 0
	err := filepath.WalkDir(".", func(name string, entry fs.DirEntry, err error) error {
		require.NoError(t, err)
		if entry.IsDir() && name != "." && (strings.HasPrefix(entry.Name(), ".") || isModule(name)) {
			return filepath.SkipDir
		}
		if entry.IsDir() || !strings.HasSuffix(name, ".go") || strings.HasSuffix(name, "_test.go") {
			return nil
		}
		files++
		folder := filepath.ToSlash(filepath.Dir(name))
		file, err := parser.ParseFile(token.NewFileSet(), name, nil, parser.ImportsOnly)
		require.NoError(t, err)
		for _, spec := range file.Imports {
			imported, err := strconv.Unquote(spec.Path.Value)
			require.NoError(t, err)
			assert.True(t, allowed(folder, imported), "%s imports %s, which the table does not allow", name, imported)
		}
		return nil
	})
	require.NoError(t, err)
	require.Greater(t, files, 50, "the walk must have seen the sources")
}

// TestImportsRefuses shows that the table can refuse.
func TestImportsRefuses(t *testing.T) {
	assert.False(t, allowed("nxos", module+"/cni/calico"))
	assert.False(t, allowed("fabric", module+"/nxos"))
	assert.False(t, allowed("fabric/routing", module+"/fabric"))
	assert.False(t, allowed("fabric", "github.com/projectcalico/api/pkg/apis/projectcalico/v3"))
	assert.False(t, allowed("ipam", "go.etcd.io/etcd/client/v3"))
	assert.False(t, allowed("ipam/kubestore", "k8s.io/client-go/kubernetes"))
	assert.False(t, allowed("fabric", module+"/ipam/etcdstore"))
	assert.True(t, allowed("fabric/verify", module+"/fabric"))
}

func allowed(folder, imported string) bool {
	first, _, _ := strings.Cut(imported, "/")
	own, isOwn := strings.CutPrefix(imported, module+"/")
	if !isOwn && !strings.Contains(first, ".") {
		return true // the standard library
	}
	rules, at := []string(nil), folder
	for ; at != "."; at = path.Dir(at) {
		if found, ok := mayImport[at]; ok {
			rules = found
			break
		}
	}
	for _, rule := range rules {
		switch {
		case !isOwn && (imported == rule || strings.HasPrefix(imported, rule+"/")):
			return true
		case isOwn && own == rule:
			return true
		case isOwn && rule == "internal" && strings.HasPrefix(own, "internal/"):
			return true
		}
	}
	return isOwn && at != "." && strings.HasPrefix(own, at+"/internal/")
}

// isModule reports whether a folder is a module of its own.
func isModule(folder string) bool {
	matches, err := filepath.Glob(filepath.Join(folder, "go.mod"))
	return err == nil && len(matches) > 0
}
