package verify_test

import (
	"bytes"
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/internal/site"
	"github.com/podfabric/podfabric/nxos"
)

// lift builds a bundled design and returns its routers, by name, to be broken.
func lift(t testing.TB, design string) (*site.Site, []routing.Router) {
	t.Helper()
	d, state, err := site.Load(filepath.Join("..", "..", "examples", "designs", design))
	require.NoError(t, err)
	s, err := site.Build(d, state, nil)
	require.NoError(t, err)
	var routers []routing.Router
	for _, sw := range s.Switches {
		r, err := nxos.Routers(sw.Text)
		require.NoError(t, err)
		routers = append(routers, r...)
	}
	for i, c := range s.Clusters {
		r, err := calico.Routers(c.Objects, c.Hosts, s.State.Clusters[i])
		require.NoError(t, err)
		routers = append(routers, r...)
	}
	return s, routers
}

// bgp returns the BGP process of a router's default VRF.
func bgp(t testing.TB, routers []routing.Router, name string) *routing.BGP {
	t.Helper()
	return vrf(t, routers, name).BGP
}

func vrf(t testing.TB, routers []routing.Router, name string) *routing.VRF {
	t.Helper()
	i := slices.IndexFunc(routers, func(r routing.Router) bool { return r.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	j := slices.IndexFunc(routers[i].VRFs, func(v routing.VRF) bool { return v.Name == routing.DefaultVRF })
	require.GreaterOrEqual(t, j, 0)
	return &routers[i].VRFs[j]
}

func iface(t testing.TB, v *routing.VRF, name string) *routing.Interface {
	t.Helper()
	i := slices.IndexFunc(v.Interfaces, func(i routing.Interface) bool { return i.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return &v.Interfaces[i]
}

// TestEveryPromiseCanBreak breaks one thing a row, and wants the promise that it
// breaks among the failures.
func TestEveryPromiseCanBreak(t *testing.T) {
	const lab, tor, down = "seed000-ipfabric.yaml", "seed004-tor.yaml", "seed000-downward-default.yaml"
	stranger := netip.MustParsePrefix("198.18.0.0/24")
	rows := []struct {
		name   string
		design string
		breaks func(t *testing.T, routers []routing.Router)
		want   verify.Promise
		device string
	}{
		{"a session that is shut down", lab, func(t *testing.T, r []routing.Router) {
			bgp(t, r, "leaf1").Neighbors[0].Shutdown = true
		}, verify.SessionUp, "leaf1"},
		{"a neighbor that nobody planned", lab, func(t *testing.T, r []routing.Router) {
			b := bgp(t, r, "leaf1")
			extra := b.Neighbors[1]
			extra.Range, extra.Address = netip.Prefix{}, netip.MustParseAddr("10.13.0.3")
			b.Neighbors = append(b.Neighbors, extra)
		}, verify.SessionPlanned, "leaf1"},
		{"an SVI without its address", lab, func(t *testing.T, r []routing.Router) {
			iface(t, vrf(t, r, "leaf2"), "Vlan2300").Addresses = nil
		}, verify.AddressPresent, "leaf2"},
		{"a gateway that only one leaf shares", lab, func(t *testing.T, r []routing.Router) {
			iface(t, vrf(t, r, "leaf2"), "Vlan2300").Virtual = nil
		}, verify.AddressPresent, "leaf2"},
		{"an import filter that denies all", lab, func(t *testing.T, r []routing.Router) {
			for i := range bgp(t, r, "leaf3").Neighbors {
				n := &bgp(t, r, "leaf3").Neighbors[i]
				n.Families[0].Import = &routing.Policy{Name: "none"}
			}
		}, verify.RoutePresent, "leaf3"},
		{"one path where two are meant", lab, func(t *testing.T, r []routing.Router) {
			bgp(t, r, "spine1").IPv4.MaxPathsEBGP = 1
		}, verify.RouteWidth, "spine1"},
		{"communities that one end does not send", tor, func(t *testing.T, r []routing.Router) {
			for i := range bgp(t, r, "tor-switch-01").Neighbors {
				bgp(t, r, "tor-switch-01").Neighbors[i].Families[0].SendCommunity = false
			}
		}, verify.RouteAttributes, "spine-01"},
		{"no default route where it is all that nodes get", down, func(t *testing.T, r []routing.Router) {
			for _, leaf := range []string{"leaf1", "leaf2"} {
				for i := range bgp(t, r, leaf).Neighbors {
					bgp(t, r, leaf).Neighbors[i].Families[0].DefaultOriginate = false
				}
			}
		}, verify.DefaultRoute, "lab105-k8s-node0"},
		{"a static route into a hole", lab, func(t *testing.T, r []routing.Router) {
			v := vrf(t, r, "leaf1")
			v.Static = append(v.Static, routing.Static{Prefix: netip.MustParsePrefix("10.233.73.0/24")})
		}, verify.Reach, "leaf1"},
		{"a static route in a circle", lab, func(t *testing.T, r []routing.Router) {
			v := vrf(t, r, "spine1")
			v.Static = append(v.Static, routing.Static{
				Prefix: netip.MustParsePrefix("10.233.73.0/24"), Via: []netip.Addr{netip.MustParseAddr("10.4.0.37")},
			})
		}, verify.Reach, ""},
		{"a stranger's prefix", lab, func(t *testing.T, r []routing.Router) {
			u := bgp(t, r, "spine1").IPv4
			u.Networks = append(u.Networks, routing.Network{Prefix: stranger, Always: true})
		}, verify.NoLeak, "leaf1"},
		{"a limit that one end lacks", tor, func(t *testing.T, r []routing.Router) {
			for i := range bgp(t, r, "tor-switch-02").Neighbors {
				bgp(t, r, "tor-switch-02").Neighbors[i].Families[0].MaxPrefixes = 0
			}
		}, verify.SessionTerms, "tor-switch-02"},
		{"another password than the planned one, at both ends", tor, func(t *testing.T, r []routing.Router) {
			for _, name := range []string{"tor-switch-01", "node-01"} {
				for i := range bgp(t, r, name).Neighbors {
					if bgp(t, r, name).Neighbors[i].Auth.IsSet() {
						bgp(t, r, name).Neighbors[i].Auth = routing.NewAuth("another")
					}
				}
			}
		}, verify.SessionTerms, "node-01"},
		{"a leaf that lets nodes announce anything", lab, func(t *testing.T, r []routing.Router) {
			for i := range bgp(t, r, "leaf4").Neighbors {
				bgp(t, r, "leaf4").Neighbors[i].Families[0].Import = nil
			}
		}, verify.Filtered, "leaf4"},
		{"a node that takes anything", lab, func(t *testing.T, r []routing.Router) {
			bgp(t, r, "lab105-k8s-node2").Neighbors[0].Families[0].Import = nil
		}, verify.Filtered, "lab105-k8s-node2"},
		{"a port in another VLAN", lab, func(t *testing.T, r []routing.Router) {
			i := slices.IndexFunc(r, func(r routing.Router) bool { return r.Name == "leaf1" })
			p := slices.IndexFunc(r[i].Wiring.Ports, func(p routing.Port) bool { return p.Access })
			r[i].Wiring.Ports[p].VLANs = []uint16{2301}
		}, verify.Wired, "leaf1"},
		{"preferences that never settle", lab, nil, verify.Settles, ""},
	}
	broken := map[verify.Promise]bool{}
	for _, row := range rows {
		t.Run(row.name, func(t *testing.T) {
			s, routers := lift(t, row.design)
			if row.breaks == nil {
				routers = append(routers, gadget()...)
			} else {
				row.breaks(t, routers)
			}
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			failures := verify.Check(s.Plan, s.State, tables)
			require.Error(t, failures.Err())
			assert.True(t, slices.ContainsFunc(failures, func(f verify.Failure) bool {
				return f.Promise == row.want && (row.device == "" || f.Device == row.device)
			}), "no %v at %s among:\n%v", row.want, row.device, failures)
			broken[row.want] = true
		})
	}
	for p := verify.SessionUp; p <= verify.Wired; p++ {
		assert.True(t, broken[p], "no row breaks %v", p)
	}
}

// gadget returns four routers that never settle: each of the three around the
// origin prefers the way over the next one to its own (Griffin, Shepherd and
// Wilfong, "The stable paths problem and interdomain routing", BAD GADGET).
func gadget() []routing.Router {
	address := func(link, end int) netip.Addr { return netip.AddrFrom4([4]byte{192, 0, 2, byte(4*link + end + 1)}) }
	routers := make([]routing.Router, 4)
	process := make([]*routing.BGP, 4)
	for i := range routers {
		process[i] = &routing.BGP{
			AS: routing.ASN(65500 + i), RouterID: netip.AddrFrom4([4]byte{192, 0, 2, byte(200 + i)}),
			IPv4: &routing.Unicast{},
		}
		routers[i] = routing.Router{Name: fmt.Sprint("gadget", i), VRFs: []routing.VRF{{Name: routing.DefaultVRF, BGP: process[i]}}}
	}
	process[0].IPv4.Networks = []routing.Network{{Prefix: netip.MustParsePrefix("198.18.0.0/24"), Always: true}}
	links := 0
	join := func(a, b int, importA, importB *routing.Policy) {
		for end, r := range []int{a, b} {
			v := &routers[r].VRFs[0]
			v.Interfaces = append(v.Interfaces, routing.Interface{
				Name: fmt.Sprint("link", links), Addresses: []netip.Prefix{netip.PrefixFrom(address(links, end), 30)},
			})
			other, policy := b, importA
			if end == 1 {
				other, policy = a, importB
			}
			process[r].Neighbors = append(process[r].Neighbors, routing.Neighbor{
				Address:  address(links, 1-end),
				RemoteAS: []routing.ASRange{{First: process[other].AS, Last: process[other].AS}},
				Families: []routing.NeighborFamily{{Family: routing.IPv4, Import: policy}},
			})
		}
		links++
	}
	nothing := &routing.Policy{Name: "nothing"}
	for i := 1; i <= 3; i++ {
		join(0, i, nil, nil)
	}
	for i := 1; i <= 3; i++ {
		next := i%3 + 1
		after := process[next%3+1].AS
		join(i, next, &routing.Policy{Name: "next", Terms: []routing.Term{
			{Match: routing.Match{ASPathHas: []routing.ASRange{{First: after, Last: after}}}},
			{Permit: true, Set: routing.Set{LocalPref: 200, HasLocalPref: true}},
		}}, nothing)
	}
	return routers
}

func ExampleCheck() {
	design, state, err := site.Load("../../examples/designs/seed000-ipfabric.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := site.Build(design, state, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(verify.Check(s.Plan, s.State, s.Tables)), "broken promises")

	// Somebody forgets a line on a spine.
	var routers []routing.Router
	for _, sw := range s.Switches {
		text := sw.Text
		if sw.Name == "spine1" {
			text = bytes.Replace(text, []byte("  bestpath as-path multipath-relax\n"), nil, 1)
		}
		r, err := nxos.Routers(text)
		if err != nil {
			fmt.Println(err)
			return
		}
		routers = append(routers, r...)
	}
	nodes, err := calico.Routers(s.Clusters[0].Objects, s.Clusters[0].Hosts, s.State.Clusters[0])
	if err != nil {
		fmt.Println(err)
		return
	}
	tables, err := routing.Simulate(append(routers, nodes...))
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, f := range verify.Check(s.Plan, s.State, tables) {
		if f.Promise == verify.RouteWidth {
			fmt.Println(f.Error())
		}
	}
	// Output:
	// 0 broken promises
	// spine1, 10.233.0.0/18: want 4 next hops of [10.4.0.37 10.4.0.45 10.4.0.21 10.4.0.29], got via 10.4.0.37, 10.4.0.45 [route-width]
}
