package frr

import (
	"cmp"
	"slices"
)

// Shown returns c without the commands that say what FRR does anyway, in its version
// and profile, and with the lists whose order means nothing sorted. vtysh leaves
// those commands out: a configuration that was loaded and the one that is shown
// agree when they are equal in this form.
func Shown(c Config) Config {
	c.Defaults = cmp.Or(c.Defaults, DefaultsTraditional)
	unless(&c.ZebraNexthopKernelEnable, Yes)
	unless(&c.IPForwarding, Yes)
	unless(&c.IPv6Forwarding, Yes)
	c.IPRoute, c.IPv6Route = shownRoutes(c.IPRoute), shownRoutes(c.IPv6Route)
	c.VRF = sortedBy(c.VRF, func(v *VRF) string { return v.Name })
	for i := range c.VRF {
		c.VRF[i].IPRoute, c.VRF[i].IPv6Route = shownRoutes(c.VRF[i].IPRoute), shownRoutes(c.VRF[i].IPv6Route)
	}
	c.IPPrefixList = sortedBy(c.IPPrefixList, func(l *PrefixList) string { return l.Name })
	c.IPv6PrefixList = sortedBy(c.IPv6PrefixList, func(l *PrefixList) string { return l.Name })
	c.ASPathAccessList = sortedBy(c.ASPathAccessList, func(l *ASPathAccessList) string { return l.Name })
	c.CommunityList = sortedBy(c.CommunityList, func(l *CommunityList) string { return l.Name })
	c.RouteMap = sortedBy(c.RouteMap, func(m *RouteMap) string { return m.Name })
	c.Interface = sortedBy(c.Interface, func(i *Interface) string { return i.Name })
	for i := range c.Interface {
		c.Interface[i].shown()
	}
	c.BFD.Profile = sortedBy(c.BFD.Profile, func(p *BFDProfile) string { return p.Name })
	for i := range c.BFD.Profile {
		p := &c.BFD.Profile[i]
		unless(&p.DetectMultiplier, defaultBFDMultiplier)
		unless(&p.TransmitInterval, defaultBFDInterval)
		unless(&p.ReceiveInterval, defaultBFDInterval)
	}
	c.RouterBGP.shown(c.Defaults, showsLocal(c.Version))
	return c
}

// unless leaves a field unset where it says what FRR does anyway.
func unless[T comparable](field *T, anyway T) {
	if *field == anyway {
		var unset T
		*field = unset
	}
}

// sortedBy is a sorted copy, nil when empty.
func sortedBy[T any](list []T, key func(*T) string) []T {
	if len(list) == 0 {
		return nil
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(a, b T) int { return cmp.Compare(key(&a), key(&b)) })
	return list
}

func shownRoutes(list []Route) []Route {
	list = sortedBy(list, func(r *Route) string { return string(appendRoute(nil, *r)) })
	for i := range list {
		unless(&list[i].Distance, 1)
	}
	return list
}

// The advertisement interval of VRRP.
const defaultAdvertisement Milliseconds = 1000

func (i *Interface) shown() {
	i.IPAddress = sortedBy(i.IPAddress, func(p *Prefix) string { return p.String() })
	i.IPv6Address = sortedBy(i.IPv6Address, func(p *Prefix) string { return p.String() })
	i.VRRP = slices.Clone(i.VRRP)
	slices.SortStableFunc(i.VRRP, func(a, b VRRP) int { return cmp.Compare(a.Group, b.Group) })
	for j := range i.VRRP {
		g := &i.VRRP[j]
		unless(&g.Version, 3)
		unless(&g.Priority, defaultPriority)
		unless(&g.AdvertisementInterval, defaultAdvertisement)
	}
}

// shown drops what the profile says; firstAS says that the version enforces the
// first AS number.
func (b *RouterBGP) shown(profile Defaults, firstAS bool) {
	inDatacenter := No
	if profile == DefaultsDatacenter {
		inDatacenter = Yes
	}
	unless(&b.LogNeighborChanges, inDatacenter)
	unless(&b.DeterministicMED, inDatacenter)
	unless(&b.EBGPRequiresPolicy, 3-inDatacenter) // the other one
	for _, on := range []*Switch{&b.SuppressDuplicates, &b.DefaultIPv4Unicast, &b.FastExternalFailover, &b.NetworkImportCheck} {
		unless(on, Yes)
	}
	unless(&b.DefaultLocalPreference, Some(100))
	unless(&b.GracefulRestartRestartTime, Some(120))
	unless(&b.GracefulRestartStalepathTime, defaultStalepath)
	unless(&b.ListenLimit, defaultListenLimit)
	unless(&b.Timers, profile.timers())
	b.PeerGroup = sortedBy(b.PeerGroup, func(g *PeerGroup) string { return g.Name })
	for i := range b.PeerGroup {
		b.PeerGroup[i].shown(b, b.PeerGroup[i].RemoteAS, firstAS)
	}
	b.Neighbor = slices.Clone(b.Neighbor)
	slices.SortFunc(b.Neighbor, func(x, y Neighbor) int { return x.Address.Compare(y.Address) })
	for i := range b.Neighbor {
		n := &b.Neighbor[i]
		as := n.RemoteAS
		if j := slices.IndexFunc(b.PeerGroup, func(g PeerGroup) bool { return g.Name == n.PeerGroup }); j >= 0 {
			as = cmp.Or(as, b.PeerGroup[j].RemoteAS)
		}
		n.shown(b, as, firstAS)
	}
	b.ListenRange = sortedBy(b.ListenRange, func(r *ListenRange) string { return r.Prefix.String() })
	b.AddressFamily = slices.Clone(b.AddressFamily)
	for i := range b.AddressFamily {
		b.AddressFamily[i].shown()
	}
	slices.SortFunc(b.AddressFamily, func(x, y AddressFamily) int { return cmp.Compare(x.Family, y.Family) })
	b.AddressFamily = slices.DeleteFunc(b.AddressFamily, func(f AddressFamily) bool {
		return len(f.Network)+len(f.Aggregate)+len(f.Redistribute)+len(f.Neighbor) == 0 &&
			f.MaximumPaths == 0 && f.MaximumPathsIBGP == 0 && f.Distance == (Distance{})
	})
}

func (s *PeerSession) shown(b *RouterBGP, as RemoteAS, firstAS bool) {
	if as.Internal || as.AS != 0 && as.AS == b.AS {
		s.EBGPMultihop = 0
	}
	if firstAS {
		unless(&s.EnforceFirstAS, Yes)
	} else {
		unless(&s.EnforceFirstAS, No)
	}
}

func (f *AddressFamily) shown() {
	f.Network = sortedBy(f.Network, func(n *Network) string { return n.Prefix.String() })
	f.Aggregate = sortedBy(f.Aggregate, func(a *AggregateAddress) string { return a.Prefix.String() })
	f.Redistribute = slices.Clone(f.Redistribute)
	slices.SortFunc(f.Redistribute, func(x, y Redistribute) int { return cmp.Compare(x.Protocol, y.Protocol) })
	f.Neighbor = sortedBy(f.Neighbor, func(n *NeighborAF) string { return n.Neighbor })
	for i := range f.Neighbor {
		unless(&f.Neighbor[i].MaximumPrefix.Threshold, 75)
	}
	unless(&f.MaximumPaths, defaultPaths)
	unless(&f.MaximumPathsIBGP, defaultPaths)
	unless(&f.Distance, Distance{EBGP: distanceExternal, IBGP: distanceInternal, Local: distanceLocal})
}
