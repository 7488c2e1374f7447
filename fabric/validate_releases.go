package fabric

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
)

// release holds the version of a platform to those whose behaviour is known.
func (a *audit) release(field string, platform Platform) {
	switch p := platform.(type) {
	case NXOS:
		if p.Version != "" {
			a.nxosVersion(field+".nxos.version", p.Version)
		}
	case Junos:
		if p.Version != "" {
			a.junosVersion(field+".junos.version", p.Version)
		}
	case FRR:
		a.choice(field+".frr.system", int(p.System), systemNames())
		if p.Version != "" {
			a.frrVersion(field+".frr.version", p.Version)
		}
	case ACIMode: // which no design sets
	}
}

// junosRelease is "23.4R1", "22.2R3-S1.4" or "23.4R2-S2-EVO".
var junosRelease = regexp.MustCompile(`^([0-9]{2})\.([1-4])(R[0-9]{1,2}|X[0-9]{1,3}-D[0-9]{1,3})(-S[0-9]{1,2})?(\.[0-9]{1,2})?(-EVO)?$`)

func (a *audit) junosVersion(field, text string) {
	const source = "Juniper, Junos release names; the statements that are emitted are those of 20.1 to 25.4"
	m := junosRelease.FindStringSubmatch(text)
	if m == nil {
		a.refuse(CodeVersionUnreadable, field, quoted(text)+" is not a version of Junos",
			"write it as show version prints it, such as 23.4R1, 22.2R3-S1 or 23.4R2-EVO", source)
		return
	}
	switch year, _ := strconv.Atoi(m[1]); { // two digits
	case year < 20:
		a.refuse(CodeVersionUnsupported, field, "Junos "+text+" is older than 20.1", "use 20.1 to 25.4", source)
	case year > 25:
		a.refuse(CodeVersionUnknown, field, "Junos "+text+" is newer than 25.4, the newest that is known", "use 20.1 to 25.4", source)
	}
}

// frrRelease is "8.4.4" or "10.1".
var frrRelease = regexp.MustCompile(`^([0-9]{1,2})\.([0-9]{1,2})(\.[0-9]{1,2})?$`)

func (a *audit) frrVersion(field, text string) {
	const source = "FRR release names; 8.4 is the oldest whose daemons were run (measured: FRR 8.4.4)"
	m := frrRelease.FindStringSubmatch(text)
	if m == nil {
		a.refuse(CodeVersionUnreadable, field, quoted(text)+" is not a version of FRR",
			"write it as show version prints it, such as 8.4.4 or 10.1", source)
		return
	}
	major, _ := strconv.Atoi(m[1]) // digits both
	minor, _ := strconv.Atoi(m[2])
	switch {
	case major < 8 || major == 8 && minor < 4:
		a.refuse(CodeVersionUnsupported, field, "FRR "+text+" is older than 8.4", "use 8.4 to 10.x", source)
	case major > 10:
		a.refuse(CodeVersionUnknown, field, "FRR "+text+" is newer than 10.x, the newest that is known", "use 8.4 to 10.x", source)
	}
}

func (a *audit) nxosVersion(field, text string) {
	const source = "Cisco NX-OS release names; 7.0(3)I7 is the oldest whose configuration was checked"
	v, ok := parseNXOS(text)
	switch {
	case !ok:
		a.refuse(CodeVersionUnreadable, field, quoted(text)+" is not a version of NX-OS",
			"write it as show version prints it, such as 9.3(8), 10.4(3)M or 7.0(3)I7(8)", source)
	case v.older():
		a.refuse(CodeVersionUnsupported, field, fmt.Sprintf("NX-OS %s is not a release for Nexus 9000 and 3000 from 7.0(3)I7 on", text),
			"use 7.0(3)I7, 9.x or 10.x", source)
	case v.major > 10:
		a.refuse(CodeVersionUnknown, field, "NX-OS "+text+" is newer than 10.x, the newest that is known", "use 7.0(3)I7, 9.x or 10.x", source)
	}
}

// An nxosRelease is "9.3(8)", "10.4(3a)M" or "7.0(3)I7(8)", as far as rules ask.
type nxosRelease struct {
	major, minor, maintenance int
	train                     string // "I7" of 7.0(3)I7(8)
}

// older reports whether the release is before the floor, or of another family of
// switches: 7.1 to 8.x are those of the Nexus 7000.
func (v nxosRelease) older() bool {
	switch {
	case v.major >= 9:
		return false
	case v.major != 7 || v.minor != 0 || v.maintenance != 3:
		return true
	}
	number, isTrain := strings.CutPrefix(v.train, "I")
	n, err := strconv.Atoi(number)
	return !isTrain || err != nil || n < 7
}

// parseNXOS reads MAJOR.MINOR(MAINTENANCE[letter])[TRAIN], the train being a
// letter, or a letter with its number and rebuild.
func parseNXOS(text string) (nxosRelease, bool) {
	var v nxosRelease
	head, rest, ok := strings.Cut(text, "(")
	major, minor, dotted := strings.Cut(head, ".")
	inner, tail, closed := strings.Cut(rest, ")")
	if !ok || !dotted || !closed {
		return v, false
	}
	if n := len(inner); n > 1 && 'a' <= inner[n-1] && inner[n-1] <= 'z' {
		inner = inner[:n-1]
	}
	for _, number := range []struct {
		text string
		to   *int
	}{{major, &v.major}, {minor, &v.minor}, {inner, &v.maintenance}} {
		n, err := strconv.ParseUint(number.text, 10, 16)
		if err != nil {
			return v, false
		}
		*number.to = int(n)
	}
	train, rebuild, rebuilt := strings.Cut(tail, "(")
	v.train = train
	switch {
	case tail == "":
		return v, true
	case train == "" || train[0] < 'A' || train[0] > 'Z':
		return v, false
	}
	if _, err := strconv.ParseUint(train[1:], 10, 16); len(train) > 1 && err != nil {
		return v, false
	}
	if !rebuilt {
		return v, true
	}
	digits, closed := strings.CutSuffix(rebuild, ")")
	digits = strings.TrimRight(digits, "abcdefghijklmnopqrstuvwxyz")
	_, err := strconv.ParseUint(digits, 10, 16)
	return v, closed && err == nil
}
