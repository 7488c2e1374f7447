package aci_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

var updateTrees = flag.Bool("update-trees", false, "write the sample trees for the modules that prove the exports")

// TestSampleTreesAreKept holds the trees that internal/terraformproof reads to
// the samples of this package. They are requests, what goes in.
func TestSampleTreesAreKept(t *testing.T) {
	for name, tree := range samples() {
		text := kept(t, tree)
		file := filepath.Join("testdata", "terraform", name+".json")
		if *updateTrees {
			require.NoError(t, os.WriteFile(file, text, 0o600))
		}
		have, err := os.ReadFile(file)
		require.NoError(t, err)
		assert.Equal(t, string(text), string(have), "go test ./aci -run SampleTrees -update-trees")
	}
}

func kept(t *testing.T, tree aci.Tree) []byte {
	posts, err := tree.Posts()
	require.NoError(t, err)
	var bodies [][]byte
	for _, p := range posts {
		bodies = append(bodies, bytes.TrimSpace(p.JSON()))
	}
	return append(append([]byte("[\n"), bytes.Join(bodies, []byte(",\n"))...), "\n]\n"...)
}

// A tf is the file as a reader of JSON sees it.
type tf struct {
	Variable map[string]struct{ Sensitive bool }
	Data     map[string]map[string]struct {
		DN    string `json:"dn"`
		Class string `json:"class_name"`
	}
	Resource map[string]map[string]struct {
		DN         string `json:"dn"`
		Class      string `json:"class_name"`
		Annotation *string
		EscapeHTML *bool `json:"escape_html"`
		Content    map[string]string
		DependsOn  []string `json:"depends_on"`
		Lifecycle  struct {
			IgnoreChanges []string `json:"ignore_changes"`
		}
	}
}

func terraformed(t *testing.T, tree aci.Tree) ([]byte, tf) {
	t.Helper()
	text, err := tree.Terraform()
	require.NoError(t, err)
	var file tf
	require.NoError(t, json.Unmarshal(text, &file))
	return text, file
}

// plain reads a string of Terraform's JSON syntax that has no expression.
func plainTerraform(text string) string {
	return strings.NewReplacer("$${", "${", "%%{", "%{").Replace(text)
}

// treeOf reads a file back into a tree: each resource by its DN and class, below
// the objects that its DN goes through.
func (f tf) treeOf(t *testing.T, tree aci.Tree) aci.Tree {
	secrets := tree.TerraformVariables()
	back := aci.Tree{Version: tree.Version}
	put := func(text string, class aci.Class, status aci.Status, attrs aci.Attributes) {
		d := mustDN(plainTerraform(text))
		objects := &back.Roots
		var at aci.DN
		var o *aci.Object
		for rn := range d.RNs() {
			if at = at.Child(rn); at == aci.UniDN() {
				continue
			}
			i := slices.IndexFunc(*objects, func(o aci.Object) bool { have, _ := o.RN(); return have == rn })
			if i < 0 {
				c, err := at.Class()
				require.NoError(t, err)
				*objects = append(*objects, aci.Object{Class: c, Attributes: naming(t, c, rn)})
				i = len(*objects) - 1
			}
			o = &(*objects)[i]
			objects = &o.Children
		}
		require.Equal(t, class, o.Class, d)
		o.Status = status
		maps.Copy(o.Attributes, attrs)
	}
	for _, r := range f.Resource["aci_rest_managed"] {
		attrs := aci.Attributes{}
		if r.Annotation != nil {
			attrs["annotation"] = aci.Text(plainTerraform(*r.Annotation))
		}
		for name, text := range r.Content {
			if variable, ok := strings.CutPrefix(text, "${var."); ok {
				attrs[name] = aci.Password(secrets[strings.TrimSuffix(variable, "}")])
				continue
			}
			attrs[name] = aci.Text(plainTerraform(text))
		}
		put(r.DN, aci.Class(r.Class), aci.Upsert, attrs)
	}
	for _, d := range f.Data["aci_rest_managed"] {
		put(d.DN, aci.Class(d.Class), aci.Modified, nil)
	}
	return back
}

// naming reads the naming attributes of an RN by parsing an object that has it.
func naming(t *testing.T, class aci.Class, rn aci.RN) aci.Attributes {
	def, ok := aci.Define(class)
	require.True(t, ok)
	pattern := regexp.QuoteMeta(def.RN)
	var names []string
	pattern = regexp.MustCompile(`\\\{(\w+)\\\}`).ReplaceAllStringFunc(pattern, func(field string) string {
		names = append(names, strings.Trim(field, `\{}`))
		return "(.*)"
	})
	found := regexp.MustCompile("^" + pattern + "$").FindStringSubmatch(string(rn))
	require.NotNil(t, found, "%s is no %s", rn, def.RN)
	attrs := aci.Attributes{}
	for i, name := range names {
		attrs[name] = aci.Text(found[i+1])
	}
	return attrs
}

// withoutStanding takes the annotations off what exists in every fabric, which
// Terraform does not manage.
func withoutStanding(tree aci.Tree) aci.Tree {
	tree = tree.Normal()
	for n := range tree.All() {
		switch n.DN.String() {
		case "uni/infra", "uni/infra/funcprof", "uni/tn-common":
			delete(n.Attributes, "annotation")
		}
	}
	return tree
}

func inProd() aci.Tree {
	tree := floating()
	tenant := &tree.Roots[0]
	tenant.Status = aci.Modified
	for i := range tenant.Children {
		if tenant.Children[i].Class == aci.FvCtx {
			tenant.Children[i].Status = aci.Modified
			delete(tenant.Children[i].Attributes, "pcEnfPref")
		}
	}
	return tree
}

// TestTerraformComesBack reads the file back into the tree that it was made of.
func TestTerraformComesBack(t *testing.T) {
	trees := samples()
	trees["in somebody else's tenant and VRF"] = inProd()
	for name, tree := range trees {
		t.Run(name, func(t *testing.T) {
			_, file := terraformed(t, tree)
			want := withoutStanding(tree)
			for n := range want.All() {
				if n.Status == aci.Modified {
					delete(n.Attributes, "annotation") // a data source says nothing
				}
			}
			assert.Equal(t, want.String(), file.treeOf(t, tree).Normal().String())
			assert.Equal(t, revealed(want), revealed(file.treeOf(t, tree)), "the same passwords")
		})
	}
}

func revealed(tree aci.Tree) map[aci.DN]string {
	all := map[aci.DN]string{}
	for n := range tree.All() {
		for _, v := range n.Attributes {
			if v.IsSecret() {
				all[n.DN] = v.Secret().Reveal()
			}
		}
	}
	return all
}

// TestTerraformIsStable shuffles a tree; the bytes stay.
func TestTerraformIsStable(t *testing.T) {
	tree := floating()
	text, _ := terraformed(t, tree)
	turn(tree.Roots)
	again, _ := terraformed(t, tree)
	assert.Equal(t, string(text), string(again))
}

// turn reverses the order of objects and of all below them.
func turn(objects []aci.Object) {
	slices.Reverse(objects)
	for i := range objects {
		turn(objects[i].Children)
	}
}

// TestTerraformDependencies orders the objects as the requests are ordered.
func TestTerraformDependencies(t *testing.T) {
	for name, tree := range samples() {
		_, file := terraformed(t, tree)
		resources := file.Resource["aci_rest_managed"]
		byDN := map[string]string{}
		for key, r := range resources {
			byDN[r.DN] = "aci_rest_managed." + key
		}
		for _, row := range []struct{ of, on string }{
			{"uni/phys-k8s/rsvlanNs", "uni/phys-k8s"},
			{"uni/phys-k8s/rsvlanNs", "uni/infra/vlanns-[k8s]-static"},
			{"uni/infra/attentp-k8s/rsdomP-[uni/l3dom-k8s]", "uni/l3dom-k8s"},
			{"uni/tn-k8s/out-" + name, "uni/tn-k8s"},
			{"uni/tn-k8s/out-" + name + "/rsl3DomAtt", "uni/l3dom-k8s"},
			{"uni/tn-k8s/out-" + name + "/rsectx", "uni/tn-k8s/ctx-vrf"},
			{"uni/tn-k8s/out-" + name + "/prof-default-import/ctx-nodes/rsctxPToSubjP-k8s-import", "uni/tn-k8s/subj-k8s-import"},
			{"uni/tn-k8s/out-" + name + "/instP-default/rsprov-k8s", "uni/tn-k8s/brc-k8s"},
		} {
			key := strings.TrimPrefix(byDN[row.of], "aci_rest_managed.")
			require.Contains(t, resources, key, row.of)
			assert.Contains(t, resources[key].DependsOn, byDN[row.on], "%s on %s", row.of, row.on)
		}
		state := map[string]int{}
		var visit func(address string)
		visit = func(address string) {
			key := strings.TrimPrefix(address, "aci_rest_managed.")
			require.Contains(t, resources, key)
			require.NotEqual(t, 1, state[key], "a circle through %s", key)
			if state[key] == 2 {
				return
			}
			state[key] = 1
			for _, on := range resources[key].DependsOn {
				visit(on)
			}
			state[key] = 2
		}
		for key := range resources {
			visit("aci_rest_managed." + key)
		}
	}
}

// TestTerraformExisting refers to what is somebody else's, and owns what is below.
func TestTerraformExisting(t *testing.T) {
	_, file := terraformed(t, inProd())
	tenant := file.Data["aci_rest_managed"]["tn-k8s"]
	assert.Equal(t, "uni/tn-k8s", tenant.DN)
	assert.Equal(t, "fvTenant", tenant.Class)
	assert.Contains(t, file.Data["aci_rest_managed"], "tn-k8s_ctx-vrf")
	resources := file.Resource["aci_rest_managed"]
	for _, key := range []string{"tn-k8s", "tn-k8s_ctx-vrf", "infra", "infra_funcprof"} {
		assert.NotContains(t, resources, key)
	}
	assert.Equal(t, []string{"data.aci_rest_managed.tn-k8s"}, resources["tn-k8s_out-floating"].DependsOn)
	assert.Empty(t, resources["infra_attentp-k8s"].DependsOn)
	assert.Equal(t, []string{"aci_rest_managed.tn-k8s_out-floating", "data.aci_rest_managed.tn-k8s_ctx-vrf"}, resources["tn-k8s_out-floating_rsectx"].DependsOn)
}

// TestTerraformRefuses what it must not own.
func TestTerraformRefuses(t *testing.T) {
	tenant := func(name string, status aci.Status, attrs attributes, children ...aci.Object) aci.Tree {
		o := named(aci.FvTenant, name, attrs, children...)
		o.Status = status
		return aci.Tree{Roots: []aci.Object{o}}
	}
	gone := named(aci.BgpCtxPol, "old", nil)
	gone.Status = aci.Deleted
	for name, row := range map[string]struct {
		tree  aci.Tree
		field string
	}{
		"an attribute of somebody else's tenant":    {tenant("prod", aci.Modified, attributes{"descr": aci.Text("x")}), "uni/tn-prod: descr"},
		"an attribute of tenant common":             {tenant("common", aci.Upsert, attributes{"descr": aci.Text("x")}), "uni/tn-common: descr"},
		"what is to be deleted":                     {tenant("prod", aci.Upsert, nil, gone), "uni/tn-prod/bgpCtxP-old"},
		"what is to be deleted and in every fabric": {tenant("common", aci.Deleted, nil), "uni/tn-common"},
	} {
		_, err := row.tree.Terraform()
		var problems fabric.Problems
		require.ErrorAs(t, err, &problems, name)
		require.Len(t, problems, 1, name)
		assert.Equal(t, aci.CodeTerraformUnsupported, problems[0].Code)
		assert.Equal(t, row.field, problems[0].Field)
	}
	_, err := aci.Tree{Roots: []aci.Object{named(aci.FvTenant, "a b", nil)}}.Terraform()
	require.ErrorContains(t, err, string(aci.CodeInvalidValue), "an invalid tree")
}

// TestTerraformSecrets keeps passwords out, one variable for each.
func TestTerraformSecrets(t *testing.T) {
	for _, tree := range samples() {
		text, file := terraformed(t, tree)
		for _, secret := range []string{"s3cr3t", "bfdkey"} {
			assert.NotContains(t, string(text), secret)
		}
		variables := tree.TerraformVariables()
		assert.Len(t, file.Variable, len(variables))
		for name := range variables {
			assert.True(t, file.Variable[name].Sensitive, name)
		}
	}
	_, file := terraformed(t, floating())
	assert.Contains(t, file.Variable, "tn_k8s_out_floating_password")
	assert.Contains(t, file.Variable, "tn_k8s_out_floating_key")
	for _, r := range file.Resource["aci_rest_managed"] {
		switch r.Class {
		case "bgpPeerP":
			assert.Equal(t, "${var.tn_k8s_out_floating_password}", r.Content["password"])
			assert.Equal(t, []string{`content["password"]`}, r.Lifecycle.IgnoreChanges)
			require.NotNil(t, r.EscapeHTML)
			assert.False(t, *r.EscapeHTML)
		case "bfdIfP":
			assert.Equal(t, []string{`content["key"]`}, r.Lifecycle.IgnoreChanges)
		default:
			assert.Empty(t, r.Lifecycle.IgnoreChanges)
		}
	}
}

// TestTerraformSecretNames tells passwords apart by where they stand, and calls
// those with a name by it.
func TestTerraformSecretNames(t *testing.T) {
	peers := func(secrets ...fabric.Secret) aci.Tree {
		tree := floating()
		i := 0
		for n := range tree.All() {
			if n.Class == aci.BgpPeerP {
				n.Attributes["password"] = aci.Password(secrets[i%len(secrets)])
				i++
			} else {
				delete(n.Attributes, "key")
				delete(n.Attributes, "type")
				delete(n.Attributes, "keyId")
			}
		}
		return tree
	}
	texts := func(secrets map[string]fabric.Secret) map[string]string {
		all := map[string]string{}
		for name, s := range secrets {
			all[name] = s.Reveal()
		}
		return all
	}
	assert.Equal(t, map[string]string{"tn_k8s_out_floating_password": "one"}, texts(peers(fabric.NewSecret("one")).TerraformVariables()))
	assert.Equal(t, map[string]string{"bgp_pw": ""}, texts(peers(fabric.SecretFrom("bgp-pw")).TerraformVariables()))
	assert.Equal(t, map[string]string{"secret_version": ""}, texts(peers(fabric.SecretFrom("version")).TerraformVariables()), "a reserved name")
	two := texts(peers(fabric.NewSecret("one"), fabric.NewSecret("two")).TerraformVariables())
	assert.Len(t, two, 2)
	for name := range two {
		assert.Regexp(t, `_peerP_[0-9a-f_]+_password$`, name, "neither keeps the short name, or it would change its meaning")
	}
}

// TestTerraformNames are made of the DN, and no two are alike.
func TestTerraformNames(t *testing.T) {
	names := map[string]bool{}
	for _, tree := range samples() {
		_, file := terraformed(t, tree)
		for name := range file.Resource["aci_rest_managed"] {
			assert.Regexp(t, `^[a-z][A-Za-z0-9_-]*$`, name)
			names[name] = true
		}
	}
	assert.Contains(t, names, "tn-k8s_out-floating_lnodep-anchors_lifp-ipv4")
	var alike []aci.Object
	for _, name := range []string{"a.b", "a:b", "a-b", "a_b"} {
		alike = append(alike, named(aci.BgpCtxPol, name, nil))
	}
	tree := aci.Tree{Roots: []aci.Object{named(aci.FvTenant, "a", nil, alike...), named(aci.FvTenant, "a_bgpCtxP-a-b", nil)}}
	_, file := terraformed(t, tree)
	assert.Len(t, file.Resource["aci_rest_managed"], len(alike)+2)
}
