package nxos

import "github.com/podfabric/podfabric/fabric"

// A RouteMap is a `route-map`: the first entry whose every match holds decides,
// and what none matches is denied.
type RouteMap struct {
	// Name is one word of at most 63 characters.
	Name    string
	Entries []RouteMapEntry
}

// A RouteMapEntry is one numbered block of a route-map. The entries are
// evaluated in the order of Seq, and Text wants them in that order.
type RouteMapEntry struct {
	Action Action
	// Seq is 0 to 65535.
	Seq uint16
	// Description is at most 90 characters.
	Description string
	Match       Match
	Set         Set
	// Continue goes on with the entry of this number after the entry matched.
	// Zero means not set.
	Continue uint16
}

// A Match holds when each of its non-empty conditions does; a condition with
// several values holds when one of them does. The zero value matches every
// route.
type Match struct {
	// The prefix-lists of `match ip address prefix-list` and its siblings. The
	// IPv6 ones name `ipv6 prefix-list`s.
	IPAddressPrefixList   []string
	IPv6AddressPrefixList []string
	IPNextHopPrefixList   []string
	IPv6NextHopPrefixList []string
	// Community names community lists; CommunityExactMatch wants the route to
	// have no others.
	Community           []string
	CommunityExactMatch bool
	// ASPath names `ip as-path access-list`s, which the model does not hold.
	ASPath []string
	// ASNumber matches the AS of the other end. It is the condition that `neighbor
	// P remote-as route-map R` evaluates.
	ASNumber       []ASRange
	Tag            []uint32
	Metric         []uint32
	SourceProtocol []string
	Interface      []string
	RouteType      []string
}

// A Set changes the attributes of a route. The zero value changes nothing.
type Set struct {
	// Community replaces the route's communities, or is added to them.
	// CommunityNone removes them all.
	Community         []fabric.Community
	CommunityAdditive bool
	CommunityNone     bool
	// CommListDelete names the community list whose communities are removed.
	CommListDelete string
	// LocalPreference, Metric, Tag: zero is a value, so each says that it is set.
	LocalPreference Number
	Metric          Number
	Tag             Number
	Weight          Number
	// Origin is zero when it is left alone.
	Origin Origin
	// ASPathPrepend are put in front of the AS path; ASPathPrependLastAS repeats
	// its first AS that often, 1 to 10, zero means not set.
	ASPathPrepend       []fabric.ASN
	ASPathPrependLastAS uint8
	// IPNextHop and IPv6NextHop replace the next hop.
	IPNextHop              Addr
	IPNextHopUnchanged     bool
	IPNextHopPeerAddress   bool
	IPv6NextHop            Addr
	IPv6NextHopUnchanged   bool
	IPv6NextHopPeerAddress bool
}

// A Number is a number that may be absent where zero is a value. The zero value
// is absent; see [Some].
type Number struct {
	Value uint32
	IsSet bool
}

// Some returns the Number v.
func Some(v uint32) Number { return Number{Value: v, IsSet: true} }

// An Origin is the ORIGIN attribute in `set origin` (RFC 4271 5.1.1). The zero
// value is none.
type Origin uint8

// The origins.
const (
	OriginIGP Origin = iota + 1
	OriginEGP
	OriginIncomplete
)
