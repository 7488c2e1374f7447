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

	numbers  map[uint32]int32   // slots by value; nil until somebody looks for an overlap
	prefixes *bart.Table[int32] // the same of prefixes; nil when there are none
	drawings map[drawingKey]*drawing
	byRange  bart.Table[[]*drawing] // those of prefixes, by each of their ranges
	byNumber []*drawing             // those of numbers
	last     *drawing               // the last one of prefixes that was asked for
}

// A drawingKey names a drawing: the pools of both families may have one name.
type drawingKey struct {
	pool string
	of   byte // '4', '6', or 'n' for numbers
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
	// spent is what drawing a number said last, until one is free again.
	spent error
}

func (d *drawing) key() drawingKey {
	switch {
	case d.ofNumbers != nil:
		return drawingKey{d.ofNumbers.Name, 'n'}
	case d.of.Prefixes[0].Addr().Is4():
		return drawingKey{d.of.Name, '4'}
	}
	return drawingKey{d.of.Name, '6'}
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
	if v.is == numberValue {
		for _, d := range sp.byNumber {
			if !taken && d.holds(v) {
				d.numbers.free(d.ofNumbers, v.number)
				d.spent = nil
			}
		}
		return
	}
	for _, d := range sp.around(v.prefix) {
		if d == but {
			continue
		}
		err := d.pool.Release
		if taken {
			err = d.pool.Claim
		}
		if err(v.prefix) != nil {
			sp.drop(d)
		}
	}
}

// around returns the drawings that have addresses of a prefix, each once.
func (sp *space) around(p netip.Prefix) []*drawing {
	if !sp.byRange.OverlapsPrefix(p) {
		return nil
	}
	var all []*drawing
	add := func(more []*drawing) {
		for _, d := range more {
			if !slices.Contains(all, d) {
				all = append(all, d)
			}
		}
	}
	for _, more := range sp.byRange.Supernets(p) {
		add(more)
	}
	for _, more := range sp.byRange.Subnets(p) {
		add(more)
	}
	return all
}

// drop forgets a drawing.
func (sp *space) drop(d *drawing) {
	delete(sp.drawings, d.key())
	sp.last = nil
	if d.ofNumbers != nil {
		sp.byNumber = slices.DeleteFunc(sp.byNumber, func(o *drawing) bool { return o == d })
		return
	}
	for _, r := range d.of.Prefixes {
		r = r.Masked()
		if of, ok := sp.byRange.Get(r); ok {
			if of = slices.DeleteFunc(slices.Clone(of), func(o *drawing) bool { return o == d }); len(of) > 0 {
				sp.byRange.Insert(r, of)
			} else {
				sp.byRange.Delete(r)
			}
		}
	}
}

// same reports whether two ranges are one.
func (r *Range) same(o *Range) bool {
	return r == o || r.Name == o.Name && slices.Equal(r.Prefixes, o.Prefixes) && slices.Equal(r.Reserved, o.Reserved)
}

// holds reports whether a value concerns the drawing.
func (d *drawing) holds(v Value) bool {
	if v.is == numberValue {
		return d.ofNumbers != nil && contains(d.ofNumbers.Ranges, v.number)
	}
	return d.pool != nil && slices.ContainsFunc(d.of.Prefixes, v.prefix.Overlaps)
}

func contains(ranges []NumberRange, n uint32) bool {
	return slices.ContainsFunc(ranges, func(r NumberRange) bool { return r.Contains(n) })
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
	for p, i := range sp.prefixes.Subnets(v.prefix) {
		if p != v.prefix { // which is among the others already
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
	if d := sp.last; d != nil && d.of.same(from) {
		return d, nil
	}
	key := drawingKey{from.Name, '6'}
	if len(from.Prefixes) > 0 && from.Prefixes[0].Addr().Is4() {
		key.of = '4'
	}
	if d := sp.drawings[key]; d != nil {
		if d.of.same(from) {
			sp.last = d
			return d, nil
		}
	}
	if err := checkName(from.Name); err != nil {
		return nil, err
	}
	if slices.ContainsFunc(from.Prefixes, func(p netip.Prefix) bool { return p.Addr().Is4In6() }) {
		return nil, errors.New("a range of IPv4 addresses in the form of IPv6 ones")
	}
	pool, err := NewPool(from.Prefixes...)
	if err != nil {
		return nil, err
	}
	if table := l.derived(id); table != nil {
		for _, r := range pool.Ranges() { // none inside another
			for p := range table.Supernets(r) {
				if p != r {
					_ = pool.Claim(r) // all of it is inside one lease
				}
			}
			for p := range table.Subnets(r) {
				_ = pool.Claim(p) // it cannot fail: no two leases overlap
			}
		}
	}
	for _, r := range from.Reserved {
		pool.Reserve(r)
	}
	// A copy, so that a range that its caller enlarges in place is another one.
	own := &Range{Name: from.Name, Prefixes: slices.Clone(from.Prefixes), Reserved: slices.Clone(from.Reserved)}
	d := &drawing{of: own, pool: pool, id: l.poolOf(from.Name)}
	sp.open(d)
	return d, nil
}

// numbersOf returns what is free of a pool of numbers.
func (l *Ledger) numbersOf(id int32, from *NumberPool) (*drawing, error) {
	sp := l.spaces[id]
	if d := sp.drawings[drawingKey{from.Name, 'n'}]; d != nil {
		if slices.Equal(d.ofNumbers.Ranges, from.Ranges) && slices.Equal(d.ofNumbers.Reserved, from.Reserved) {
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
	own := &NumberPool{Name: from.Name, Ranges: slices.Clone(from.Ranges), Reserved: slices.Clone(from.Reserved)}
	d := &drawing{ofNumbers: own, id: l.poolOf(from.Name)}
	sp.open(d)
	return d, nil
}

// open adds a drawing, and notes which have values in common.
func (sp *space) open(d *drawing) {
	if sp.drawings == nil {
		sp.drawings = map[drawingKey]*drawing{}
	}
	if old := sp.drawings[d.key()]; old != nil {
		sp.drop(old)
	}
	sp.drawings[d.key()] = d
	if d.ofNumbers != nil {
		sp.byNumber = append(sp.byNumber, d)
		return
	}
	for _, r := range d.of.Prefixes {
		for _, o := range sp.around(r.Masked()) {
			o.shared, d.shared = true, true
		}
	}
	for _, r := range d.of.Prefixes {
		of, _ := sp.byRange.Get(r.Masked())
		if !slices.Contains(of, d) {
			sp.byRange.Insert(r.Masked(), append(slices.Clip(of), d))
		}
	}
}
