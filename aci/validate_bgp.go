package aci

import (
	"fmt"
	"strconv"
)

// peer checks a BGP neighbour, or a subnet of them.
func (v *validator) peer(n *node) {
	v.missing(n, BgpAsP, "its AS is not said, and no session comes up")
	if n.known() && !n.Attributes["password"].IsSecret() {
		v.warn(CodeUnprotected, n.dn.String(), "it has no password", "give it one, where the CNI can", "RFC 2385; seeds/002, ACI BGP configuration")
	}
	if n.parent.Class == L3extLNodeP {
		return
	}
	own := addresses(n.parent)
	p, ok := n.Attributes["addr"].Prefix()
	if !ok || len(own) == 0 {
		return
	}
	subnet := own[0].prefix.Masked()
	if p.Bits() < subnet.Bits() || !subnet.Contains(p.Addr()) {
		v.refuse(CodeOutsideSubnet, n.field("addr"), fmt.Sprintf("%s is not in %s, the subnet of the interface", p, subnet), "take a neighbour, or a subnet of them, from that subnet", sourceOut)
	}
	for _, a := range own {
		if p.IsSingleIP() && p.Addr() == a.prefix.Addr() {
			v.refuse(CodeConflict, n.field("addr"), "it is the leaf's own address, of "+a.at.dn.String(), "give the node's address", sourceOut)
		}
	}
}

// timers checks that a keepalive comes before the hold time is over.
func (v *validator) timers(n *node) {
	keepalive, ok1 := n.Value("kaIntvl").Number()
	hold, ok2 := n.Value("holdIntvl").Number()
	if !ok1 || !ok2 || hold == 0 {
		return
	}
	const source = "RFC 4271, section 4.4: a keepalive every third of the hold time"
	switch {
	case keepalive >= hold:
		v.refuse(CodeConflict, n.field("kaIntvl"), fmt.Sprintf("a keepalive every %d s cannot hold a session of %d s", keepalive, hold), "take a third of the hold time", source)
	case 3*keepalive > hold:
		v.warn(CodeConflict, n.field("kaIntvl"), fmt.Sprintf("a keepalive every %d s leaves less than three for a hold time of %d s", keepalive, hold), "take a third of the hold time", source)
	}
}

// routeMap checks the entries of a route map.
func (v *validator) routeMap(n *node) {
	const source = "Cisco ACI route control profiles"
	byOrder := map[string]*node{}
	for _, c := range n.of(RtctrlCtxP) {
		order := c.Value("order").text
		if old := byOrder[order]; old != nil {
			v.refuse(CodeConflict, c.field("order"), fmt.Sprintf("%s has order %s too", old.dn, order), "number them", source)
		}
		byOrder[order] = c
		if c.known() && len(c.of(RtctrlRsCtxPToSubjP)) == 0 {
			v.refuse(CodeIncomplete, c.dn.String(), "it has no match rule, and matches every route", "refer to a rule by rsctxPToSubjP-{tnRtctrlSubjPName}", source)
		}
	}
	if n.known() && len(byOrder) == 0 {
		v.refuse(CodeIncomplete, n.dn.String(), "the route map has no entry", "add ctx-{name} below it", source)
	}
}

// matchPrefix checks the lengths of a prefix in a match rule.
func (v *validator) matchPrefix(n *node) {
	p, ok := n.Attributes["ip"].Prefix()
	from, ok1 := n.Value("fromPfxLen").Number()
	to, ok2 := n.Value("toPfxLen").Number()
	if !ok || !ok1 || !ok2 || from == 0 && to == 0 {
		return
	}
	field := n.dn.String()
	lengths := strconv.FormatUint(from, 10) + " to " + strconv.FormatUint(to, 10)
	const source = "Cisco ACI match rules, route destination"
	if limit := uint64(p.Addr().BitLen()); from > limit || to > limit {
		v.refuse(CodeInvalidValue, field, fmt.Sprintf("the lengths %s are longer than an address of the family", lengths), fmt.Sprintf("take lengths up to %d", limit), source)
	}
	if from != 0 && from < uint64(p.Bits()) || to != 0 && (to < from || to < uint64(p.Bits())) {
		v.refuse(CodeInvalidValue, field, fmt.Sprintf("the lengths %s do not go up from that of %s", lengths, p), "take lengths from the prefix's own, the first no longer than the last", source)
	}
	if n.Value("aggregate").text != "yes" {
		v.refuse(CodeConflict, n.field("aggregate"), "the lengths act only when aggregate is yes", "set aggregate to yes", source)
	}
}
