package naive

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// send returns what goes out over h when best is its sender's best route to the
// prefix (nil for none), or nil.
func (n *network) send(h *half, prefix netip.Prefix, best *path) *path {
	x := h.from.node
	own := ownAddress(h)
	if h.out.DefaultOriginate && prefix.Bits() == 0 {
		p := &path{prefix: prefix, localPref: localPref(x), source: routing.BGPRoute}
		if o := evaluate(h.out.DefaultPolicy, p, 0, h.to.as(), false); o.permit {
			if !o.hopSet {
				p.hop = own
			}
			return n.wire(h, p)
		}
	}
	if best == nil || best.from != nil && best.from == h.reverse {
		return nil
	}
	received := best.from != nil
	reflected := received && best.from.internal() && h.internal()
	if reflected && !h.out.RouteReflectorClient && !best.from.in.RouteReflectorClient {
		return nil // RFC 4456 6
	}
	for _, c := range best.communities { // RFC 1997
		if c == 0xffffff02 || !h.internal() && (c == 0xffffff01 || c == 0xffffff03) {
			return nil
		}
	}
	for _, a := range x.vrf.BGP.Family(h.family).Aggregates {
		if a.SummaryOnly && a.Prefix.Bits() < prefix.Bits() && a.Prefix.Contains(prefix.Addr()) {
			return nil
		}
	}
	if h.out.PeerASCheck && slices.Contains(best.as, h.to.as()) {
		return nil
	}
	p := best.clone()
	p.from = nil
	held := best.hop
	o := evaluate(h.out.Export, p, 0, h.to.as(), received)
	if !o.permit {
		return nil
	}
	if !h.internal() && received && !o.medSet {
		p.med = 0 // RFC 4271 5.1.4
	}
	if reflected { // RFC 4456 8
		if !p.originator.IsValid() {
			p.originator = best.from.from.node.id
		}
		p.clusters = append([]netip.Addr{clusterID(x)}, p.clusters...)
	}
	if !o.hopSet {
		p.hop = nextHop(h, held, own, o.hopKept, reflected)
	}
	return n.wire(h, p)
}

// nextHop is RFC 4271 5.1.3 and the rule of the session.
func nextHop(h *half, held, own netip.Addr, kept, reflected bool) netip.Addr {
	if !held.IsValid() {
		return own
	}
	if kept {
		return held
	}
	switch h.out.NextHop {
	case routing.NextHopSelfAll:
		return own
	case routing.NextHopSelf:
		if reflected {
			return held
		}
		return own
	case routing.NextHopUnchanged:
		return held
	case routing.NextHopStandard:
	}
	if h.internal() {
		return held
	}
	if shared, ok := sharedSubnet(h); ok && !h.out.NoThirdParty && shared.Contains(held) && held != h.toAddr {
		return held
	}
	return own
}

// sharedSubnet is the subnet of the sender's that the receiver is on.
func sharedSubnet(h *half) (netip.Prefix, bool) {
	own, f := subnet(h.from.node, h.toAddr)
	if f == nil || !own.Masked().Contains(h.fromAddr) && !h.out.ThirdPartyFromAfar {
		own, f = netip.Prefix{}, nil
	}
	if h.fromAddr.Is4() == (h.family == routing.IPv4) {
		return own.Masked(), f != nil
	}
	other := otherFamily(h)
	return other.Masked(), other.IsValid()
}

// ownAddress is the address the sender writes as next hop.
func ownAddress(h *half) netip.Addr {
	if h.fromAddr.Is4() == (h.family == routing.IPv4) {
		return h.fromAddr
	}
	return otherFamily(h).Addr()
}

// otherFamily is the address of the session's interface in the other family.
func otherFamily(h *half) netip.Prefix {
	for _, f := range h.from.node.vrf.Interfaces {
		mine := slices.ContainsFunc(f.Addresses, func(a netip.Prefix) bool { return a.Addr() == h.fromAddr })
		if f.Down || !mine {
			continue
		}
		for _, a := range f.Addresses {
			if a.Addr().Is4() == (h.family == routing.IPv4) {
				return a
			}
		}
	}
	return netip.Prefix{}
}

// wire finishes what is sent: the sender's AS, and nothing that is its alone.
func (n *network) wire(h *half, p *path) *path {
	if !p.hop.IsValid() || p.hop.Is4() != (h.family == routing.IPv4) {
		return nil
	}
	p.weight, p.source, p.rank = 0, routing.BGPRoute, 0
	if !h.out.SendCommunity {
		p.communities = nil
	}
	if h.internal() {
		return p
	}
	p.localPref, p.originator, p.clusters = 0, netip.Addr{}, nil
	var as []routing.ASN
	for _, a := range p.as {
		if h.out.ASOverride && a == h.to.as() {
			a = h.from.as()
		}
		private := a >= 64512 && a <= 65534 || a >= 4200000000 && a <= 4294967294
		if !h.out.RemovePrivateAS || !private {
			as = append(as, a)
		}
	}
	p.as = append([]routing.ASN{h.from.as()}, as...)
	return p
}

// receive returns what the receiver holds of what was sent, or nil; looping is
// set when only the next hop's loop keeps it from being held.
func (n *network) receive(h *half, sent *path) (p *path, looping bool) {
	if sent == nil {
		return nil, false
	}
	x := h.to.node
	p = sent.clone()
	p.from = h
	own := 0
	for _, as := range p.as {
		if as == x.vrf.BGP.AS || as == h.to.as() {
			own++
		}
	}
	if own > h.in.AllowOwnAS || x.vrf.BGP.MaxASLength > 0 && len(p.as) > x.vrf.BGP.MaxASLength {
		return nil, false
	}
	if p.originator.IsValid() && p.originator == x.id || slices.Contains(p.clusters, clusterID(x)) {
		return nil, false
	}
	p.weight = h.in.Weight
	if !h.internal() {
		p.localPref = localPref(x)
	}
	if o := evaluate(h.in.Import, p, 0, h.from.as(), true); !o.permit {
		return nil, false
	}
	if n.loops[loop{x.place, p.prefix, p.hop}] {
		return nil, true
	}
	if p.hop.Is4() != (h.family == routing.IPv4) {
		return nil, false
	}
	if mine, shared := has(x, p.hop); mine || shared {
		return nil, false
	}
	if ways, _ := n.resolve(x, p.hop, true); len(ways) == 0 {
		return nil, false
	}
	return p, false
}

func localPref(x *node) uint32 {
	if lp := x.vrf.BGP.DefaultLocalPref; lp != 0 {
		return lp
	}
	return 100
}

func clusterID(x *node) netip.Addr {
	if id := x.vrf.BGP.ClusterID; id.IsValid() && !id.IsUnspecified() {
		return id
	}
	return x.id
}
