package fabric_test

import (
	"encoding/json"
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
)

// standardSVI is a cluster of standard SVIs in the supernet of seeds/002, with so
// many nodes in two racks.
func standardSVI(nodes int) fabric.Design {
	d := everyKindOfACI()
	aci := d.Fabric.(fabric.ACI)
	aci.L3Outs = []fabric.L3Out{{
		Name: "two", Cluster: "two", Tenant: "t", VRF: "v",
		SVI: fabric.StandardSVI{NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("192.168.1.0/24")}},
	}}
	d.Fabric = aci
	d.Racks = append(d.Racks, fabric.Rack{Name: "r1", Leaves: []fabric.Leaf{{Name: "leaf103", Node: 103}, {Name: "leaf104", Node: 104}}})
	d.Clusters = d.Clusters[1:]
	d.Clusters[0].Pods = d.Clusters[0].Pods[:1]
	d.Clusters[0].Nodes = nil
	for i := range nodes {
		d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, fabric.Node{Name: fmt.Sprintf("n%02d", i), Rack: fmt.Sprint("r", i%2)})
	}
	return d
}

// seeds/001 and seeds/002, example standard SVI IP allocation: of every /29 the node
// has the first address, the leaves the last but two and the last but one, the
// secondary the last; a /24 has room for 32 nodes.
func TestStandardSVIAddresses(t *testing.T) {
	d := standardSVI(32)
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	require.Len(t, plan.ACI.L3Outs[0].SVIs, 32)
	for i, svi := range plan.ACI.L3Outs[0].SVIs {
		node := plan.Clusters[0].Nodes[slices.IndexFunc(plan.Clusters[0].Nodes, func(n fabric.PlannedNode) bool { return n.Name == svi.Node })]
		base := svi.Subnet.Addr().As4()
		assert.Equal(t, 29, svi.Subnet.Bits())
		offsets := []byte{
			node.Addresses.V4.Addr().As4()[3] - base[3], svi.Leaves[0].Address.As4()[3] - base[3],
			svi.Leaves[1].Address.As4()[3] - base[3], svi.Secondary.As4()[3] - base[3],
		}
		assert.Equal(t, []byte{1, 4, 5, 6}, offsets, "node %d", i)
		assert.Less(t, svi.Leaves[0].Node, svi.Leaves[1].Node, "side A is the leaf with the lower ID")
		assert.Equal(t, svi.Secondary, node.Gateway.V4)
		assert.Equal(t, svi.Node, svi.Path)
	}
	d = standardSVI(33)
	_, err = d.Plan(nil)
	require.Error(t, err)
}

// The floating scheme: one address for every node and anchor, one floating, one
// secondary, the same on all anchors.
func TestFloatingSVIAddresses(t *testing.T) {
	d := everyKindOfACI()
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	out := plan.ACI.L3Outs[0]
	require.True(t, out.Floating)
	require.Len(t, out.SVIs, 4, "two anchors, two families")
	for _, svi := range out.SVIs {
		assert.Len(t, svi.Leaves, 1)
		first := out.SVIs[slices.IndexFunc(out.SVIs, func(s fabric.PlannedSVI) bool { return s.Family == svi.Family })]
		assert.Equal(t, first.Secondary, svi.Secondary)
		assert.Equal(t, first.Floating, svi.Floating)
		for _, a := range []netip.Addr{svi.Secondary, svi.Floating, svi.Leaves[0].Address} {
			assert.True(t, svi.Subnet.Contains(a), a)
		}
		assert.Equal(t, []netip.Prefix{svi.Subnet}, svi.Peers)
	}
}

// What a CNI keeps up with is the default: a dead node is noticed by the timers
// alone, and its routes do not outlive it.
func TestACITimersFollowTheCNI(t *testing.T) {
	d := everyKindOfACI()
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	terms := plan.ACI.L3Outs[0].Terms
	assert.Equal(t, 2*time.Second, terms.Keepalive, "seeds/002, step 9")
	assert.Equal(t, 6*time.Second, terms.Hold)
	assert.Equal(t, 6*time.Second, terms.GracefulRestart)
	assert.Equal(t, 1, terms.MaxASLength, "seeds/002, BGP hardening")
	d.Clusters[0].Session = fabric.SessionTerms{Keepalive: 10 * time.Second, Hold: 30 * time.Second, GracefulRestart: 60 * time.Second, MaxASLength: 3}
	d.Clusters[1].Session = d.Clusters[0].Session
	plan, err = d.Plan(nil)
	require.NoError(t, err)
	assert.Equal(t, 30*time.Second, plan.ACI.L3Outs[0].Terms.Hold)
	assert.Equal(t, 60*time.Second, plan.ACI.L3Outs[0].Terms.GracefulRestart)
	assert.Equal(t, 3, plan.ACI.L3Outs[0].Terms.MaxASLength)
}

// Both ends of every session are in one subnet, and every node has one with each
// leaf of its pair in each family.
func TestACISessions(t *testing.T) {
	d := everyKindOfACI()
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	assert.Len(t, plan.Sessions, 2*2*2*2, "clusters, nodes, leaves, families")
	for _, s := range plan.Sessions {
		assert.Equal(t, fabric.ASN(65100), s.A.AS)
		assert.True(t, strings.HasPrefix(s.A.Interface, "vlan-"), s.A.Interface)
		assert.False(t, s.A.Dials, "a dynamic neighbor listens")
		assert.True(t, s.B.Dials)
	}
}

// Growth, shrinkage and another order of the design move nothing.
func TestACIGrowth(t *testing.T) {
	var ledger ipam.Ledger
	d := standardSVI(8)
	before, err := d.Plan(&ledger)
	require.NoError(t, err)
	of := func(p *fabric.Plan) map[string]string {
		svis := map[string]string{}
		for _, svi := range p.ACI.L3Outs[0].SVIs {
			text, err := json.Marshal(svi)
			require.NoError(t, err)
			svis[svi.Node] = string(text)
		}
		return svis
	}
	larger := standardSVI(9)
	c := &larger.Clusters[0]
	c.Nodes = append(c.Nodes[:2], c.Nodes[3:]...) // one less
	slices.Reverse(c.Nodes)
	slices.Reverse(larger.Racks)
	after, err := larger.Plan(&ledger)
	require.NoError(t, err)
	was, is := of(before), of(after)
	require.Len(t, is, 8)
	for node, svi := range is {
		if old, ok := was[node]; ok {
			assert.Equal(t, old, svi, node)
		}
	}
	assert.NotContains(t, is, "n02")
	assert.Contains(t, is, "n08")
}

// Racks without anchors peer with those that the design says.
func TestNodesBelowNonAnchorLeaves(t *testing.T) {
	d := everyKindOfACI()
	aci := d.Fabric.(fabric.ACI)
	aci.L3Outs = slices.Clone(aci.L3Outs[:1])
	aci.L3Outs[0].SVI = fabric.FloatingSVI{
		Anchors: []fabric.Anchor{{Leaf: "leaf101"}, {Leaf: "leaf102"}},
		Via:     []fabric.AnchorVia{{Rack: "r1", Anchors: "r0"}},
	}
	d.Fabric = aci
	d.Racks = append(d.Racks, fabric.Rack{Name: "r1", Leaves: []fabric.Leaf{{Name: "leaf103", Node: 103}}})
	d.Clusters = d.Clusters[:1]
	d.Clusters[0].Nodes[1].Rack = "r1"
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	require.Len(t, plan.Clusters[0].Racks, 2)
	for _, rack := range plan.Clusters[0].Racks {
		var leaves []string
		for _, leaf := range rack.Leaves {
			leaves = append(leaves, leaf.Leaf)
		}
		assert.ElementsMatch(t, []string{"leaf101", "leaf102"}, leaves, rack.Rack)
	}
	assert.Len(t, plan.ACI.L3Outs[0].Leaves, 2)
}

// What nobody can know offline is stated.
func TestACIPreconditions(t *testing.T) {
	d := everyKindOfACI()
	aci := d.Fabric.(fabric.ACI)
	aci.Tenants = []fabric.Tenant{{Name: "t"}, {Name: "common", VRFs: []fabric.ACIVRF{{Name: "v"}}}}
	aci.Access.Existing = true
	aci.L3Outs = slices.Clone(aci.L3Outs)
	aci.L3Outs[0].Consumes = []string{"web"}
	aci.L3Outs[0].Transit = []fabric.Transit{{L3Out: "core", Contract: "k8s-core", Receive: []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}}}
	d.Fabric = aci
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	var what []string
	for _, p := range plan.Preconditions {
		what = append(what, p.What)
		assert.NotEmpty(t, p.Why)
	}
	for _, dn := range []string{
		"uni/tn-t", "uni/tn-common/ctx-v", "topology/pod-1/node-101", "uni/infra/vlanns-[k8s]-static", "uni/phys-k8s", "uni/l3dom-k8s",
		"uni/infra/attentp-k8s", "uni/tn-t/brc-web", "uni/tn-t/brc-k8s-core", "uni/fabric/bgpInstP-default/as",
	} {
		assert.Contains(t, what, dn)
	}
	assert.NotContains(t, what, "uni/tn-common", "it is always there")
	assert.True(t, slices.ContainsFunc(what, func(s string) bool { return strings.HasPrefix(s, "L3Out core of VRF common:v exports ") }), what)
	assert.True(t, slices.ContainsFunc(plan.ACI.L3Outs[0].Export, func(a fabric.Accept) bool { return a.Prefix.Bits() == 0 && a.Max == 0 }),
		"the nodes learn what the other L3Out receives")
}

// The same design in another order tells the controller the same.
func TestACIOrder(t *testing.T) {
	var first, second ipam.Ledger
	d := everyKindOfACI()
	a, err := d.Plan(&first)
	require.NoError(t, err)
	second = *first.Clone()
	slices.Reverse(d.Clusters)
	aci := d.Fabric.(fabric.ACI)
	slices.Reverse(aci.L3Outs)
	d.Fabric = aci
	b, err := d.Plan(&second)
	require.NoError(t, err)
	x, err := json.Marshal(a.ACI)
	require.NoError(t, err)
	y, err := json.Marshal(b.ACI)
	require.NoError(t, err)
	assert.JSONEq(t, string(x), string(y))
}

// seeds/002, example floating SVI IP allocation: a subnet as large as nodes, anchors,
// one floating and one secondary address, which a /28 of 14 addresses is for eight
// nodes and four anchors.
func TestFloatingSubnetOfTheDocumentsSize(t *testing.T) {
	d := everyKindOfACI()
	aci := d.Fabric.(fabric.ACI)
	aci.L3Outs = slices.Clone(aci.L3Outs[:1])
	aci.L3Outs[0].SVI = fabric.FloatingSVI{NodeSubnet: fabric.Prefixes{V4: netip.MustParsePrefix("10.30.0.0/28")}}
	d.Fabric, d.Clusters = aci, d.Clusters[:1]
	d.Racks = append(d.Racks, fabric.Rack{Name: "r1", Leaves: []fabric.Leaf{{Name: "leaf103", Node: 103}, {Name: "leaf104", Node: 104}}})
	c := &d.Clusters[0]
	c.Pods, c.Nodes = c.Pods[:1], nil
	for i := range 8 {
		c.Nodes = append(c.Nodes, fabric.Node{Name: fmt.Sprint("n", i), Rack: fmt.Sprint("r", i%2)})
	}
	_, err := d.Plan(nil)
	require.NoError(t, err)
	c.Nodes = append(c.Nodes, fabric.Node{Name: "n8", Rack: "r0"})
	_, err = d.Plan(nil)
	require.Error(t, err)
}

// A cluster over two L3Outs of one VRF: a prefix belongs to one external EPG of a VRF,
// so that the first has the cluster's pods.
func TestSubnetsOfOneClusterInTwoL3Outs(t *testing.T) {
	d := standardSVI(4)
	aci := d.Fabric.(fabric.ACI)
	one, two := aci.L3Outs[0], aci.L3Outs[0]
	one.Name, one.Racks = "one", []string{"r0"}
	two.Name, two.Racks = "two", []string{"r1"}
	two.SVI = fabric.StandardSVI{NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("192.168.5.0/24")}}
	aci.L3Outs = []fabric.L3Out{two, one}
	d.Fabric = aci
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	seen := map[netip.Prefix]string{}
	for _, o := range plan.ACI.L3Outs {
		for _, s := range o.EPGs[0].Subnets {
			assert.Empty(t, seen[s.Prefix], s.Prefix)
			seen[s.Prefix] = o.Name
		}
	}
	assert.Equal(t, "one", seen[netip.MustParsePrefix("10.65.0.0/16")])
}

// An L3Out without nodes is none: a controller takes none without leaves.
func TestL3OutWithoutNodes(t *testing.T) {
	d := everyKindOfACI()
	d.Clusters[1].Nodes = nil
	plan, err := d.Plan(nil)
	require.NoError(t, err)
	require.Len(t, plan.ACI.L3Outs, 1)
	assert.Equal(t, "one", plan.ACI.L3Outs[0].Name)
}
