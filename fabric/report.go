package fabric

import (
	"cmp"
	"slices"
	"strconv"
)

// A report gathers problems while a design is read through. Every rule adds to
// it and none stops at the first.
type report struct {
	design   *Design
	problems Problems
}

// refuse adds an error; detail names the value and the bound.
func (r *report) refuse(code Code, field, detail, fix, source string) {
	r.add(code, Error, field, detail, fix, source)
}

// warn adds a warning.
func (r *report) warn(code Code, field, detail, fix, source string) {
	r.add(code, Warning, field, detail, fix, source)
}

func (r *report) add(code Code, severity Severity, field, detail, fix, source string) {
	p := Problem{Code: code, Severity: severity, Field: field, Detail: detail, Fix: fix, Source: source}
	if r.design != nil {
		p.Line = r.design.line(field)
	}
	r.problems = append(r.problems, p)
}

// sorted returns the problems by line, and as they were found where the design
// comes from no file.
func (r *report) sorted() Problems {
	slices.SortStableFunc(r.problems, func(a, b Problem) int { return cmp.Compare(a.Line, b.Line) })
	return r.problems
}

// at appends an index to a field path: at("racks", 2) is "racks[2]".
func at(field string, i int) string { return field + "[" + strconv.Itoa(i) + "]" }
