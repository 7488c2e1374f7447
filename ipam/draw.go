package ipam

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
)

// Pin leases exactly this value to the key, because the design says so: what the
// key had before is quarantined. A lease of somebody else that overlaps it gives way,
// unless this run has asked for it already: that is a [*LeasedError].
func (l *Ledger) Pin(space string, key Key, v Value) error {
	return l.state(space, key, v, pinned)
}

// Record leases a value that follows from a convention and from no pool. Unlike a
// pin it takes nothing away: what overlaps the lease of somebody else is a
// [*LeasedError].
func (l *Ledger) Record(space string, key Key, v Value) error {
	id, err := l.spaceOf(space)
	if err != nil {
		return err
	}
	for _, i := range l.overlapping(id, v) {
		if l.slots[i].key != key {
			return &LeasedError{Wanted: Lease{Key: key, Space: space, Value: v}, Holder: l.lease(i)}
		}
	}
	return l.state(space, key, v, stated)
}

// Take leases a value that follows from other facts and from no pool. Leases of
// owners that this run has not asked for give way, those in quarantine too: it is
// for values that mean nothing by themselves, such as which of two leaves is the
// first.
func (l *Ledger) Take(space string, key Key, v Value) error {
	return l.state(space, key, v, stated)
}

func (l *Ledger) state(space string, key Key, v Value, as slotState) error {
	if !v.IsValid() {
		return fmt.Errorf("%s: no value to lease", key)
	}
	id, err := l.spaceOf(space)
	if err != nil {
		return err
	}
	own, had := l.slotOf(key)
	if had {
		if s := &l.slots[own]; s.space == id && s.value == v {
			l.confirm(s, as)
			return nil
		}
	} else if err := key.check(); err != nil {
		return err
	}
	others := l.overlapping(id, v)
	for _, i := range others {
		if s := &l.slots[i]; i != own && s.run == l.run && !s.state.isQuarantined() {
			return &LeasedError{Wanted: Lease{Key: key, Space: space, Value: v}, Holder: l.lease(i)}
		}
	}
	for _, i := range others {
		if s := &l.slots[i]; s.key != key {
			l.displaced = append(l.displaced, l.lease(i))
			l.remove(i)
		}
	}
	if had {
		l.retire(own, v)
	}
	l.add(slot{key: key, value: v, space: id, run: l.run, state: as}, nil)
	return nil
}

// retire ends a lease whose owner gets another value. What it had is quarantined
// under a kind that names it, such as "as@65001".
func (l *Ledger) retire(i int32, next Value) {
	s := l.slots[i]
	l.remove(i)
	was := Key{s.key.Owner, s.key.Kind + "@" + s.value.String()}
	if _, again := l.slotOf(was); again || l.Quarantine <= 0 || s.state.isQuarantined() || s.value.Overlaps(next) {
		return
	}
	s.key, s.freed, s.line = was, l.now(), 0
	if s.state == drawn {
		s.state = quarantinedDrawn
	} else {
		s.state = quarantined
	}
	l.add(s, nil)
}

// confirm notes that this run has asked for a lease.
func (l *Ledger) confirm(s *slot, as slotState) {
	if s.state.isQuarantined() {
		l.quarantined--
		s.freed = 0
	}
	s.run, s.state = l.run, as
	if as != drawn {
		s.pool = 0
	}
}

// Keep confirms the lease of a key as it is, wherever its value lies, and
// returns it.
func (l *Ledger) Keep(key Key) (Lease, bool) {
	i, ok := l.slotOf(key)
	if !ok {
		return Lease{}, false
	}
	l.ask(&l.slots[i])
	return l.lease(i), true
}

// ask confirms a lease that the design does not pin.
func (l *Ledger) ask(s *slot) {
	as := stated
	if s.state == drawn || s.state == quarantinedDrawn {
		as = drawn
	}
	l.confirm(s, as)
}

// Prefix returns the key's lease of a prefix of the given length, and draws one
// when there is none: of the smallest free block that it fits into, and of those
// the lowest.
//
// A lease that was stated is kept whatever its length and wherever it lies. One
// that was drawn, and is not what is asked for any more, is a [*MismatchError]:
// renumbering takes a [Ledger.Release]. A pool without a free block is a
// [*DrawError].
func (l *Ledger) Prefix(space string, key Key, from *Range, bits int) (netip.Prefix, error) {
	id, err := l.spaceOf(space)
	if err != nil {
		return netip.Prefix{}, err
	}
	asked := func() string { return fmt.Sprintf("a /%d of %s (%s)", bits, from.Name, join(from.Prefixes)) }
	if i, ok := l.slotOf(key); ok {
		s := &l.slots[i]
		fits := s.space == id && s.value.is == prefixValue && sameFamily(s.value.prefix, from.Prefixes)
		if s.isDrawn() {
			fits = fits && s.value.prefix.Bits() == bits && inside(s.value.prefix, from.Prefixes)
		}
		if !fits {
			return netip.Prefix{}, &MismatchError{Lease: l.lease(i), Asked: asked(), Space: space}
		}
		l.ask(s)
		return s.value.prefix, nil
	}
	return l.draw(id, key, from, func(pool *Pool) (netip.Prefix, error) { return pool.Allocate(bits) })
}

// Address returns the key's lease of an address, and draws one at the place when
// there is none. The rules of [Ledger.Prefix] hold.
func (l *Ledger) Address(space string, key Key, from *Range, at Place) (netip.Addr, error) {
	id, err := l.spaceOf(space)
	if err != nil {
		return netip.Addr{}, err
	}
	if i, ok := l.slotOf(key); ok {
		s := &l.slots[i]
		if s.space != id || !s.value.Addr().IsValid() || !sameFamily(s.value.prefix, from.Prefixes) ||
			s.isDrawn() && !inside(s.value.prefix, from.Prefixes) {
			return netip.Addr{}, &MismatchError{Lease: l.lease(i), Asked: fmt.Sprintf("an address of %s (%s)", from.Name, join(from.Prefixes)), Space: space}
		}
		l.ask(s)
		return s.value.Addr(), nil
	}
	p, err := l.draw(id, key, from, func(pool *Pool) (netip.Prefix, error) {
		for _, a := range at.Prefer {
			p := netip.PrefixFrom(a, a.BitLen())
			if pool.Claim(p) == nil {
				return p, nil
			}
		}
		switch {
		case !at.First.IsValid():
			return netip.Prefix{}, &ExhaustedError{Pool: join(from.Prefixes), Need: "address"}
		case at.Down:
			return pool.AllocateWithinDown(at.First, at.Last, at.First.BitLen())
		}
		return pool.AllocateWithin(at.First, at.Last, at.First.BitLen())
	})
	return p.Addr(), err
}

// draw leases what take takes from the pool.
func (l *Ledger) draw(id int32, key Key, from *Range, take func(*Pool) (netip.Prefix, error)) (netip.Prefix, error) {
	if err := key.check(); err != nil {
		return netip.Prefix{}, err
	}
	d, err := l.drawingOf(id, from)
	if err != nil {
		return netip.Prefix{}, &DrawError{Pool: from.Name, Key: key, Err: err}
	}
	p, err := take(d.pool)
	if err != nil {
		return netip.Prefix{}, &DrawError{Pool: from.Name, Key: key, Quarantined: l.quarantinedIn(id, d), Err: err}
	}
	l.add(slot{key: key, value: Value{prefix: p, is: prefixValue}, space: id, pool: d.id, run: l.run, state: drawn}, d)
	return p, nil
}

// Number returns the key's lease of a number, and draws the lowest free one when
// there is none. The rules of [Ledger.Prefix] hold.
func (l *Ledger) Number(space string, key Key, from *NumberPool) (uint32, error) {
	id, err := l.spaceOf(space)
	if err != nil {
		return 0, err
	}
	if i, ok := l.slotOf(key); ok {
		s := &l.slots[i]
		if s.space != id || s.value.is != numberValue || s.isDrawn() && !contains(from.Ranges, s.value.number) {
			return 0, &MismatchError{Lease: l.lease(i), Asked: fmt.Sprintf("a number of %s (%s)", from.Name, join(from.Ranges)), Space: space}
		}
		l.ask(s)
		return s.value.number, nil
	}
	if err := key.check(); err != nil {
		return 0, err
	}
	d, err := l.numbersOf(id, from)
	if err != nil {
		return 0, &DrawError{Pool: from.Name, Key: key, Err: err}
	}
	n, ok := uint32(0), false
	if d.spent == nil {
		n, ok = d.numbers.draw(from, l.spaces[id].numbers)
	}
	if !ok && d.spent != nil {
		return 0, &DrawError{Pool: from.Name, Key: key, Quarantined: l.quarantinedIn(id, d), Err: d.spent}
	}
	if !ok {
		err := error(&ExhaustedError{Pool: join(from.Ranges), Need: "number"})
		if numbers, failed := l.Numbers(space, from); failed == nil {
			_, err = numbers.Allocate() // which says what is taken
		}
		d.spent = err
		return 0, &DrawError{Pool: from.Name, Key: key, Quarantined: l.quarantinedIn(id, d), Err: err}
	}
	l.add(slot{key: key, value: NumberValue(n), space: id, pool: d.id, run: l.run, state: drawn}, d)
	return n, nil
}

// quarantinedIn counts the leases in quarantine that a pool could give otherwise.
func (l *Ledger) quarantinedIn(id int32, d *drawing) int {
	n := 0
	if l.quarantined == 0 {
		return n
	}
	for i := range l.slots {
		if s := &l.slots[i]; s.space == id && s.state.isQuarantined() && d.holds(s.value) {
			n++
		}
	}
	return n
}

func (s *slot) isDrawn() bool { return s.state == drawn || s.state == quarantinedDrawn }

func inside(p netip.Prefix, ranges []netip.Prefix) bool {
	return slices.ContainsFunc(ranges, func(r netip.Prefix) bool { return r.Bits() <= p.Bits() && r.Contains(p.Addr()) })
}

func sameFamily(p netip.Prefix, ranges []netip.Prefix) bool {
	return len(ranges) == 0 || ranges[0].Addr().Is4() == p.Addr().Is4()
}

func join[T fmt.Stringer](all []T) string {
	texts := make([]string, len(all))
	for i, v := range all {
		texts[i] = v.String()
	}
	return strings.Join(texts, ", ")
}
