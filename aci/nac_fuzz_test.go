package aci_test

import (
	"testing"

	"github.com/podfabric/podfabric/aci"
)

// FuzzExports writes any tree that parses: no panic, JSON and YAML that can be
// read, and a document that deploys the tree.
func FuzzExports(f *testing.F) {
	seeds(f)
	for _, tree := range samples() {
		posts, err := sayable(tree).Posts()
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range posts {
			f.Add(p.JSON())
		}
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		tree, err := aci.Parse(text)
		if err != nil {
			return
		}
		if _, err := tree.Terraform(); err == nil {
			_, file := terraformed(t, tree)
			_ = file.treeOf(t, tree)
		} else {
			refused(t, err)
		}
		if _, err := tree.NetworkAsCode(); err == nil {
			deploys(t, tree)
		} else {
			refused(t, err)
		}
	})
}
