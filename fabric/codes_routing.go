package fabric

// Problems of AS numbers and of what the AS scheme makes of them.
const (
	// CodeASReserved: an AS number that no network may use as its own.
	CodeASReserved Code = "as-reserved"
	// CodeASPublic: an AS number outside the private ranges, good only for whoever it is assigned to.
	CodeASPublic Code = "as-public"
	// CodeASClash: two parties that exchange routes by eBGP have one AS, so that one drops the other's.
	CodeASClash Code = "as-clash"
	// CodeASShared: two clusters have one AS, so that policies cannot tell them apart.
	CodeASShared Code = "as-shared"
	// CodeASUnused: an AS is pinned on a node whose AS follows from the cluster's scheme.
	CodeASUnused Code = "as-unused"
	// CodeASBeyondAPI: an AS number above 2147483647 stands in an object that Kubernetes 1.36 refuses with it.
	CodeASBeyondAPI Code = "as-beyond-api"
	// CodeNextHop: nodes learn routes whose next hop they cannot resolve.
	CodeNextHop Code = "next-hop-unresolvable"
	// CodeNextHopSelfUnneeded: nextHopSelf changes nothing here.
	CodeNextHopSelfUnneeded Code = "next-hop-self-unneeded"
	// CodeDefaultTwice: nodes have a default route twice, static and by BGP.
	CodeDefaultTwice Code = "default-route-twice"
	// CodeDefaultConflict: the nodes' static default route takes the traffic that the leaves' default is for.
	CodeDefaultConflict Code = "default-route-conflict"
	// CodeDynamicNeighborShared: the nodes of two clusters fall under one dynamic neighbor.
	CodeDynamicNeighborShared Code = "dynamic-neighbor-shared"
	// CodeUnfiltered: nodes may announce anything to the fabric.
	CodeUnfiltered Code = "unfiltered"
	// CodeFilterContradiction: a filter is asked for and switched off at once.
	CodeFilterContradiction Code = "filter-contradiction"
	// CodeFilterWide: nodes may announce addresses that belong to others.
	CodeFilterWide Code = "filter-wide"
	// CodeECMPNarrow: more devices announce a prefix than a switch spreads traffic over.
	CodeECMPNarrow Code = "ecmp-narrow"
	// CodeLocalPreferenceScope: a local preference is not seen outside the rack's AS.
	CodeLocalPreferenceScope Code = "local-preference-scope"
	// CodeCommunityReserved: a community from the ranges that RFC 1997 keeps for itself.
	CodeCommunityReserved Code = "community-reserved"
	// CodeCommunityRepeated: a pool lists a community twice.
	CodeCommunityRepeated Code = "community-repeated"
	// CodeCommunityCount: a pool has more communities than anybody will match on.
	CodeCommunityCount Code = "community-count"
)
