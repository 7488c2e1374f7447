package fabric

// Validate reports everything that is wrong with the design by itself, before
// anything is planned, errors and warnings alike. [Design.Plan] does it first.
// It changes nothing, takes any value of the type and never stops at the first
// problem.
func (d *Design) Validate() Problems {
	if d == nil {
		d = &Design{}
	}
	a := newAudit(d)
	a.presence()
	a.names()
	a.references()
	a.attachments()
	a.foreign()

	a.pools()
	if a.aci != nil {
		a.acrossACI()
	} else {
		a.acrossIP()
	}

	a.podPools()
	a.communities()
	a.services()
	a.filters()
	a.sessionTerms()
	a.versions()
	a.calico()
	return a.sorted()
}

// acrossIP holds a design to what an IP fabric makes of it.
func (a *audit) acrossIP() {
	a.spines()
	a.leaves()
	a.networks()
	a.nodeAddresses()
	a.clusterRanges()
	a.overlaps()
	a.families()

	a.switches()
	a.backupVLAN()
	a.ports()
	a.systems()
	a.schemes()
	a.listeners()
	a.ecmp()
}

// An audit is one reading of a design: the report, and what several rules look
// up in it. Things are known by their place in the design.
type audit struct {
	*report
	d  *Design
	ip IPFabric // the zero value when the fabric is of another kind

	aci *aciAudit // nil when the fabric is of another kind

	rackOf   map[string]int     // by name
	leafOf   map[string]leafRef // by name
	spineOf  map[string]int     // by name
	segments []*segment
	onRack   map[rackCluster]*segment // the cluster's own networks only

	hosts  map[Addr]holder // who has an address
	claims []claim         // who has a range
}

type leafRef struct{ rack, leaf int }

type rackCluster struct{ rack, cluster int }

// A holder is what has a value that only one thing may have.
type holder struct{ field, what string }

// A segment is a node network: a rack's own, a cluster's own in a rack, or that of
// a floating SVI.
type segment struct {
	*Network
	field   string
	what    string
	rack    int // -1 for an unknown one, and for a floating SVI
	cluster int // -1 for the rack's own
	leaves  []pinned
	nodes   []nodeRef
}

// A pinned is a pinned address with its place.
type pinned struct {
	Addrs
	field, what string
}

type nodeRef struct{ cluster, node int }

func newAudit(d *Design) *audit {
	a := &audit{
		report: &report{design: d}, d: d,
		rackOf: make(map[string]int, len(d.Racks)), leafOf: make(map[string]leafRef, 2*len(d.Racks)), spineOf: map[string]int{},
		onRack: map[rackCluster]*segment{}, hosts: map[Addr]holder{},
	}
	if ip, ok := d.Fabric.(IPFabric); ok {
		a.ip = ip
	}
	for i := range a.ip.Spines {
		a.spineOf[a.ip.Spines[i].Name] = i
	}
	for i := range d.Racks {
		a.addRack(i)
	}
	if aci, ok := d.Fabric.(ACI); ok {
		a.addL3Outs(aci)
		return a
	}
	for i := range d.Clusters {
		a.addCluster(i)
	}
	return a
}

func (a *audit) addRack(i int) {
	rack, field := &a.d.Racks[i], at("racks", i)
	if _, known := a.rackOf[rack.Name]; !known {
		a.rackOf[rack.Name] = i
	}
	own := &segment{Network: &rack.Network, field: field, what: "rack " + rack.Name, rack: i, cluster: -1}
	for j := range rack.Leaves {
		leaf := &rack.Leaves[j]
		a.leafOf[leaf.Name] = leafRef{i, j}
		own.leaves = append(own.leaves, pinned{leaf.Address, at(field+".leaves", j) + ".address", "leaf " + leaf.Name})
	}
	a.segments = append(a.segments, own)
}

func (a *audit) addCluster(i int) {
	c, field := &a.d.Clusters[i], at("clusters", i)
	for j := range c.Networks {
		n := &c.Networks[j]
		rack, known := a.rackOf[n.Rack]
		if !known {
			rack = -1
		}
		s := &segment{
			Network: &n.Network, field: at(field+".networks", j),
			what: "cluster " + c.Name + " in rack " + n.Rack, rack: rack, cluster: i,
		}
		for k := range n.Leaves {
			s.leaves = append(s.leaves, pinned{
				n.Leaves[k].Address, at(s.field+".leaves", k) + ".address", "leaf " + n.Leaves[k].Leaf,
			})
		}
		a.segments = append(a.segments, s)
		if key := (rackCluster{rack, i}); known && a.onRack[key] == nil {
			a.onRack[key] = s
		}
	}
	for j := range c.Nodes {
		if s := a.segmentOf(nodeRef{i, j}); s != nil {
			s.nodes = append(s.nodes, nodeRef{i, j})
		}
	}
}

// segmentOf returns the network a node is on, or nil when its rack is unknown.
func (a *audit) segmentOf(n nodeRef) *segment {
	rack, known := a.rackOf[a.node(n).Rack]
	if !known {
		return nil
	}
	if own := a.onRack[rackCluster{rack, n.cluster}]; own != nil {
		return own
	}
	return a.segments[rack] // the racks' own come first, in their order
}

func (a *audit) node(n nodeRef) *Node { return &a.d.Clusters[n.cluster].Nodes[n.node] }

func (n nodeRef) field() string { return at(at("clusters", n.cluster)+".nodes", n.node) }
