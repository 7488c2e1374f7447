package verify_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
)

// vrfOf is a VRF of a router.
func vrfOf(t testing.TB, routers []routing.Router, name, vrf string) *routing.VRF {
	t.Helper()
	i := slices.IndexFunc(routers, func(r routing.Router) bool { return r.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	j := slices.IndexFunc(routers[i].VRFs, func(v routing.VRF) bool { return v.Name == vrf })
	require.GreaterOrEqual(t, j, 0, vrf)
	return &routers[i].VRFs[j]
}

// toNodes are the neighbors of a leaf that are nodes, toLeaves the others.
func toNodes(b *routing.BGP) []*routing.Neighbor  { return neighbors(b, true) }
func toLeaves(b *routing.BGP) []*routing.Neighbor { return neighbors(b, false) }

func neighbors(b *routing.BGP, nodes bool) []*routing.Neighbor {
	var all []*routing.Neighbor
	for i := range b.Neighbors {
		if (b.Neighbors[i].RemoteAS[0].First != b.AS) == nodes {
			all = append(all, &b.Neighbors[i])
		}
	}
	return all
}

// An aciBreak breaks one thing, and wants the promise that it breaks.
type aciBreak struct {
	name   string
	of     func() aciCase
	breaks func(t *testing.T, r []routing.Router)
	want   verify.Promise
	device string
}

// at101 breaks something of leaf101 in the first VRF.
func at101(breaks func(v *routing.VRF)) func(t *testing.T, r []routing.Router) {
	return func(t *testing.T, r []routing.Router) { breaks(vrfOf(t, r, "leaf101", "common:k8s")) }
}

// nodes101 breaks every neighbor of leaf101 that is a node.
func nodes101(breaks func(n *routing.Neighbor, f *routing.NeighborFamily)) func(t *testing.T, r []routing.Router) {
	return at101(func(v *routing.VRF) {
		for _, n := range toNodes(v.BGP) {
			breaks(n, &n.Families[0])
		}
	})
}

// without leaves the prefixes inside one out of the lists of a policy.
func without(p *routing.Policy, prefix string) *routing.Policy {
	narrow := *p
	narrow.Terms = slices.Clone(p.Terms)
	inside := netip.MustParsePrefix(prefix)
	for i := range narrow.Terms {
		var lists []*routing.PrefixList
		for _, l := range narrow.Terms[i].Match.Prefixes {
			rules := slices.DeleteFunc(slices.Clone(l.Rules), func(r routing.PrefixRule) bool { return r.Prefix == inside })
			lists = append(lists, &routing.PrefixList{Rules: rules})
		}
		narrow.Terms[i].Match.Prefixes = lists
	}
	return &narrow
}

// setting makes the permitting terms of a policy set something.
func setting(p *routing.Policy, set routing.Set) *routing.Policy {
	changed := *p
	changed.Terms = slices.Clone(p.Terms)
	for i := range changed.Terms {
		if !changed.Terms[i].Continue {
			changed.Terms[i].Set = set
		}
	}
	return &changed
}

func aciSessionBreaks() []aciBreak {
	return []aciBreak{
		{"a leaf without its IPv4 neighbors", floating, at101(func(v *routing.VRF) {
			v.BGP.Neighbors = slices.DeleteFunc(v.BGP.Neighbors, func(n routing.Neighbor) bool { return n.Range.IsValid() && n.Range.Addr().Is4() })
		}), verify.SessionUp, "leaf101"},
		{"another AS than the nodes'", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.RemoteAS = only(65003) }), verify.SessionUp, "leaf101"},
		{"any AS accepted", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.RemoteAS = []routing.ASRange{routing.AnyAS} }), verify.SessionTerms, "leaf101"},
		{"another AS shown to the nodes", floating, func(t *testing.T, r []routing.Router) {
			for _, n := range toNodes(vrfOf(t, r, "leaf101", "common:k8s").BGP) {
				n.LocalAS = 65009
			}
			for i := range bgp(t, r, "k8s-a0").Neighbors {
				bgp(t, r, "k8s-a0").Neighbors[i].RemoteAS = append(bgp(t, r, "k8s-a0").Neighbors[i].RemoteAS, only(65009)...)
			}
		}, verify.SessionUp, "leaf101"},
		{"an L3Out in another VRF", floating, at101(func(v *routing.VRF) { v.Name = "common:default" }), verify.SessionUp, "leaf101"},
		{"a VRF that no L3Out is in", floating, at101(func(v *routing.VRF) { v.Name = "common:default" }), verify.NoLeak, "leaf101"},
		{"another password at the leaf", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.Auth = routing.NewAuth("x") }), verify.SessionUp, "k8s-a0"},
		{"no password at either end", floating, func(_ *testing.T, r []routing.Router) {
			for i := range r {
				for j := range r[i].VRFs {
					for k := range r[i].VRFs[j].BGP.Neighbors {
						r[i].VRFs[j].BGP.Neighbors[k].Auth = routing.Auth{}
					}
				}
			}
		}, verify.SessionTerms, "leaf101"},
		{"the controller's own timers", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) {
			n.Hold, n.Keepalive = 180*time.Second, 60*time.Second
		}), verify.SessionUp, "k8s-a0"},
		{"the controller's own timers, in the terms", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.Hold = 180 * time.Second }), verify.SessionTerms, "leaf101"},
		{"another keepalive", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.Keepalive = time.Second }), verify.SessionTerms, "leaf101"},
		{"the controller's own stale interval", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.GracefulRestart = 300 * time.Second }), verify.SessionTerms, "leaf101"},
		{"a leaf that asks its nodes to keep its routes", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.Restart.Able = true }), verify.SessionTerms, "leaf101"},
		{"the controller's own prefix limit", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.MaxPrefixes = 20000 }), verify.SessionTerms, "leaf101"},
		{"a prefix limit that only warns", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.MaxPrefixesWarn = true }), verify.SessionTerms, "leaf101"},
		{"a prefix limit that is passed", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.MaxPrefixes = 1 }), verify.SessionUp, "leaf101"},
		{"BFD that nobody asked for", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.BFD = true }), verify.SessionTerms, "leaf101"},
		{"paths of any length", floating, at101(func(v *routing.VRF) { v.BGP.MaxASLength = 0 }), verify.SessionTerms, "leaf101"},
		{"another router ID", floating, at101(func(v *routing.VRF) { v.BGP.RouterID = netip.MustParseAddr("9.9.9.9") }), verify.SessionTerms, "leaf101"},
		{"no multipath relax", floating, at101(func(v *routing.VRF) { v.BGP.MultipathRelax = false }), verify.SessionTerms, "leaf101"},
		{"neighbors from afar", floating, nodes101(func(n *routing.Neighbor, _ *routing.NeighborFamily) { n.TTL = 5 }), verify.SessionTerms, "leaf101"},
		{"its own AS allowed", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.AllowOwnAS = 3 }), verify.SessionTerms, "leaf101"},
		{"dynamic neighbors where each has one", byNode, at101(func(v *routing.VRF) {
			v.BGP.Neighbors = slices.DeleteFunc(v.BGP.Neighbors, func(n routing.Neighbor) bool { return n.RemoteAS[0].First != v.BGP.AS })
			v.BGP.Neighbors = append(v.BGP.Neighbors, routing.Neighbor{
				Range: v.Interfaces[0].Addresses[0].Masked(), RemoteAS: only(65101), Families: []routing.NeighborFamily{{Family: routing.IPv4}},
			})
		}), verify.SessionPlanned, "leaf101"},
		{"a neighbor of its own where all dial in", floating, at101(func(v *routing.VRF) {
			one := *toNodes(v.BGP)[0]
			one.Range, one.Address = netip.Prefix{}, one.Range.Addr().Next().Next()
			v.BGP.Neighbors = append(v.BGP.Neighbors, one)
		}), verify.SessionTerms, "leaf101"},
		{"dynamic neighbors of a wider subnet", floating, at101(func(v *routing.VRF) {
			for _, n := range toNodes(v.BGP) {
				if n.Range.Addr().Is4() {
					n.Range = netip.PrefixFrom(n.Range.Addr(), 16).Masked()
				}
			}
		}), verify.SessionPlanned, "leaf101"},
		{"a node that dials the leaf of another rack", floating, func(t *testing.T, r []routing.Router) {
			from, to := bgp(t, r, "k8s-a0"), bgp(t, r, "k8s-b0")
			to.Neighbors = append(to.Neighbors, from.Neighbors[0])
			to.Neighbors[len(to.Neighbors)-1].Source = netip.Addr{}
		}, verify.SessionPlanned, "k8s-b0"},
		{"leaves without the session between them", floating, at101(func(v *routing.VRF) {
			for _, n := range toLeaves(v.BGP) {
				n.Shutdown = n.Shutdown || n.Name == "leaf103"
			}
		}), verify.SessionUp, "leaf103"},
		{"leaves that exchange IPv4 alone", floating, at101(func(v *routing.VRF) {
			for _, n := range toLeaves(v.BGP) {
				n.Families = n.Families[:1]
			}
		}), verify.SessionUp, "leaf101"},
	}
}

func aciRouteBreaks() []aciBreak {
	stranger := netip.MustParsePrefix("198.51.100.0/24")
	return []aciBreak{
		{"no as-override, in the routes", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.ASOverride = false }), verify.RouteWidth, "k8s-a0"},
		{"no as-override, in the terms", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.ASOverride = false }), verify.SessionTerms, "leaf101"},
		{"the check of the peer's AS, in the routes", standard, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.PeerASCheck = true }), verify.RouteWidth, "k8s-a0"},
		{"the check of the peer's AS, in the terms", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.PeerASCheck = true }), verify.SessionTerms, "leaf101"},
		{"neither of them on a whole rack", standard, func(t *testing.T, r []routing.Router) {
			for _, leaf := range []string{"leaf101", "leaf102"} {
				for _, n := range toNodes(vrfOf(t, r, leaf, "common:k8s").BGP) {
					n.Families[0].ASOverride = false
				}
			}
		}, verify.RoutePresent, "k8s-a0"},
		{"16 paths to 20 nodes", wide, at101(func(v *routing.VRF) { v.BGP.IPv4.MaxPathsEBGP = 16 }), verify.RouteWidth, "leaf101"},
		{"16 paths, of IPv6 alone", floating, at101(func(v *routing.VRF) { v.BGP.IPv6.MaxPathsEBGP = 16 }), verify.SessionTerms, "leaf101"},
		{"one path to other leaves", floating, at101(func(v *routing.VRF) { v.BGP.IPv4.MaxPathsIBGP = 1 }), verify.RouteWidth, "leaf101"},
		{"an import rule that is missing, in the routes", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.Import = without(f.Import, "10.1.0.0/16") }), verify.RouteWidth, "leaf101"},
		{"an import rule that is missing, in the filters", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.Import = without(f.Import, "10.1.0.0/16") }), verify.Filtered, "leaf101"},
		{"everything accepted from nodes", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.Import = nil }), verify.Filtered, "leaf101"},
		{"an export rule that is missing", floating, func(t *testing.T, r []routing.Router) {
			for _, leaf := range []string{"leaf103", "leaf104"} {
				for _, n := range toNodes(vrfOf(t, r, leaf, "common:k8s").BGP) {
					n.Families[0].Export = without(n.Families[0].Export, "10.1.0.0/16")
				}
			}
		}, verify.RoutePresent, "k8s-b0"},
		{"an export rule of too wide a range", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) {
			f.Export = &routing.Policy{Terms: []routing.Term{{Permit: true, Match: routing.Match{Prefixes: []*routing.PrefixList{
				list([]fabric.Accept{{Prefix: netip.MustParsePrefix("10.0.0.0/8"), Min: 8, Max: 32}}),
			}}}}}
		}), verify.Filtered, "leaf101"},
		{"node subnets exported", standard, func(t *testing.T, r []routing.Router) {
			for _, n := range toNodes(vrfOf(t, r, "leaf101", "common:k8s").BGP) {
				n.Families[0].Export = nil
			}
			for i := range bgp(t, r, "k8s-a0").Neighbors {
				bgp(t, r, "k8s-a0").Neighbors[i].Families[0].Import = nil
			}
		}, verify.NoLeak, "k8s-a0"},
		{"a node that takes anything", floating, func(t *testing.T, r []routing.Router) {
			bgp(t, r, "k8s-b0").Neighbors[0].Families[0].Import = nil
		}, verify.Filtered, "k8s-b0"},
		{"leaves as next hops between nodes of a subnet", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.NextHop = routing.NextHopSelf }), verify.RouteWidth, "k8s-a0"},
		{"the same, in the terms", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.NextHop = routing.NextHopSelf }), verify.SessionTerms, "leaf101"},
		{"nodes of other racks preferred as if attached", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) {
			f.Import = &routing.Policy{Terms: f.Import.Terms[1:]}
		}), verify.RouteWidth, "leaf101"},
		{"a weight that prefers other leaves", floating, at101(func(v *routing.VRF) {
			for _, n := range toLeaves(v.BGP) {
				n.Families[0].Weight = 100
			}
		}), verify.RouteWidth, "leaf101"},
		{"nodes as next hops beyond the leaf", standard, at101(func(v *routing.VRF) {
			for _, n := range toLeaves(v.BGP) {
				n.Families[0].NextHop = routing.NextHopStandard
			}
		}), verify.RouteWidth, "leaf103"},
		{"node subnets unknown to other leaves", standard, func(t *testing.T, r []routing.Router) {
			for _, leaf := range []string{"leaf101", "leaf102"} {
				vrfOf(t, r, leaf, "common:k8s").BGP.IPv4.Redistribute = nil
			}
		}, verify.RoutePresent, "leaf103"},
		{"a prefix of nobody", floating, at101(func(v *routing.VRF) {
			v.BGP.IPv4.Networks = append(v.BGP.IPv4.Networks, routing.Network{Prefix: stranger, Always: true})
		}), verify.NoLeak, "leaf105"},
		{"a prefix of the other VRF", twoVRFs, at101(func(v *routing.VRF) {
			v.BGP.IPv4.Networks = append(v.BGP.IPv4.Networks, routing.Network{Prefix: netip.MustParsePrefix("10.102.0.0/16"), Always: true})
		}), verify.NoLeak, "leaf103"},
		{"a node with a prefix of the other VRF", twoVRFs, func(t *testing.T, r []routing.Router) {
			v := vrf(t, r, "one-a0")
			v.BGP.IPv4.Networks = append(v.BGP.IPv4.Networks, routing.Network{Prefix: netip.MustParsePrefix("10.102.0.0/16"), Always: true})
			v.BGP.Neighbors[0].Families[0].Export = nil
			for _, n := range toNodes(vrfOf(t, r, "leaf101", "common:k8s").BGP) {
				n.Families[0].Import = nil
			}
		}, verify.NoLeak, "leaf101"},
		{"a static route to a node of the other VRF", twoVRFs, at101(func(v *routing.VRF) {
			v.Static = append(v.Static, routing.Static{Prefix: netip.MustParsePrefix("10.2.0.0/16")})
		}), verify.NoLeak, "leaf101"},
		{"a default route by BGP", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) { f.DefaultOriginate = true }), verify.SessionTerms, "leaf101"},
		{"a static route into a hole", floating, at101(func(v *routing.VRF) {
			v.Static = append(v.Static, routing.Static{Prefix: netip.MustParsePrefix("10.101.0.80/32")})
		}), verify.Reach, "leaf101"},
		{"another local preference", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) {
			f.Import = setting(f.Import, routing.Set{LocalPref: 50, HasLocalPref: true})
		}), verify.RouteAttributes, "leaf101"},
		{"communities that nobody planned", floating, nodes101(func(_ *routing.Neighbor, f *routing.NeighborFamily) {
			f.Import = setting(f.Import, routing.Set{Communities: []routing.Community{7}, HasCommunities: true})
		}), verify.RouteAttributes, "leaf103"},
		{"a node without its default route", floating, func(t *testing.T, r []routing.Router) { vrf(t, r, "k8s-a0").Static = nil }, verify.DefaultRoute, "k8s-a0"},
		{"preferences that never settle", floating, nil, verify.Settles, ""},
	}
}

func aciAddressBreaks() []aciBreak {
	return []aciBreak{
		{"another secondary address", floating, at101(func(v *routing.VRF) { v.Interfaces[0].Virtual[0] = v.Interfaces[0].Virtual[0].Prev() }), verify.AddressPresent, "leaf101"},
		{"a secondary address of one family", floating, at101(func(v *routing.VRF) { v.Interfaces[0].Virtual = v.Interfaces[0].Virtual[:1] }), verify.AddressPresent, "leaf101"},
		{"no floating address where a node is", floating, func(t *testing.T, r []routing.Router) {
			vrfOf(t, r, "leaf105", "common:k8s").Interfaces[0].Addresses = nil
		}, verify.AddressPresent, "leaf105"},
		{"no VRF where a node is", floating, func(t *testing.T, r []routing.Router) {
			i := slices.IndexFunc(r, func(r routing.Router) bool { return r.Name == "leaf105" })
			r[i].VRFs = []routing.VRF{{Name: "common:else"}}
		}, verify.AddressPresent, "leaf105"},
		{"another VLAN", standard, at101(func(v *routing.VRF) { v.Interfaces[0].Name = "vlan-399" }), verify.AddressPresent, "leaf101"},
		{"a subnet of the other VRF", twoVRFs, func(t *testing.T, r []routing.Router) {
			v := vrfOf(t, r, "leaf101", "common:k8s")
			other := vrfOf(t, r, "leaf101", "t:other").Interfaces[0]
			v.Interfaces = append(v.Interfaces, routing.Interface{Name: other.Name, Segment: "elsewhere", Addresses: []netip.Prefix{other.Addresses[0].Masked()}})
		}, verify.NoLeak, "leaf101"},
		{"one TEP on two leaves", floating, func(t *testing.T, r []routing.Router) {
			v := vrfOf(t, r, "leaf105", "common:k8s")
			overlay := iface(t, v, "overlay-1")
			overlay.Addresses[0] = netip.MustParsePrefix("198.18.0.6/24")
		}, verify.AddressPresent, "leaf105"},
		{"another MTU", floating, at101(func(v *routing.VRF) { v.Interfaces[0].MTU = 1500 }), verify.Wired, "leaf101"},
	}
}
