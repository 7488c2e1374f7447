package ipam

// Pool returns what is free and what is taken of a range, by the leases of a
// space: those in quarantine count as taken. The pool is a copy; what is done to
// it changes no lease.
func (l *Ledger) Pool(space string, from *Range) (*Pool, error) {
	id, err := l.spaceOf(space)
	if err != nil {
		return nil, err
	}
	d, err := l.drawingOf(id, from)
	if err != nil {
		return nil, err
	}
	return d.pool.Clone(), nil
}

// Numbers returns what is free and what is taken of a pool of numbers; see
// [Ledger.Pool].
func (l *Ledger) Numbers(space string, from *NumberPool) (*Numbers, error) {
	id, err := l.spaceOf(space)
	if err != nil {
		return nil, err
	}
	numbers, err := NewNumbers(from.Ranges...)
	if err != nil {
		return nil, err
	}
	for n := range l.derive(id).numbers {
		if contains(from.Ranges, n) {
			_ = numbers.Claim(n) // it cannot fail: a number stands in a space once
		}
	}
	for _, r := range from.Reserved {
		numbers.Reserve(r)
	}
	return numbers, nil
}

// Quarantined counts the leases of a space that are in quarantine and lie in one
// of the ranges.
func (l *Ledger) Quarantined(space string, from *Range) int {
	id, err := l.spaceOf(space)
	if err != nil {
		return 0
	}
	return l.quarantinedIn(id, &drawing{of: from, pool: &Pool{}})
}
