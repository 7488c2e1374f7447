package aci_test

import (
	"errors"
	"fmt"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// A policy of ours in a tenant that is somebody else's.
func ExampleTree_NetworkAsCode() {
	text, err := timers(6).NetworkAsCode()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", text)
	// Output:
	// ---
	// apic:
	//   tenants:
	//     - name: prod
	//       managed: false
	//       policies:
	//         bgp_timer_policies:
	//           - name: k8s-timers
	//             keepalive_interval: 2
	//             hold_interval: 6
}

// What the model has no key for is said, and nothing is written.
func ExampleTree_NetworkAsCode_refused() {
	tree := timers(6)
	policy := &tree.Roots[0].Children[0]
	policy.Attributes["nameAlias"] = aci.Text("calico")
	policy.Children = []aci.Object{{Class: aci.TagAnnotation, Attributes: aci.Attributes{"key": aci.Text("cluster"), "value": aci.Text("k8s")}}}
	_, err := tree.NetworkAsCode()
	var problems fabric.Problems
	errors.As(err, &problems)
	for _, p := range problems {
		fmt.Println(p.Field + ": " + p.Detail)
	}
	// Output:
	// uni/tn-prod/bgpCtxP-k8s-timers: nameAlias: the model has no key for it, and it is "calico"
	// uni/tn-prod/bgpCtxP-k8s-timers/annotationKey-[cluster]: the model has no key for a tagAnnotation here
}

// The passwords, by the names that the document takes them from.
func ExampleTree_NetworkAsCodeVariables() {
	for name, secret := range sayable(floating()).NetworkAsCodeVariables() {
		fmt.Printf("%s=%s\n", name, secret)
	}
	// Output:
	// TN_K8S_OUT_FLOATING_PASSWORD=<redacted>
}
