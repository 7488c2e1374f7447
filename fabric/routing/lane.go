package routing

// A lane is an edge as its sender sees it, with just what decides about most
// routes on most edges. The lanes out of an instance are contiguous.
type lane struct {
	edge, to int32
	reverse  int32
	export   int32
	imports  int32
	// own and peer are the next hop the sender writes and the receiver's address;
	// shared the subnet they are both on, where the sender may keep a next hop
	// that is in it (RFC 4271 5.1.3), else -1.
	own, peer uint32
	shared    int32
	// members are the bits of the receiver's AS numbers in the filter of a path.
	members                   uint64
	receiver, receiverLocalAS ASN
	// strict: see edge. plain: an eBGP session without any rule of its own, into
	// which a plain route goes as it is.
	strict, plain bool
}

// lanesOf returns the lanes out of an instance.
func (g *graph) lanesOf(v int32) []lane { return g.lanes[g.outStart[v]:g.outStart[v+1]] }

// buildLanes fills the lanes from the edges.
func (g *graph) buildLanes(n *network) {
	g.lanes = make([]lane, len(g.out))
	for at, i := range g.out {
		e := &g.edges[i]
		l := lane{
			edge: i, to: e.to, reverse: e.reverse, export: e.export, imports: e.imports,
			own: e.own, peer: e.peer, shared: e.shared,
			members:  memberBit(e.receiverAS) | memberBit(e.receiverLocalAS),
			receiver: e.receiverAS, receiverLocalAS: e.receiverLocalAS,
			strict: e.strict && !e.defaults,
		}
		if e.sending.NoThirdParty || e.sending.NextHop == NextHopSelf || e.sending.NextHop == NextHopSelfAll {
			l.shared = -1
		}
		l.plain = e.external && l.strict && e.ownUse == Advertised &&
			!e.sending.PeerASCheck && e.sending.NextHop != NextHopUnchanged &&
			g.exporters[e.export].policy == nil && g.importers[e.imports].policy == nil &&
			n.instances[e.to].vrf.BGP.MaxASLength == 0
		g.lanes[at] = l
	}
}

// A plainRoute is the best route of an instance, prepared for its plain lanes.
type plainRoute struct {
	held
	path    uint32
	members uint64
	// plain: the route exists and nothing about its class or its communities needs
	// a look at the steps one by one.
	plain bool
	// subnet is the sender's subnet that the next hop is in, -1 for none.
	subnet int32
	// What the last lane's exporter made of it.
	export int32
	wire   uint32
}

func (c *converger) plainRoute(cl *class, h held) plainRoute {
	p := plainRoute{held: h, export: -1, subnet: -1}
	if h.attr == 0 {
		return p
	}
	a := &c.in.attrs[h.attr]
	p.path, p.members = a.path, c.in.paths[a.path].members
	p.plain = a.comms == 0 && !cl.loops && len(cl.suppressedAt) == 0
	if h.hop == 0 {
		return p
	}
	if h.edge < 0 {
		p.plain = false // a policy gave an own route a next hop
		return p
	}
	from := &c.g.edges[h.edge]
	p.subnet = from.toShared
	p.plain = p.plain && from.own == h.hop && !c.net.instances[from.to].overlapping
	return p
}

// mayLoop reports whether the path may contain one of the ASes.
func (p *plainRoute) mayLoop(members uint64) bool { return p.members&members != 0 }

// onPath reports whether the lane's receiver is on a path.
func (c *converger) onPath(l *lane, path uint32) bool {
	for ; path != 0; path = c.in.paths[path].tail {
		if as := c.in.paths[path].as; as == l.receiver || as == l.receiverLocalAS {
			return true
		}
	}
	return false
}

// relay returns what the receiver of a plain lane holds of a plain route. It does
// what relayBySteps does where none of its exceptions applies.
func (c *converger) relay(l *lane, p *plainRoute) candidate {
	if p.edge == l.reverse {
		return candidate{}
	}
	if l.export != p.export {
		p.export = l.export
		p.wire = c.plainExport(l.export, p)
	}
	if c.pathHasReceiver(l, p.wire) {
		return candidate{}
	}
	got := candidate{attr: c.plainImport(int(l.imports), &c.g.importers[l.imports], p.wire), hop: l.own}
	if l.shared >= 0 && p.subnet == l.shared && p.hop != l.peer {
		got.hop = p.hop
		if c.nextHopUse(l.to, got.hop) != Advertised {
			return candidate{}
		}
	}
	return got
}

// pathHasReceiver reports whether the receiver's AS is in what is sent: the
// sender's own, since the rest was looked at before.
func (c *converger) pathHasReceiver(l *lane, wire uint32) bool {
	as := c.in.paths[c.in.attrs[wire].path].as
	return as == l.receiver || as == l.receiverLocalAS
}

// plainExport is exportAttributes of an exporter without a policy towards another
// AS: a plain route loses what is its sender's alone and gains its AS.
func (c *converger) plainExport(export int32, p *plainRoute) uint32 {
	key := uint64(export)<<32 | uint64(p.attr)
	if p.edge < 0 {
		key |= 1 << 63 // its MED is sent
	}
	wire, ok := c.plainExports[key]
	if !ok {
		a := c.in.attrs[p.attr]
		if p.edge >= 0 {
			a.med = 0
		}
		wire = c.onWire(&c.g.exporters[export], a)
		c.plainExports[key] = wire
	}
	return wire
}
