package fabric

import "fmt"

const (
	sourceACIVLAN   = "IEEE 802.1Q; seeds/002: 1 is the native VLAN of nodes' ports"
	sourceVLANPool  = "Cisco APIC, fault F0467 invalid-vlan: the VLAN of a port is in the pool of its domain"
	sourceVLANTwice = "Cisco APIC, fault F0467 encap-already-in-use: a VLAN on a leaf is of one L3Out; a floating SVI has its VLAN on every leaf of the domain"
)

// accessVLANs checks the VLANs of the pool, and that the L3Outs' are among them.
// No two L3Outs have the same: floating SVIs are on every leaf.
func (a *audit) accessVLANs() {
	pool := a.vlanPool()
	floating := map[VLAN]*l3out{}
	drawn := 0
	for _, o := range a.aci.outs {
		if o.floating == nil {
			continue
		}
		field, vlan := o.svi("vlan"), o.floating.VLAN
		if vlan == 0 {
			if drawn++; len(a.aci.Access.VLANs) > 0 && len(pool) < drawn+len(floating) {
				a.tooFewVLANs(field, fmt.Sprintf("fabric.aci.access.vlans have none left for %s", o.what()))
			}
			continue
		}
		if !a.inRange(field, "VLAN", int(vlan), 2, 4094, sourceACIVLAN) {
			continue
		}
		if first := floating[vlan]; first != nil {
			a.refuse(CodeVLANConflict, field, fmt.Sprintf("VLAN %d of %s is also that of %s at %s", vlan, o.what(), first.what(), first.svi("vlan")),
				"use another VLAN", sourceVLANTwice)
			continue
		}
		floating[vlan] = o
		if !pool[vlan] && len(a.aci.Access.VLANs) > 0 {
			a.vlanOutside(field, fmt.Sprintf("VLAN %d of %s", vlan, o.what()))
		}
	}
	for _, o := range a.aci.outs {
		if o.standard != nil {
			a.standardVLANs(o, pool, floating)
		}
	}
}

// vlanPool checks the ranges of the pool, and returns all VLANs of the good ones.
func (a *audit) vlanPool() map[VLAN]bool {
	pool, owner := map[VLAN]bool{}, map[VLAN]int{}
	for i, r := range a.aci.Access.VLANs {
		field := at("fabric.aci.access.vlans", i)
		if !a.vlanRange(field, r) {
			continue
		}
		told := false
		for v := r.First; v <= r.Last; v++ {
			if first, taken := owner[v]; taken && !told {
				told = true
				a.refuse(CodeVLANRanges, field, fmt.Sprintf("the range %s shares VLAN %d with %s at %s", r, v, a.aci.Access.VLANs[first], at("fabric.aci.access.vlans", first)),
					"use ranges that share no VLAN", "Cisco APIC: blocks of one VLAN pool do not overlap")
			}
			owner[v], pool[v] = i, true
		}
	}
	return pool
}

func (a *audit) vlanRange(field string, r VLANRange) bool {
	return a.inRange(field, "VLAN", int(r.First), 2, 4094, sourceACIVLAN) && a.inRange(field, "VLAN", int(r.Last), int(r.First), 4094, sourceACIVLAN)
}

func (a *audit) vlanOutside(field, what string) {
	a.refuse(CodeVLANOutside, field, what+" is in none of fabric.aci.access.vlans", "use one of them, or add it there", sourceVLANPool)
}

func (a *audit) tooFewVLANs(field, detail string) {
	a.refuse(CodeVLANsTooFew, field, detail, "use a larger range", "seeds/002: one VLAN for a floating SVI, one for each node of a standard one")
}

// standardVLANs wants a VLAN for each node that no floating SVI has.
func (a *audit) standardVLANs(o *l3out, pool map[VLAN]bool, floating map[VLAN]*l3out) {
	field, r := o.svi("vlans"), o.standard.VLANs
	if r.IsSet() {
		if !a.vlanRange(field, r) {
			return
		}
	} else {
		r = allVLANs()
	}
	free, outside := freeVLANs(r, pool, floating)
	if len(a.aci.Access.VLANs) == 0 {
		return // reported as missing
	}
	if outside != 0 && o.standard.VLANs.IsSet() {
		a.vlanOutside(field, fmt.Sprintf("VLAN %d of the range %s", outside, r))
		return
	}
	if free < len(o.nodes) {
		a.tooFewVLANs(field, fmt.Sprintf("%d VLANs are left for %s, which has %d nodes", free, o.what(), len(o.nodes)))
	}
}

// allVLANs is everything that a pool may have.
func allVLANs() VLANRange { return VLANRange{2, 4094} }

// freeVLANs counts the VLANs of a range that are in the pool and not a floating
// SVI's, and returns the last one that is not in the pool.
func freeVLANs(r VLANRange, pool map[VLAN]bool, floating map[VLAN]*l3out) (free int, outside VLAN) {
	for v := max(r.First, 2); v <= min(r.Last, 4094); v++ {
		switch {
		case !pool[v]:
			outside = v
		case floating[v] == nil:
			free++
		}
	}
	return free, outside
}
