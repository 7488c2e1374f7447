// Package clitest holds what the tests of grammars made with package cli share:
// forms that are read and written, and random values for the model's fields.
package clitest

import (
	"iter"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/internal/cli"
)

// Forms runs every form, the lines that a device prints for a value, in both
// directions, and fails for every row of the table that has no form. Readings are
// lines that a device or an engineer writes differently, and the form that they are
// printed in. The lines that end modes or separate them are written and not read.
func Forms[T any](t *testing.T, layout cli.Layout, table *cli.Table[T], forms iter.Seq2[string, T], readings iter.Seq2[string, string]) {
	t.Helper()
	covered := map[string]bool{}
	read := func(t *testing.T, wire string) T {
		t.Helper()
		var v T
		lines := slices.DeleteFunc(strings.Split(wire, "\n"), func(l string) bool { return l == "!" || strings.HasPrefix(l, "exit") })
		keywords, err := table.ReadLines(&v, lines...)
		require.NoError(t, err)
		for _, keyword := range keywords {
			covered[keyword] = true
		}
		return v
	}
	printed := func(v T) string {
		w := layout.NewWriter(nil, nil)
		table.Append(w, &v)
		return strings.TrimSpace(strings.TrimPrefix(string(w.Bytes()), layout.Separator+"\n"))
	}
	for wire, value := range forms {
		t.Run(wire, func(t *testing.T) {
			assert.Equal(t, wire, printed(value), "written")
			assert.Equal(t, value, read(t, wire), "read")
			assert.Empty(t, table.Check(&value), "checked")
		})
	}
	for wire, form := range readings {
		t.Run(wire, func(t *testing.T) { assert.Equal(t, form, printed(read(t, wire))) })
	}
	for _, keyword := range table.Keywords() {
		assert.True(t, covered[keyword], "the row %q has no form", keyword)
	}
}
