package fabric

import (
	"cmp"
	"slices"

	"github.com/podfabric/podfabric/ipam"
)

// attachment is how a node is cabled, with the default filled in.
func attachment(n *Node, rack *rackPlan) Attachment {
	if n.Attach != nil {
		return n.Attach
	}
	if len(rack.leaves) == 2 {
		return Bond{}
	}
	return SingleHomed{Leaf: rack.leaves[0].Name}
}

func isBond(a Attachment) bool { _, ok := a.(Bond); return ok }

// A cable is one thing plugged into the leaves: a node, or a hypervisor with
// the VLANs of all its machines.
type cable struct {
	name  string
	leaf  string // of a single-homed one; "" for a bond
	vlans []VLAN
	// tagged is set for hypervisors: their port must not change when a machine of
	// a further VLAN arrives.
	tagged bool
	field  path
}

// attach gives nodes and hypervisors their ports and port-channels.
func (p *planner) attach() {
	for _, rack := range p.racks {
		cables := p.cables(rack)
		for _, leaf := range rack.leaves {
			leaf.Ports = slices.Grow(leaf.Ports, len(cables))
			leaf.Channels = slices.Grow(leaf.Channels, len(cables))
		}
		for _, c := range cables {
			if c.leaf != "" || len(rack.leaves) == 1 {
				p.attachSingle(rack, c)
			} else {
				p.attachBond(rack, c)
			}
		}
	}
}

// cables lists what hangs below a rack's leaves, in the order of the design.
func (p *planner) cables(rack *rackPlan) []*cable {
	all := make([]*cable, 0, len(rack.nodes))
	hosts := map[string]*cable{}
	for _, ref := range rack.nodes {
		c := &p.d.Clusters[ref.cluster]
		n := &c.Nodes[ref.node]
		vlan := rack.networkOf(c.Name).vlan
		field := item(at("clusters", ref.cluster), ".nodes", ref.node, ".attach")
		switch a := attachment(n, rack).(type) {
		case Bond:
			all = append(all, &cable{name: n.Name, vlans: []VLAN{vlan}, field: field})
		case SingleHomed:
			all = append(all, &cable{name: n.Name, leaf: a.Leaf, vlans: []VLAN{vlan}, field: field})
		case VM:
			host := hosts[a.Host]
			if host == nil {
				host = &cable{name: a.Host, leaf: a.Leaf, tagged: true, field: field}
				hosts[a.Host] = host
				all = append(all, host)
			}
			if !slices.Contains(host.vlans, vlan) {
				host.vlans = append(host.vlans, vlan)
				slices.Sort(host.vlans)
			}
		}
	}
	return all
}

func (p *planner) attachSingle(rack *rackPlan, c *cable) {
	k := slices.IndexFunc(rack.leaves, func(s *Switch) bool { return s.Name == c.leaf })
	leaf := rack.leaves[max(k, 0)]
	port := p.drawPort(rack.ports, leaf.Name, hostOwner(leaf.Name, c.name), c.field, rack.ports.layout.Nodes)
	leaf.Ports = append(leaf.Ports, Port{Name: port, Use: PortAccess, Peer: c.name, VLANs: c.vlans, Tagged: c.tagged})
}

func (p *planner) attachBond(rack *rackPlan, c *cable) {
	key := ipam.Key{Owner: rackHostOwner(rack.design.Name, c.name), Kind: kindChannel}
	n, err := p.ledger.Number(channelSpace(rack.design.Name), key, p.channels)
	p.lease(c.field, err)
	p.bounded(key, c.field, n, peerLinkChannel+1, lastChannel)
	for _, leaf := range rack.leaves {
		port := p.drawPort(rack.ports, leaf.Name, hostOwner(leaf.Name, c.name), c.field, rack.ports.layout.Nodes)
		leaf.Ports = append(leaf.Ports, Port{Name: port, Use: PortMember, Peer: c.name, Channel: int(n)})
		leaf.Channels = append(leaf.Channels, Channel{
			Number: int(n), VPC: int(n), Peer: c.name, VLANs: c.vlans, Tagged: c.tagged, Members: []string{port},
		})
	}
}

// collect puts the devices into the plan, their ports in order.
func (p *planner) collect() {
	for _, s := range p.switches() {
		slices.SortStableFunc(s.Ports, func(a, b Port) int {
			x, _ := parsePort(s.Platform, a.Name)
			y, _ := parsePort(s.Platform, b.Name)
			return cmp.Compare(x, y)
		})
		slices.SortStableFunc(s.Channels, func(a, b Channel) int { return cmp.Compare(a.Number, b.Number) })
	}
	for _, s := range p.spines {
		p.out.Spines = append(p.out.Spines, *s)
	}
	for _, rack := range p.racks {
		for _, s := range rack.leaves {
			p.out.Leaves = append(p.out.Leaves, *s)
		}
	}
}
