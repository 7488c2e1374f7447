package routing

import (
	"net/netip"
	"slices"
)

// downs are the addresses that nobody has any more.
type downs struct {
	inst  []bool
	ports map[port]bool
}

func (d *downs) has(o owner) bool {
	return d.inst[o.inst] || len(d.ports) > 0 && d.ports[port{o.inst, o.iface}]
}

// A patch is an instance that has lost interfaces, and what it was before.
type patch struct {
	inst   int32
	ports  []port
	before instance
	usable []bool
	static bool // usable is not nil before
}

// wound takes interfaces of one instance down in the network and in the
// resolver, until heal puts them back.
func (r *resolver) wound(p *patch) {
	n := r.net
	inst := &n.instances[p.inst]
	p.before = *inst
	p.usable, p.static = r.usable[p.inst], r.usable[p.inst] != nil
	for _, q := range p.ports {
		n.down.ports[q] = true
	}
	vrf := *inst.vrf
	vrf.Interfaces = slices.Clone(vrf.Interfaces)
	for _, q := range p.ports {
		vrf.Interfaces[q.iface].Down = true
	}
	inst.vrf = &vrf
	// Owners name subnets by index, so that the lost ones keep their place.
	inst.subnets = slices.Clone(inst.subnets)
	live := make([]subnet, 0, len(inst.subnets))
	for i := range inst.subnets {
		if vrf.Interfaces[inst.subnets[i].iface].Down {
			inst.subnets[i].prefix = netip.Prefix{}
			continue
		}
		live = append(live, inst.subnets[i])
	}
	n.unindex(p.inst)
	inst.local = n.localRoutes(&vrf, live)
	n.indexLocal(p.inst)
	delete(r.usable, p.inst)
	r.resolveStatics(p.inst)
}

func (r *resolver) heal(p *patch) {
	n := r.net
	n.unindex(p.inst)
	n.instances[p.inst] = p.before
	n.indexLocal(p.inst)
	delete(r.usable, p.inst)
	if p.static {
		r.usable[p.inst] = p.usable
	}
	for _, q := range p.ports {
		delete(n.down.ports, q)
	}
}

func (n *network) unindex(inst int32) {
	for i := range n.instances[inst].local {
		delete(n.localIndex, instPrefix{inst, n.instances[inst].local[i].id})
	}
}

func (n *network) indexLocal(inst int32) {
	for i := range slices.Backward(n.instances[inst].local) {
		n.localIndex[instPrefix{inst, n.instances[inst].local[i].id}] = int32(i)
	}
}

// fixed reports whether no BGP route, present or to come, has a say in how an
// instance reaches an address.
func (r *resolver) fixed(inst int32, a netip.Addr) bool { return r.fixedBehind(inst, a, nil) }

func (r *resolver) fixedBehind(inst int32, a netip.Addr, followed []int32) bool {
	n := r.net
	bgp := n.instances[inst].vrf.BGP != nil
	var nearest uint8
	if bgp {
		d := n.distances(inst)
		nearest = min(d.external, d.internal, d.local)
	}
	local, usable := n.instances[inst].local, r.usable[inst]
	for _, id := range n.prefixes.covering(a) {
		carried := bgp && n.prefixes.carried[id]
		first, ok := n.localIndex[instPrefix{inst, id}]
		matched := false
		for i := first; ok && int(i) < len(local) && local[i].id == id; i++ {
			l := &local[i]
			if l.protocol == StaticRoute && !slices.Contains(followed, id) {
				for _, via := range l.vias {
					if !r.fixedBehind(inst, via, append(followed, id)) {
						return false
					}
				}
			}
			if !matched && (usable == nil || usable[i]) {
				matched = true
				if carried && l.distance >= nearest {
					return false
				}
			}
		}
		if matched {
			return true
		}
		if carried {
			return false
		}
	}
	return true
}

// hurtUses answers what instances that have lost interfaces make of next hops.
type hurtUses struct {
	r *resolver
	// at counts, by instance, the patches in place.
	at []int32
	// asked is what was resolved in good health.
	asked map[resolveKey]bool
	// open is set when an answer depends on BGP routes, which may have changed.
	open bool
}

func (h *hurtUses) nextHopUse(inst int32, hop uint32, f Family) Decision {
	a := h.r.net.in.addrs[hop]
	if a.IsValid() && h.r.attached(inst, a) == nil {
		// What was never asked for is not known to resolve as in good health.
		if !h.asked[resolveKey{inst, hop, forNextHop}] {
			h.open = true
		}
	}
	switch {
	case !a.IsValid() || FamilyOf(a) != f:
		return UnresolvedNextHop
	case h.r.net.owns(inst, a):
		return OwnNextHop
	case h.r.attached(inst, a) == nil && !h.r.compute(inst, a, forNextHop).ok:
		return UnresolvedNextHop
	}
	return Advertised
}

// fixed reports whether BGP has no say in how an instance reaches a next hop, and
// notes it when it has.
func (h *hurtUses) fixed(inst int32, hop uint32) bool {
	a := h.r.net.in.addrs[hop]
	if a.IsValid() && h.r.attached(inst, a) == nil && !h.r.fixed(inst, a) {
		h.open = true
		return false
	}
	return true
}
