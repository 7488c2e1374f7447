package junos

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// An own is a route that a VRF has without BGP.
type own struct {
	prefix Prefix
	source routing.Protocol
	tag    uint32
}

// owns are the routes that the export policies choose from: the subnets of
// interfaces, their addresses, and static routes.
func owns(v *routing.VRF) []own {
	var all []own
	for i := range v.Interfaces {
		n := &v.Interfaces[i]
		for _, a := range n.Addresses {
			all = append(all, own{prefix: a.Masked(), source: routing.Direct})
			if !a.IsSingleIP() {
				all = append(all, own{prefix: netip.PrefixFrom(a.Addr(), a.Addr().BitLen()), source: routing.Local})
			}
		}
		for _, a := range n.Virtual {
			all = append(all, own{prefix: netip.PrefixFrom(a, a.BitLen()), source: routing.Virtual})
		}
	}
	for _, s := range v.Static {
		all = append(all, own{prefix: s.Prefix, source: routing.StaticRoute, tag: s.Tag})
	}
	return all
}

// originate says which of the switch's own routes BGP sends: those that the export
// policy of a peer accepts. What each peer is sent of them its own policy says.
func (l *lift) originate(b *routing.BGP, v *routing.VRF) {
	candidates := owns(v)
	for i := range b.Neighbors {
		for j := range b.Neighbors[i].Families {
			f := &b.Neighbors[i].Families[j]
			u := b.Family(f.Family)
			for _, c := range candidates {
				if routing.FamilyOf(c.prefix.Addr()) != f.Family || f.DefaultOriginate && c.prefix.Bits() == 0 {
					continue
				}
				known := slices.ContainsFunc(u.Networks, func(n routing.Network) bool { return n.Prefix == c.prefix })
				if !known && admitsOwn(f.Export, c) {
					u.Networks = append(u.Networks, routing.Network{Prefix: c.prefix})
				}
			}
		}
	}
	for _, u := range []*routing.Unicast{b.IPv4, b.IPv6} {
		slices.SortFunc(u.Networks, func(x, y routing.Network) int {
			if c := x.Prefix.Addr().Compare(y.Prefix.Addr()); c != 0 {
				return c
			}
			return x.Prefix.Bits() - y.Prefix.Bits()
		})
	}
}

// sendsDefault reports whether a peer is sent a default route in any case: the
// switch has one that discards, and the policy accepts it from there and from BGP.
func (l *lift) sendsDefault(f *routing.NeighborFamily, v *routing.VRF) bool {
	return slices.ContainsFunc(v.Static, func(s routing.Static) bool {
		return s.Prefix.Bits() == 0 && len(s.Via) == 0 && routing.FamilyOf(s.Prefix.Addr()) == f.Family &&
			admitsOwn(f.Export, own{s.Prefix, routing.StaticRoute, s.Tag}) &&
			f.Export.Admits(routing.Probe{Prefix: s.Prefix, FromPeer: true}) == routing.Passes
	})
}

// admitsOwn reports whether an export policy accepts a route that BGP did not learn.
func admitsOwn(p *routing.Policy, o own) bool {
	passes := false
	var communities []routing.Community
	tag := o.tag
	for i := range p.Terms {
		t := &p.Terms[i]
		m := &t.Match
		switch {
		case m.Never, m.ReceivedFromPeer,
			len(m.Prefixes) > 0 && !slices.ContainsFunc(m.Prefixes, func(l *routing.PrefixList) bool { return l.Permits(o.prefix) }),
			len(m.Communities) > 0 && !slices.ContainsFunc(m.Communities, func(l *routing.CommunityList) bool { return admits(l, communities) }),
			!m.ASPathLength.Contains(0),
			len(m.Tags) > 0 && !slices.Contains(m.Tags, tag),
			len(m.Sources) > 0 && !slices.Contains(m.Sources, o.source):
			continue
		}
		if !t.Permit || !t.Continue {
			return t.Permit
		}
		passes = true
		if t.Set.HasCommunities {
			communities = t.Set.Communities
		}
		if t.Set.HasTag {
			tag = t.Set.Tag
		}
	}
	return passes
}

// admits reports whether a list permits a route with these communities.
func admits(l *routing.CommunityList, has []routing.Community) bool {
	for _, r := range l.Rules {
		if !slices.ContainsFunc(r.All, func(c routing.Community) bool { return !slices.Contains(has, c) }) {
			return r.Permit
		}
	}
	return false
}

// changes reports whether a policy changes what it accepts.
func changes(p *routing.Policy) bool {
	return slices.ContainsFunc(p.Terms, func(t routing.Term) bool {
		s := t.Set
		return s.HasLocalPref || s.HasMED || s.HasOrigin || s.HasCommunities || s.HasTag || s.DeleteCommunities != nil || len(s.Prepend) > 0 || s.NextHop.IsValid()
	})
}
