package fabric

import (
	"cmp"
	"slices"

	"github.com/podfabric/podfabric/ipam"
)

// Numbers of a vPC domain. The lower role priority becomes primary; the higher
// HSRP or VRRP priority becomes active.
const (
	peerLinkChannel  = 1
	firstNodeChannel = 11
	lastChannel      = 4096
	lastVPCDomain    = 1000
)

// pair makes the vPC domains of the racks with two leaves, and every leaf's
// networks.
func (p *planner) pair() {
	for _, rack := range p.racks {
		// By VLAN, whatever the order of the clusters.
		networks := slices.Clone(rack.networks)
		slices.SortStableFunc(networks, func(a, b *network) int { return cmp.Compare(a.vlan, b.vlan) })
		for j, leaf := range rack.leaves {
			for _, net := range networks {
				if net.subnet == (Prefixes{}) {
					continue
				}
				leaf.Networks = append(leaf.Networks, p.switchNetwork(net, rack, j))
				for _, subnet := range net.subnet.All() {
					leaf.Originates = append(leaf.Originates, subnet.Masked())
				}
			}
		}
		if len(rack.leaves) == 2 {
			p.pairRack(rack)
		}
	}
}

// sides says which leaf of a rack comes first, by the ledger and not by the order
// of the design: the gateway's active leaf and the vPC primary stay where they are
// when a leaf is added, removed, or written elsewhere. A leaf that is new takes the
// side that is left.
func (p *planner) sides() {
	for _, rack := range p.racks {
		key := func(leaf *Switch) ipam.Key {
			return ipam.Key{Owner: leafOwner(rackOwner(rack.design.Name), leaf.Name), Kind: kindSide}
		}
		space := sideSpace(rack.design.Name)
		rack.sides = make([]int, len(rack.leaves))
		taken := [3]bool{}
		for j, leaf := range rack.leaves {
			lease, ok := p.ledger.Keep(key(leaf))
			if !ok {
				continue
			}
			side := lease.Value.Number()
			if !lease.Value.IsNumber() || lease.Space != space || side < 1 || side > 2 {
				p.lease(item(rack.field, ".leaves", j, ""), &ipam.MismatchError{Lease: lease, Asked: "side 1 or 2 of the rack"})
				continue
			}
			rack.sides[j], taken[side] = int(side), true
		}
		for j, leaf := range rack.leaves {
			if rack.sides[j] != 0 {
				continue
			}
			side := 1
			if taken[1] {
				side = 2
			}
			rack.sides[j], taken[side] = side, true
			p.lease(item(rack.field, ".leaves", j, ""), p.ledger.Take(space, key(leaf), ipam.NumberValue(uint32(side))))
		}
	}
}

func (p *planner) switchNetwork(net *network, rack *rackPlan, leaf int) SwitchNetwork {
	group, protocol := net.design.GatewayGroup, p.ip.gatewayProtocol(rack.ports.platform)
	if group == 0 {
		convention, first, last := int(net.vlan), 0, 4095
		if protocol == VRRP {
			convention, first, last = 1, 1, 255
		}
		group = p.record(gatewayGroupSpace(net.owner), ipam.Key{Owner: net.owner, Kind: kindGatewayGroup},
			under(net.field, ".gatewayGroup"), convention, first, last)
	}
	return SwitchNetwork{
		VLAN: net.vlan, Name: net.name,
		Addresses: net.address(leaf), Gateway: net.gateway,
		Protocol: protocol, Group: group, Priority: 120 - 10*rack.sides[leaf],
	}
}

func (p *planner) pairRack(rack *rackPlan) {
	domain := rack.design.VPCDomain
	if domain == 0 {
		n, err := p.ledger.Number(spaceDomain, domainKey(rack), p.domains)
		p.lease(under(rack.field, ".vpcDomain"), err)
		p.bounded(domainKey(rack), under(rack.field, ".vpcDomain"), n, 1, lastVPCDomain)
		domain = int(n)
	}
	ports := rack.ports.layout.PeerLink
	for j, leaf := range rack.leaves {
		peer := rack.leaves[1-j]
		pair := &Pair{Domain: domain, Peer: peer.Name, Priority: 1000 * rack.sides[j], KeepaliveVRF: "management"}
		pair.KeepaliveSource, pair.KeepaliveDestination = leaf.Management.Addr(), peer.Management.Addr()
		leaf.Pair = pair
		channel := Channel{Number: peerLinkChannel, Peer: peer.Name, PeerLink: true, Tagged: true, Members: slices.Clone(ports)}
		for _, net := range leaf.Networks {
			channel.VLANs = append(channel.VLANs, net.VLAN)
		}
		if p.ip.BackupVLAN != 0 {
			channel.VLANs = append(channel.VLANs, p.ip.BackupVLAN)
		}
		if len(channel.VLANs) == 0 {
			channel.VLANs = []VLAN{1} // a trunk without a list would carry every VLAN
		}
		slices.Sort(channel.VLANs)
		leaf.Channels = append(leaf.Channels, channel)
		for _, port := range ports {
			leaf.Ports = append(leaf.Ports, Port{
				Name: port, Use: PortMember, Peer: peer.Name, PeerPort: port, Channel: peerLinkChannel,
			})
		}
	}
	if p.ip.BackupVLAN != 0 {
		p.backup(rack)
	}
	for j, leaf := range rack.leaves {
		if !leaf.Management.IsValid() {
			p.r.refuse(CodeKeepaliveMissing, at(rack.field+".leaves", j),
				leaf.Name+" has no management address, which the vPC peer keepalive runs from",
				"set pools.management, or pin management on both leaves of the rack",
				"Cisco's vPC design guide: the keepalive must not share its fate with the links it watches; "+
					"over the spines it could not run at all, because both leaves are in one AS and drop each other's routes (RFC 4271 9.1.2)")
		}
	}
}

// backup joins the leaves of a pair by a routed VLAN and iBGP.
func (p *planner) backup(rack *rackPlan) {
	a, b := rack.leaves[0], rack.leaves[1]
	if rack.sides[0] > rack.sides[1] {
		a, b = b, a
	}
	a.Backup, b.Backup = &Backup{VLAN: p.ip.BackupVLAN}, &Backup{VLAN: p.ip.BackupVLAN}
	for _, f := range p.families {
		subnet := p.drawLink(ipam.Key{Owner: rackOwner(rack.design.Name), Kind: kindOf(kindBackup, f)},
			under("fabric.ipFabric", ".backupVLAN"), Prefix{}, f)
		if !subnet.IsValid() {
			continue
		}
		first, bits := firstHost(subnet), subnet.Bits()
		a.Backup.Addresses = a.Backup.Addresses.With(prefixOf(first, bits))
		b.Backup.Addresses = b.Backup.Addresses.With(prefixOf(first.Next(), bits))
		a.Backup.Peer, b.Backup.Peer = a.Backup.Peer.With(first.Next()), b.Backup.Peer.With(first)
		port := a.VLANInterface(p.ip.BackupVLAN)
		p.out.Sessions = append(p.out.Sessions, Session{
			Kind: SessionPair, Family: f, Terms: p.ip.Session,
			A: End{Device: a.Name, AS: a.AS, Address: first, Interface: port, Dials: true},
			B: End{Device: b.Name, AS: b.AS, Address: first.Next(), Interface: port, Dials: true},
		})
	}
}

// firstHost is the first address that a link's end may have. Of a two-address
// subnet both are hosts (RFC 3021, RFC 6164); of a larger one the first is the
// network's.
func firstHost(subnet Prefix) Addr {
	first := subnet.Masked().Addr()
	if subnet.Bits() < first.BitLen()-1 {
		return first.Next()
	}
	return first
}
