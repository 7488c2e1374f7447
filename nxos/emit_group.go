package nxos

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// group writes a leaf's terms towards the nodes of one cluster: the policy, and
// either one dynamic neighbor for the subnet or a template that the neighbors
// inherit.
func (e *emitter) group(g *fabric.NodeGroup) {
	s := session(g.Terms)
	s.UpdateSource = vlanInterface(g.VLAN)
	af := NeighborAF{Family: unicast(g.Family), PeerPolicy: PeerPolicy{
		RouteReflectorClient: g.Reflect,
		// Of what is passed on from another AS only: between nodes of one rack the
		// next hop stays the node (seeds/000).
		NextHopSelf: g.NextHopSelf,
		// The node rejects its own AS in a path, and the leaf would not even send
		// what it heard from that AS: both are needed (seeds/000).
		ASOverride:         g.SharedAS,
		DisablePeerASCheck: g.SharedAS,
		DefaultOriginate:   g.DefaultOnly,
		MaximumPrefix:      prefixLimit(g.Terms.MaxPrefixes),
	}}
	prefers := slices.ContainsFunc(g.Import, func(a fabric.Accept) bool { return a.LocalPreference != 0 })
	if !g.Unfiltered || prefers {
		af.RouteMapIn = e.importMap(g)
	}
	if !g.Unfiltered || g.DefaultOnly {
		af.RouteMapOut = e.exportMap(g)
	}
	if len(g.RemoteAS) == 1 {
		s.RemoteAS = g.RemoteAS[0]
	}
	if !g.Listen {
		e.c.RouterBGP.TemplatePeer = append(e.c.RouterBGP.TemplatePeer, TemplatePeer{
			Name: groupName(g), PeerSession: s, AddressFamily: []NeighborAF{af},
		})
		return
	}
	s.Description = atMost(80, "nodes of "+g.Cluster)
	s.MaximumPeers = uint16(g.MaxPeers)
	n := Neighbor{Prefix: g.Subnet, PeerSession: s, AddressFamily: []NeighborAF{af}}
	if len(g.RemoteAS) > 1 {
		n.RemoteASRouteMap = e.systemsMap(g)
	}
	e.c.RouterBGP.Neighbor = append(e.c.RouterBGP.Neighbor, n)
}

func groupName(g *fabric.NodeGroup) string {
	if g.Family == fabric.IPv6 {
		return planned.ObjectName(g.Cluster, "NODES", "6")
	}
	return planned.ObjectName(g.Cluster, "NODES")
}

// systemsMap matches the AS numbers that may dial in to a dynamic neighbor.
func (e *emitter) systemsMap(g *fabric.NodeGroup) string {
	name := planned.ObjectName(g.Cluster, "AS"+suffix(g.Family))
	var ranges []ASRange
	for _, as := range g.RemoteAS {
		if n := len(ranges); n > 0 && ranges[n-1].Last+1 == as {
			ranges[n-1].Last = as
			continue
		}
		ranges = append(ranges, ASRange{as, as})
	}
	e.c.RouteMap = append(e.c.RouteMap, RouteMap{Name: name, Entries: []RouteMapEntry{{
		Action: Permit, Seq: 10, Match: Match{ASNumber: ranges},
	}}})
	return name
}

// importMap accepts the pools and services of the cluster. A pool that has
// communities is accepted only with them, so that its class is certain, and a
// pool with a local preference is given it. Without filters it only gives
// preferences, and accepts the rest as it is.
func (e *emitter) importMap(g *fabric.NodeGroup) string {
	m := RouteMap{Name: planned.ObjectName(g.Cluster, "IN"+suffix(g.Family))}
	plain := PrefixList{Name: planned.ObjectName(g.Cluster, "ANNOUNCED")}
	for _, rule := range g.Import {
		if g.Unfiltered && rule.LocalPreference == 0 {
			continue
		}
		if len(rule.Communities) == 0 && rule.LocalPreference == 0 {
			plain.Entries = append(plain.Entries, entry(len(plain.Entries), rule))
			continue
		}
		list := PrefixList{Name: planned.ObjectName(g.Cluster, "POOL", rule.Why), Entries: []PrefixListEntry{entry(0, rule)}}
		e.addPrefixList(g.Family, list)
		term := RouteMapEntry{Action: Permit, Seq: seq(len(m.Entries)), Description: atMost(90, rule.Why)}
		matchPrefixes(&term.Match, g.Family, list.Name)
		if len(rule.Communities) > 0 {
			name := planned.ObjectName(g.Cluster, "CLASS", rule.Why)
			e.addCommunityList(CommunityList{Name: name, Entries: []CommunityListEntry{{
				Seq: 10, Action: Permit, Communities: rule.Communities,
			}}})
			term.Match.Community = []string{name}
		}
		if rule.LocalPreference != 0 {
			term.Set.LocalPreference = Some(rule.LocalPreference)
		}
		m.Entries = append(m.Entries, term)
	}
	if len(plain.Entries) > 0 {
		e.addPrefixList(g.Family, plain)
		term := RouteMapEntry{Action: Permit, Seq: seq(len(m.Entries))}
		matchPrefixes(&term.Match, g.Family, plain.Name)
		m.Entries = append(m.Entries, term)
	}
	if g.Unfiltered {
		m.Entries = append(m.Entries, RouteMapEntry{Action: Permit, Seq: seq(len(m.Entries))})
	}
	e.c.RouteMap = append(e.c.RouteMap, m)
	return m.Name
}

// exportMap sends what the plan says, or only the default route.
func (e *emitter) exportMap(g *fabric.NodeGroup) string {
	m := RouteMap{Name: planned.ObjectName(g.Cluster, "OUT"+suffix(g.Family))}
	list := PrefixList{Name: planned.ObjectName(g.Cluster, "LEARNED")}
	for _, rule := range g.Export {
		list.Entries = append(list.Entries, entry(len(list.Entries), rule))
	}
	if g.DefaultOnly {
		list = PrefixList{Name: "DEFAULT", Entries: []PrefixListEntry{{
			Seq: 10, Action: Permit, Prefix: defaultPrefix(g.Family),
		}}}
	}
	e.addPrefixList(g.Family, list)
	term := RouteMapEntry{Action: Permit, Seq: 10}
	matchPrefixes(&term.Match, g.Family, list.Name)
	m.Entries = append(m.Entries, term)
	e.c.RouteMap = append(e.c.RouteMap, m)
	return m.Name
}

// addPrefixList adds a list once; clusters share the one of the default route.
func (e *emitter) addPrefixList(f fabric.Family, l PrefixList) {
	lists := &e.c.IPPrefixList
	if f == fabric.IPv6 {
		lists = &e.c.IPv6PrefixList
	}
	for i := range *lists {
		if (*lists)[i].Name == l.Name {
			return
		}
	}
	*lists = append(*lists, l)
}

// addCommunityList adds a list once; both families use it.
func (e *emitter) addCommunityList(l CommunityList) {
	for i := range e.c.IPCommunityList {
		if e.c.IPCommunityList[i].Name == l.Name {
			return
		}
	}
	e.c.IPCommunityList = append(e.c.IPCommunityList, l)
}

// entry translates one rule of a filter.
func entry(i int, rule fabric.Accept) PrefixListEntry {
	p := PrefixListEntry{Seq: uint32(10 * (i + 1)), Action: Permit, Prefix: rule.Prefix}
	bits, longest := rule.Prefix.Bits(), rule.Prefix.Addr().BitLen()
	switch {
	case rule.Min == rule.Max && rule.Min == bits: // the prefix itself
	case rule.Min == rule.Max:
		p.Eq = uint8(rule.Min)
	default:
		if rule.Min > bits {
			p.Ge = uint8(rule.Min)
		}
		if rule.Max < longest || rule.Min <= bits {
			p.Le = uint8(rule.Max)
		}
	}
	return p
}

func seq(i int) uint16 { return uint16(10 * (i + 1)) }

// atMost cuts a text for people to what the command line takes.
func atMost(longest int, text string) string { return text[:min(len(text), longest)] }

func matchPrefixes(m *Match, f fabric.Family, list string) {
	if f == fabric.IPv6 {
		m.IPv6AddressPrefixList = []string{list}
	} else {
		m.IPAddressPrefixList = []string{list}
	}
}

func defaultPrefix(f fabric.Family) Prefix {
	if f == fabric.IPv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}
