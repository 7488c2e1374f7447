package aci

import "unicode/utf8"

// appendObject writes an object as JSON, a line for each object so that a change
// of one is a change of one line, with the DN of the top when it is given.
func appendObject(b []byte, o *Object, dn DN, secrets secrecy) []byte {
	return append(appendJSON(b, o, dn, secrets, 0), '\n')
}

func appendJSON(b []byte, o *Object, dn DN, secrets secrecy, depth int) []byte {
	b = append(b, '{')
	b = appendString(b, string(o.Class))
	b = append(b, `:{"attributes":{`...)
	first := true
	attributesOf(o, dn, secrets, func(name, text string) {
		if !first {
			b = append(b, ',')
		}
		first = false
		b = appendString(b, name)
		b = append(b, ':')
		b = appendString(b, text)
	})
	b = append(b, '}')
	if len(o.Children) > 0 {
		b = append(b, `,"children":[`...)
		for i, children := 0, ordered(o.Children); i < len(children); i++ {
			if i > 0 {
				b = append(b, ',')
			}
			b = appendIndent(append(b, '\n'), depth+1)
			b = appendJSON(b, &children[i], DN{}, secrets, depth+1)
		}
		b = append(b, ']')
	}
	return append(b, '}', '}')
}

func appendIndent(b []byte, depth int) []byte {
	for range depth {
		b = append(b, ' ', ' ')
	}
	return b
}

// appendString writes a JSON string (RFC 8259, section 7). What is no UTF-8
// becomes U+FFFD.
func appendString(b []byte, s string) []byte {
	const hex = "0123456789abcdef"
	b = append(b, '"')
	for _, r := range s {
		switch {
		case r == '"' || r == '\\':
			b = append(b, '\\', byte(r))
		case r < ' ' || r == 0x7f:
			b = append(b, '\\', 'u', '0', '0', hex[r>>4], hex[r&0xf])
		default:
			b = utf8.AppendRune(b, r)
		}
	}
	return append(b, '"')
}
