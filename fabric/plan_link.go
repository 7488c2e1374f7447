package fabric

import (
	"slices"
)

// link makes the routed links and their sessions: one link from every leaf to
// every spine.
func (p *planner) link() {
	leaves := len(p.switches()) - len(p.spines)
	for _, spine := range p.spines {
		spine.Ports = slices.Grow(spine.Ports, leaves)
	}
	for _, rack := range p.racks {
		for j, leaf := range rack.leaves {
			design := &rack.design.Leaves[j]
			leaf.PathsExternal = orDefault(p.ip.ECMP.Uplinks, 64)
			leaf.Ports = slices.Grow(leaf.Ports, len(p.spines))
			own := at(rack.field+".leaves", j)
			for i, spine := range p.spines {
				var pinned Uplink
				field := own
				if k := slices.IndexFunc(design.Uplinks, func(u Uplink) bool { return u.Spine == spine.Name }); k >= 0 {
					pinned = design.Uplinks[k]
					field = at(own+".uplinks", k)
				}
				p.linkOne(field, rack, i, leaf, pinned)
			}
		}
	}
}

func (p *planner) linkOne(field string, rack *rackPlan, i int, leaf *Switch, pinned Uplink) {
	spine, ports := p.spines[i], p.spinePorts[i]
	l := Link{
		Leaf:  LinkEnd{Device: leaf.Name, Port: pinned.Port},
		Spine: LinkEnd{Device: spine.Name, Port: pinned.SpinePort},
	}
	if l.Leaf.Port == "" {
		l.Leaf.Port = p.drawPort(rack.ports, leaf.Name, linkOwner(leaf.Name, spine.Name), under(field, ".port"), rack.ports.layout.Uplinks)
	}
	if l.Spine.Port == "" {
		l.Spine.Port = p.drawPort(ports, spine.Name, linkOwner(spine.Name, leaf.Name), under(field, ".spinePort"), ports.layout.Leaves)
	}
	for _, f := range p.families {
		subnet := p.drawLink(linkKey(leaf.Name, spine.Name, f), under(field, ".subnet"), pinned.Subnet.Of(f), f)
		if !subnet.IsValid() {
			continue
		}
		first := firstHost(subnet)
		l.Subnet = l.Subnet.With(subnet.Masked())
		l.Leaf.Address = l.Leaf.Address.With(first)
		l.Spine.Address = l.Spine.Address.With(first.Next())
		p.out.Sessions = append(p.out.Sessions, Session{
			Kind: SessionLink, Family: f, Terms: p.ip.Session,
			A: End{Device: spine.Name, AS: spine.AS, Address: first.Next(), Interface: l.Spine.Port, Dials: true},
			B: End{Device: leaf.Name, AS: leaf.AS, Address: first, Interface: l.Leaf.Port, Dials: true},
		})
	}
	p.out.Links = append(p.out.Links, l)
	leaf.Ports = append(leaf.Ports, Port{
		Name: l.Leaf.Port, Use: PortRouted, Peer: spine.Name, PeerPort: l.Spine.Port,
		Addresses: withLengths(l.Leaf.Address, l.Subnet),
	})
	spine.Ports = append(spine.Ports, Port{
		Name: l.Spine.Port, Use: PortRouted, Peer: leaf.Name, PeerPort: l.Leaf.Port,
		Addresses: withLengths(l.Spine.Address, l.Subnet),
	})
}

// withLengths gives addresses the lengths of their subnets.
func withLengths(a Addrs, subnets Prefixes) Prefixes {
	var p Prefixes
	for f, addr := range a.All() {
		p = p.With(prefixOf(addr, subnets.Of(f).Bits()))
	}
	return p
}
