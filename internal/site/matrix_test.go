package site

import (
	"errors"
	"fmt"
	"math/rand/v2"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// TestEveryAcceptedDesignKeepsItsPromises draws designs from all choices of the
// language. Whatever is not refused must come back from its own text with every
// promise kept.
func TestEveryAcceptedDesignKeepsItsPromises(t *testing.T) {
	const seed, runs = 20211, 400
	random := rand.New(rand.NewPCG(seed, 0))
	accepted, backed, refused := 0, 0, map[fabric.Code]int{}
	for run := range runs {
		d := randomDesign(random)
		s, err := Build(d, fabric.State{}, nil)
		if err != nil {
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems, "seed %d, run %d", seed, run)
			for _, p := range problems.Of(fabric.Error) {
				refused[p.Code]++
			}
			continue
		}
		accepted++
		if d.Fabric.(fabric.IPFabric).BackupVLAN != 0 {
			backed++
		}
		if !assert.NoError(t, s.Failures.Err(), "seed %d, run %d", seed, run) {
			text, err := fabric.Text(d)
			require.NoError(t, errors.Join(err))
			t.Logf("the design:\n%s", text)
			return
		}
	}
	t.Logf("%d of %d accepted; refused: %v", accepted, runs, refused)
	assert.Greater(t, accepted, runs/3)
	assert.Greater(t, backed, runs/10)
}

// TestAcceptedDesignsOfTheEdges are designs that are right and unusual.
func TestAcceptedDesignsOfTheEdges(t *testing.T) {
	load := func(t *testing.T, name string) fabric.Design {
		d, _, err := Load(filepath.Join("..", "..", "examples", "designs", name))
		require.NoError(t, err)
		return d
	}
	for name, row := range map[string]struct {
		design string
		edit   func(d *fabric.Design)
		state  fabric.State
	}{
		"VLANs in falling order":     {"dual-stack.yaml", func(d *fabric.Design) { d.Clusters[1].Networks[0].VLAN = 2 }, fabric.State{}},
		"clusters in another order":  {"dual-stack.yaml", func(d *fabric.Design) { slices.Reverse(d.Clusters) }, fabric.State{}},
		"a load balancer range of 1": {"seed000-ipfabric.yaml", oneAddress, fabric.State{}},
		"its service on every node": {"seed000-ipfabric.yaml", oneAddress, fabric.State{Clusters: []fabric.ClusterState{{
			Name: "lab105-k8s", Services: []fabric.Service{{Addresses: []netip.Addr{netip.MustParseAddr("192.0.2.1")}}},
		}}}},
		"its service on one node": {"seed000-ipfabric.yaml", oneAddress, fabric.State{Clusters: []fabric.ClusterState{{
			Name: "lab105-k8s", Services: []fabric.Service{{
				Addresses:     []netip.Addr{netip.MustParseAddr("192.0.2.1")},
				TrafficPolicy: fabric.TrafficLocal, Endpoints: []string{"lab105-k8s-node2"},
			}},
		}}}},
		"a node that announces no services": {"seed000-ipfabric.yaml", func(d *fabric.Design) {
			d.Clusters[0].Nodes[0].Labels = map[string]string{"node.kubernetes.io/exclude-from-external-load-balancers": "true"}
		}, fabric.State{}},
		"a default route among what nodes are sent": {"seed000-ipfabric.yaml", func(d *fabric.Design) {
			d.Clusters[0].Filters.ToNodes = []netip.Prefix{netip.MustParsePrefix("0.0.0.0/0")}
		}, fabric.State{}},
		"long names": {"dual-stack.yaml", func(d *fabric.Design) {
			d.Clusters[1].Name = strings.Repeat("g", 63)
			d.Clusters[1].Peering = fabric.PeerByNode
			d.Clusters[1].Nodes[0].Name = strings.Repeat("n", 60) + "." + strings.Repeat("m", 60)
		}, fabric.State{}},
		"a borrowed address": {"seed000-ipfabric.yaml", func(*fabric.Design) {}, fabric.State{Clusters: []fabric.ClusterState{{
			Name: "lab105-k8s", Blocks: []fabric.NodeBlock{
				{Node: "lab105-k8s-node0", Prefix: netip.MustParsePrefix("10.233.65.0/24")},
				{Node: "lab105-k8s-node1", Prefix: netip.MustParsePrefix("10.233.65.9/32")},
			},
		}}}},
	} {
		t.Run(name, func(t *testing.T) {
			d := load(t, row.design)
			row.edit(&d)
			s, err := Build(d, row.state, nil)
			require.NoError(t, err)
			assert.NoError(t, s.Failures.Err())
		})
	}
}

func oneAddress(d *fabric.Design) {
	d.Clusters[0].Services.LoadBalancerIPs = []netip.Prefix{netip.MustParsePrefix("192.0.2.1/32")}
}

func randomDesign(random *rand.Rand) fabric.Design {
	chance := func(one int) bool { return random.IntN(one) == 0 }
	prefix, families := netip.MustParsePrefix, 1+random.IntN(3) // bit 0 IPv4, bit 1 IPv6
	v4, v6 := families&1 != 0, families&2 != 0
	both := func(p4, p6 string) fabric.Prefixes {
		var p fabric.Prefixes
		if v4 {
			p.V4 = prefix(p4)
		}
		if v6 {
			p.V6 = prefix(p6)
		}
		return p
	}
	ip := fabric.IPFabric{SpineAS: 64512, Switches: fabric.NXOS{Version: "10.4(3)"}}
	for i := range 1 + random.IntN(3) {
		ip.Spines = append(ip.Spines, fabric.Spine{Name: fmt.Sprint("spine", i)})
	}
	if chance(2) {
		ip.Gateway = fabric.VRRP
	}
	if chance(3) {
		ip.Session = randomTerms(random, true)
	}
	if chance(3) {
		ip.BackupVLAN = 3900
	}
	if chance(3) {
		ip.ECMP = fabric.ECMP{Spine: 1 + random.IntN(64), Uplinks: 1 + random.IntN(64), Nodes: 1 + random.IntN(64)}
	}
	if chance(3) {
		ip.MTU = 1500 + random.IntN(2)*4000
	}
	d := fabric.Design{
		Name: "random", Fabric: ip,
		Pools: fabric.Pools{
			Links: both("10.4.0.0/22", "2001:db8:4::/64"), LinkLength: 30 + random.IntN(2),
			RouterIDs: prefix("10.2.0.0/24"), Management: prefix("172.16.0.0/24"),
			NodeSubnets: both("10.16.0.0/16", "2001:db8:16::/48"),
			RackAS:      fabric.ASNRange{First: 65001, Last: 65099},
		},
	}
	if v6 && chance(2) {
		d.Pools.Loopbacks6 = prefix("2001:db8:2::/64")
	}
	racks := 1 + random.IntN(3)
	for i := range racks {
		rack := fabric.Rack{Name: fmt.Sprint("r", i), Network: fabric.Network{VLAN: 100}}
		for j := range 1 + random.IntN(2) {
			rack.Leaves = append(rack.Leaves, fabric.Leaf{Name: fmt.Sprintf("r%d-leaf%d", i, j)})
		}
		d.Racks = append(d.Racks, rack)
	}
	for i := range 1 + random.IntN(2) {
		d.Clusters = append(d.Clusters, randomCluster(random, i, &d, v4, v6))
	}
	return d
}

func randomCluster(random *rand.Rand, index int, d *fabric.Design, v4, v6 bool) fabric.Cluster {
	chance := func(one int) bool { return random.IntN(one) == 0 }
	c := fabric.Cluster{
		Name:       fmt.Sprint("c", index),
		CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: uint16(26 + random.IntN(7))}, Operator: chance(3), StrictAffinity: chance(2)},
		Kubernetes: fabric.Version{Major: 1, Minor: uint16(32 + random.IntN(5))},
		Peering:    fabric.Peering(random.IntN(2)), DownwardDefault: chance(4), NextHopSelf: chance(4),
		DefaultRoute: fabric.DefaultRoute(random.IntN(3)),
		Filters:      fabric.Filters{Off: chance(8)},
	}
	switch random.IntN(3) {
	case 0:
		c.AS = fabric.ASPerRack{}
	case 1:
		first := fabric.ASN(65100 + 100*index)
		c.AS = fabric.ASPerServer{Range: fabric.ASNRange{First: first, Last: first + 99}}
	case 2:
		c.AS = fabric.ASPerCluster{AS: fabric.ASN(65000 - index)}
	}
	if chance(2) {
		c.Session = randomTerms(random, false)
	}
	if v4 {
		c.Pods = append(c.Pods, fabric.PodPool{Prefix: netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", 64+index)), Block: 24 + random.IntN(4)})
		c.Services.ClusterIPs = append(c.Services.ClusterIPs, netip.MustParsePrefix(fmt.Sprintf("10.%d.0.0/16", 96+index)))
		if chance(2) {
			c.Services.LoadBalancerIPs = append(c.Services.LoadBalancerIPs, netip.MustParsePrefix(fmt.Sprintf("10.98.%d.0/24", index)))
		}
	}
	if v6 {
		c.Pods = append(c.Pods, fabric.PodPool{Prefix: netip.MustParsePrefix(fmt.Sprintf("2001:db8:64:%d::/64", index))})
		c.Services.ClusterIPs = append(c.Services.ClusterIPs, netip.MustParsePrefix(fmt.Sprintf("2001:db8:96:%d::/112", index)))
	}
	if chance(3) {
		for i := range c.Pods {
			c.Pods[i].Communities = []fabric.Community{fabric.NewCommunity(64512, uint16(100+i))}
			c.Pods[i].LocalPreference = uint32(random.IntN(3) * 100)
		}
	}
	if index > 0 && chance(2) {
		for i := range d.Racks {
			c.Networks = append(c.Networks, fabric.ClusterNetwork{Rack: d.Racks[i].Name, Network: fabric.Network{VLAN: fabric.VLAN(200 + index)}})
		}
	}
	for i := range d.Racks {
		for j := range random.IntN(4) {
			n := fabric.Node{Name: fmt.Sprintf("c%d-r%d-n%d", index, i, j), Rack: d.Racks[i].Name}
			switch {
			case chance(4):
				n.Attach = fabric.VM{Host: fmt.Sprintf("hv-%d", i)}
			case chance(4):
				n.Attach = fabric.SingleHomed{Leaf: d.Racks[i].Leaves[0].Name}
			}
			c.Nodes = append(c.Nodes, n)
		}
	}
	return c
}

func randomTerms(random *rand.Rand, link bool) fabric.SessionTerms {
	var t fabric.SessionTerms
	if random.IntN(2) == 0 {
		t.Keepalive, t.Hold = 10*time.Second, 30*time.Second
	}
	if random.IntN(2) == 0 {
		t.Password = fabric.NewSecret("correct-horse")
	}
	if random.IntN(3) == 0 {
		t.MaxPrefixes = 1000
	}
	if random.IntN(3) == 0 {
		t.GracefulRestart = 150 * time.Second
	}
	if link && random.IntN(2) == 0 {
		t.BFD = fabric.BFD{Interval: 300 * time.Millisecond, Multiplier: 1 + random.IntN(5)}
	}
	return t
}
