package ipam

import (
	"cmp"
	"errors"
	"iter"
	"math/bits"
	"slices"
	"strconv"
	"strings"
)

// Numbers hands out numbers, such as AS numbers, VLANs and VNIs, of one or more
// ranges, lowest first. It knows what is taken, not by whom.
//
// The zero value has no numbers. It is not safe for concurrent use, and must not
// be copied: see [Numbers.Clone].
type Numbers struct {
	merged []NumberRange // in order, neither overlapping nor adjacent
	base   uint32        // the first number of the smallest aligned range around all
	buddy
}

// NewNumbers returns the numbers that are in any of the ranges, which may overlap.
// It fails when there is no range, and with an [*InvalidError] for a range that
// ends before it begins.
func NewNumbers(ranges ...NumberRange) (*Numbers, error) {
	if len(ranges) == 0 {
		return nil, errors.New("numbers need a range")
	}
	sorted := slices.Clone(ranges)
	slices.SortFunc(sorted, func(a, b NumberRange) int { return cmp.Compare(a.First, b.First) })
	n := &Numbers{}
	for _, r := range sorted {
		if r.First > r.Last {
			return nil, &InvalidError{r.String(), "ends before it begins"}
		}
		if end := len(n.merged) - 1; end >= 0 && uint64(r.First) <= uint64(n.merged[end].Last)+1 {
			n.merged[end].Last = max(n.merged[end].Last, r.Last)
			continue
		}
		n.merged = append(n.merged, r)
	}
	depth := bits.Len32(n.merged[0].First ^ n.merged[len(n.merged)-1].Last)
	n.base = uint32(uint64(n.merged[0].First) >> depth << depth)
	var blocks []block
	for _, r := range n.merged {
		r.blocks(n.base, depth, func(b block) { blocks = append(blocks, b) })
	}
	n.buddy = newBuddy(depth, blocks)
	return n, nil
}

// Ranges returns the ranges in order, those that touch as one.
func (n *Numbers) Ranges() []NumberRange { return slices.Clone(n.merged) }

// String names the ranges.
func (n *Numbers) String() string {
	var names []string
	for i, r := range n.merged {
		if i == maxRanges {
			names = append(names, strconv.Itoa(len(n.merged)-i)+" more")
			break
		}
		names = append(names, r.String())
	}
	if len(names) == 0 {
		return "no range of numbers"
	}
	return strings.Join(names, ", ")
}

// Allocate takes the lowest free number. The error is an [*ExhaustedError].
func (n *Numbers) Allocate() (uint32, error) {
	if x, ok := n.find(0, 1<<32-1); ok {
		return x, nil
	}
	return 0, n.exhausted()
}

// AllocateWithin takes the lowest free number from first to last, the ends
// included. The error is an [*ExhaustedError], or an [*InvalidError] when last is
// below first.
func (n *Numbers) AllocateWithin(first, last uint32) (uint32, error) {
	window := NumberRange{first, last}
	if last < first {
		return 0, &InvalidError{window.String(), "ends before it begins"}
	}
	if x, ok := n.find(first, last); ok {
		return x, nil
	}
	e := n.exhausted()
	e.Within = window.String()
	return 0, e
}

func (n *Numbers) find(first, last uint32) (uint32, bool) {
	top := n.base | uint32(1<<n.depth-1)
	first, last = max(first, n.base), min(last, top)
	if first > last {
		return 0, false
	}
	b, whole, ok := n.lowest(n.depth, n.place(first).at, n.place(last).at)
	if !ok {
		return 0, false
	}
	n.takeFrom(whole, b)
	return n.number(b), true
}

// Claim takes x, which may be reserved. The error is a [*ConflictError] when it is
// taken, or an [*OutsideError] when no range has it.
func (n *Numbers) Claim(x uint32) error {
	if n.has(x) {
		if _, result := n.claim(n.place(x)); result == done {
			return nil
		}
		text := strconv.FormatUint(uint64(x), 10)
		return &ConflictError{Value: text, Taken: text, Relation: Same}
	}
	return &OutsideError{strconv.FormatUint(uint64(x), 10), n.String()}
}

// Release gives back x; the error is a [*NotTakenError]. If x is reserved it is
// reserved again, else free.
func (n *Numbers) Release(x uint32) error {
	if n.has(x) && n.release(n.place(x)) {
		return nil
	}
	return &NotTakenError{Value: strconv.FormatUint(uint64(x), 10)}
}

// Reserve keeps the numbers of r from being handed out, now and after every later
// release, until they are claimed. What is taken stays taken, and what is in no
// range is ignored.
func (n *Numbers) Reserve(r NumberRange) {
	for _, own := range n.merged {
		part := NumberRange{max(r.First, own.First), min(r.Last, own.Last)}
		if part.First <= part.Last {
			part.blocks(n.base, n.depth, n.reserve)
		}
	}
}

// Taken reports whether x is taken.
func (n *Numbers) Taken(x uint32) bool { return n.has(x) && n.taken.holds(n.place(x)) }

// All yields the taken numbers in order. The numbers must not be changed meanwhile.
func (n *Numbers) All() iter.Seq[uint32] {
	return func(yield func(uint32) bool) {
		n.taken.all(n.depth, func(b block) bool { return yield(n.number(b)) })
	}
}

// Free yields what can be handed out, in order: numbers that follow each other as
// one range. The numbers must not be changed meanwhile.
func (n *Numbers) Free() iter.Seq[NumberRange] {
	return func(yield func(NumberRange) bool) {
		var run NumberRange
		started, stopped := false, false
		n.free.all(n.depth, func(b block) bool {
			first := n.number(b)
			last := first + uint32(1<<(n.depth-b.level)-1)
			if started && run.Last+1 == first {
				run.Last = last
				return true
			}
			if started && !yield(run) {
				stopped = true
				return false
			}
			run, started = NumberRange{first, last}, true
			return true
		})
		if started && !stopped {
			yield(run)
		}
	}
}

// NumberUsage is how many numbers there are. Taken, Reserved and Free add up to
// Size.
type NumberUsage struct {
	Size  uint64
	Taken uint64
	// Reserved counts what is reserved and not taken.
	Reserved uint64
	Free     uint64
}

// Usage returns how many of the numbers are in use.
func (n *Numbers) Usage() NumberUsage {
	u := NumberUsage{
		Taken:    n.taken.size(n.depth).Lo,
		Reserved: n.held.size(n.depth).Lo,
		Free:     n.free.size(n.depth).Lo,
	}
	u.Size = u.Taken + u.Reserved + u.Free
	return u
}

// Clone returns numbers of their own in the same state.
func (n *Numbers) Clone() *Numbers {
	return &Numbers{n.merged, n.base, n.clone()} // nobody changes the ranges
}

func (n *Numbers) exhausted() *ExhaustedError {
	u := n.Usage()
	return &ExhaustedError{
		Pool: n.String(), Need: "number",
		Taken: Count{0, u.Taken}, Reserved: Count{0, u.Reserved}, Free: Count{0, u.Free},
		Blocks: n.free.blocks(),
	}
}

// has reports whether a range has x.
func (n *Numbers) has(x uint32) bool {
	_, ok := slices.BinarySearchFunc(n.merged, x, func(r NumberRange, x uint32) int {
		if r.Contains(x) {
			return 0
		}
		return cmp.Compare(r.First, x)
	})
	return ok
}

func (n *Numbers) place(x uint32) block { return block{n.depth, index{0, uint64(x - n.base)}} }

func (n *Numbers) number(b block) uint32 {
	return n.base + uint32(b.at.lo<<(n.depth-b.level))
}
