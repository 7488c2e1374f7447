package frr

import "github.com/podfabric/podfabric/fabric"

// A PeerGroup is `neighbor NAME peer-group`: lines that members inherit, and what
// the neighbors of a [ListenRange] are made of.
type PeerGroup struct {
	// Name is one word that is not an address.
	Name string
	PeerSession
}

// A Neighbor is one `neighbor ADDRESS`. One over an interface without addresses
// (`neighbor swp1 interface`) has no field.
type Neighbor struct {
	Address Addr
	// PeerGroup names the group; the neighbor's own lines win.
	PeerGroup string
	PeerSession
}

// A PeerSession are the lines of a neighbor or group outside its address families.
type PeerSession struct {
	// RemoteAS is zero when the group says it.
	RemoteAS    RemoteAS
	LocalAS     LocalAS
	Description string
	Shutdown    bool
	BFD         bool
	// BFDProfile names a profile of the `bfd` block.
	BFDProfile string
	// Password is one word; FRR stores it in clear text.
	Password fabric.Secret
	Passive  bool
	// EBGPMultihop is the TTL of an eBGP session, 2 to 255. Zero means not set (1).
	// FRR drops it for a neighbor of its own AS.
	EBGPMultihop uint8
	// DisableConnectedCheck lets a session with TTL 1 run to a loopback.
	DisableConnectedCheck bool
	// EnforceFirstAS wants a received path to begin with the neighbor's AS. It is on
	// since 10.
	EnforceFirstAS Switch
	// UpdateSource is an interface or an address.
	UpdateSource string
	// AdvertisementInterval is the least time between two updates, 0 to 600
	// seconds. Not set means 0 s in the datacenter profile and to the own AS, and
	// 0 s to others as well since 7.
	AdvertisementInterval Number
	Timers                Timers
	// TimersConnect is the wait before the next try, 1 to 65535 seconds. Zero means
	// not set: 10 s in the datacenter profile, 120 s otherwise.
	TimersConnect Seconds
	// GracefulRestart overrides the process's.
	GracefulRestart NeighborGracefulRestart
	// SenderASPathLoopDetection does not send a route whose path has the
	// neighbor's AS.
	SenderASPathLoopDetection bool
}

// A RemoteAS is `remote-as N|internal|external`. The zero value is not set.
type RemoteAS struct {
	AS fabric.ASN
	// Internal is the own AS, External every other one.
	Internal, External bool
}

// A LocalAS is `local-as N [no-prepend [replace-as]]`. Zero means not set.
type LocalAS struct {
	AS                   fabric.ASN
	NoPrepend, ReplaceAS bool
}

// A NeighborGracefulRestart is what a neighbor does in graceful restart, apart
// from the process. The zero value is what the process says.
type NeighborGracefulRestart uint8

// The modes.
const (
	NeighborGracefulRestartOn NeighborGracefulRestart = iota + 1
	NeighborGracefulRestartHelper
	NeighborGracefulRestartDisable
)

// A NeighborAF are the lines of a neighbor or peer-group in an address family.
type NeighborAF struct {
	// Neighbor is the address or the group's name, as in [RouterBGP].
	Neighbor string
	PeerPolicy
}

// A PeerPolicy is what a neighbor does in an address family.
type PeerPolicy struct {
	// Activate: unset is on in IPv4 unless [RouterBGP.DefaultIPv4Unicast] is No,
	// and on where the neighbor's group is active.
	Activate Switch
	// RouteReflectorClient reflects the neighbor's routes (RFC 4456).
	RouteReflectorClient bool
	// NextHopSelf changes what was learned by eBGP only, NextHopSelfForce reflected
	// routes as well.
	NextHopSelf      bool
	NextHopSelfForce bool
	RemovePrivateAS  RemovePrivateAS
	// ASOverride writes the own AS over the neighbor's in what is sent.
	ASOverride bool
	// NoSendCommunity, NoSendCommunityExtended and NoSendCommunityLarge remove
	// communities from what is sent: FRR sends them all unless told otherwise.
	NoSendCommunity         bool
	NoSendCommunityExtended bool
	NoSendCommunityLarge    bool
	// DefaultOriginate sends a default route, whether there is one or not.
	DefaultOriginate           bool
	DefaultOriginateRouteMap   string
	SoftReconfigurationInbound bool
	MaximumPrefix              MaximumPrefix
	// AllowASIn accepts the own AS in received paths that often, 1 to 10; zero
	// means not set. `allowas-in` alone is 3.
	AllowASIn uint8
	// Weight is given to received routes, 0 to 65535.
	Weight Number
	// The filters of each direction, by name. FilterList names as-path access
	// lists.
	PrefixListIn, PrefixListOut string
	FilterListIn, FilterListOut string
	RouteMapIn, RouteMapOut     string
	// AttributeUnchangedNextHop leaves the next hop of what is sent.
	AttributeUnchangedNextHop bool
}

// A RemovePrivateAS says what happens to private AS numbers in what is sent. The
// zero value leaves them.
type RemovePrivateAS uint8

// The variants of `remove-private-AS`.
const (
	RemovePrivateASPlain RemovePrivateAS = iota + 1
	RemovePrivateASAll
	RemovePrivateASReplace
	RemovePrivateASAllReplace
)

// A MaximumPrefix is `maximum-prefix N [PERCENT] [restart MINUTES |
// warning-only] [force]`. The zero value means not set.
type MaximumPrefix struct {
	// Limit is 1 to 4294967295.
	Limit uint32
	// Threshold is the percentage that warns, 1 to 100. Zero means not set (75).
	Threshold uint8
	// Restart is the wait before the session is tried again, 1 to 65535 minutes.
	// Zero means not set.
	Restart     uint16
	WarningOnly bool
	// Force counts the routes that the filters deny as well; without it only those
	// that passed count.
	Force bool
}
