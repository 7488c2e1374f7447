package aci_test

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// What the modules of netascode/terraform-aci-nac-aci post for a document, row by
// row out of their sources: aci_tenants.tf at 6c80a77 and aci_access_policies.tf
// at 0184187 for keys and what they go to, defaults/defaults.yaml at faa6a9f for
// what is missing, and each module's main.tf for classes and attributes.

// A nacDocument is a document that is being read.
type nacDocument struct {
	items []*item
	env   map[string]fabric.Secret
}

// An item is a map of the document, or a text in a list. It remembers which keys
// were read.
type item struct {
	doc   *nacDocument
	from  *item
	path  string
	keys  map[string]any
	value string
	read  map[string]bool
	lists map[string][]*item
}

func (i *item) text(key string) (string, bool) {
	if key == "." {
		return i.value, true
	}
	i.read[key] = true
	switch v := i.keys[key].(type) {
	case nil:
		return "", false
	case string, int, bool:
		return fmt.Sprint(v), true
	}
	return "", false
}

func (i *item) must(key string) string { v, _ := i.text(key); return v }

// An expression is what a module makes of an item for an attribute; false is null,
// which is not posted.
type expression func(*item) (aci.Value, bool)

// key is a key without a default.
func key(name string) expression {
	return func(i *item) (aci.Value, bool) { v, ok := i.text(name); return aci.Text(v), ok }
}

// or is a key with its default.
func or(name, absent string) expression {
	return func(i *item) (aci.Value, bool) {
		if v, ok := i.text(name); ok {
			return aci.Text(v), true
		}
		return aci.Text(absent), true
	}
}

// choice is one of two words by a bool.
func choice(name, yes, no string, absent bool) expression {
	return func(i *item) (aci.Value, bool) {
		v, ok := i.text(name)
		if v == "true" || !ok && absent {
			return aci.Text(yes), true
		}
		return aci.Text(no), true
	}
}

// joined are flags, "flag=key", each by a bool; "+flag=key" is true when missing.
func joined(pairs ...string) expression {
	return func(i *item) (aci.Value, bool) {
		var words []string
		for _, pair := range pairs {
			flag, name, _ := strings.Cut(pair, "=")
			name, byDefault := name, strings.HasPrefix(flag, "+")
			if v, ok := i.text(name); v == "true" || !ok && byDefault {
				words = append(words, strings.TrimPrefix(flag, "+"))
			}
		}
		return aci.Flags(words...), true
	}
}

// made is a template, "vlan-{from}"; null when a key of it is missing.
func made(template string) expression {
	return func(i *item) (aci.Value, bool) {
		out, rest := "", template
		for {
			before, after, found := strings.Cut(rest, "{")
			out += before
			if !found {
				return aci.Text(out), true
			}
			name, after, _ := strings.Cut(after, "}")
			v, ok := i.text(name)
			if !ok {
				return aci.Value{}, false
			}
			out, rest = out+v, after
		}
	}
}

func constant(text string) expression {
	return func(*item) (aci.Value, bool) { return aci.Text(text), true }
}

func secret(name string) expression {
	return func(i *item) (aci.Value, bool) {
		v, ok := i.text(name)
		if !ok {
			return aci.Value{}, false
		}
		return aci.Password(i.doc.env[v]), true
	}
}

// A posted is a resource of a module: for each item at path below that of the
// resource above it ("" is the same item), when when holds, an object.
type posted struct {
	class    aci.Class
	path     string
	when     func(*item) bool
	content  map[string]expression
	children []posted
}

func has(name string) func(*item) bool {
	return func(i *item) bool { i.read[name] = true; return i.keys[name] != nil }
}

// items finds the items at a path; "a.b" goes down, and lists are taken apart.
func (i *item) items(t *testing.T, path string) []*item {
	if path == "" {
		return []*item{i}
	}
	first, rest, _ := strings.Cut(path, ".")
	all := i.below(t, first)
	if rest == "" {
		return all
	}
	var below []*item
	for _, one := range all {
		below = append(below, one.items(t, rest)...)
	}
	return below
}

// below finds the items of a key; those met before keep what was read of them.
func (i *item) below(t *testing.T, name string) []*item {
	i.read[name] = true
	if all, met := i.lists[name]; met || i.keys[name] == nil {
		return all
	}
	var all []*item
	list, ok := i.keys[name].([]any)
	if !ok {
		list = []any{i.keys[name]}
	}
	for n, v := range list {
		next := &item{doc: i.doc, from: i, path: fmt.Sprintf("%s.%s[%d]", i.path, name, n), read: map[string]bool{}}
		switch v := v.(type) {
		case map[string]any:
			next.keys = v
		case string, int:
			next.value = fmt.Sprint(v)
		default:
			t.Fatalf("%s: %T", next.path, v)
		}
		i.doc.items = append(i.doc.items, next)
		all = append(all, next)
	}
	if i.lists == nil {
		i.lists = map[string][]*item{}
	}
	i.lists[name] = all
	return all
}

// objects applies the rows to an item.
func objects(t *testing.T, rows []posted, above *item) []aci.Object {
	var all []aci.Object
	for _, row := range rows {
		for _, i := range above.items(t, row.path) {
			if row.when != nil && !row.when(i) {
				continue
			}
			o := aci.Object{Class: row.class, Attributes: aci.Attributes{}}
			for name, make := range row.content {
				if v, ok := make(i); ok {
					o.Attributes[name] = v
				}
			}
			o.Children = objects(t, row.children, i)
			all = append(all, o)
		}
	}
	return all
}

// deployed is what the modules post for a document. It fails on a key that none of
// them reads.
func deployed(t *testing.T, text []byte, env map[string]fabric.Secret) aci.Tree {
	t.Helper()
	var document map[string]any
	require.NoError(t, yaml.Unmarshal(text, &document), "%s", text)
	require.Equal(t, []string{"apic"}, slices.Collect(maps.Keys(document)))
	root := &item{doc: &nacDocument{env: env}, path: "apic", keys: document["apic"].(map[string]any), read: map[string]bool{}}
	tree := aci.Tree{Roots: objects(t, modules(), root)}
	for _, i := range append(root.doc.items, root) {
		for name := range i.keys {
			require.True(t, i.read[name], "no module reads %s.%s", i.path, name)
		}
	}
	return tree
}
