package fabric

import (
	"cmp"
	"fmt"
	"regexp"
	"strconv"
)

// aciRelease holds the version of the controllers to those that are known.
func (a *audit) aciRelease(field, text string) {
	const source = "Cisco APIC release names; seeds/002: the design was tested on 4.2 and 5.x"
	if text == "" {
		return
	}
	v, ok := parseAPIC(text)
	switch {
	case !ok:
		a.refuse(CodeVersionUnreadable, field, quoted(text)+" is not a version of APIC", "write it as the controllers print it, such as 5.2(7f)", source)
	case v.compare(apicRelease{4, 2, 0}) < 0:
		a.refuse(CodeVersionUnsupported, field, "APIC "+text+" is older than 4.2", "use 4.2 to 6.x", source)
	case v.major > 6:
		a.refuse(CodeVersionUnknown, field, "APIC "+text+" is newer than 6.x, the newest that is known", "use 4.2 to 6.x", source)
	}
}

// An apicRelease is "5.2(7f)" without the letter, which marks a patch.
type apicRelease struct{ major, minor, maintenance int }

var apicText = regexp.MustCompile(`^([0-9]{1,3})\.([0-9]{1,3})\(([0-9]{1,3})[a-z]?\)$`)

// parseAPIC reads MAJOR.MINOR(MAINTENANCE[letter]).
func parseAPIC(text string) (apicRelease, bool) {
	m := apicText.FindStringSubmatch(text)
	if m == nil {
		return apicRelease{}, false
	}
	var v apicRelease
	for i, to := range []*int{&v.major, &v.minor, &v.maintenance} {
		*to, _ = strconv.Atoi(m[i+1]) // digits
	}
	return v, true
}

func (v apicRelease) compare(w apicRelease) int {
	return cmp.Or(cmp.Compare(v.major, w.major), cmp.Compare(v.minor, w.minor), cmp.Compare(v.maintenance, w.maintenance))
}

func (v apicRelease) String() string {
	return fmt.Sprintf("%d.%d(%d)", v.major, v.minor, v.maintenance)
}

// floatingSince is the first release with floating SVIs of a kind: on a VMware
// domain, or on a physical one.
func floatingSince(f *FloatingSVI) apicRelease {
	if f.VMM != "" {
		return apicRelease{4, 2, 1}
	}
	return apicRelease{5, 0, 1}
}
