package calico_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

// FuzzParse: no input panics or hangs; what is read is written the same; and it
// can be lifted or is refused.
func FuzzParse(f *testing.F) {
	for _, text := range []string{lab105, dual} {
		yaml, err := emit(f, text, rich).YAML()
		require.NoError(f, err)
		f.Add(yaml)
		yaml, err = emit(f, text, rich).CalicoctlYAML()
		require.NoError(f, err)
		f.Add(yaml)
	}
	f.Add([]byte(example4to9))
	names, err := filepath.Glob("testdata/*.yaml")
	require.NoError(f, err)
	for _, name := range names {
		yaml, err := os.ReadFile(name)
		require.NoError(f, err)
		f.Add(yaml)
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		o, err := calico.Parse(text)
		if err != nil {
			return
		}
		yaml, err := o.YAML()
		require.NoError(t, err)
		again, err := calico.Parse(yaml)
		require.NoError(t, err, "%s", yaml)
		twice, err := again.YAML()
		require.NoError(t, err)
		require.Equal(t, string(yaml), string(twice))
		_ = o.Validate()
		var hosts []cni.Host
		for _, n := range o.Nodes {
			hosts = append(hosts, cni.Host{Name: n.Name, Interface: "eth0"})
		}
		_, _ = calico.Routers(o, hosts, fabric.ClusterState{})
		_, _ = o.CalicoctlYAML()
	})
}
