package frr_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/frr"
)

// designs are the plans of the bundled designs on switches with FRR, by their names.
func designs(t testing.TB) map[string]*fabric.Plan {
	t.Helper()
	files, err := filepath.Glob(filepath.Join("..", "examples", "designs", "*.yaml"))
	require.NoError(t, err)
	plans := map[string]*fabric.Plan{}
	for _, file := range files {
		name := strings.TrimSuffix(filepath.Base(file), ".yaml")
		if strings.HasSuffix(name, ".state") {
			continue
		}
		if strings.Contains(name, "aci") {
			continue // a fabric of another kind, without switches to run FRR on
		}
		plans[name] = planOf(t, name, nil)
	}
	require.NotEmpty(t, plans)
	return plans
}

// planOf is the plan of a bundled design on FRR, after an edit.
func planOf(t testing.TB, name string, edit func(*fabric.Design)) *fabric.Plan {
	t.Helper()
	file, err := os.Open(filepath.Join("..", "examples", "designs", name+".yaml"))
	require.NoError(t, err)
	defer file.Close()
	d, err := fabric.Load(file)
	require.NoError(t, err)
	require.NoError(t, d.Resolve(func(string) (string, bool) { return "s3cret", true }))
	ip := d.Fabric.(fabric.IPFabric)
	ip.Switches, ip.Gateway, ip.Ports = fabric.FRR{Version: "8.4.4"}, fabric.GatewayDefault, fabric.PortLayout{}
	d.Fabric = ip
	if edit != nil {
		edit(&d)
	}
	p, err := d.Plan(nil)
	require.NoError(t, err)
	return p
}

func mustEmit(t testing.TB, p *fabric.Plan) []frr.Config {
	t.Helper()
	configs, err := frr.Emit(p)
	require.NoError(t, err)
	return configs
}

// configOf is the emitted configuration of one switch.
func configOf(t testing.TB, p *fabric.Plan, name string) frr.Config {
	t.Helper()
	for _, c := range mustEmit(t, p) {
		if c.Hostname == name {
			return c
		}
	}
	t.Fatalf("there is no switch %s", name)
	return frr.Config{}
}
