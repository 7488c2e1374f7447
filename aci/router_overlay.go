package aci

import (
	"fmt"
	"net/netip"

	"github.com/podfabric/podfabric/fabric/routing"
)

// Overlay is the name of the interface by which a VRF reaches the other leaves of
// the fabric. It stands for the VRF of the infrastructure, "overlay-1", in which
// the leaves' tunnel endpoints (TEPs) are: a leaf's own table of the tenant's VRF
// does not have it, and [AppendRoutes] leaves it out.
const Overlay = "overlay-1"

// overlay connects a VRF with itself on the other leaves, as MP-BGP does.
//
// The spines reflect VPN routes between all leaves that have the VRF, and each
// leaf has a route distinguisher of its own, so that a spine does not choose
// between leaves: each leaf sees the best path of every other one (Cisco, ACI
// Fabric L3Out, "Infra MP-BGP"; seeds/002, "Longest prefix match scale"). That is
// a full mesh of iBGP sessions, in which the next hop is the TEP of the leaf that
// learned the route (seeds/001, Figure 3).
//
// What is directly connected by an L3Out is redistributed into it: in recorded
// tables, the other leaves have a subnet of an L3Out by the TEPs of the leaves that
// it is on, internal and with distance 200. A loopback too; there, a leaf prints a
// distance of 1 instead of the 200 predicted here.
func (l *lift) overlay(s *site, v *routing.VRF) {
	var others []*site
	for _, o := range l.sites {
		if o.ctx == s.ctx && o != s {
			others = append(others, o)
		}
	}
	redistribute := []routing.Redistribute{{From: routing.Direct}}
	if len(others) > 0 {
		own := l.facts.Leaves[s.leaf].tep()
		if !own.Is4() {
			return // reported with the facts
		}
		subnets := l.overlaySubnets()
		v.Interfaces = append(v.Interfaces, routing.Interface{
			Name: Overlay, Segment: Overlay + " " + s.ctx.dn.text,
			Addresses: []netip.Prefix{netip.PrefixFrom(own, subnets[0].Bits()), netip.PrefixFrom(mappedTEP(own), subnets[1].Bits())},
		})
		l.disjoint(s, subnets[0])
		redistribute[0].Policy = allBut(subnets[:])
		for _, o := range others {
			n := routing.Neighbor{
				Name: l.facts.Leaves[o.leaf].Name, Address: l.facts.Leaves[o.leaf].tep(), Source: own,
				RemoteAS: []routing.ASRange{{First: routing.ASN(l.facts.AS), Last: routing.ASN(l.facts.AS)}},
			}
			for _, f := range [...]routing.Family{routing.IPv4, routing.IPv6} {
				n.Families = append(n.Families, routing.NeighborFamily{Family: f, NextHop: routing.NextHopSelf, SendCommunity: true})
			}
			v.BGP.Neighbors = append(v.BGP.Neighbors, n)
		}
	}
	v.BGP.IPv4.Redistribute, v.BGP.IPv6.Redistribute = redistribute, redistribute
}

// overlaySubnets are the smallest prefixes that hold the TEPs of all leaves, and
// their IPv6 forms.
func (l *lift) overlaySubnets() [2]netip.Prefix {
	first := l.facts.Leaves[0].tep()
	bits := 30
	for i := range l.facts.Leaves {
		for tep := l.facts.Leaves[i].tep(); tep.Is4() && bits > 0 && !netip.PrefixFrom(first, bits).Contains(tep); bits-- {
			continue
		}
	}
	return [2]netip.Prefix{netip.PrefixFrom(first, bits).Masked(), netip.PrefixFrom(mappedTEP(first), 96+bits).Masked()}
}

// mapping is the prefix of the IPv6 form of a TEP: that for local use between the
// two families (RFC 8215), because the simulator takes no IPv4-mapped addresses.
func mapping() netip.Prefix {
	return netip.PrefixFrom(netip.AddrFrom16([16]byte{0x00, 0x64, 0xff, 0x9b, 0x00, 0x01}), 96)
}

// mappedTEP is the IPv6 form of a TEP, by which IPv6 routes go: the tunnels between
// leaves are IPv4.
func mappedTEP(a netip.Addr) netip.Addr {
	if !a.Is4() {
		return a
	}
	wide, four := mapping().Addr().As16(), a.As4()
	copy(wide[12:], four[:])
	return netip.AddrFrom16(wide)
}

// unmappedTEP is the TEP that an address stands for, and the address itself when
// it stands for none.
func unmappedTEP(a netip.Addr) netip.Addr {
	if !a.Is6() || !mapping().Contains(a) {
		return a
	}
	wide := a.As16()
	return netip.AddrFrom4([4]byte(wide[12:]))
}

// disjoint refuses TEPs that a subnet of the VRF has. In the fabric they may
// overlap, since TEPs are in a VRF of their own; in the prediction they are not.
func (l *lift) disjoint(s *site, teps netip.Prefix) {
	for i := range s.interfaces {
		for _, a := range s.interfaces[i].Addresses {
			if a.Masked().Overlaps(teps) {
				l.unpredicted(s.by[s.interfaces[i].Name].dn.String(), fmt.Sprintf("%s overlaps %s, the TEPs of the leaves, which is not predicted", a.Masked(), teps),
					"leave the TEPs out of the facts: addresses of 198.18.0.0/15 stand for them")
			}
		}
	}
}

// allBut permits every prefix except the given ones.
func allBut(prefixes []netip.Prefix) *routing.Policy {
	list := &routing.PrefixList{Name: Overlay}
	for _, p := range prefixes {
		list.Rules = append(list.Rules, routing.PrefixRule{Permit: true, Prefix: p, Min: p.Bits(), Max: p.Bits()})
	}
	return &routing.Policy{Name: "direct", Terms: []routing.Term{
		{Match: routing.Match{Prefixes: []*routing.PrefixList{list}}},
		{Permit: true},
	}}
}
