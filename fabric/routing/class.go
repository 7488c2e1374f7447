package routing

import (
	"cmp"
	"encoding/binary"
	"net/netip"
	"slices"
)

// A class is prefixes that share their fate: the same routers originate them with
// the same attributes, and every policy and aggregate treats them alike. BGP is
// computed once for all of them.
type class struct {
	family Family
	// prefix stands for all of them where a policy looks at one.
	prefix   netip.Prefix
	prefixes []int32
	// treatment is equal for the classes that all prefix lists treat alike.
	treatment int32
	// locals are the routes that instances originate, by instance; others are those
	// of them that are not the aggregate's, for the class of an aggregate.
	locals, others []origination
	// within are the aggregates that strictly contain the class.
	within []int32
	// suppressedAt are the instances that advertise only the aggregate.
	suppressedAt []int32
	// aggregate is the index of the aggregate to this very prefix, or -1.
	aggregate int32
	// fallback is set for the default route.
	fallback bool
	// loops is set when a next hop of the prefix loops somewhere.
	loops bool
}

// sourceAt returns the protocol that inst originates the class from.
func (cl *class) sourceAt(inst int32) Protocol {
	if o := cl.localAt(inst); o != nil {
		return o.source
	}
	return BGPRoute
}

func (cl *class) localAt(inst int32) *origination {
	i, ok := slices.BinarySearchFunc(cl.locals, inst, func(o origination, inst int32) int { return cmp.Compare(o.inst, inst) })
	if !ok {
		return nil
	}
	return &cl.locals[i]
}

// An aggregate is a prefix that routers originate while they have a more
// specific route.
type aggregate struct {
	prefix netip.Prefix
	id     int32
	at     []aggregator
}

type aggregator struct {
	inst        int32
	summaryOnly bool
}

// A classifier sorts prefixes into classes.
type classifier struct {
	net        *network
	lists      []*PrefixList // one of each content
	aggregates []aggregate
	treatments map[string]int32
	classes    []class
	index      map[string]int32
	buf        []byte
}

// classify makes classes of what is originated. The classes of aggregates come
// last, the more specific first, since they depend on the others.
func classify(n *network, originated []origination, loops map[loop]struct{}) ([]class, []aggregate) {
	c := &classifier{
		net: n, lists: prefixListsOf(n), aggregates: aggregatesOf(n),
		treatments: map[string]int32{}, index: map[string]int32{},
	}
	looping := map[int32]bool{}
	for l := range loops {
		looping[l.prefix] = true
	}
	defaults := defaultsOf(n)
	slices.SortFunc(originated, func(a, b origination) int {
		return cmp.Or(cmp.Compare(a.prefix, b.prefix), cmp.Compare(a.inst, b.inst))
	})
	alone := make(map[int32][]origination)
	for _, id := range defaults {
		alone[id] = nil
	}
	for i := range c.aggregates {
		alone[c.aggregates[i].id] = nil
	}
	for start := 0; start < len(originated); {
		end := start + 1
		for end < len(originated) && originated[end].prefix == originated[start].prefix {
			end++
		}
		id := originated[start].prefix
		if _, ok := alone[id]; ok || looping[id] || n.prefixes.list[id].Bits() == 0 {
			alone[id] = originated[start:end]
		} else {
			c.add(id, originated[start:end])
		}
		start = end
	}
	c.addAlone(alone, looping)
	return c.classes, c.aggregates
}

// addAlone adds the prefixes that make a class of their own, aggregates last.
func (c *classifier) addAlone(alone map[int32][]origination, looping map[int32]bool) {
	aggregateOf := map[int32]int32{}
	for i := range c.aggregates {
		aggregateOf[c.aggregates[i].id] = int32(i)
	}
	ids := make([]int32, 0, len(alone))
	for id := range alone {
		ids = append(ids, id)
	}
	list := c.net.prefixes.list
	slices.SortFunc(ids, func(a, b int32) int {
		_, aggA := aggregateOf[a]
		_, aggB := aggregateOf[b]
		return cmp.Or(compareBool(aggA, aggB), cmp.Compare(list[b].Bits(), list[a].Bits()), cmp.Compare(a, b))
	})
	for _, id := range ids {
		cl := c.newClass(id, alone[id])
		cl.fallback = list[id].Bits() == 0
		cl.loops = looping[id]
		if i, ok := aggregateOf[id]; ok {
			cl.aggregate = i
		}
		c.classes = append(c.classes, cl)
	}
}

func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}

// add puts a prefix into the class of its like.
func (c *classifier) add(id int32, locals []origination) {
	c.buf = c.buf[:0]
	c.buf = c.appendTreatment(c.buf, c.net.prefixes.list[id])
	for i := range locals {
		o := &locals[i]
		c.buf = binary.BigEndian.AppendUint32(c.buf, uint32(o.inst))
		c.buf = binary.BigEndian.AppendUint32(c.buf, o.attr)
		c.buf = binary.BigEndian.AppendUint32(c.buf, o.hop)
		c.buf = append(c.buf, byte(o.source))
	}
	if i, ok := c.index[string(c.buf)]; ok {
		c.classes[i].prefixes = append(c.classes[i].prefixes, id)
		return
	}
	c.index[string(c.buf)] = int32(len(c.classes))
	c.classes = append(c.classes, c.newClass(id, locals))
}

func (c *classifier) newClass(id int32, locals []origination) class {
	p := c.net.prefixes.list[id]
	cl := class{family: FamilyOf(p.Addr()), prefix: p, prefixes: []int32{id}, locals: locals, aggregate: -1}
	key := string(c.appendTreatment(nil, p))
	t, ok := c.treatments[key]
	if !ok {
		t = int32(len(c.treatments))
		c.treatments[key] = t
	}
	cl.treatment = t
	for i := range c.aggregates {
		if a := &c.aggregates[i]; inside(p, a.prefix) {
			cl.within = append(cl.within, int32(i))
			for _, at := range a.at {
				if at.summaryOnly {
					cl.suppressedAt = append(cl.suppressedAt, at.inst)
				}
			}
		}
	}
	return cl
}

// appendTreatment appends, bit by bit, what every prefix list and aggregate makes
// of a prefix.
func (c *classifier) appendTreatment(b []byte, p netip.Prefix) []byte {
	b = append(b, byte(FamilyOf(p.Addr())))
	var bits byte
	var n int
	put := func(v bool) {
		bits <<= 1
		if v {
			bits |= 1
		}
		if n++; n == 8 {
			b, bits, n = append(b, bits), 0, 0
		}
	}
	for _, l := range c.lists {
		put(l.Permits(p))
	}
	for i := range c.aggregates {
		put(inside(p, c.aggregates[i].prefix))
	}
	return append(b, bits)
}

// prefixListsOf returns the prefix lists that a policy of a session matches, one
// of each content.
func prefixListsOf(n *network) []*PrefixList {
	var lists []*PrefixList
	seen, policies, contents := map[*PrefixList]bool{}, map[*Policy]bool{}, map[string]bool{}
	var buf []byte
	visit := func(p *Policy) {
		if p == nil || policies[p] {
			return
		}
		policies[p] = true
		for i := range p.Terms {
			for _, l := range p.Terms[i].Match.Prefixes {
				if seen[l] {
					continue
				}
				seen[l] = true
				buf = l.appendContent(buf[:0])
				if !contents[string(buf)] {
					contents[string(buf)] = true
					lists = append(lists, l)
				}
			}
		}
	}
	for i := range n.instances {
		b := n.instances[i].vrf.BGP
		if b == nil {
			continue
		}
		for j := range b.Neighbors {
			for k := range b.Neighbors[j].Families {
				nf := &b.Neighbors[j].Families[k]
				visit(nf.Import)
				visit(nf.Export)
			}
		}
	}
	return lists
}

func (l *PrefixList) appendContent(b []byte) []byte {
	for _, r := range l.Rules {
		b = append(b, byte(r.Min), byte(r.Max), byte(r.Prefix.Bits()), byte(r.Prefix.Addr().BitLen()))
		if r.Permit {
			b = append(b, 1)
		} else {
			b = append(b, 0)
		}
		b = append(b, r.Prefix.Addr().AsSlice()...)
	}
	return b
}

func aggregatesOf(n *network) []aggregate {
	var list []aggregate
	index := map[netip.Prefix]int{}
	for i := range n.instances {
		b := n.instances[i].vrf.BGP
		if b == nil {
			continue
		}
		for _, u := range [...]*Unicast{b.IPv4, b.IPv6} {
			if u == nil {
				continue
			}
			for _, a := range u.Aggregates {
				k, ok := index[a.Prefix]
				if !ok {
					k = len(list)
					index[a.Prefix] = k
					list = append(list, aggregate{prefix: a.Prefix, id: n.prefixes.id(a.Prefix)})
				}
				list[k].at = append(list[k].at, aggregator{inst: int32(i), summaryOnly: a.SummaryOnly})
			}
		}
	}
	return list
}

// defaultsOf returns the default routes that a neighbor is sent unconditionally.
func defaultsOf(n *network) []int32 {
	var ids []int32
	for f, p := range [...]netip.Prefix{netip.PrefixFrom(netip.IPv4Unspecified(), 0), netip.PrefixFrom(netip.IPv6Unspecified(), 0)} {
		if n.anyNeighborFamily(func(nf *NeighborFamily) bool { return nf.Family == Family(f) && nf.DefaultOriginate }) {
			ids = append(ids, n.prefixes.carry(p))
		}
	}
	return ids
}

func (n *network) anyNeighborFamily(f func(*NeighborFamily) bool) bool {
	for i := range n.instances {
		if b := n.instances[i].vrf.BGP; b != nil {
			for j := range b.Neighbors {
				for k := range b.Neighbors[j].Families {
					if f(&b.Neighbors[j].Families[k]) {
						return true
					}
				}
			}
		}
	}
	return false
}
