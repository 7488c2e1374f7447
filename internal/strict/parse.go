package strict

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"
)

// parse reads the one document of a text.
func parse(text []byte) (*yaml.Node, []Fault) {
	if at := invalid(text); at >= 0 {
		before := text[:at]
		return nil, []Fault{{
			Kind: Syntax,
			Position: Position{
				1 + bytes.Count(before, []byte("\n")),
				1 + utf8.RuneCount(before[1+bytes.LastIndexByte(before, '\n'):]),
			},
			Detail: "not UTF-8",
		}}
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text))
	first, err := next(decoder)
	switch {
	case errors.Is(err, io.EOF):
		return nil, []Fault{{Kind: Empty, Detail: "the document is empty"}}
	case err != nil:
		return nil, []Fault{syntax(err)}
	}
	root := first.Content[0]
	if isNull(root) {
		return nil, []Fault{{Kind: Empty, Position: at(root), Detail: "the document is empty"}}
	}
	second, err := next(decoder)
	switch {
	case errors.Is(err, io.EOF):
		return root, nil
	case err != nil:
		return nil, []Fault{syntax(err)}
	}
	return nil, []Fault{{
		Kind: Documents, Position: at(second.Content[0]),
		Detail: "a second document begins here", Fix: `keep one document a file, without another "---"`,
	}}
}

// invalid returns the place of the first byte that is not UTF-8, or -1.
func invalid(text []byte) int {
	if utf8.Valid(text) {
		return -1
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRune(text[i:])
		if r == utf8.RuneError && size == 1 {
			return i
		}
		i += size
	}
	return -1
}

var errNoDocument = errors.New("yaml: no document")

// next reads a document. The parser reports its own mistakes by panicking; to
// whoever reads a file they are errors like others.
func next(decoder *yaml.Decoder) (document *yaml.Node, err error) {
	defer func() {
		if p := recover(); p != nil {
			err = fmt.Errorf("yaml: %v", p)
		}
	}()
	document = new(yaml.Node)
	if err := decoder.Decode(document); err != nil {
		return nil, err
	}
	if document.Kind != yaml.DocumentNode || len(document.Content) != 1 {
		return nil, errNoDocument
	}
	return document, nil
}

var syntaxError = regexp.MustCompile(`^yaml: (?:line (\d+): )?`)

// syntax turns the parser's error into a fault. It names a line when that is not
// the first.
func syntax(err error) Fault {
	m := syntaxError.FindStringSubmatch(err.Error())
	f := Fault{Kind: Syntax, Position: Position{1, 1}, Detail: "not YAML: " + err.Error()}
	if m == nil {
		return f
	}
	f.Detail = "not YAML: " + strings.TrimPrefix(err.Error(), m[0])
	if strings.Contains(f.Detail, "unknown anchor") { // without the word: it may be half a password
		f.Kind, f.Position = Reference, Position{}
		f.Detail, f.Fix = "an alias (*) whose anchor does not exist", "quote a text that begins with *"
	}
	if strings.Contains(f.Detail, "incompatible YAML document") { // the parser calls itself YAML 1.1, and reads 1.2
		f.Fix = "remove the line that begins with %YAML"
	}
	if line, err := strconv.Atoi(m[1]); err == nil {
		f.Line = line
	}
	return f
}

func at(n *yaml.Node) Position { return Position{n.Line, n.Column} }

func isNull(n *yaml.Node) bool { return n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" }

// isPlain reports whether a scalar is written without quotes.
func isPlain(n *yaml.Node) bool {
	return n.Style&(yaml.DoubleQuotedStyle|yaml.SingleQuotedStyle|yaml.LiteralStyle|yaml.FoldedStyle) == 0
}

// describe names what a node is.
func describe(n *yaml.Node) string {
	switch n.Kind {
	case yaml.MappingNode:
		return "a mapping"
	case yaml.SequenceNode:
		return "a list"
	case yaml.ScalarNode:
		if n.ShortTag() == "!!str" {
			return "the text " + strconv.Quote(short(n.Value))
		}
		return short(n.Value)
	}
	return "something else"
}

// short bounds what an error repeats of a document.
func short(text string) string {
	const limit = 60
	if runes := []rune(text); len(runes) > limit {
		return string(runes[:limit]) + "…"
	}
	return text
}
