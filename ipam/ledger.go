package ipam

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"

	"github.com/gaissmai/bart"
	"go4.org/netipx"
)

// A Ledger holds the leases of one site. The zero value is an empty ledger,
// ready to use. It is not safe for concurrent use, and must not be copied after
// its first use.
//
// Leases are made in scopes. Within one scope no two prefixes overlap and no two
// numbers are equal; across scopes they may (the ports of two switches, the
// VLANs of two racks).
type Ledger struct {
	prefixes map[string]*prefixScope
	numbers  map[string]*numberScope
	run      uint64 // counts the calls of Begin
	// displaced are the leases that gave way to a pin in this run.
	displaced []Lease
}

type prefixScope struct {
	leases map[string]prefixLease // by owner
	owners map[netip.Prefix]string
	taken  bart.Lite
	cursor map[cursorKey]netip.Prefix // where the last search of a pool ended
}

type prefixLease struct {
	prefix netip.Prefix
	run    uint64 // in which it was last asked for
}

type cursorKey struct {
	pool netip.Prefix
	bits int
}

type numberScope struct {
	leases map[string]numberLease
	owners map[uint32]string
	cursor map[[2]uint32]uint32
}

type numberLease struct {
	number uint32
	run    uint64
}

// A ConflictError says that a pinned value belongs to somebody else.
type ConflictError struct {
	Scope string
	Value string
	// Owner has the value; Claimant wants it.
	Owner, Claimant string
}

func (e *ConflictError) Error() string {
	return fmt.Sprintf("%s is leased to %s", e.Value, e.Owner)
}

// An ExhaustedError says that a pool has nothing free of the size that is needed.
type ExhaustedError struct {
	Scope string
	// Pool is the range, as text; Need what was asked of it.
	Pool, Need string
}

func (e *ExhaustedError) Error() string {
	return fmt.Sprintf("%s has no free %s left", e.Pool, e.Need)
}

// Begin starts a planning run: [Ledger.End] will free the leases that nobody
// asks for between the two.
func (l *Ledger) Begin() { l.run++; l.displaced = nil }

// Displaced returns the leases that gave way to the pins of others since
// [Ledger.Begin], as they were.
func (l *Ledger) Displaced() []Lease { return l.displaced }

// End frees the leases of owners that were not asked for since [Ledger.Begin].
func (l *Ledger) End() {
	for _, s := range l.prefixes {
		for owner, lease := range s.leases {
			if lease.run != l.run {
				s.free(owner, lease.prefix)
			}
		}
	}
	for _, s := range l.numbers {
		for owner, lease := range s.leases {
			if lease.run != l.run {
				s.free(owner, lease.number)
			}
		}
	}
}

// PinPrefix leases exactly p to the owner. What the owner had before is freed.
// A lease of another owner that no planning run has confirmed yet gives way; a
// confirmed one is a [*ConflictError].
func (l *Ledger) PinPrefix(scope, owner string, p netip.Prefix) error {
	s := l.prefixScope(scope)
	p = p.Masked()
	if old, ok := s.leases[owner]; ok {
		if old.prefix == p {
			s.leases[owner] = prefixLease{p, l.run}
			return nil
		}
		s.free(owner, old.prefix)
	}
	for s.taken.OverlapsPrefix(p) {
		other, q := s.overlapping(p)
		if s.leases[other].run == l.run {
			return &ConflictError{Scope: scope, Value: p.String(), Owner: other, Claimant: owner}
		}
		l.displaced = append(l.displaced, Lease{scope, other, q.String()})
		s.free(other, q)
	}
	s.take(owner, p, l.run)
	return nil
}

// Prefix returns the owner's lease of a prefix of the given length in the pool,
// and makes it when there is none: the lowest free one. A lease that no longer
// fits pool and length is replaced.
func (l *Ledger) Prefix(scope, owner string, pool netip.Prefix, bits int) (netip.Prefix, error) {
	s := l.prefixScope(scope)
	if old, ok := s.leases[owner]; ok {
		if old := old.prefix; old.Bits() == bits && pool.Contains(old.Addr()) && pool.Bits() <= bits {
			s.leases[owner] = prefixLease{old, l.run}
			return old, nil
		}
		s.free(owner, old.prefix)
	}
	exhausted := func() error {
		return &ExhaustedError{Scope: scope, Pool: pool.String(), Need: fmt.Sprintf("/%d", bits)}
	}
	if !pool.IsValid() || bits < pool.Bits() || bits > pool.Addr().BitLen() {
		return netip.Prefix{}, exhausted()
	}
	key := cursorKey{pool.Masked(), bits}
	p, ok := s.cursor[key]
	if !ok {
		p = netip.PrefixFrom(pool.Masked().Addr(), bits)
	}
	for {
		if !p.IsValid() || !pool.Contains(p.Addr()) {
			return netip.Prefix{}, exhausted()
		}
		if !s.taken.OverlapsPrefix(p) {
			break
		}
		p = s.after(p)
	}
	s.cursor[key] = p
	s.take(owner, p, l.run)
	return p, nil
}

// PinNumber leases exactly n to the owner, under the rules of [Ledger.PinPrefix].
func (l *Ledger) PinNumber(scope, owner string, n uint32) error {
	s := l.numberScope(scope)
	if old, ok := s.leases[owner]; ok && old.number != n {
		s.free(owner, old.number)
	}
	if other, ok := s.owners[n]; ok && other != owner {
		if s.leases[other].run == l.run {
			return &ConflictError{Scope: scope, Value: fmt.Sprint(n), Owner: other, Claimant: owner}
		}
		l.displaced = append(l.displaced, Lease{scope, other, fmt.Sprint(n)})
		s.free(other, n)
	}
	s.take(owner, n, l.run)
	return nil
}

// Number returns the owner's lease of a number from first to last, and makes it
// when there is none: the lowest free one.
func (l *Ledger) Number(scope, owner string, first, last uint32) (uint32, error) {
	s := l.numberScope(scope)
	if old, ok := s.leases[owner]; ok {
		if old := old.number; first <= old && old <= last {
			s.leases[owner] = numberLease{old, l.run}
			return old, nil
		}
		s.free(owner, old.number)
	}
	key := [2]uint32{first, last}
	n, ok := s.cursor[key]
	if !ok {
		n = first
	}
	for ; n <= last; n++ {
		if _, taken := s.owners[n]; !taken {
			s.cursor[key] = n
			s.take(owner, n, l.run)
			return n, nil
		}
		if n == last {
			break // last may be the largest number there is
		}
	}
	return 0, &ExhaustedError{Scope: scope, Pool: fmt.Sprintf("%d-%d", first, last), Need: "number"}
}

// A Lease is one entry of a ledger.
type Lease struct {
	Scope, Owner string
	// Value is the prefix or number as text.
	Value string
}

// Leases returns all leases, by scope, then by owner.
func (l *Ledger) Leases() []Lease {
	var all []Lease
	for _, scope := range slices.Sorted(maps.Keys(l.prefixes)) {
		s := l.prefixes[scope]
		for _, owner := range slices.Sorted(maps.Keys(s.leases)) {
			all = append(all, Lease{scope, owner, s.leases[owner].prefix.String()})
		}
	}
	for _, scope := range slices.Sorted(maps.Keys(l.numbers)) {
		s := l.numbers[scope]
		for _, owner := range slices.Sorted(maps.Keys(s.leases)) {
			all = append(all, Lease{scope, owner, fmt.Sprint(s.leases[owner].number)})
		}
	}
	return all
}

func (l *Ledger) prefixScope(scope string) *prefixScope {
	s := l.prefixes[scope]
	if s == nil {
		s = &prefixScope{
			leases: map[string]prefixLease{},
			owners: map[netip.Prefix]string{},
			cursor: map[cursorKey]netip.Prefix{},
		}
		if l.prefixes == nil {
			l.prefixes = map[string]*prefixScope{}
		}
		l.prefixes[scope] = s
	}
	return s
}

func (l *Ledger) numberScope(scope string) *numberScope {
	s := l.numbers[scope]
	if s == nil {
		s = &numberScope{
			leases: map[string]numberLease{},
			owners: map[uint32]string{},
			cursor: map[[2]uint32]uint32{},
		}
		if l.numbers == nil {
			l.numbers = map[string]*numberScope{}
		}
		l.numbers[scope] = s
	}
	return s
}

func (s *prefixScope) take(owner string, p netip.Prefix, run uint64) {
	s.leases[owner] = prefixLease{p, run}
	s.owners[p] = owner
	s.taken.Insert(p)
}

func (s *prefixScope) free(owner string, p netip.Prefix) {
	delete(s.leases, owner)
	delete(s.owners, p)
	s.taken.Delete(p)
	clear(s.cursor)
}

// overlapping returns a lease that overlaps p; there is one.
func (s *prefixScope) overlapping(p netip.Prefix) (string, netip.Prefix) {
	for q := range s.taken.Supernets(p) {
		return s.owners[q], q
	}
	for q := range s.taken.Subnets(p) {
		return s.owners[q], q
	}
	return "", p
}

// after returns the prefix of p's length behind the lease that is in p's way; it
// is invalid behind the last address.
func (s *prefixScope) after(p netip.Prefix) netip.Prefix {
	last := netipx.PrefixLastIP(p)
	for q := range s.taken.Supernets(p) {
		last = netipx.PrefixLastIP(q)
		break
	}
	next := last.Next()
	if !next.IsValid() {
		return netip.Prefix{}
	}
	return netip.PrefixFrom(next, p.Bits())
}

func (s *numberScope) take(owner string, n uint32, run uint64) {
	s.leases[owner] = numberLease{n, run}
	s.owners[n] = owner
}

// Clone returns a ledger of its own with the same leases.
func (l *Ledger) Clone() *Ledger {
	c := &Ledger{prefixes: map[string]*prefixScope{}, numbers: map[string]*numberScope{}, run: l.run}
	for scope, s := range l.prefixes {
		c.prefixes[scope] = &prefixScope{
			leases: maps.Clone(s.leases),
			owners: maps.Clone(s.owners),
			taken:  *s.taken.Clone(),
			cursor: map[cursorKey]netip.Prefix{},
		}
	}
	for scope, s := range l.numbers {
		c.numbers[scope] = &numberScope{
			leases: maps.Clone(s.leases),
			owners: maps.Clone(s.owners),
			cursor: map[[2]uint32]uint32{},
		}
	}
	return c
}

// Replace makes l hold the leases of other, which must not be used afterwards.
func (l *Ledger) Replace(other *Ledger) {
	l.displaced = other.displaced
	l.prefixes, l.numbers, l.run = other.prefixes, other.numbers, other.run
}

// NumberOf returns the owner's lease of a number, if it has one.
func (l *Ledger) NumberOf(scope, owner string) (uint32, bool) {
	s := l.numbers[scope]
	if s == nil {
		return 0, false
	}
	lease, ok := s.leases[owner]
	return lease.number, ok
}

// free gives a number back. What was searched past it is searched again.
func (s *numberScope) free(owner string, n uint32) {
	delete(s.leases, owner)
	delete(s.owners, n)
	clear(s.cursor)
}
