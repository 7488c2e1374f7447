package nxos

import "strings"

// names are what a configuration defines, by the kind of name.
type names struct {
	prefix4, prefix6, community, routeMap, asPath set
	template, templateSession, templatePolicy     set
	vrf, iface                                    set
	vlan                                          map[uint16]bool
}

type set map[string]bool

// index gathers the names. Lists that the model does not hold are found among the
// kept lines.
func (v *validator) index() {
	c := v.c
	n := names{
		prefix4:         setOf(c.IPPrefixList, func(l *PrefixList) string { return l.Name }),
		prefix6:         setOf(c.IPv6PrefixList, func(l *PrefixList) string { return l.Name }),
		community:       setOf(c.IPCommunityList, func(l *CommunityList) string { return l.Name }),
		routeMap:        setOf(c.RouteMap, func(m *RouteMap) string { return m.Name }),
		asPath:          set{},
		template:        setOf(c.RouterBGP.TemplatePeer, func(t *TemplatePeer) string { return t.Name }),
		templateSession: setOf(c.RouterBGP.TemplatePeerSession, func(t *TemplatePeerSession) string { return t.Name }),
		templatePolicy:  setOf(c.RouterBGP.TemplatePeerPolicy, func(t *TemplatePeerPolicy) string { return t.Name }),
		vrf:             setOf(c.VRFContext, func(v *VRFContext) string { return v.Name }),
		iface:           setOf(c.Interface, func(i *Interface) string { return i.Name }),
		vlan:            make(map[uint16]bool, len(c.VLAN)+1),
	}
	n.vrf["management"], n.vrf["default"], n.vlan[1] = true, true, true
	for _, l := range c.VLAN {
		n.vlan[uint16(l.ID)] = true
	}
	for _, l := range c.Unmodelled {
		n.keep(l)
	}
	v.names = n
}

// keep adds what a kept line defines.
func (n *names) keep(l Line) {
	if len(l.Context) > 0 {
		return
	}
	words := strings.Fields(l.Text)
	switch {
	case len(words) > 4 && words[0] == "ip" && words[1] == "as-path" && words[2] == "access-list":
		n.asPath[words[3]] = true
	case len(words) > 4 && words[0] == "ip" && words[1] == "community-list" && words[2] == "expanded":
		n.community[words[3]] = true
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
	v.add(CodeUndefinedReference, field(), kind+" "+name+" does not exist", "define it, or drop the reference", sourceInferred)
}
