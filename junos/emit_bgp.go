package junos

import (
	"cmp"
	"fmt"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// The groups and policies of sessions over routed links and between leaves.
const (
	groupSpines = "SPINES"
	groupLeaves = "LEAVES"
	groupPeer   = "PEER"

	policyFabricIn    = "FABRIC-IN"
	policyFabricOut   = "FABRIC-OUT"
	policyPeerOut     = "PEER-OUT"
	policyLoadBalance = "LOAD-BALANCE"
)

func (e *emitter) bgp() {
	e.c.RoutingOptions.RouterID = e.s.RouterID
	e.c.RoutingOptions.AutonomousSystem.AS = e.s.AS
	b := &e.c.Protocols.BGP
	b.LogUpdown = true
	b.PathSelection.ExternalRouterID = e.s.CompareRouterID
	for _, t := range termsOf(e.s) {
		b.PrecisionTimers = b.PrecisionTimers || t.Hold != 0 && t.Hold < precise
		if t.GracefulRestart != 0 {
			e.c.RoutingOptions.GracefulRestart.On = true
		}
	}
	if e.s.PathsExternal > 1 || e.s.PathsInternal > 1 {
		// Without it the hardware gets one of the paths.
		e.c.RoutingOptions.ForwardingTableExport = []string{policyLoadBalance}
		e.addPolicy(PolicyStatement{Name: policyLoadBalance, Unnamed: Body{Then: Then{LoadBalance: PerPacket, Action: Accept}}})
	}
	for _, f := range e.s.Families {
		e.links(f)
		e.peer(f)
	}
	for i := range e.s.Groups {
		e.group(i)
	}
}

// precise is the hold time below which Juniper recommends precision timers.
const precise = 20 * time.Second

// links is the group of the sessions over routed links of a family.
func (e *emitter) links(f fabric.Family) {
	g := Group{Name: groupSpines + familySuffix(f), Type: External}
	if e.s.Role == fabric.RoleSpine {
		g.Name = groupLeaves + familySuffix(f)
	}
	g.Peering = e.session(e.s.Uplink, f)
	if bfd := e.s.Uplink.BFD; bfd.On() {
		g.BFD = BFD{MinimumInterval: uint32(bfd.Interval / time.Millisecond), Multiplier: uint8(cmp.Or(bfd.Multiplier, 3))}
	}
	g.Import, g.Export = e.fabricIn(e.s.Uplink), []string{e.fabricOut(policyFabricOut, f, false)}
	e.limit(&g.Peering, f, e.s.Uplink.MaxPrefixes)
	e.multipath(&g.Peering, e.s.PathsExternal)
	if e.s.Role == fabric.RoleLeaf && len(e.plan.Spines) > 0 {
		g.PeerAS = e.plan.Spines[0].AS
	}
	for _, s := range e.ordered(fabric.SessionLink, f) {
		_, other := e.ends(s)
		n := Neighbor{Address: other.Address}
		n.Description = cut(other.Device)
		if e.s.Role == fabric.RoleSpine {
			n.PeerAS = other.AS
		}
		g.Neighbor = append(g.Neighbor, n)
	}
	e.addGroup(g)
}

// peer is the group of the session to the other leaf, over the backup VLAN on the
// terms of the links to the spines.
func (e *emitter) peer(f fabric.Family) {
	g := Group{Name: groupPeer + familySuffix(f), Type: Internal}
	g.Peering = e.session(e.s.Uplink, f)
	g.Import, g.Export = e.fabricIn(e.s.Uplink), []string{policyPeerOut + familySuffix(f)}
	e.multipath(&g.Peering, e.s.PathsInternal)
	for _, s := range e.ordered(fabric.SessionPair, f) {
		own, other := e.ends(s)
		g.LocalAddress = own.Address
		n := Neighbor{Address: other.Address}
		n.Description = cut(other.Device)
		g.Neighbor = append(g.Neighbor, n)
	}
	if len(g.Neighbor) > 0 {
		e.fabricOut(policyPeerOut, f, true)
	}
	e.addGroup(g)
}

// addGroup adds a group that somebody is in.
func (e *emitter) addGroup(g Group) {
	if len(g.Neighbor)+len(g.Allow)+len(g.DynamicNeighbor) > 0 {
		e.c.Protocols.BGP.Group = append(e.c.Protocols.BGP.Group, g)
	}
}

// session translates the terms that all kinds of sessions have.
func (e *emitter) session(t fabric.SessionTerms, f fabric.Family) Peering {
	p := Peering{AuthenticationKey: t.Password}
	if t.Hold != 0 {
		p.HoldTime = Some(uint32(t.Hold / time.Second))
	}
	if t.GracefulRestart != 0 {
		restart := uint32(t.GracefulRestart / time.Second)
		p.GracefulRestart = GracefulRestart{On: true, RestartTime: uint16(restart)}
		// Long enough for the neighbor to come back and to send its routes again.
		if stale := min(2*restart, uint32(e.longestRestart())); stale > defaultStale {
			p.GracefulRestart.StaleRoutesTime = uint16(stale)
		}
	}
	p.unicast(f).On = true
	return p
}

func (p *Peering) unicast(f fabric.Family) *Unicast {
	if f == fabric.IPv6 {
		return &p.Inet6
	}
	return &p.Inet
}

// limit tears a session down that brings too many prefixes, and tries again after
// five minutes: one leak is not to cut a node off until somebody clears it.
func (e *emitter) limit(p *Peering, f fabric.Family, most int) {
	if most > 0 {
		p.unicast(f).PrefixLimit = PrefixLimit{Maximum: uint32(most), Teardown: Teardown{On: true, IdleTimeout: 5}}
	}
}

func (e *emitter) multipath(p *Peering, paths int) {
	if paths > 1 {
		p.Multipath = Multipath{On: true, MultipleAS: e.s.RelaxMultipath}
	}
}

// fabricIn accepts everything, but for paths that are too long. Saying so keeps the
// default of BGP out of the reader's way.
func (e *emitter) fabricIn(t fabric.SessionTerms) []string {
	p := PolicyStatement{Name: policyFabricIn, Unnamed: Body{Then: Then{Action: Accept}}}
	p.Term = e.tooLong(t)
	e.addPolicy(p)
	return []string{p.Name}
}

// tooLong rejects paths beyond the limit of the terms. Junos has no limit for all of
// BGP.
func (e *emitter) tooLong(t fabric.SessionTerms) []Term {
	if t.MaxASLength == 0 {
		return nil
	}
	name := fmt.Sprintf("LONGER-THAN-%d", t.MaxASLength)
	paths := &e.c.PolicyOptions.ASPath
	if !slices.ContainsFunc(*paths, func(a ASPath) bool { return a.Name == name }) {
		*paths = append(*paths, ASPath{Name: name, Regex: fmt.Sprintf(".{%d,}", t.MaxASLength+1)})
	}
	return []Term{{Name: "too-long", Body: Body{From: From{ASPath: []string{name}}, Then: Then{Action: Reject}}}}
}

// fabricOut sends what the switch announces itself and what BGP learned. To the other
// leaf it makes itself the next hop of what comes from another AS, whose links the
// peer does not know; the nodes' routes keep theirs.
func (e *emitter) fabricOut(name string, f fabric.Family, peer bool) string {
	p := PolicyStatement{Name: name + familySuffix(f), Unnamed: Body{Then: Then{Action: Reject}}}
	if peer {
		p.Term = append(p.Term, nextHopSelf())
	}
	p.Term = append(p.Term, e.own(e.originates(f))...)
	p.Term = append(p.Term, Term{Name: "learned", Body: Body{From: From{Protocol: []Protocol{ProtocolBGP}}, Then: Then{Action: Accept}}})
	e.addPolicy(p)
	return p.Name
}

// nextHopSelf changes the next hop of what another AS sent, and goes on.
func nextHopSelf() Term {
	return Term{Name: "next-hop-self", Body: Body{
		From: From{Protocol: []Protocol{ProtocolBGP}, RouteType: RouteExternal},
		Then: Then{NextHop: NextHop{Self: true}},
	}}
}

// own accepts the switch's own subnets, as they are.
func (e *emitter) own(prefixes []Prefix) []Term {
	if len(prefixes) == 0 {
		return nil
	}
	t := Term{Name: "own", Body: Body{From: From{Protocol: []Protocol{ProtocolDirect}}, Then: Then{Action: Accept}}}
	for _, p := range prefixes {
		t.From.RouteFilter = append(t.From.RouteFilter, RouteFilter{Prefix: p, Type: Exact})
	}
	return []Term{t}
}

// addPolicy adds a policy once; groups share some.
func (e *emitter) addPolicy(p PolicyStatement) {
	all := &e.c.PolicyOptions.PolicyStatement
	if !slices.ContainsFunc(*all, func(q PolicyStatement) bool { return q.Name == p.Name }) {
		*all = append(*all, p)
	}
}

// ends are the switch's own end of a session and the other one.
func (e *emitter) ends(s *fabric.Session) (own, other *fabric.End) {
	if s.A.Device == e.s.Name {
		return &s.A, &s.B
	}
	return &s.B, &s.A
}

// ordered returns the sessions of a kind and family by the ports they run over, then
// by address: the order of the design would move statements whenever somebody sorts a
// file.
func (e *emitter) ordered(kind fabric.SessionKind, f fabric.Family) []*fabric.Session {
	place := make(map[string]int, len(e.s.Ports))
	for i := range e.s.Ports {
		place[e.s.Ports[i].Name] = i
	}
	var of []*fabric.Session
	for _, s := range e.sessions {
		if s.Kind == kind && s.Family == f {
			of = append(of, s)
		}
	}
	slices.SortStableFunc(of, func(a, b *fabric.Session) int {
		ownA, otherA := e.ends(a)
		ownB, otherB := e.ends(b)
		return cmp.Or(cmp.Compare(place[ownA.Interface], place[ownB.Interface]), otherA.Address.Compare(otherB.Address))
	})
	return of
}

// termsOf returns the terms of all sessions of a switch.
func termsOf(s *fabric.Switch) []fabric.SessionTerms {
	terms := make([]fabric.SessionTerms, 0, 1+len(s.Groups))
	terms = append(terms, s.Uplink)
	for i := range s.Groups {
		terms = append(terms, s.Groups[i].Terms)
	}
	return terms
}
