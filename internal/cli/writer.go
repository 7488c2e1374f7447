package cli

import "strings"

// A Writer appends indented lines to one buffer.
type Writer struct {
	buf []byte
	// heads are the begins and ends in buf of the mode lines that are open.
	heads []span
	kept  map[string][]string
	// spaced puts an empty line before the modes that are being written.
	spaced bool
}

type span struct{ begin, end int }

// NewWriter returns a Writer that appends to b and puts the kept lines back into
// their contexts.
func NewWriter(b []byte, kept []Line) *Writer {
	w := &Writer{buf: b}
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
	w.buf = append(w.buf, keyword...)
}

func (w *Writer) indent() {
	n := 2 * len(w.heads)
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
