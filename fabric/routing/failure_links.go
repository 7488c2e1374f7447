package routing

import (
	"net/netip"
	"slices"
	"strings"
)

// A port is a layer-3 interface of an instance.
type port struct{ inst, iface int32 }

// segments says which interfaces meet.
type segments struct {
	net *network
	// members are the interfaces that are up and have an address in a subnet.
	members map[netip.Prefix][]port
}

func newSegments(n *network) *segments {
	s := &segments{net: n, members: map[netip.Prefix][]port{}}
	for i := range n.instances {
		for _, sub := range n.instances[i].subnets {
			p := port{int32(i), sub.iface}
			if !sub.prefix.IsSingleIP() && !slices.Contains(s.members[sub.prefix], p) {
				s.members[sub.prefix] = append(s.members[sub.prefix], p)
			}
		}
	}
	return s
}

// others yields the interfaces that have a subnet in common with p on one
// segment, as often as they have one.
func (s *segments) others(p port) func(yield func(port) bool) {
	return func(yield func(port) bool) {
		ours := s.net.instances[p.inst].vrf.Interfaces[p.iface].Segment
		for _, sub := range s.net.instances[p.inst].subnets {
			if sub.iface != p.iface {
				continue
			}
			for _, q := range s.members[sub.prefix] {
				theirs := s.net.instances[q.inst].vrf.Interfaces[q.iface].Segment
				if q != p && (ours == "" || theirs == "" || ours == theirs) && !yield(q) {
					return
				}
			}
		}
	}
}

// alone reports whether p and q meet each other and nobody else, so that both go
// down with the link between them. Loopbacks meet nobody, whatever sessions run
// between them and even where they have the same address.
func (s *segments) alone(p, q port) bool {
	met := false
	for o := range s.others(p) {
		if o != q {
			return false
		}
		met = true
	}
	for o := range s.others(q) {
		if o != p {
			return false
		}
	}
	return met
}

func (s *segments) end(p port) LinkEnd {
	inst := &s.net.instances[p.inst]
	e := LinkEnd{Router: inst.router.Name, Interface: inst.vrf.Interfaces[p.iface].Name}
	if inst.vrf.Name != DefaultVRF {
		e.VRF = inst.vrf.Name
	}
	return e
}

// portOf finds the interface that is up and has the address on inst.
func (n *network) portOf(inst int32, a netip.Addr) (port, bool) {
	for _, s := range n.instances[inst].subnets {
		if s.addr == a {
			return port{inst, s.iface}, true
		}
	}
	return port{}, false
}

// Devices returns the failures of single routers, in the order they were given
// in.
func (t *Tables) Devices() []Failure {
	all := make([]Failure, len(t.names))
	for i, name := range t.names {
		all[i] = FailDevice{name}
	}
	return all
}

// Links returns the failures of single links: the two interfaces that are alone
// in a subnet, and of a segment that more than two share, the pairs that run a
// session over it. They are in the order of the routers and their interfaces.
func (t *Tables) Links() []Failure {
	n := t.s.net
	s := newSegments(n)
	type pairOfPorts [2]port
	seen := map[pairOfPorts]bool{}
	var pairs []pairOfPorts
	add := func(p, q port) {
		if n.instances[p.inst].router == n.instances[q.inst].router {
			return
		}
		if q.less(p) {
			p, q = q, p
		}
		if !seen[pairOfPorts{p, q}] {
			seen[pairOfPorts{p, q}] = true
			pairs = append(pairs, pairOfPorts{p, q})
		}
	}
	for i := range n.instances {
		for _, sub := range n.instances[i].subnets {
			p := port{int32(i), sub.iface}
			for q := range s.others(p) {
				if s.alone(p, q) {
					add(p, q)
				}
				break // where p is alone with one, that is the first
			}
		}
	}
	for i := range t.s.links {
		l := &t.s.links[i]
		p, okA := n.portOf(l.a.inst, l.aAddr)
		q, okB := n.portOf(l.b.inst, l.bAddr)
		if !okA || !okB {
			continue
		}
		if sub := n.connected(l.a.inst, l.bAddr); sub != nil && sub.iface == p.iface {
			add(p, q)
		}
	}
	slices.SortFunc(pairs, func(a, b pairOfPorts) int {
		if c := a[0].compare(b[0]); c != 0 {
			return c
		}
		return a[1].compare(b[1])
	})
	all := make([]Failure, len(pairs))
	for i, p := range pairs {
		all[i] = FailLink{s.end(p[0]), s.end(p[1])}
	}
	return all
}

func (p port) compare(q port) int {
	if p.inst != q.inst {
		return int(p.inst - q.inst)
	}
	return int(p.iface - q.iface)
}

func (p port) less(q port) bool { return p.compare(q) < 0 }

// sessionFailures returns one failure for every session that is up.
func (t *Tables) sessionFailures() []FailSession {
	var all []FailSession
	n := t.s.net
	for i := range t.s.links {
		l := &t.s.links[i]
		if l.state == Up {
			all = append(all, FailSession{n.instances[l.a.inst].router.Name, n.instances[l.b.inst].router.Name, l.bAddr})
		}
	}
	slices.SortFunc(all, func(a, b FailSession) int { return strings.Compare(a.String(), b.String()) })
	return all
}
