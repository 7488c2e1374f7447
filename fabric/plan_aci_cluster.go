package fabric

import (
	"fmt"
	"hash/fnv"
	"slices"
	"strings"
)

// clustersACI plans the clusters: nodes, their sessions, and what passes.
func (p *planner) clustersACI(outs []*outPlan) {
	for i := range p.d.Clusters {
		c := &p.d.Clusters[i]
		out := PlannedCluster{
			Name: c.Name, CNI: c.CNI, Kubernetes: c.Kubernetes, Scheme: c.AS,
			Pods: namedPods(c), Services: c.Services, Terms: c.sessionTerms(), Unfiltered: c.Filters.Off,
		}
		if scheme, ok := c.AS.(ASPerCluster); ok {
			out.AS = scheme.AS
		}
		if calico, ok := c.CNI.(Calico); ok {
			out.LooseNodeFilters = !calico.Version.AtLeast(3, 29)  // BGPFilter prefixLength
			out.TransitUnfiltered = !calico.Version.AtLeast(3, 27) // BGPFilter source
		}
		out.Announce = announced(c, out.Pods)
		out.Learn = learnedACI(c, out.Pods, outs, i)
		p.out.Clusters = append(p.out.Clusters, out)
	}
	for i := range p.d.Clusters {
		p.nodesACI(i, outs)
	}
	for _, out := range outs {
		p.racksACI(out)
	}
	// In the order of the design, as the sessions of other fabrics.
	for i := range p.d.Clusters {
		p.sessionsACI(&p.out.Clusters[i])
	}
}

// sessionTerms are the cluster's with the timers filled in that its network plugin
// keeps up with: a dead node is noticed by them alone.
func (c *Cluster) sessionTerms() SessionTerms {
	terms := c.Session
	if terms.Hold == 0 {
		can := CapabilityOf(c.CNI)
		terms.Keepalive, terms.Hold = can.Keepalive, can.Hold
	}
	return terms
}

// learnedACI is what a node learns from its leaves: the pods and services of the
// others, and what comes in by other L3Outs. Node subnets are left to the default
// route (seeds/002: the secondary address as gateway).
func learnedACI(c *Cluster, pods []PodPool, outs []*outPlan, cluster int) []Accept {
	var rules []Accept
	for _, r := range announced(c, pods) {
		r.Communities, r.LocalPreference = nil, 0
		rules = append(rules, r)
	}
	rules = append(rules, within("to-nodes", c.Filters.ToNodes)...)
	for _, out := range outs {
		if out.cluster != cluster {
			continue
		}
		for _, transit := range out.design.Transit {
			for _, r := range transit.Receive {
				rule := Accept{Why: "transit-" + transit.L3Out, Prefix: r.Masked(), Min: r.Bits(), Max: r.Bits()}
				if !slices.ContainsFunc(rules, func(other Accept) bool {
					return other.Prefix == rule.Prefix && other.Min <= rule.Min && rule.Max <= other.Max
				}) {
					rules = append(rules, rule)
				}
			}
		}
	}
	return rules
}

// nodesACI plans the nodes of a cluster.
func (p *planner) nodesACI(index int, outs []*outPlan) {
	c, field, out := &p.d.Clusters[index], at("clusters", index), &p.out.Clusters[index]
	for j := range c.Nodes {
		n := &c.Nodes[j]
		node := PlannedNode{
			Name: n.Name, Rack: n.Rack, AS: out.AS, Interface: "bond0", DefaultRoute: c.DefaultRoute, Labels: n.labels(),
		}
		if !isBond(attachment(n, p.rackOf[n.Rack])) {
			node.Interface = "eth0"
		}
		node.Leaves = cabledTo(n, p.rackOf[n.Rack])
		if at := slices.IndexFunc(outs, func(o *outPlan) bool { return o.cluster == index && o.attaches(n.Rack) }); at >= 0 {
			net := outs[at].networkOf(j)
			for f, subnet := range net.subnet.All() {
				a := p.drawAddr(nodeKey(c.Name, n.Name, f), item(field, ".nodes", j, ".address"), n.Address.Of(f), net.hosts[f])
				if !a.IsValid() {
					continue
				}
				node.Addresses = node.Addresses.With(prefixOf(a, subnet.Bits()))
				if g := net.secondary.Of(f); c.DefaultRoute == DefaultViaGateway && g.IsValid() {
					node.Gateway = node.Gateway.With(g)
				}
			}
		}
		out.Nodes = append(out.Nodes, node)
	}
}

// attaches reports whether the L3Out attaches nodes of a rack.
func (out *outPlan) attaches(rack string) bool {
	return slices.ContainsFunc(out.racks, func(r *rackPlan) bool { return r.design.Name == rack })
}

// racksACI says what the nodes of an L3Out peer with: those of a rack with the same
// anchors, or each node with the leaves of its own network.
func (p *planner) racksACI(out *outPlan) {
	c := &p.out.Clusters[out.cluster]
	for _, rack := range out.racks {
		own := ClusterRack{Rack: rack.design.Name, Label: rack.design.Name}
		if isStandard(out.design.SVI) {
			for j := range rack.nodesOf(out.cluster) {
				of := own
				of.Node = c.Nodes[j].Name
				c.Racks = append(c.Racks, out.networkOf(j).peers(of, func(*Switch) bool { return true }))
			}
			continue
		}
		from := out.anchorRack(rack.design.Name)
		c.Racks = append(c.Racks, out.networks[0].peers(own, func(leaf *Switch) bool { return leaf.Rack == from }))
	}
}

// anchorRack is the rack whose leaves the nodes of a rack peer with: their own,
// where it has anchors.
func (out *outPlan) anchorRack(rack string) string {
	svi, _ := out.design.SVI.(FloatingSVI)
	if slices.ContainsFunc(out.networks[0].leaves, func(leaf *Switch) bool { return leaf.Rack == rack }) {
		return rack
	}
	if i := slices.IndexFunc(svi.Via, func(v AnchorVia) bool { return v.Rack == rack }); i >= 0 {
		return svi.Via[i].Anchors
	}
	return rack
}

// peers fills in the network, and those of its leaves that are peers.
func (n *outNetwork) peers(of ClusterRack, peer func(*Switch) bool) ClusterRack {
	of.VLAN = n.vlan
	for _, subnet := range n.subnet.All() {
		of.Subnet = of.Subnet.With(subnet.Masked())
	}
	for k, leaf := range n.leaves {
		if peer(leaf) {
			of.Leaves = append(of.Leaves, LeafPeer{Leaf: leaf.Name, AS: leaf.AS, Address: n.addresses[k]})
		}
	}
	return of
}

// sessionsACI makes the sessions of a cluster's nodes.
func (p *planner) sessionsACI(c *PlannedCluster) {
	listen := true
	if i := slices.IndexFunc(p.d.Clusters, func(d Cluster) bool { return d.Name == c.Name }); i >= 0 {
		listen = p.d.Clusters[i].Peering == PeerBySubnet
	}
	byRack, byNode := map[string]*ClusterRack{}, map[string]*ClusterRack{}
	for i := range c.Racks {
		if cr := &c.Racks[i]; cr.Node != "" {
			byNode[cr.Node] = cr
		} else {
			byRack[cr.Rack] = cr
		}
	}
	for j := range c.Nodes {
		n := &c.Nodes[j]
		cr := byNode[n.Name]
		if cr == nil {
			cr = byRack[n.Rack]
		}
		if cr == nil {
			continue
		}
		for _, peer := range cr.Leaves {
			for f, own := range n.Addresses.All() {
				p.out.Sessions = append(p.out.Sessions, Session{
					Kind: SessionNode, Family: f, Terms: c.Terms, Cluster: c.Name,
					A: End{Device: peer.Leaf, AS: peer.AS, Address: peer.Address.Of(f), Interface: vlanInterface(ACIMode{}, cr.VLAN), Dials: !listen},
					B: End{Device: n.Name, AS: n.AS, Address: own.Addr(), Interface: n.Interface, Dials: true},
				})
			}
		}
	}
}

// cabledTo are the leaves that a node or its hypervisor is plugged into.
func cabledTo(n *Node, rack *rackPlan) []string {
	one := ""
	switch a := attachment(n, rack).(type) {
	case SingleHomed:
		one = a.Leaf
	case VM:
		one = a.Leaf
	case Bond:
	}
	if one != "" {
		return []string{one}
	}
	var all []string
	for _, leaf := range rack.leaves {
		all = append(all, leaf.Name)
	}
	return all
}

// pathGroup is the name of the vPC interface policy group of a node's ports, which
// is that of the node or of its hypervisor; "" without a vPC.
func pathGroup(n *Node, rack *rackPlan) string {
	switch a := attachment(n, rack).(type) {
	case Bond:
		return groupName(n.Name)
	case VM:
		if a.Leaf == "" && len(rack.leaves) == 2 {
			return groupName(a.Host)
		}
	case SingleHomed:
	}
	return ""
}

// groupName is a host's name as far as the controller takes it: 64 characters. What is
// cut is told apart by a hash of the whole.
func groupName(host string) string {
	const longest = 64
	if len(host) <= longest {
		return host
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(host)) // never fails
	hash := fmt.Sprintf("-%08x", h.Sum32())
	return host[:longest-len(hash)] + hash
}

// groupsACI are all vPC interface policy groups, sorted.
func (p *planner) groupsACI() []string {
	var all []string
	for _, rack := range p.racks {
		for _, ref := range rack.nodes {
			if g := pathGroup(&p.d.Clusters[ref.cluster].Nodes[ref.node], rack); g != "" {
				all = append(all, g)
			}
		}
	}
	slices.SortFunc(all, strings.Compare)
	return slices.Compact(all)
}
