package site

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

func files(t testing.TB, dir string) map[string]string {
	t.Helper()
	all := map[string]string{}
	require.NoError(t, filepath.WalkDir(dir, func(path string, e fs.DirEntry, err error) error {
		if err != nil || e.IsDir() {
			return err
		}
		text, err := os.ReadFile(path)
		name, _ := filepath.Rel(dir, path)
		all[filepath.ToSlash(name)] = string(text)
		return err
	}))
	return all
}

func TestWriteReplacesTheFolderAsAWhole(t *testing.T) {
	parent := t.TempDir()
	dir := filepath.Join(parent, "out")
	require.NoError(t, build(t, "dual-stack.yaml").Write(dir))
	first := files(t, dir)
	assert.Contains(t, first, "nxos/r1-leaf1.cfg")
	assert.Contains(t, first, "calico/blue.yaml")
	assert.Contains(t, first, "calico/green.calicoctl.yaml")

	require.NoError(t, build(t, "seed000-ipfabric.yaml").Write(dir+"/"))
	second := files(t, dir)
	assert.Contains(t, second, "nxos/leaf1.cfg")
	assert.NotContains(t, second, "nxos/r1-leaf1.cfg", "nothing of the first is left")
	for _, name := range []string{"plan.json", "tables.json"} {
		var v any
		require.NoError(t, json.Unmarshal([]byte(second[name]), &v), name)
	}
	require.NoError(t, build(t, "seed000-ipfabric.yaml").Write(dir))
	assert.Equal(t, second, files(t, dir), "the same design gives the same bytes")

	entries, err := os.ReadDir(parent)
	require.NoError(t, err)
	assert.Len(t, entries, 1, "no draft is left behind")
}

func TestWriteRefusesAFolderOfSomebodyElse(t *testing.T) {
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, "thesis.txt"), []byte("years of work"), 0o600))
	require.ErrorContains(t, build(t, "seed000-ipfabric.yaml").Write(dir), "holds thesis.txt")
	assert.Equal(t, map[string]string{"thesis.txt": "years of work"}, files(t, dir))

	// Neither a plan of something else nor an earlier output makes it ours.
	require.NoError(t, os.WriteFile(filepath.Join(dir, "plan.json"), []byte("{}"), 0o600))
	require.Error(t, build(t, "seed000-ipfabric.yaml").Write(dir))
	rendered := filepath.Join(t.TempDir(), "out")
	require.NoError(t, build(t, "seed000-ipfabric.yaml").Write(rendered))
	require.NoError(t, os.MkdirAll(filepath.Join(rendered, ".git"), 0o700))
	require.ErrorContains(t, build(t, "seed000-ipfabric.yaml").Write(rendered), "holds .git")
	require.NoError(t, os.Remove(filepath.Join(rendered, ".git")))
	require.NoError(t, os.WriteFile(filepath.Join(rendered, "nxos", "notes.md"), []byte("by hand"), 0o600))
	require.ErrorContains(t, build(t, "seed000-ipfabric.yaml").Write(rendered), "notes.md")

	link := filepath.Join(t.TempDir(), "link")
	target := filepath.Join(t.TempDir(), "target")
	require.NoError(t, os.Mkdir(target, 0o700))
	require.NoError(t, os.Symlink(target, link))
	require.NoError(t, build(t, "seed000-ipfabric.yaml").Write(link))
	assert.FileExists(t, filepath.Join(target, "plan.json"), "the folder behind a link is replaced, not the link")

	file := filepath.Join(t.TempDir(), "file")
	require.NoError(t, os.WriteFile(file, []byte("a file"), 0o600))
	require.Error(t, build(t, "seed000-ipfabric.yaml").Write(file))
	assert.FileExists(t, file)
}

// TestSecretsAreOnlyWhereTheyAreEmitted looks for the passwords of the designs in
// everything that is written and printed.
func TestSecretsAreOnlyWhereTheyAreEmitted(t *testing.T) {
	for design, secrets := range map[string][]string{
		"seed004-tor.yaml": {"example-bgp-password"},
		"dual-stack.yaml":  {"example-fabric-password", "example-blue-password"},
	} {
		s := build(t, design)
		dir := filepath.Join(t.TempDir(), "out")
		require.NoError(t, s.Write(dir))
		var summary strings.Builder
		require.NoError(t, s.Summary(&summary))
		d, _, err := Load(filepath.Join("..", "..", "examples", "designs", design))
		require.NoError(t, err)
		text, err := fabric.Text(d)
		require.NoError(t, err)
		objects, err := json.Marshal(s.Clusters[0].Objects)
		require.NoError(t, err)
		shown := map[string]string{
			"summary": summary.String(), "the design's text": string(text), "objects as JSON": string(objects),
			"plan as %+v": fmt.Sprintf("%+v %#v", s.Plan, s.Plan), "design as %+v": fmt.Sprintf("%+v %#v", d, d),
			"objects as %+v": fmt.Sprintf("%+v %#v", s.Clusters[0].Objects, s.Clusters[0].Objects),
		}
		found := false
		for name, text := range files(t, dir) {
			for _, secret := range secrets {
				if strings.HasSuffix(name, ".cfg") || strings.HasPrefix(name, "lab/") && strings.HasSuffix(name, ".conf") || name == "calico/blue.yaml" || name == "calico/zero-encap.yaml" {
					found = found || strings.Contains(text, secret)
					continue
				}
				assert.NotContains(t, text, secret, name)
			}
		}
		assert.True(t, found, "%s: the passwords must be in the devices' text", design)
		for name, text := range shown {
			for _, secret := range secrets {
				assert.NotContains(t, text, secret, name)
			}
		}
	}
}

func TestLoadSaysWhatIsWrongWithTheState(t *testing.T) {
	dir := t.TempDir()
	design, err := os.ReadFile(filepath.Join("..", "..", "examples", "designs", "seed000-ipfabric.yaml"))
	require.NoError(t, err)
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lab.yaml"), design, 0o600))
	require.NoError(t, os.WriteFile(filepath.Join(dir, "lab.state.yaml"), []byte("clusters:\n- name: lab105-k8s\n  blockz: []\n"), 0o600))
	_, _, err = Load(filepath.Join(dir, "lab.yaml"))
	require.ErrorContains(t, err, `unknown field "blockz"`)
	require.ErrorContains(t, err, "line 3")
	require.ErrorContains(t, err, "lab.state.yaml")
}
