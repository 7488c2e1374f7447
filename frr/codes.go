package frr

import "github.com/podfabric/podfabric/fabric"

// The codes of what [Config.Validate] finds; below them those of what [Emit] says
// besides, and that of what [Config.Router] reports.
const (
	// CodeInvalidValue: a value that the command line does not take, or that would
	// not be read back as it is.
	CodeInvalidValue fabric.Code = "frr-invalid-value"
	// CodeUndefinedReference: a name that nothing carries: FRR accepts it, and the
	// filter denies everything.
	CodeUndefinedReference fabric.Code = "frr-undefined-reference"
	// CodeConflict: lines that exclude one another.
	CodeConflict fabric.Code = "frr-conflict"
	// CodeIncomplete: a block without a line that it needs to work.
	CodeIncomplete fabric.Code = "frr-incomplete"
	// CodeOverlap: interfaces of one VRF with the same subnet.
	CodeOverlap fabric.Code = "frr-overlap"
	// CodeUnmodelled: a kept line that would not be read back into its place: its
	// context is gone, or it is a command that has a field.
	CodeUnmodelled fabric.Code = "frr-unmodelled"

	// CodeSystem: what the operating system must provide, because FRR does not.
	CodeSystem fabric.Code = "frr-system"
	// CodeProcessWide: terms that FRR has only for the whole BGP process differ
	// between the sessions of one switch.
	CodeProcessWide fabric.Code = "frr-process-wide"
	// CodeGracefulRestart: a restart time that keeps a dead leaf in the nodes' tables.
	CodeGracefulRestart fabric.Code = "frr-graceful-restart"
	// CodeAnyAS: a range whose nodes are in several ASes lets every AS dial in.
	CodeAnyAS fabric.Code = "frr-any-as"
	// CodeLimit: more than FRR takes.
	CodeLimit fabric.Code = "frr-limit"
	// CodeHSRP: a gateway address that is to be shared by HSRP.
	CodeHSRP fabric.Code = "frr-hsrp"
	// CodeNotPredicted: a command that changes which routes a router has or sends,
	// and that the prediction cannot follow.
	CodeNotPredicted fabric.Code = "frr-not-predicted"
)
