package routing

import (
	"cmp"
	"slices"
)

// An origination is a route that an instance puts into BGP by itself.
type origination struct {
	prefix int32
	inst   int32
	attr   uint32
	hop    uint32 // set by a policy; 0 is the router itself
	source Protocol
	// rank orders the kinds of origination: network, redistribution, aggregate.
	rank uint8
}

// localWeight is the weight of the routes a router originates.
const localWeight = 32768

// originate returns what the instances put into BGP, aggregates excepted: for
// each prefix of an instance the best of its originations.
func originate(n *network, r *resolver) []origination {
	var all []origination
	for i := range n.instances {
		all = originateAt(n, r, int32(i), all)
	}
	return all
}

// originateAt appends what one instance puts into BGP.
func originateAt(n *network, r *resolver, inst int32, all []origination) []origination {
	b := n.instances[inst].vrf.BGP
	if b == nil {
		return all
	}
	from := len(all)
	for _, f := range [...]Family{IPv4, IPv6} {
		if u := b.Family(f); u != nil {
			all = n.originateNetworks(r, inst, u, all)
			all = n.redistribute(r, inst, f, u, all)
		}
	}
	return append(all[:from], n.bestOriginations(all[from:])...)
}

func (n *network) originateNetworks(r *resolver, inst int32, u *Unicast, all []origination) []origination {
	for i := range u.Networks {
		w := &u.Networks[i]
		id := n.prefixes.id(w.Prefix)
		l := r.localAt(inst, id)
		if l == nil && !w.Always {
			continue
		}
		s := subject{prefix: w.Prefix, source: BGPRoute}
		if l != nil {
			s.source, s.tag = l.protocol, l.tag
		}
		all = n.appendOrigination(all, inst, id, w.Policy, s, 0)
	}
	return all
}

func (n *network) redistribute(r *resolver, inst int32, f Family, u *Unicast, all []origination) []origination {
	for i := range u.Redistribute {
		from := &u.Redistribute[i]
		local := n.instances[inst].local
		for j := range local {
			l := &local[j]
			if l.protocol != from.From || FamilyOf(l.prefix.Addr()) != f || r.localAt(inst, l.id) != l {
				continue
			}
			s := subject{prefix: l.prefix, source: l.protocol, tag: l.tag}
			s.attrs.origin = OriginIncomplete
			all = n.appendOrigination(all, inst, l.id, from.Policy, s, 1)
		}
	}
	return all
}

func (n *network) appendOrigination(all []origination, inst, id int32, p *Policy, s subject, rank uint8) []origination {
	s.attrs.weight = localWeight
	s.attrs.localPref = n.defaultLocalPref(inst)
	source := s.source
	v := n.in.apply(p, s)
	if !v.permit {
		return all
	}
	o := origination{prefix: id, inst: inst, attr: n.in.attr(v.attrs), source: source, rank: rank}
	if v.nextHopSet {
		o.hop = n.in.addr(v.nextHop)
	}
	return append(all, o)
}

// bestOriginations keeps the best origination of each prefix, in order of
// prefixes.
func (n *network) bestOriginations(list []origination) []origination {
	slices.SortStableFunc(list, func(a, b origination) int {
		return cmp.Or(cmp.Compare(a.prefix, b.prefix), n.compareOriginations(a, b))
	})
	return slices.CompactFunc(list, func(a, b origination) bool { return a.prefix == b.prefix })
}

// compareOriginations orders by weight, local preference, AS path length, origin
// and MED as the decision process does, then by kind.
func (n *network) compareOriginations(a, b origination) int {
	return cmp.Or(
		cmp.Compare(n.in.merit[a.attr], n.in.merit[b.attr]),
		cmp.Compare(n.in.attrs[a.attr].med, n.in.attrs[b.attr].med),
		cmp.Compare(a.rank, b.rank),
	)
}

// aggregateOrigination is what an aggregate puts into BGP: an own route without
// a path (RFC 4271 9.2.2.2; routers do not keep the AS sets of RFC 6472).
func (n *network) aggregateOrigination(a *aggregate, inst int32) origination {
	return origination{
		prefix: a.id, inst: inst, source: AggregateRoute, rank: 2,
		attr: n.in.attr(attrs{weight: localWeight, localPref: n.defaultLocalPref(inst)}),
	}
}
