package fabric

// Problems of switches, of Calico and of their versions.
const (
	// CodeVersionUnreadable: a version is not written as the device prints it.
	CodeVersionUnreadable Code = "version-unreadable"
	// CodeVersionUnsupported: a version older than the oldest that is supported.
	CodeVersionUnsupported Code = "version-unsupported"
	// CodeVersionUnknown: a version newer than all whose behaviour is known.
	CodeVersionUnknown Code = "version-unknown"
	// CodeGatewayProtocol: leaves of the platform cannot share the gateway address by this protocol.
	CodeGatewayProtocol Code = "gateway-protocol"
	// CodePortName: not the name of a switch's port.
	CodePortName Code = "port-name"
	// CodePortConflict: one port has two uses.
	CodePortConflict Code = "port-conflict"
	// CodeVPCDomainUnused: a vPC domain is pinned on a rack with a single leaf.
	CodeVPCDomainUnused Code = "vpc-domain-unused"
	// CodeBackupUnused: a backup VLAN is set and no rack has a pair of leaves.
	CodeBackupUnused Code = "backup-vlan-unused"
	// CodeNoBackupPath: a leaf of a pair that loses its spines has no routed way past its peer.
	CodeNoBackupPath Code = "vpc-no-backup-path"
	// CodeDefaultUnconditional: leaves send a default route without looking whether they have one.
	CodeDefaultUnconditional Code = "default-unconditional"
	// CodeKeepaliveMissing: a leaf of a vPC pair has no address for the keepalive.
	CodeKeepaliveMissing Code = "vpc-keepalive-missing"
	// CodeTooManyNeighbors: a switch has more BGP neighbors than its platform takes.
	CodeTooManyNeighbors Code = "too-many-neighbors"
	// CodeTooManyPeers: a dynamic neighbor has more peers than it accepts.
	CodeTooManyPeers Code = "too-many-peers"
	// CodeSessionSubnet: the ends of a session share no subnet.
	CodeSessionSubnet Code = "session-without-subnet"
	// CodeDuplicateSession: a device has two sessions with one neighbor address.
	CodeDuplicateSession Code = "duplicate-session"

	// CodeBlockLength: a block length that Calico refuses, or shorter than its pool's.
	CodeBlockLength Code = "block-length"
	// CodePoolTooSmall: a pod pool has fewer blocks than nodes draw from it.
	CodePoolTooSmall Code = "pool-too-small"
	// CodePoolTight: not every node can get as many blocks as it may have.
	CodePoolTight Code = "pool-tight"
	// CodePoolUnused: no node draws from a pod pool.
	CodePoolUnused Code = "pool-unused"
	// CodeNodeWithoutPool: no pool of a family gives a node addresses for its pods.
	CodeNodeWithoutPool Code = "node-without-pool"
	// CodeBlocksPerNode: a node may have fewer blocks than pools that it draws from.
	CodeBlocksPerNode Code = "blocks-per-node"
	// CodeNATOutgoing: pods of a routed pool are hidden behind their nodes.
	CodeNATOutgoing Code = "nat-outgoing"
	// CodeFilterLoose: the node's own filter cannot bound the length of prefixes in this version.
	CodeFilterLoose Code = "filter-loose"
	// CodeTooManyPools: more pools than the operator's Installation takes.
	CodeTooManyPools Code = "too-many-pools"
	// CodeNodeRouterID: nodes without an IPv4 address have no router ID of their own.
	CodeNodeRouterID Code = "node-router-id"
	// CodeServiceRanges: more cluster IP ranges of one family than the API server takes.
	CodeServiceRanges Code = "service-ranges"
	// CodeServiceHost: a service range of one address is not announced by every node.
	CodeServiceHost Code = "service-host"
)
