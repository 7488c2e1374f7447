package aci_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

func emitted(t *testing.T, p *fabric.Plan) aci.Tree {
	t.Helper()
	tree, err := aci.Emit(p)
	require.NoError(t, err)
	return tree
}

// at returns an object of a tree by its DN below "uni".
func at(t *testing.T, tree aci.Tree, dn string) *aci.Object {
	t.Helper()
	o := tree.Find(mustDN("uni/" + dn))
	require.NotNil(t, o, "there is no %s in\n%s", dn, tree)
	return o
}

// body is what is sent to the controller, request by request.
func body(t *testing.T, tree aci.Tree) string {
	t.Helper()
	posts, err := tree.Posts()
	require.NoError(t, err)
	var b strings.Builder
	for _, p := range posts {
		b.WriteString("POST " + p.Path() + "\n")
		b.Write(p.JSON())
	}
	return b.String()
}

// TestEmittedTreesAreValid: no errors, and no warnings but what the plan cannot
// know.
func TestEmittedTreesAreValid(t *testing.T) {
	for name, plan := range plans() {
		p := plan()
		tree := emitted(t, p)
		assert.Equal(t, aci.Version{Major: 5, Minor: 2, Maintenance: 7, Patch: "f"}, tree.Version)
		assert.Empty(t, aci.Warnings(p), name)
	}
	p := transitPlan()
	assert.NotEmpty(t, emitted(t, p).Validate(), "the tree alone does not know the contract")
	p.Preconditions = nil
	assert.NotEmpty(t, aci.Warnings(p), "what is stated nowhere is warned of")
	p = existingAccessPlan()
	p.ACI.L3Outs[0].VMM = ""
	assert.NotEmpty(t, aci.Warnings(p))
	p.Preconditions = append(p.Preconditions, fabric.Precondition{What: "uni/phys-k8s-phys"})
	assert.Empty(t, aci.Warnings(p))
}

// TestNothingOfACI emits nothing.
func TestNothingOfACI(t *testing.T) {
	tree, err := aci.Emit(&fabric.Plan{})
	require.NoError(t, err)
	assert.Equal(t, aci.Tree{}, tree)
	assert.Empty(t, aci.Warnings(&fabric.Plan{}))
}

// TestClassesOfTheDesign: every class of the schema is emitted by some plan, but
// for those that the design does without.
func TestClassesOfTheDesign(t *testing.T) {
	without := map[aci.Class]string{
		aci.PolUni:             "stands for the top; requests go to the roots below it",
		aci.NdIfPol:            "router advertisements stay as they are: nodes have static addresses",
		aci.L3extRsNdIfPol:     "as ndIfPol",
		aci.FvRsBgpCtxPol:      "the timers are those of the L3Outs, and an existing VRF's own are not ours to change",
		aci.L3extLoopBackIfP:   "peers are on the interfaces and need no loopback",
		aci.BgpLocalAsnP:       "leaves speak with the fabric's AS",
		aci.BgpRsPeerToProfile: "route maps are the L3Out's, for all its peers",
		aci.TagAnnotation:      "nothing is tagged",
	}
	seen := map[aci.Class]bool{}
	for _, plan := range plans() {
		for n := range emitted(t, plan()).All() {
			seen[n.Class] = true
		}
	}
	for _, c := range aci.Classes() {
		assert.NotEqual(t, seen[c], without[c] != "", "%s: %s", c, without[c])
	}
}

// TestOwnership: what is ours is annotated, down to the last object; what is not
// has to be there and is set to nothing.
func TestOwnership(t *testing.T) {
	theirs := map[string]bool{}
	for name, plan := range plans() {
		for n := range emitted(t, plan()).All() {
			if n.Status == aci.Upsert {
				assert.Equal(t, aci.Text(aci.Owner), n.Attributes["annotation"], "%s: %s", name, n.DN)
				continue
			}
			assert.Equal(t, aci.Modified, n.Status, n.DN)
			theirs[name+": "+n.DN.String()] = true
			def, _ := aci.Define(n.Class)
			for attribute := range n.Attributes {
				a, _ := def.Attribute(attribute)
				assert.True(t, a.Naming, "%s: %s.%s of somebody else's is changed", name, n.DN, attribute)
			}
		}
	}
	for _, want := range []string{"floating: uni/tn-prod", "floating: uni/tn-prod/ctx-vrf", "floating: uni/infra", "floating: uni/infra/funcprof", "common: uni/tn-blue", "common: uni/tn-common", "existing access: uni/tn-prod"} {
		assert.True(t, theirs[want], want)
	}
	for _, not := range []string{"created: uni/tn-prod", "created: uni/tn-prod/ctx-vrf", "common: uni/tn-common/ctx-shared", "common: uni/tn-red", "existing access: uni/infra"} {
		assert.False(t, theirs[not], not)
	}
}

// TestSharedVRF: two L3Outs of one VRF, of different tenants and on the same
// leaves, refer to one policy of each kind.
func TestSharedVRF(t *testing.T) {
	tree := emitted(t, commonPlan())
	counts := map[aci.Class]int{}
	for n := range tree.All() {
		counts[n.Class]++
		switch n.Class {
		case aci.BgpCtxPol, aci.BgpBestPathCtrlPol, aci.BgpCtxAfPol:
			assert.Equal(t, "uni/tn-common", n.Parent.DN.String())
		case aci.RtctrlSubjP, aci.BgpPeerPfxPol:
			// Match rules of common are supported in common only.
			assert.NotEqual(t, "uni/tn-common", n.Parent.DN.String())
		}
	}
	assert.Equal(t, [4]int{1, 1, 1, 2}, [4]int{counts[aci.BgpCtxPol], counts[aci.BgpBestPathCtrlPol], counts[aci.BgpCtxAfPol], counts[aci.FvRsCtxToBgpCtxAfPol]})
	for _, tenant := range []string{"blue", "red"} {
		protocol := "tn-" + tenant + "/out-k8s/lnodep-nodes/protp"
		assert.Equal(t, aci.Text("shared-2-6-12-1-Timers"), at(t, tree, protocol+"/rsbgpNodeCtxPol").Attributes["tnBgpCtxPolName"])
		assert.Equal(t, aci.Text("shared-Relax-AS"), at(t, tree, protocol+"/rsBestPathCtrlPol").Attributes["tnBgpBestPathCtrlPolName"])
	}

	t.Run("other timers on the same leaves", func(t *testing.T) {
		p := commonPlan()
		p.ACI.L3Outs[1].Terms.Hold *= 2
		_, err := aci.Emit(p)
		assert.ErrorContains(t, err, "CSCwt78235")
	})
	t.Run("other timers on other leaves", func(t *testing.T) {
		p := commonPlan()
		red := nodesOn(planOut("red", "k8s", "common", "shared"), 320, 2, [2]int{105, 106})
		red.Terms.Hold *= 2
		p.ACI.L3Outs[1] = red
		tree := emitted(t, p)
		assert.Equal(t, aci.Text("shared-2-6-12-1-Timers"), at(t, tree, "tn-blue/out-k8s/lnodep-nodes/protp/rsbgpNodeCtxPol").Attributes["tnBgpCtxPolName"])
		assert.Equal(t, aci.Text("shared-2-12-12-1-Timers"), at(t, tree, "tn-red/out-k8s/lnodep-nodes/protp/rsbgpNodeCtxPol").Attributes["tnBgpCtxPolName"])
		assert.Equal(t, aci.Number(12), at(t, tree, "tn-common/bgpCtxP-shared-2-12-12-1-Timers").Attributes["holdIntvl"])
	})
}

// TestOrderOfThePlan changes no byte where it should not matter.
func TestOrderOfThePlan(t *testing.T) {
	for name, plan := range plans() {
		want := body(t, emitted(t, plan()))
		p := plan()
		slices.Reverse(p.ACI.Tenants)
		slices.Reverse(p.ACI.Access.VLANs)
		slices.Reverse(p.ACI.Access.Groups)
		for i := range p.ACI.Tenants {
			slices.Reverse(p.ACI.Tenants[i].VRFs)
			slices.Reverse(p.ACI.Tenants[i].Contracts)
		}
		for i := range p.ACI.L3Outs {
			o := &p.ACI.L3Outs[i]
			slices.Reverse(o.Leaves)
			slices.Reverse(o.SVIs)
			slices.Reverse(o.Import)
			slices.Reverse(o.Export)
			slices.Reverse(o.EPGs)
			for j := range o.EPGs {
				slices.Reverse(o.EPGs[j].Subnets)
			}
		}
		slices.Reverse(p.ACI.L3Outs)
		assert.Equal(t, want, body(t, emitted(t, p)), name)
		assert.Equal(t, want, body(t, emitted(t, plan())), name)
	}
}

// TestGrowth: another rack changes no object of the first.
func TestGrowth(t *testing.T) {
	grown := standardPlan()
	small := planOf(existingTenant(), planAccess("esxi-node0", "esxi-node1"), nodesOn(planOut("prod", "calico", "prod", "vrf"), 310, 2, [2]int{101, 102}))
	difference, err := aci.Diff(emitted(t, small).Normal(), emitted(t, grown), aci.Owner)
	require.NoError(t, err)
	assert.NotEmpty(t, difference.Changes)
	for _, c := range difference.Changes {
		assert.Equal(t, aci.Create, c.Action, c.String())
	}
}

// TestDiffOfEmitted: what was emitted, as the controller keeps it, leaves nothing
// to do; without the design, all that is ours goes and the rest stays.
func TestDiffOfEmitted(t *testing.T) {
	for name, plan := range plans() {
		tree := emitted(t, plan())
		difference, err := aci.Diff(tree.Normal(), tree, aci.Owner)
		require.NoError(t, err)
		assert.Empty(t, difference.Changes, name)
	}
	have := emitted(t, createdPlan()).Normal()
	difference, err := aci.Diff(have, aci.Tree{}, aci.Owner)
	require.NoError(t, err)
	for _, c := range difference.Changes {
		assert.Equal(t, aci.Delete, c.Action)
	}
	assert.Contains(t, slices.Collect(maps.Keys(byDN(difference))), "uni/tn-prod")
}

func byDN(d aci.Difference) map[string]aci.Change {
	all := map[string]aci.Change{}
	for _, c := range d.Changes {
		all[c.DN.String()] = c
	}
	return all
}

// TestEmittedSecretsStayIn: the password is in what is sent, and nowhere else.
func TestEmittedSecretsStayIn(t *testing.T) {
	p := floatingPlan()
	tree := emitted(t, p)
	posts, err := tree.Posts()
	require.NoError(t, err)
	last := posts[len(posts)-1]
	assert.Equal(t, 8, strings.Count(string(last.JSON()), planSecret), "four anchors, two families")
	assert.Equal(t, 8, strings.Count(string(last.XML()), planSecret))
	p.ACI.L3Outs[0].Terms.MaxASLength = 3000
	_, err = aci.Emit(p)
	require.Error(t, err)
	for _, text := range []string{tree.String(), last.String(), err.Error(), aci.Warnings(floatingPlan()).Error()} {
		assert.NotContains(t, text, planSecret)
	}
	p = floatingPlan()
	p.ACI.L3Outs[0].Terms.Password = fabric.SecretFrom("bgp")
	_, err = aci.Emit(p)
	assert.ErrorContains(t, err, "not resolved")
}
