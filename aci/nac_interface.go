package aci

import (
	"regexp"
	"strings"
)

// floating is a floating SVI. The modules give it the type ext-svi.
func (e *nacExport) floating(n *exported) *yamlMap {
	m := &yamlMap{}
	e.at(m, DN{n.Attributes["nodeDn"].text})
	m.put("floating_svi", yamlBool(true))
	m.put("vlan", vlanNumber(n.Attributes["encap"]))
	e.encapScope(m, n)
	e.fill(m, n, "nodeDn", "encap", "addr", "ifInstT", "encapScope")
	m.put("ip", yamlText(n.text("addr")))
	e.shared(m, e.each(n, L3extIp))
	m.put("paths", e.items(n, L3extRsDynPathAtt, func(p *yamlMap, o *exported) {
		key, name := nacDomain(o.Attributes["tDn"].text)
		if key != "physical_domain" && key != "vmware_vmm_domain" {
			e.refuse(o.dn.text+": tDn", "the model knows physical domains and those of VMware alone", leaveOut)
		}
		p.put(key, yamlText(name))
		if o.text("floatingAddr") == "" {
			e.refuse(o.dn.text, "the modules need the floating address", "set floatingAddr")
		}
		if o.text("encap") != "unknown" {
			p.put("vlan", vlanNumber(o.Attributes["encap"]))
		}
	}, "tDn", "encap"))
	m.put("bgp_peers", e.peers(n))
	return m
}

// encapScope puts the scope of a VLAN, which the modules write for SVIs alone.
func (e *nacExport) encapScope(m *yamlMap, n *exported) {
	if _, ok := n.Attributes["encapScope"]; !ok {
		return
	}
	scope := n.text("encapScope")
	if n.text("ifInstT") != "ext-svi" {
		if scope != "local" {
			e.refuse(n.dn.text+": encapScope", "the modules write it for an SVI alone", leaveOut)
		}
		return
	}
	if scope == "ctx" {
		scope = "vrf"
	}
	m.put("scope", yamlText(scope))
}

// shared puts the secondary address, of which the model has one.
func (e *nacExport) shared(m *yamlMap, secondaries []*exported) {
	for i, n := range secondaries {
		e.fill(&yamlMap{}, n, "addr")
		if i > 0 {
			e.refuse(n.dn.text, "the model has room for one secondary address of an interface", leaveOut)
			continue
		}
		m.put("ip_shared", yamlText(n.text("addr")))
	}
}

// path is an interface on a port, a port channel or a vPC.
func (e *nacExport) path(n *exported) *yamlMap {
	m := &yamlMap{}
	target := DN{n.Attributes["tDn"].text}
	e.at(m, target)
	e.port(m, n, target)
	switch n.text("ifInstT") {
	case "ext-svi":
		m.put("svi", yamlBool(true))
	case "l3-port":
		if n.text("encap") != "unknown" {
			e.refuse(n.dn.text+": encap", "the modules make an interface with a VLAN an SVI or a subinterface", leaveOut)
		}
	}
	if n.text("encap") != "unknown" {
		m.put("vlan", vlanNumber(n.Attributes["encap"]))
	} else if n.text("ifInstT") != "l3-port" {
		e.refuse(n.dn.text+": encap", "the modules make an interface without a VLAN a routed port", "set encap")
	}
	e.encapScope(m, n)
	e.fill(m, n, "tDn", "encap", "addr", "ifInstT", "encapScope")
	if strings.HasPrefix(string(target.Parent().RN()), "protpaths-") {
		e.members(m, n)
	} else {
		m.put("ip", yamlText(n.text("addr")))
		e.shared(m, e.each(n, L3extIp))
	}
	m.put("bgp_peers", e.peers(n))
	return m
}

// port puts the name of a port or of a bundle.
func (e *nacExport) port(m *yamlMap, n *exported, target DN) {
	name := strings.TrimSuffix(strings.TrimPrefix(string(target.RN()), "pathep-["), "]")
	if found := regexp.MustCompile(`^eth([1-9])/([1-9][0-9]{0,2})(?:/([1-9][0-9]?))?$`).FindStringSubmatch(name); found != nil {
		for i, key := range []string{"module", "port", "sub_port"} {
			if found[i+1] != "" {
				m.put(key, yamlScalar(found[i+1]))
			}
		}
		return
	}
	if strings.Contains(name, "/") {
		e.refuse(n.dn.text+": tDn", "the model has no key for this kind of port", leaveOut)
	}
	m.put("channel", yamlText(name))
	want := "pc"
	if strings.HasPrefix(string(target.Parent().RN()), "protpaths-") {
		want = "vpc"
	}
	for _, group := range e.nodes {
		if group.Class == InfraAccBndlGrp && group.Attributes["name"].text == name && bundleType(group) != want {
			e.refuse(n.dn.text+": tDn", "the modules take it for the "+bundleType(group)+" that the policy group is", "correct lagT of the policy group, or the path")
		}
	}
}

// members puts the addresses of a vPC's two leaves, and the secondary, which both
// share: [Tree.Validate] sees to that.
func (e *nacExport) members(m *yamlMap, n *exported) {
	for _, member := range e.each(n, L3extMember) {
		e.fill(&yamlMap{}, member, "side", "addr")
		side := member.Attributes["side"].text
		m.put("ip_"+strings.ToLower(side), yamlText(member.text("addr")))
		shared := &yamlMap{}
		e.shared(shared, e.each(member, L3extIp))
		if side == "A" {
			m.entries = append(m.entries, shared.entries...)
		}
	}
}

// peers are the neighbours below an interface or a node profile.
func (e *nacExport) peers(n *exported) yamlList { return e.items(n, BgpPeerP, e.peer, "password") }

func (e *nacExport) peer(m *yamlMap, n *exported) {
	if v := n.Attributes["password"]; v.IsSecret() {
		m.put("password", yamlScalar("!env "+e.secrets[v]))
	}
	if as := e.one(n, BgpAsP); as != nil {
		e.fill(m, as)
	} else {
		e.refuse(n.dn.text, "the modules need the AS of a peer", "add "+schema.byClass[BgpAsP].RN)
	}
	if as := e.one(n, BgpLocalAsnP); as != nil {
		e.fill(m, as)
	}
	if r := e.one(n, BgpRsPeerPfxPol); r != nil {
		e.fill(&yamlMap{}, r, "tnBgpPeerPfxPolName")
		if name := r.Attributes["tnBgpPeerPfxPolName"].text; name != "" {
			m.put("peer_prefix_policy", yamlText(name))
		}
	}
	tenant := n.scope().Parent()
	seen := map[string]bool{}
	for _, r := range e.each(n, BgpRsPeerToProfile) {
		e.fill(&yamlMap{}, r, "tDn", "direction")
		direction := r.text("direction")
		target := DN{r.Attributes["tDn"].text}
		switch {
		case target.Parent() != tenant:
			e.refuse(r.dn.text+": tDn", "the modules look for the route map in the peer's tenant alone, not in an L3Out", "bind a route map of the tenant")
		case seen[direction]:
			e.refuse(r.dn.text, "the model has room for one route map of a direction", leaveOut)
		default:
			seen[direction] = true
			m.put(direction+"_route_control", yamlText(strings.TrimPrefix(string(target.RN()), "prof-")))
		}
	}
}
