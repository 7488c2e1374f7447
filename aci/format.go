package aci

import (
	"fmt"
	"strings"
)

// A format is how the RN of a class is made: literal pieces around naming
// attributes, some of which stand in brackets. "rspeerToProfile-[{tDn}]-{direction}".
type format struct {
	text  string
	parts []part
}

// A part is a naming attribute and the literal text before it; the last part of
// a format may have no attribute.
type part struct {
	before    string
	attribute string
	bracketed bool
}

func newFormat(text string) format {
	f := format{text: text}
	for rest := text; rest != ""; {
		before, after, found := strings.Cut(rest, "{")
		if !found {
			f.parts = append(f.parts, part{before: rest})
			break
		}
		name, after, _ := strings.Cut(after, "}")
		p := part{before: before, attribute: name}
		if strings.HasSuffix(before, "[") {
			p.before, p.bracketed = before[:len(before)-1], true
			after = strings.TrimPrefix(after, "]")
		}
		f.parts = append(f.parts, p)
		rest = after
	}
	return f
}

// build makes the RN of an object, with the default of a naming attribute that is
// left out where there is one.
func (f *format) build(def *Definition, attributes Attributes) (RN, error) {
	if len(f.parts) == 1 && f.parts[0].attribute == "" {
		return RN(f.text), nil
	}
	b := make([]byte, 0, 64)
	for _, p := range f.parts {
		b = append(b, p.before...)
		if p.attribute == "" {
			continue
		}
		value := attributes[p.attribute].text
		if value == "" {
			a, _ := def.attribute(p.attribute)
			value = a.Default
		}
		if value == "" {
			return "", fmt.Errorf("naming attribute %s is missing", p.attribute)
		}
		if p.bracketed {
			b = append(append(append(b, '['), value...), ']')
		} else {
			b = append(b, value...)
		}
	}
	return RN(b), nil
}

// match reads the naming attributes off an RN, and reports whether it has this
// format.
func (f *format) match(rn RN) (Attributes, bool) {
	rest := string(rn)
	var found Attributes
	for i, p := range f.parts {
		after, ok := strings.CutPrefix(rest, p.before)
		if !ok {
			return nil, false
		}
		if rest = after; p.attribute == "" {
			continue
		}
		end := len(rest)
		switch {
		case p.bracketed:
			if end = bracket(rest); end < 0 {
				return nil, false
			}
		case i+1 < len(f.parts):
			if end = strings.Index(rest, f.parts[i+1].before); end < 0 {
				return nil, false
			}
		}
		value := rest[:end]
		rest = rest[end:]
		if p.bracketed {
			value = value[1 : len(value)-1]
		}
		if value == "" || !p.bracketed && strings.ContainsAny(value, "[]/") {
			return nil, false
		}
		if found == nil {
			found = Attributes{}
		}
		found[p.attribute] = Text(value)
	}
	return found, rest == ""
}

// bracket returns where the bracket ends that text begins with, or -1.
func bracket(text string) int {
	depth := 0
	for i := range len(text) {
		switch text[i] {
		case '[':
			depth++
		case ']':
			depth--
		}
		if depth == 0 {
			if i == 0 {
				return -1
			}
			return i + 1
		}
	}
	return -1
}
