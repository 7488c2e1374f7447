package junos

import "github.com/podfabric/podfabric/fabric"

// PolicyOptions is `policy-options`.
type PolicyOptions struct {
	PrefixList      []PrefixList
	PolicyStatement []PolicyStatement
	Community       []Community
	ASPath          []ASPath
	ASList          []ASList
}

// A PrefixList is a set of prefixes; it matches exactly these.
type PrefixList struct {
	Name   string
	Prefix []Prefix
}

// A Community is a name for communities.
type Community struct {
	Name string
	// Members are all matched and all set.
	Members []fabric.Community
	// InvertMatch matches routes that do not have them.
	InvertMatch bool
}

// An ASPath is a name for a regular expression over AS numbers: `.{3,}` are the
// paths of three and more.
type ASPath struct {
	Name  string
	Regex string
}

// An ASList is a name for AS numbers, since Junos 20.2.
type ASList struct {
	Name    string
	Members []ASRange
}

// An ASRange is a range of AS numbers, both ends included; First == Last is one
// number.
type ASRange struct{ First, Last fabric.ASN }

// A PolicyStatement is a list of terms, asked in their order. The first that
// accepts or rejects decides; a term that does neither changes the route and goes
// on.
type PolicyStatement struct {
	Name string
	Term []Term
	// Unnamed is the term without a name, which is asked last.
	Unnamed Body
}

// A Term is one term of a policy.
type Term struct {
	Name string
	Body
}

// A Body is what a term asks, and what it does.
type Body struct {
	From From
	Then Then
}

// A From holds when each of its conditions does. The zero value matches every
// route.
type From struct {
	Family   FamilyName
	Protocol []Protocol
	// Neighbor is who sent the route.
	Neighbor []Addr
	ASPath   []string
	// ASPathCalcLength is how many AS numbers the path has.
	ASPathCalcLength []Count
	// Community: one of them matches.
	Community        []string
	RouteType        RouteType
	PrefixList       []string
	PrefixListFilter []PrefixListFilter
	// RouteFilter: the one with the longest prefix around the route decides alone.
	RouteFilter []RouteFilter
	Tag         []uint32
}

// A FamilyName is inet or inet6. The zero value means not set.
type FamilyName uint8

// The families.
const (
	FamilyInet FamilyName = iota + 1
	FamilyInet6
)

// A Protocol is where a route comes from.
type Protocol uint8

// The protocols that are modelled.
const (
	ProtocolAggregate Protocol = iota + 1
	ProtocolBGP
	ProtocolDirect
	ProtocolLocal
	ProtocolStatic
)

// A RouteType is whether BGP learned a route from another AS. The zero value means
// not set.
type RouteType uint8

// The types.
const (
	RouteExternal RouteType = iota + 1
	RouteInternal
)

// A Count is a number and how it is compared.
type Count struct {
	Value   uint16
	Compare Compare
}

// A Compare is how a number is compared.
type Compare uint8

// The comparisons.
const (
	Equal Compare = iota + 1
	OrHigher
	OrLower
)

// A MatchType is which prefixes inside another one match.
type MatchType uint8

// The types.
const (
	Exact MatchType = iota + 1
	Longer
	OrLonger
	UpTo
	PrefixLengthRange
)

// A RouteFilter is `route-filter PREFIX TYPE`.
type RouteFilter struct {
	Prefix Prefix
	Type   MatchType
	// Min and Max are the lengths of a PrefixLengthRange, Max that of UpTo.
	Min, Max uint8
}

// A PrefixListFilter is `prefix-list-filter NAME TYPE`; the type is exact, longer
// or orlonger.
type PrefixListFilter struct {
	Name string
	Type MatchType
}

// A Then is what a term does with a route.
type Then struct {
	Metric          Number
	LocalPreference Number
	Origin          Origin
	// Community are done in this order.
	Community []CommunityAction
	// ASPathPrepend is put in front of the path.
	ASPathPrepend string
	NextHop       NextHop
	Tag           Number
	// LoadBalance belongs into the policy of the forwarding table.
	LoadBalance LoadBalance
	// Next and Action end the term. Without either the next term is asked.
	Next   Next
	Action Action
}

// An Origin is the ORIGIN attribute. The zero value means not set.
type Origin uint8

// The origins.
const (
	OriginIGP Origin = iota + 1
	OriginEGP
	OriginIncomplete
)

// A CommunityAction is `community (add|set|delete) NAME`.
type CommunityAction struct {
	Do   CommunityVerb
	Name string
}

// A CommunityVerb is what is done with communities.
type CommunityVerb uint8

// The verbs.
const (
	Add CommunityVerb = iota + 1
	Delete
	Set
)

// A NextHop is `next-hop`. The zero value leaves it.
type NextHop struct {
	Self        bool
	PeerAddress bool
	Address     Addr
}

// A LoadBalance is how the hardware spreads over equal paths. The zero value means
// not set.
type LoadBalance uint8

// The ways. PerPacket spreads flows in spite of its name.
const (
	PerPacket LoadBalance = iota + 1
	PerFlow
	ConsistentHash
)

// A Next goes on elsewhere. The zero value means not set.
type Next uint8

// Where to.
const (
	NextTerm Next = iota + 1
	NextPolicy
)

// An Action decides. The zero value does not.
type Action uint8

// The actions.
const (
	Accept Action = iota + 1
	Reject
)
