package aci

import "github.com/podfabric/podfabric/fabric"

// NetworkAsCode returns the tree as YAML in the data model of Cisco's Network as
// Code for ACI (netascode/terraform-aci-nac-aci), to be kept as "fabric.nac.yaml":
// apic.access_policies and apic.tenants. The same tree gives the same bytes. A
// tree that [Tree.Validate] refuses is refused here too.
//
// What the model has no key for, and what its modules would write otherwise than
// the tree says, is refused with [fabric.Problems], all at once: nothing is left
// out in silence. The keys and the defaults are those of the modules' sources:
// aci_tenants.tf at 6c80a77, defaults/defaults.yaml at faa6a9f, and the modules'
// main.tf. Where the model's default is not the APIC's, the value is written out,
// and so is all that the tree sets. A site's own "defaults" must leave the names'
// suffixes empty, as they are.
//
// # What it cannot say
//
// The secondary address of a floating path (l3extIp below l3extRsDynPathAtt), BFD
// with a key, a peer's route map that belongs to its L3Out instead of the tenant,
// tagAnnotation, userdom, most aliases and the names of nameless objects, domains
// other than VMware's of a virtual machine manager, L3Outs without a routed domain,
// and L3Outs of tenant infra, which the modules take for those between pods.
//
// Annotations are not carried: they are the tool's own.
//
// # What exists already
//
// A tenant with the status [Modified] is written with "managed: false", and so is
// tenant common. Anything else with that status is referred to by name and left
// out; with attributes or children it is refused, because the modules would take
// all of it over. [Deleted] is refused; [Created] is written like any other.
//
// # Passwords
//
// They are taken from the environment, "!env NAME", as the model's documentation
// asks; [Tree.NetworkAsCodeVariables] says which is which. The modules ignore
// later changes of a password.
func (t Tree) NetworkAsCode() ([]byte, error) {
	if err := t.Validate().Err(); err != nil {
		return nil, err
	}
	e := newNACExport(t)
	document := e.document()
	e.leftovers()
	if err := e.problems.Err(); err != nil {
		return nil, err
	}
	return appendYAML([]byte("---\n"), document, 0), nil
}

// NetworkAsCodeVariables returns the passwords of the tree by the names of the
// environment's variables that [Tree.NetworkAsCode] takes them from.
func (t Tree) NetworkAsCodeVariables() map[string]fabric.Secret {
	return secretsByName(t, environmentVariable)
}
