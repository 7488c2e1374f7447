package ipam

import (
	"errors"
	"net/netip"
	"slices"

	"github.com/gaissmai/bart"
)

// A space is a set of leases that may not overlap. What it keeps beside their
// number is derived from the leases, and only when it is needed: a plan that
// changes nothing asks for nothing but keys.
type space struct {
	name   string
	leases int

	prefixes *bart.Table[int32]  // slots by value; nil until somebody looks for an overlap
	numbers  map[uint32]int32    // the same of numbers
	drawings map[string]*drawing // by the name of the pool
}

// A drawing is a pool while values are drawn from it: what is free of it.
type drawing struct {
	of        *Range // or
	ofNumbers *NumberPool
	pool      *Pool
	numbers   lowest
	id        int32 // of the pool's name
	// shared is set when another drawing of the space has values in common.
	shared bool
}

// derive returns a space with the tables of its values. Where leases stand there
// that nobody has looked at yet, it builds those of all such spaces: one pass is
// enough, however many devices have ports.
func (l *Ledger) derive(id int32) *space {
	sp := l.spaces[id]
	if sp.numbers != nil {
		return sp
	}
	if sp.leases == 0 {
		sp.numbers = map[uint32]int32{}
		return sp
	}
	fresh := make([]bool, len(l.spaces))
	for i, s := range l.spaces {
		if s.numbers == nil && s.leases > 0 {
			fresh[i] = true
			s.numbers = map[uint32]int32{}
		}
	}
	for i := range l.slots {
		if s := &l.slots[i]; s.value.IsValid() && fresh[s.space] {
			l.spaces[s.space].note(s.value, int32(i))
		}
	}
	return sp
}

// note enters a value into the tables.
func (sp *space) note(v Value, i int32) {
	if v.is == numberValue {
		sp.numbers[v.number] = i
		return
	}
	if sp.prefixes == nil {
		sp.prefixes = &bart.Table[int32]{}
	}
	sp.prefixes.Insert(v.prefix, i)
}

// enter notes a new lease in what is derived; by is the drawing that gave it.
func (sp *space) enter(v Value, i int32, by *drawing) {
	if sp.numbers != nil {
		sp.note(v, i)
	}
	if by == nil || by.shared {
		sp.redraw(v, true, by)
	}
}

// leave takes a lease out of what is derived.
func (sp *space) leave(v Value) {
	if v.is == numberValue {
		delete(sp.numbers, v.number)
	} else if sp.prefixes != nil {
		sp.prefixes.Delete(v.prefix)
	}
	sp.redraw(v, false, nil)
}

// redraw brings the drawings that hold a value up to date, but for one that
// knows already. One that cannot be is dropped, and built again when it is needed.
func (sp *space) redraw(v Value, taken bool, but *drawing) {
	for name, d := range sp.drawings {
		if d == but || !d.holds(v) {
			continue
		}
		err := error(nil)
		switch {
		case d.pool != nil && taken:
			err = d.pool.Claim(v.prefix)
		case d.pool != nil:
			err = d.pool.Release(v.prefix)
		case !taken:
			d.numbers.free(d.ofNumbers, v.number)
		}
		if err != nil {
			delete(sp.drawings, name)
		}
	}
}

// holds reports whether a value concerns the drawing.
func (d *drawing) holds(v Value) bool {
	if v.is == numberValue {
		return d.ofNumbers != nil && contains(d.ofNumbers.Ranges, v.number)
	}
	return d.pool != nil && slices.ContainsFunc(d.of.Prefixes, v.prefix.Overlaps)
}

func contains(ranges []NumberRange, n uint32) bool {
	return slices.ContainsFunc(ranges, func(r NumberRange) bool { return r.First <= n && n <= r.Last })
}

// overlapping yields the slots of a space whose values overlap v.
func (l *Ledger) overlapping(id int32, v Value) []int32 {
	sp := l.derive(id)
	if v.is == numberValue {
		if i, ok := sp.numbers[v.number]; ok {
			return []int32{i}
		}
		return nil
	}
	if sp.prefixes == nil || !sp.prefixes.OverlapsPrefix(v.prefix) {
		return nil
	}
	var all []int32
	for _, i := range sp.prefixes.Supernets(v.prefix) {
		all = append(all, i)
	}
	for _, i := range sp.prefixes.Subnets(v.prefix) {
		if !slices.Contains(all, i) {
			all = append(all, i)
		}
	}
	return all
}

// derived returns the table of a space's prefixes, or nil when it has none.
func (l *Ledger) derived(id int32) *bart.Table[int32] {
	if l.spaces[id].leases == 0 {
		return nil
	}
	return l.derive(id).prefixes
}

// drawingOf returns what is free of a pool of prefixes.
func (l *Ledger) drawingOf(id int32, from *Range) (*drawing, error) {
	sp := l.spaces[id]
	if d := sp.drawings[from.Name]; d != nil && d.pool != nil {
		if d.of == from || slices.Equal(d.of.Prefixes, from.Prefixes) && slices.Equal(d.of.Reserved, from.Reserved) {
			d.of = from
			return d, nil
		}
	}
	if err := checkName(from.Name); err != nil {
		return nil, err
	}
	pool, err := NewPool(from.Prefixes...)
	if err != nil {
		return nil, err
	}
	if table := l.derived(id); table != nil {
		for _, r := range from.Prefixes {
			r = r.Masked()
			for p := range table.Supernets(r) {
				if p != r {
					pool.Reserve(r) // all of it is inside one lease
				}
			}
			for p := range table.Subnets(r) {
				if err := pool.Claim(p); err != nil {
					pool.Reserve(p) // two ranges that make one are one to the pool
				}
			}
		}
	}
	for _, r := range from.Reserved {
		pool.Reserve(r)
	}
	d := &drawing{of: from, pool: pool, id: l.poolOf(from.Name)}
	sp.open(from.Name, d)
	return d, nil
}

// numbersOf returns what is free of a pool of numbers.
func (l *Ledger) numbersOf(id int32, from *NumberPool) (*drawing, error) {
	sp := l.spaces[id]
	if d := sp.drawings[from.Name]; d != nil && d.ofNumbers != nil {
		if d.ofNumbers == from || slices.Equal(d.ofNumbers.Ranges, from.Ranges) && slices.Equal(d.ofNumbers.Reserved, from.Reserved) {
			d.ofNumbers = from
			return d, nil
		}
	}
	if err := checkName(from.Name); err != nil {
		return nil, err
	}
	if len(from.Ranges) == 0 {
		return nil, errors.New("there are no numbers to draw from")
	}
	l.derive(id) // which numbers are taken
	d := &drawing{ofNumbers: from, id: l.poolOf(from.Name)}
	sp.open(from.Name, d)
	return d, nil
}

// open adds a drawing, and notes which have values in common.
func (sp *space) open(name string, d *drawing) {
	if sp.drawings == nil {
		sp.drawings = map[string]*drawing{}
	}
	delete(sp.drawings, name)
	for _, o := range sp.drawings {
		if o.common(d) {
			o.shared, d.shared = true, true
		}
	}
	sp.drawings[name] = d
}

// common reports whether two drawings have values in common.
func (d *drawing) common(o *drawing) bool {
	if d.pool != nil && o.pool != nil {
		return slices.ContainsFunc(d.of.Prefixes, func(p netip.Prefix) bool {
			return slices.ContainsFunc(o.of.Prefixes, p.Overlaps)
		})
	}
	return d.ofNumbers != nil && o.ofNumbers != nil && slices.ContainsFunc(d.ofNumbers.Ranges, func(p NumberRange) bool {
		return slices.ContainsFunc(o.ofNumbers.Ranges, func(q NumberRange) bool { return p.First <= q.Last && q.First <= p.Last })
	})
}
