package fabric

import "fmt"

const sourceFloatingSubnet = "seeds/002, example floating SVI IP allocation: the subnet holds nodes, anchors, a floating and a secondary address"

// floatingSubnets checks the node subnets of floating SVIs, and what is pinned in
// them.
func (a *audit) floatingSubnets() {
	for _, o := range a.aci.outs {
		if o.floating == nil {
			continue
		}
		for _, f := range Families() {
			a.subnet(o.segment, f)
		}
		if len(o.nodes) == 0 && o.floating.NodeSubnet == (Prefixes{}) {
			continue
		}
		for _, f := range Families() {
			field, subnet := o.svi("nodeSubnet"), o.floating.NodeSubnet.Of(f)
			if subnet == (Prefix{}) {
				field, subnet = a.drawnSubnet(f)
			}
			a.floatingRoom(o, field, subnet)
		}
	}
}

// floatingRoom refuses a subnet without an address for everything on it.
func (a *audit) floatingRoom(o *l3out, field string, subnet Prefix) {
	if !subnet.IsValid() {
		return
	}
	need := 2 + len(o.leaves) + len(o.nodes)
	if !roomFor(subnet, need) {
		a.refuse(CodeSubnetTooSmall, field,
			fmt.Sprintf("a /%d has too few addresses for %s: %d, for the floating and the secondary address, %d anchors and %d nodes",
				subnet.Bits(), o.what(), need, len(o.leaves), len(o.nodes)),
			"use a shorter prefix, or spread the cluster over several L3Outs", sourceFloatingSubnet)
		return
	}
	a.placed(o.segment, field, subnet, len(o.leaves))
}

// standardSubnets checks the ranges of standard SVIs, and that a subnet can be
// drawn for every node of them.
func (a *audit) standardSubnets() {
	for _, o := range a.aci.outs {
		if o.standard == nil {
			continue
		}
		a.optional(o.svi("length"), "length of a node's subnet", o.standard.Length, 24, 29, "seeds/002: a /29 for each node holds the node, two leaves and a secondary address")
		a.optional(o.svi("length6"), "length of a node's IPv6 subnet", o.standard.Length6, 64, 125, "seeds/002: a /29 for each node, which is a /125 of IPv6")
		for _, f := range Families() {
			field, what := o.svi("nodeSubnets"), "the node subnets of "+o.what()
			supernet := o.standard.NodeSubnets.Of(f)
			if !a.prefix(field, what, supernet, f) {
				continue
			}
			a.claim(supernet, usedNodes, -1, field, what)
			a.standardSubnet(o, f, field, supernet)
		}
	}
}

// cuts is the range of family f that nodes' subnets are cut from, with their
// length, and whether they can be.
func (o *l3out) cuts(f Family) (supernet Prefix, length int, good bool) {
	supernet, length = o.standard.NodeSubnets.Of(f), o.standard.length(f)
	low, high := 24, 29
	if f == IPv6 {
		low, high = 64, 125
	}
	good = supernet.IsValid() && FamilyOf(supernet.Addr()) == f && unusable(supernet.Addr()) == "" &&
		low <= length && length <= high && supernet.Bits() <= length
	return supernet, length, good
}

func (a *audit) standardSubnet(o *l3out, f Family, field string, supernet Prefix) {
	length := o.standard.length(f)
	if length < supernet.Bits() {
		a.longerThanPool(field, "node subnets", supernet, length)
		return
	}
	if _, _, good := o.cuts(f); !good {
		return
	}
	if room := length - supernet.Bits(); room < 32 && 1<<room < len(o.nodes) {
		a.refuse(CodeSubnetTooSmall, field,
			fmt.Sprintf("%s has %d subnets of /%d, and %s has %d nodes", supernet, 1<<room, length, o.what(), len(o.nodes)),
			"use a larger range: a /24 for 32 nodes, a /23 for 64", "seeds/002, example standard SVI IP allocation: one subnet a node")
	}
	a.standardLayout(o, f, field, prefixOf(supernet.Masked().Addr(), length))
	a.standardPins(o, f, supernet, length)
}

// standardLayout holds the layout against one node's subnet; all are alike.
func (a *audit) standardLayout(o *l3out, f Family, field string, subnet Prefix) {
	layout := a.d.layoutOf(*o.standard, subnet).of(f)
	placed, err := layout.In(subnet)
	if err != nil {
		for _, err := range unjoin(err) {
			a.refuse(CodeLayout, field, err.Error(), "use the layout standard-svi, or shorter lengths", "pools.layout")
		}
		return
	}
	need := 1 + max(0, 2-len(placed.Leaves))
	if !placed.Gateway.IsValid() && !placed.Secondary.IsValid() {
		need++
	}
	if room := placed.Capacity(); room < uint64(need) {
		a.refuse(CodeSubnetTooSmall, field, fmt.Sprintf("the layout leaves %d addresses of a /%d to the node, and %s needs %d", room, subnet.Bits(), o.what(), need),
			"use the layout standard-svi, or shorter lengths", "pools.layout")
	}
}

// standardPins checks the nodes' pinned addresses: each pins the subnet around it,
// which is one that could be drawn, and no other node's.
func (a *audit) standardPins(o *l3out, f Family, supernet Prefix, length int) {
	owner := map[Prefix]nodeRef{}
	for _, n := range o.nodes {
		addr, field, what := a.node(n).Address.Of(f), n.field()+".address", "node "+a.node(n).Name
		if !a.address(field, what, addr, f) {
			continue
		}
		subnet := prefixOf(addr, length).Masked()
		if !supernet.Contains(addr) {
			a.refuse(CodeOutsideSubnet, field, fmt.Sprintf("%s %s is outside %s, from which the subnet around it is drawn", what, addr, supernet.Masked()),
				"use an address inside the range, or change the range", "seeds/002, example standard SVI IP allocation: one subnet a node")
			continue
		}
		if !a.inSubnet(field, what, addr, subnet) {
			continue
		}
		if first, taken := owner[subnet]; taken {
			a.refuse(CodeNodeSubnetShared, field, fmt.Sprintf("%s at %s is in %s, and so is node %s at %s", what, addr, subnet, a.node(first).Name, first.field()),
				"pin addresses of different subnets", "seeds/002: no layer 2 between the nodes of a standard SVI")
			continue
		}
		owner[subnet] = n
		a.claimHost(addr, field, what)
	}
}

// l3outFamilies wants subnets of every family that the cluster of an L3Out has.
func (a *audit) l3outFamilies() {
	for _, o := range a.aci.outs {
		switch {
		case o.cluster < 0:
		case o.floating != nil:
			a.networkFamilies(o.segment)
		case o.standard != nil:
			a.standardFamilies(o)
		}
	}
}

func (a *audit) standardFamilies(o *l3out) {
	c := &a.d.Clusters[o.cluster]
	var has [2]bool
	for _, f := range c.families() {
		has[f] = true
		if o.standard.NodeSubnets.Of(f) == (Prefix{}) {
			a.refuse(CodeFamilyMissing, o.svi("nodeSubnets"),
				fmt.Sprintf("cluster %s has %s pods, and %s has no %s range of node subnets", c.Name, f, o.what(), f),
				"add one", "seeds/003: dual stack has a session of each family, from node addresses of each family")
		}
	}
	for f := range o.standard.NodeSubnets.All() {
		if !has[f] && len(c.families()) > 0 {
			a.familyUnused(o.svi("nodeSubnets"), "the range of node subnets", f, "cluster "+c.Name)
		}
	}
	for _, n := range o.nodes {
		for f := range a.node(n).Address.All() {
			if !has[f] && len(c.families()) > 0 {
				a.familyUnused(n.field()+".address", "the node's address", f, "cluster "+c.Name)
			}
		}
	}
}
