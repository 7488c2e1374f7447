package fabric

import (
	"net/netip"

	"go4.org/netipx"
)

// pin leases everything that the design pins, before anything is drawn.
func (p *planner) pin() {
	for i := range p.ip.Spines {
		s, field := &p.ip.Spines[i], at("fabric.ipFabric.spines", i)
		p.pinAddr("switch/"+s.Name+"/router-id", under(field, ".routerID"), s.RouterID)
		p.pinAddr("switch/"+s.Name+"/loopback6", under(field, ".loopback6"), s.Loopback6)
		p.pinAddr("switch/"+s.Name+"/management", under(field, ".management"), s.Management.Addr())
	}
	p.pinAddr("gateway/management", under("pools", ".managementGateway"), p.d.Pools.ManagementGateway)
	p.reserve(p.d.Pools.Management.Masked())
	p.reserve(p.d.Pools.RouterIDs)
	p.reserve(p.d.Pools.Loopbacks6)
	for _, rack := range p.racks {
		for j, leaf := range rack.design.Leaves {
			field := at(rack.field+".leaves", j)
			p.pinAddr("switch/"+leaf.Name+"/router-id", under(field, ".routerID"), leaf.RouterID)
			p.pinAddr("switch/"+leaf.Name+"/loopback6", under(field, ".loopback6"), leaf.Loopback6)
			p.pinAddr("switch/"+leaf.Name+"/management", under(field, ".management"), leaf.Management.Addr())
			for k, up := range leaf.Uplinks {
				for f, subnet := range up.Subnet.All() {
					p.lease(item(field, ".uplinks", k, ".subnet"),
						p.ledger.PinPrefix(scopeSubnet, linkOwner(leaf.Name, up.Spine, f), subnet))
				}
				p.pinPort(leaf.Name, "link/"+up.Spine, item(field, ".uplinks", k, ".port"), up.Port)
				p.pinPort(up.Spine, "link/"+leaf.Name, item(field, ".uplinks", k, ".spinePort"), up.SpinePort)
			}
		}
		for _, net := range rack.networks {
			p.pinNetwork(rack, net)
		}
		if len(rack.leaves) == 2 {
			for _, leaf := range rack.leaves {
				for k, port := range p.peerLinkPorts() {
					p.pinPort(leaf.Name, "peer-link/"+port, item("fabric.ipFabric.ports", ".peerLink", k, ""), port)
				}
			}
		}
	}
	for i := range p.d.Clusters {
		c, field := &p.d.Clusters[i], at("clusters", i)
		for j := range c.Nodes {
			for _, a := range c.Nodes[j].Address.All() {
				p.pinAddr(nodeOwner(c.Name, c.Nodes[j].Name, FamilyOf(a)),
					item(field, ".nodes", j, ".address"), a)
			}
		}
	}
}

func (p *planner) pinNetwork(rack *rackPlan, net *network) {
	for f, subnet := range net.design.NodeSubnet.All() {
		p.lease(under(net.field, ".nodeSubnet"),
			p.ledger.PinPrefix(scopeSubnet, net.owner+"/"+f.String(), subnet))
	}
	for k := range rack.leaves {
		for f, a := range net.pins[k].All() {
			p.pinAddr(net.owner+"/"+rack.leaves[k].Name+"/"+f.String(),
				item(net.field, ".leaves", k, ".address"), a)
		}
	}
	for f, a := range net.design.Gateway.All() {
		p.pinAddr(net.owner+"/gateway/"+f.String(), under(net.field, ".gateway"), a)
	}
}

// addressNetworks gives every node network its subnet, its gateway and the
// leaves' own addresses.
func (p *planner) addressNetworks() {
	for _, rack := range p.racks {
		for _, net := range rack.networks {
			net.leaves = make([]Addrs, len(rack.leaves))
			for _, f := range p.networkFamilies(rack, net) {
				p.addressNetwork(rack, net, f)
			}
		}
	}
}

func (p *planner) addressNetwork(rack *rackPlan, net *network, f Family) {
	subnet := net.design.NodeSubnet.Of(f)
	if !subnet.IsValid() {
		bits := 64
		if f == IPv4 {
			bits = p.d.Pools.NodeSubnetLength
			if bits == 0 {
				bits = 24
			}
		}
		var err error
		subnet, err = p.ledger.Prefix(scopeSubnet, net.owner+"/"+f.String(), p.d.Pools.NodeSubnets.Of(f), bits)
		p.lease(under(net.field, ".nodeSubnet"), err)
		if err != nil {
			return
		}
	}
	net.subnet = net.subnet.With(subnet)
	p.reserve(subnet)
	gateway := net.design.Gateway.Of(f)
	if !gateway.IsValid() {
		gateway = subnet.Masked().Addr().Next()
		p.pinAddr(net.owner+"/gateway/"+f.String(), under(net.field, ".gateway"), gateway)
	}
	net.gateway = net.gateway.With(gateway)
	for k, leaf := range rack.leaves {
		a := p.drawAddr(net.owner+"/"+leaf.Name+"/"+f.String(),
			item(net.field, ".leaves", k, ".address"), net.pins[k].Of(f), subnet)
		if a.IsValid() {
			net.leaves[k] = net.leaves[k].With(a)
		}
	}
}

// addressSwitches gives every switch its router ID, loopback and management
// address.
func (p *planner) addressSwitches() {
	for i, s := range p.spines {
		design := &p.ip.Spines[i]
		p.addressSwitch(s, at("fabric.ipFabric.spines", i), design.RouterID, design.Loopback6, design.Management)
	}
	for _, rack := range p.racks {
		for j, s := range rack.leaves {
			design := &rack.design.Leaves[j]
			p.addressSwitch(s, at(rack.field+".leaves", j), design.RouterID, design.Loopback6, design.Management)
		}
	}
}

func (p *planner) addressSwitch(s *Switch, field string, routerID, loopback6 Addr, management Prefix) {
	owner := "switch/" + s.Name
	s.RouterID = p.drawAddr(owner+"/router-id", under(field, ".routerID"), routerID, p.d.Pools.RouterIDs)
	for _, f := range p.families {
		if f == IPv4 {
			s.Originates = append(s.Originates, hostPrefix(s.RouterID))
		}
		if f == IPv6 && (loopback6.IsValid() || p.d.Pools.Loopbacks6.IsValid()) {
			s.Loopback6 = p.drawAddr(owner+"/loopback6", under(field, ".loopback6"), loopback6, p.d.Pools.Loopbacks6)
			s.Originates = append(s.Originates, hostPrefix(s.Loopback6))
		}
	}
	s.Management = management
	if pool := p.d.Pools.Management; pool.IsValid() && !management.IsValid() {
		a := p.drawAddr(owner+"/management", under(field, ".management"), Addr{}, pool.Masked())
		s.Management = prefixOf(a, pool.Bits())
	}
	if s.Management.IsValid() {
		s.ManagementGateway = p.d.Pools.ManagementGateway
	}
}

// hostPrefix is the /32 or /128 of an address.
func hostPrefix(a Addr) Prefix { return netip.PrefixFrom(a, a.BitLen()) }

func linkOwner(leaf, spine string, f Family) string {
	return "link/" + leaf + "/" + spine + "/" + f.String()
}

func nodeOwner(cluster, node string, f Family) string {
	return "cluster/" + cluster + "/node/" + node + "/" + f.String()
}

// following returns the next prefix of the same length; it is invalid behind
// the last address.
func following(p Prefix) Prefix {
	next := netipx.PrefixLastIP(p).Next()
	if !next.IsValid() {
		return Prefix{}
	}
	return netip.PrefixFrom(next, p.Bits())
}
