package junos

import (
	"net/netip"
	"slices"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
)

func (e *emitter) vlans() {
	for _, n := range e.s.Networks {
		e.vlan(n.Name, n.VLAN)
	}
	if b := e.s.Backup; b != nil {
		e.vlan(backupName, b.VLAN)
	}
	slices.SortFunc(e.c.VLANs, func(a, b VLAN) int { return int(a.VLANID) - int(b.VLANID) })
}

// backupName names the VLAN between the leaves of a pair.
const backupName = "backup-path"

// vlan adds a VLAN. Its name has the number in it: names are unique in Junos, and
// the networks of several clusters may be called alike.
func (e *emitter) vlan(name string, id fabric.VLAN) {
	number := strconv.Itoa(int(id))
	e.c.VLANs = append(e.c.VLANs, VLAN{Name: objectName(name, number), VLANID: id, L3Interface: irb + "." + number})
}

func (e *emitter) interfaces() {
	for _, p := range e.s.Ports {
		e.c.Interfaces = append(e.c.Interfaces, e.port(p))
	}
	for _, ch := range e.s.Channels {
		e.c.Interfaces = append(e.c.Interfaces, e.channel(ch))
	}
	if e.s.Management.IsValid() {
		u := Unit{}
		u.add(Address{Prefix: e.s.Management})
		e.c.Interfaces = append(e.c.Interfaces, Interface{Name: e.managementPort(), Unit: []Unit{u}})
	}
	if routed := e.irb(); len(routed.Unit) > 0 {
		e.c.Interfaces = append(e.c.Interfaces, routed)
	}
	lo := Unit{}
	lo.add(Address{Prefix: netip.PrefixFrom(e.s.RouterID, e.s.RouterID.BitLen())})
	if e.s.Loopback6.IsValid() {
		lo.add(Address{Prefix: netip.PrefixFrom(e.s.Loopback6, e.s.Loopback6.BitLen())})
	}
	e.c.Interfaces = append(e.c.Interfaces, Interface{Name: "lo0", Description: "router ID", Unit: []Unit{lo}})
}

// managementPort is the management Ethernet of a QFX: re0:mgmt-0 on those that run
// Junos Evolved, em0 on the others (Juniper, QFX hardware guides).
func (e *emitter) managementPort() string {
	if e.evolved() {
		return "re0:mgmt-0"
	}
	return "em0"
}

// add gives a unit an address of either family.
func (u *Unit) add(a Address) {
	f := &u.Inet
	if !a.Prefix.Addr().Is4() {
		f = &u.Inet6
	}
	f.On = true
	f.Address = append(f.Address, a)
}

// frame is the MTU of a port over which IP packets of a size pass, with room for a
// VLAN tag on switched ones.
func (e *emitter) frame(switched bool) uint16 {
	if switched {
		return uint16(e.packet() + etherHeader + vlanTag)
	}
	return uint16(e.packet() + etherHeader)
}

func (e *emitter) port(p fabric.Port) Interface {
	i := Interface{Name: p.Name, Description: "to " + p.Peer}
	if p.PeerPort != "" {
		i.Description += " " + p.PeerPort
	}
	i.Description = cut(i.Description)
	switch p.Use {
	case fabric.PortRouted:
		i.MTU = e.frame(false)
		u := Unit{}
		for _, a := range p.Addresses.All() {
			u.add(Address{Prefix: a})
		}
		u.Inet.NoRedirects = u.Inet.On
		i.Unit = []Unit{u}
	case fabric.PortAccess:
		i.MTU = e.frame(true)
		i.Unit = []Unit{switching(p.VLANs, p.Tagged)}
	case fabric.PortMember:
		// Everything else is the aggregate's.
		i.Aggregate = aggregateName(p.Channel)
	}
	return i
}

func aggregateName(number int) string { return "ae" + strconv.Itoa(number) }

// switching is the unit of a switched port: access to a node, trunk to a hypervisor
// and to the other leaf.
func switching(vlans []fabric.VLAN, tagged bool) Unit {
	s := EthernetSwitching{On: true, InterfaceMode: Access}
	if tagged || len(vlans) != 1 {
		s.InterfaceMode = Trunk
	}
	for _, v := range vlans {
		s.VLANMembers = append(s.VLANMembers, strconv.Itoa(int(v)))
	}
	return Unit{EthernetSwitching: s}
}

func (e *emitter) channel(ch fabric.Channel) Interface {
	i := Interface{
		Name: aggregateName(ch.Number), Description: cut("to " + ch.Peer), MTU: e.frame(true),
		Unit: []Unit{switching(ch.VLANs, ch.Tagged)},
	}
	i.AggregatedEtherOptions.LACP.Active = true
	if e.paired() && !ch.PeerLink {
		e.multiChassis(&i.AggregatedEtherOptions, ch.VPC)
	}
	return i
}

// irb routes the VLANs.
func (e *emitter) irb() Interface {
	i := Interface{Name: irb, MTU: e.frame(false)}
	for _, n := range e.s.Networks {
		u := Unit{Number: uint32(n.VLAN), Description: cut(n.Name)}
		for f, a := range n.Addresses.All() {
			own := Address{Prefix: a}
			if g := n.Gateway.Of(f); g.IsValid() {
				group := VRRPGroup{Group: uint8(n.Group), VirtualAddress: []Addr{g}, Priority: uint8(n.Priority), AcceptData: true}
				if f == fabric.IPv6 {
					// The primary address of an IPv6 group is a link-local one (RFC 5798
					// section 5.1.2.9).
					group.VirtualLinkLocalAddress = netip.AddrFrom16([16]byte{0xfe, 0x80, 15: 1})
				}
				own.VRRPGroup = []VRRPGroup{group}
				// The gateways of NX-OS and FRR speak version 3, too.
				e.c.Protocols.VRRPVersion3 = true
			}
			u.add(own)
		}
		u.Inet.NoRedirects = u.Inet.On
		i.Unit = append(i.Unit, u)
	}
	if b := e.s.Backup; b != nil {
		u := Unit{Number: uint32(b.VLAN), Description: cut("to " + e.s.Pair.Peer)}
		for _, a := range b.Addresses.All() {
			u.add(Address{Prefix: a})
		}
		u.Inet.NoRedirects = u.Inet.On
		i.Unit = append(i.Unit, u)
	}
	slices.SortFunc(i.Unit, func(a, b Unit) int { return int(a.Number) - int(b.Number) })
	return i
}

// management keeps the management port and its default route out of the fabric's
// tables.
func (e *emitter) management() {
	if !e.s.Management.IsValid() {
		return
	}
	e.c.System.ManagementInstance = true
	gateway := e.s.ManagementGateway
	if !gateway.IsValid() {
		return
	}
	instance := RoutingInstance{Name: managementInstance}
	route := StaticRoute{Prefix: defaultPrefix(fabric.FamilyOf(gateway)), NextHop: []Addr{gateway}}
	if gateway.Is4() {
		instance.RoutingOptions.Static = []StaticRoute{route}
	} else {
		instance.RoutingOptions.RIB = []RIB{{Name: managementInstance + ".inet6.0", Static: []StaticRoute{route}}}
	}
	e.c.RoutingInstances = append(e.c.RoutingInstances, instance)
}

func defaultPrefix(f fabric.Family) Prefix {
	if f == fabric.IPv6 {
		return netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	return netip.PrefixFrom(netip.IPv4Unspecified(), 0)
}

// spanningTree lets the ports to nodes forward at once, and shuts one that turns out
// to lead to a bridge. The link to the other leaf takes no part: the halves of an
// aggregate are one bridge.
func (e *emitter) spanningTree() {
	r := &e.c.Protocols.RSTP
	for _, p := range e.s.Ports {
		if p.Use == fabric.PortAccess {
			r.Interface = append(r.Interface, RSTPInterface{Name: p.Name, Edge: true})
		}
	}
	for _, ch := range e.s.Channels {
		if !ch.PeerLink {
			r.Interface = append(r.Interface, RSTPInterface{Name: aggregateName(ch.Number), Edge: true})
		}
	}
	r.BPDUBlockOnEdge = len(r.Interface) > 0
}
