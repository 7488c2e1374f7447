package nxos

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// lastVLAN is the last VLAN that NX-OS hands out unless its reserved block is
// moved.
const lastVLAN = 3967

// isSVI reports whether i is the interface of a VLAN.
func (i *Interface) isSVI() bool { return strings.HasPrefix(i.Name, "Vlan") }

func (i *Interface) isPortChannel() bool { return strings.HasPrefix(i.Name, "port-channel") }

// interfaces checks the VLANs and interfaces.
func (v *validator) interfaces() {
	for _, l := range v.c.VLAN {
		if l.ID > lastVLAN {
			v.warn(CodeReservedVLAN, fmt.Sprintf("vlan %d", l.ID), fmt.Sprintf("%d is above %d, the last that is not reserved", l.ID, lastVLAN),
				"take a lower one, or move the reserved block", sourceGrammar)
		}
	}
	addresses := 0
	for i := range v.c.Interface {
		addresses += len(v.c.Interface[i].IPAddress) + len(v.c.Interface[i].IPv6Address)
	}
	owners := make(map[ownedSubnet]string, addresses)
	for i := range v.c.Interface {
		v.iface(&v.c.Interface[i])
		v.subnets(&v.c.Interface[i], owners)
	}
}

type ownedSubnet struct {
	vrf    string
	subnet Prefix
}

// subnets reports a subnet that another interface of the VRF has.
func (v *validator) subnets(i *Interface, owners map[ownedSubnet]string) {
	for _, list := range [2][]Address{i.IPAddress, i.IPv6Address} {
		for _, a := range list {
			key := ownedSubnet{i.VRFMember, a.Prefix.Masked()}
			owner, taken := owners[key]
			switch {
			case !taken:
				owners[key] = i.Name
			case owner != i.Name:
				v.add(CodeOverlap, "interface "+i.Name, fmt.Sprintf("%s is on interface %s already", key.subnet, owner),
					"a subnet belongs to one interface of a VRF", sourceGrammar)
			}
		}
	}
}

func (v *validator) iface(i *Interface) {
	field := func() string { return "interface " + i.Name }
	v.refer(v.names.vrf, "vrf context", i.VRFMember, field)
	conflict := func(command, detail string) {
		v.add(CodeConflict, field()+": "+command, detail, "leave one of the two out", sourceGrammar)
	}
	if strings.HasPrefix(i.Name, "mgmt") && i.Name != "mgmt0" {
		v.add(CodeInvalidValue, field(), i.Name+" is not the one management port of a switch", "name it mgmt0", sourceGrammar)
	}
	primaries := 0
	for _, a := range i.IPAddress {
		if !a.Secondary {
			primaries++
		}
	}
	if primaries > 1 {
		conflict("ip address", fmt.Sprintf("there are %d primary addresses, of which the device keeps the last", primaries))
	}
	hasAddress := len(i.IPAddress) > 0 || len(i.IPv6Address) > 0
	switch {
	case hasAddress && i.Switchport == Yes:
		conflict("ip address", "a switchport has no address")
	case hasAddress && i.ChannelGroup.Number != 0:
		conflict("ip address", "a member of a port-channel has no address")
	}
	if (i.VPC != 0 || i.VPCPeerLink) && !i.isPortChannel() {
		conflict("vpc", "only a port-channel is a vPC or the peer-link")
	}
	if i.VPC != 0 && i.VPCPeerLink {
		conflict("vpc", "the peer-link is not a vPC")
	}
	if (i.VPC != 0 || i.VPCPeerLink) && v.c.VPCDomain.ID == 0 {
		v.add(CodeIncomplete, field()+": vpc", "there is no vpc domain", "set VPCDomain", sourceGrammar)
	}
	if i.MTU != 0 && strings.HasPrefix(i.Name, "loopback") {
		conflict("mtu", "a loopback has none")
	}
	v.vlan(i.SwitchportAccessVLAN, field)
	v.vlan(i.SwitchportTrunkNativeVLAN, field)
	if i.isSVI() {
		id, err := strconv.ParseUint(strings.TrimPrefix(i.Name, "Vlan"), 10, 12)
		if err != nil || id == 0 || id > 4094 {
			v.add(CodeInvalidValue, field(), "is not the interface of a VLAN from 1 to 4094",
				"name it Vlan and the number of its VLAN, such as Vlan100", sourceGrammar)
		} else {
			v.vlan(fabric.VLAN(id), field)
		}
	}
	v.gateways(i, field)
}

func (v *validator) vlan(id fabric.VLAN, field func() string) {
	if id != 0 && !v.names.vlan[uint16(id)] {
		v.add(CodeUndefinedReference, field(), fmt.Sprintf("vlan %d does not exist", id), "add it to VLAN", sourceGrammar)
	}
}

// gateways checks the addresses that the interface shares.
func (v *validator) gateways(i *Interface, field func() string) {
	shared := func(path string, ipv6 bool, addrs ...Addr) {
		for _, a := range addrs {
			if a == (Addr{}) {
				continue
			}
			if a.Is4() == ipv6 {
				v.add(CodeConflict, path, fmt.Sprintf("%s is of the other address family", a),
					"share it in a group of its own family", sourceGrammar)
			} else if !a.IsLinkLocalUnicast() && !i.onSubnet(a) {
				v.add(CodeConflict, path, fmt.Sprintf("%s is not a host of a subnet of the interface", a),
					"take a free address of the subnet", sourceGrammar)
			}
		}
	}
	for _, g := range i.HSRP {
		path := field() + ": hsrp " + strconv.Itoa(int(g.Group))
		if g.IPv6 && i.HSRPVersion != 2 || g.Group > 255 && i.HSRPVersion != 2 {
			v.add(CodeConflict, path, fmt.Sprintf("group %d in version %d: IPv6 and groups above 255 need version 2", g.Group, max(i.HSRPVersion, 1)), "set HSRPVersion to 2", sourceGrammar)
		}
		if !g.IP.IsValid() && !g.IPAutoconfig {
			v.add(CodeIncomplete, path, "the group has no address", "set IP", sourceGrammar)
		}
		shared(path, g.IPv6, g.IP)
		shared(path, g.IPv6, g.IPSecondary...)
	}
	for _, g := range i.VRRP {
		path := field() + ": vrrp " + strconv.Itoa(int(g.Group))
		if !g.Address.IsValid() {
			v.add(CodeIncomplete, path, "the group has no address", "set Address", sourceGrammar)
		}
		shared(path, false, g.Address)
		shared(path, false, g.AddressSecondary...)
	}
	for _, g := range i.VRRPv3 {
		path := field() + ": vrrpv3 " + strconv.Itoa(int(g.Group))
		if !g.Address.IsValid() {
			v.add(CodeIncomplete, path, "the group has no address", "set Address", sourceGrammar)
		}
		if g.IPv6 && g.Address.IsValid() && !g.Address.IsLinkLocalUnicast() {
			v.add(CodeConflict, path, fmt.Sprintf("%s is not link-local, as the primary address of an IPv6 group is", g.Address),
				"set a link-local Address, and put this one into AddressSecondary", "RFC 5798 5.2.9")
		}
		shared(path, g.IPv6, g.Address)
		shared(path, g.IPv6, g.AddressSecondary...)
	}
}

// onSubnet reports whether a is a host of one of i's subnets other than i itself.
func (i *Interface) onSubnet(a Addr) bool {
	on := false
	for _, list := range [2][]Address{i.IPAddress, i.IPv6Address} {
		for _, own := range list {
			if own.Prefix.Addr() == a {
				return false
			}
			on = on || own.Prefix.Contains(a)
		}
	}
	return on
}
