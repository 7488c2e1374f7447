package aci_test

import (
	"errors"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// sayable takes out of a sample what the model has no key for.
func sayable(tree aci.Tree) aci.Tree {
	var keep func(objects []aci.Object) []aci.Object
	keep = func(objects []aci.Object) []aci.Object {
		var all []aci.Object
		for _, o := range objects {
			if o.Class == aci.TagAnnotation {
				continue
			}
			o.Attributes = maps.Clone(o.Attributes)
			switch o.Class {
			case aci.BfdIfP:
				o.Attributes = nil
			case aci.BgpRsPeerToProfile:
				o.Attributes["tDn"] = dn("uni/tn-k8s/prof-from-nodes")
			default:
			}
			o.Children = keep(o.Children)
			all = append(all, o)
		}
		return all
	}
	tree.Roots = keep(tree.Roots)
	tenant := &tree.Roots[0]
	tenant.Children = append(tenant.Children, named(aci.RtctrlProfile, "from-nodes", attributes{"type": aci.Text("global")},
		named(aci.RtctrlCtxP, "pods", nil, object(aci.RtctrlRsCtxPToSubjP, attributes{"tnRtctrlSubjPName": aci.Text("k8s-pods")}))))
	return tree
}

// expected is the normal form of a tree as the model carries it: without
// annotations, without what is only referred to, and without relations to nothing,
// which the controller has anyway.
func expected(tree aci.Tree) string {
	var keep func(objects []aci.Object, at aci.DN) []aci.Object
	keep = func(objects []aci.Object, at aci.DN) []aci.Object {
		var all []aci.Object
		for _, o := range objects {
			rn, _ := o.RN()
			here := at.Child(rn)
			o.Attributes = maps.Clone(o.Attributes)
			delete(o.Attributes, "annotation")
			if o.Attributes["status"] == aci.Text("modified") {
				o.Status = aci.Modified
			}
			delete(o.Attributes, "status")
			o.Children = keep(o.Children, here)
			switch o.Class {
			case aci.FvTenant:
				if here.String() == "uni/tn-common" || here.String() == "uni/tn-infra" || here.String() == "uni/tn-mgmt" {
					o.Status = aci.Modified
				}
			case aci.InfraInfra, aci.InfraFuncP:
				o.Status = aci.Upsert
				if o.Children == nil {
					continue
				}
			case aci.FvRsBgpCtxPol, aci.BgpRsBgpNodeCtxPol, aci.BgpRsBestPathCtrlPol, aci.L3extRsNdIfPol, aci.BgpRsPeerPfxPol:
				if len(o.Attributes) == 0 {
					continue
				}
			default:
				if o.Status == aci.Modified {
					continue
				}
			}
			if o.Status == aci.Created {
				o.Status = aci.Upsert
			}
			all = append(all, o)
		}
		return all
	}
	tree = tree.Normal()
	tree.Roots = keep(tree.Roots, aci.UniDN())
	return tree.Normal().String()
}

// deploys fails unless the document of a tree, read as the modules do, is the tree.
func deploys(t *testing.T, tree aci.Tree) {
	t.Helper()
	text, err := tree.NetworkAsCode()
	require.NoError(t, err)
	deploysAs(t, tree, text)
}

func deploysAs(t *testing.T, tree aci.Tree, text []byte) {
	t.Helper()
	got := deployed(t, text, tree.NetworkAsCodeVariables())
	if want := expected(tree); want != expected(got) {
		assert.Equal(t, want, expected(got), "%s", text)
	}
	assert.Equal(t, revealed(tree), revealed(got))
}

// TestNetworkAsCodeDeploysTheTree reads the document as the modules do, and has
// the tree again.
func TestNetworkAsCodeDeploysTheTree(t *testing.T) {
	for name, tree := range samples() {
		t.Run(name, func(t *testing.T) { deploys(t, sayable(tree)) })
	}
}

// classesOf are the classes of rows and of those below them, with their attributes.
func classesOf(rows []posted, all map[aci.Class]map[string]bool) map[aci.Class]map[string]bool {
	for _, row := range rows {
		if all[row.class] == nil {
			all[row.class] = map[string]bool{}
		}
		for name := range row.content {
			all[row.class][name] = true
		}
		classesOf(row.children, all)
	}
	return all
}

// noKey are the attributes that the modules have no key for.
func noKey() map[aci.Class]string {
	return map[aci.Class]string{
		aci.FvnsVlanInstP: "nameAlias", aci.FvnsEncapBlk: "name nameAlias", aci.InfraAttEntityP: "nameAlias", aci.InfraFuncP: "name descr",
		aci.InfraAccBndlGrp: "nameAlias", aci.PhysDomP: "nameAlias", aci.L3extDomP: "nameAlias",
		aci.BgpCtxPol: "nameAlias", aci.BgpBestPathCtrlPol: "nameAlias", aci.BgpCtxAfPol: "nameAlias", aci.BgpPeerPfxPol: "nameAlias",
		aci.BfdIfPol: "nameAlias adminSt", aci.NdIfPol: "nameAlias", aci.RtctrlSubjP: "nameAlias", aci.RtctrlMatchRtDest: "name nameAlias",
		aci.RtctrlAttrP: "nameAlias", aci.RtctrlSetPref: "name descr nameAlias", aci.RtctrlProfile: "nameAlias", aci.RtctrlCtxP: "nameAlias", aci.RtctrlScope: "name descr nameAlias",
		aci.BgpExtP: "descr nameAlias", aci.L3extInstP: "pcEnfPref", aci.L3extSubnet: "nameAlias", aci.FvRsProv: "matchT prio", aci.FvRsCons: "prio",
		aci.L3extLNodeP: "descr nameAlias", aci.L3extLoopBackIfP: "name descr nameAlias", aci.BgpProtP: "nameAlias", aci.L3extLIfP: "nameAlias",
		aci.BfdIfP: "keyId key nameAlias", aci.L3extRsDynPathAtt: "forgedTransmit macChange promMode",
		aci.L3extMember: "ipv6Dad llAddr name descr nameAlias", aci.L3extIp: "ipv6Dad name descr nameAlias",
		aci.BgpPeerP: "name nameAlias ctrlExt connectivityType", aci.BgpAsP: "name descr nameAlias", aci.BgpLocalAsnP: "name descr nameAlias",
	}
}

// TestNetworkAsCodeCoversTheSchema has every class and attribute of the schema in
// the modules or among those stated to have no key.
func TestNetworkAsCodeCoversTheSchema(t *testing.T) {
	covered := classesOf(modules(), map[aci.Class]map[string]bool{})
	for _, class := range aci.Classes() {
		switch class {
		case aci.PolUni, aci.TagAnnotation: // the top; what the model cannot say
			continue
		default:
		}
		if !assert.Contains(t, covered, class) {
			continue
		}
		def, _ := aci.Define(class)
		stated := strings.Fields(noKey()[class])
		for _, a := range def.Attributes {
			if a.Name == "annotation" || a.Name == "userdom" {
				continue
			}
			assert.NotEqual(t, covered[class][a.Name], slices.Contains(stated, a.Name), "%s.%s is in the modules, or has no key", class, a.Name)
		}
	}
}

// words are values that an attribute can have.
func words(a aci.Attribute) []aci.Value {
	var all []aci.Value
	for _, w := range a.Words {
		all = append(all, aci.Text(w))
	}
	switch a.Kind {
	case aci.KindFlags:
		all = append(all, aci.Flags(a.Words...), aci.Flags())
	case aci.KindNumber:
		all = append(all, aci.Number(a.Min), aci.Number(a.Max), aci.Number((a.Min+a.Max)/2))
	case aci.KindText:
		all = append(all, aci.Text("x"), aci.Text("yes"), aci.Text("0815"))
	case aci.KindMAC:
		all = append(all, aci.Text("00:11:22:33:44:55"))
	case aci.KindLinkLocal:
		all = append(all, aci.Text("fe80::1"))
	case aci.KindPort:
		all = append(all, aci.Text("8080"))
	case aci.KindASN:
		all = append(all, aci.Text("4200000001"))
	case aci.KindSecret:
		all = append(all, aci.Password(fabric.NewSecret("another")))
	default:
	}
	return all
}

// TestNetworkAsCodeLosesNothing sets each attribute of each class to values that
// it can have: the document deploys them, or the export refuses them by DN and
// attribute. What has no key is refused.
func TestNetworkAsCodeLosesNothing(t *testing.T) {
	left := aci.Text("left out")
	tried, refused := 0, map[aci.Class]map[string]bool{}
	for _, make := range []func() aci.Tree{func() aci.Tree { return sayable(floating()) }, func() aci.Tree { return sayable(standard()) }} {
		seen := map[aci.Class]bool{}
		for n := range make().All() {
			if seen[n.Class] {
				continue
			}
			seen[n.Class] = true
			def, _ := aci.Define(n.Class)
			for _, a := range def.Attributes {
				if a.Naming || a.Kind == aci.KindRef || a.Names != "" || a.Name == "annotation" {
					continue
				}
				for _, v := range append(words(a), left) {
					tree := make()
					tree.Find(n.DN).Attributes = maps.Clone(n.Attributes)
					if tree.Find(n.DN).Attributes == nil {
						tree.Find(n.DN).Attributes = aci.Attributes{}
					}
					if tree.Find(n.DN).Attributes[a.Name] = v; v == left {
						delete(tree.Find(n.DN).Attributes, a.Name)
					}
					text, err := tree.NetworkAsCode()
					if problems, ok := errors.AsType[fabric.Problems](err); ok {
						if problems[0].Code != aci.CodeNACUnsupported {
							continue // invalid
						}
						tried++
						if n.Class != aci.InfraAccBndlGrp { // its type is that of the paths
							assert.Contains(t, problems[0].Field, n.DN.String())
						}
						if refused[n.Class] == nil {
							refused[n.Class] = map[string]bool{}
						}
						refused[n.Class][a.Name] = true
						continue
					}
					require.NoError(t, err)
					tried++
					deploysAs(t, tree, text)
				}
			}
		}
	}
	assert.Greater(t, tried, 700)
	for class, names := range noKey() {
		for name := range strings.FieldsSeq(names) {
			if class == aci.BfdIfP && name != "nameAlias" { // one is invalid without the others
				continue
			}
			assert.True(t, refused[class][name], "%s.%s has no key and is not refused", class, name)
		}
	}
}

// TestNetworkAsCodeRefuses all that it has no place for, at once.
func TestNetworkAsCodeRefuses(t *testing.T) {
	fields := func(t *testing.T, tree aci.Tree) []string {
		t.Helper()
		_, err := tree.NetworkAsCode()
		var problems fabric.Problems
		require.ErrorAs(t, err, &problems)
		var all []string
		for _, p := range problems {
			assert.Equal(t, aci.CodeNACUnsupported, p.Code)
			all = append(all, p.Field)
		}
		slices.Sort(all)
		return all
	}
	const anchors = "uni/tn-k8s/out-floating/lnodep-anchors/"
	assert.Equal(t, []string{
		"uni/tn-k8s/out-floating/annotationKey-[cluster]",
		anchors + "lifp-ipv4/bfdIfP: key", anchors + "lifp-ipv4/bfdIfP: keyId", anchors + "lifp-ipv4/bfdIfP: type",
		anchors + "lifp-ipv6/bfdIfP: key", anchors + "lifp-ipv6/bfdIfP: keyId", anchors + "lifp-ipv6/bfdIfP: type",
	}, fields(t, floating()))
	const paths = "uni/tn-k8s/out-standard/lnodep-rack1/lifp-ipv4/rspathL3OutAtt-[topology/pod-1/protpaths-101-102/pathep-[esxi%s]]/peerP-[192.168.1.%s/32]/rspeerToProfile-[uni/tn-k8s/out-standard/prof-default-import]-import: tDn"
	assert.Equal(t, []string{strings.Replace(strings.Replace(paths, "%s", "1", 1), "%s", "1", 1), strings.Replace(strings.Replace(paths, "%s", "2", 1), "%s", "9", 1)}, fields(t, standard()))

	for name, row := range map[string]struct {
		change func(aci.Tree)
		field  string
	}{
		"the secondary address of a floating path": {func(tree aci.Tree) {
			o := tree.Find(mustDN(anchors + "lifp-ipv4/vlifp-[topology/pod-1/node-101]-[vlan-310]/rsdynPathAtt-[uni/phys-k8s]"))
			o.Children = []aci.Object{object(aci.L3extIp, attributes{"addr": cidr("192.168.2.252/24")})}
		}, anchors + "lifp-ipv4/vlifp-[topology/pod-1/node-101]-[vlan-310]/rsdynPathAtt-[uni/phys-k8s]/addr-[192.168.2.252/24]"},
		"a second secondary address": {func(tree aci.Tree) {
			for _, node := range []string{"101", "102"} {
				o := tree.Find(mustDN(anchors + "lifp-ipv4/vlifp-[topology/pod-1/node-" + node + "]-[vlan-310]"))
				o.Children = append(o.Children, object(aci.L3extIp, attributes{"addr": cidr("192.168.2.251/24")}))
			}
		}, anchors + "lifp-ipv4/vlifp-[topology/pod-1/node-101]-[vlan-310]/addr-[192.168.2.254/24]"},
		"a VRF of somebody else with what is ours below it": {func(tree aci.Tree) {
			tree.Find(mustDN("uni/tn-k8s/ctx-vrf")).Status = aci.Modified
		}, "uni/tn-k8s/ctx-vrf"},
		"what is to be deleted": {func(tree aci.Tree) {
			tree.Find(mustDN("uni/tn-k8s/attr-k8s-set")).Status = aci.Deleted
		}, "uni/tn-k8s/attr-k8s-set"},
		"an L3Out without a routed domain": {func(tree aci.Tree) {
			o := tree.Find(mustDN("uni/tn-k8s/out-floating"))
			o.Children = slices.DeleteFunc(o.Children, func(c aci.Object) bool { return c.Class == aci.L3extRsL3DomAtt })
		}, "uni/tn-k8s/out-floating"},
		"a VLAN pool that is somebody else's": {func(tree aci.Tree) {
			o := tree.Find(mustDN("uni/infra/vlanns-[k8s]-static"))
			o.Status, o.Children, o.Attributes = aci.Modified, nil, attributes{"name": aci.Text("k8s"), "allocMode": aci.Text("static")}
		}, "uni/l3dom-k8s/rsvlanNs: tDn"},
		"an attribute of a tenant that is somebody else's": {func(tree aci.Tree) {
			o := tree.Find(mustDN("uni/tn-k8s"))
			o.Status = aci.Modified
			o.Attributes = attributes{"name": aci.Text("k8s"), "descr": aci.Text("x")}
		}, "uni/tn-k8s: descr"},
	} {
		t.Run(name, func(t *testing.T) {
			tree := sayable(floating())
			row.change(tree)
			assert.Contains(t, fields(t, tree), row.field)
		})
	}
	_, err := aci.Tree{Roots: []aci.Object{named(aci.FvTenant, "a b", nil)}}.NetworkAsCode()
	require.ErrorContains(t, err, string(aci.CodeInvalidValue), "an invalid tree")
}

// TestNetworkAsCodeExisting names a tenant that is somebody else's and does not
// manage it; a VRF that is somebody else's stands only in its references.
func TestNetworkAsCodeExisting(t *testing.T) {
	tree := sayable(floating())
	tree.Roots[0].Status = aci.Modified
	vrf := tree.Find(mustDN("uni/tn-k8s/ctx-vrf"))
	vrf.Status, vrf.Children, vrf.Attributes = aci.Modified, nil, attributes{"name": aci.Text("vrf")}
	text, err := tree.NetworkAsCode()
	require.NoError(t, err)
	assert.Contains(t, string(text), "    - name: k8s\n      managed: false\n")
	assert.NotContains(t, string(text), "vrfs:")
	assert.Contains(t, string(text), "vrf: vrf\n")
	deploys(t, tree)
}

// TestNetworkAsCodeSecrets keeps passwords out: the environment has them.
func TestNetworkAsCodeSecrets(t *testing.T) {
	for name, tree := range samples() {
		tree := sayable(tree)
		text, err := tree.NetworkAsCode()
		require.NoError(t, err)
		assert.NotContains(t, string(text), "s3cr3t")
		assert.Contains(t, string(text), "password: !env TN_K8S_OUT_"+strings.ToUpper(name)+"_PASSWORD\n")
		assert.Equal(t, "s3cr3t-<&>", tree.NetworkAsCodeVariables()["TN_K8S_OUT_"+strings.ToUpper(name)+"_PASSWORD"].Reveal())
	}
	_, err := floating().NetworkAsCode()
	assert.NotContains(t, err.Error(), "bfdkey")
}

// TestNetworkAsCodeQuotes what a reader of YAML could take for something else.
func TestNetworkAsCodeQuotes(t *testing.T) {
	for text, want := range map[string]string{
		"k8s": "k8s", "yes": `"yes"`, "No": `"No"`, "null": `"null"`, "0815": `"0815"`, "1e3": `"1e3"`, "a: b": `"a: b"`, "a #b": `"a #b"`, `a\b`: `"a\\b"`,
		"12:30:45": `"12:30:45"`, "10.1.0.0": "10.1.0.0", "-": `"-"`,
	} {
		tree := timers(6)
		tree.Roots[0].Children[0].Attributes["descr"] = aci.Text(text)
		got, err := tree.NetworkAsCode()
		require.NoError(t, err)
		assert.Contains(t, string(got), "description: "+want+"\n")
	}
}

// TestNetworkAsCodeIsStable shuffles a tree; the bytes stay.
func TestNetworkAsCodeIsStable(t *testing.T) {
	tree := sayable(standard())
	text, err := tree.NetworkAsCode()
	require.NoError(t, err)
	turn(tree.Roots)
	again, err := tree.NetworkAsCode()
	require.NoError(t, err)
	assert.Equal(t, string(text), string(again))
}
