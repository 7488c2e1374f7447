package aci

import "unicode/utf8"

// appendXMLObject writes an object as XML, an element for each object on a line
// of its own: attributes are the element's, children its children.
func appendXMLObject(b []byte, o *Object, dn DN, secrets secrecy) []byte {
	return appendXML(b, o, dn, secrets, 0)
}

func appendXML(b []byte, o *Object, dn DN, secrets secrecy, depth int) []byte {
	b = appendIndent(b, depth)
	b = append(append(b, '<'), o.Class...)
	attributesOf(o, dn, secrets, func(name, text string) {
		b = append(append(append(b, ' '), name...), '=', '"')
		b = append(appendXMLText(b, text), '"')
	})
	if len(o.Children) == 0 {
		return append(b, "/>\n"...)
	}
	b = append(b, ">\n"...)
	for i, children := 0, ordered(o.Children); i < len(children); i++ {
		b = appendXML(b, &children[i], DN{}, secrets, depth+1)
	}
	b = append(appendIndent(b, depth), '<', '/')
	return append(append(b, o.Class...), ">\n"...)
}

// appendXMLText escapes an attribute's value (XML 1.0, sections 2.2 and 2.4).
// What no XML document can hold becomes U+FFFD.
func appendXMLText(b []byte, s string) []byte {
	for _, r := range s {
		switch {
		case r == '&':
			b = append(b, "&amp;"...)
		case r == '<':
			b = append(b, "&lt;"...)
		case r == '>':
			b = append(b, "&gt;"...)
		case r == '"':
			b = append(b, "&quot;"...)
		case r == '\t':
			b = append(b, "&#x9;"...)
		case r == '\n':
			b = append(b, "&#xA;"...)
		case r == '\r':
			b = append(b, "&#xD;"...)
		case r < ' ', r == 0xfffe, r == 0xffff:
			b = append(b, "\uFFFD"...)
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return b
}
