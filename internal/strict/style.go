package strict

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// lineWidth is how long a list or mapping may get that is written on one line.
const lineWidth = 100

// arrange chooses what is written on one line: the mappings and lists that are
// short and in which nothing long is listed. The document itself has one field a
// line.
func arrange(root *yaml.Node) {
	for _, n := range root.Content {
		flow(n)
	}
}

func flow(n *yaml.Node) {
	if n.Kind == yaml.ScalarNode {
		return
	}
	if w := width(n); w <= lineWidth && listed(n) <= 1 {
		n.Style |= yaml.FlowStyle
		return
	}
	for _, inner := range n.Content {
		flow(inner)
	}
}

// width is about how long a node is on one line, in bytes.
func width(n *yaml.Node) int {
	w := len(n.Value) + len(": ")
	for _, inner := range n.Content {
		w += width(inner)
		if w > lineWidth {
			break
		}
	}
	return w
}

// listed counts the mappings in the longest list of mappings inside a node.
func listed(n *yaml.Node) int {
	most, here := 0, 0
	for _, inner := range n.Content {
		if n.Kind == yaml.SequenceNode && inner.Kind == yaml.MappingNode {
			here++
		}
		most = max(most, listed(inner))
	}
	return max(most, here)
}

// words are what some reader of YAML takes for something other than text: 1.1
// has more booleans than 1.2, and numbers to the base 60.
var words = regexp.MustCompile(
	`(?i)^(y|yes|n|no|true|false|on|off|null|~|<<|=|[-+]?[0-9][0-9_,]*(:[0-9]+)*(\.[0-9_]*)?(e[-+]?[0-9]+)?|0[xob][0-9a-f_]+|[0-9]{4}-[0-9]{1,2}-[0-9]{1,2}.*)?$`)

// needsQuotes reports whether a text is written with quotes whatever it stands
// beside.
func needsQuotes(text string) bool {
	if words.MatchString(text) || strings.TrimSpace(text) != text {
		return true
	}
	for _, r := range text {
		if r == utf8.RuneError || r > unicode.MaxLatin1 || !unicode.IsPrint(r) {
			return true
		}
	}
	return false
}
