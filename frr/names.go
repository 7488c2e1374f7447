package frr

import "strings"

// names are what a configuration defines, by the kind of name.
type names struct {
	prefix4, prefix6, community, asPath, routeMap set
	group, neighbor, profile, iface, vrf          set
}

// index gathers the names. What the model has no field for is found among the kept
// lines.
func (v *validator) index() {
	c := v.c
	n := names{
		prefix4:   setOf(c.IPPrefixList, func(l *PrefixList) string { return l.Name }),
		prefix6:   setOf(c.IPv6PrefixList, func(l *PrefixList) string { return l.Name }),
		community: setOf(c.CommunityList, func(l *CommunityList) string { return l.Name }),
		asPath:    setOf(c.ASPathAccessList, func(l *ASPathAccessList) string { return l.Name }),
		routeMap:  setOf(c.RouteMap, func(m *RouteMap) string { return m.Name }),
		group:     setOf(c.RouterBGP.PeerGroup, func(g *PeerGroup) string { return g.Name }),
		neighbor:  setOf(c.RouterBGP.Neighbor, func(n *Neighbor) string { return n.Address.String() }),
		profile:   setOf(c.BFD.Profile, func(p *BFDProfile) string { return p.Name }),
		iface:     setOf(c.Interface, func(i *Interface) string { return i.Name }),
		vrf:       setOf(c.VRF, func(v *VRF) string { return v.Name }),
	}
	for _, l := range c.Unmodelled {
		n.keep(l)
	}
	v.names = n
}

// keep adds what a kept line defines.
func (n *names) keep(l Line) {
	words := strings.Fields(l.Text)
	switch {
	case len(words) > 3 && words[0] == "bgp" && words[1] == "community-list" && words[2] == "expanded":
		n.community[words[3]] = true
	case len(words) > 2 && words[0] == "bgp" && words[1] == "community-list":
		n.community[words[2]] = true
	case len(words) > 2 && words[0] == "neighbor" && words[2] == "interface":
		n.neighbor[words[1]] = true
	}
}

func setOf[T any](list []T, name func(*T) string) set {
	s := make(set, len(list))
	for i := range list {
		s[name(&list[i])] = true
	}
	return s
}

// refer reports a reference to a name that is not in defined.
func (v *validator) refer(defined set, kind, name string, field func() string) {
	if name == "" || defined[name] {
		return
	}
	v.add(CodeUndefinedReference, field(), kind+" "+name+" does not exist", "define it, or drop the reference", sourceReference)
}
