package cli

import "errors"

var errNoLines = errors.New("has no lines, and would not be read back")

// Led is a list whose elements have no mode of their own: each of an element's
// lines begins with the keyword and the element's head, such as "neighbor
// 10.0.0.1". A leading "no" stands before both. The rows of the table are those
// of the words behind the head, none of which opens a mode.
//
// declare reads the line that an element begins with, behind its head; Suffix
// writes it. It reports whether the line is that one. A line of an element that no
// such line declared is not modelled. With a nil declare any line that a row takes
// makes its element, and there is no such line.
func Led[T, V any](keyword string, list func(*T) *[]V, head Head[V], declare func(*Args, *V) bool, table *Table[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			elements := *list(t)
			for i := range elements {
				v := &elements[i]
				w.lead = head.Append(append(w.lead[:0], keyword...), v)
				if declare != nil {
					w.indent()
					w.buf = append(w.buf, w.lead...)
					if head.Suffix != nil {
						w.buf = head.Suffix(w.buf, v)
					}
					w.End()
				}
				w.lead = append(w.lead, ' ')
				for j := range table.rows {
					table.rows[j].Append(w, v)
				}
				w.lead = w.lead[:0]
			}
		},
		Check: func(c *Checker, t *T) {
			elements := *list(t)
			w := NewWriter(nil, nil)
			for i := range elements {
				v := &elements[i]
				checkBlock(c, keyword, v, head, table)
				if w.buf = w.buf[:0]; declare == nil {
					if table.Append(w, v); len(w.buf) == 0 {
						c.Report(string(head.Append([]byte(keyword), v)), errNoLines)
					}
				}
			}
			distinct(c, elements, func(b []byte, v *V) []byte { return head.Append(append(b, keyword...), v) })
		},
		open: func(p *parser, t *T, a *Args) (mode, error) {
			read := new(V)
			if err := head.Parse(a, read); err != nil {
				return nil, err
			}
			elements := list(t)
			key := p.key(string(head.Append([]byte(keyword), read)))
			if declare != nil { // another row may have an element of that head
				key += "\n"
			}
			i, known := p.elements[key]
			v := read
			if known {
				v = &(*elements)[i]
			}
			switch rest := *a; {
			case declare != nil && !a.No() && declare(&rest, v) && rest.Done():
			case declare != nil && !known:
				return nil, ErrNotModelled
			default:
				if _, _, _, err := table.matchBare(p, v, a.rest, a.no); err != nil {
					return nil, err
				}
			}
			if !known {
				p.elements[key] = len(*elements)
				*elements = append(*elements, *read)
			}
			return nil, nil //nolint:nilnil // the line is complete in itself
		},
	}
}
