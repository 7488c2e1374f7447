package terraformproof

import (
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/ext/typeexpr"
	"github.com/hashicorp/hcl/v2/hcldec"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	hcljson "github.com/hashicorp/hcl/v2/json"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
	"github.com/zclconf/go-cty/cty"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// The provider's aci_rest_managed, by its documentation
// (CiscoDevNet/terraform-provider-aci, docs/resources/rest_managed.md, "Schema")
// and the types of its source (internal/provider/resource_aci_rest_managed.go).
func resourceSpec() hcldec.ObjectSpec {
	child := hcldec.ObjectSpec{
		"rn":         &hcldec.AttrSpec{Name: "rn", Type: cty.String, Required: true},
		"class_name": &hcldec.AttrSpec{Name: "class_name", Type: cty.String, Required: true},
		"content":    &hcldec.AttrSpec{Name: "content", Type: cty.Map(cty.String)},
	}
	return hcldec.ObjectSpec{
		"dn":          &hcldec.AttrSpec{Name: "dn", Type: cty.String, Required: true},
		"class_name":  &hcldec.AttrSpec{Name: "class_name", Type: cty.String, Required: true},
		"annotation":  &hcldec.AttrSpec{Name: "annotation", Type: cty.String},
		"content":     &hcldec.AttrSpec{Name: "content", Type: cty.Map(cty.String)},
		"escape_html": &hcldec.AttrSpec{Name: "escape_html", Type: cty.Bool},
		"child":       &hcldec.BlockSetSpec{TypeName: "child", Nested: child},
	}
}

// A data source has the same arguments but escape_html
// (internal/provider/data_source_aci_rest_managed.go).
func dataSpec() hcldec.ObjectSpec {
	spec := resourceSpec()
	delete(spec, "escape_html")
	return spec
}

// top is the top of a configuration, as far as the file uses it.
func top() *hcl.BodySchema {
	return &hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{
		{Type: "terraform"}, {Type: "variable", LabelNames: []string{"name"}},
		{Type: "data", LabelNames: []string{"type", "name"}}, {Type: "resource", LabelNames: []string{"type", "name"}},
	}}
}

// A block is what Terraform makes of a resource or data source.
type block struct {
	address string
	value   cty.Value
	depends []string
	ignores []string
}

type file struct {
	resources, data map[string]block
	variables       []string
}

// read parses a file and evaluates it with the tree's passwords.
func read(t *testing.T, text []byte, secrets map[string]fabric.Secret) file {
	t.Helper()
	parsed, diags := hcljson.Parse(text, "fabric.tf.json")
	require.False(t, diags.HasErrors(), diags)
	content, diags := parsed.Body.Content(top())
	require.False(t, diags.HasErrors(), diags)
	values := map[string]cty.Value{}
	for name, s := range secrets {
		values[name] = cty.StringVal(s.Reveal())
	}
	ctx := &hcl.EvalContext{Variables: map[string]cty.Value{"var": cty.ObjectVal(values)}}
	f := file{resources: map[string]block{}, data: map[string]block{}}
	for _, b := range content.Blocks {
		for _, label := range b.Labels {
			assert.True(t, hclsyntax.ValidIdentifier(label), label)
		}
		switch b.Type {
		case "terraform":
			required(t, b.Body)
		case "variable":
			f.variables = append(f.variables, variable(t, b))
		case "data":
			f.data[b.Labels[1]] = decode(t, b, dataSpec(), ctx)
		case "resource":
			f.resources[b.Labels[1]] = decode(t, b, resourceSpec(), ctx)
		}
	}
	return f
}

func required(t *testing.T, body hcl.Body) {
	content, diags := body.Content(&hcl.BodySchema{Blocks: []hcl.BlockHeaderSchema{{Type: "required_providers"}}})
	require.False(t, diags.HasErrors(), diags)
	require.Len(t, content.Blocks, 1)
	attrs, diags := content.Blocks[0].Body.JustAttributes()
	require.False(t, diags.HasErrors(), diags)
	v, diags := attrs["aci"].Expr.Value(nil)
	require.False(t, diags.HasErrors(), diags)
	assert.Equal(t, "CiscoDevNet/aci", v.GetAttr("source").AsString())
	assert.Equal(t, ">= 2.15.0", v.GetAttr("version").AsString())
}

func variable(t *testing.T, b *hcl.Block) string {
	content, diags := b.Body.Content(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{
		{Name: "description"}, {Name: "type"}, {Name: "sensitive"},
	}})
	require.False(t, diags.HasErrors(), diags)
	// Terraform reads a type in the JSON syntax as the native syntax in a string.
	typeText, diags := content.Attributes["type"].Expr.Value(nil)
	require.False(t, diags.HasErrors(), diags)
	expr, diags := hclsyntax.ParseExpression([]byte(typeText.AsString()), "type", hcl.InitialPos)
	require.False(t, diags.HasErrors(), diags)
	typ, diags := typeexpr.TypeConstraint(expr)
	require.False(t, diags.HasErrors(), diags)
	assert.Equal(t, cty.String, typ)
	sensitive, _ := content.Attributes["sensitive"].Expr.Value(nil)
	assert.True(t, sensitive.True())
	return b.Labels[0]
}

func decode(t *testing.T, b *hcl.Block, spec hcldec.ObjectSpec, ctx *hcl.EvalContext) block {
	require.Equal(t, "aci_rest_managed", b.Labels[0])
	meta, rest, diags := b.Body.PartialContent(&hcl.BodySchema{
		Attributes: []hcl.AttributeSchema{{Name: "depends_on"}}, Blocks: []hcl.BlockHeaderSchema{{Type: "lifecycle"}},
	})
	require.False(t, diags.HasErrors(), diags)
	value, diags := hcldec.Decode(rest, spec, ctx)
	require.False(t, diags.HasErrors(), "%v: %v", b.Labels, diags)
	out := block{address: b.Labels[0] + "." + b.Labels[1], value: value}
	if a := meta.Attributes["depends_on"]; a != nil {
		out.depends = references(t, a.Expr)
	}
	for _, l := range meta.Blocks {
		content, diags := l.Body.Content(&hcl.BodySchema{Attributes: []hcl.AttributeSchema{{Name: "ignore_changes"}}})
		require.False(t, diags.HasErrors(), diags)
		out.ignores = references(t, content.Attributes["ignore_changes"].Expr)
	}
	return out
}

// references reads strings that Terraform parses as references, and returns them
// in one form.
func references(t *testing.T, expr hcl.Expression) []string {
	list, diags := hcl.ExprList(expr)
	require.False(t, diags.HasErrors(), diags)
	var all []string
	for _, e := range list {
		text, diags := e.Value(nil)
		require.False(t, diags.HasErrors(), diags)
		traversal, diags := hclsyntax.ParseTraversalAbs([]byte(text.AsString()), "reference", hcl.InitialPos)
		require.False(t, diags.HasErrors(), "%s: %v", text.AsString(), diags)
		words := make([]string, len(traversal))
		for i, step := range traversal {
			switch step := step.(type) {
			case hcl.TraverseRoot:
				words[i] = step.Name
			case hcl.TraverseAttr:
				words[i] = step.Name
			case hcl.TraverseIndex:
				words[i] = step.Key.AsString()
			}
		}
		all = append(all, strings.Join(words, "."))
	}
	return all
}

func trees(t *testing.T) map[string]aci.Tree {
	all := map[string]aci.Tree{}
	files, err := filepath.Glob("../../testdata/terraform/*.json")
	require.NoError(t, err)
	require.Len(t, files, 2)
	for _, name := range files {
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		tree, err := aci.Parse(text)
		require.NoError(t, err)
		all[filepath.Base(name)] = tree
		other := aci.Tree{Roots: slices.Clone(tree.Roots)}
		for i := range other.Roots {
			if other.Roots[i].Class == aci.FvTenant {
				other.Roots[i].Status = aci.Modified
			}
		}
		all[filepath.Base(name)+" in somebody else's tenant"] = other
	}
	return all
}

// TestTerraformReadsTheTree evaluates each resource and compares it with the
// object of its DN.
func TestTerraformReadsTheTree(t *testing.T) {
	for name, tree := range trees(t) {
		t.Run(name, func(t *testing.T) {
			text, err := tree.Terraform()
			require.NoError(t, err)
			f := read(t, text, tree.TerraformVariables())
			blocks := map[string]block{}
			for _, b := range f.resources {
				blocks[b.value.GetAttr("dn").AsString()] = b
			}
			managed := 0
			for n := range tree.Normal().All() {
				switch n.DN.String() {
				case "uni/infra", "uni/infra/funcprof":
					continue
				}
				if n.Status == aci.Modified {
					assert.NotContains(t, blocks, n.DN.String())
					continue
				}
				managed++
				b, ok := blocks[n.DN.String()]
				require.True(t, ok, n.DN)
				assert.Equal(t, string(n.Class), b.value.GetAttr("class_name").AsString())
				content := b.value.GetAttr("content")
				for attribute, want := range n.Attributes {
					if attribute == "annotation" {
						assert.Equal(t, want.String(), b.value.GetAttr("annotation").AsString())
						continue
					}
					got := content.Index(cty.StringVal(attribute))
					if want.IsSecret() {
						assert.Equal(t, want.Secret().Reveal(), got.AsString())
						assert.Contains(t, b.ignores, "content."+attribute)
						assert.True(t, b.value.GetAttr("escape_html").RawEquals(cty.False), n.DN)
						continue
					}
					assert.Equal(t, want.String(), got.AsString(), "%s: %s", n.DN, attribute)
				}
			}
			assert.Len(t, f.resources, managed)
			assert.Len(t, f.variables, len(tree.TerraformVariables()))
		})
	}
}

// TestReferencesLead finds what each resource depends on; nothing depends on
// itself.
func TestReferencesLead(t *testing.T) {
	for name, tree := range trees(t) {
		text, err := tree.Terraform()
		require.NoError(t, err)
		f := read(t, text, tree.TerraformVariables())
		all := map[string]block{}
		for _, b := range f.resources {
			all[b.address] = b
		}
		for _, b := range f.data {
			all["data."+b.address] = b
		}
		done := map[string]int{}
		var visit func(address string)
		visit = func(address string) {
			require.Contains(t, all, address, name)
			require.NotEqual(t, 1, done[address], "%s: a circle through %s", name, address)
			if done[address] == 2 {
				return
			}
			done[address] = 1
			for _, on := range all[address].depends {
				visit(on)
			}
			done[address] = 2
		}
		for address := range all {
			visit(address)
		}
	}
}

// TestTextsAreNoTemplates writes every text of up to six of the characters that
// templates are made of, and evaluates it to itself.
func TestTextsAreNoTemplates(t *testing.T) {
	const letters = "${}%a"
	var texts []string
	for length, from := 1, []string{""}; length <= 6; length++ {
		var next []string
		for _, text := range from {
			for _, c := range letters {
				next = append(next, text+string(c))
			}
		}
		texts, from = append(texts, next...), next
	}
	tenant := aci.Object{Class: aci.FvTenant, Attributes: aci.Attributes{"name": aci.Text("t")}}
	for i, text := range append(texts, `\`, `\n`, `\${`, `~}`, `${~`, "%{if}", `"$`, "<&>") {
		tenant.Children = append(tenant.Children, aci.Object{Class: aci.TagAnnotation,
			Attributes: aci.Attributes{"key": aci.Text("k" + strconv.Itoa(i)), "value": aci.Text(text)}})
	}
	tree := aci.Tree{Roots: []aci.Object{tenant}}
	text, err := tree.Terraform()
	require.NoError(t, err)
	f := read(t, text, nil)
	require.Len(t, f.resources, len(tenant.Children)+1)
	for _, b := range f.resources {
		if b.value.GetAttr("class_name").AsString() == "fvTenant" {
			continue
		}
		content := b.value.GetAttr("content")
		i, err := strconv.Atoi(content.Index(cty.StringVal("key")).AsString()[1:])
		require.NoError(t, err)
		if want, got := tenant.Children[i].Attributes["value"].String(), content.Index(cty.StringVal("value")).AsString(); want != got {
			t.Errorf("%q is read as %q", want, got)
		}
	}
}
