package ipam

import (
	"encoding/binary"
	"errors"
	"fmt"
	"iter"
	"net/netip"
	"strings"

	"go4.org/netipx"
)

// A Pool hands out blocks of one or more ranges of one family, in all sizes. It
// knows what is taken, not by whom.
//
// What a pool hands out depends on nothing but its ranges and on the calls before.
// The zero value is a pool without ranges, in which nothing fits. A pool is not
// safe for concurrent use, and must not be copied: see [Pool.Clone].
//
// A prefix whose address has bits set behind its length means the block it lies
// in. An IPv4 address that is written as IPv6 (::ffff:192.0.2.1) is an IPv6
// address here.
type Pool struct {
	v6   bool
	root int   // length of the supernet of all ranges
	base index // its address
	mask index // the bits behind root
	buddy
}

// NewPool returns a pool of all addresses that are in any of the ranges, which
// are of one family and may overlap. It fails when there is none, when one is not
// valid, and when families are mixed.
func NewPool(ranges ...netip.Prefix) (*Pool, error) {
	if len(ranges) == 0 {
		return nil, errors.New("a pool needs a range")
	}
	var all netipx.IPSetBuilder
	for _, r := range ranges {
		if !r.IsValid() {
			return nil, &InvalidError{r.String(), "not a range for a pool"}
		}
		if r.Addr().Is4() != ranges[0].Addr().Is4() {
			return nil, &InvalidError{r.String(), "not of the family of " + ranges[0].String()}
		}
		all.AddPrefix(r.Masked())
	}
	set, err := all.IPSet()
	if err != nil {
		return nil, err
	}
	p := &Pool{v6: ranges[0].Addr().Is6()}
	merged := set.Prefixes()
	first, last := number(merged[0].Addr()), number(netipx.PrefixLastIP(merged[len(merged)-1]))
	for p.root = merged[0].Bits(); first.shr(uint(p.width()-p.root)) != last.shr(uint(p.width()-p.root)); {
		p.root--
	}
	p.mask = ones(uint(p.width() - p.root))
	p.base = index{first.hi &^ p.mask.hi, first.lo &^ p.mask.lo}
	blocks := make([]block, len(merged))
	for i, r := range merged {
		blocks[i] = p.within(number(r.Addr()), r.Bits())
	}
	p.buddy = newBuddy(p.width()-p.root, blocks)
	return p, nil
}

// Ranges returns the ranges in address order, as the fewest prefixes.
func (p *Pool) Ranges() []netip.Prefix {
	all := make([]netip.Prefix, len(p.ranges))
	for i, r := range p.ranges {
		all[i] = p.prefix(r)
	}
	return all
}

// maxRanges is how many ranges a text names.
const maxRanges = 8

// String names the ranges.
func (p *Pool) String() string {
	var names []string
	for i, r := range p.ranges {
		if i == maxRanges {
			names = append(names, fmt.Sprintf("%d more", len(p.ranges)-i))
			break
		}
		names = append(names, p.prefix(r).String())
	}
	if len(names) == 0 {
		return "a pool without ranges"
	}
	return strings.Join(names, ", ")
}

// Allocate takes a block of the given length out of the smallest free block that
// it fits in, the lowest of these. The error is an [*ExhaustedError], or an
// [*InvalidError] for a length that the family does not have.
func (p *Pool) Allocate(bits int) (netip.Prefix, error) {
	if bits >= p.root && bits <= p.width() {
		if b, ok := p.allocate(bits - p.root); ok {
			return p.prefix(b), nil
		}
	}
	if err := p.checkBits(bits); err != nil {
		return netip.Prefix{}, err
	}
	return netip.Prefix{}, p.exhausted(bits)
}

// AllocateWithin takes the lowest free block of the given length whose addresses
// all lie in first to last, the ends included. Errors are those of
// [Pool.Allocate]; an [*InvalidError] also when the two are no window of the
// pool's family.
func (p *Pool) AllocateWithin(first, last netip.Addr, bits int) (netip.Prefix, error) {
	return p.allocateWithin(first, last, bits, false)
}

// AllocateWithinDown is [Pool.AllocateWithin] from the top: it takes the highest
// such block.
func (p *Pool) AllocateWithinDown(first, last netip.Addr, bits int) (netip.Prefix, error) {
	return p.allocateWithin(first, last, bits, true)
}

func (p *Pool) allocateWithin(first, last netip.Addr, bits int, down bool) (netip.Prefix, error) {
	if err := p.checkWindow(first, last, bits); err != nil {
		return netip.Prefix{}, err
	}
	if b, whole, ok := p.find(first, last, bits, down); ok {
		p.takeFrom(whole, b)
		return p.prefix(b), nil
	}
	return netip.Prefix{}, p.exhaustedWithin(first, last, bits)
}

// Claim takes exactly q, which may be reserved. The error is a [*ConflictError]
// when an address of q is taken, an [*OutsideError] when one is not in the pool,
// or an [*InvalidError].
func (p *Pool) Claim(q netip.Prefix) error {
	b, err := p.block(q)
	if err != nil {
		return err
	}
	if b.level < 0 { // larger than the supernet of the ranges
		if other, ok := p.Overlapping(q); ok {
			return &ConflictError{Value: q.Masked().String(), Taken: other.String(), Relation: Contains}
		}
		return &OutsideError{q.Masked().String(), p.String()}
	}
	other, result := p.claim(b)
	switch result {
	case done:
		return nil
	case outside:
		return &OutsideError{q.Masked().String(), p.String()}
	case conflict:
	}
	e := &ConflictError{Value: q.Masked().String(), Taken: p.prefix(other).String(), Relation: Same}
	if other.level < b.level {
		e.Relation = Inside
	} else if other.level > b.level {
		e.Relation = Contains
	}
	return e
}

// Release gives back q, which must be taken exactly so; else the error is a
// [*NotTakenError], or an [*InvalidError]. What of q is reserved is reserved
// again, and the rest is free.
func (p *Pool) Release(q netip.Prefix) error {
	b, err := p.block(q)
	if err == nil && b.level >= 0 && p.release(b) {
		return nil
	}
	if _, invalid := errors.AsType[*InvalidError](err); invalid {
		return err
	}
	e := &NotTakenError{Value: q.Masked().String()}
	if other, ok := p.Overlapping(q); ok {
		e.Taken = other.String()
	}
	return e
}

// Reserve keeps what the pool has of q from being handed out, now and after every
// later release, until it is claimed by name. What is taken stays taken. A q that
// shares no address with the pool changes nothing, and neither does reserving
// twice.
func (p *Pool) Reserve(q netip.Prefix) {
	if b, err := p.block(q); err == nil && b.level >= 0 {
		p.reserve(b)
	} else if err == nil {
		p.reserve(block{})
	}
}

// Taken reports whether q is taken exactly so.
func (p *Pool) Taken(q netip.Prefix) bool {
	b, err := p.block(q)
	return err == nil && b.level >= 0 && p.taken.holds(b)
}

// Overlapping returns the first taken block that shares an address with q.
func (p *Pool) Overlapping(q netip.Prefix) (netip.Prefix, bool) {
	b, err := p.block(q)
	if err != nil {
		return netip.Prefix{}, false
	}
	if b.level < 0 {
		b = block{}
	}
	other, ok := p.overlapping(b)
	if !ok {
		return netip.Prefix{}, false
	}
	return p.prefix(other), true
}

// Free yields what can be handed out, as the fewest prefixes, in address order.
// The pool must not be changed meanwhile.
func (p *Pool) Free() iter.Seq[netip.Prefix] { return p.each(&p.free) }

// Reserved yields what is reserved and not taken, as [Pool.Free] does.
func (p *Pool) Reserved() iter.Seq[netip.Prefix] { return p.each(&p.held) }

// All yields the taken blocks, as they were taken, in address order. The pool must
// not be changed meanwhile.
func (p *Pool) All() iter.Seq[netip.Prefix] { return p.each(&p.taken) }

func (p *Pool) each(l *layer) iter.Seq[netip.Prefix] {
	return func(yield func(netip.Prefix) bool) {
		l.all(p.depth, func(b block) bool { return yield(p.prefix(b)) })
	}
}

// Clone returns a pool of its own in the same state.
func (p *Pool) Clone() *Pool {
	c := *p
	c.buddy = p.clone()
	return &c
}

// width is the number of bits of the family's addresses.
func (p *Pool) width() int {
	if p.v6 {
		return 128
	}
	return 32
}

// block places a prefix below the root. The level is negative for a prefix that
// is larger than the root and contains it; every other that is not inside the
// root is an [*OutsideError].
func (p *Pool) block(q netip.Prefix) (block, error) {
	if !q.IsValid() {
		return block{}, &InvalidError{q.String(), "not a prefix"}
	}
	a := q.Addr()
	if a.Is6() != p.v6 {
		return block{}, &OutsideError{q.Masked().String(), p.String()}
	}
	x, bits := number(a), q.Bits()
	differ := index{(x.hi ^ p.base.hi) &^ p.mask.hi, (x.lo ^ p.base.lo) &^ p.mask.lo}
	if bits < p.root {
		differ = differ.shr(uint(p.width() - bits))
	}
	if !differ.isZero() {
		return block{}, &OutsideError{q.Masked().String(), p.String()}
	}
	return p.within(x, bits), nil
}

func (p *Pool) within(x index, bits int) block {
	x = index{x.hi & p.mask.hi, x.lo & p.mask.lo}
	return block{bits - p.root, x.shr(uint(p.width() - bits))}
}

func (p *Pool) prefix(b block) netip.Prefix {
	if !p.v6 {
		var a [4]byte
		binary.BigEndian.PutUint32(a[:], uint32(p.base.lo|b.at.lo<<(uint(p.depth-b.level)&63)))
		return netip.PrefixFrom(netip.AddrFrom4(a), p.root+b.level)
	}
	x := b.at.shl(uint(p.depth - b.level))
	var a [16]byte
	binary.BigEndian.PutUint64(a[:8], x.hi|p.base.hi)
	binary.BigEndian.PutUint64(a[8:], x.lo|p.base.lo)
	return netip.PrefixFrom(netip.AddrFrom16(a), p.root+b.level)
}

// number is the address as a number.
func number(a netip.Addr) index {
	if a.Is4() {
		b := a.As4()
		return index{0, uint64(binary.BigEndian.Uint32(b[:]))}
	}
	b := a.As16()
	return index{binary.BigEndian.Uint64(b[:8]), binary.BigEndian.Uint64(b[8:])}
}
