package verify

import (
	"cmp"
	"maps"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A kind is what an expected prefix is.
type kind uint8

const (
	kindLoopback kind = iota // of a switch
	kindSubnet               // a node network
	kindBlock                // a node's pod block or borrowed address
	kindService              // a service range, or a service's host route
)

// A destination is one prefix that somebody announces.
type destination struct {
	prefix  netip.Prefix
	kind    kind
	cluster string
	// devices announce it: nodes, or switches.
	devices []int32
	// racks of the announcing nodes or leaves.
	racks []string
	// pool of a block; nil otherwise.
	pool *fabric.PodPool
}

// A device is a switch or a node.
type device struct {
	name string
	// rack is "" for a spine.
	rack string
	// vrf is the one whose table counts.
	vrf string
	// sw is set for switches, node and cluster for nodes.
	sw      *fabric.Switch
	node    *fabric.PlannedNode
	cluster *fabric.PlannedCluster
}

// An expectation is what follows from plan and state.
type expectation struct {
	devices []device
	byName  map[string]int32
	// owner of an address, and owners of a shared one.
	owner map[netip.Addr]int32
	// shared are the switches that share a gateway address.
	shared       map[netip.Addr][]int32
	destinations []destination // by prefix
	index        map[netip.Prefix]int32
	// cover is, for a destination, the narrowest other one around it, or -1.
	cover []int32
	// leaves of a rack, by name.
	leaves map[string][]int32
	// uplinks of a leaf are its spines' addresses, downlinks of a spine its
	// leaves', by device and family.
	peers map[peerKey][]netip.Addr
	// nodeAddr is a node's own address, by device and family.
	nodeAddr map[peerKey]netip.Addr
}

type peerKey struct {
	device int32
	family fabric.Family
	// rack of the peer leaf at a spine; "" at a leaf.
	rack string
}

func newExpectation() *expectation {
	return &expectation{
		byName: map[string]int32{}, owner: map[netip.Addr]int32{}, shared: map[netip.Addr][]int32{}, index: map[netip.Prefix]int32{},
		leaves: map[string][]int32{}, peers: map[peerKey][]netip.Addr{}, nodeAddr: map[peerKey]netip.Addr{},
	}
}

// expect is what follows from the plan of an IP fabric.
func expect(p *fabric.Plan, state fabric.State) *expectation {
	e := newExpectation()
	for _, s := range p.Switches() {
		d := e.addDevice(device{name: s.Name, rack: s.Rack, vrf: routing.DefaultVRF, sw: s})
		e.own(d, s.RouterID, s.Loopback6)
		for i := range s.Networks {
			for _, a := range s.Networks[i].Addresses.All() {
				e.own(d, a.Addr())
			}
			for _, a := range s.Networks[i].Gateway.All() {
				e.shared[a] = append(e.shared[a], d)
			}
		}
		if s.Backup != nil {
			for _, a := range s.Backup.Addresses.All() {
				e.own(d, a.Addr())
			}
		}
		if s.Role == fabric.RoleLeaf {
			e.leaves[s.Rack] = append(e.leaves[s.Rack], d)
		}
	}
	e.links(p)
	announced := map[netip.Prefix]*destination{}
	e.switchDestinations(p, announced)
	for i := range p.Clusters {
		c := &p.Clusters[i]
		for j := range c.Nodes {
			e.addNode(c, &c.Nodes[j])
		}
		e.clusterDestinations(c, stateOf(state, c.Name), announced)
	}
	e.settle(announced)
	return e
}

func (e *expectation) addNode(c *fabric.PlannedCluster, n *fabric.PlannedNode) int32 {
	d := e.addDevice(device{name: n.Name, rack: n.Rack, vrf: routing.DefaultVRF, node: n, cluster: c})
	for f, a := range n.Addresses.All() {
		e.own(d, a.Addr())
		e.nodeAddr[peerKey{device: d, family: f}] = a.Addr()
	}
	return d
}

// settle puts the destinations in order.
func (e *expectation) settle(announced map[netip.Prefix]*destination) {
	for _, prefix := range slices.SortedFunc(maps.Keys(announced), comparePrefixes) {
		e.index[prefix] = int32(len(e.destinations))
		e.destinations = append(e.destinations, *announced[prefix])
	}
	e.covers()
}

func (e *expectation) addDevice(d device) int32 {
	i := int32(len(e.devices))
	e.devices = append(e.devices, d)
	e.byName[d.name] = i
	return i
}

func (e *expectation) own(d int32, addrs ...netip.Addr) {
	for _, a := range addrs {
		if a.IsValid() {
			e.owner[a] = d
		}
	}
}

func (e *expectation) links(p *fabric.Plan) {
	for i := range p.Links {
		l := &p.Links[i]
		leaf, spine := e.byName[l.Leaf.Device], e.byName[l.Spine.Device]
		for f, a := range l.Leaf.Address.All() {
			e.own(leaf, a)
			key := peerKey{device: spine, family: f, rack: e.devices[leaf].rack}
			e.peers[key] = append(e.peers[key], a)
		}
		for f, a := range l.Spine.Address.All() {
			e.own(spine, a)
			key := peerKey{device: leaf, family: f}
			e.peers[key] = append(e.peers[key], a)
		}
	}
}

func (e *expectation) switchDestinations(p *fabric.Plan, announced map[netip.Prefix]*destination) {
	for _, s := range p.Switches() {
		for _, prefix := range s.Originates {
			k := kindSubnet
			if prefix.IsSingleIP() {
				k = kindLoopback
			}
			e.announce(announced, prefix, k, "", e.byName[s.Name], nil)
		}
	}
}

func (e *expectation) clusterDestinations(c *fabric.PlannedCluster, state fabric.ClusterState, announced map[netip.Prefix]*destination) {
	for _, b := range state.Blocks {
		d, ok := e.byName[b.Node]
		if !ok {
			continue
		}
		var pool *fabric.PodPool
		for i := range c.Pods {
			if c.Pods[i].Prefix.Contains(b.Prefix.Addr()) {
				pool = &c.Pods[i]
			}
		}
		e.announce(announced, b.Prefix, kindBlock, c.Name, d, pool)
	}
	everywhere := func(prefix netip.Prefix) {
		for i := range c.Nodes {
			e.announceService(announced, prefix, c, c.Nodes[i].Name)
		}
	}
	for _, r := range c.Services.All() {
		// A load balancer range of one address is announced with its service.
		if !r.IsSingleIP() || !slices.Contains(c.Services.LoadBalancerIPs, r) {
			everywhere(r)
		}
	}
	for _, s := range state.Services {
		for _, a := range s.Addresses {
			host := netip.PrefixFrom(a, a.BitLen())
			switch {
			case s.TrafficPolicy == fabric.TrafficLocal:
				for _, n := range s.Endpoints {
					e.announceService(announced, host, c, n)
				}
			case slices.Contains(c.Services.LoadBalancerIPs, host):
				everywhere(host)
			}
		}
	}
}

// excludeLabel keeps a node from announcing services (Kubernetes, well-known
// labels; Calico honours it).
const excludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers"

// announceService adds a node that has a session in the prefix's family.
func (e *expectation) announceService(announced map[netip.Prefix]*destination, prefix netip.Prefix, c *fabric.PlannedCluster, node string) {
	d, ok := e.byName[node]
	if ok && e.devices[d].node != nil && e.devices[d].node.Labels[excludeLabel] == "true" {
		return
	}
	if ok && e.nodeAddr[peerKey{device: d, family: familyOf(prefix)}].IsValid() {
		e.announce(announced, prefix, kindService, c.Name, d, nil)
	}
}

func (e *expectation) announce(announced map[netip.Prefix]*destination, prefix netip.Prefix, k kind, cluster string, d int32, pool *fabric.PodPool) {
	dest := announced[prefix]
	if dest == nil {
		dest = &destination{prefix: prefix, kind: k, cluster: cluster, pool: pool}
		announced[prefix] = dest
	}
	if !slices.Contains(dest.devices, d) {
		dest.devices = append(dest.devices, d)
	}
	if rack := e.devices[d].rack; !slices.Contains(dest.racks, rack) {
		dest.racks = append(dest.racks, rack)
	}
}

// covers finds the destination around each other one. The destinations are in
// order of address, the wider first, so those around one are on a stack.
func (e *expectation) covers() {
	e.cover = make([]int32, len(e.destinations))
	var around []int32
	for i := range e.destinations {
		prefix := e.destinations[i].prefix
		for len(around) > 0 && !contains(e.destinations[around[len(around)-1]].prefix, prefix) {
			around = around[:len(around)-1]
		}
		e.cover[i] = -1
		if len(around) > 0 {
			e.cover[i] = around[len(around)-1]
		}
		around = append(around, int32(i))
	}
}

func stateOf(s fabric.State, cluster string) fabric.ClusterState {
	for i := range s.Clusters {
		if s.Clusters[i].Name == cluster {
			return s.Clusters[i]
		}
	}
	return fabric.ClusterState{}
}

// named reports whether one of the rules passes a prefix.
func named(rules []fabric.Accept, p netip.Prefix) bool {
	return slices.ContainsFunc(rules, func(a fabric.Accept) bool {
		return contains(a.Prefix, p) && a.Min <= p.Bits() && p.Bits() <= a.Max
	})
}

func contains(outer, inner netip.Prefix) bool {
	return outer.Bits() <= inner.Bits() && outer.Contains(inner.Addr())
}

func comparePrefixes(a, b netip.Prefix) int {
	return cmp.Or(a.Addr().Compare(b.Addr()), cmp.Compare(a.Bits(), b.Bits()))
}

func familyOf(p netip.Prefix) fabric.Family { return fabric.FamilyOf(p.Addr()) }
