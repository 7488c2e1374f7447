package nxos

import (
	"fmt"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// The templates of the sessions over routed links.
const (
	templateSpines = "SPINES"
	templateLeaves = "LEAVES"
)

func (e *emitter) bgp() {
	b := &e.c.RouterBGP
	b.AS = e.s.AS
	b.RouterID = e.s.RouterID
	b.LogNeighborChanges = true
	b.BestpathASPathMultipathRelax = e.s.RelaxMultipath
	b.BestpathCompareRouterID = e.s.CompareRouterID
	for _, t := range planned.Terms(e.s) {
		b.GracefulRestartRestartTime = max(b.GracefulRestartRestartTime, seconds(t.GracefulRestart))
		b.MaxASLimit = max(b.MaxASLimit, uint16(t.MaxASLength))
	}
	b.GracefulRestartStalepathTime = stalepath(b.GracefulRestartRestartTime)
	b.TimersPrefixPeerTimeout = e.prefixPeerTimeout()
	for _, f := range e.s.Families {
		af := AddressFamily{
			Family:           unicast(f),
			MaximumPaths:     uint8(e.s.PathsExternal),
			MaximumPathsIBGP: uint8(e.s.PathsInternal),
		}
		for _, p := range e.s.Originates {
			if fabric.FamilyOf(p.Addr()) == f {
				af.Network = append(af.Network, Network{Prefix: p})
			}
		}
		b.AddressFamily = append(b.AddressFamily, af)
		e.linkTemplate(f)
	}
	for i := range e.s.Groups {
		e.group(&e.s.Groups[i])
	}
	e.neighbors()
}

// NX-OS's own graceful restart times in seconds, and the longest time that a
// dynamic neighbor is remembered.
const (
	defaultRestart        = 120
	longestStalepath      = 3600
	longestPrefixPeerTime = 1200
)

// stalepath is how long a restarting neighbor's routes are kept: long enough for
// it to come back and to send them again. Zero is the device's own time.
func stalepath(restart Seconds) Seconds {
	if 2*restart <= defaultStalepath {
		return 0
	}
	return min(2*restart, longestStalepath)
}

// prefixPeerTimeout keeps a dynamic neighbor's peer in mind for as long as it may
// take to restart; the device would forget it, and its routes, before that.
func (e *emitter) prefixPeerTimeout() Number {
	if !slices.ContainsFunc(e.s.Groups, func(g fabric.NodeGroup) bool { return g.Listen }) {
		return Number{}
	}
	restart := Seconds(defaultRestart)
	for i := range e.s.Groups {
		restart = max(restart, seconds(e.s.Groups[i].Terms.GracefulRestart))
	}
	return Some(uint32(min(restart+30, longestPrefixPeerTime)))
}

// prefixLimit tears a session down that brings too many prefixes, and tries
// again: one leak is not to cut a node off until somebody clears it.
func prefixLimit(limit int) MaximumPrefix {
	if limit == 0 {
		return MaximumPrefix{}
	}
	return MaximumPrefix{Limit: uint32(limit), Restart: 5}
}

// linkTemplate holds what all sessions over routed links of a family share.
func (e *emitter) linkTemplate(f fabric.Family) {
	t := TemplatePeer{Name: e.linkTemplateName(f), PeerSession: session(e.s.Uplink)}
	t.BFD = e.s.Uplink.BFD.On()
	if e.s.Role == fabric.RoleLeaf && len(e.plan.Spines) > 0 {
		t.RemoteAS = e.plan.Spines[0].AS
	}
	t.AddressFamily = []NeighborAF{{Family: unicast(f), PeerPolicy: PeerPolicy{
		SendCommunity: e.communities,
		MaximumPrefix: prefixLimit(e.s.Uplink.MaxPrefixes),
	}}}
	e.c.RouterBGP.TemplatePeer = append(e.c.RouterBGP.TemplatePeer, t)
}

func (e *emitter) linkTemplateName(f fabric.Family) string {
	name := templateSpines
	if e.s.Role == fabric.RoleSpine {
		name = templateLeaves
	}
	if f == fabric.IPv6 {
		name += "-6"
	}
	return name
}

// neighbors writes one neighbor for every session with a single other end; the
// dynamic neighbors are written by their groups.
func (e *emitter) neighbors() {
	b := &e.c.RouterBGP
	static := 0
	for _, s := range e.sessions {
		if !e.dynamic(s) {
			static++
		}
	}
	b.Neighbor = slices.Grow(b.Neighbor, static)
	for _, s := range planned.Ordered(e.s, e.sessions) {
		if e.dynamic(s) {
			continue
		}
		own, other := s.A, s.B
		if own.Device != e.s.Name {
			own, other = other, own
		}
		n := Neighbor{Address: other.Address}
		n.Description = atMost(80, other.Device)
		switch s.Kind {
		case fabric.SessionLink:
			n.InheritPeer = e.linkTemplateName(s.Family)
			if e.s.Role == fabric.RoleSpine {
				n.RemoteAS = other.AS
			}
		case fabric.SessionPair:
			n.RemoteAS = other.AS
			n.PeerSession = e.pairSession(n.PeerSession)
			n.AddressFamily = []NeighborAF{{Family: unicast(s.Family), PeerPolicy: PeerPolicy{
				// The peer does not know the links to the spines.
				NextHopSelf:   true,
				SendCommunity: e.communities,
			}}}
		case fabric.SessionNode:
			g := &e.s.Groups[s.Group]
			n.InheritPeer = groupName(g)
			if len(g.RemoteAS) > 1 {
				n.RemoteAS = other.AS
			}
		}
		b.Neighbor = append(b.Neighbor, n)
	}
}

// dynamic reports whether the other end of a session dials in to a dynamic
// neighbor.
func (e *emitter) dynamic(s *fabric.Session) bool {
	return s.Kind == fabric.SessionNode && e.s.Groups[s.Group].Listen
}

// pairSession runs over the backup VLAN on the terms of the links to the spines.
func (e *emitter) pairSession(s PeerSession) PeerSession {
	description, as := s.Description, s.RemoteAS
	s = session(e.s.Uplink)
	s.Description, s.RemoteAS = description, as
	s.UpdateSource = vlanInterface(e.s.Backup.VLAN)
	return s
}

// session translates the terms that stand outside the address families.
func session(t fabric.SessionTerms) PeerSession {
	var s PeerSession
	if t.Hold != 0 {
		s.Timers = Timers{Keepalive: seconds(t.Keepalive), Hold: seconds(t.Hold)}
	}
	if t.Password.IsSet() {
		s.Password = Password{Text: t.Password}
	}
	return s
}

func seconds(d time.Duration) Seconds { return Seconds(d / time.Second) }

// processWide refuses terms that differ between sessions although the process
// has but one.
func processWide(s *fabric.Switch) fabric.Problems {
	var problems fabric.Problems
	terms := planned.Terms(s)
	restart := s.Uplink.GracefulRestart
	for _, t := range terms[1:] {
		if t.MaxASLength != terms[0].MaxASLength {
			problems = append(problems, fabric.Problem{
				Code:  CodeProcessWide,
				Field: s.Name + ": session.maxASLength",
				Detail: fmt.Sprintf("the sessions to spines and nodes want %d and %d (0 is none), and maxas-limit bounds all of a BGP process",
					terms[0].MaxASLength, t.MaxASLength),
				Fix:    "set the same maxASLength in fabric.ipFabric.session and in every cluster's session",
				Source: "NX-OS: maxas-limit is a command of router bgp",
			})
		}
		if t.GracefulRestart != 0 && restart != 0 && t.GracefulRestart != restart {
			problems = append(problems, fabric.Problem{
				Code:  CodeProcessWide,
				Field: s.Name + ": session.gracefulRestart",
				Detail: fmt.Sprintf("sessions of the switch want %v and %v, and restart-time is that of a BGP process",
					restart, t.GracefulRestart),
				Fix:    "set the same gracefulRestart in fabric.ipFabric.session and in every cluster's session",
				Source: "NX-OS: graceful-restart restart-time is a command of router bgp",
			})
		}
		restart = max(restart, t.GracefulRestart)
	}
	return problems
}
