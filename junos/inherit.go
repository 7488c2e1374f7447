package junos

import "cmp"

// peering returns what holds for a peer: what the neighbor says, then what its group
// says, then what BGP says (Juniper: the more specific statement overrides). For a
// peer that dials in there is no neighbor.
func (b *BGP) peering(g *Group, n *Neighbor) Peering {
	p := Peering{}
	if n != nil {
		p = n.Peering
	}
	p.inherit(&g.Peering)
	p.inherit(&b.Peering)
	return p
}

// inherit takes over from q what p does not say.
func (p *Peering) inherit(q *Peering) {
	p.Description = cmp.Or(p.Description, q.Description)
	p.Multihop = cmp.Or(p.Multihop, q.Multihop)
	p.Preference = cmp.Or(p.Preference, q.Preference)
	p.LocalPreference = cmp.Or(p.LocalPreference, q.LocalPreference)
	p.LocalAddress = cmp.Or(p.LocalAddress, q.LocalAddress)
	p.HoldTime = cmp.Or(p.HoldTime, q.HoldTime)
	p.Passive = p.Passive || q.Passive
	if !p.AdvertisePeerAS && !p.NoAdvertisePeerAS {
		p.AdvertisePeerAS, p.NoAdvertisePeerAS = q.AdvertisePeerAS, q.NoAdvertisePeerAS
	}
	p.LogUpdown = p.LogUpdown || q.LogUpdown
	if p.Import == nil {
		p.Import = q.Import
	}
	// The families are one statement: a level that says one says all of them.
	if !p.Inet.On && !p.Inet6.On {
		p.Inet, p.Inet6 = q.Inet, q.Inet6
	}
	p.AuthenticationKey = cmp.Or(p.AuthenticationKey, q.AuthenticationKey)
	if p.Export == nil {
		p.Export = q.Export
	}
	p.RemovePrivate = p.RemovePrivate || q.RemovePrivate
	p.Cluster = cmp.Or(p.Cluster, q.Cluster)
	p.PeerAS = cmp.Or(p.PeerAS, q.PeerAS)
	p.LocalAS = cmp.Or(p.LocalAS, q.LocalAS)
	p.UnconfiguredPeerGracefulRestart = p.UnconfiguredPeerGracefulRestart || q.UnconfiguredPeerGracefulRestart
	p.GracefulRestart = cmp.Or(p.GracefulRestart, q.GracefulRestart)
	p.Multipath = cmp.Or(p.Multipath, q.Multipath)
	p.BFD = cmp.Or(p.BFD, q.BFD)
	p.ASOverride = p.ASOverride || q.ASOverride
	p.Shutdown = p.Shutdown || q.Shutdown
}
