package aci

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// defaultMTU is what "inherit" stands for: the fabric's policy for external
// interfaces (Cisco APIC, fabric L2 MTU policy).
const defaultMTU = 9000

// A floatingSVI is a VLAN that floats: where it is anchored, and what a leaf that
// is no anchor gets when a node moves there.
type floatingSVI struct {
	svi     svi
	ctx     *node
	anchors map[int]bool
	// address is the floating one, gateways what is shared.
	address  netip.Prefix
	gateways []netip.Addr
}

// An svi is an interface as the tree describes it, before it has addresses.
type svi struct {
	at            *node
	out           *node
	name, segment string
	mtu           int
}

// sviOf reads what floating and standard interfaces share. An SVI is a layer-2
// segment of its L3Out, or with encapScope ctx of its VRF, on all leaves that have
// the VLAN (the L3Out's bridge domain).
func (l *lift) sviOf(n, ctx *node) (svi, bool) {
	s := svi{at: n, out: n.above(L3extOut), mtu: defaultMTU}
	if mtu, ok := n.Value("mtu").Number(); ok {
		s.mtu = int(mtu)
	}
	vlan := n.Value("encap").text
	port := ""
	if target, ok := n.Attributes["tDn"].DN(); ok {
		port = strings.TrimSuffix(strings.TrimPrefix(string(target.RN()), "pathep-["), "]")
	}
	switch n.Value("ifInstT").text {
	case "ext-svi":
		if _, ok := n.Value("encap").VLAN(); !ok {
			l.unpredicted(n.field("encap"), "an SVI without a VLAN", "set encap to the nodes' VLAN")
			return s, false
		}
		s.name, s.segment = vlan, s.out.dn.text+" "+vlan
		if n.Value("encapScope").text == "ctx" {
			s.segment = ctx.dn.text + " " + vlan
		}
	case "l3-port":
		s.name = port
	case "sub-interface":
		s.name = port + "." + strings.TrimPrefix(vlan, "vlan-")
	default:
		l.unpredicted(n.field("ifInstT"), "it is unspecified what kind of interface it is", "set ifInstT to ext-svi")
		return s, false
	}
	return s, true
}

// put adds addresses to an interface of a VRF: a VLAN of both families, or with
// several ports, is one interface. Its own address is refused when the VLAN has
// another one of the family already.
func (l *lift) put(s *site, i svi, own netip.Prefix, shared []netip.Addr) {
	old := s.by[i.name]
	if old == nil {
		s.by[i.name] = i.at
		s.interfaces = append(s.interfaces, routing.Interface{Name: i.name, Segment: i.segment, MTU: i.mtu})
	} else if other := old.above(L3extOut); other != i.out &&
		(i.at.Value("encapScope").text != "ctx" || old.Value("encapScope").text != "ctx") {
		l.refuse(CodeConflict, i.at.field("encapScope"), fmt.Sprintf("%s has %s on %s too", other.dn, i.name, l.facts.Leaves[s.leaf].Name),
			"set encapScope to ctx in both, or take another VLAN", "Cisco ACI L3Out, SVI encapsulation scope")
	}
	f := &s.interfaces[slices.IndexFunc(s.interfaces, func(f routing.Interface) bool { return f.Name == i.name })]
	for _, a := range f.Addresses {
		if a != own && a.Addr().Is4() == own.Addr().Is4() {
			l.refuse(CodeConflict, i.at.dn.String(), fmt.Sprintf("%s is %s by %s, and %s here", i.name, a, old.dn, own), "give a leaf one address of a family on a VLAN", sourceOut)
			return
		}
	}
	if !slices.Contains(f.Addresses, own) {
		if at := s.holder(own.Addr()); at != nil {
			l.refuse(CodeConflict, i.at.dn.String(), fmt.Sprintf("%s has %s too", at.dn, own.Addr()), "take another address", sourceOut)
			return
		}
		f.Addresses = append(f.Addresses, own)
	}
	for _, a := range shared {
		if !slices.Contains(f.Virtual, a) {
			f.Virtual = append(f.Virtual, a)
		}
	}
}

// holder is what gives a VRF of a leaf an address, or nil.
func (s *site) holder(a netip.Addr) *node {
	for i := range s.interfaces {
		if slices.ContainsFunc(s.interfaces[i].Addresses, func(p netip.Prefix) bool { return p.Addr() == a }) {
			return s.by[s.interfaces[i].Name]
		}
	}
	return nil
}

// own is the address that an object gives a leaf.
func (l *lift) own(n *node, attribute string) (netip.Prefix, bool) {
	p, ok := prefixOf(n.Value(attribute))
	if !ok {
		l.unpredicted(n.field(attribute), "there is no address", "give the leaf's address, with its length")
	}
	return p, ok
}

// shared are the secondary addresses below an object: the nodes' gateways, which
// other leaves have too. They are in the subnet of the leaf's own address; the
// model knows no second subnet of an interface that only gateways are in.
func (l *lift) shared(n *node, own netip.Prefix) []netip.Addr {
	var all []netip.Addr
	for _, ip := range n.of(L3extIp) {
		p, ok := prefixOf(ip.Attributes["addr"])
		if !ok || p.Masked() != own.Masked() {
			l.unpredicted(ip.field("addr"), fmt.Sprintf("it is not in %s, and a secondary address of another subnet is not predicted", own.Masked()), "take an address of the subnet, with its length")
			continue
		}
		all = append(all, p.Addr())
	}
	return all
}

// anchor lifts a floating SVI on one of its anchors.
func (l *lift) anchor(n, ctx *node) {
	dn, _ := n.Attributes["nodeDn"].DN()
	s, ok := l.deployed(n, "nodeDn", dn, ctx)
	if !ok {
		return
	}
	i, ok := l.sviOf(n, ctx)
	if !ok {
		return
	}
	own, ok := l.own(n, "addr")
	if !ok {
		return
	}
	shared := l.shared(n, own)
	l.put(s, i, own, shared)
	for _, d := range n.of(L3extRsDynPathAtt) {
		address, ok := prefixOf(d.Attributes["floatingAddr"])
		if !ok {
			l.unpredicted(d.field("floatingAddr"), "there is no floating address, which the leaves that are no anchors get", "give one of the subnet, with its length")
			continue
		}
		// The secondary address of an anchor is the anchors' own: a leaf that is none has
		// the floating one, and secondary ones of that.
		l.floating(i, ctx, s.leaf, address, l.shared(d, address))
	}
	for _, p := range n.of(BgpPeerP) {
		l.peer(s, p, peering{source: own.Addr(), elsewhere: l.facts.elsewhere(&l.facts.Leaves[s.leaf], own.Masked())})
	}
}

// floating notes what one anchor says of a floating SVI.
func (l *lift) floating(i svi, ctx *node, leaf int, address netip.Prefix, gateways []netip.Addr) {
	for _, f := range l.floats {
		if f.svi.out == i.out && f.svi.name == i.name && f.address == address {
			f.anchors[leaf] = true
			return
		}
	}
	l.floats = append(l.floats, &floatingSVI{svi: i, ctx: ctx, anchors: map[int]bool{leaf: true}, address: address, gateways: gateways})
}

// float puts the floating SVIs on the leaves that are no anchors and have a node
// of the subnet: the leaf gets the floating address.
func (l *lift) float() {
	for _, f := range l.floats {
		for i := range l.facts.Leaves {
			moved := slices.ContainsFunc(l.facts.Attached, func(a Attachment) bool {
				return f.address.Masked().Contains(a.Address) && slices.Contains(a.Leaves, l.facts.Leaves[i].Name)
			})
			if moved && !f.anchors[i] {
				l.put(l.site(i, f.ctx), f.svi, f.address, f.gateways)
			}
		}
	}
}

// path lifts a standard interface, which is on one leaf or on the two of a vPC:
// member A is the first of them.
func (l *lift) path(n, ctx *node) {
	target, _ := n.Attributes["tDn"].DN()
	_, ends, err := schema.resolve(target.Parent())
	if err != nil {
		return // reported by the schema
	}
	i, ok := l.sviOf(n, ctx)
	if !ok {
		return
	}
	pod := target.Parent().Parent()
	if single := ends["nodeId"]; single.text != "" {
		l.onPath(n, n, i, pod.Child(RN("node-"+single.text)), ctx)
		return
	}
	for _, m := range n.of(L3extMember) {
		side := "nodeAId"
		if m.Attributes["side"].text == "B" {
			side = "nodeBId"
		}
		l.onPath(n, m, i, pod.Child(RN("node-"+ends[side].text)), ctx)
	}
}

// onPath lifts one leaf's end of a path; at has its addresses.
func (l *lift) onPath(n, at *node, i svi, leaf DN, ctx *node) {
	s, ok := l.deployed(n, "tDn", leaf, ctx)
	if !ok {
		return
	}
	own, ok := l.own(at, "addr")
	if !ok {
		return
	}
	l.put(s, i, own, l.shared(at, own))
	for _, p := range n.of(BgpPeerP) {
		l.peer(s, p, peering{source: own.Addr()})
	}
}
