package aci_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

const (
	calicoVRF  = "common:calico"
	block9     = "10.1.183.0/26"
	calicoNode = "calico-node"
)

// up counts the sessions of a router that are up.
func up(tables *routing.Tables, router string) int {
	n := 0
	for _, s := range tables.Sessions() {
		if s.Router == router && s.State == routing.Up {
			n++
		}
	}
	return n
}

func TestNodesLearnEachOther(t *testing.T) {
	require.NoError(t, aci.Tree{Roots: []aci.Object{calicoCluster().objects()}}.Validate().Err(), "the fixture is what a controller takes")
	tables := lifted(t, nil, calicoCluster())
	assert.Equal(t, "192.168.2.9", hops(tables, calicoNode+"7", "default", block9), "by the node itself in the same rack")
	assert.Equal(t, "192.168.2.201 192.168.2.202", hops(tables, calicoNode+"4", "default", block9), "by the leaves from another rack")
	assert.Equal(t, 2, up(tables, calicoNode+"7"))
}

// Each row takes away one thing that seeds/002 asks for.
func TestWhatTheDesignAsksForIsNeeded(t *testing.T) {
	for name, row := range map[string]struct {
		change         func(*aci.Object)
		node7, leaf201 string // the hops to block9
	}{
		"as designed":                {nil, "192.168.2.9", "10.0.96.203 10.0.96.204"},
		"without as-override":        {setting(aci.BgpPeerP, "ctrl", aci.Flags("dis-peer-as-check")), "", "10.0.96.203 10.0.96.204"},
		"with the peer's AS checked": {setting(aci.BgpPeerP, "ctrl", aci.Flags("as-override")), "", "10.0.96.203 10.0.96.204"},
		"without an export policy": {func(o *aci.Object) {
			if o.Class == aci.L3extOut {
				o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { return c.Attributes["name"] == aci.Text("default-export") })
			}
		}, "", "10.0.96.203 10.0.96.204"},
		"with import denied":         {setting(aci.RtctrlCtxP, "action", aci.Text("deny")), "", ""},
		"without aggregate":          {setting(aci.RtctrlMatchRtDest, "aggregate", aci.YesNo(false)), "", ""},
		"with longer prefixes only":  {setting(aci.RtctrlMatchRtDest, "fromPfxLen", aci.Number(27)), "", ""},
		"with shorter prefixes only": {setting(aci.RtctrlMatchRtDest, "toPfxLen", aci.Number(25)), "", ""},
		"with the very length": {func(o *aci.Object) {
			setting(aci.RtctrlMatchRtDest, "fromPfxLen", aci.Number(26))(o)
			setting(aci.RtctrlMatchRtDest, "toPfxLen", aci.Number(26))(o)
		}, "192.168.2.9", "10.0.96.203 10.0.96.204"},
		"with the peers disabled":        {setting(aci.BgpPeerP, "adminSt", aci.Enabled(false)), "", ""},
		"with another AS of the cluster": {setting(aci.BgpAsP, "asn", aci.ASN(65004)), "", ""},
		"with another password":          {setting(aci.BgpPeerP, "password", aci.Password(fabric.NewSecret("123Cmsco123"))), "", ""},
		"without BGP in the L3Out": {func(o *aci.Object) {
			if o.Class == aci.L3extOut {
				o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { return c.Class == aci.BgpExtP })
			}
		}, "", ""},
		"one path between leaves": {setting(aci.BgpCtxAfPol, "maxEcmpIbgp", aci.Number(1)), "192.168.2.9", "10.0.96.203"},
		"over the limit":          {setting(aci.BgpPeerPfxPol, "maxPfx", aci.Number(1)), "", ""},
		"over the limit, only logged": {func(o *aci.Object) {
			setting(aci.BgpPeerPfxPol, "maxPfx", aci.Number(1))(o)
			setting(aci.BgpPeerPfxPol, "action", aci.Text("log"))(o)
		}, "192.168.2.9", "10.0.96.203 10.0.96.204"},
	} {
		t.Run(name, func(t *testing.T) {
			tables := lifted(t, row.change, calicoCluster())
			assert.Equal(t, row.node7, hops(tables, calicoNode+"7", "default", block9), "node 7")
			assert.Equal(t, row.leaf201, hops(tables, "Leaf201", calicoVRF, block9), "leaf 201")
		})
	}
}

// many is a cluster with a service on n nodes of one rack.
func many(n int) *cluster {
	c := calicoCluster()
	c.racks, c.announced = map[int][]uint16{}, map[int][]string{}
	for i := 1; i <= n; i++ {
		c.racks[i], c.announced[i] = []uint16{201, 202}, []string{"192.168.10.1/32"}
	}
	return c
}

func TestECMPIs16WithoutThePolicy(t *testing.T) {
	count := func(change func(*aci.Object), leaf string) int {
		r, ok := lifted(t, change, many(70)).Route(leaf, calicoVRF, netip.MustParsePrefix("192.168.10.1/32"))
		require.True(t, ok)
		return len(r.NextHops)
	}
	unbound := func(o *aci.Object) {
		if o.Class == aci.FvCtx {
			o.Children = nil
		}
	}
	v6 := func(o *aci.Object) {
		if o.Class == aci.FvCtx {
			o.Children = o.Children[1:]
		}
	}
	assert.Equal(t, 64, count(nil, "Leaf201"))
	assert.Equal(t, 16, count(unbound, "Leaf201"), "the default")
	assert.Equal(t, 16, count(v6, "Leaf201"), "a policy for IPv6 is none for IPv4")
	assert.Equal(t, 2, count(nil, "Leaf203"), "the two leaves, not the nodes")
}

func TestImportIsFilteredOnlyWhereItIsEnforced(t *testing.T) {
	c := calicoCluster()
	c.announced[9] = append(c.announced[9], "172.16.0.0/16")
	assert.Empty(t, hops(lifted(t, nil, c), "Leaf203", calicoVRF, "172.16.0.0/16"))
	open := lifted(t, setting(aci.L3extOut, "enforceRtctrl", aci.Flags("export")), c)
	assert.Equal(t, "192.168.2.9", hops(open, "Leaf203", calicoVRF, "172.16.0.0/16"))
	assert.Empty(t, hops(open, calicoNode+"7", "default", "172.16.0.0/16"), "export is always enforced")
}

func TestLongPathsAreDropped(t *testing.T) {
	c := calicoCluster()
	long := func(tree func(*aci.Object)) *routing.Tables {
		objects := c.objects()
		t2 := aci.Tree{Roots: []aci.Object{objects}}
		if tree != nil {
			for n := range t2.All() {
				tree(n.Object)
			}
		}
		nodes := c.nodes()
		for i := range nodes {
			for j := range nodes[i].VRFs[0].BGP.Neighbors {
				nodes[i].VRFs[0].BGP.Neighbors[j].Families[0].Export = &routing.Policy{Terms: []routing.Term{{Permit: true, Set: routing.Set{Prepend: []routing.ASN{64999}}}}}
			}
		}
		return simulated(t, t2, facts(c), nodes...)
	}
	assert.Empty(t, hops(long(nil), "Leaf203", calicoVRF, block9))
	assert.Equal(t, "192.168.2.9", hops(long(setting(aci.BgpCtxPol, "maxAsLimit", aci.Number(0))), "Leaf203", calicoVRF, block9))
}

func TestPasswords(t *testing.T) {
	tables := lifted(t, setting(aci.BgpPeerP, "password", aci.Password(fabric.NewSecret("other"))), calicoCluster())
	n := 0
	for _, s := range tables.Sessions() {
		if s.Router == calicoNode+"7" {
			assert.Equal(t, routing.AuthMismatch, s.State)
			n++
		}
	}
	assert.Equal(t, 2, n)
	none := calicoCluster()
	none.password = ""
	assert.Equal(t, 2, up(lifted(t, nil, none), calicoNode+"7"))
}

// seeds/002, Figure 3: Leaf101 has 1.1.1.1/32 by the node that is cabled to it
// alone, although another node of the same address peers with it too.
func TestAnchorsPreferTheNodesCabledToThem(t *testing.T) {
	c := calicoCluster()
	rack1, rack2 := []uint16{201, 202}, []uint16{203, 204}
	c.accepted = []string{"1.1.1.1/32"}
	c.racks = map[int][]uint16{1: rack1, 2: rack2}
	c.announced = map[int][]string{1: {"1.1.1.1/32"}, 2: {"1.1.1.1/32"}}
	c.peers = map[int][]uint16{1: c.anchors, 2: c.anchors}
	tables := lifted(t, nil, c)
	assert.Equal(t, 4, up(tables, "calico-node2"))
	assert.Equal(t, "192.168.2.1", hops(tables, "Leaf201", calicoVRF, "1.1.1.1/32"))
	assert.Equal(t, "192.168.2.2", hops(tables, "Leaf203", calicoVRF, "1.1.1.1/32"))

	strangers := facts(c)
	for i := range strangers.Attached {
		strangers.Attached[i].Address = netip.AddrFrom4([4]byte{172, 16, 0, byte(i)})
	}
	routers, err := aci.Routers(aci.Tree{Roots: []aci.Object{c.objects()}}, strangers)
	require.NoError(t, err)
	for _, r := range routers {
		for _, v := range r.VRFs {
			assert.Zero(t, v.BGP.Neighbors[0].Families[0].Weight, "nodes of other subnets are no reason to prefer any")
		}
	}

	unknown := facts(c)
	unknown.Attached = nil
	tables = simulated(t, aci.Tree{Roots: []aci.Object{c.objects()}}, unknown, c.nodes()...)
	assert.Equal(t, "192.168.2.1 192.168.2.2", hops(tables, "Leaf201", calicoVRF, "1.1.1.1/32"), "a node without an entry is attached to every leaf that it peers with")

	c.announced[1] = nil
	tables = lifted(t, nil, c)
	assert.Equal(t, "192.168.2.2", hops(tables, "Leaf201", calicoVRF, "1.1.1.1/32"), "and is used where there is no other")

	c.announced[1] = []string{"1.1.1.1/32"}
	tables = lifted(t, setting(aci.BgpPeerP, "weight", aci.Number(65535)), c)
	assert.Equal(t, "192.168.2.1", hops(tables, "Leaf201", calicoVRF, "1.1.1.1/32"), "with any weight")
}

// seeds/001, Figure 3: a leaf that is no anchor has the routes of the nodes by the
// TEPs of the anchors, also those of a node that is cabled to itself.
func TestOtherLeavesGoByTheAnchors(t *testing.T) {
	c := calicoCluster()
	c.racks[10] = []uint16{104} // which has the same floating address, and another router ID
	c.racks[8], c.peers, c.announced[8] = []uint16{205}, map[int][]uint16{8: {201, 202}}, []string{"10.1.7.0/26"}
	tables := lifted(t, nil, c)
	assert.Equal(t, "10.0.96.201 10.0.96.202", hops(tables, "Leaf205", calicoVRF, "10.1.7.0/26"))
	assert.Equal(t, "192.168.2.8", hops(tables, "Leaf201", calicoVRF, "10.1.7.0/26"))
	assert.Equal(t, header(calicoVRF)+`192.168.2.0/24, ubest/mbest: 1/0, attached, direct
    *via 192.168.2.253, vlan-310, [0/0], 00:00:00, direct
192.168.2.253/32, ubest/mbest: 1/0, attached
    *via 192.168.2.253, vlan-310, [0/0], 00:00:00, local, local
`, shown(tables, "Leaf205", calicoVRF, "192.168.2.0/24"))
	for _, s := range tables.Sessions() {
		if s.Router == "Leaf205" {
			assert.Equal(t, routing.Up, s.State, s.Detail)
		}
	}
	assert.Nil(t, tables.VRFs("Leaf105"), "a leaf without a node or an L3Out does not have the VRF")
}

// Two tenants on the same leaves, with one TEP each, keep apart.
func TestVRFsOfTenantsKeepApart(t *testing.T) {
	a, b := calicoCluster(), kubeRouterCluster()
	b.anchors, b.subnet, b.vlan = a.anchors, "192.168.3.", 311
	for n, rack := range b.racks {
		b.racks[n] = []uint16{rack[0] + 100, rack[1] + 100}
	}
	tables := lifted(t, nil, a, b)
	assert.Equal(t, []string{calicoVRF, "k8s:kube-router"}, tables.VRFs("Leaf201"))
	assert.Equal(t, "10.0.96.203 10.0.96.204", hops(tables, "Leaf201", calicoVRF, block9))
	assert.Equal(t, "10.0.96.203 10.0.96.204", hops(tables, "Leaf201", "k8s:kube-router", "192.168.44.96/28"))
	assert.Empty(t, hops(tables, "Leaf201", "k8s:kube-router", block9))
	assert.Empty(t, hops(tables, "Leaf201", calicoVRF, "192.168.44.96/28"))
}

// What is announced back to the nodes is what the export policy permits: also the
// node subnet itself, which the leaves redistribute.
func TestNodeSubnetsAreExportedWhereThePolicyPermits(t *testing.T) {
	c := calicoCluster()
	heard := func() bool {
		for _, s := range lifted(t, nil, c).Explain(calicoNode+"7", "default", netip.MustParsePrefix("192.168.2.0/24")).Steps {
			if s.Router == calicoNode+"7" && s.Peer != "" && s.NextHop.IsValid() {
				return true
			}
		}
		return false
	}
	assert.False(t, heard())
	c.accepted = append(c.accepted, "192.168.2.0/24")
	assert.True(t, heard())
}

// Nodes that may get everything get nothing of the fabric's own.
func TestTheOverlayIsNotExported(t *testing.T) {
	c := calicoCluster()
	c.accepted = []string{"0.0.0.0/0"}
	tables := lifted(t, nil, c)
	assert.Equal(t, "192.168.2.9", hops(tables, calicoNode+"7", "default", block9))
	for r := range tables.Routes(calicoNode+"7", "default") {
		assert.False(t, netip.MustParsePrefix("10.0.96.0/24").Overlaps(r.Prefix) && r.Protocol == routing.BGPRoute, r.Prefix.String())
	}
}

// What a node says of its routes by communities reaches the other leaves.
func TestCommunitiesCrossTheFabric(t *testing.T) {
	c := calicoCluster()
	nodes := c.nodes()
	for i := range nodes {
		for j := range nodes[i].VRFs[0].BGP.Neighbors {
			f := &nodes[i].VRFs[0].BGP.Neighbors[j].Families[0]
			f.SendCommunity = true
			f.Export = &routing.Policy{Terms: []routing.Term{{Permit: true, Set: routing.Set{HasCommunities: true, Communities: []routing.Community{7}}}}}
		}
	}
	r, ok := simulated(t, aci.Tree{Roots: []aci.Object{c.objects()}}, facts(c), nodes...).Route("Leaf201", calicoVRF, netip.MustParsePrefix(block9))
	require.True(t, ok)
	assert.Equal(t, []routing.Community{7}, r.Attributes.Communities)
}

// A peer's own route map is its own: another peer of the L3Out keeps the L3Out's.
func TestPeersOfAnL3OutDiffer(t *testing.T) {
	for _, direction := range []string{"import", "export"} {
		t.Run(direction, func(t *testing.T) {
			for _, own := range []int{0, 3} { // the first or the last leaf that is lifted
				n := 0
				tables := lifted(t, all(
					add(aci.FvTenant, named(aci.RtctrlProfile, "none", nil, named(aci.RtctrlCtxP, "all", attributes{"action": aci.Text("deny")}))),
					func(o *aci.Object) {
						if o.Class == aci.BgpPeerP {
							if n == own {
								add(aci.BgpPeerP, object(aci.BgpRsPeerToProfile, attributes{"tDn": dn("uni/tn-common/prof-none"), "direction": aci.Text(direction)}))(o)
							}
							n++
						}
					}), calicoCluster())
				r, ok := tables.Route(calicoNode+"4", "default", netip.MustParsePrefix(block9))
				require.True(t, ok)
				if direction == "export" && own == 0 {
					assert.Len(t, r.NextHops, 1, "from 202 alone")
				} else {
					assert.Len(t, r.NextHops, 2)
				}
				heard := hops(tables, "Leaf201", calicoVRF, block9)
				if direction == "import" && own == 3 {
					assert.Equal(t, "10.0.96.203", heard, "204 does not have it from the node")
				} else {
					assert.Equal(t, "10.0.96.203 10.0.96.204", heard)
				}
			}
		})
	}
}

func TestStandardSVI(t *testing.T) {
	tree := standard()
	f := aci.Facts{AS: 65002, Leaves: []aci.Leaf{{Name: "a", Pod: 1, Node: 101}, {Name: "b", Pod: 1, Node: 102}}}
	node := func(name, address string, leaves ...string) routing.Router {
		own := netip.MustParsePrefix(address)
		b := &routing.BGP{AS: 65003, RouterID: own.Addr(), MultipathRelax: true, IPv4: &routing.Unicast{MaxPathsEBGP: 2}}
		b.IPv4.Networks = []routing.Network{{Prefix: netip.MustParsePrefix("10.1." + fmt.Sprint(own.Addr().As4()[3]) + ".0/26"), Always: true}}
		for _, l := range leaves {
			b.Neighbors = append(b.Neighbors, routing.Neighbor{Name: l, Address: netip.MustParseAddr(l), RemoteAS: []routing.ASRange{{First: 4200000001, Last: 4200000001}},
				Auth: routing.NewAuth("s3cr3t-<&>"), Families: []routing.NeighborFamily{{NoThirdParty: true}}})
		}
		return routing.Router{Name: name, VRFs: []routing.VRF{{Name: "default", Interfaces: []routing.Interface{{Name: "bond0", Addresses: []netip.Prefix{own}}}, BGP: b}}}
	}
	tables := simulated(t, tree, f, node("n1", "192.168.1.1/29", "192.168.1.4", "192.168.1.5"), node("n2", "192.168.1.9/29", "192.168.1.12", "192.168.1.13"))
	assert.Equal(t, 2, up(tables, "n1"))
	assert.Equal(t, "192.168.1.12 192.168.1.13", hops(tables, "n2", "default", "10.1.1.0/26"), "no address is shared: by the leaves")
	assert.Equal(t, "192.168.1.9", hops(tables, "a", "k8s:vrf", "10.1.9.0/26"))
	assert.Equal(t, "192.168.1.9", hops(tables, "b", "k8s:vrf", "10.1.9.0/26"))
	assert.Equal(t, "198.18.0.101", hops(tables, "b", "k8s:vrf", "192.168.1.16/29"), "an L3Out's subnet on one leaf, by the address that stands for its TEP")
	assert.Equal(t, "198.18.0.101", hops(tables, "b", "k8s:vrf", "1.1.5.101/32"), "a loopback")

	r, err := aci.Routers(tree, f)
	require.NoError(t, err)
	path := r[1].VRFs[0].Interfaces[0]
	assert.Equal(t, []netip.Prefix{netip.MustParsePrefix("192.168.1.5/29")}, path.Addresses, "side B is the second leaf's")
	assert.Equal(t, []netip.Addr{netip.MustParseAddr("192.168.1.6")}, path.Virtual)
	assert.Equal(t, 9000, path.MTU)
}

// Tunnels between leaves are IPv4; IPv6 routes are printed with the same TEPs.
func TestDualStack(t *testing.T) {
	f := aci.Facts{AS: 65002, Leaves: []aci.Leaf{{Name: "a", Pod: 1, Node: 101}, {Name: "b", Pod: 1, Node: 102}}}
	node := routing.Router{Name: "n", VRFs: []routing.VRF{{
		Name:       "default",
		Interfaces: []routing.Interface{{Name: "bond0", Addresses: []netip.Prefix{netip.MustParsePrefix("192.168.2.1/24"), netip.MustParsePrefix("2001:db8:2::1/64")}}},
		BGP: &routing.BGP{AS: 65003, IPv6: &routing.Unicast{Networks: []routing.Network{{Prefix: netip.MustParsePrefix("2001:db8:42::/64"), Always: true}}},
			Neighbors: []routing.Neighbor{{Name: "a", Address: netip.MustParseAddr("2001:db8:2::101"), RemoteAS: []routing.ASRange{routing.AnyAS},
				Auth: routing.NewAuth("s3cr3t-<&>"), Families: []routing.NeighborFamily{{Family: routing.IPv6}}}}},
	}}}
	tables := simulated(t, floating(), f, node)
	assert.Equal(t, "2001:db8:2::1", hops(tables, "a", "k8s:vrf", "2001:db8:42::/64"))
	v6 := func(yield func(routing.Route) bool) {
		for r := range tables.Routes("b", "k8s:vrf") {
			if r.Prefix.Addr().Is6() && !yield(r) {
				return
			}
		}
	}
	assert.Equal(t, `IPv6 Routing Table for VRF "k8s:vrf"
'*' denotes best ucast next-hop
'**' denotes best mcast next-hop
'[x/y]' denotes [preference/metric]

2001:db8:2::/64, ubest/mbest: 1/0, attached, direct
    *via 2001:db8:2::102, vlan-310, [0/0], 1d00h, direct
2001:db8:2::102/128, ubest/mbest: 1/0, attached
    *via 2001:db8:2::102, vlan-310, [0/0], 1d00h, local, local
2001:db8:2::ffff/128, ubest/mbest: 1/0, attached
    *via 2001:db8:2::ffff, vlan-310, [0/0], 1d00h, local, local
2001:db8:42::/64, ubest/mbest: 1/0
    *via 198.18.0.101%overlay-1, [200/0], 1d00h, bgp-65002, internal, tag 65003
        recursive next hop: 198.18.0.101/32%overlay-1
`, string(aci.AppendRoutes(nil, "k8s:vrf", v6, aci.ShowOptions{AS: 65002, Uptime: "1d00h"})))
}
