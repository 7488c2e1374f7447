package verify

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// wiring holds the ports of every switch against the cabling of the plan: a
// prediction of routes takes a subnet for one segment, so that a node behind the
// wrong VLAN would still seem to be reached.
func (c *checker) wiring() {
	for i := range c.expected.devices {
		d := &c.expected.devices[i]
		if d.sw == nil {
			continue
		}
		config := c.tables.Config(d.name)
		if config == nil {
			c.fail(Wired, d.name, netip.Prefix{}, "a configuration", "none")
			continue
		}
		w := wires{checker: c, sw: d.sw, config: config}
		w.ports()
		if ownsLayer2(d.sw.Platform) {
			w.vlans()
			w.pair()
			w.management()
		}
		w.gateways()
		w.announces()
	}
}

// wires checks one switch.
type wires struct {
	*checker
	sw     *fabric.Switch
	config *routing.Router
}

func (w *wires) expect(ok bool, what string, want, got any) {
	if !ok {
		w.fail(Wired, w.sw.Name, netip.Prefix{}, fmt.Sprintf("%s: %v", what, want), fmt.Sprint(got))
	}
}

func (w *wires) ports() {
	ports := map[string]*routing.Port{}
	for i := range w.config.Wiring.Ports {
		ports[w.config.Wiring.Ports[i].Name] = &w.config.Wiring.Ports[i]
	}
	for i := range w.sw.Ports {
		want := &w.sw.Ports[i]
		if want.Use != fabric.PortRouted && !ownsLayer2(w.sw.Platform) {
			continue
		}
		got := ports[want.Name]
		if got == nil {
			w.expect(false, want.Name+" to "+want.Peer, "configured", "not")
			continue
		}
		delete(ports, want.Name)
		w.port(want, got)
	}
	for i := range w.config.Wiring.Ports {
		p := &w.config.Wiring.Ports[i]
		_, unplanned := ports[p.Name]
		w.expect(!unplanned || !p.Enabled, p.Name, "not in use", "enabled")
	}
}

func (w *wires) port(want *fabric.Port, got *routing.Port) {
	name := want.Name + " to " + want.Peer
	w.expect(got.Enabled, name, "enabled, as its port-channel", "not, or not alike")
	w.expect(got.Channel == want.Channel, name, fmt.Sprintf("port-channel %d", want.Channel), got.Channel)
	switch want.Use {
	case fabric.PortRouted:
		w.expect(got.Routed, name, "a routed port", "none")
		// Both ends of a link are generated from one plan and must be alike.
		w.expect(got.MTU == w.sw.MTU || got.MTU == 0 && !ownsLayer2(w.sw.Platform), name, fmt.Sprintf("MTU %d", w.sw.MTU), got.MTU)
		if bfd := w.sw.Uplink.BFD; bfd.On() {
			multiplier := cmp.Or(bfd.Multiplier, 3)
			w.expect(got.BFDInterval == bfd.Interval && got.BFDReceive == bfd.Interval && got.BFDMultiplier == multiplier, name,
				fmt.Sprintf("BFD every %v, %d missed", bfd.Interval, multiplier),
				fmt.Sprintf("every %v, %d missed", got.BFDInterval, got.BFDMultiplier))
		}
		return
	case fabric.PortAccess:
		w.carries(name, got, want.VLANs, want.Tagged, false)
	case fabric.PortMember:
		i := slices.IndexFunc(w.sw.Channels, func(ch fabric.Channel) bool { return ch.Number == want.Channel })
		if i < 0 {
			return // a plan has every channel that its ports name
		}
		ch := &w.sw.Channels[i]
		w.expect(got.LACP, name, "LACP", "none")
		w.expect(got.VPC == ch.VPC, name, fmt.Sprintf("vPC %d", ch.VPC), got.VPC)
		w.expect(got.PeerLink == ch.PeerLink, name, fmt.Sprintf("peer link %v", ch.PeerLink), got.PeerLink)
		w.carries(name, got, ch.VLANs, ch.Tagged, ch.PeerLink)
		if ch.PeerLink && isNXOS(w.sw.Platform) {
			return // the device gives the peer link its MTU
		}
	}
	w.expect(got.MTU >= w.sw.MTU, name, fmt.Sprintf("MTU %d or more", w.sw.MTU), got.MTU)
}

// carries checks a switched port's VLANs: one untagged to a node, tagged ones to
// a hypervisor and to the other leaf.
func (w *wires) carries(name string, got *routing.Port, vlans []fabric.VLAN, tagged, peerLink bool) {
	w.expect(got.Switched, name, "a switched port", "none")
	want := make([]uint16, len(vlans))
	for i, v := range vlans {
		want[i] = uint16(v)
	}
	slices.Sort(want)
	w.expect(!got.AllVLANs && slices.Equal(got.VLANs, want), name, fmt.Sprintf("VLANs %v", want), got.VLANs)
	w.expect(got.Access == !tagged, name, fmt.Sprintf("tagged %v", tagged), fmt.Sprintf("tagged %v", !got.Access))
	w.expect(got.Edge == !peerLink, name, "a spanning-tree edge port towards nodes only", got.Edge)
}

func (w *wires) vlans() {
	for _, v := range w.config.Wiring.VLANs {
		planned := v == 1 || w.sw.Backup != nil && uint16(w.sw.Backup.VLAN) == v || slices.ContainsFunc(w.sw.Networks, func(n fabric.SwitchNetwork) bool { return uint16(n.VLAN) == v })
		w.expect(planned, fmt.Sprintf("VLAN %d", v), "not created", "created")
	}
	for i := range w.sw.Networks {
		n := &w.sw.Networks[i]
		_, ok := slices.BinarySearch(w.config.Wiring.VLANs, uint16(n.VLAN))
		w.expect(ok, fmt.Sprintf("VLAN %d", n.VLAN), "created", "not")
		w.sviMTU(n.VLAN)
	}
	if w.sw.Backup != nil {
		w.sviMTU(w.sw.Backup.VLAN)
	}
}

func (w *wires) sviMTU(vlan fabric.VLAN) {
	name := w.sw.VLANInterface(vlan)
	for _, v := range w.config.VRFs {
		for _, i := range v.Interfaces {
			if i.Name == name {
				w.expect(i.MTU == w.sw.MTU, name, fmt.Sprintf("MTU %d", w.sw.MTU), i.MTU)
			}
		}
	}
}

// announces checks that the switch originates its own prefixes: a peer that has
// them too would hide that it does not.
func (w *wires) announces() {
	originated := map[netip.Prefix]bool{}
	for i := range w.config.VRFs {
		bgp := w.config.VRFs[i].BGP
		if w.config.VRFs[i].Name != routing.DefaultVRF || bgp == nil {
			continue
		}
		for _, f := range fabric.Families() {
			if unicast := bgp.Family(routing.Family(f)); unicast != nil {
				for _, n := range unicast.Networks {
					originated[n.Prefix] = true
				}
			}
		}
	}
	for _, p := range w.sw.Originates {
		w.expect(originated[p], "network "+p.String(), "announced", "not")
	}
	w.expect(len(originated) == len(w.sw.Originates), "networks announced", len(w.sw.Originates), len(originated))
}

func (w *wires) pair() {
	want, got := w.sw.Pair, w.config.Wiring.Pair
	if want == nil || got == nil {
		w.expect(want == nil && got == nil, "vPC domain", want != nil, got != nil)
		return
	}
	w.expect(got.Domain == want.Domain, "vPC domain", want.Domain, got.Domain)
	w.expect(got.Source == want.KeepaliveSource && got.Destination == want.KeepaliveDestination && got.VRF == want.KeepaliveVRF,
		"vPC peer keepalive", fmt.Sprintf("%v to %v in VRF %s", want.KeepaliveSource, want.KeepaliveDestination, want.KeepaliveVRF),
		fmt.Sprintf("%v to %v in VRF %s", got.Source, got.Destination, got.VRF))
	w.expect(got.RoutesForPeer, "vPC domain", "peer-gateway and layer3 peer-router, for BGP over the vPC", "not both")
	w.halves(got)
}

// halves checks what the two leaves of a pair must say of themselves for the device
// below to take them for one.
func (w *wires) halves(own *routing.Pair) {
	config := w.tables.Config(w.sw.Pair.Peer)
	if config == nil || config.Wiring.Pair == nil {
		return // reported at the peer
	}
	peer := config.Wiring.Pair
	w.expect(own.Half == 0 && peer.Half == 0 || own.Half+peer.Half == 3, "half of the pair", "one leaf 1, the other 2",
		fmt.Sprintf("%d, and %d on %s", own.Half, peer.Half, w.sw.Pair.Peer))
	w.expect(own.Service == peer.Service, "service of the pair", peer.Service, own.Service)
	systems := map[int]string{}
	for i := range config.Wiring.Ports {
		if p := &config.Wiring.Ports[i]; p.VPC != 0 {
			systems[p.VPC] = p.System
		}
	}
	for i := range w.config.Wiring.Ports {
		p := &w.config.Wiring.Ports[i]
		if system, ok := systems[p.VPC]; ok && p.VPC != 0 {
			w.expect(p.System == system, fmt.Sprintf("system of channel %d", p.VPC), system, p.System)
		}
	}
}

// gateways checks what both leaves of a rack must agree in to share an address.
func (w *wires) gateways() {
	version := map[fabric.GatewayProtocol]int{fabric.HSRP: 2, fabric.VRRP: 3}
	for i := range w.sw.Networks {
		n := &w.sw.Networks[i]
		for _, a := range n.Gateway.All() {
			want := routing.Gateway{
				Interface: w.sw.VLANInterface(n.VLAN), Address: a, Protocol: n.Protocol.String(),
				Version: version[n.Protocol], Group: n.Group, Priority: n.Priority, Preempt: true,
			}
			at := slices.IndexFunc(w.config.Wiring.Gateways, func(g routing.Gateway) bool { return g.Address == a })
			if at < 0 {
				continue // reported as a missing address
			}
			got := w.config.Wiring.Gateways[at]
			w.agrees(got)
			got.LinkLocal = netip.Addr{}
			w.expect(got == want, "gateway "+a.String(), describeGateway(want), describeGateway(got))
		}
	}
}

// agrees checks that the other leaf shares the gateway under the same link-local
// address.
func (w *wires) agrees(own routing.Gateway) {
	if w.sw.Pair == nil {
		return
	}
	peer := w.tables.Config(w.sw.Pair.Peer)
	if peer == nil {
		return // reported as a switch without a configuration
	}
	for _, g := range peer.Wiring.Gateways {
		if g.Address == own.Address {
			w.expect(g.LinkLocal == own.LinkLocal, "link-local address of gateway "+own.Address.String(),
				fmt.Sprintf("that of %s, %v", w.sw.Pair.Peer, g.LinkLocal), own.LinkLocal)
		}
	}
}

func describeGateway(g routing.Gateway) string {
	return fmt.Sprintf("%s version %d group %d on %s, priority %d, preempt %v",
		g.Protocol, g.Version, g.Group, g.Interface, g.Priority, g.Preempt)
}

// management checks the address of the management port, which the peer keepalive
// runs from.
func (w *wires) management() {
	if !w.sw.Management.IsValid() {
		return
	}
	const vrf = "management"
	a := w.sw.Management.Addr()
	r, ok := w.tables.Route(w.sw.Name, vrf, netip.PrefixFrom(a, a.BitLen()))
	w.expect(ok && r.Protocol == routing.Local, "VRF management", a, "no such address of its own")
	subnet, ok := w.tables.Route(w.sw.Name, vrf, w.sw.Management.Masked())
	w.expect(ok && subnet.Protocol == routing.Direct, "VRF management", w.sw.Management.Masked(), "no such subnet")
	if gateway := w.sw.ManagementGateway; gateway.IsValid() {
		r, ok := w.tables.Route(w.sw.Name, vrf, defaultPrefix(fabric.FamilyOf(gateway)))
		w.expect(ok && len(r.NextHops) == 1 && r.NextHops[0].Addr == gateway, "VRF management",
			"a default route via "+gateway.String(), "none")
	}
}
