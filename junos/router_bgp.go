package junos

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Timers of Junos, in seconds.
const (
	defaultHold = 90
	// defaultStale is how long the routes of a restarting peer are kept
	// (stale-routes-time).
	defaultStale = 300
	// defaultRestart is the restart-time that is announced.
	defaultRestart = 120
	// defaultTTL is that of `multihop` (Juniper: 64).
	defaultTTL = 64
	// defaultECMP is how many paths the chassis takes.
	defaultECMP = 16
)

// bgp is the process in a VRF.
func (l *lift) bgp(vrf string, o *RoutingOptions, b *BGP, v *routing.VRF) *routing.BGP {
	r := &routing.BGP{
		AS:               uint32(l.ownAS(o, b)),
		RouterID:         l.routerID(vrf, o),
		AlwaysCompareMED: b.PathSelection.AlwaysCompareMED,
		CompareRouterID:  b.PathSelection.ExternalRouterID,
		ExternalDistance: preferenceBGP, InternalDistance: preferenceBGP, LocalDistance: preferenceAggregate,
		IPv4: &routing.Unicast{}, IPv6: &routing.Unicast{},
	}
	s := shared{lift: l, path: instancePath(vrf) + "protocols bgp"}
	for i := range b.Group {
		g := &b.Group[i]
		path := s.path + " group " + g.Name
		for _, prefix := range g.Allow {
			s.peer(path+" allow "+prefix.String(), g.Type, b.peering(g, nil))
			r.Neighbors = append(r.Neighbors, l.dynamic(path, o, b, g, nil, prefix, v))
		}
		for j := range g.DynamicNeighbor {
			d := &g.DynamicNeighbor[j]
			for _, prefix := range d.Allow {
				s.peer(path+" dynamic-neighbor "+d.Name, g.Type, b.peering(g, nil))
				r.Neighbors = append(r.Neighbors, l.dynamic(path, o, b, g, d, prefix, v))
			}
		}
		for j := range g.Neighbor {
			n := &g.Neighbor[j]
			p := b.peering(g, n)
			s.peer(path+" neighbor "+n.Address.String(), g.Type, p)
			r.Neighbors = append(r.Neighbors, l.neighbor(path, o, b, g, n, v))
		}
	}
	s.apply(r, l.width())
	if b.Disable {
		r.Neighbors = nil
	}
	l.originate(r, v)
	return r
}

// ownAS is the AS of the switch: a local AS stands in for one that is not set.
func (l *lift) ownAS(o *RoutingOptions, b *BGP) fabric.ASN {
	as := cmp.Or(o.AutonomousSystem.AS, l.c.RoutingOptions.AutonomousSystem.AS, b.LocalAS.AS)
	for i := range b.Group {
		as = cmp.Or(as, b.Group[i].LocalAS.AS)
	}
	return as
}

// routerID is the configured one, or the address of lo0, or that of the first
// interface (Juniper, "router-id").
func (l *lift) routerID(vrf string, o *RoutingOptions) Addr {
	if o.RouterID.IsValid() {
		return o.RouterID
	}
	var other Addr
	for i := range l.c.Interfaces {
		n := &l.c.Interfaces[i]
		for j := range n.Unit {
			u := &n.Unit[j]
			if n.Disable || u.Disable || len(u.Inet.Address) == 0 || l.instanceOf(n, u) != vrf {
				continue
			}
			a := u.Inet.Address[0].Prefix.Addr()
			if n.Name == "lo0" {
				return a
			}
			if !other.IsValid() {
				other = a
			}
		}
	}
	return other
}

// shared gathers what peers say one by one and a router has but once.
type shared struct {
	*lift
	path string
	// preference and multipath of external and internal peers; nil until one says it.
	preference [2]*Number
	multipath  [2]*Multipath
}

func (s *shared) peer(path string, t GroupType, p Peering) {
	kind := 0
	if t == Internal {
		kind = 1
	}
	if s.preference[kind] == nil {
		s.preference[kind] = &p.Preference
	} else if *s.preference[kind] != p.Preference {
		s.refuse(path+" preference", "peers have different preferences, and one for all of a kind is simulated",
			"give all external and all internal peers one preference", sourceReference+"preference (Protocols BGP)")
	}
	m := p.Multipath
	m.On = m.On && !m.Disable
	m.Disable = false
	if s.multipath[kind] == nil {
		s.multipath[kind] = &m
	} else if *s.multipath[kind] != m {
		s.refuse(path+" multipath", "some peers share paths and others do not, and one way for all of a kind is simulated",
			"say multipath alike in all external and in all internal groups", sourceReference+"multipath (Protocols BGP)")
	}
	if p.LocalPreference.IsSet && p.LocalPreference.Value != 100 {
		s.refuse(path+" local-preference", fmt.Sprintf("the local preference %d of a peer is not simulated", p.LocalPreference.Value),
			"set it in the import policy", sourceReference+"local-preference (Protocols BGP)")
	}
}

// apply gives the router what its peers agree in.
func (s *shared) apply(r *routing.BGP, width int) {
	distance := func(p *Number, to *uint8) {
		switch {
		case p == nil || !p.IsSet:
		case p.Value == 0 || p.Value > 255:
			s.refuse(s.path+" preference", fmt.Sprintf("preference %d is not simulated; 1 to 255 are", p.Value),
				"take one of them, or leave it at 170", sourceReference+"preference (Protocols BGP)")
		default:
			*to = uint8(p.Value)
		}
	}
	distance(s.preference[0], &r.ExternalDistance)
	distance(s.preference[1], &r.InternalDistance)
	for kind, m := range s.multipath {
		if m == nil || !m.On || width < 2 {
			continue
		}
		r.MultipathRelax = r.MultipathRelax || m.MultipleAS
		for _, u := range [2]*routing.Unicast{r.IPv4, r.IPv6} {
			if kind == 0 {
				u.MaxPathsEBGP = width
			} else {
				u.MaxPathsIBGP = width
			}
		}
	}
}

// width is how many paths reach the forwarding table: one, unless a policy between
// the tables says `load-balance`.
func (l *lift) width() int {
	for _, name := range l.c.RoutingOptions.ForwardingTableExport {
		p := l.statement(name)
		if p == nil {
			continue
		}
		for _, t := range p.terms() {
			field := "policy-options policy-statement " + name + t.path() + " then"
			switch {
			case t.Then.Action == Reject:
				l.refuse(field+" reject", "a policy that keeps routes out of the forwarding table is not simulated",
					"filter at the peers", sourceReference+"export (Forwarding Table)")
			case t.Then.LoadBalance == 0:
			case !t.From.isZero():
				l.refuse(field+" load-balance", "load balancing for some routes only is not simulated",
					"leave out the conditions", sourceReference+"load-balance")
			default:
				return int(cmp.Or(l.c.Chassis.MaximumECMP, defaultECMP))
			}
			if t.Then.Action != 0 && t.From.isZero() {
				return 1
			}
		}
	}
	return 1
}

// dynamic is those of a subnet who dial in.
func (l *lift) dynamic(path string, o *RoutingOptions, b *BGP, g *Group, d *DynamicNeighbor, prefix Prefix, v *routing.VRF) routing.Neighbor {
	p := b.peering(g, nil)
	r := l.session(path, o, b, g, p, prefix.Addr(), v)
	r.Name, r.Range, r.Passive = prefix.String(), prefix, false
	if d != nil {
		r.MaxPeers = int(d.PeerLimit.Value)
		if d.AuthenticationKey.IsSet() {
			r.Auth = auth(d.AuthenticationKey)
		}
	}
	if g.PeerASList != "" {
		r.RemoteAS = l.asList(g.PeerASList)
	}
	if !p.UnconfiguredPeerGracefulRestart {
		// The peer is forgotten with its session; zero would mean that nobody knows.
		r.GracefulRestart, r.PeerTimeout = 0, time.Second
	}
	return r
}

func (l *lift) neighbor(path string, o *RoutingOptions, b *BGP, g *Group, n *Neighbor, v *routing.VRF) routing.Neighbor {
	r := l.session(path+" neighbor "+n.Address.String(), o, b, g, b.peering(g, n), n.Address, v)
	r.Name, r.Address = n.Address.String(), n.Address
	return r
}

// session is what a peer of a group is, but for its addresses.
func (l *lift) session(path string, o *RoutingOptions, b *BGP, g *Group, p Peering, peer Addr, v *routing.VRF) routing.Neighbor {
	own := l.ownAS(o, b)
	r := routing.Neighbor{
		Source: p.LocalAddress, Passive: p.Passive, Shutdown: p.Shutdown,
		Auth: auth(p.AuthenticationKey), BFD: p.BFD.IsSet(), BFDTimers: p.BFD.timers(),
		GracefulRestart: p.stale(), Restart: p.restart(o),
	}
	hold := uint32(defaultHold)
	if p.HoldTime.IsSet {
		hold = p.HoldTime.Value
	}
	r.Hold, r.Keepalive = seconds(hold), seconds(hold/3)
	if p.Multihop.On {
		r.TTL = int(cmp.Or(p.Multihop.TTL, defaultTTL))
	}
	switch {
	case p.PeerAS != 0:
		r.RemoteAS = []routing.ASRange{{First: uint32(p.PeerAS), Last: uint32(p.PeerAS)}}
	case g.Type == Internal:
		r.RemoteAS = []routing.ASRange{{First: uint32(own), Last: uint32(own)}}
	}
	if as := p.LocalAS; as.AS != 0 && as.AS != own {
		r.LocalAS = uint32(as.AS)
		if !as.Private || !as.NoPrependGlobalAS || as.Alias {
			l.refuse(path+" local-as", fmt.Sprintf("AS %s stands in the paths beside AS %s, which is not simulated", as.AS, own),
				"use the switch's own AS, or say both private and no-prepend-global-as", sourceReference+"local-as")
		}
	}
	families := l.families(path, p, peer)
	for _, f := range families {
		r.Families = append(r.Families, l.family(path, o, g, p, f, v))
	}
	return r
}

func seconds(n uint32) time.Duration { return time.Duration(n) * time.Second }

// stale is how long the routes of a peer that restarts are kept.
func (p *Peering) stale() time.Duration {
	if p.GracefulRestart.Disable {
		return 0
	}
	return seconds(uint32(cmp.Or(p.GracefulRestart.StaleRoutesTime, defaultStale)))
}

// restart is what the switch announces of its own restarts: it helps others unless
// told not to, and says then, unless told not to, that it keeps routes for long
// (Juniper, "graceful-restart (Protocols BGP)", "long-lived receiver").
func (p *Peering) restart(o *RoutingOptions) routing.Restart {
	g := p.GracefulRestart
	if g.Disable {
		return routing.Restart{}
	}
	return routing.Restart{
		Aware: true, Able: o.GracefulRestart.On && !o.GracefulRestart.Disable,
		LongLived: !g.ReceiverDisable, Time: seconds(uint32(cmp.Or(g.RestartTime, defaultRestart))),
	}
}

// timers are those of BFD, with the default of three missed packets.
func (b BFD) timers() routing.BFDTimers {
	if !b.IsSet() {
		return routing.BFDTimers{}
	}
	return routing.BFDTimers{
		Interval:   time.Duration(cmp.Or(b.TransmitInterval, b.MinimumInterval)) * time.Millisecond,
		Receive:    time.Duration(cmp.Or(b.MinimumReceiveInterval, b.MinimumInterval)) * time.Millisecond,
		Multiplier: int(cmp.Or(b.Multiplier, 3)),
	}
}

// auth is what is known of a key: as it is, or as the device obfuscates it.
func auth(key fabric.Secret) routing.Auth {
	text := key.Reveal()
	switch {
	case !key.IsSet():
		return routing.Auth{}
	case isObfuscated(text):
		decoded, ok := decode9(text)
		if !ok {
			return routing.UnknownAuth()
		}
		text = decoded
	}
	return routing.NewAuth(text)
}

// families are those that a peer is configured for; one of IPv4 that says none has
// inet unicast.
func (l *lift) families(path string, p Peering, peer Addr) []routing.Family {
	var families []routing.Family
	if p.Inet.On {
		families = append(families, routing.IPv4)
	}
	if p.Inet6.On {
		families = append(families, routing.IPv6)
	}
	if families == nil {
		if !peer.Is4() {
			l.refuse(path+" family", "an IPv6 peer says no family, and what it then has is not documented",
				"say family inet6 unicast", sourceReference+"family (Protocols BGP)")
			return nil
		}
		families = []routing.Family{routing.IPv4}
	}
	return families
}

func (l *lift) family(path string, o *RoutingOptions, g *Group, p Peering, f routing.Family, v *routing.VRF) routing.NeighborFamily {
	u := p.Inet
	if f == routing.IPv6 {
		u = p.Inet6
	}
	r := routing.NeighborFamily{
		Family:               f,
		Import:               l.chain(p.Import, f, false),
		Export:               l.chain(p.Export, f, true),
		RouteReflectorClient: p.Cluster.IsValid() && g.Type == Internal,
		ASOverride:           p.ASOverride,
		PeerASCheck:          !p.AdvertisePeerAS,
		AllowOwnAS:           int(max(u.Loops, o.AutonomousSystem.Loops, p.LocalAS.Loops, 1)) - 1,
		SendCommunity:        true,
		RemovePrivateAS:      p.RemovePrivate,
		MaxPrefixes:          int(u.PrefixLimit.Maximum),
		MaxPrefixesWarn:      u.PrefixLimit.Maximum != 0 && !u.PrefixLimit.Teardown.On,
	}
	l.nextHop(&r, path, g, p, f)
	if u.AcceptedPrefixLimit.Maximum != 0 && u.AcceptedPrefixLimit.Teardown.On {
		l.refuse(path+" accepted-prefix-limit", "a limit of the accepted prefixes is not simulated; one of the received is",
			"use prefix-limit", sourceReference+"accepted-prefix-limit")
	}
	r.DefaultOriginate = l.sendsDefault(&r, v)
	if r.DefaultOriginate && changes(r.Export) {
		r.DefaultPolicy = r.Export
	}
	return r
}

// asList are the AS numbers of a list; one that does not exist has none.
func (l *lift) asList(name string) []routing.ASRange {
	i := slices.IndexFunc(l.c.PolicyOptions.ASList, func(a ASList) bool { return a.Name == name })
	if i < 0 {
		return nil
	}
	var ranges []routing.ASRange
	for _, m := range l.c.PolicyOptions.ASList[i].Members {
		ranges = append(ranges, routing.ASRange{First: uint32(m.First), Last: uint32(m.Last)})
	}
	return ranges
}

// nextHop says what is written into the next hop, from what the export policies do
// with routes from another AS and with those from the own one.
func (l *lift) nextHop(r *routing.NeighborFamily, path string, g *Group, p Peering, f routing.Family) {
	if p.Multihop.NoNextHopChange && g.Type == External {
		r.NextHop = routing.NextHopUnchanged
	}
	external, internal := l.selfOf(p.Export, f, RouteExternal), l.selfOf(p.Export, f, RouteInternal)
	switch {
	case !external.self && !internal.self:
		return
	case g.Type == External && !external.plain && !internal.plain:
		r.NoThirdParty, r.NextHop = true, routing.NextHopStandard
	case g.Type != External && !external.plain && !internal.self:
		r.NextHop = routing.NextHopSelf
	case g.Type != External && !external.plain && !internal.plain:
		r.NextHop = routing.NextHopSelfAll
	default:
		l.refuse(path+" export "+strings.Join(p.Export, " "), "next-hop self for some routes and not for others is not simulated",
			"set it for all routes, or for all of route-type external", sourceReference+"policy-statement, next-hop self")
	}
}
