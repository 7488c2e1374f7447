package calico

import (
	"errors"
	"fmt"
	"strings"
)

// A selector is one of Calico's label expressions, parsed. Its language is that
// of libcalico-go: comparisons with ==, !=, contains, starts with and ends with,
// sets with in and not in, has(label), all() and global(), joined by !, && and ||
// and parentheses; && binds tighter. An empty expression selects everything.
//
// A label that is missing differs from every value: != and not in hold for it.
type selector func(labels map[string]string) bool

// maxNesting bounds the parentheses of a selector.
const maxNesting = 100

// parseSelector reads an expression.
func parseSelector(text string) (selector, error) {
	s, _, err := readSelector(text)
	return s, err
}

// readSelector also returns the labels that the expression compares with ==: a
// node that has them is the likeliest to be selected.
func readSelector(text string) (selector, map[string]string, error) {
	p := selectorParser{rest: text, equal: map[string]string{}}
	p.blank()
	if p.rest == "" {
		return everything, p.equal, nil
	}
	s, err := p.or(0)
	if err != nil {
		return nil, nil, fmt.Errorf("selector %q: %w", text, err)
	}
	if p.rest != "" {
		return nil, nil, fmt.Errorf("selector %q: unexpected %q", text, p.rest)
	}
	return s, p.equal, nil
}

func everything(map[string]string) bool { return true }

// A selectorParser reads an expression from its front; after every step rest
// starts with no blank.
type selectorParser struct {
	rest  string
	equal map[string]string
}

var (
	errNesting    = errors.New("too many parentheses")
	errOperand    = errors.New("a label or has(), all(), ( or ! is missing")
	errOperator   = errors.New("an operator after a label is missing")
	errText       = errors.New("a text in quotes is missing")
	errUnfinished = errors.New("a quote, brace or parenthesis is not closed")
)

func (p *selectorParser) blank() { p.rest = strings.TrimLeft(p.rest, " \t") }

// take consumes a literal.
func (p *selectorParser) take(literal string) bool {
	rest, ok := strings.CutPrefix(p.rest, literal)
	if ok {
		p.rest = rest
		p.blank()
	}
	return ok
}

func (p *selectorParser) or(depth int) (selector, error) {
	s, err := p.and(depth)
	for err == nil && p.take("||") {
		left := s
		var right selector
		right, err = p.and(depth)
		s = func(l map[string]string) bool { return left(l) || right(l) }
	}
	return s, err
}

func (p *selectorParser) and(depth int) (selector, error) {
	s, err := p.operation(depth)
	for err == nil && p.take("&&") {
		left := s
		var right selector
		right, err = p.operation(depth)
		s = func(l map[string]string) bool { return left(l) && right(l) }
	}
	return s, err
}

func (p *selectorParser) operation(depth int) (selector, error) {
	negated := false
	for p.take("!") {
		negated = !negated
	}
	s, err := p.operand(depth)
	if err != nil || !negated {
		return s, err
	}
	return func(l map[string]string) bool { return !s(l) }, nil
}

func (p *selectorParser) operand(depth int) (selector, error) {
	if depth > maxNesting {
		return nil, errNesting
	}
	if p.take("(") {
		s, err := p.or(depth + 1)
		if err == nil && !p.take(")") {
			err = errUnfinished
		}
		return s, err
	}
	if label, ok := p.call("has"); ok && isSelectorLabel(label) {
		return func(l map[string]string) bool { _, ok := l[label]; return ok }, nil
	}
	for _, name := range [...]string{"all", "global"} {
		if argument, ok := p.call(name); ok && argument == "" {
			return everything, nil
		}
	}
	label := p.label()
	if label == "" {
		return nil, errOperand
	}
	return p.comparison(label)
}

// call consumes "name(argument)"; nothing when it is not there. As in libcalico
// no blank stands before the parenthesis.
func (p *selectorParser) call(name string) (argument string, ok bool) {
	rest, ok := strings.CutPrefix(p.rest, name+"(")
	if !ok {
		return "", false
	}
	argument, rest, ok = strings.Cut(rest, ")")
	argument = strings.TrimSpace(argument)
	if !ok || (argument != "") != (name == "has") || argument != "" && !isSelectorLabel(argument) {
		return "", false
	}
	p.rest = rest
	p.blank()
	return argument, true
}

// maxLabel is the longest label of a selector, in bytes.
const maxLabel = 512

func (p *selectorParser) label() string {
	n := 0
	for n < len(p.rest) && n < maxLabel && isSelectorLabelByte(p.rest[n]) {
		n++
	}
	label := p.rest[:n]
	p.rest = p.rest[n:]
	p.blank()
	return label
}

func isSelectorLabelByte(c byte) bool {
	return 'a' <= c && c <= 'z' || 'A' <= c && c <= 'Z' || '0' <= c && c <= '9' ||
		c == '_' || c == '.' || c == '/' || c == '-'
}

func isSelectorLabel(s string) bool {
	for i := range len(s) {
		if !isSelectorLabelByte(s[i]) {
			return false
		}
	}
	return s != "" && len(s) <= maxLabel
}

// comparison reads what follows a label.
func (p *selectorParser) comparison(label string) (selector, error) {
	switch {
	case p.take("=="):
		before := p.rest
		s, err := p.compare(label, false, func(value, text string) bool { return value == text })
		if err == nil {
			p.equal[label] = before[1 : 1+strings.IndexByte(before[1:], before[0])]
		}
		return s, err
	case p.take("!="):
		return p.compare(label, true, func(value, text string) bool { return value != text })
	case p.take("contains"):
		return p.compare(label, false, strings.Contains)
	case p.words("starts", "with", false):
		return p.compare(label, false, strings.HasPrefix)
	case p.words("ends", "with", false):
		return p.compare(label, false, strings.HasSuffix)
	case p.words("not", "in", true):
		return p.set(label, false)
	case p.words("", "in", true):
		return p.set(label, true)
	}
	return nil, errOperator
}

// words consumes two words with blanks or nothing between them; whole demands
// that the second one ends there.
func (p *selectorParser) words(first, second string, whole bool) bool {
	rest, ok := strings.CutPrefix(p.rest, first)
	if !ok {
		return false
	}
	if rest, ok = strings.CutPrefix(strings.TrimLeft(rest, " \t\r\n\f"), second); !ok {
		return false
	}
	if whole && rest != "" && (isSelectorLabelByte(rest[0]) && rest[0] != '.' && rest[0] != '/' && rest[0] != '-') {
		return false
	}
	p.rest = rest
	p.blank()
	return true
}

// compare reads a text and holds where the label's value relates to it; missing
// is the answer for a label that is not there.
func (p *selectorParser) compare(label string, missing bool, holds func(value, text string) bool) (selector, error) {
	text, err := p.text()
	if err != nil {
		return nil, err
	}
	return func(l map[string]string) bool {
		value, ok := l[label]
		if !ok {
			return missing
		}
		return holds(value, text)
	}, nil
}

// set reads "{'a', 'b'}"; a comma may end it, and it may be empty.
func (p *selectorParser) set(label string, in bool) (selector, error) {
	if !p.take("{") {
		return nil, errText
	}
	values := map[string]bool{}
	for p.rest != "" && (p.rest[0] == '"' || p.rest[0] == '\'') {
		text, err := p.text()
		if err != nil {
			return nil, err
		}
		values[text] = true
		if !p.take(",") {
			break
		}
	}
	if !p.take("}") {
		return nil, errUnfinished
	}
	return func(l map[string]string) bool {
		value, ok := l[label]
		return (ok && values[value]) == in
	}, nil
}

// text reads a text in single or double quotes, without escapes.
func (p *selectorParser) text() (string, error) {
	if p.rest == "" || p.rest[0] != '"' && p.rest[0] != '\'' {
		return "", errText
	}
	text, rest, ok := strings.Cut(p.rest[1:], p.rest[:1])
	if !ok {
		return "", errUnfinished
	}
	p.rest = rest
	p.blank()
	return text, nil
}
