package fabric

import "fmt"

const sourceForeign = "the design language: nothing is dropped silently"

// foreign tells of fields that only another kind of fabric has. What an operator
// would expect to take effect is refused; what is a mere record or a pool that
// nothing is drawn from is warned about.
func (a *audit) foreign() {
	switch a.d.Fabric.(type) {
	case IPFabric:
		a.foreignOnIP()
	case ACI:
		a.foreignPools()
		for i := range a.d.Racks {
			a.foreignRack(&a.d.Racks[i], at("racks", i))
		}
		for i := range a.d.Clusters {
			a.foreignCluster(&a.d.Clusters[i], at("clusters", i))
		}
	}
}

// foreignOnIP refuses the IDs of ACI's controllers.
func (a *audit) foreignOnIP() {
	const fix = "leave it out: it is an ID of ACI's controllers"
	for i := range a.d.Racks {
		rack, field := &a.d.Racks[i], at("racks", i)
		if rack.Pod != 0 {
			a.refuse(CodeOtherFabric, field+".pod", fmt.Sprintf("pod %d is set, and the leaves of an IP fabric are in none", rack.Pod), fix, sourceForeign)
		}
		for j := range rack.Leaves {
			leaf, field := &rack.Leaves[j], at(field+".leaves", j)
			if leaf.Node != 0 {
				a.refuse(CodeOtherFabric, field+".node", fmt.Sprintf("node ID %d is set, and leaves of an IP fabric have none", leaf.Node), fix, sourceForeign)
			}
			if leaf.TEP != (Addr{}) {
				a.refuse(CodeOtherFabric, field+".tep", "a tunnel endpoint address is set, and leaves of an IP fabric have none", fix, sourceForeign)
			}
		}
	}
}

// A foreign field of a design of an ACI fabric.
type foreignField struct {
	set               bool
	field, what, then string
}

func (a *audit) foreignFields(fields []foreignField) {
	for _, f := range fields {
		if f.set {
			a.refuse(CodeOtherFabric, f.field, f.what+" is set, which has no effect on an ACI fabric", f.then, sourceForeign)
		}
	}
}

func (a *audit) foreignRack(rack *Rack, field string) {
	const network = "leave it out: nodes are on the subnet and VLAN of their L3Out"
	a.foreignFields([]foreignField{
		{rack.AS != 0, field + ".as", "the AS of a rack", "leave it out: all leaves are in fabric.aci.as"},
		{rack.VLAN != 0, field + ".vlan", "a VLAN", network},
		{rack.NodeSubnet != (Prefixes{}), field + ".nodeSubnet", "a node subnet", network},
		{rack.Gateway != (Addrs{}), field + ".gateway", "a gateway", "leave it out, or pin it in the floating SVI of the L3Out"},
		{rack.GatewayGroup != 0, field + ".gatewayGroup", "a gateway group", "leave it out: the leaves share a secondary address without a protocol"},
		{rack.VPCDomain != 0, field + ".vpcDomain", "a vPC domain", "leave it out: the controllers have the vPC pairs"},
		{rack.Switches != nil, field + ".switches", "a platform", "leave it out: the leaves are in ACI mode"},
		{!rack.Ports.isZero(), field + ".ports", "a layout of ports", "leave it out: the controllers have the ports"},
	})
	for j := range rack.Leaves {
		leaf, field := &rack.Leaves[j], at(field+".leaves", j)
		a.foreignFields([]foreignField{
			{len(leaf.Uplinks) > 0, field + ".uplinks", "an uplink", "leave it out: the controllers run the links to the spines"},
			{leaf.Address != (Addrs{}), field + ".address", "an address on the rack's node network", "leave it out, or pin it at the anchor of the floating SVI"},
		})
		a.foreignRecord(leaf.Loopback6 != (Addr{}), field+".loopback6", "an IPv6 loopback", "leave it out: routers of an L3Out have a router ID alone")
		a.foreignRecord(leaf.Management != (Prefix{}), field+".management", "a management address", "leave it out: the controllers reach the leaves themselves")
	}
}

func (a *audit) foreignCluster(c *Cluster, field string) {
	a.foreignFields([]foreignField{
		{c.DownwardDefault, field + ".downwardDefault", "a downward default",
			"leave it out; for a default route from outside of the fabric, let the L3Out's transit receive 0.0.0.0/0"},
		{c.NextHopSelf, field + ".nextHopSelf", "next-hop-self", "leave it out: eBGP makes the leaf the next hop"},
		{len(c.Networks) > 0, field + ".networks", "a node network of the cluster's own", "leave it out, or give the cluster another L3Out"},
	})
	switch c.AS.(type) {
	case ASPerRack, ASPerServer:
		a.refuse(CodeASScheme, field+".as", fmt.Sprintf("the nodes of cluster %s are to be in several AS, and an L3Out has dynamic neighbors of one", c.Name),
			"use ASPerCluster with an AS that is not the fabric's", "seeds/001, seeds/002: AS per cluster is the design for ACI")
	case ASPerCluster:
	}
}

// foreignPools warns of pools that nothing is drawn from.
func (a *audit) foreignPools() {
	p := &a.d.Pools
	const fix = "leave it out: nothing is drawn from it"
	a.foreignRecord(p.Links != (Prefixes{}), "pools.links", "a pool of links", fix)
	a.foreignRecord(p.LinkLength != 0, "pools.linkLength", "the length of links", fix)
	a.foreignRecord(p.Loopbacks6 != (Prefix{}), "pools.loopbacks6", "a pool of loopbacks", fix)
	a.foreignRecord(p.VLANs.IsSet(), "pools.vlans", "a range of VLANs", "leave it out, and write the VLANs into fabric.aci.access.vlans")
	a.foreignRecord(p.Management != (Prefix{}), "pools.management", "a management subnet", fix)
	a.foreignRecord(p.ManagementGateway != (Addr{}), "pools.managementGateway", "a management gateway", fix)
	a.foreignRecord(p.RackAS.IsSet(), "pools.rackAS", "a range of AS numbers for racks", fix)
}

func (a *audit) foreignRecord(set bool, field, what, fix string) {
	if set {
		a.warn(CodeOtherFabric, field, what+" is set, which has no effect on an ACI fabric", fix, sourceForeign)
	}
}
