package fabric

import (
	"fmt"
	"math"
)

// clusterRanges checks and claims the ranges of every cluster.
func (a *audit) clusterRanges() {
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		for j := range c.Pods {
			field := at(field+".pods", j) + ".prefix"
			if a.podDraw(c, j, field) {
				continue
			}
			a.clusterRange(i, field, "pod pool of "+c.Name, c.Pods[j].Prefix, usedPods)
		}
		for j, p := range c.Services.ClusterIPs {
			a.serviceRange(i, at(field+".services.clusterIPs", j), "cluster IP range of "+c.Name, p, usedClusterIPs)
		}
		for j, p := range c.Services.ExternalIPs {
			a.serviceRange(i, at(field+".services.externalIPs", j), "external IP range of "+c.Name, p, usedExternalIPs)
		}
		a.serviceDraws(c, field+".services.draw")
		for j, p := range c.Services.LoadBalancerIPs {
			a.serviceRange(i, at(field+".services.loadBalancerIPs", j), "load balancer range of "+c.Name, p, usedLoadBalancers)
		}
	}
	for i := range a.d.Clusters { // last, so that they are what is reported
		for j, p := range a.d.Clusters[i].Filters.FromNodes {
			if p.IsValid() && !p.Addr().Is4In6() {
				a.claim(p, usedFilter, i, at(at("clusters", i)+".filters.fromNodes", j), "what nodes of "+a.d.Clusters[i].Name+" may announce,")
			}
		}
	}
}

func (a *audit) serviceRange(cluster int, field, what string, p Prefix, u use) {
	if p == (Prefix{}) {
		a.missing(field, "the "+what, "write a range, or leave the entry out")
	}
	a.clusterRange(cluster, field, what, p, u)
}

func (a *audit) clusterRange(cluster int, field, what string, p Prefix, u use) {
	if a.prefix(field, what, p, FamilyOf(p.Addr())) {
		a.claim(p, u, cluster, field, what)
	}
}

// podPools checks the pools' blocks, and that nodes and pools find each other.
func (a *audit) podPools() {
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		drawing := make([]int, len(c.Pods))
		for j := range c.Nodes {
			for k := range c.Pods {
				if drawsFrom(&c.Nodes[j], &c.Pods[k]) {
					drawing[k]++
				}
			}
			a.nodePools(c, &c.Nodes[j], at(field+".nodes", j))
		}
		for k := range c.Pods {
			a.podPool(c, k, at(field+".pods", k), drawing[k])
		}
		a.blockShare(c, field)
	}
}

// drawsFrom reports whether the pool selects the node.
func drawsFrom(n *Node, pool *PodPool) bool { return pool.Selects(n.labels()) }

// poolsOf counts the pools of one family that a node draws from.
func (a *audit) poolsOf(c *Cluster, n *Node, f Family) int {
	count := 0
	for k := range c.Pods {
		if of, ok := c.Pods[k].family(); ok && of == f && drawsFrom(n, &c.Pods[k]) {
			count++
		}
	}
	return count
}

// nodePools wants a pool of each of the cluster's families for every node.
func (a *audit) nodePools(c *Cluster, n *Node, field string) {
	for _, f := range c.families() {
		count := a.poolsOf(c, n, f)
		if count == 0 {
			a.refuse(CodeNodeWithoutPool, field+".labels", fmt.Sprintf("no %s pool of cluster %s selects node %s", f, c.Name, n.Name),
				"give the node a label that a pool selects, or add a pool for all nodes", "Calico: pods on a node that no IPPool selects get no address")
		}
		k, ok := c.CNI.(Calico)
		if ok && 0 < k.MaxBlocksPerNode && k.MaxBlocksPerNode < count {
			a.warn(CodeBlocksPerNode, field+".labels",
				fmt.Sprintf("node %s draws from %d %s pools and may have %d blocks", n.Name, count, f, k.MaxBlocksPerNode),
				fmt.Sprintf("raise maxBlocksPerNode to at least %d", count), "Calico: maxBlocksPerHost counts the blocks of all pools")
		}
	}
}

// podPool checks the length and number of one pool's blocks.
func (a *audit) podPool(c *Cluster, k int, field string, nodes int) {
	pool := &c.Pods[k]
	if !pool.Prefix.IsValid() {
		return
	}
	if pool.NATOutgoing {
		a.warn(CodeNATOutgoing, field+".natOutgoing",
			"pods of "+pool.Prefix.String()+" are hidden behind their nodes towards everything outside the cluster's pools, though the fabric has routes to them",
			"leave it out, unless the network beyond the fabric has no route to the pods", "seeds/004: flat pods with natOutgoing")
	}
	if nodes == 0 && len(c.Nodes) > 0 {
		a.warn(CodePoolUnused, field+".nodes", fmt.Sprintf("no node of cluster %s draws from %s", c.Name, pool.Prefix),
			"label the nodes, or change the selection", "seeds/004: pools by label of nodes that have no such label")
	}
	length := pool.BlockLength()
	low, high := 20, 32
	if FamilyOf(pool.Prefix.Addr()) == IPv6 {
		low, high = 116, 128
	}
	const source = "Calico: blockSize 20 to 32 in IPv4, 116 to 128 in IPv6, inside the pool"
	if length < low || length > high {
		a.refuse(CodeBlockLength, field+".block", fmt.Sprintf("blocks of /%d in pool %s are outside /%d to /%d", length, pool.Prefix, low, high),
			"use a length between them", source)
		return
	}
	if length < pool.Prefix.Bits() {
		a.refuse(CodeBlockLength, field+".block", fmt.Sprintf("blocks of /%d are larger than the pool %s", length, pool.Prefix),
			"use a longer block length or a larger pool", source)
		return
	}
	if blocks := blockCount(pool); blocks < nodes {
		a.refuse(CodePoolTooSmall, field+".prefix", fmt.Sprintf("pool %s has %d blocks of /%d, and %d nodes draw from it", pool.Prefix, blocks, length, nodes),
			"use a larger pool, longer blocks, or fewer nodes in it", "Calico: every node that runs pods of a pool takes a block of it")
	}
}

// blockCount is how many blocks a pool has, as far as an int counts.
func blockCount(pool *PodPool) int {
	free := pool.BlockLength() - pool.Prefix.Bits()
	switch {
	case free < 0:
		return 0
	case free >= 62:
		return math.MaxInt
	}
	return 1 << free
}

// blockShare warns when the nodes may together hold more blocks than there are.
func (a *audit) blockShare(c *Cluster, field string) {
	k, ok := c.CNI.(Calico)
	if !ok || k.MaxBlocksPerNode < 1 {
		return
	}
	for _, f := range c.families() {
		blocks, nodes := 0, 0
		for j := range c.Pods {
			if pool := &c.Pods[j]; pool.Prefix.IsValid() && FamilyOf(pool.Prefix.Addr()) == f {
				blocks += min(blockCount(pool), math.MaxInt32)
			}
		}
		nodes = len(c.Nodes)
		if want := nodes * min(k.MaxBlocksPerNode, math.MaxInt32); blocks < want && blocks >= nodes {
			a.warn(CodePoolTight, field+".cni.calico.maxBlocksPerNode",
				fmt.Sprintf("%d nodes may have %d %s blocks each, and the pools have %d", nodes, k.MaxBlocksPerNode, f, blocks),
				"use larger pools or longer blocks, or lower the bound", "Calico: a node without a free block borrows single addresses, which are announced one by one")
		}
	}
}
