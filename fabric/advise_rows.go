package fabric

import (
	"fmt"
	"math/bits"
	"strings"
)

// topicSpan is the one row that the recommendation looks at by itself.
const topicSpan = "rack span"

const (
	sourceTable1    = "seeds/002, Table 1 (5.2(7))"
	sourceTable1Old = sourceTable1 + "; seeds/001, Table 1 and Scalability (S001-3)"
)

func (c *comparison) rows() []AdviceRow {
	return []AdviceRow{
		c.span(), c.subnets(), c.vlans(), c.bindings(), c.mobility(), c.addresses(), c.l3outs(), c.release(), c.sessions(), c.routes(),
	}
}

// atMost is the verdict on a number and its bound.
func atMost(n, most int) Verdict {
	if n > most {
		return DoesNotFit
	}
	return Fits
}

func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func (c *comparison) span() AdviceRow {
	row := AdviceRow{
		Topic: topicSpan, Need: counted(len(c.o.racks), "rack", "racks") + ", " + counted(c.leaves, "leaf", "leaves"),
		Standard: atMost(c.leaves, mostBorderLeaves), Source: sourceTable1Old,
		Reason: fmt.Sprintf("a floating SVI has %d anchors, a standard one %d border leaves", mostAnchors, mostBorderLeaves),
	}
	var change []string
	switch {
	case c.floating.others > nonAnchorsTable:
		row.Floating = DoesNotFit
		row.Reason += fmt.Sprintf("; of %d leaves without anchors %d are supported", c.floating.others, nonAnchorsTable)
		change = append(change, "spread the cluster over several L3Outs")
	case c.floating.others > 0:
		row.Floating = FitsWithDrawback
		row.Reason += fmt.Sprintf("; the traffic of %s without anchors goes through others, and %d or %d of them are supported, depending on the page",
			counted(c.floating.others, "leaf", "leaves"), nonAnchorsText, nonAnchorsTable)
		change = append(change, fmt.Sprintf("keep to %d leaves for optimal flows with a floating SVI", mostAnchors))
	}
	if row.Standard == DoesNotFit {
		change = append(change, fmt.Sprintf("spread the cluster over L3Outs of %d leaves for a standard SVI", mostBorderLeaves))
	}
	row.Change = strings.Join(change, "; ")
	return row
}

// subnets compares one subnet for all with one for each node, in the ranges that
// the design gives.
func (c *comparison) subnets() AdviceRow {
	nodes := len(c.o.nodes)
	need := 2 + len(c.floating.leaves) + nodes
	row := AdviceRow{
		Topic: "node subnets", Need: counted(nodes, "node", "nodes"), Source: "seeds/002, example IP allocations", Standard: FitsWithDrawback,
		Reason: fmt.Sprintf("a floating SVI has one subnet for %s, a /%d or larger; a standard one has a /29 for each node, out of a /%d or larger",
			counted(need, "address", "addresses"), 32-hostBits(need), 29-bits.Len(uint(max(nodes-1, 0)))),
		Change: "use a floating SVI, which needs one subnet",
	}
	switch {
	case c.o.floating != nil:
		for _, p := range c.o.floating.NodeSubnet.All() {
			if !roomFor(p, need) {
				row.Floating, row.Change = DoesNotFit, "use a larger subnet than "+p.String()
			}
		}
	case c.o.standard != nil:
		for _, f := range Families() {
			supernet, length, good := c.o.cuts(f)
			if room := length - supernet.Bits(); good && room < 32 && 1<<room < nodes {
				row.Standard, row.Change = DoesNotFit, "use a larger range than "+supernet.String()
			}
		}
	}
	return row
}

// hostBits is how many bits of an IPv4 address give n hosts.
func hostBits(n int) int { return bits.Len(uint(n + 1)) }

func (c *comparison) vlans() AdviceRow {
	nodes := len(c.o.nodes)
	pool := c.a.vlanPool()
	floating := map[VLAN]*l3out{} // of others
	for _, o := range c.a.aci.outs {
		if o.floating != nil && o != c.o {
			floating[o.floating.VLAN] = o
		}
	}
	r := allVLANs()
	if c.o.standard != nil && c.o.standard.VLANs.IsSet() {
		r = c.o.standard.VLANs
	}
	free, _ := freeVLANs(allVLANs(), pool, floating)
	freeOfRange, _ := freeVLANs(r, pool, floating)
	row := AdviceRow{
		Topic: "VLANs", Need: fmt.Sprintf("1, or %d", nodes), Floating: atMost(1, free), Standard: atMost(nodes, freeOfRange),
		Reason: fmt.Sprintf("a floating SVI has one VLAN, a standard one has one for each node; %d and %d are free", free, freeOfRange), Source: "seeds/002, Standard SVI design",
	}
	if row.Floating == DoesNotFit || row.Standard == DoesNotFit {
		row.Change = "add VLANs to fabric.aci.access.vlans, or to the range of the standard SVI"
	}
	return row
}

func (c *comparison) bindings() AdviceRow {
	row := AdviceRow{
		Topic: "static path bindings", Need: counted(c.ports, "vPC", "vPCs"), Standard: FitsWithDrawback, Source: sourceTable1,
		Reason: "a floating SVI is bound by its domain, a standard one on every vPC", Change: "use a floating SVI, which needs none",
	}
	if c.alone > 0 {
		row.Need = counted(c.alone, "node", "nodes") + " without a vPC"
		row.Standard, row.Change = DoesNotFit, "bond every node or hypervisor to both leaves of its rack"
	}
	return row
}

func (c *comparison) mobility() AdviceRow {
	row := AdviceRow{
		Topic: "VM mobility", Need: fmt.Sprintf("%d of %s virtual", c.machines, counted(len(c.o.nodes), "node", "nodes")), Source: sourceTable1,
		Reason: "machines may move on a floating SVI, with suboptimal flows in another rack; on a standard one they may not",
	}
	if c.machines > 0 {
		row.Standard, row.Change = FitsWithDrawback, "pin the machines to their hypervisors and forbid live migration"
		if len(c.o.racks) > 1 {
			row.Floating = FitsWithDrawback
			row.Change = "keep the machines in their racks; on a standard SVI, pin them to their hypervisors and forbid live migration"
		}
	}
	if c.o.floating != nil && c.o.floating.VMM != "" && c.machines < len(c.o.nodes) {
		row.Floating, row.Change = DoesNotFit, "use the physical domain, which takes bare metal too"
	}
	return row
}

func (c *comparison) addresses() AdviceRow {
	_, all := c.a.floats()
	if c.o.floating == nil {
		all += c.families
	}
	all += c.use.FloatingAddresses
	row := AdviceRow{
		Topic: "floating addresses in the fabric", Need: fmt.Sprintf("%d of this L3Out, %d in all", c.families, all),
		Floating: atMost(all, mostFloating), Reason: fmt.Sprintf("a fabric takes %d, of which a dual-stack cluster uses two; a standard SVI uses none", mostFloating),
		Source: sourceTable1,
	}
	if row.Floating == DoesNotFit {
		row.Change = "give other L3Outs standard SVIs"
	}
	return row
}

func (c *comparison) l3outs() AdviceRow {
	floats, _ := c.a.floats()
	if c.o.floating == nil {
		floats++
	}
	all := len(c.a.aci.outs) + c.use.L3Outs
	// Another L3Out with floating SVIs has one or two floating addresses.
	least, most := floats+(c.use.FloatingAddresses+1)/2, floats+min(c.use.FloatingAddresses, c.use.L3Outs)
	row := AdviceRow{
		Topic: "L3Outs in the fabric", Need: counted(all, "L3Out", "L3Outs"),
		Floating: max(atMost(least, mostFloatingL3Outs), atMost(all, mostL3Outs)), Standard: atMost(all, mostL3Outs),
		Reason: fmt.Sprintf("a fabric takes %d with floating SVIs and %d in all", mostFloatingL3Outs, mostL3Outs), Source: sourceTable1,
	}
	switch {
	case row.Standard == DoesNotFit:
		row.Change = "attach fewer clusters to the fabric"
	case row.Floating == DoesNotFit:
		row.Change = "give other L3Outs standard SVIs"
	case most > mostFloatingL3Outs:
		row.Floating = FitsWithDrawback
		row.Change = fmt.Sprintf("count the others with floating SVIs: they may be %d too many", most-mostFloatingL3Outs)
	}
	return row
}

func (c *comparison) release() AdviceRow {
	f := &FloatingSVI{}
	if c.o.floating != nil {
		f = c.o.floating
	}
	since := floatingSince(f)
	row := AdviceRow{
		Topic: "ACI version", Need: c.a.aci.Version, Source: "seeds/002, Floating SVI design and Table 1",
		Reason: fmt.Sprintf("a floating SVI needs %s or newer, a standard one any release", since),
	}
	v, ok := parseAPIC(c.a.aci.Version)
	switch {
	case !ok:
		row.Need, row.Floating, row.Change = "not known", FitsWithDrawback, fmt.Sprintf("make sure of %s, and write fabric.aci.version", since)
	case v.compare(since) < 0:
		row.Floating, row.Change = DoesNotFit, fmt.Sprintf("upgrade the fabric to %s or newer", since)
	}
	return row
}

func (c *comparison) sessions() AdviceRow {
	floating, standard := c.busiest(c.floating), c.busiest(c.standard)
	row := AdviceRow{
		Topic: "BGP sessions on a leaf", Need: fmt.Sprintf("%d on the busiest", standard),
		Floating: atMost(floating, mostLeafSessions), Standard: atMost(standard, mostLeafSessions),
		Reason: fmt.Sprintf("a leaf takes %d", mostLeafSessions), Source: sourceSessions,
	}
	if floating != standard {
		row.Need = fmt.Sprintf("%d or %d on the busiest", floating, standard)
	}
	if max(row.Floating, row.Standard) == DoesNotFit {
		row.Change = "spread the nodes over more racks"
	}
	return row
}

func (c *comparison) routes() AdviceRow {
	floating, standard := c.prefixes(c.families), c.prefixes(c.families*len(c.o.nodes))
	profile := orDefault(c.a.aci.LPM, leastLPM)
	verdict := func(n int) Verdict {
		switch {
		case n > mostLPM:
			return DoesNotFit
		case n > profile:
			return FitsWithDrawback
		}
		return Fits
	}
	row := AdviceRow{
		Topic: "longest-prefix matches", Need: fmt.Sprintf("%d on the fullest leaf", standard), Floating: verdict(floating), Standard: verdict(standard),
		Reason: fmt.Sprintf("the profile of the leaves holds %d, the largest %d", profile, mostLPM), Source: "seeds/002, Longest prefix match scale",
	}
	if floating != standard {
		row.Need = fmt.Sprintf("%d or %d on the fullest leaf", floating, standard)
	}
	switch max(row.Floating, row.Standard) {
	case Fits:
	case FitsWithDrawback:
		row.Change = "set a forwarding scale profile with more room"
	case DoesNotFit:
		row.Change = "use larger blocks, or fewer nodes"
	}
	return row
}
