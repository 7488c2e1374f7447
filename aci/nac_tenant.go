package aci

import "strings"

// tenant is an item of apic.tenants.
func (e *nacExport) tenant(n *exported) *yamlMap {
	m := &yamlMap{}
	e.fill(m, n)
	if n.Status == Modified || n.standing() && len(n.surplus()) == 0 {
		for _, name := range n.surplus() {
			e.refuse(n.dn.text+": "+name, "the tenant is somebody else's, and the modules leave its attributes alone", leaveOut)
		}
		m.put("managed", yamlBool(false))
	}
	var vrfs yamlList
	for _, vrf := range e.each(n, FvCtx) {
		vrfs = append(vrfs, e.vrf(vrf))
	}
	m.put("vrfs", vrfs)
	m.put("filters", e.items(n, VzFilter, func(filter *yamlMap, o *exported) {
		filter.put("entries", e.items(o, VzEntry, e.ports, "sToPort", "dToPort"))
	}))
	m.put("contracts", e.items(n, VzBrCP, func(contract *yamlMap, o *exported) {
		contract.put("subjects", e.items(o, VzSubj, e.subject))
	}))
	m.put("policies", e.policies(n))
	m.put("l3outs", e.items(n, L3extOut, e.l3out))
	return m
}

// items are the objects of a class below n, each with what more there is to say.
func (e *nacExport) items(n *exported, c Class, more func(*yamlMap, *exported), placed ...string) yamlList {
	var all yamlList
	for _, o := range e.each(n, c) {
		m := &yamlMap{}
		e.fill(m, o, placed...)
		if more != nil {
			more(m, o)
		}
		all = append(all, m)
	}
	return all
}

func (e *nacExport) vrf(n *exported) *yamlMap {
	m, bgp := &yamlMap{}, &yamlMap{}
	e.fill(m, n)
	if r := e.one(n, FvRsBgpCtxPol); r != nil {
		e.fill(&yamlMap{}, r, "tnBgpCtxPolName")
		if name := r.Attributes["tnBgpCtxPolName"].text; name != "" {
			bgp.put("timer_policy", yamlText(name))
		}
	}
	seen := map[string]bool{}
	for _, r := range e.each(n, FvRsCtxToBgpCtxAfPol) {
		e.fill(&yamlMap{}, r, "tnBgpCtxAfPolName", "af")
		family := strings.TrimSuffix(r.text("af"), "-ucast")
		if seen[family] {
			e.refuse(r.dn.text, "the model has room for one policy of a family", leaveOut)
			continue
		}
		seen[family] = true
		bgp.put(family+"_address_family_context_policy", yamlText(r.Attributes["tnBgpCtxAfPolName"].text))
	}
	m.put("bgp", bgp)
	return m
}

// ports puts the upper ends of a filter entry's ports, which the modules take from
// the lower ones when they are missing.
func (e *nacExport) ports(m *yamlMap, n *exported) {
	for _, port := range []struct{ from, to, key string }{
		{"sFromPort", "sToPort", "source_to_port"}, {"dFromPort", "dToPort", "destination_to_port"},
	} {
		_, set := n.Attributes[port.to]
		if to := n.text(port.to); set || to != n.text(port.from) {
			m.put(port.key, yamlWord(to))
		}
	}
	switch n.text("etherT") {
	case "ip", "ipv4", "ipv6":
	default:
		if n.text("prot") != "unspecified" {
			e.refuse(n.dn.text+": prot", "the modules write a protocol for IP alone", "set etherT to ip, ipv4 or ipv6")
		}
	}
}

func (e *nacExport) subject(m *yamlMap, n *exported) {
	filters := e.items(n, VzRsSubjFiltAtt, nil)
	m.put("filters", filters)
	if len(filters) == 0 {
		e.refuse(n.dn.text, "the modules make a subject without a filter one of two directions", "add a filter")
	}
	if r := e.one(n, VzRsSubjGraphAtt); r != nil {
		e.fill(&yamlMap{}, r, "tnVnsAbsGraphName")
		m.put("service_graph", yamlText(r.Attributes["tnVnsAbsGraphName"].text))
	}
}

// policies are tenants[].policies.
func (e *nacExport) policies(n *exported) *yamlMap {
	m := &yamlMap{}
	for _, p := range []struct {
		class Class
		key   string
	}{
		{BgpCtxPol, "bgp_timer_policies"},
		{BgpBestPathCtrlPol, "bgp_best_path_policies"},
		{BgpCtxAfPol, "bgp_address_family_context_policies"},
		{BgpPeerPfxPol, "bgp_peer_prefix_policies"},
		{BfdIfPol, "bfd_interface_policies"},
	} {
		m.put(p.key, e.items(n, p.class, nil))
	}
	m.put("nd_interface_policies", e.items(n, NdIfPol, e.neighborDiscovery, "ctrl"))
	m.put("match_rules", e.items(n, RtctrlSubjP, func(rule *yamlMap, o *exported) {
		rule.put("prefixes", e.items(o, RtctrlMatchRtDest, nil))
	}))
	m.put("set_rules", e.items(n, RtctrlAttrP, func(rule *yamlMap, o *exported) {
		if preference := e.one(o, RtctrlSetPref); preference != nil {
			e.fill(rule, preference, "type")
		}
	}))
	m.put("route_control_route_maps", e.items(n, RtctrlProfile, e.routeMap, "type"))
	return m
}

// neighborDiscovery puts the flags, and the three intervals that the modules write
// as 0 when they are missing, with the APIC's defaults (defaults.yaml has the same).
func (e *nacExport) neighborDiscovery(m *yamlMap, n *exported) {
	var states yamlList
	for _, flag := range n.Attributes["ctrl"].Flags() {
		if flag == "unspecified" {
			e.refuse(n.dn.text+": ctrl", `the modules refuse the flag "unspecified"`, leaveOut)
		}
		states = append(states, yamlText(flag))
	}
	m.put("controller_state", states)
	m.put("nud_retransmit_base", yamlScalar("1"))
	m.put("nud_retransmit_interval", yamlScalar("1000"))
	m.put("nud_retransmit_count", yamlScalar("3"))
}

// routeMap puts the type, whose default depends on the place, and the contexts.
func (e *nacExport) routeMap(m *yamlMap, n *exported) {
	m.put("type", yamlText(n.text("type")))
	m.put("contexts", e.items(n, RtctrlCtxP, func(c *yamlMap, o *exported) {
		if scope := e.one(o, RtctrlScope); scope != nil {
			e.fill(&yamlMap{}, scope)
			r := e.one(scope, RtctrlRsScopeToAttrP)
			if r == nil {
				e.refuse(scope.dn.text, "the modules make it for a set rule alone", "add the rule, or leave it out")
			} else {
				e.fill(&yamlMap{}, r, "tnRtctrlAttrPName")
				c.put("set_rule", yamlText(r.Attributes["tnRtctrlAttrPName"].text))
			}
		}
		c.put("match_rules", e.names(o, RtctrlRsCtxPToSubjP, "tnRtctrlSubjPName"))
	}))
}

// names are what relations of one class name.
func (e *nacExport) names(n *exported, c Class, attribute string) yamlList {
	var all yamlList
	for _, r := range e.each(n, c) {
		e.fill(&yamlMap{}, r, attribute)
		all = append(all, yamlText(r.Attributes[attribute].text))
	}
	return all
}
