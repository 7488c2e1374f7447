package fabric

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/ipam"
)

// laidDesign is one rack with a dual-stack cluster of n nodes.
func laidDesign(layout SubnetLayout, subnets Prefixes, leaves, n int) *Design {
	d := labDesign()
	d.Pools.Layout = layout
	d.Pools.Links.V6, d.Pools.NodeSubnets = ipPrefix("fd00:4::/64"), dual("10.16.0.0/16", "fd00:16::/48")
	d.Racks = d.Racks[:1]
	d.Racks[0].NodeSubnet, d.Racks[0].Leaves = subnets, d.Racks[0].Leaves[:leaves]
	c := &d.Clusters[0]
	c.Nodes = nodesIn("bb1", n)
	if !subnets.V4.IsValid() || subnets.V6.IsValid() {
		c.Pods = append(c.Pods, PodPool{Prefix: ipPrefix("fd00:64::/112")})
	}
	return d
}

// placed are gateway, leaves and nodes of the first rack, by what follows the
// subnet's address.
func placed(p *Plan, f Family) string {
	var all []string
	network := p.Leaves[0].Networks[0]
	subnet := network.Addresses.Of(f).Masked()
	host := func(a Addr) string {
		if !subnet.Contains(a) {
			return "outside " + a.String()
		}
		text := a.String()
		return text[strings.LastIndexAny(text, ".:"):]
	}
	all = append(all, host(network.Gateway.Of(f)), "|")
	for i := range p.Leaves {
		all = append(all, host(p.Leaves[i].Networks[0].Addresses.Of(f).Addr()))
	}
	all = append(all, "|")
	for _, n := range p.Clusters[0].Nodes {
		all = append(all, host(n.Addresses.Of(f).Addr()))
	}
	return strings.Join(all, " ")
}

// TestLayoutsPutEverythingInItsPlace gives gateway, leaves and nodes of one rack
// by the last number of their addresses.
func TestLayoutsPutEverythingInItsPlace(t *testing.T) {
	type position = ipam.Position
	first, last := ipam.FromFirst, ipam.FromLast
	both := func(l ipam.Layout) SubnetLayout { return SubnetLayout{IPv4: l, IPv6: l} }
	for _, row := range []struct {
		name   string
		layout SubnetLayout
		v4, v6 string
	}{
		{"no layout: as they come", SubnetLayout{}, ".1 | .2 .3 | .4 .5 .6", ":1 | :2 :3 | :4 :5 :6"},
		// seeds/000 Table 1 and Examples 7 to 10.
		{"ip-fabric", SubnetLayout{Preset: "ip-fabric"}, ".1 | .2 .3 | .4 .5 .6", ":1 | :2 :3 | :4 :5 :6"},
		// seeds/001 and 002: the secondary address is the gateway; .253 is the floating one.
		{"floating-svi", SubnetLayout{Preset: "floating-svi"}, ".254 | .252 .251 | .1 .2 .3", ":ffff | :fffd :fffc | :1 :2 :3"},
		// NKT's code counts from the all-ones address: 255 - 2, ffff - 2.
		{"nkt", SubnetLayout{Preset: "nkt"}, ".253 | .1 .2 | .3 .4 .5", ":fffd | :1 :2 | :3 :4 :5"},
		// NKT's description has secondary and floating the other way round.
		{"nkt-written", SubnetLayout{Preset: "nkt-written"}, ".254 | .1 .2 | .3 .4 .5", ":ffff | :1 :2 | :3 :4 :5"},
		{"nodes downwards", both(ipam.Layout{
			Gateway: last(0), Leaves: []position{last(1), last(2)}, Nodes: ipam.Span{From: last(2), To: first(0), Down: true},
		}), ".254 | .253 .252 | .251 .250 .249", ":ffff | :fffe :fffd | :fffc :fffb :fffa"},
		{"nodes around everything that is placed", both(ipam.Layout{
			Gateway: first(1), Leaves: []position{first(3), first(5)}, Virtual: first(0), Floating: first(4), Avoid: []position{first(6), first(8)},
		}), ".2 | .4 .6 | .3 .8 .10", ":2 | :4 :6 | :3 :8 :a"},
		{"addresses as they are typed in", SubnetLayout{
			IPv4: ipam.Layout{Leaves: []position{ipam.Exactly(ipAddr("10.13.0.201")), ipam.Exactly(ipAddr("10.13.0.202"))}, Secondary: last(0)},
			IPv6: ipam.Layout{Leaves: []position{ipam.Exactly(ipAddr("fd00:13::201")), ipam.Exactly(ipAddr("fd00:13::202"))}, Secondary: first(0)},
		}, ".254 | .201 .202 | .1 .2 .3", ":1 | :201 :202 | :2 :3 :4"},
		{"a gateway without a place, beside leaves on the first addresses", both(ipam.Layout{
			Leaves: []position{first(0), first(1)}, Nodes: ipam.Span{From: first(9), To: last(0)},
		}), ".3 | .1 .2 | .10 .11 .12", ":3 | :1 :2 | :a :b :c"},
		{"one leaf's place only", both(ipam.Layout{
			Gateway: first(0), Leaves: []position{first(8)}, Nodes: ipam.Span{From: first(1), To: last(0)},
		}), ".1 | .9 .2 | .3 .4 .5", ":1 | :9 :2 | :3 :4 :5"},
		{"one family's places only", SubnetLayout{IPv6: ipam.Layout{Gateway: last(0)}}, ".1 | .2 .3 | .4 .5 .6", ":ffff | :1 :2 | :3 :4 :5"},
	} {
		t.Run(row.name, func(t *testing.T) {
			subnets := map[string]Prefixes{"pinned": dual("10.13.0.0/24", "fd00:13::/64"), "drawn": {}}
			if row.layout.IPv4.Leaves != nil && strings.Contains(row.layout.IPv4.Leaves[0].String(), ".") {
				delete(subnets, "drawn")
			}
			for how, subnets := range subnets {
				p, err := laidDesign(row.layout, subnets, 2, 3).Plan(nil)
				require.NoError(t, err, how)
				assert.Equal(t, row.v4, placed(p, IPv4), how)
				assert.Equal(t, row.v6, placed(p, IPv6), how)
			}
		})
	}
}

// TestStandardSVI has one node a subnet: the first address of a /29, with the
// leaves and the gateway at its end (seeds/001, standard SVI).
func TestStandardSVI(t *testing.T) {
	p, err := laidDesign(SubnetLayout{Preset: "standard-svi"}, v4("10.13.0.8/29"), 2, 1).Plan(nil)
	require.NoError(t, err)
	assert.Equal(t, ".14 | .12 .13 | .9", placed(p, IPv4))
}

// TestLayoutIsForWhatComes changes and fills layouts on one ledger: what is there
// stays, and places are kept for those whose they are.
func TestLayoutIsForWhatComes(t *testing.T) {
	subnets := dual("10.13.0.0/24", "fd00:13::/64")
	step := func(ledger *ipam.Ledger, d *Design) *Plan {
		t.Helper()
		p, err := d.Plan(ledger)
		require.NoError(t, err)
		return p
	}
	preset := func(name string) SubnetLayout { return SubnetLayout{Preset: name} }

	t.Run("a second leaf takes its place", func(t *testing.T) {
		var ledger ipam.Ledger
		assert.Equal(t, ".1 | .2 | .4 .5 .6", placed(step(&ledger, laidDesign(preset("ip-fabric"), subnets, 1, 3)), IPv4))
		p := step(&ledger, laidDesign(preset("ip-fabric"), subnets, 2, 4))
		assert.Equal(t, ".1 | .2 .3 | .4 .5 .6 .7", placed(p, IPv4))
		assert.Equal(t, ":1 | :2 :3 | :4 :5 :6 :7", placed(p, IPv6))
	})
	t.Run("a node that is pinned in a leaf's place stays", func(t *testing.T) {
		var ledger ipam.Ledger
		one, two := laidDesign(preset("ip-fabric"), subnets, 1, 3), laidDesign(preset("ip-fabric"), subnets, 2, 3)
		for _, d := range []*Design{one, two} {
			d.Clusters[0].Nodes[1].Address = Addrs{V4: ipAddr("10.13.0.3"), V6: ipAddr("fd00:13::3")}
		}
		assert.Equal(t, ".1 | .2 | .4 .3 .5", placed(step(&ledger, one), IPv4))
		p := step(&ledger, two)
		assert.Equal(t, ".1 | .2 .6 | .4 .3 .5", placed(p, IPv4))
		assert.Equal(t, ":1 | :2 :6 | :4 :3 :5", placed(p, IPv6))
		two.Clusters[0].Nodes[1].Address = Addrs{}
		assert.Equal(t, ".1 | .2 .6 | .4 .3 .5", placed(step(&ledger, two), IPv4), "and without its pin")
	})
	t.Run("another layout moves nothing", func(t *testing.T) {
		var ledger ipam.Ledger
		assert.Equal(t, ".1 | .2 .3 | .4 .5", placed(step(&ledger, laidDesign(SubnetLayout{}, subnets, 2, 2)), IPv4))
		for _, name := range []string{"floating-svi", "nkt", "nkt-written", "ip-fabric"} {
			assert.Equal(t, ".1 | .2 .3 | .4 .5", placed(step(&ledger, laidDesign(preset(name), subnets, 2, 2)), IPv4), name)
		}
		assert.Equal(t, ".1 | .2 .3 | .4 .5 .6", placed(step(&ledger, laidDesign(preset("nkt"), subnets, 2, 3)), IPv4))
	})
	t.Run("a pinned leaf leaves its place to the other", func(t *testing.T) {
		d := laidDesign(preset("ip-fabric"), subnets, 2, 1)
		d.Racks[0].Leaves[0].Address.V4 = ipAddr("10.13.0.3")
		assert.Equal(t, ".1 | .3 .2 | .4", placed(step(&ipam.Ledger{}, d), IPv4))
	})
	t.Run("the last address of a layout is given out, and no more", func(t *testing.T) {
		var ledger ipam.Ledger
		d := laidDesign(preset("floating-svi"), v4("10.13.0.0/28"), 2, 6)
		assert.Equal(t, ".14 | .12 .11 | .1 .2 .3 .4 .5 .6", placed(step(&ledger, d), IPv4))
		d.Clusters[0].Nodes = nodesIn("bb1", 7)
		_, err := d.Plan(&ledger)
		assert.ErrorContains(t, err, string(CodeSubnetTooSmall))
	})
}

// vlans are those of a rack's networks, by their names.
func vlans(p *Plan, rack string) string {
	var all []string
	for i := range p.Leaves {
		if p.Leaves[i].Rack == rack {
			for _, n := range p.Leaves[i].Networks {
				all = append(all, fmt.Sprint(n.Name, " ", n.VLAN))
			}
			break
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// TestDrawnVLANs draws the lowest that a rack has free.
func TestDrawnVLANs(t *testing.T) {
	drawn := func(by ...func(*Design)) *Design {
		d := labDesign()
		d.Pools.VLANs, d.Racks[0].VLAN, d.Racks[1].VLAN = VLANRange{100, 102}, 0, 0
		d.Pools.NodeSubnets = v4("10.16.0.0/16")
		secondCluster(func(c *Cluster) {
			c.Networks = []ClusterNetwork{{Rack: "bb1"}}
		})(d)
		for _, by := range by {
			by(d)
		}
		return d
	}
	pinOwn := func(v VLAN) func(*Design) { return onRack(func(r *Rack) { r.VLAN = v }) }
	pinOther := func(v VLAN) func(*Design) { return func(d *Design) { d.Clusters[1].Networks[0].VLAN = v } }
	backup := onFabric(func(f *IPFabric) { f.BackupVLAN = 100 })
	single := onRack(func(r *Rack) { r.Leaves = r.Leaves[:1] })
	for _, row := range []struct {
		name     string
		d        *Design
		bb1, bb2 string
	}{
		{"the lowest in each rack, and two in one", drawn(), "k8s-nodes 100, other 101", "k8s-nodes 100"},
		{"beside a pin out of the range", drawn(pinOwn(2300)), "k8s-nodes 2300, other 100", "k8s-nodes 100"},
		{"around a pin inside it", drawn(pinOwn(100)), "k8s-nodes 100, other 101", "k8s-nodes 100"},
		{"around the pin of the other network", drawn(pinOther(100)), "k8s-nodes 101, other 100", "k8s-nodes 100"},
		{"around the backup path's", drawn(backup), "k8s-nodes 101, other 102", "k8s-nodes 101"},
		{"around the backup path's, which the rack has not yet", drawn(backup, single), "k8s-nodes 101, other 102", "k8s-nodes 101"},
	} {
		t.Run(row.name, func(t *testing.T) {
			p, err := row.d.Plan(nil)
			require.NoError(t, err)
			assert.Equal(t, row.bb1, vlans(p, "bb1"))
			assert.Equal(t, row.bb2, vlans(p, "bb2"))
		})
	}
	t.Run("each keeps its own", func(t *testing.T) {
		var ledger ipam.Ledger
		for _, d := range []*Design{drawn(backup, single), drawn(backup), drawn(backup, pinOther(102)), drawn(backup)} {
			p, err := d.Plan(&ledger)
			require.NoError(t, err)
			assert.Equal(t, "k8s-nodes 101, other 102", vlans(p, "bb1"))
			assert.Empty(t, p.Warnings.Of(Error))
		}
		alone := drawn(backup)
		alone.Clusters[0].Nodes = nodesIn("bb2", 1) // nobody is left on the rack's own
		p, err := alone.Plan(&ledger)
		require.NoError(t, err)
		assert.Contains(t, vlans(p, "bb1"), "other 102")
	})
}

// TestDrawnRanges draws pods and services for clusters that come and go.
func TestDrawnRanges(t *testing.T) {
	racks := map[string]string{"a": "bb1", "b": "bb2", "c": "bb1", "d": "bb1", "e": "bb2"}
	design := func(names ...string) *Design {
		d := labDesign()
		d.Pools.Pods, d.Pools.Services = dual("10.240.0.0/12", "fd00:64::/64"), dual("10.224.0.0/14", "fd00:96::/64")
		d.Pools.Links.V6, d.Pools.NodeSubnets.V6 = ipPrefix("fd00:4::/64"), ipPrefix("fd00:16::/48")
		d.Clusters = nil
		for _, name := range names {
			d.Clusters = append(d.Clusters, Cluster{
				Name: name, AS: ASPerRack{}, Peering: PeerByNode, CNI: Calico{Version: Version{Major: 3, Minor: 32}}, Kubernetes: Version{Major: 1, Minor: 34},
				Pods: []PodPool{{Name: "pods4", Draw: Lengths{IPv4: 16}}, {Name: "pods6", Draw: Lengths{IPv6: 108}}},
				Services: Services{Draw: ServiceLengths{
					ClusterIPs: Lengths{20, 112}, ExternalIPs: Lengths{IPv4: 24}, LoadBalancerIPs: Lengths{25, 120},
				}},
				Nodes: []Node{{Name: fmt.Sprint("n-", name), Rack: racks[name]}},
			})
		}
		return d
	}
	var ledger ipam.Ledger
	before := map[string][]Prefix{}
	for _, names := range [][]string{
		{"a"}, {"b", "a"}, {"a", "b", "c", "d"}, {"d", "b"}, {"e", "b", "a", "d"}, {"d", "e", "b"},
	} {
		p, err := design(names...).Plan(&ledger)
		require.NoError(t, err)
		after, all := map[string][]Prefix{}, []Prefix{}
		for _, c := range p.Clusters {
			ranges := slices.Clone(c.Services.All())
			for _, pool := range c.Pods {
				ranges = append(ranges, pool.Prefix)
				assert.Equal(t, Lengths{}, pool.Draw)
			}
			require.Len(t, ranges, 7)
			if old, ok := before[c.Name]; ok {
				assert.Equal(t, old, ranges, "%s of %v", c.Name, names)
			}
			for _, r := range ranges {
				for _, other := range all {
					assert.False(t, r.Overlaps(other), "%s and %s of %v", r, other, names)
				}
				all = append(all, r)
				filtered := func(rules []Accept) bool {
					return slices.ContainsFunc(rules, func(a Accept) bool { return a.Prefix == r })
				}
				assert.True(t, filtered(c.Announce), "%s may announce %s", c.Name, r)
				assert.True(t, filtered(c.Learn), "%s may learn %s", c.Name, r)
			}
			after[c.Name] = ranges
		}
		before = after
	}
	given := design("d", "e", "b")
	given.Clusters[0].Pods[0] = PodPool{Name: "pods4", Prefix: before["d"][5]}
	p, err := given.Plan(&ledger)
	require.NoError(t, err)
	assert.Equal(t, before["d"][5], p.Clusters[0].Pods[0].Prefix, "what was drawn may be written down")
	p, err = design("d", "e", "b").Plan(&ledger)
	require.NoError(t, err)
	assert.Equal(t, before["d"][5], p.Clusters[0].Pods[0].Prefix, "and be left out again")
}

// TestALayoutIsRefusedOnce has two racks whose subnets are drawn alike.
func TestALayoutIsRefusedOnce(t *testing.T) {
	d := labDesign()
	d.Pools.NodeSubnets, d.Pools.NodeSubnetLength = v4("10.20.0.0/22"), 29
	d.Pools.Layout = SubnetLayout{IPv4: ipam.Layout{Gateway: ipam.FromFirst(7)}}
	d.Clusters[0].Nodes[0].Address = Addrs{}
	for i := range d.Racks {
		d.Racks[i].NodeSubnet = Prefixes{}
	}
	problems := d.Validate()
	require.Len(t, problems, 1, problems.Error())
	assert.Equal(t, CodeLayout, problems[0].Code)
	assert.Equal(t, "pools.nodeSubnetLength", problems[0].Field)
}
