package routing

import "net/netip"

// A Policy is an ordered list of terms. The first term whose every match holds
// decides; a route that none matches is denied.
type Policy struct {
	Name  string
	Terms []Term
}

// A Term is one numbered sequence of a policy.
type Term struct {
	// Seq is the term's number in the configuration, for reports.
	Seq    int
	Permit bool
	// Continue makes a permit term that matched apply its changes and go on with
	// the next term; the route is permitted unless a later term denies it.
	Continue bool
	Match    Match
	Set      Set
}

// A Match holds when each of its non-empty conditions does. The zero value
// matches everything.
type Match struct {
	// Prefixes: one of the lists permits the route's prefix.
	Prefixes []*PrefixList
	// NextHops: one of the lists permits the route's next hop as a host prefix.
	NextHops []*PrefixList
	// Communities: one of the lists permits the route's communities.
	Communities []*CommunityList
	// ASPathHas: the AS path contains a number in one of the ranges.
	ASPathHas []ASRange
	// ASPathOrigin: the last AS of the path is in one of the ranges.
	ASPathOrigin []ASRange
	// ASPathLength: the AS path has so many numbers, repetitions counted.
	ASPathLength PathLength
	// Tags: the route's tag is one of these (redistribution).
	Tags []uint32
	// Sources: the route comes from one of these protocols.
	Sources []Protocol
	// PeerAS: the route was received from (import) or goes to (export) an AS in
	// one of the ranges.
	PeerAS []ASRange
	// ReceivedFromPeer: the route was learned by BGP rather than originated here.
	ReceivedFromPeer bool
	// Never holds for no route: a condition whose meaning is known to be empty,
	// such as a reference to a list that does not exist.
	Never bool
}

// A PathLength bounds how many AS numbers a path has, both ends included. The zero
// value bounds nothing; a Max of zero in one that is set is the empty path.
type PathLength struct {
	IsSet    bool
	Min, Max int
}

// Contains reports whether a path of that length is inside the bounds.
func (l PathLength) Contains(length int) bool { return !l.IsSet || l.Min <= length && length <= l.Max }

// A Set changes the attributes of a route. The zero value changes nothing.
type Set struct {
	LocalPref    uint32
	HasLocalPref bool
	MED          uint32
	HasMED       bool
	Weight       uint16
	HasWeight    bool
	Origin       Origin
	HasOrigin    bool
	// Communities replace those of the route, or are added to them.
	Communities    []Community
	HasCommunities bool
	Additive       bool
	// DeleteCommunities removes the communities that the list permits.
	DeleteCommunities *CommunityList
	// Prepend is put in front of the AS path, in addition to the own AS.
	Prepend []ASN
	// NextHop replaces the next hop; NextHopUnchanged keeps it towards another AS.
	NextHop          netip.Addr
	NextHopUnchanged bool
	Tag              uint32
	HasTag           bool
}

// A PrefixList is an ordered list of rules; the first that matches decides, and
// a prefix that none matches is denied.
type PrefixList struct {
	Name  string
	Rules []PrefixRule
}

// A PrefixRule matches the prefixes inside Prefix whose length is Min to Max.
type PrefixRule struct {
	Permit   bool
	Prefix   netip.Prefix
	Min, Max int
}

// Matches reports whether p lies inside the rule's prefix with a length in range.
func (r PrefixRule) Matches(p netip.Prefix) bool {
	return r.Min <= p.Bits() && p.Bits() <= r.Max && r.Prefix.Bits() <= p.Bits() && r.Prefix.Contains(p.Addr())
}

// Permits reports whether the list permits p.
func (l *PrefixList) Permits(p netip.Prefix) bool {
	for _, r := range l.Rules {
		if r.Matches(p) {
			return r.Permit
		}
	}
	return false
}

// A CommunityList is an ordered list of rules; the first that matches decides.
type CommunityList struct {
	Name  string
	Rules []CommunityRule
}

// A CommunityRule matches a route that carries all of its communities.
type CommunityRule struct {
	Permit bool
	All    []Community
}

// An Origin is the ORIGIN attribute (RFC 4271 5.1.1); the lower is preferred.
type Origin uint8

// The origins.
const (
	OriginIGP Origin = iota
	OriginEGP
	OriginIncomplete
)
