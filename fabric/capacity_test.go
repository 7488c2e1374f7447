package fabric_test

import (
	"fmt"
	"math"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
)

// small is a design whose pools end soon: 16 links, 14 router IDs, 14 management
// addresses, 5 rack AS, 4 node subnets of 13 nodes, 20 node AS, 32 pod blocks, 4
// ranges for clusters.
func small() fabric.Design {
	p := netip.MustParsePrefix
	return fabric.Design{
		Name:   "small",
		Fabric: fabric.IPFabric{SpineAS: 64512, Spines: []fabric.Spine{{Name: "s1"}, {Name: "s2"}}},
		Pools: fabric.Pools{
			Links:       fabric.Prefixes{V4: p("10.4.0.0/27")},
			RouterIDs:   p("10.2.0.0/28"),
			Management:  p("172.16.0.0/28"),
			NodeSubnets: fabric.Prefixes{V4: p("10.16.0.0/26")}, NodeSubnetLength: 28,
			RackAS: fabric.ASNRange{First: 65001, Last: 65005},
			VLANs:  fabric.VLANRange{First: 100, Last: 101},
			Pods:   fabric.Prefixes{V4: p("10.64.0.0/14")},
		},
		Racks: []fabric.Rack{{Name: "r0", Leaves: []fabric.Leaf{{Name: "r0a"}, {Name: "r0b"}}}},
		Clusters: []fabric.Cluster{{
			Name: "k0", AS: fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65120}},
			CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}, MaxBlocksPerNode: 2},
			Kubernetes: fabric.Version{Major: 1, Minor: 34}, Peering: fabric.PeerByNode,
			Pods:  []fabric.PodPool{{Name: "pods", Draw: fabric.Lengths{IPv4: 16}, Block: 21}},
			Nodes: []fabric.Node{{Name: "k0n0", Rack: "r0"}},
		}},
	}
}

func addRacks(d fabric.Design, n int) fabric.Design {
	d.Racks = slices.Clone(d.Racks)
	for i := range n {
		name := fmt.Sprint("new", i)
		d.Racks = append(d.Racks, fabric.Rack{Name: name, Leaves: []fabric.Leaf{{Name: name + "a"}, {Name: name + "b"}}})
		d = addNodes(d, name, 1)
	}
	return d
}

func addNodes(d fabric.Design, rack string, n int) fabric.Design {
	d.Clusters = slices.Clone(d.Clusters)
	c := &d.Clusters[0]
	c.Nodes = slices.Clone(c.Nodes)
	for i := range n {
		c.Nodes = append(c.Nodes, fabric.Node{Name: fmt.Sprintf("%s-n%d", rack, i), Rack: rack})
	}
	return d
}

func addClusters(d fabric.Design, n int) fabric.Design {
	d.Clusters = slices.Clone(d.Clusters)
	for i := range n {
		c := d.Clusters[0]
		c.Name = fmt.Sprint("c", i)
		first := fabric.ASN(65200 + 10*i)
		c.AS = fabric.ASPerServer{Range: fabric.ASNRange{First: first, Last: first + 9}}
		c.Nodes = []fabric.Node{{Name: fmt.Sprint("c", i, "n"), Rack: "r0"}}
		d.Clusters = append(d.Clusters, c)
	}
	return d
}

// TestCapacityIsTrue adds what fits, and then one more.
func TestCapacityIsTrue(t *testing.T) {
	for name, row := range map[string]struct {
		design fabric.Design
		room   func(fabric.Capacity) fabric.Room
		add    func(fabric.Design, int) fabric.Design
		want   string
	}{
		"racks, by node subnets": {func() fabric.Design {
			d := small()
			d.Pools.Links.V4 = netip.MustParsePrefix("10.4.0.0/24")
			return d
		}(), func(c fabric.Capacity) fabric.Room { return c.Racks }, addRacks, "3, by pools.nodeSubnets"},
		"racks, by links": {
			func() fabric.Design {
				d := small()
				d.Pools.Links.V4 = netip.MustParsePrefix("10.4.0.0/28")
				return d
			}(),
			func(c fabric.Capacity) fabric.Room { return c.Racks }, addRacks, "1, by pools.links",
		},
		"racks, by links and backup paths": {
			func() fabric.Design {
				d := small()
				ip := d.Fabric.(fabric.IPFabric)
				ip.BackupVLAN = 3900
				d.Fabric = ip
				return d
			}(),
			func(c fabric.Capacity) fabric.Room { return c.Racks }, addRacks, "2, by pools.links",
		},
		"racks, by router IDs": {
			func() fabric.Design {
				d := small()
				d.Pools.RouterIDs = netip.MustParsePrefix("10.2.0.0/29")
				return d
			}(),
			func(c fabric.Capacity) fabric.Room { return c.Racks }, addRacks, "1, by pools.routerIDs",
		},
		"racks, by AS numbers": {
			func() fabric.Design { d := small(); d.Pools.RackAS.Last = 65003; return d }(),
			func(c fabric.Capacity) fabric.Room { return c.Racks }, addRacks, "2, by pools.rackAS",
		},
		"nodes, by addresses": {
			small(), func(c fabric.Capacity) fabric.Room { return c.Nodes[0] },
			func(d fabric.Design, n int) fabric.Design { return addNodes(d, "r0", n) }, "10, by rack/r0/node-subnet-ipv4",
		},
		"nodes, by the places of a layout": {
			func() fabric.Design {
				d := small()
				d.Pools.Layout = fabric.SubnetLayout{IPv4: ipam.Layout{
					Gateway: ipam.FromLast(0), Leaves: []ipam.Position{ipam.FromLast(1), ipam.FromLast(2)},
					Nodes: ipam.Span{From: ipam.FromFirst(2), To: ipam.FromLast(4)},
				}}
				return d
			}(),
			func(c fabric.Capacity) fabric.Room { return c.Nodes[0] },
			func(d fabric.Design, n int) fabric.Design { return addNodes(d, "r0", n) }, "7, by rack/r0/node-subnet-ipv4",
		},
		"nodes of a rack without one": {
			func() fabric.Design {
				d := small()
				d.Racks = append(d.Racks, fabric.Rack{Name: "r1", Leaves: []fabric.Leaf{{Name: "r1a"}, {Name: "r1b"}}})
				d.Clusters[0].AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65300}}
				return d
			}(), func(c fabric.Capacity) fabric.Room { return c.Nodes[1] },
			func(d fabric.Design, n int) fabric.Design { return addNodes(d, "r1", n) }, "11, by a new subnet of pools.nodeSubnets",
		},
		"nodes, by AS numbers": {
			func() fabric.Design {
				d := small()
				d.Clusters[0].AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65104}}
				return d
			}(),
			func(c fabric.Capacity) fabric.Room { return c.Nodes[0] },
			func(d fabric.Design, n int) fabric.Design { return addNodes(d, "r0", n) }, "3, by clusters.k0.as",
		},
		"nodes, by pod blocks": {
			func() fabric.Design {
				d := small()
				d.Clusters[0].Pods[0].Block = 20
				d.Clusters[0].Pods[0].Draw.IPv4 = 18
				return d
			}(),
			func(c fabric.Capacity) fabric.Room { return c.Nodes[0] },
			func(d fabric.Design, n int) fabric.Design { return addNodes(d, "r0", n) }, "3, by the blocks of 10.64.0.0/18",
		},
		"clusters, by pod ranges": {small(), func(c fabric.Capacity) fabric.Room { return c.Clusters }, addClusters, "3, by pools.pods"},
	} {
		t.Run(name, func(t *testing.T) {
			var ledger ipam.Ledger
			_, err := row.design.Plan(&ledger)
			require.NoError(t, err)
			before := ledger.Leases()
			c, err := row.design.Capacity(&ledger, fabric.State{})
			require.NoError(t, err)
			assert.Equal(t, before, ledger.Leases(), "asking changes nothing")
			room := row.room(c)
			assert.Equal(t, row.want, room.String())

			fits, tooMany := row.add(row.design, int(room.More)), row.add(row.design, int(room.More)+1)
			_, err = fits.Plan(ledger.Clone())
			require.NoError(t, err, "%d more", room.More)
			_, err = tooMany.Plan(ledger.Clone())
			require.Error(t, err, "%d more", room.More+1)
			full, err := fits.Capacity(&ledger, fabric.State{})
			require.NoError(t, err)
			assert.Zero(t, row.room(full).More)
			assert.NotEmpty(t, full.Warnings(), "the wall is told of before somebody runs into it")
		})
	}
}

// TestCapacityOfTheLab is worked out by hand from the design and state files.
func TestCapacityOfTheLab(t *testing.T) {
	d := loadDesign(t, "seed000-ipfabric.yaml")
	c, err := d.Capacity(nil, fabric.State{Clusters: []fabric.ClusterState{{
		Name: "lab105-k8s",
		Blocks: []fabric.NodeBlock{
			{Node: "lab105-k8s-node0", Prefix: netip.MustParsePrefix("10.233.64.0/24")},
			{Node: "lab105-k8s-node0", Prefix: netip.MustParsePrefix("10.233.65.0/24")},
			{Node: "lab105-k8s-node1", Prefix: netip.MustParsePrefix("10.233.66.0/24")},
			{Node: "lab105-k8s-node1", Prefix: netip.MustParsePrefix("10.233.70.9/32")}, // borrowed
		},
		Services: []fabric.Service{{Addresses: []netip.Addr{netip.MustParseAddr("10.233.0.7"), netip.MustParseAddr("10.233.0.8")}}},
	}}})
	require.NoError(t, err)
	require.Len(t, c.Blocks, 1)
	assert.Equal(t, fabric.BlockCapacity{
		Cluster: "lab105-k8s", Pool: "default-pool", Prefix: netip.MustParsePrefix("10.233.64.0/20"), Length: 24,
		Blocks: 16, Used: 5, Drawing: 4, PerNode: 20, Nodes: 0,
	}, c.Blocks[0], "three blocks held, and one each for the master and node2")
	assert.Equal(t, fabric.RouteCapacity{
		Leaf: "leaf1", Blocks: 4, Services: 3, // the range and two addresses
		Fabric: 2 + 5 + 2, // node subnets, loopbacks but for its peer's, its own links
		Most:   2 + 5 + 2 + 3 + 16,
	}, c.Routes[0])
	assert.Equal(t, 16, c.Routes[0].Total())
	i := slices.IndexFunc(c.Pools, func(p fabric.PoolCapacity) bool { return p.Name == "rack/bb1/node-subnet-ipv4" })
	require.GreaterOrEqual(t, i, 0)
	assert.Equal(t, fabric.PoolCapacity{
		Name: "rack/bb1/node-subnet-ipv4", Ranges: "10.13.0.0/24", Unit: "/32",
		Used: ipam.Count{Lo: 6}, Free: ipam.Count{Lo: 248}, // gateway, two leaves, three nodes
		Largest: netip.MustParsePrefix("10.13.0.32/27"), More: 248,
	}, c.Pools[i])
	assert.Equal(t, "62, by the ports of spine1", c.Racks.String(), "it has 128, and four are taken; the links are pinned")
	assert.Equal(t, "any number", fabric.Room{More: math.MaxUint64}.String())
}

// TestRoutesAreHeldAgainstTheProfiles makes clusters so large that the tables of
// a leaf fill up.
func TestRoutesAreHeldAgainstTheProfiles(t *testing.T) {
	for name, row := range map[string]struct {
		blocks int
		code   fabric.Code
	}{
		"a few":                         {15_900, ""},
		"more than four fifths of 20 k": {16_100, fabric.CodeRoutesNearLimit},
		"more than 128 k":               {128_000, fabric.CodeRoutesBeyond},
	} {
		t.Run(name, func(t *testing.T) {
			d := loadDesign(t, "seed000-as-per-server.yaml")
			d.Clusters[0].Pods = []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.64.0.0/10"), Block: 32}}
			k := d.Clusters[0].CNI.(fabric.Calico)
			k.MaxBlocksPerNode = 1
			d.Clusters[0].CNI = k
			state := fabric.ClusterState{Name: d.Clusters[0].Name}
			a := netip.MustParseAddr("10.64.0.0")
			for range row.blocks {
				state.Blocks = append(state.Blocks, fabric.NodeBlock{Node: d.Clusters[0].Nodes[0].Name, Prefix: netip.PrefixFrom(a, 32)})
				a = a.Next()
			}
			c, err := d.Capacity(nil, fabric.State{Clusters: []fabric.ClusterState{state}})
			require.NoError(t, err)
			var told []fabric.Code
			for _, w := range c.Warnings() {
				told = append(told, w.Code)
				assert.NotEmpty(t, w.Detail)
				assert.NotEmpty(t, w.Fix)
				assert.NotEmpty(t, w.Source)
			}
			if row.code == "" {
				assert.Empty(t, told)
			} else {
				assert.Equal(t, []fabric.Code{row.code}, told)
			}
		})
	}
	growth := fabric.Capacity{
		Racks: fabric.Room{More: 1}, Blocks: []fabric.BlockCapacity{{Blocks: 100, Used: 91}},
		Routes: []fabric.RouteCapacity{{Leaf: "leaf1", Blocks: 100, Most: 128_001}},
	}
	warnings := growth.Warnings()
	require.Len(t, warnings, 2)
	assert.Equal(t, fabric.CodeBlocksNearlyOut, warnings[0].Code)
	assert.Contains(t, warnings[1].Detail, "128001 when every node holds all the blocks it may")
}

// TestNodesKeepOffThePeerLink fills a rack of one leaf beyond the ports that the
// peer link will need when its second leaf comes: nothing then moves.
func TestNodesKeepOffThePeerLink(t *testing.T) {
	d := small()
	d.Pools.NodeSubnets.V4, d.Pools.NodeSubnetLength = netip.MustParsePrefix("10.16.0.0/20"), 24
	d.Clusters[0].AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65300}}
	d.Clusters[0].Pods[0].Block = 26
	d.Racks[0].Leaves = d.Racks[0].Leaves[:1]
	d = addNodes(d, "r0", 60)
	for i := range d.Clusters[0].Nodes {
		d.Clusters[0].Nodes[i].Attach = fabric.SingleHomed{Leaf: "r0a"}
	}
	var ledger ipam.Ledger
	_, err := d.Plan(&ledger)
	require.NoError(t, err)
	before := ledger.Clone()
	d.Racks[0].Leaves = append([]fabric.Leaf{{Name: "r0b"}}, d.Racks[0].Leaves...)
	p, err := d.Plan(&ledger)
	require.NoError(t, err)
	changes := ipam.Diff(before, &ledger)
	assert.Empty(t, changes.Moved)
	assert.Empty(t, changes.Freed)
	for _, w := range p.Warnings {
		assert.NotEqual(t, fabric.CodeLeaseMoved, w.Code, "%v", w)
	}
	first := slices.IndexFunc(p.Leaves, func(s fabric.Switch) bool { return s.Name == "r0a" })
	assert.Equal(t, 110, p.Leaves[first].Networks[0].Priority, "the leaf that was there stays the active gateway")
	assert.Equal(t, 1000, p.Leaves[first].Pair.Priority)
}

// BenchmarkCapacity plans and counts a fabric of many racks.
func BenchmarkCapacity(b *testing.B) {
	for _, racks := range []int{25, 100, 250} {
		b.Run(fmt.Sprint(racks), func(b *testing.B) {
			d := small()
			d.Pools.Links.V4, d.Pools.RouterIDs = netip.MustParsePrefix("10.0.0.0/16"), netip.MustParsePrefix("10.1.0.0/16")
			d.Pools.Management, d.Pools.NodeSubnets.V4 = netip.MustParsePrefix("10.2.0.0/16"), netip.MustParsePrefix("10.16.0.0/12")
			d.Pools.RackAS, d.Clusters[0].AS = fabric.ASNRange{First: 64600, Last: 64999}, fabric.ASPerServer{Range: fabric.ASNRange{First: 65000, Last: 65500}}
			d.Clusters[0].Pods[0] = fabric.PodPool{Prefix: netip.MustParsePrefix("10.64.0.0/10"), Block: 26}
			d.Pools.Pods = fabric.Prefixes{}
			ip := d.Fabric.(fabric.IPFabric)
			ip.Switches, ip.Ports.Leaves = fabric.NXOS{Modular: true}, "Ethernet1/1"
			d.Fabric = ip
			d = addRacks(d, racks-1)
			var ledger ipam.Ledger
			if _, err := d.Plan(&ledger); err != nil {
				b.Fatal(err)
			}
			for b.Loop() {
				if _, err := d.Capacity(&ledger, fabric.State{}); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}

// Exactly as many more nodes fit on ACI as it says: those of a supernet of /29s, and
// those of a floating subnet.
func TestCapacityOfL3Outs(t *testing.T) {
	floating := everyKindOfACI()
	aci := floating.Fabric.(fabric.ACI)
	aci.L3Outs = slices.Clone(aci.L3Outs[:1])
	aci.L3Outs[0].SVI = fabric.FloatingSVI{NodeSubnet: fabric.Prefixes{V4: netip.MustParsePrefix("10.20.0.0/27"), V6: netip.MustParsePrefix("2001:db8:20::/64")}}
	floating.Fabric, floating.Clusters = aci, floating.Clusters[:1]
	for name, test := range map[string]struct {
		design fabric.Design
		more   uint64
	}{
		"standard": {standardSVI(8), 24},
		"floating": {floating, 22 - 2},
	} {
		c, err := test.design.Capacity(nil, fabric.State{})
		require.NoError(t, err, name)
		assert.Equal(t, test.more, c.Nodes[0].More, "%s: %s", name, c.Nodes[0])
		full := addNodes(test.design, "r0", int(test.more))
		_, err = full.Plan(nil)
		require.NoError(t, err, name)
		beyond := addNodes(test.design, "r0", int(test.more)+1)
		_, err = beyond.Plan(nil)
		require.Error(t, err, name)
	}
	c, err := floating.Capacity(nil, fabric.State{})
	require.NoError(t, err)
	assert.Equal(t, fabric.Room{Of: "racks", More: 2, Bound: "the 6 anchors of L3Out t/one"}, c.Racks)
}
