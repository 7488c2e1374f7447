package frr

import (
	"fmt"
	"slices"
)

type ownedSubnet struct {
	vrf    string
	subnet Prefix
}

// interfaces checks the interfaces and what they share.
func (v *validator) interfaces() {
	owners := map[ownedSubnet]string{}
	for i := range v.c.Interface {
		n := &v.c.Interface[i]
		for _, a := range slices.Concat(n.IPAddress, n.IPv6Address) {
			key := ownedSubnet{n.VRF, a.Masked()}
			owner, taken := owners[key]
			switch {
			case !taken:
				owners[key] = n.Name
			case owner != n.Name:
				v.add(CodeOverlap, "interface "+n.Name, fmt.Sprintf("%s is on interface %s already", key.subnet, owner),
					"a subnet belongs to one interface of a VRF", sourceGrammar)
			}
		}
		for j := range n.VRRP {
			v.vrrp(n, &n.VRRP[j])
		}
	}
	for _, x := range v.c.VRF {
		for _, r := range slices.Concat(x.IPRoute, x.IPv6Route) {
			v.routeTo(&r, "vrf "+x.Name+": ")
		}
	}
	for _, r := range slices.Concat(v.c.IPRoute, v.c.IPv6Route) {
		v.routeTo(&r, "")
	}
}

// routeTo checks the VRF of a static route's next hop.
func (v *validator) routeTo(r *Route, path string) {
	if r.NextHopVRF != "default" {
		v.refer(v.names.vrf, "vrf", r.NextHopVRF, func() string { return fmt.Sprintf("%sip route %s", path, r.Prefix) })
	}
}

// vrrp checks a group of an interface.
func (v *validator) vrrp(i *Interface, g *VRRP) {
	field := fmt.Sprintf("interface %s: vrrp %d", i.Name, g.Group)
	if len(g.IP)+len(g.IPv6) == 0 {
		v.add(CodeIncomplete, field, "the group has no address", "set IP or IPv6", sourceGrammar)
	}
	if g.Version == 2 && len(g.IPv6) > 0 {
		v.add(CodeConflict, field, fmt.Sprintf("%d IPv6 addresses in version 2, which has none", len(g.IPv6)), "use version 3", "RFC 5798: version 3 is that of IPv6")
	}
	for _, a := range slices.Concat(g.IP, g.IPv6) {
		if !a.IsLinkLocalUnicast() && !i.onSubnet(a) {
			v.add(CodeConflict, field, fmt.Sprintf("%s is not a host of a subnet of the interface", a),
				"take a free address of the subnet", sourceGrammar)
		}
	}
}

// onSubnet reports whether a is a host of one of i's subnets other than i itself.
func (i *Interface) onSubnet(a Addr) bool {
	on := false
	for _, own := range slices.Concat(i.IPAddress, i.IPv6Address) {
		if own.Addr() == a {
			return false
		}
		on = on || own.Contains(a)
	}
	return on
}
