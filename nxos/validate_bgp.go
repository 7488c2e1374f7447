package nxos

import "fmt"

// Neighbors that a switch takes (seeds/000).
const (
	neighborsFixed   = 1024
	neighborsModular = 2000
)

// routes checks what static routes refer to.
func (v *validator) routes() {
	check := func(path string, lists ...[]Route) {
		for _, list := range lists {
			for _, r := range list {
				field := func() string { return fmt.Sprintf("%sip route %s", path, r.Prefix) }
				v.refer(v.names.vrf, "vrf context", r.VRF, field)
				v.refer(v.names.iface, "interface", r.Interface, field)
			}
		}
	}
	check("", v.c.IPRoute, v.c.IPv6Route)
	for i := range v.c.VRFContext {
		x := &v.c.VRFContext[i]
		check("vrf context "+x.Name+": ", x.IPRoute, x.IPv6Route)
	}
}

// routerBGP checks the BGP process.
func (v *validator) routerBGP() {
	b := &v.c.RouterBGP
	if b.AS == 0 {
		return
	}
	root := "router bgp " + b.AS.String()
	for i := range b.TemplatePeer {
		t := &b.TemplatePeer[i]
		field := func() string { return root + ": template peer " + t.Name }
		v.session(&t.PeerSession, field)
		v.families(t.AddressFamily, field)
	}
	for i := range b.TemplatePeerSession {
		t := &b.TemplatePeerSession[i]
		v.session(&t.PeerSession, func() string { return root + ": template peer-session " + t.Name })
	}
	for i := range b.TemplatePeerPolicy {
		t := &b.TemplatePeerPolicy[i]
		v.policy(&t.PeerPolicy, anyFamily, func() string { return root + ": template peer-policy " + t.Name })
	}
	v.instance(&b.Instance, root)
	neighbors := len(b.Neighbor)
	for i := range b.VRF {
		x := &b.VRF[i]
		path := root + ": vrf " + x.Name
		v.refer(v.names.vrf, "vrf context", x.Name, func() string { return path })
		v.instance(&x.Instance, path)
		neighbors += len(x.Neighbor)
	}
	switch {
	case neighbors > neighborsModular:
		v.add(CodeLimit, root, fmt.Sprintf("%d neighbors, at most %d", neighbors, neighborsModular), "use prefix neighbors", sourceScale)
	case neighbors > neighborsFixed:
		v.warn(CodeLimit, root, fmt.Sprintf("%d neighbors, at most %d on a fixed switch", neighbors, neighborsFixed), "use prefix neighbors", sourceScale)
	}
}

func (v *validator) instance(x *Instance, path string) {
	for i := range x.AddressFamily {
		v.addressFamily(&x.AddressFamily[i], path)
	}
	for i := range x.Neighbor {
		v.neighbor(&x.Neighbor[i], path)
	}
}

func (v *validator) addressFamily(f *AddressFamily, path string) {
	field := func() string { return path + ": address-family " + string(families().Append(nil, f.Family)) }
	if f.MaximumPathsMixed != 0 && (f.MaximumPaths != 0 || f.MaximumPathsIBGP != 0 || f.MaximumPathsLocal != 0) {
		v.add(CodeConflict, field()+": maximum-paths mixed", fmt.Sprintf("mixed %d excludes the plain, ibgp and local bounds, of which one is set", f.MaximumPathsMixed), "keep one kind",
			"Cisco pyATS tests of NX-OS")
	}
	for _, n := range f.Network {
		v.refer(v.names.routeMap, "route-map", n.RouteMap, field)
		v.family(n.Prefix, f.Family, field)
	}
	for _, r := range f.Redistribute {
		v.refer(v.names.routeMap, "route-map", r.RouteMap, field)
	}
	for _, a := range f.Aggregate {
		v.refer(v.names.routeMap, "route-map", a.AttributeMap, field)
		v.family(a.Prefix, f.Family, field)
	}
	v.refer(v.names.routeMap, "route-map", f.NextHopRouteMap, field)
	v.refer(v.names.routeMap, "route-map", f.TableMap, field)
}

// family reports a prefix in an address family that is not its own.
func (v *validator) family(p Prefix, f Family, field func() string) {
	if p.IsValid() && familyOf(p.Addr().Is6()) != f {
		v.add(CodeConflict, field(), p.String()+" is of the other address family",
			"move it to address-family "+string(families().Append(nil, familyOf(p.Addr().Is6()))), sourceGrammar)
	}
}

func (v *validator) neighbor(n *Neighbor, path string) {
	field := func() string { return path + ": neighbor " + n.name() }
	v.refer(v.names.template, "template peer", n.InheritPeer, field)
	v.refer(v.names.routeMap, "route-map", n.RemoteASRouteMap, field)
	v.session(&n.PeerSession, field)
	v.families(n.AddressFamily, field)
	s := v.c.session(n)
	switch {
	case n.RemoteASRouteMap != "" && s.RemoteAS != 0:
		v.add(CodeConflict, field()+": remote-as", fmt.Sprintf("AS %s and route-map %s exclude one another", s.RemoteAS, n.RemoteASRouteMap), "keep one of them", sourceGrammar)
	case n.RemoteASRouteMap == "" && s.RemoteAS == 0:
		v.add(CodeIncomplete, field()+": remote-as", "no AS number, here or in the template", "set RemoteAS, or RemoteASRouteMap", sourceGrammar)
	}
	if n.RemoteASRouteMap != "" && s.EBGPMultihop != 0 {
		v.add(CodeConflict, field()+": ebgp-multihop", fmt.Sprintf("the %d hops are ignored by a neighbor whose AS a route-map decides", s.EBGPMultihop),
			"write a neighbor with RemoteAS for each node", "Cisco NX-OS command reference, neighbor")
	}
	if s.MaximumPeers != 0 && !n.Prefix.IsValid() {
		v.add(CodeConflict, field()+": maximum-peers", fmt.Sprintf("at most %d peers, but only a prefix neighbor has several", s.MaximumPeers),
			"set Prefix instead of Address, or leave MaximumPeers unset", sourceGrammar)
	}
	if s.EBGPMultihop != 0 && s.UpdateSource == "" {
		v.warn(CodeIncomplete, field()+": ebgp-multihop", "the session is run from whatever interface faces the neighbor",
			"set UpdateSource", sourceScale)
	}
}

// session checks what session lines refer to.
func (v *validator) session(s *PeerSession, field func() string) {
	v.refer(v.names.templateSession, "template peer-session", s.InheritPeerSession, field)
	v.refer(v.names.iface, "interface", s.UpdateSource, field)
}

func (v *validator) families(list []NeighborAF, field func() string) {
	for i := range list {
		f := &list[i]
		v.policy(&f.PeerPolicy, int(f.Family), func() string {
			return field() + ": address-family " + string(families().Append(nil, f.Family))
		})
	}
}

// anyFamily stands for the family of a template that says none.
const anyFamily = -1

func (v *validator) policy(p *PeerPolicy, family int, field func() string) {
	for _, t := range p.InheritPeerPolicy {
		v.refer(v.names.templatePolicy, "template peer-policy", t.Template, field)
	}
	for _, name := range [...]string{p.RouteMapIn, p.RouteMapOut, p.DefaultOriginateRouteMap} {
		v.refer(v.names.routeMap, "route-map", name, field)
	}
	for _, name := range [...]string{p.FilterListIn, p.FilterListOut} {
		v.refer(v.names.asPath, "ip as-path access-list", name, field)
	}
	for _, name := range [...]string{p.PrefixListIn, p.PrefixListOut} {
		switch family {
		case int(IPv4Unicast):
			v.refer(v.names.prefix4, "ip prefix-list", name, field)
		case int(IPv6Unicast):
			v.refer(v.names.prefix6, "ipv6 prefix-list", name, field)
		default:
			if !v.names.prefix6[name] {
				v.refer(v.names.prefix4, "prefix-list", name, field)
			}
		}
	}
}

// name is the address or prefix of a neighbor.
func (n *Neighbor) name() string {
	if n.Prefix.IsValid() {
		return n.Prefix.String()
	}
	return n.Address.String()
}
