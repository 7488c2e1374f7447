package nxos

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// The defaults of NX-OS.
const (
	defaultKeepalive = 60
	defaultHold      = 180
	// defaultStalepath is how long routes of a restarting neighbor are kept.
	defaultStalepath = 300
)

// bgp is the process in a VRF, or nil when it does not run there.
func (l *lift) bgp(vrf string) *routing.BGP {
	b := &l.c.RouterBGP
	as, instance, path := b.AS, &b.Instance, "router bgp "+b.AS.String()
	if vrf != routing.DefaultVRF {
		i := slices.IndexFunc(b.VRF, func(x BGPVRF) bool { return x.Name == vrf })
		if i < 0 {
			return nil
		}
		instance, path = &b.VRF[i].Instance, path+": vrf "+vrf
		as = cmp.Or(b.VRF[i].LocalAS, as)
	}
	r := &routing.BGP{
		AS:               uint32(as),
		RouterID:         l.routerID(instance, vrf),
		ClusterID:        instance.ClusterID,
		MultipathRelax:   instance.BestpathASPathMultipathRelax,
		AlwaysCompareMED: instance.BestpathAlwaysCompareMED,
		CompareRouterID:  instance.BestpathCompareRouterID,
		MaxASLength:      int(instance.MaxASLimit),
	}
	for i := range instance.AddressFamily {
		f := &instance.AddressFamily[i]
		u := l.unicast(f, path)
		if f.Family == IPv6Unicast {
			r.IPv6 = u
		} else {
			r.IPv4 = u
			if f.Distance != (Distance{}) {
				r.ExternalDistance, r.InternalDistance, r.LocalDistance = f.Distance.EBGP, f.Distance.IBGP, f.Distance.Local
			}
		}
	}
	if b.Shutdown {
		return r
	}
	for i := range instance.Neighbor {
		n := l.neighbor(&instance.Neighbor[i], instance, vrf, path)
		r.Neighbors = append(r.Neighbors, n)
		// A family that only a neighbor writes is enabled without settings.
		for _, f := range n.Families {
			if f.Family == routing.IPv4 && r.IPv4 == nil {
				r.IPv4 = &routing.Unicast{}
			}
			if f.Family == routing.IPv6 && r.IPv6 == nil {
				r.IPv6 = &routing.Unicast{}
			}
		}
	}
	return r
}

// routerID is the configured one, or that of the VRF's first loopback, or of its
// first interface with an IPv4 address, as the device chooses; then that of the
// process.
func (l *lift) routerID(instance *Instance, vrf string) netip.Addr {
	if instance.RouterID.IsValid() {
		return instance.RouterID
	}
	var loopback, other netip.Addr
	for i := range l.c.Interface {
		n := &l.c.Interface[i]
		if vrfName(n.VRFMember) != vrf || len(n.IPAddress) == 0 || n.Shutdown == Yes {
			continue
		}
		first := n.IPAddress[0].Prefix.Addr()
		switch {
		case n.Name == "loopback0":
			return first
		case strings.HasPrefix(n.Name, "loopback"):
			loopback = either(loopback, first)
		default:
			other = either(other, first)
		}
	}
	return either(either(loopback, other), l.c.RouterBGP.RouterID)
}

func either(a, b netip.Addr) netip.Addr {
	if a.IsValid() {
		return a
	}
	return b
}

func (l *lift) unicast(f *AddressFamily, path string) *routing.Unicast {
	path += ": address-family " + string(families().Append(nil, f.Family))
	u := &routing.Unicast{
		MaxPathsEBGP:  int(f.MaximumPaths),
		MaxPathsIBGP:  int(f.MaximumPathsIBGP),
		MaxPathsMixed: int(max(f.MaximumPathsMixed, f.MaximumPathsEIBGP)),
	}
	for _, n := range f.Network {
		u.Networks = append(u.Networks, routing.Network{Prefix: n.Prefix, Policy: l.policy(n.RouteMap, f.Family)})
	}
	for _, r := range f.Redistribute {
		var from routing.Protocol
		switch r.Protocol {
		case RedistributeDirect:
			from = routing.Direct
		case RedistributeStatic:
			from = routing.StaticRoute
		default:
			l.refuse(path+": redistribute", "the routes of "+r.Tag+" are not known; those of direct and static are",
				"redistribute direct or static, or announce the prefixes with network", sourceReference+"redistribute")
			continue
		}
		p := l.policy(r.RouteMap, f.Family)
		if !f.DefaultInformationOriginate {
			p = withoutDefault(p, f.Family)
		}
		u.Redistribute = append(u.Redistribute, routing.Redistribute{From: from, Policy: p})
	}
	for _, a := range f.Aggregate {
		if a.ASSet || a.AttributeMap != "" {
			l.refuse(path+": aggregate-address "+a.Prefix.String(), "as-set and attribute-map are not simulated; summary-only is",
				"leave them out", sourceReference+"aggregate-address")
		}
		u.Aggregates = append(u.Aggregates, routing.Aggregate{Prefix: a.Prefix, SummaryOnly: a.SummaryOnly})
	}
	if f.NextHopRouteMap != "" {
		l.refuse(path+": nexthop route-map", "route-map "+f.NextHopRouteMap+" filters the routes that next hops resolve by, which is not simulated",
			"filter the prefixes at the neighbors", sourceReference+"nexthop route-map")
	}
	if f.TableMap != "" {
		l.refuse(path+": table-map", "route-map "+f.TableMap+" changes or filters what enters the routing table, which is not simulated",
			"filter with a route-map in at the neighbors", sourceReference+"table-map")
	}
	return u
}

func (l *lift) neighbor(n *Neighbor, instance *Instance, vrf, path string) routing.Neighbor {
	path += ": neighbor " + n.name()
	s := l.c.session(n)
	r := routing.Neighbor{
		Name:                  n.name(),
		Address:               n.Address,
		Range:                 n.Prefix,
		MaxPeers:              int(s.MaximumPeers),
		LocalAS:               uint32(s.LocalAS.AS),
		TTL:                   int(s.EBGPMultihop),
		DisableConnectedCheck: s.DisableConnectedCheck,
		Passive:               s.TransportConnectionModePassive,
		Shutdown:              s.Shutdown,
		BFD:                   s.BFD || s.BFDMultihop,
		Auth:                  s.Password.lift(),
		GracefulRestart:       instance.gracefulRestart(),
		Restart:               instance.restart(),
	}
	if t := instance.TimersPrefixPeerTimeout; n.Prefix.IsValid() && t.IsSet {
		r.PeerTimeout = Seconds(t.Value).duration()
	}
	switch {
	case n.RemoteASRouteMap != "":
		r.RemoteAS = l.remoteAS(n.RemoteASRouteMap)
		// The device ignores the TTL and the check of such a neighbor.
		r.TTL, r.DisableConnectedCheck = 0, false
	case s.RemoteAS != 0:
		r.RemoteAS = []routing.ASRange{{First: uint32(s.RemoteAS), Last: uint32(s.RemoteAS)}}
	}
	t := s.Timers
	if t == (Timers{}) {
		t = instance.Timers
	}
	if t == (Timers{}) {
		t = Timers{Keepalive: defaultKeepalive, Hold: defaultHold}
	}
	r.Keepalive, r.Hold = t.Keepalive.duration(), t.Hold.duration()
	if s.UpdateSource != "" {
		r.Source = l.source(s.UpdateSource, vrf, n.isIPv6())
		if !r.Source.IsValid() {
			// Without an address to run from, the session stays down.
			r.Shutdown = true
		}
	}
	if s.RemovePrivateAS == RemovePrivateASReplace {
		l.refuse(path+": remove-private-as", "replace-as is not simulated; plain remove-private-as is",
			"remove the private AS numbers instead of replacing them", sourceReference+"remove-private-as")
	}
	for _, f := range [...]Family{IPv4Unicast, IPv6Unicast} {
		if p, active, _ := l.c.policy(n, f); active {
			r.Families = append(r.Families, l.neighborFamily(&p, f, &s, path))
		}
	}
	return r
}

func (s Seconds) duration() time.Duration { return time.Duration(s) * time.Second }

func (n *Neighbor) isIPv6() bool { return n.Address.Is6() || n.Prefix.Addr().Is6() }

// source is the address of an interface in a VRF.
func (l *lift) source(name, vrf string, v6 bool) netip.Addr {
	i := slices.IndexFunc(l.c.Interface, func(i Interface) bool { return i.Name == name && vrfName(i.VRFMember) == vrf })
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
	return list[0].Prefix.Addr()
}

// lift returns what is known of a password: type 0 is its own text, type 7 can be
// decoded, types 3 and 6 cannot.
func (p Password) lift() routing.Auth {
	if !p.IsSet() {
		return routing.Auth{}
	}
	text, known := p.Text.Reveal(), p.Type == 0
	if p.Type == 7 {
		text, known = decode7(text)
	}
	if !known || text == "" {
		return routing.UnknownAuth()
	}
	return routing.NewAuth(text)
}

// gracefulRestart is how long the routes of a restarting neighbor are kept: a
// switch helps unless it is told not to restart gracefully and not to help.
func (i *Instance) gracefulRestart() time.Duration {
	if i.GracefulRestart == No && !i.GracefulRestartHelper {
		return 0
	}
	return cmp.Or(i.GracefulRestartStalepathTime, defaultStalepath).duration()
}

// restart is what the switch announces: it restarts gracefully unless told not to,
// and a helper announces the capability without families. NX-OS knows nothing of
// long-lived graceful restart (RFC 9494).
func (i *Instance) restart() routing.Restart {
	able := i.GracefulRestart != No
	return routing.Restart{
		Aware: able || i.GracefulRestartHelper, Able: able,
		Time: cmp.Or(i.GracefulRestartRestartTime, defaultRestart).duration(),
	}
}

func (l *lift) neighborFamily(p *PeerPolicy, f Family, s *PeerSession, path string) routing.NeighborFamily {
	r := routing.NeighborFamily{
		Import:               l.filtered(p.PrefixListIn, p.RouteMapIn, f),
		Export:               l.filtered(p.PrefixListOut, p.RouteMapOut, f),
		RouteReflectorClient: p.RouteReflectorClient,
		NoThirdParty:         p.NoNextHopThirdParty,
		ASOverride:           p.ASOverride,
		PeerASCheck:          !p.DisablePeerASCheck,
		AllowOwnAS:           int(p.AllowASIn),
		DefaultOriginate:     p.DefaultOriginate,
		DefaultPolicy:        l.policy(p.DefaultOriginateRouteMap, f),
		SendCommunity:        p.SendCommunity,
		RemovePrivateAS:      s.RemovePrivateAS != 0,
		MaxPrefixes:          int(p.MaximumPrefix.Limit),
		MaxPrefixesWarn:      p.MaximumPrefix.WarningOnly,
		Weight:               uint16(p.Weight.Value),
	}
	if f == IPv6Unicast {
		r.Family = routing.IPv6
	}
	switch {
	case p.NextHopSelfAll:
		r.NextHop = routing.NextHopSelfAll
	case p.NextHopSelf:
		r.NextHop = routing.NextHopSelf
	}
	if p.FilterListIn != "" || p.FilterListOut != "" {
		l.refuse(path+": filter-list", "AS path list "+cmp.Or(p.FilterListIn, p.FilterListOut)+" is not simulated; prefix-lists and community-lists are",
			"filter by prefix or community", sourceReference+"filter-list")
	}
	return r
}

// remoteAS are the AS numbers that a route-map admits by `match as-number`.
func (l *lift) remoteAS(name string) []routing.ASRange {
	i := slices.IndexFunc(l.c.RouteMap, func(m RouteMap) bool { return m.Name == name })
	if i < 0 {
		return nil
	}
	var admitted, decided []routing.ASRange
	for _, e := range l.c.RouteMap[i].Entries {
		ranges := []ASRange{{1, fabric.ASN(routing.AnyAS.Last)}}
		if len(e.Match.ASNumber) > 0 {
			ranges = e.Match.ASNumber
		}
		for _, r := range ranges {
			undecided := subtract(routing.ASRange{First: uint32(r.First), Last: uint32(r.Last)}, decided)
			if e.Action == Permit {
				admitted = append(admitted, undecided...)
			}
			decided = append(decided, undecided...)
		}
	}
	return admitted
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
