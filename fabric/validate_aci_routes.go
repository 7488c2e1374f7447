package fabric

import (
	"fmt"
	"maps"
	"math"
	"slices"
)

// aciRoutes holds the prefixes and paths that leaves get to what they have room
// for.
func (a *audit) aciRoutes() {
	a.busyLeaves()
	a.leafPrefixes()
	a.leafPaths()
}

// A prefixCount is how many prefixes leaves forward by: at least, and when every
// node holds as many blocks as it may.
type prefixCount struct{ least, most int }

func (n *prefixCount) add(m prefixCount) { n.least, n.most = n.least+m.least, n.most+m.most }

// leafPrefixes tells when the fullest leaf has more prefixes than its profile.
func (a *audit) leafPrefixes() {
	full, name := a.fullestLeaf()
	profile := orDefault(a.aci.LPM, leastLPM)
	const (
		field  = "fabric.aci.lpm"
		source = "seeds/002, Longest prefix match scale: 20,000 to 128,000 prefixes, by the forwarding scale profile"
	)
	if profile < leastLPM || !a.counts(a.aci.InUse.Prefixes) || name == "" {
		return
	}
	fix := "set a forwarding scale profile with more room, and its figure here"
	if profile == mostLPM {
		fix = "use larger blocks or fewer nodes"
	}
	use := a.aci.InUse.Prefixes
	switch {
	case full.least+use > profile:
		a.refuse(CodeLPM, field, fmt.Sprintf("leaf %s gets %d prefixes of this design besides %d others, and its profile holds %d", name, full.least, use, profile), fix, source)
	case full.most+use > profile:
		a.warn(CodeLPM, field, fmt.Sprintf("leaf %s may come to have %d prefixes of this design besides %d others when nodes hold all the blocks they may, and its profile holds %d", name, full.most, use, profile),
			fix+"; or bound maxBlocksPerNode", source)
	}
}

// fullestLeaf is the leaf with the most prefixes. A leaf has those of all VRFs
// that any L3Out brings to it.
func (a *audit) fullestLeaf() (prefixCount, string) {
	perVRF, at := a.vrfPrefixes(), map[leafRef]map[string]bool{}
	for _, o := range a.aci.outs {
		for _, l := range a.leavesOf(o.racks) {
			if at[l] == nil {
				at[l] = map[string]bool{}
			}
			at[l][a.aci.vrfOf(o)] = true
		}
	}
	var full prefixCount
	name := ""
	for i := range a.d.Racks {
		for j := range a.d.Racks[i].Leaves {
			var n prefixCount
			for vrf := range at[leafRef{i, j}] {
				n.add(perVRF[vrf])
			}
			if n.least > full.least || n.least == full.least && n.most > full.most {
				full, name = n, a.d.Racks[i].Leaves[j].Name
			}
		}
	}
	return full, name
}

// vrfPrefixes counts the prefixes of each VRF: those of its clusters, and the node
// subnets.
func (a *audit) vrfPrefixes() map[string]prefixCount {
	perVRF := map[string]prefixCount{}
	counted := map[string]map[int]bool{}
	for _, o := range a.aci.outs {
		if o.cluster < 0 {
			continue
		}
		vrf := a.aci.vrfOf(o)
		subnets := len(a.familiesOf(o))
		if o.standard != nil {
			subnets *= len(o.nodes)
		}
		n := perVRF[vrf]
		n.add(prefixCount{subnets, subnets})
		if counted[vrf] == nil {
			counted[vrf] = map[int]bool{}
		}
		if !counted[vrf][o.cluster] {
			counted[vrf][o.cluster] = true
			n.add(clusterPrefixes(&a.d.Clusters[o.cluster]))
		}
		perVRF[vrf] = n
	}
	return perVRF
}

// clusterPrefixes counts what the nodes of a cluster announce besides host routes:
// blocks and service ranges.
func clusterPrefixes(c *Cluster) prefixCount {
	perNode := calicoBlocks
	if k, ok := c.CNI.(Calico); ok && k.MaxBlocksPerNode > 0 {
		perNode = min(k.MaxBlocksPerNode, math.MaxInt32)
	}
	least, blocks := 0, 0
	for i := range c.Pods {
		pool := &c.Pods[i]
		if !pool.Prefix.IsValid() {
			continue
		}
		drawing := 0
		for j := range c.Nodes {
			if drawsFrom(&c.Nodes[j], pool) {
				drawing++
			}
		}
		room := min(blockCount(pool), math.MaxInt32)
		least += min(drawing, room)
		blocks += room
	}
	services := len(c.Services.All())
	return prefixCount{least + services, max(least, min(blocks, perNode*len(c.Nodes))) + services}
}

// leafPaths warns where more nodes announce a service to a leaf than it spreads
// traffic over. A leaf with nodes of its own uses the routes of those alone
// (seeds/002, figure 3).
func (a *audit) leafPaths() {
	most, where := 0, ""
	for _, o := range a.aci.outs {
		if o.cluster < 0 || len(a.d.Clusters[o.cluster].Services.All()) == 0 {
			continue
		}
		peers := a.peers(o)
		for _, rack := range slices.Sorted(maps.Keys(peers)) {
			if peers[rack] > most {
				most, where = peers[rack], fmt.Sprintf("nodes of cluster %s announce its services to the leaves of rack %s", o.Cluster, a.d.Racks[rack].Name)
			}
		}
	}
	a.narrow("fabric.aci.ecmp", "leaf", where, a.aci.ECMP, most)
}
