package calico

import (
	"fmt"
	"net/netip"
	"path"
	"slices"
	"strings"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// importPolicy is "import filter { BGPFilters...; accept; }". Nil permits all.
func (m *model) importPolicy(n *node, f routing.Family, filters []string) *routing.Policy {
	key := fmt.Sprintf("import %v %s %q", f, n.host.Interface, filters)
	if p, ok := m.policies[key]; ok {
		return p
	}
	b := terms{}
	for _, name := range filters {
		m.filterTerms(&b, n, f, name, true)
	}
	var p *routing.Policy
	if len(b.list) > 0 {
		b.add(routing.Term{Permit: true})
		p = &routing.Policy{Name: "import " + strings.Join(filters, ", "), Terms: b.list}
	}
	m.policies[key] = p
	return p
}

// exportPolicy is "export filter { BGPFilters...; calico_export_to_bgp_peers(...);
// reject; }", in the order of the package comment. What is left out concerns
// routes through tunnels and of Calico's BPF data plane, which are no routes of
// this model.
func (m *model) exportPolicy(n *node, f routing.Family, filters []string) *routing.Policy {
	key := fmt.Sprintf("export %v %s %q", f, n.name, filters)
	if p, ok := m.policies[key]; ok {
		return p
	}
	b := terms{}
	for _, name := range filters {
		m.filterTerms(&b, n, f, name, false)
	}
	pools := m.pools(f)
	for _, p := range pools {
		if p.hidden {
			b.add(routing.Term{Match: inside(p.cidr)})
		}
	}
	for _, a := range m.advertisements(n, f) {
		b.add(routing.Term{
			Permit: true, Continue: true, Match: inside(a.cidr),
			Set: routing.Set{Communities: a.communities, HasCommunities: true, Additive: true},
		})
	}
	for _, block := range m.blocks[n.name] {
		if routing.FamilyOf(block.Addr()) == f {
			b.add(routing.Term{Permit: true, Match: exactly(block)})
			b.add(routing.Term{Match: inside(block)})
		}
	}
	for _, p := range m.serviceRoutes(n) {
		if routing.FamilyOf(p.Addr()) == f {
			b.add(routing.Term{Permit: true, Match: inside(p)})
		}
	}
	if n.clusterID.IsValid() {
		for _, p := range m.loadBalancerRanges() {
			if routing.FamilyOf(p.Addr()) == f {
				b.add(routing.Term{Permit: true, Match: inside(p)})
			}
		}
	}
	for _, p := range pools {
		if !p.hidden {
			b.add(routing.Term{Permit: true, Match: inside(p.cidr)})
		}
	}
	b.add(routing.Term{})
	p := &routing.Policy{Name: "export " + strings.Join(filters, ", "), Terms: b.list}
	m.policies[key] = p
	return p
}

// terms numbers terms by tens.
type terms struct{ list []routing.Term }

func (b *terms) add(t routing.Term) {
	t.Seq = 10 * (len(b.list) + 1)
	b.list = append(b.list, t)
}

// inside matches "net ~ p": p and everything in it.
func inside(p netip.Prefix) routing.Match { return match(p, p.Bits(), p.Addr().BitLen(), true) }

// exactly matches "net = p".
func exactly(p netip.Prefix) routing.Match { return match(p, p.Bits(), p.Bits(), true) }

// match matches the prefixes inside p with a length from least to most, or all
// others when is is false.
func match(p netip.Prefix, least, most int, is bool) routing.Match {
	list := &routing.PrefixList{Rules: []routing.PrefixRule{{Permit: is, Prefix: p, Min: least, Max: most}}}
	if !is {
		all := netip.PrefixFrom(netip.IPv4Unspecified(), 0)
		if p.Addr().Is6() {
			all = netip.PrefixFrom(netip.IPv6Unspecified(), 0)
		}
		list.Rules = append(list.Rules, routing.PrefixRule{Permit: true, Prefix: all, Max: p.Addr().BitLen()})
	}
	return routing.Match{Prefixes: []*routing.PrefixList{list}}
}

// filterTerms adds the rules of one BGPFilter. A filter that is missing, or has
// no rules for the direction, adds nothing and so lets everything go on.
func (m *model) filterTerms(b *terms, n *node, f routing.Family, name string, imports bool) {
	spec := m.filters[name]
	if spec == nil {
		return
	}
	for i, r := range rulesOf(spec, f, imports) {
		where := fmt.Sprintf("%s/%s, rule %d", v3.KindBGPFilter, name, i+1)
		term := routing.Term{}
		switch r.action {
		case v3.Accept:
			term.Permit = true
		case v3.Reject:
		default:
			m.refuse(CodeFilterRule, where, fmt.Sprintf("action %q: calico-node writes no configuration at all for nodes that use the filter", r.action), "use Accept or Reject", sourceFilterDoc)
			continue
		}
		matched, wrong := r.match(n.host.Interface)
		if wrong != (flaw{}) {
			m.refuse(CodeFilterRule, where, wrong.detail, wrong.fix, sourceFilterDoc)
			continue
		}
		term.Match = matched
		b.add(term)
	}
}

// A readRule is a rule of a BGPFilter as it stands there.
type readRule struct {
	cidr     string
	operator v3.BGPFilterMatchOperator
	bounded  bool
	min, max *int32
	source   v3.BGPFilterMatchSource
	iface    string
	action   v3.BGPFilterAction
	family   routing.Family
}

func rulesOf(spec *v3.BGPFilterSpec, f routing.Family, imports bool) []readRule {
	var rules []readRule
	if f == routing.IPv6 {
		list := spec.ExportV6
		if imports {
			list = spec.ImportV6
		}
		for _, r := range list {
			rule := readRule{r.CIDR, r.MatchOperator, false, nil, nil, r.Source, r.Interface, r.Action, f}
			if l := r.PrefixLength; l != nil {
				rule.bounded, rule.min, rule.max = true, l.Min, l.Max
			}
			rules = append(rules, rule)
		}
		return rules
	}
	list := spec.ExportV4
	if imports {
		list = spec.ImportV4
	}
	for _, r := range list {
		rule := readRule{r.CIDR, r.MatchOperator, false, nil, nil, r.Source, r.Interface, r.Action, f}
		if l := r.PrefixLength; l != nil {
			rule.bounded, rule.min, rule.max = true, l.Min, l.Max
		}
		rules = append(rules, rule)
	}
	return rules
}

// A flaw is what is wrong with a rule, and what works instead; the zero value is
// none.
type flaw struct{ detail, fix string }

// match turns the conditions of a rule into a match, or says what is wrong with
// them. iface is the host's interface.
//
// A route has an interface when it leads somewhere: what a node learned leaves
// by the interface towards the leaves, what it originates discards and has none.
func (r readRule) match(iface string) (routing.Match, flaw) {
	var m routing.Match
	if r.cidr != "" {
		p, err := netip.ParsePrefix(r.cidr)
		if err != nil || routing.FamilyOf(p.Addr()) != r.family {
			return m, flaw{
				fmt.Sprintf("cidr %q is not an %v prefix", r.cidr, r.family),
				"give ADDRESS/LENGTH of that family, or move the rule to the list of the other one",
			}
		}
		p = p.Masked()
		least, most := p.Bits(), p.Addr().BitLen()
		if r.bounded {
			if r.min != nil {
				least = max(least, int(*r.min))
			}
			if r.max != nil {
				most = min(most, int(*r.max))
			}
		}
		equal := r.operator == v3.Equal || r.operator == v3.NotEqual
		if equal {
			if r.bounded {
				return m, flaw{
					fmt.Sprintf("operator %s with a prefixLength compares a prefix with a set, which BIRD refuses", r.operator),
					"use In or NotIn, or leave out prefixLength",
				}
			}
			most = least
		}
		switch r.operator {
		case v3.Equal, v3.In:
			m = match(p, least, most, true)
		case v3.NotEqual, v3.NotIn:
			m = match(p, least, most, false)
		default:
			return m, flaw{
				fmt.Sprintf("cidr %s with matchOperator %q", r.cidr, r.operator),
				"give matchOperator Equal, NotEqual, In or NotIn",
			}
		}
	}
	switch r.source {
	case "":
	case v3.BGPFilterSourceRemotePeers:
		m.ReceivedFromPeer = true
	default:
		return m, flaw{
			fmt.Sprintf("source %q is not %s", r.source, v3.BGPFilterSourceRemotePeers),
			fmt.Sprintf("use %s, or leave it out", v3.BGPFilterSourceRemotePeers),
		}
	}
	if r.iface != "" {
		if ok, err := path.Match(r.iface, iface); err != nil || !ok {
			m.Never = true
		}
		m.ReceivedFromPeer = true
	}
	return m, flaw{}
}

// A pool is an IPPool for the filters.
type pool struct {
	cidr   netip.Prefix
	hidden bool // disableBGPExport
}

func (m *model) pools(f routing.Family) []pool {
	var pools []pool
	for i := range m.objects.Pools {
		p := &m.objects.Pools[i]
		cidr, err := netip.ParsePrefix(p.Spec.CIDR)
		if err != nil {
			continue // no pool, for confd too
		}
		if routing.FamilyOf(cidr.Addr()) == f {
			pools = append(pools, pool{cidr.Masked(), p.Spec.DisableBGPExport})
		}
	}
	return pools
}

// An advertisement is a prefix with the communities that are added inside it.
type advertisement struct {
	cidr        netip.Prefix
	communities []routing.Community
}

// advertisements are those of the node's own BGPConfiguration, which replace the
// cluster's.
func (m *model) advertisements(n *node, f routing.Family) []advertisement {
	c := m.global
	if own, ok := m.single[n.name]; ok && own.PrefixAdvertisements != nil {
		c = own
	}
	var all []advertisement
	for _, a := range c.PrefixAdvertisements {
		p, err := netip.ParsePrefix(a.CIDR)
		if err != nil || routing.FamilyOf(p.Addr()) != f {
			continue
		}
		var communities []routing.Community
		for _, text := range a.Communities {
			if i := slices.IndexFunc(c.Communities, func(d v3.Community) bool { return d.Name == text }); i >= 0 {
				text = c.Communities[i].Value
			}
			if v, err := fabric.ParseCommunity(text); err == nil && !slices.Contains(communities, routing.Community(v)) {
				communities = append(communities, routing.Community(v))
			}
		}
		if len(communities) > 0 {
			all = append(all, advertisement{p.Masked(), communities})
		}
	}
	return all
}
