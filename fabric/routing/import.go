package routing

import "slices"

// An importer is what a receiver does to the attributes of what it accepts.
type importer struct {
	policy    *Policy
	peerAS    ASN
	localPref uint32
	weight    uint16
	external  bool

	readsHop, readsPrefix bool
}

func newImporter(n *network, sender, receiver endRef, e *edge) importer {
	m := importer{
		policy:    e.receiving.Import,
		localPref: n.defaultLocalPref(receiver.inst),
		weight:    e.receiving.Weight,
		external:  e.external,
	}
	reads := readsOf(m.policy)
	m.readsHop, m.readsPrefix = reads.hop, reads.prefix
	if reads.peerAS {
		m.peerAS = n.as(sender)
	}
	return m
}

// accept decides what e's receiver makes of an offer: the attributes and next hop
// it holds, when the decision is Advertised.
func (c *converger) accept(e *edge, cl *class, attr, hop uint32) (uint32, uint32, offer) {
	if why := c.refused(e, attr); why != Undecided {
		return 0, 0, offer{why: why, term: -1}
	}
	o := c.importAttributes(e, cl, attr, hop)
	if o.why != Advertised {
		return 0, 0, o
	}
	if o.hop != 0 {
		hop = o.hop
	}
	if why := c.useOf(e, cl, hop); why != Advertised {
		return 0, 0, offer{why: why, term: o.term}
	}
	return o.attr, hop, o
}

// refused says why the receiver drops an offer before its policy, or Undecided.
func (c *converger) refused(e *edge, attr uint32) Decision {
	a := &c.in.attrs[attr]
	if c.ownASTimes(e, a.path) > e.receiving.AllowOwnAS {
		return OwnASInPath
	}
	to := &c.net.instances[e.to]
	if limit := to.vrf.BGP.MaxASLength; limit > 0 && int(c.in.paths[a.path].length) > limit {
		return PathTooLong
	}
	if a.originator != 0 && a.originator == to.routerID {
		return OwnOriginator
	}
	if a.clusters != 0 && slices.Contains(c.in.clusters[a.clusters], to.clusterID) {
		return OwnCluster
	}
	return Undecided
}

// ownASTimes counts the receiver's AS, and the one it shows, in a path.
func (c *converger) ownASTimes(e *edge, path uint32) int {
	if c.in.paths[path].members&(memberBit(e.receiverAS)|memberBit(e.receiverLocalAS)) == 0 {
		return 0
	}
	times := 0
	for ; path != 0; path = c.in.paths[path].tail {
		if as := c.in.paths[path].as; as == e.receiverAS || as == e.receiverLocalAS {
			times++
		}
	}
	return times
}

func (c *converger) importAttributes(e *edge, cl *class, attr, hop uint32) offer {
	m := &c.g.importers[e.imports]
	if m.policy == nil {
		return offer{attr: c.plainImport(int(e.imports), m, attr), why: Advertised, term: -1}
	}
	key := transferKey{by: uint32(e.imports), attr: attr}
	if m.readsHop {
		key.hop = hop
	}
	if m.readsPrefix {
		key.class = uint32(cl.treatment)
	}
	o, ok := c.imports[key]
	if ok {
		return o
	}
	v := c.in.apply(m.policy, subject{
		prefix: cl.prefix, attrs: m.received(c.in.attrs[attr]), nextHop: c.in.addrs[key.hop],
		source: BGPRoute, peerAS: m.peerAS, received: true,
	})
	o = offer{why: DeniedOnImport, term: int32(v.term)}
	if v.permit {
		o.why, o.attr = Advertised, c.in.attr(v.attrs)
		if v.nextHopSet {
			o.hop = c.in.addr(v.nextHop)
		}
	}
	c.imports[key] = o
	return o
}

// received returns the attributes as the receiver starts with them.
func (m *importer) received(a attrs) attrs {
	a.weight = m.weight
	if m.external {
		a.localPref = m.localPref
	}
	return a
}

// plainImport is importAttributes without a policy.
func (c *converger) plainImport(id int, m *importer, attr uint32) uint32 {
	known := c.plain[id]
	if int(attr) < len(known) && known[attr] != 0 {
		return known[attr]
	}
	got := c.in.attr(m.received(c.in.attrs[attr]))
	if int(attr) >= len(known) {
		known = append(known, make([]uint32, len(c.in.attrs)-len(known)+64)...)
		c.plain[id] = known
	}
	known[attr] = got
	return got
}

// useOf says what the receiver makes of a next hop for the class. That it loops
// comes first: a looping route makes its next hop unresolved, too.
func (c *converger) useOf(e *edge, cl *class, hop uint32) Decision {
	if cl.loops {
		if _, ok := c.resolver.loops[loop{e.to, cl.prefixes[0], hop}]; ok {
			return LoopingNextHop
		}
	}
	if hop == e.own {
		return e.ownUse
	}
	return c.nextHopUse(e.to, hop)
}

func (c *converger) nextHopUse(inst int32, hop uint32) Decision {
	if c.hurt != nil && c.hurt.at[inst] > 0 {
		return c.hurt.nextHopUse(inst, hop, c.g.family)
	}
	key := uint64(inst)<<32 | uint64(hop)
	why, ok := c.uses[key]
	if !ok {
		if c.hurt != nil && !c.hurt.fixed(inst, hop) {
			return c.resolver.nextHopUse(inst, hop, c.g.family) // asked again the next time
		}
		why = c.resolver.nextHopUse(inst, hop, c.g.family)
		c.uses[key] = why
	}
	return why
}
