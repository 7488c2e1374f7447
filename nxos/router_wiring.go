package nxos

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// wiring says what the configuration makes of the ports: what each carries, by
// itself or as a member of a port-channel.
func (l *lift) wiring() routing.Wiring {
	c := l.c
	var w routing.Wiring
	for _, v := range c.VLAN {
		w.VLANs = append(w.VLANs, uint16(v.ID))
	}
	slices.Sort(w.VLANs)
	channels := map[string]*Interface{}
	for i := range c.Interface {
		if strings.HasPrefix(c.Interface[i].Name, "port-channel") {
			channels[c.Interface[i].Name] = &c.Interface[i]
		}
	}
	for i := range c.Interface {
		if strings.HasPrefix(c.Interface[i].Name, "Ethernet") {
			w.Ports = append(w.Ports, port(&c.Interface[i], channels))
		}
		w.Gateways = append(w.Gateways, gateways(&c.Interface[i])...)
	}
	if d := c.VPCDomain; d.ID != 0 {
		w.Pair = &routing.Pair{
			Domain: int(d.ID),
			Source: d.PeerKeepalive.Source, Destination: d.PeerKeepalive.Destination,
			VRF:           d.PeerKeepalive.VRF,
			RoutesForPeer: d.PeerGateway && d.Layer3PeerRouter,
		}
		if w.Pair.VRF == "" {
			w.Pair.VRF = "management"
		}
	}
	return w
}

// defaultPriority is that of HSRP and VRRP.
const defaultPriority = 100

// gateways are the shared addresses of an interface, the first of each group
// that hosts may use: of an IPv6 VRRP group that is not the primary, which is a
// link-local one.
func gateways(i *Interface) []routing.Gateway {
	var all []routing.Gateway
	for _, g := range i.HSRP {
		all = append(all, routing.Gateway{
			Interface: i.Name, Address: g.IP, Protocol: "hsrp", Version: max(int(i.HSRPVersion), 1),
			Group: int(g.Group), Priority: cmp.Or(int(g.Priority), defaultPriority), Preempt: g.Preempt,
		})
	}
	for _, g := range i.VRRP {
		all = append(all, routing.Gateway{
			Interface: i.Name, Address: g.Address, Protocol: "vrrp", Version: 2,
			Group: int(g.Group), Priority: cmp.Or(int(g.Priority), defaultPriority), Preempt: !g.NoPreempt,
		})
	}
	for _, g := range i.VRRPv3 {
		gateway := routing.Gateway{
			Interface: i.Name, Address: g.Address, Protocol: "vrrp", Version: 3,
			Group: int(g.Group), Priority: cmp.Or(int(g.Priority), defaultPriority), Preempt: !g.NoPreempt,
		}
		if g.IPv6 && len(g.AddressSecondary) > 0 {
			gateway.Address, gateway.LinkLocal = g.AddressSecondary[0], g.Address
		}
		all = append(all, gateway)
	}
	return all
}

func port(i *Interface, channels map[string]*Interface) routing.Port {
	p := routing.Port{
		Name:     i.Name,
		Enabled:  i.Shutdown == No,
		Routed:   i.Switchport == No,
		Switched: i.Switchport == Yes,
		MTU:      int(i.MTU),
	}
	if p.MTU == 0 {
		p.MTU = defaultMTU
	}
	if i.BFDInterval.Interval != 0 {
		p.BFDInterval, p.BFDReceive = i.BFDInterval.Interval, i.BFDInterval.MinRX
		p.BFDMultiplier = int(i.BFDInterval.Multiplier)
	}
	carrier := i
	if i.ChannelGroup.Number != 0 {
		p.Channel = int(i.ChannelGroup.Number)
		p.LACP = i.ChannelGroup.Mode == ChannelActive
		channel := channels["port-channel"+strconv.Itoa(p.Channel)]
		if channel == nil {
			p.Enabled = false // there is nothing to be a member of
			return p
		}
		carrier = channel
		p.Enabled = p.Enabled && channel.Shutdown == No && sameSwitchport(i, channel)
		p.Switched = p.Switched && channel.Switchport == Yes
		p.VPC, p.PeerLink = int(channel.VPC), channel.VPCPeerLink
	}
	if p.Routed {
		return p
	}
	switch carrier.SwitchportMode {
	case SwitchportModeTrunk:
		p.AllVLANs = len(carrier.SwitchportTrunkAllowedVLAN) == 0
		for _, r := range carrier.SwitchportTrunkAllowedVLAN {
			for v := int(r.First); v <= int(r.Last); v++ {
				p.VLANs = append(p.VLANs, uint16(v))
			}
		}
		slices.Sort(p.VLANs)
		p.Edge = carrier.SpanningTreePortType == SpanningTreeEdgeTrunk
	default: // access is the mode of a port that states none
		p.Access = true
		p.VLANs = []uint16{1}
		if carrier.SwitchportAccessVLAN != 0 {
			p.VLANs[0] = uint16(carrier.SwitchportAccessVLAN)
		}
		p.Edge = carrier.SpanningTreePortType == SpanningTreeEdge
	}
	return p
}

// sameSwitchport reports whether a member has the switchport lines of its
// port-channel; the device suspends one that has not.
func sameSwitchport(member, channel *Interface) bool {
	return (member.Switchport == No) == (channel.Switchport == No) &&
		max(member.SwitchportMode, SwitchportModeAccess) == max(channel.SwitchportMode, SwitchportModeAccess) &&
		member.SwitchportAccessVLAN == channel.SwitchportAccessVLAN &&
		member.SwitchportTrunkNativeVLAN == channel.SwitchportTrunkNativeVLAN &&
		slices.Equal(member.SwitchportTrunkAllowedVLAN, channel.SwitchportTrunkAllowedVLAN) &&
		member.SpanningTreePortType == channel.SpanningTreePortType &&
		member.MTU == channel.MTU
}
