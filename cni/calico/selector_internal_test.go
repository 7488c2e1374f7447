package calico

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestSelector(t *testing.T) {
	labels := map[string]string{
		"rack": "bb1", "workload-class": "high-priority", "kubernetes.io/hostname": "node-01", "in": "x", "empty": "",
	}
	for text, want := range map[string]bool{
		"":                                  true,
		" \t":                               true,
		"all()":                             true,
		"all( )":                            true,
		"global()":                          true,
		"rack == 'bb1'":                     true,
		"rack=='bb1'":                       true, // seeds/000, example 9
		`rack == "bb1"`:                     true,
		"rack == 'bb2'":                     false,
		"rack != 'bb2'":                     true,
		"nosuch == ''":                      false,
		"nosuch != 'x'":                     true,
		"empty == ''":                       true,
		"has(rack)":                         true,
		"has( rack )":                       true,
		"has(nosuch)":                       false,
		"!has(nosuch)":                      true,
		"! ! has(rack)":                     true,
		"rack in {'bb1', 'bb2'}":            true,
		"rack in {'bb1','bb2',}":            true,
		"rack in {}":                        false,
		"rack not in {'bb1'}":               false,
		"rack notin {'bb2'}":                true,
		"nosuch not in {'bb1'}":             true,
		"nosuch in {'bb1'}":                 false,
		"rack contains 'b1'":                true,
		"rack starts with 'bb'":             true,
		"rack startswith 'bb'":              true,
		"rack ends with '1'":                true,
		"rack ends with '2'":                false,
		"in in {'x'}":                       true,
		"kubernetes.io/hostname=='node-01'": true,
		"rack == 'bb2' || rack == 'bb1'":    true,
		"rack == 'bb1' && has(nosuch)":      false,
		"has(nosuch) && has(nosuch) || has(rack)":     true,
		"has(rack) || has(nosuch) && has(nosuch)":     true,
		"(has(rack) || has(nosuch)) && has(nosuch)":   false,
		"!(rack == 'bb2') && workload-class != 'low'": true,
		"!rack == 'bb1'": false,
	} {
		s, err := parseSelector(text)
		if assert.NoError(t, err, "%q", text) {
			assert.Equal(t, want, s(labels), "%q", text)
		}
	}
}

func TestSelectorRefuses(t *testing.T) {
	for _, text := range []string{
		"rack", "rack =", "rack = 'bb1'", "rack ==", "rack == bb1", "rack == 'bb1", "rack == 'bb1\"",
		"== 'bb1'", "rack in 'bb1'", "rack in {bb1}", "rack in {'bb1'", "rack inside {'a'}", "has()", "has(a b)", "has (rack)", "all", "all(x)",
		"(rack == 'bb1'", "rack == 'bb1')", "rack == 'bb1' &&", "rack == 'bb1' & has(x)", "|| has(x)", "!", "a b", "rack == 'bb1' has(x)", "é == 'x'",
		strings.Repeat("(", 200) + "all()" + strings.Repeat(")", 200),
	} {
		_, err := parseSelector(text)
		assert.Error(t, err, "%q", text)
	}
}

func FuzzSelector(f *testing.F) {
	for _, text := range []string{"", "all()", "rack == 'bb1' && !has(x)", "(a in {'b','c',} || c not in {}) && d starts with \"e\"", "((", "!!!a != ''"} {
		f.Add(text, "rack", "bb1")
	}
	f.Fuzz(func(t *testing.T, text, label, value string) {
		s, err := parseSelector(text)
		if err != nil {
			return
		}
		holds := s(map[string]string{label: value})
		// An expression keeps its meaning in parentheses, and loses it behind "!".
		if strings.TrimLeft(text, " \t") == "" {
			require.True(t, holds)
			return
		}
		if again, err := parseSelector("(" + text + ")"); err == nil { // unless nested too deep
			require.Equal(t, holds, again(map[string]string{label: value}))
			not, err := parseSelector("!(" + text + ")")
			require.NoError(t, err)
			require.Equal(t, !holds, not(map[string]string{label: value}))
		}
	})
}
