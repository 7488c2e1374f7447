package routing

import (
	"net/netip"
	"time"
)

// A SessionState says whether a session end is up, or the first thing that keeps
// it down.
type SessionState uint8

// The states, in the order in which they are looked for.
const (
	// Up: routes are exchanged.
	Up SessionState = iota
	// Listening: a dynamic neighbor that nobody has dialed.
	Listening
	// AdminDown: this end is shut down.
	AdminDown
	// PeerAdminDown: the other end is shut down.
	PeerAdminDown
	// NoSource: the configured source address is not the router's own, or there
	// is none on the way to the neighbor.
	NoSource
	// NoPeer: no router has the neighbor's address where this end would send to.
	NoPeer
	// VirtualAddress: the address is only a gateway address shared by routers.
	VirtualAddress
	// AmbiguousPeer: several routers have the address and the way leads to more
	// than one of them.
	AmbiguousPeer
	// NotConfigured: the router that has the address has no neighbor for ours.
	NotConfigured
	// AlreadyConnected: another session between the two ends took the place.
	AlreadyConnected
	// SourceMismatch: an end runs its session from another address than the one
	// the other end expects.
	SourceMismatch
	// NobodyDials: both ends wait for the other one.
	NobodyDials
	// NotConnected: an eBGP session with TTL 1 to an address that is not on a
	// subnet shared with the router (RFC 4271 5.1.3, "one IP hop away").
	NotConnected
	// Unreachable: an end has no route to the other's address.
	Unreachable
	// AuthMismatch: the TCP MD5 passwords differ (RFC 2385).
	AuthMismatch
	// WrongAS: an end has another AS than the other expects (RFC 4271 6.2).
	WrongAS
	// BadRouterID: an end has no router ID, or two routers of one AS have the
	// same (RFC 6286).
	BadRouterID
	// NoCommonFamily: the ends exchange no address family in common.
	NoCommonFamily
	// TooManyPeers: the dynamic neighbor has as many sessions as it may.
	TooManyPeers
	// TooManyPrefixes: an end received more prefixes than it allows.
	TooManyPrefixes
	// Unstable: the session's own routes take the way to the other end away, so
	// that it comes up and goes down forever.
	Unstable
)

var sessionStates = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	Up: "up", Listening: "listening", AdminDown: "shut down", PeerAdminDown: "the other end is shut down",
	NoSource: "no source address", NoPeer: "no router has the address", VirtualAddress: "the address is a shared gateway address",
	AmbiguousPeer: "several routers have the address", NotConfigured: "the other end has no such neighbor",
	AlreadyConnected: "the other end is connected already", SourceMismatch: "source address not the expected one",
	NobodyDials: "both ends wait", NotConnected: "not on a shared subnet", Unreachable: "no route to the address",
	AuthMismatch: "passwords differ", WrongAS: "unexpected AS", BadRouterID: "bad router ID",
	NoCommonFamily: "no address family in common", TooManyPeers: "too many dynamic peers",
	TooManyPrefixes: "too many prefixes", Unstable: "unstable",
}

func (s SessionState) String() string {
	if int(s) < len(sessionStates) {
		return sessionStates[s]
	}
	return "unknown"
}

// The timers of a session end that configures none (RFC 4271 10 suggests 90 and
// 30; NX-OS and FRR use these).
const (
	DefaultHold      = 180 * time.Second
	DefaultKeepalive = 60 * time.Second
)

// A Session is one end of a BGP session as its router sees it. A session that is
// up has two of them.
type Session struct {
	// Router and VRF have this end; Neighbor is its index in the VRF's
	// BGP.Neighbors and Name what the configuration calls it.
	Router, VRF string
	Neighbor    int
	Name        string
	// Local and Remote are the addresses the session runs between; Local is
	// invalid while it is unknown, both are in a dynamic neighbor that listens.
	Local, Remote netip.Addr
	// Peer and PeerVRF have the other end, "" when none was found, and
	// PeerNeighbor is its index there, -1 when none was found.
	Peer, PeerVRF string
	PeerNeighbor  int
	// LocalAS is the AS this end shows, RemoteAS the one the other end shows;
	// zero when there is no other end.
	LocalAS, RemoteAS ASN
	// State is the same at both ends, but for the shutdown of one of them.
	State SessionState
	// Detail names the values behind the state, "" when it is up.
	Detail string
	// Hold and Keepalive are the negotiated times (RFC 4271 4.2): the lower of
	// the two hold times, and the own keepalive bounded by a third of it. Zero
	// when there is no other end.
	Hold, Keepalive time.Duration
	// Families that both ends exchange.
	Families []Family
}

// Internal reports whether both ends are of one AS.
func (s Session) Internal() bool { return s.LocalAS == s.RemoteAS }
