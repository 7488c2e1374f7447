package junos

import (
	"fmt"
	"net/netip"
	"strconv"
	"strings"
)

// interfaces checks ports, aggregates, VLANs and addresses.
func (v *validator) interfaces() {
	c := v.c
	for i := range c.Interfaces {
		n := &c.Interfaces[i]
		field := "interfaces " + n.Name
		if n.Aggregate != "" {
			v.refers(field+" ether-options 802.3ad", "interface", n.Aggregate, v.names.interfaces)
			if len(n.Unit) > 0 {
				v.add(CodeConflict, field+" unit", "a member of "+n.Aggregate+" has units of its own", "move them to "+n.Aggregate,
					"Juniper, 802.3ad: members carry no logical interface")
			}
		}
		if number, ok := strings.CutPrefix(n.Name, "ae"); ok {
			if k, err := strconv.Atoi(number); err == nil && k >= int(c.Chassis.AggregatedDevices) {
				v.add(CodeIncomplete, "chassis aggregated-devices ethernet device-count",
					fmt.Sprintf("there are %d aggregated devices, and %s is beyond them", c.Chassis.AggregatedDevices, n.Name),
					fmt.Sprintf("set it to %d or more", k+1), "Juniper, device-count: ae0 up to one less")
			}
		}
		for j := range n.Unit {
			v.unit(field, &n.Unit[j])
		}
	}
	for _, n := range c.VLANs {
		v.refers("vlans "+n.Name+" l3-interface", "interface", n.L3Interface, v.names.units)
		if n.VLANID == 0 {
			v.add(CodeIncomplete, "vlans "+n.Name+" vlan-id", "the VLAN has no number", "set vlan-id", "Juniper, vlan-id")
		}
	}
	for _, i := range c.Protocols.RSTP.Interface {
		name, _, _ := strings.Cut(i.Name, ".")
		if name != "all" {
			v.refers("protocols rstp interface "+i.Name, "interface", name, v.names.interfaces)
		}
	}
	v.overlaps()
}

func (v *validator) unit(field string, u *Unit) {
	field += " unit " + strconv.Itoa(int(u.Number))
	if u.EthernetSwitching.On && (u.Inet.On || u.Inet6.On) {
		v.add(CodeConflict, field, "the unit is both switched and routed", "keep one kind of family", "Juniper, family ethernet-switching excludes the others")
	}
	s := &u.EthernetSwitching
	if s.InterfaceMode != Trunk && len(s.VLANMembers) > 1 {
		v.add(CodeConflict, field+" family ethernet-switching vlan members", "an access port carries one VLAN", "make it a trunk, or keep one", "Juniper, interface-mode")
	}
	for _, m := range s.VLANMembers {
		if m[:min(1, len(m))] < "0" || m[:min(1, len(m))] > "9" {
			if m != "all" && m != "default" {
				v.refers(field+" family ethernet-switching vlan members", "VLAN", m, v.names.vlans)
			}
		}
	}
	for _, f := range [2]*Inet{&u.Inet, &u.Inet6} {
		for _, a := range f.Address {
			for _, g := range a.VRRPGroup {
				v.vrrp(fmt.Sprintf("%s address %v vrrp-group %d", field, a.Prefix, g.Group), a.Prefix, &g)
			}
		}
	}
}

func (v *validator) vrrp(field string, own Prefix, g *VRRPGroup) {
	if len(g.VirtualAddress) == 0 {
		v.add(CodeIncomplete, field, "the group shares no address", "set virtual-address", "Juniper, vrrp-group")
	}
	for _, a := range g.VirtualAddress {
		if !own.Contains(a) {
			v.add(CodeConflict, field, fmt.Sprintf("%v is not in the subnet of %v", a, own), "share an address of the subnet", "Juniper, virtual-address")
		}
	}
	if g.Preempt && g.NoPreempt {
		v.add(CodeConflict, field, "preempt and no-preempt exclude one another", "keep one of them", sourceGrammar)
	}
	if !own.Addr().Is4() && !g.VirtualLinkLocalAddress.IsLinkLocalUnicast() {
		v.add(CodeIncomplete, field, "an IPv6 group has no link-local address of its own", "set virtual-link-local-address to one of fe80::/10",
			"RFC 5798 section 5.1.2.9; Juniper, virtual-link-local-address")
	}
}

// overlaps finds interfaces of one instance with the same subnet or address.
func (v *validator) overlaps() {
	type placed struct {
		name   string
		prefix netip.Prefix
	}
	in := map[string][]placed{}
	l := &lift{c: v.c}
	for i := range v.c.Interfaces {
		n := &v.c.Interfaces[i]
		for j := range n.Unit {
			u := &n.Unit[j]
			instance := l.instanceOf(n, u)
			for _, list := range [2][]Address{u.Inet.Address, u.Inet6.Address} {
				for _, a := range list {
					if !a.Prefix.IsValid() {
						continue
					}
					in[instance] = append(in[instance], placed{unitName(n, u), a.Prefix})
				}
			}
		}
	}
	for _, list := range in {
		subnets := map[netip.Prefix]string{}
		for _, p := range list {
			if other, known := subnets[p.prefix.Masked()]; known && other != p.name {
				v.add(CodeOverlap, "interfaces "+p.name, fmt.Sprintf("%v is also on %s", p.prefix.Masked(), other), "give each interface a subnet of its own",
					"Junos: one direct route to a subnet")
			}
			subnets[p.prefix.Masked()] = p.name
		}
	}
}

// multiChassis checks that the halves of a pair can find each other.
func (v *validator) multiChassis() {
	c := v.c
	const source = "Juniper, Multichassis Link Aggregation User Guide"
	peers := map[Addr]bool{}
	for _, p := range c.Protocols.ICCP.Peer {
		peers[p.Address] = true
	}
	if len(peers) > 0 && !c.Protocols.ICCP.LocalIPAddr.IsValid() {
		v.add(CodeIncomplete, "protocols iccp local-ip-addr", "ICCP has peers and no address of its own", "set local-ip-addr", source)
	}
	for _, p := range c.MultiChassis.Protection {
		field := "multi-chassis multi-chassis-protection " + p.Peer.String()
		if !peers[p.Peer] {
			v.add(CodeUndefinedReference, field, "ICCP has no such peer", "use the address of the ICCP peer", source)
		}
		if p.Interface == "" {
			v.add(CodeIncomplete, field+" interface", "there is no link to the peer", "set interface", source)
		}
		name, _, _ := strings.Cut(p.Interface, ".")
		v.refers(field+" interface", "interface", name, v.names.interfaces)
	}
	for i := range c.Interfaces {
		a := &c.Interfaces[i].AggregatedEtherOptions
		if a.MCAE == (MCAE{}) {
			continue
		}
		field := "interfaces " + c.Interfaces[i].Name + " aggregated-ether-options"
		if len(peers) == 0 {
			v.add(CodeIncomplete, "protocols iccp", c.Interfaces[i].Name+" has another half, and ICCP has no peer", "set up ICCP", source)
		}
		for _, need := range []struct {
			ok   bool
			what string
		}{
			{a.MCAE.ID != 0, "mc-ae mc-ae-id"}, {a.MCAE.RedundancyGroup != 0, "mc-ae redundancy-group"}, {a.MCAE.ChassisID.IsSet, "mc-ae chassis-id"},
			{a.MCAE.Mode != 0, "mc-ae mode"}, {a.MCAE.StatusControl != 0, "mc-ae status-control"},
			{a.LACP.SystemID != "", "lacp system-id"}, {a.LACP.AdminKey != 0, "lacp admin-key"},
		} {
			if !need.ok {
				v.add(CodeIncomplete, field+" "+need.what, "half of a multi-chassis aggregate does not say it", "set it", source)
			}
		}
	}
}
