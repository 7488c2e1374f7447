package stanza

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// show writes paths as lines: the words with bars between them, and how many of them
// are inactive.
func show(paths []Path) string {
	var b strings.Builder
	for _, p := range paths {
		b.WriteString(strings.Join(p.Words, "|"))
		if p.Inactive > 0 {
			fmt.Fprintf(&b, " (%d)", p.Inactive)
		}
		b.WriteByte('\n')
	}
	return b.String()
}

// TestBothForms reads each text, and the other form that is written of it.
func TestBothForms(t *testing.T) {
	for _, row := range []struct{ name, text, want string }{
		{"blocks and leaves", "a { b { c d; } e; }", "a|b|c|d\na|e\n"},
		{"an empty block is a leaf", "a { b { } }", "a|b\n"},
		{"a list is a leaf a value", "a { members [ 1:2 3:4 ]; }", "a|members|1:2\na|members|3:4\n"},
		{"words of one statement", "neighbor 10.0.0.1 { peer-as 65001; }", "neighbor|10.0.0.1|peer-as|65001\n"},
		{"strings in quotes", `a "b c { ; } # /* x";`, "a|b c { ; } # /* x\n"},
		{"quotes in a string", `a "say \"no\"" "\n stays";`, `a|say "no"|\n stays` + "\n"},
		{"comments", "# one\n/* two\nlines */ a; ## SECRET-DATA\nb; /* three */", "a\nb\n"},
		{"a comment in a statement", "a /* why */ b;", "a|b\n"},
		{"inactive statements", "a { inactive: b { c; d; } e; }\ninactive: f;", "a|b|c (2)\na|b|d (2)\na|e\nf (1)\n"},
		{"the outermost inactive counts", "inactive: a { inactive: b; c; }", "a|b (1)\na|c (1)\n"},
		{"an inactive list", "a { inactive: export [ X Y ]; }", "a|export|X (2)\na|export|Y (2)\n"},
		{"protected statements are statements", "a { protect: b; }", "a|b\n"},
		{"CR LF", "a {\r\n\tb;\r\n}\r\n", "a|b\n"},
		{"marks without blanks", "a{b;c[d e];}", "a|b\na|c|d\na|c|e\n"},
		{"set commands", "set a b\nset a c \"d e\"\n", "a|b\na|c|d e\n"},
		{"set with a list", "set a export [ X Y ]\n", "a|export|X\na|export|Y\n"},
		{"a leaf is set once", "set a b\nset a b\n", "a|b\n"},
		{"delete takes out what was set", "set a b c\nset a b d\nset e\ndelete a b\nset a f\n", "e\na|f\n"},
		{"delete of nothing", "delete a\nset b\n", "b\n"},
		{"deactivate and activate", "set a b\nset a c\nset d\ndeactivate a\ndeactivate d\nactivate d\n", "a|b (1)\na|c (1)\nd\n"},
		{"deactivate reaches what comes later", "set a b\ndeactivate a\nset a c\n", "a|b (1)\na|c (1)\n"},
		{"comments between commands", "# one\nset a\n/* two */\nset b # three\n\n", "a\nb\n"},
		{"a statement named like a command", "set { a; }", "set|a\n"},
		{"nothing", "", ""},
	} {
		t.Run(row.name, func(t *testing.T) {
			paths, errs := Parse([]byte(row.text))
			require.Empty(t, errs)
			require.Equal(t, row.want, show(paths))
			var tree Tree
			for _, p := range paths {
				tree.Root().Add(p)
			}
			for _, text := range [][]byte{tree.AppendBraces(nil), tree.AppendSet(nil)} {
				again, errs := Parse(text)
				assert.Empty(t, errs, "%s", text)
				assert.ElementsMatch(t, strings.Split(row.want, "\n"), strings.Split(show(again), "\n"), "%s", text)
			}
		})
	}
}

func TestErrorsNameTheirLines(t *testing.T) {
	many := strings.Repeat("w ", longest+1)
	for _, row := range []struct {
		name, text string
		want       []string
	}{
		{"no semicolon", "a {\n b\n}\n", []string{"line 3: a statement ends without a semicolon"}},
		{"no semicolon at the end", "a", []string{"line 1: a statement ends without a semicolon"}},
		{"not closed", "a {\n b;\n", []string{"line 1: a block is not closed"}},
		{"closed twice", "a { b; } }", []string{"line 1: a closing brace without an opening one"}},
		{"a block without a name", "\n{ a; }", []string{"line 2: a brace, bracket or semicolon where a word is expected"}},
		{"an empty list", "a [ ];", []string{"line 1: a list in brackets that is empty, not closed, or not at the end of its statement"}},
		{"a list in the middle", "a [ b ] c;", []string{"line 1: a list in brackets that is empty, not closed, or not at the end of its statement"}},
		{"a bracket alone", "a ];", []string{"line 1: a list in brackets that is empty, not closed, or not at the end of its statement"}},
		{"a string without an end", "a \"b;\n", []string{"line 1: a quoted string has no end", "line 1: a statement ends without a semicolon"}},
		{"a comment without an end", "a; /* b\n", []string{"line 1: a comment has no end"}},
		{"directives of load", "replace: a { b; }", []string{"line 1: replace: and delete: change another configuration, and this text is read by itself"}},
		{"too many words", many + ";", []string{"line 1: a statement has more than 64 words"}},
		{"too many words to set", "set " + many, []string{"line 1: a statement has more than 64 words"}},
		{"a command that moves", "set a\ninsert a before b\nset c\nrename d to e\n", []string{
			"line 2: insert is not a command that says what a configuration holds: set, delete, activate and deactivate are",
			"line 4: rename is not a command that says what a configuration holds: set, delete, activate and deactivate are",
		}},
		{"something else among commands", "set a\nleaf1> show version\n", []string{
			"line 2: this is not a command that says what a configuration holds: set, delete, activate and deactivate are",
		}},
		{"set without a statement", "set a\nset\n", []string{"line 2: set without a statement"}},
		{"a brace behind set", "set a b\nset a { b }\n", []string{"line 2: a brace, bracket or semicolon where a word is expected"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			_, errs := Parse([]byte(row.text))
			var got []string
			for _, e := range errs {
				got = append(got, e.Error())
				assert.Error(t, e.Unwrap())
			}
			assert.Equal(t, row.want, got)
		})
	}
}

func TestATreeMergesAndCompresses(t *testing.T) {
	var tree Tree
	from := tree.Root().Block("policy-statement", "P").Block("term", "a").Block("from")
	from.Inline()
	from.Block("protocol", "direct")
	then := tree.Root().Block("policy-statement", "P").Block("term", "a").Block("then")
	then.Inline()
	then.Block("metric", "5")
	then.Block("accept")
	tree.Root().Within(func(*Node) {}, "empty")
	tree.Root().Block("group", "G").List("export", []string{"X", "a b"})
	tree.Root().Add(Path{Words: []string{"group", "G", "out-delay", "5"}})
	tree.Root().Add(Path{Words: []string{"group", "G", "neighbor", "10.0.0.1", "passive"}, Inactive: 4})
	tree.Root().Add(Path{Words: []string{"inactive:", "x"}})
	assert.Equal(t, `policy-statement P {
    term a {
        from protocol direct;
        then {
            metric 5;
            accept;
        }
    }
}
group G {
    export [ X "a b" ];
    out-delay 5;
    inactive: neighbor 10.0.0.1 {
        passive;
    }
}
"inactive:" x;
`, string(tree.AppendBraces(nil)))
	assert.Equal(t, `set policy-statement P term a from protocol direct
set policy-statement P term a then metric 5
set policy-statement P term a then accept
set group G export X
set group G export "a b"
set group G out-delay 5
set group G neighbor 10.0.0.1 passive
deactivate group G neighbor 10.0.0.1
set inactive: x
`, string(tree.AppendSet(nil)))
}

func TestQuotable(t *testing.T) {
	for word, want := range map[string]bool{"a": true, `a\nb`: true, `a\\`: true, `a\`: false, `a\"b`: false, `a"b`: true, "": true} {
		assert.Equal(t, want, Quotable(word), "%q", word)
	}
}

// FuzzParse holds that what is read can be written in both forms, and that both are
// read alike.
func FuzzParse(f *testing.F) {
	for _, text := range []string{
		"a { b [ c d ]; inactive: e { f; } }", "set a b\ndeactivate a\n", `a "b\"c" \ ;`, "/* x */ a; # y", "set a [ b c ]\ndelete a b\n",
		"inactive: a b { c; } a { d; }", "\"set\" a;", "a { b; b { c; } }",
	} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		paths, errs := Parse(text)
		if len(errs) > 0 {
			return
		}
		written := func(paths []Path) (braces, set string) {
			var tree Tree
			for _, p := range paths {
				tree.Root().Add(p)
			}
			return string(tree.AppendBraces(nil)), string(tree.AppendSet(nil))
		}
		sorted := func(text string) []string {
			again, errs := Parse([]byte(text))
			if len(errs) > 0 {
				t.Fatalf("%q: %v", text, errs)
			}
			for i := range again {
				again[i].Line = 0
			}
			lines := strings.Split(show(again), "\n")
			slices.Sort(lines)
			return slices.Compact(lines)
		}
		braces, set := written(paths)
		if a, b := sorted(braces), sorted(set); !slices.Equal(a, b) {
			t.Fatalf("%q\n%q\n%q\n%q\n%q", text, braces, set, a, b)
		}
	})
}
