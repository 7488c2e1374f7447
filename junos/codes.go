package junos

import "github.com/podfabric/podfabric/fabric"

// The codes of what [Config.Validate] finds; below them those of what [Emit] refuses
// or warns of besides, and that of what [Config.Router] reports.
const (
	// CodeInvalidValue: a value that a statement does not take, or that would not be
	// read back as it is.
	CodeInvalidValue fabric.Code = "junos-invalid-value"
	// CodeUndefinedReference: a name that nothing carries: the device refuses to
	// commit.
	CodeUndefinedReference fabric.Code = "junos-undefined-reference"
	// CodeConflict: statements that exclude one another.
	CodeConflict fabric.Code = "junos-conflict"
	// CodeIncomplete: a block without a statement that it needs to work.
	CodeIncomplete fabric.Code = "junos-incomplete"
	// CodeOverlap: interfaces of one instance with the same subnet or address.
	CodeOverlap fabric.Code = "junos-overlap"
	// CodeDefaultPolicy: a chain of policies that leaves routes undecided, so that
	// BGP's own defaults decide: everything is accepted, and only what BGP learned is
	// sent.
	CodeDefaultPolicy fabric.Code = "junos-default-policy"
	// CodeUnused: a policy that nothing refers to; it filters nothing.
	CodeUnused fabric.Code = "junos-unused"
	// CodeSharedAS: external peers of one AS that do not learn each other's routes
	// from the switch.
	CodeSharedAS fabric.Code = "junos-shared-as"
	// CodeUnmodelled: a kept statement that would not be read back into its place.
	CodeUnmodelled fabric.Code = "junos-unmodelled"

	// CodeInexpressible: terms of the design that Junos has no statement for.
	CodeInexpressible fabric.Code = "junos-inexpressible"
	// CodeVersion: a statement that the switch's release does not have.
	CodeVersion fabric.Code = "junos-version"
	// CodeUnverified: what follows Juniper's documents and was not seen on a device.
	CodeUnverified fabric.Code = "junos-unverified"
	// CodeNotPredicted: a statement that changes which routes a switch has or sends,
	// and that the prediction cannot follow.
	CodeNotPredicted fabric.Code = "junos-not-predicted"
)
