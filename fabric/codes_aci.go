package fabric

// Problems of ACI fabrics, and of what belongs to another kind of fabric.
const (
	// CodeOtherFabric: a field is set that has no effect on this kind of fabric.
	CodeOtherFabric Code = "other-fabric"
	// CodeASScheme: clusters on the fabric cannot have this AS scheme.
	CodeASScheme Code = "as-scheme"
	// CodeNodeIDTwice: two leaves have one node ID.
	CodeNodeIDTwice Code = "node-id-twice"
	// CodeNodeSubnetShared: two nodes of a standard SVI are pinned into one subnet.
	CodeNodeSubnetShared Code = "node-subnet-shared"
	// CodeContractFilter: a contract's filter is none that the controllers take.
	CodeContractFilter Code = "contract-filter"
	// CodeRackUnserved: nodes, or a whole cluster, that no L3Out attaches.
	CodeRackUnserved Code = "rack-unserved"
	// CodeRackServedTwice: two L3Outs attach the same nodes.
	CodeRackServedTwice Code = "rack-served-twice"
	// CodeRackUnused: an L3Out has a rack in which its cluster has no node.
	CodeRackUnused Code = "rack-unused"
	// CodeClusterSpread: a cluster is attached by several L3Outs of one VRF.
	CodeClusterSpread Code = "cluster-spread"
	// CodePasswordMissing: sessions with nodes have no password.
	CodePasswordMissing Code = "password-missing"
	// CodePasswordNode: a password is asked for towards nodes whose CNI has none.
	CodePasswordNode Code = "password-node"
	// CodeTermsDiffer: two L3Outs of one VRF differ in what a leaf has once for both.
	CodeTermsDiffer Code = "terms-differ"
	// CodeTermsTransit: an L3Out for transit may get the timers and the path limit of the nodes.
	CodeTermsTransit Code = "terms-hit-transit"

	// CodeVLANRanges: two ranges of a VLAN pool share VLANs.
	CodeVLANRanges Code = "vlan-ranges"
	// CodeVLANOutside: a VLAN is in no range of the pool.
	CodeVLANOutside Code = "vlan-outside-pool"
	// CodeVLANsTooFew: fewer VLANs are left than an L3Out needs.
	CodeVLANsTooFew Code = "vlans-too-few"

	// CodeVPCNeeded: a node of a standard SVI is not on a vPC.
	CodeVPCNeeded Code = "vpc-needed"
	// CodeVMMBareMetal: a bare-metal node of a floating SVI in a VMware domain.
	CodeVMMBareMetal Code = "vmm-bare-metal"
	// CodeVMMobility: virtual machines must not move, or suffer when they do.
	CodeVMMobility Code = "vm-mobility"
	// CodeHypervisorShared: one hypervisor runs several nodes.
	CodeHypervisorShared Code = "hypervisor-shared"

	// CodeFloatingRelease: the controllers are older than floating SVIs.
	CodeFloatingRelease Code = "floating-release"
	// CodeTooManyAnchors: more anchors than an L3Out takes.
	CodeTooManyAnchors Code = "too-many-anchors"
	// CodeTooManyBorderLeaves: more border leaves than an L3Out takes.
	CodeTooManyBorderLeaves Code = "too-many-border-leaves"
	// CodeNonAnchors: more leaves without anchors than a floating SVI surely takes.
	CodeNonAnchors Code = "non-anchor-leaves"
	// CodeAnchorsMissing: nodes of a rack have no anchors to peer with.
	CodeAnchorsMissing Code = "anchors-missing"
	// CodeAnchorAlone: only one leaf of a pair is an anchor.
	CodeAnchorAlone Code = "anchor-alone"
	// CodeVia: a rack is sent to anchors that it cannot or need not use.
	CodeVia Code = "via"
	// CodeTromboning: the traffic of a rack goes through another.
	CodeTromboning Code = "tromboning"
	// CodeTooManyL3Outs: more L3Outs than a fabric takes.
	CodeTooManyL3Outs Code = "too-many-l3outs"
	// CodeFloatingAddresses: more floating addresses than a fabric takes.
	CodeFloatingAddresses Code = "too-many-floating-addresses"
	// CodeTooManySessions: more BGP sessions than a leaf takes.
	CodeTooManySessions Code = "too-many-sessions"
	// CodeLPM: leaves have, or may come to have, more prefixes than their forwarding profile holds.
	CodeLPM Code = "lpm-beyond-profile"

	// CodeEPGSubnet: an external EPG has a subnet that is none of the cluster's.
	CodeEPGSubnet Code = "epg-subnet"
	// CodeEPGSubnetTwice: two external EPGs of a VRF have one subnet.
	CodeEPGSubnetTwice Code = "epg-subnet-twice"
	// CodeLeakWithoutContract: other VRFs learn subnets that no contract lets them reach.
	CodeLeakWithoutContract Code = "leak-without-contract"
	// CodeTransitOwn: a cluster is to reach by another L3Out what is its own.
	CodeTransitOwn Code = "transit-own"
)
