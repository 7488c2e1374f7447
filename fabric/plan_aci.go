package fabric

import (
	"cmp"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/ipam"
)

// defaultMTUACI is the MTU of SVIs that seeds/002 recommends (step 4).
const defaultMTUACI = 9000

// planACI is [planner.plan] of an ACI fabric.
func (p *planner) planACI() *Plan {
	outs := p.layOutACI()
	p.pinLeaves()
	for _, out := range outs {
		p.pinOut(out)
	}
	p.numberACI()
	p.addressLeaves()
	for _, out := range outs {
		p.addressOut(out)
	}
	p.clustersACI(outs)
	p.tellController(outs)
	p.unknown()
	p.ledger.End()
	for _, rack := range p.racks {
		for _, s := range rack.leaves {
			p.out.Leaves = append(p.out.Leaves, *s)
		}
	}
	return p.out
}

// An outPlan is one L3Out while it is planned.
type outPlan struct {
	design  *L3Out
	field   string
	owner   string
	cluster int
	// racks that it attaches nodes of, in the order of the design.
	racks []*rackPlan
	// networks are the one of a floating SVI, or those of the nodes.
	networks []*outNetwork
	out      *PlannedL3Out
}

// An outNetwork is one subnet and VLAN of an L3Out.
type outNetwork struct {
	field, owner string
	// rack and node of a network that is one node's; node is -1 otherwise.
	rack *rackPlan
	node int
	vlan VLAN
	// leaves with an address of their own, and their pins.
	leaves    []*Switch
	pins      []Addrs
	addresses []Addrs
	subnet    Prefixes
	pinned    Prefixes
	hosts     [2]*hostPool
	// secondary is the nodes' gateway.
	secondary, floating Addrs
}

// layOutACI makes the empty leaves and L3Outs.
func (p *planner) layOutACI() []*outPlan {
	p.families = p.d.families()
	for i := range p.d.Racks {
		design := &p.d.Racks[i]
		rack := &rackPlan{design: design, field: at("racks", i), as: p.aci.AS}
		for j := range design.Leaves {
			leaf := &design.Leaves[j]
			rack.leaves = append(rack.leaves, &Switch{
				Name: leaf.Name, Role: RoleLeaf, Rack: design.Name, AS: p.aci.AS,
				Platform: ACIMode{Version: p.aci.Version, Pod: orDefault(design.Pod, 1), Node: leaf.Node, TEP: leaf.TEP},
				Families: p.families, MTU: orDefault(p.aci.MTU, defaultMTUACI),
				PathsExternal: orDefault(p.aci.ECMP, 64), PathsInternal: orDefault(p.aci.ECMP, 64),
				RelaxMultipath: true, CompareRouterID: true,
			})
		}
		p.racks = append(p.racks, rack)
		p.rackOf[design.Name] = rack
	}
	for i := range p.d.Clusters {
		for j := range p.d.Clusters[i].Nodes {
			rack := p.rackOf[p.d.Clusters[i].Nodes[j].Rack]
			rack.nodes = append(rack.nodes, rackNode{i, j})
		}
	}
	var outs []*outPlan
	for i := range p.aci.L3Outs {
		// Without nodes there is nothing to attach, and a controller takes no L3Out without
		// leaves.
		if out := p.layOutOut(i); len(out.racks) > 0 {
			outs = append(outs, out)
		}
	}
	// By name: what the controller is told does not depend on the order of the
	// design.
	slices.SortFunc(outs, func(a, b *outPlan) int {
		return cmp.Or(strings.Compare(a.design.Tenant, b.design.Tenant), strings.Compare(a.design.Name, b.design.Name))
	})
	return outs
}

func (p *planner) layOutOut(i int) *outPlan {
	design := &p.aci.L3Outs[i]
	out := &outPlan{
		design: design, field: at("fabric.aci.l3outs", i), owner: outOwner(design.Tenant, design.Name),
		cluster: slices.IndexFunc(p.d.Clusters, func(c Cluster) bool { return c.Name == design.Cluster }),
	}
	for _, rack := range p.racks {
		if len(design.Racks) > 0 && !slices.Contains(design.Racks, rack.design.Name) {
			continue
		}
		if slices.ContainsFunc(rack.nodes, func(n rackNode) bool { return n.cluster == out.cluster }) {
			out.racks = append(out.racks, rack)
		}
	}
	switch svi := design.SVI.(type) {
	case FloatingSVI:
		net := &outNetwork{field: out.field + ".svi.floating", owner: out.owner, node: -1, vlan: svi.VLAN, pinned: svi.NodeSubnet}
		for _, leaf := range p.anchors(out, &svi) {
			net.leaves = append(net.leaves, leaf)
			pin := Addrs{}
			if k := slices.IndexFunc(svi.Anchors, func(a Anchor) bool { return a.Leaf == leaf.Name }); k >= 0 {
				pin = svi.Anchors[k].Address
			}
			net.pins = append(net.pins, pin)
		}
		out.networks = append(out.networks, net)
	case StandardSVI:
		for _, rack := range out.racks {
			for j := range rack.nodesOf(out.cluster) {
				out.networks = append(out.networks, p.nodeNetwork(out, &svi, rack, j))
			}
		}
	}
	return out
}

// anchors are the anchor leaves, in the order of the design: those that it names, or
// all of the L3Out's racks.
func (p *planner) anchors(out *outPlan, svi *FloatingSVI) []*Switch {
	var all []*Switch
	racks := out.racks
	if len(svi.Anchors) > 0 {
		racks = p.racks
	}
	for _, rack := range racks {
		for _, leaf := range rack.leaves {
			if len(svi.Anchors) == 0 || slices.ContainsFunc(svi.Anchors, func(a Anchor) bool { return a.Leaf == leaf.Name }) {
				all = append(all, leaf)
			}
		}
	}
	return all
}

// nodeNetwork is the network of one node under a standard SVI. The leaf with the
// lower node ID is side A of its vPC.
func (p *planner) nodeNetwork(out *outPlan, svi *StandardSVI, rack *rackPlan, node int) *outNetwork {
	n := &p.d.Clusters[out.cluster].Nodes[node]
	net := &outNetwork{
		field: item(at("clusters", out.cluster), ".nodes", node, "").String(),
		owner: out.owner + "/node/" + n.Name, rack: rack, node: node,
		leaves: slices.Clone(rack.leaves), pins: make([]Addrs, len(rack.leaves)),
	}
	slices.SortStableFunc(net.leaves, func(a, b *Switch) int { return cmp.Compare(nodeID(a), nodeID(b)) })
	for f, a := range n.Address.All() {
		net.pinned = net.pinned.With(prefixOf(a, svi.length(f)).Masked())
	}
	return net
}

// length is that of a node's subnet.
func (s *StandardSVI) length(f Family) int {
	if f == IPv6 {
		return orDefault(s.Length6, 125)
	}
	return orDefault(s.Length, 29)
}

func nodeID(s *Switch) int {
	mode, _ := s.Platform.(ACIMode)
	return mode.Node
}

// numberACI leases the AS numbers, all of which are stated.
func (p *planner) numberACI() {
	p.pinAS(ownerSpines, under("fabric.aci", ".as"), p.aci.AS)
	var stated []statement
	for i := range p.d.Clusters {
		if scheme, ok := p.d.Clusters[i].AS.(ASPerCluster); ok {
			stated = append(stated, statement{clusterOwner(p.d.Clusters[i].Name), uint32(scheme.AS)})
		}
	}
	holders := p.holders(kindAS, stated)
	for i := range p.d.Clusters {
		scheme, ok := p.d.Clusters[i].AS.(ASPerCluster)
		if owner := clusterOwner(p.d.Clusters[i].Name); ok && holders[uint32(scheme.AS)] == owner {
			p.pinAS(owner, under(at("clusters", i), ".as"), scheme.AS)
		}
	}
}

// addressLeaves gives every leaf its router ID, which it has in all VRFs: the
// controller wants one for a leaf and a VRF, whatever the L3Outs.
func (p *planner) addressLeaves() {
	pool := hostsOf("pools.routerIDs", p.d.Pools.RouterIDs)
	for _, rack := range p.racks {
		for j, leaf := range rack.leaves {
			leaf.RouterID = p.drawAddr(ipam.Key{Owner: switchOwner(leaf.Name), Kind: kindRouterID},
				under(at(rack.field+".leaves", j), ".routerID"), rack.design.Leaves[j].RouterID, pool)
		}
	}
}

// pinLeaves leases what the design pins of leaves.
func (p *planner) pinLeaves() {
	for _, rack := range p.racks {
		for j := range rack.design.Leaves {
			leaf := &rack.design.Leaves[j]
			p.pinAddr(ipam.Key{Owner: switchOwner(leaf.Name), Kind: kindRouterID}, under(at(rack.field+".leaves", j), ".routerID"), leaf.RouterID)
		}
	}
}
