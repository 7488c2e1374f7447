package aci

import (
	"fmt"
	"net/netip"
	"strings"
)

// out checks an L3Out as a whole.
func (v *validator) out(n *node) {
	v.missing(n, L3extRsEctx, "it is in no VRF and is not deployed")
	v.missing(n, L3extLNodeP, "it is on no leaf")
	v.missing(n, L3extInstP, "nothing behind it may talk to anything")
	if v.speaksBGP(n) {
		v.missing(n, BgpExtP, "BGP is not enabled, and its peers are not deployed")
	}
	for _, p := range n.of(L3extLNodeP) {
		for _, i := range p.of(L3extLIfP) {
			if len(i.of(L3extRsPathL3OutAtt)) > 0 && n.known() && n.one(L3extRsL3DomAtt) == nil {
				v.refuse(CodeIncomplete, n.dn.String(), "a standard SVI needs the L3Out's domain, and there is no l3extRsL3DomAtt", "add rsl3DomAtt below it", sourceOut)
			}
		}
	}
	v.routeControl(n)
}

func (v *validator) speaksBGP(out *node) bool {
	for _, p := range out.of(L3extLNodeP) {
		if len(p.of(BgpPeerP)) > 0 {
			return true
		}
		for _, i := range p.of(L3extLIfP) {
			for _, s := range i.children {
				if len(s.of(BgpPeerP)) > 0 {
					return true
				}
			}
		}
	}
	return false
}

// routeControl checks that what is imported is filtered, and by something.
func (v *validator) routeControl(n *node) {
	if !n.known() {
		return
	}
	control := n.Value("enforceRtctrl")
	if !control.Has("export") {
		v.refuse(CodeConflict, n.field("enforceRtctrl"), "export is left out, and the controller keeps it on", "add export", sourceMeta)
	}
	imports := false
	for _, p := range n.of(RtctrlProfile) {
		imports = imports || p.Attributes["name"].text == "default-import"
	}
	switch {
	case imports && !control.Has("import"):
		v.refuse(CodeConflict, n.field("enforceRtctrl"), "there is a route map default-import, which acts only when import is enforced", "add import", "Cisco ACI L3Out, route control enforcement")
	case !imports && control.Has("import"):
		v.refuse(CodeIncomplete, n.dn.String(), "import is enforced, and there is no route map default-import: only prefixes of external EPGs with import-rtctrl get in",
			"add prof-default-import below it", "Cisco ACI L3Out, route control enforcement")
	}
}

// nodeProfile checks the leaves of an L3Out.
func (v *validator) nodeProfile(n *node) {
	peers := len(n.of(BgpPeerP)) > 0
	for _, r := range n.of(L3extRsNodeL3OutAtt) {
		loopback := r.Value("rtrIdLoopBack").text != "no"
		switch {
		case peers && !loopback && len(r.of(L3extLoopBackIfP)) == 0:
			v.refuse(CodeIncomplete, r.dn.String(), "a peer below the node profile needs a loopback since 4.2(1), and there is none: no session comes up",
				"put the peer below the interface, or add a loopback", "Cisco bug CSCvm28482, fault F3488")
		case !peers && loopback:
			v.refuse(CodeConflict, r.field("rtrIdLoopBack"), "the router ID becomes a loopback, which no peer needs; inside an interface's subnet, only one of the two is deployed",
				"set rtrIdLoopBack to no", "Cisco bug CSCwa48038")
		}
	}
	if n.known() && len(n.of(L3extRsNodeL3OutAtt)) == 0 {
		v.refuse(CodeIncomplete, n.dn.String(), "it names no leaf", "add rsnodeL3OutAtt-[{tDn}] below it", sourceOut)
	}
	if v.missing(n, L3extLIfP, "it has no interface") {
		return
	}
	if v.speaksBGP(n.parent) {
		v.missing(n, BgpProtP, "its peers run with the timers, the AS limit and the path selection of the fabric's default")
	}
}

// subnet checks a prefix of an external EPG.
func (v *validator) subnet(n *node) {
	const source = "Cisco ACI L3Out, external EPG subnet scopes"
	scope, aggregate := n.Value("scope"), n.Value("aggregate")
	for _, flag := range aggregate.Flags() {
		if !scope.Has(flag) {
			v.refuse(CodeConflict, n.field("aggregate"), flag+" is aggregated and is not in the scope", "add "+flag+" to the scope", source)
		}
		if p, ok := n.Attributes["ip"].Prefix(); ok && p.Bits() > 0 && flag != "shared-rtctrl" {
			v.refuse(CodeConflict, n.field("aggregate"), flag+" can be aggregated for 0.0.0.0/0 and ::/0 only", "filter by a route map instead", source)
		}
	}
}

// routers checks that a leaf has one router ID and one set of timers in a VRF,
// and no two leaves the same ID.
func (v *validator) routers() {
	type leaf struct{ vrf, node string }
	type holder struct {
		value string
		at    *node
	}
	ids, timers, taken := map[leaf]holder{}, map[leaf]holder{}, map[[2]string]holder{}
	for _, out := range v.nodes {
		if out.Class != L3extOut {
			continue
		}
		vrf := out.above(FvTenant).dn.String() + "/" // a VRF that is not in the tree is one of its tenant's, as far as can be told
		if ctx := v.referred(out, L3extRsEctx, "tnFvCtxName"); ctx != nil {
			vrf = ctx.dn.String()
		} else if e := out.one(L3extRsEctx); e != nil {
			vrf += e.Attributes["tnFvCtxName"].text
		}
		for _, p := range out.of(L3extLNodeP) {
			policy := ""
			if ctx := v.referred(p.one(BgpProtP), BgpRsBgpNodeCtxPol, "tnBgpCtxPolName"); ctx != nil {
				policy = ctx.dn.String()
			}
			for _, r := range p.of(L3extRsNodeL3OutAtt) {
				key := leaf{vrf, r.Attributes["tDn"].text}
				id := r.Attributes["rtrId"].text
				if old, ok := ids[key]; ok && old.value != id {
					v.refuse(CodeConflict, r.field("rtrId"), fmt.Sprintf("the leaf has router ID %s in this VRF by %s, and %s here", old.value, old.at.dn, id),
						"give it one router ID in the VRF", "ACI: a router ID belongs to a leaf and a VRF")
				} else {
					ids[key] = holder{id, r}
				}
				if old, ok := taken[[2]string{vrf, id}]; ok && id != "" && old.value != key.node {
					v.refuse(CodeConflict, r.field("rtrId"), fmt.Sprintf("%s has router ID %s in this VRF too", old.value, id), "give each leaf its own", "RFC 4271, section 4.2: the BGP identifier")
				} else {
					taken[[2]string{vrf, id}] = holder{key.node, r}
				}
				if old, ok := timers[key]; ok && old.value != policy {
					v.refuse(CodeConflict, r.dn.String(), fmt.Sprintf("another L3Out of this VRF has other BGP timers on the leaf, by %s", old.at.dn),
						"let both refer to one bgpCtxPol", "Cisco bug CSCwt78235: F0467, bgpProt-policy-already-existing")
				} else {
					timers[key] = holder{policy, r}
				}
			}
		}
	}
}

// prefixOf is the subnet of an interface address, or none.
func prefixOf(v Value) (netip.Prefix, bool) {
	p, ok := v.Prefix()
	return p, ok && strings.Contains(v.text, "/") && !p.Addr().IsUnspecified()
}
