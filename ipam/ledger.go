package ipam

import (
	"maps"
	"slices"
	"strings"
	"time"
)

// A Ledger holds the leases of one site. The zero value is an empty ledger,
// ready to use. It is not safe for concurrent use, and must not be copied after
// its first use: see [Ledger.Clone].
//
// Leases are made in spaces. Within one space no two prefixes overlap and no two
// numbers are equal; across spaces they may (the ports of two switches, the
// VLANs of two racks).
//
// A planning run stands between [Ledger.Begin] and [Ledger.End]. Leases that the
// run did not ask for are freed at its end, and quarantined.
type Ledger struct {
	// Quarantine is how long nobody is given what was freed. Zero gives it out
	// again in the next run.
	Quarantine time.Duration
	// Now is the time of the run, by the clock of the caller. While it is zero no
	// quarantine ends.
	Now time.Time

	slots  []slot
	keys   keyTable
	vacant []int32 // slots without a lease

	spaces    []*space // by slot.space
	spaceIDs  map[string]int32
	lastSpace int32
	pools     []string // by slot.pool; the first is ""
	poolIDs   map[string]int32
	lastPool  int32

	// quarantined is how many slots are.
	quarantined int
	run         uint32 // counts the calls of Begin
	// displaced are the leases that gave way to a pin in this run.
	displaced []Lease
}

// A slot holds one lease. Its place in the slice never changes.
type slot struct {
	key   Key
	value Value // none in a vacant slot
	space int32
	pool  int32
	line  int32
	run   uint32 // in which it was last asked for
	state slotState
	freed int64 // Unix seconds; 0 when not known
}

type slotState uint8

const (
	stated slotState = iota // by an adoption, or by a pin of an earlier design
	pinned
	drawn
	quarantined
	// quarantinedDrawn was drawn before it was freed.
	quarantinedDrawn
)

func (s slotState) isQuarantined() bool { return s >= quarantined }

// Begin starts a planning run, and ends the quarantines that are over by then.
func (l *Ledger) Begin() {
	l.run++
	l.displaced = nil
	if l.quarantined == 0 {
		return
	}
	for i := range l.slots {
		s := &l.slots[i]
		if !s.value.IsValid() || !s.state.isQuarantined() {
			continue
		}
		if s.freed == 0 {
			s.freed = l.now()
		}
		if l.Quarantine <= 0 || s.freed != 0 && !l.Now.Before(time.Unix(s.freed, 0).Add(l.Quarantine)) {
			l.remove(int32(i))
		}
	}
}

// Unasked returns the leases that this run has not asked for so far: what
// [Ledger.End] is going to free.
func (l *Ledger) Unasked() []Lease {
	var all []Lease
	for i := range l.slots {
		if s := &l.slots[i]; s.value.IsValid() && s.run != l.run && !s.state.isQuarantined() {
			all = append(all, l.lease(int32(i)))
		}
	}
	return all
}

// End frees the leases that were not asked for since [Ledger.Begin].
func (l *Ledger) End() {
	for i := range l.slots {
		s := &l.slots[i]
		if s.value.IsValid() && s.run != l.run && !s.state.isQuarantined() {
			l.free(int32(i))
		}
	}
}

// Displaced returns the leases that gave way to the pins of others since
// [Ledger.Begin], as they were.
func (l *Ledger) Displaced() []Lease { return l.displaced }

// Len is how many leases there are, those in quarantine included.
func (l *Ledger) Len() int { return l.keys.used }

// slotOf returns the slot of a key, or -1.
func (l *Ledger) slotOf(key Key) (int32, bool) {
	i, _, _ := l.keys.find(l.slots, key)
	return i, i >= 0
}

// Grow makes room for n more leases at once.
func (l *Ledger) Grow(n int) {
	l.slots = slices.Grow(l.slots, n)
	l.keys.grow(l.keys.used + n)
}

// Lookup returns the lease of a key.
func (l *Ledger) Lookup(key Key) (Lease, bool) {
	i, ok := l.slotOf(key)
	if !ok {
		return Lease{}, false
	}
	return l.lease(i), true
}

// Leases returns all leases, those in quarantine included, by space, owner and
// kind.
func (l *Ledger) Leases() []Lease {
	all := make([]Lease, 0, l.keys.used)
	for _, i := range l.sorted() {
		all = append(all, l.lease(i))
	}
	return all
}

// sorted returns the slots with a lease, by space, owner and kind.
func (l *Ledger) sorted() []int32 {
	order := make([]int32, 0, l.keys.used)
	for i := range l.slots {
		if l.slots[i].value.IsValid() {
			order = append(order, int32(i))
		}
	}
	slices.SortFunc(order, func(i, j int32) int {
		a, b := &l.slots[i], &l.slots[j]
		if a.space != b.space {
			return strings.Compare(l.spaces[a.space].name, l.spaces[b.space].name)
		}
		if c := strings.Compare(a.key.Owner, b.key.Owner); c != 0 {
			return c
		}
		return strings.Compare(a.key.Kind, b.key.Kind)
	})
	return order
}

func (l *Ledger) lease(i int32) Lease {
	s := &l.slots[i]
	lease := Lease{
		Key: s.key, Space: l.spaces[s.space].name, Value: s.value, Pool: l.poolName(s.pool),
		Pinned: s.state == pinned, Quarantined: s.state.isQuarantined(), Line: int(s.line),
	}
	if lease.Quarantined && s.freed != 0 {
		lease.Freed = time.Unix(s.freed, 0).UTC()
	}
	return lease
}

// Release ends a lease at once, without a quarantine: the next plan draws
// another value for its owner. It reports whether there was one.
func (l *Ledger) Release(key Key) bool {
	i, ok := l.slotOf(key)
	if ok {
		l.remove(i)
	}
	return ok
}

// Clone returns a ledger of its own with the same leases.
func (l *Ledger) Clone() *Ledger {
	c := *l
	c.slots = slices.Clone(l.slots)
	c.keys = l.keys.clone()
	c.pools, c.poolIDs = slices.Clone(l.pools), maps.Clone(l.poolIDs)
	c.spaceIDs = maps.Clone(l.spaceIDs)
	c.vacant = slices.Clone(l.vacant)
	c.displaced = slices.Clip(l.displaced)
	c.spaces = make([]*space, len(l.spaces))
	for i, s := range l.spaces {
		c.spaces[i] = &space{name: s.name, leases: s.leases} // the rest is derived again
	}
	return &c
}

// Replace makes l hold what other holds, which must not be used afterwards.
func (l *Ledger) Replace(other *Ledger) { *l = *other }

// add puts a new lease in, which overlaps no other; by is the drawing that gave
// it, if any.
func (l *Ledger) add(s slot, by *drawing) {
	var i int32
	if n := len(l.vacant); n > 0 {
		i = l.vacant[n-1]
		l.vacant = l.vacant[:n-1]
		l.slots[i] = s
	} else {
		i = int32(len(l.slots))
		l.slots = append(l.slots, s)
	}
	l.keys.put(l.slots, s.key, i)
	if s.state.isQuarantined() {
		l.quarantined++
	}
	sp := l.spaces[s.space]
	sp.leases++
	sp.enter(s.value, i, by)
}

// free quarantines a lease, or removes it when there is no quarantine.
func (l *Ledger) free(i int32) {
	if l.Quarantine <= 0 {
		l.remove(i)
		return
	}
	s := &l.slots[i]
	s.freed = l.now()
	if s.state == drawn {
		s.state = quarantinedDrawn
	} else {
		s.state = quarantined
	}
	l.quarantined++
}

// now is the time of the run in Unix seconds, or 0 when it is not known.
func (l *Ledger) now() int64 {
	if l.Now.IsZero() {
		return 0
	}
	const year9999 = 253402300799 // the last that a text has four digits for
	return min(max(l.Now.Unix(), 1), year9999)
}

// remove ends a lease for good.
func (l *Ledger) remove(i int32) {
	s := &l.slots[i]
	if s.state.isQuarantined() {
		l.quarantined--
	}
	sp := l.spaces[s.space]
	sp.leases--
	sp.leave(s.value)
	l.keys.drop(l.slots, s.key)
	*s = slot{}
	l.vacant = append(l.vacant, i)
}

// spaceOf returns the index of a space, which it makes when there is none.
func (l *Ledger) spaceOf(name string) (int32, error) {
	if i := l.lastSpace; int(i) < len(l.spaces) && l.spaces[i].name == name {
		return i, nil
	}
	i, ok := l.spaceIDs[name]
	if !ok {
		if err := checkName(name); err != nil {
			return 0, err
		}
		i = int32(len(l.spaces))
		l.spaces = append(l.spaces, &space{name: name})
		if l.spaceIDs == nil {
			l.spaceIDs = map[string]int32{}
		}
		l.spaceIDs[name] = i
	}
	l.lastSpace = i
	return i, nil
}

// poolOf returns the index of a pool's name.
func (l *Ledger) poolOf(name string) int32 {
	if i := l.lastPool; int(i) < len(l.pools) && l.pools[i] == name {
		return i
	}
	i, ok := l.poolIDs[name]
	if !ok {
		if l.poolIDs == nil {
			l.pools, l.poolIDs = []string{""}, map[string]int32{"": 0}
			if name == "" {
				return 0
			}
		}
		i = int32(len(l.pools))
		l.pools = append(l.pools, name)
		l.poolIDs[name] = i
	}
	l.lastPool = i
	return i
}

func (l *Ledger) poolName(i int32) string {
	if i == 0 {
		return ""
	}
	return l.pools[i]
}
