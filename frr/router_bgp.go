package frr

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// The defaults of FRR (bgpd/bgpd.h, bgpd/bgp_vty.c; measured: FRR 8.4.4).
const (
	defaultPaths       = 256
	defaultListenLimit = 100
	distanceExternal   = 20
	distanceInternal   = 200
	distanceLocal      = 200
)

// timers are those of the profile.
func (d Defaults) timers() Timers {
	if d == DefaultsDatacenter {
		return Timers{Keepalive: 3, Hold: 9}
	}
	return Timers{Keepalive: 60, Hold: 180}
}

// bgp is the process of the default VRF.
func (l *lift) bgp() *routing.BGP {
	b := &l.c.RouterBGP
	path := "router bgp " + b.AS.String()
	r := &routing.BGP{
		AS:               uint32(b.AS),
		RouterID:         l.routerID(),
		ClusterID:        b.ClusterID,
		ExternalDistance: distanceExternal, InternalDistance: distanceInternal, LocalDistance: distanceLocal,
		DefaultLocalPref: b.DefaultLocalPreference.Value,
		MultipathRelax:   b.BestpathASPathMultipathRelax,
		AlwaysCompareMED: b.AlwaysCompareMED,
		CompareRouterID:  b.BestpathCompareRouterID,
	}
	for i := range b.AddressFamily {
		f := &b.AddressFamily[i]
		u := l.unicast(f, path)
		if f.Family == IPv6Unicast {
			r.IPv6 = u
			continue
		}
		r.IPv4 = u
		if f.Distance != (Distance{}) {
			r.ExternalDistance, r.InternalDistance, r.LocalDistance = f.Distance.EBGP, f.Distance.IBGP, f.Distance.Local
		}
	}
	for i := range b.Neighbor {
		n := &b.Neighbor[i]
		name := n.Address.String()
		to := l.neighbor(name, n.PeerGroup, l.c.session(n.PeerSession, n.PeerGroup), n.Address.Is6(), path)
		to.Address = n.Address
		r.Neighbors = append(r.Neighbors, to)
	}
	for _, x := range b.ListenRange {
		i := l.c.groupIndex(x.PeerGroup)
		if i < 0 {
			continue // FRR refuses the line
		}
		to := l.neighbor("", x.PeerGroup, b.PeerGroup[i].PeerSession, x.Prefix.Addr().Is6(), path)
		to.Name, to.Range = x.Prefix.String(), x.Prefix
		to.MaxPeers = int(cmp.Or(b.ListenLimit, defaultListenLimit))
		// A dynamic neighbor is sent what it is said not to be (measured: FRR 8.4.4).
		for j := range to.Families {
			to.Families[j].PeerASCheck = false
		}
		r.Neighbors = append(r.Neighbors, to)
	}
	l.enable(r)
	return r
}

// enable adds the families that only neighbors name.
func (l *lift) enable(r *routing.BGP) {
	for i := range r.Neighbors {
		for _, f := range r.Neighbors[i].Families {
			family := &r.IPv4
			if f.Family == routing.IPv6 {
				family = &r.IPv6
			}
			if *family == nil {
				*family = &routing.Unicast{MaxPathsEBGP: defaultPaths, MaxPathsIBGP: defaultPaths}
			}
		}
	}
}

// routerID is the configured one, or the highest address of the loopback, or of any
// interface, as zebra chooses (zebra/router-id.c).
func (l *lift) routerID() netip.Addr {
	if l.c.RouterBGP.RouterID.IsValid() {
		return l.c.RouterBGP.RouterID
	}
	var loopback, other netip.Addr
	for i := range l.c.Interface {
		n := &l.c.Interface[i]
		if n.VRF != "" || n.Shutdown {
			continue
		}
		highest := &other
		if n.isLoopback() {
			highest = &loopback
		}
		for _, a := range n.IPAddress {
			if !highest.IsValid() || highest.Less(a.Addr()) {
				*highest = a.Addr()
			}
		}
	}
	if loopback.IsValid() {
		return loopback
	}
	return other
}

func (i *Interface) isLoopback() bool {
	return i.Name == "lo" || strings.HasPrefix(i.Name, "Loopback")
}

// paths is a number of equal paths as the simulator has it, to which one path is
// the zero value.
func paths(n uint16) int {
	switch n {
	case 0:
		return defaultPaths
	case 1:
		return 0
	}
	return int(n)
}

func (l *lift) unicast(f *AddressFamily, path string) *routing.Unicast {
	path += ": address-family " + string(families().Append(nil, f.Family))
	u := &routing.Unicast{MaxPathsEBGP: paths(f.MaximumPaths), MaxPathsIBGP: paths(f.MaximumPathsIBGP)}
	for _, n := range f.Network {
		u.Networks = append(u.Networks, routing.Network{
			Prefix: n.Prefix, Policy: l.policy(n.RouteMap, f.Family), Always: l.c.RouterBGP.NetworkImportCheck == No,
		})
	}
	for _, r := range f.Redistribute {
		from := routing.Direct
		switch r.Protocol {
		case RedistributeConnected:
		case RedistributeStatic:
			from = routing.StaticRoute
		case RedistributeKernel:
			l.refuse(path+": redistribute kernel", "the kernel's own routes are not known; those of connected and static are",
				"redistribute connected or static, or announce the prefixes with network", sourceGuide+"BGP, redistribute")
			continue
		}
		u.Redistribute = append(u.Redistribute, routing.Redistribute{From: from, Policy: l.policy(r.RouteMap, f.Family)})
	}
	for _, a := range f.Aggregate {
		if a.ASSet || a.RouteMap != "" {
			l.refuse(path+": aggregate-address "+a.Prefix.String(), "as-set and route-map are not simulated; summary-only is",
				"leave them out", sourceGuide+"BGP, aggregate-address")
		}
		u.Aggregates = append(u.Aggregates, routing.Aggregate{Prefix: a.Prefix, SummaryOnly: a.SummaryOnly})
	}
	return u
}

// neighbor is a neighbor of that name, or without one the members of a range.
func (l *lift) neighbor(name, group string, s PeerSession, v6 bool, path string) routing.Neighbor {
	b := &l.c.RouterBGP
	path += ": neighbor " + cmp.Or(name, group)
	r := routing.Neighbor{
		Name:                  name,
		LocalAS:               uint32(s.LocalAS.AS),
		TTL:                   int(s.EBGPMultihop),
		DisableConnectedCheck: s.DisableConnectedCheck,
		Passive:               s.Passive,
		Shutdown:              s.Shutdown,
		BFD:                   s.BFD || s.BFDProfile != "",
		BFDTimers:             l.bfdTimers(&s),
		GracefulRestart:       l.gracefulRestart(&s),
		Restart:               l.restart(&s),
		RemoteAS:              l.remoteAS(s.RemoteAS),
	}
	if s.Password.IsSet() {
		r.Auth = routing.NewAuth(s.Password.Reveal())
	}
	t := cmp.Or(s.Timers, b.Timers, l.c.Defaults.timers())
	r.Keepalive, r.Hold = t.Keepalive.duration(), t.Hold.duration()
	if s.UpdateSource != "" {
		r.Source = l.source(s.UpdateSource, v6)
		if !r.Source.IsValid() {
			r.Shutdown = true // without an address to run from, the session stays down
		}
	}
	for _, f := range [...]Family{IPv4Unicast, IPv6Unicast} {
		if p, active := l.c.policy(name, group, f); active {
			r.Families = append(r.Families, l.neighborFamily(&p, f, &s, path))
		}
	}
	return r
}

// remoteAS are the AS numbers that the other end may have.
func (l *lift) remoteAS(as RemoteAS) []routing.ASRange {
	own := uint32(l.c.RouterBGP.AS)
	switch {
	case as.Internal:
		return []routing.ASRange{{First: own, Last: own}}
	case as.External:
		return subtract(routing.AnyAS, []routing.ASRange{{First: own, Last: own}})
	case as.AS != 0:
		return []routing.ASRange{{First: uint32(as.AS), Last: uint32(as.AS)}}
	}
	return nil
}

// isExternal reports whether a session runs to another AS.
func (l *lift) isExternal(as RemoteAS) bool {
	return as.External || as.AS != 0 && as.AS != l.c.RouterBGP.AS
}

// subtract returns what is left of r without the given ranges.
func subtract(r routing.ASRange, without []routing.ASRange) []routing.ASRange {
	left := []routing.ASRange{r}
	for _, w := range without {
		var next []routing.ASRange
		for _, p := range left {
			if w.Last < p.First || w.First > p.Last {
				next = append(next, p)
				continue
			}
			if p.First < w.First {
				next = append(next, routing.ASRange{First: p.First, Last: w.First - 1})
			}
			if p.Last > w.Last {
				next = append(next, routing.ASRange{First: w.Last + 1, Last: p.Last})
			}
		}
		left = next
	}
	return left
}

// source is an address, or that of an interface of the default VRF.
func (l *lift) source(name string, v6 bool) netip.Addr {
	if a, err := netip.ParseAddr(name); err == nil {
		return a
	}
	i := slices.IndexFunc(l.c.Interface, func(i Interface) bool { return i.Name == name && i.VRF == "" })
	if i < 0 {
		return netip.Addr{}
	}
	list := l.c.Interface[i].IPAddress
	if v6 {
		list = l.c.Interface[i].IPv6Address
	}
	if len(list) == 0 {
		return netip.Addr{}
	}
	return list[0].Addr()
}

// gracefulRestart is how long the routes of a restarting neighbor are kept: FRR
// helps unless it is told not to.
func (l *lift) gracefulRestart(s *PeerSession) time.Duration {
	b := &l.c.RouterBGP
	if s.GracefulRestart == NeighborGracefulRestartDisable || s.GracefulRestart == 0 && b.GracefulRestartDisable {
		return 0
	}
	return cmp.Or(b.GracefulRestartStalepathTime, defaultStalepath).duration()
}

// restart is what the switch announces of its own restarts: also as a helper that it
// keeps routes for long (RFC 9494), and 120 s (measured: FRR 8.4.4). It drops a
// neighbor that falls silent at its hold time, whatever that one announces.
func (l *lift) restart(s *PeerSession) routing.Restart {
	b := &l.c.RouterBGP
	if s.GracefulRestart == NeighborGracefulRestartDisable || s.GracefulRestart == 0 && b.GracefulRestartDisable {
		return routing.Restart{}
	}
	r := routing.Restart{
		Aware: true, LongLived: true, Time: routing.DefaultRestartTime,
		Able: s.GracefulRestart == NeighborGracefulRestartOn || s.GracefulRestart == 0 && b.GracefulRestart,
	}
	if t := b.GracefulRestartRestartTime; t.IsSet {
		r.Time = max(time.Duration(t.Value)*time.Second, time.Nanosecond) // zero would be the default
	}
	return r
}

// bfdTimers are those of the neighbor's profile; FRR's own without one.
func (l *lift) bfdTimers(s *PeerSession) routing.BFDTimers {
	if !s.BFD && s.BFDProfile == "" {
		return routing.BFDTimers{}
	}
	t := routing.DefaultBFD
	for _, p := range l.c.BFD.Profile {
		if p.Name == s.BFDProfile {
			t.Interval = time.Duration(cmp.Or(p.TransmitInterval, 300)) * time.Millisecond
			t.Receive = time.Duration(cmp.Or(p.ReceiveInterval, 300)) * time.Millisecond
			t.Multiplier = int(cmp.Or(p.DetectMultiplier, 3))
		}
	}
	return t
}

func (l *lift) neighborFamily(p *PeerPolicy, f Family, s *PeerSession, path string) routing.NeighborFamily {
	in, out := policyKey{p.PrefixListIn, p.FilterListIn, p.RouteMapIn, f}, policyKey{p.PrefixListOut, p.FilterListOut, p.RouteMapOut, f}
	r := routing.NeighborFamily{
		Import:               l.filtered(in),
		Export:               l.filtered(out),
		RouteReflectorClient: p.RouteReflectorClient,
		ASOverride:           p.ASOverride,
		PeerASCheck:          s.SenderASPathLoopDetection,
		AllowOwnAS:           int(p.AllowASIn),
		DefaultOriginate:     p.DefaultOriginate,
		DefaultPolicy:        l.policy(p.DefaultOriginateRouteMap, f),
		SendCommunity:        !p.NoSendCommunity,
		// bgp_multiaccess_check_v4 looks for a subnet with the receiver's address
		// and the next hop, not with the session's own (measured: FRR 8.4.4).
		ThirdPartyFromAfar: true,
		RemovePrivateAS:    p.RemovePrivateAS != 0,
		MaxPrefixes:        int(p.MaximumPrefix.Limit),
		MaxPrefixesWarn:    p.MaximumPrefix.WarningOnly,
		Weight:             uint16(p.Weight.Value),
	}
	if f == IPv6Unicast {
		r.Family = routing.IPv6
	}
	switch {
	case p.AttributeUnchangedNextHop:
		r.NextHop = routing.NextHopUnchanged
	case p.NextHopSelfForce:
		r.NextHop = routing.NextHopSelfAll
	case p.NextHopSelf:
		r.NextHop = routing.NextHopSelf
	}
	if l.isExternal(s.RemoteAS) && l.policyRequired() {
		r.Import, r.Export = required(r.Import), required(r.Export)
	}
	if p.RemovePrivateAS != 0 && p.RemovePrivateAS != RemovePrivateASAll {
		l.refuse(path+": remove-private-AS", "without all it removes nothing from a path with a public number, and replace-AS replaces: neither is simulated",
			"say remove-private-AS all", sourceGuide+"BGP, remove-private-AS")
	}
	if l.usesFirstAS(in) && (s.EnforceFirstAS != Yes || !l.isExternal(s.RemoteAS)) {
		l.refuse(path+": as-path", "an inbound filter looks at the first AS number of the path, which is only known to be the neighbor's where it is enforced",
			"add enforce-first-as to the neighbor", sourceGuide+"BGP, enforce-first-as")
	}
	return r
}

// policyRequired reports whether nothing passes to and from another AS without a
// filter.
func (l *lift) policyRequired() bool {
	if set := l.c.RouterBGP.EBGPRequiresPolicy; set != Unset {
		return set == Yes
	}
	return l.c.Defaults != DefaultsDatacenter
}

// required is a filter where there must be one: without, everything is denied.
func required(p *routing.Policy) *routing.Policy {
	if p == nil {
		return &routing.Policy{Name: "ebgp-requires-policy"}
	}
	return p
}
