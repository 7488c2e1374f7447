package calico_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// leaf is a leaf of the rack bb1, written by hand: it accepts every address of
// the node subnet.
func leaf(name, address string, as uint32, edit func(*routing.Neighbor)) routing.Router {
	own := prefix(address + "/24")
	unicast := &routing.Unicast{Networks: []routing.Network{{Prefix: own.Masked()}}, MaxPathsEBGP: 8, MaxPathsIBGP: 8}
	n := routing.Neighbor{
		Name: own.Masked().String(), Range: own.Masked(), RemoteAS: []routing.ASRange{routing.AnyAS},
		Families: []routing.NeighborFamily{{Family: routing.IPv4, SendCommunity: true, RouteReflectorClient: true}},
	}
	if edit != nil {
		edit(&n)
	}
	return routing.Router{Name: name, VRFs: []routing.VRF{{
		Name:       routing.DefaultVRF,
		Interfaces: []routing.Interface{{Name: "Vlan2300", Addresses: []netip.Prefix{own}, Virtual: []netip.Addr{addr("10.13.0.1")}}},
		BGP:        &routing.BGP{AS: as, RouterID: own.Addr(), IPv4: unicast, Neighbors: []routing.Neighbor{n}, MultipathRelax: true},
	}}}
}

const oneRack = `name: lab105
fabric: {ipFabric: {spineAS: 64512, spines: [spine1]}}
pools: {links: 10.4.0.0/24, routerIDs: 10.2.0.0/24, management: 172.16.0.0/24}
racks:
- {name: bb1, as: 65001, leaves: [leaf1, leaf2], vlan: 2300, nodeSubnet: 10.13.0.0/24}
clusters:
- name: k8s
  as: perRack
  cni: {calico: {version: "3.31"}}
  pods: [{name: pods, prefix: 10.233.64.0/20, block: 24}]
  services: {clusterIPs: [10.233.0.0/18]}
  nodes:
  - {name: node0, rack: bb1, address: 10.13.0.115}
  - {name: node1, rack: bb1, address: 10.13.0.181}
`

// converge emits and lifts the nodes of oneRack and joins them with leaves.
func converge(t *testing.T, leaves []routing.Router, edit ...func(*fabric.Cluster)) (calico.Objects, []cni.Host, *routing.Tables) {
	t.Helper()
	plan := planOf(t, oneRack, edit...)
	objects, err := calico.Emit(plan, "k8s")
	require.NoError(t, err)
	state, err := plan.State(fabric.State{})
	require.NoError(t, err)
	state.Clusters[0].Services = []fabric.Service{{
		Addresses: []fabric.Addr{addr("10.233.0.7")}, TrafficPolicy: fabric.TrafficLocal, Endpoints: []string{"node1"},
	}}
	nodes, err := calico.Routers(objects, cni.Hosts(plan, "k8s"), state.Clusters[0])
	require.NoError(t, err)
	tables, err := routing.Simulate(append(nodes, leaves...))
	require.NoError(t, err)
	return objects, cni.Hosts(plan, "k8s"), tables
}

func kernel(o calico.Objects, h cni.Host, t *routing.Tables) string {
	return string(o.AppendRoutes(nil, h, slices.Collect(t.Routes(h.Name, routing.DefaultVRF))))
}

func TestPredictedTableOfANode(t *testing.T) {
	rack := []routing.Router{leaf("leaf1", "10.13.0.2", 65001, nil), leaf("leaf2", "10.13.0.3", 65001, nil)}
	o, hosts, tables := converge(t, rack)
	// The other node's block comes from both reflectors with one next hop; its
	// service address is learned and kept from the kernel.
	assert.Equal(t, `default via 10.13.0.1 dev bond0
10.13.0.0/24 dev bond0 proto kernel scope link src 10.13.0.115
blackhole 10.233.64.0/24 proto bird
10.233.65.0/24 via 10.13.0.181 dev bond0 proto bird
`, kernel(o, hosts[0], tables))
	route, ok := tables.Route("leaf1", routing.DefaultVRF, prefix("10.233.0.0/18"))
	require.True(t, ok)
	assert.Len(t, route.NextHops, 2, "every node announces the service range")
	route, ok = tables.Route("leaf1", routing.DefaultVRF, prefix("10.233.0.7/32"))
	require.True(t, ok)
	require.Len(t, route.NextHops, 1)
	assert.Equal(t, "node1", route.NextHops[0].Neighbor)
}

func TestPredictedDefaultRoute(t *testing.T) {
	rack := func() []routing.Router {
		only := func(n *routing.Neighbor) {
			n.Families[0].DefaultOriginate = true
			n.Families[0].Export = &routing.Policy{Name: "nothing"}
		}
		return []routing.Router{leaf("leaf1", "10.13.0.2", 65001, only), leaf("leaf2", "10.13.0.3", 65001, only)}
	}
	t.Run("without one of its own the node spreads over both leaves", func(t *testing.T) {
		o, hosts, tables := converge(t, rack(), func(c *fabric.Cluster) { c.DownwardDefault, c.DefaultRoute = true, fabric.DefaultAbsent })
		assert.Equal(t, `default proto bird
	nexthop via 10.13.0.2 dev bond0 weight 1
	nexthop via 10.13.0.3 dev bond0 weight 1
10.13.0.0/24 dev bond0 proto kernel scope link src 10.13.0.115
blackhole 10.233.64.0/24 proto bird
`, kernel(o, hosts[0], tables))
	})
	t.Run("a static one stays", func(t *testing.T) {
		o, hosts, tables := converge(t, rack(), func(c *fabric.Cluster) { c.DownwardDefault = true })
		assert.Contains(t, kernel(o, hosts[0], tables), "default via 10.13.0.1 dev bond0\n")
	})
}

// With leaves of different AS only the filter keeps a node from passing on what
// it learned: the AS path has no loop.
func TestANodeIsNoTransit(t *testing.T) {
	perServer := func(c *fabric.Cluster) {
		c.AS = fabric.ASPerServer{Range: fabric.ASNRange{First: 65101, Last: 65110}}
	}
	for name, row := range map[string]struct {
		edit    func(*fabric.Cluster)
		transit bool
	}{
		"from 3.27":       {version(27), false},
		"unfiltered":      {func(c *fabric.Cluster) { c.Filters.Off = true }, true},
		"before that not": {version(26), true},
	} {
		t.Run(name, func(t *testing.T) {
			plan := planOf(t, oneRack, perServer, row.edit)
			objects, err := calico.Emit(plan, "k8s")
			require.NoError(t, err)
			for i := range objects.Peers {
				if objects.Peers[i].Spec.PeerIP == "10.13.0.3" {
					objects.Peers[i].Spec.ASNumber = 65009
				}
			}
			// node1 has lost its session with leaf2.
			objects.Peers = slices.Clone(objects.Peers)
			objects.Peers[1].Spec.NodeSelector, objects.Peers[1].Spec.Node = "", "node0"
			state, err := plan.State(fabric.State{})
			require.NoError(t, err)
			nodes, err := calico.Routers(objects, cni.Hosts(plan, "k8s"), state.Clusters[0])
			require.NoError(t, err)
			external := func(n *routing.Neighbor) { n.Families[0].RouteReflectorClient = false }
			tables, err := routing.Simulate(append(nodes,
				leaf("leaf1", "10.13.0.2", 65001, external), leaf("leaf2", "10.13.0.3", 65009, external)))
			require.NoError(t, err)
			_, ok := tables.Route("leaf2", routing.DefaultVRF, prefix("10.233.64.0/24"))
			assert.True(t, ok, "node0's own block")
			_, ok = tables.Route("leaf2", routing.DefaultVRF, prefix("10.233.65.0/24"))
			assert.Equal(t, row.transit, ok, "node1's block by way of node0")
		})
	}
}

func TestASecretThatCannotBeReadKeepsTheSessionDown(t *testing.T) {
	guarded := func(n *routing.Neighbor) { n.Auth = routing.NewAuth("swordfish-1") }
	rack := []routing.Router{leaf("leaf1", "10.13.0.2", 65001, guarded)}
	password := func(c *fabric.Cluster) { c.Session.Password = fabric.NewSecret("swordfish-1") }
	_, _, tables := converge(t, rack, password)
	_, ok := tables.Route("leaf1", routing.DefaultVRF, prefix("10.233.64.0/24"))
	assert.True(t, ok)

	plan := planOf(t, oneRack, password)
	objects, err := calico.Emit(plan, "k8s")
	require.NoError(t, err)
	objects.Roles = nil
	state, err := plan.State(fabric.State{})
	require.NoError(t, err)
	nodes, err := calico.Routers(objects, cni.Hosts(plan, "k8s"), state.Clusters[0])
	require.NoError(t, err)
	tables, err = routing.Simulate(append(nodes, rack...))
	require.NoError(t, err)
	_, ok = tables.Route("leaf1", routing.DefaultVRF, prefix("10.233.64.0/24"))
	assert.False(t, ok)
}
