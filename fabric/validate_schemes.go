package fabric

import (
	"fmt"
)

// schemes checks that nodes can use what the leaves send them: the next hops of
// routes, and the default route.
func (a *audit) schemes() {
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		a.nextHops(c, field)
		a.defaultRoutes(c, field)
	}
}

// nextHops: a leaf passes routes of other racks to the nodes of its own AS with
// the next hop unchanged, the spine's address on the link. A node resolves that
// through its default route, which therefore has to point at the leaves.
func (a *audit) nextHops(c *Cluster, field string) {
	_, perRack := c.AS.(ASPerRack)
	if c.NextHopSelf && (c.DownwardDefault || !perRack && c.AS != nil) {
		why := "eBGP changes the next hop anyway"
		if c.DownwardDefault {
			why = "the leaves pass nothing on but a default route of their own"
		}
		a.warn(CodeNextHopSelfUnneeded, field+".nextHopSelf", "nextHopSelf changes nothing: "+why,
			"leave it out", "RFC 4271 5.1.3; seeds/000: next-hop-self is for routes between racks under AS per rack")
	}
	if !perRack || c.NextHopSelf || c.DownwardDefault || c.DefaultRoute == DefaultViaGateway || !a.learnsRemote(c) {
		return
	}
	a.refuse(CodeNextHop, field+".nextHopSelf",
		fmt.Sprintf("the default route of the nodes of cluster %s is %s, and the next hops of routes from other racks are the spines' link addresses", c.Name, c.DefaultRoute),
		"set nextHopSelf or downwardDefault, or point the nodes' default route at the gateway",
		"seeds/000: next-hop behavior of AS per rack; projectcalico/calico#1515")
}

// learnsRemote reports whether the leaves send the cluster's nodes any route from
// behind the spines.
func (a *audit) learnsRemote(c *Cluster) bool {
	if c.Filters.Off || len(c.Filters.ToNodes) > 0 {
		return true
	}
	for j := range c.Nodes {
		if c.Nodes[j].Rack != c.Nodes[0].Rack {
			return true
		}
	}
	return false
}

// defaultRoutes: under downward default, everything beyond a node's own rack
// depends on the default route that the leaves announce.
func (a *audit) defaultRoutes(c *Cluster, field string) {
	if !c.DownwardDefault {
		return
	}
	field += ".defaultRoute"
	switch c.DefaultRoute {
	case DefaultViaGateway:
		a.warn(CodeDefaultTwice, field,
			"the nodes of cluster "+c.Name+" have a default route twice: static through the gateway, and by BGP from every leaf; both lead to the leaves",
			"say none, and leave the static one out on the nodes", "measured: Calico's import filter accepts a default route")
	case DefaultElsewhere:
		a.refuse(CodeDefaultConflict, field,
			"the leaves send the nodes of cluster "+c.Name+" nothing but a default route, and the static one into another network takes its traffic",
			"turn downwardDefault off and set nextHopSelf, or replace the static default route by routes to the other network and say none",
			"seeds/000: downward default; a default route that points into another network")
	case DefaultAbsent:
	}
}

// listeners refuses two sets of terms for the nodes of one subnet: a dynamic
// neighbor takes every node of it.
func (a *audit) listeners() {
	for _, s := range a.segments {
		var dynamic, static []int
		seen := map[int]bool{}
		for _, n := range s.nodes {
			if seen[n.cluster] {
				continue
			}
			seen[n.cluster] = true
			if a.d.Clusters[n.cluster].Peering == PeerBySubnet {
				dynamic = append(dynamic, n.cluster)
			} else {
				static = append(static, n.cluster)
			}
		}
		a.listener(s, dynamic, static)
	}
}

func (a *audit) listener(s *segment, dynamic, static []int) {
	const source = "Cisco NX-OS: one prefix neighbor takes all peers of its subnet; seeds/000 Example 2"
	for k, i := range dynamic {
		field := at("clusters", i) + ".peering"
		switch {
		case k > 0:
			a.refuse(CodeDynamicNeighborShared, field,
				fmt.Sprintf("clusters %s and %s both peer by subnet on the node network of %s", a.d.Clusters[dynamic[0]].Name, a.d.Clusters[i].Name, s.what),
				"give one of them a network of its own in networks, or set peering to node", source)
		case len(static) > 0:
			a.warn(CodeDynamicNeighborShared, field,
				fmt.Sprintf("cluster %s peers by subnet on the node network of %s, on which cluster %s peers by node: a node that is missing there is taken for one of the first",
					a.d.Clusters[i].Name, s.what, a.d.Clusters[static[0]].Name),
				"give one of them a network of its own in networks, or set peering to node for both", source)
		}
	}
}
