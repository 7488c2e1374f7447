package fabric

import (
	"cmp"
	"errors"
	"fmt"
	"strconv"
	"strings"
)

// A Version is that of a piece of software, "3.31" or "1.36.3". The zero value
// means "unknown".
type Version struct{ Major, Minor, Patch uint16 }

// IsSet reports whether the version is known.
func (v Version) IsSet() bool { return v != Version{} }

// Compare orders versions by major, minor, patch.
func (v Version) Compare(w Version) int {
	return cmp.Or(cmp.Compare(v.Major, w.Major), cmp.Compare(v.Minor, w.Minor), cmp.Compare(v.Patch, w.Patch))
}

// AtLeast reports whether v is major.minor or newer.
func (v Version) AtLeast(major, minor uint16) bool {
	return v.Compare(Version{Major: major, Minor: minor}) >= 0
}

func (v Version) String() string {
	switch {
	case !v.IsSet():
		return ""
	case v.Patch == 0:
		return fmt.Sprintf("%d.%d", v.Major, v.Minor)
	}
	return fmt.Sprintf("%d.%d.%d", v.Major, v.Minor, v.Patch)
}

// MarshalText writes "MAJOR.MINOR", with ".PATCH" when it is not zero.
func (v Version) MarshalText() ([]byte, error) { return []byte(v.String()), nil }

var errVersion = errors.New(`not a version (MAJOR.MINOR or MAJOR.MINOR.PATCH, such as "3.31")`)

// UnmarshalText reads "MAJOR.MINOR" or "MAJOR.MINOR.PATCH", with or without a
// leading "v".
func (v *Version) UnmarshalText(text []byte) error {
	fields := strings.Split(strings.TrimPrefix(string(text), "v"), ".")
	if len(fields) != 2 && len(fields) != 3 {
		return errVersion
	}
	var n [3]uint16
	for i, f := range fields {
		u, err := strconv.ParseUint(f, 10, 16)
		if err != nil {
			return errVersion
		}
		n[i] = uint16(u)
	}
	if n == [3]uint16{} {
		return errVersion
	}
	*v = Version{n[0], n[1], n[2]}
	return nil
}
