package fabric

import (
	"cmp"
	"net/netip"
	"slices"
	"strings"
)

// cluster plans every cluster: nodes, their ports, their sessions and filters.
func (p *planner) cluster() {
	for i := range p.d.Clusters {
		c := &p.d.Clusters[i]
		field := at("clusters", i)
		out := PlannedCluster{
			Name: c.Name, CNI: c.CNI, Kubernetes: c.Kubernetes, Scheme: c.AS,
			Pods: namedPods(c), Services: c.Services, DefaultOnly: c.DownwardDefault,
			Terms: c.Session, Unfiltered: c.Filters.Off,
		}
		switch scheme := c.AS.(type) {
		case ASPerRack:
			// Between different AS the leaf is the next hop anyway.
			out.NextHopSelf = c.NextHopSelf
		case ASPerCluster:
			out.AS = scheme.AS
		case ASPerServer:
		}
		if calico, ok := c.CNI.(Calico); ok {
			out.LooseNodeFilters = !calico.Version.AtLeast(3, 29)  // BGPFilter prefixLength
			out.TransitUnfiltered = !calico.Version.AtLeast(3, 27) // BGPFilter source
		}
		p.planNodes(c, field, &out)
		p.planRacks(c, i, &out)
		out.Announce = announced(c, out.Pods)
		out.Learn = p.learned(c, &out)
		p.out.Clusters = append(p.out.Clusters, out)
	}
	// By name: a leaf's text does not depend on the order of the clusters.
	order := make([]int, len(p.d.Clusters))
	for i := range order {
		order[i] = i
	}
	slices.SortFunc(order, func(i, j int) int { return strings.Compare(p.d.Clusters[i].Name, p.d.Clusters[j].Name) })
	for _, i := range order {
		p.group(&p.d.Clusters[i], i, &p.out.Clusters[i])
		p.sessions(&p.out.Clusters[i])
	}
	p.attach()
}

// namedPods fills in names and block lengths. A name is made of the prefix, so
// that it stays when pools are added or reordered.
func namedPods(c *Cluster) []PodPool {
	pods := slices.Clone(c.Pods)
	for i := range pods {
		pool := &pods[i]
		pool.Block = pool.BlockLength()
		if pool.Name == "" {
			pool.Name = c.Name + "-" + dashed(pool.Prefix)
		}
	}
	return pods
}

func (p *planner) planNodes(c *Cluster, field string, out *PlannedCluster) {
	scheme, isPerServer := c.AS.(ASPerServer)
	perServer := serverPool(c, scheme)
	out.Nodes = slices.Grow(out.Nodes, len(c.Nodes))
	for j := range c.Nodes {
		n := &c.Nodes[j]
		rack := p.rackOf[n.Rack]
		net := rack.networkOf(c.Name)
		node := PlannedNode{
			Name: n.Name, Rack: n.Rack, Interface: "bond0", DefaultRoute: c.DefaultRoute,
			Labels: n.labels(),
		}
		if !isBond(attachment(n, rack)) {
			node.Interface = "eth0"
		}
		switch {
		case isPerServer && n.AS != 0:
			node.AS = n.AS
		case isPerServer:
			node.AS = p.drawAS(nodeOwner(c.Name, n.Name), item(field, ".nodes", j, ".as"), perServer)
		case out.AS != 0:
			node.AS = out.AS
		default:
			node.AS = rack.as
		}
		for _, f := range c.families() {
			subnet := net.subnet.Of(f)
			if !subnet.IsValid() {
				continue
			}
			a := p.drawAddr(nodeKey(c.Name, n.Name, f), item(field, ".nodes", j, ".address"), n.Address.Of(f), net.hosts[f])
			if !a.IsValid() {
				continue
			}
			node.Addresses = node.Addresses.With(prefixOf(a, subnet.Bits()))
			if c.DefaultRoute == DefaultViaGateway {
				node.Gateway = node.Gateway.With(net.gateway.Of(f))
			}
		}
		out.Nodes = append(out.Nodes, node)
	}
}

// planRacks says what the cluster's nodes have in common in every rack.
func (p *planner) planRacks(c *Cluster, index int, out *PlannedCluster) {
	for _, rack := range p.racks {
		if !slices.ContainsFunc(rack.nodes, func(ref rackNode) bool { return ref.cluster == index }) {
			continue
		}
		net := rack.networkOf(c.Name)
		cr := ClusterRack{Rack: rack.design.Name, Label: rack.design.Name, VLAN: net.vlan}
		for _, f := range c.families() {
			if s := net.subnet.Of(f); s.IsValid() {
				cr.Subnet = cr.Subnet.With(s.Masked())
			}
		}
		for k, leaf := range rack.leaves {
			peer := LeafPeer{Leaf: leaf.Name, AS: leaf.AS}
			for f := range cr.Subnet.All() {
				peer.Address = peer.Address.With(net.leaves[k].Of(f))
			}
			cr.Leaves = append(cr.Leaves, peer)
		}
		out.Racks = append(out.Racks, cr)
	}
}

// announced is what a node of the cluster may send to its leaves.
func announced(c *Cluster, pods []PodPool) []Accept {
	var rules []Accept
	strict := false
	if calico, ok := c.CNI.(Calico); ok {
		strict = calico.StrictAffinity
	}
	for _, pool := range pods {
		// Without strict affinity a node also announces single addresses that it
		// borrowed from another node's block.
		most := pool.Prefix.Addr().BitLen()
		if strict {
			most = pool.Block
		}
		rules = append(rules, Accept{
			Why: pool.Name, Prefix: pool.Prefix, Min: pool.Block, Max: most,
			Communities: pool.Communities, LocalPreference: pool.LocalPreference,
		})
	}
	rules = append(rules, within("services", c.Services.All())...)
	return append(rules, within("from-nodes", c.Filters.FromNodes)...)
}

// learned is what a node of the cluster may take from its leaves.
func (p *planner) learned(c *Cluster, out *PlannedCluster) []Accept {
	if c.DownwardDefault {
		var rules []Accept
		for _, f := range c.families() {
			rules = append(rules, Accept{Why: "default", Prefix: prefixOf(unspecified(f), 0)})
		}
		return rules
	}
	var rules []Accept
	for _, r := range announced(c, out.Pods) {
		r.Communities, r.LocalPreference = nil, 0
		rules = append(rules, r)
	}
	others := len(rules)
	for _, rack := range out.Racks {
		for f, subnet := range rack.Subnet.All() {
			// The subnets drawn from a pool are one rule, so that a further rack changes
			// no filter.
			rule := Accept{Why: "node-subnets", Prefix: subnet, Min: subnet.Bits(), Max: subnet.Bits()}
			if pool := p.d.Pools.NodeSubnets.Of(f); pool.IsValid() && pool.Bits() <= subnet.Bits() && pool.Contains(subnet.Addr()) {
				rule.Prefix = pool.Masked()
			}
			if !slices.ContainsFunc(rules, func(r Accept) bool { return r.Prefix == rule.Prefix && r.Min == rule.Min && r.Max == rule.Max }) {
				rules = append(rules, rule)
			}
		}
	}
	slices.SortFunc(rules[others:], func(a, b Accept) int {
		return cmp.Or(a.Prefix.Compare(b.Prefix), cmp.Compare(a.Min, b.Min))
	})
	return append(rules, within("to-nodes", c.Filters.ToNodes)...)
}

// within accepts ranges with every prefix inside them.
func within(why string, ranges []Prefix) []Accept {
	var rules []Accept
	for _, r := range ranges {
		rules = append(rules, Accept{Why: why, Prefix: r.Masked(), Min: r.Bits(), Max: r.Addr().BitLen()})
	}
	return rules
}

func unspecified(f Family) Addr {
	if f == IPv6 {
		return netip.IPv6Unspecified()
	}
	return netip.IPv4Unspecified()
}
