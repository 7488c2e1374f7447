package routing

const defaultLocalPref = 100

func (n *network) defaultLocalPref(inst int32) uint32 {
	if lp := n.instances[inst].vrf.BGP.DefaultLocalPref; lp != 0 {
		return lp
	}
	return defaultLocalPref
}

// reads says what a policy looks at.
type reads struct{ hop, source, peerAS, prefix bool }

func readsOf(p *Policy) reads {
	var r reads
	if p == nil {
		return r
	}
	for i := range p.Terms {
		m := &p.Terms[i].Match
		r.hop = r.hop || len(m.NextHops) > 0
		r.source = r.source || len(m.Sources) > 0 || m.ReceivedFromPeer
		r.peerAS = r.peerAS || len(m.PeerAS) > 0
		r.prefix = r.prefix || len(m.Prefixes) > 0
	}
	return r
}

// A held route is the best one of an instance.
type held struct {
	attr, hop uint32 // attr is 0 when there is none
	edge      int32  // it came by; edgeLocal when the instance originates it
}

const edgeLocal = -1

// An offer is a route as it is on the wire, or what kept it from being sent.
type offer struct {
	attr uint32
	hop  uint32 // 0: by the next-hop rule
	keep bool   // the policy keeps the next hop
	why  Decision
	term int32 // of the policy that decided, -1 for none
}

type transferKey struct {
	by, attr, hop, class, originator uint32
	source                           Protocol
	received                         bool
}
