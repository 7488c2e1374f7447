package nxos

import (
	"cmp"
	"slices"
)

// session returns the session lines that hold for a neighbor: its own, then those
// of its templates, the nearer winning.
func (c *Config) session(n *Neighbor) PeerSession {
	s := n.PeerSession
	next := n.InheritPeerSession
	if n.InheritPeer != "" {
		i := slices.IndexFunc(c.RouterBGP.TemplatePeer, func(t TemplatePeer) bool { return t.Name == n.InheritPeer })
		if i >= 0 {
			t := &c.RouterBGP.TemplatePeer[i].PeerSession
			s.inherit(t)
			next = cmp.Or(next, t.InheritPeerSession)
		}
	}
	// A template may inherit another; one that inherits itself is followed once
	// around.
	for range len(c.RouterBGP.TemplatePeerSession) + 1 {
		if next == "" {
			break
		}
		i := slices.IndexFunc(c.RouterBGP.TemplatePeerSession, func(t TemplatePeerSession) bool { return t.Name == next })
		if i < 0 {
			break
		}
		t := &c.RouterBGP.TemplatePeerSession[i].PeerSession
		s.inherit(t)
		next = t.InheritPeerSession
	}
	return s
}

// inherit takes over from t what s does not say.
func (s *PeerSession) inherit(t *PeerSession) {
	s.BFD = s.BFD || t.BFD
	s.BFDMultihop = s.BFDMultihop || t.BFDMultihop
	s.RemoteAS = cmp.Or(s.RemoteAS, t.RemoteAS)
	s.LocalAS = cmp.Or(s.LocalAS, t.LocalAS)
	s.Description = cmp.Or(s.Description, t.Description)
	s.Password = cmp.Or(s.Password, t.Password)
	s.UpdateSource = cmp.Or(s.UpdateSource, t.UpdateSource)
	s.EBGPMultihop = cmp.Or(s.EBGPMultihop, t.EBGPMultihop)
	s.DisableConnectedCheck = s.DisableConnectedCheck || t.DisableConnectedCheck
	s.TransportConnectionModePassive = s.TransportConnectionModePassive || t.TransportConnectionModePassive
	s.RemovePrivateAS = cmp.Or(s.RemovePrivateAS, t.RemovePrivateAS)
	s.Timers = cmp.Or(s.Timers, t.Timers)
	s.MaximumPeers = cmp.Or(s.MaximumPeers, t.MaximumPeers)
	s.Shutdown = s.Shutdown || t.Shutdown
}

// policy returns the lines that hold for a neighbor in an address family, and
// whether the family is active: written in the neighbor or in its template.
func (c *Config) policy(n *Neighbor, f Family) (p PeerPolicy, active, complete bool) {
	complete = true
	var from []InheritPeerPolicy
	if i := familyIndex(n.AddressFamily, f); i >= 0 {
		p, active = n.AddressFamily[i].PeerPolicy, true
		from = append(from, bySeq(p.InheritPeerPolicy)...)
	}
	if i := slices.IndexFunc(c.RouterBGP.TemplatePeer, func(t TemplatePeer) bool { return t.Name == n.InheritPeer }); i >= 0 {
		t := &c.RouterBGP.TemplatePeer[i]
		if i := familyIndex(t.AddressFamily, f); i >= 0 {
			active = true
			p.inherit(&t.AddressFamily[i].PeerPolicy)
			from = append(from, bySeq(t.AddressFamily[i].InheritPeerPolicy)...)
		}
	}
	seen := set{}
	for len(from) > 0 {
		name := from[0].Template
		from = from[1:]
		if seen[name] {
			continue
		}
		seen[name] = true
		i := slices.IndexFunc(c.RouterBGP.TemplatePeerPolicy, func(t TemplatePeerPolicy) bool { return t.Name == name })
		if i < 0 {
			complete = false
			continue
		}
		t := &c.RouterBGP.TemplatePeerPolicy[i].PeerPolicy
		p.inherit(t)
		from = append(bySeq(t.InheritPeerPolicy), from...)
	}
	return p, active, complete
}

func familyIndex(list []NeighborAF, f Family) int {
	return slices.IndexFunc(list, func(a NeighborAF) bool { return a.Family == f })
}

func bySeq(list []InheritPeerPolicy) []InheritPeerPolicy {
	return slices.SortedStableFunc(slices.Values(list), func(a, b InheritPeerPolicy) int { return cmp.Compare(a.Seq, b.Seq) })
}

// inherit takes over from t what p does not say.
func (p *PeerPolicy) inherit(t *PeerPolicy) {
	p.SendCommunity = p.SendCommunity || t.SendCommunity
	p.SendCommunityExtended = p.SendCommunityExtended || t.SendCommunityExtended
	p.RouteReflectorClient = p.RouteReflectorClient || t.RouteReflectorClient
	p.NextHopSelf = p.NextHopSelf || t.NextHopSelf
	p.NextHopSelfAll = p.NextHopSelfAll || t.NextHopSelfAll
	p.NoNextHopThirdParty = p.NoNextHopThirdParty || t.NoNextHopThirdParty
	p.ASOverride = p.ASOverride || t.ASOverride
	p.DisablePeerASCheck = p.DisablePeerASCheck || t.DisablePeerASCheck
	p.AllowASIn = cmp.Or(p.AllowASIn, t.AllowASIn)
	if !p.DefaultOriginate {
		p.DefaultOriginate, p.DefaultOriginateRouteMap = t.DefaultOriginate, t.DefaultOriginateRouteMap
	}
	p.PrefixListIn = cmp.Or(p.PrefixListIn, t.PrefixListIn)
	p.PrefixListOut = cmp.Or(p.PrefixListOut, t.PrefixListOut)
	p.FilterListIn = cmp.Or(p.FilterListIn, t.FilterListIn)
	p.FilterListOut = cmp.Or(p.FilterListOut, t.FilterListOut)
	p.RouteMapIn = cmp.Or(p.RouteMapIn, t.RouteMapIn)
	p.RouteMapOut = cmp.Or(p.RouteMapOut, t.RouteMapOut)
	p.MaximumPrefix = cmp.Or(p.MaximumPrefix, t.MaximumPrefix)
	p.SoftReconfigurationInbound = cmp.Or(p.SoftReconfigurationInbound, t.SoftReconfigurationInbound)
	p.Weight = cmp.Or(p.Weight, t.Weight)
}
