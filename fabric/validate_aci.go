package fabric

import "slices"

// acrossACI holds a design to what an ACI fabric makes of it.
func (a *audit) acrossACI() {
	a.tenants()
	a.l3outs()
	a.aciLeaves()
	a.accessVLANs()
	a.layout()
	a.floatingSubnets()
	a.standardSubnets()
	a.nodeAddresses()
	a.clusterRanges()
	a.overlaps()
	a.l3outFamilies()

	a.systems()
	a.aciAttachments()
	a.anchors()
	a.aciScale()
	a.aciRoutes()
	a.aciTerms()
	a.externalEPGs()
	a.transits()
}

// An aciKind is an [ACI] that is no kind of fabric by itself.
type aciKind ACI

// An aciAudit is what the rules for an ACI fabric look up.
type aciAudit struct {
	aciKind
	outs  []*l3out
	outOf map[rackCluster]*l3out // the first that attaches a cluster's nodes of a rack
}

// An l3out is one L3Out with what its names stand for.
type l3out struct {
	*L3Out
	field   string
	cluster int       // -1 for an unknown one
	named   []int     // racks, known ones, each once
	racks   []int     // those of them in which the cluster has nodes
	nodes   []nodeRef // that it attaches
	leaves  []leafRef // that run BGP: the anchors, or all of its racks
	// floating and standard are the SVI: one of them, or none.
	floating *FloatingSVI
	standard *StandardSVI
	segment  *segment // of a floating SVI, nil otherwise
}

// what names the L3Out in a problem.
func (o *l3out) what() string { return "L3Out " + o.Name }

// svi is the path of a field of the SVI.
func (o *l3out) svi(name string) string {
	if o.standard != nil {
		return o.field + ".svi.standard." + name
	}
	return o.field + ".svi.floating." + name
}

// serves reports whether the L3Out names the rack.
func (o *l3out) serves(rack int) bool {
	return slices.Contains(o.named, rack)
}

// addL3Outs finds what each L3Out attaches. Whether its names are right is for
// the rules to say.
func (a *audit) addL3Outs(aci ACI) {
	a.aci = &aciAudit{aciKind: aciKind(aci), outOf: map[rackCluster]*l3out{}}
	a.segments = nil // racks have no node network of their own
	clusterOf := map[string]int{}
	for i := range a.d.Clusters {
		if _, known := clusterOf[a.d.Clusters[i].Name]; !known {
			clusterOf[a.d.Clusters[i].Name] = i
		}
	}
	for i := range aci.L3Outs {
		o := &l3out{L3Out: &aci.L3Outs[i], field: at("fabric.aci.l3outs", i), cluster: -1}
		if c, known := clusterOf[o.Cluster]; known {
			o.cluster = c
		}
		o.named = a.racksOf(o)
		for _, rack := range o.named {
			if o.cluster >= 0 && a.hasNodes(o.cluster, rack) {
				o.racks = append(o.racks, rack)
			}
		}
		a.addNodes(o)
		switch svi := o.SVI.(type) {
		case FloatingSVI:
			o.floating = &svi
			o.leaves = a.anchorsOf(o)
			o.segment = a.floatingSegment(o)
			a.segments = append(a.segments, o.segment)
		case StandardSVI:
			o.standard = &svi
			o.leaves = a.leavesOf(o.racks)
		}
		a.aci.outs = append(a.aci.outs, o)
	}
}

// racksOf are the racks that an L3Out names, or those of its cluster's nodes.
func (a *audit) racksOf(o *l3out) []int {
	named := map[int]bool{}
	for _, name := range o.Racks {
		if rack, known := a.rackOf[name]; known {
			named[rack] = true
		}
	}
	if len(o.Racks) == 0 && o.cluster >= 0 {
		for j := range a.d.Clusters[o.cluster].Nodes {
			if rack, known := a.rackOf[a.d.Clusters[o.cluster].Nodes[j].Rack]; known {
				named[rack] = true
			}
		}
	}
	var racks []int
	for i := range a.d.Racks {
		if named[i] {
			racks = append(racks, i)
		}
	}
	return racks
}

// addNodes finds the nodes that an L3Out attaches. A rack that an earlier one has
// is that one's.
func (a *audit) addNodes(o *l3out) {
	if o.cluster < 0 {
		return
	}
	for _, rack := range o.racks {
		if key := (rackCluster{rack, o.cluster}); a.aci.outOf[key] == nil {
			a.aci.outOf[key] = o
		}
	}
	for j := range a.d.Clusters[o.cluster].Nodes {
		n := nodeRef{o.cluster, j}
		if rack, known := a.rackOf[a.node(n).Rack]; known && a.aci.outOf[rackCluster{rack, o.cluster}] == o {
			o.nodes = append(o.nodes, n)
		}
	}
}

// leavesOf are all leaves of some racks.
func (a *audit) leavesOf(racks []int) []leafRef {
	var leaves []leafRef
	for _, i := range racks {
		for j := range a.d.Racks[i].Leaves {
			leaves = append(leaves, leafRef{i, j})
		}
	}
	return leaves
}

// anchorsOf are the anchors that an L3Out names, each once, or all leaves of its
// racks.
func (a *audit) anchorsOf(o *l3out) []leafRef {
	if len(o.floating.Anchors) == 0 {
		return a.leavesOf(o.racks)
	}
	var anchors []leafRef
	seen := map[leafRef]bool{}
	for i := range o.floating.Anchors {
		if l, known := a.leafOf[o.floating.Anchors[i].Leaf]; known && !seen[l] {
			seen[l] = true
			anchors = append(anchors, l)
		}
	}
	return anchors
}

// floatingSegment is the node network of a floating SVI.
func (a *audit) floatingSegment(o *l3out) *segment {
	f := o.floating
	s := &segment{
		Network: &Network{VLAN: f.VLAN, NodeSubnet: f.NodeSubnet, Gateway: f.Gateway},
		field:   o.field + ".svi.floating", what: o.what(), rack: -1, cluster: o.cluster, nodes: o.nodes,
	}
	for i := range f.Anchors {
		s.leaves = append(s.leaves, pinned{f.Anchors[i].Address, at(s.field+".anchors", i) + ".address", "anchor " + f.Anchors[i].Leaf})
	}
	s.leaves = append(s.leaves, pinned{f.Floating, s.field + ".floating", "the floating address of " + o.what()})
	return s
}

func (a *audit) leaf(l leafRef) *Leaf { return &a.d.Racks[l.rack].Leaves[l.leaf] }

func (l leafRef) field() string { return at(at("racks", l.rack)+".leaves", l.leaf) }
