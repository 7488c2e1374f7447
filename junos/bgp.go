package junos

import "github.com/podfabric/podfabric/fabric"

// A BGP is `protocols bgp`. The zero value means that there is none.
type BGP struct {
	// Disable stops it.
	Disable       bool
	PathSelection PathSelection
	// PrecisionTimers sends keepalives from a thread of their own; Juniper recommends
	// it below a hold time of 20 seconds.
	PrecisionTimers bool
	Peering
	Group []Group
}

// PathSelection is how the best of several paths is chosen.
type PathSelection struct {
	// ExternalRouterID lets the router ID decide between external paths, and not
	// their age.
	ExternalRouterID bool
	// AlwaysCompareMED compares MED between different neighboring ASes.
	AlwaysCompareMED bool
}

// A Group is peers that share their statements.
type Group struct {
	Name string
	// Type is required: external or internal.
	Type GroupType
	Peering
	// Allow are the subnets whose hosts may dial in. A group with them has no
	// authentication of its own (Juniper: "You cannot define a BGP group with dynamic
	// peers with authentication enabled").
	Allow []Prefix
	// DynamicNeighbor allows subnets too, each with an authentication of its own.
	DynamicNeighbor []DynamicNeighbor
	// PeerASList names the AS list of those who dial in.
	PeerASList string
	Neighbor   []Neighbor
}

// A GroupType is external or internal. The zero value means not set.
type GroupType uint8

// The types.
const (
	External GroupType = iota + 1
	Internal
)

// A DynamicNeighbor is `dynamic-neighbor NAME` of a group.
type DynamicNeighbor struct {
	Name  string
	Allow []Prefix
	// PeerLimit bounds those who dial in, 0 to 2048; not set means no bound.
	PeerLimit         Number
	AuthenticationKey fabric.Secret
}

// A Neighbor is `neighbor ADDRESS` of a group.
type Neighbor struct {
	Address Addr
	Peering
}

// A Peering is what BGP as a whole, a group and a neighbor may all say; the
// innermost statement holds.
type Peering struct {
	// Description is at most 255 characters.
	Description string
	Multihop    Multihop
	// Preference of the routes in the table, the lower wins; not set means 170.
	Preference Number
	// LocalPreference of the routes; not set means 100.
	LocalPreference Number
	// LocalAddress is what the session is run from.
	LocalAddress Addr
	// HoldTime in seconds, 0 or 3 to 65535; not set means 90. Keepalives are sent
	// every third of it.
	HoldTime Number
	Passive  bool
	// AdvertisePeerAS sends a peer what was learned from another one of its AS.
	AdvertisePeerAS, NoAdvertisePeerAS bool
	LogUpdown                          bool
	// Import and Export are chains of policies, asked one after the other. What none
	// of them decides is accepted when BGP learned it, and otherwise not sent.
	Import []string
	Inet   Unicast
	Inet6  Unicast
	// AuthenticationKey is the TCP MD5 password, 1 to 126 characters: as it is, or as
	// the device stores it ("$9$..."). Only the text reveals it.
	AuthenticationKey fabric.Secret
	Export            []string
	// RemovePrivate removes private AS numbers from what is sent.
	RemovePrivate bool
	// Cluster makes the peers clients of a route reflector.
	Cluster Addr
	PeerAS  fabric.ASN
	LocalAS LocalAS
	// UnconfiguredPeerGracefulRestart keeps the routes of a peer that dialed in and
	// restarts.
	UnconfiguredPeerGracefulRestart bool
	GracefulRestart                 GracefulRestart
	Multipath                       Multipath
	BFD                             BFD
	// ASOverride replaces the peer's AS by the own one in what is sent.
	ASOverride bool
	// Shutdown keeps the session down.
	Shutdown bool
}

// Multihop is `multihop`: an eBGP session over several hops.
type Multihop struct {
	On bool
	// TTL is 1 to 255; zero means not set (64).
	TTL uint8
	// NoNextHopChange leaves the next hop towards another AS.
	NoNextHopChange bool
}

// A Unicast is `family inet unicast` or `family inet6 unicast`. The first level
// that says any family says all of them.
type Unicast struct {
	On          bool
	PrefixLimit PrefixLimit
	// AcceptedPrefixLimit counts what the import policy accepts.
	AcceptedPrefixLimit PrefixLimit
	// Loops is how often the own AS in a path makes the path a loop, 1 to 10; zero
	// means not set (1).
	Loops uint8
}

// A PrefixLimit bounds what a peer may send. The zero value means no bound.
type PrefixLimit struct {
	// Maximum is 1 to 4294967295.
	Maximum uint32
	// Teardown ends the session; without it the device only logs.
	Teardown Teardown
}

// A Teardown is `teardown [PERCENT] [idle-timeout (MINUTES|forever)]`.
type Teardown struct {
	On bool
	// Percent of the maximum at which the device begins to warn; zero means not set.
	Percent uint8
	// IdleTimeout is 1 to 2400 minutes until the session is tried again; zero means
	// not set (at once).
	IdleTimeout uint16
	Forever     bool
}

// A LocalAS is `local-as`: the AS that is shown to a peer instead of the switch's.
type LocalAS struct {
	AS fabric.ASN
	// Loops as in [AutonomousSystem].
	Loops uint8
	// Private hides it in what is passed on, Alias takes it for the switch's own,
	// NoPrependGlobalAS leaves the switch's own out of the path.
	Private, Alias, NoPrependGlobalAS bool
}

// A GracefulRestart is `graceful-restart` of BGP. Without it the switch helps peers
// that restart, and restarts itself when the routing options say so.
type GracefulRestart struct {
	On bool
	// Disable neither restarts nor helps.
	Disable bool
	// RestartTime and StaleRoutesTime are 1 to 1800 seconds (600 before 23.4); zero
	// means not set (120, 300).
	RestartTime, StaleRoutesTime uint16
	// ReceiverDisable is `long-lived receiver disable`: the switch does not help in
	// long-lived graceful restart, and does not say that it would.
	ReceiverDisable bool
}

// A Multipath is `multipath`: equal paths share a route.
type Multipath struct {
	On      bool
	Disable bool
	// MultipleAS also lets paths from different neighboring ASes do so.
	MultipleAS bool
}

// A BFD is `bfd-liveness-detection`. The zero value is off.
type BFD struct {
	// MinimumInterval of transmission and reception is 1 to 255000 milliseconds;
	// MinimumReceiveInterval and TransmitInterval are for one of them.
	MinimumInterval, MinimumReceiveInterval, TransmitInterval uint32
	// Multiplier is how many packets may be missed; zero means not set (3).
	Multiplier uint8
}

// IsSet reports whether BFD runs.
func (b BFD) IsSet() bool {
	return b.MinimumInterval != 0 || b.MinimumReceiveInterval != 0 && b.TransmitInterval != 0
}
