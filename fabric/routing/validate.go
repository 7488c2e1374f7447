package routing

import (
	"fmt"
	"net/netip"
	"strings"
)

// An InputError is everything that is malformed in the routers given to
// [Simulate], one problem a line, each with the router it is in.
type InputError []string

func (e InputError) Error() string { return strings.Join(e, "\n") }

// validate returns an [InputError], or nil.
func validate(routers []Router) error {
	var v validator
	names := make(map[string]bool, len(routers))
	for i := range routers {
		r := &routers[i]
		v.where = "router " + r.Name
		if r.Name == "" {
			v.where = fmt.Sprintf("router %d", i)
			v.add("has no name")
		} else if names[r.Name] {
			v.add("occurs twice")
		}
		names[r.Name] = true
		v.router(r)
	}
	if len(v.problems) == 0 {
		return nil
	}
	return v.problems
}

// A validator gathers problems.
type validator struct {
	problems InputError
	where    string
	policies map[*Policy]bool
}

func (v *validator) add(format string, args ...any) {
	v.problems = append(v.problems, v.where+": "+fmt.Sprintf(format, args...))
}

func (v *validator) router(r *Router) {
	where := v.where
	names := map[string]bool{}
	for i := range r.VRFs {
		vrf := &r.VRFs[i]
		v.where = where + ", VRF " + vrf.Name
		if vrf.Name == "" {
			v.add("has no name")
		} else if names[vrf.Name] {
			v.add("occurs twice")
		}
		names[vrf.Name] = true
		v.interfaces(vrf)
		for _, s := range vrf.Static {
			v.prefix("static route", s.Prefix)
			for _, via := range s.Via {
				v.address("next hop of static route "+s.Prefix.String(), via)
				if s.Prefix.IsValid() && via.IsValid() && via.Is4() != s.Prefix.Addr().Is4() {
					v.add("static route %s has the next hop %s of the other family", s.Prefix, via)
				}
			}
		}
		if vrf.BGP != nil {
			v.bgp(vrf.BGP)
		}
	}
}

func (v *validator) interfaces(vrf *VRF) {
	names, addresses := map[string]bool{}, map[netip.Addr]string{}
	for i := range vrf.Interfaces {
		f := &vrf.Interfaces[i]
		if f.Name == "" {
			v.add("an interface has no name")
		} else if names[f.Name] {
			v.add("interface %s occurs twice", f.Name)
		}
		names[f.Name] = true
		for _, a := range f.Addresses {
			if !a.IsValid() {
				v.add("interface %s has an invalid address", f.Name)
				continue
			}
			v.address("address of interface "+f.Name, a.Addr())
			if on, ok := addresses[a.Addr()]; ok && !f.Down {
				v.add("interface %s has the address %s of interface %s", f.Name, a.Addr(), on)
			}
			if !f.Down {
				addresses[a.Addr()] = f.Name
			}
		}
		for _, a := range f.Virtual {
			v.address("virtual address of interface "+f.Name, a)
		}
	}
}

// address wants a valid address without a zone, IPv4 as IPv4.
func (v *validator) address(what string, a netip.Addr) {
	if !a.IsValid() || a.Zone() != "" || a.Is4In6() {
		v.add("%s: %q is not a plain address", what, a)
	}
}

// prefix wants a valid prefix without host bits.
func (v *validator) prefix(what string, p netip.Prefix) {
	switch {
	case !p.IsValid(), p.Addr().Is4In6():
		v.add("%s: %q is not a prefix", what, p)
	case p.Masked() != p:
		v.add("%s: %s has host bits, its subnet is %s", what, p, p.Masked())
	}
}

func (v *validator) bgp(b *BGP) {
	if b.AS == 0 {
		v.add("BGP has no AS")
	}
	if b.RouterID.IsValid() && !b.RouterID.Is4() {
		v.add("router ID %s is not an IPv4 address", b.RouterID)
	}
	if b.ClusterID.IsValid() && !b.ClusterID.Is4() {
		v.add("cluster ID %s is not an IPv4 address", b.ClusterID)
	}
	for _, f := range [...]Family{IPv4, IPv6} {
		if u := b.Family(f); u != nil {
			v.unicast(f, u)
		}
	}
	addresses, ranges := map[netip.Addr]bool{}, map[netip.Prefix]bool{}
	for i := range b.Neighbors {
		nb := &b.Neighbors[i]
		what := "neighbor " + nb.Name
		switch {
		case nb.Address.IsValid() == nb.Range.IsValid():
			v.add("%s has neither or both of an address and a range", what)
		case nb.Address.IsValid():
			v.address(what, nb.Address)
			if addresses[nb.Address] {
				v.add("%s: address %s occurs twice", what, nb.Address)
			}
			addresses[nb.Address] = true
		default:
			v.prefix(what, nb.Range)
			if ranges[nb.Range] {
				v.add("%s: range %s occurs twice", what, nb.Range)
			}
			ranges[nb.Range] = true
		}
		v.neighbor(what, nb)
	}
}

func (v *validator) neighbor(what string, nb *Neighbor) {
	if nb.Source.IsValid() {
		v.address(what+": source", nb.Source)
	}
	if nb.MaxPeers < 0 || nb.TTL < 0 || nb.Hold < 0 || nb.Keepalive < 0 {
		v.add("%s has a negative number", what)
	}
	var seen [2]bool
	for i := range nb.Families {
		nf := &nb.Families[i]
		if nf.Family > IPv6 {
			v.add("%s has an unknown family", what)
			continue
		}
		if seen[nf.Family] {
			v.add("%s has %s twice", what, nf.Family)
		}
		seen[nf.Family] = true
		if nf.AllowOwnAS < 0 || nf.MaxPrefixes < 0 {
			v.add("%s, %s has a negative number", what, nf.Family)
		}
		v.policy(nf.Import)
		v.policy(nf.Export)
		v.policy(nf.DefaultPolicy)
	}
}

func (v *validator) unicast(f Family, u *Unicast) {
	if u.MaxPathsEBGP < 0 || u.MaxPathsIBGP < 0 || u.MaxPathsMixed < 0 {
		v.add("%s has a negative number of paths", f)
	}
	inFamily := func(what string, p netip.Prefix) {
		v.prefix(what, p)
		if p.IsValid() && FamilyOf(p.Addr()) != f {
			v.add("%s %s is not of %s", what, p, f)
		}
	}
	for _, w := range u.Networks {
		inFamily("network", w.Prefix)
		v.policy(w.Policy)
	}
	aggregates := map[netip.Prefix]bool{}
	for _, a := range u.Aggregates {
		inFamily("aggregate", a.Prefix)
		if aggregates[a.Prefix] {
			v.add("aggregate %s occurs twice", a.Prefix)
		}
		aggregates[a.Prefix] = true
	}
	for _, r := range u.Redistribute {
		if r.From > StaticRoute {
			v.add("%s redistributes routes that are BGP's own", f)
		}
		v.policy(r.Policy)
	}
}

// policy reports lists that are nil and rules without a prefix, once a policy.
func (v *validator) policy(p *Policy) {
	if p == nil || v.policies[p] {
		return
	}
	if v.policies == nil {
		v.policies = map[*Policy]bool{}
	}
	v.policies[p] = true
	for i := range p.Terms {
		m := &p.Terms[i].Match
		for _, lists := range [...][]*PrefixList{m.Prefixes, m.NextHops} {
			for _, l := range lists {
				v.prefixList(p, l)
			}
		}
		for _, l := range m.Communities {
			if l == nil {
				v.add("policy %s has a community list that is nil", p.Name)
			}
		}
		if hop := p.Terms[i].Set.NextHop; hop.IsValid() {
			v.address("policy "+p.Name+": next hop", hop)
		}
	}
}

func (v *validator) prefixList(p *Policy, l *PrefixList) {
	if l == nil {
		v.add("policy %s has a prefix list that is nil", p.Name)
		return
	}
	for _, r := range l.Rules {
		v.prefix("prefix list "+l.Name, r.Prefix)
	}
}
