package aci

import (
	"fmt"
	"strings"
)

// references checks that what is referred to is in the tree. It may be on the
// controller already, so that what is missing is a warning.
func (v *validator) references() {
	for _, n := range v.nodes {
		def := schema.byClass[n.Class]
		for i := range def.Attributes {
			a := &def.Attributes[i]
			if a.Names == "" && a.Kind != KindRef {
				continue
			}
			value := n.Attributes[a.Name]
			if value.text == "" {
				continue
			}
			if a.Names != "" {
				v.byName(n, a, value.text)
			} else if dn, ok := value.DN(); ok && dn.Under(UniDN()) && !strings.HasPrefix(dn.text, "uni/vmmp-") && v.find(dn) == nil {
				v.warn(CodeUnresolved, n.field(a.Name), fmt.Sprintf("%s is not in the tree", dn), "make sure that it exists, or add it", sourceResolve)
			}
		}
	}
}

// byName resolves a name in the tenant, then in common.
func (v *validator) byName(n *node, a *Attribute, name string) {
	if v.named(n, a.Names, name) == nil {
		v.warn(CodeUnresolved, n.field(a.Name), fmt.Sprintf("no %s %q is in the tenant or in common", a.Names, name),
			"correct the name, or make sure that it exists", sourceResolve)
	}
}

// named finds the object that a name means to n, or nil.
func (v *validator) named(n *node, c Class, name string) *node {
	def := schema.byClass[c]
	rn, err := def.format.build(def, Attributes{"name": Text(name)})
	if err != nil {
		return nil
	}
	tenant := n.above(FvTenant)
	if tenant == nil {
		return nil
	}
	if found := v.find(tenant.dn.Child(rn)); found != nil {
		return found
	}
	return v.find(DN{"uni/tn-common"}.Child(rn))
}

// referred finds the object that an attribute of a child names, or nil.
func (v *validator) referred(n *node, relation Class, attribute string) *node {
	if n == nil {
		return nil
	}
	r := n.one(relation)
	if r == nil {
		return nil
	}
	a, _ := schema.byClass[relation].attribute(attribute)
	if a.Kind == KindRef {
		dn, _ := r.Attributes[attribute].DN()
		return v.find(dn)
	}
	return v.named(r, a.Names, r.Attributes[attribute].text)
}

// A vlanRange is a block of a pool.
type vlanRange struct{ first, last uint64 }

func rangeOf(block *node) (vlanRange, bool) {
	first, ok1 := block.Attributes["from"].VLAN()
	last, ok2 := block.Attributes["to"].VLAN()
	return vlanRange{uint64(first), uint64(last)}, ok1 && ok2
}

// block checks that a range of VLANs is one.
func (v *validator) block(n *node) {
	if r, ok := rangeOf(n); ok && r.first > r.last {
		v.refuse(CodeInvalidValue, n.dn.String(), fmt.Sprintf("it begins at %d and ends at %d", r.first, r.last), "turn it round", sourceMeta)
	}
}

// pools checks domains: that each of the tree's own has VLANs and ports, and that
// no VLAN of two pools meets on one AAEP.
func (v *validator) pools() {
	const overlap = "Cisco APIC pre-upgrade validation, overlapping VLAN pools: traffic may be lost after an upgrade"
	attached := map[DN]bool{}
	access := false
	for _, n := range v.nodes {
		switch n.Class {
		case InfraInfra:
			access = true
		case InfraAttEntityP:
			type owned struct {
				vlanRange
				pool *node
			}
			var all []owned
			for _, r := range n.of(InfraRsDomP) {
				dn, _ := r.Attributes["tDn"].DN()
				attached[dn] = true
				pool := v.referred(v.find(dn), InfraRsVlanNs, "tDn")
				if pool == nil {
					continue
				}
				for _, b := range pool.of(FvnsEncapBlk) {
					one, ok := rangeOf(b)
					for _, other := range all {
						if ok && other.pool != pool && one.first <= other.last && other.first <= one.last {
							v.warn(CodeConflict, r.dn.String(), fmt.Sprintf("VLANs %d-%d of %s are in %s too, on the same AAEP", one.first, one.last, pool.dn, other.pool.dn),
								"let both domains use one pool", overlap)
						}
					}
					all = append(all, owned{one, pool})
				}
			}
		default:
		}
	}
	for _, n := range v.nodes {
		if n.Class != PhysDomP && n.Class != L3extDomP {
			continue
		}
		if access && n.known() && !attached[n.dn] {
			v.refuse(CodeIncomplete, n.dn.String(), "no infraAttEntityP of the tree refers to it: no port carries its VLANs", "add "+schema.byClass[InfraRsDomP].RN+" to the AAEP", sourceOut)
		}
	}
}

// vlan checks that a domain has the VLAN of encap, as far as its pool is in the
// tree.
func (v *validator) vlan(n *node, domain DN) {
	id, ok := n.Attributes["encap"].VLAN()
	pool := v.referred(v.find(domain), InfraRsVlanNs, "tDn")
	if !ok || pool == nil || !pool.known() {
		return
	}
	for _, b := range pool.of(FvnsEncapBlk) {
		if r, ok := rangeOf(b); ok && r.first <= uint64(id) && uint64(id) <= r.last {
			return
		}
	}
	v.refuse(CodeOutsidePool, n.field("encap"), fmt.Sprintf("VLAN %d is not in %s, the pool of %s", id, pool.dn, domain), "take a VLAN of the pool, or add a block to it", sourceOut)
}
