package aci

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// interfaceProfile checks that a profile has one address family, and that the
// secondary address, the nodes' gateway, is the same on every anchor.
func (v *validator) interfaceProfile(n *node) {
	var v4, v6 bool
	type gateway struct{ secondary, floating []string }
	perVLAN := map[string]gateway{}
	for _, s := range n.children {
		for _, a := range addresses(s) {
			v4, v6 = v4 || a.prefix.Addr().Is4(), v6 || a.prefix.Addr().Is6()
		}
		if s.Class != L3extVirtualLIfP {
			continue
		}
		g := gateway{secondary: textsOf(s.of(L3extIp), "addr")}
		for _, d := range s.of(L3extRsDynPathAtt) {
			g.floating = append(g.floating, d.Attributes["floatingAddr"].text)
		}
		first, ok := perVLAN[s.Attributes["encap"].text]
		if !ok {
			perVLAN[s.Attributes["encap"].text] = g
			continue
		}
		if !sameWords(first.secondary, g.secondary) {
			v.refuse(CodeConflict, s.dn.String(), fmt.Sprintf("its secondary addresses are [%s], and [%s] on another anchor of the VLAN: nodes would lose their gateway", strings.Join(g.secondary, " "), strings.Join(first.secondary, " ")),
				"give every anchor the same", sourceFloating)
		}
		if !sameWords(first.floating, g.floating) {
			v.refuse(CodeConflict, s.dn.String(), fmt.Sprintf("its floating addresses are [%s], and [%s] on another anchor of the VLAN", strings.Join(g.floating, " "), strings.Join(first.floating, " ")),
				"give every anchor the same", sourceFloating)
		}
	}
	if n.known() && len(n.of(L3extVirtualLIfP)) == 0 && len(n.of(L3extRsPathL3OutAtt)) == 0 {
		v.refuse(CodeIncomplete, n.dn.String(), "it has no interface", "add a floating SVI or a path below it", sourceOut)
	}
	if b := n.one(BfdIfP); b != nil && b.known() && (b.Value("type").text == "sha1") != b.Attributes["key"].IsSecret() {
		v.refuse(CodeConflict, b.dn.String(), "type sha1 and a key go together", "set both, or neither", "RFC 5880, section 6.7.4")
	}
	if v4 && v6 {
		v.refuse(CodeConflict, n.dn.String(), "it has IPv4 and IPv6 addresses", "make a profile of each family; the VLAN may be the same", "Cisco ACI L3Out: a logical interface profile for each address family")
	}
}

func textsOf(nodes []*node, attribute string) []string {
	all := make([]string, len(nodes))
	for i, n := range nodes {
		all[i] = n.Attributes[attribute].text
	}
	return all
}

// An ownAddress is one that an SVI has, with where it says so.
type ownAddress struct {
	at        *node
	attribute string
	prefix    netip.Prefix
}

// addresses are all that an interface has: its own or its members', secondary
// and floating ones.
func addresses(s *node) []ownAddress {
	var all []ownAddress
	add := func(n *node, attribute string) {
		if p, ok := prefixOf(n.Attributes[attribute]); ok {
			all = append(all, ownAddress{n, attribute, p})
		}
	}
	secondary := func(n *node) {
		for _, ip := range n.of(L3extIp) {
			add(ip, "addr")
		}
	}
	add(s, "addr")
	secondary(s)
	for _, m := range s.of(L3extMember) {
		add(m, "addr")
		secondary(m)
	}
	for _, d := range s.of(L3extRsDynPathAtt) {
		add(d, "floatingAddr")
		secondary(d)
	}
	return all
}

// oneSubnet checks that an interface's addresses share one subnet, and differ.
func (v *validator) oneSubnet(s *node) {
	all := addresses(s)
	seen := map[netip.Addr]*node{}
	for _, a := range all {
		if subnet := all[0].prefix.Masked(); a.prefix.Masked() != subnet {
			v.refuse(CodeOutsideSubnet, a.at.field(a.attribute), fmt.Sprintf("%s is not in %s, the subnet of the interface", a.prefix, subnet), "take an address of the subnet, with its length", sourceOut)
		}
		if old := seen[a.prefix.Addr()]; old != nil && (a.at.Class != L3extIp || a.at.parent == old.parent) {
			v.refuse(CodeConflict, a.at.field(a.attribute), fmt.Sprintf("%s has %s too", old.dn, a.prefix.Addr()), "take another address of the subnet", sourceOut)
		}
		seen[a.prefix.Addr()] = a.at
	}
}

// floating checks a floating SVI on one anchor.
func (v *validator) floating(n *node) {
	v.oneSubnet(n)
	v.attached(n, n.Attributes["nodeDn"].text)
	if n.Value("ifInstT").text != "ext-svi" {
		v.refuse(CodeConflict, n.field("ifInstT"), "a floating SVI is an SVI", "set ifInstT to ext-svi", sourceFloating)
	}
	if _, ok := prefixOf(n.Value("addr")); n.known() && !ok {
		v.refuse(CodeIncomplete, n.field("addr"), "the anchor has no address", "give it its primary address", sourceFloating)
	}
	v.missing(n, L3extRsDynPathAtt, "there is no domain that it floats in, and no floating address")
	for _, d := range n.of(L3extRsDynPathAtt) {
		domain, _ := d.Attributes["tDn"].DN()
		if class, err := domain.Class(); err == nil && class == PhysDomP {
			v.release(mustVersion("5.0(1)"), d.dn.String(), "floating in a physical domain")
		}
		if _, ok := prefixOf(d.Value("floatingAddr")); !ok {
			v.refuse(CodeIncomplete, d.field("floatingAddr"), "there is no floating address", "give the one of all other leaves", sourceFloating)
		}
		v.vlan(n, domain)
		v.vlan(d, domain)
	}
	if out := n.above(L3extOut); out.one(L3extRsL3DomAtt) != nil {
		domain, _ := out.one(L3extRsL3DomAtt).Attributes["tDn"].DN()
		v.vlan(n, domain)
	}
}

// path checks a standard SVI.
func (v *validator) path(n *node) {
	v.oneSubnet(n)
	target, _ := n.Attributes["tDn"].DN()
	_, ends, err := schema.resolve(target.Parent())
	if err != nil {
		return
	}
	pod := target.Parent().Parent()
	members := n.of(L3extMember)
	if single := ends["nodeId"]; single.text != "" {
		v.attached(n, pod.Child(RN("node-"+single.text)).String())
		if len(members) > 0 {
			v.refuse(CodeConflict, n.dn.String(), "only a vPC has members A and B", "give the path its own address", sourceOut)
		}
		if _, ok := prefixOf(n.Value("addr")); n.known() && !ok {
			v.refuse(CodeIncomplete, n.field("addr"), "the interface has no address", "give it one", sourceOut)
		}
	} else {
		v.attached(n, pod.Child(RN("node-"+ends["nodeAId"].text)).String())
		v.attached(n, pod.Child(RN("node-"+ends["nodeBId"].text)).String())
		v.members(n, members)
	}
	if ifInstT := n.Value("ifInstT").text; n.known() && ifInstT == "unspecified" {
		v.refuse(CodeIncomplete, n.field("ifInstT"), "it is unspecified what kind of interface it is", "set ifInstT to ext-svi", sourceOut)
	}
	if n.known() && n.Value("ifInstT").text == "ext-svi" && n.Value("encap").text == "unknown" {
		v.refuse(CodeIncomplete, n.field("encap"), "an SVI without a VLAN", "set encap to the node's VLAN", sourceOut)
	}
	if out := n.above(L3extOut); out.one(L3extRsL3DomAtt) != nil {
		domain, _ := out.one(L3extRsL3DomAtt).Attributes["tDn"].DN()
		v.vlan(n, domain)
	}
}

// members checks the two ends of a vPC.
func (v *validator) members(n *node, members []*node) {
	if _, ok := prefixOf(n.Value("addr")); ok {
		v.refuse(CodeConflict, n.field("addr"), "the path of a vPC has an address; its members have them", "leave it out, or set it to 0.0.0.0", sourceOut)
	}
	if n.known() && !slices.Equal(slices.Sorted(slices.Values(textsOf(members, "side"))), []string{"A", "B"}) {
		v.refuse(CodeIncomplete, n.dn.String(), "a vPC has the members A and B", "add mem-A and mem-B, each with its leaf's address", sourceOut)
	}
	for _, m := range members {
		if _, ok := prefixOf(m.Value("addr")); !ok {
			v.refuse(CodeIncomplete, m.field("addr"), "the leaf has no address", "give it its primary address", sourceOut)
		}
	}
	if len(members) == 2 && !sameWords(textsOf(members[0].of(L3extIp), "addr"), textsOf(members[1].of(L3extIp), "addr")) {
		v.refuse(CodeConflict, n.dn.String(), "the secondary addresses of A and B differ: the node would lose its gateway with a leaf", "give both the same", sourceOut)
	}
}

// attached checks that a leaf with an interface is a leaf of the node profile.
func (v *validator) attached(n *node, leaf string) {
	profile := n.above(L3extLNodeP)
	if !profile.known() {
		return
	}
	if !slices.Contains(textsOf(profile.of(L3extRsNodeL3OutAtt), "tDn"), leaf) {
		v.refuse(CodeIncomplete, n.dn.String(), leaf+" is no leaf of the node profile", "add rsnodeL3OutAtt-["+leaf+"] to it", sourceOut)
	}
}
