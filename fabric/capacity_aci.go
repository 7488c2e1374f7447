package fabric

import (
	"math"
	"slices"

	"github.com/podfabric/podfabric/ipam"
)

// aci says how far a design of an ACI fabric reaches.
func (c *capacity) aci(kind ACI) {
	c.hosts(hostsOf("pools.routerIDs", c.d.Pools.RouterIDs))
	c.planner.aci = kind
	access := &outPlan{design: &L3Out{SVI: FloatingSVI{}}}
	c.numbers(spaceVLANs, c.planner.vlansOf(access))
	for _, f := range Families() {
		c.prefixes(spaceSubnet, prefixRange("pools.nodeSubnets", c.d.Pools.NodeSubnets.Of(f)), c.subnetLength(f))
		c.prefixes(spaceRange, prefixRange("pools.pods", c.d.Pools.Pods.Of(f)), c.podLength(f))
		c.prefixes(spaceRange, prefixRange("pools.services", c.d.Pools.Services.Of(f)), c.serviceLength(f))
	}
	for i := range kind.L3Outs {
		c.outPools(&kind.L3Outs[i])
	}
	c.blocks()
	c.routes()
	for i := range c.d.Racks {
		c.out.Nodes = append(c.out.Nodes, c.outNodeRoom(&kind, &c.d.Racks[i]))
	}
	c.out.Racks = c.outRackRoom(&kind)
	c.out.Clusters = Room{Of: "clusters", More: math.MaxUint64}
	c.drawnRoom(&c.out.Clusters)
}

// outPools reports what the addresses of an L3Out's nodes are drawn from.
func (c *capacity) outPools(l *L3Out) {
	for _, f := range Families() {
		switch svi := l.SVI.(type) {
		case FloatingSVI:
			c.hosts(c.floatingHosts(l, f))
		case StandardSVI:
			c.prefixes(spaceSubnet, supernetOf(l, &svi, f), svi.length(f))
		}
	}
}

// supernetOf is what the subnets of nodes under standard SVIs are drawn from.
func supernetOf(l *L3Out, svi *StandardSVI, f Family) *ipam.Range {
	return prefixRange(outOwner(l.Tenant, l.Name)+"/node-subnets", svi.NodeSubnets.Of(f))
}

// floatingHosts is the pool of the nodes of a floating SVI, nil without a subnet of
// the family.
func (c *capacity) floatingHosts(l *L3Out, f Family) *hostPool {
	owner := outOwner(l.Tenant, l.Name)
	lease, ok := c.ledger.Lookup(ipam.Key{Owner: owner, Kind: kindOf(kindSubnet, f)})
	if !ok || lease.Quarantined {
		return nil
	}
	hosts, _ := c.planner.hostsBy(c.d.layoutOf(l.SVI, lease.Value.Prefix()), owner+"/"+kindOf(kindSubnet, f), lease.Value.Prefix())
	return hosts
}

// outNodeRoom counts further nodes of the largest cluster in a rack.
func (c *capacity) outNodeRoom(kind *ACI, rack *Rack) Room {
	r := Room{Of: rack.Name, More: math.MaxUint64}
	cluster := c.largest()
	if cluster == nil {
		return r
	}
	at := slices.IndexFunc(kind.L3Outs, func(l L3Out) bool {
		return l.Cluster == cluster.Name && (len(l.Racks) == 0 || slices.Contains(l.Racks, rack.Name))
	})
	if at < 0 {
		r.least(0, "no L3Out of cluster "+cluster.Name+" in rack "+rack.Name)
		return r
	}
	l := &kind.L3Outs[at]
	for _, f := range cluster.families() {
		switch svi := l.SVI.(type) {
		case FloatingSVI:
			c.hostRoom(&r, c.floatingHosts(l, f), 1)
		case StandardSVI:
			c.room(&r, spaceSubnet, supernetOf(l, &svi, f), svi.length(f), 1)
		}
	}
	if isStandard(l.SVI) {
		c.numberRoom(&r, spaceVLANs, c.planner.vlansOf(&outPlan{design: l}), 1)
	}
	c.blockRoom(&r, cluster)
	return r
}

// outRackRoom counts further racks like the largest one, for every L3Out.
func (c *capacity) outRackRoom(kind *ACI) Room {
	r := Room{Of: "racks", More: math.MaxUint64}
	leaves := 0
	for i := range c.d.Racks {
		leaves = max(leaves, len(c.d.Racks[i].Leaves))
	}
	if leaves == 0 {
		return r
	}
	c.hostRoom(&r, hostsOf("pools.routerIDs", c.d.Pools.RouterIDs), leaves)
	for i := range c.plan.ACI.L3Outs {
		o := &c.plan.ACI.L3Outs[i]
		most, what := mostBorderLeaves, "12 border leaves"
		if o.Floating {
			most, what = mostAnchors, "6 anchors"
		}
		if len(kind.L3Outs) > 0 {
			r.least(uint64(max(most-len(o.Leaves), 0)/leaves), "the "+what+" of L3Out "+o.Tenant+"/"+o.Name)
		}
	}
	return r
}

// outSubnets counts the subnets of all L3Outs, which every leaf of a VRF has.
func (c *capacity) outSubnets() int {
	seen := map[Prefix]bool{}
	for i := range c.plan.ACI.L3Outs {
		for j := range c.plan.ACI.L3Outs[i].SVIs {
			seen[c.plan.ACI.L3Outs[i].SVIs[j].Subnet] = true
		}
	}
	return len(seen)
}
