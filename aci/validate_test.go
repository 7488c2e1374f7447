package aci_test

import (
	"maps"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

const (
	outF     = "uni/tn-k8s/out-floating"
	profileF = outF + "/lnodep-anchors"
	anchorF  = profileF + "/lifp-ipv4/vlifp-[topology/pod-1/node-101]-[vlan-310]"
	outS     = "uni/tn-k8s/out-standard"
	profileS = outS + "/lnodep-rack1"
	pathS    = profileS + "/lifp-ipv4/rspathL3OutAtt-[topology/pod-1/protpaths-101-102/pathep-[esxi1]]"
	singleS  = profileS + "/lifp-ipv4/rspathL3OutAtt-[topology/pod-1/paths-101/pathep-[eth1/3]]"
)

// change edits the object of a DN in a copy of a tree.
func change(t *testing.T, tree aci.Tree, dn string, edit func(*aci.Object)) aci.Tree {
	t.Helper()
	tree = cloneTree(tree)
	at, err := aci.ParseDN(dn)
	require.NoError(t, err)
	o := tree.Find(at)
	require.NotNil(t, o, dn)
	if o.Attributes == nil {
		o.Attributes = attributes{}
	}
	edit(o)
	return tree
}

func set(name, text string) func(*aci.Object) {
	return func(o *aci.Object) { o.Attributes[name] = aci.Text(text) }
}

func without(class aci.Class) func(*aci.Object) {
	return func(o *aci.Object) {
		o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { return c.Class == class })
	}
}

func with(children ...aci.Object) func(*aci.Object) {
	return func(o *aci.Object) { o.Children = append(o.Children, children...) }
}

// TestBrokenTrees breaks one thing a row and expects a problem of its code at its
// field.
func TestBrokenTrees(t *testing.T) {
	f, s := floating(), standard()
	for _, row := range []struct {
		name  string
		tree  aci.Tree
		dn    string
		edit  func(*aci.Object)
		code  fabric.Code
		field string
	}{
		{"a class nobody knows", f, outF, with(object("l3extNothing", nil)), aci.CodeUnknownClass, outF + "/l3extNothing"},
		{"an object that the fabric registers", f, outF, with(object(aci.FabricNode, nil)), aci.CodeUnknownClass, outF + "/fabricNode"},
		{"a misspelt attribute", f, outF, set("enforceRtCtrl", "export"), aci.CodeUnknownAttribute, outF + ": enforceRtCtrl"},
		{"an attribute of the controller", f, "uni/tn-k8s/ctx-vrf", set("pcTag", "49153"), aci.CodeUnknownAttribute, "uni/tn-k8s/ctx-vrf: pcTag"},
		{"a target DN where a name is set", f, outF + "/rsectx", set("tDn", "uni/tn-k8s/ctx-vrf"), aci.CodeUnknownAttribute, outF + "/rsectx: tDn"},
		{"send-domain-path in ctrl", f, anchorF + "/peerP-[192.168.2.0/24]", set("ctrl", "send-domain-path"), aci.CodeInvalidValue, anchorF + "/peerP-[192.168.2.0/24]: ctrl"},
		{"a name with a blank", f, "uni/tn-k8s", with(named(aci.FvCtx, "my vrf", nil)), aci.CodeInvalidValue, "uni/tn-k8s/ctx-my vrf: name"},
		{"a colon in a VRF", f, "uni/tn-k8s", with(named(aci.FvCtx, "a:b", nil)), aci.CodeInvalidValue, "uni/tn-k8s/ctx-a:b: name"},
		{"a name that is too long", f, "uni/tn-k8s", with(named(aci.BfdIfPol, "x23456789012345678901234567890123456789012345678901234567890123456", nil)), aci.CodeInvalidValue, "uni/tn-k8s/bfdIfPol-x23456789012345678901234567890123456789012345678901234567890123456: name"},
		{"a hold time that BGP does not have", f, "uni/tn-k8s/bgpCtxP-k8s-timers", set("holdIntvl", "2"), aci.CodeInvalidValue, "uni/tn-k8s/bgpCtxP-k8s-timers: holdIntvl"},
		{"no name", f, "uni/tn-k8s", with(object(aci.VzFilter, nil)), aci.CodeNaming, "uni/tn-k8s/vzFilter"},
		{"a peer below a member", s, pathS + "/mem-A", with(peerOf("192.168.1.1/32")), aci.CodeContainment, pathS + "/mem-A/peerP-[192.168.1.1/32]"},
		{"an L3Out below the VRF", f, "uni/tn-k8s/ctx-vrf", with(named(aci.L3extOut, "x", nil)), aci.CodeContainment, "uni/tn-k8s/ctx-vrf/out-x"},
		{"the same policy twice", f, "uni/tn-k8s", with(named(aci.BfdIfPol, "k8s-bfd", nil)), aci.CodeDuplicate, "uni/tn-k8s/bfdIfPol-k8s-bfd"},
		{"a plain password", f, anchorF + "/peerP-[192.168.2.0/24]", set("password", "open"), aci.CodeInvalidValue, anchorF + "/peerP-[192.168.2.0/24]: password"},
		{"a secret in a description", f, outF, func(o *aci.Object) { o.Attributes["descr"] = aci.Password(fabric.NewSecret("x")) }, aci.CodeInvalidValue, outF + ": descr"},
		{"a secret that is not resolved", f, anchorF + "/peerP-[192.168.2.0/24]", func(o *aci.Object) { o.Attributes["password"] = aci.Password(fabric.SecretFrom("bgp")) }, aci.CodeInvalidValue, anchorF + "/peerP-[192.168.2.0/24]: password"},
		{"IPv6 not as it is stored", f, profileF + "/lifp-ipv6/vlifp-[topology/pod-1/node-101]-[vlan-310]", set("addr", "2001:DB8:2::101/64"), aci.CodeInvalidValue, profileF + "/lifp-ipv6/vlifp-[topology/pod-1/node-101]-[vlan-310]: addr"},
		{"node 4001", f, profileF, with(object(aci.L3extRsNodeL3OutAtt, attributes{"tDn": aci.Ref(aci.NodeDN(1, 4001)), "rtrId": addr("1.1.1.1"), "rtrIdLoopBack": aci.YesNo(false)})), aci.CodeInvalidValue, profileF + "/rsnodeL3OutAtt-[topology/pod-1/node-4001]: tDn"},
		{"a vlan pool of the wrong kind", f, "uni/l3dom-k8s/rsvlanNs", set("tDn", "uni/infra/attentp-k8s"), aci.CodeInvalidValue, "uni/l3dom-k8s/rsvlanNs: tDn"},

		{"an L3Out in no VRF", f, outF, without(aci.L3extRsEctx), aci.CodeIncomplete, outF},
		{"BGP not enabled", f, outF, without(aci.BgpExtP), aci.CodeIncomplete, outF},
		{"a standard SVI without the L3Out's domain", s, outS, without(aci.L3extRsL3DomAtt), aci.CodeIncomplete, outS},
		{"default-import without import", f, outF, set("enforceRtctrl", "export"), aci.CodeConflict, outF + ": enforceRtctrl"},
		{"import without default-import", f, outF, without(aci.RtctrlProfile), aci.CodeIncomplete, outF},
		{"no export", f, outF, set("enforceRtctrl", "import"), aci.CodeConflict, outF + ": enforceRtctrl"},
		{"the router ID as a loopback", f, profileF + "/rsnodeL3OutAtt-[topology/pod-1/node-101]", set("rtrIdLoopBack", "yes"), aci.CodeConflict, profileF + "/rsnodeL3OutAtt-[topology/pod-1/node-101]: rtrIdLoopBack"},
		{"a peer of the node profile without a loopback", f, profileF, with(peerOf("10.0.0.1/32")), aci.CodeIncomplete, profileF + "/rsnodeL3OutAtt-[topology/pod-1/node-101]"},
		{"one router ID on two leaves", f, profileF + "/rsnodeL3OutAtt-[topology/pod-1/node-102]", set("rtrId", "1.1.4.101"), aci.CodeConflict, profileF + "/rsnodeL3OutAtt-[topology/pod-1/node-102]: rtrId"},
		{"an anchor that is no leaf of the profile", f, profileF, func(o *aci.Object) {
			o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { rn, _ := c.RN(); return rn == "rsnodeL3OutAtt-[topology/pod-1/node-101]" })
		}, aci.CodeIncomplete, anchorF},
		{"a floating interface that is no SVI", f, anchorF, set("ifInstT", "l3-port"), aci.CodeConflict, anchorF + ": ifInstT"},
		{"no floating address", f, anchorF, without(aci.L3extRsDynPathAtt), aci.CodeIncomplete, anchorF},
		{"a floating address outside the subnet", f, anchorF + "/rsdynPathAtt-[uni/phys-k8s]", set("floatingAddr", "192.168.3.253/24"), aci.CodeOutsideSubnet, anchorF + "/rsdynPathAtt-[uni/phys-k8s]: floatingAddr"},
		{"a floating address that is the anchor's", f, anchorF + "/rsdynPathAtt-[uni/phys-k8s]", set("floatingAddr", "192.168.2.101/24"), aci.CodeConflict, anchorF + "/rsdynPathAtt-[uni/phys-k8s]: floatingAddr"},
		{"anchors with different gateways", f, anchorF, func(o *aci.Object) {
			without(aci.L3extIp)(o)
			with(object(aci.L3extIp, attributes{"addr": cidr("192.168.2.252/24")}))(o)
		}, aci.CodeConflict, profileF + "/lifp-ipv4/vlifp-[topology/pod-1/node-102]-[vlan-310]"},
		{"two families in one profile", f, profileF + "/lifp-ipv4", with(object(aci.L3extVirtualLIfP, attributes{"nodeDn": aci.Ref(aci.NodeDN(1, 101)), "encap": aci.VLAN(311), "addr": cidr("2001:db8:3::1/64"), "ifInstT": aci.Text("ext-svi")})), aci.CodeConflict, profileF + "/lifp-ipv4"},
		{"a vPC without B", s, pathS, func(o *aci.Object) {
			o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { rn, _ := c.RN(); return rn == "mem-B" })
		}, aci.CodeIncomplete, pathS},
		{"a vPC with an address of its own", s, pathS, set("addr", "192.168.1.3/29"), aci.CodeConflict, pathS + ": addr"},
		{"members on a single port", s, singleS, with(object(aci.L3extMember, attributes{"side": aci.Text("A"), "addr": cidr("192.168.1.21/29")})), aci.CodeConflict, singleS},
		{"members with different gateways", s, pathS + "/mem-B", func(o *aci.Object) { o.Children[0].Attributes["addr"] = aci.Text("192.168.1.3/29") }, aci.CodeConflict, pathS},
		{"members in different subnets", s, pathS + "/mem-B", set("addr", "192.168.1.13/29"), aci.CodeOutsideSubnet, pathS + "/mem-B: addr"},
		{"a peer outside the subnet", s, pathS, with(peerOf("192.168.9.1/32")), aci.CodeOutsideSubnet, pathS + "/peerP-[192.168.9.1/32]: addr"},
		{"a peer that is the leaf itself", s, pathS, with(peerOf("192.168.1.4/32")), aci.CodeConflict, pathS + "/peerP-[192.168.1.4/32]: addr"},
		{"a peer without an AS", f, anchorF + "/peerP-[192.168.2.0/24]", without(aci.BgpAsP), aci.CodeIncomplete, anchorF + "/peerP-[192.168.2.0/24]"},
		{"a peer without a password", f, anchorF + "/peerP-[192.168.2.0/24]", func(o *aci.Object) { delete(o.Attributes, "password") }, aci.CodeUnprotected, anchorF + "/peerP-[192.168.2.0/24]"},
		{"a BFD key without its type", f, profileF + "/lifp-ipv4/bfdIfP", set("type", "none"), aci.CodeConflict, profileF + "/lifp-ipv4/bfdIfP"},
		{"a keepalive as long as the hold time", f, "uni/tn-k8s/bgpCtxP-k8s-timers", set("kaIntvl", "3"), aci.CodeConflict, "uni/tn-k8s/bgpCtxP-k8s-timers: kaIntvl"},
		{"fewer than three keepalives", f, "uni/tn-k8s/bgpCtxP-k8s-timers", set("kaIntvl", "2"), aci.CodeConflict, "uni/tn-k8s/bgpCtxP-k8s-timers: kaIntvl"},
		{"an aggregate outside the scope", f, outF + "/instP-default/extsubnet-[10.1.0.0/16]", set("scope", "import-security"), aci.CodeConflict, outF + "/instP-default/extsubnet-[10.1.0.0/16]: aggregate"},
		{"an export aggregate of a prefix", f, outF + "/instP-default/extsubnet-[10.1.0.0/16]", func(o *aci.Object) {
			set("scope", "export-rtctrl")(o)
			set("aggregate", "export-rtctrl")(o)
		}, aci.CodeConflict, outF + "/instP-default/extsubnet-[10.1.0.0/16]: aggregate"},
		{"two entries of one order", f, outF + "/prof-default-import/ctx-nodes", set("order", "0"), aci.CodeConflict, outF + "/prof-default-import/ctx-nodes: order"},
		{"an entry without a match rule", f, outF + "/prof-default-import/ctx-nodes", without(aci.RtctrlRsCtxPToSubjP), aci.CodeIncomplete, outF + "/prof-default-import/ctx-nodes"},
		{"lengths that are no lengths of the family", f, "uni/tn-k8s/subj-k8s-import/dest-[192.168.2.0/24]", set("toPfxLen", "64"), aci.CodeInvalidValue, "uni/tn-k8s/subj-k8s-import/dest-[192.168.2.0/24]"},
		{"lengths that go down", f, "uni/tn-k8s/subj-k8s-import/dest-[192.168.2.0/24]", set("fromPfxLen", "20"), aci.CodeInvalidValue, "uni/tn-k8s/subj-k8s-import/dest-[192.168.2.0/24]"},
		{"lengths that do not act", f, "uni/tn-k8s/subj-k8s-import/dest-[192.168.2.0/24]", set("aggregate", "no"), aci.CodeConflict, "uni/tn-k8s/subj-k8s-import/dest-[192.168.2.0/24]: aggregate"},
		{"a VRF that is not there", f, outF + "/rsectx", set("tnFvCtxName", "other"), aci.CodeUnresolved, outF + "/rsectx: tnFvCtxName"},
		{"a domain that is not there", f, outF + "/rsl3DomAtt", set("tDn", "uni/l3dom-other"), aci.CodeUnresolved, outF + "/rsl3DomAtt: tDn"},
		{"a VLAN outside the pool", s, pathS, set("encap", "vlan-400"), aci.CodeOutsidePool, pathS + ": encap"},
		{"a block from its end", f, "uni/infra/vlanns-[k8s]-static", with(object(aci.FvnsEncapBlk, attributes{"from": aci.VLAN(400), "to": aci.VLAN(390)})), aci.CodeInvalidValue, "uni/infra/vlanns-[k8s]-static/from-[vlan-400]-to-[vlan-390]"},
		{"a domain on no port", f, "uni/infra/attentp-k8s", without(aci.InfraRsDomP), aci.CodeIncomplete, "uni/phys-k8s"},
	} {
		t.Run(row.name, func(t *testing.T) {
			problems := change(t, row.tree, row.dn, row.edit).Validate()
			var at []string
			for _, p := range problems {
				if p.Code == row.code {
					at = append(at, p.Field)
				}
			}
			assert.Contains(t, at, row.field, problems)
		})
	}
}

// TestOverlappingPools is about two pools of one AAEP.
func TestOverlappingPools(t *testing.T) {
	tree := change(t, floating(), "uni/infra", with(named(aci.FvnsVlanInstP, "other", attributes{"allocMode": aci.Text("static")},
		object(aci.FvnsEncapBlk, attributes{"from": aci.VLAN(315), "to": aci.VLAN(330)}))))
	tree = change(t, tree, "uni/l3dom-k8s/rsvlanNs", set("tDn", "uni/infra/vlanns-[other]-static"))
	var codes []fabric.Code
	for _, p := range tree.Validate() {
		codes = append(codes, p.Code)
	}
	assert.Contains(t, codes, aci.CodeConflict)
	assert.Contains(t, codes, aci.CodeOutsidePool, "VLAN 310 is in the pool of the physical domain only")
}

// TestSecondOut is about two L3Outs of one VRF that meet on a leaf.
func TestSecondOut(t *testing.T) {
	second := func(id, timers string) aci.Tree {
		out := standard().Find(mustDN(outS))
		tree := change(t, floating(), "uni/tn-k8s", with(*out, named(aci.BgpCtxPol, "slow", nil)))
		tree = change(t, tree, profileS+"/rsnodeL3OutAtt-[topology/pod-1/node-101]", set("rtrId", id))
		return change(t, tree, profileS+"/protp/rsbgpNodeCtxPol", set("tnBgpCtxPolName", timers))
	}
	assert.Empty(t, second("1.1.4.101", "k8s-timers").Validate(), "an L3Out takes the router ID that the leaf has in the VRF")
	for _, tree := range []aci.Tree{second("1.1.4.1", "k8s-timers"), second("1.1.4.101", "slow")} {
		problems := tree.Validate()
		require.NotEmpty(t, problems)
		assert.Equal(t, aci.CodeConflict, problems[0].Code)
	}
}

func mustDN(text string) aci.DN {
	d, err := aci.ParseDN(text)
	if err != nil {
		panic(err)
	}
	return d
}

// TestReleases refuses what a release does not have, and says since when it is
// there.
func TestReleases(t *testing.T) {
	for _, row := range []struct {
		release string
		edit    func(*aci.Object)
		dn      string
		want    map[string]string
	}{
		{"5.2(7f)", func(*aci.Object) {}, outF, nil},
		{"", func(*aci.Object) {}, outF, nil},
		{"4.2(1a)", func(*aci.Object) {}, outF, map[string]string{anchorF + "/rsdynPathAtt-[uni/phys-k8s]": "5.0(1)"}},
		{"4.1(2z)", func(*aci.Object) {}, outF, map[string]string{anchorF: "4.2(1)"}},
		{"5.2(1f)", set("pcEnfPref", "enforced"), outF + "/instP-default", map[string]string{outF + "/instP-default: pcEnfPref": "5.2(1g)"}},
		{"5.2(1g)", set("pcEnfPref", "enforced"), outF + "/instP-default", nil},
		{"5.2(2h)", set("encap", "vlan-311"), anchorF + "/rsdynPathAtt-[uni/phys-k8s]", map[string]string{anchorF + "/rsdynPathAtt-[uni/phys-k8s]: encap": "5.2(3)"}},
		{"5.0(1j)", set("userdom", "all"), outF, map[string]string{outF + ": userdom": "5.0(1k)"}},
		{"3.2(9h)", set("prio", "level6"), outF + "/instP-default/rsprov-k8s", map[string]string{outF + "/instP-default/rsprov-k8s: prio": "4.0(1)"}},
	} {
		t.Run(row.release, func(t *testing.T) {
			tree := change(t, floating(), row.dn, row.edit)
			tree.Version = aci.Version{}
			if row.release != "" {
				tree.Version = version(row.release)
			}
			got := map[string]string{}
			for _, p := range tree.Validate() {
				assert.Equal(t, aci.CodeVersion, p.Code, p.Error())
				got[p.Field] = p.Detail
			}
			for field, since := range row.want {
				assert.Contains(t, got[field], since)
			}
			if row.want == nil {
				assert.Empty(t, slices.Collect(maps.Keys(got)))
			}
		})
	}
}

// TestExistingObjects need not be described.
func TestExistingObjects(t *testing.T) {
	tree := aci.Tree{Roots: []aci.Object{{Class: aci.FvTenant, Status: aci.Modified, Attributes: attributes{"name": aci.Text("prod")},
		Children: []aci.Object{{Class: aci.FvCtx, Status: aci.Modified, Attributes: attributes{"name": aci.Text("vrf")}},
			{Class: aci.L3extOut, Status: aci.Modified, Attributes: attributes{"name": aci.Text("core")}, Children: []aci.Object{
				{Class: aci.L3extInstP, Status: aci.Modified, Attributes: attributes{"name": aci.Text("all")}, Children: []aci.Object{
					object(aci.FvRsCons, attributes{"tnVzBrCPName": aci.Text("web")})}}}},
			{Class: aci.VzBrCP, Status: aci.Modified, Attributes: attributes{"name": aci.Text("web")}},
			{Class: aci.VzBrCP, Status: aci.Deleted, Attributes: attributes{"name": aci.Text("old")}}}}}}
	assert.Empty(t, tree.Validate())
	tree.Roots[0].Children[2].Status = aci.Deleted
	problems := tree.Validate()
	require.Len(t, problems, 1)
	assert.Equal(t, aci.CodeUnresolved, problems[0].Code, "what is deleted resolves nothing")
}
