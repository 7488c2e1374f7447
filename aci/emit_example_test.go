package aci_test

import (
	"fmt"
	"os"
	"strings"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// examplePlan is that of a design file.
func examplePlan() (*fabric.Plan, error) {
	file, err := os.Open("testdata/emit/floating.yaml")
	if err != nil {
		return nil, err
	}
	defer file.Close()
	design, err := fabric.Load(file)
	if err != nil {
		return nil, err
	}
	return design.Plan(nil)
}

// From a plan to the requests for the controller, and the IPv4 neighbour on one
// anchor leaf.
func ExampleEmit() {
	plan, err := examplePlan()
	if err != nil {
		fmt.Println(err)
		return
	}
	tree, err := aci.Emit(plan)
	if err != nil {
		fmt.Println(err)
		return
	}
	posts, err := tree.Posts()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range posts {
		fmt.Println("POST", p.Path())
	}
	for n := range tree.All() {
		if n.Class == aci.BgpPeerP && strings.Contains(n.DN.String(), "lifp-ipv4/vlifp-[topology/pod-1/node-201]") {
			fmt.Println(n.Object)
		}
	}
	// Output:
	// POST /api/mo/uni/infra.json
	// POST /api/mo/uni/phys-k8s.json
	// POST /api/mo/uni/l3dom-k8s.json
	// POST /api/mo/uni/tn-common.json
	// {"bgpPeerP":{"attributes":{"addr":"192.168.2.0/24","ctrl":"as-override,dis-peer-as-check","peerCtrl":"","password":"<redacted>","descr":"nodes of calico","annotation":"orchestrator:podfabric"},"children":[
	//   {"bgpAsP":{"attributes":{"asn":"65003","annotation":"orchestrator:podfabric"}}},
	//   {"bgpRsPeerPfxPol":{"attributes":{"tnBgpPeerPfxPolName":"calico-prefix-limit","annotation":"orchestrator:podfabric"}}}]}}
}

// Sessions without a password work, and should be known.
func ExampleWarnings() {
	plan, err := examplePlan()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(len(aci.Warnings(plan)), "warnings")
	plan.ACI.L3Outs[0].Terms.Password = fabric.Secret{}
	warnings := aci.Warnings(plan)
	fmt.Println(len(warnings), "warnings, the first of them:", warnings[0].Detail)
	// Output:
	// 0 warnings
	// 8 warnings, the first of them: it has no password
}
