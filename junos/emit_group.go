package junos

import (
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// group writes a leaf's terms towards the nodes of one cluster: the policies, and a
// group whose members are those of the subnet who dial in, or one neighbor a node.
func (e *emitter) group(index int) {
	n := &e.s.Groups[index]
	g := Group{Name: objectName(n.Cluster, "NODES"+familySuffix(n.Family)), Type: External}
	g.Peering = e.session(n.Terms, n.Family)
	g.Description = cut("nodes of " + n.Cluster)
	// Nodes peer with the leaf's own address, never with the shared one.
	g.LocalAddress = n.Address
	g.Import, g.Export = []string{e.importPolicy(n)}, []string{e.exportPolicy(n)}
	e.limit(&g.Peering, n.Family, n.Terms.MaxPrefixes)
	// A node that is told of long-lived graceful restart keeps a dead leaf as a next
	// hop until the restart time is over, whatever the hold time (measured: BIRD
	// 2.0.12 with FRR 8.4.4); Junos tells of it unless it is told not to.
	g.GracefulRestart.On = true
	g.GracefulRestart.ReceiverDisable = true
	if n.Reflect {
		g.Type = Internal
		g.Cluster = e.s.RouterID
		e.multipath(&g.Peering, e.s.PathsInternal)
	} else {
		e.multipath(&g.Peering, e.s.PathsExternal)
		// The node rejects its own AS in a path, and the leaf would not even send what it
		// heard from that AS: both are needed (seeds/000).
		g.ASOverride, g.AdvertisePeerAS = n.SharedAS, n.SharedAS
		e.systems(&g, n)
	}
	if n.Listen {
		e.listen(&g, n)
		e.addGroup(g)
		return
	}
	for _, s := range e.ordered(fabric.SessionNode, n.Family) {
		if s.Group != index {
			continue
		}
		_, other := e.ends(s)
		node := Neighbor{Address: other.Address}
		node.Description = cut(other.Device)
		if len(n.RemoteAS) > 1 {
			node.PeerAS = other.AS
		}
		g.Neighbor = append(g.Neighbor, node)
	}
	e.addGroup(g)
}

// systems are the AS numbers that the nodes may have.
func (e *emitter) systems(g *Group, n *fabric.NodeGroup) {
	// A list of one says that the AS is not for all who dial in to share.
	listed := n.Listen && !n.SharedAS && !e.release.before(20, 2)
	switch {
	case len(n.RemoteAS) == 1 && !listed:
		g.PeerAS = n.RemoteAS[0]
	case listed && len(n.RemoteAS) > 0:
		list := ASList{Name: objectName(n.Cluster, "AS"+suffix(n.Family))}
		for _, as := range n.RemoteAS {
			if last := len(list.Members) - 1; last >= 0 && list.Members[last].Last+1 == as {
				list.Members[last].Last = as
				continue
			}
			list.Members = append(list.Members, ASRange{as, as})
		}
		e.c.PolicyOptions.ASList = append(e.c.PolicyOptions.ASList, list)
		g.PeerASList = list.Name
	}
}

// listen lets the nodes of the subnet dial in. A group of such peers has no key; the
// template of a dynamic neighbor has (Juniper/yang, 21.4R1 and later).
func (e *emitter) listen(g *Group, n *fabric.NodeGroup) {
	g.UnconfiguredPeerGracefulRestart = true
	bounded := n.MaxPeers > 0 && e.release != release{} && !e.release.before(23, 4)
	if !n.Terms.Password.IsSet() && !bounded {
		g.Allow = []Prefix{n.Subnet}
		return
	}
	d := DynamicNeighbor{Name: "nodes", Allow: []Prefix{n.Subnet}, AuthenticationKey: n.Terms.Password}
	g.AuthenticationKey = fabric.Secret{}
	if bounded {
		d.PeerLimit = Some(uint32(min(n.MaxPeers, 2048)))
	}
	g.DynamicNeighbor = []DynamicNeighbor{d}
}

// importPolicy accepts the pools and services of the cluster. A pool that has
// communities is accepted only with them, so that its class is certain, and a pool
// with a local preference is given it. Without filters it only gives preferences, and
// accepts the rest as it is.
func (e *emitter) importPolicy(g *fabric.NodeGroup) string {
	p := PolicyStatement{Name: objectName(g.Cluster, "IN"+suffix(g.Family)), Unnamed: Body{Then: Then{Action: Reject}}}
	p.Term = e.tooLong(g.Terms)
	var plain []fabric.Accept
	for _, rule := range g.Import {
		if len(rule.Communities) == 0 && rule.LocalPreference == 0 {
			plain = append(plain, rule)
			continue
		}
		if g.Unfiltered && rule.LocalPreference == 0 {
			continue
		}
		t := Term{Name: rule.Why, Body: Body{From: From{RouteFilter: []RouteFilter{routeFilter(rule)}}, Then: Then{Action: Accept}}}
		if len(rule.Communities) > 0 {
			name := objectName(g.Cluster, "CLASS", rule.Why)
			e.addCommunity(Community{Name: name, Members: rule.Communities})
			t.From.Community = []string{name}
		}
		if rule.LocalPreference != 0 {
			t.Then.LocalPreference = Some(rule.LocalPreference)
		}
		p.Term = append(p.Term, t)
	}
	if g.Unfiltered {
		p.Unnamed.Then.Action = Accept
	} else {
		p.Term = append(p.Term, filterTerms("announced", From{}, plain)...)
	}
	e.addPolicy(p)
	return p.Name
}

// exportPolicy sends what the plan says, or only the default route.
func (e *emitter) exportPolicy(g *fabric.NodeGroup) string {
	p := PolicyStatement{Name: objectName(g.Cluster, "OUT"+suffix(g.Family)), Unnamed: Body{Then: Then{Action: Reject}}}
	if g.NextHopSelf {
		// Of what comes from another AS only: between nodes of one rack the next hop
		// stays the node (seeds/000).
		p.Term = append(p.Term, nextHopSelf())
	}
	switch {
	case g.DefaultOnly:
		e.defaultRoute(g.Family)
		p.Term = append(p.Term, Term{Name: "default", Body: Body{
			From: From{
				Protocol:    []Protocol{ProtocolStatic, ProtocolBGP},
				RouteFilter: []RouteFilter{{Prefix: defaultPrefix(g.Family), Type: Exact}},
			},
			Then: Then{Action: Accept},
		}})
	case g.Unfiltered:
		p.Term = append(p.Term, e.own(e.originates(g.Family))...)
		p.Term = append(p.Term, Term{Name: "learned", Body: Body{From: From{Protocol: []Protocol{ProtocolBGP}}, Then: Then{Action: Accept}}})
	default:
		// The leaf's own node subnet is on the nodes' link: they need no route to it.
		p.Term = append(p.Term, filterTerms("learned", From{Protocol: []Protocol{ProtocolBGP}}, g.Export)...)
	}
	e.addPolicy(p)
	return p.Name
}

// lastResort is the preference of a default route that gives way to one of BGP.
const lastResort = 200

// defaultRoute makes the default route that the nodes are sent: Junos originates none
// by itself. It discards, and gives way to one that BGP learns, which the export
// policy takes as well.
func (e *emitter) defaultRoute(f fabric.Family) {
	o := &e.c.RoutingOptions
	routes := &o.Static
	if f == fabric.IPv6 {
		const table = "inet6.0"
		if len(o.RIB) == 0 {
			o.RIB = []RIB{{Name: table}}
		}
		routes = &o.RIB[0].Static
	}
	prefix := defaultPrefix(f)
	if !slices.ContainsFunc(*routes, func(r StaticRoute) bool { return r.Prefix == prefix }) {
		*routes = append(*routes, StaticRoute{Prefix: prefix, Discard: true, Preference: Some(lastResort)})
	}
}

// filterTerms are terms that accept what the rules say. Rules of which one lies
// inside another stand in different terms: in one, the narrower would decide alone.
func filterTerms(name string, from From, rules []fabric.Accept) []Term {
	var terms []Term
	for _, rule := range rules {
		f := routeFilter(rule)
		at := slices.IndexFunc(terms, func(t Term) bool {
			return !slices.ContainsFunc(t.From.RouteFilter, func(g RouteFilter) bool { return g.Prefix != f.Prefix && g.Prefix.Overlaps(f.Prefix) })
		})
		if at < 0 {
			t := Term{Name: name, Body: Body{From: from, Then: Then{Action: Accept}}}
			if len(terms) > 0 {
				t.Name += "-" + string(rune('1'+len(terms)))
			}
			at, terms = len(terms), append(terms, t)
		}
		if !slices.Contains(terms[at].From.RouteFilter, f) {
			terms[at].From.RouteFilter = append(terms[at].From.RouteFilter, f)
		}
	}
	return terms
}

// routeFilter translates one rule of a filter.
func routeFilter(rule fabric.Accept) RouteFilter {
	f := RouteFilter{Prefix: rule.Prefix.Masked(), Type: PrefixLengthRange, Min: uint8(rule.Min), Max: uint8(rule.Max)}
	bits, longest := rule.Prefix.Bits(), rule.Prefix.Addr().BitLen()
	switch {
	case rule.Min == bits && rule.Max == bits:
		f.Type, f.Min, f.Max = Exact, 0, 0
	case rule.Min == bits && rule.Max == longest:
		f.Type, f.Min, f.Max = OrLonger, 0, 0
	case rule.Min == bits:
		f.Type, f.Min = UpTo, 0
	}
	return f
}

// addCommunity adds a community once; both families use it.
func (e *emitter) addCommunity(c Community) {
	all := &e.c.PolicyOptions.Community
	if !slices.ContainsFunc(*all, func(d Community) bool { return d.Name == c.Name }) {
		*all = append(*all, c)
	}
}
