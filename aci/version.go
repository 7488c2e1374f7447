package aci

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Version is a release of the APIC, written "5.2(7f)": major, minor,
// maintenance, and the letter of the patch. "5.2(7)" is older than every letter
// of it. The zero value means "unknown". Versions are comparable with == and
// must never be compared as texts: "5.2(10)" is newer than "5.2(7f)".
type Version struct {
	Major, Minor, Maintenance uint16
	// Patch is one or two small letters, or "".
	Patch string
}

// IsSet reports whether the version is known.
func (v Version) IsSet() bool { return v != Version{} }

// Compare orders releases: -1 when v is older than w, 1 when it is newer.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor),
		cmp.Compare(v.Maintenance, w.Maintenance),
		cmp.Compare(len(v.Patch), len(w.Patch)), cmp.Compare(v.Patch, w.Patch))
}

func (v Version) String() string {
	if !v.IsSet() {
		return ""
	}
	return fmt.Sprintf("%d.%d(%d%s)", v.Major, v.Minor, v.Maintenance, v.Patch)
}

// MarshalText writes "MAJOR.MINOR(MAINTENANCE PATCH)" without a blank.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

var errVersion = errors.New(`not a release of the APIC (such as "5.2(7f)")`)

// UnmarshalText reads "5.2(7f)" or "5.2(7)".
func (v *Version) UnmarshalText(text []byte) error {
	w, err := ParseVersion(string(text))
	if err == nil {
		*v = w
	}
	return err
}

// ParseVersion reads "5.2(7f)" or "5.2(7)".
func ParseVersion(text string) (Version, error) {
	release, inner, _ := strings.Cut(text, "(")
	inner, closed := strings.CutSuffix(inner, ")")
	major, minor, _ := strings.Cut(release, ".")
	digits := strings.TrimRight(inner, "abcdefghijklmnopqrstuvwxyz")
	v := Version{Patch: inner[len(digits):]}
	for i, part := range []string{major, minor, digits} {
		n, err := strconv.ParseUint(part, 10, 16)
		if err != nil || strconv.FormatUint(n, 10) != part {
			return Version{}, errVersion
		}
		*[]*uint16{&v.Major, &v.Minor, &v.Maintenance}[i] = uint16(n)
	}
	if !closed || len(v.Patch) > 2 || v.Major == 0 {
		return Version{}, errVersion
	}
	return v, nil
}
