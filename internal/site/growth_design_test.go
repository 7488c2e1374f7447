package site

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/ipam"
)

// A growing design changes step by step. Names come from fixed sets, so that
// what has gone comes back now and then, the same as it was.
type growing struct {
	*rand.Rand
	d fabric.Design
	// v6 gives every second cluster IPv6, vlans leaves the VLANs to the plan.
	v6, vlans bool
	// isFree reports whether an owner may state a value and renumber nobody.
	isFree func(owner, kind string, v ipam.Value) bool
}

const (
	mostSpines, mostRacks, mostClusters, mostNodes = 4, 6, 5, 5

	poolOfSubnets, poolOfSubnets6 = "10.16.0.0/16", "2001:db8:16::/48"
)

func newGrowing(seed uint64) *growing {
	g := &growing{Rand: rand.New(rand.NewPCG(seed, 0)), isFree: func(string, string, ipam.Value) bool { return true }}
	g.v6, g.vlans = g.IntN(2) == 0, g.IntN(2) == 0
	prefix := netip.MustParsePrefix
	g.d = fabric.Design{
		Name: "growing",
		Pools: fabric.Pools{
			Links: fabric.Prefixes{V4: prefix("10.4.0.0/23"), V6: prefix("2001:db8:4::/64")}, LinkLength: 30 + g.IntN(2),
			RouterIDs: prefix("10.2.0.0/24"), Loopbacks6: prefix("2001:db8:2::/64"),
			NodeSubnets: fabric.Prefixes{V4: prefix(poolOfSubnets), V6: prefix(poolOfSubnets6)},
			Pods:        fabric.Prefixes{V4: prefix("10.64.0.0/12"), V6: prefix("2001:db8:64::/64")},
			Services:    fabric.Prefixes{V4: prefix("10.96.0.0/14"), V6: prefix("2001:db8:96::/64")},
			Management:  prefix("172.16.0.0/24"), ManagementGateway: netip.MustParseAddr("172.16.0.1"),
			RackAS: fabric.ASNRange{First: 65001, Last: 65099},
		},
	}
	ip := fabric.IPFabric{SpineAS: 64512, Switches: fabric.NXOS{Version: "10.4(3)"}, Gateway: fabric.GatewayProtocol(g.IntN(2))}
	if g.IntN(2) == 0 {
		ip.BackupVLAN = 3900
	}
	if g.vlans {
		g.d.Pools.VLANs = fabric.VLANRange{First: 3900, Last: 3967} // the first is the backup path's
	}
	g.d.Fabric = ip
	g.addSpine()
	g.addSpine()
	g.addCluster()
	g.addRack()
	g.addRack()
	g.changeLayout()
	return g
}

// steps change the design, or report that there is nothing to change.
func (g *growing) steps() []func() bool {
	return []func() bool{
		g.addSpine, g.removeSpine, g.addRack, g.addRack, g.removeRack, g.addLeaf, g.removeLeaf,
		g.addNodes, g.addNodes, g.addNodes, g.removeNode, g.removeNode, g.addCluster, g.removeCluster,
		g.changeLayout, g.unpin, func() bool { return true },
	}
}

func (g *growing) ip() fabric.IPFabric { return g.d.Fabric.(fabric.IPFabric) }

// unused picks an index for a new thing whose name is not among the old ones.
func unused[T any](random *rand.Rand, most int, old []T, name func(T) string, prefix string) (int, bool) {
	for _, i := range random.Perm(most) {
		if !slices.ContainsFunc(old, func(o T) bool { return name(o) == fmt.Sprint(prefix, i) }) {
			return i, true
		}
	}
	return 0, false
}

// insert puts a new thing anywhere among the old ones.
func insert[T any](random *rand.Rand, to []T, v T) []T {
	return slices.Insert(to, random.IntN(len(to)+1), v)
}

func (g *growing) addSpine() bool {
	ip := g.ip()
	i, ok := unused(g.Rand, mostSpines, ip.Spines, func(s fabric.Spine) string { return s.Name }, "sp")
	if ok {
		ip.Spines = insert(g.Rand, ip.Spines, fabric.Spine{Name: fmt.Sprint("sp", i)})
		g.d.Fabric = ip
	}
	return ok
}

func (g *growing) removeSpine() bool {
	ip := g.ip()
	if len(ip.Spines) == 1 {
		return false
	}
	i := g.IntN(len(ip.Spines))
	gone := ip.Spines[i].Name
	ip.Spines = slices.Delete(ip.Spines, i, i+1)
	g.d.Fabric = ip
	for r := range g.d.Racks {
		for l := range g.d.Racks[r].Leaves {
			leaf := &g.d.Racks[r].Leaves[l]
			leaf.Uplinks = slices.DeleteFunc(leaf.Uplinks, func(u fabric.Uplink) bool { return u.Spine == gone })
		}
	}
	return true
}

// addRack adds a rack of one or two leaves with nodes. Every third pins what it
// can, out of the reach of what is drawn.
func (g *growing) addRack() bool {
	i, ok := unused(g.Rand, mostRacks, g.d.Racks, func(r fabric.Rack) string { return r.Name }, "bb")
	if !ok {
		return false
	}
	rack := fabric.Rack{Name: fmt.Sprint("bb", i), Leaves: []fabric.Leaf{{Name: fmt.Sprintf("lf%da", i)}}}
	if g.IntN(3) > 0 {
		rack.Leaves = append(rack.Leaves, fabric.Leaf{Name: fmt.Sprintf("lf%db", i)})
	}
	if !g.vlans {
		rack.VLAN = 100
	}
	// What the rack or, after it had gone, somebody else was given is let be.
	state := func(kind, subnet string) {
		if p := netip.MustParsePrefix(subnet); g.isFree("rack/"+rack.Name, kind, ipam.PrefixValue(p)) {
			rack.NodeSubnet = rack.NodeSubnet.With(p)
		}
	}
	if i%3 == 0 {
		if as := uint32(65080 + i); g.isFree("rack/"+rack.Name, "as", ipam.NumberValue(as)) {
			rack.AS = fabric.ASN(as)
		}
		if vlan := uint32(2000 + i); g.isFree("rack/"+rack.Name, "vlan", ipam.NumberValue(vlan)) {
			rack.VLAN = fabric.VLAN(vlan)
		}
		if a := netip.MustParseAddr(fmt.Sprintf("10.2.0.%d", 200+i)); g.isFree("switch/"+rack.Leaves[0].Name, "router-id", ipam.AddrValue(a)) {
			rack.Leaves[0].RouterID = a
		}
		// Draws fill the smallest hole, which is beside a pin: these are far apart.
		state("node-subnet-ipv4", fmt.Sprintf("10.16.%d.0/24", 128+i/3*64))
		if g.v6 {
			state("node-subnet-ipv6", fmt.Sprintf("2001:db8:16:%x::/64", 0x8000+i/3*0x4000))
		}
	}
	if isOutside(rack.Name) {
		state("node-subnet-ipv4", "10.17.0.0/24")
	}
	g.d.Racks = insert(g.Rand, g.d.Racks, rack)
	for c := range g.d.Clusters {
		g.settle(&g.d.Clusters[c], &rack)
		g.populate(&g.d.Clusters[c], &rack, g.IntN(4))
	}
	return true
}

// isOutside reports whether a rack's own subnet is pinned out of the pool.
func isOutside(rack string) bool { return rack == fmt.Sprint("bb", mostRacks-1) }

// settle gives a cluster of an odd number its own network in a rack.
func (g *growing) settle(c *fabric.Cluster, rack *fabric.Rack) {
	if i := clusterNumber(c); i%2 == 1 {
		network := fabric.ClusterNetwork{Rack: rack.Name}
		if !g.vlans {
			network.VLAN = fabric.VLAN(200 + i)
		}
		c.Networks = insert(g.Rand, c.Networks, network)
	}
}

func clusterNumber(c *fabric.Cluster) int { return int(c.Name[len(c.Name)-1] - '0') }

// populate adds up to n nodes of a cluster to a rack.
func (g *growing) populate(c *fabric.Cluster, rack *fabric.Rack, n int) bool {
	added := false
	for range n {
		prefix := fmt.Sprintf("%s-%s-n", rack.Name, c.Name)
		i, ok := unused(g.Rand, mostNodes, c.Nodes, func(n fabric.Node) string { return n.Name }, prefix)
		if !ok {
			break
		}
		node := fabric.Node{Name: fmt.Sprint(prefix, i), Rack: rack.Name}
		switch i {
		case 0:
			node.Attach = fabric.VM{Host: "hv-" + rack.Name}
		case 1:
			node.Attach = fabric.SingleHomed{Leaf: rack.Leaves[0].Name}
		}
		c.Nodes = insert(g.Rand, c.Nodes, node)
		added = true
	}
	return added
}

func (g *growing) removeRack() bool {
	if len(g.d.Racks) == 1 {
		return false
	}
	i := g.IntN(len(g.d.Racks))
	gone := g.d.Racks[i].Name
	g.d.Racks = slices.Delete(g.d.Racks, i, i+1)
	for c := range g.d.Clusters {
		c := &g.d.Clusters[c]
		c.Nodes = slices.DeleteFunc(c.Nodes, func(n fabric.Node) bool { return n.Rack == gone })
		c.Networks = slices.DeleteFunc(c.Networks, func(n fabric.ClusterNetwork) bool { return n.Rack == gone })
	}
	return true
}

func (g *growing) addLeaf() bool {
	rack := &g.d.Racks[g.IntN(len(g.d.Racks))]
	if len(rack.Leaves) == 2 {
		return false
	}
	// Every second rack puts a new leaf before the old one.
	name := "lf" + rack.Name[2:]
	for _, letter := range []string{"a", "b"} {
		if name+letter != rack.Leaves[0].Name {
			rack.Leaves = insert(g.Rand, rack.Leaves, fabric.Leaf{Name: name + letter})
			break
		}
	}
	return true
}

func (g *growing) removeLeaf() bool {
	rack := &g.d.Racks[g.IntN(len(g.d.Racks))]
	if len(rack.Leaves) == 1 {
		return false
	}
	i := g.IntN(2)
	gone := rack.Leaves[i].Name
	rack.Leaves = slices.Delete(rack.Leaves, i, i+1)
	rack.VPCDomain = 0
	for c := range g.d.Clusters {
		for n := range g.d.Clusters[c].Nodes {
			if n := &g.d.Clusters[c].Nodes[n]; n.Attach == (fabric.SingleHomed{Leaf: gone}) {
				n.Attach = fabric.SingleHomed{Leaf: rack.Leaves[0].Name}
			}
		}
	}
	return true
}

func (g *growing) addNodes() bool {
	return g.populate(&g.d.Clusters[g.IntN(len(g.d.Clusters))], &g.d.Racks[g.IntN(len(g.d.Racks))], 1+g.IntN(3))
}

func (g *growing) removeNode() bool {
	c := &g.d.Clusters[g.IntN(len(g.d.Clusters))]
	if len(c.Nodes) == 0 {
		return false
	}
	i := g.IntN(len(c.Nodes))
	c.Nodes = slices.Delete(c.Nodes, i, i+1)
	return true
}

// addCluster adds a cluster; which one it is decides how it is made.
func (g *growing) addCluster() bool {
	i, ok := unused(g.Rand, mostClusters, g.d.Clusters, func(c fabric.Cluster) string { return c.Name }, "k")
	if !ok {
		return false
	}
	prefix := netip.MustParsePrefix
	c := fabric.Cluster{
		Name:       fmt.Sprint("k", i),
		CNI:        fabric.Calico{Version: fabric.Version{Major: 3, Minor: 32}, Operator: i == 1},
		Kubernetes: fabric.Version{Major: 1, Minor: 34},
	}
	switch i % 3 {
	case 0:
		c.AS = fabric.ASPerRack{}
	case 1:
		first := fabric.ASN(65100 + 50*i)
		c.AS = fabric.ASPerServer{Range: fabric.ASNRange{First: first, Last: first + 49}}
	case 2:
		c.AS = fabric.ASPerCluster{AS: fabric.ASN(64900 + i)}
	}
	if i == 2 || i == 4 {
		c.Peering = fabric.PeerByNode // cluster 0 has the dynamic neighbors of the racks' networks
	}
	v6 := g.v6 && i%2 == 0
	if i < 3 {
		c.Pods = []fabric.PodPool{{Name: "pods4", Draw: fabric.Lengths{IPv4: 18}}}
		c.Services.Draw = fabric.ServiceLengths{ClusterIPs: fabric.Lengths{IPv4: 20}, LoadBalancerIPs: fabric.Lengths{IPv4: 24 + i}}
		if v6 {
			c.Pods = append(c.Pods, fabric.PodPool{Name: "pods6", Draw: fabric.Lengths{IPv6: 108}})
			c.Services.Draw.ClusterIPs.IPv6 = 112
		}
	} else {
		c.Pods = []fabric.PodPool{{Prefix: prefix(fmt.Sprintf("10.128.%d.0/20", 16*i)), Block: 26}}
		c.Services.ClusterIPs = []netip.Prefix{prefix(fmt.Sprintf("10.129.%d.0/24", i))}
		if v6 {
			c.Pods = append(c.Pods, fabric.PodPool{Prefix: prefix(fmt.Sprintf("2001:db8:65:%d::/112", i))})
		}
	}
	for r := range g.d.Racks {
		g.settle(&c, &g.d.Racks[r])
		g.populate(&c, &g.d.Racks[r], g.IntN(3))
	}
	g.d.Clusters = insert(g.Rand, g.d.Clusters, c)
	return true
}

func (g *growing) removeCluster() bool {
	if len(g.d.Clusters) == 1 {
		return false
	}
	i := g.IntN(len(g.d.Clusters))
	g.d.Clusters = slices.Delete(g.d.Clusters, i, i+1)
	return true
}

func (g *growing) changeLayout() bool {
	g.d.Pools.Layout = fabric.SubnetLayout{}
	switch presets := []string{"", "ip-fabric", "floating-svi", "nkt", "nkt-written", "places"}; presets[g.IntN(len(presets))] {
	case "ip-fabric":
		g.d.Pools.Layout.Preset = "ip-fabric"
	case "floating-svi":
		g.d.Pools.Layout.Preset = "floating-svi"
	case "nkt":
		g.d.Pools.Layout.Preset = "nkt"
	case "nkt-written":
		g.d.Pools.Layout.Preset = "nkt-written"
	case "places":
		g.d.Pools.Layout.IPv4 = ipam.Layout{
			Gateway: ipam.FromLast(0), Leaves: []ipam.Position{ipam.FromFirst(9), ipam.FromFirst(10)},
			Nodes: ipam.Span{From: ipam.FromLast(1), To: ipam.FromFirst(0), Down: true},
		}
	}
	return true
}

// pin writes into the design what a rack has been given.
func (g *growing) pin(ledger *ipam.Ledger) {
	rack := &g.d.Racks[g.IntN(len(g.d.Racks))]
	value := func(owner, kind string) (ipam.Value, bool) {
		lease, ok := ledger.Lookup(ipam.Key{Owner: owner, Kind: kind})
		return lease.Value, ok && !lease.Quarantined
	}
	addrs := func(owner, kind string) (a fabric.Addrs) {
		for _, f := range []string{"-ipv4", "-ipv6"} {
			if v, ok := value(owner, kind+f); ok {
				a = a.With(v.Addr())
			}
		}
		return a
	}
	subnets := func(owner, kind string) (p fabric.Prefixes) {
		for _, f := range []string{"-ipv4", "-ipv6"} {
			if v, ok := value(owner, kind+f); ok {
				p = p.With(v.Prefix())
			}
		}
		return p
	}
	number := func(owner, kind string) int {
		if v, ok := value(owner, kind); ok {
			return int(v.Number())
		}
		return 0
	}
	port := func(owner string) string {
		n := number(owner, "port")
		return fmt.Sprintf("Ethernet%d/%d", n/1000, n%1000)
	}
	own := "rack/" + rack.Name
	rack.AS = fabric.ASN(number(own, "as"))
	if g.IntN(2) == 0 {
		rack.VPCDomain = number(own, "vpc-domain")
	}
	for i := range rack.Leaves {
		leaf := &rack.Leaves[i]
		id, _ := value("switch/"+leaf.Name, "router-id")
		leaf.RouterID = id.Addr()
		leaf.Uplinks = nil
		for _, s := range g.ip().Spines {
			there, back := "switch/"+leaf.Name+"/switch/"+s.Name, "switch/"+s.Name+"/switch/"+leaf.Name
			leaf.Uplinks = append(leaf.Uplinks, fabric.Uplink{Spine: s.Name, Subnet: subnets(there, "link"), Port: port(there), SpinePort: port(back)})
		}
	}
	// What is pinned is planned, so only what is in use is pinned: a network keeps
	// its leases beyond its last node.
	used := map[string]bool{}
	for c := range g.d.Clusters {
		c := &g.d.Clusters[c]
		elsewhere := slices.ContainsFunc(c.Networks, func(n fabric.ClusterNetwork) bool { return n.Rack == rack.Name })
		if !elsewhere && slices.ContainsFunc(c.Nodes, func(n fabric.Node) bool { return n.Rack == rack.Name }) {
			for _, f := range familiesOfCluster(c) {
				used[f] = true
			}
		}
	}
	only := func(a fabric.Addrs) fabric.Addrs {
		if !used["ipv4"] {
			a.V4 = fabric.Addr{}
		}
		if !used["ipv6"] {
			a.V6 = fabric.Addr{}
		}
		return a
	}
	if len(used) == 0 {
		return
	}
	rack.NodeSubnet = subnets(own, "node-subnet")
	if !used["ipv4"] {
		rack.NodeSubnet.V4 = fabric.Prefix{}
	}
	if !used["ipv6"] {
		rack.NodeSubnet.V6 = fabric.Prefix{}
	}
	rack.VLAN = fabric.VLAN(number(own, "vlan"))
	rack.Gateway, rack.GatewayGroup = only(addrs(own, "gateway")), number(own, "gateway-group")
	for i := range rack.Leaves {
		rack.Leaves[i].Address = only(addrs(own+"/switch/"+rack.Leaves[i].Name, "address"))
	}
	for c := range g.d.Clusters {
		for n := range g.d.Clusters[c].Nodes {
			c, node := &g.d.Clusters[c], &g.d.Clusters[c].Nodes[n]
			if node.Rack == rack.Name && clusterNumber(c)%2 == 0 && g.IntN(2) == 0 {
				node.Address = addrs("cluster/"+c.Name+"/node/"+node.Name, "address")
				if _, ok := c.AS.(fabric.ASPerServer); ok {
					node.AS = fabric.ASN(number("cluster/"+c.Name+"/node/"+node.Name, "as"))
				}
			}
		}
	}
}

// unpin takes all pins out of a rack.
func (g *growing) unpin() bool {
	rack := &g.d.Racks[g.IntN(len(g.d.Racks))]
	rack.AS, rack.VPCDomain, rack.Network = 0, 0, fabric.Network{VLAN: rack.VLAN}
	if g.vlans {
		rack.VLAN = 0
	}
	for i := range rack.Leaves {
		rack.Leaves[i] = fabric.Leaf{Name: rack.Leaves[i].Name}
	}
	for c := range g.d.Clusters {
		for n := range g.d.Clusters[c].Nodes {
			if n := &g.d.Clusters[c].Nodes[n]; n.Rack == rack.Name {
				n.Address, n.AS = fabric.Addrs{}, 0
			}
		}
	}
	return true
}

// cloned is a copy that shares nothing that a step changes.
func cloned(d fabric.Design) fabric.Design {
	ip := d.Fabric.(fabric.IPFabric)
	ip.Spines = slices.Clone(ip.Spines)
	d.Fabric = ip
	d.Racks, d.Clusters = slices.Clone(d.Racks), slices.Clone(d.Clusters)
	for i := range d.Racks {
		d.Racks[i].Leaves = slices.Clone(d.Racks[i].Leaves)
		for j := range d.Racks[i].Leaves {
			d.Racks[i].Leaves[j].Uplinks = slices.Clone(d.Racks[i].Leaves[j].Uplinks)
		}
	}
	for i := range d.Clusters {
		d.Clusters[i].Nodes, d.Clusters[i].Networks = slices.Clone(d.Clusters[i].Nodes), slices.Clone(d.Clusters[i].Networks)
	}
	return d
}

// shuffled is the same design in another order, but for the leaves of a rack:
// which of a pair is the first decides who is primary.
func (g *growing) shuffled() fabric.Design {
	d := cloned(g.d)
	ip := d.Fabric.(fabric.IPFabric)
	shuffle(g.Rand, ip.Spines)
	shuffle(g.Rand, d.Racks)
	for i := range d.Racks {
		shuffle(g.Rand, d.Racks[i].Leaves)
	}
	shuffle(g.Rand, d.Clusters)
	for i := range d.Clusters {
		shuffle(g.Rand, d.Clusters[i].Nodes)
		shuffle(g.Rand, d.Clusters[i].Networks)
	}
	return d
}

func shuffle[T any](random *rand.Rand, s []T) {
	random.Shuffle(len(s), func(i, j int) { s[i], s[j] = s[j], s[i] })
}
