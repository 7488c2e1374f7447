package nxos

import "github.com/podfabric/podfabric/fabric"

// The kinds of problems that [Config.Validate] finds.
const (
	// CodeInvalidValue is a value that the command line does not take, or that
	// would not be read back as it is: a number out of its range, a name with a
	// blank, a description with a line break.
	CodeInvalidValue fabric.Code = "nxos-invalid-value"
	// CodeUndefinedReference is a name that nothing carries: NX-OS accepts it, and
	// the filter does not do what its line says.
	CodeUndefinedReference fabric.Code = "nxos-undefined-reference"
	// CodeMissingFeature is a block whose feature is not enabled: every line of it
	// is an invalid command.
	CodeMissingFeature fabric.Code = "nxos-missing-feature"
	// CodeConflict are lines that exclude one another.
	CodeConflict fabric.Code = "nxos-conflict"
	// CodeIncomplete is a block without a line that it needs to work.
	CodeIncomplete fabric.Code = "nxos-incomplete"
	// CodeOverlap are interfaces of one VRF with the same subnet or address.
	CodeOverlap fabric.Code = "nxos-overlap"
	// CodeLimit is more than a switch takes.
	CodeLimit fabric.Code = "nxos-limit"
	// CodeReservedVLAN is a VLAN of the block that NX-OS keeps for itself unless
	// it is moved.
	CodeReservedVLAN fabric.Code = "nxos-reserved-vlan"
	// CodeUnmodelled is a kept line that would not be read back into its place:
	// its context is gone, or it is a command that has a field.
	CodeUnmodelled fabric.Code = "nxos-unmodelled"
)

// CodeNotPredicted is a command that changes which routes a switch has or sends,
// and that the prediction cannot follow. [Config.Router] reports it.
const CodeNotPredicted fabric.Code = "nxos-not-predicted"
