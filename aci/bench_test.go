package aci_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// benchTree is a standard-SVI site of 10,000 objects and a few: VLANs, paths,
// members, gateways and peers of 1,110 nodes.
func benchTree() aci.Tree {
	tree := standard()
	var paths []aci.Object
	node := netip.MustParseAddr("10.0.0.0")
	for i := range 1110 {
		var a [8]netip.Addr
		for j := range a {
			a[j], node = node, node.Next()
		}
		member := func(side string, own netip.Addr) aci.Object {
			return object(aci.L3extMember, attributes{"side": aci.Text(side), "addr": aci.Prefix(netip.PrefixFrom(own, 29))},
				object(aci.L3extIp, attributes{"addr": aci.Prefix(netip.PrefixFrom(a[6], 29))}))
		}
		paths = append(paths, object(aci.L3extRsPathL3OutAtt, attributes{"tDn": aci.Ref(aci.VPCPathDN(1, 101, 102, fmt.Sprintf("node%d", i))),
			"encap": aci.VLAN(fabric.VLAN(310 + i%11)), "ifInstT": aci.Text("ext-svi"), "autostate": aci.Enabled(true), "mtu": aci.Number(9000)},
			member("A", a[4]), member("B", a[5]),
			object(aci.BgpPeerP, attributes{"addr": aci.Addr(a[1]), "ctrl": aci.Flags("as-override", "dis-peer-as-check"), "password": aci.Password(fabric.NewSecret("x"))},
				object(aci.BgpAsP, attributes{"asn": aci.ASN(65003)}),
				object(aci.BgpRsPeerPfxPol, attributes{"tnBgpPeerPfxPolName": aci.Text("k8s-prefixes")}),
				object(aci.TagAnnotation, attributes{"key": aci.Text("node"), "value": aci.Text(fmt.Sprintf("node%d", i))}))))
	}
	profile := tree.Find(mustDN(profileS + "/lifp-ipv4"))
	profile.Children = append(profile.Children, paths...)
	return tree
}

func count(tree aci.Tree) int {
	n := 0
	for range tree.All() {
		n++
	}
	return n
}

func BenchmarkValidate(b *testing.B) {
	tree := benchTree()
	n := count(tree)
	for b.Loop() {
		if problems := tree.Validate(); len(problems) > 0 {
			b.Fatal(problems[0])
		}
	}
	b.ReportMetric(float64(n), "objects")
}

func BenchmarkJSON(b *testing.B) {
	posts, err := benchTree().Posts()
	if err != nil {
		b.Fatal(err)
	}
	size := 0
	for b.Loop() {
		size = 0
		for _, p := range posts {
			size += len(p.JSON())
		}
	}
	b.SetBytes(int64(size))
}

func BenchmarkXML(b *testing.B) {
	posts, err := benchTree().Posts()
	if err != nil {
		b.Fatal(err)
	}
	for b.Loop() {
		for _, p := range posts {
			_ = p.XML()
		}
	}
}

func BenchmarkParseAnswer(b *testing.B) {
	posts, err := benchTree().Posts()
	if err != nil {
		b.Fatal(err)
	}
	body := posts[len(posts)-1].JSON()
	b.SetBytes(int64(len(body)))
	for b.Loop() {
		if _, err := aci.ParseAnswer(body); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkDiff(b *testing.B) {
	tree := benchTree()
	have := tree.Normal()
	for b.Loop() {
		if _, err := aci.Diff(have, tree, owner); err != nil {
			b.Fatal(err)
		}
	}
}
