package nxos

import "github.com/podfabric/podfabric/fabric"

// The codes of what [Config.Validate] finds; below them that of what [Emit]
// refuses besides, and that of what [Config.Router] reports.
const (
	// CodeInvalidValue: a value that the command line does not take, or that
	// would not be read back as it is: a number out of its range, a name with a
	// blank, a description with a line break.
	CodeInvalidValue fabric.Code = "nxos-invalid-value"
	// CodeUndefinedReference: a name that nothing carries: NX-OS accepts it, and
	// the filter does not do what its line says.
	CodeUndefinedReference fabric.Code = "nxos-undefined-reference"
	// CodeMissingFeature: a block whose feature is not enabled: every line of it
	// is an invalid command.
	CodeMissingFeature fabric.Code = "nxos-missing-feature"
	// CodeConflict: lines that exclude one another.
	CodeConflict fabric.Code = "nxos-conflict"
	// CodeIncomplete: a block without a line that it needs to work.
	CodeIncomplete fabric.Code = "nxos-incomplete"
	// CodeOverlap: interfaces of one VRF with the same subnet or address.
	CodeOverlap fabric.Code = "nxos-overlap"
	// CodeLimit: more than a switch takes.
	CodeLimit fabric.Code = "nxos-limit"
	// CodeReservedVLAN: a VLAN of the block that NX-OS keeps for itself unless
	// it is moved.
	CodeReservedVLAN fabric.Code = "nxos-reserved-vlan"
	// CodeUnmodelled: a kept line that would not be read back into its place:
	// its context is gone, or it is a command that has a field.
	CodeUnmodelled fabric.Code = "nxos-unmodelled"

	// CodeProcessWide: terms that NX-OS has only for the whole BGP process differ
	// between the sessions of one switch.
	CodeProcessWide fabric.Code = "nxos-process-wide"
	// CodeNotPredicted: a command that changes which routes a switch has or sends,
	// and that the prediction cannot follow.
	CodeNotPredicted fabric.Code = "nxos-not-predicted"
)
