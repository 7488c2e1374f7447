package cli

import (
	"errors"
	"fmt"
)

// A Head writes and reads what follows the keyword of a mode line.
type Head[V any] struct {
	// Append writes what tells one such mode from another; together with the
	// keyword it is the mode's name in a [Line]'s context.
	Append func(b []byte, v *V) []byte
	// Suffix writes what the mode line has besides; nil writes nothing.
	Suffix func(b []byte, v *V) []byte
	Parse  func(a *Args, v *V) error
	// Check says what is wrong with what Append and Suffix write; nil finds
	// everything right.
	Check func(v *V) error
	// Merge takes over what a mode line that was read again has besides; nil
	// takes nothing.
	Merge func(old, read *V) error
	// Find finds an element that another row put into the list, or returns -1; nil
	// finds none.
	Find func(list []V, read *V) int
	// OmitEmpty leaves the mode out when it has no lines.
	OmitEmpty bool
	// Close is the line that ends the mode; empty when its end is not written.
	Close string
}

// Named is the Head of a mode that is known by one value.
func Named[V, K any](key func(*V) *K, c Codec[K]) Head[V] {
	return Head[V]{
		Append: func(b []byte, v *V) []byte { return c.Append(append(b, ' '), *key(v)) },
		Parse: func(a *Args, v *V) error {
			k, err := c.Parse(a)
			if err == nil {
				*key(v) = k
			}
			return err
		},
		Check: func(v *V) error {
			if c.Check == nil {
				return nil
			}
			return c.Check(*key(v))
		},
	}
}

// Block is a mode that stands once for every element of a list. Reading its
// mode line again goes back into the element.
func Block[T, V any](keyword string, list func(*T) *[]V, head Head[V], table *Table[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		opens:   true,
		Append: func(w *Writer, t *T) {
			elements := *list(t)
			for i := range elements {
				block(w, keyword, &elements[i], head, table)
			}
		},
		Check: func(c *Checker, t *T) {
			elements := *list(t)
			for i := range elements {
				checkBlock(c, keyword, &elements[i], head, table)
			}
			distinct(c, elements, func(b []byte, v *V) []byte { return head.Append(append(b, keyword...), v) })
		},
		open: func(p *parser, t *T, a *Args) (mode, error) {
			v, text, err := readHead(keyword, head, a)
			if err != nil {
				return nil, err
			}
			elements := list(t)
			key := p.key(text)
			i, seen := p.elements[key]
			if !seen {
				i = -1
				if head.Find != nil {
					i = head.Find(*elements, v)
				}
				if i < 0 {
					i = len(*elements)
					*elements = append(*elements, *v)
				}
				p.elements[key] = i
			}
			element := &(*elements)[i]
			if seen && head.Merge != nil {
				if err := head.Merge(element, v); err != nil {
					return nil, err
				}
			}
			return &tableMode[V]{table, element, text}, nil
		},
	}
}

// Single is a mode that there is at most one of; isSet says whether there is.
func Single[T, V any](keyword string, field func(*T) *V, isSet func(*V) bool, head Head[V], table *Table[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		opens:   true,
		Append: func(w *Writer, t *T) {
			if v := field(t); isSet(v) {
				block(w, keyword, v, head, table)
			}
		},
		Check: func(c *Checker, t *T) {
			v := field(t)
			if !isSet(v) {
				w := NewWriter(nil, nil)
				if table.Append(w, v); len(w.Bytes()) > 0 {
					c.Report(keyword, errors.New("there are lines for it, and it is not set itself"))
				}
				table.check(c, v)
				return
			}
			checkBlock(c, keyword, v, head, table)
		},
		open: func(p *parser, t *T, a *Args) (mode, error) {
			v, text, err := readHead(keyword, head, a)
			if err != nil {
				return nil, err
			}
			f := field(t)
			if !isSet(f) {
				*f = *v
			} else if first := string(head.Append([]byte(keyword), f)); first != text {
				return nil, fmt.Errorf("there is %q already", first)
			}
			return &tableMode[V]{table, f, text}, nil
		},
	}
}

// Spaced makes every mode of the row follow a separating line.
func Spaced[T any](r Row[T]) Row[T] {
	write := r.Append
	r.Append = func(w *Writer, t *T) {
		w.spaced = true
		write(w, t)
		w.spaced = false
	}
	return r
}

// readHead reads a mode line into a new element and returns its canonical text.
func readHead[V any](keyword string, head Head[V], a *Args) (v *V, text string, err error) {
	if a.No() {
		return nil, "", ErrNotModelled
	}
	v = new(V)
	if err := head.Parse(a, v); err != nil {
		return nil, "", err
	}
	if !a.Done() {
		return nil, "", ErrNotModelled
	}
	return v, string(head.Append([]byte(keyword), v)), nil
}

func block[V any](w *Writer, keyword string, v *V, head Head[V], table *Table[V]) {
	w.separate()
	begin := len(w.buf)
	w.Begin(keyword)
	w.buf = head.Append(w.buf, v)
	w.enter(begin)
	if head.Suffix != nil {
		w.buf = head.Suffix(w.buf, v)
	}
	w.End()
	empty, spaced := len(w.buf), w.spaced
	w.spaced = false
	table.Append(w, v)
	w.spaced = spaced
	w.leave()
	if head.OmitEmpty && len(w.buf) == empty {
		w.buf = w.buf[:begin]
		return
	}
	if head.Close != "" {
		w.Line(head.Close)
	}
}

func checkBlock[V any](c *Checker, keyword string, v *V, head Head[V], table *Table[V]) {
	n := len(c.found)
	if head.Check != nil {
		c.Report("", head.Check(v))
	}
	table.check(c, v)
	c.under(n, func(b []byte) []byte { return head.Append(append(b, keyword...), v) })
}
