package aci_test

import (
	"fmt"
	"net/netip"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// timers is a tenant that exists already, with a policy of ours.
func timers(hold int) aci.Tree {
	return aci.Tree{
		Version: aci.Version{Major: 5, Minor: 2, Maintenance: 7, Patch: "f"},
		Roots: []aci.Object{{
			Class: aci.FvTenant, Status: aci.Modified,
			Attributes: aci.Attributes{"name": aci.Text("prod")},
			Children: []aci.Object{{
				Class: aci.BgpCtxPol,
				Attributes: aci.Attributes{
					"name": aci.Text("k8s-timers"), "kaIntvl": aci.Number(2), "holdIntvl": aci.Number(hold),
					"annotation": aci.Text("orchestrator:podfabric"),
				},
			}},
		}},
	}
}

// The request for an APIC: the tenant has to exist, the policy is created or
// changed.
func ExampleTree_Posts() {
	posts, err := timers(6).Posts()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range posts {
		fmt.Println("POST", p.Path())
		fmt.Printf("%s", p.JSON())
		fmt.Println("POST", p.XMLPath())
		fmt.Printf("%s", p.XML())
	}
	// Output:
	// POST /api/mo/uni/tn-prod.json
	// {"fvTenant":{"attributes":{"dn":"uni/tn-prod","name":"prod","status":"modified"},"children":[
	//   {"bgpCtxPol":{"attributes":{"name":"k8s-timers","kaIntvl":"2","holdIntvl":"6","annotation":"orchestrator:podfabric"}}}]}}
	// POST /api/mo/uni/tn-prod.xml
	// <fvTenant dn="uni/tn-prod" name="prod" status="modified">
	//   <bgpCtxPol name="k8s-timers" kaIntvl="2" holdIntvl="6" annotation="orchestrator:podfabric"/>
	// </fvTenant>
}

// All that is wrong, at once, each with its DN.
func ExampleTree_Validate() {
	tree := timers(2)
	tree.Version = aci.Version{Major: 4, Minor: 2, Maintenance: 7, Patch: "f"}
	tenant := &tree.Roots[0]
	tenant.Children = append(tenant.Children,
		aci.Object{Class: aci.L3extOut, Status: aci.Modified, Attributes: aci.Attributes{"name": aci.Text("core")}, Children: []aci.Object{
			{Class: aci.L3extInstP, Attributes: aci.Attributes{"name": aci.Text("k8s pods"), "pcEnfPref": aci.Text("enforced")}, Children: []aci.Object{
				{Class: aci.L3extSubnet, Attributes: aci.Attributes{"ip": aci.Prefix(netip.MustParsePrefix("10.1.0.5/16")), "scope": aci.Flags("import-securty")}}}}}},
	)
	for _, p := range tree.Validate() {
		fmt.Printf("%s\n  %s\n  fix: %s\n", p.Field, p.Detail, p.Fix)
	}
	// Output:
	// uni/tn-prod/bgpCtxP-k8s-timers: holdIntvl
	//   2 is neither 0 nor at least 3
	//   fix: take 0, or a number from 3
	// uni/tn-prod/out-core/instP-k8s pods: name
	//   "k8s pods" has the character ' '
	//   fix: take letters, digits and "_.:-"
	// uni/tn-prod/out-core/instP-k8s pods: pcEnfPref
	//   attribute pcEnfPref exists since 5.2(1g), and the tree is for 4.2(7f)
	//   fix: leave it out, or upgrade the fabric
	// uni/tn-prod/out-core/instP-k8s pods/extsubnet-[10.1.0.5/16]: ip
	//   "10.1.0.5/16" has bits behind its length
	//   fix: write 10.1.0.0/16
	// uni/tn-prod/out-core/instP-k8s pods/extsubnet-[10.1.0.5/16]: scope
	//   "import-securty" is none of the flags
	//   fix: take any of export-rtctrl, import-rtctrl, import-security, shared-rtctrl, shared-security
	// uni/tn-prod/bgpCtxP-k8s-timers: kaIntvl
	//   a keepalive every 2 s cannot hold a session of 2 s
	//   fix: take a third of the hold time
}

// A saved request, or one that a person wrote.
func ExampleParse() {
	tree, err := aci.Parse([]byte(`<fvTenant name="k8s">
	  <l3extOut name="floating"><l3extRsEctx tnFvCtxName="vrf"/></l3extOut>
	</fvTenant>`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tree)
	_, err = aci.Parse([]byte(`{"l3extRsEctx":{"attributes":{"dn":"uni/tn-k8s/out-floating/rsectx2"}}}`))
	fmt.Println(err)
	// Output:
	// {"fvTenant":{"attributes":{"name":"k8s"},"children":[
	//   {"l3extOut":{"attributes":{"name":"floating"},"children":[
	//     {"l3extRsEctx":{"attributes":{"tnFvCtxName":"vrf"}}}]}}]}}
	// error: l3extRsEctx: dn: "rsectx2" has not the form rsectx; correct it, or leave it out [aci-naming: APIC object model: an RN is made of the class's naming attributes]
}

// What an APIC answers, and what of it is configuration.
func ExampleParseAnswer() {
	tree, err := aci.ParseAnswer([]byte(`{"totalCount":"1","imdata":[{"bgpCtxPol":{"attributes":{
	  "dn":"uni/tn-prod/bgpCtxP-k8s-timers","name":"k8s-timers","kaIntvl":"2","holdIntvl":"10","staleIntvl":"300","grCtrl":"helper",
	  "annotation":"orchestrator:podfabric","modTs":"2023-07-26T10:00:00.000+00:00","uid":"15374","status":""},
	  "children":[{"faultCounts":{"attributes":{"crit":"0"}}}]}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(tree)
	// Output:
	// {"fvTenant":{"attributes":{"name":"prod","status":"modified"},"children":[
	//   {"bgpCtxPol":{"attributes":{"name":"k8s-timers","kaIntvl":"2","holdIntvl":"10","annotation":"orchestrator:podfabric"}}}]}}
}

// What has to change, and the request that changes it.
func ExampleDiff() {
	have, err := aci.ParseAnswer([]byte(`{"totalCount":"1","imdata":[{"fvTenant":{"attributes":{"dn":"uni/tn-prod","name":"prod","descr":"of another team"},"children":[
	  {"bgpCtxPol":{"attributes":{"name":"k8s-timers","kaIntvl":"2","holdIntvl":"10","annotation":"orchestrator:podfabric"}}},
	  {"bfdIfPol":{"attributes":{"name":"k8s-bfd","annotation":"orchestrator:podfabric"}}},
	  {"bfdIfPol":{"attributes":{"name":"core-bfd","annotation":""}}}]}}]}`))
	if err != nil {
		fmt.Println(err)
		return
	}
	difference, err := aci.Diff(have, timers(6), "orchestrator:podfabric")
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, c := range difference.Changes {
		fmt.Println(c)
	}
	posts, err := difference.Posts()
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, p := range posts {
		fmt.Printf("%s", p.JSON())
	}
	// Output:
	// modify uni/tn-prod/bgpCtxP-k8s-timers holdIntvl: "10" -> "6"
	// delete uni/tn-prod/bfdIfPol-k8s-bfd
	// {"fvTenant":{"attributes":{"dn":"uni/tn-prod","name":"prod","status":"modified"},"children":[
	//   {"bgpCtxPol":{"attributes":{"name":"k8s-timers","holdIntvl":"6","status":"modified"}}},
	//   {"bfdIfPol":{"attributes":{"name":"k8s-bfd","status":"deleted"}}}]}}
}

// A password is in the request, and in nothing that is printed.
func ExamplePassword() {
	peer := aci.Object{Class: aci.BgpPeerP, Attributes: aci.Attributes{
		"addr":     aci.Prefix(netip.MustParsePrefix("192.168.2.0/24")),
		"ctrl":     aci.Flags("dis-peer-as-check", "as-override"),
		"password": aci.Password(fabric.NewSecret("123Cisco123")),
	}}
	fmt.Println(peer)
	fmt.Printf("%+v\n", peer.Attributes["password"])
	// Output:
	// {"bgpPeerP":{"attributes":{"addr":"192.168.2.0/24","ctrl":"as-override,dis-peer-as-check","password":"<redacted>"}}}
	// <redacted>
}

// What the schema says of an attribute.
func ExampleDefine() {
	class, _ := aci.Define(aci.BgpCtxAfPol)
	ecmp, _ := class.Attribute("maxEcmp")
	fmt.Println(class.RN, "below", class.Parents)
	fmt.Printf("%s: %d to %d, default %s\n", ecmp.Name, ecmp.Min, ecmp.Max, ecmp.Default)
	// Output:
	// bgpCtxAfP-{name} below [fvTenant]
	// maxEcmp: 1 to 64, default 16
}

// A DN is taken apart at slashes outside brackets.
func ExampleParseDN() {
	dn, err := aci.ParseDN("uni/tn-k8s/out-k8s/lnodep-rack1/rsnodeL3OutAtt-[topology/pod-1/node-101]")
	if err != nil {
		fmt.Println(err)
		return
	}
	class, err := dn.Class()
	fmt.Println(class, err)
	fmt.Println(dn.RN())
	fmt.Println(dn.Parent())
	// Output:
	// l3extRsNodeL3OutAtt <nil>
	// rsnodeL3OutAtt-[topology/pod-1/node-101]
	// uni/tn-k8s/out-k8s/lnodep-rack1
}

// Releases are no texts: "5.2(10a)" is the newer one.
func ExampleParseVersion() {
	a, _ := aci.ParseVersion("5.2(7f)")
	b, _ := aci.ParseVersion("5.2(10a)")
	fmt.Println(a.Compare(b), "5.2(7f)" < "5.2(10a)")
	// Output: -1 false
}

// The form in which a controller keeps what it is given.
func ExampleTree_Normal() {
	tree := aci.Tree{Roots: []aci.Object{{Class: aci.FvTenant, Attributes: aci.Attributes{"name": aci.Text("k8s")}, Children: []aci.Object{
		{Class: aci.VzFilter, Attributes: aci.Attributes{"name": aci.Text("web")}, Children: []aci.Object{
			{Class: aci.VzEntry, Attributes: aci.Attributes{"name": aci.Text("https"), "etherT": aci.Text("ip"), "prot": aci.Number(6),
				"dFromPort": aci.Number(443), "dToPort": aci.Number(443), "stateful": aci.YesNo(false)}}}}}}}}
	fmt.Println(tree.Normal())
	// Output:
	// {"fvTenant":{"attributes":{"name":"k8s"},"children":[
	//   {"vzFilter":{"attributes":{"name":"web"},"children":[
	//     {"vzEntry":{"attributes":{"name":"https","etherT":"ip","prot":"tcp","dFromPort":"https","dToPort":"https"}}}]}}]}}
}

// Every object with its place.
func ExampleTree_All() {
	for n := range timers(6).All() {
		fmt.Println(n.Class, n.DN)
	}
	// Output:
	// fvTenant uni/tn-prod
	// bgpCtxPol uni/tn-prod/bgpCtxP-k8s-timers
}
