package routing

import (
	"net/netip"
	"time"
)

// An ASN is a BGP autonomous system number (RFC 6793). Zero means "not set".
type ASN = uint32

// A Community is a standard community (RFC 1997), the AS in the upper half.
type Community = uint32

// DefaultVRF is the name of the VRF every router has.
const DefaultVRF = "default"

// A Router is one device as its configuration describes it. It is read by the
// simulator and never changed by it; routers may share policies and lists.
type Router struct {
	// Name identifies the router; it is unique in a network.
	Name string
	// VRFs are the routing instances, the default one among them when it is used.
	VRFs []VRF
	// Wiring is what lies below IP; the simulator does not look at it.
	Wiring Wiring
}

// A VRF is one routing instance of a router: its own interfaces, tables and BGP.
type VRF struct {
	// Name is [DefaultVRF] or the VRF's own name.
	Name       string
	Interfaces []Interface
	Static     []Static
	// BGP is nil when no BGP process runs in this VRF.
	BGP *BGP
}

// An Interface is a layer-3 interface.
type Interface struct {
	Name string
	// Addresses are the interface's own, each with the length of its subnet. A
	// loopback has host prefixes.
	Addresses []netip.Prefix
	// Virtual are the gateway addresses that this interface shares with others
	// (HSRP, VRRP, anycast): packets may be sent to them, BGP does not run on them.
	Virtual []netip.Addr
	// Segment names the layer-2 segment the interface is on. Two interfaces with
	// different segments never meet; otherwise those share a link that have an
	// address in each other's subnet.
	Segment string
	// Tag is carried by the direct routes of the interface and can be matched by
	// a policy that redistributes them.
	Tag uint32
	// MTU in bytes, zero when it is not known. The simulator does not look at it.
	MTU int
	// Down takes the interface and its direct routes away.
	Down bool
}

// A Static is a static route.
type Static struct {
	Prefix netip.Prefix
	// Via are the next hops. Empty means that the route discards (Null0,
	// blackhole); it then still makes Prefix present in the table.
	Via []netip.Addr
	// Distance is the administrative distance; zero means 1.
	Distance uint8
	Tag      uint32
}

// A Family is an address family of unicast routes.
type Family uint8

// The families.
const (
	IPv4 Family = iota
	IPv6
)

func (f Family) String() string {
	if f == IPv6 {
		return "IPv6"
	}
	return "IPv4"
}

// FamilyOf returns the family of an address.
func FamilyOf(a netip.Addr) Family {
	if a.Is4() {
		return IPv4
	}
	return IPv6
}

// A BGP is the BGP process of a VRF.
type BGP struct {
	AS ASN
	// RouterID identifies the router in the decision process (RFC 4271 9.1.2.2 f).
	RouterID netip.Addr
	// ClusterID is the route reflection cluster (RFC 4456); when invalid, RouterID.
	ClusterID netip.Addr
	// Distances, zero meaning 20, 200 and 220.
	ExternalDistance, InternalDistance, LocalDistance uint8
	// DefaultLocalPref is given to routes that come without one; zero means 100.
	DefaultLocalPref uint32
	// MultipathRelax lets routes with different AS paths of one length share a
	// prefix (NX-OS "bestpath as-path multipath-relax").
	MultipathRelax bool
	// AlwaysCompareMED compares MED between different neighboring ASes.
	AlwaysCompareMED bool
	// CompareRouterID makes the router ID decide between external routes; without
	// it the older route wins, and the simulator, which knows no age, still uses
	// the router ID so that its answer is one of the possible ones and stable.
	CompareRouterID bool
	// MaxASLength drops routes with a longer AS path; zero means no limit.
	MaxASLength int
	// IPv4 and IPv6 are the process's address families; nil means not enabled.
	IPv4, IPv6 *Unicast
	Neighbors  []Neighbor
}

// Family returns the settings of one address family, or nil.
func (b *BGP) Family(f Family) *Unicast {
	if f == IPv6 {
		return b.IPv6
	}
	return b.IPv4
}

// A Unicast is the process-wide part of an address family.
type Unicast struct {
	// Networks are originated when the router has the very prefix in its table.
	Networks []Network
	// Redistribute are the other protocols' routes that are taken into BGP.
	Redistribute []Redistribute
	Aggregates   []Aggregate
	// MaxPathsEBGP and MaxPathsIBGP bound the next hops of a route learned from
	// another AS and from the own one; zero means 1. MaxPathsMixed, when not
	// zero, bounds a set that mixes both.
	MaxPathsEBGP, MaxPathsIBGP, MaxPathsMixed int
}

// A Network is a prefix that the router originates. What counts as being in its
// table is a direct, local, shared or usable static route, not a BGP route: that
// would be the network's own.
type Network struct {
	Prefix netip.Prefix
	// Policy changes the attributes of the originated route; nil leaves them.
	Policy *Policy
	// Always originates the prefix even when it is not in the table.
	Always bool
}

// A Protocol is where a route in a table comes from.
type Protocol uint8

// The protocols.
const (
	Direct  Protocol = iota // the subnet of an interface
	Local                   // the interface's own address
	Virtual                 // a gateway address shared with others
	StaticRoute
	BGPRoute
	AggregateRoute // an aggregate's own discard route
)

// A Redistribute takes the routes of another protocol into BGP.
type Redistribute struct {
	From Protocol
	// Policy selects and changes them; nil takes all.
	Policy *Policy
}

// An Aggregate is originated while the router has a more specific BGP route, its
// own among them, and discards in the table what no such route takes.
type Aggregate struct {
	Prefix netip.Prefix
	// SummaryOnly keeps the more specific routes from being advertised.
	SummaryOnly bool
}

// A Neighbor is one end of a BGP session, or of many: a dynamic neighbor accepts
// every address of its range and never dials.
type Neighbor struct {
	// Name is what the configuration calls the neighbor, for reports.
	Name string
	// Exactly one of Address and Range is set.
	Address netip.Addr
	Range   netip.Prefix
	// MaxPeers bounds the sessions of a dynamic neighbor; zero means no limit.
	MaxPeers int
	// PeerTimeout is how long a dynamic neighbor remembers a peer whose session
	// went down, and with it the routes it keeps for it; zero when it is not known.
	PeerTimeout time.Duration
	// RemoteAS are the AS numbers that the other end may have.
	RemoteAS []ASRange
	// LocalAS is shown to the other end instead of the process's AS when set.
	LocalAS ASN
	// Source is the address the session is run from. When invalid, it is the
	// router's address on the way to the neighbor.
	Source netip.Addr
	// TTL of an eBGP session's packets; zero means 1, directly connected. iBGP
	// sessions are not bound by it.
	TTL int
	// DisableConnectedCheck lets a TTL 1 session use addresses that are not of
	// one subnet.
	DisableConnectedCheck bool
	// Passive never dials; Shutdown never comes up.
	Passive, Shutdown bool
	// Auth is the TCP MD5 password (RFC 2385), known only by what it is equal to.
	Auth Auth
	// Keepalive and Hold as configured; zero means the implementation's own.
	Keepalive, Hold time.Duration
	// BFD watches the neighbor, when the other end does the same; BFDTimers say how
	// fast.
	BFD       bool
	BFDTimers BFDTimers
	// Restart is what this end announces of its own restarts, and how it takes
	// those of the neighbor.
	Restart Restart
	// GracefulRestart is how long the neighbor's routes are kept when it restarts
	// (RFC 4724); zero means not at all.
	GracefulRestart time.Duration
	// Families that are exchanged in this session. None: nothing is.
	Families []NeighborFamily
}

// An ASRange is a range of AS numbers, both ends included.
type ASRange struct{ First, Last ASN }

// Contains reports whether a is in the range.
func (r ASRange) Contains(a ASN) bool { return r.First <= a && a <= r.Last }

// AnyAS accepts every AS number.
var AnyAS = ASRange{1, 4294967295} //nolint:gochecknoglobals // a constant that Go cannot express

// A NextHopRule says what a router writes into the next hop of what it sends.
type NextHopRule uint8

// The rules.
const (
	// NextHopStandard is RFC 4271 5.1.3: to another AS the own address, unless the
	// next hop is on the subnet shared with the receiver (third party); to the own
	// AS what it was, the own address only for what the router originates.
	NextHopStandard NextHopRule = iota
	// NextHopSelf writes the own address, except into routes reflected from one
	// iBGP neighbor to another.
	NextHopSelf
	// NextHopSelfAll writes it into reflected routes as well.
	NextHopSelfAll
	// NextHopUnchanged leaves it, to another AS too.
	NextHopUnchanged
)

// A NeighborFamily is what a session does in one address family.
type NeighborFamily struct {
	Family Family
	// Import and Export are applied to what is received and sent; nil permits all.
	Import, Export *Policy
	// RouteReflectorClient reflects the neighbor's routes to the other iBGP
	// neighbors and theirs to it (RFC 4456).
	RouteReflectorClient bool
	NextHop              NextHopRule
	// NoThirdParty always writes the own address towards another AS, on a shared
	// subnet as well.
	NoThirdParty bool
	// ThirdPartyFromAfar leaves a third party's next hop also in a session that
	// the sender runs from another subnet's address, such as a loopback's, where
	// the receiver is on the next hop's subnet. RFC 4271 5.1.3 has it of neighbors
	// one hop away; FRR looks at the receiver's address alone.
	ThirdPartyFromAfar bool
	// ASOverride replaces the neighbor's AS by the own one in what is sent.
	ASOverride bool
	// PeerASCheck does not send a route whose path already has the neighbor's AS.
	PeerASCheck bool
	// AllowOwnAS accepts a received path that has the own AS up to that often.
	AllowOwnAS int
	// DefaultOriginate sends a default route, whether the router has one or not.
	// The export policy does not apply to it. DefaultPolicy may change it.
	DefaultOriginate bool
	DefaultPolicy    *Policy
	// SendCommunity sends standard communities; without it they are removed.
	SendCommunity bool
	// RemovePrivateAS removes private AS numbers from what is sent to another AS.
	RemovePrivateAS bool
	// MaxPrefixes is how many prefixes may be received, those that the import
	// policy denies among them; one more tears the session down. Zero means no
	// limit.
	MaxPrefixes int
	// MaxPrefixesWarn only logs instead.
	MaxPrefixesWarn bool
	// Weight is given to received routes; the higher wins before everything else.
	Weight uint16
}
