package frr

import (
	"cmp"
	"slices"
)

// session returns the session lines that hold for a member of a peer-group: its own,
// and the group's where it has none.
func (c *Config) session(own PeerSession, group string) PeerSession {
	if i := c.groupIndex(group); i >= 0 {
		own.inherit(&c.RouterBGP.PeerGroup[i].PeerSession)
	}
	return own
}

// groupIndex finds a peer-group, or returns -1.
func (c *Config) groupIndex(name string) int {
	return slices.IndexFunc(c.RouterBGP.PeerGroup, func(g PeerGroup) bool { return g.Name == name })
}

// inherit takes over from g what s does not say.
func (s *PeerSession) inherit(g *PeerSession) {
	s.RemoteAS = cmp.Or(s.RemoteAS, g.RemoteAS)
	s.LocalAS = cmp.Or(s.LocalAS, g.LocalAS)
	s.Description = cmp.Or(s.Description, g.Description)
	s.Shutdown = s.Shutdown || g.Shutdown
	s.BFD = s.BFD || g.BFD
	s.BFDProfile = cmp.Or(s.BFDProfile, g.BFDProfile)
	s.Password = cmp.Or(s.Password, g.Password)
	s.Passive = s.Passive || g.Passive
	s.EBGPMultihop = cmp.Or(s.EBGPMultihop, g.EBGPMultihop)
	s.DisableConnectedCheck = s.DisableConnectedCheck || g.DisableConnectedCheck
	s.EnforceFirstAS = cmp.Or(s.EnforceFirstAS, g.EnforceFirstAS)
	s.UpdateSource = cmp.Or(s.UpdateSource, g.UpdateSource)
	s.AdvertisementInterval = cmp.Or(s.AdvertisementInterval, g.AdvertisementInterval)
	s.Timers = cmp.Or(s.Timers, g.Timers)
	s.TimersConnect = cmp.Or(s.TimersConnect, g.TimersConnect)
	s.GracefulRestart = cmp.Or(s.GracefulRestart, g.GracefulRestart)
	s.SenderASPathLoopDetection = s.SenderASPathLoopDetection || g.SenderASPathLoopDetection
}

// policy returns the lines that hold for a neighbor, or for the members of a group
// alone when neighbor is empty, in an address family, and whether the family is
// active.
func (c *Config) policy(neighbor, group string, f Family) (p PeerPolicy, active bool) {
	b := &c.RouterBGP
	active = f == IPv4Unicast && b.DefaultIPv4Unicast != No
	i := slices.IndexFunc(b.AddressFamily, func(a AddressFamily) bool { return a.Family == f })
	if i < 0 {
		return p, active
	}
	for _, name := range []string{neighbor, group} {
		list := b.AddressFamily[i].Neighbor
		j := slices.IndexFunc(list, func(n NeighborAF) bool { return name != "" && n.Neighbor == name })
		if j >= 0 {
			p.inherit(&list[j].PeerPolicy)
		}
	}
	if p.Activate != Unset {
		active = p.Activate == Yes
	}
	return p, active
}

// inherit takes over from g what p does not say.
func (p *PeerPolicy) inherit(g *PeerPolicy) {
	p.Activate = cmp.Or(p.Activate, g.Activate)
	p.RouteReflectorClient = p.RouteReflectorClient || g.RouteReflectorClient
	p.NextHopSelf = p.NextHopSelf || g.NextHopSelf
	p.NextHopSelfForce = p.NextHopSelfForce || g.NextHopSelfForce
	p.RemovePrivateAS = cmp.Or(p.RemovePrivateAS, g.RemovePrivateAS)
	p.ASOverride = p.ASOverride || g.ASOverride
	p.NoSendCommunity = p.NoSendCommunity || g.NoSendCommunity
	p.NoSendCommunityExtended = p.NoSendCommunityExtended || g.NoSendCommunityExtended
	p.NoSendCommunityLarge = p.NoSendCommunityLarge || g.NoSendCommunityLarge
	if !p.DefaultOriginate {
		p.DefaultOriginate, p.DefaultOriginateRouteMap = g.DefaultOriginate, g.DefaultOriginateRouteMap
	}
	p.SoftReconfigurationInbound = p.SoftReconfigurationInbound || g.SoftReconfigurationInbound
	p.MaximumPrefix = cmp.Or(p.MaximumPrefix, g.MaximumPrefix)
	p.AllowASIn = cmp.Or(p.AllowASIn, g.AllowASIn)
	p.Weight = cmp.Or(p.Weight, g.Weight)
	p.PrefixListIn = cmp.Or(p.PrefixListIn, g.PrefixListIn)
	p.PrefixListOut = cmp.Or(p.PrefixListOut, g.PrefixListOut)
	p.FilterListIn = cmp.Or(p.FilterListIn, g.FilterListIn)
	p.FilterListOut = cmp.Or(p.FilterListOut, g.FilterListOut)
	p.RouteMapIn = cmp.Or(p.RouteMapIn, g.RouteMapIn)
	p.RouteMapOut = cmp.Or(p.RouteMapOut, g.RouteMapOut)
	p.AttributeUnchangedNextHop = p.AttributeUnchangedNextHop || g.AttributeUnchangedNextHop
}
