package site

import (
	"fmt"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

const aciFolder = "aci"

// emitACI writes the requests to the controller, one for each context root, and the
// forms of the same for Terraform and for Network as Code. Other fabrics have none.
func (s *Site) emitACI() error {
	if s.Plan.ACI == nil {
		return nil
	}
	tree, err := aci.Emit(s.Plan)
	if err != nil {
		return err
	}
	s.warn(aci.Warnings(s.Plan))
	posts, err := tree.Posts()
	if err != nil {
		return err
	}
	for i, post := range posts {
		name := fmt.Sprintf("%02d-%s.json", i+1, strings.ReplaceAll(string(post.DN.RN()), ":", "_"))
		s.Posts = append(s.Posts, Text{name, post.JSON()})
	}
	terraform, err := tree.Terraform()
	if err != nil {
		return err
	}
	s.Exports = append(s.Exports, Text{"main.tf.json", terraform})
	return s.networkAsCode(tree)
}

// networkAsCode writes the tree for Network as Code. What the tree adds to VRFs of
// others is not in it, and its head says so: the modules own a VRF as a whole. The
// data model has no place for some of what a design may ask for: then there is no such
// file, and a warning says the first reason.
func (s *Site) networkAsCode(tree aci.Tree) error {
	own, left := tree.WithoutVRFsOfOthers()
	code, err := own.NetworkAsCode()
	if s.unwritten(err, "Network as Code", "no file is written") {
		return nil
	}
	if err != nil {
		return err
	}
	var head strings.Builder
	for _, dn := range left {
		fmt.Fprintf(&head, "# Not in this file, because the VRF is not made here: %s\n", dn)
	}
	s.Exports = append(s.Exports, Text{"apic.nac.yaml", append([]byte(head.String()), code...)})
	return nil
}

// aciTree reads the requests back.
func (s *Site) aciTree() (aci.Tree, error) {
	version, _ := aci.ParseVersion(s.Plan.ACI.Version) // one that is not known is none
	tree := aci.Tree{Version: version}
	for _, post := range s.Posts {
		part, err := aci.Parse(post.Text)
		if err != nil {
			return tree, fmt.Errorf("%s: %w", post.Name, err)
		}
		tree.Roots = append(tree.Roots, part.Roots...)
	}
	return tree, nil
}

// aciRouters lifts the leaves out of the requests, once they are valid and say what
// the plan says.
func (s *Site) aciRouters() ([]routing.Router, error) {
	tree, err := s.aciTree()
	if err != nil {
		return nil, err
	}
	if err := tree.Validate().Err(); err != nil {
		return nil, err
	}
	if err := tree.Check(s.Plan).Err(); err != nil {
		return nil, err
	}
	return aci.Routers(tree, aci.FactsOf(s.Plan))
}

// aciTable is what a leaf of an ACI fabric shows of its VRFs.
func (s *Site) aciTable(sw *fabric.Switch) []byte {
	var b []byte
	for _, vrf := range s.Tables.VRFs(sw.Name) {
		for _, f := range fabric.Families() {
			routes := slices.DeleteFunc(slices.Collect(s.Tables.Routes(sw.Name, vrf)), func(r routing.Route) bool {
				return fabric.FamilyOf(r.Prefix.Addr()) != f || aci.IsOverlay(r)
			})
			if len(routes) > 0 {
				b = aci.AppendRoutes(b, vrf, slices.Values(routes), aci.ShowOptions{AS: sw.AS})
			}
		}
	}
	return b
}
