package strict

import (
	"strconv"
	"strings"
)

func itemPath(path string, i int) string { return path + "[" + strconv.Itoa(i) + "]" }

func fieldPath(path, name string) string {
	if path == "" {
		return name
	}
	return path + "." + name
}

// keyPath is the path of a map's value; a key that is no word is quoted, as in
// labels["example.org/rack"].
func keyPath(path, key string) string {
	for _, c := range key {
		if c != '-' && c != '_' && (c < '0' || '9' < c) && (c < 'a' || 'z' < c) && (c < 'A' || 'Z' < c) {
			return path + "[" + strconv.Quote(key) + "]"
		}
	}
	if key == "" {
		return path + `[""]`
	}
	return fieldPath(path, key)
}

// Enclosing returns the path of what a path's last step is in, and "" for the
// document.
func Enclosing(path string) string {
	if inside, ok := strings.CutSuffix(path, `"]`); ok {
		if i := strings.LastIndex(inside, `["`); i >= 0 {
			return path[:i]
		}
	}
	return path[:max(strings.LastIndexAny(path, ".["), 0)]
}
