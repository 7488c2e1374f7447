package fabric

import (
	"fmt"
	"math"
	"slices"

	"github.com/podfabric/podfabric/ipam"
)

// A Capacity says how far the pools of a design reach, and how many routes its
// leaves carry.
type Capacity struct {
	// Pools are all pools that values were drawn from, or could be.
	Pools []PoolCapacity `json:"pools"`
	// Blocks are the pod pools, in the order of clusters and pools.
	Blocks []BlockCapacity `json:"blocks"`
	// Routes of every leaf, in the order of the plan.
	Routes []RouteCapacity `json:"routes"`
	// Racks is how many more racks fit that are like the design's largest one, with
	// what ends first: a pool, or the ports of the spines.
	Racks Room `json:"racks"`
	// Nodes is how many more nodes fit into each rack, in the order of the design.
	Nodes []Room `json:"nodes"`
	// Clusters is how many more clusters fit that draw the same ranges as the
	// design's largest one, with a node in every rack.
	Clusters Room `json:"clusters"`
}

// A Room is how many more of something fit.
type Room struct {
	// Of is what would be added: "racks", or the rack that nodes are added to.
	Of string `json:"of"`
	// More is how many; the largest number stands for no bound.
	More uint64 `json:"more"`
	// Bound is what ends first.
	Bound string `json:"bound"`
}

func (r Room) String() string {
	if r.More == math.MaxUint64 {
		return "any number"
	}
	return fmt.Sprintf("%d, by %s", r.More, r.Bound)
}

// least keeps the tighter of two bounds.
func (r *Room) least(more uint64, bound string) {
	if more < r.More {
		r.More, r.Bound = more, bound
	}
}

// A PoolCapacity is what is used and free of one pool.
type PoolCapacity struct {
	// Name as the leases record it, and Ranges of the pool.
	Name   string `json:"name"`
	Ranges string `json:"ranges"`
	// Unit is what one owner draws: "/31", "number".
	Unit string `json:"unit"`
	// Used and Free are addresses or numbers; what was freed and is in quarantine
	// is used. Reserved ones are neither.
	Used ipam.Count `json:"used"`
	Free ipam.Count `json:"free"`
	// Quarantined is how many leases of gone owners are among the used.
	Quarantined int `json:"quarantined,omitempty"`
	// Largest is the largest free block of a pool of prefixes.
	Largest Prefix `json:"largest,omitzero"`
	// More is how many more units fit.
	More uint64 `json:"more"`
}

// A BlockCapacity is what is used and free of the blocks of one pod pool.
type BlockCapacity struct {
	// Cluster and Pool name it.
	Cluster string `json:"cluster"`
	Pool    string `json:"pool"`
	// Prefix is the pool's, Length that of its blocks.
	Prefix Prefix `json:"prefix"`
	Length int    `json:"length"`
	// Blocks is how many it has in all; Used how many nodes hold, or will as soon
	// as they run a pod: at least one each.
	Blocks uint64 `json:"blocks"`
	Used   uint64 `json:"used"`
	// Drawing is how many nodes draw from the pool.
	Drawing uint64 `json:"drawing"`
	// PerNode is how many blocks a node may hold, and Nodes how many nodes the pool
	// has blocks for when every one of them does.
	PerNode uint64 `json:"perNode"`
	Nodes   uint64 `json:"nodes"`
}

// A RouteCapacity is how many prefixes a leaf has to forward by, its own
// addresses not counted.
type RouteCapacity struct {
	// Leaf is its name.
	Leaf string `json:"leaf"`
	// Blocks are pod blocks and borrowed addresses; Services the ranges and the
	// host routes of services; Fabric node subnets, loopbacks and links.
	Blocks   int `json:"blocks"`
	Services int `json:"services"`
	Fabric   int `json:"fabric"`
	// Most is the sum when every node holds as many blocks as it may.
	Most uint64 `json:"most"`
}

// Total is the number of prefixes today.
func (r RouteCapacity) Total() int { return r.Blocks + r.Services + r.Fabric }

// The forwarding scale profiles of seeds/002: from 20,000 prefixes in a leaf's
// table of longest matches to 128,000, by the profile that is set.
const (
	leastLPM = 20_000
	mostLPM  = 128_000
)

// calicoBlocks is how many blocks Calico gives to a node when nobody bounds them.
const calicoBlocks = 20

// Capacity plans the design with a copy of the ledger, and says how much room is
// left. State is what is known of the clusters; see [Plan.State]. Ports are
// counted for the platforms that are planned.
func (d *Design) Capacity(ledger *ipam.Ledger, state State) (Capacity, error) {
	if ledger == nil {
		ledger = &ipam.Ledger{}
	}
	draft := ledger.Clone()
	plan, err := d.Plan(draft)
	if err != nil {
		return Capacity{}, err
	}
	if state, err = plan.State(state); err != nil {
		return Capacity{}, err
	}
	c := &capacity{d: d, plan: plan, state: state, ledger: draft}
	if ip, ok := d.Fabric.(IPFabric); ok {
		c.ip = ip
	}
	c.planner = newPlanner(d, &report{}, draft)
	if kind, ok := d.Fabric.(ACI); ok {
		c.aci(kind)
		return c.out, nil
	}
	c.nodeNetworks()
	c.pools()
	c.blocks()
	c.routes()
	c.rooms()
	return c.out, nil
}

// capacity gathers a Capacity.
type capacity struct {
	d       *Design
	ip      IPFabric
	plan    *Plan
	state   State
	ledger  *ipam.Ledger
	planner *planner
	byAS    map[ASN][]*Switch        // leaves
	byRack  map[string][]nodeNetwork // node networks
	out     Capacity
}

// blocks counts the blocks of pod pools.
func (c *capacity) blocks() {
	for i := range c.plan.Clusters {
		cluster := &c.plan.Clusters[i]
		perNode := uint64(calicoBlocks)
		if k, ok := cluster.CNI.(Calico); ok && k.MaxBlocksPerNode > 0 {
			perNode = uint64(k.MaxBlocksPerNode)
		}
		for j := range cluster.Pods {
			pool := &cluster.Pods[j]
			b := BlockCapacity{
				Cluster: cluster.Name, Pool: pool.Name, Prefix: pool.Prefix, Length: pool.Block,
				Blocks: uint64(blockCount(pool)), PerNode: perNode,
			}
			holders := map[string]bool{}
			for _, held := range c.state.Clusters[i].Blocks {
				if held.Prefix.Bits() == pool.Block && pool.Prefix.Contains(held.Prefix.Addr()) {
					b.Used++
					holders[held.Node] = true
				}
			}
			for k := range cluster.Nodes {
				n := &cluster.Nodes[k]
				if !pool.Selects(n.Labels) {
					continue
				}
				b.Drawing++
				if !holders[n.Name] {
					b.Used++
				}
			}
			b.Nodes = b.Blocks / perNode
			c.out.Blocks = append(c.out.Blocks, b)
		}
	}
}

// routes counts what every leaf forwards by: all that the fabric carries, and
// its own links.
func (c *capacity) routes() {
	fabricWide, services, blocks := 0, 0, 0
	var most uint64
	seen := map[Prefix]bool{}
	for _, s := range c.plan.Switches() {
		for _, p := range s.Originates {
			if p.IsValid() && !seen[p] {
				seen[p] = true
				fabricWide++
			}
		}
	}
	if c.plan.ACI != nil {
		fabricWide += c.outSubnets()
	}
	for i := range c.plan.Clusters {
		cluster, state := &c.plan.Clusters[i], &c.state.Clusters[i]
		services += len(cluster.Services.All())
		for _, s := range state.Services {
			services += len(s.Addresses)
		}
		blocks += len(state.Blocks)
	}
	for i := range c.out.Blocks {
		b := &c.out.Blocks[i]
		most += min(b.Blocks, b.Drawing*b.PerNode)
	}
	c.byAS = map[ASN][]*Switch{}
	for i := range c.plan.Leaves {
		leaf := &c.plan.Leaves[i]
		c.byAS[leaf.AS] = append(c.byAS[leaf.AS], leaf)
	}
	links := map[string]int{}
	for i := range c.plan.Links {
		for range c.plan.Links[i].Subnet.All() {
			links[c.plan.Links[i].Leaf.Device]++
		}
	}
	for i := range c.plan.Leaves {
		leaf := &c.plan.Leaves[i]
		own := links[leaf.Name]
		if leaf.Backup != nil {
			for range leaf.Backup.Addresses.All() {
				own++
			}
		} else {
			own -= c.hidden(leaf)
		}
		c.out.Routes = append(c.out.Routes, RouteCapacity{
			Leaf: leaf.Name, Blocks: blocks, Services: services, Fabric: fabricWide + own,
			Most: uint64(fabricWide+own+services) + most,
		})
	}
}

// hidden is how many prefixes a leaf without a way to its peer does not get from
// it: the spines' routes to it carry the AS that both are in (RFC 4271 9.1.2).
func (c *capacity) hidden(leaf *Switch) int {
	n := 0
	for _, peer := range c.byAS[leaf.AS] {
		if peer.Name == leaf.Name {
			continue
		}
		for _, p := range peer.Originates {
			if p.IsValid() && !slices.Contains(leaf.Originates, p) {
				n++
			}
		}
	}
	return n
}
