package gobgpproof

import (
	"cmp"
	"errors"
	"net/netip"
	"slices"
)

// loopbacks gives every address of a design one of 127.1.0.0/16.
//
// The order of addresses is kept within a family, because the decision process
// compares the addresses of neighbors. Ranges are kept, too: the image of a range
// holds the images of the addresses that it holds, and of no others.
type loopbacks struct {
	image   map[netip.Addr]netip.Addr
	origin  map[netip.Addr]netip.Addr
	covered map[netip.Prefix]netip.Prefix
}

// The images are the addresses of 127.1.0.0/16: away from those of 127.0.0.0/16
// that others on the same host may listen on.
const (
	firstLoopback = 127<<24 | 1<<16
	loopbackBits  = 16
)

// A block is a range or an address with what lies inside it. Its image has room
// for its parts, each aligned to its own size, which is a power of two.
type block struct {
	prefix netip.Prefix
	parts  []*block
	size   uint32
	offset uint32 // within the block around it
}

var errTooManyAddresses = errors.New("the addresses of the network do not fit into 127.1.0.0/16")

// planLoopbacks makes the images of the addresses and of the ranges.
func planLoopbacks(addresses []netip.Addr, ranges []netip.Prefix) (*loopbacks, error) {
	all := slices.Clone(ranges)
	for _, a := range addresses {
		all = append(all, netip.PrefixFrom(a, a.BitLen()))
	}
	slices.SortFunc(all, func(a, b netip.Prefix) int {
		return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
	})
	root := &block{}
	open := []*block{root}
	for _, p := range slices.Compact(all) {
		for len(open) > 1 && !holds(open[len(open)-1].prefix, p) {
			open = open[:len(open)-1]
		}
		b := &block{prefix: p}
		around := open[len(open)-1]
		around.parts = append(around.parts, b)
		open = append(open, b)
	}
	if !root.measure() {
		return nil, errTooManyAddresses
	}
	l := &loopbacks{
		image:  map[netip.Addr]netip.Addr{},
		origin: map[netip.Addr]netip.Addr{}, covered: map[netip.Prefix]netip.Prefix{},
	}
	l.place(root, firstLoopback)
	return l, nil
}

func holds(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

// measure lays the parts of a block out one after the other, and reports whether
// they fit into the images.
func (b *block) measure() bool {
	end := uint32(0)
	for _, p := range b.parts {
		if !p.measure() {
			return false
		}
		p.offset = (end + p.size - 1) / p.size * p.size
		end = p.offset + p.size
		if end > 1<<loopbackBits {
			return false
		}
	}
	b.size = 1
	for b.size < end {
		b.size *= 2
	}
	return true
}

func (l *loopbacks) place(b *block, at uint32) {
	for _, p := range b.parts {
		l.place(p, at+p.offset)
	}
	if !b.prefix.IsValid() {
		return
	}
	first := netip.AddrFrom4([4]byte{byte(at >> 24), byte(at >> 16), byte(at >> 8), byte(at)})
	bits := 32
	for size := b.size; size > 1; size /= 2 {
		bits--
	}
	l.covered[b.prefix] = netip.PrefixFrom(first, bits)
	if b.prefix.IsSingleIP() {
		l.image[b.prefix.Addr()], l.origin[first] = first, b.prefix.Addr()
	}
}
