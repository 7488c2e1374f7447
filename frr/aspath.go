package frr

import (
	"errors"
	"fmt"
	"regexp"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/cli"
)

// PathsUpTo is the regular expression of an as-path access list that permits the
// paths of at most n AS numbers, the empty one among them, and no AS sets: what
// "maxas-limit" is to other platforms. n is 1 to 255, the bound of a repetition
// (POSIX RE_DUP_MAX).
func PathsUpTo(n int) string { return "^([0-9]+_){0," + strconv.Itoa(n) + "}$" }

// pathsFrom permits the paths that begin with an AS number.
func pathsFrom(as fabric.ASN) string { return "^" + as.String() + "_" }

// firstAS returns the AS number that all paths begin with which a regular
// expression of that form permits.
func firstAS(expression string) (fabric.ASN, bool) {
	n, found := strings.CutPrefix(expression, "^")
	if !found {
		return 0, false
	}
	if n, found = strings.CutSuffix(n, "_"); !found {
		return 0, false
	}
	as, err := strconv.ParseUint(n, 10, 32)
	return fabric.ASN(as), err == nil && as != 0 && n == strconv.FormatUint(as, 10)
}

// maxPathLength is the longest n of PathsUpTo.
const maxPathLength = 255

// pathLength returns the least and greatest number of AS numbers in the paths that
// a regular expression permits, when it permits all of those and no others. The
// forms are those of PathsUpTo, "^$", ".*", and "^[0-9]+$" with more numbers
// behind blanks or "_".
func pathLength(expression string) (least, greatest int, ok bool) {
	if expression == "^$" {
		return 0, 0, true
	}
	if n, found := strings.CutPrefix(expression, "^([0-9]+_){0,"); found {
		if n, found = strings.CutSuffix(n, "}$"); found {
			greatest, err := strconv.Atoi(n)
			return 0, greatest, err == nil && greatest >= 1 && PathsUpTo(greatest) == expression
		}
	}
	body, found := strings.CutPrefix(expression, "^")
	if !found {
		return 0, 0, false
	}
	if body, found = strings.CutSuffix(body, "$"); !found {
		return 0, 0, false
	}
	words := strings.FieldsFunc(body, func(r rune) bool { return r == '_' || r == ' ' })
	for _, w := range words {
		if w != "[0-9]+" {
			return 0, 0, false
		}
	}
	if len(words) == 0 || len(body) != len(words)*len("[0-9]+")+len(words)-1 {
		return 0, 0, false
	}
	return len(words), len(words), true
}

// checkRegexp says whether FRR's command line and its regular expressions take s.
func checkRegexp(s string) error {
	if err := cli.CheckText(s, limitLine); err != nil {
		return err
	}
	if _, err := regexp.CompilePOSIX(strings.ReplaceAll(s, "_", "(^|[,{}() ]|$)")); err != nil {
		return fmt.Errorf("%q %w: %w", s, errRegexp, err)
	}
	return nil
}

var errRegexp = errors.New("is not a POSIX regular expression")
