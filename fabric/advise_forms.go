package fabric

// A form is an L3Out as it would be with one kind of SVI.
type form struct {
	leaves []leafRef   // that run BGP
	peers  map[int]int // how many nodes peer with the leaves of a rack
	others int         // leaves that do not run BGP
}

// A comparison is one L3Out in both forms, with what the fabric has besides.
type comparison struct {
	a                  *audit
	o                  *l3out
	use                ACIUse // bounded to counts
	families           int
	leaves             int // of its racks
	machines           int // nodes that are virtual machines
	alone              int // nodes that are not on a vPC
	ports              int // vPCs of nodes and hypervisors
	floating, standard form
}

func (a *audit) compare(o *l3out) *comparison {
	c := &comparison{a: a, o: o, families: len(a.familiesOf(o)), leaves: len(a.leavesOf(o.racks))}
	count := func(n int) int { return min(max(n, 0), 1_000_000) }
	use := a.aci.InUse
	c.use = ACIUse{count(use.FloatingAddresses), count(use.L3Outs), count(use.Sessions), count(use.Prefixes)}
	hosts := map[string]bool{}
	for _, n := range o.nodes {
		c.cabling(a.node(n), hosts)
	}
	c.ports += len(hosts)
	c.floating, c.standard = a.asFloating(o), a.asStandard(o)
	return c
}

// cabling counts how a node is attached.
func (c *comparison) cabling(n *Node, hosts map[string]bool) {
	one := len(c.a.d.Racks[c.a.rackOf[n.Rack]].Leaves) == 1
	switch at := n.Attach.(type) {
	case VM:
		c.machines++
		hosts[at.Host] = true
		one = one || at.Leaf != ""
	case SingleHomed:
		one = true
	case Bond, nil:
		c.ports++
	}
	if one {
		c.alone++
	}
}

// asStandard has border leaves in all racks.
func (a *audit) asStandard(o *l3out) form {
	f := form{leaves: a.leavesOf(o.racks), peers: map[int]int{}}
	for _, n := range o.nodes {
		f.peers[a.rackOf[a.node(n).Rack]]++
	}
	return f
}

// asFloating has the anchors of the design where it says so, or as many of the
// racks as an L3Out takes anchors in; the nodes of the others peer with the first.
func (a *audit) asFloating(o *l3out) form {
	all := a.leavesOf(o.racks)
	f := form{peers: map[int]int{}}
	anchored, first := map[int]bool{}, -1
	if o.floating != nil && len(o.leaves) <= mostAnchors {
		f.leaves, f.peers = o.leaves, a.peers(o)
		f.others = max(0, len(all)-len(f.leaves))
		return f
	}
	for _, rack := range o.racks {
		leaves := a.leavesOf([]int{rack})
		if len(f.leaves)+len(leaves) > mostAnchors {
			continue
		}
		if first < 0 {
			first = rack
		}
		anchored[rack] = true
		f.leaves = append(f.leaves, leaves...)
	}
	for _, n := range o.nodes {
		rack := a.rackOf[a.node(n).Rack]
		if !anchored[rack] && first >= 0 {
			rack = first
		}
		f.peers[rack]++
	}
	f.others = len(all) - len(f.leaves)
	return f
}

// busiest is the most sessions that a leaf of the L3Out would have, with those of
// all other L3Outs.
func (c *comparison) busiest(f form) int {
	sessions, most := c.a.leafSessions(), 0
	own := map[leafRef]int{}
	peers := c.a.peers(c.o)
	for _, l := range c.o.leaves {
		own[l] = peers[l.rack] * c.families
	}
	for _, l := range f.leaves {
		most = max(most, sessions[l]-own[l]+f.peers[l.rack]*c.families)
	}
	return most + c.use.Sessions
}

// prefixes is how many a leaf of the L3Out gets, with those of all L3Outs of its
// VRFs, and subnets of its own.
func (c *comparison) prefixes(subnets int) int {
	full, _ := c.a.fullestLeaf()
	own := c.families
	if c.o.standard != nil {
		own *= len(c.o.nodes)
	}
	return full.least - own + subnets + c.use.Prefixes
}
