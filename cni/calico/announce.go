package calico

import (
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric"
)

// excludeLabel keeps a node from announcing any service.
const excludeLabel = "node.kubernetes.io/exclude-from-external-load-balancers"

// announced is what a node originates: its blocks, the service ranges, and the
// services of its own.
func (m *model) announced(n *node) []netip.Prefix {
	all := slices.Clone(m.blocks[n.name])
	for _, p := range m.serviceRoutes(n) {
		if !slices.Contains(all, p) {
			all = append(all, p)
		}
	}
	return all
}

// serviceRoutes are the static routes that confd writes for services on a node.
//
// Every node announces the ranges; a load balancer's of one address is left to
// the services themselves, and so are all of them with
// serviceLoadBalancerAggregation Disabled (3.31). A node with a ready endpoint
// of a service with traffic policy Local announces the service's addresses that
// lie inside a range.
func (m *model) serviceRoutes(n *node) []netip.Prefix {
	if n.labels[excludeLabel] == "true" {
		return nil
	}
	var single []netip.Prefix
	all := prefixes(clusterIPs(m.global), externalIPs(m.global))
	for _, p := range m.loadBalancerRanges() {
		if p.IsSingleIP() || m.disaggregated() {
			single = append(single, p)
		} else {
			all = append(all, p)
		}
	}
	ranges := m.objects.serviceRanges()
	for _, s := range m.state.Services {
		local := s.TrafficPolicy == fabric.TrafficLocal && slices.Contains(s.Endpoints, n.name)
		for _, a := range s.Addresses {
			within := func(p netip.Prefix) bool { return p.Contains(a) }
			if local && slices.ContainsFunc(ranges, within) || s.TrafficPolicy == fabric.TrafficCluster && slices.ContainsFunc(single, within) {
				if p := netip.PrefixFrom(a, a.BitLen()); !slices.Contains(all, p) {
					all = append(all, p)
				}
			}
		}
	}
	return all
}

func (m *model) disaggregated() bool {
	a := m.global.ServiceLoadBalancerAggregation
	return a != nil && *a == v3.ServiceLoadBalancerAggregationDisabled
}

func (m *model) loadBalancerRanges() []netip.Prefix { return prefixes(loadBalancerIPs(m.global)) }

// serviceRanges are all ranges of services of the default BGPConfiguration.
func (o Objects) serviceRanges() []netip.Prefix {
	for i := range o.Configurations {
		if c := &o.Configurations[i]; c.Name == defaultName {
			return prefixes(clusterIPs(c.Spec), externalIPs(c.Spec), loadBalancerIPs(c.Spec))
		}
	}
	return nil
}

func clusterIPs(c v3.BGPConfigurationSpec) []string {
	var all []string
	for _, b := range c.ServiceClusterIPs {
		all = append(all, b.CIDR)
	}
	return all
}

func externalIPs(c v3.BGPConfigurationSpec) []string {
	var all []string
	for _, b := range c.ServiceExternalIPs {
		all = append(all, b.CIDR)
	}
	return all
}

func loadBalancerIPs(c v3.BGPConfigurationSpec) []string {
	var all []string
	for _, b := range c.ServiceLoadBalancerIPs {
		all = append(all, b.CIDR)
	}
	return all
}

// prefixes reads lists of prefixes; what is none is left out, as by confd.
func prefixes(lists ...[]string) []netip.Prefix {
	var all []netip.Prefix
	for _, list := range lists {
		for _, text := range list {
			if p, err := netip.ParsePrefix(text); err == nil {
				all = append(all, p.Masked())
			}
		}
	}
	return all
}
