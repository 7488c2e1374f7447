package gobgpproof

import (
	"fmt"
	"strings"
)

// A Reason is why GoBGP cannot do what a router is configured to do.
type Reason uint8

// The reasons.
const (
	// Weight: GoBGP has no weight.
	Weight Reason = iota + 1
	// MixedPaths: GoBGP never mixes external and internal routes of one prefix.
	MixedPaths
	// AnyMED: whether MED is compared between different AS is one setting for all
	// GoBGP servers of a process.
	AnyMED
	// Aggregation: GoBGP makes no aggregates.
	Aggregation
	// Redistribution: GoBGP has no other protocols to take routes from, and the
	// policy asks for more than is decided here.
	Redistribution
	// SenderCheck: GoBGP never sends a route to a peer whose AS is in its path;
	// the router does, and the peer accepts its own AS.
	SenderCheck
	// CheckBeforeOverride: GoBGP overrides the peer's AS first and then looks for
	// it, so that it sends what the router keeps back.
	CheckBeforeOverride
	// OtherLocalAS: GoBGP looks for the AS that it shows in the paths it receives,
	// and not for its own as well.
	OtherLocalAS
	// PolicyTerm: a term of a policy that GoBGP's statements cannot express.
	PolicyTerm
	// TooManyPeers: GoBGP does not bound the peers of a range, and there are more.
	TooManyPeers
	// PeerASRange: GoBGP expects one AS or any; a peer has one that the router
	// refuses.
	PeerASRange
	// DefaultRoute: the router sends a default route that it need not have, which
	// is done by originating one; it has, or may learn, another.
	DefaultRoute
	// UnknownPassword: the device's text has it encrypted.
	UnknownPassword
	// Unconnected: the two ends are not on one subnet; that there is a route and
	// enough TTL is taken for granted.
	Unconnected
	// NoAddress: the router has no address to run the session from.
	NoAddress
	// UnresolvedNextHop: GoBGP, without a routing table, uses a next hop that the
	// router has no route to.
	UnresolvedNextHop
)

var reasons = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	Weight: "weight", MixedPaths: "mixed external and internal paths", AnyMED: "MED between different AS",
	Aggregation: "aggregates", Redistribution: "redistribution", SenderCheck: "sending a peer its own AS",
	CheckBeforeOverride: "AS check before AS override", OtherLocalAS: "local AS", PolicyTerm: "policy term",
	TooManyPeers: "too many dynamic peers", PeerASRange: "range of peer AS", DefaultRoute: "originated default route",
	UnknownPassword: "unknown password", Unconnected: "peer on another subnet", NoAddress: "no source address",
	UnresolvedNextHop: "next hop without a route",
}

func (r Reason) String() string {
	if int(r) < len(reasons) && reasons[r] != "" {
		return reasons[r]
	}
	return "unknown"
}

// A NotEmulated is something that a router is configured to do and GoBGP does
// not do in its place.
type NotEmulated struct {
	Speaker Speaker
	// Neighbor is what the configuration calls the neighbor, "" where it is about
	// none.
	Neighbor string
	Reason   Reason
	Detail   string
}

func (n NotEmulated) String() string {
	var b strings.Builder
	b.WriteString(n.Speaker.String())
	if n.Neighbor != "" {
		fmt.Fprintf(&b, " neighbor %s", n.Neighbor)
	}
	fmt.Fprintf(&b, ": %s", n.Reason)
	if n.Detail != "" {
		fmt.Fprintf(&b, " (%s)", n.Detail)
	}
	return b.String()
}
