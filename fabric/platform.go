package fabric

import (
	"fmt"
	"reflect"

	"github.com/podfabric/podfabric/ipam"
)

// platformOf is what a switch runs: its own platform, or the fabric's, or NX-OS.
func (ip *IPFabric) platformOf(own Platform) Platform {
	switch {
	case own != nil:
		return own
	case ip.Switches != nil:
		return ip.Switches
	}
	return NXOS{}
}

// layoutOf is the port layout of a switch: its own, or on the fabric's platform
// the fabric's, each with the platform's defaults for what is not set.
func (ip *IPFabric) layoutOf(own Platform, ports PortLayout) PortLayout {
	platform := ip.platformOf(own)
	def := defaultPorts(platform)
	if ports.isZero() && sameKind(platform, ip.platformOf(nil)) {
		ports = ip.Ports
	}
	ports.Nodes = orDefault(ports.Nodes, def.Nodes)
	ports.Uplinks = orDefault(ports.Uplinks, def.Uplinks)
	ports.Leaves = orDefault(ports.Leaves, def.Leaves)
	if len(ports.PeerLink) == 0 {
		ports.PeerLink = def.PeerLink
	}
	return ports
}

func (l PortLayout) isZero() bool {
	return l.Nodes == "" && l.Uplinks == "" && l.Leaves == "" && len(l.PeerLink) == 0
}

// sameKind reports whether two platforms name their ports alike.
func sameKind(a, b Platform) bool {
	if x, ok := a.(FRR); ok {
		y, ok := b.(FRR)
		return ok && x.System == y.System
	}
	return reflect.TypeOf(a) == reflect.TypeOf(b)
}

// What a routed port carries when the design does not say: the jumbo packets of
// NX-OS, or those that fit a port of Junos, which takes frames of 9216 bytes with
// their headers.
const (
	mtuDefault      = 9216
	mtuDefaultJunos = 9000
)

// defaultMTU is the MTU of a design that sets none; both ends of a link have it.
func (d *Design) defaultMTU() int {
	ip, _ := d.Fabric.(IPFabric)
	all := []Platform{ip.platformOf(nil)}
	for i := range ip.Spines {
		all = append(all, ip.platformOf(ip.Spines[i].Switches))
	}
	for i := range d.Racks {
		all = append(all, ip.platformOf(d.Racks[i].Switches))
	}
	for _, p := range all {
		if _, ok := p.(Junos); ok {
			return mtuDefaultJunos
		}
	}
	return mtuDefault
}

// gatewayProtocol is the protocol that leaves of a platform share the gateway
// address by.
func (ip *IPFabric) gatewayProtocol(platform Platform) GatewayProtocol {
	if ip.Gateway != GatewayDefault {
		return ip.Gateway
	}
	if _, ok := platform.(NXOS); ok {
		return HSRP
	}
	return VRRP
}

// A portPlan is the ports of the switches that share a platform and a layout.
type portPlan struct {
	platform Platform
	layout   PortLayout
	pools    map[portPool]*ipam.NumberPool
}

// A portPool is the ports from a first one on, those for nodes or all.
type portPool struct {
	first string
	nodes bool
}

func newPortPlan(ip *IPFabric, own Platform, layout PortLayout) *portPlan {
	return &portPlan{
		platform: ip.platformOf(own), layout: ip.layoutOf(own, layout),
		pools: map[portPool]*ipam.NumberPool{},
	}
}

// from is the pool of the ports from a first one on: those of a fixed switch, or
// of all slots of a modular one; nil when there is no such port. Nodes keep off
// the ports of the peer link, also where the second leaf of the rack is yet to
// come.
func (pp *portPlan) from(first string, nodes bool) *ipam.NumberPool {
	key := portPool{first, nodes}
	if pool := pp.pools[key]; pool != nil {
		return pool
	}
	n, err := parsePort(pp.platform, first)
	if err != nil {
		return nil
	}
	slot, pool := n/portsPerSlot, &ipam.NumberPool{Name: "ports/" + first}
	if platform, ok := pp.platform.(NXOS); ok && platform.Modular {
		for from := n; slot <= modularSlots; slot++ {
			if last := slot*portsPerSlot + lineCardPorts; from <= last {
				pool.Ranges = append(pool.Ranges, ipam.NumberRange{First: from, Last: last})
			}
			from = (slot+1)*portsPerSlot + 1
		}
	} else if last := slot*portsPerSlot + fixedPorts - 1 + firstPort(pp.platform); n <= last {
		pool.Ranges = []ipam.NumberRange{{First: n, Last: last}}
	}
	if nodes {
		for _, port := range pp.layout.PeerLink {
			if n, err := parsePort(pp.platform, port); err == nil {
				pool.Reserved = append(pool.Reserved, ipam.NumberRange{First: n, Last: n})
			}
		}
	}
	pp.pools[key] = pool
	return pool
}

// platforms holds every platform of the design to those that there are, and to
// what they share a gateway address by.
func (a *audit) platforms() {
	const field = "fabric.ipFabric"
	known := func(field string, p Platform) {
		switch p.(type) {
		case nil, NXOS, Junos, FRR:
		default:
			a.unknownVariant(field, p, "NXOS, Junos or FRR, as a value")
		}
	}
	known(field+".switches", a.ip.Switches)
	for i := range a.ip.Spines {
		known(at(field+".spines", i)+".switches", a.ip.Spines[i].Switches)
	}
	for i := range a.d.Racks {
		known(at("racks", i)+".switches", a.d.Racks[i].Switches)
	}
	if a.ip.Gateway != HSRP {
		return
	}
	for i := range a.d.Racks {
		switch p := a.ip.platformOf(a.d.Racks[i].Switches).(type) {
		case Junos, FRR:
			a.refuse(CodeGatewayProtocol, field+".gateway",
				fmt.Sprintf("the gateway addresses are shared by HSRP, and the leaves of rack %s are of %T, which has none", a.d.Racks[i].Name, p),
				"use vrrp, or leave it out: each rack then uses what its platform has", "HSRP is Cisco's (RFC 2281); the standard is VRRP (RFC 5798)")
			return
		case NXOS, ACIMode:
		}
	}
}
