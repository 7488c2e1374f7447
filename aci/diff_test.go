package aci_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

func lines(d aci.Difference) []string {
	var all []string
	for _, c := range d.Changes {
		all = append(all, c.String())
	}
	return all
}

func paths(t *testing.T, d aci.Difference) []string {
	t.Helper()
	posts, err := d.Posts()
	require.NoError(t, err)
	var all []string
	for _, p := range posts {
		all = append(all, p.Path())
	}
	return all
}

// TestDiffFromNothing creates each root, in the order in which they are pushed,
// and takes all away again in reverse.
func TestDiffFromNothing(t *testing.T) {
	for _, s := range samples() {
		d, err := aci.Diff(aci.Tree{}, s, owner)
		require.NoError(t, err)
		assert.Equal(t, []string{"create uni/infra", "create uni/phys-k8s", "create uni/l3dom-k8s", "create uni/tn-k8s"}, lines(d))
		want, err := s.Posts()
		require.NoError(t, err)
		got, err := d.Posts()
		require.NoError(t, err)
		for i := range want {
			assert.Equal(t, string(want[i].JSON()), string(got[i].JSON()))
		}

		d, err = aci.Diff(s.Normal(), aci.Tree{}, owner)
		require.NoError(t, err)
		assert.Equal(t, []string{"delete uni/tn-k8s", "delete uni/l3dom-k8s", "delete uni/phys-k8s", "delete uni/infra"}, lines(d))
		assert.Equal(t, []string{"/api/mo/uni/tn-k8s.json", "/api/mo/uni/l3dom-k8s.json", "/api/mo/uni/phys-k8s.json", "/api/mo/uni/infra.json"}, paths(t, d))
		posts, err := d.Posts()
		require.NoError(t, err)
		assert.Equal(t, `{"fvTenant":{"attributes":{"dn":"uni/tn-k8s","name":"k8s","status":"deleted"}}}`+"\n", string(posts[0].JSON()))

		d, err = aci.Diff(s.Normal(), aci.Tree{}, "orchestrator:somebody-else")
		require.NoError(t, err)
		assert.Empty(t, d.Changes)
		d, err = aci.Diff(s.Normal(), aci.Tree{}, "")
		require.NoError(t, err)
		assert.Empty(t, d.Changes)
	}
}

// TestDiffIsOneRequestPerTenant changes, adds and removes below one tenant: one
// request, whose way down has to exist.
func TestDiffIsOneRequestPerTenant(t *testing.T) {
	s := floating()
	want := change(t, s, anchorF, set("mtu", "1500"))
	want = change(t, want, outF+"/instP-default", func(o *aci.Object) {
		without(aci.FvRsProv)(o)
		with(owned(object(aci.L3extSubnet, attributes{"ip": cidr("10.3.0.0/16")})))(o)
	})
	d, err := aci.Diff(s.Normal(), want, owner)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"create " + outF + "/instP-default/extsubnet-[10.3.0.0/16]",
		"modify " + anchorF + ` mtu: "9000" -> "1500"`,
		"delete " + outF + "/instP-default/rsprov-k8s",
	}, lines(d))
	posts, err := d.Posts()
	require.NoError(t, err)
	require.Len(t, posts, 1)
	assert.Equal(t, `{"fvTenant":{"attributes":{"dn":"uni/tn-k8s","name":"k8s","status":"modified"},"children":[
  {"l3extOut":{"attributes":{"name":"floating","status":"modified"},"children":[
    {"l3extInstP":{"attributes":{"name":"default","status":"modified"},"children":[
      {"l3extSubnet":{"attributes":{"ip":"10.3.0.0/16","annotation":"orchestrator:podfabric"}}},
      {"fvRsProv":{"attributes":{"tnVzBrCPName":"k8s","status":"deleted"}}}]}},
    {"l3extLNodeP":{"attributes":{"name":"anchors","status":"modified"},"children":[
      {"l3extLIfP":{"attributes":{"name":"ipv4","status":"modified"},"children":[
        {"l3extVirtualLIfP":{"attributes":{"nodeDn":"topology/pod-1/node-101","encap":"vlan-310","mtu":"1500","status":"modified"}}}]}}]}}]}}]}}
`, string(posts[0].JSON()))
	for _, p := range d.Problems {
		assert.Equal(t, aci.CodeNotCompared, p.Code)
		assert.Equal(t, fabric.Warning, p.Severity)
	}
	assert.Len(t, d.Problems, 6, "four peers and two BFD keys")
}

// TestDiffLeavesOthersAlone deletes nothing that is not ours, nor what holds it.
func TestDiffLeavesOthersAlone(t *testing.T) {
	s := floating()
	foreign := named(aci.L3extInstP, "theirs", attributes{"annotation": aci.Text("orchestrator:terraform")},
		owned(object(aci.FvRsCons, attributes{"tnVzBrCPName": aci.Text("k8s")})))
	byHand := named(aci.VzBrCP, "by-hand", nil)
	implicit := object(aci.BgpRsPeerPfxPol, nil)
	have := change(t, s, outF, with(foreign))
	have = change(t, have, "uni/tn-k8s", with(byHand))
	have = change(t, have, anchorF+"/peerP-[192.168.2.0/24]", func(o *aci.Object) {
		without(aci.BgpRsPeerPfxPol)(o)
		with(implicit)(o)
	})

	d, err := aci.Diff(have.Normal(), s, owner)
	require.NoError(t, err)
	assert.Equal(t, []string{
		"modify " + anchorF + `/peerP-[192.168.2.0/24]/rspeerPfxPol tnBgpPeerPfxPolName: "" -> "k8s-prefixes" annotation: "" -> "orchestrator:podfabric"`,
		"delete " + outF + "/instP-theirs/rscons-k8s",
	}, sortedAttributes(lines(d)), "what we put below somebody else's object is ours")

	d, err = aci.Diff(have.Normal(), aci.Tree{}, owner)
	require.NoError(t, err)
	var kept []string
	for _, p := range d.Problems {
		assert.Equal(t, aci.CodeKept, p.Code)
		kept = append(kept, p.Field)
	}
	assert.Equal(t, []string{"uni/tn-k8s", outF}, kept)
	deleted := lines(d)
	assert.NotContains(t, deleted, "delete uni/tn-k8s")
	assert.NotContains(t, deleted, "delete "+outF)
	assert.NotContains(t, deleted, "delete "+outF+"/instP-theirs")
	assert.NotContains(t, deleted, "delete uni/tn-k8s/brc-by-hand")
	assert.Contains(t, deleted, "delete "+profileF, "with its peers, whose implicit relation is no one's")
	assert.Contains(t, deleted, "delete "+outF+"/instP-theirs/rscons-k8s")
	assert.Less(t, slices.Index(deleted, "delete "+profileF), slices.Index(deleted, "delete uni/tn-k8s/bgpCtxP-k8s-timers"), "a policy goes after what refers to it")
}

// sortedAttributes puts the attribute of the schema's order first.
func sortedAttributes(all []string) []string {
	for i, l := range all {
		all[i] = strings.Replace(l, ` annotation: "" -> "orchestrator:podfabric" tnBgpPeerPfxPolName: "" -> "k8s-prefixes"`,
			` tnBgpPeerPfxPolName: "" -> "k8s-prefixes" annotation: "" -> "orchestrator:podfabric"`, 1)
	}
	return all
}

// TestDiffPreconditions are objects that have to be there, or not.
func TestDiffPreconditions(t *testing.T) {
	existing := aci.Tree{Roots: []aci.Object{{Class: aci.FvTenant, Status: aci.Modified, Attributes: attributes{"name": aci.Text("prod")},
		Children: []aci.Object{named(aci.FvCtx, "vrf", nil), {Class: aci.BfdIfPol, Status: aci.Created, Attributes: attributes{"name": aci.Text("b")}}}}}}
	d, err := aci.Diff(aci.Tree{}, existing, owner)
	require.NoError(t, err)
	assert.Empty(t, d.Changes)
	require.Len(t, d.Problems, 1)
	assert.Equal(t, aci.CodeNotThere, d.Problems[0].Code)
	_, err = d.Posts()
	require.Error(t, err)

	have := aci.Tree{Roots: []aci.Object{named(aci.FvTenant, "prod", attributes{"descr": aci.Text("theirs")})}}
	d, err = aci.Diff(have, existing, owner)
	require.NoError(t, err)
	assert.Equal(t, []string{"create uni/tn-prod/bfdIfPol-b", "create uni/tn-prod/ctx-vrf"}, lines(d))

	have.Roots[0].Children = []aci.Object{named(aci.BfdIfPol, "b", nil)}
	d, err = aci.Diff(have, existing, owner)
	require.NoError(t, err)
	require.Len(t, d.Problems, 1)
	assert.Equal(t, aci.CodeThere, d.Problems[0].Code)

	gone := aci.Tree{Roots: []aci.Object{{Class: aci.FvTenant, Attributes: attributes{"name": aci.Text("prod")}, Children: []aci.Object{
		{Class: aci.BfdIfPol, Status: aci.Deleted, Attributes: attributes{"name": aci.Text("b")}},
		{Class: aci.BfdIfPol, Status: aci.Deleted, Attributes: attributes{"name": aci.Text("never")}}}}}}
	d, err = aci.Diff(have, gone, "")
	require.NoError(t, err)
	assert.Equal(t, []string{"delete uni/tn-prod/bfdIfPol-b"}, lines(d), "what a tree says is to be deleted goes, whoever's it is")

	_, err = aci.Diff(have, aci.Tree{Roots: []aci.Object{object("nothing", nil)}}, owner)
	require.Error(t, err)
}

// TestPostsOfCommon puts what tenants refer to before them, and takes it away
// after them.
func TestPostsOfCommon(t *testing.T) {
	common := func(children ...aci.Object) aci.Object {
		return aci.Object{Class: aci.FvTenant, Status: aci.Modified, Attributes: attributes{"name": aci.Text("common")}, Children: children}
	}
	policy := func(name string) aci.Object { return owned(named(aci.BfdIfPol, name, nil)) }
	tenant := func(children ...aci.Object) aci.Object { return owned(named(aci.FvTenant, "a", nil, children...)) }
	have := aci.Tree{Roots: []aci.Object{common(policy("old")), tenant(policy("old"))}}
	want := aci.Tree{Roots: []aci.Object{tenant(policy("new")), common(policy("new"))}}
	d, err := aci.Diff(have, want, owner)
	require.NoError(t, err)
	assert.Equal(t, []string{"create uni/tn-common/bfdIfPol-new", "create uni/tn-a/bfdIfPol-new", "delete uni/tn-a/bfdIfPol-old", "delete uni/tn-common/bfdIfPol-old"}, lines(d))
	assert.Equal(t, []string{"/api/mo/uni/tn-common.json", "/api/mo/uni/tn-a.json", "/api/mo/uni/tn-common.json"}, paths(t, d))
}
