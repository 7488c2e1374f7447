package ipam

import (
	"errors"
	"fmt"
	"net/netip"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Key names a lease.
type Key struct {
	// Owner is the path of what the value belongs to, made of names and not of
	// positions: "rack/bb1", "switch/leaf1", "cluster/k8s/node/node0". Elements
	// come in pairs of a type and a name.
	Owner string
	// Kind is what the owner uses the value for: "router-id", "as".
	Kind string
}

func (k Key) String() string { return k.Owner + " " + k.Kind }

// check says what keeps a name from standing in a ledger, whose text has one
// lease a line and one space between its words.
func (k Key) check() error {
	for _, word := range [...]string{k.Owner, k.Kind} {
		if err := checkName(word); err != nil {
			return err
		}
	}
	return nil
}

// checkName refuses what would not come back from the text of a ledger.
func checkName(s string) error {
	if s == "" {
		return errors.New("an empty name")
	}
	for i := range len(s) {
		if c := s[i]; c <= ' ' || c >= 0x7f {
			if err := checkRunes(s); err != nil {
				return err
			}
			break
		}
	}
	switch s[0] {
	case '[', '#', '<', '=', '>', '|':
		return fmt.Errorf("the name %s means something else at the beginning of a line", quote(s))
	}
	if s == endWord {
		return fmt.Errorf("the name %q means something else at the beginning of a line", s)
	}
	return nil
}

func checkRunes(s string) error {
	for _, r := range s {
		if r == ' ' || r == utf8.RuneError || !unicode.IsPrint(r) {
			return fmt.Errorf("the name %s has a space, a control character or broken UTF-8 in it", quote(s))
		}
	}
	return nil
}

// A Lease is one entry of a ledger.
type Lease struct {
	Key
	// Space is the set of leases that may not overlap each other: "address",
	// "subnet", "port/switch/leaf1".
	Space string
	// Value is what is leased.
	Value Value
	// Pool is the name of the pool that the value was drawn from. It is empty for
	// a value that was stated: pinned by a design, or adopted from a site.
	Pool string
	// Pinned says that the last plan found the value pinned in the design.
	Pinned bool
	// Quarantined says that the owner has gone: nobody else is given the value
	// until the quarantine is over.
	Quarantined bool
	// Freed is when the owner went; it is zero when the time was not known.
	Freed time.Time
	// Line is where the lease stood in the text that it was read from, or 0.
	Line int
}

func (l Lease) String() string {
	return l.Key.String() + " " + l.Value.String()
}

// A LeasedError says that a pinned value belongs to somebody else.
type LeasedError struct {
	// Wanted is what was to be leased, and to whom.
	Wanted Lease
	// Holder has it, or something that overlaps it.
	Holder Lease
}

func (e *LeasedError) Error() string {
	if e.Wanted.Value == e.Holder.Value {
		return fmt.Sprintf("%s is leased to %s", e.Wanted.Value, e.Holder.Key)
	}
	return fmt.Sprintf("%s overlaps %s, which is leased to %s", e.Wanted.Value, e.Holder.Value, e.Holder.Key)
}

// A MismatchError says that the ledger holds a lease that is not what is asked
// for under its key: of another pool, size or kind. Nothing is renumbered for
// it.
type MismatchError struct {
	// Lease is what the ledger holds.
	Lease Lease
	// Asked is what it should be, such as "a /31 of 10.4.0.0/24".
	Asked string
	// Space is where it should stand.
	Space string
}

func (e *MismatchError) Error() string {
	line := ""
	if e.Lease.Line > 0 {
		line = fmt.Sprintf("line %d of ", e.Lease.Line)
	}
	if e.Space != "" && e.Space != e.Lease.Space {
		return fmt.Sprintf("%sthe ledger has %s in the space [%s], and it belongs in [%s]", line, e.Lease.Key, e.Lease.Space, e.Space)
	}
	return fmt.Sprintf("%sthe ledger gives %s to %s, which is not %s", line, e.Lease.Value, e.Lease.Key, e.Asked)
}

// A DrawError says that a pool has nothing to draw.
type DrawError struct {
	// Pool is its name.
	Pool string
	// Key is whose lease was to be drawn.
	Key Key
	// Quarantined is how many leases of gone owners stand in the pool.
	Quarantined int
	// Err is an [*ExhaustedError], or says why there is no such pool.
	Err error
}

func (e *DrawError) Error() string {
	text := e.Pool + ": " + e.Err.Error()
	if e.Quarantined > 0 {
		text += fmt.Sprintf("; %d more are in quarantine", e.Quarantined)
	}
	return text
}

func (e *DrawError) Unwrap() error { return e.Err }

// A Range is what prefixes and addresses are drawn from.
type Range struct {
	// Name of the pool, as the leases record it: "pools.links".
	Name string
	// Prefixes are the pool's ranges, of one family.
	Prefixes []netip.Prefix
	// Reserved is never drawn; a pin may take it.
	Reserved []netip.Prefix
}

// A Place says where in a [Range] an address is drawn.
type Place struct {
	// Prefer are taken first, in this order, if they are free.
	Prefer []netip.Addr
	// First and Last bound what is drawn otherwise: the lowest free address that is
	// not reserved. When they are not set, nothing else is drawn.
	First, Last netip.Addr
	// Down draws the highest one.
	Down bool
}

// A NumberPool is what numbers are drawn from: the lowest free one.
type NumberPool struct {
	// Name of the pool, as the leases record it: "pools.rackAS".
	Name string
	// Ranges are what it holds.
	Ranges []NumberRange
	// Reserved is never drawn; a pin may take it.
	Reserved []NumberRange
}
