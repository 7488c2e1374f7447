package fabric

import (
	"fmt"
	"slices"
	"strings"
)

// preconditions are what the controller must hold before it is told anything, by
// the DNs of its objects, and what nodes and other L3Outs must do.
func (p *planner) preconditions(told *PlannedACI) []Precondition {
	var all []Precondition
	need := func(what, why string) { all = append(all, Precondition{what, why}) }
	need("uni/fabric/bgpInstP-default/as", fmt.Sprintf("the AS of the fabric is %s: every node is configured with it", told.AS))
	for _, rack := range p.racks {
		for _, s := range rack.leaves {
			leaf := aciLeaf(s)
			need(fmt.Sprintf("topology/pod-%d/node-%d", leaf.Pod, leaf.Node), "it is leaf "+leaf.Name)
		}
		if len(rack.leaves) == 2 {
			need("a vPC protection group of leaves "+rack.leaves[0].Name+" and "+rack.leaves[1].Name, "they are the pair of rack "+rack.design.Name)
		}
	}
	if a := told.Access; a.Existing {
		need("uni/infra/vlanns-["+a.VLANPool+"]-static", "its VLANs "+rangesText(a.VLANs)+" are used, and it is the pool of both domains")
		need("uni/phys-"+a.PhysicalDomain, "nodes are attached in this domain")
		need("uni/l3dom-"+a.RoutedDomain, "the L3Outs are in this domain")
		need("uni/infra/attentp-"+a.AAEP, "the nodes' ports have it, with both domains")
	}
	p.needTenants(told, need)
	p.needCables(told, need)
	for i := range told.L3Outs {
		p.needOut(&told.L3Outs[i], need)
	}
	return all
}

// needCables says what the ports of nodes and hypervisors have to have.
func (p *planner) needCables(told *PlannedACI, need func(what, why string)) {
	if groups := told.Access.Groups; len(groups) > 0 {
		need("interface selectors of both leaves of a rack for the vPC policy groups "+strings.Join(groups, ", "),
			"the ports of each node and hypervisor have the group of its name")
	}
	var bonds, singles []string
	for _, rack := range p.racks {
		for _, ref := range rack.nodes {
			n := &p.d.Clusters[ref.cluster].Nodes[ref.node]
			switch a := attachment(n, rack).(type) {
			case Bond:
				bonds = append(bonds, n.Name)
			case SingleHomed:
				singles = append(singles, n.Name+" on "+a.Leaf)
			case VM:
				if a.Leaf != "" || len(rack.leaves) == 1 {
					singles = append(singles, a.Host+" on "+orDefault(a.Leaf, rack.leaves[0].Name))
				}
			}
		}
	}
	if len(bonds) > 0 {
		slices.Sort(bonds)
		need("LACP in the vPC policy groups of "+strings.Join(bonds, ", "),
			"bare metal is on an LACP bond, and a port channel of the controller is static where its policy group says nothing (seeds/002, K8s node gateway)")
	}
	if len(singles) > 0 {
		slices.Sort(singles)
		need("AAEP "+told.Access.AAEP+" on the ports of "+strings.Join(slices.Compact(singles), ", "), "their VLANs are on no port without it")
	}
}

// needTenants says what of tenants is somebody else's.
func (p *planner) needTenants(told *PlannedACI, need func(what, why string)) {
	for _, t := range told.Tenants {
		dn := "uni/tn-" + t.Name
		if !t.Create && t.Name != tenantCommon {
			need(dn, "the tenant is used and not created")
		}
		for _, v := range t.VRFs {
			if !v.Create {
				need(dn+"/ctx-"+v.Name, "the VRF is used and not created")
				need("no BGP address family context policy on "+dn+"/ctx-"+v.Name, "it gets one of each family, and takes no second one")
			}
		}
		for _, c := range t.Contracts {
			if c.Graph != "" {
				need(dn+"/AbsGraph-"+c.Graph, "contract "+c.Name+" sends its traffic through this service graph")
			}
		}
	}
}

// needOut says what one L3Out refers to, and what others must do for it.
func (p *planner) needOut(o *PlannedL3Out, need func(what, why string)) {
	if o.VMM != "" {
		dn := "uni/vmmp-VMware/dom-" + o.VMM
		need(dn, "L3Out "+o.Name+" floats in this domain")
		need(dn+" on the AAEP of its hypervisors' ports", "their VLANs are on no port without it")
		if len(o.SVIs) > 0 {
			need(fmt.Sprintf("VLAN %d in the pool of %s", o.SVIs[0].VLAN, dn), "it is the one of L3Out "+o.Name)
		}
	}
	seen := map[string]bool{}
	for _, epg := range o.EPGs {
		for _, names := range [][]string{epg.Provides, epg.Consumes} {
			for _, name := range names {
				if !seen[name] && !p.makesContract(o.Tenant, name) {
					seen[name] = true
					need("uni/tn-"+o.Tenant+"/brc-"+name, "external EPG "+epg.Name+" has this contract; it may be tenant common's")
				}
			}
		}
	}
	need(fmt.Sprintf("nodes of L3Out %s/%s: MTU %d", o.Tenant, o.Name, o.MTU), "with another, sessions come up and large updates stall")
	for i := range p.aci.L3Outs {
		design := &p.aci.L3Outs[i]
		if design.Tenant != o.Tenant || design.Name != o.Name {
			continue
		}
		for _, transit := range design.Transit {
			var ours []string
			for _, s := range o.EPGs[0].Subnets {
				ours = append(ours, s.Prefix.String())
			}
			need(fmt.Sprintf("L3Out %s of VRF %s:%s exports %s", transit.L3Out, o.VRFTenant, o.VRF, strings.Join(ours, ", ")),
				"what is outside of the fabric reaches the cluster by it")
			need(fmt.Sprintf("an external EPG of L3Out %s provides and consumes contract %s", transit.L3Out, transit.Contract),
				"traffic between two L3Outs needs a contract (seeds/002, transit routing)")
		}
	}
}

// makesContract reports whether the design makes the contract that an EPG of a
// tenant finds by a name.
func (p *planner) makesContract(tenant, name string) bool {
	for i := range p.aci.Tenants {
		t := &p.aci.Tenants[i]
		if t.Name != tenant && t.Name != tenantCommon {
			continue
		}
		for _, c := range t.Contracts {
			if c.Name == name {
				return true
			}
		}
	}
	return false
}

func rangesText(ranges []VLANRange) string {
	text := make([]string, len(ranges))
	for i, r := range ranges {
		text[i] = r.String()
	}
	return strings.Join(text, ", ")
}
