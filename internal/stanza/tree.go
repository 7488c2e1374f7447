package stanza

import "slices"

// A Tree is a hierarchy of statements that is being built to be written. The zero
// value is empty.
type Tree struct{ root Node }

// Root is what the top-level statements are added to.
func (t *Tree) Root() *Node { return &t.root }

// A Node is a statement with those below it.
type Node struct {
	words    []string
	values   []string // of a list
	inline   bool
	inactive bool
	children []*Node
	index    map[string]*Node // of the children by their words, when there are many
}

// many is from how many children on an index pays.
const many = 16

// Block returns the statement of these words below n, added if it is not there. It
// is written as a leaf as long as nothing is added below it.
func (n *Node) Block(words ...string) *Node {
	if child := n.child(words); child != nil {
		return child
	}
	child := &Node{words: words}
	n.children = append(n.children, child)
	switch {
	case n.index != nil:
		n.index[key(words)] = child
	case len(n.children) == many:
		n.index = make(map[string]*Node, 2*many)
		for _, c := range n.children {
			n.index[key(c.words)] = c
		}
	}
	return child
}

// child is the statement of these words below n, or nil.
func (n *Node) child(words []string) *Node {
	if n.index != nil {
		return n.index[key(words)]
	}
	for _, c := range n.children {
		if slices.Equal(c.words, words) {
			return c
		}
	}
	return nil
}

// Within adds the statement of these words with what fill adds below it, or nothing
// when fill adds nothing.
func (n *Node) Within(fill func(*Node), words ...string) {
	if known := n.child(words); known != nil {
		fill(known)
		return
	}
	child := Node{words: words}
	fill(&child)
	if len(child.children) > 0 || len(child.values) > 0 {
		*n.Block(words...) = child
	}
}

// Inline lets a block of exactly one leaf be written on one line, as devices do
// with some: `then accept;`.
func (n *Node) Inline() { n.inline = true }

// List adds a statement with several values, `keyword [ a b ];`.
func (n *Node) List(keyword string, values []string) {
	child := n.Block(keyword)
	child.values = append(child.values, values...)
}

// Add adds a leaf of whose words nobody knows where its statements end: below the
// statements that are there already, as one statement of the words that are left.
func (n *Node) Add(p Path) {
	words, done := p.Words, 0
	for done < len(words) {
		if p.Inactive > 0 && done == p.Inactive {
			n.inactive = true
		}
		end := len(words)
		if done < p.Inactive {
			end = p.Inactive
		}
		child, used := n.below(words[done:end])
		if child == nil {
			child, used = n.Block(words[done:end]...), end-done
		}
		n, done = child, done+used
	}
	if p.Inactive > 0 && done == p.Inactive {
		n.inactive = true
	}
}

// below returns the child whose words the given ones begin with.
func (n *Node) below(words []string) (*Node, int) {
	for used := 1; used <= len(words); used++ {
		if child := n.child(words[:used]); child != nil && child.values == nil {
			return child, used
		}
	}
	return nil, 0
}

// AppendBraces appends the form of `show configuration`, four blanks a level.
func (t *Tree) AppendBraces(b []byte) []byte {
	for _, child := range t.root.children {
		b = child.appendBraces(b, 0)
	}
	return b
}

func (n *Node) appendBraces(b []byte, depth int) []byte {
	b = indent(b, depth)
	if n.inactive {
		b = append(b, "inactive: "...)
	}
	b = appendStatement(b, n.words, depth == 0)
	for n.inline && len(n.children) == 1 && !n.children[0].inactive && len(n.values) == 0 {
		n = n.children[0]
		b = appendWords(append(b, ' '), n.words)
	}
	if len(n.values) > 0 {
		b = appendValues(b, n.values)
		if len(n.children) > 0 {
			b = indent(append(b, '\n'), depth)
			b = appendStatement(b, n.words, depth == 0)
		}
	}
	if len(n.children) == 0 {
		return append(b, ";\n"...)
	}
	b = append(b, " {\n"...)
	for _, child := range n.children {
		b = child.appendBraces(b, depth+1)
	}
	return append(indent(b, depth), "}\n"...)
}

func appendValues(b []byte, values []string) []byte {
	if len(values) == 1 {
		return appendWord(append(b, ' '), values[0])
	}
	b = appendWords(append(b, " [ "...), values)
	return append(b, " ]"...)
}

func indent(b []byte, depth int) []byte {
	for range depth {
		b = append(b, "    "...)
	}
	return b
}

// AppendSet appends the form of `show configuration | display set`.
func (t *Tree) AppendSet(b []byte) []byte {
	var above []string
	for _, child := range t.root.children {
		b = child.appendSet(b, above)
	}
	return b
}

func (n *Node) appendSet(b []byte, above []string) []byte {
	words := append(slices.Clip(above), n.words...)
	for _, v := range n.values {
		b = appendWords(append(b, "set "...), words)
		b = append(appendWord(append(b, ' '), v), '\n')
	}
	if len(n.children) == 0 && len(n.values) == 0 {
		b = append(appendWords(append(b, "set "...), words), '\n')
	}
	for _, child := range n.children {
		b = child.appendSet(b, words)
	}
	if n.inactive {
		b = append(appendWords(append(b, "deactivate "...), words), '\n')
	}
	return b
}
