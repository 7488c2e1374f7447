package fabric

import (
	"fmt"
	"slices"
	"strings"
)

// A Severity says whether a problem stops the work. The zero value stops it.
type Severity uint8

const (
	// Error refuses the design: nothing is emitted.
	Error Severity = iota
	// Warning lets the design pass: it works, and somebody should know.
	Warning
)

func (s Severity) String() string {
	if s == Warning {
		return "warning"
	}
	return "error"
}

// MarshalText writes "error" or "warning".
func (s Severity) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// A Problem is one thing wrong with a design, or worth knowing about it.
type Problem struct {
	// Code is stable and documented in docs/problems.md, such as "pool-overlap".
	Code Code `json:"code"`
	// Severity says whether the problem stops the work.
	Severity Severity `json:"severity"`
	// Field is the path in the design, such as "clusters[0].pods[1].prefix", or
	// the name of an emitted object.
	Field string `json:"field"`
	// Line is where Field stands in the file the design came from, or 0.
	Line int `json:"line,omitempty"`
	// Detail names the value and the bound it breaks.
	Detail string `json:"detail"`
	// Fix says what would work instead.
	Fix string `json:"fix,omitempty"`
	// Source is the standard, vendor document or measured behaviour that sets
	// the bound.
	Source string `json:"source,omitempty"`
}

// Error returns the problem on one line.
func (p Problem) Error() string {
	var b strings.Builder
	if p.Line > 0 {
		fmt.Fprintf(&b, "line %d: ", p.Line)
	}
	if p.Field != "" {
		fmt.Fprintf(&b, "%s: ", p.Field)
	}
	b.WriteString(p.Detail)
	if p.Fix != "" {
		fmt.Fprintf(&b, "; %s", p.Fix)
	}
	fmt.Fprintf(&b, " [%s", p.Code)
	if p.Source != "" {
		fmt.Fprintf(&b, ": %s", p.Source)
	}
	b.WriteByte(']')
	return b.String()
}

// Problems is everything wrong with a design, in the order of their lines in
// the file, or rule by rule for a design that comes from none. It is an error
// when at least one of them is of severity [Error]; use [Problems.Err].
type Problems []Problem

// Error returns one problem a line.
func (ps Problems) Error() string {
	lines := make([]string, len(ps))
	for i, p := range ps {
		lines[i] = p.Severity.String() + ": " + p.Error()
	}
	return strings.Join(lines, "\n")
}

// Err returns ps as an error when one of them is of severity [Error], or nil.
func (ps Problems) Err() error {
	if slices.ContainsFunc(ps, func(p Problem) bool { return p.Severity == Error }) {
		return ps
	}
	return nil
}

// Of returns the problems of one severity.
func (ps Problems) Of(s Severity) Problems {
	var of Problems
	for _, p := range ps {
		if p.Severity == s {
			of = append(of, p)
		}
	}
	return of
}
