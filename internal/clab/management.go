package clab

import (
	"fmt"
	"net/netip"
)

// management makes the design's management network the one of the lab, so that
// every switch has there the address that its configuration says. Whoever has none
// in the design gets a free one, from the end.
func (x *exporter) management() {
	var subnet netip.Prefix
	taken := map[netip.Addr]bool{}
	var gateway netip.Addr
	for _, sw := range x.plan.Switches() {
		m := sw.Management
		if !m.IsValid() || !m.Addr().Is4() || subnet.IsValid() && m.Masked() != subnet {
			return // not one IPv4 network for all: Docker chooses
		}
		subnet = m.Masked()
		taken[m.Addr()] = true
		if sw.ManagementGateway.IsValid() {
			gateway = sw.ManagementGateway
		}
	}
	if !subnet.IsValid() {
		return
	}
	free := lastAddr(subnet).Prev() // the last one is for broadcasts
	next := func() (netip.Addr, bool) {
		for ; subnet.Contains(free) && free != subnet.Addr(); free = free.Prev() {
			if !taken[free] {
				taken[free] = true
				return free, true
			}
		}
		return netip.Addr{}, false
	}
	if gateway.IsValid() {
		taken[gateway] = true
	} else {
		var ok bool
		if gateway, ok = next(); !ok {
			x.noRoom(subnet)
			return
		}
	}
	x.t.Management = &Management{Network: x.plan.Name, IPv4Subnet: subnet, IPv4Gateway: gateway}
	for _, sw := range x.plan.Switches() {
		if n, ok := x.t.Topology.Nodes[sw.Name]; ok {
			n.MgmtIPv4 = Addr{sw.Management.Addr()}
			x.t.Topology.Nodes[sw.Name] = n
		}
	}
	for _, name := range sorted(x.t.Topology.Nodes) {
		n := x.t.Topology.Nodes[name]
		if n.MgmtIPv4.IsValid() {
			continue
		}
		a, ok := next()
		if !ok {
			x.noRoom(subnet)
			return
		}
		n.MgmtIPv4 = Addr{a}
		x.t.Topology.Nodes[name] = n
	}
	for _, k := range [...]Kind{N9kv, VJunosSwitch} {
		if n, ok := x.t.Topology.Kinds[k]; ok {
			n.Env = map[string]string{"CLAB_MGMT_PASSTHROUGH": "true"}
			x.t.Topology.Kinds[k] = n
		}
	}
}

func (x *exporter) noRoom(subnet netip.Prefix) {
	x.refuse(CodeManagement, "pools.management", fmt.Sprintf("%s has no room for %d containers and the host", subnet, len(x.t.Topology.Nodes)),
		"give a larger management network", "every container has an address of it")
}

// lastAddr is the last address of an IPv4 prefix.
func lastAddr(p netip.Prefix) netip.Addr {
	raw := p.Addr().As4()
	for bit := p.Bits(); bit < 32; bit++ {
		raw[bit/8] |= 1 << (7 - bit%8)
	}
	return netip.AddrFrom4(raw)
}
