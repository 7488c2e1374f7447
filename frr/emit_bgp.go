package frr

import (
	"cmp"
	"slices"
	"strconv"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// The peer-groups of the sessions over routed links, and that to the other leaf.
const (
	groupSpines = "SPINES"
	groupLeaves = "LEAVES"
	groupPair   = "PAIR"
)

// The timers that are written where the design has none: those of the traditional
// profile, which are also NX-OS's.
const (
	plannedKeepalive = 60
	plannedHold      = 180
	// plannedConnect is how long a session that failed waits for its next try; the
	// traditional profile's 120 s would leave a repaired link idle for two minutes.
	plannedConnect = 10
)

func (e *emitter) bgp() {
	b := &e.c.RouterBGP
	b.AS = e.s.AS
	b.RouterID = e.s.RouterID
	b.LogNeighborChanges = Yes
	// The filters are those of the design; it says itself where there are none.
	b.EBGPRequiresPolicy = No
	b.DefaultIPv4Unicast = No
	// Without it the choice between routes depends on the order of their arrival.
	b.DeterministicMED = Yes
	b.BestpathASPathMultipathRelax = e.s.RelaxMultipath
	b.BestpathCompareRouterID = e.s.CompareRouterID
	e.gracefulRestart()
	e.listenLimit()
	for _, f := range e.s.Families {
		b.AddressFamily = append(b.AddressFamily, e.addressFamily(f))
		e.linkGroup(f)
	}
	for i := range e.s.Groups {
		e.group(&e.s.Groups[i])
	}
	e.neighbors()
}

// addressFamily is a family without its neighbors. Both numbers of paths are always
// written: FRR's own are as many as it was built for.
func (e *emitter) addressFamily(f fabric.Family) AddressFamily {
	af := AddressFamily{
		Family:           unicast(f),
		MaximumPaths:     uint16(max(1, e.s.PathsExternal)),
		MaximumPathsIBGP: uint16(max(1, e.s.PathsInternal)),
	}
	for _, p := range e.s.Originates {
		if fabric.FamilyOf(p.Addr()) == f {
			af.Network = append(af.Network, Network{Prefix: p})
		}
	}
	return af
}

// family is the address family of the process.
func (e *emitter) family(f fabric.Family) *AddressFamily {
	list := e.c.RouterBGP.AddressFamily
	return &list[slices.IndexFunc(list, func(a AddressFamily) bool { return a.Family == unicast(f) })]
}

// helperRestart is the restart time that a switch announces which does not restart
// gracefully itself.
//
// FRR announces, as the helper that it is by default, also that it keeps stale
// routes for long (RFC 9494), and the time of its own restart, 120 s. A node whose
// BGP daemon helps as well, as Calico's does, takes this for the promise of a
// restart and keeps a dead leaf in its tables that long, whatever the timers
// (measured: FRR 8.4.4 with the BIRD of Calico). With one second it does so for one.
// Turning graceful restart off instead would cost the nodes' own: the leaf would
// drop the routes of a node whose daemon is upgraded.
const helperRestart = 1

// gracefulRestart lets the switch restart gracefully when the design asks for it,
// and otherwise only helps its neighbors.
func (e *emitter) gracefulRestart() {
	b := &e.c.RouterBGP
	longest := e.restartTime()
	if longest == 0 {
		b.GracefulRestartRestartTime = Some(helperRestart)
		return
	}
	b.GracefulRestart = true
	b.GracefulRestartPreserveFWState = true
	b.GracefulRestartRestartTime = Some(uint32(longest))
	if longest > defaultStalepath/2 {
		// Long enough for the neighbor to come back and to send its routes again.
		b.GracefulRestartStalepathTime = min(2*longest, maxStalepath)
	}
}

// restartTime is the longest restart time that a session of the switch wants.
func (e *emitter) restartTime() Seconds {
	var longest Seconds
	for _, t := range planned.Terms(e.s) {
		longest = max(longest, seconds(t.GracefulRestart))
	}
	return longest
}

// The bounds of FRR's own times in seconds, and of its dynamic neighbors.
const (
	defaultStalepath = 360
	maxStalepath     = 4095
	maxListen        = 65535
)

// listenLimit lets in what the groups take together, and no more: the limit is that
// of the process, and FRR's own is 100.
func (e *emitter) listenLimit() {
	total := 0
	for i := range e.s.Groups {
		if g := &e.s.Groups[i]; g.Listen {
			total += g.MaxPeers
		}
	}
	e.c.RouterBGP.ListenLimit = uint16(min(total, maxListen))
}

// prefixLimit tears a session down that brings too many prefixes, and tries
// again: one leak is not to cut a node off until somebody clears it. The prefixes
// that the filters drop count as well, for which FRR must keep them.
func prefixLimit(p *PeerPolicy, limit int) {
	if limit == 0 {
		return
	}
	p.MaximumPrefix = MaximumPrefix{Limit: uint32(limit), Restart: 5, Force: true}
	p.SoftReconfigurationInbound = true
}

// linkGroup holds what all sessions over routed links of a family share.
func (e *emitter) linkGroup(f fabric.Family) {
	g := PeerGroup{Name: e.linkGroupName(f), PeerSession: e.session(e.s.Uplink)}
	if e.s.Role == fabric.RoleLeaf && len(e.plan.Spines) > 0 {
		g.RemoteAS.AS = e.plan.Spines[0].AS
	}
	e.c.RouterBGP.PeerGroup = append(e.c.RouterBGP.PeerGroup, g)
	p := e.trunkPolicy(f)
	prefixLimit(&p, e.s.Uplink.MaxPrefixes)
	e.addPolicy(f, g.Name, p)
}

// trunkPolicy is that of the sessions between switches.
func (e *emitter) trunkPolicy(f fabric.Family) PeerPolicy {
	p := PeerPolicy{Activate: Yes, FilterListIn: e.pathLimit(e.s.Uplink)}
	p.dropCommunities(!e.communities)
	if f == fabric.IPv6 {
		p.RouteMapIn = e.globalMap()
	}
	return p
}

// dropCommunities keeps communities of all kinds out of what is sent.
func (p *PeerPolicy) dropCommunities(drop bool) {
	p.NoSendCommunity, p.NoSendCommunityExtended, p.NoSendCommunityLarge = drop, drop, drop
}

// globalMap accepts everything, by its global next hop.
func (e *emitter) globalMap() string {
	const name = "GLOBAL-NEXT-HOP"
	e.addRouteMap(RouteMap{Name: name, Entries: []RouteMapEntry{{
		Action: Permit, Seq: 10, Set: Set{IPv6NextHopPreferGlobal: true},
	}}})
	return name
}

// pathLimit is the list of the AS paths that the terms accept.
func (e *emitter) pathLimit(t fabric.SessionTerms) string {
	if t.MaxASLength == 0 {
		return ""
	}
	l := ASPathAccessList{
		Name:    "AS-PATH-" + strconv.Itoa(t.MaxASLength),
		Entries: []ASPathAccessListEntry{{Seq: 10, Action: Permit, Regexp: PathsUpTo(t.MaxASLength)}},
	}
	e.c.ASPathAccessList = addNamed(e.c.ASPathAccessList, l, func(l *ASPathAccessList) string { return l.Name })
	return l.Name
}

func (e *emitter) linkGroupName(f fabric.Family) string {
	name := groupSpines
	if e.s.Role == fabric.RoleSpine {
		name = groupLeaves
	}
	return familyName(name, f)
}

// familyName tells the peer-groups of the families apart.
func familyName(name string, f fabric.Family) string {
	if f == fabric.IPv6 {
		name += "-6"
	}
	return name
}

// addPolicy writes the lines of a neighbor or peer-group in a family.
func (e *emitter) addPolicy(f fabric.Family, neighbor string, p PeerPolicy) {
	af := e.family(f)
	af.Neighbor = append(af.Neighbor, NeighborAF{Neighbor: neighbor, PeerPolicy: p})
}

// neighbors writes one neighbor for every session with a single other end; those of
// a listen range are written by their groups.
func (e *emitter) neighbors() {
	b := &e.c.RouterBGP
	for _, s := range planned.Ordered(e.s, e.sessions) {
		if s.Kind == fabric.SessionNode && e.s.Groups[s.Group].Listen {
			continue
		}
		own, other := s.A, s.B
		if own.Device != e.s.Name {
			own, other = other, own
		}
		n := Neighbor{Address: other.Address}
		n.Description = atMost(limitDescription, other.Device)
		switch s.Kind {
		case fabric.SessionLink:
			n.PeerGroup = e.linkGroupName(s.Family)
			if e.s.Role == fabric.RoleSpine {
				n.RemoteAS.AS = other.AS
			}
		case fabric.SessionPair:
			n.PeerSession = e.session(e.s.Uplink)
			n.Description = atMost(limitDescription, other.Device)
			// A VLAN of one link needs no second detection, and has no profile.
			n.BFD, n.BFDProfile = false, ""
			n.RemoteAS.AS = other.AS
			n.UpdateSource = e.s.VLANInterface(e.s.Backup.VLAN)
			p := e.trunkPolicy(s.Family)
			p.NextHopSelf = true // the peer does not know the links to the spines
			e.addPolicy(s.Family, other.Address.String(), p)
		case fabric.SessionNode:
			g := &e.s.Groups[s.Group]
			n.PeerGroup = nodeGroupName(g)
			if len(g.RemoteAS) > 1 {
				n.RemoteAS.AS = other.AS
			}
		}
		b.Neighbor = append(b.Neighbor, n)
	}
}

// session translates the terms that stand outside the address families. What the
// profiles differ in is always written.
func (e *emitter) session(t fabric.SessionTerms) PeerSession {
	s := PeerSession{
		Timers:                Timers{Keepalive: plannedKeepalive, Hold: plannedHold},
		TimersConnect:         plannedConnect,
		AdvertisementInterval: Some(0),
		Password:              t.Password,
	}
	if t.Hold != 0 {
		s.Timers = Timers{Keepalive: seconds(t.Keepalive), Hold: seconds(t.Hold)}
	}
	if t.BFD.On() {
		s.BFD, s.BFDProfile = true, e.bfdProfile(t.BFD)
	}
	return s
}

// bfdProfile is the profile of a BFD, named by its numbers.
func (e *emitter) bfdProfile(b fabric.BFD) string {
	interval, multiplier := Milliseconds(b.Interval/time.Millisecond), uint8(cmp.Or(b.Multiplier, 3))
	p := BFDProfile{
		Name:             "every-" + strconv.Itoa(int(interval)) + "ms-x" + strconv.Itoa(int(multiplier)),
		DetectMultiplier: multiplier, TransmitInterval: interval, ReceiveInterval: interval,
	}
	e.c.BFD.On = true
	e.c.BFD.Profile = addNamed(e.c.BFD.Profile, p, func(p *BFDProfile) string { return p.Name })
	return p.Name
}

// addNamed adds an element once; several terms may share it.
func addNamed[T any](list []T, v T, name func(*T) string) []T {
	if slices.ContainsFunc(list, func(x T) bool { return name(&x) == name(&v) }) {
		return list
	}
	return append(list, v)
}

func seconds(d time.Duration) Seconds { return Seconds(d / time.Second) }
