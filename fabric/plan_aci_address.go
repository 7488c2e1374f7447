package fabric

import (
	"slices"

	"github.com/podfabric/podfabric/ipam"
)

// pinOut leases everything that an L3Out pins, before anything is drawn.
func (p *planner) pinOut(out *outPlan) {
	for _, net := range out.networks {
		if net.vlan != 0 {
			p.lease(under(net.field, ".vlan"), p.ledger.Pin(spaceVLANs, ipam.Key{Owner: net.owner, Kind: kindVLAN}, ipam.NumberValue(uint32(net.vlan))))
		}
		for f, subnet := range net.pinned.All() {
			p.lease(under(net.field, ".nodeSubnet"), p.ledger.Pin(spaceSubnet, net.key(kindSubnet, f), ipam.PrefixValue(subnet.Masked())))
		}
		for k, leaf := range net.leaves {
			for f, a := range net.pins[k].All() {
				p.pinAddr(net.leafKey(leaf, f), item(net.field, ".anchors", k, ".address"), a)
			}
		}
		if svi, ok := out.design.SVI.(FloatingSVI); ok {
			for f, a := range svi.Gateway.All() {
				p.pinAddr(net.key(kindSecondary, f), under(net.field, ".gateway"), a)
			}
			for f, a := range svi.Floating.All() {
				p.pinAddr(net.key(kindFloating, f), under(net.field, ".floating"), a)
			}
		}
	}
	c, field := &p.d.Clusters[out.cluster], at("clusters", out.cluster)
	for _, rack := range out.racks {
		for j := range rack.nodesOf(out.cluster) {
			for f, a := range c.Nodes[j].Address.All() {
				p.pinAddr(nodeKey(c.Name, c.Nodes[j].Name, f), item(field, ".nodes", j, ".address"), a)
			}
		}
	}
}

func (n *outNetwork) key(kind string, f Family) ipam.Key {
	return ipam.Key{Owner: n.owner, Kind: kindOf(kind, f)}
}

func (n *outNetwork) leafKey(leaf *Switch, f Family) ipam.Key {
	return ipam.Key{Owner: leafOwner(n.owner, leaf.Name), Kind: kindOf(kindAddress, f)}
}

// addressOut gives every network of an L3Out its VLAN, its subnet, and the leaves'
// addresses in it.
func (p *planner) addressOut(out *outPlan) {
	families := p.d.Clusters[out.cluster].families()
	for _, net := range out.networks {
		net.addresses = make([]Addrs, len(net.leaves))
		if net.vlan == 0 {
			key := ipam.Key{Owner: net.owner, Kind: kindVLAN}
			n, err := p.ledger.Number(spaceVLANs, key, p.vlansOf(out))
			p.lease(under(net.field, ".vlan"), err)
			p.bounded(key, under(net.field, ".vlan"), n, 2, 4094)
			net.vlan = VLAN(min(n, 4095))
		}
		for _, f := range families {
			if subnet := p.outSubnet(out, net, f); subnet.IsValid() {
				net.subnet = net.subnet.With(subnet)
				p.addressSVI(out, net, f)
			}
		}
	}
}

// vlansOf is the pool of VLANs that an L3Out draws from.
func (p *planner) vlansOf(out *outPlan) *ipam.NumberPool {
	ranges := p.aci.Access.VLANs
	if svi, ok := out.design.SVI.(StandardSVI); ok && svi.VLANs.IsSet() {
		ranges = []VLANRange{svi.VLANs}
	}
	pool := &ipam.NumberPool{Name: "fabric.aci.access.vlans"}
	for _, r := range ranges {
		pool.Ranges = append(pool.Ranges, ipam.NumberRange{First: uint32(r.First), Last: uint32(r.Last)})
	}
	return pool
}

// outSubnet is the subnet of a network: the pin, or one that is drawn.
func (p *planner) outSubnet(out *outPlan, net *outNetwork, f Family) Prefix {
	if pinned := net.pinned.Of(f); pinned.IsValid() {
		return pinned.Masked()
	}
	pool, bits := prefixRange("pools.nodeSubnets", p.d.Pools.NodeSubnets.Of(f)), 64
	if f == IPv4 {
		bits = orDefault(p.d.Pools.NodeSubnetLength, 24)
	}
	if svi, ok := out.design.SVI.(StandardSVI); ok {
		pool, bits = supernetOf(out.design, &svi, f), svi.length(f)
	}
	subnet, err := p.ledger.Prefix(spaceSubnet, net.key(kindSubnet, f), pool, bits)
	p.lease(under(net.field, ".nodeSubnet"), err)
	if err != nil {
		return Prefix{}
	}
	return subnet
}

// layoutOf is where everything sits in a subnet of an L3Out: as the design says for
// all subnets, or by the documents' own scheme. A small floating subnet keeps no places
// for anchors that are not there: it is as large as what is on it (seeds/002, example
// floating SVI IP allocation).
func (d *Design) layoutOf(svi SVI, subnet Prefix) SubnetLayout {
	const small = 4 // bits for hosts: a /28 or a /124
	switch {
	case d.Pools.Layout.IsSet():
		return d.Pools.Layout
	case isStandard(svi):
		return SubnetLayout{Preset: "standard-svi"}
	case subnet.Addr().BitLen()-subnet.Bits() <= small:
		tight := ipam.Layout{Secondary: ipam.FromLast(0), Floating: ipam.FromLast(1)}
		return SubnetLayout{IPv4: tight, IPv6: tight}
	}
	return SubnetLayout{Preset: "floating-svi"}
}

func isStandard(svi SVI) bool { _, ok := svi.(StandardSVI); return ok }

// addressSVI gives the leaves of a network their addresses in one family.
func (p *planner) addressSVI(out *outPlan, net *outNetwork, f Family) {
	subnet := net.subnet.Of(f)
	layout := p.d.layoutOf(out.design.SVI, subnet)
	hosts, placed := p.hostsBy(layout, net.owner+"/"+kindOf(kindSubnet, f), subnet)
	net.hosts[f] = hosts
	secondary := placed.Secondary
	if !secondary.IsValid() {
		secondary = placed.Gateway
	}
	if a := p.drawShared(net.key(kindSecondary, f), under(net.field, ".gateway"), hosts, secondary); a.IsValid() {
		net.secondary = net.secondary.With(a)
	}
	if _, ok := out.design.SVI.(FloatingSVI); ok {
		if a := p.drawShared(net.key(kindFloating, f), under(net.field, ".floating"), hosts, placed.Floating); a.IsValid() {
			net.floating = net.floating.With(a)
		}
	}
	for k, leaf := range net.leaves {
		a := p.drawAddr(net.leafKey(leaf, f), item(net.field, ".anchors", k, ".address"), net.pins[k].Of(f), hosts, placed.Leaves...)
		if a.IsValid() {
			net.addresses[k] = net.addresses[k].With(a)
		}
	}
}

// drawShared returns an address that several leaves have: its lease, which may be a
// pin, or its place in the layout, or any.
func (p *planner) drawShared(key ipam.Key, field path, hosts *hostPool, place Addr) Addr {
	if place.IsValid() {
		return p.drawAddr(key, field, Addr{}, hosts, place)
	}
	return p.drawAddr(key, field, Addr{}, hosts)
}

// networkOf returns the network of a node of the L3Out's cluster.
func (out *outPlan) networkOf(node int) *outNetwork {
	if i := slices.IndexFunc(out.networks, func(n *outNetwork) bool { return n.node == node }); i >= 0 {
		return out.networks[i]
	}
	return out.networks[0]
}
