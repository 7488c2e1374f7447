package aci_test

import "fmt"

// A policy of ours in a tenant that is somebody else's: the tenant is looked up,
// the policy is managed.
func ExampleTree_Terraform() {
	text, err := timers(6).Terraform()
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Printf("%s", text)
	// Output:
	// {
	//   "terraform": {
	//     "required_providers": {
	//       "aci": {
	//         "source": "CiscoDevNet/aci",
	//         "version": ">= 2.15.0"
	//       }
	//     }
	//   },
	//   "data": {
	//     "aci_rest_managed": {
	//       "tn-prod": {
	//         "dn": "uni/tn-prod",
	//         "class_name": "fvTenant"
	//       }
	//     }
	//   },
	//   "resource": {
	//     "aci_rest_managed": {
	//       "tn-prod_bgpCtxP-k8s-timers": {
	//         "dn": "uni/tn-prod/bgpCtxP-k8s-timers",
	//         "class_name": "bgpCtxPol",
	//         "annotation": "orchestrator:podfabric",
	//         "content": {
	//           "holdIntvl": "6",
	//           "kaIntvl": "2",
	//           "name": "k8s-timers"
	//         },
	//         "depends_on": [
	//           "data.aci_rest_managed.tn-prod"
	//         ]
	//       }
	//     }
	//   }
	// }
}

// The passwords, by the names that Terraform asks for them with.
func ExampleTree_TerraformVariables() {
	for name, secret := range floating().TerraformVariables() {
		fmt.Printf("TF_VAR_%s=%s\n", name, secret)
	}
	// Unordered output:
	// TF_VAR_tn_k8s_out_floating_key=<redacted>
	// TF_VAR_tn_k8s_out_floating_password=<redacted>
}
