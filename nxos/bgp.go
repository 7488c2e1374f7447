package nxos

import "github.com/podfabric/podfabric/fabric"

// A RouterBGP is `router bgp`. The zero value means that there is none.
type RouterBGP struct {
	AS fabric.ASN
	// Instance is what the process and each of its VRFs have; here, of the default
	// VRF.
	Instance
	// FastExternalFallover and EnforceFirstAS are on unless written No.
	FastExternalFallover Switch
	EnforceFirstAS       Switch
	Shutdown             bool
	TemplatePeer         []TemplatePeer
	TemplatePeerSession  []TemplatePeerSession
	TemplatePeerPolicy   []TemplatePeerPolicy
	VRF                  []BGPVRF
}

// A BGPVRF is `vrf X` inside `router bgp`. Templates are those of the process.
type BGPVRF struct {
	Name string
	// LocalAS is used instead of the process's AS; zero means not set.
	LocalAS fabric.ASN
	Instance
}

// An Instance is BGP in one VRF.
type Instance struct {
	RouterID Addr
	// ClusterID of route reflection as an address; invalid means RouterID.
	ClusterID Addr
	Timers    Timers
	// TimersPrefixPeerTimeout and TimersPrefixPeerWait are 0 to 1200 seconds.
	TimersPrefixPeerTimeout Number
	TimersPrefixPeerWait    Number
	TimersBestpathLimit     Seconds
	// GracefulRestart is on unless written No. GracefulRestartHelper only helps
	// others.
	GracefulRestart              Switch
	GracefulRestartRestartTime   Seconds
	GracefulRestartStalepathTime Seconds
	GracefulRestartHelper        bool
	LogNeighborChanges           bool
	// BestpathASPathMultipathRelax lets routes with different AS paths of one
	// length share a prefix.
	BestpathASPathMultipathRelax bool
	BestpathAlwaysCompareMED     bool
	BestpathCompareRouterID      bool
	// MaxASLimit drops routes with a longer AS path, 1 to 512. Zero means not set.
	MaxASLimit uint16
	// ReconnectInterval is 1 to 60 seconds. Zero means not set (60).
	ReconnectInterval Seconds
	// AddressFamily: a family is active only where it is written.
	AddressFamily []AddressFamily
	Neighbor      []Neighbor
}

// Timers are `timers KEEPALIVE HOLD`. They are set when Hold is not zero.
type Timers struct {
	// Keepalive is 0 to 3600 seconds, zero sends none; Hold is 3 to 3600.
	Keepalive, Hold Seconds
}

// A Family is the name of a unicast address family. The zero value is IPv4.
type Family uint8

// The families.
const (
	IPv4Unicast Family = iota
	IPv6Unicast
)

// An AddressFamily is `address-family F unicast` of an Instance.
type AddressFamily struct {
	Family Family
	// Network originates the prefixes that are in the table.
	Network []Network
	// Redistribute wants a route-map always.
	Redistribute []Redistribute
	Aggregate    []AggregateAddress
	// MaximumPaths and its siblings are 1 to 64; zero means not set (1). Mixed
	// excludes the plain, IBGP and local ones.
	MaximumPaths      uint8
	MaximumPathsIBGP  uint8
	MaximumPathsEIBGP uint8
	MaximumPathsMixed uint8
	MaximumPathsLocal uint8
	// DefaultInformationOriginate allows a redistributed default route.
	DefaultInformationOriginate bool
	// Distance is the administrative distance; zero means not set (20 200 220).
	Distance Distance
	// NextHopRouteMap selects the routes that may resolve a next hop.
	NextHopRouteMap string
	// TableMap filters or marks what enters the routing table.
	TableMap       string
	TableMapFilter bool
}

// A Distance is `distance EBGP IBGP LOCAL`, each 1 to 255.
type Distance struct{ EBGP, IBGP, Local uint8 }

// A Network is `network P [route-map R]`.
type Network struct {
	Prefix   Prefix
	RouteMap string
}

// A Redistribute is `redistribute PROTOCOL [TAG] route-map R`.
type Redistribute struct {
	Protocol RedistributeProtocol
	// Tag names the process of the protocols that have several.
	Tag      string
	RouteMap string
}

// A RedistributeProtocol is the source of redistributed routes.
type RedistributeProtocol uint8

// The protocols.
const (
	RedistributeDirect RedistributeProtocol = iota
	RedistributeStatic
	RedistributeOSPF
	RedistributeOSPFv3
	RedistributeISIS
	RedistributeEIGRP
	RedistributeRIP
)

// An AggregateAddress is `aggregate-address P`.
type AggregateAddress struct {
	Prefix Prefix
	// ASSet gathers the AS numbers of the more specific routes; SummaryOnly keeps
	// those from being advertised.
	ASSet, SummaryOnly bool
	AttributeMap       string
}
