package frr

import "github.com/podfabric/podfabric/fabric"

// A RouterBGP is `router bgp` of the default VRF. The zero value means that there
// is none.
type RouterBGP struct {
	AS fabric.ASN
	// RouterID, when invalid, is the highest address of the loopback, or of any
	// interface.
	RouterID Addr
	// LogNeighborChanges is on in the datacenter profile.
	LogNeighborChanges Switch
	AlwaysCompareMED   bool
	// EBGPRequiresPolicy, on in the traditional profile, neither takes from nor
	// sends to another AS anything without a route-map (RFC 8212).
	EBGPRequiresPolicy Switch
	// SuppressDuplicates is on since 7.6.
	SuppressDuplicates Switch
	// DefaultIPv4Unicast, on unless written No, activates every neighbor in the
	// IPv4 address family.
	DefaultIPv4Unicast Switch
	// DefaultLocalPreference; not set means 100.
	DefaultLocalPreference Number
	// ClusterID of route reflection; invalid means RouterID.
	ClusterID Addr
	// DeterministicMED is on in the datacenter profile.
	DeterministicMED Switch
	// GracefulRestart keeps the own forwarding over a restart and helps others.
	// Without it, and unless GracefulRestartDisable is set, FRR helps others only.
	GracefulRestart                bool
	GracefulRestartDisable         bool
	GracefulRestartPreserveFWState bool
	// GracefulRestartRestartTime is announced to the neighbors, 0 to 4095 seconds;
	// not set means 120. FRR announces it as a helper as well.
	GracefulRestartRestartTime Number
	// GracefulRestartStalepathTime is 1 to 4095 seconds; zero means not set (360).
	GracefulRestartStalepathTime Seconds
	// FastExternalFailover, on unless written No, drops a session with the link it
	// runs over.
	FastExternalFailover Switch
	// BestpathASPathMultipathRelax lets routes with different AS paths of one
	// length share a prefix.
	BestpathASPathMultipathRelax bool
	BestpathCompareRouterID      bool
	// NetworkImportCheck, on unless written No, announces a `network` only while
	// the prefix is in the table.
	NetworkImportCheck Switch
	// Timers of the neighbors that have none; zero means the profile's.
	Timers Timers
	// PeerGroup come before the neighbors that are members.
	PeerGroup []PeerGroup
	Neighbor  []Neighbor
	// ListenLimit bounds the dynamic neighbors of the process, 1 to 65535; zero
	// means not set (100).
	ListenLimit uint16
	ListenRange []ListenRange
	// AddressFamily are the unicast families; others have no field.
	AddressFamily []AddressFamily
}

// A ListenRange is `bgp listen range P peer-group G`: hosts of P that dial in
// become neighbors on the terms of G.
type ListenRange struct {
	Prefix    Prefix
	PeerGroup string
}

// A Family is the name of a unicast address family. The zero value is IPv4.
type Family uint8

// The families.
const (
	IPv4Unicast Family = iota
	IPv6Unicast
)

// An AddressFamily is `address-family F unicast`.
type AddressFamily struct {
	Family       Family
	Network      []Network
	Aggregate    []AggregateAddress
	Redistribute []Redistribute
	// Neighbor are the lines of neighbors and peer-groups in this family.
	Neighbor []NeighborAF
	// MaximumPaths and MaximumPathsIBGP are 1 to 256; zero means not set, which is
	// what FRR was built with: 256 in Debian's and the project's own packages.
	MaximumPaths     uint16
	MaximumPathsIBGP uint16
	// Distance is the administrative distance; zero means not set (20 200 200).
	Distance Distance
}

// A Distance is `distance bgp EBGP IBGP LOCAL`, each 1 to 255.
type Distance struct{ EBGP, IBGP, Local uint8 }

// A Network is `network P [route-map R]`.
type Network struct {
	Prefix   Prefix
	RouteMap string
}

// A Redistribute is `redistribute PROTOCOL [route-map R]`.
type Redistribute struct {
	Protocol RedistributeProtocol
	RouteMap string
}

// A RedistributeProtocol is the source of redistributed routes. Those of other
// routing protocols have no field.
type RedistributeProtocol uint8

// The protocols.
const (
	RedistributeConnected RedistributeProtocol = iota
	RedistributeStatic
	RedistributeKernel
)

// An AggregateAddress is `aggregate-address P`.
type AggregateAddress struct {
	Prefix Prefix
	// ASSet gathers the AS numbers of the more specific routes; SummaryOnly keeps
	// those from being advertised.
	ASSet, SummaryOnly bool
	RouteMap           string
}
