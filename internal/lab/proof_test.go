package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/frr"
)

// TestExamples11And12 has real daemons print the tables that seeds/000 printed:
// the lab of the document, two racks of two leaves and three nodes.
func TestExamples11And12(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftOf(t, g, "seed000-ipfabric.yaml", func(d *fabric.Design, _ *fabric.State) {
		d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, fabric.Node{Name: "lab105-k8s-node3", Rack: "bb2"}, fabric.Node{Name: "lab105-k8s-node4", Rack: "bb2"})
	})
	assert.Equal(t, "NX-OS 9.3(8)", d.StandIns["leaf1"])
	lab := converged(t, g, network(t, d))
	route := func(device, to string) string {
		r, ok := lab.seen(device).RIB[prefix(to)]
		require.True(t, ok, "%s has no %s", device, to)
		return describeRoute(r.Protocol, r.Distance, r.Metric, r.Discards, r.Hops)
	}
	for to, want := range map[string]string{ // Example 11, on leaf1
		"10.233.0.0/18":    "bgp [200/0] via 10.13.0.115 on vlan2300, via 10.13.0.181 on vlan2300, via 10.13.0.220 on vlan2300",
		"10.233.50.6/32":   "bgp [200/0] via 10.13.0.115 on vlan2300, via 10.13.0.220 on vlan2300",
		"10.233.63.214/32": "bgp [200/0] via 10.13.0.115 on vlan2300, via 10.13.0.220 on vlan2300",
		"10.233.65.0/24":   "bgp [200/0] via 10.13.0.115 on vlan2300",
		"10.233.73.0/24":   "bgp [20/0] via 10.4.0.34 on swp50, via 10.4.0.38 on swp49",
		"10.233.77.0/24":   "bgp [200/0] via 10.13.0.220 on vlan2300",
		"10.233.79.0/24":   "bgp [200/0] via 10.13.0.181 on vlan2300",
	} {
		assert.Equal(t, want, route("leaf1", to), to)
	}
	// Example 12, on the spine: the four leaves.
	assert.Equal(t, "bgp [20/0] via 10.4.0.21 on swp3, via 10.4.0.29 on swp4, via 10.4.0.37 on swp1, via 10.4.0.45 on swp2",
		route("spine1", "10.233.0.0/18"))
	got := lab.reaches()
	assert.Empty(t, got.Lost)
	assert.Empty(t, got.Split)
}

// TestDesigns converges the designs of the examples: AS per server; downward
// default; AS per cluster with as-override, communities, local preference and
// passwords; two clusters in both families, with BFD and graceful restart; and one
// that draws all its numbers.
func TestDesigns(t *testing.T) {
	t.Parallel()
	g := ground(t)
	for _, name := range []string{"seed000-as-per-server.yaml", "seed000-downward-default.yaml", "seed004-tor.yaml", "dual-stack.yaml", "growing.yaml"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			lab := converged(t, g, network(t, draftOf(t, g, name)))
			for s := range lab.states() {
				assert.Contains(t, []routing.SessionState{routing.Up, routing.Listening}, s)
			}
			got := lab.reaches()
			assert.NotZero(t, got.Passages)
			assert.Empty(t, got.Lost)
			assert.Empty(t, got.Split)
		})
	}
}

// TestThirdPartyOverLeaf shows what foreignLinkLocal says: within a rack, nodes of
// an AS of their own send IPv6 to the leaf and not to each other, as they do in
// IPv4, although BGP has the same next hop in both.
func TestThirdPartyOverLeaf(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftOf(t, g, "dual-stack.yaml", func(d *fabric.Design, _ *fabric.State) { d.Clusters = d.Clusters[:1] })
	lab := converged(t, g, network(t, d))
	seen := lab.seen("blue-1")
	for _, b := range d.State.Clusters[0].Blocks {
		if b.Node != "blue-2" {
			continue
		}
		route, ok := lab.tables.Route("blue-1", routing.DefaultVRF, b.Prefix)
		require.True(t, ok)
		require.Len(t, route.NextHops, 1)
		paths, hops := seen.BGP[b.Prefix], seen.Kernel[b.Prefix].Hops
		require.NotEmpty(t, paths)
		require.Len(t, hops, 1)
		assert.Equal(t, route.NextHops[0].Addr, paths[0].NextHop, "blue-2's address, in BGP")
		if b.Prefix.Addr().Is4() {
			assert.Equal(t, route.NextHops[0].Gateway, hops[0].Gateway)
			continue
		}
		over, ok := lab.linkLocal[linkLocalKey{"blue-1", hops[0].Interface, hops[0].Gateway}]
		require.True(t, ok, "%v", hops[0])
		assert.Contains(t, []string{"r1-leaf1", "r1-leaf2"}, over.Device, "a leaf's link-local address, in the kernel")
	}
}

// TestWithoutASOverride: the nodes of one AS find it in each other's routes and
// drop them, on both ends of the fabric alike. The default route still carries
// them.
func TestWithoutASOverride(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftSmall(t, g, perCluster)
	d.eachNodeGroup(t, func(_ string, _ *frr.PeerSession, p *frr.PeerPolicy) { p.ASOverride = false })
	lab := converged(t, g, network(t, d))
	block := d.block("node2")
	_, has := lab.tables.Route("node1", routing.DefaultVRF, block)
	assert.False(t, has, "node1 is predicted to lack the block of node2")
	assert.NotContains(t, lab.seen("node1").BGP, block)
	assert.Contains(t, lab.seen("leaf1").BGP, block)
	assert.Empty(t, lab.reaches().Lost)
}

// TestASOverride is the same with it.
func TestASOverride(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftSmall(t, g, perCluster)
	lab := converged(t, g, network(t, d))
	assert.Contains(t, lab.seen("node1").BGP, d.block("node2"))
}

// TestWrongPassword: one leaf of a rack has another password than the nodes, and
// its sessions never come up; those of the other leaf do.
func TestWrongPassword(t *testing.T) {
	t.Parallel()
	g := ground(t)
	if !g.MD5 {
		t.Skip("the kernel has no TCP MD5 signatures")
	}
	d := draftSmall(t, g, func(d *fabric.Design) { d.Clusters[0].Session.Password = fabric.NewSecret("right") })
	d.eachNodeGroup(t, func(leaf string, s *frr.PeerSession, _ *frr.PeerPolicy) {
		if leaf == "leaf2" {
			s.Password = fabric.NewSecret("wrong")
		}
	})
	lab := converged(t, g, network(t, d))
	states := lab.states()
	assert.NotZero(t, states[routing.AuthMismatch])
	assert.NotZero(t, states[routing.Up])
	for _, s := range lab.seen("node1").Sessions {
		assert.Equal(t, s.Remote == d.leafAddress("leaf1"), s.Established, "%v", s)
	}
	lab.reaches()
}

// TestHardening is seeds/001: a node that announces a route with a prepended
// path, a default route and a foreign one is heard by nobody, and one that
// announces too many prefixes loses its sessions.
func TestHardening(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftSmall(t, g, perServer, func(d *fabric.Design) {
		d.Clusters[0].Session.MaxPrefixes = 12
	})
	// A design bounds paths by what its fabric makes, which is more than one AS;
	// towards nodes alone one is enough, as the document has it.
	for i := range d.Configs {
		d.Configs[i].ASPathAccessList = append(d.Configs[i].ASPathAccessList, frr.ASPathAccessList{
			Name: "MAXAS1", Entries: []frr.ASPathAccessListEntry{{Seq: 10, Action: frr.Permit, Regexp: frr.PathsUpTo(1)}},
		})
	}
	d.eachNodeGroup(t, func(_ string, _ *frr.PeerSession, p *frr.PeerPolicy) { p.FilterListIn = "MAXAS1" })
	n := network(t, d)
	prepended, foreign, all := prefix("10.64.200.0/26"), prefix("203.0.113.0/24"), prefix("0.0.0.0/0")
	n.set(t, "node1", func(v *routing.VRF) {
		misbehave(v, routing.Set{Prepend: []routing.ASN{65333}}, prepended)
		misbehave(v, routing.Set{}, foreign, all)
	})
	var many []netip.Prefix
	for i := range 20 {
		many = append(many, prefix(fmt.Sprintf("10.64.220.%d/32", i)))
	}
	n.set(t, "node3", func(v *routing.VRF) { misbehave(v, routing.Set{}, many...) })
	lab := converged(t, g, n)
	assert.NotZero(t, lab.states()[routing.TooManyPrefixes])
	for _, p := range []netip.Prefix{prepended, foreign, all} {
		assert.NotContains(t, lab.seen("leaf1").BGP, p)
	}
	assert.Contains(t, lab.seen("leaf1").BGP, d.block("node1"))
	assert.NotContains(t, lab.seen("leaf3").BGP, d.block("node3"))
	assert.Contains(t, lab.seen("leaf3").BGP, d.block("node4"))
}

// TestLoopbackPeering is Example 18 of seeds/000: the nodes peer with the leaves'
// loopbacks over several hops, and reach them by a route of their own.
func TestLoopbackPeering(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftSmall(t, g, perServer)
	d.eachNodeGroup(t, func(_ string, s *frr.PeerSession, _ *frr.PeerPolicy) {
		s.UpdateSource = "lo"
		s.EBGPMultihop = 16
	})
	peers := d.Clusters[0].Objects.Peers
	loopbacks := map[string]string{}
	for i := range d.Plan.Leaves {
		leaf := &d.Plan.Leaves[i]
		loopbacks[leaf.Networks[0].Addresses.V4.Addr().String()] = leaf.RouterID.String()
	}
	for i := range peers {
		loopback, ok := loopbacks[peers[i].Spec.PeerIP]
		require.True(t, ok, peers[i].Spec.PeerIP)
		peers[i].Spec.ReachableBy, peers[i].Spec.PeerIP = peers[i].Spec.PeerIP, loopback
	}
	lab := converged(t, g, network(t, d))
	for _, s := range lab.seen("node1").Sessions {
		assert.True(t, prefix("10.2.0.0/24").Contains(s.Remote), "%v", s)
		assert.True(t, s.Established)
	}
	assert.Contains(t, lab.seen("node1").BGP, d.block("node3"))
	lab.reaches()
}

// TestScale is four racks of two leaves and ten nodes.
func TestScale(t *testing.T) {
	t.Parallel()
	g := ground(t)
	d := draftSmall(t, g, func(d *fabric.Design) {
		d.Clusters[0].Nodes = nil
		d.Clusters[0].Session = fabric.SessionTerms{Keepalive: 10 * time.Second, Hold: 30 * time.Second}
		var racks []fabric.Rack
		for r := 1; r <= 4; r++ {
			rack := d.Racks[0]
			rack.Name, rack.AS = fmt.Sprintf("r%d", r), fabric.ASN(65000+r)
			rack.NodeSubnet = fabric.Prefixes{V4: prefix(fmt.Sprintf("10.%d.0.0/24", 12+r))}
			rack.Leaves = []fabric.Leaf{{Name: fmt.Sprintf("leaf%d", 2*r-1)}, {Name: fmt.Sprintf("leaf%d", 2*r)}}
			racks = append(racks, rack)
			for i := range 10 {
				d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, fabric.Node{Name: fmt.Sprintf("node%d-%d", r, i), Rack: rack.Name})
			}
		}
		d.Racks = racks
	})
	lab := converged(t, g, network(t, d))
	assert.Equal(t, 2+8+40, lab.verdict.Devices)
	lab.reaches()
}

func perCluster(d *fabric.Design) { d.Clusters[0].AS = fabric.ASPerCluster{AS: 65200} }

func perServer(d *fabric.Design) {
	d.Clusters[0].AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65300, Last: 65399}}
}

// misbehave makes a node announce prefixes to everybody, past its own filters.
func misbehave(v *routing.VRF, set routing.Set, prefixes ...netip.Prefix) {
	list := &routing.PrefixList{Name: "misbehaves"}
	unicast := *v.BGP.IPv4
	unicast.Networks = slices.Clone(unicast.Networks)
	for _, p := range prefixes {
		list.Rules = append(list.Rules, routing.PrefixRule{Permit: true, Prefix: p, Min: p.Bits(), Max: p.Bits()})
		unicast.Networks = append(unicast.Networks, routing.Network{Prefix: p, Always: true})
		if p.Bits() > 0 {
			v.Static = append(slices.Clone(v.Static), routing.Static{Prefix: p})
		}
	}
	v.BGP.IPv4 = &unicast
	for i := range v.BGP.Neighbors {
		n := &v.BGP.Neighbors[i]
		n.Families = slices.Clone(n.Families)
		for j := range n.Families {
			policy := *n.Families[j].Export
			policy.Terms = append([]routing.Term{{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{list}}, Set: set}}, policy.Terms...)
			n.Families[j].Export = &policy
		}
	}
}

// eachNodeGroup changes the terms of the leaves towards their nodes.
func (d *Draft) eachNodeGroup(t *testing.T, change func(leaf string, s *frr.PeerSession, p *frr.PeerPolicy)) {
	t.Helper()
	found := 0
	for i := range d.Configs {
		b := &d.Configs[i].RouterBGP
		for j := range b.PeerGroup {
			group := &b.PeerGroup[j]
			if !slices.ContainsFunc(b.ListenRange, func(r frr.ListenRange) bool { return r.PeerGroup == group.Name }) {
				continue
			}
			for k := range b.AddressFamily {
				for m := range b.AddressFamily[k].Neighbor {
					if n := &b.AddressFamily[k].Neighbor[m]; n.Neighbor == group.Name {
						change(d.Configs[i].Hostname, &group.PeerSession, &n.PeerPolicy)
						found++
					}
				}
			}
		}
	}
	require.NotZero(t, found)
}

// block is the first block of a node.
func (d *Draft) block(node string) netip.Prefix {
	for _, b := range d.State.Clusters[0].Blocks {
		if b.Node == node {
			return b.Prefix
		}
	}
	return netip.Prefix{}
}

// leafAddress is what nodes peer with.
func (d *Draft) leafAddress(leaf string) netip.Addr {
	i := slices.IndexFunc(d.Plan.Leaves, func(s fabric.Switch) bool { return s.Name == leaf })
	return d.Plan.Leaves[i].Networks[0].Addresses.V4.Addr()
}
