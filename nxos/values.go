package nxos

import (
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
)

// Short names for what most fields hold.
type (
	// Addr is an address; invalid means not set.
	Addr = netip.Addr
	// Prefix is a prefix; invalid means not set.
	Prefix = netip.Prefix
)

// Seconds is a whole number of seconds, as the device counts most of its timers.
// Zero means not set unless the field says otherwise.
type Seconds uint16

// A Switch is a command that is written both ways because its default depends on
// the platform: `shutdown` and `no shutdown`. The zero value writes neither.
type Switch uint8

// The values of a Switch.
const (
	Unset Switch = iota
	Yes
	No
)

// An Action is what an entry of a list or route-map does. The zero value denies.
type Action bool

// The actions.
const (
	Deny   Action = false
	Permit Action = true
)

// A PrefixList is an `ip prefix-list` or `ipv6 prefix-list`. A route that no
// entry matches is denied.
type PrefixList struct {
	// Name is one word of at most 63 characters.
	Name    string
	Entries []PrefixListEntry
}

// A PrefixListEntry is one line of a PrefixList. The lines are evaluated in the
// order of Seq, and Text wants them in that order.
type PrefixListEntry struct {
	// Seq is 1 to 4294967294.
	Seq    uint32
	Action Action
	Prefix Prefix
	// Eq is the exact length, Ge and Le its bounds; zero means not set. Eq
	// excludes the other two, Ge alone reaches to the longest prefix.
	Eq, Ge, Le uint8
}

// A CommunityList is an `ip community-list standard`.
type CommunityList struct {
	// Name is one word of at most 63 characters.
	Name    string
	Entries []CommunityListEntry
}

// A CommunityListEntry is one line of a CommunityList: it matches a route that
// carries all of its communities. 0:0 is written `internet` and matches every
// route.
type CommunityListEntry struct {
	// Seq is 1 to 4294967294.
	Seq         uint32
	Action      Action
	Communities []fabric.Community
}

// An ASRange is a range of AS numbers in `match as-number`, both ends included;
// First == Last is one number.
type ASRange struct{ First, Last fabric.ASN }

// A Password is a key as the device stores it: Type 0 is the text itself, 3
// (BGP), 6 and 7 are the device's encryptions of it, in hexadecimal digits.
// Printing and JSON redact it; only Text reveals it. The zero value means "no
// password".
type Password struct {
	Type uint8
	Text fabric.Secret
}

// IsSet reports whether there is a password.
func (p Password) IsSet() bool { return p.Text.IsSet() }
