package fabric

import (
	"math"
	"slices"

	"github.com/podfabric/podfabric/ipam"
)

// A nodeNetwork is one node network of a rack, in one family.
type nodeNetwork struct {
	rack    string
	cluster string // "" for the rack's own
	hosts   *hostPool
}

// nodeNetworks finds those of the plan, by rack.
func (c *capacity) nodeNetworks() {
	c.byRack = make(map[string][]nodeNetwork, len(c.d.Racks))
	own := map[string][]string{} // the clusters with a network of their own in a rack
	for j := range c.d.Clusters {
		for k := range c.d.Clusters[j].Networks {
			rack := c.d.Clusters[j].Networks[k].Rack
			own[rack] = append(own[rack], c.d.Clusters[j].Name)
		}
	}
	for i := range c.d.Racks {
		rack := &c.d.Racks[i]
		owners := []nodeNetwork{{rack: rack.Name}}
		for _, cluster := range own[rack.Name] {
			owners = append(owners, nodeNetwork{rack: rack.Name, cluster: cluster})
		}
		for _, n := range owners {
			owner := rackOwner(n.rack)
			if n.cluster != "" {
				owner = clusterRack(n.cluster, n.rack)
			}
			for _, f := range Families() {
				lease, ok := c.ledger.Lookup(ipam.Key{Owner: owner, Kind: kindOf(kindSubnet, f)})
				if !ok || lease.Quarantined {
					continue
				}
				n.hosts, _ = c.planner.nodesOf(owner+"/"+kindOf(kindSubnet, f), lease.Value.Prefix())
				c.byRack[rack.Name] = append(c.byRack[rack.Name], n)
			}
		}
	}
}

// rooms says how many more racks, nodes and clusters fit.
func (c *capacity) rooms() {
	for i := range c.d.Racks {
		c.out.Nodes = append(c.out.Nodes, c.nodeRoom(&c.d.Racks[i]))
	}
	c.out.Racks = c.rackRoom()
	c.out.Clusters = c.clusterRoom()
}

// room is how many more owners a pool has prefixes for, each taking n of one
// length; a pool that is not there bounds nothing.
func (c *capacity) room(r *Room, space string, from *ipam.Range, length, n int) {
	if len(from.Prefixes) == 0 || n == 0 {
		return
	}
	if pool, err := c.ledger.Pool(space, from); err == nil {
		r.least(pool.Fits(length)/uint64(n), from.Name)
	}
}

func (c *capacity) hostRoom(r *Room, from *hostPool, n int) {
	if from == nil {
		return
	}
	if pool := c.hostPool(from); pool != nil {
		r.least(pool.Fits(from.place.First.BitLen())/uint64(n), from.Name)
	}
}

func (c *capacity) numberRoom(r *Room, space string, from *ipam.NumberPool, n int) {
	if from == nil || len(from.Ranges) == 0 {
		return
	}
	if numbers, err := c.ledger.Numbers(space, from); err == nil {
		r.least(numbers.Usage().Free/uint64(n), from.Name)
	}
}

// rackRoom counts racks like the one with the most leaves.
func (c *capacity) rackRoom() Room {
	r := Room{Of: "racks", More: math.MaxUint64}
	leaves := 0
	for i := range c.d.Racks {
		leaves = max(leaves, len(c.d.Racks[i].Leaves))
	}
	if leaves == 0 {
		return r
	}
	links := leaves * len(c.ip.Spines)
	if leaves == 2 && c.ip.BackupVLAN != 0 {
		links++
	}
	p := &c.d.Pools
	for _, f := range c.d.families() {
		c.room(&r, spaceSubnet, c.planner.linksOf(f), c.linkLength(f), links)
		c.room(&r, spaceSubnet, prefixRange("pools.nodeSubnets", p.NodeSubnets.Of(f)), c.subnetLength(f), 1)
		if f == IPv6 {
			c.hostRoom(&r, hostsOf("pools.loopbacks6", p.Loopbacks6), leaves)
		}
	}
	c.hostRoom(&r, hostsOf("pools.routerIDs", p.RouterIDs), leaves)
	c.hostRoom(&r, hostsOf("pools.management", p.Management), leaves)
	c.numberRoom(&r, spaceAS, asPool("pools.rackAS", p.RackAS), 1)
	if leaves == 2 {
		c.numberRoom(&r, spaceDomain, c.planner.domains, 1)
	}
	for i := range c.ip.Spines {
		name := c.ip.Spines[i].Name
		ports, pp := Room{More: math.MaxUint64}, c.planner.portsOf(c.ip.Spines[i].Switches, c.ip.Spines[i].Ports)
		c.numberRoom(&ports, portSpace(name), pp.from(pp.layout.Leaves, false), leaves)
		r.least(ports.More, "the ports of "+name)
	}
	return r
}

// nodeRoom counts nodes of the cluster that has the most, cabled as by default.
func (c *capacity) nodeRoom(rack *Rack) Room {
	r := Room{Of: rack.Name, More: math.MaxUint64}
	cluster := c.largest()
	if cluster == nil {
		return r
	}
	networks := c.byRack[rack.Name]
	own := slices.ContainsFunc(networks, func(n nodeNetwork) bool { return n.cluster == cluster.Name })
	var has [2]bool
	for _, n := range networks {
		if own == (n.cluster == cluster.Name) && (own || n.cluster == "") {
			c.hostRoom(&r, n.hosts, 1)
			has[FamilyOf(n.hosts.place.First)] = true
		}
	}
	for _, f := range cluster.families() {
		if !has[f] {
			c.subnetRoom(&r, f, len(rack.Leaves))
		}
	}
	c.cableRoom(&r, rack)
	if scheme, ok := cluster.AS.(ASPerServer); ok {
		c.numberRoom(&r, spaceAS, serverPool(cluster, scheme), 1)
	}
	c.blockRoom(&r, cluster)
	return r
}

// largest is the cluster with the most nodes, the first of several; nil without one.
func (c *capacity) largest() *Cluster {
	var most *Cluster
	for i := range c.d.Clusters {
		if most == nil || len(c.d.Clusters[i].Nodes) > len(most.Nodes) {
			most = &c.d.Clusters[i]
		}
	}
	return most
}

// blockRoom is how many more nodes find a block in the pools of a cluster.
func (c *capacity) blockRoom(r *Room, cluster *Cluster) {
	for i := range c.out.Blocks {
		if b := &c.out.Blocks[i]; b.Cluster == cluster.Name && b.Drawing > 0 {
			r.least(b.Blocks-min(b.Used, b.Blocks), "the blocks of "+b.Prefix.String())
		}
	}
}

// clusterRoom counts clusters that draw what the design's hungriest one draws.
func (c *capacity) clusterRoom() Room {
	r := Room{Of: "clusters", More: math.MaxUint64}
	c.drawnRoom(&r)
	for i := range c.d.Racks {
		c.cableRoom(&r, &c.d.Racks[i])
	}
	for i := range c.d.Racks {
		for _, n := range c.byRack[c.d.Racks[i].Name] {
			if n.cluster == "" {
				c.hostRoom(&r, n.hosts, 1)
			}
		}
	}
	return r
}

// drawnRoom is how many more clusters find what the hungriest one draws.
func (c *capacity) drawnRoom(r *Room) {
	p := &c.d.Pools
	for _, f := range Families() {
		for _, pool := range [...]struct {
			name   string
			prefix Prefix
			draws  func(*Cluster) []Lengths
		}{
			{"pools.pods", p.Pods.Of(f), func(c *Cluster) []Lengths {
				var all []Lengths
				for j := range c.Pods {
					all = append(all, c.Pods[j].Draw)
				}
				return all
			}},
			{"pools.services", p.Services.Of(f), func(c *Cluster) []Lengths {
				return []Lengths{c.Services.Draw.ClusterIPs, c.Services.Draw.ExternalIPs, c.Services.Draw.LoadBalancerIPs}
			}},
		} {
			for i := range c.d.Clusters {
				c.drawRoom(r, prefixRange(pool.name, pool.prefix), pool.draws(&c.d.Clusters[i]), f)
			}
		}
	}
}

// drawRoom is how many more clusters find prefixes of all these lengths in a pool:
// they are drawn from a copy, the largest first.
func (c *capacity) drawRoom(r *Room, from *ipam.Range, draws []Lengths, f Family) {
	var lengths []int
	for _, d := range draws {
		if d.Of(f) != 0 {
			lengths = append(lengths, d.Of(f))
		}
	}
	if len(lengths) == 0 || len(from.Prefixes) == 0 {
		return
	}
	pool, err := c.ledger.Pool(spaceRange, from)
	if err != nil {
		return
	}
	slices.Sort(lengths)
	const enough = 10_000 // nobody counts further
	for n := range uint64(enough) {
		for _, length := range lengths {
			if _, err := pool.Allocate(length); err != nil {
				r.least(n, from.Name)
				return
			}
		}
	}
	r.least(enough, from.Name)
}

// subnetRoom is how many nodes fit into a subnet that is yet to be drawn.
func (c *capacity) subnetRoom(r *Room, f Family, leaves int) {
	from, length := prefixRange("pools.nodeSubnets", c.d.Pools.NodeSubnets.Of(f)), c.subnetLength(f)
	if len(from.Prefixes) == 0 {
		r.least(0, "the "+f.String()+" subnet, of which there is no pool")
		return
	}
	pool, err := c.ledger.Pool(spaceSubnet, from)
	if err != nil || pool.Fits(length) == 0 {
		r.least(0, from.Name)
		return
	}
	subnet := prefixOf(from.Prefixes[0].Addr(), length)
	nodes := uint64(max(hostCount(subnet)-1-leaves, 0))
	if layout := c.d.Pools.Layout.of(f); !layout.IsZero() {
		placed, err := layout.In(subnet)
		if err != nil {
			return
		}
		taken := uint64(max(leaves-len(placed.Leaves), 0))
		if !placed.Gateway.IsValid() && !placed.Secondary.IsValid() {
			taken++
		}
		nodes = placed.Capacity() - min(taken, placed.Capacity())
	}
	r.least(nodes, "a new subnet of "+from.Name)
}

// cableRoom is how many more nodes can be plugged into a rack's leaves.
func (c *capacity) cableRoom(r *Room, rack *Rack) {
	pp := c.planner.portsOf(rack.Switches, rack.Ports)
	for i := range rack.Leaves {
		ports := Room{More: math.MaxUint64}
		c.numberRoom(&ports, portSpace(rack.Leaves[i].Name), pp.from(pp.layout.Nodes, true), 1)
		r.least(ports.More, "the ports of "+rack.Leaves[i].Name)
	}
	if len(rack.Leaves) == 2 {
		c.numberRoom(r, channelSpace(rack.Name), c.planner.channels, 1)
	}
}

// serverPool is what the AS numbers of a cluster's nodes are drawn from.
func serverPool(c *Cluster, scheme ASPerServer) *ipam.NumberPool {
	return asPool("clusters."+c.Name+".as", scheme.Range)
}
