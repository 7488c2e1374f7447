package cli

import (
	"cmp"
	"errors"
	"fmt"
	"slices"
)

// A Sequence is how a list of numbered lines is written: every line carries the
// list's name.
type Sequence[L, E any] struct {
	Name    func(*L) *string
	Entries func(*L) *[]E
	// Seq is the number of an entry.
	Seq func(*E) *uint32
	// Names is how the name is written.
	Names Codec[string]
	// Entry is what follows the number.
	Entry Head[E]
	// First and Last bound the numbers. A line without a number gets the next
	// multiple of Step.
	First, Last, Step uint32
}

var errSeqTaken = errors.New("the sequence number is taken by another entry")

// Sequences is a command "KEYWORD NAME seq N ..." that makes up lists of entries.
func Sequences[T, L, E any](keyword string, lists func(*T) *[]L, s Sequence[L, E]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		Append: func(w *Writer, t *T) {
			all := *lists(t)
			for i := range all {
				entries := *s.Entries(&all[i])
				for j := range entries {
					w.Begin(keyword)
					w.buf = s.Names.Append(append(w.buf, ' '), *s.Name(&all[i]))
					w.buf = append(w.buf, " seq "...)
					w.buf = Uint[uint32](0, 0).Append(w.buf, *s.Seq(&entries[j]))
					w.buf = s.Entry.Append(append(w.buf, ' '), &entries[j])
					w.End()
				}
			}
		},
		Check: func(c *Checker, t *T) {
			checkLists(c, keyword, *lists(t), s.Name, s.Names, func(l *L) {
				entries := *s.Entries(l)
				ordered(c, len(entries), func(i int) int { return int(*s.Seq(&entries[i])) })
				for i := range entries {
					n := len(c.found)
					c.Report("", CheckUint(*s.Seq(&entries[i]), s.First, s.Last))
					if s.Entry.Check != nil {
						c.Report("", s.Entry.Check(&entries[i]))
					}
					c.under(n, func(b []byte) []byte {
						return Uint[uint32](0, 0).Append(append(b, "seq "...), *s.Seq(&entries[i]))
					})
				}
			})
		},
		open: func(p *parser, t *T, a *Args) (mode, error) {
			if a.No() {
				return nil, ErrNotModelled
			}
			name, err := s.Names.Parse(a)
			if err != nil {
				return nil, err
			}
			var entry E
			if a.Take("seq") {
				if *s.Seq(&entry), err = ParseUint(a.Next(), s.First, s.Last); err != nil {
					return nil, fmt.Errorf("sequence number: %w", err)
				}
			}
			if err := s.Entry.Parse(a, &entry); err != nil {
				return nil, err
			}
			if !a.Done() {
				return nil, ErrNotModelled
			}
			l := find(p, lists(t), keyword+" "+name, func(l *L) { *s.Name(l) = name })
			return nil, s.insert(l, entry)
		},
	}
}

// insert puts an entry into its place.
func (s Sequence[L, E]) insert(l *L, entry E) error {
	entries := s.Entries(l)
	if *s.Seq(&entry) == 0 {
		next := s.Step
		if n := len(*entries); n > 0 {
			last := *s.Seq(&(*entries)[n-1])
			if last > s.Last-s.Step {
				return errors.New("no sequence number is left")
			}
			next = last - last%s.Step + s.Step
		}
		*s.Seq(&entry) = next
	}
	i, taken := slices.BinarySearchFunc(*entries, *s.Seq(&entry), func(e E, seq uint32) int {
		return cmp.Compare(*s.Seq(&e), seq)
	})
	if taken {
		if string(s.Entry.Append(nil, &entry)) != string(s.Entry.Append(nil, &(*entries)[i])) {
			return errSeqTaken
		}
		return nil
	}
	*entries = slices.Insert(*entries, i, entry)
	return nil
}

// find returns the list element that is known by key, a new one when it is not
// known yet.
func find[L any](p *parser, lists *[]L, key string, name func(*L)) *L {
	key = p.key(key)
	i, seen := p.elements[key]
	if !seen {
		i = len(*lists)
		var l L
		name(&l)
		*lists = append(*lists, l)
		p.elements[key] = i
	}
	return &(*lists)[i]
}

// A SequenceBlock is how a list of numbered modes is written.
type SequenceBlock[L, E any] struct {
	Name    func(*L) *string
	Entries func(*L) *[]E
	Seq     func(*E) int
	Names   Codec[string]
	// Entry is what follows the name.
	Entry Head[E]
}

// SequenceBlocks is a mode line "KEYWORD NAME ..." whose numbered modes make up
// lists.
func SequenceBlocks[T, L, E any](keyword string, lists func(*T) *[]L, s SequenceBlock[L, E], table *Table[E]) Row[T] {
	return Row[T]{
		Keyword: keyword,
		opens:   true,
		Append: func(w *Writer, t *T) {
			all := *lists(t)
			for i := range all {
				entries := *s.Entries(&all[i])
				for j := range entries {
					block(w, keyword, &entries[j], s.head(*s.Name(&all[i])), table)
				}
			}
		},
		Check: func(c *Checker, t *T) {
			checkLists(c, keyword, *lists(t), s.Name, s.Names, func(l *L) {
				entries := *s.Entries(l)
				ordered(c, len(entries), func(i int) int { return s.Seq(&entries[i]) })
				for i := range entries {
					n := len(c.found)
					if s.Entry.Check != nil {
						c.Report("", s.Entry.Check(&entries[i]))
					}
					table.check(c, &entries[i])
					c.under(n, func(b []byte) []byte { return s.Entry.Append(b, &entries[i]) })
				}
			})
		},
		open: func(p *parser, t *T, a *Args) (mode, error) {
			if a.No() {
				return nil, ErrNotModelled
			}
			name, err := s.Names.Parse(a)
			if err != nil {
				return nil, err
			}
			var entry E
			if err := s.Entry.Parse(a, &entry); err != nil {
				return nil, err
			}
			if !a.Done() {
				return nil, ErrNotModelled
			}
			entries := s.Entries(find(p, lists(t), keyword+" "+name, func(l *L) { *s.Name(l) = name }))
			i, taken := slices.BinarySearchFunc(*entries, s.Seq(&entry), func(e E, seq int) int {
				return cmp.Compare(s.Seq(&e), seq)
			})
			text := string(s.head(name).Append([]byte(keyword), &entry))
			if !taken {
				*entries = slices.Insert(*entries, i, entry)
			} else if string(s.head(name).Append([]byte(keyword), &(*entries)[i])) != text {
				return nil, errSeqTaken
			}
			return &tableMode[E]{table, &(*entries)[i], text}, nil
		},
	}
}

// head is the Head of an entry of the list of that name.
func (s SequenceBlock[L, E]) head(name string) Head[E] {
	return Head[E]{
		Append: func(b []byte, e *E) []byte {
			b = s.Names.Append(append(b, ' '), name)
			return s.Entry.Append(append(b, ' '), e)
		},
		Parse: s.Entry.Parse,
		Close: s.Entry.Close,
	}
}

// checkLists checks the names of lists, and each list with what check finds.
func checkLists[L any](c *Checker, keyword string, lists []L, name func(*L) *string, names Codec[string], check func(*L)) {
	for i := range lists {
		n := len(c.found)
		c.Report("", names.Check(*name(&lists[i])))
		check(&lists[i])
		c.under(n, func(b []byte) []byte {
			return names.Append(append(append(b, keyword...), ' '), *name(&lists[i]))
		})
	}
	distinct(c, lists, func(b []byte, l *L) []byte {
		return names.Append(append(append(b, keyword...), ' '), *name(l))
	})
}

// ordered reports a list of n entries whose numbers do not rise.
func ordered(c *Checker, n int, seq func(int) int) {
	if n == 0 {
		c.Report("", errNoEntry)
	}
	for i := 1; i < n; i++ {
		if seq(i) <= seq(i-1) {
			c.Report("", errOrder)
			return
		}
	}
}
