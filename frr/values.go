package frr

import (
	"net/netip"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// Short names for what most fields hold.
type (
	// Addr is an address; invalid means not set.
	Addr = netip.Addr
	// Prefix is a prefix; invalid means not set.
	Prefix = netip.Prefix
)

// Seconds is a whole number of seconds. Zero means not set unless the field says
// otherwise.
type Seconds uint16

func (s Seconds) duration() time.Duration { return time.Duration(s) * time.Second }

// A Switch is a command that is written both ways because its default depends on
// the profile ([Defaults]) or the version. The zero value writes neither.
type Switch uint8

// The values of a Switch.
const (
	Unset Switch = iota
	Yes
	No
)

// A Number is a number that may be absent where zero is a value. The zero value
// is absent; see [Some].
type Number struct {
	Value uint32
	IsSet bool
}

// Some returns the Number v.
func Some(v uint32) Number { return Number{Value: v, IsSet: true} }

// Timers are `timers KEEPALIVE HOLD` in seconds. They are set when Hold is not
// zero.
type Timers struct{ Keepalive, Hold Seconds }

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
	// Name is one word of at most 128 characters.
	Name    string
	Entries []PrefixListEntry
}

// A PrefixListEntry is one line of a PrefixList. The lines are evaluated in the
// order of Seq, and Text wants them in that order.
type PrefixListEntry struct {
	// Seq is 1 to 4294967295.
	Seq    uint32
	Action Action
	Prefix Prefix
	// Ge and Le bound the length; zero means not set. Without both it is that of
	// the prefix. Ge alone reaches to the longest prefix. The default route with
	// the longest Le is written `any`.
	Ge, Le uint8
}

// A CommunityList is a `bgp community-list standard`.
type CommunityList struct {
	Name    string
	Entries []CommunityListEntry
}

// A CommunityListEntry is one line of a CommunityList: it matches a route that
// carries all of its communities. 0:0 is written `internet` and matches every
// route.
type CommunityListEntry struct {
	// Seq is 1 to 4294967295.
	Seq         uint32
	Action      Action
	Communities []fabric.Community
}

// An ASPathAccessList is a `bgp as-path access-list`. A path that no entry matches
// is denied.
type ASPathAccessList struct {
	Name    string
	Entries []ASPathAccessListEntry
}

// An ASPathAccessListEntry is one line of an ASPathAccessList.
type ASPathAccessListEntry struct {
	// Seq is 1 to 4294967295.
	Seq    uint32
	Action Action
	// Regexp is a POSIX extended regular expression over the path as it is printed
	// ("65001 65002"), in which "_" stands for a blank, a brace, a bracket, a comma
	// and either end. See [PathsUpTo].
	Regexp string
}
