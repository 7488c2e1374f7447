package cli

import (
	"errors"
	"slices"
)

// A Row is one command of the mode whose struct is T.
type Row[T any] struct {
	// Keyword are the words the line begins with, without a leading "no".
	Keyword string
	// Append writes the command's lines, none when its field is not set.
	Append func(w *Writer, t *T)
	// Read sets the field from the words after the keyword. It changes t only
	// when it returns no error. It returns [ErrNotModelled] for a line that is
	// another command, or that has more words than the row knows, and [ErrKept] for
	// one that belongs to this mode all the same.
	Read func(t *T, a *Args) error
	// Check reports what the device would refuse of what Append writes, and what
	// of the field Append leaves out; nil finds everything right.
	Check func(c *Checker, t *T)
	// Late puts the row behind the kept lines of its mode, where the rows that
	// open modes stand.
	Late bool

	// open reads a line with the parser's help instead; then Read is nil. It
	// returns no mode for a line that is complete in itself.
	open func(p *parser, t *T, a *Args) (mode, error)
	// opens says that the command opens a mode, keeps that it has no field.
	opens, keeps bool
}

// Flag is a command without a value. A keyword with a leading "no " is written
// so when the field is true. The opposite form, when read, clears the field.
func Flag[T any](keyword string, field func(*T) *bool) Row[T] {
	bare, negative := cutPhrase(keyword, "no")
	if !negative {
		bare = keyword
	}
	return Row[T]{
		Keyword: bare,
		Append: func(w *Writer, t *T) {
			if *field(t) {
				w.Line(keyword)
			}
		},
		Read: func(t *T, a *Args) error {
			if !a.Done() {
				return ErrNotModelled
			}
			*field(t) = a.No() == negative
			return nil
		},
	}
}

// Keep is a command of the mode that has no field, and whose words are those of a
// command of an outer mode.
func Keep[T any](keyword string) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append:  func(*Writer, *T) {},
		Read:    func(*T, *Args) error { return ErrKept },
		keeps:   true,
	}
}

// Mark is a Flag whose opposite form is kept, because it may override an
// inherited value instead of restoring the default.
func Mark[T any](keyword string, field func(*T) *bool) Row[T] {
	r := Flag(keyword, field)
	read := r.Read
	_, negative := cutPhrase(keyword, "no")
	r.Read = func(t *T, a *Args) error {
		if a.No() != negative {
			return ErrKept
		}
		return read(t, a)
	}
	return r
}

// Toggle is a command that is written both ways: the field is 0 for neither, 1
// for the keyword, 2 for its "no" form.
func Toggle[T any, S ~uint8](keyword string, field func(*T) *S) Row[T] {
	negative := "no " + keyword
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			switch *field(t) {
			case 1:
				w.Line(keyword)
			case 2:
				w.Line(negative)
			}
		},
		Read: func(t *T, a *Args) error {
			if !a.Done() {
				return ErrNotModelled
			}
			*field(t) = 1
			if a.No() {
				*field(t) = 2
			}
			return nil
		},
		Check: func(c *Checker, t *T) {
			if *field(t) > 2 {
				c.Report(keyword, errors.New("is neither unset nor yes nor no"))
			}
		},
	}
}

// Value is a command with a value, written unless it is V's zero value.
func Value[T any, V comparable](keyword string, field func(*T) *V, c Codec[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			var zero V
			if v := *field(t); v != zero {
				line(w, keyword, c, v)
			}
		},
		Read: func(t *T, a *Args) error {
			v, err := parse(a, c)
			if err == nil {
				*field(t) = v
			}
			return err
		},
		Check: func(found *Checker, t *T) {
			var zero V
			if v := *field(t); v != zero {
				c.check(found, keyword, v)
			}
		},
	}
}

// Each is a command that is written once for every element of a list. A line
// that is read twice counts once.
func Each[T any, V comparable](keyword string, field func(*T) *[]V, c Codec[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			for _, v := range *field(t) {
				line(w, keyword, c, v)
			}
		},
		Read: func(t *T, a *Args) error {
			v, err := parse(a, c)
			if list := field(t); err == nil && !slices.Contains(*list, v) {
				*list = append(*list, v)
			}
			return err
		},
		Check: func(found *Checker, t *T) {
			list := *field(t)
			for _, v := range list {
				c.check(found, keyword, v)
			}
			distinct(found, list, func(b []byte, v *V) []byte {
				return c.Append(append(append(b, keyword...), ' '), *v)
			})
		},
	}
}

// Words is a command that is followed by all elements of a list. Lines that
// repeat it add to the list.
func Words[T, V any](keyword string, field func(*T) *[]V, c Codec[V]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			if list := *field(t); len(list) > 0 {
				w.Begin(keyword)
				for _, v := range list {
					w.buf = c.Append(append(w.buf, ' '), v)
				}
				w.End()
			}
		},
		Read: func(t *T, a *Args) error {
			if a.No() {
				return ErrNotModelled
			}
			if a.Done() {
				return ErrMissing
			}
			var list []V
			for !a.Done() {
				v, err := c.Parse(a)
				if err != nil {
					return err
				}
				list = append(list, v)
			}
			*field(t) = append(*field(t), list...)
			return nil
		},
		Check: func(found *Checker, t *T) {
			for _, v := range *field(t) {
				c.check(found, keyword, v)
			}
		},
	}
}

// Embed turns the rows of a part into rows of the whole.
func Embed[T, U any](part func(*T) *U, rows ...Row[U]) []Row[T] {
	whole := make([]Row[T], len(rows))
	for i, r := range rows {
		whole[i] = Row[T]{
			Keyword: r.Keyword,
			Append:  func(w *Writer, t *T) { r.Append(w, part(t)) },
			Late:    r.Late,
			keeps:   r.keeps,
		}
		if r.Check != nil {
			whole[i].Check = func(c *Checker, t *T) { r.Check(c, part(t)) }
		}
		if r.open != nil {
			whole[i].opens = r.opens
			whole[i].open = func(p *parser, t *T, a *Args) (mode, error) { return r.open(p, part(t), a) }
		} else {
			whole[i].Read = func(t *T, a *Args) error { return r.Read(part(t), a) }
		}
	}
	return whole
}

func line[V any](w *Writer, keyword string, c Codec[V], v V) {
	w.Begin(keyword)
	w.buf = c.Append(append(w.buf, ' '), v)
	w.End()
}

// parse reads a value that is the rest of the line.
func parse[V any](a *Args, c Codec[V]) (V, error) {
	var zero V
	if a.No() {
		return zero, ErrNotModelled
	}
	v, err := c.Parse(a)
	if err == nil && !a.Done() {
		err = ErrNotModelled
	}
	if err != nil {
		return zero, err
	}
	return v, nil
}
