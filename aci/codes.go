package aci

import "github.com/podfabric/podfabric/fabric"

// The codes of what [Tree.Validate] finds of single objects, and of what the
// readers refuse.
const (
	// CodeSyntax: text that is no JSON or XML of managed objects. Nothing behind it
	// is read.
	CodeSyntax fabric.Code = "aci-syntax"
	// CodeUnknownClass: a class that the schema does not know, or whose objects the
	// controller makes itself.
	CodeUnknownClass fabric.Code = "aci-unknown-class"
	// CodeUnknownAttribute: an attribute that its class does not have, or that only
	// the controller sets.
	CodeUnknownAttribute fabric.Code = "aci-unknown-attribute"
	// CodeInvalidValue: a value outside its type, enumeration or range, or one that
	// the controller would store as another text.
	CodeInvalidValue fabric.Code = "aci-invalid-value"
	// CodeNaming: an object without the attribute that names it, or with a DN or RN
	// that says something else than its attributes and its place.
	CodeNaming fabric.Code = "aci-naming"
	// CodeContainment: an object below one of a class that does not contain it.
	CodeContainment fabric.Code = "aci-containment"
	// CodeDuplicate: two objects with one DN.
	CodeDuplicate fabric.Code = "aci-duplicate"
	// CodeVersion: a class, attribute or word that the release of the APIC does not
	// have.
	CodeVersion fabric.Code = "aci-version"
)

// The codes of what [Tree.Validate] finds across objects: what a controller takes
// and does not do.
const (
	// CodeIncomplete: an object without one that it needs to work.
	CodeIncomplete fabric.Code = "aci-incomplete"
	// CodeConflict: objects that exclude one another.
	CodeConflict fabric.Code = "aci-conflict"
	// CodeOutsideSubnet: addresses of one interface, its peers or its floating
	// address that do not share one subnet.
	CodeOutsideSubnet fabric.Code = "aci-outside-subnet"
	// CodeUnresolved: a reference to something that is not in the tree. The
	// controller takes it and waits for the target; it may be there already.
	CodeUnresolved fabric.Code = "aci-unresolved"
	// CodeOutsidePool: a VLAN that no VLAN pool of the tree has.
	CodeOutsidePool fabric.Code = "aci-outside-pool"
	// CodeUnprotected: a BGP peer that anybody in its subnet may take the place of.
	CodeUnprotected fabric.Code = "aci-unprotected"
)

// The codes of what [Routers] cannot follow.
const (
	// CodeNotPredicted: objects or attributes that decide about routes in a way that
	// the prediction does not follow.
	CodeNotPredicted fabric.Code = "aci-not-predicted"
	// CodeFacts: facts of the fabric that are missing or contradict one another.
	CodeFacts fabric.Code = "aci-facts"
)

// The codes of what the exports for other tools find: what a tree holds and the
// tool's own form has no place for. Nothing of a tree is left out without one.
const (
	// CodeTerraformUnsupported: something that Terraform would have to own and must
	// not, or cannot do.
	CodeTerraformUnsupported fabric.Code = "aci-terraform-unsupported"
	// CodeNACUnsupported: an object or a value that the data model of Network as
	// Code has no key for, or that its modules would write differently.
	CodeNACUnsupported fabric.Code = "aci-nac-unsupported"
)

// The codes of what [Emit] refuses.
const (
	// CodeUnsupported: something of a plan that [Emit] cannot express in ACI.
	CodeUnsupported fabric.Code = "aci-unsupported"
)

// The codes of what [Tree.Check] finds.
const (
	// CodeNotAsPlanned: objects that were read back and are not what the plan says.
	CodeNotAsPlanned fabric.Code = "aci-not-as-planned"
)
