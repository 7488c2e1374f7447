package aci_test

import (
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric/routing"
)

// FuzzRouters lifts anything that can be read without a panic; what it lifts is
// input that the simulator takes.
func FuzzRouters(f *testing.F) {
	seeds(f)
	for _, c := range []*cluster{calicoCluster(), kubeRouterCluster()} {
		posts, err := aci.Tree{Roots: []aci.Object{c.objects()}}.Posts()
		if err != nil {
			f.Fatal(err)
		}
		for _, p := range posts {
			f.Add(p.JSON())
		}
	}
	known := facts(calicoCluster())
	known.Attached = append(known.Attached, aci.Attachment{Address: netip.MustParseAddr("2001:db8:2::8"), Leaves: []string{"Leaf105"}})
	f.Fuzz(func(t *testing.T, text []byte) {
		for _, read := range []func([]byte) (aci.Tree, error){aci.Parse, aci.ParseAnswer} {
			tree, err := read(text)
			if err != nil {
				continue
			}
			routers, err := aci.Routers(tree, known)
			if err != nil {
				refused(t, err)
				continue
			}
			if _, err := routing.Simulate(routers); err != nil {
				t.Fatalf("%v\n%s", err, tree)
			}
		}
	})
}
