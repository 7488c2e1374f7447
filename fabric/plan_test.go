package fabric_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
)

func loadDesign(t testing.TB, name string) fabric.Design {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "examples", "designs", name))
	require.NoError(t, err)
	d, err := fabric.Load(bytes.NewReader(text))
	require.NoError(t, err)
	return d
}

func plan(t testing.TB, name string) *fabric.Plan {
	t.Helper()
	d := loadDesign(t, name)
	p, err := d.Plan(nil)
	require.NoError(t, err)
	return p
}

func leaf(t testing.TB, p *fabric.Plan, name string) *fabric.Switch {
	t.Helper()
	for _, s := range p.Switches() {
		if s.Name == name {
			return s
		}
	}
	t.Fatalf("no switch %s", name)
	return nil
}

// TestPlanOfTheLab holds the plan against what seeds/000 prints: Table 1 and
// Examples 2, 7, 9, 11 and 12.
func TestPlanOfTheLab(t *testing.T) {
	p := plan(t, "seed000-ipfabric.yaml")
	leaf1 := leaf(t, p, "leaf1")
	assert.Equal(t, fabric.ASN(65001), leaf1.AS)
	assert.Equal(t, "10.2.0.3", leaf1.RouterID.String())
	assert.Equal(t, 4, leaf1.PathsExternal)
	assert.Equal(t, 16, leaf1.PathsInternal)
	require.Len(t, leaf1.Networks, 1)
	assert.Equal(t, fabric.VLAN(2300), leaf1.Networks[0].VLAN)
	assert.Equal(t, "10.13.0.2/24", leaf1.Networks[0].Addresses.V4.String())
	assert.Equal(t, "10.13.0.3/24", leaf(t, p, "leaf2").Networks[0].Addresses.V4.String())
	assert.Equal(t, "10.13.0.1", leaf1.Networks[0].Gateway.V4.String())
	require.Len(t, leaf1.Groups, 1)
	g := leaf1.Groups[0]
	assert.True(t, g.Reflect)
	assert.True(t, g.Listen)
	assert.Equal(t, []fabric.ASN{65001}, g.RemoteAS)
	assert.Equal(t, "10.13.0.0/24", g.Subnet.String())

	// Example 11's next hops beyond the rack, and Example 12's.
	far := map[string][]string{}
	for _, l := range p.Links {
		far[l.Leaf.Device] = append(far[l.Leaf.Device], l.Spine.Address.V4.String())
		far[l.Spine.Device] = append(far[l.Spine.Device], l.Leaf.Address.V4.String())
	}
	assert.ElementsMatch(t, []string{"10.4.0.34", "10.4.0.38"}, far["leaf1"])
	assert.ElementsMatch(t, []string{"10.4.0.21", "10.4.0.29", "10.4.0.37", "10.4.0.45"}, far["spine1"])

	// Every node has one session to each leaf of its rack, never to the gateway.
	ends := map[string][]string{}
	for _, s := range p.Sessions {
		if s.Kind == fabric.SessionNode {
			ends[s.B.Device] = append(ends[s.B.Device], s.A.Address.String())
			assert.False(t, s.A.Dials, "a dynamic neighbor only listens")
			assert.True(t, s.B.Dials)
			assert.True(t, s.Internal())
		}
	}
	assert.Len(t, ends, 4)
	assert.Equal(t, []string{"10.13.0.2", "10.13.0.3"}, ends["lab105-k8s-master"])
}

// TestEverySessionHasOneSubnetAndTwoEnds is what makes the two ends agree.
func TestEverySessionHasOneSubnetAndTwoEnds(t *testing.T) {
	for _, name := range designs(t) {
		p := plan(t, name)
		seen := map[[2]netip.Addr]bool{}
		for _, s := range p.Sessions {
			key := [2]netip.Addr{s.A.Address, s.B.Address}
			assert.False(t, seen[key], "%s: two sessions between %v", name, key)
			seen[key] = true
			assert.NotEqual(t, s.A.Address, s.B.Address)
			assert.True(t, s.A.Dials || s.B.Dials, "%s: nobody dials %v", name, key)
			shared := false
			for _, subnet := range subnets(p) {
				shared = shared || subnet.Contains(s.A.Address) && subnet.Contains(s.B.Address)
			}
			assert.True(t, shared, "%s: %v share no subnet", name, key)
		}
	}
}

func subnets(p *fabric.Plan) []netip.Prefix {
	var all []netip.Prefix
	for _, l := range p.Links {
		for _, s := range l.Subnet.All() {
			all = append(all, s)
		}
	}
	for _, c := range p.Clusters {
		for _, r := range c.Racks {
			for _, s := range r.Subnet.All() {
				all = append(all, s)
			}
		}
	}
	for _, leaf := range p.Leaves {
		if leaf.Backup != nil {
			for _, a := range leaf.Backup.Addresses.All() {
				all = append(all, a.Masked())
			}
		}
	}
	return all
}

func designs(t testing.TB) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join("..", "examples", "designs", "*.yaml"))
	require.NoError(t, err)
	var names []string
	for _, path := range paths {
		if !strings.HasSuffix(path, ".state.yaml") {
			names = append(names, filepath.Base(path))
		}
	}
	require.NotEmpty(t, names)
	return names
}

// TestGrowthMovesNothing plans random growth, shrinkage and reordering on one
// ledger: no address or number of what stays may change.
func TestGrowthMovesNothing(t *testing.T) {
	const seed = 7938
	random := rand.New(rand.NewPCG(seed, 0))
	var ledger ipam.Ledger
	before := map[string]string{}
	for run := range 120 {
		d := randomDesign(random)
		p, err := d.Plan(&ledger)
		require.NoError(t, err, "seed %d, run %d", seed, run)
		after := facts(p)
		for what, value := range after {
			if old, ok := before[what]; ok {
				require.Equal(t, old, value, "seed %d, run %d: %s moved", seed, run, what)
			}
		}
		before = after
	}
}

// randomDesign picks spines, racks and nodes out of fixed sets, in random order.
func randomDesign(random *rand.Rand) fabric.Design {
	pick := func(prefix string, most int) []string {
		names := make([]string, most)
		for i := range names {
			names[i] = fmt.Sprint(prefix, i)
		}
		random.Shuffle(most, func(i, j int) { names[i], names[j] = names[j], names[i] })
		return names[:1+random.IntN(most)]
	}
	ip := fabric.IPFabric{SpineAS: 64512}
	for _, name := range pick("spine", 4) {
		ip.Spines = append(ip.Spines, fabric.Spine{Name: name})
	}
	d := fabric.Design{
		Name: "random", Fabric: ip,
		Pools: fabric.Pools{
			Links:       fabric.Prefixes{V4: netip.MustParsePrefix("10.4.0.0/22"), V6: netip.MustParsePrefix("2001:db8:4::/64")},
			RouterIDs:   netip.MustParsePrefix("10.2.0.0/24"),
			Loopbacks6:  netip.MustParsePrefix("2001:db8:2::/64"),
			NodeSubnets: fabric.Prefixes{V4: netip.MustParsePrefix("10.16.0.0/16"), V6: netip.MustParsePrefix("2001:db8:16::/48")},
			Management:  netip.MustParsePrefix("172.16.0.0/24"),
			RackAS:      fabric.ASNRange{First: 65001, Last: 65099},
		},
	}
	cluster := fabric.Cluster{
		Name: "k8s", AS: fabric.ASPerServer{Range: fabric.ASNRange{First: 65100, Last: 65400}},
		CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
		Kubernetes: fabric.Version{Major: 1, Minor: 34},
		Pods: []fabric.PodPool{
			{Prefix: netip.MustParsePrefix("10.244.0.0/16")},
			{Prefix: netip.MustParsePrefix("2001:db8:244::/64")},
		},
	}
	for _, name := range pick("rack", 6) {
		d.Racks = append(d.Racks, fabric.Rack{
			Name: name, Network: fabric.Network{VLAN: 100},
			Leaves: []fabric.Leaf{{Name: name + "-a"}, {Name: name + "-b"}},
		})
		for _, node := range pick(name+"-node", 8) {
			cluster.Nodes = append(cluster.Nodes, fabric.Node{Name: node, Rack: name})
		}
	}
	d.Clusters = []fabric.Cluster{cluster}
	return d
}

// facts are all addresses and numbers of a plan, by the names of their owners.
func facts(p *fabric.Plan) map[string]string {
	all := map[string]string{}
	for _, s := range p.Switches() {
		all[s.Name] = fmt.Sprint(s.AS, s.RouterID, s.Loopback6, s.Management)
		if s.Pair != nil {
			all[s.Name+" pair"] = fmt.Sprint(s.Pair.Domain)
		}
		for _, n := range s.Networks {
			all[fmt.Sprint(s.Name, " vlan ", n.VLAN)] = fmt.Sprint(n.Addresses, n.Gateway, n.Group)
		}
		for _, port := range s.Ports {
			if port.Peer != "" && port.Use != fabric.PortMember || port.Channel > 1 {
				all[s.Name+" port to "+port.Peer] = fmt.Sprint(port.Name, port.Channel, port.Addresses)
			}
		}
	}
	for _, c := range p.Clusters {
		for _, n := range c.Nodes {
			all[n.Name] = fmt.Sprint(n.AS, n.Addresses, n.Gateway)
		}
	}
	return all
}

// TestPinThatTakesALeaseIsTold pins what another node was given before.
func TestPinThatTakesALeaseIsTold(t *testing.T) {
	d := loadDesign(t, "seed000-as-per-server.yaml")
	var ledger ipam.Ledger
	p, err := d.Plan(&ledger)
	require.NoError(t, err)
	taken := p.Clusters[0].Nodes[1]
	d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, fabric.Node{
		Name: "late", Rack: "bb1", AS: taken.AS, Address: fabric.Addrs{V4: taken.Addresses.V4.Addr()},
	})
	p, err = d.Plan(&ledger)
	require.NoError(t, err)
	var told []string
	for _, w := range p.Warnings {
		if w.Code == fabric.CodeLeaseMoved {
			told = append(told, w.Detail)
		}
	}
	require.Len(t, told, 2, "the address and the AS")
	for _, detail := range told {
		assert.Contains(t, detail, taken.Name)
	}
	p, err = d.Plan(&ledger)
	require.NoError(t, err)
	assert.False(t, slices.ContainsFunc(p.Warnings, func(w fabric.Problem) bool { return w.Code == fabric.CodeLeaseMoved }), "once")
}

// TestFailedPlanLeavesTheLedger plans a design that a pool is too small for.
func TestFailedPlanLeavesTheLedger(t *testing.T) {
	d := loadDesign(t, "seed000-as-per-server.yaml")
	var ledger ipam.Ledger
	_, err := d.Plan(&ledger)
	require.NoError(t, err)
	small := d
	small.Pools.Links.V4 = netip.MustParsePrefix("10.4.0.0/30")
	for name, row := range map[string]struct {
		ledger *ipam.Ledger
		code   fabric.Code
	}{
		"nothing is renumbered for a smaller pool": {&ledger, fabric.CodeLeaseMismatch},
		"nothing is left of a small pool":          {&ipam.Ledger{}, fabric.CodePoolExhausted},
	} {
		t.Run(name, func(t *testing.T) {
			before := row.ledger.Leases()
			_, err = small.Plan(row.ledger)
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			assert.True(t, slices.ContainsFunc(problems, func(p fabric.Problem) bool { return p.Code == row.code }), "%v", err)
			assert.Equal(t, before, row.ledger.Leases())
		})
	}
}

// TestStateIsCheckedAgainstTheDesign names one broken rule a row.
func TestStateIsCheckedAgainstTheDesign(t *testing.T) {
	p := plan(t, "seed000-ipfabric.yaml")
	block := func(node, prefix string) fabric.NodeBlock {
		return fabric.NodeBlock{Node: node, Prefix: netip.MustParsePrefix(prefix)}
	}
	for name, row := range map[string]struct {
		state fabric.ClusterState
		code  fabric.Code
		field string
	}{
		"a cluster that is not there": {fabric.ClusterState{Name: "other"}, fabric.CodeStateUnknown, "clusters[0].name"},
		"a node that is not there": {fabric.ClusterState{Name: "lab105-k8s", Blocks: []fabric.NodeBlock{block("nobody", "10.233.65.0/24")}},
			fabric.CodeStateUnknown, "clusters[0].blocks[0].node"},
		"a block outside the pool": {fabric.ClusterState{Name: "lab105-k8s", Blocks: []fabric.NodeBlock{block("lab105-k8s-node0", "10.99.0.0/24")}},
			fabric.CodeStateOutside, "clusters[0].blocks[0].prefix"},
		"a block of another length": {fabric.ClusterState{Name: "lab105-k8s", Blocks: []fabric.NodeBlock{block("lab105-k8s-node0", "10.233.65.0/25")}},
			fabric.CodeStateOutside, "clusters[0].blocks[0].prefix"},
		"one block on two nodes": {fabric.ClusterState{Name: "lab105-k8s", Blocks: []fabric.NodeBlock{
			block("lab105-k8s-node0", "10.233.65.0/24"), block("lab105-k8s-node1", "10.233.65.0/24")}},
			fabric.CodeStateClash, "clusters[0].blocks[1].prefix"},
		"a service outside the ranges": {fabric.ClusterState{Name: "lab105-k8s", Services: []fabric.Service{{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}}},
			fabric.CodeStateOutside, "clusters[0].services[0].addresses[0]"},
		"an address inside the node's own block": {fabric.ClusterState{Name: "lab105-k8s", Blocks: []fabric.NodeBlock{
			block("lab105-k8s-node0", "10.233.65.0/24"), block("lab105-k8s-node0", "10.233.65.7/32")}},
			fabric.CodeStateClash, "clusters[0].blocks[1].prefix"},
		"an endpoint on a node that is not there": {fabric.ClusterState{Name: "lab105-k8s", Services: []fabric.Service{{Endpoints: []string{"nobody"}}}},
			fabric.CodeStateUnknown, "clusters[0].services[0].endpoints[0]"},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := p.State(fabric.State{Clusters: []fabric.ClusterState{row.state}})
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			require.Len(t, problems, 1)
			assert.Equal(t, row.code, problems[0].Code)
			assert.Equal(t, row.field, problems[0].Field)
		})
	}
}

// TestStateWithoutOneAssumesTheFirstBlocks gives one block of every pool to each
// node that draws from it.
func TestStateWithoutOneAssumesTheFirstBlocks(t *testing.T) {
	state, err := plan(t, "seed004-tor.yaml").State(fabric.State{})
	require.NoError(t, err)
	var got []string
	for _, b := range state.Clusters[0].Blocks {
		got = append(got, b.Node+" "+b.Prefix.String())
	}
	assert.Equal(t, []string{
		"node-01 10.244.0.0/26", "node-02 10.244.0.64/26",
		"node-03 10.244.64.0/26", "node-04 10.244.64.64/26",
		"node-05 10.244.128.0/26", "node-06 10.244.128.64/26",
	}, got)
}

func ExampleDesign_Plan() {
	design := fabric.Design{
		Name:   "small",
		Fabric: fabric.IPFabric{SpineAS: 64512, Spines: []fabric.Spine{{Name: "spine1"}}},
		Pools: fabric.Pools{
			Links:     fabric.Prefixes{V4: netip.MustParsePrefix("10.4.0.0/24")},
			RouterIDs: netip.MustParsePrefix("10.2.0.0/24"),
		},
		Racks: []fabric.Rack{{
			Name: "r1", AS: 65001, Leaves: []fabric.Leaf{{Name: "leaf1"}},
			Network: fabric.Network{VLAN: 2300, NodeSubnet: fabric.Prefixes{V4: netip.MustParsePrefix("10.13.0.0/24")}},
		}},
		Clusters: []fabric.Cluster{{
			Name: "k8s", AS: fabric.ASPerRack{}, CNI: fabric.Calico{Version: fabric.Version{Major: 3, Minor: 31}},
			Kubernetes: fabric.Version{Major: 1, Minor: 34},
			Pods:       []fabric.PodPool{{Prefix: netip.MustParsePrefix("10.244.0.0/16")}},
			Nodes:      []fabric.Node{{Name: "node1", Rack: "r1"}},
		}},
	}
	plan, err := design.Plan(nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, s := range plan.Sessions {
		fmt.Printf("%s AS %v %v <-> %v AS %v %s\n", s.A.Device, s.A.AS, s.A.Address, s.B.Address, s.B.AS, s.B.Device)
	}
	// Output:
	// spine1 AS 64512 10.4.0.1 <-> 10.4.0.0 AS 65001 leaf1
	// leaf1 AS 65001 10.13.0.2 <-> 10.13.0.3 AS 65001 node1
}
