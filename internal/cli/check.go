package cli

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// A Finding is a field whose lines the device would refuse, or would not read
// back as the field.
type Finding struct {
	// Path are the mode lines and the keyword of the field, separated by ": ".
	Path string
	Err  error
}

// A Checker gathers findings.
type Checker struct {
	found []Finding
	buf   []byte
}

// Report adds a finding about the command of a keyword; a nil err adds none.
func (c *Checker) Report(keyword string, err error) {
	if err != nil {
		c.found = append(c.found, Finding{keyword, err})
	}
}

// Check returns what the device would refuse of v, in the order of its lines.
func (t *Table[T]) Check(v *T) []Finding {
	var c Checker
	t.check(&c, v)
	return c.found
}

func (t *Table[T]) check(c *Checker, v *T) {
	for i := range t.rows {
		if t.rows[i].Check != nil {
			t.rows[i].Check(c, v)
		}
	}
}

// check checks a value that is written.
func (d Codec[V]) check(c *Checker, keyword string, v V) {
	if d.Check != nil {
		c.Report(keyword, d.Check(v))
	}
}

var (
	errTwice    = errors.New("stands twice")
	errOrder    = errors.New("the entries are not in the order of their sequence numbers")
	errNoEntry  = errors.New("has no entries")
	errNotAName = errors.New("is not one word of printable ASCII without quotes, ? and a leading ! or ;")
	errNotAText = errors.New("holds what a line cannot: control or non-ASCII characters, quotes, ?, a leading !, a ; after a blank, or blanks at an end")
)

// CheckWord says whether s can be written as one word: printable ASCII without
// quotes and "?", which the command line takes for itself, not beginning with
// "!" (a comment) or ";" (the next command).
func CheckWord(s string, limit int) error {
	if s == "" {
		return ErrMissing
	}
	if len(s) > limit {
		return fmt.Errorf("%q is longer than %d characters", s, limit)
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c > '~' || c == '"' || c == '?' {
			return fmt.Errorf("%q %w", s, errNotAName)
		}
	}
	if s[0] == '!' || s[0] == ';' {
		return fmt.Errorf("%q %w", s, errNotAName)
	}
	return nil
}

// CheckText says whether s can be written as the rest of a line. Blanks may
// stand inside; a ";" after one would begin the next command.
func CheckText(s string, limit int) error {
	if s == "" {
		return ErrMissing
	}
	if len(s) > limit {
		return fmt.Errorf("%q is longer than %d characters", s, limit)
	}
	last := byte(' ')
	for i := range len(s) {
		c := s[i]
		if c < ' ' || c > '~' || c == '"' || c == '?' || last == ' ' && (c == ';' || i == 0 && (c == '!' || c == ' ')) {
			return fmt.Errorf("%q %w", s, errNotAText)
		}
		last = c
	}
	if last == ' ' {
		return fmt.Errorf("%q %w", s, errNotAText)
	}
	return nil
}

// under puts the mode line that head writes in front of the paths of the
// findings from the n-th on.
func (c *Checker) under(n int, head func(b []byte) []byte) {
	if n == len(c.found) {
		return
	}
	text := strings.TrimRight(string(head(nil)), " ")
	for i := n; i < len(c.found); i++ {
		if path := c.found[i].Path; path != "" {
			c.found[i].Path = text + ": " + path
		} else {
			c.found[i].Path = text
		}
	}
}

// distinct reports the elements of a list that are written like an earlier one.
func distinct[V any](c *Checker, list []V, write func(b []byte, v *V) []byte) {
	if len(list) < 2 {
		return
	}
	ends := make([]int, len(list))
	c.buf = c.buf[:0]
	for i := range list {
		c.buf = write(c.buf, &list[i])
		ends[i] = len(c.buf)
		if i == 0 { // the others are about as long
			c.buf = slices.Grow(c.buf, len(list)*len(c.buf))
		}
	}
	all, begin := string(c.buf), 0
	seen := make(map[string]struct{}, len(list))
	for _, end := range ends {
		text := all[begin:end]
		begin = end
		if _, twice := seen[text]; twice {
			c.Report(text, errTwice)
		}
		seen[text] = struct{}{}
	}
}
