package junos

import (
	"math"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// lengthOf is how many AS numbers the paths have that an expression matches, when it
// only counts them: terms of `.`, each with `*`, `+`, `?`, `{m}`, `{m,}` or `{m,n}`,
// and `()` for the empty path (Juniper, "AS path regular expressions": a term is an
// AS number or the wildcard, an operator says how often).
func lengthOf(regex string) (routing.PathLength, bool) {
	r := routing.PathLength{IsSet: true}
	regex = strings.TrimSpace(regex)
	if regex == "()" {
		return r, true
	}
	for n := 0; regex != ""; n++ {
		rest, ok := strings.CutPrefix(regex, ".")
		if !ok || n == 32 {
			return r, false
		}
		low, high := 1, 1
		if rest != "" {
			switch rest[0] {
			case '*':
				low, high, rest = 0, math.MaxInt, rest[1:]
			case '+':
				low, high, rest = 1, math.MaxInt, rest[1:]
			case '?':
				low, high, rest = 0, 1, rest[1:]
			case '{':
				var inside string
				if inside, rest, ok = strings.Cut(rest[1:], "}"); !ok {
					return r, false
				}
				if low, high, ok = repetitions(inside); !ok {
					return r, false
				}
			}
		}
		r.Min += low
		if r.Max > math.MaxInt-high {
			r.Max = math.MaxInt
		} else {
			r.Max += high
		}
		regex = strings.TrimLeft(rest, " ")
	}
	return r, r.Max > 0
}

// repetitions reads "m", "m,n" or "m,".
func repetitions(text string) (low, high int, ok bool) {
	const most = 1024
	first, last, isRange := strings.Cut(text, ",")
	low, err := strconv.Atoi(first)
	if err != nil || low < 0 || low > most {
		return 0, 0, false
	}
	switch {
	case !isRange:
		return low, low, true
	case last == "":
		return low, math.MaxInt, true
	}
	high, err = strconv.Atoi(last)
	return low, high, err == nil && high >= low && high <= most
}
