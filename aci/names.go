package aci

import (
	"fmt"
	"hash/fnv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// The names of the objects that a plan does not name. They are those of an L3Out,
// a VRF or a contract with a suffix that says what the object does: so two of one
// class have one name only if what they belong to has, and a name stays when the
// design grows. "{l3out}-import-match" and "-Timers" are what Cisco's own tools
// write (acc-provision).
const (
	suffixTimers   = "-Timers"       // bgpCtxPol of a VRF, behind what it says
	suffixRelax    = "-Relax-AS"     // bgpBestPathCtrlPol of a VRF
	suffixECMP     = "-ECMP"         // bgpCtxAfPol of a VRF
	suffixPrefixes = "-prefix-limit" // bgpPeerPfxPol of an L3Out
	suffixBFD      = "-BFD"          // bfdIfPol of an L3Out
	suffixImport   = "-import"       // match and set rules of what an L3Out accepts
	suffixExport   = "-export"       // match rules of what an L3Out announces
	suffixAllIP    = "-all-ip"       // the filter of a contract without filters
)

// The names of what is alone of its class below its parent.
const (
	nodeProfile   = "nodes"
	defaultImport = "default-import"
	defaultExport = "default-export"
)

// longestName is how long the name of most objects may be.
const longestName = 64

// objectName joins a name and its suffixes. One that is too long is cut, keeps its
// suffix, and is made unique again by a hash of the whole.
func objectName(name string, suffixes ...string) string {
	suffix := strings.Join(suffixes, "")
	if len(name)+len(suffix) <= longestName {
		return name + suffix
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name + suffix)) // never fails
	hash := fmt.Sprintf("-%08x", h.Sum32())
	return name[:max(0, longestName-len(suffix)-len(hash))] + hash + suffix
}

// profileName is that of the interface profile of a family.
func profileName(f fabric.Family) string {
	if f == fabric.IPv6 {
		return "ipv6"
	}
	return "ipv4"
}

// describedAs is a text as a description may be: 128 characters of those that the
// controller takes.
func describedAs(text string) Value {
	const longest = 128
	clean := strings.Map(func(r rune) rune {
		if !strings.ContainsRune(string(proseCharacters), r) {
			return '_'
		}
		return r
	}, text)
	return Text(clean[:min(len(clean), longest)])
}
