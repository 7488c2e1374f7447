package fabric

import "fmt"

// Bounds of one L3Out (seeds/001 and seeds/002, Table 1 and Scalability).
const (
	mostAnchors      = 6
	mostBorderLeaves = 12
	nonAnchorsText   = 2  // seeds/001, Scalability
	nonAnchorsTable  = 32 // seeds/001, Table 1
)

// anchors checks which leaves of an L3Out run BGP, and with which of them the
// nodes peer.
func (a *audit) anchors() {
	for _, o := range a.aci.outs {
		switch {
		case o.floating != nil:
			a.floatingRelease(o)
			a.anchorReferences(o)
			a.anchorRacks(o)
		case o.standard != nil && len(o.leaves) > mostBorderLeaves:
			a.refuse(CodeTooManyBorderLeaves, o.field+".racks", fmt.Sprintf("%s has %d border leaves, and takes %d", o.what(), len(o.leaves), mostBorderLeaves),
				"spread the cluster over several L3Outs", "seeds/002, Scalability: up to 12 border leaves in one L3Out")
		}
	}
}

func (a *audit) floatingRelease(o *l3out) {
	v, ok := parseAPIC(a.aci.Version)
	if since := floatingSince(o.floating); ok && v.compare(since) < 0 {
		a.refuse(CodeFloatingRelease, o.field+".svi", fmt.Sprintf("APIC %s has no floating SVI of this domain, which begins with %s", a.aci.Version, since),
			fmt.Sprintf("use %s or newer, or a standard SVI", since), "seeds/002: VMware domains from 4.2(1), physical domains from 5.0(1)")
	}
	if o.floating.VMM != "" {
		a.aciName(o.svi("vmm"), "VMware domain", o.floating.VMM)
	}
}

func (a *audit) anchorReferences(o *l3out) {
	seen := map[string]bool{}
	for i := range o.floating.Anchors {
		name, field := o.floating.Anchors[i].Leaf, at(o.svi("anchors"), i)+".leaf"
		a.once(seen, field, name, "a leaf is an anchor once")
		l, known := a.leafOf[name]
		switch {
		case name == "":
			a.missing(field, "the leaf", "name a leaf of the L3Out's racks")
		case !known:
			a.unknown(field, "leaf", name)
		case !o.serves(l.rack):
			a.refuse(CodeUnknownReference, field, fmt.Sprintf("leaf %s is in rack %s, which is none of %s", quoted(name), quoted(a.d.Racks[l.rack].Name), o.what()),
				"name a leaf of the L3Out's racks, or add the rack", "seeds/001: nodes peer with the anchors of their rack")
		}
	}
	if n := len(o.leaves); n > mostAnchors {
		field := o.svi("anchors")
		if len(o.floating.Anchors) == 0 {
			field = o.field + ".racks"
		}
		a.refuse(CodeTooManyAnchors, field, fmt.Sprintf("%s has %d anchors, and takes %d", o.what(), n, mostAnchors),
			"name at most six anchors and say via for the other racks, use a standard SVI, or spread the cluster over several L3Outs",
			"seeds/002, Table 1: 6 anchors, which are 3 racks")
	}
}

// anchored counts the anchors of each rack.
func (o *l3out) anchored() map[int]int {
	n := map[int]int{}
	for _, l := range o.leaves {
		n[l.rack]++
	}
	return n
}

// anchorRacks wants anchors in every rack, or another rack's in their place.
func (a *audit) anchorRacks(o *l3out) {
	anchored := o.anchored()
	via := a.vias(o, anchored)
	others := 0
	for _, rack := range o.racks {
		leaves, name := len(a.d.Racks[rack].Leaves), a.d.Racks[rack].Name
		others += leaves - anchored[rack]
		switch anchors := anchored[rack]; {
		case anchors == 0 && !via[rack]:
			a.refuse(CodeAnchorsMissing, o.svi("via"), fmt.Sprintf("rack %s has no anchor of %s, and its nodes no rack to peer with", name, o.what()),
				"name one of its leaves in anchors, or the rack in via", "seeds/002: peer nodes with directly attached anchors")
		case anchors == 1 && leaves == 2:
			a.warn(CodeAnchorAlone, o.svi("anchors"), fmt.Sprintf("one of the two leaves of rack %s is an anchor: without it the nodes have no session", name),
				"make both leaves anchors", "seeds/001: a vPC pair has redundancy within the rack")
		}
	}
	const source = "seeds/001 disagrees with itself: 32 non-anchor leaves in Table 1, two in Scalability (S001-3)"
	switch {
	case others > nonAnchorsTable:
		a.refuse(CodeNonAnchors, o.svi("anchors"), fmt.Sprintf("%s has %d leaves that are no anchors, and takes %d", o.what(), others, nonAnchorsTable),
			"spread the cluster over several L3Outs", source)
	case others > nonAnchorsText:
		a.warn(CodeNonAnchors, o.svi("anchors"), fmt.Sprintf("%s has %d leaves that are no anchors, and of the two figures for them one is %d, the other %d", o.what(), others, nonAnchorsText, nonAnchorsTable),
			"use a standard SVI, or ask Cisco for the figure of your release", source)
	}
}

// vias checks the racks without anchors, and returns those that have a good entry.
func (a *audit) vias(o *l3out, anchored map[int]int) map[int]bool {
	via := map[int]bool{}
	seen := map[string]bool{}
	for i := range o.floating.Via {
		v, field := &o.floating.Via[i], at(o.svi("via"), i)
		a.once(seen, field+".rack", v.Rack, "a rack without anchors has the anchors of one other")
		from, okFrom := a.viaRack(o, field+".rack", v.Rack)
		to, okTo := a.viaRack(o, field+".anchors", v.Anchors)
		if okFrom && anchored[from] > 0 {
			a.refuse(CodeVia, field+".rack", fmt.Sprintf("rack %s has anchors of its own", v.Rack),
				"leave it out: nodes peer with the anchors of their rack", "seeds/002: peer nodes with directly attached anchors")
			continue
		}
		if okTo && anchored[to] == 0 {
			a.refuse(CodeVia, field+".anchors", fmt.Sprintf("rack %s has no anchors", v.Anchors),
				"name a rack with anchors", "seeds/001, figure 3: nodes without anchors peer with those of another rack")
			continue
		}
		if okFrom && okTo && !via[from] {
			via[from] = true
			a.warn(CodeTromboning, field, fmt.Sprintf("all traffic of the nodes in rack %s goes through rack %s, and other leaves prefer the services' nodes there", v.Rack, v.Anchors),
				"give the rack anchors, or use a standard SVI", "seeds/001, figure 3: tromboning; seeds/002, figure 3: a leaf uses the routes of nodes that are attached to it")
		}
	}
	return via
}

// viaRack wants the name of a rack of the L3Out.
func (a *audit) viaRack(o *l3out, field, name string) (int, bool) {
	a.rackReference(field, name)
	rack, known := a.rackOf[name]
	if known && !o.serves(rack) {
		a.refuse(CodeVia, field, fmt.Sprintf("rack %s is none of %s", name, o.what()), "name a rack of the L3Out, or add it", "seeds/001, figure 3")
		return rack, false
	}
	return rack, known
}

// peers counts the nodes of an L3Out by the rack with whose leaves they peer.
func (a *audit) peers(o *l3out) map[int]int {
	via := map[int]int{}
	if o.floating != nil {
		anchored := o.anchored()
		for _, v := range o.floating.Via {
			from, known := a.rackOf[v.Rack]
			if to, also := a.rackOf[v.Anchors]; known && also && anchored[from] == 0 {
				via[from] = to
			}
		}
	}
	peers := map[int]int{}
	for _, n := range o.nodes {
		rack := a.rackOf[a.node(n).Rack]
		if to, elsewhere := via[rack]; elsewhere {
			rack = to
		}
		peers[rack]++
	}
	return peers
}
