package ipam

import (
	"fmt"
	"net/netip"
	"strings"
)

// A Relation says how a value lies to a taken block.
type Relation string

// The relations.
const (
	Same     Relation = "is"
	Inside   Relation = "lies inside"
	Contains Relation = "contains"
)

// A ConflictError says that a value cannot be claimed because something is taken.
type ConflictError struct {
	// Value is what was claimed, as text: a prefix or a number.
	Value string
	// Taken is what is in the way, as text: a taken block of the pool, the first
	// when there are several, or the number itself.
	Taken string
	// Relation is Value's to Taken.
	Relation Relation
}

func (e *ConflictError) Error() string {
	if e.Taken == "" || e.Relation == "" || e.Relation == Same {
		return e.Value + " is taken"
	}
	return e.Value + " " + string(e.Relation) + " " + e.Taken + ", which is taken"
}

// An OutsideError says that a value does not lie in a pool as a whole.
type OutsideError struct {
	Value string
	Pool  string // its ranges
}

func (e *OutsideError) Error() string { return e.Value + " does not lie in " + e.Pool }

// A NotTakenError says that a value cannot be released because nothing is taken
// that is exactly it.
type NotTakenError struct {
	Value string
	// Taken is a taken block that overlaps the value, "" when there is none.
	Taken string
}

func (e *NotTakenError) Error() string {
	if e.Taken != "" {
		return fmt.Sprintf("%s is not taken, but %s is", e.Value, e.Taken)
	}
	return e.Value + " is not taken"
}

// An InvalidError says that an argument means nothing, whatever the pool.
type InvalidError struct {
	Value string
	Why   string
}

func (e *InvalidError) Error() string { return e.Value + ": " + e.Why }

// An ExhaustedError says that nothing free is left of the size that is needed.
type ExhaustedError struct {
	// Pool is the ranges as text, Need what was asked of them: "/29" or "number".
	Pool, Need string
	// Within is the window that was asked for, "FIRST-LAST", or "" for all of the
	// pool. The counts below are of the pool, Largest is of the window.
	Within string
	// Bits is the length that was asked for; 0 for a number.
	Bits int
	// Taken, Reserved and Free add up to the pool's size. All are zero when the
	// error knows the pool by name only.
	Taken, Reserved, Free Count
	// Blocks is how many pieces the free space is in.
	Blocks uint64
	// Largest is a block that would fit, of the largest size that does; not valid
	// when nothing is free.
	Largest netip.Prefix
}

func (e *ExhaustedError) Error() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s has no free %s", e.Pool, e.Need)
	if e.Within != "" {
		fmt.Fprintf(&b, " in %s", e.Within)
	}
	switch {
	case e.Taken.IsZero() && e.Reserved.IsZero() && e.Free.IsZero():
	case e.Largest.IsValid():
		fmt.Fprintf(&b, ": its largest free block")
		if e.Within != "" {
			b.WriteString(" there")
		}
		fmt.Fprintf(&b, " is %s, so a %s would fit (%s free in %s)",
			e.Largest, e.Fits(), many(e.Free, "address"), many(Count{0, e.Blocks}, "block"))
	default:
		fmt.Fprintf(&b, ": %s taken, %s reserved", e.Taken, e.Reserved)
		if !e.Free.IsZero() {
			fmt.Fprintf(&b, ", %s free elsewhere", e.Free)
		}
	}
	return b.String()
}

// Fits is the size that could be had instead, as "/30", or "" when nothing is
// free.
func (e *ExhaustedError) Fits() string {
	if !e.Largest.IsValid() {
		return ""
	}
	return fmt.Sprintf("/%d", e.Largest.Bits())
}

func many(n Count, noun string) string {
	switch {
	case n == Count{0, 1}:
		return "1 " + noun
	case strings.HasSuffix(noun, "s"):
		return n.String() + " " + noun + "es"
	}
	return n.String() + " " + noun + "s"
}
