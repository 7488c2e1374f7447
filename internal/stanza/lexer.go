package stanza

import (
	"errors"
	"strings"
)

// A kind is what a token is.
type kind uint8

const (
	endOfText kind = iota
	endOfLine
	word
	open       // {
	closed     // }
	semicolon  // ;
	listOpen   // [
	listClosed // ]
)

// A token is one word or mark.
type token struct {
	kind kind
	text string
	// quoted: a word in quotes is no keyword of the form itself.
	quoted bool
	line   int
}

// A lexer cuts a text into tokens. Comments (# to the end of the line, and between
// /* and */) are skipped.
type lexer struct {
	text string
	at   int
	line int
	// lines: the ends of lines are tokens.
	lines bool
	errs  []Error
}

func (l *lexer) fail(line int, err error) { l.errs = append(l.errs, Error{line, err}) }

var (
	errQuote   = errors.New("a quoted string has no end")
	errComment = errors.New("a comment has no end")
)

func (l *lexer) next() token {
	for l.at < len(l.text) {
		c := l.text[l.at]
		switch {
		case c == '\n':
			t := token{kind: endOfLine, line: l.line}
			l.at++
			l.line++
			if l.lines {
				return t
			}
		case blank(c):
			l.at++
		case c == '#':
			l.skipTo("\n")
		case strings.HasPrefix(l.text[l.at:], "/*"):
			from := l.line
			l.at += 2
			if !l.skipTo("*/") {
				l.fail(from, errComment)
			}
			l.at = min(l.at+2, len(l.text))
		case c == '"':
			return l.quoted()
		default:
			if k, ok := mark(c); ok {
				l.at++
				return token{kind: k, line: l.line}
			}
			return l.word()
		}
	}
	return token{kind: endOfText, line: l.line}
}

// blank reports whether c separates words. A line of CR LF ends in a blank.
func blank(c byte) bool { return c == ' ' || c == '\t' || c == '\r' || c == '\v' || c == '\f' }

func mark(c byte) (kind, bool) {
	switch c {
	case '{':
		return open, true
	case '}':
		return closed, true
	case ';':
		return semicolon, true
	case '[':
		return listOpen, true
	case ']':
		return listClosed, true
	}
	return 0, false
}

// skipTo moves to where end begins, or to the end of the text.
func (l *lexer) skipTo(end string) bool {
	rest := l.text[l.at:]
	n := strings.Index(rest, end)
	if n < 0 {
		l.line += strings.Count(rest, "\n")
		l.at = len(l.text)
		return end == "\n"
	}
	l.line += strings.Count(rest[:n], "\n")
	l.at += n
	return true
}

func (l *lexer) word() token {
	from := l.at
	for l.at < len(l.text) {
		c := l.text[l.at]
		if _, isMark := mark(c); isMark || c == '\n' || c == '"' || blank(c) {
			break
		}
		l.at++
	}
	return token{kind: word, text: l.text[from:l.at], line: l.line}
}

// quoted reads a string in quotes. A backslash keeps the quote behind it from
// ending the string; every other one stands for itself, since what it means
// belongs to the statement.
func (l *lexer) quoted() token {
	t := token{kind: word, quoted: true, line: l.line}
	l.at++
	var b strings.Builder
	for l.at < len(l.text) {
		c := l.text[l.at]
		switch c {
		case '"':
			l.at++
			t.text = b.String()
			return t
		case '\\':
			if l.at+1 < len(l.text) {
				if l.text[l.at+1] != '"' {
					b.WriteByte(c)
				}
				l.at++
				c = l.text[l.at]
			}
		}
		if c == '\n' {
			l.line++
		}
		b.WriteByte(c)
		l.at++
	}
	l.fail(t.line, errQuote)
	t.text = b.String()
	return t
}
