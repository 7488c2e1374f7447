package fabric

import "fmt"

// Bounds of one fabric (seeds/002, Table 1), and of one leaf.
const (
	mostL3Outs         = 2400
	mostFloatingL3Outs = 100
	mostFloating       = 200
	mostLeafSessions   = 400
)

const (
	sourceL3Outs   = "seeds/002, Table 1 (5.2(7)): 2400 L3Outs in a fabric, 100 with floating SVIs"
	sourceSessions = "NKT (camrossi/akb), README: up to 400 BGP sessions on a leaf, 5.1(3)"
)

// aciScale holds the number of L3Outs, floating addresses and sessions to what a
// fabric and its leaves take.
func (a *audit) aciScale() {
	use := a.aci.InUse
	if n := len(a.aci.outs); a.counts(use.L3Outs) && n+use.L3Outs > mostL3Outs {
		a.refuse(CodeTooManyL3Outs, "fabric.aci.l3outs", fmt.Sprintf("%d L3Outs of this design and %d of others, and a fabric takes %d", n, use.L3Outs, mostL3Outs),
			"attach fewer clusters", sourceL3Outs)
	}
	floats, addresses := a.floats()
	if floats == 0 {
		return
	}
	if !a.counts(use.FloatingAddresses) || !a.counts(use.L3Outs) {
		return
	}
	if addresses+use.FloatingAddresses > mostFloating {
		a.refuse(CodeFloatingAddresses, "fabric.aci.inUse.floatingAddresses",
			fmt.Sprintf("%d floating addresses of this design and %d of others, and a fabric takes %d", addresses, use.FloatingAddresses, mostFloating),
			"use standard SVIs for some of the clusters", "seeds/002, Table 1 (5.2(7)): 200 floating SVI addresses in a fabric, two for a dual-stack cluster")
	}
	// Another L3Out with floating SVIs has one or two floating addresses.
	least, most := (use.FloatingAddresses+1)/2, min(use.FloatingAddresses, use.L3Outs)
	switch {
	case floats+least > mostFloatingL3Outs:
		a.refuse(CodeTooManyL3Outs, "fabric.aci.l3outs", fmt.Sprintf("%d L3Outs with floating SVIs of this design and at least %d of others, and a fabric takes %d", floats, least, mostFloatingL3Outs),
			"use standard SVIs for some of the clusters", sourceL3Outs)
	case floats+most > mostFloatingL3Outs:
		a.warn(CodeTooManyL3Outs, "fabric.aci.l3outs", fmt.Sprintf("%d L3Outs with floating SVIs of this design and up to %d of others, and a fabric takes %d", floats, most, mostFloatingL3Outs),
			"count the others, or use standard SVIs for some of the clusters", sourceL3Outs)
	}
}

// counts reports whether a number in use is one; others are reported already.
func (a *audit) counts(n int) bool { return 0 <= n && n <= 1_000_000 }

// floats counts the L3Outs with floating SVIs, and their floating addresses.
func (a *audit) floats() (l3outs, addresses int) {
	for _, o := range a.aci.outs {
		if o.floating != nil {
			l3outs++
			addresses += len(a.familiesOf(o))
		}
	}
	return l3outs, addresses
}

func (a *audit) familiesOf(o *l3out) []Family {
	if o.cluster < 0 {
		return nil
	}
	return a.d.Clusters[o.cluster].families()
}

// leafSessions counts the sessions of every leaf with the design's nodes.
func (a *audit) leafSessions() map[leafRef]int {
	sessions := map[leafRef]int{}
	for _, o := range a.aci.outs {
		peers := a.peers(o)
		for _, l := range o.leaves {
			sessions[l] += peers[l.rack] * len(a.familiesOf(o))
		}
	}
	return sessions
}

func (a *audit) busyLeaves() {
	if !a.counts(a.aci.InUse.Sessions) {
		return
	}
	sessions := a.leafSessions()
	for i := range a.d.Racks {
		for j := range a.d.Racks[i].Leaves {
			l := leafRef{i, j}
			if n := sessions[l] + a.aci.InUse.Sessions; sessions[l] > 0 && n > mostLeafSessions {
				a.refuse(CodeTooManySessions, l.field()+".name",
					fmt.Sprintf("leaf %s has %d BGP sessions with nodes and others, and takes %d", a.leaf(l).Name, n, mostLeafSessions),
					"spread the nodes over more racks", sourceSessions)
			}
		}
	}
}
