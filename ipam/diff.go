package ipam

import (
	"cmp"
	"slices"
	"strings"
)

// Changes is what one ledger has that another has not.
type Changes struct {
	// Added are leases of owners that had none.
	Added []Lease
	// Freed are leases of owners that have none any more, quarantined or not.
	Freed []Lease
	// Moved are leases whose value is another one.
	Moved []Move
	// Renamed are leases that went to another owner with their value.
	Renamed []Rename
}

// A Move is a lease with another value than before.
type Move struct{ Before, After Lease }

// A Rename is a value with another owner than before.
type Rename struct{ Before, After Lease }

// Diff returns what happened to the leases between two states of a ledger, each
// list by space, owner and kind. A lease in quarantine counts as freed.
func Diff(before, after *Ledger) Changes {
	var c Changes
	type place struct {
		space string
		value Value
	}
	gone := map[place]int{}
	for _, was := range before.live() {
		is, ok := after.Lookup(was.Key)
		switch {
		case !ok || is.Quarantined:
			gone[place{was.Space, was.Value}] = len(c.Freed)
			c.Freed = append(c.Freed, was)
		case is.Value != was.Value || is.Space != was.Space:
			c.Moved = append(c.Moved, Move{was, is})
		}
	}
	renamed := map[int]bool{}
	for _, is := range after.live() {
		if was, ok := before.Lookup(is.Key); ok && !was.Quarantined {
			continue
		}
		if i, ok := gone[place{is.Space, is.Value}]; ok {
			renamed[i] = true
			c.Renamed = append(c.Renamed, Rename{c.Freed[i], is})
			continue
		}
		c.Added = append(c.Added, is)
	}
	if len(renamed) > 0 {
		i := -1
		c.Freed = slices.DeleteFunc(c.Freed, func(Lease) bool { i++; return renamed[i] })
		c.follow()
	}
	return c
}

// follow finds the renamed among what is left in spaces that were renamed too:
// where switch/leaf1 became switch/leaf9, its ports moved into the space of
// another switch.
func (c *Changes) follow() {
	became := map[string]string{} // an element of paths, as "switch/leaf1"
	for _, r := range c.Renamed {
		from, to := strings.Split(r.Before.Owner, "/"), strings.Split(r.After.Owner, "/")
		at := -1
		for i := range min(len(from), len(to)) {
			if from[i] != to[i] {
				at = i
				break
			}
		}
		if at >= 1 && len(from) == len(to) && slices.Equal(from[at+1:], to[at+1:]) {
			became[from[at-1]+"/"+from[at]] = to[at-1] + "/" + to[at]
		}
	}
	added := map[Lease]int{}
	what := func(l Lease) Lease { return Lease{Key: l.Key, Space: l.Space, Value: l.Value} }
	for i, l := range c.Added {
		added[what(l)] = i
	}
	followed := map[int]bool{}
	c.Freed = slices.DeleteFunc(c.Freed, func(was Lease) bool {
		path := strings.Split(was.Owner, "/")
		for at := 1; at < len(path); at++ {
			from := path[at-1] + "/" + path[at]
			to, ok := became[from]
			if !ok {
				continue
			}
			is := what(was)
			is.Owner, is.Space = replacePath(was.Owner, from, to), replacePath(was.Space, from, to)
			if i, ok := added[is]; ok && !followed[i] {
				followed[i] = true
				c.Renamed = append(c.Renamed, Rename{was, c.Added[i]})
				return true
			}
		}
		return false
	})
	i := -1
	c.Added = slices.DeleteFunc(c.Added, func(Lease) bool { i++; return followed[i] })
}

// live returns the leases that are not in quarantine.
func (l *Ledger) live() []Lease {
	return slices.DeleteFunc(l.Leases(), func(lease Lease) bool { return lease.Quarantined })
}

// IsEmpty reports whether nothing happened.
func (c Changes) IsEmpty() bool {
	return len(c.Added) == 0 && len(c.Freed) == 0 && len(c.Moved) == 0 && len(c.Renamed) == 0
}

// String writes a line for each change: "+" for an added lease, "-" for a freed
// one, "~" for one that moved, "=" for one that was renamed.
func (c Changes) String() string {
	type line struct {
		of   Lease
		text string
	}
	var lines []line
	for _, l := range c.Added {
		lines = append(lines, line{l, "+ " + l.String()})
	}
	for _, l := range c.Freed {
		lines = append(lines, line{l, "- " + l.String()})
	}
	for _, m := range c.Moved {
		lines = append(lines, line{m.After, "~ " + m.Before.String() + " -> " + m.After.Value.String()})
	}
	for _, r := range c.Renamed {
		lines = append(lines, line{r.After, "= " + r.Before.Key.String() + " -> " + r.After.String()})
	}
	slices.SortStableFunc(lines, func(a, b line) int {
		return cmp.Or(strings.Compare(a.of.Owner, b.of.Owner), strings.Compare(a.of.Kind, b.of.Kind))
	})
	var b strings.Builder
	for _, l := range lines {
		b.WriteString(l.text)
		b.WriteByte('\n')
	}
	return b.String()
}
