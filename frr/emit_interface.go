package frr

import (
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
)

// loopbackName is the loopback of the operating system.
func loopbackName(p fabric.FRR) string {
	if p.System == fabric.SONiC {
		return "Loopback0"
	}
	return "lo"
}

func (e *emitter) interfaces() {
	lo := Interface{Name: loopbackName(e.platform), Description: "router ID"}
	lo.add(netip.PrefixFrom(e.s.RouterID, e.s.RouterID.BitLen()))
	if e.s.Loopback6.IsValid() {
		lo.add(netip.PrefixFrom(e.s.Loopback6, e.s.Loopback6.BitLen()))
	}
	e.c.Interface = append(e.c.Interface, lo)
	for _, p := range e.s.Ports {
		if p.Use == fabric.PortRouted {
			e.c.Interface = append(e.c.Interface, routedPort(p))
		}
	}
	for _, n := range e.s.Networks {
		e.c.Interface = append(e.c.Interface, e.network(n))
	}
	if b := e.s.Backup; b != nil {
		i := Interface{Name: e.s.VLANInterface(b.VLAN), Description: atMost(limitLine, "to "+e.s.Pair.Peer)}
		for _, a := range b.Addresses.All() {
			i.add(a)
		}
		e.c.Interface = append(e.c.Interface, i)
	}
}

func routedPort(p fabric.Port) Interface {
	text := "to " + p.Peer
	if p.PeerPort != "" {
		text += " " + p.PeerPort
	}
	i := Interface{Name: p.Name, Description: atMost(limitLine, text)}
	for _, a := range p.Addresses.All() {
		i.add(a)
	}
	return i
}

// network is the routed interface of a node network. One group of VRRP shares the
// gateway addresses of both families.
func (e *emitter) network(n fabric.SwitchNetwork) Interface {
	i := Interface{Name: e.s.VLANInterface(n.VLAN), Description: atMost(limitLine, n.Name)}
	for _, a := range n.Addresses.All() {
		i.add(a)
	}
	group := VRRP{Group: uint8(n.Group), Version: 3, Priority: uint8(n.Priority)}
	for f, gateway := range n.Gateway.All() {
		if f == fabric.IPv6 {
			group.IPv6 = append(group.IPv6, gateway)
		} else {
			group.IP = append(group.IP, gateway)
		}
	}
	if n.Protocol == fabric.VRRP && len(group.IP)+len(group.IPv6) > 0 {
		i.VRRP = append(i.VRRP, group)
	}
	return i
}

func (i *Interface) add(p Prefix) {
	if p.Addr().Is4() {
		i.IPAddress = append(i.IPAddress, p)
	} else {
		i.IPv6Address = append(i.IPv6Address, p)
	}
}

// atMost cuts a text for people to what the command line takes.
func atMost(longest int, text string) string { return text[:min(len(text), longest)] }
