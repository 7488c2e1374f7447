package aci_test

import (
	"bytes"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// TestJudgeOnEmitted holds every request that is made of a plan to the judge. What
// it finds and is no mistake is listed with the reason, by a part of its text.
func TestJudgeOnEmitted(t *testing.T) {
	const (
		common  = "the judge sees one request at a time, and the policies are in another one, of tenant common"
		stated  = "the contract is somebody else's, which the plan states"
		newer   = "the judge does not know the class; it is that of Cisco's own modules (see the schema)"
		domains = "the judge's model has no domains of VMware; acc-provision and Cisco's floating L3Out refer to them so"
	)
	excused := map[string]string{
		`bgpCtxPol 'shared-2-6-6-1-Timers' is not in this tree`:    common,
		`bgpCtxPol 'shared-2-6-12-1-Timers' is not in this tree`:   common,
		`bgpCtxPol 'shared-10-30-30-1-Timers' is not in this tree`: common,
		`bgpBestPathCtrlPol 'shared-Relax-AS' is not in this tree`: common,
		`VRF 'shared' is not in this tree`:                         common,
		`unknown class rtctrlSetPref`:                              newer,
		`uni/vmmp-VMware/dom-vds': cannot place the target`:        domains,
	}
	used := map[string]bool{}
	all := map[string]*fabric.Plan{}
	for name, plan := range plans() {
		all[name] = plan()
	}
	for name, d := range aciDesigns(t) {
		all[name] = planned(t, d)
	}
	var names []string
	var plans []*fabric.Plan
	var bodies [][]byte
	for _, name := range slices.Sorted(maps.Keys(all)) {
		posts, err := emitted(t, all[name]).Posts()
		require.NoError(t, err)
		for _, p := range posts {
			names, plans = append(names, name+": "+p.DN.String()), append(plans, all[name])
			bodies = append(bodies, bytes.ReplaceAll(p.JSON(), []byte("\n"), nil))
		}
	}
	for i, v := range judged(t, bodies, "--lint", "--strict") {
		findings := 0
		for found := range strings.Lines(v.Text) {
			if !strings.Contains(found, "uni") {
				continue
			}
			findings++
			reason := ""
			for part := range excused {
				if strings.Contains(found, part) {
					reason, used[part] = excused[part], true
				}
			}
			// A contract of somebody else's, which the plan states.
			for _, c := range plans[i].Preconditions {
				if _, contract, ok := strings.Cut(c.What, "/brc-"); ok && strings.Contains(found, "contract '"+contract+"' is not in this tree") {
					reason = c.Why
				}
			}
			for _, tenant := range plans[i].ACI.Tenants {
				for _, c := range tenant.Contracts {
					if tenant.Name == "common" && strings.Contains(found, "contract '"+c.Name+"' is not in this tree") {
						reason = common
					}
				}
			}
			assert.NotEmpty(t, reason, "%s: %s", names[i], found)
		}
		assert.Equal(t, v.Code != 0, findings > 0, "%s: %s", names[i], v.Text)
	}
	for part := range excused {
		assert.True(t, used[part], "the judge finds no %q", part)
	}
	t.Logf("%d requests", len(bodies))
}
