package routing

import "slices"

// An exporter is what a sender does to the attributes of what it sends. Sessions
// that do the same share one, whoever they belong to.
type exporter struct {
	policy *Policy
	// peerAS is the receiver's AS where it matters, else 0; ownAS is the one the
	// sender shows.
	peerAS, ownAS ASN
	cluster       uint32
	external      bool
	communities   bool
	override      bool
	removePrivate bool
	// What the policy looks at beyond the attributes.
	readsHop, readsSource, readsPrefix bool
}

func newExporter(n *network, sender, receiver endRef, e *edge) exporter {
	x := exporter{
		policy:      e.sending.Export,
		ownAS:       n.as(sender),
		external:    e.external,
		communities: e.sending.SendCommunity,
	}
	reads := readsOf(x.policy)
	x.readsHop, x.readsSource, x.readsPrefix = reads.hop, reads.source, reads.prefix
	if e.external {
		x.override, x.removePrivate = e.sending.ASOverride, e.sending.RemovePrivateAS
	} else {
		x.cluster = n.instances[sender.inst].clusterID
	}
	if reads.peerAS || x.override {
		x.peerAS = n.as(receiver)
	}
	return x
}

// export decides whether the best route h of a class goes out by e, and as what:
// the attributes and next hop on the wire, when the decision is Advertised.
func (c *converger) export(e *edge, cl *class, h held) (attr, hop uint32, o offer) {
	if cl.fallback && e.defaults {
		if o = c.exportDefault(e, cl); o.why == DefaultOriginated {
			if hop = o.hop; hop == 0 {
				hop = e.own
			}
			return c.sendable(o, hop)
		}
	}
	if o.why = c.withheld(e, cl, h); o.why != Undecided {
		o.term = -1
		return 0, 0, o
	}
	if o = c.exportAttributes(e, cl, h); o.why != Advertised {
		return 0, 0, o
	}
	return c.sendable(o, c.writtenHop(e, h, o))
}

// sendable refuses a next hop that is missing or of another family.
func (c *converger) sendable(o offer, hop uint32) (uint32, uint32, offer) {
	if hop == 0 || FamilyOf(c.in.addrs[hop]) != c.g.family {
		return 0, 0, offer{why: NoNextHop, term: -1}
	}
	return o.attr, hop, o
}

// withheld says what keeps a route from being sent whatever its policy says, or
// Undecided.
func (c *converger) withheld(e *edge, cl *class, h held) Decision {
	if h.attr == 0 {
		return NotHeld
	}
	if h.edge >= 0 {
		from := &c.g.edges[h.edge]
		if h.edge == e.reverse {
			return BackToSender
		}
		if !e.external && !from.external && !from.fromClient && !e.toClient {
			return NotReflected
		}
	}
	a := &c.in.attrs[h.attr]
	if a.comms != 0 && c.keptBack(a.comms, e.external) {
		return NoAdvertise
	}
	if slices.Contains(cl.suppressedAt, e.from) {
		return Suppressed
	}
	if e.sending.PeerASCheck && c.in.pathHas(a.path, e.receiverLocalAS) {
		return PeerASInPath
	}
	return Undecided
}

// The well-known communities of RFC 1997.
const (
	NoExportCommunity          Community = 0xffffff01
	NoAdvertiseCommunity       Community = 0xffffff02
	NoExportSubconfedCommunity Community = 0xffffff03
)

func (c *converger) keptBack(comms uint32, external bool) bool {
	for _, v := range c.in.comms[comms] {
		switch v {
		case NoAdvertiseCommunity:
			return true
		case NoExportCommunity, NoExportSubconfedCommunity:
			if external {
				return true
			}
		}
	}
	return false
}

// exportAttributes applies the export policy and what the session does to the
// attributes. Its results are kept: most are the same for many sessions.
func (c *converger) exportAttributes(e *edge, cl *class, h held) offer {
	x := &c.g.exporters[e.export]
	key := transferKey{by: uint32(e.export), attr: h.attr}
	if h.edge < 0 {
		key.source = cl.sourceAt(e.from)
	} else {
		from := &c.g.edges[h.edge]
		key.source, key.received = BGPRoute, true
		if !e.external && !from.external {
			if key.originator = c.in.attrs[h.attr].originator; key.originator == 0 {
				key.originator = from.senderID
			}
		}
	}
	if x.readsHop {
		key.hop = h.hop
	}
	if x.readsPrefix {
		key.class = uint32(cl.treatment)
	}
	if key == c.lastExport {
		return c.lastOffer
	}
	o, ok := c.exports[key]
	if !ok {
		o = c.computeExport(x, cl, h, key)
		c.exports[key] = o
	}
	c.lastExport, c.lastOffer = key, o
	return o
}

func (c *converger) computeExport(x *exporter, cl *class, h held, key transferKey) offer {
	in := c.in
	v := in.apply(x.policy, subject{
		prefix: cl.prefix, attrs: in.attrs[h.attr], nextHop: in.addrs[key.hop],
		source: key.source, peerAS: x.peerAS, received: key.received,
	})
	if !v.permit {
		return offer{why: DeniedOnExport, term: int32(v.term)}
	}
	a := v.attrs
	if x.external && key.received && !v.medSet {
		a.med = 0 // RFC 4271 5.1.4: not of another AS's making
	}
	if key.originator != 0 {
		a.originator = key.originator
		a.clusters = in.addCluster(x.cluster, a.clusters)
	}
	o := offer{attr: c.onWire(x, a), keep: v.nextHopUnchanged, why: Advertised, term: int32(v.term)}
	if v.nextHopSet {
		o.hop = in.addr(v.nextHop)
	}
	return o
}

// onWire returns the attributes as they are sent: without what is the sender's
// alone, and with its AS in the path towards another AS.
func (c *converger) onWire(x *exporter, a attrs) uint32 {
	a.weight = 0
	if !x.communities {
		a.comms = 0
	}
	if x.external {
		a.localPref, a.originator, a.clusters = 0, 0, 0
		a.path = c.externalPath(x, a.path)
	}
	return c.in.attr(a)
}

func (c *converger) externalPath(x *exporter, path uint32) uint32 {
	if x.override || x.removePrivate {
		ases := c.in.path(path)
		for i := range ases {
			if x.override && ases[i] == x.peerAS {
				ases[i] = x.ownAS
			}
		}
		if x.removePrivate {
			ases = slices.DeleteFunc(ases, privateAS)
		}
		path = c.in.pathOf(ases)
	}
	return c.in.prepend(x.ownAS, path)
}

// privateAS reports whether an AS number is for private use (RFC 6996).
func privateAS(as ASN) bool {
	return 64512 <= as && as <= 65534 || 4200000000 <= as && as <= 4294967294
}

// exportDefault returns the default route that e's sender originates for it.
func (c *converger) exportDefault(e *edge, cl *class) offer {
	v := c.in.apply(e.sending.DefaultPolicy, subject{
		prefix: cl.prefix, attrs: attrs{localPref: c.net.defaultLocalPref(e.from)},
		source: BGPRoute, peerAS: e.receiverLocalAS,
	})
	if !v.permit {
		return offer{why: DeniedOnExport, term: int32(v.term)}
	}
	o := offer{attr: c.onWire(&c.g.exporters[e.export], v.attrs), why: DefaultOriginated, term: int32(v.term)}
	if v.nextHopSet {
		o.hop = c.in.addr(v.nextHop)
	}
	return o
}

// writtenHop returns the next hop that the sender writes (RFC 4271 5.1.3).
func (c *converger) writtenHop(e *edge, h held, o offer) uint32 {
	reflected := !e.external && h.edge >= 0 && !c.g.edges[h.edge].external
	switch {
	case o.hop != 0:
		return o.hop
	case h.hop == 0:
		return e.own
	case o.keep:
		return h.hop
	}
	switch e.sending.NextHop {
	case NextHopSelfAll:
		return e.own
	case NextHopSelf:
		if reflected {
			return h.hop
		}
		return e.own
	case NextHopUnchanged:
		return h.hop
	case NextHopStandard:
	}
	if !e.external || !e.sending.NoThirdParty && h.hop != e.peer && c.onShared(e, h) {
		return h.hop
	}
	return e.own
}

// onShared reports whether the next hop of h is in the subnet that e's sender and
// receiver share.
func (c *converger) onShared(e *edge, h held) bool {
	if e.shared < 0 {
		return false
	}
	if h.edge >= 0 && !c.net.instances[e.from].overlapping {
		if from := &c.g.edges[h.edge]; from.own == h.hop {
			return from.toShared == e.shared
		}
	}
	return c.net.prefixes.list[e.shared].Contains(c.in.addrs[h.hop])
}
