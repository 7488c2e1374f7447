// Package terraformproof reads what package aci exports for Terraform with the
// parser that Terraform is built on, github.com/hashicorp/hcl/v2: that the file is
// its JSON syntax, that each resource has the arguments that the provider's
// documentation lists, with their types, and that the templates evaluate to the
// values of the tree. It is a module of its own, so that no user of package aci
// depends on that parser. The provider itself is no library that can be had: its
// arguments are written down here.
package terraformproof
