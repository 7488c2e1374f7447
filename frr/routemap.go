package frr

import "github.com/podfabric/podfabric/fabric"

// A RouteMap is a `route-map`: the first entry whose every match holds decides,
// and what none matches is denied.
type RouteMap struct {
	// Name is one word.
	Name    string
	Entries []RouteMapEntry
}

// A RouteMapEntry is one numbered block of a route-map. The entries are
// evaluated in the order of Seq, and Text wants them in that order.
type RouteMapEntry struct {
	Action Action
	// Seq is 1 to 65535.
	Seq         uint16
	Description string
	Match       Match
	Set         Set
	// Call evaluates another route-map as a further condition.
	Call string
	// OnMatchNext goes on with the next entry after the entry matched, OnMatchGoto
	// with the entry of that number or the next above it; zero means not set.
	// `continue` is read as the same.
	OnMatchNext bool
	OnMatchGoto uint16
}

// A Match holds when each of its conditions does. The zero value matches every
// route. A condition names one list: a second line of it replaces the first.
type Match struct {
	// The prefix-lists of `match ip address prefix-list` and its siblings. The
	// IPv6 ones name `ipv6 prefix-list`s.
	IPAddressPrefixList   string
	IPv6AddressPrefixList string
	IPNextHopPrefixList   string
	IPv6NextHopPrefixList string
	// Community names a community list; CommunityExactMatch wants the route to
	// have no others.
	Community           string
	CommunityExactMatch bool
	// ASPath names an as-path access list.
	ASPath string
	// Tag is 1 to 4294967295; zero means not set.
	Tag             uint32
	Metric          Number
	LocalPreference Number
	Origin          Origin
	SourceProtocol  string
	Interface       string
	// Peer is the address of the neighbor, an interface, or "local".
	Peer string
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
	// LocalPreference, Metric, Weight: zero is a value, so each says that it is set.
	LocalPreference Number
	Metric          Number
	Weight          Number
	// Tag is 1 to 4294967295; zero means not set.
	Tag uint32
	// Origin is zero when it is left alone.
	Origin Origin
	// ASPathPrepend are put in front of the AS path; ASPathPrependLastAS repeats
	// its first AS that often, 1 to 10, zero means not set.
	ASPathPrepend       []fabric.ASN
	ASPathPrependLastAS uint8
	// IPNextHop and IPv6NextHopGlobal replace the next hop.
	IPNextHop              Addr
	IPNextHopUnchanged     bool
	IPNextHopPeerAddress   bool
	IPv6NextHopGlobal      Addr
	IPv6NextHopPeerAddress bool
	// IPv6NextHopPreferGlobal, inbound, installs the global next hop of a route that
	// also came with a link-local one; FRR would install that.
	IPv6NextHopPreferGlobal bool
}

// An Origin is the ORIGIN attribute (RFC 4271 5.1.1). The zero value is none.
type Origin uint8

// The origins.
const (
	OriginIGP Origin = iota + 1
	OriginEGP
	OriginIncomplete
)
