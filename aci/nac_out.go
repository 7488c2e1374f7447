package aci

import "strings"

// l3out puts what is below an L3Out.
func (e *nacExport) l3out(m *yamlMap, n *exported) {
	if n.parent.dn.text == "uni/tn-infra" {
		e.refuse(n.dn.text, "the modules take an L3Out of tenant infra for one between pods", "put it into another tenant")
	}
	if r := e.one(n, L3extRsEctx); r != nil {
		e.fill(&yamlMap{}, r, "tnFvCtxName")
		m.put("vrf", yamlText(r.Attributes["tnFvCtxName"].text))
	} else {
		e.refuse(n.dn.text, "the modules need the VRF of an L3Out", "add "+schema.byClass[L3extRsEctx].RN)
	}
	e.routedDomain(m, n)
	maps := &yamlMap{}
	var others yamlList
	for _, p := range e.each(n, RtctrlProfile) {
		key := map[string]string{"default-import": "import_route_map", "default-export": "export_route_map"}[p.Attributes["name"].text]
		rm := &yamlMap{}
		e.fill(rm, p, "type")
		before := len(rm.entries)
		e.routeMap(rm, p)
		if key == "" {
			others = append(others, rm)
			continue
		}
		if len(rm.entries) == before+1 { // the type alone
			e.refuse(p.dn.text, "the modules make it for its contexts alone", "add one, or leave it out")
		}
		maps.put(key, rm)
	}
	m.entries = append(m.entries, maps.entries...)
	m.put("route_maps", others)
	profiles := e.items(n, L3extLNodeP, e.nodeProfile)
	m.put("node_profiles", profiles)
	if bgp := e.one(n, BgpExtP); bgp != nil {
		e.fill(&yamlMap{}, bgp)
		if !e.hasPeers(n) {
			e.refuse(bgp.dn.text, "the modules enable BGP for its peers alone, and there are none", "add a peer, or leave it out")
		}
	}
	m.put("external_endpoint_groups", e.items(n, L3extInstP, func(group *yamlMap, o *exported) {
		contracts := &yamlMap{}
		contracts.put("consumers", e.names(o, FvRsCons, "tnVzBrCPName"))
		contracts.put("providers", e.names(o, FvRsProv, "tnVzBrCPName"))
		group.put("contracts", contracts)
		group.put("subnets", e.items(o, L3extSubnet, nil))
	}))
}

func (e *nacExport) routedDomain(m *yamlMap, n *exported) {
	r := e.one(n, L3extRsL3DomAtt)
	if r == nil {
		e.refuse(n.dn.text, "the modules need the routed domain of an L3Out", "add "+schema.byClass[L3extRsL3DomAtt].RN)
		return
	}
	e.fill(&yamlMap{}, r, "tDn")
	key, name := nacDomain(r.Attributes["tDn"].text)
	if key != "routed_domain" {
		e.refuse(r.dn.text+": tDn", "the modules bind a routed domain, uni/l3dom-{name}, alone", leaveOut)
	}
	m.put("domain", yamlText(name))
}

func (e *nacExport) hasPeers(n *exported) bool {
	for _, child := range e.below[n] {
		if child.Class == BgpPeerP || e.hasPeers(child) {
			return true
		}
	}
	return false
}

// nodeProfile puts what is below a node profile.
func (e *nacExport) nodeProfile(m *yamlMap, n *exported) {
	if p := e.one(n, BgpProtP); p != nil {
		bgp := &yamlMap{}
		e.fill(bgp, p)
		for _, r := range []struct {
			class          Class
			attribute, key string
		}{
			{BgpRsBgpNodeCtxPol, "tnBgpCtxPolName", "timer_policy"}, {BgpRsBestPathCtrlPol, "tnBgpBestPathCtrlPolName", "as_path_policy"},
		} {
			if o := e.one(p, r.class); o != nil {
				e.fill(&yamlMap{}, o, r.attribute)
				if name := o.Attributes[r.attribute].text; name != "" {
					bgp.put(r.key, yamlText(name))
				}
			}
		}
		if len(bgp.entries) == 0 {
			e.refuse(p.dn.text, "the modules make it for a policy or a name alone", "leave it out, or bind a policy")
		}
		m.put("bgp", bgp)
	}
	var leaves yamlList
	for _, r := range e.each(n, L3extRsNodeL3OutAtt) {
		leaf := &yamlMap{}
		e.at(leaf, DN{r.Attributes["tDn"].text})
		e.fill(leaf, r, "tDn")
		leaf.put("loopbacks", e.names(r, L3extLoopBackIfP, "addr"))
		leaves = append(leaves, leaf)
	}
	m.put("nodes", leaves)
	m.put("bgp_peers", e.peers(n))
	m.put("interface_profiles", e.items(n, L3extLIfP, e.interfaceProfile))
}

// at puts the leaf, or two, and the pod of a DN of the topology.
func (e *nacExport) at(m *yamlMap, dn DN) {
	pod := ""
	for rn := range dn.RNs() {
		kind, ids, _ := strings.Cut(string(rn), "-")
		switch kind {
		case "pod":
			pod = ids
		case "node", "paths":
			m.put("node_id", yamlScalar(ids))
		case "protpaths":
			first, second, _ := strings.Cut(ids, "-")
			m.put("node_id", yamlScalar(first))
			m.put("node2_id", yamlScalar(second))
		}
	}
	m.put("pod_id", yamlScalar(pod))
}

// interfaceProfile puts what is below an interface profile.
func (e *nacExport) interfaceProfile(m *yamlMap, n *exported) {
	if p := e.one(n, BfdIfP); p != nil {
		e.fill(&yamlMap{}, p)
		name := ""
		if r := e.one(p, BfdRsIfPol); r != nil {
			e.fill(&yamlMap{}, r, "tnBfdIfPolName")
			name = r.Attributes["tnBfdIfPolName"].text
		}
		if name == "" {
			e.refuse(p.dn.text, "the modules enable BFD for a policy alone", "bind a bfdIfPol")
		} else {
			m.put("bfd_policy", yamlText(name))
		}
	}
	if r := e.one(n, L3extRsNdIfPol); r != nil {
		e.fill(&yamlMap{}, r, "tnNdIfPolName")
		if name := r.Attributes["tnNdIfPolName"].text; name != "" {
			m.put("nd_interface_policy", yamlText(name))
		}
	}
	var interfaces yamlList
	for _, o := range e.each(n, L3extVirtualLIfP) {
		interfaces = append(interfaces, e.floating(o))
	}
	for _, o := range e.each(n, L3extRsPathL3OutAtt) {
		interfaces = append(interfaces, e.path(o))
	}
	m.put("interfaces", interfaces)
}
