package nxos

import "github.com/podfabric/podfabric/fabric"

// A Neighbor is one `neighbor` of BGP: a host, or a whole subnet whose hosts dial
// in.
type Neighbor struct {
	// Exactly one of Address and Prefix is set.
	Address Addr
	Prefix  Prefix
	// RemoteASRouteMap is `neighbor P remote-as route-map R`: R's `match
	// as-number` says which AS numbers may dial in. It excludes RemoteAS.
	RemoteASRouteMap string
	// InheritPeer names a TemplatePeer; the neighbor's own lines win.
	InheritPeer string
	PeerSession
	// AddressFamily: a family is active only where it is written, here or in the
	// template. One without further lines is legal.
	AddressFamily []NeighborAF
}

// A TemplatePeer is `template peer`: lines that neighbors inherit.
type TemplatePeer struct {
	// Name is one word of at most 63 characters.
	Name string
	PeerSession
	AddressFamily []NeighborAF
}

// A TemplatePeerSession is `template peer-session`.
type TemplatePeerSession struct {
	Name string
	PeerSession
}

// A TemplatePeerPolicy is `template peer-policy`.
type TemplatePeerPolicy struct {
	Name string
	PeerPolicy
}

// A NeighborAF is `address-family F unicast` of a neighbor or template.
type NeighborAF struct {
	Family Family
	PeerPolicy
}

// A PeerSession is what `template peer-session` may hold: the lines of a
// neighbor outside its address families.
type PeerSession struct {
	// InheritPeerSession names a TemplatePeerSession.
	InheritPeerSession string
	BFD                bool
	BFDMultihop        bool
	// RemoteAS is zero when the template or RemoteASRouteMap says it.
	RemoteAS fabric.ASN
	LocalAS  LocalAS
	// Description is at most 80 characters.
	Description string
	Password    Password
	// UpdateSource is the interface whose address the session is run from.
	UpdateSource string
	// EBGPMultihop is the TTL of an eBGP session, 2 to 255. Zero means not set (1).
	EBGPMultihop uint8
	// DisableConnectedCheck lets a session with TTL 1 run to a loopback.
	DisableConnectedCheck bool
	// TransportConnectionModePassive never dials.
	TransportConnectionModePassive bool
	RemovePrivateAS                RemovePrivateAS
	Timers                         Timers
	// MaximumPeers bounds the sessions of a prefix neighbor, 1 to 1000. Zero means
	// not set.
	MaximumPeers uint16
	Shutdown     bool
}

// A LocalAS is `local-as N [no-prepend [replace-as]]`. Zero means not set.
type LocalAS struct {
	AS                   fabric.ASN
	NoPrepend, ReplaceAS bool
}

// A RemovePrivateAS says what happens to private AS numbers in what is sent. The
// zero value leaves them.
type RemovePrivateAS uint8

// The variants of `remove-private-as`.
const (
	RemovePrivateASPlain RemovePrivateAS = iota + 1
	RemovePrivateASAll
	RemovePrivateASReplace
)

// A PeerPolicy is what `template peer-policy` may hold: the lines of a neighbor's
// address family.
type PeerPolicy struct {
	InheritPeerPolicy []InheritPeerPolicy
	// SendCommunity and SendCommunityExtended: without them communities are
	// removed from what is sent.
	SendCommunity         bool
	SendCommunityExtended bool
	// RouteReflectorClient reflects the neighbor's routes (RFC 4456).
	RouteReflectorClient bool
	// NextHopSelf changes what was learned by eBGP only, NextHopSelfAll reflected
	// routes as well.
	NextHopSelf    bool
	NextHopSelfAll bool
	// NoNextHopThirdParty always writes the own address towards another AS.
	NoNextHopThirdParty bool
	// ASOverride writes the own AS over the neighbor's in what is sent.
	ASOverride bool
	// DisablePeerASCheck sends the neighbor routes that carry its own AS.
	DisablePeerASCheck bool
	// AllowASIn accepts the own AS in received paths that often, 1 to 10; zero
	// means not set. `allowas-in` alone is 3.
	AllowASIn uint8
	// DefaultOriginate sends a default route, whether there is one or not.
	DefaultOriginate         bool
	DefaultOriginateRouteMap string
	// The filters of each direction, by name. FilterList names `ip as-path
	// access-list`s, which the model does not hold.
	PrefixListIn, PrefixListOut string
	FilterListIn, FilterListOut string
	RouteMapIn, RouteMapOut     string
	MaximumPrefix               MaximumPrefix
	SoftReconfigurationInbound  SoftReconfiguration
	// Weight is given to received routes, 0 to 65535.
	Weight Number
}

// An InheritPeerPolicy is `inherit peer-policy T SEQ`; the lower Seq wins.
type InheritPeerPolicy struct {
	Template string
	// Seq is 1 to 65535.
	Seq uint16
}

// A MaximumPrefix is `maximum-prefix N [PERCENT] [restart MINUTES |
// warning-only]`. The zero value means not set.
type MaximumPrefix struct {
	// Limit is 1 to 4294967295.
	Limit uint32
	// Threshold is the percentage that warns, 1 to 100. Zero means not set (75).
	Threshold uint8
	// Restart is the wait before the session is tried again, 1 to 65535 minutes.
	// Zero means not set.
	Restart     uint16
	WarningOnly bool
}

// A SoftReconfiguration is `soft-reconfiguration inbound [always]`. The zero
// value means not set.
type SoftReconfiguration uint8

// The variants.
const (
	SoftReconfigurationInbound SoftReconfiguration = iota + 1
	SoftReconfigurationInboundAlways
)
