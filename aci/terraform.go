package aci

import (
	"bytes"
	"encoding/json"

	"github.com/podfabric/podfabric/fabric"
)

// Terraform returns the tree as one file of Terraform's JSON syntax, to be kept as
// "fabric.tf.json", for the provider CiscoDevNet/aci. The same tree gives the same
// bytes. A tree that [Tree.Validate] refuses is refused here too, and so is what
// Terraform must not own, with [fabric.Problems].
//
// # Every object is an aci_rest_managed
//
// The provider has resources of its own for some classes. They lack what this
// design lives on: floating addresses, secondary addresses and the policies of a
// peer (issues 413, 414 and 792 of the provider), and most relations that bind a
// policy to BGP. aci_rest_managed is made of what a tree has anyway, DN, class and
// attributes; it covers every class, is read back for drift, and is what Cisco's
// own Network as Code is built on. With one kind of resource no object is managed
// by two.
//
// Values stand as an APIC returns them ("https" for 443, flags sorted), or every
// plan would show a change. The annotation goes to the resource's argument of that
// name; an object without one gets the provider's, "orchestrator:terraform".
//
// # Names and order
//
// A resource is named after its DN and nothing else, so that no other object's
// coming or going renames it: an underscore between two RNs, a dash for what a name
// cannot have, and eight digits of the DN's SHA-256 where that lost something.
//
// A child depends on its parent, and a relation on what it refers to where that is
// in the tree. That is the order of [Tree.Posts], pools before domains before
// tenants, and its reverse on destroy. It is not a POST's atomicity: each object is
// a request of its own. terraform validate, plan and apply of release 1.11.4 take
// the samples of this package with a provider of the same arguments, and a second
// plan has no changes.
//
// # What exists already
//
// An object with the status [Modified] is somebody else's. It becomes a data
// source: the plan fails when it is not there, as the POST would, and destroy
// leaves it alone. Its children are resources: an APIC takes an object by its DN
// without the parent in the request. uni/infra, uni/infra/funcprof and the tenants
// common, infra and mgmt exist in every fabric and cannot be deleted; they are left
// out, and what is below them is written. An attribute of such an object beside
// its names and annotation is refused. So is [Deleted]: in Terraform an object is
// deleted by leaving it out. [Created] is a resource like any other.
//
// # Passwords
//
// No password is in the file. Each distinct one is a variable, sensitive and
// without a default, named after the secret's own name or else after the L3Out that
// has it; [Tree.TerraformVariables] says which is which. An APIC never returns a
// password, so that each plan would show a change: ignore_changes keeps it quiet,
// as in Cisco's modules, and a new password is posted only when that line is taken
// out for an apply. Terraform keeps passwords in its state.
func (t Tree) Terraform() ([]byte, error) {
	if err := t.Validate().Err(); err != nil {
		return nil, err
	}
	e := newTerraformExport(t)
	if err := e.problems.Err(); err != nil {
		return nil, err
	}
	var b bytes.Buffer
	w := json.NewEncoder(&b)
	w.SetEscapeHTML(false)
	w.SetIndent("", "  ")
	if err := w.Encode(e.file); err != nil {
		return nil, err
	}
	return b.Bytes(), nil
}

// TerraformVariables returns the passwords of the tree by the names of the
// variables that [Tree.Terraform] gives them. Terraform takes them from the
// environment, as TF_VAR_ and the name.
func (t Tree) TerraformVariables() map[string]fabric.Secret {
	return secretsByName(t, terraformVariable)
}
