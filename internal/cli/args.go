package cli

import "strings"

// Args are the words of a line after its keyword, read from the left.
type Args struct {
	rest string
	no   bool
}

// NewArgs returns the words of a text that begins with no space.
func NewArgs(text string) *Args { return &Args{rest: text} }

// No reports whether the line began with "no".
func (a *Args) No() bool { return a.no }

// Done reports whether no word is left.
func (a *Args) Done() bool { return a.rest == "" }

// Next takes the next word, or returns "" when none is left.
func (a *Args) Next() string {
	word, rest := cutWord(a.rest)
	a.rest = rest
	return word
}

// Peek returns the next word without taking it.
func (a *Args) Peek() string {
	word, _ := cutWord(a.rest)
	return word
}

// Take takes the next words when they are those of phrase, and reports whether
// they were.
func (a *Args) Take(phrase string) bool {
	rest, ok := cutPhrase(a.rest, phrase)
	if ok {
		a.rest = rest
	}
	return ok
}

// Rest takes all that is left, with its inner spaces.
func (a *Args) Rest() string {
	rest := a.rest
	a.rest = ""
	return rest
}

// cutWord splits s, which does not begin with a space, after its first word.
func cutWord(s string) (word, rest string) {
	i := strings.IndexByte(s, ' ')
	if i < 0 {
		return s, ""
	}
	word = s[:i]
	for i < len(s) && s[i] == ' ' {
		i++
	}
	return word, s[i:]
}

// cutPhrase removes the words of phrase, which are separated by single spaces,
// from the beginning of s.
func cutPhrase(s, phrase string) (rest string, ok bool) {
	for phrase != "" {
		var want, have string
		want, phrase = cutWord(phrase)
		have, s = cutWord(s)
		if have != want {
			return "", false
		}
	}
	return s, true
}
