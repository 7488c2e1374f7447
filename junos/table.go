package junos

import (
	"errors"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/internal/stanza"
)

// The grammar is one table for every block, one row a statement. A row writes the
// statement and reads it, and the order of the rows is the order in which the
// device prints them.

// errNotModelled says that the words are not, or not completely, what a row
// describes; they are offered to the next row, and kept when there is none.
var errNotModelled = errors.New("not modelled")

// A table is the grammar of a block that is held by a T.
type table[T any] []row[T]

// A row is one statement of a block.
type row[T any] interface {
	// keyword are the words that the statement begins with.
	keyword() []string
	// read takes the words behind the keyword into t.
	read(t *T, words []string) error
	// write adds the statement below n, if t has it.
	write(t *T, n *stanza.Node)
	// check reports the values that the device would not take.
	check(t *T, c *checker)
}

func (tb table[T]) read(t *T, words []string) error {
	for _, r := range tb {
		k := r.keyword()
		if len(words) < len(k) || !slices.Equal(words[:len(k)], k) {
			continue
		}
		if err := r.read(t, words[len(k):]); !errors.Is(err, errNotModelled) {
			return err
		}
	}
	return errNotModelled
}

func (tb table[T]) write(t *T, n *stanza.Node) {
	for _, r := range tb {
		r.write(t, n)
	}
}

func (tb table[T]) check(t *T, c *checker) {
	for _, r := range tb {
		r.check(t, c)
	}
}

// A checker gathers what is wrong with values, each with the statement it is of.
type checker struct {
	at     []string
	report func(field string, err error)
}

func (c *checker) in(words []string, check func()) {
	n := len(c.at)
	c.at = append(c.at, words...)
	check()
	c.at = c.at[:n]
}

func (c *checker) fail(keyword []string, err error) {
	c.report(strings.Join(append(slices.Clip(c.at), keyword...), " "), err)
}

// The words of keywords are those of one statement: "family inet" is one.
func split(keyword string) []string { return strings.Fields(keyword) }

// A flagRow is a statement without a value.
type flagRow[T any] struct {
	words []string
	at    func(*T) *bool
}

func flag[T any](keyword string, at func(*T) *bool) row[T] { return flagRow[T]{split(keyword), at} }

func (r flagRow[T]) keyword() []string  { return r.words }
func (r flagRow[T]) check(*T, *checker) {}
func (r flagRow[T]) write(t *T, n *stanza.Node) {
	if *r.at(t) {
		n.Block(r.words...)
	}
}

func (r flagRow[T]) read(t *T, words []string) error {
	if len(words) > 0 {
		return errNotModelled
	}
	*r.at(t) = true
	return nil
}

// A leafRow is a statement with one value; the zero value is none.
type leafRow[T any, V comparable] struct {
	words []string
	at    func(*T) *V
	codec codec[V]
}

func leaf[T any, V comparable](keyword string, at func(*T) *V, c codec[V]) row[T] {
	return leafRow[T, V]{split(keyword), at, c}
}

func (r leafRow[T, V]) keyword() []string { return r.words }

func (r leafRow[T, V]) write(t *T, n *stanza.Node) {
	if v := *r.at(t); v != *new(V) {
		n.Block(r.codec.append(slices.Clip(r.words), v)...)
	}
}

func (r leafRow[T, V]) read(t *T, words []string) error {
	v, err := r.codec.one(words)
	if err == nil {
		*r.at(t) = v
	}
	return err
}

func (r leafRow[T, V]) check(t *T, c *checker) {
	if v := *r.at(t); v != *new(V) {
		if err := r.codec.check(v); err != nil {
			c.fail(r.words, err)
		}
	}
}

// A leavesRow is a statement that may have several values: written as one in
// brackets, or, when a value has several words of its own, once for each.
type leavesRow[T, V any] struct {
	words []string
	at    func(*T) *[]V
	codec codec[V]
	list  bool
}

// leaves are written `keyword [ a b ];`.
func leaves[T, V any](keyword string, at func(*T) *[]V, c codec[V]) row[T] {
	return leavesRow[T, V]{split(keyword), at, c, true}
}

// each is written once for every value; the keyword may be empty.
func each[T, V any](keyword string, at func(*T) *[]V, c codec[V]) row[T] {
	return leavesRow[T, V]{split(keyword), at, c, false}
}

func (r leavesRow[T, V]) keyword() []string { return r.words }

func (r leavesRow[T, V]) write(t *T, n *stanza.Node) {
	all := *r.at(t)
	if !r.list {
		for _, v := range all {
			n.Block(r.codec.append(slices.Clip(r.words), v)...)
		}
		return
	}
	var words []string
	for _, v := range all {
		words = r.codec.append(words, v)
	}
	if words != nil {
		n.List(r.words[0], words)
	}
}

func (r leavesRow[T, V]) read(t *T, words []string) error {
	v, err := r.codec.one(words)
	if err != nil {
		if len(r.words) == 0 {
			return errNotModelled // the words may be another statement's keyword
		}
		return err
	}
	// A value is there once, however often it is set.
	list, seen := r.at(t), r.codec.append(nil, v)
	if !slices.ContainsFunc(*list, func(w V) bool { return slices.Equal(r.codec.append(nil, w), seen) }) {
		*list = append(*list, v)
	}
	return nil
}

func (r leavesRow[T, V]) check(t *T, c *checker) {
	seen := map[string]bool{}
	for _, v := range *r.at(t) {
		err := r.codec.check(v)
		text := strings.Join(r.codec.append(nil, v), " ")
		if err == nil && seen[text] {
			err = errTwice
		}
		seen[text] = true
		if err != nil {
			c.fail(r.words, err)
		}
	}
}

var errTwice = errors.New("stands twice")

// An optionsRow is a statement whose value is made of several options, which the
// device may print together or one by one.
type optionsRow[T any, V comparable] struct {
	words  []string
	at     func(*T) *V
	append func(b []string, v V) []string
	parse  func(words []string, v *V) error
	verify func(v V) error
}

func (r optionsRow[T, V]) keyword() []string { return r.words }

func (r optionsRow[T, V]) write(t *T, n *stanza.Node) {
	if v := *r.at(t); v != *new(V) {
		n.Block(r.append(slices.Clip(r.words), v)...)
	}
}

func (r optionsRow[T, V]) read(t *T, words []string) error {
	v := *r.at(t)
	err := r.parse(words, &v)
	if err == nil {
		*r.at(t) = v
	}
	return err
}

func (r optionsRow[T, V]) check(t *T, c *checker) {
	if v := *r.at(t); v != *new(V) {
		if err := r.verify(v); err != nil {
			c.fail(r.words, err)
		}
	}
}

// A blockRow is a statement with others below it. It is there when one of them is,
// or, when it has a switch of its own, when that is on.
type blockRow[T, U any] struct {
	words  []string
	at     func(*T) *U
	on     func(*U) *bool
	rows   table[U]
	inline bool
}

func block[T, U any](keyword string, at func(*T) *U, rows table[U]) row[T] {
	return blockRow[T, U]{words: split(keyword), at: at, rows: rows}
}

// presence is a block that means something even when it is empty.
func presence[T, U any](keyword string, at func(*T) *U, on func(*U) *bool, rows table[U]) row[T] {
	return blockRow[T, U]{words: split(keyword), at: at, on: on, rows: rows}
}

// inline is a block that the device prints on one line when it has one leaf.
func inline[T, U any](keyword string, at func(*T) *U, rows table[U]) row[T] {
	return blockRow[T, U]{words: split(keyword), at: at, rows: rows, inline: true}
}

// within are rows of T itself that stand in a block of their own.
func within[T any](keyword string, rows table[T]) row[T] {
	return block(keyword, func(t *T) *T { return t }, rows)
}

func (r blockRow[T, U]) keyword() []string { return r.words }

func (r blockRow[T, U]) write(t *T, n *stanza.Node) {
	u := r.at(t)
	fill := func(child *stanza.Node) {
		if r.inline {
			child.Inline()
		}
		r.rows.write(u, child)
	}
	switch {
	case r.on == nil:
		n.Within(fill, r.words...)
	case *r.on(u):
		fill(n.Block(r.words...))
	}
}

func (r blockRow[T, U]) read(t *T, words []string) error {
	u := r.at(t)
	if r.on != nil {
		*r.on(u) = true
	}
	if len(words) == 0 {
		return nil
	}
	return r.rows.read(u, words)
}

func (r blockRow[T, U]) check(t *T, c *checker) {
	u := r.at(t)
	if r.on != nil && !*r.on(u) {
		return // nothing of it is written
	}
	c.in(r.words, func() { r.rows.check(u, c) })
}

// A listRow is a block for each of several values, known by a key.
type listRow[T, U, K any] struct {
	words  []string
	at     func(*T) *[]U
	key    func(*U) *K
	codec  codec[K]
	rows   table[U]
	inline bool
}

func list[T, U, K any](keyword string, at func(*T) *[]U, key func(*U) *K, c codec[K], rows table[U]) row[T] {
	return listRow[T, U, K]{split(keyword), at, key, c, rows, false}
}

// inlineList is a list whose blocks the device prints on one line when they have one
// leaf.
func inlineList[T, U, K any](keyword string, at func(*T) *[]U, key func(*U) *K, c codec[K], rows table[U]) row[T] {
	return listRow[T, U, K]{split(keyword), at, key, c, rows, true}
}

func (r listRow[T, U, K]) keyword() []string { return r.words }

func (r listRow[T, U, K]) write(t *T, n *stanza.Node) {
	all := *r.at(t)
	for i := range all {
		child := n.Block(r.codec.append(slices.Clip(r.words), *r.key(&all[i]))...)
		if r.inline {
			child.Inline()
		}
		r.rows.write(&all[i], child)
	}
}

func (r listRow[T, U, K]) read(t *T, words []string) error {
	if len(words) == 0 {
		return errMissing
	}
	if inherits(words[0]) {
		return errNotModelled
	}
	k, used, err := r.codec.parse(words)
	if err != nil {
		return err
	}
	all := r.at(t)
	name := r.codec.append(nil, k)
	same := func(u *U) bool { return slices.Equal(r.codec.append(nil, *r.key(u)), name) }
	at := -1
	// The entry that was read last is the likely one.
	for i := len(*all) - 1; i >= 0 && at < 0; i-- {
		if same(&(*all)[i]) {
			at = i
		}
	}
	if at < 0 {
		at = len(*all)
		*all = append(*all, *new(U))
		*r.key(&(*all)[at]) = k
	}
	if used == len(words) {
		return nil
	}
	return r.rows.read(&(*all)[at], words[used:])
}

// inherits reports whether a word begins a statement that may stand at every level
// and pulls others in: what it pulls in is not known.
func inherits(word string) bool {
	switch word {
	case "apply-groups", "apply-groups-except", "apply-macro", "apply-path":
		return true
	}
	return false
}

func (r listRow[T, U, K]) check(t *T, c *checker) {
	all := *r.at(t)
	seen := map[string]bool{}
	for i := range all {
		k := *r.key(&all[i])
		name := r.codec.append(slices.Clip(r.words), k)
		text := strings.Join(name, " ")
		if err := r.codec.check(k); err != nil {
			c.fail(r.words, err)
		} else if seen[text] {
			c.fail(name, errTwice)
		}
		seen[text] = true
		c.in(name, func() { r.rows.check(&all[i], c) })
	}
}
