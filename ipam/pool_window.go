package ipam

import (
	"fmt"
	"net/netip"
)

func (p *Pool) checkBits(bits int) error {
	if bits < 0 || bits > p.width() {
		return &InvalidError{fmt.Sprintf("/%d", bits), fmt.Sprintf("not a length from 0 to %d", p.width())}
	}
	return nil
}

func (p *Pool) checkWindow(first, last netip.Addr, bits int) error {
	if err := p.checkBits(bits); err != nil {
		return err
	}
	for _, a := range []netip.Addr{first, last} {
		if !a.IsValid() || a.Zone() != "" || a.Is6() != p.v6 {
			return &InvalidError{a.String(), "not an address of the family of " + p.String()}
		}
	}
	if last.Less(first) {
		return &InvalidError{window(first, last), "ends before it begins"}
	}
	return nil
}

func window(first, last netip.Addr) string { return first.String() + "-" + last.String() }

// find looks for the lowest, or when down is set the highest, free block of the
// given length in a window of addresses.
func (p *Pool) find(first, last netip.Addr, bits int, down bool) (b, whole block, ok bool) {
	if bits < p.root {
		return block{}, block{}, false
	}
	low, high := number(first), number(last)
	top := index{p.base.hi | p.mask.hi, p.base.lo | p.mask.lo}
	if high.less(p.base) || top.less(low) {
		return block{}, block{}, false
	}
	if low.less(p.base) {
		low = p.base
	}
	if top.less(high) {
		high = top
	}
	// From here on relative to the root; the window's ends are rounded to blocks
	// that lie in it as a whole.
	low = index{low.hi & p.mask.hi, low.lo & p.mask.lo}
	high = index{high.hi & p.mask.hi, high.lo & p.mask.lo}
	s := uint(p.width() - bits)
	begin, end := low.shr(s), high.shr(s)
	if begin.shl(s) != low {
		if begin == end {
			return block{}, block{}, false
		}
		begin = begin.next()
	}
	if (block{0, end}).lastOn(int(s)) != high {
		if begin == end || end.isZero() {
			return block{}, block{}, false
		}
		end = end.prev()
	}
	if end.less(begin) {
		return block{}, block{}, false
	}
	if down {
		return p.highest(bits-p.root, begin, end)
	}
	return p.lowest(bits-p.root, begin, end)
}

func (p *Pool) exhausted(bits int) error {
	e := p.counted(bits)
	if b, ok := p.largest(); ok {
		e.Largest = p.prefix(b)
	}
	return e
}

func (p *Pool) exhaustedWithin(first, last netip.Addr, bits int) error {
	e := p.counted(bits)
	e.Within = window(first, last)
	for shorter := p.root; shorter <= p.width(); shorter++ {
		if b, _, ok := p.find(first, last, shorter, false); ok {
			e.Largest = p.prefix(b)
			break
		}
	}
	return e
}

func (p *Pool) counted(bits int) *ExhaustedError {
	u := p.Usage()
	return &ExhaustedError{
		Pool: p.String(), Need: fmt.Sprintf("/%d", bits), Bits: bits,
		Taken: u.Taken, Reserved: u.Reserved, Free: u.Free, Blocks: p.free.blocks(),
	}
}

// Usage is how full a pool is, in addresses. Taken, Reserved and Free add up to
// Size.
type Usage struct {
	Size  Count
	Taken Count
	// Reserved counts what is reserved and not taken.
	Reserved Count
	Free     Count
	// Largest is the lowest of the largest free blocks, not valid when there is
	// none.
	Largest netip.Prefix
}

// Usage returns how full the pool is.
func (p *Pool) Usage() Usage {
	u := Usage{Taken: p.taken.size(p.depth), Reserved: p.held.size(p.depth), Free: p.free.size(p.depth)}
	u.Size = u.Taken.plus(u.Reserved).plus(u.Free)
	if b, ok := p.largest(); ok {
		u.Largest = p.prefix(b)
	}
	return u
}

// Fits returns how many more blocks of the given length [Pool.Allocate] can hand
// out, when it hands out nothing else; 2^64-1 stands for that many and more. It is
// 0 for a length that the family does not have.
func (p *Pool) Fits(bits int) uint64 {
	if bits < p.root || bits > p.width() {
		return 0
	}
	return p.fits(bits - p.root)
}
