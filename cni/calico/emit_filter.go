package calico

import (
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric"
)

// filter returns the one BGPFilter of the cluster, and false when it would have
// no rules.
//
// # Export
//
// Calico sends nothing but pools and service ranges, and ends in reject, so
// there is nothing to allow. What it also sends is what it learned from other
// peers inside these ranges; a node between two leaves of different AS can so
// become transit. One rule stops exactly that: reject what came from a peer
// (3.27). An Accept for our own ranges would end the decision before Calico
// adds communities and hides the addresses inside a block, and would let those
// out; it is only used for ranges that are neither pool nor service, which
// Calico would not send.
//
// From 3.29 lengths that the plan does not announce are rejected as well: with
// strict affinity no single addresses of borrowed blocks leave.
//
// # Import
//
// Calico accepts whatever the rules do not decide, and nothing comes after
// them. So the rules accept what the plan has the node learn, and the last one
// rejects the rest.
func (e emitter) filter() (v3.BGPFilter, bool) {
	f := v3.NewBGPFilter()
	f.Name = filterName
	if e.Unfiltered {
		return *f, false
	}
	for _, family := range fabric.Families() {
		if !e.has(family) {
			continue
		}
		export, imports := e.exportRules(family), e.importRules(family)
		if family == fabric.IPv6 {
			f.Spec.ExportV6, f.Spec.ImportV6 = v6Rules(export), v6Rules(imports)
		} else {
			f.Spec.ExportV4, f.Spec.ImportV4 = v4Rules(export), v4Rules(imports)
		}
	}
	s := f.Spec
	return *f, len(s.ExportV4)+len(s.ImportV4)+len(s.ExportV6)+len(s.ImportV6) > 0
}

// has reports whether the cluster has sessions in the family.
func (e emitter) has(f fabric.Family) bool {
	return slices.ContainsFunc(e.Racks, func(r fabric.ClusterRack) bool {
		return slices.ContainsFunc(r.Leaves, func(l fabric.LeafPeer) bool { return l.Address.Of(f).IsValid() })
	})
}

// A rule is a BGPFilter rule of either family.
type rule struct {
	cidr     netip.Prefix
	operator v3.BGPFilterMatchOperator
	min, max int // when bounded
	bounded  bool
	source   v3.BGPFilterMatchSource
	action   v3.BGPFilterAction
}

func (e emitter) exportRules(f fabric.Family) []rule {
	var rules []rule
	if e.can.source {
		rules = append(rules, rule{source: v3.BGPFilterSourceRemotePeers, action: v3.Reject})
	}
	if e.can.prefixLength {
		for _, pool := range e.Pods {
			if familyOf(pool.Prefix) == f {
				rules = append(rules, unannounced(pool.Prefix, e.Announce)...)
			}
		}
	}
	for _, a := range e.Announce {
		if familyOf(a.Prefix) == f && !e.own(a.Prefix) {
			rules = append(rules, e.accept(a))
		}
	}
	return rules
}

// own reports whether p is inside a pool or a service range.
func (e emitter) own(p netip.Prefix) bool {
	for _, pool := range e.Pods {
		if contains(pool.Prefix, p) {
			return true
		}
	}
	for _, s := range e.Services.All() {
		if contains(s, p) {
			return true
		}
	}
	return false
}

// unannounced rejects the lengths inside a pool that no rule of the plan lets
// pass. A pool of which the plan says nothing is left to Calico.
func unannounced(pool netip.Prefix, announce []fabric.Accept) []rule {
	longest := pool.Addr().BitLen()
	allowed := make([]bool, longest+1)
	said := false
	for _, a := range announce {
		if a.Prefix != pool {
			continue
		}
		said = true
		for l := max(a.Min, pool.Bits()); l <= min(a.Max, longest); l++ {
			allowed[l] = true
		}
	}
	if !said {
		return nil
	}
	var rules []rule
	for l := pool.Bits(); l <= longest; l++ {
		if allowed[l] {
			continue
		}
		first := l
		for l < longest && !allowed[l+1] {
			l++
		}
		rules = append(rules, rule{cidr: pool, operator: v3.In, bounded: true, min: first, max: l, action: v3.Reject})
	}
	return rules
}

func (e emitter) importRules(f fabric.Family) []rule {
	var rules []rule
	for _, a := range e.Learn {
		if familyOf(a.Prefix) == f {
			rules = append(rules, e.accept(a))
		}
	}
	everything := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
	if f == fabric.IPv6 {
		everything = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
	}
	// With a cidr, which 3.26 demands.
	return append(rules, rule{cidr: everything, operator: v3.In, action: v3.Reject})
}

// accept lets a range of the plan pass. Equal is one prefix and never one inside
// it, so it serves for exactly that, such as the default route. Before 3.29 the
// lengths of a range cannot be bounded; the leaf bounds them too.
func (e emitter) accept(a fabric.Accept) rule {
	r := rule{cidr: a.Prefix, operator: v3.In, action: v3.Accept}
	switch {
	case a.Min == a.Prefix.Bits() && a.Max == a.Min:
		r.operator = v3.Equal
	case !e.can.prefixLength:
	case a.Min > a.Prefix.Bits() || a.Max < a.Prefix.Addr().BitLen():
		r.bounded, r.min, r.max = true, a.Min, a.Max
	}
	return r
}

func v4Rules(rules []rule) []v3.BGPFilterRuleV4 {
	var out []v3.BGPFilterRuleV4
	for _, r := range rules {
		w := v3.BGPFilterRuleV4{MatchOperator: r.operator, Source: r.source, Action: r.action}
		if r.cidr.IsValid() {
			w.CIDR = r.cidr.String()
		}
		if r.bounded {
			w.PrefixLength = &v3.BGPFilterPrefixLengthV4{Min: length(r.min), Max: length(r.max)}
		}
		out = append(out, w)
	}
	return out
}

func v6Rules(rules []rule) []v3.BGPFilterRuleV6 {
	var out []v3.BGPFilterRuleV6
	for _, r := range rules {
		w := v3.BGPFilterRuleV6{MatchOperator: r.operator, Source: r.source, Action: r.action}
		if r.cidr.IsValid() {
			w.CIDR = r.cidr.String()
		}
		if r.bounded {
			w.PrefixLength = &v3.BGPFilterPrefixLengthV6{Min: length(r.min), Max: length(r.max)}
		}
		out = append(out, w)
	}
	return out
}

// length is a prefix length as the API has it: 0 to 128.
func length(n int) *int32 {
	l := int32(n) // 0 to 128
	return &l
}

func familyOf(p netip.Prefix) fabric.Family { return fabric.FamilyOf(p.Addr()) }

// contains reports whether q is p or inside it.
func contains(p, q netip.Prefix) bool { return p.Bits() <= q.Bits() && p.Contains(q.Addr()) }
