package fabric

import (
	"fmt"
	"strconv"
	"strings"
)

// versions holds every version to those whose behaviour is known. A newer one is
// refused rather than treated like the newest known.
func (a *audit) versions() {
	if platform, ok := a.ip.Switches.(NXOS); ok && platform.Version != "" {
		a.nxosVersion("fabric.ipFabric.switches.nxos.version", platform.Version)
	}
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		if k, ok := c.CNI.(Calico); ok {
			a.calicoVersion(field+".cni.calico.version", k.Version)
		}
		if v := c.Kubernetes; v.IsSet() && v.Major != 1 {
			a.refuse(CodeVersionUnknown, field+".kubernetes", "there is no Kubernetes "+v.String(), "write the version of the API server, such as 1.34", "Kubernetes releases are 1.x")
		}
	}
}

func (a *audit) calicoVersion(field string, v Version) {
	const source = "the fields of Calico's objects from 3.26 (BGPFilter) to 3.32"
	switch {
	case !v.IsSet():
		a.missing(field, "the version of Calico", "write the version in use, 3.26 to 3.32")
	case !v.AtLeast(3, 26):
		a.refuse(CodeVersionUnsupported, field, "Calico "+v.String()+" is older than 3.26 and has no BGPFilter", "use 3.26 to 3.32", source)
	case v.AtLeast(3, 33):
		a.refuse(CodeVersionUnknown, field, "Calico "+v.String()+" is newer than 3.32, the newest that is known", "use 3.26 to 3.32", source)
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
