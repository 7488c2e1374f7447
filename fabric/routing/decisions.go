package routing

// A Decision is what became of a route at one point of its way.
type Decision uint8

// What can become of a route, in the order in which a route meets it.
const (
	// Undecided is the zero value.
	Undecided Decision = iota

	// The origin.

	// Originated by the router itself.
	Originated
	// DefaultOriginated: sent to this neighbor whether the router has it or not.
	DefaultOriginated
	// NotOriginated: configured, and not in the router's table.
	NotOriginated

	// The sender.

	// Advertised to the neighbor and accepted by it.
	Advertised
	// NotHeld: the sender has no usable BGP route to the prefix.
	NotHeld
	// BackToSender: the sender's best route came over this very session.
	BackToSender
	// NotReflected: the best route is of iBGP, and neither of the two iBGP
	// neighbors is a route reflector client (RFC 4456 6).
	NotReflected
	// NoAdvertise: the community NO_ADVERTISE, or NO_EXPORT towards another AS
	// (RFC 1997).
	NoAdvertise
	// Suppressed by a summary-only aggregate.
	Suppressed
	// PeerASInPath: the path has the neighbor's AS and the sender checks it.
	PeerASInPath
	// DeniedOnExport by the sender's policy.
	DeniedOnExport
	// NoNextHop: the sender has no address of the family to write.
	NoNextHop

	// The receiver.

	// OwnASInPath: the receiver's own AS is in the path (RFC 4271 9.1.2).
	OwnASInPath
	// PathTooLong: longer than the receiver's limit.
	PathTooLong
	// OwnOriginator: the receiver originated it (RFC 4456 8).
	OwnOriginator
	// OwnCluster: the receiver's cluster is in the cluster list (RFC 4456 8).
	OwnCluster
	// DeniedOnImport by the receiver's policy.
	DeniedOnImport
	// OwnNextHop: the next hop is an address of the receiver (RFC 4271 6.3).
	OwnNextHop
	// UnresolvedNextHop: the receiver has no route to it (RFC 4271 9.1.2).
	UnresolvedNextHop
	// LoopingNextHop: it resolves through the very route.
	LoopingNextHop

	// The choice.

	// Best of all that the router holds.
	Best
	// Shares the traffic with the best one.
	Shares
	// Worse than the best one, by the step's rule.
	Worse
	// OtherPath: equal to the best one but for the AS path, without
	// multipath-relax.
	OtherPath
	// OtherKind: one is of eBGP and the other of iBGP, and they may not mix.
	OtherKind
	// SameNextHop: the next hop is in use already.
	SameNextHop
	// BeyondWidth: as many next hops as the router may use are better.
	BeyondWidth

	// The table.

	// Installed in the table.
	Installed
	// Outranked by a route of another protocol with a lower distance.
	Outranked
	// Resolved: the gateway that a next hop leads to.
	Resolved

	// Why there is nothing to say.

	// NoVRF: there is no such router or VRF.
	NoVRF
	// NoBGP: the VRF runs none.
	NoBGP
	// NobodyOriginates the prefix.
	NobodyOriginates
	// SessionDown: what would be heard over a session that is not up.
	SessionDown
	// Oscillates: the routes to the prefix never settle.
	Oscillates
)

var decisionNames = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	Undecided: "undecided", Originated: "originated", DefaultOriginated: "default originated", NotOriginated: "not originated",
	Advertised: "advertised", NotHeld: "not held", BackToSender: "learned over this session", NotReflected: "not reflected",
	NoAdvertise: "kept back by a well-known community", Suppressed: "suppressed by an aggregate",
	PeerASInPath: "the path has the neighbor's AS", DeniedOnExport: "denied on export", NoNextHop: "no next hop to write",
	OwnASInPath: "own AS in the path", PathTooLong: "AS path too long", OwnOriginator: "own router ID as originator",
	OwnCluster: "own cluster in the cluster list", DeniedOnImport: "denied on import", OwnNextHop: "next hop is an own address",
	UnresolvedNextHop: "next hop does not resolve", LoopingNextHop: "next hop resolves through the route itself",
	Best: "best", Shares: "shares the traffic", Worse: "worse", OtherPath: "another AS path, and no multipath-relax",
	OtherKind: "eBGP and iBGP do not mix", SameNextHop: "the same next hop again", BeyondWidth: "beyond the number of paths",
	Installed: "installed", Outranked: "outranked by a lower distance", Resolved: "resolved",
	NoVRF: "no such VRF", NoBGP: "no BGP in the VRF", NobodyOriginates: "nobody originates it",
	SessionDown: "session down", Oscillates: "never settles",
}

func (d Decision) String() string {
	if int(d) < len(decisionNames) {
		return decisionNames[d]
	}
	return "unknown"
}

// A Rule is a step of the decision process (RFC 4271 9.1.2.2, RFC 4456 9).
type Rule uint8

// The rules, in the order in which they are applied.
const (
	// NoRule: there was nothing to compare with.
	NoRule Rule = iota
	// ByWeight: the higher.
	ByWeight
	// ByLocalPref: the higher.
	ByLocalPref
	// ByOrigination: the router's own routes come first.
	ByOrigination
	// ByPathLength: the shorter.
	ByPathLength
	// ByOrigin: the lower.
	ByOrigin
	// ByMED: the lower, among routes of one neighboring AS.
	ByMED
	// ByKind: eBGP comes before iBGP.
	ByKind
	// ByRouterID: the lower one, or originator of a reflected route.
	ByRouterID
	// ByClusterList: the shorter.
	ByClusterList
	// ByAddress: the lower one of the neighbor.
	ByAddress
)

var ruleNames = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	NoRule: "nothing", ByWeight: "weight", ByLocalPref: "local preference", ByOrigination: "being the router's own",
	ByPathLength: "AS path length", ByOrigin: "origin", ByMED: "MED", ByKind: "eBGP before iBGP",
	ByRouterID: "router ID", ByClusterList: "cluster list length", ByAddress: "address of the neighbor",
}

func (r Rule) String() string {
	if int(r) < len(ruleNames) {
		return ruleNames[r]
	}
	return "unknown"
}
