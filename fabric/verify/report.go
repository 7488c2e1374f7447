package verify

import (
	"fmt"
	"net/netip"
	"strings"
)

// A Promise is a kind of what a design promises.
type Promise uint8

// The promises.
const (
	// SessionUp: the planned session is established on the planned terms.
	SessionUp Promise = iota
	// SessionPlanned: a neighbor is configured only where a session is planned.
	SessionPlanned
	// AddressPresent: a device has its planned addresses.
	AddressPresent
	// RoutePresent: a device has a route.
	RoutePresent
	// RouteWidth: the route has the next hops that the design intends.
	RouteWidth
	// RouteAttributes: the route has the pool's local preference and communities.
	RouteAttributes
	// DefaultRoute: a node has the default route it is to have.
	DefaultRoute
	// Reach: every path of the next hops ends where the address is.
	Reach
	// NoLeak: a device has no BGP route that the design knows nothing of.
	NoLeak
	// Settles: the routes to a prefix come to rest.
	Settles
	// SessionTerms: an end has the planned password, BFD, limits and restart time.
	SessionTerms
	// Filtered: an end's policies pass what the design names, and nothing else.
	Filtered
	// Wired: ports, VLANs and vPC domain are those of the planned cabling.
	Wired
)

var promises = [...]string{ //nolint:gochecknoglobals // the words of an enumeration
	SessionUp: "session-up", SessionPlanned: "session-planned", AddressPresent: "address-present",
	RoutePresent: "route-present", RouteWidth: "route-width", RouteAttributes: "route-attributes",
	DefaultRoute: "default-route", Reach: "reach", NoLeak: "no-leak", Settles: "settles",
	SessionTerms: "session-terms", Filtered: "filtered", Wired: "wired",
}

func (p Promise) String() string {
	if int(p) < len(promises) {
		return promises[p]
	}
	return fmt.Sprintf("promise(%d)", p)
}

// MarshalText writes the promise's name, such as "route-width".
func (p Promise) MarshalText() ([]byte, error) { return []byte(p.String()), nil }

// A Failure is one broken promise.
type Failure struct {
	Promise Promise `json:"promise"`
	Device  string  `json:"device"`
	// Prefix is what the promise is about, when it is about a route.
	Prefix netip.Prefix `json:"prefix,omitzero"`
	// Want is what the design promises, Got what the tables have.
	Want string `json:"want"`
	Got  string `json:"got"`
}

// Error returns the failure on one line.
func (f Failure) Error() string {
	var b strings.Builder
	b.WriteString(f.Device)
	if f.Prefix.IsValid() {
		fmt.Fprintf(&b, ", %v", f.Prefix)
	}
	fmt.Fprintf(&b, ": want %s, got %s [%v]", f.Want, f.Got, f.Promise)
	return b.String()
}

// Failures are all broken promises: sessions first, then device by device.
type Failures []Failure

// Err returns the failures as an error, or nil when there are none.
func (fs Failures) Err() error {
	if len(fs) == 0 {
		return nil
	}
	return fs
}

// Error returns one failure a line.
func (fs Failures) Error() string {
	lines := make([]string, len(fs))
	for i, f := range fs {
		lines[i] = f.Error()
	}
	return strings.Join(lines, "\n")
}
