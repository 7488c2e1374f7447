package fabric

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// A planBreach breaks a design that passes by itself, or the plan of one.
type planBreach struct {
	name   string
	design func(*Design)
	plan   func(*Plan)
	code   Code
	field  string
}

// machines gives the first cluster n virtual machines on one hypervisor.
func machines(n int, peering Peering) func(*Design) {
	return func(d *Design) {
		d.Racks[0].NodeSubnet = v4("10.16.0.0/16")
		c := &d.Clusters[0]
		c.Peering, c.Nodes = peering, nil
		c.Pods[0] = PodPool{Prefix: ipPrefix("10.64.0.0/12")}
		for i := range n {
			c.Nodes = append(c.Nodes, Node{Name: fmt.Sprintf("n%d", i), Rack: "bb1", Attach: VM{Host: "hv"}})
		}
	}
}

func planBreaches() []planBreach {
	leaf1 := func(p *Plan) *Switch { return &p.Leaves[0] }
	return []planBreach{
		{name: "more neighbors than a fixed switch takes", design: machines(1025, PeerByNode), code: CodeTooManyNeighbors, field: "racks[0].leaves[0]"},
		{name: "more peers than a dynamic neighbor takes", design: machines(1001, PeerBySubnet), code: CodeTooManyPeers, field: "racks[0].leaves[0]"},
		{name: "a vPC pair without management addresses", design: func(d *Design) { d.Pools.Management = Prefix{} }, code: CodeKeepaliveMissing, field: "racks[0].leaves[0]"},
		{name: "a prefix limit below what the fabric carries", design: onFabric(func(f *IPFabric) { f.Session.MaxPrefixes = 9 }), code: CodeMaxPrefixesLow, field: "fabric.ipFabric.session.maxPrefixes"},
		{name: "a leaf outside the nodes' subnet", plan: func(p *Plan) { leaf1(p).Networks[0].Addresses = v4("10.99.0.2/24") }, code: CodeSessionSubnet, field: "clusters[0].nodes[0]"},
		{name: "ends with different ideas of their subnet", plan: func(p *Plan) {
			leaf1(p).Networks[0].Addresses.V4 = prefixOf(leaf1(p).Networks[0].Addresses.V4.Addr(), 25)
		}, code: CodeSessionSubnet, field: "clusters[0].nodes[0]"},
		{name: "two sessions of a node with one leaf", plan: func(p *Plan) { p.Sessions = append(p.Sessions, p.Sessions[len(p.Sessions)-1]) }, code: CodeDuplicateSession, field: "racks[1].leaves[1]"},
		{name: "two nodes with one address", plan: func(p *Plan) { p.Clusters[0].Nodes[1].Addresses = p.Clusters[0].Nodes[0].Addresses }, code: CodeDuplicateAddress, field: "clusters[0].nodes[1]"},
		{name: "a node on the gateway address", plan: func(p *Plan) {
			p.Clusters[0].Nodes[0].Addresses.V4 = prefixOf(leaf1(p).Networks[0].Gateway.V4, 24)
		}, code: CodeDuplicateAddress, field: "racks[0].leaves[0]"},
		{name: "a port with two uses", plan: func(p *Plan) { leaf1(p).Ports[1].Name = leaf1(p).Ports[0].Name }, code: CodePortConflict, field: "racks[0].leaves[0]"},
	}
}

func TestPlanBreaches(t *testing.T) {
	for _, b := range planBreaches() {
		t.Run(b.name, func(t *testing.T) {
			problems := b.problems(t)
			require.True(t, slices.ContainsFunc(problems, func(p Problem) bool {
				return p.Code == b.code && p.Field == b.field && p.Severity == Error
			}), problems.Error())
			for _, p := range problems {
				complete(t, p)
			}
		})
	}
}

func (b planBreach) problems(t *testing.T) Problems {
	t.Helper()
	d := labDesign()
	if b.plan == nil {
		b.design(d)
		require.NoError(t, d.Validate().Err())
		_, err := d.Plan(nil)
		var problems Problems
		require.ErrorAs(t, err, &problems)
		return problems
	}
	p, err := d.Plan(nil)
	require.NoError(t, err)
	b.plan(p)
	r := &report{design: d}
	p.check(r)
	return r.sorted()
}

func TestLimitsAreReachedWithoutAProblem(t *testing.T) {
	for name, by := range map[string]func(*Design){
		"1022 nodes and two spines": machines(1022, PeerByNode), "1000 peers": machines(1000, PeerBySubnet),
	} {
		t.Run(name, func(t *testing.T) {
			d := labDesign()
			by(d)
			_, err := d.Plan(nil)
			assert.NoError(t, err)
		})
	}
}

func TestCheckTakesPlansWithNothingInThem(t *testing.T) {
	r := &report{}
	(&Plan{}).check(r)
	assert.Empty(t, r.problems)
	(&Plan{Sessions: make([]Session, 2), Leaves: make([]Switch, 2), Clusters: make([]PlannedCluster, 1)}).check(r)
	assert.NotEmpty(t, r.problems)
}
