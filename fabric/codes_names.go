package fabric

// Problems of what is there and what it is called.
const (
	// CodeMissing: a value that the design cannot do without is not set.
	CodeMissing Code = "missing"
	// CodeUnknownVariant: a choice is not one of those that its type has.
	CodeUnknownVariant Code = "unknown-variant"
	// CodeOutOfRange: a number lies outside what the standard or the platform takes.
	CodeOutOfRange Code = "out-of-range"
	// CodeBadName: a name has characters or a length that the device or Kubernetes refuses.
	CodeBadName Code = "bad-name"
	// CodeDuplicateName: two things that must be told apart have one name.
	CodeDuplicateName Code = "duplicate-name"
	// CodeDuplicateReference: a list names the same thing twice.
	CodeDuplicateReference Code = "duplicate-reference"
	// CodeUnknownReference: a field names something that the design does not have.
	CodeUnknownReference Code = "unknown-reference"
	// CodeBadLabel: a label's key or value is one that Kubernetes refuses.
	CodeBadLabel Code = "bad-label"
	// CodeLabelConflict: a node's own rack label contradicts the rack it stands in.
	CodeLabelConflict Code = "label-conflict"
	// CodeLeafCount: a rack has no leaf, or more than a vPC pair of them.
	CodeLeafCount Code = "leaf-count"
	// CodeEmptyCluster: a cluster has no nodes yet, so that nothing is planned for it.
	CodeEmptyCluster Code = "empty-cluster"
	// CodeAttachment: a node is cabled in a way that its rack does not offer.
	CodeAttachment Code = "attachment"
	// CodeHostPlacement: the machines of one hypervisor disagree about where it stands.
	CodeHostPlacement Code = "host-placement"
)
