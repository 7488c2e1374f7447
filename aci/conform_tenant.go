package aci

import (
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// access are the VLAN pool, the domains on it and the ports' policy groups. Nothing
// of them is said where they exist.
func (c *conformance) access(a *fabric.PlannedAccess) {
	if a.Existing {
		return
	}
	c.theirs("uni/infra")
	pool := "uni/infra/vlanns-[" + a.VLANPool + "]-static"
	c.has(pool, nil)
	for _, r := range a.VLANs {
		c.has(pool+"/from-["+VLAN(r.First).String()+"]-to-["+VLAN(r.Last).String()+"]", map[string]string{"allocMode": "static"})
	}
	aaep := "uni/infra/attentp-" + a.AAEP
	c.has(aaep, nil)
	for _, domain := range []string{"uni/phys-" + a.PhysicalDomain, "uni/l3dom-" + a.RoutedDomain} {
		c.has(domain, nil)
		c.has(domain+"/rsvlanNs", map[string]string{"tDn": pool})
		c.has(aaep+"/rsdomP-["+domain+"]", nil)
	}
	if len(a.Groups) > 0 {
		c.theirs("uni/infra/funcprof")
	}
	for _, g := range a.Groups {
		group := "uni/infra/funcprof/accbundle-" + g
		c.has(group, map[string]string{"lagT": "node"})
		c.has(group+"/rsattEntP", map[string]string{"tDn": aaep})
	}
}

// tenant is one with its VRFs and contracts.
func (c *conformance) tenant(t *fabric.PlannedTenant) {
	dn := "uni/tn-" + t.Name
	c.made(dn, t.Create)
	for _, v := range t.VRFs {
		c.made(dn+"/ctx-"+v.Name, v.Create)
	}
	for i := range t.Contracts {
		c.contract(dn, &t.Contracts[i])
	}
}

// made expects an object that the plan makes, or that has to be there.
func (c *conformance) made(dn string, create bool) {
	if create {
		c.has(dn, nil)
	} else {
		c.theirs(dn)
	}
}

// contract is one whose subjects let pass what it says, in both directions.
func (c *conformance) contract(tenant string, want *fabric.Contract) {
	dn := tenant + "/brc-" + want.Name
	scope := map[fabric.ContractScope]string{fabric.ScopeVRF: "context", fabric.ScopeTenant: "tenant", fabric.ScopeGlobal: "global"}[want.Scope]
	if c.has(dn, map[string]string{"scope": scope}) == nil {
		return
	}
	subjects := c.below(dn, VzSubj)
	c.expect(dn, len(subjects) == 1, "subjects", 1, len(subjects))
	for _, s := range subjects {
		subject := c.has(s.DN.String(), map[string]string{"revFltPorts": "yes"}).DN.String()
		if want.Graph != "" {
			c.has(subject+"/rsSubjGraphAtt", map[string]string{"tnVnsAbsGraphName": want.Graph})
		}
		filters := want.Filters
		if len(filters) == 0 { // all IP, by a filter whose name is not planned
			for _, r := range c.below(subject, VzRsSubjFiltAtt) {
				filters = append(filters, fabric.ContractFilter{Name: r.Value("tnVzFilterName").String()})
			}
			c.expect(subject, len(filters) == 1, "filters", 1, len(filters))
		}
		for _, f := range filters {
			c.has(subject+"/rssubjFiltAtt-"+f.Name, map[string]string{"action": "permit"})
			c.filter(tenant+"/flt-"+f.Name, f)
		}
	}
}

// filter is one whose entry matches what it says.
func (c *conformance) filter(dn string, f fabric.ContractFilter) {
	if c.has(dn, nil) == nil {
		return
	}
	entries := c.below(dn, VzEntry)
	c.expect(dn, len(entries) == 1, "entries", 1, len(entries))
	want := map[string]string{"etherT": "ip"}
	if f.Protocol != "" {
		want["prot"] = f.Protocol
	}
	if first, last, ranged := strings.Cut(f.Ports, "-"); f.Ports != "" {
		want["dFromPort"], want["dToPort"] = first, first
		if ranged {
			want["dToPort"] = last
		}
	}
	for _, e := range entries {
		c.has(e.DN.String(), want)
		for _, name := range []string{"prot", "dFromPort", "dToPort"} {
			_, written := e.Attributes[name]
			_, wanted := want[name]
			c.expect(e.DN.String()+": "+name, wanted || !written, "value", "any", quoted(e.Attributes[name].String()))
		}
	}
}
