package site

import (
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/nxos"
)

// TestLeafWithoutSpinesReachesTheFabricByItsPeer cuts all uplinks of one leaf. Its
// nodes still hand it packets over their bonds; with a backup VLAN every one of
// them arrives, and without it they do not.
func TestLeafWithoutSpinesReachesTheFabricByItsPeer(t *testing.T) {
	for _, design := range []string{"seed000-ipfabric.yaml", "seed000-as-per-server.yaml", "seed000-downward-default.yaml", "seed000-ipfabric.yaml as one cluster AS"} {
		for _, backup := range []fabric.VLAN{0, 3900} {
			file, variant, _ := strings.Cut(design, " ")
			d, state, err := Load(filepath.Join("..", "..", "examples", "designs", file))
			require.NoError(t, err)
			ip := d.Fabric.(fabric.IPFabric)
			ip.BackupVLAN = backup
			d.Fabric = ip
			if !d.Pools.Links.V4.IsValid() {
				d.Pools.Links.V4 = d.Racks[0].Leaves[0].Uplinks[0].Subnet.V4
				d.Pools.Links.V4, err = d.Pools.Links.V4.Addr().Prefix(23)
				require.NoError(t, err)
			}
			if variant != "" {
				d.Clusters[0].AS = fabric.ASPerCluster{AS: 65200}
			}
			s, err := Build(d, state, nil)
			require.NoError(t, err)
			require.NoError(t, s.Failures.Err())
			warned := slices.ContainsFunc(s.Plan.Warnings, func(p fabric.Problem) bool { return p.Code == fabric.CodeNoBackupPath })
			assert.Equal(t, backup == 0, warned)

			lost := verify.Check(s.Plan, s.State, cut(t, s, "leaf1"))
			arrives := !slices.ContainsFunc(lost, func(f verify.Failure) bool { return f.Promise == verify.Reach })
			assert.Equal(t, backup != 0, arrives, "%s, backup VLAN %d: %v", design, backup, reach(lost))
		}
	}
}

// cut simulates the site with all routed ports of one switch down.
func cut(t *testing.T, s *Site, name string) *routing.Tables {
	t.Helper()
	var routers []routing.Router
	for _, sw := range s.Switches {
		r, err := nxos.Routers(sw.Text)
		require.NoError(t, err)
		if sw.Name == name {
			interfaces := r[0].VRFs[0].Interfaces
			for i := range interfaces {
				interfaces[i].Down = interfaces[i].Down || strings.HasPrefix(interfaces[i].Name, "Ethernet")
			}
		}
		routers = append(routers, r...)
	}
	for i, c := range s.Clusters {
		r, err := calico.Routers(c.Objects, c.Hosts, s.State.Clusters[i])
		require.NoError(t, err)
		routers = append(routers, r...)
	}
	tables, err := routing.Simulate(routers)
	require.NoError(t, err)
	return tables
}

func reach(failures verify.Failures) verify.Failures {
	return slices.DeleteFunc(slices.Clone(failures), func(f verify.Failure) bool { return f.Promise != verify.Reach })
}
