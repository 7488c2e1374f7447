package fabric

import (
	"fmt"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// A planBreach breaks a design that passes by itself, or the plan of one. Before
// is what was planned first on the same ledger.
type planBreach struct {
	name   string
	before func(*Design)
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
	return append(leaseBreaches(), []planBreach{
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
	}...)
}

// leaseBreaches are designs that pass by themselves and that pools or the ledger
// have nothing for.
func leaseBreaches() []planBreach {
	drawnVLANs := func(first, last VLAN) func(*Design) {
		return func(d *Design) { d.Pools.VLANs, d.Racks[0].VLAN = VLANRange{first, last}, 0 }
	}
	drawnSubnets := func(pool string) func(*Design) {
		return func(d *Design) {
			d.Pools.NodeSubnets, d.Racks[0].NodeSubnet, d.Clusters[0].Nodes[0].Address = v4(pool), Prefixes{}, Addrs{}
		}
	}
	drawnPods := func(pool string, bits int) func(*Design) {
		return func(d *Design) {
			d.Pools.Pods, d.Clusters[0].Pods[0] = v4(pool), PodPool{Name: "pods", Draw: Lengths{IPv4: bits}, Block: 24}
		}
	}
	drawnServices := func(pool string, bits int) func(*Design) {
		return func(d *Design) {
			d.Pools.Services, d.Clusters[0].Services = v4(pool), Services{Draw: ServiceLengths{ClusterIPs: Lengths{IPv4: bits}}}
		}
	}
	both := func(by ...func(*Design)) func(*Design) {
		return func(d *Design) {
			for _, by := range by {
				by(d)
			}
		}
	}
	moved := func(subnet string) func(*Design) { // to another subnet, with the rest as it comes
		return func(d *Design) { d.Racks[0].NodeSubnet, d.Clusters[0].Nodes[0].Address = v4(subnet), Addrs{} }
	}
	return []planBreach{
		{name: "one VLAN for two networks of a rack", design: both(drawnVLANs(100, 100), secondCluster(func(c *Cluster) {
			c.Networks = []ClusterNetwork{{Rack: "bb1", Network: Network{NodeSubnet: v4("10.23.0.0/24")}}}
		})), code: CodePoolExhausted, field: "clusters[1].networks[0].vlan"},
		{name: "no VLAN beside the backup path's", design: both(drawnVLANs(3900, 3900), onFabric(func(f *IPFabric) { f.BackupVLAN = 3900 })), code: CodePoolExhausted, field: "racks[0].vlan"},
		{name: "one range for the pods of two clusters", design: both(drawnPods("10.240.0.0/20", 20), secondCluster(func(c *Cluster) {
			c.Pods = []PodPool{{Name: "pods", Draw: Lengths{IPv4: 20}}}
		})), code: CodePoolExhausted, field: "clusters[1].pods[0].draw"},
		{name: "one range for two kinds of services", design: both(drawnServices("10.241.0.0/20", 20), onCluster(func(c *Cluster) { c.Services.Draw.LoadBalancerIPs.IPv4 = 24 })),
			code: CodePoolExhausted, field: "clusters[0].services.draw.loadBalancerIPs"},
		{name: "drawn pods smaller than a block", design: drawnPods("10.240.0.0/16", 25), code: CodeBlockLength, field: "clusters[0].pods[0].block"},
		{name: "drawn pods of fewer blocks than nodes", design: drawnPods("10.240.0.0/16", 23), code: CodePoolTooSmall, field: "clusters[0].pods[0].prefix"},
		{name: "cluster IPs given and drawn", design: func(d *Design) {
			given := d.Clusters[0].Services.ClusterIPs
			drawnServices("10.241.0.0/18", 20)(d)
			d.Clusters[0].Services.ClusterIPs = given
		}, code: CodeServiceRanges, field: "clusters[0].services.clusterIPs[1]"},
		{name: "a place outside the drawn IPv6 subnets", design: func(d *Design) {
			d.Pools.Links.V6, d.Pools.NodeSubnets.V6 = ipPrefix("fd00:4::/64"), ipPrefix("fd00:16::/48")
			d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: ipPrefix("fd00:64::/112")})
			d.Pools.Layout.IPv6 = ipam.Layout{Gateway: ipam.Exactly(ipAddr("fd00:99::1"))}
		}, code: CodeLayout, field: "pools.layout"},

		{name: "other VLANs", before: drawnVLANs(100, 199), design: drawnVLANs(200, 299), code: CodeLeaseMismatch, field: "racks[0].vlan"},
		{name: "another pool of node subnets", before: drawnSubnets("10.20.0.0/16"), design: drawnSubnets("10.21.0.0/16"), code: CodeLeaseMismatch, field: "racks[0].nodeSubnet"},
		{name: "node subnets of another length", before: drawnSubnets("10.20.0.0/16"), design: both(drawnSubnets("10.20.0.0/16"), func(d *Design) { d.Pools.NodeSubnetLength = 25 }),
			code: CodeLeaseMismatch, field: "racks[0].nodeSubnet"},
		{name: "another pool of pods", before: drawnPods("10.240.0.0/16", 20), design: drawnPods("10.242.0.0/16", 20), code: CodeLeaseMismatch, field: "clusters[0].pods[0].draw"},
		{name: "drawn pods of another length", before: drawnPods("10.240.0.0/16", 20), design: drawnPods("10.240.0.0/16", 21), code: CodeLeaseMismatch, field: "clusters[0].pods[0].draw"},
		{name: "another pool of services", before: drawnServices("10.241.0.0/16", 20), design: drawnServices("10.242.0.0/16", 20), code: CodeLeaseMismatch, field: "clusters[0].services.draw.clusterIPs"},
		{name: "another range of rack AS", before: func(d *Design) { d.Racks[0].AS, d.Pools.RackAS = 0, ASNRange{65010, 65019} },
			design: func(d *Design) { d.Racks[0].AS, d.Pools.RackAS = 0, ASNRange{65020, 65029} }, code: CodeLeaseMismatch, field: "racks[0].as"},
		{name: "a node in another rack", before: func(*Design) {}, design: func(d *Design) { d.Clusters[0].Nodes[1].Rack = "bb2" }, code: CodeLeaseMismatch, field: "clusters[0].nodes[1].address"},
		{name: "a subnet that its addresses did not follow to", before: func(*Design) {}, design: moved("10.15.0.0/24"), code: CodeLeaseMismatch, field: "racks[0].gateway"},
		{name: "a subnet that a gateway pinned before is not in", before: onRack(func(r *Rack) { r.Gateway.V4 = ipAddr("10.13.0.254") }), design: moved("10.15.0.0/24"), code: CodeLeaseMismatch, field: "racks[0].gateway"},
		{name: "a subnet that a leaf pinned before is not in", before: onRack(func(r *Rack) { r.Leaves[0].Address.V4 = ipAddr("10.13.0.9") }), design: moved("10.15.0.0/24"), code: CodeLeaseMismatch, field: "racks[0].leaves[0].address"},
		{name: "a subnet that a node pinned before is not in", before: func(*Design) {}, design: moved("10.15.0.0/24"), code: CodeLeaseMismatch, field: "clusters[0].nodes[0].address"},
		{name: "a management address pinned before, in another subnet", before: func(d *Design) {
			d.Racks[0].Leaves[0].Management = ipPrefix("172.17.0.9/24")
		}, design: func(*Design) {}, code: CodeLeaseMismatch, field: "racks[0].leaves[0].management"},
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
		var ledger ipam.Ledger
		if b.before != nil {
			first := labDesign()
			b.before(first)
			_, err := first.Plan(&ledger)
			require.NoError(t, err)
		}
		_, err := d.Plan(&ledger)
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
