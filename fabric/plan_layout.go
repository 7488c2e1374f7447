package fabric

import "slices"

// layOut makes the empty devices, racks and networks, before anything is given
// an address or a number.
func (p *planner) layOut() {
	for i := range p.ip.Spines {
		s := &p.ip.Spines[i]
		p.spines = append(p.spines, p.newSwitch(s.Name, RoleSpine, "", s.Switches))
		p.spinePorts = append(p.spinePorts, p.portsOf(s.Switches, s.Ports))
	}
	for i := range p.d.Racks {
		design := &p.d.Racks[i]
		rack := &rackPlan{design: design, field: at("racks", i), ports: p.portsOf(design.Switches, design.Ports)}
		for j := range design.Leaves {
			rack.leaves = append(rack.leaves, p.newSwitch(design.Leaves[j].Name, RoleLeaf, design.Name, design.Switches))
		}
		own := &network{
			design: &design.Network, field: rack.field, owner: rackOwner(design.Name), name: "k8s-nodes",
		}
		for j := range design.Leaves {
			own.pins = append(own.pins, design.Leaves[j].Address)
		}
		rack.networks = append(rack.networks, own)
		p.racks = append(p.racks, rack)
		p.rackOf[design.Name] = rack
	}
	for i := range p.d.Clusters {
		c := &p.d.Clusters[i]
		for j := range c.Nodes {
			rack := p.rackOf[c.Nodes[j].Rack]
			rack.nodes = append(rack.nodes, rackNode{i, j})
		}
		for j := range c.Networks {
			cn := &c.Networks[j]
			rack := p.rackOf[cn.Rack]
			net := &network{
				design:  &cn.Network,
				field:   at(at("clusters", i)+".networks", j),
				owner:   clusterRack(c.Name, cn.Rack),
				name:    c.Name,
				cluster: c.Name,
				pins:    make([]Addrs, len(rack.leaves)),
			}
			for k := range rack.leaves {
				at := slices.IndexFunc(cn.Leaves, func(l LeafAddress) bool { return l.Leaf == rack.leaves[k].Name })
				if at >= 0 {
					net.pins[k] = cn.Leaves[at].Address
				}
			}
			rack.networks = append(rack.networks, net)
		}
	}
	p.families = p.d.families()
	all := p.switches()
	for _, s := range all {
		s.Families = p.families
	}
	leaves, nodes := len(all)-len(p.spines), 0
	for _, rack := range p.racks {
		nodes += len(rack.nodes) * len(rack.leaves)
	}
	p.out.Links = make([]Link, 0, leaves*len(p.spines))
	p.out.Sessions = make([]Session, 0, (leaves*len(p.spines)+nodes)*len(p.families))
}

func (p *planner) newSwitch(name string, role Role, rack string, own Platform) *Switch {
	s := &Switch{
		Name: name, Role: role, Rack: rack,
		Platform: p.ip.platformOf(own), MTU: p.ip.MTU,
		RelaxMultipath: true, CompareRouterID: true, Uplink: p.ip.Session,
	}
	if s.MTU == 0 {
		s.MTU = p.defaultMTU
	}
	return s
}

func (p *planner) switches() []*Switch {
	all := slices.Clone(p.spines)
	for _, rack := range p.racks {
		all = append(all, rack.leaves...)
	}
	return all
}

// networkOf returns the network that a cluster's nodes use in a rack.
func (rack *rackPlan) networkOf(cluster string) *network {
	for _, n := range rack.networks {
		if n.cluster == cluster {
			return n
		}
	}
	return rack.networks[0]
}

// families are those that any pod pool or node network of the design has.
func (d *Design) families() []Family {
	var has [2]bool
	for i := range d.Clusters {
		for _, f := range d.Clusters[i].families() {
			has[f] = true
		}
	}
	for i := range d.Racks {
		for f := range d.Racks[i].NodeSubnet.All() {
			has[f] = true
		}
	}
	return slices.DeleteFunc([]Family{IPv4, IPv6}, func(f Family) bool { return !has[f] })
}

// families are those of the cluster's pod pools.
func (c *Cluster) families() []Family {
	var has [2]bool
	for i := range c.Pods {
		if f, ok := c.Pods[i].family(); ok {
			has[f] = true
		}
	}
	return slices.DeleteFunc([]Family{IPv4, IPv6}, func(f Family) bool { return !has[f] })
}

// networkFamilies are those that a node network of a rack needs: what it pins and
// what the clusters on it have.
func (p *planner) networkFamilies(rack *rackPlan, net *network) []Family {
	var has [2]bool
	for f := range net.design.NodeSubnet.All() {
		has[f] = true
	}
	for i := range p.d.Clusters {
		c := &p.d.Clusters[i]
		if rack.networkOf(c.Name) != net {
			continue
		}
		for range rack.nodesOf(i) {
			for _, f := range c.families() {
				has[f] = true
			}
			break
		}
	}
	return slices.DeleteFunc([]Family{IPv4, IPv6}, func(f Family) bool { return !has[f] })
}
