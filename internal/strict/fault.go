package strict

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// A Kind is what is wrong in a document.
type Kind uint8

// The kinds.
const (
	Syntax       Kind = iota // not YAML, or not UTF-8
	TooLarge                 // larger or deeper than a document may be
	Empty                    // no document
	Documents                // more than one document
	Reference                // an anchor, an alias, a merge key or a tag
	UnknownField             // a field that does not exist
	DuplicateKey             // a key that stands twice
	MissingField             // a field that has to be there
	NoValue                  // a key without a value
	WrongType                // a list where a mapping belongs, a text where a number does
	WrongValue               // the right type, and not one of its values
	WrongVariant             // not exactly one of the variants of a choice
	WrongLength              // too few or too many items
	Unwritable               // a value that the format has no text for
	TooMany                  // further faults that were not recorded
)

// A Position is a place in a document; both count from 1, columns in characters.
type Position struct{ Line, Column int }

// A Fault is one thing wrong in a document.
type Fault struct {
	Kind Kind
	Position
	// Path is the path of the value, such as "clusters[0].pods[1].prefix"; empty
	// for the document itself.
	Path string
	// Detail says what was found and what was expected.
	Detail string
	// Fix says what to write instead, where that is known.
	Fix string
}

// Error returns the fault on one line.
func (f Fault) Error() string {
	var b strings.Builder
	if f.Line > 0 {
		fmt.Fprintf(&b, "%d:%d: ", f.Line, f.Column)
	}
	if f.Path != "" {
		fmt.Fprintf(&b, "%s: ", f.Path)
	}
	b.WriteString(f.Detail)
	if f.Fix != "" {
		fmt.Fprintf(&b, "; %s", f.Fix)
	}
	return b.String()
}

// maxFaults bounds the faults of one document.
const maxFaults = 1000

// faults collects what is wrong, up to a bound that it says it reached.
type faults struct {
	list    []Fault
	dropped int
}

func (fs *faults) add(f Fault) {
	if len(fs.list) >= maxFaults {
		fs.dropped++
		return
	}
	fs.list = append(fs.list, f)
}

// sorted returns the faults in the order of the document.
func (fs *faults) sorted() []Fault {
	slices.SortStableFunc(fs.list, func(a, b Fault) int {
		return cmp.Or(cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	if fs.dropped > 0 {
		return append(fs.list, Fault{Kind: TooMany, Detail: fmt.Sprintf("%d more problems are not listed", fs.dropped)})
	}
	return fs.list
}
