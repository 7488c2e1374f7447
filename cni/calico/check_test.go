package calico_test

import (
	"testing"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
)

// TestCheckHoldsObjectsAgainstThePlan changes one thing a row that no route of
// today shows.
func TestCheckHoldsObjectsAgainstThePlan(t *testing.T) {
	classes := func(c *fabric.Cluster) {
		c.Pods[0].Communities = []fabric.Community{fabric.NewCommunity(64512, 100)}
		c.CNI = fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}, StrictAffinity: true, MaxBlocksPerNode: 8}
	}
	for name, edit := range map[string]func(o *calico.Objects){
		"another range":              func(o *calico.Objects) { o.Pools[0].Spec.CIDR = "10.233.64.0/21" },
		"a pool too many":            func(o *calico.Objects) { p := o.Pools[0]; p.Spec.CIDR = "10.250.0.0/16"; o.Pools = append(o.Pools, p) },
		"no pool":                    func(o *calico.Objects) { o.Pools = nil },
		"another block length":       func(o *calico.Objects) { o.Pools[0].Spec.BlockSize = 25 },
		"IP in IP":                   func(o *calico.Objects) { o.Pools[0].Spec.IPIPMode = v3.IPIPModeAlways },
		"VXLAN":                      func(o *calico.Objects) { o.Pools[0].Spec.VXLANMode = v3.VXLANModeCrossSubnet },
		"NAT":                        func(o *calico.Objects) { o.Pools[0].Spec.NATOutgoing = true },
		"a disabled pool":            func(o *calico.Objects) { o.Pools[0].Spec.Disabled = true },
		"a pool that is not sent":    func(o *calico.Objects) { o.Pools[0].Spec.DisableBGPExport = true },
		"a selector":                 func(o *calico.Objects) { o.Pools[0].Spec.NodeSelector = "class == 'batch'" },
		"half a pool's communities":  func(o *calico.Objects) { o.Configurations[0].Spec.PrefixAdvertisements[0].CIDR = "10.233.64.0/21" },
		"more than a pool's":         func(o *calico.Objects) { o.Configurations[0].Spec.PrefixAdvertisements[0].CIDR = "10.233.0.0/16" },
		"another community":          func(o *calico.Objects) { o.Configurations[0].Spec.PrefixAdvertisements[0].Communities[0] = "64512:101" },
		"borrowed addresses allowed": func(o *calico.Objects) { o.IPAM.Spec.StrictAffinity = false },
		"other bounds":               func(o *calico.Objects) { o.IPAM.Spec.MaxBlocksPerHost = 7 },
		"no bounds at all":           func(o *calico.Objects) { o.IPAM = nil },
	} {
		t.Run(name, func(t *testing.T) {
			p := planOf(t, lab105, classes)
			o, err := calico.Emit(p, "k8s")
			require.NoError(t, err)
			require.Empty(t, o.Check(&p.Clusters[0]), "before the change")
			edit(&o)
			problems := o.Check(&p.Clusters[0])
			require.Error(t, problems.Err())
			for _, problem := range problems {
				assert.Equal(t, calico.CodeNotAsPlanned, problem.Code)
			}
			assertComplete(t, problems)
			assert.Equal(t, problems, o.Check(&p.Clusters[0]), "in the same order every time")
		})
	}
}
