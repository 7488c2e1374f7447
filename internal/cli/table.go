package cli

import (
	"cmp"
	"slices"
)

// A Table is a mode: its commands in the order in which they are printed. It is
// never changed once it is made, and may be shared.
type Table[T any] struct {
	rows []Row[T]
	// byWord finds the rows whose keyword begins with a word, the longest keyword
	// first.
	byWord map[string][]int
	// late is the index of the first row that opens modes or is Late; the kept
	// lines are written before it.
	late int
}

// NewTable returns the table of the rows.
func NewTable[T any](parts ...[]Row[T]) *Table[T] {
	t := &Table[T]{rows: slices.Concat(parts...), byWord: map[string][]int{}}
	t.late = len(t.rows)
	for i, r := range t.rows {
		word, _ := cutWord(r.Keyword)
		t.byWord[word] = append(t.byWord[word], i)
		if r.opens || r.Late {
			t.late = min(t.late, i)
		}
	}
	for _, rows := range t.byWord {
		slices.SortStableFunc(rows, func(i, j int) int {
			return cmp.Compare(len(t.rows[j].Keyword), len(t.rows[i].Keyword))
		})
	}
	return t
}

// Rows is a list of rows, as [NewTable] and [Embed] take and return it.
func Rows[T any](rows ...Row[T]) []Row[T] { return rows }

// Keywords returns the keywords of the rows that have a field, in their order.
func (t *Table[T]) Keywords() []string {
	var keywords []string
	for _, r := range t.rows {
		if !r.keeps {
			keywords = append(keywords, r.Keyword)
		}
	}
	return keywords
}

// Append writes the lines of v.
func (t *Table[T]) Append(w *Writer, v *T) {
	for i := range t.rows {
		if i == t.late {
			w.keep()
		}
		t.rows[i].Append(w, v)
	}
	if t.late == len(t.rows) {
		w.keep()
	}
}

// match offers a line, without its indentation, to the rows that its first words
// name. It reports the row that took or refused it, or -1 and whether one of them
// opens modes.
func (t *Table[T]) match(p *parser, v *T, text string) (opened mode, row int, opens bool, err error) {
	bare, no := cutPhrase(text, "no")
	if !no {
		bare = text
	}
	return t.matchBare(p, v, bare, no)
}

// matchBare is match of a line whose "no" is cut off.
func (t *Table[T]) matchBare(p *parser, v *T, bare string, no bool) (opened mode, row int, opens bool, err error) {
	word, _ := cutWord(bare)
	for _, i := range t.byWord[word] {
		r := &t.rows[i]
		rest, ok := cutPhrase(bare, r.Keyword)
		if !ok {
			continue
		}
		a := Args{rest: rest, no: no}
		if r.open != nil {
			opened, err = r.open(p, v, &a)
		} else {
			err = r.Read(v, &a)
		}
		if err != ErrNotModelled { //nolint:errorlint // a row returns the very value
			return opened, i, false, err
		}
		opens = opens || r.opens && !no
	}
	return nil, -1, opens, ErrNotModelled
}

// ReadLines reads commands of the mode into v; a mode line among them makes its
// element and nothing more. It returns the keywords of the rows that took the
// lines, and stops at the first error, [ErrNotModelled] when no row took a line.
func (t *Table[T]) ReadLines(v *T, lines ...string) (keywords []string, err error) {
	p := newParser()
	for _, text := range lines {
		_, row, _, err := t.match(p, v, text)
		if err != nil {
			return keywords, err
		}
		keywords = append(keywords, t.rows[row].Keyword)
	}
	return keywords, nil
}
