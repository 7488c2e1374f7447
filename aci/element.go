package aci

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// An element is a managed object as it was read, before the schema is asked what
// it means.
type element struct {
	class      Class
	attributes []attribute
	children   []element
	// path is where it stands in the text: "imdata[0].fvTenant.children[2]".
	path string
}

type attribute struct{ name, text string }

func (e *element) attribute(name string) (string, bool) {
	for _, a := range e.attributes {
		if a.name == name {
			return a.text, true
		}
	}
	return "", false
}

// maxDepth bounds how deep a text may nest. The deepest object of the schema is
// eight levels below "uni".
const maxDepth = 64

// An AnswerError is what an APIC says when it refuses a request: HTTP 400 and
// above, with this in the place of objects.
type AnswerError struct {
	// Code is a number as text, "122".
	Code string
	Text string
}

func (e AnswerError) Error() string { return fmt.Sprintf("APIC error %s: %s", e.Code, e.Text) }

// A sheet gathers what is wrong with a text.
type sheet struct{ problems fabric.Problems }

func (s *sheet) refuse(code fabric.Code, field, detail, fix, source string) {
	s.problems = append(s.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}

// secretive reports whether the attribute of a class that nobody knows looks like
// one that holds a password.
func secretive(name string) bool {
	lower := strings.ToLower(name)
	return strings.Contains(lower, "password") || strings.Contains(lower, "pwd") || strings.Contains(lower, "secret") ||
		strings.Contains(lower, "privatekey")
}
