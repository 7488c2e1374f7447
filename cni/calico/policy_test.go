package calico_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// evaluate runs a policy on a prefix, written from the documentation of
// routing.Policy alone.
func evaluate(p *routing.Policy, prefix netip.Prefix, learned bool) (bool, []routing.Community) {
	if p == nil {
		return true, nil
	}
	var communities []routing.Community
	permitted := false
	for _, term := range p.Terms {
		m := term.Match
		if m.Never || m.ReceivedFromPeer && !learned {
			continue
		}
		matched := len(m.Prefixes) == 0
		for _, list := range m.Prefixes {
			matched = matched || list.Permits(prefix)
		}
		if !matched {
			continue
		}
		if !term.Permit {
			return false, nil
		}
		permitted = true
		if term.Set.HasCommunities {
			communities = append(communities, term.Set.Communities...)
		}
		if !term.Continue {
			break
		}
	}
	return permitted, communities
}

const filterConfiguration = `
{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: default}, spec: {nodeToNodeMeshEnabled: false,
 serviceClusterIPs: [{cidr: 10.96.0.0/16}], communities: [{name: pods, value: "64512:100"}, {name: large, value: "1:2:3"}],
 prefixAdvertisements: [{cidr: 10.244.0.0/16, communities: [pods, "64512:7", pods, large, nosuch]}]}}
---
{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: pods}, spec: {cidr: 10.244.0.0/16}}
---
{apiVersion: projectcalico.org/v3, kind: IPPool, metadata: {name: secret}, spec: {cidr: 10.250.0.0/16, disableBGPExport: true}}
---
`

func filterYAML(spec string) string {
	return "{apiVersion: projectcalico.org/v3, kind: BGPFilter, metadata: {name: f}, spec: {" + spec + "}}\n---\n" +
		peerYAML("p", "peerIP: 10.0.0.2, asNumber: 65001, filters: [f, nosuch]")
}

func blocksOfN1() fabric.ClusterState {
	return fabric.ClusterState{Blocks: []fabric.NodeBlock{
		{Node: "n1", Prefix: prefix("10.244.0.0/26")}, {Node: "n1", Prefix: prefix("10.250.0.0/26")}, {Node: "n2", Prefix: prefix("10.244.0.64/26")},
	}}
}

// TestExport goes through Calico's order of decisions.
func TestExport(t *testing.T) {
	type probe struct {
		prefix  string
		learned bool
		want    bool
	}
	plain := []probe{
		{"10.244.0.0/26", false, true},  // its own block
		{"10.244.0.5/32", false, false}, // inside it
		{"10.244.0.64/26", true, true},  // another node's block, learned: transit
		{"10.244.7.7/32", false, true},  // a borrowed address
		{"10.96.0.0/16", false, true},   // the service range
		{"10.96.3.4/32", false, true},   // and what is in it
		{"10.250.0.0/26", false, false}, // a pool that is not exported, its own block or not
		{"10.0.0.0/24", false, false},   // the node subnet
		{"0.0.0.0/0", true, false},      // a default route
		{"192.0.2.0/24", true, false},   // anything else
	}
	with := func(changes ...probe) []probe {
		all := append([]probe(nil), plain...)
		for _, c := range changes {
			for i := range all {
				if all[i].prefix == c.prefix {
					all[i] = c
				}
			}
		}
		return all
	}
	for _, row := range []struct {
		name, spec string
		probes     []probe
	}{
		{"without rules", "", plain},
		{"rules for import only", "importV4: [{action: Reject}]", plain},
		{"what peers sent is rejected", "exportV4: [{source: RemotePeers, action: Reject}]", with(probe{"10.244.0.64/26", true, false})},
		{"Equal on the pool matches no block (seeds/004)", "exportV4: [{cidr: 10.244.0.0/16, matchOperator: Equal, action: Reject}, {cidr: 0.0.0.0/0, matchOperator: Equal, action: Reject}]", plain},
		{"In matches them", "exportV4: [{cidr: 10.244.0.0/16, matchOperator: In, action: Reject}]", with(
			probe{"10.244.0.0/26", false, false}, probe{"10.244.0.64/26", true, false}, probe{"10.244.7.7/32", false, false})},
		{"Accept is final: it skips aggregation and hidden pools", "exportV4: [{cidr: 10.0.0.0/8, matchOperator: In, action: Accept}]", with(
			probe{"10.244.0.5/32", false, true}, probe{"10.250.0.0/26", false, true}, probe{"10.0.0.0/24", false, true})},
		{"lengths bound it", "exportV4: [{cidr: 10.0.0.0/8, matchOperator: In, prefixLength: {min: 24, max: 26}, action: Accept}]", with(
			probe{"10.250.0.0/26", false, true}, probe{"10.0.0.0/24", false, true})},
		{"NotIn is everything else", "exportV4: [{cidr: 10.244.0.0/16, matchOperator: NotIn, action: Reject}]", with(
			probe{"10.96.0.0/16", false, false}, probe{"10.96.3.4/32", false, false})},
		{"NotEqual too", "exportV4: [{cidr: 10.244.0.0/26, matchOperator: NotEqual, action: Reject}]", with(
			probe{"10.244.0.64/26", true, false}, probe{"10.244.7.7/32", false, false}, probe{"10.96.0.0/16", false, false}, probe{"10.96.3.4/32", false, false})},
		{"the first rule that matches decides", "exportV4: [{cidr: 10.96.3.4/32, matchOperator: Equal, action: Reject}, {cidr: 10.96.0.0/16, matchOperator: In, action: Accept}]", with(
			probe{"10.96.3.4/32", false, false})},
		{"an interface is only known of what leaves by it", "exportV4: [{interface: 'bond*', action: Reject}]", with(probe{"10.244.0.64/26", true, false})},
		{"another interface is not it", "exportV4: [{interface: eth9, action: Reject}]", plain},
	} {
		t.Run(row.name, func(t *testing.T) {
			r := routersOf(t, filterConfiguration+filterYAML(row.spec), blocksOfN1())
			export := r["n1"].BGP.Neighbors[0].Families[0].Export
			for _, p := range row.probes {
				got, _ := evaluate(export, prefix(p.prefix), p.learned)
				assert.Equal(t, p.want, got, "%s, learned: %v", p.prefix, p.learned)
			}
		})
	}
}

func TestExportCommunities(t *testing.T) {
	want := []routing.Community{64512<<16 | 100, 64512<<16 | 7}
	export := func(t *testing.T, yaml, node string) *routing.Policy {
		t.Helper()
		return routersOf(t, yaml, blocksOfN1())[node].BGP.Neighbors[0].Families[0].Export
	}
	t.Run("are added by name and by value, once", func(t *testing.T) {
		ok, got := evaluate(export(t, filterConfiguration+filterYAML(""), "n1"), prefix("10.244.0.0/26"), false)
		assert.True(t, ok)
		assert.Equal(t, want, got)
	})
	t.Run("only inside their prefix", func(t *testing.T) {
		ok, got := evaluate(export(t, filterConfiguration+filterYAML(""), "n1"), prefix("10.96.0.0/16"), false)
		assert.True(t, ok)
		assert.Empty(t, got)
	})
	t.Run("an Accept in a filter skips them", func(t *testing.T) {
		ok, got := evaluate(export(t, filterConfiguration+filterYAML("exportV4: [{cidr: 10.244.0.0/16, matchOperator: In, action: Accept}]"), "n1"), prefix("10.244.0.0/26"), false)
		assert.True(t, ok)
		assert.Empty(t, got)
	})
	t.Run("a node's own configuration replaces them", func(t *testing.T) {
		own := filterConfiguration + filterYAML("") + `{apiVersion: projectcalico.org/v3, kind: BGPConfiguration, metadata: {name: node.n1}, spec: {prefixAdvertisements: [{cidr: 10.244.0.0/16, communities: ["64512:9"]}]}}`
		_, got := evaluate(export(t, own, "n1"), prefix("10.244.0.0/26"), false)
		assert.Equal(t, []routing.Community{64512<<16 | 9}, got)
		_, got = evaluate(export(t, own, "n2"), prefix("10.244.0.64/26"), false)
		assert.Equal(t, want, got)
	})
}

func TestImport(t *testing.T) {
	r := routersOf(t, meshOff+filterYAML("importV4: [{cidr: 10.244.0.0/16, matchOperator: In, prefixLength: {max: 26}, action: Accept}, {cidr: 0.0.0.0/0, matchOperator: Equal, action: Accept}, {cidr: 0.0.0.0/0, matchOperator: In, action: Reject}]"), fabric.ClusterState{})
	imports := r["n1"].BGP.Neighbors[0].Families[0].Import
	require.NotNil(t, imports)
	for p, want := range map[string]bool{
		"10.244.0.64/26": true, "10.244.0.0/16": true, "10.244.0.70/32": false, "0.0.0.0/0": true, "10.0.0.0/24": false,
	} {
		got, _ := evaluate(imports, prefix(p), true)
		assert.Equal(t, want, got, p)
	}
	r = routersOf(t, meshOff+filterYAML("importV4: [{cidr: 10.244.0.0/16, matchOperator: In, action: Reject}]"), fabric.ClusterState{})
	got, _ := evaluate(r["n1"].BGP.Neighbors[0].Families[0].Import, prefix("192.0.2.0/24"), true)
	assert.True(t, got, "what no rule decides is accepted")
}

// What is emitted keeps the node's own and stops what is foreign, in every
// version that can.
func TestEmittedFiltersWork(t *testing.T) {
	for _, minor := range []uint16{26, 27, 28, 29, 30, 31, 32} {
		routers := lift(t, lab105, version(minor), calicoOf(func(c *fabric.Calico) { c.StrictAffinity = true }), func(c *fabric.Cluster) {
			c.Pods[0].Communities = []fabric.Community{fabric.NewCommunity(64512, 100)}
		})
		family := routers[0].VRFs[0].BGP.Neighbors[0].Families[0]
		ok, communities := evaluate(family.Export, prefix("10.233.64.0/24"), false)
		assert.True(t, ok, "3.%d: its own block", minor)
		assert.Equal(t, []routing.Community{64512<<16 | 100}, communities, "3.%d: with its community", minor)
		ok, _ = evaluate(family.Export, prefix("10.233.0.0/18"), false)
		assert.True(t, ok, "3.%d: the services", minor)
		ok, _ = evaluate(family.Export, prefix("10.233.0.7/32"), false)
		assert.True(t, ok, "3.%d: one service", minor)
		ok, _ = evaluate(family.Export, prefix("10.233.64.9/32"), false)
		assert.False(t, ok, "3.%d: a pod", minor)
		ok, _ = evaluate(family.Export, prefix("10.233.65.0/24"), true)
		assert.Equal(t, minor < 27, ok, "3.%d: transit", minor)
		ok, _ = evaluate(family.Export, prefix("10.233.70.9/32"), false)
		assert.Equal(t, minor < 29, ok, "3.%d: a borrowed address, which strict affinity rules out", minor)
		for p, want := range map[string]bool{"10.233.65.0/24": true, "10.233.0.0/18": true, "10.14.0.0/24": true, "0.0.0.0/0": false, "192.0.2.0/24": false} {
			ok, _ = evaluate(family.Import, prefix(p), true)
			assert.Equal(t, want, ok, "3.%d: import %s", minor, p)
		}
		ok, _ = evaluate(family.Import, prefix("10.233.65.9/32"), true)
		assert.Equal(t, minor < 29, ok, "3.%d: import of single pods", minor)
	}
}
