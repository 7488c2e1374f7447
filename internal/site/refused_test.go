package site

import (
	"errors"
	"net/netip"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/nxos"
)

// TestRefusedRatherThanEmittedWrong are designs whose text would break their own
// promises: each is refused with a problem that says why.
func TestRefusedRatherThanEmittedWrong(t *testing.T) {
	fabricTerms := func(d *fabric.Design, edit func(*fabric.IPFabric)) {
		ip := d.Fabric.(fabric.IPFabric)
		edit(&ip)
		d.Fabric = ip
	}
	for name, row := range map[string]struct {
		design string
		edit   func(d *fabric.Design)
		code   fabric.Code
	}{
		"two clusters with different restart times": {"dual-stack.yaml", func(d *fabric.Design) {
			fabricTerms(d, func(ip *fabric.IPFabric) { ip.Session.GracefulRestart = 0 })
			d.Clusters[1].Session.GracefulRestart = 60 * time.Second
		}, nxos.CodeProcessWide},
		"a hold time that BIRD lowers": {"seed000-ipfabric.yaml", func(d *fabric.Design) {
			d.Clusters[0].Session.Keepalive, d.Clusters[0].Session.Hold = 100*time.Second, 300*time.Second
		}, calico.CodeHold},
		"a management address without a subnet": {"seed000-ipfabric.yaml", func(d *fabric.Design) {
			d.Racks[0].Leaves[0].Management = netip.MustParsePrefix("172.16.0.9/32")
		}, fabric.CodePrefixLength},
		"a management gateway of the other family": {"seed000-ipfabric.yaml", func(d *fabric.Design) {
			d.Racks[0].Leaves[0].Management = netip.MustParsePrefix("2001:db8::9/64")
		}, fabric.CodeOutsideSubnet},
		"a password that is the name of a variable": {"seed004-tor.yaml", func(d *fabric.Design) {
			d.Clusters[0].Session.Password = fabric.NewSecret("$K8S_BGP")
		}, fabric.CodeSecretUnusable},
	} {
		t.Run(name, func(t *testing.T) {
			d, _, err := Load(filepath.Join("..", "..", "examples", "designs", row.design))
			require.NoError(t, err)
			row.edit(&d)
			_, err = Build(d, fabric.State{}, nil)
			problems, ok := errors.AsType[fabric.Problems](err)
			require.True(t, ok, "%v", err)
			assert.True(t, slices.ContainsFunc(problems, func(p fabric.Problem) bool {
				return p.Code == row.code && p.Severity == fabric.Error && p.Fix != "" && p.Source != ""
			}), "%v", problems)
		})
	}
}
