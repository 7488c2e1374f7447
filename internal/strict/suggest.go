package strict

import (
	"fmt"
	"strings"
)

// suggest says which of the known names somebody meant, or lists them.
func suggest(name string, known []string) string {
	if best := closest(name, known); best != "" {
		return fmt.Sprintf("did you mean %q?", best)
	}
	switch len(known) {
	case 0:
		return ""
	case 1:
		return fmt.Sprintf("the only one here is %s", known[0])
	}
	return "here are " + strings.Join(known, ", ")
}

// closest returns the known name that a name is a misspelling of, or "": the
// nearest one with at most one wrong letter in three.
func closest(name string, known []string) string {
	const longest = 40 // of a name worth comparing
	word := plainWord(name)
	if len(word) > longest {
		return ""
	}
	best, least := "", 0
	for _, k := range known {
		candidate := plainWord(k)
		d := distance(word, candidate)
		if d <= max(len(candidate)/3, 1) && d < len(candidate) && (best == "" || d < least) {
			best, least = k, d
		}
	}
	return best
}

// plainWord is a name without what naming conventions differ in.
func plainWord(name string) string {
	return strings.ToLower(strings.NewReplacer("_", "", "-", "", " ", "").Replace(name))
}

// distance is the number of letters to insert, delete, replace or swap with their
// neighbor to get from a to b.
func distance(a, b string) int {
	rows := make([][]int, len(a)+1)
	for i := range rows {
		rows[i] = make([]int, len(b)+1)
		rows[i][0] = i
	}
	for j := range rows[0] {
		rows[0][j] = j
	}
	for i := 1; i <= len(a); i++ {
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			d := min(rows[i-1][j]+1, rows[i][j-1]+1, rows[i-1][j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				d = min(d, rows[i-2][j-2]+1)
			}
			rows[i][j] = d
		}
	}
	return rows[len(a)][len(b)]
}
