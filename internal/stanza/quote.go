package stanza

import (
	"slices"
	"strings"
)

// appendStatement appends the words of a statement. A first word that would be read
// as a tag is quoted, and at the top one that would be read as a command.
func appendStatement(b []byte, words []string, top bool) []byte {
	if len(words) == 0 {
		return b
	}
	if first := words[0]; slices.Contains(tags(), first) || top && slices.Contains(commands(), first) {
		b = append(append(append(b, '"'), first...), '"')
		if words = words[1:]; len(words) > 0 {
			b = append(b, ' ')
		}
	}
	return appendWords(b, words)
}

// tags are the words that say something of the statement behind them.
func tags() []string { return []string{"inactive:", "active:", "protect:", "replace:", "delete:"} }

func appendWords(b []byte, words []string) []byte {
	for i, w := range words {
		if i > 0 {
			b = append(b, ' ')
		}
		b = appendWord(b, w)
	}
	return b
}

// appendWord appends a word, in quotes when it would not be read as one without.
func appendWord(b []byte, w string) []byte {
	if plain(w) || w != "" && !Quotable(w) {
		return append(b, w...) // a stray backslash was not in quotes
	}
	b = append(b, '"')
	b = append(b, strings.ReplaceAll(w, `"`, `\"`)...)
	return append(b, '"')
}

// plain reports whether a word is written without quotes.
func plain(w string) bool {
	if w == "" || strings.HasPrefix(w, "/*") {
		return false
	}
	for i := range len(w) {
		c := w[i]
		switch {
		case 'a' <= c && c <= 'z', 'A' <= c && c <= 'Z', '0' <= c && c <= '9', strings.IndexByte("_.:/+@%,=*<>-", c) >= 0:
		default:
			return false
		}
	}
	return true
}

// Quotable reports whether a word is read back as it is: a backslash stands for
// itself unless a quote follows it, so that one at the end, or before a quote,
// would swallow it.
func Quotable(w string) bool {
	for i := 0; i < len(w); i++ {
		if w[i] != '\\' {
			continue
		}
		if i+1 == len(w) || w[i+1] == '"' {
			return false
		}
		i++
	}
	return true
}
