package stanza

import (
	"errors"
	"fmt"
	"slices"
	"strings"
)

// Parse reads a text in either form, told apart by its first word. The errors are
// all places that could not be read, by line; the paths are those of the rest.
//
// In set form the commands are carried out one after the other on a configuration
// that is empty at first: `set` adds a leaf once, `delete` takes statements out,
// `deactivate` and `activate` put them out of force and back. Commands that move or
// rename statements, or that depend on where the user is, are errors.
func Parse(text []byte) ([]Path, []Error) {
	if isSet(text) {
		return parseSet(text)
	}
	return parseBraces(text)
}

// commands are the words that a text in set form begins with.
func commands() []string {
	return []string{
		"set", "delete", "deactivate", "activate", "insert", "rename", "copy", "replace", "annotate", "protect", "unprotect",
		"edit", "top", "up", "exit", "quit", "load", "rollback", "commit", "run", "wildcard",
	}
}

// isSet reports whether the first word is a command. A statement of one of their
// names would be followed by a brace.
func isSet(text []byte) bool {
	l := lexer{text: string(text), line: 1, lines: true}
	first := l.next()
	for first.kind == endOfLine {
		first = l.next()
	}
	if first.kind != word || first.quoted || !slices.Contains(commands(), first.text) {
		return false
	}
	second := l.next()
	return second.kind == word || second.kind == endOfLine || second.kind == endOfText
}

var (
	errLong       = fmt.Errorf("a statement has more than %d words", longest)
	errNoEnd      = errors.New("a statement ends without a semicolon")
	errUnbalanced = errors.New("a closing brace without an opening one")
	errUnclosed   = errors.New("a block is not closed")
	errMark       = errors.New("a brace, bracket or semicolon where a word is expected")
	errList       = errors.New("a list in brackets that is empty, not closed, or not at the end of its statement")
	errDirective  = errors.New("replace: and delete: change another configuration, and this text is read by itself")
)

// A frame is a block that is open.
type frame struct {
	words, inactive, line int
	empty                 bool
}

// parseBraces reads the form of `show configuration`.
func parseBraces(text []byte) ([]Path, []Error) {
	p := braces{lexer: lexer{text: string(text), line: 1}}
	for p.statement() {
	}
	for _, f := range p.frames {
		p.fail(f.line, errUnclosed)
	}
	return p.paths, sorted(p.errs)
}

// braces is the state of parseBraces: the blocks that are open, and the words of
// the statements on the way to here.
type braces struct {
	lexer
	frames   []frame
	words    []string
	inactive int
	paths    []Path
}

// statement reads up to the end of a statement, or into or out of a block. It
// reports whether there is more.
func (p *braces) statement() bool {
	from, inactive := len(p.words), p.inactive
	first, tagged := true, false
	line := 0
	for {
		t := p.next()
		if line == 0 {
			line = t.line
		}
		switch t.kind {
		case word:
			if first && !t.quoted {
				if known := p.tag(t); known {
					tagged = tagged || t.text == "inactive:"
					continue
				}
			}
			first = false
			p.words = append(p.words, t.text)
			continue
		case listOpen:
			p.list(from, tagged, line)
		case semicolon:
			if len(p.words) == from {
				break // an empty statement
			}
			p.mark(tagged)
			p.leaf(p.words, line)
		case open:
			if len(p.words) == from {
				p.fail(t.line, errMark)
			}
			p.mark(tagged)
			p.frames = append(p.frames, frame{words: from, inactive: inactive, line: line, empty: true})
			return true
		case closed:
			if len(p.words) > from {
				p.fail(t.line, errNoEnd)
			}
			p.words = p.words[:from]
			p.close(t.line)
			return true
		case listClosed:
			p.fail(t.line, errList)
			continue
		default:
			if len(p.words) > from {
				p.fail(line, errNoEnd)
			}
			return false
		}
		p.words, p.inactive = p.words[:from], inactive
		return true
	}
}

// tag reports whether a word says something of the statement behind it.
func (p *braces) tag(t token) bool {
	switch t.text {
	case "inactive:", "active:", "protect:":
		return true
	case "replace:", "delete:":
		p.fail(t.line, errDirective)
		return true
	}
	return false
}

// mark notes that the statement that was read is inactive.
func (p *braces) mark(tagged bool) {
	if tagged && p.inactive == 0 {
		p.inactive = len(p.words)
	}
}

// list reads the values of a statement, each of which is a leaf.
func (p *braces) list(from int, tagged bool, line int) {
	values, ok := readList(&p.lexer)
	if end := p.next(); !ok || len(p.words) == from || end.kind != semicolon {
		p.fail(line, errList)
		return
	}
	p.mark(tagged)
	for _, v := range values {
		p.leaf(append(slices.Clip(p.words), v), line)
	}
}

// readList reads the values up to the closing bracket.
func readList(l *lexer) (values []string, ok bool) {
	for {
		t := l.next()
		if t.kind != word {
			return values, t.kind == listClosed && len(values) > 0
		}
		values = append(values, t.text)
	}
}

func (p *braces) leaf(words []string, line int) {
	if len(words) > longest {
		p.fail(line, errLong)
		return
	}
	if n := len(p.frames); n > 0 {
		p.frames[n-1].empty = false
	}
	p.paths = append(p.paths, Path{Words: slices.Clone(words), Inactive: p.inactive, Line: line})
}

// close leaves a block. An empty one is a leaf by itself.
func (p *braces) close(line int) {
	n := len(p.frames)
	if n == 0 {
		p.fail(line, errUnbalanced)
		return
	}
	f := p.frames[n-1]
	p.frames = p.frames[:n-1]
	if f.empty {
		p.leaf(p.words, f.line)
	} else if n > 1 {
		p.frames[n-2].empty = false
	}
	p.words, p.inactive = p.words[:f.words], f.inactive
}

// sorted orders errors by line.
func sorted(errs []Error) []Error {
	slices.SortStableFunc(errs, func(a, b Error) int { return a.Line - b.Line })
	return errs
}

// parseSet reads the form of `show configuration | display set`.
func parseSet(text []byte) ([]Path, []Error) {
	p := commandsOf{lexer: lexer{text: string(text), line: 1, lines: true}, index: map[string]int{}}
	for {
		t := p.next()
		switch t.kind {
		case endOfText:
			return p.result(), sorted(p.errs)
		case endOfLine:
		case word:
			p.command(t)
		default:
			p.fail(t.line, errMark)
			p.skipLine()
		}
	}
}

// commandsOf is the state of parseSet.
type commandsOf struct {
	lexer
	paths []Path
	// index is where a path of these words is, so that a leaf is added once.
	index map[string]int
	// off are the statements out of force.
	off [][]string
}

func (p *commandsOf) skipLine() {
	for {
		if t := p.next(); t.kind == endOfLine || t.kind == endOfText {
			return
		}
	}
}

// command carries out one command.
func (p *commandsOf) command(name token) {
	switch name.text {
	case "set", "delete", "deactivate", "activate":
	default:
		p.fail(name.line, fmt.Errorf("%s is not a command that says what a configuration holds: set, delete, activate and deactivate are", known(name.text)))
		p.skipLine()
		return
	}
	words, values, ok := p.arguments()
	switch {
	case !ok:
		return
	case len(words) == 0, len(values) > 0 && name.text != "set":
		p.fail(name.line, fmt.Errorf("%s without a statement", name.text))
	case len(words) > longest-1:
		p.fail(name.line, errLong)
	case name.text == "set" && len(values) > 0:
		for _, v := range values {
			p.set(append(slices.Clip(words), v), name.line)
		}
	case name.text == "set":
		p.set(words, name.line)
	case name.text == "delete":
		p.remove(words)
	case name.text == "deactivate":
		p.off = append(p.off, words)
	case name.text == "activate":
		p.off = slices.DeleteFunc(p.off, func(off []string) bool { return slices.Equal(off, words) })
	}
}

// known is a command that may be named in an error; any other word might be a
// secret out of its place.
func known(name string) string {
	if slices.Contains(commands(), name) {
		return name
	}
	return "this"
}

// arguments reads the words of a command, and the values of a list at its end.
func (p *commandsOf) arguments() (words, values []string, ok bool) {
	for {
		t := p.next()
		switch t.kind {
		case endOfLine, endOfText:
			return words, values, true
		case word:
			words = append(words, t.text)
			continue
		case semicolon:
			continue // some people end their commands with one
		case listOpen:
			p.lines = false
			values, ok = readList(&p.lexer)
			p.lines = true
			if end := p.next(); ok && (end.kind == endOfLine || end.kind == endOfText) {
				return words, values, true
			}
			p.fail(t.line, errList)
		default:
			p.fail(t.line, errMark)
		}
		p.skipLine()
		return nil, nil, false
	}
}

func key(words []string) string { return strings.Join(words, "\x00") }

func (p *commandsOf) set(words []string, line int) {
	k := key(words)
	if _, known := p.index[k]; known {
		return
	}
	p.index[k] = len(p.paths)
	p.paths = append(p.paths, Path{Words: words, Line: line})
}

// remove takes out a statement with all below it.
func (p *commandsOf) remove(words []string) {
	for i := range p.paths {
		if w := p.paths[i].Words; w != nil && hasPrefix(w, words) {
			delete(p.index, key(w))
			p.paths[i].Words = nil
		}
	}
	p.off = slices.DeleteFunc(p.off, func(off []string) bool { return hasPrefix(off, words) })
}

// result are the paths that are left, with what is out of force marked.
func (p *commandsOf) result() []Path {
	paths := slices.DeleteFunc(p.paths, func(q Path) bool { return q.Words == nil })
	for i := range paths {
		for _, off := range p.off {
			if hasPrefix(paths[i].Words, off) && (paths[i].Inactive == 0 || len(off) < paths[i].Inactive) {
				paths[i].Inactive = len(off)
			}
		}
	}
	return paths
}
