package fabric

// Problems of session terms.
const (
	// CodeTimerPair: only one of keepalive and hold is set.
	CodeTimerPair Code = "timer-pair"
	// CodeTimerFraction: a time that the protocol counts in whole seconds has a fraction.
	CodeTimerFraction Code = "timer-fraction"
	// CodeTimerRatio: hold is less than three keepalives.
	CodeTimerRatio Code = "timer-ratio"
	// CodeTimersFast: a hold time that the node's BGP daemon does not keep up with.
	CodeTimersFast Code = "timers-fast"
	// CodeBFDNode: BFD is asked for towards nodes whose CNI has none.
	CodeBFDNode Code = "bfd-node"
	// CodeMaxPrefixesLow: a neighbor regularly sends more prefixes than its limit, which ends the session.
	CodeMaxPrefixesLow Code = "max-prefixes-low"
	// CodeMaxASLengthLow: paths that the fabric makes itself are longer than the limit.
	CodeMaxASLengthLow Code = "max-as-length-low"
	// CodeSecretUnresolved: a password's text is not known.
	CodeSecretUnresolved Code = "secret-unresolved"
	// CodeSecretUnusable: a password has characters or a length that one end cannot be configured with.
	CodeSecretUnusable Code = "secret-unusable"
	// CodeSecretNamespace: the password would stand in a namespace that the nodes do not read.
	CodeSecretNamespace Code = "secret-namespace"
)
