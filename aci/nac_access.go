package aci

import (
	"slices"
	"strings"
)

// document is the top of the model.
func (e *nacExport) document() *yamlMap {
	access, apic, top := &yamlMap{}, &yamlMap{}, &yamlMap{}
	for _, infra := range e.each(nil, InfraInfra) {
		e.fill(&yamlMap{}, infra)
		e.infra(access, infra)
	}
	access.put("physical_domains", e.domains(PhysDomP))
	access.put("routed_domains", e.domains(L3extDomP))
	var tenants yamlList
	for _, n := range e.each(nil, FvTenant) {
		tenants = append(tenants, e.tenant(n))
	}
	apic.put("access_policies", access)
	apic.put("tenants", tenants)
	top.put("apic", apic)
	if len(top.entries) == 0 {
		top.entries = []yamlEntry{{"apic", yamlScalar("{}")}}
	}
	return top
}

// infra puts VLAN pools, AAEPs and policy groups.
func (e *nacExport) infra(access *yamlMap, infra *exported) {
	var pools, aaeps, groups yamlList
	for _, n := range e.each(infra, FvnsVlanInstP) {
		m := &yamlMap{}
		e.fill(m, n)
		var ranges yamlList
		for _, block := range e.each(n, FvnsEncapBlk) {
			r := &yamlMap{}
			r.put("from", vlanNumber(block.Attributes["from"]))
			r.put("to", vlanNumber(block.Attributes["to"]))
			e.fill(r, block, "from", "to")
			ranges = append(ranges, r)
		}
		m.put("ranges", ranges)
		pools = append(pools, m)
	}
	for _, n := range e.each(infra, InfraAttEntityP) {
		m := &yamlMap{}
		e.fill(m, n)
		lists := map[string]yamlList{}
		for _, r := range e.each(n, InfraRsDomP) {
			e.fill(&yamlMap{}, r, "tDn")
			key, name := nacDomain(r.Attributes["tDn"].text)
			if key == "" {
				e.refuse(r.dn.text+": tDn", "the model knows domains of VMware alone", leaveOut)
			}
			lists[key] = append(lists[key], yamlText(name))
		}
		for _, key := range []string{"physical_domain", "routed_domain", "vmware_vmm_domain"} {
			m.put(key+"s", lists[key])
		}
		aaeps = append(aaeps, m)
	}
	for _, f := range e.each(infra, InfraFuncP) {
		e.fill(&yamlMap{}, f)
		for _, n := range e.each(f, InfraAccBndlGrp) {
			groups = append(groups, e.policyGroup(n))
		}
	}
	access.put("vlan_pools", pools)
	access.put("aaeps", aaeps)
	access.put("leaf_interface_policy_groups", groups)
}

func (e *nacExport) policyGroup(n *exported) *yamlMap {
	m := &yamlMap{}
	e.fill(m, n, "lagT")
	m.put("type", yamlScalar(bundleType(n)))
	if r := e.one(n, InfraRsAttEntP); r != nil {
		e.fill(&yamlMap{}, r, "tDn")
		m.put("aaep", yamlText(strings.TrimPrefix(r.Attributes["tDn"].text, "uni/infra/attentp-")))
	}
	return m
}

// bundleType is what the model calls a bundle of one leaf, or of two.
func bundleType(n *exported) string {
	if n.text("lagT") == "node" {
		return "vpc"
	}
	return "pc"
}

// nacDomain is the kind of a domain as the model's keys have it, and its name.
func nacDomain(dn string) (key, name string) {
	for _, kind := range []struct{ prefix, key string }{
		{"uni/phys-", "physical_domain"}, {"uni/l3dom-", "routed_domain"}, {"uni/vmmp-VMware/dom-", "vmware_vmm_domain"},
	} {
		if name, ok := strings.CutPrefix(dn, kind.prefix); ok {
			return kind.key, name
		}
	}
	return "", dn
}

func vlanNumber(v Value) yamlScalar { return yamlScalar(strings.TrimPrefix(v.text, "vlan-")) }

// domains are physical or routed domains with their pools.
func (e *nacExport) domains(c Class) yamlList {
	var all yamlList
	for _, n := range e.each(nil, c) {
		m := &yamlMap{}
		e.fill(m, n)
		r := e.one(n, InfraRsVlanNs)
		if r == nil {
			if c == PhysDomP {
				e.refuse(n.dn.text, "the modules need a VLAN pool for a physical domain", "bind a pool of the tree")
			}
			all = append(all, m)
			continue
		}
		e.fill(&yamlMap{}, r, "tDn")
		if pool := e.pool(r); pool != nil {
			m.put("vlan_pool", yamlText(pool.Attributes["name"].text))
		}
		all = append(all, m)
	}
	return all
}

// pool is the VLAN pool that a domain refers to. The model has its name, and the
// modules look for the allocation among the pools that they are given.
func (e *nacExport) pool(r *exported) *exported {
	pool := e.byDN[DN{r.Attributes["tDn"].text}]
	if pool == nil || pool.Status == Modified {
		e.refuse(r.dn.text+": tDn", "the modules look up the allocation of the pool by its name, and it is not in the tree", "add the pool")
		return nil
	}
	same := func(n *exported) bool {
		return n != pool && n.Class == FvnsVlanInstP && n.Attributes["name"] == pool.Attributes["name"]
	}
	if slices.ContainsFunc(e.nodes, same) {
		e.refuse(r.dn.text+": tDn", "two pools have this name, and the modules take the first", "give each pool a name of its own")
	}
	return pool
}
