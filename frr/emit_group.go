package frr

import (
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// group writes a leaf's terms towards the nodes of one cluster: the policy and a
// peer-group, with the range whose hosts may dial in, or for neighbors that name it.
func (e *emitter) group(g *fabric.NodeGroup) {
	group := PeerGroup{Name: nodeGroupName(g), PeerSession: e.session(g.Terms)}
	group.Description = atMost(limitDescription, "nodes of "+g.Cluster)
	group.UpdateSource = e.s.VLANInterface(g.VLAN)
	p := PeerPolicy{
		Activate:             Yes,
		RouteReflectorClient: g.Reflect,
		// Of what is passed on from another AS only: between nodes of one rack the
		// next hop stays the node (seeds/000).
		NextHopSelf: g.NextHopSelf,
		// The node rejects its own AS in a path. FRR sends a route to the AS that it
		// heard it from without being told.
		ASOverride:       g.SharedAS,
		DefaultOriginate: g.DefaultOnly,
		FilterListIn:     e.pathLimit(g.Terms),
	}
	p.dropCommunities(true)
	prefixLimit(&p, g.Terms.MaxPrefixes)
	p.RouteMapIn = e.importMap(g)
	if !g.Unfiltered || g.DefaultOnly {
		p.RouteMapOut = e.exportMap(g)
	}
	b := &e.c.RouterBGP
	switch {
	case len(g.RemoteAS) == 1:
		group.RemoteAS.AS = g.RemoteAS[0]
	case g.Listen:
		group.RemoteAS.External = true
		group.EnforceFirstAS = Yes
	}
	b.PeerGroup = append(b.PeerGroup, group)
	if g.Listen {
		b.ListenRange = append(b.ListenRange, ListenRange{Prefix: g.Subnet, PeerGroup: group.Name})
	}
	e.addPolicy(g.Family, group.Name, p)
}

func nodeGroupName(g *fabric.NodeGroup) string {
	if g.Family == fabric.IPv6 {
		return planned.ObjectName(g.Cluster, "NODES", "6")
	}
	return planned.ObjectName(g.Cluster, "NODES")
}

// systemsList permits the paths that begin with an AS number of the nodes, where
// the group lets every other AS dial in.
func (e *emitter) systemsList(g *fabric.NodeGroup) string {
	if !g.Listen || len(g.RemoteAS) < 2 {
		return ""
	}
	l := ASPathAccessList{Name: planned.ObjectName(g.Cluster, "AS"+suffix(g.Family))}
	for i, as := range g.RemoteAS {
		l.Entries = append(l.Entries, ASPathAccessListEntry{Seq: uint32(10 * (i + 1)), Action: Permit, Regexp: pathsFrom(as)})
	}
	e.c.ASPathAccessList = append(e.c.ASPathAccessList, l)
	return l.Name
}

// importMap accepts the pools and services of the cluster. A pool that has
// communities is accepted only with them, so that its class is certain, and a
// pool with a local preference is given it. Without filters it only gives
// preferences, and accepts the rest as it is. There is none where it would do
// nothing.
func (e *emitter) importMap(g *fabric.NodeGroup) string {
	m := RouteMap{Name: planned.ObjectName(g.Cluster, "IN"+suffix(g.Family))}
	systems := e.systemsList(g)
	add := func(term RouteMapEntry) {
		term.Action, term.Seq = Permit, seq(len(m.Entries))
		term.Match.ASPath = systems
		term.Set.IPv6NextHopPreferGlobal = g.Family == fabric.IPv6
		m.Entries = append(m.Entries, term)
	}
	plain := PrefixList{Name: planned.ObjectName(g.Cluster, "ANNOUNCED")}
	for _, rule := range g.Import {
		if g.Unfiltered && rule.LocalPreference == 0 {
			continue
		}
		if len(rule.Communities) == 0 && rule.LocalPreference == 0 {
			plain.Entries = append(plain.Entries, entry(len(plain.Entries), rule))
			continue
		}
		add(e.poolEntry(g, rule))
	}
	if len(plain.Entries) > 0 {
		e.addPrefixList(g.Family, plain)
		var term RouteMapEntry
		term.Match.prefixes(g.Family, plain.Name)
		add(term)
	}
	if g.Unfiltered {
		if len(m.Entries) == 0 && systems == "" && g.Family == fabric.IPv4 {
			return ""
		}
		add(RouteMapEntry{})
	}
	e.addRouteMap(m)
	return m.Name
}

// poolEntry accepts a pool that has communities or a local preference.
func (e *emitter) poolEntry(g *fabric.NodeGroup, rule fabric.Accept) RouteMapEntry {
	list := PrefixList{Name: planned.ObjectName(g.Cluster, "POOL", rule.Why), Entries: []PrefixListEntry{entry(0, rule)}}
	e.addPrefixList(g.Family, list)
	term := RouteMapEntry{Description: atMost(limitDescription, rule.Why)}
	term.Match.prefixes(g.Family, list.Name)
	if len(rule.Communities) > 0 {
		l := CommunityList{Name: planned.ObjectName(g.Cluster, "CLASS", rule.Why), Entries: []CommunityListEntry{{
			Seq: 10, Action: Permit, Communities: rule.Communities,
		}}}
		// Both families use it.
		e.c.CommunityList = addNamed(e.c.CommunityList, l, func(l *CommunityList) string { return l.Name })
		term.Match.Community = l.Name
	}
	if rule.LocalPreference != 0 {
		term.Set.LocalPreference = Some(rule.LocalPreference)
	}
	return term
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
			Seq: 10, Action: Permit, Prefix: anything(g.Family == fabric.IPv6),
		}}}
	}
	e.addPrefixList(g.Family, list)
	term := RouteMapEntry{Action: Permit, Seq: 10}
	term.Match.prefixes(g.Family, list.Name)
	m.Entries = append(m.Entries, term)
	e.addRouteMap(m)
	return m.Name
}

// addPrefixList adds a list once; clusters share the one of the default route.
func (e *emitter) addPrefixList(f fabric.Family, l PrefixList) {
	lists := &e.c.IPPrefixList
	if f == fabric.IPv6 {
		lists = &e.c.IPv6PrefixList
	}
	*lists = addNamed(*lists, l, func(l *PrefixList) string { return l.Name })
}

func (e *emitter) addRouteMap(m RouteMap) {
	e.c.RouteMap = addNamed(e.c.RouteMap, m, func(m *RouteMap) string { return m.Name })
}

// entry translates one rule of a filter.
func entry(i int, rule fabric.Accept) PrefixListEntry {
	p := PrefixListEntry{Seq: uint32(10 * (i + 1)), Action: Permit, Prefix: rule.Prefix}
	bits, longest := rule.Prefix.Bits(), rule.Prefix.Addr().BitLen()
	if rule.Min > bits {
		p.Ge = uint8(rule.Min)
	}
	if rule.Max > bits && (rule.Max < longest || rule.Min <= bits) {
		p.Le = uint8(rule.Max)
	}
	return p
}

func seq(i int) uint16 { return uint16(10 * (i + 1)) }

func (m *Match) prefixes(f fabric.Family, list string) {
	if f == fabric.IPv6 {
		m.IPv6AddressPrefixList = list
	} else {
		m.IPAddressPrefixList = list
	}
}
