package fabric

import "fmt"

// transits checks by which other L3Outs clusters reach networks outside of the
// fabric.
func (a *audit) transits() {
	for _, o := range a.aci.outs {
		seen := map[string]bool{}
		for i := range o.Transit {
			t, field := &o.Transit[i], at(o.field+".transit", i)
			a.aciName(field+".l3out", "L3Out", t.L3Out)
			a.once(seen, field+".l3out", t.L3Out, "an L3Out is used for transit once")
			if t.Contract == "" {
				a.missing(field+".contract", "the contract with L3Out "+t.L3Out, "name the contract between both external EPGs")
			} else {
				a.aciName(field+".contract", "contract", t.Contract)
			}
			if own := a.aciOut(t.L3Out, o.VRF); own != "" {
				a.refuse(CodeTransitOwn, field+".l3out", fmt.Sprintf("L3Out %s is that of cluster %s, and leads out of no fabric", quoted(t.L3Out), own),
					"name an L3Out to other routers", "seeds/002, transit routing: between the cluster's L3Out and one to an external domain")
			}
			a.received(o, t, field+".receive")
			a.transitTerms(o, t, field)
		}
	}
}

func (a *audit) received(o *l3out, t *Transit, field string) {
	seen := map[Prefix]bool{}
	var has [2]bool
	for _, f := range a.familiesOf(o) {
		has[f] = true
	}
	for i, p := range t.Receive {
		field := at(field, i)
		if p == (Prefix{}) {
			a.missing(field, "the prefix", "write a prefix, or leave the entry out")
			continue
		}
		if !a.anyPrefix(field, "received prefix", p) {
			continue
		}
		if seen[p] {
			a.refuse(CodeDuplicateReference, field, fmt.Sprintf("%s stands in this list already", p), "leave it out", "the nodes learn a prefix once")
		}
		seen[p] = true
		a.receivedOwn(o, p, field)
		if f := FamilyOf(p.Addr()); !has[f] && (has[IPv4] || has[IPv6]) {
			a.familyUnused(field, "the received prefix", f, "cluster "+o.Cluster)
		}
	}
}

// aciOut is the cluster of the design's L3Out of a name in a VRF, "" for none.
func (a *audit) aciOut(name, vrf string) string {
	for _, o := range a.aci.outs {
		if name != "" && o.Name == name && o.VRF == vrf {
			return o.Cluster
		}
	}
	return ""
}

// receivedOwn refuses that nodes learn from outside of the fabric what is theirs.
func (a *audit) receivedOwn(o *l3out, p Prefix, field string) {
	if o.cluster < 0 {
		return
	}
	c := &a.d.Clusters[o.cluster]
	own := c.Services.All()
	for i := range c.Pods {
		own = append(own, c.Pods[i].Prefix)
	}
	switch {
	case o.floating != nil:
		own = append(own, o.floating.NodeSubnet.V4, o.floating.NodeSubnet.V6)
	case o.standard != nil:
		own = append(own, o.standard.NodeSubnets.V4, o.standard.NodeSubnets.V6)
	}
	for _, r := range own {
		if r.IsValid() && r.Bits() <= p.Bits() && r.Contains(p.Addr()) {
			a.refuse(CodeTransitOwn, field, fmt.Sprintf("%s is inside %s, which is the cluster's own", p, r),
				"receive what is outside of the fabric", "seeds/002, transit routing")
			return
		}
	}
}

// transitTerms: a leaf has timers and the longest path once for a VRF, so that an
// L3Out to other routers there gets those of the nodes.
func (a *audit) transitTerms(o *l3out, t *Transit, field string) {
	if o.cluster < 0 {
		return
	}
	a.warn(CodeTermsTransit, field+".l3out",
		fmt.Sprintf("where L3Out %s is on a leaf of %s, its neighbors get %s too", quoted(t.L3Out), o.what(), a.d.Clusters[o.cluster].leafTerms()),
		"keep it on other leaves, or set maxASLength and timers of the cluster that its neighbors bear",
		"Cisco APIC: timers and maxAsLimit are of bgpDom, one for a VRF on a leaf; CSCwt78235")
}
