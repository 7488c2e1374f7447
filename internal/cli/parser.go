package cli

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
)

// A Line is a line that no row knows, kept verbatim.
type Line struct {
	// Context are the mode lines it stands under, outermost first.
	Context []string
	// Text is the line without the indentation of its context. A line below
	// another unknown line keeps its further indentation.
	Text string
	// Number counts from 1.
	Number int
}

// Key tells lines of different context or text apart.
func (l Line) Key() string { return contextKey(l.Context) + "\n" + l.Text }

// An Error is a line that a row knows and cannot read.
type Error struct {
	Number int
	Text   string
	Err    error
}

func (e Error) Error() string { return fmt.Sprintf("line %d: %q: %v", e.Number, e.Text, e.Err) }

func (e Error) Unwrap() error { return e.Err }

// A mode is an open block of commands.
type mode interface {
	// read offers a line. known is false when no row took or refused it; opens
	// then says that a row opens modes with such a line.
	read(p *parser, text string) (opened mode, known, opens bool, err error)
	// head is the mode line in its written form.
	head() string
}

type tableMode[T any] struct {
	table *Table[T]
	value *T
	text  string
}

func (m *tableMode[T]) read(p *parser, text string) (mode, bool, bool, error) {
	opened, row, opens, err := m.table.match(p, m.value, text)
	return opened, row >= 0, opens, err
}

func (m *tableMode[T]) head() string { return m.text }

// An unknownMode is opened by a line of a flat text that opens a mode which no
// table describes. It knows no line, so that its lines are not taken for those of
// the mode before.
type unknownMode struct{}

func (unknownMode) read(*parser, string) (mode, bool, bool, error) { return nil, false, false, nil }
func (unknownMode) head() string                                   { return "" }

// A parser is the state of one Parse.
type parser struct {
	open []openMode
	// elements finds the list elements that were opened by their path.
	elements map[string]int
	kept     []Line
	errs     []Error
	// flat says that no line of the text is indented.
	flat bool
	// Lines that are indented further than opaque belong to the kept line above
	// them, those further than refused to the refused line above them; -1 when
	// there is none.
	opaque, refused int
}

type openMode struct {
	mode
	indent int
	// path is the mode's name behind those of the modes it stands in.
	path string
}

func newParser() *parser { return &parser{elements: map[string]int{}, opaque: -1, refused: -1} }

// key is the path of a mode line that is being read in the innermost open mode.
func (p *parser) key(text string) string {
	if len(p.open) == 0 {
		return text
	}
	return p.open[len(p.open)-1].path + "\n" + text
}

// enter opens a mode inside the innermost one.
func (p *parser) enter(m mode, indent int) {
	p.open = append(p.open, openMode{m, indent, p.key(m.head())})
}

// A Dialect is what a device's texts are known by besides their tables.
type Dialect struct {
	// Header begins a text that the device printed. The indentation of such a text
	// is trusted even where no line is indented.
	Header string
	// Preamble are the lines that the device says before a configuration and that
	// are none: they are skipped like comments.
	Preamble []string
	// Opaque are the words that begin modes of their own that no table describes.
	Opaque []string
	// Close are the lines that close the innermost mode and that the device prints
	// itself: one that closes a kept mode is kept with it. nil is "exit", which is
	// never kept.
	Close []string
}

// closes reports whether a line closes the innermost mode.
func (d *Dialect) closes(text string) bool {
	return text == "exit" || slices.Contains(d.Close, text)
}

// Parse reads text into v, whose commands are those of table. Lines may end in
// CR LF and be indented with tabs of eight columns; empty lines and those that
// begin with "!" are skipped; "exit" closes the innermost mode and "end" all.
//
// A line belongs to the innermost open mode that takes it; one that a mode knows
// and none takes is an error. A line that none knows is kept: in an indented text under the innermost mode that it is
// indented further than, together with the lines that are indented further than
// itself; in a text without any indentation under the innermost mode, and the
// lines after one that opens a mode are not taken for those of the mode before.
func Parse[T any](text []byte, v *T, table *Table[T], d Dialect) (kept []Line, errs []Error) {
	p := newParser()
	p.flat = !bytes.HasPrefix(text, []byte(d.Header)) && !indented(text)
	p.open = []openMode{{&tableMode[T]{table, v, ""}, -1, ""}}
	rest, number := string(text), 0
	for rest != "" {
		var line string
		line, rest, _ = strings.Cut(rest, "\n")
		number++
		p.line(line, number, &d)
	}
	return p.kept, p.errs
}

// indented reports whether a line of text is indented and is not a comment.
func indented(text []byte) bool {
	start := true
	for i, c := range text {
		switch {
		case c == '\n':
			start = true
		case start && (c == ' ' || c == '\t'):
			if rest := strings.TrimSpace(firstLine(text[i:])); rest != "" && rest[0] != '!' {
				return true
			}
			start = false
		default:
			start = false
		}
	}
	return false
}

func firstLine(text []byte) string {
	line, _, _ := strings.Cut(string(text[:min(len(text), 256)]), "\n")
	return line
}

func (p *parser) line(line string, number int, d *Dialect) {
	indent, text := unindent(line)
	if text == "" || text[0] == '!' {
		return
	}
	if p.opaque >= 0 && indent > p.opaque {
		p.keep(strings.Repeat(" ", indent-p.opaque)+text, number)
		return
	}
	if p.refused >= 0 && indent > p.refused {
		return
	}
	if slices.Contains(d.Preamble, text) {
		return
	}
	kept := p.opaque == indent
	p.opaque, p.refused = -1, -1
	switch {
	case d.closes(text):
		p.close(text, number, kept, d.Close != nil)
		return
	case text == "end":
		p.open = p.open[:1]
		return
	}
	owner := 0
	var refused error
	for depth := len(p.open); depth > 0; depth-- {
		all := p.open
		p.open = all[:depth]
		opened, known, opens, err := p.open[depth-1].read(p, text)
		switch {
		case known && err == nil:
			if opened != nil {
				p.enter(opened, indent)
			}
			return
		case err == ErrKept: //nolint:errorlint // a row returns the very value
			if !p.flat {
				p.opaque = indent
			}
			p.keep(text, number)
			return
		case known && refused == nil:
			// The device also offers what a mode refuses to the outer ones.
			refused = err
		case opens && owner == 0:
			owner = depth
		}
		p.open = all
	}
	if refused != nil {
		p.errs = append(p.errs, Error{number, text, refused})
		if !p.flat {
			p.refused = indent
		}
		return
	}
	if slices.ContainsFunc(d.Opaque, func(words string) bool {
		_, ok := cutPhrase(text, words)
		return ok
	}) {
		owner = 1
	}
	p.unknown(indent, text, number, owner)
}

// close closes the innermost mode: of an indented text the kept one, when the line
// is indented as that is.
func (p *parser) close(text string, number int, kept, printed bool) {
	last := len(p.open) - 1
	_, unknown := p.open[last].mode.(unknownMode)
	if printed && (kept && !p.flat || unknown) {
		if unknown {
			p.open = p.open[:last]
		}
		p.keep(text, number)
		return
	}
	p.open = p.open[:max(1, last)]
}

// unknown keeps a line that no open mode knows. When it opens a mode, that is one
// of the mode at depth owner.
func (p *parser) unknown(indent int, text string, number, owner int) {
	if !p.flat {
		for len(p.open) > 1 && p.open[len(p.open)-1].indent >= indent {
			p.open = p.open[:len(p.open)-1]
		}
		p.opaque = indent
	} else if owner > 0 {
		p.open = p.open[:owner]
	}
	p.keep(text, number)
	if p.flat && owner > 0 {
		p.enter(unknownMode{}, indent)
	}
}

func (p *parser) keep(text string, number int) {
	var context []string
	for _, m := range p.open[1:] {
		if _, unknown := m.mode.(unknownMode); unknown {
			text = "  " + text
		} else {
			context = append(context, m.head())
		}
	}
	p.kept = append(p.kept, Line{context, text, number})
}

// tab is the distance of tab stops on a device's console.
const tab = 8

// unindent returns the columns that line is indented by and its text without
// trailing blanks.
func unindent(line string) (indent int, text string) {
	for i := range len(line) {
		switch line[i] {
		case ' ':
			indent++
		case '\t':
			indent += tab - indent%tab
		default:
			text = strings.TrimRight(line[i:], " \t\r")
			if strings.IndexByte(text, '\t') >= 0 {
				text = strings.ReplaceAll(text, "\t", " ")
			}
			return indent, text
		}
	}
	return indent, ""
}
