package aci_test

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// aciDesigns are the designs of testdata/emit, and those of the examples that have
// an ACI fabric.
func aciDesigns(t *testing.T) map[string]fabric.Design {
	t.Helper()
	files, err := filepath.Glob("testdata/emit/*.yaml")
	require.NoError(t, err)
	examples, err := filepath.Glob("../examples/designs/*aci*.yaml")
	require.NoError(t, err)
	all := map[string]fabric.Design{}
	for _, name := range append(files, examples...) {
		if strings.HasSuffix(name, ".state.yaml") {
			continue
		}
		f, err := os.Open(name)
		require.NoError(t, err)
		design, err := fabric.Load(f)
		require.NoError(t, f.Close())
		require.NoError(t, err, name)
		require.NoError(t, design.Resolve(func(string) (string, bool) { return planSecret, true }), name)
		all[filepath.Base(name)] = design
	}
	return all
}

func planned(t *testing.T, d fabric.Design) *fabric.Plan {
	t.Helper()
	p, err := d.Plan(nil)
	require.NoError(t, err)
	return p
}

// TestDesigns are planned and emitted without a problem that the plan does not
// state.
func TestDesigns(t *testing.T) {
	for name, d := range aciDesigns(t) {
		p := planned(t, d)
		tree := emitted(t, p)
		assert.Empty(t, aci.Warnings(p), name)
		want := body(t, tree)
		told, ok := d.Fabric.(fabric.ACI)
		require.True(t, ok)
		slices.Reverse(told.Tenants)
		slices.Reverse(told.L3Outs)
		slices.Reverse(told.Access.VLANs)
		assert.Equal(t, want, body(t, emitted(t, planned(t, d))), "%s: the order of the design matters", name)
		count := 0
		for range tree.All() {
			count++
		}
		t.Logf("%s: %d objects", name, count)
	}
}

// TestLeavesOfDesigns: what the emitted tree means to the prediction has, on each
// leaf, a neighbour for each of the plan's sessions.
func TestLeavesOfDesigns(t *testing.T) {
	for name, d := range aciDesigns(t) {
		p := planned(t, d)
		facts := aci.Facts{AS: p.ACI.AS}
		for i := range p.Leaves {
			mode, ok := p.Leaves[i].Platform.(fabric.ACIMode)
			require.True(t, ok)
			facts.Leaves = append(facts.Leaves, aci.Leaf{Name: p.Leaves[i].Name, Pod: uint16(mode.Pod), Node: uint16(mode.Node)})
		}
		leaves, err := aci.Routers(emitted(t, p), facts)
		require.NoError(t, err, name)
		byName := map[string]*routing.Router{}
		for i := range leaves {
			byName[leaves[i].Name] = &leaves[i]
		}
		sessions := 0
		for i := range p.Sessions {
			s := &p.Sessions[i]
			if s.Kind != fabric.SessionNode {
				continue
			}
			sessions++
			leaf := byName[s.A.Device]
			require.NotNil(t, leaf, s.A.Device)
			found := false
			for _, vrf := range leaf.VRFs {
				if vrf.BGP == nil {
					continue
				}
				for _, n := range vrf.BGP.Neighbors {
					if n.Address == s.B.Address || n.Range.IsValid() && n.Range.Contains(s.B.Address) {
						found = true
					}
				}
			}
			assert.True(t, found, "%s: no neighbour of %s takes %s", name, s.A.Device, s.B.Address)
		}
		assert.NotZero(t, sessions)
	}
}
