package junos

import (
	"fmt"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

const sourceGroup = "Juniper, group (Protocols BGP)"

// bgp checks one process.
func (v *validator) bgp(path string, o *RoutingOptions, b *BGP) {
	if len(b.Group) == 0 {
		return
	}
	own := v.ownAS(path, o, b)
	path += "protocols bgp"
	v.peering(path, &b.Peering)
	addresses := set{}
	hold := uint32(defaultHold)
	balanced := (&lift{c: v.c, refused: set{}}).width() > 1
	for i := range b.Group {
		g := &b.Group[i]
		field := path + " group " + g.Name
		v.group(field, b, g)
		v.peering(field, &g.Peering)
		for j := range g.Neighbor {
			n := &g.Neighbor[j]
			at := field + " neighbor " + n.Address.String()
			if addresses[n.Address.String()] {
				v.add(CodeConflict, at, "the address is a neighbor of another group as well", "keep one of them", sourceGroup)
			}
			addresses[n.Address.String()] = true
			v.peering(at, &n.Peering)
			p := b.peering(g, n)
			v.system(at, own, g, &p)
			if p.HoldTime.IsSet && p.HoldTime.Value != 0 {
				hold = min(hold, p.HoldTime.Value)
			}
		}
		p := b.peering(g, nil)
		if len(g.Allow)+len(g.DynamicNeighbor) > 0 && g.PeerASList == "" {
			v.system(field, own, g, &p)
		}
		if p.Multipath.On && !p.Multipath.Disable && !balanced {
			v.warn(CodeIncomplete, field+" multipath", "the paths share the routing table, and the forwarding table is given one of them",
				"export a policy with `then load-balance per-packet` under routing-options forwarding-table", "Juniper, load-balance per-packet; forwarding-table export")
		}
		v.defaults(field, g, &p)
	}
	if hold < 20 && !b.PrecisionTimers {
		v.warn(CodeIncomplete, path+" precision-timers", fmt.Sprintf("the hold time of a peer is %d seconds", hold),
			"set precision-timers, so that keepalives are sent when the process is busy", "Juniper, hold-time: below 20 seconds precision-timers are recommended")
	}
}

// ownAS is the AS that the process runs in.
func (v *validator) ownAS(path string, o *RoutingOptions, b *BGP) fabric.ASN {
	as := o.AutonomousSystem.AS
	if as == 0 {
		as = v.c.RoutingOptions.AutonomousSystem.AS
	}
	if as == 0 {
		v.add(CodeIncomplete, path+"routing-options autonomous-system", "BGP runs, and the switch has no AS of its own: a local AS is one beside it",
			"set autonomous-system", "Juniper, local-as: you must configure an AS number before you specify the local-as number")
		as = (&lift{c: v.c}).ownAS(o, b)
	}
	return as
}

// group checks what only a group can say.
func (v *validator) group(field string, b *BGP, g *Group) {
	if g.Type == 0 {
		v.add(CodeIncomplete, field+" type", "the group is neither external nor internal", "set its type", "Juniper, type (Protocols BGP)")
	}
	p := b.peering(g, nil)
	if len(g.Allow) > 0 && p.AuthenticationKey.IsSet() {
		v.add(CodeConflict, field+" allow", "peers dial in, and the group has a key", "use dynamic-neighbor with a key of its own, or neighbors one by one",
			"Juniper, allow: you cannot define a BGP group with dynamic peers with authentication enabled")
	}
	if len(g.DynamicNeighbor) > 0 && p.AuthenticationKey.IsSet() {
		v.add(CodeConflict, field+" dynamic-neighbor", "peers dial in, and the group has a key", "move the key to dynamic-neighbor",
			"Juniper, allow: you cannot define a BGP group with dynamic peers with authentication enabled")
	}
	for _, d := range g.DynamicNeighbor {
		if len(d.Allow) == 0 {
			v.add(CodeIncomplete, field+" dynamic-neighbor "+d.Name, "nobody may dial in", "set allow", sourceGroup)
		}
	}
	if g.PeerASList != "" {
		v.refers(field+" peer-as-list", "as-list", g.PeerASList, v.names.asLists)
		if len(g.Allow)+len(g.DynamicNeighbor) == 0 {
			v.add(CodeConflict, field+" peer-as-list", "the list is for peers that dial in, and the group has none", "set peer-as at the neighbors",
				"Juniper/yang, 23.4R1: peer autonomous systems for unconfigured neighbors")
		}
	}
	if len(g.Neighbor)+len(g.Allow)+len(g.DynamicNeighbor) == 0 {
		v.warn(CodeIncomplete, field, "the group has no peers", "add some, or take it out", sourceGroup)
	}
	if g.Type == Internal && p.ASOverride {
		v.add(CodeConflict, field+" as-override", "peers of the own AS have no AS to override", "take it out, or make the group external", "Juniper, as-override: external peers")
	}
	if g.Type == External && p.ASOverride && !p.AdvertisePeerAS {
		v.warn(CodeSharedAS, field+" as-override", "the switch overrides the peers' AS, and still does not send them what it learned from peers of that AS",
			"set advertise-peer-as as well", "Juniper, advertise-peer-as: the default suppresses routes of the peer's AS")
	}
	if g.Type == External && !p.AdvertisePeerAS && v.shares(b, g) {
		v.warn(CodeSharedAS, field+" advertise-peer-as",
			"several peers are of one AS: the switch sends none of them what it learned from another, and they would reject their own AS in a path",
			"set advertise-peer-as and as-override, where they are to reach each other by these routes", "Juniper, advertise-peer-as, as-override; RFC 4271 9.1.2")
	}
}

// shares reports whether the group has peers that are in one AS, but for those at the
// other ends of point-to-point links, such as spines, which reach each other without
// this switch.
func (v *validator) shares(b *BGP, g *Group) bool {
	if p := b.peering(g, nil); p.PeerAS != 0 && len(g.Allow)+len(g.DynamicNeighbor) > 0 {
		return true // as many as dial in
	}
	seen := map[fabric.ASN]bool{}
	for i := range g.Neighbor {
		p := b.peering(g, &g.Neighbor[i])
		if p.PeerAS == 0 || v.pointToPoint(g.Neighbor[i].Address) {
			continue
		}
		if seen[p.PeerAS] {
			return true
		}
		seen[p.PeerAS] = true
	}
	return false
}

// pointToPoint reports whether an address is in a connected subnet of two hosts.
func (v *validator) pointToPoint(a Addr) bool {
	for i := range v.c.Interfaces {
		for j := range v.c.Interfaces[i].Unit {
			u := &v.c.Interfaces[i].Unit[j]
			for _, list := range [2][]Address{u.Inet.Address, u.Inet6.Address} {
				for _, own := range list {
					if own.Prefix.Contains(a) && own.Prefix.Addr().BitLen()-own.Prefix.Bits() <= 2 {
						return true
					}
				}
			}
		}
	}
	return false
}

// system checks the AS that peers are in.
func (v *validator) system(field string, own fabric.ASN, g *Group, p *Peering) {
	shown := own
	if p.LocalAS.AS != 0 {
		shown = p.LocalAS.AS
	}
	switch {
	case g.Type == External && p.PeerAS == 0:
		v.add(CodeIncomplete, field+" peer-as", "an external peer has no AS", "set peer-as at the neighbor or its group", "Juniper, peer-as: required for external peers")
	case g.Type == External && p.PeerAS == shown:
		v.add(CodeConflict, field+" peer-as", fmt.Sprintf("an external peer is in AS %s, as the switch is", p.PeerAS), "make the group internal, or correct the AS", sourceGroup)
	case g.Type == Internal && p.PeerAS != 0 && p.PeerAS != shown:
		v.add(CodeConflict, field+" peer-as", fmt.Sprintf("an internal peer is in AS %s, and the switch in AS %s", p.PeerAS, shown),
			"make the group external, or leave out peer-as", sourceGroup)
	}
}

// peering checks what all three levels can say.
func (v *validator) peering(field string, p *Peering) {
	v.chain(field+" import", p.Import)
	v.chain(field+" export", p.Export)
	if p.AdvertisePeerAS && p.NoAdvertisePeerAS {
		v.add(CodeConflict, field+" advertise-peer-as", "advertise-peer-as and no-advertise-peer-as exclude one another", "keep one of them", sourceGrammar)
	}
	for _, l := range []struct {
		name string
		l    PrefixLimit
	}{
		{"inet unicast prefix-limit", p.Inet.PrefixLimit}, {"inet6 unicast prefix-limit", p.Inet6.PrefixLimit},
		{"inet unicast accepted-prefix-limit", p.Inet.AcceptedPrefixLimit}, {"inet6 unicast accepted-prefix-limit", p.Inet6.AcceptedPrefixLimit},
	} {
		if l.l.Teardown.On && l.l.Maximum == 0 {
			v.add(CodeIncomplete, field+" family "+l.name, "the session is torn down at a limit that is not said", "set maximum", "Juniper, prefix-limit")
		}
	}
	if b := p.BFD; b != (BFD{}) && !b.IsSet() {
		v.add(CodeIncomplete, field+" bfd-liveness-detection", "BFD has no interval", "set minimum-interval", "Juniper, bfd-liveness-detection (Protocols BGP)")
	}
	if p.LocalAddress.IsValid() && !v.has(p.LocalAddress) {
		v.add(CodeUndefinedReference, field+" local-address", fmt.Sprintf("no interface has the address %v, so the session stays down", p.LocalAddress),
			"use an address of the switch, not a shared one", "Juniper, local-address (Protocols BGP)")
	}
}

// has reports whether an interface has an address.
func (v *validator) has(a Addr) bool {
	for i := range v.c.Interfaces {
		for j := range v.c.Interfaces[i].Unit {
			u := &v.c.Interfaces[i].Unit[j]
			for _, list := range [2][]Address{u.Inet.Address, u.Inet6.Address} {
				for _, own := range list {
					if own.Prefix.Addr() == a {
						return true
					}
				}
			}
		}
	}
	return false
}

// defaults warns where BGP's own defaults decide about the routes of external peers.
func (v *validator) defaults(field string, g *Group, p *Peering) {
	if g.Type == Internal || len(g.Neighbor)+len(g.Allow)+len(g.DynamicNeighbor) == 0 {
		return
	}
	what := func(chain []string) string {
		if len(chain) == 0 {
			return "no policy is applied: BGP "
		}
		return "no term of " + strings.Join(chain, ", ") + " decides about all routes: what is left, BGP "
	}
	if !v.c.decided(p.Import) {
		v.warn(CodeDefaultPolicy, field+" import", what(p.Import)+"accepts",
			"end the last policy with `then reject`, or with `then accept` where that is meant", sourceDefaults)
	}
	if !v.c.decided(p.Export) {
		v.warn(CodeDefaultPolicy, field+" export", what(p.Export)+"sends where it learned it, and not where it is direct or static",
			"accept the switch's own subnets from protocol direct, and end with `then reject`", sourceDefaults)
	}
}
