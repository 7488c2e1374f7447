package fabric

import (
	"fmt"
	"math"
)

const sourceVLAN = "Cisco NX-OS: 1 is the native VLAN, 3968 and above are reserved"

const sourceGateway = "seeds/000: gateway, leaves and nodes of a rack share its node subnet"

// networks checks every node network: its VLAN, subnet, gateway and the leaves'
// own addresses in it.
func (a *audit) networks() {
	a.layout()
	if r := a.d.Pools.VLANs; r.IsSet() {
		a.inRange("pools.vlans", "VLAN", int(r.First), 2, 3967, sourceVLAN)
		a.inRange("pools.vlans", "VLAN", int(r.Last), int(r.First), 3967, sourceVLAN)
	}
	vlans := map[rackVLAN]*segment{}
	for _, s := range a.segments {
		a.vlan(s, vlans)
		a.gatewayGroup(s)
		for _, f := range Families() {
			a.subnet(s, f)
		}
		a.subnetSize(s)
	}
}

type rackVLAN struct {
	rack int
	vlan VLAN
}

// vlan refuses a second network with the same VLAN below the same leaves. The
// same VLAN in another rack is fine: the networks meet nowhere on layer 2.
func (a *audit) vlan(s *segment, seen map[rackVLAN]*segment) {
	field := s.field + ".vlan"
	if s.VLAN == 0 && a.d.Pools.VLANs.IsSet() {
		return
	}
	if s.VLAN == 0 {
		a.missing(field, "the VLAN", "set the VLAN ID of the node network, or pools.vlans")
		return
	}
	if !a.inRange(field, "VLAN", int(s.VLAN), 2, 3967, sourceVLAN) || s.rack < 0 {
		return
	}
	key := rackVLAN{s.rack, s.VLAN}
	if first := seen[key]; first != nil {
		a.refuse(CodeVLANConflict, field, fmt.Sprintf("VLAN %d of %s is also that of %s at %s", s.VLAN, s.what, first.what, first.field),
			"use another VLAN in this rack", "IEEE 802.1Q: a VLAN is one segment; a leaf has one SVI for it")
		return
	}
	seen[key] = s
}

func (a *audit) gatewayGroup(s *segment) {
	field := s.field + ".gatewayGroup"
	if s.rack >= 0 && a.ip.gatewayProtocol(a.ip.platformOf(a.d.Racks[s.rack].Switches)) == VRRP || s.rack < 0 && a.ip.Gateway == VRRP {
		a.optional(field, "VRRP group", s.GatewayGroup, 1, 255, "RFC 5798 5.2.3")
		return
	}
	a.optional(field, "HSRP group", s.GatewayGroup, 0, 4095, "Cisco NX-OS: HSRP version 2")
}

// subnet checks one family of a network. A pinned address needs a pinned subnet,
// because it may lie outside the one that is drawn.
func (a *audit) subnet(s *segment, f Family) {
	field := s.field + ".nodeSubnet"
	subnet := s.NodeSubnet.Of(f)
	good := a.prefix(field, "node subnet of "+s.what, subnet, f)
	if good {
		a.claim(subnet, usedNodes, -1, field, "node subnet of "+s.what)
	}
	gateway := s.Gateway.Of(f)
	switch {
	case gateway != (Addr{}):
		a.onNetwork(s, pinned{Addrs{}.of(f, gateway), s.field + ".gateway", "gateway of " + s.what}, f, good)
	case good && roomFor(subnet, 2):
		gateway := a.nodeLayout(subnet).gateway(subnet)
		what := "the gateway (first address) of "
		if gateway != subnet.Masked().Addr().Next() {
			what = "the gateway, by the layout, of "
		}
		if gateway.IsValid() {
			a.claimHost(gateway, field, what+s.what)
		}
	}
	for _, leaf := range s.leaves {
		a.onNetwork(s, leaf, f, good)
	}
}

// of returns the addresses with b in the place of family f, whatever b's own is.
func (a Addrs) of(f Family, b Addr) Addrs {
	if f == IPv6 {
		a.V6 = b
	} else {
		a.V4 = b
	}
	return a
}

// onNetwork checks one pinned address of a network, subnet being whether the
// network has a good one of that family.
func (a *audit) onNetwork(s *segment, p pinned, f Family, subnet bool) {
	addr := p.Of(f)
	if !a.address(p.field, p.what, addr, f) {
		return
	}
	switch {
	case subnet:
		if a.inSubnet(p.field, p.what, addr, s.NodeSubnet.Of(f)) {
			a.claimHost(addr, p.field, p.what)
		}
	case s.NodeSubnet.Of(f) == (Prefix{}):
		a.refuse(CodeWithoutSubnet, p.field, fmt.Sprintf("%s is pinned to %s, and %s has no %s subnet pinned", p.what, addr, s.what, f),
			"pin the subnet too, or neither", "a drawn subnet need not hold a pinned address")
	}
}

// nodeAddresses checks the nodes' pinned addresses against their networks.
func (a *audit) nodeAddresses() {
	for _, s := range a.segments {
		for _, n := range s.nodes {
			node := a.node(n)
			if node.Address == (Addrs{}) {
				continue
			}
			p := pinned{node.Address, n.field() + ".address", "node " + node.Name}
			for _, f := range Families() {
				a.onNetwork(s, p, f, s.good(f))
			}
		}
	}
}

// good reports whether the network has a subnet of family f that passes.
func (s *segment) good(f Family) bool {
	p := s.NodeSubnet.Of(f)
	return p.IsValid() && FamilyOf(p.Addr()) == f && unusable(p.Addr()) == ""
}

// subnetSize refuses a subnet without an address for everything on it.
func (a *audit) subnetSize(s *segment) {
	leaves := 0
	if s.rack >= 0 {
		leaves = len(a.d.Racks[s.rack].Leaves)
	}
	need := 1 + leaves + len(s.nodes)
	if len(s.nodes) == 0 && s.NodeSubnet == (Prefixes{}) {
		return
	}
	for _, f := range Families() {
		field, subnet := s.field+".nodeSubnet", s.NodeSubnet.Of(f)
		if subnet == (Prefix{}) {
			field, subnet = a.drawnSubnet(f)
		}
		a.placed(s, field, subnet, leaves)
		if subnet.IsValid() && !roomFor(subnet, need) {
			a.refuse(CodeSubnetTooSmall, field,
				fmt.Sprintf("a /%d has too few addresses for %s: %d, for the gateway, %d leaves and %d nodes",
					subnet.Bits(), s.what, need, leaves, len(s.nodes)),
				"use a shorter prefix, or put nodes into another rack", sourceGateway)
		}
	}
}

// drawnSubnet is any subnet as it is drawn from the pool, with the field that
// gives its length.
func (a *audit) drawnSubnet(f Family) (string, Prefix) {
	pool := a.d.Pools.NodeSubnets.Of(f)
	if !pool.IsValid() || f == IPv6 {
		return "", Prefix{}
	}
	length := orDefault(a.d.Pools.NodeSubnetLength, 24)
	if length < pool.Bits() || length > pool.Addr().BitLen() {
		return "", Prefix{}
	}
	return "pools.nodeSubnetLength", prefixOf(pool.Addr(), length)
}

// roomFor reports whether a subnet has n addresses for hosts.
func roomFor(subnet Prefix, n int) bool {
	return n <= hostCount(subnet)
}

// hostCount is how many hosts a subnet has room for, as far as an int counts.
func hostCount(subnet Prefix) int {
	free := subnet.Addr().BitLen() - subnet.Bits()
	switch {
	case free >= 62:
		return math.MaxInt
	case free <= 1:
		return 1 << free
	case subnet.Addr().Is4():
		return 1<<free - 2
	}
	return 1<<free - 1
}

// families holds networks and links to the families that the clusters on them
// have. A cluster has the families of its pod pools.
func (a *audit) families() {
	has := a.d.families()
	for _, f := range has {
		a.linkFamily(f)
	}
	for _, s := range a.segments {
		a.networkFamilies(s)
	}
	for i := range a.d.Racks {
		for j := range a.d.Racks[i].Leaves {
			for k, up := range a.d.Racks[i].Leaves[j].Uplinks {
				for f := range up.Subnet.All() {
					if len(has) == 1 && has[0] != f {
						a.familyUnused(at(at(at("racks", i)+".leaves", j)+".uplinks", k)+".subnet", "the link's subnet", f, "the fabric")
					}
				}
			}
		}
	}
}

// linkFamily wants a subnet for every link in a family of the fabric.
func (a *audit) linkFamily(f Family) {
	if a.d.Pools.Links.Of(f).IsValid() || len(a.ip.Spines) == 0 {
		return
	}
	for i := range a.d.Racks {
		for j := range a.d.Racks[i].Leaves {
			leaf := &a.d.Racks[i].Leaves[j]
			pinned := 0
			for k := range leaf.Uplinks {
				if leaf.Uplinks[k].Subnet.Of(f) != (Prefix{}) {
					pinned++
				}
			}
			if pinned < len(a.ip.Spines) {
				a.poolMissing(at(at("racks", i)+".leaves", j)+".uplinks",
					fmt.Sprintf("the %s subnet of %d links of leaf %s", f, len(a.ip.Spines)-pinned, leaf.Name), "pools.links")
			}
		}
	}
}

func (a *audit) networkFamilies(s *segment) {
	var needed [2]bool
	for _, n := range s.nodes {
		c := &a.d.Clusters[n.cluster]
		for _, f := range c.families() {
			if !needed[f] {
				needed[f] = true
				a.networkFamily(s, f, c.Name)
			}
		}
	}
	for _, n := range s.nodes {
		for f := range a.node(n).Address.All() {
			if !needed[f] && len(a.d.Clusters[n.cluster].families()) > 0 {
				a.familyUnused(n.field()+".address", "the node's address", f, "cluster "+a.d.Clusters[n.cluster].Name)
			}
		}
	}
}

func (a *audit) networkFamily(s *segment, f Family, cluster string) {
	if s.NodeSubnet.Of(f) != (Prefix{}) || a.d.Pools.NodeSubnets.Of(f).IsValid() {
		return
	}
	if s.NodeSubnet == (Prefixes{}) {
		a.poolMissing(s.field+".nodeSubnet", fmt.Sprintf("the %s node subnet of %s", f, s.what), "pools.nodeSubnets")
		return
	}
	a.refuse(CodeFamilyMissing, s.field+".nodeSubnet",
		fmt.Sprintf("cluster %s has %s pods, and the node network of %s has no %s subnet", cluster, f, s.what, f),
		"pin one, or set pools.nodeSubnets", "seeds/003: dual stack has a session of each family, from node addresses of each family")
}

func (a *audit) familyUnused(field, what string, f Family, whose string) {
	a.warn(CodeFamilyUnused, field, fmt.Sprintf("%s is %s, and %s has no %s pods: nothing is configured with it", what, f, whose, f),
		"leave it out, or add a pod pool of that family", "the families of the pod pools decide what is planned")
}
