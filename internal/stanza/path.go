package stanza

import (
	"fmt"
	"slices"
)

// A Path is one leaf of the hierarchy: all the words from the top, which are also
// the words behind `set`.
type Path struct {
	Words []string
	// Inactive is how many of the words name the outermost inactive statement on
	// the way; zero when the leaf is in force.
	Inactive int
	// Line is the line the leaf stands on, counting from 1.
	Line int
}

// An Error is a place in a text that is not of this form.
type Error struct {
	// Line counts from 1.
	Line int
	// Err says what is wrong. It does not quote the text, which may hold secrets.
	Err error
}

func (e Error) Error() string { return fmt.Sprintf("line %d: %v", e.Line, e.Err) }

func (e Error) Unwrap() error { return e.Err }

// longest bounds the words of a path: more than any device has, and few enough
// that a list behind a long statement does not multiply a small text into a large
// one.
const longest = 64

// hasPrefix reports whether the words begin with others.
func hasPrefix(words, prefix []string) bool {
	return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
}
