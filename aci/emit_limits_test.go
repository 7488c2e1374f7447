package aci_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// TestRefusals breaks one thing a row.
func TestRefusals(t *testing.T) {
	first := func(change func(*fabric.PlannedL3Out)) func(*fabric.Plan) {
		return func(p *fabric.Plan) { change(&p.ACI.L3Outs[0]) }
	}
	release := func(v string) func(*fabric.Plan) { return func(p *fabric.Plan) { p.ACI.Version = v } }
	for _, row := range []struct {
		says   string
		plan   func() *fabric.Plan
		change func(*fabric.Plan)
		code   fabric.Code
		field  string
		detail string
	}{
		{"a floating SVI before 4.2", floatingPlan, release("4.1(2m)"), aci.CodeVersion, "vlifp-", "l3extVirtualLIfP exists since 4.2(1)"},
		{"floating in a physical domain before 5.0", floatingPlan, release("4.2(7f)"), aci.CodeVersion, "rsdynPathAtt-[uni/phys-k8s-phys]", "floating in a physical domain exists since 5.0(1)"},
		{"floating in a VMware domain before 4.2", existingAccessPlan, release("4.1(2m)"), aci.CodeVersion, "vlifp-", "exists since 4.2(1)"},
		{"no release", floatingPlan, release("5.2"), aci.CodeVersion, "uni", `"5.2" is not a release`},
		{"communities in a filter", floatingPlan, first(func(o *fabric.PlannedL3Out) {
			o.Import[0].Communities = []fabric.Community{fabric.NewCommunity(65003, 1)}
		}), aci.CodeUnsupported, "uni/tn-prod/out-calico", "10.1.0.0/16 (pods)"},
		{"lengths that run backwards", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.Import[0].Min = 33 }), aci.CodeInvalidValue, "uni/tn-prod/out-calico", "33 to 32"},
		{"more preferences than entries", floatingPlan, first(func(o *fabric.PlannedL3Out) {
			for i := range uint32(10) {
				o.Import = append(o.Import, fabric.Accept{Prefix: net("10.9.0.0/16"), Min: 16 + int(i), Max: 16 + int(i), LocalPreference: 200 + i})
			}
		}), aci.CodeUnsupported, "uni/tn-prod/out-calico/prof-default-import", "11 entries"},
		{"a VRF that is not planned", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.VRF = "other" }), aci.CodeIncomplete, "uni/tn-prod/out-calico", "VRF other"},
		{"a floating SVI on a pair", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.SVIs[0].Leaves = append(o.SVIs[0].Leaves, o.SVIs[1].Leaves...) }), aci.CodeUnsupported, "uni/tn-prod/out-calico", "on 2 leaves"},
		{"an SVI on no leaf", standardPlan, first(func(o *fabric.PlannedL3Out) { o.SVIs[0].Leaves = nil }), aci.CodeUnsupported, "uni/tn-prod/out-calico", "on 0 leaves"},
		{"an address outside the subnet", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.SVIs[0].Secondary = ip("192.168.3.253") }), aci.CodeOutsideSubnet, "vlifp-", "192.168.3.253/24"},
		{"a VLAN outside the pool", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.SVIs[0].VLAN = 330 }), aci.CodeOutsidePool, "vlan-330", "VLAN 330"},
		{"a router ID for two leaves", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.Leaves[1].RouterID = o.Leaves[0].RouterID }), aci.CodeConflict, "rsnodeL3OutAtt", "1.1.4.101"},
		{"filters with nothing to accept", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.Import = nil }), aci.CodeIncomplete, "uni/tn-prod/out-calico", "default-import"},
		{"two filters of one name", segmentedPlan, func(p *fabric.Plan) { p.ACI.Tenants[0].Contracts[2].Filters[0].Ports = "8443" }, aci.CodeDuplicate, "uni/tn-prod/flt-https", "twice"},
		{"two nodes on one path", standardPlan, first(func(o *fabric.PlannedL3Out) { o.SVIs[2].Path = o.SVIs[0].Path }), aci.CodeDuplicate, "pathep-[esxi-node0]", "twice"},
		{"more prefixes than ACI counts", floatingPlan, first(func(o *fabric.PlannedL3Out) { o.Terms.MaxPrefixes = 300001 }), aci.CodeInvalidValue, "maxPfx", "300001"},
	} {
		t.Run(row.says, func(t *testing.T) {
			p := row.plan()
			row.change(p)
			tree, err := aci.Emit(p)
			assert.Equal(t, aci.Tree{}, tree)
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			found := false
			for _, problem := range problems.Of(fabric.Error) {
				assert.NotEmpty(t, problem.Fix)
				assert.NotEmpty(t, problem.Source)
				found = found || problem.Code == row.code && strings.Contains(problem.Field, row.field) && strings.Contains(problem.Detail, row.detail)
			}
			assert.True(t, found, "%s", err)
		})
	}
}

// TestReleases are those that have what a plan needs.
func TestReleasesOfPlans(t *testing.T) {
	for _, row := range []struct {
		version string
		plan    func() *fabric.Plan
	}{
		{"4.2(7f)", standardPlan}, {"3.2(1l)", standardPlan}, {"5.0(1k)", floatingPlan}, {"4.2(1i)", existingAccessPlan}, {"6.0(2h)", floatingPlan}, {"", floatingPlan},
	} {
		p := row.plan()
		p.ACI.Version = row.version
		assert.Equal(t, row.version, emitted(t, p).Version.String())
	}
}
