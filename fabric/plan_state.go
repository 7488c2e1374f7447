package fabric

import (
	"net/netip"
	"strconv"
)

// State returns what the prediction is to assume of the running clusters: the
// given state, and where it says nothing of a cluster's blocks, the first blocks
// of every pool for the nodes that draw from it, in the design's order.
//
// The error is of type [Problems]: unknown clusters and nodes, blocks outside
// the pools, two nodes with one block, addresses outside the service ranges.
func (p *Plan) State(given State) (State, error) {
	r := &report{}
	var out State
	for i := range p.Clusters {
		c := &p.Clusters[i]
		state := ClusterState{Name: c.Name}
		for j := range given.Clusters {
			if given.Clusters[j].Name == c.Name {
				state = given.Clusters[j]
				c.checkState(r, at("clusters", j), &state)
			}
		}
		if len(state.Blocks) == 0 {
			state.Blocks = c.firstBlocks()
		}
		out.Clusters = append(out.Clusters, state)
	}
	seen := map[string]bool{}
	for j := range given.Clusters {
		if name := given.Clusters[j].Name; seen[name] {
			r.refuse(CodeStateClash, at("clusters", j)+".name", "cluster "+strconv.Quote(name)+" is listed already",
				"say everything of a cluster in one place", "one state for each cluster")
		}
		seen[given.Clusters[j].Name] = true
		if p.Cluster(given.Clusters[j].Name) == nil {
			r.refuse(CodeStateUnknown, at("clusters", j)+".name",
				"there is no cluster "+strconv.Quote(given.Clusters[j].Name)+" in the design",
				"name a cluster of the design", "the design")
		}
	}
	return out, r.sorted().Err()
}

// Problems of a state file.
const (
	// CodeStateUnknown: the state names a cluster or node that the design lacks.
	CodeStateUnknown Code = "state-unknown"
	// CodeStateOutside: a block or service address lies outside the design's ranges.
	CodeStateOutside Code = "state-outside"
	// CodeStateClash: two nodes hold the same block.
	CodeStateClash Code = "state-clash"
)

// firstBlocks gives every node the next block of every pool it draws from.
func (c *PlannedCluster) firstBlocks() []NodeBlock {
	var blocks []NodeBlock
	for i := range c.Pods {
		pool := &c.Pods[i]
		next := netip.PrefixFrom(pool.Prefix.Masked().Addr(), pool.Block)
		for j := range c.Nodes {
			if !pool.Selects(c.Nodes[j].Labels) || !pool.Prefix.Contains(next.Addr()) {
				continue
			}
			blocks = append(blocks, NodeBlock{Node: c.Nodes[j].Name, Prefix: next})
			next = following(next)
		}
	}
	return blocks
}

func (c *PlannedCluster) checkState(r *report, field string, s *ClusterState) {
	nodes := map[string]bool{}
	for i := range c.Nodes {
		nodes[c.Nodes[i].Name] = true
	}
	holder := map[Prefix]string{}
	for i, b := range s.Blocks {
		field := at(field+".blocks", i)
		if !nodes[b.Node] {
			r.refuse(CodeStateUnknown, field+".node", "there is no node "+strconv.Quote(b.Node)+" in cluster "+c.Name,
				"name a node of the design", "the design")
		}
		if !c.isPodBlock(b.Prefix) {
			r.refuse(CodeStateOutside, field+".prefix",
				b.Prefix.String()+" is no block, and no single address, of a pod pool of "+c.Name,
				"give a block of a pool's block length inside the pool, or one address of it",
				"clusters[].pods of the design")
		}
		if other, ok := holder[b.Prefix]; ok {
			r.refuse(CodeStateClash, field+".prefix", b.Prefix.String()+" is held by "+other+" already",
				"give every block one holder", "a block has affinity to one node")
		}
		holder[b.Prefix] = b.Node
	}
	for i, b := range s.Blocks {
		pool := c.poolOf(b.Prefix)
		if pool == nil || b.Prefix.Bits() == pool.Block {
			continue
		}
		field := at(field+".blocks", i) + ".prefix"
		if around, err := b.Prefix.Addr().Prefix(pool.Block); err == nil && holder[around] == b.Node {
			r.refuse(CodeStateClash, field, b.Prefix.String()+" lies in "+around.String()+", which the node holds itself",
				"leave it out: a node announces its own blocks as a whole", "Calico: inside the own block nothing is announced")
		}
		if calico, ok := c.CNI.(Calico); ok && calico.StrictAffinity {
			r.refuse(CodeStateOutside, field, b.Prefix.String()+" is borrowed, and strict affinity lets no node borrow",
				"leave it out, or leave strictAffinity out of the design", "Calico: IPAMConfiguration strictAffinity")
		}
	}
	for i, svc := range s.Services {
		field := at(field+".services", i)
		for k, a := range svc.Addresses {
			if !c.isService(a) {
				r.refuse(CodeStateOutside, at(field+".addresses", k),
					a.String()+" lies in no service range of "+c.Name,
					"give an address of clusterIPs, externalIPs or loadBalancerIPs", "clusters[].services of the design")
			}
		}
		for k, n := range svc.Endpoints {
			if !nodes[n] {
				r.refuse(CodeStateUnknown, at(field+".endpoints", k), "there is no node "+strconv.Quote(n)+" in cluster "+c.Name,
					"name a node of the design", "the design")
			}
		}
	}
}

func (c *PlannedCluster) isPodBlock(b Prefix) bool { return c.poolOf(b) != nil }

// poolOf returns the pool that a block, or one borrowed address, is of, or nil.
func (c *PlannedCluster) poolOf(b Prefix) *PodPool {
	for i := range c.Pods {
		pool := &c.Pods[i]
		if b.IsValid() && b == b.Masked() && pool.Prefix.Contains(b.Addr()) &&
			(b.Bits() == pool.Block || b.IsSingleIP()) {
			return pool
		}
	}
	return nil
}

func (c *PlannedCluster) isService(a Addr) bool {
	for _, r := range c.Services.All() {
		if r.Contains(a) {
			return true
		}
	}
	return false
}
