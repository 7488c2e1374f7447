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
)
