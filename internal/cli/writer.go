package cli

import "strings"

// A Writer appends indented lines to one buffer.
type Writer struct {
	buf    []byte
	layout Layout
	// heads are the begins and ends in buf of the mode lines that are open.
	heads []span
	kept  map[string][]string
	// lead stands in front of every line that is being written, behind its "no".
	lead []byte
	// spaced puts a separating line before the modes that are being written.
	spaced bool
}

// A Layout is how a device lays its text out. The zero value indents by two
// blanks a level and puts an empty line before the spaced modes that stand in
// none.
type Layout struct {
	// Indent is the number of blanks a level is indented by; zero means 2.
	Indent int
	// Separator is the line before a spaced mode, at its own indentation.
	Separator string
}

type span struct{ begin, end int }

// NewWriter returns a Writer that appends to b in the zero Layout and puts the
// kept lines back into their contexts.
func NewWriter(b []byte, kept []Line) *Writer { return Layout{}.NewWriter(b, kept) }

// NewWriter returns a Writer that appends to b and puts the kept lines back into
// their contexts.
func (l Layout) NewWriter(b []byte, kept []Line) *Writer {
	if l.Indent == 0 {
		l.Indent = 2
	}
	w := &Writer{buf: b, layout: l}
	if len(kept) > 0 {
		w.kept = make(map[string][]string, len(kept))
		for _, l := range kept {
			key := contextKey(l.Context)
			w.kept[key] = append(w.kept[key], l.Text)
		}
	}
	return w
}

// Bytes returns the buffer.
func (w *Writer) Bytes() []byte { return w.buf }

// indentation is what a level is indented by, repeated as often as any device
// nests its modes.
const indentation = "                "

// Begin starts a line with the indentation of the open mode and the keyword.
func (w *Writer) Begin(keyword string) {
	w.indent()
	if len(w.lead) > 0 {
		if bare, negative := cutPhrase(keyword, "no"); negative {
			w.buf = append(w.buf, "no "...)
			keyword = bare
		}
		w.buf = append(w.buf, w.lead...)
	}
	w.buf = append(w.buf, keyword...)
}

// separate writes the line before a spaced mode, unless nothing is written yet.
func (w *Writer) separate() {
	switch {
	case !w.spaced:
	case w.layout.Separator != "":
		w.Line(w.layout.Separator)
	case len(w.heads) == 0:
		w.Blank()
	}
}

func (w *Writer) indent() {
	n := w.layout.Indent * len(w.heads)
	for n > len(indentation) {
		w.buf = append(w.buf, indentation...)
		n -= len(indentation)
	}
	w.buf = append(w.buf, indentation[:n]...)
}

// End ends the line.
func (w *Writer) End() { w.buf = append(w.buf, '\n') }

// Blank writes an empty line, unless nothing is written yet.
func (w *Writer) Blank() {
	if len(w.buf) > 0 {
		w.buf = append(w.buf, '\n')
	}
}

// Line writes a whole line.
func (w *Writer) Line(s string) {
	w.Begin(s)
	w.End()
}

// Word appends a space and a word.
func (w *Writer) Word(s string) {
	w.buf = append(w.buf, ' ')
	w.buf = append(w.buf, s...)
}

// enter opens the mode whose name reaches from begin to the end of the buffer.
func (w *Writer) enter(begin int) {
	w.heads = append(w.heads, span{begin, len(w.buf)})
}

func (w *Writer) leave() { w.heads = w.heads[:len(w.heads)-1] }

// keep writes the kept lines of the open mode.
func (w *Writer) keep() {
	if w.kept == nil {
		return
	}
	heads := make([]string, len(w.heads))
	for i, h := range w.heads {
		heads[i] = strings.TrimLeft(string(w.buf[h.begin:h.end]), " ")
	}
	key := contextKey(heads)
	for _, l := range w.kept[key] {
		w.Line(l)
	}
	delete(w.kept, key)
}

// contextKey joins the lines of a context; a line holds no newline.
func contextKey(context []string) string { return strings.Join(context, "\n") }

// AppendValue appends v as c writes it.
func AppendValue[V any](w *Writer, c Codec[V], v V) { w.buf = c.Append(w.buf, v) }
