package verify

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// expect fills in what follows from the plan: the leaves that have the VRF, the
// nodes in it, and what they announce.
func (c aciVRF) expect(state fabric.State) {
	e := c.expected
	for i := range c.plan.Leaves {
		c.leaf(&c.plan.Leaves[i])
	}
	c.findTEPs()
	var clusters []*fabric.PlannedCluster
	for _, o := range c.outs {
		if cluster := c.plan.Cluster(o.Cluster); cluster != nil && !slices.Contains(clusters, cluster) {
			clusters = append(clusters, cluster)
		}
	}
	announced := map[netip.Prefix]*destination{}
	for i := range e.devices {
		for _, s := range c.svis[int32(i)] {
			e.announce(announced, s.Subnet.Masked(), kindSubnet, s.out.Cluster, int32(i), nil)
		}
	}
	for _, cluster := range clusters {
		c.clusters(cluster)
		for i := range cluster.Nodes {
			if o := c.outOfNode(cluster, &cluster.Nodes[i]); o != nil {
				c.outOf[e.addNode(cluster, &cluster.Nodes[i])] = o
			}
		}
		e.clusterDestinations(cluster, stateOf(state, cluster.Name), announced)
	}
	e.settle(announced)
	for i := range c.plan.Sessions {
		s := &c.plan.Sessions[i]
		node, ok := e.byName[s.B.Device]
		if !ok || s.Kind != fabric.SessionNode {
			continue
		}
		c.planned = append(c.planned, s)
		if leaf, ok := e.byName[s.A.Device]; ok {
			key := nodeFamily{node, s.Family}
			c.peers[key] = append(c.peers[key], peerLeaf{leaf, s.A.Address})
		}
	}
}

// leaf adds a leaf when it has the VRF: it runs BGP in an L3Out, or it is no anchor
// of a floating one and a node of it is cabled to it.
func (c aciVRF) leaf(sw *fabric.Switch) {
	var svis []leafSVI
	for _, o := range c.outs {
		anchor := slices.ContainsFunc(o.Leaves, func(l fabric.ACILeaf) bool { return l.Name == sw.Name })
		if !anchor && (!o.Floating || !c.hasNodes(o, sw.Name)) {
			continue
		}
		for i := range o.SVIs {
			s := leafSVI{PlannedSVI: &o.SVIs[i], out: o, own: o.SVIs[i].Floating, anchor: anchor}
			if anchor {
				at := slices.IndexFunc(s.Leaves, func(l fabric.SVILeaf) bool { return l.Leaf == sw.Name })
				if at < 0 {
					continue
				}
				s.own = s.Leaves[at].Address
			} else if slices.ContainsFunc(svis, func(other leafSVI) bool { return other.out == o && other.Subnet == s.Subnet }) {
				continue // every anchor says it
			}
			svis = append(svis, s)
		}
	}
	if len(svis) == 0 {
		return
	}
	e := c.expected
	d := e.addDevice(device{name: sw.Name, rack: sw.Rack, vrf: c.name, sw: sw})
	c.svis[d] = svis
	e.leaves[sw.Rack] = append(e.leaves[sw.Rack], d)
	for _, s := range svis {
		if s.anchor { // the floating address is not one leaf's
			e.own(d, s.own)
		}
		if s.Secondary.IsValid() {
			e.shared[s.Secondary] = append(e.shared[s.Secondary], d)
		}
	}
}

// hasNodes reports whether nodes of an L3Out are cabled to a leaf.
func (c aciVRF) hasNodes(o *fabric.PlannedL3Out, leaf string) bool {
	cluster := c.plan.Cluster(o.Cluster)
	return cluster != nil && slices.ContainsFunc(cluster.Nodes, func(n fabric.PlannedNode) bool {
		return slices.Contains(n.Leaves, leaf) && c.outOfNode(cluster, &n) == o
	})
}

// outOfNode is the L3Out in the VRF that has the node's subnet, or nil.
func (c aciVRF) outOfNode(cluster *fabric.PlannedCluster, n *fabric.PlannedNode) *fabric.PlannedL3Out {
	for _, o := range c.outs {
		if o.Cluster != cluster.Name {
			continue
		}
		for i := range o.SVIs {
			s := &o.SVIs[i]
			if own := n.Addresses.Of(s.Family); own.IsValid() && own.Masked() == s.Subnet.Masked() && (s.Node == "" || s.Node == n.Name) {
				return o
			}
		}
	}
	return nil
}
