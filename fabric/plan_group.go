package fabric

import "slices"

// group gives every leaf below which the cluster has nodes its terms towards
// them.
func (p *planner) group(c *Cluster, index int, out *PlannedCluster) {
	// All leaves share the rules: nobody changes a plan.
	var announce, learn [2][]Accept
	for _, f := range Families() {
		announce[f], learn[f] = ofFamily(out.Announce, f), ofFamily(out.Learn, f)
	}
	for _, cr := range out.Racks {
		rack := p.rackOf[cr.Rack]
		for k, leaf := range rack.leaves {
			for f, subnet := range cr.Subnet.All() {
				g := NodeGroup{
					Cluster: c.Name, Family: f, VLAN: cr.VLAN, Subnet: subnet,
					Address:     cr.Leaves[k].Address.Of(f),
					NextHopSelf: out.NextHopSelf, DefaultOnly: c.DownwardDefault,
					Listen: c.Peering == PeerBySubnet, Terms: c.Session,
					Unfiltered: c.Filters.Off,
				}
				for j := range rack.nodesOf(index) {
					g.RemoteAS = append(g.RemoteAS, out.Nodes[j].AS)
					g.Peers++
				}
				slices.Sort(g.RemoteAS)
				g.RemoteAS = slices.Compact(g.RemoteAS)
				if g.Listen {
					g.MaxPeers = hostsIn(subnet)
				}
				switch c.AS.(type) {
				case ASPerRack:
					g.Reflect = true
				case ASPerCluster:
					g.SharedAS = true
				case ASPerServer:
				}
				g.Import = announce[f]
				if !c.DownwardDefault {
					g.Export = learn[f]
				}
				leaf.Groups = append(leaf.Groups, g)
				paths := orDefault(p.ip.ECMP.Nodes, 64)
				if g.Reflect {
					leaf.PathsInternal = max(leaf.PathsInternal, paths)
				} else {
					leaf.PathsExternal = max(leaf.PathsExternal, paths)
				}
			}
		}
	}
}

func ofFamily(rules []Accept, f Family) []Accept {
	var of []Accept
	for _, r := range rules {
		if FamilyOf(r.Prefix.Addr()) == f {
			of = append(of, r)
		}
	}
	return of
}

// sessions makes the sessions of the cluster's nodes, one to each leaf of the
// rack in each family.
func (p *planner) sessions(out *PlannedCluster) {
	byRack := map[string]*ClusterRack{}
	for i := range out.Racks {
		byRack[out.Racks[i].Rack] = &out.Racks[i]
	}
	for j := range out.Nodes {
		n := &out.Nodes[j]
		cr := byRack[n.Rack]
		rack := p.rackOf[n.Rack]
		for k, peer := range cr.Leaves {
			for f, own := range n.Addresses.All() {
				group := rack.leaves[k].group(out.Name, f)
				p.out.Sessions = append(p.out.Sessions, Session{
					Kind: SessionNode, Family: f, Terms: out.Terms, Cluster: out.Name, Group: group,
					A: End{
						Device: peer.Leaf, AS: peer.AS, Address: peer.Address.Of(f),
						Interface: rack.leaves[k].VLANInterface(cr.VLAN), Dials: !rack.leaves[k].Groups[group].Listen,
					},
					B: End{Device: n.Name, AS: n.AS, Address: own.Addr(), Interface: n.Interface, Dials: true},
				})
			}
		}
	}
}

// group returns the index of a leaf's terms towards a cluster, or -1.
func (s *Switch) group(cluster string, f Family) int {
	for i := range s.Groups {
		if s.Groups[i].Cluster == cluster && s.Groups[i].Family == f {
			return i
		}
	}
	return -1
}

// hostsIn is how many hosts a subnet holds besides its gateway, at most what a
// dynamic neighbor takes (Cisco NX-OS: maximum-peers 1 to 1000).
func hostsIn(subnet Prefix) int {
	const most = 1000
	bits := subnet.Addr().BitLen() - subnet.Bits()
	if bits > 10 {
		return most
	}
	return min(max(1<<bits-3, 1), most)
}
