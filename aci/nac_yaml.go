package aci

import (
	"net/netip"
	"strconv"
	"strings"
)

// A yamlValue is a part of a YAML document.
//
//sumtype:decl
type yamlValue interface{ yaml() }

type (
	// A yamlMap keeps its keys in the order in which they were put.
	yamlMap struct{ entries []yamlEntry }
	// A yamlList is written an item a line.
	yamlList []yamlValue
	// A yamlScalar is written as it stands.
	yamlScalar string
)

type yamlEntry struct {
	key   string
	value yamlValue
}

func (*yamlMap) yaml()   {}
func (yamlList) yaml()   {}
func (yamlScalar) yaml() {}

// put adds a key; one with nothing in it is left out.
func (m *yamlMap) put(key string, v yamlValue) {
	switch v := v.(type) {
	case *yamlMap:
		if len(v.entries) == 0 {
			return
		}
	case yamlList:
		if len(v) == 0 {
			return
		}
	case yamlScalar:
	}
	m.entries = append(m.entries, yamlEntry{key, v})
}

func yamlBool(b bool) yamlScalar { return yamlScalar(strconv.FormatBool(b)) }

// yamlWord is a number where text is one, else a text.
func yamlWord(text string) yamlScalar {
	if n, err := strconv.ParseUint(text, 10, 32); err == nil && strconv.FormatUint(n, 10) == text {
		return yamlScalar(text)
	}
	return yamlText(text)
}

// yamlText is a text, in quotes where any reader of YAML 1.1 or 1.2 could take it
// for something else.
func yamlText(text string) yamlScalar {
	if yamlPlain(text) {
		return yamlScalar(text)
	}
	return yamlScalar(appendString(nil, text))
}

func yamlPlain(text string) bool {
	if _, err := netip.ParsePrefix(text); err == nil && !strings.Contains(text, ":") {
		return true
	}
	if a, err := netip.ParseAddr(text); err == nil && a.Is4() {
		return true
	}
	if text == "" || !letterOrDigit(text[0]) || '0' <= text[0] && text[0] <= '9' {
		return false
	}
	for i := range len(text) {
		if !letterOrDigit(text[i]) && !strings.ContainsRune("_.-", rune(text[i])) {
			return false
		}
	}
	switch strings.ToLower(text) {
	case "true", "false", "yes", "no", "on", "off", "y", "n", "null":
		return false
	}
	return true
}

// appendYAML writes v at an indent; a list's first line stands behind its dash.
func appendYAML(b []byte, v yamlValue, depth int) []byte {
	switch v := v.(type) {
	case yamlScalar:
		return append(append(b, v...), '\n')
	case *yamlMap:
		for i, e := range v.entries {
			if i > 0 {
				b = appendIndent(b, depth)
			}
			b = append(append(b, e.key...), ':')
			if s, ok := e.value.(yamlScalar); ok {
				b = appendYAML(append(b, ' '), s, 0)
				continue
			}
			b = appendIndent(append(b, '\n'), depth+1)
			b = appendYAML(b, e.value, depth+1)
		}
	case yamlList:
		for i, item := range v {
			if i > 0 {
				b = appendIndent(b, depth)
			}
			b = appendYAML(append(b, '-', ' '), item, depth+1)
		}
	}
	return b
}
