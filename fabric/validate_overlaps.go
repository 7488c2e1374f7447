package fabric

import (
	"cmp"
	"fmt"
	"slices"
)

// A use is what a range of addresses is for.
type use uint8

const (
	usedPods use = iota
	usedClusterIPs
	usedExternalIPs
	usedLoadBalancers
	usedNodes
	usedLink
	usedLoopback
	usedManagement
	usedNodePool       // node subnets are drawn from it
	usedLinkPool       // links
	usedLoopbackPool   // router IDs and loopbacks
	usedManagementPool // management addresses
	usedPodPool        // pod pools
	usedServicePool    // service ranges
	usedFilter         // what nodes may announce besides
)

// A claim is a range of addresses with what it is for.
type claim struct {
	prefix Prefix // masked
	use    use
	owner  int // index of the cluster, -1 for the fabric
	field  string
	what   string
	order  int
}

func (a *audit) claim(p Prefix, u use, owner int, field, what string) {
	a.claims = append(a.claims, claim{p.Masked(), u, owner, field, what, len(a.claims)})
}

// overlaps refuses ranges that share addresses and must not: on one fabric
// without VRFs, everything but management is one routing table.
func (a *audit) overlaps() {
	for _, pair := range conflicts(a.claims) {
		a.overlap(pair[0], pair[1])
	}
}

// conflicts returns the pairs of ranges that must not share addresses and do, the
// later one of the design second. Every range is second at most once.
//
// Prefixes either nest or are apart. Sorted by address and then by length, every
// range comes behind those that hold it, so one pass with a stack finds all.
func conflicts(claims []claim) [][2]*claim {
	claims = slices.Clone(claims)
	slices.SortFunc(claims, func(x, y claim) int {
		return cmp.Or(x.prefix.Addr().Compare(y.prefix.Addr()), cmp.Compare(x.prefix.Bits(), y.prefix.Bits()), cmp.Compare(x.order, y.order))
	})
	var around []*claim // each holds those behind it
	var pairs [][2]*claim
	told := map[int]bool{}
	for i := range claims {
		c := &claims[i]
		for len(around) > 0 && !around[len(around)-1].prefix.Overlaps(c.prefix) {
			around = around[:len(around)-1]
		}
		again := slices.ContainsFunc(around, c.same)
		if again && mayShare(c, c) {
			continue
		}
		for _, outer := range slices.Backward(around) {
			first, second := outer, c
			if first.order > second.order {
				first, second = second, first
			}
			if !told[second.order] && !mayShare(outer, c) {
				told[second.order] = !tolerable(first, second) // a warning hides no error
				pairs = append(pairs, [2]*claim{first, second})
			}
		}
		if !again {
			around = append(around, c)
		}
	}
	slices.SortStableFunc(pairs, func(x, y [2]*claim) int { return cmp.Compare(x[1].order, y[1].order) })
	return pairs
}

// same reports whether two claims stand for each other, such as the management
// subnets of all switches.
func (c *claim) same(d *claim) bool {
	return c.prefix == d.prefix && c.use == d.use && c.owner == d.owner
}

// mayShare reports whether two ranges may share addresses.
func mayShare(outer, inner *claim) bool {
	switch {
	case outer.use == usedFilter && inner.use == usedFilter,
		outer.use == usedLoopback && inner.use == usedLoopback: // reported as a duplicate address
		return true
	case outer.use == usedFilter || inner.use == usedFilter:
		return outer.owner == inner.owner // further ranges around the cluster's own
	case inner.use == usedManagement && outer.use == usedManagement:
		return outer.prefix == inner.prefix
	}
	pool := map[use]use{
		usedNodes: usedNodePool, usedLink: usedLinkPool,
		usedLoopback: usedLoopbackPool, usedManagement: usedManagementPool,
		usedPods: usedPodPool, usedClusterIPs: usedServicePool, usedExternalIPs: usedServicePool, usedLoadBalancers: usedServicePool,
	}
	if from, drawn := pool[inner.use]; drawn && from == outer.use {
		return true
	}
	from, drawn := pool[outer.use] // a subnet as large as its pool
	return drawn && from == inner.use && outer.prefix == inner.prefix
}

// tolerable reports whether two ranges that share addresses are worth a warning
// only.
func tolerable(first, second *claim) bool {
	has := func(uses ...use) bool { return slices.Contains(uses, first.use) || slices.Contains(uses, second.use) }
	return has(usedFilter) || has(usedManagement, usedManagementPool) ||
		has(usedExternalIPs) && has(usedLoadBalancers) && first.owner == second.owner && first.owner >= 0
}

func (a *audit) overlap(first, second *claim) {
	detail := fmt.Sprintf("%s %s shares addresses with %s %s at %s", second.what, second.prefix, first.what, first.prefix, first.field)
	has := func(uses ...use) bool { return slices.Contains(uses, first.use) || slices.Contains(uses, second.use) }
	switch {
	case has(usedFilter):
		a.warn(CodeFilterWide, second.field, detail, "let nodes announce no addresses that belong to others",
			"githedgehog/fabric#1423: any host may announce any address that its filter lets through")
	case has(usedManagement, usedManagementPool):
		a.warn(CodeManagementOverlap, second.field, detail, "use a range for management that occurs nowhere else",
			"the management VRF keeps the two apart on the switches; whoever reaches both cannot")
	case has(usedExternalIPs) && has(usedLoadBalancers) && first.owner == second.owner && first.owner >= 0:
		a.warn(CodePoolOverlap, second.field, detail, "keep the ranges apart: two allocators may hand out one address",
			"Kubernetes: load balancer addresses are allocated, external ones are chosen by users")
	case has(usedPods, usedClusterIPs, usedExternalIPs, usedLoadBalancers, usedNodePool, usedLinkPool, usedLoopbackPool, usedPodPool, usedServicePool):
		fix := "use ranges that share no address; clusters with equal ranges need VRFs"
		if a.aci != nil {
			fix = "use ranges that share no address; equal ranges of clusters in different VRFs are not planned yet"
		}
		a.refuse(CodePoolOverlap, second.field, detail, fix,
			"seeds/002: one range for pods and services; Calico: overlapping pools are refused")
	default:
		a.refuse(CodeSubnetOverlap, second.field, detail, "use subnets that share no address",
			"seeds/000: the VLAN may be the same in every rack, the subnet may not")
	}
}

// pools checks the ranges that the plan draws from, and claims them.
func (a *audit) pools() {
	p := &a.d.Pools
	for _, f := range Families() {
		a.pool("pools.links", "pool of links", p.Links.Of(f), f, usedLinkPool)
		a.pool("pools.nodeSubnets", "pool of node subnets", p.NodeSubnets.Of(f), f, usedNodePool)
		a.pool("pools.pods", "pool of pod ranges", p.Pods.Of(f), f, usedPodPool)
		a.pool("pools.services", "pool of service ranges", p.Services.Of(f), f, usedServicePool)
	}
	a.pool("pools.routerIDs", "pool of router IDs", p.RouterIDs, IPv4, usedLoopbackPool)
	a.pool("pools.loopbacks6", "pool of loopbacks", p.Loopbacks6, IPv6, usedLoopbackPool)
	a.pool("pools.management", "management subnet", p.Management, FamilyOf(p.Management.Addr()), usedManagementPool)
	if g := p.ManagementGateway; a.address("pools.managementGateway", "management gateway", g, FamilyOf(g)) {
		if !p.Management.IsValid() || a.inSubnet("pools.managementGateway", "management gateway", g, p.Management) {
			a.claimHost(g, "pools.managementGateway", "the management gateway")
		}
	}
	a.optional("pools.linkLength", "link length", p.LinkLength, 30, 31, "RFC 3021; seeds/000: links are /30 or /31")
	if a.optional("pools.nodeSubnetLength", "node subnet length", p.NodeSubnetLength, 8, 29, "a gateway, two leaves and a node need a /29") {
		a.longerThanPool("pools.nodeSubnetLength", "node subnets", p.NodeSubnets.V4, orDefault(p.NodeSubnetLength, 24))
	}
	a.longerThanPool("pools.nodeSubnets", "node subnets", p.NodeSubnets.V6, 64)
	a.longerThanPool("pools.links", "links", p.Links.V4, orDefault(p.LinkLength, 31))
	a.longerThanPool("pools.links", "links", p.Links.V6, 127)
}

func (a *audit) pool(field, what string, p Prefix, f Family, u use) {
	if a.prefix(field, what, p, f) {
		a.claim(p, u, -1, field, what)
	}
}

// longerThanPool refuses to cut pieces out of a pool that are larger than it.
func (a *audit) longerThanPool(field, what string, pool Prefix, length int) {
	if pool.IsValid() && length < pool.Bits() {
		a.refuse(CodePrefixLength, field, fmt.Sprintf("%s of /%d do not fit into the pool %s", what, length, pool),
			"use a larger pool or longer subnets", "the size of the pool")
	}
}
