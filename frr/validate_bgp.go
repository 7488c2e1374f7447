package frr

import (
	"fmt"
	"net/netip"
)

// routerBGP checks the BGP process.
func (v *validator) routerBGP() {
	b := &v.c.RouterBGP
	if b.AS == 0 {
		return
	}
	root := "router bgp " + b.AS.String()
	for i := range b.PeerGroup {
		g := &b.PeerGroup[i]
		v.session(&g.PeerSession, func() string { return root + ": neighbor " + g.Name })
	}
	for i := range b.Neighbor {
		n := &b.Neighbor[i]
		field := func() string { return root + ": neighbor " + n.Address.String() }
		v.refer(v.names.group, "peer-group", n.PeerGroup, field)
		v.session(&n.PeerSession, field)
		if v.c.session(n.PeerSession, n.PeerGroup).RemoteAS == (RemoteAS{}) {
			v.add(CodeIncomplete, field()+": remote-as", "no AS number, here or in the peer-group", "set RemoteAS", sourceGrammar)
		}
		if i := v.c.groupIndex(n.PeerGroup); i >= 0 && n.RemoteAS != (RemoteAS{}) && b.PeerGroup[i].RemoteAS != (RemoteAS{}) {
			v.add(CodeConflict, field()+": remote-as", "peer-group "+n.PeerGroup+" has an AS, and its members must not have their own",
				"keep one of them", "FRR 8.4.4: peer-group member cannot override remote-as of peer-group")
		}
	}
	ranges := map[Prefix]bool{}
	for _, r := range b.ListenRange {
		field := func() string { return root + ": bgp listen range " + r.Prefix.String() }
		v.refer(v.names.group, "peer-group", r.PeerGroup, field)
		if i := v.c.groupIndex(r.PeerGroup); i >= 0 && b.PeerGroup[i].RemoteAS == (RemoteAS{}) {
			v.add(CodeIncomplete, field(), "peer-group "+r.PeerGroup+" says no AS of who dials in", "set its RemoteAS", sourceGrammar)
		}
		if ranges[r.Prefix] {
			v.add(CodeConflict, field(), "it is that of another peer-group as well", "keep one of them", sourceGrammar)
		}
		ranges[r.Prefix] = true
	}
	if b.GracefulRestart && b.GracefulRestartDisable {
		v.add(CodeConflict, root+": bgp graceful-restart", "it is on and disabled", "keep one of them", sourceGrammar)
	}
	for i := range b.AddressFamily {
		v.addressFamily(&b.AddressFamily[i], root)
	}
}

// session checks what session lines refer to.
func (v *validator) session(s *PeerSession, field func() string) {
	v.refer(v.names.profile, "bfd profile", s.BFDProfile, field)
	if _, err := netip.ParseAddr(s.UpdateSource); err != nil {
		v.refer(v.names.iface, "interface", s.UpdateSource, field)
	}
}

func (v *validator) addressFamily(f *AddressFamily, root string) {
	path := root + ": address-family " + string(families().Append(nil, f.Family))
	field := func() string { return path }
	for _, n := range f.Network {
		v.refer(v.names.routeMap, "route-map", n.RouteMap, field)
		v.family(n.Prefix, f.Family, path)
	}
	for _, a := range f.Aggregate {
		v.refer(v.names.routeMap, "route-map", a.RouteMap, field)
		v.family(a.Prefix, f.Family, path)
	}
	for _, r := range f.Redistribute {
		v.refer(v.names.routeMap, "route-map", r.RouteMap, field)
	}
	lists := v.names.prefix4
	if f.Family == IPv6Unicast {
		lists = v.names.prefix6
	}
	for i := range f.Neighbor {
		n := &f.Neighbor[i]
		at := func() string { return path + ": neighbor " + n.Neighbor }
		if !v.names.group[n.Neighbor] && !v.names.neighbor[n.Neighbor] {
			v.add(CodeUndefinedReference, at(), n.Neighbor+" is neither a neighbor nor a peer-group", "define it, or drop its lines",
				"FRR 8.4.4: % Create the peer-group or interface first")
		}
		for _, name := range [...]string{n.RouteMapIn, n.RouteMapOut, n.DefaultOriginateRouteMap} {
			v.refer(v.names.routeMap, "route-map", name, at)
		}
		for _, name := range [...]string{n.FilterListIn, n.FilterListOut} {
			v.refer(v.names.asPath, "bgp as-path access-list", name, at)
		}
		for _, name := range [...]string{n.PrefixListIn, n.PrefixListOut} {
			v.refer(lists, "prefix-list", name, at)
		}
		if n.MaximumPrefix.Force && !n.SoftReconfigurationInbound {
			v.add(CodeIncomplete, at()+": maximum-prefix",
				fmt.Sprintf("force counts the filtered of the %d prefixes, and FRR does not keep them", n.MaximumPrefix.Limit),
				"add SoftReconfigurationInbound", "FRR user guide, neighbor PEER maximum-prefix NUMBER force")
		}
	}
}

// family reports a prefix in an address family that is not its own.
func (v *validator) family(p Prefix, f Family, path string) {
	if p.IsValid() && p.Addr().Is6() != (f == IPv6Unicast) {
		v.add(CodeConflict, path, p.String()+" is of the other address family", "move it to the other family", sourceGrammar)
	}
}
