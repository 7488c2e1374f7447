package fabric

import (
	"net/netip"
	"slices"

	"go4.org/netipx"

	"github.com/podfabric/podfabric/ipam"
)

// pin leases everything that the design pins, before anything is drawn.
func (p *planner) pin() {
	for i := range p.ip.Spines {
		s := &p.ip.Spines[i]
		p.pinSwitch(s.Name, at("fabric.ipFabric.spines", i), s.RouterID, s.Loopback6, s.Management)
	}
	if g := p.d.Pools.ManagementGateway; g.IsValid() {
		p.pinAddr(ipam.Key{Owner: ownerManagement, Kind: kindOf(kindGateway, FamilyOf(g))}, under("pools", ".managementGateway"), g)
	}
	var domains []statement
	for _, rack := range p.racks {
		if n := rack.design.VPCDomain; n != 0 {
			domains = append(domains, statement{rackOwner(rack.design.Name), uint32(n)})
		}
	}
	holders := p.holders(kindVPCDomain, domains)
	for _, rack := range p.racks {
		for j := range rack.design.Leaves {
			p.pinLeaf(rack, &rack.design.Leaves[j], at(rack.field+".leaves", j))
		}
		for _, net := range rack.networks {
			p.pinNetwork(rack, net)
		}
		if len(rack.leaves) == 2 {
			for _, leaf := range rack.leaves {
				for k, port := range rack.ports.layout.PeerLink {
					p.pinPort(rack.ports, leaf.Name, peerLinkOwner(leaf.Name, port), item("fabric.ipFabric.ports", ".peerLink", k, ""), port)
				}
			}
			if v := p.ip.BackupVLAN; v != 0 {
				p.lease(under("fabric.ipFabric", ".backupVLAN"), p.ledger.Pin(vlanSpace(rack.design.Name),
					ipam.Key{Owner: rackOwner(rack.design.Name), Kind: kindBackupVLAN}, ipam.NumberValue(uint32(v))))
			}
			// Pairs that share no layer-2 segment may state one domain.
			if n := rack.design.VPCDomain; n != 0 && holders[uint32(n)] == rackOwner(rack.design.Name) {
				p.lease(under(rack.field, ".vpcDomain"), p.ledger.Pin(spaceDomain, domainKey(rack), ipam.NumberValue(uint32(n))))
			}
			p.lease(under(rack.field, ".leaves"), p.ledger.Pin(channelSpace(rack.design.Name),
				ipam.Key{Owner: rackOwner(rack.design.Name), Kind: kindChannel}, ipam.NumberValue(peerLinkChannel)))
		}
	}
	for i := range p.d.Clusters {
		c, field := &p.d.Clusters[i], at("clusters", i)
		for j := range c.Nodes {
			for f, a := range c.Nodes[j].Address.All() {
				p.pinAddr(nodeKey(c.Name, c.Nodes[j].Name, f), item(field, ".nodes", j, ".address"), a)
			}
		}
	}
}

func (p *planner) pinSwitch(name, field string, routerID, loopback6 Addr, management Prefix) {
	owner := switchOwner(name)
	p.pinAddr(ipam.Key{Owner: owner, Kind: kindRouterID}, under(field, ".routerID"), routerID)
	p.pinAddr(ipam.Key{Owner: owner, Kind: kindOf(kindLoopback, IPv6)}, under(field, ".loopback6"), loopback6)
	if a := management.Addr(); a.IsValid() {
		p.pinAddr(ipam.Key{Owner: owner, Kind: kindOf(kindManagement, FamilyOf(a))}, under(field, ".management"), a)
	}
}

func (p *planner) pinLeaf(rack *rackPlan, leaf *Leaf, field string) {
	p.pinSwitch(leaf.Name, field, leaf.RouterID, leaf.Loopback6, leaf.Management)
	for k := range leaf.Uplinks {
		up := &leaf.Uplinks[k]
		for f, subnet := range up.Subnet.All() {
			p.lease(item(field, ".uplinks", k, ".subnet"),
				p.ledger.Pin(spaceSubnet, linkKey(leaf.Name, up.Spine, f), ipam.PrefixValue(subnet)))
		}
		p.pinPort(rack.ports, leaf.Name, linkOwner(leaf.Name, up.Spine), item(field, ".uplinks", k, ".port"), up.Port)
		if i := slices.IndexFunc(p.spines, func(s *Switch) bool { return s.Name == up.Spine }); i >= 0 {
			p.pinPort(p.spinePorts[i], up.Spine, linkOwner(up.Spine, leaf.Name), item(field, ".uplinks", k, ".spinePort"), up.SpinePort)
		}
	}
}

func (p *planner) pinNetwork(rack *rackPlan, net *network) {
	for f, subnet := range net.design.NodeSubnet.All() {
		p.lease(under(net.field, ".nodeSubnet"),
			p.ledger.Pin(spaceSubnet, ipam.Key{Owner: net.owner, Kind: kindOf(kindSubnet, f)}, ipam.PrefixValue(subnet)))
	}
	for k := range rack.leaves {
		for f, a := range net.pins[k].All() {
			p.pinAddr(leafKey(net, rack.leaves[k].Name, f), item(net.field, ".leaves", k, ".address"), a)
		}
	}
	for f, a := range net.design.Gateway.All() {
		p.pinAddr(ipam.Key{Owner: net.owner, Kind: kindOf(kindGateway, f)}, under(net.field, ".gateway"), a)
	}
	if v := net.design.VLAN; v != 0 {
		p.lease(under(net.field, ".vlan"), p.ledger.Pin(vlanSpace(rack.design.Name),
			ipam.Key{Owner: net.owner, Kind: kindVLAN}, ipam.NumberValue(uint32(v))))
	}
	if n := net.design.GatewayGroup; n != 0 {
		p.lease(under(net.field, ".gatewayGroup"), p.ledger.Pin(gatewayGroupSpace(net.owner),
			ipam.Key{Owner: net.owner, Kind: kindGatewayGroup}, ipam.NumberValue(uint32(n))))
	}
}

// addressNetworks gives every node network its VLAN, its subnet, its gateway and
// the leaves' own addresses.
func (p *planner) addressNetworks() {
	for _, rack := range p.racks {
		for _, net := range rack.networks {
			net.vlan = net.design.VLAN
			families := p.networkFamilies(rack, net)
			if net.vlan == 0 && len(families) > 0 {
				n, err := p.ledger.Number(vlanSpace(rack.design.Name), ipam.Key{Owner: net.owner, Kind: kindVLAN}, p.vlans)
				p.lease(under(net.field, ".vlan"), err)
				p.bounded(ipam.Key{Owner: net.owner, Kind: kindVLAN}, under(net.field, ".vlan"), n, 2, 3967)
				net.vlan = VLAN(min(n, 4095))
			}
			p.keepNetwork(rack, net, families)
			net.leaves = make([]Addrs, len(rack.leaves))
			for _, f := range families {
				p.addressNetwork(rack, net, f)
			}
		}
	}
}

// keepNetwork confirms what a network has in the families that nobody on it needs
// now: it is the rack's, and the next node finds it where the last one left it.
func (p *planner) keepNetwork(rack *rackPlan, net *network, needed []Family) {
	keep := func(owner, kind string) {
		key := ipam.Key{Owner: owner, Kind: kind}
		if !p.held(key).Quarantined {
			p.ledger.Keep(key)
		}
	}
	if len(needed) == 0 {
		keep(net.owner, kindVLAN)
		keep(net.owner, kindGatewayGroup)
	}
	for _, f := range Families() {
		if slices.Contains(needed, f) {
			continue
		}
		keep(net.owner, kindOf(kindSubnet, f))
		keep(net.owner, kindOf(kindGateway, f))
		for _, leaf := range rack.leaves {
			keep(leafOwner(net.owner, leaf.Name), kindOf(kindAddress, f))
		}
	}
}

func (p *planner) addressNetwork(rack *rackPlan, net *network, f Family) {
	subnet := net.design.NodeSubnet.Of(f)
	if !subnet.IsValid() {
		bits := 64
		if f == IPv4 {
			bits = orDefault(p.d.Pools.NodeSubnetLength, 24)
		}
		from := prefixRange("pools.nodeSubnets", p.d.Pools.NodeSubnets.Of(f))
		var err error
		subnet, err = p.ledger.Prefix(spaceSubnet, ipam.Key{Owner: net.owner, Kind: kindOf(kindSubnet, f)}, from, bits)
		p.lease(under(net.field, ".nodeSubnet"), err)
		if err != nil {
			return
		}
	}
	net.subnet = net.subnet.With(subnet)
	hosts, places := p.nodesOf(net.owner+"/"+kindOf(kindSubnet, f), subnet)
	net.hosts[f] = hosts
	gateway := net.design.Gateway.Of(f)
	if !gateway.IsValid() {
		gateway = p.drawAddr(ipam.Key{Owner: net.owner, Kind: kindOf(kindGateway, f)}, under(net.field, ".gateway"), Addr{}, hosts, p.d.Pools.Layout.gateway(subnet))
	}
	if gateway.IsValid() {
		net.gateway = net.gateway.With(gateway)
	}
	for k, leaf := range rack.leaves {
		a := p.drawAddr(leafKey(net, leaf.Name, f), item(net.field, ".leaves", k, ".address"), net.pins[k].Of(f), hosts, places...)
		if a.IsValid() {
			net.leaves[k] = net.leaves[k].With(a)
		}
	}
}

// addressSwitches gives every switch its router ID, loopback and management
// address.
func (p *planner) addressSwitches() {
	pools := switchPools{
		routerIDs:  hostsOf("pools.routerIDs", p.d.Pools.RouterIDs),
		loopbacks:  hostsOf("pools.loopbacks6", p.d.Pools.Loopbacks6),
		management: hostsOf("pools.management", p.d.Pools.Management),
	}
	if pools.management != nil {
		pools.management.isSubnet = true
	}
	for i, s := range p.spines {
		design := &p.ip.Spines[i]
		p.addressSwitch(s, &pools, at("fabric.ipFabric.spines", i), design.RouterID, design.Loopback6, design.Management)
	}
	for _, rack := range p.racks {
		for j, s := range rack.leaves {
			design := &rack.design.Leaves[j]
			p.addressSwitch(s, &pools, at(rack.field+".leaves", j), design.RouterID, design.Loopback6, design.Management)
		}
	}
}

// switchPools are what the switches' own addresses are drawn from.
type switchPools struct{ routerIDs, loopbacks, management *hostPool }

func (p *planner) addressSwitch(s *Switch, pools *switchPools, field string, routerID, loopback6 Addr, management Prefix) {
	owner := switchOwner(s.Name)
	s.RouterID = p.drawAddr(ipam.Key{Owner: owner, Kind: kindRouterID}, under(field, ".routerID"), routerID, pools.routerIDs)
	for _, f := range p.families {
		if f == IPv4 {
			s.Originates = append(s.Originates, hostPrefix(s.RouterID))
		}
		if f == IPv6 && (loopback6.IsValid() || pools.loopbacks != nil) {
			s.Loopback6 = p.drawAddr(ipam.Key{Owner: owner, Kind: kindOf(kindLoopback, IPv6)}, under(field, ".loopback6"), loopback6, pools.loopbacks)
			s.Originates = append(s.Originates, hostPrefix(s.Loopback6))
		}
	}
	s.Management = management
	if pool := p.d.Pools.Management; pool.IsValid() && !management.IsValid() {
		a := p.drawAddr(ipam.Key{Owner: owner, Kind: kindOf(kindManagement, FamilyOf(pool.Addr()))}, under(field, ".management"), Addr{}, pools.management)
		s.Management = prefixOf(a, pool.Bits())
	}
	if s.Management.IsValid() {
		s.ManagementGateway = p.d.Pools.ManagementGateway
	}
}

// hostPrefix is the /32 or /128 of an address.
func hostPrefix(a Addr) Prefix { return netip.PrefixFrom(a, a.BitLen()) }

func linkKey(leaf, spine string, f Family) ipam.Key {
	return ipam.Key{Owner: linkOwner(leaf, spine), Kind: kindOf(kindLink, f)}
}

func nodeKey(cluster, node string, f Family) ipam.Key {
	return ipam.Key{Owner: nodeOwner(cluster, node), Kind: kindOf(kindAddress, f)}
}

func leafKey(net *network, leaf string, f Family) ipam.Key {
	return ipam.Key{Owner: leafOwner(net.owner, leaf), Kind: kindOf(kindAddress, f)}
}

func domainKey(rack *rackPlan) ipam.Key {
	return ipam.Key{Owner: rackOwner(rack.design.Name), Kind: kindVPCDomain}
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
