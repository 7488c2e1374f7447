package fabric

// filters checks what the operator changes about the filters between node and
// leaf.
func (a *audit) filters() {
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)+".filters"
		for j, p := range c.Filters.FromNodes {
			a.filterRange(at(field+".fromNodes", j), p)
		}
		for j, p := range c.Filters.ToNodes {
			a.filterRange(at(field+".toNodes", j), p)
		}
		if c.Filters.Off {
			a.warn(CodeUnfiltered, field+".off", "the nodes of cluster "+c.Name+" may announce anything, a default route among it, and are sent everything",
				"leave the filters on, and add ranges to fromNodes and toNodes", "RFC 7454 6; seeds/004: strict route filters")
			a.contradiction(field+".fromNodes", "fromNodes", "the filters are off", len(c.Filters.FromNodes))
			a.contradiction(field+".toNodes", "toNodes", "the filters are off", len(c.Filters.ToNodes))
		} else if c.DownwardDefault {
			a.contradiction(field+".toNodes", "toNodes", "downwardDefault sends the nodes a default route and nothing else", len(c.Filters.ToNodes))
		}
	}
}

func (a *audit) filterRange(field string, p Prefix) {
	if p == (Prefix{}) {
		a.missing(field, "the range", "write a range, or leave the entry out")
		return
	}
	a.anyPrefix(field, "range", p)
}

func (a *audit) contradiction(field, what, why string, entries int) {
	if entries > 0 {
		a.refuse(CodeFilterContradiction, field, what+" has no effect: "+why, "leave one of the two out", "the design language: nothing is dropped silently")
	}
}
