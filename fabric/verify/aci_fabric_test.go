package verify_test

import (
	"fmt"
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// An aciCase is a design of an ACI fabric with the state that it is checked in.
type aciCase struct {
	design fabric.Design
	state  fabric.State
}

// pairs are racks of two leaves: leaf101 and leaf102, leaf103 and leaf104, and so on.
func pairs(names ...string) []fabric.Rack {
	var racks []fabric.Rack
	for i, name := range names {
		one, two := 101+2*i, 102+2*i
		racks = append(racks, fabric.Rack{Name: name, Leaves: []fabric.Leaf{
			{Name: fmt.Sprint("leaf", one), Node: one}, {Name: fmt.Sprint("leaf", two), Node: two},
		}})
	}
	return racks
}

// aciCluster has so many nodes in each rack, in the AS 65100 plus n and in ranges of
// its own.
func aciCluster(name string, n, nodes int, racks ...string) fabric.Cluster {
	c := fabric.Cluster{
		Name: name, AS: fabric.ASPerCluster{AS: fabric.ASN(65100 + n)}, Kubernetes: fabric.Version{Major: 1, Minor: 34},
		CNI: fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
		Pods: []fabric.PodPool{
			{Prefix: netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", n))}, {Prefix: netip.MustParsePrefix(fmt.Sprintf("2001:db8:%d::/108", n))},
		},
		Services: fabric.Services{
			ClusterIPs: []fabric.Prefix{netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", 100+n)), netip.MustParsePrefix(fmt.Sprintf("2001:db8:%d::/112", 100+n))},
		},
		Session: fabric.SessionTerms{Password: fabric.NewSecret("secret" + name), MaxPrefixes: 500},
	}
	for _, rack := range racks {
		for i := range nodes {
			c.Nodes = append(c.Nodes, fabric.Node{Name: fmt.Sprintf("%s-%s%d", name, rack, i), Rack: rack})
		}
	}
	return c
}

func aciDesign(racks []fabric.Rack, outs []fabric.L3Out, clusters ...fabric.Cluster) fabric.Design {
	return fabric.Design{
		Name: "aci",
		Fabric: fabric.ACI{
			AS: 65002, Access: fabric.ACIAccess{VLANs: []fabric.VLANRange{{First: 310, Last: 399}}},
			Tenants: []fabric.Tenant{
				{Name: "common", VRFs: []fabric.ACIVRF{{Name: "k8s", Create: true}}},
				{Name: "t", Create: true, VRFs: []fabric.ACIVRF{{Name: "other", Create: true}}},
			},
			L3Outs: outs,
		},
		Pools: fabric.Pools{
			NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("192.168.0.0/16"), V6: netip.MustParsePrefix("2001:db8:9::/48")},
			RouterIDs:   netip.MustParsePrefix("1.1.4.0/24"),
		},
		Racks: racks, Clusters: clusters,
	}
}

// localService is a service with the traffic policy Local in a cluster's range.
func localService(c fabric.Cluster, n int, endpoints ...string) fabric.ClusterState {
	return fabric.ClusterState{Name: c.Name, Services: []fabric.Service{{
		Name: "default/web", TrafficPolicy: fabric.TrafficLocal, Endpoints: endpoints,
		Addresses: []fabric.Addr{netip.MustParseAddr(fmt.Sprintf("10.%d.0.80", 100+n)), netip.MustParseAddr(fmt.Sprintf("2001:db8:%d::80", 100+n))},
	}}}
}

// floating: racks a and b have anchors, the nodes of c peer with those of a. A
// service is on nodes of all three.
func floating() aciCase {
	c := aciCluster("k8s", 1, 2, "a", "b", "c")
	return aciCase{
		aciDesign(pairs("a", "b", "c"), []fabric.L3Out{{
			Name: "k8s", Cluster: "k8s", Tenant: "common", VRF: "k8s",
			SVI: fabric.FloatingSVI{
				Anchors: []fabric.Anchor{{Leaf: "leaf101"}, {Leaf: "leaf102"}, {Leaf: "leaf103"}, {Leaf: "leaf104"}},
				Via:     []fabric.AnchorVia{{Rack: "c", Anchors: "a"}},
			},
		}}, c),
		fabric.State{Clusters: []fabric.ClusterState{localService(c, 1, "k8s-a0", "k8s-b1", "k8s-c1")}},
	}
}

// standard: each node has a subnet and a VLAN of its own.
func standard() aciCase {
	c := aciCluster("k8s", 1, 2, "a", "b")
	return aciCase{
		aciDesign(pairs("a", "b"), []fabric.L3Out{{
			Name: "k8s", Cluster: "k8s", Tenant: "common", VRF: "k8s",
			SVI: fabric.StandardSVI{NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("10.21.0.0/24"), V6: netip.MustParsePrefix("2001:db8:21::/64")}},
		}}, c),
		fabric.State{Clusters: []fabric.ClusterState{localService(c, 1, "k8s-a0", "k8s-b1")}},
	}
}

// twoVRFs: two clusters on the same leaves, each in a VRF of its own.
func twoVRFs() aciCase {
	one, two := aciCluster("one", 1, 2, "a", "b"), aciCluster("two", 2, 2, "a", "b")
	return aciCase{design: aciDesign(pairs("a", "b"), []fabric.L3Out{
		{Name: "one", Cluster: "one", Tenant: "common", VRF: "k8s", SVI: fabric.FloatingSVI{}},
		{Name: "two", Cluster: "two", Tenant: "t", VRF: "other", SVI: fabric.FloatingSVI{}},
	}, one, two)}
}

// oneVRF: a floating and a standard L3Out share a VRF.
func oneVRF() aciCase {
	d := twoVRFs().design
	aci := d.Fabric.(fabric.ACI)
	aci.L3Outs[1].Tenant, aci.L3Outs[1].VRF = "common", "k8s"
	aci.L3Outs[1].SVI = fabric.StandardSVI{NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("10.21.0.0/24"), V6: netip.MustParsePrefix("2001:db8:21::/64")}}
	d.Fabric = aci
	return aciCase{design: d}
}

// wide: twenty nodes behind one pair, so that 16 paths are too few.
func wide() aciCase {
	return aciCase{design: aciDesign(pairs("a", "b"), []fabric.L3Out{
		{Name: "k8s", Cluster: "k8s", Tenant: "common", VRF: "k8s", SVI: fabric.FloatingSVI{}},
	}, aciCluster("k8s", 1, 20, "a"))}
}

// planned plans a case and returns it with routers written by hand.
func (c aciCase) planned(t testing.TB) (*fabric.Plan, fabric.State, []routing.Router) {
	t.Helper()
	plan, state, routers, err := c.plan()
	require.NoError(t, err)
	return plan, state, routers
}

func (c aciCase) plan() (*fabric.Plan, fabric.State, []routing.Router, error) {
	plan, err := c.design.Plan(nil)
	if err != nil {
		return nil, fabric.State{}, nil, err
	}
	state, err := plan.State(c.state)
	f := aciFabric{plan: plan, leaves: map[string]*routing.Router{}}
	return plan, state, append(f.routers(), f.nodes(state)...), err
}

// An aciFabric writes leaves as the objects of a controller are lifted, and nodes.
type aciFabric struct {
	plan   *fabric.Plan
	leaves map[string]*routing.Router
}

func (f aciFabric) routers() []routing.Router {
	for i := range f.plan.Leaves {
		f.leaves[f.plan.Leaves[i].Name] = &routing.Router{Name: f.plan.Leaves[i].Name}
	}
	for i := range f.plan.ACI.L3Outs {
		f.out(&f.plan.ACI.L3Outs[i])
	}
	f.overlay()
	var all []routing.Router
	for i := range f.plan.Leaves {
		all = append(all, *f.leaves[f.plan.Leaves[i].Name])
	}
	return all
}

// vrf returns a leaf's VRF, and makes it when it is new.
func (f aciFabric) vrf(leaf string, o *fabric.PlannedL3Out) *routing.VRF {
	name := o.VRFTenant + ":" + o.VRF
	r := f.leaves[leaf]
	if i := slices.IndexFunc(r.VRFs, func(v routing.VRF) bool { return v.Name == name }); i >= 0 {
		return &r.VRFs[i]
	}
	unicast := func() *routing.Unicast {
		return &routing.Unicast{MaxPathsEBGP: 64, MaxPathsIBGP: 64, Redistribute: []routing.Redistribute{{From: routing.Direct, Policy: notOverlay()}}}
	}
	i := slices.IndexFunc(f.plan.Leaves, func(s fabric.Switch) bool { return s.Name == leaf })
	r.VRFs = append(r.VRFs, routing.VRF{Name: name, BGP: &routing.BGP{
		AS: 65002, RouterID: f.plan.Leaves[i].RouterID, MultipathRelax: true, MaxASLength: 1, IPv4: unicast(), IPv6: unicast(),
	}})
	return &r.VRFs[len(r.VRFs)-1]
}

func (f aciFabric) out(o *fabric.PlannedL3Out) {
	policy := func(name string, rules []fabric.Accept) *routing.Policy {
		return &routing.Policy{Name: name, Terms: []routing.Term{{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{list(rules)}}}, {}}}
	}
	export := policy("default-export", o.Export)
	for i := range o.SVIs {
		s := &o.SVIs[i]
		for _, l := range s.Leaves {
			v := f.vrf(l.Leaf, o)
			svi(v, o, s, l.Address)
			for _, p := range s.Peers {
				imports := policy("default-import", o.Import)
				if o.Unfiltered {
					imports.Terms = []routing.Term{{Permit: true}}
				}
				if o.Floating {
					imports.Terms = append([]routing.Term{f.lowered(o, s, l.Leaf)}, imports.Terms...)
				}
				n := routing.Neighbor{
					Name: p.String(), Range: p, Source: l.Address, RemoteAS: only(o.RemoteAS),
					Auth: routing.NewAuth(o.Terms.Password.Reveal()), Keepalive: o.Terms.Keepalive, Hold: o.Terms.Hold,
					GracefulRestart: o.Terms.GracefulRestart, Restart: routing.Restart{Aware: true},
					Families: []routing.NeighborFamily{{
						Family: routing.Family(s.Family), Import: imports, Export: export, ASOverride: true, MaxPrefixes: o.Terms.MaxPrefixes, Weight: 1,
					}},
				}
				if p.IsSingleIP() {
					n.Range, n.Address = netip.Prefix{}, p.Addr()
				}
				v.BGP.Neighbors = append(v.BGP.Neighbors, n)
			}
		}
		for j := range f.plan.Leaves {
			leaf := &f.plan.Leaves[j]
			anchor := slices.ContainsFunc(o.Leaves, func(l fabric.ACILeaf) bool { return l.Name == leaf.Name })
			if o.Floating && !anchor && f.hosts(o, leaf.Name) {
				svi(f.vrf(leaf.Name, o), o, s, s.Floating)
			}
		}
	}
}

func (f aciFabric) hosts(o *fabric.PlannedL3Out, leaf string) bool {
	return slices.ContainsFunc(f.plan.Cluster(o.Cluster).Nodes, func(n fabric.PlannedNode) bool { return slices.Contains(n.Leaves, leaf) })
}

// lowered takes what nodes announce that are cabled elsewhere behind what those do that are
// cabled to the leaf.
func (f aciFabric) lowered(o *fabric.PlannedL3Out, s *fabric.PlannedSVI, leaf string) routing.Term {
	var elsewhere []fabric.Accept
	for _, n := range f.plan.Cluster(o.Cluster).Nodes {
		if a := n.Addresses.Of(s.Family); !slices.Contains(n.Leaves, leaf) && a.IsValid() {
			elsewhere = append(elsewhere, fabric.Accept{Prefix: netip.PrefixFrom(a.Addr(), a.Addr().BitLen()), Max: 128})
		}
	}
	return routing.Term{
		Permit: true, Continue: true, Match: routing.Match{NextHops: []*routing.PrefixList{list(elsewhere)}}, Set: routing.Set{HasWeight: true},
	}
}

// svi adds an address to a VLAN's interface.
func svi(v *routing.VRF, o *fabric.PlannedL3Out, s *fabric.PlannedSVI, own netip.Addr) {
	name := fmt.Sprint("vlan-", s.VLAN)
	i := slices.IndexFunc(v.Interfaces, func(i routing.Interface) bool { return i.Name == name })
	if i < 0 {
		i = len(v.Interfaces)
		v.Interfaces = append(v.Interfaces, routing.Interface{Name: name, MTU: o.MTU})
	}
	f := &v.Interfaces[i]
	if a := netip.PrefixFrom(own, s.Subnet.Bits()); !slices.Contains(f.Addresses, a) {
		f.Addresses, f.Virtual = append(f.Addresses, a), append(f.Virtual, s.Secondary)
	}
}

// overlay joins the leaves of every VRF.
func (f aciFabric) overlay() {
	tep := func(i int) netip.Addr { return netip.AddrFrom4([4]byte{198, 18, 0, byte(i + 1)}) }
	mapped := func(i int) netip.Addr { return netip.MustParseAddr(fmt.Sprintf("64:ff9b:1::c612:%x", i+1)) }
	for i := range f.plan.Leaves {
		r := f.leaves[f.plan.Leaves[i].Name]
		for k := range r.VRFs {
			v := &r.VRFs[k]
			v.Interfaces = append(v.Interfaces, routing.Interface{
				Name: "overlay-1", Segment: "overlay-1 " + v.Name, Addresses: []netip.Prefix{netip.PrefixFrom(tep(i), 24), netip.PrefixFrom(mapped(i), 120)},
			})
			for j := range f.plan.Leaves {
				other := f.leaves[f.plan.Leaves[j].Name]
				if i == j || !slices.ContainsFunc(other.VRFs, func(o routing.VRF) bool { return o.Name == v.Name }) {
					continue
				}
				v.BGP.Neighbors = append(v.BGP.Neighbors, routing.Neighbor{
					Name: other.Name, Address: tep(j), Source: tep(i), RemoteAS: only(65002),
					Families: []routing.NeighborFamily{
						{Family: routing.IPv4, NextHop: routing.NextHopSelf, SendCommunity: true}, {Family: routing.IPv6, NextHop: routing.NextHopSelf, SendCommunity: true},
					},
				})
			}
		}
	}
}

func notOverlay() *routing.Policy {
	overlay := []fabric.Accept{{Prefix: netip.MustParsePrefix("198.18.0.0/24"), Max: 128}, {Prefix: netip.MustParsePrefix("64:ff9b:1::/96"), Max: 128}}
	return &routing.Policy{Name: "direct", Terms: []routing.Term{{Match: routing.Match{Prefixes: []*routing.PrefixList{list(overlay)}}}, {Permit: true}}}
}

// nodes are the clusters' nodes, with filters as the plan wants them.
func (f aciFabric) nodes(state fabric.State) []routing.Router {
	var all []routing.Router
	for i := range f.plan.Clusters {
		c := &f.plan.Clusters[i]
		imports := &routing.Policy{Name: "learn", Terms: []routing.Term{{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{list(c.Learn)}}}}}
		if c.Unfiltered {
			imports.Terms[0].Match = routing.Match{}
		}
		export := &routing.Policy{Name: "announce", Terms: []routing.Term{
			{Match: routing.Match{ReceivedFromPeer: true}}, {Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{list(c.Announce)}}},
		}}
		for j := range c.Nodes {
			n := &c.Nodes[j]
			v := routing.VRF{Name: routing.DefaultVRF, Interfaces: []routing.Interface{{Name: n.Interface}}, BGP: &routing.BGP{
				AS: routing.ASN(n.AS), RouterID: n.Addresses.V4.Addr(), MultipathRelax: true,
				IPv4: &routing.Unicast{MaxPathsEBGP: 16}, IPv6: &routing.Unicast{MaxPathsEBGP: 16},
			}}
			for family, a := range n.Addresses.All() {
				v.Interfaces[0].Addresses = append(v.Interfaces[0].Addresses, a)
				all := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
				if family == fabric.IPv6 {
					all = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
				}
				v.Static = append(v.Static, routing.Static{Prefix: all, Via: []netip.Addr{n.Gateway.Of(family)}})
			}
			for _, p := range announcedBy(c, state.Clusters[i], n.Name) {
				u := v.BGP.Family(routing.FamilyOf(p.Addr()))
				u.Networks = append(u.Networks, routing.Network{Prefix: p, Always: true, Policy: attaching(c, p)})
			}
			for k := range f.plan.Sessions {
				if s := &f.plan.Sessions[k]; s.B.Device == n.Name {
					v.BGP.Neighbors = append(v.BGP.Neighbors, routing.Neighbor{
						Name: s.A.Device, Address: s.A.Address, Source: s.B.Address, RemoteAS: only(s.A.AS), Auth: routing.NewAuth(s.Terms.Password.Reveal()),
						Hold: 240 * time.Second, Keepalive: 80 * time.Second, GracefulRestart: 120 * time.Second,
						Restart:  routing.Restart{Aware: true, Able: true, Time: 120 * time.Second},
						Families: []routing.NeighborFamily{{Family: routing.Family(s.Family), Import: imports, Export: export, NoThirdParty: true, SendCommunity: true}},
					})
				}
			}
			all = append(all, routing.Router{Name: n.Name, VRFs: []routing.VRF{v}})
		}
	}
	return all
}

// attaching gives the routes of a pool its communities.
func attaching(c *fabric.PlannedCluster, p netip.Prefix) *routing.Policy {
	i := slices.IndexFunc(c.Pods, func(pool fabric.PodPool) bool { return pool.Prefix.Contains(p.Addr()) })
	if i < 0 {
		return nil
	}
	var set routing.Set
	for _, community := range c.Pods[i].Communities {
		set.Communities, set.HasCommunities = append(set.Communities, routing.Community(community)), true
	}
	return &routing.Policy{Name: "pool", Terms: []routing.Term{{Permit: true, Set: set}}}
}

func announcedBy(c *fabric.PlannedCluster, state fabric.ClusterState, node string) []netip.Prefix {
	all := c.Services.All()
	for _, b := range state.Blocks {
		if b.Node == node {
			all = append(all, b.Prefix)
		}
	}
	for _, s := range state.Services {
		for _, a := range s.Addresses {
			if slices.Contains(s.Endpoints, node) {
				all = append(all, netip.PrefixFrom(a, a.BitLen()))
			}
		}
	}
	return all
}

// list makes a prefix list of rules; a Max of 128 stands for any length.
func list(rules []fabric.Accept) *routing.PrefixList {
	l := &routing.PrefixList{}
	for _, a := range rules {
		l.Rules = append(l.Rules, routing.PrefixRule{Permit: true, Prefix: a.Prefix, Min: a.Min, Max: min(a.Max, a.Prefix.Addr().BitLen())})
	}
	return l
}

func only(as fabric.ASN) []routing.ASRange {
	return []routing.ASRange{{First: routing.ASN(as), Last: routing.ASN(as)}}
}
