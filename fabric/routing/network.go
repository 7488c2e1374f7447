package routing

import (
	"net/netip"
	"slices"
)

// An instance is one VRF of one router: what the simulator routes between.
type instance struct {
	router *Router
	vrf    *VRF
	// routerID and clusterID are 0 when the instance has none.
	routerID, clusterID uint32
	// subnets are the connected ones, in order of interfaces.
	subnets []subnet
	// overlapping is set when two of the subnets overlap.
	overlapping bool
	// local are the routes of the instance's own, see localroute.go.
	local []localRoute
}

// A subnet is one address of an interface that is up.
type subnet struct {
	prefix netip.Prefix // masked
	addr   netip.Addr
	iface  int32
}

// An owner is an instance that has an address.
type owner struct {
	inst, iface int32
	subnet      int32 // index into the instance's subnets; -1 when virtual
	next        int32 // the next owner of the same address, or -1
}

// A network is the input, indexed.
type network struct {
	instances []instance
	// first is the index of each router's first instance, by its name.
	first map[string]int32

	owners    []owner
	ownerHead map[netip.Addr]int32

	prefixes *prefixTable
	in       *interner
	// localIndex finds the first of an instance's local routes to a prefix.
	localIndex map[instPrefix]int32

	// down says who has lost addresses; nil while nothing has failed.
	down *downs
}

type instPrefix struct{ inst, prefix int32 }

func newNetwork(routers []Router) *network {
	var instances, addresses int
	for i := range routers {
		instances += len(routers[i].VRFs)
		for j := range routers[i].VRFs {
			addresses += len(routers[i].VRFs[j].Interfaces)
		}
	}
	n := &network{
		instances: make([]instance, 0, instances),
		first:     make(map[string]int32, len(routers)),
		owners:    make([]owner, 0, addresses),
		ownerHead: make(map[netip.Addr]int32, addresses),
		prefixes:  newPrefixTable(),
		in:        newInterner(),

		localIndex: make(map[instPrefix]int32, 2*addresses),
	}
	for i := range routers {
		n.first[routers[i].Name] = int32(len(n.instances))
		for j := range routers[i].VRFs {
			n.add(&routers[i], &routers[i].VRFs[j])
		}
	}
	n.numberPrefixes()
	return n
}

func (n *network) carryLocal(inst *instance, p Protocol) {
	for i := range inst.local {
		if inst.local[i].protocol == p {
			n.prefixes.carry(inst.local[i].prefix)
		}
	}
}

// numberPrefixes numbers every prefix that BGP may ever carry, so that what
// covers an address is known from the start.
func (n *network) numberPrefixes() {
	for i := range n.instances {
		b := n.instances[i].vrf.BGP
		if b == nil {
			continue
		}
		for _, u := range [...]*Unicast{b.IPv4, b.IPv6} {
			if u == nil {
				continue
			}
			for j := range u.Networks {
				n.prefixes.carry(u.Networks[j].Prefix)
			}
			for j := range u.Aggregates {
				n.prefixes.carry(u.Aggregates[j].Prefix)
			}
			for j := range u.Redistribute {
				n.carryLocal(&n.instances[i], u.Redistribute[j].From)
			}
		}
	}
	defaultsOf(n)
}

func (n *network) add(r *Router, v *VRF) {
	index := int32(len(n.instances))
	inst := instance{router: r, vrf: v}
	for i := range v.Interfaces {
		iface := &v.Interfaces[i]
		if iface.Down {
			continue
		}
		for _, a := range iface.Addresses {
			n.own(a.Addr(), owner{inst: index, iface: int32(i), subnet: int32(len(inst.subnets))})
			inst.subnets = append(inst.subnets, subnet{prefix: a.Masked(), addr: a.Addr(), iface: int32(i)})
		}
		for _, a := range iface.Virtual {
			n.own(a, owner{inst: index, iface: int32(i), subnet: -1})
		}
	}
	inst.overlapping = overlapping(inst.subnets)
	if v.BGP != nil {
		inst.routerID = idOf(v.BGP.RouterID)
		if inst.routerID == 0 {
			inst.routerID = defaultRouterID(inst.subnets)
		}
		inst.clusterID = idOf(v.BGP.ClusterID)
		if inst.clusterID == 0 {
			inst.clusterID = inst.routerID
		}
	}
	inst.local = n.localRoutes(v, inst.subnets)
	for i := range slices.Backward(inst.local) {
		n.localIndex[instPrefix{index, inst.local[i].id}] = int32(i)
	}
	n.instances = append(n.instances, inst)
}

func (n *network) own(a netip.Addr, o owner) {
	o.next = -1
	if head, ok := n.ownerHead[a]; ok {
		o.next = head
	}
	n.ownerHead[a] = int32(len(n.owners))
	n.owners = append(n.owners, o)
}

// ownersOf yields the owners of an address, in no particular order.
func (n *network) ownersOf(a netip.Addr) func(yield func(owner) bool) {
	return func(yield func(owner) bool) {
		i, ok := n.ownerHead[a]
		if !ok {
			return
		}
		for ; i >= 0; i = n.owners[i].next {
			if n.down != nil && n.down.has(n.owners[i]) {
				continue
			}
			if !yield(n.owners[i]) {
				return
			}
		}
	}
}

// owns reports whether inst has the address, as its own or shared with others.
func (n *network) owns(inst int32, a netip.Addr) bool {
	for o := range n.ownersOf(a) {
		if o.inst == inst {
			return true
		}
	}
	return false
}

// connected returns the most specific connected subnet of inst that contains a,
// the first of equal ones, or nil.
func (n *network) connected(inst int32, a netip.Addr) *subnet {
	var best *subnet
	subnets := n.instances[inst].subnets
	for i := range subnets {
		s := &subnets[i]
		if s.prefix.Contains(a) && (best == nil || s.prefix.Bits() > best.prefix.Bits()) {
			best = s
		}
	}
	return best
}

// onLink reports whether the address that o stands for is on the link that s
// leads to: both interfaces are in each other's subnet and on one segment.
func (n *network) onLink(inst int32, s *subnet, o owner, a netip.Addr) bool {
	ours := n.instances[inst].vrf.Interfaces[s.iface].Segment
	there := &n.instances[o.inst]
	theirs := there.vrf.Interfaces[o.iface].Segment
	if ours != "" && theirs != "" && ours != theirs {
		return false
	}
	if o.subnet < 0 {
		return s.prefix.Contains(a)
	}
	return s.prefix.Contains(a) && there.subnets[o.subnet].prefix.Contains(s.addr)
}

func overlapping(subnets []subnet) bool {
	for i := range subnets {
		if subnets[i].prefix.IsSingleIP() {
			continue
		}
		for j := range subnets[:i] {
			if subnets[i].prefix.Overlaps(subnets[j].prefix) {
				return true
			}
		}
	}
	return false
}

// defaultRouterID is what routers without a configured one use: the highest
// IPv4 address of a loopback, else of any interface.
func defaultRouterID(subnets []subnet) uint32 {
	var loopback, other uint32
	for _, s := range subnets {
		id := idOf(s.addr)
		if s.prefix.IsSingleIP() {
			loopback = max(loopback, id)
		}
		other = max(other, id)
	}
	if loopback != 0 {
		return loopback
	}
	return other
}
