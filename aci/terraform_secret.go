package aci

import (
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// Passwords of exports are called by name; each tool has its own kind of names.

// secretStyle makes a name out of a text.
type secretStyle func(text string) string

// terraformVariable makes the name of a variable that can stand in an environment
// too, behind TF_VAR_.
func terraformVariable(text string) string {
	name := wordOf(text)
	switch name {
	case "source", "version", "providers", "count", "for_each", "lifecycle", "depends_on", "locals":
		return "secret_" + name // reserved for module blocks
	}
	return name
}

// environmentVariable makes the name of a variable of an environment.
func environmentVariable(text string) string { return strings.ToUpper(wordOf(text)) }

func wordOf(text string) string {
	word := strings.Map(func(r rune) rune {
		if r < 0x80 && letterOrDigit(byte(r)) {
			return r
		}
		return '_'
	}, text)
	if word == "" || '0' <= word[0] && word[0] <= '9' {
		word = "secret_" + word
	}
	return word
}

// A secretPlace is where a password stands first.
type secretPlace struct {
	value     Value
	dn, scope DN
	attribute string
}

// secretPlaces returns the distinct passwords in the order of the requests.
func secretPlaces(nodes []*exported) []secretPlace {
	var all []secretPlace
	seen := map[Value]bool{}
	for _, n := range nodes {
		def := schema.byClass[n.Class]
		for i := range def.Attributes {
			name := def.Attributes[i].Name
			if v := n.Attributes[name]; v.IsSecret() && !seen[v] {
				seen[v] = true
				all = append(all, secretPlace{v, n.dn, n.scope(), name})
			}
		}
	}
	return all
}

// secretNames gives each distinct password a name: its own, or that of the L3Out
// that has it. Where two would share a name, both are named after the object that
// has them first: a name that changes its meaning would hand one peer another's
// password.
func secretNames(nodes []*exported, style secretStyle) map[Value]string {
	short := func(p secretPlace) string {
		if name := p.value.secret.Name(); name != "" {
			return style(name)
		}
		return style(terraformName(p.scope) + "_" + p.attribute)
	}
	places := secretPlaces(nodes)
	wanted := map[string]int{}
	for _, p := range places {
		wanted[short(p)]++
	}
	names, taken := map[Value]string{}, map[string]bool{}
	for _, p := range places {
		name := short(p)
		if wanted[name] > 1 {
			name = style(terraformName(p.dn) + "_" + p.attribute)
		}
		for taken[name] {
			name += "_"
		}
		taken[name] = true
		names[p.value] = name
	}
	return names
}

func secretsByName(t Tree, style secretStyle) map[string]fabric.Secret {
	all := map[string]fabric.Secret{}
	for value, name := range secretNames(exportedOf(t), style) {
		all[name] = value.secret
	}
	return all
}
