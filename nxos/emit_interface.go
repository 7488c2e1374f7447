package nxos

import (
	"net/netip"
	"strconv"

	"github.com/podfabric/podfabric/fabric"
)

// A layer-2 port takes no MTU but the default and the system's jumbo one.
const (
	defaultMTU = 1500
	jumboMTU   = 9216
)

func (e *emitter) interfaces() {
	const loopbackAndManagement = 2
	e.c.Interface = make([]Interface, 0, len(e.s.Networks)+len(e.s.Channels)+len(e.s.Ports)+loopbackAndManagement)
	for _, n := range e.s.Networks {
		e.c.Interface = append(e.c.Interface, e.svi(n))
	}
	if b := e.s.Backup; b != nil {
		i := Interface{Name: vlanInterface(b.VLAN), Description: atMost(200, "to "+e.s.Pair.Peer), MTU: setMTU(e.s.MTU), Shutdown: No}
		e.routed(&i)
		for _, a := range b.Addresses.All() {
			addAddress(&i, a)
		}
		e.c.Interface = append(e.c.Interface, i)
	}
	for _, ch := range e.s.Channels {
		e.c.Interface = append(e.c.Interface, e.channel(ch))
	}
	for _, p := range e.s.Ports {
		e.c.Interface = append(e.c.Interface, e.port(p))
	}
	e.c.Interface = append(e.c.Interface, e.loopback())
	if e.s.Management.IsValid() {
		mgmt := Interface{Name: "mgmt0", VRFMember: "management"}
		addAddress(&mgmt, e.s.Management)
		e.c.Interface = append(e.c.Interface, mgmt)
	}
}

func (e *emitter) loopback() Interface {
	lo := Interface{Name: "loopback0", Description: "router ID"}
	addAddress(&lo, netip.PrefixFrom(e.s.RouterID, e.s.RouterID.BitLen()))
	if e.s.Loopback6.IsValid() {
		addAddress(&lo, netip.PrefixFrom(e.s.Loopback6, e.s.Loopback6.BitLen()))
	}
	return lo
}

func (e *emitter) port(p fabric.Port) Interface {
	i := Interface{Name: p.Name, Description: atMost(200, "to "+p.Peer), Shutdown: No}
	if p.PeerPort != "" {
		i.Description += " " + p.PeerPort
	}
	switch p.Use {
	case fabric.PortRouted:
		i.Switchport = No
		i.MTU = setMTU(e.s.MTU)
		e.routed(&i)
		if bfd := e.s.Uplink.BFD; bfd.On() {
			i.BFDInterval = BFDInterval{Interval: bfd.Interval, MinRX: bfd.Interval, Multiplier: bfdMultiplier(bfd)}
		}
		for _, a := range p.Addresses.All() {
			addAddress(&i, a)
		}
	case fabric.PortAccess:
		e.switched(&i, p.VLANs, p.Tagged)
		i.MTU = switchedMTU(e.s.MTU)
	case fabric.PortMember:
		// A member must have the port-channel's own switchport lines before it joins.
		for _, ch := range e.s.Channels {
			if ch.Number != p.Channel {
				continue
			}
			if ch.PeerLink {
				e.trunk(&i, ch.VLANs, SpanningTreeNetwork)
			} else {
				e.switched(&i, ch.VLANs, ch.Tagged)
				i.MTU = switchedMTU(e.s.MTU)
			}
		}
		i.ChannelGroup = ChannelGroup{Number: uint16(p.Channel), Mode: ChannelActive}
	}
	return i
}

func (e *emitter) channel(ch fabric.Channel) Interface {
	i := Interface{
		Name:        "port-channel" + strconv.Itoa(ch.Number),
		Description: atMost(254, "to "+ch.Peer),
		Shutdown:    No,
	}
	if ch.PeerLink {
		// The device gives the peer link the jumbo MTU by itself and may refuse one.
		e.trunk(&i, ch.VLANs, SpanningTreeNetwork)
		i.VPCPeerLink = true
		return i
	}
	e.switched(&i, ch.VLANs, ch.Tagged)
	i.MTU = switchedMTU(e.s.MTU)
	i.VPC = uint16(ch.VPC)
	return i
}

// switched makes a port to a node: an access port, or a trunk to a hypervisor.
func (e *emitter) switched(i *Interface, vlans []fabric.VLAN, tagged bool) {
	if tagged || len(vlans) != 1 {
		e.trunk(i, vlans, SpanningTreeEdgeTrunk)
		return
	}
	i.Switchport = Yes
	i.SwitchportMode = SwitchportModeAccess
	i.SwitchportAccessVLAN = vlans[0]
	i.SpanningTreePortType = SpanningTreeEdge
}

func (e *emitter) trunk(i *Interface, vlans []fabric.VLAN, portType SpanningTreePortType) {
	i.Switchport = Yes
	i.SwitchportMode = SwitchportModeTrunk
	i.SwitchportTrunkAllowedVLAN = foldVLANs(vlans)
	i.SpanningTreePortType = portType
}

func (e *emitter) svi(n fabric.SwitchNetwork) Interface {
	i := Interface{
		Name: vlanInterface(n.VLAN), Description: n.Name,
		MTU: setMTU(e.s.MTU), Shutdown: No,
	}
	e.routed(&i)
	for _, a := range n.Addresses.All() {
		addAddress(&i, a)
	}
	for f, gateway := range n.Gateway.All() {
		switch n.Protocol {
		case fabric.GatewayDefault: // a plan says which
		case fabric.HSRP:
			i.HSRPVersion = 2
			i.HSRP = append(i.HSRP, HSRPGroup{
				Group: uint16(n.Group), IPv6: f == fabric.IPv6,
				Preempt: true, Priority: uint8(n.Priority),
				IP: gateway, IPAutoconfig: f == fabric.IPv6,
			})
		case fabric.VRRP:
			group := VRRPv3Group{Group: uint8(n.Group), Priority: uint8(n.Priority), Address: gateway}
			if f == fabric.IPv6 {
				// The primary address of an IPv6 group is a link-local one (RFC 5798
				// section 5.1.2.9).
				group.IPv6 = true
				group.Address = netip.AddrFrom16([16]byte{0xfe, 0x80, 15: 1})
				group.AddressSecondary = []Addr{gateway}
			}
			i.VRRPv3 = append(i.VRRPv3, group)
		}
	}
	return i
}

// routed switches off what a routed interface with neighbors must not do.
func (e *emitter) routed(i *Interface) {
	for _, f := range e.s.Families {
		if f == fabric.IPv6 {
			i.NoIPv6Redirects = true
		} else {
			i.NoIPRedirects = true
		}
	}
}

func addAddress(i *Interface, p Prefix) {
	if p.Addr().Is4() {
		i.IPAddress = append(i.IPAddress, Address{Prefix: p})
	} else {
		i.IPv6Address = append(i.IPv6Address, Address{Prefix: p})
	}
}

// setMTU is zero for the default, which the device does not print.
func setMTU(mtu int) uint16 {
	if mtu == defaultMTU {
		return 0
	}
	return uint16(mtu)
}

// switchedMTU carries every packet that fits the routed interfaces.
func switchedMTU(mtu int) uint16 {
	if mtu <= defaultMTU {
		return 0
	}
	return jumboMTU
}

func bfdMultiplier(b fabric.BFD) uint8 {
	if b.Multiplier == 0 {
		return 3
	}
	return uint8(b.Multiplier)
}

func vlanInterface(v fabric.VLAN) string { return "Vlan" + strconv.Itoa(int(v)) }

// foldVLANs folds VLANs in rising order into ranges.
func foldVLANs(vlans []fabric.VLAN) []VLANRange {
	var ranges []VLANRange
	for _, v := range vlans {
		if n := len(ranges); n > 0 && ranges[n-1].Last+1 == v {
			ranges[n-1].Last = v
			continue
		}
		ranges = append(ranges, VLANRange{v, v})
	}
	return ranges
}
