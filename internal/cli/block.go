package cli

import "fmt"

// A Head writes and reads what follows the keyword of a mode line: the part of V
// that tells one such mode from another.
type Head[V any] struct {
	Append func(b []byte, v *V) []byte
	Parse  func(a *Args, v *V) error
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
	}
}

// A Block is a mode that stands once for every element of a list. Reading its
// mode line again goes back into the element.
func Block[T, V any](keyword string, list func(*T) *[]V, head Head[V], table *Table[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			elements := *list(t)
			for i := range elements {
				block(w, keyword, &elements[i], head, table)
			}
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
				i = len(*elements)
				*elements = append(*elements, *v)
				p.elements[key] = i
			}
			return &tableMode[V]{table, &(*elements)[i], text}, nil
		},
	}
}

// Single is a mode that there is at most one of; isSet says whether there is.
func Single[T, V any](keyword string, field func(*T) *V, isSet func(*V) bool, head Head[V], table *Table[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			if v := field(t); isSet(v) {
				block(w, keyword, v, head, table)
			}
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

// Spaced makes every mode of the row follow an empty line.
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
	if w.spaced && len(w.heads) == 0 {
		w.Blank()
	}
	begin := len(w.buf)
	w.Begin(keyword)
	w.buf = head.Append(w.buf, v)
	w.End()
	w.enter(begin)
	table.Append(w, v)
	w.leave()
}
