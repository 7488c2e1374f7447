package fabric

import (
	"cmp"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/ipam"
)

// complete leases the pod and service ranges, and returns the design with those
// filled in that are drawn; it is the design itself when none is.
func (d *Design) complete(r *report, ledger *ipam.Ledger) *Design {
	p := &planner{d: d, r: r, ledger: ledger}
	for i := range d.Clusters {
		p.pinRanges(&d.Clusters[i])
	}
	full := d
	for i := range d.Clusters {
		c := &d.Clusters[i]
		if c.Services.Draw == (ServiceLengths{}) && !slices.ContainsFunc(c.Pods, func(pool PodPool) bool { return pool.Draw != Lengths{} }) {
			continue
		}
		if full == d {
			copied := *d
			copied.Clusters = slices.Clone(d.Clusters)
			full = &copied
		}
		p.drawRanges(&full.Clusters[i], at("clusters", i))
	}
	return full
}

// pinRanges leases the ranges that a cluster states. Whether two of them may
// share addresses is for the rules of the design; the wider one then has the lease.
func (p *planner) pinRanges(c *Cluster) {
	type stated struct {
		key ipam.Key
		r   Prefix
	}
	var all []stated
	for _, pool := range namedPods(c) {
		if f, ok := pool.family(); ok && pool.Prefix.IsValid() {
			all = append(all, stated{ipam.Key{Owner: podsOwner(c.Name, pool.Name), Kind: kindOf(kindPods, f)}, pool.Prefix})
		}
	}
	for kind, ranges := range c.Services.kinds() {
		for _, r := range ranges {
			all = append(all, stated{ipam.Key{
				Owner: clusterOwner(c.Name) + "/range/" + hyphened(r), Kind: kindOf(kind, FamilyOf(r.Addr())),
			}, r})
		}
	}
	// The widest first, so that whatever is inside of it is taken as well.
	slices.SortStableFunc(all, func(a, b stated) int { return cmp.Compare(a.r.Bits(), b.r.Bits()) })
	for _, s := range all {
		_ = p.ledger.Pin(spaceRange, s.key, ipam.PrefixValue(s.r))
	}
}

// drawRanges fills in what a cluster draws.
func (p *planner) drawRanges(c *Cluster, field string) {
	c.Pods = slices.Clone(c.Pods)
	for j := range c.Pods {
		pool := &c.Pods[j]
		if f, ok := pool.family(); ok && !pool.Prefix.IsValid() {
			pool.Prefix = p.drawRange(ipam.Key{Owner: podsOwner(c.Name, pool.Name), Kind: kindOf(kindPods, f)},
				item(field, ".pods", j, ".draw"), "pools.pods", p.d.Pools.Pods.Of(f), pool.Draw.Of(f))
			pool.Draw = Lengths{}
		}
	}
	draw := c.Services.Draw
	c.Services.Draw = ServiceLengths{}
	for _, row := range [...]struct {
		ranges  *[]Prefix
		lengths Lengths
		kind    string
		field   string
	}{
		{&c.Services.ClusterIPs, draw.ClusterIPs, kindClusterIPs, ".clusterIPs"},
		{&c.Services.ExternalIPs, draw.ExternalIPs, kindExternalIPs, ".externalIPs"},
		{&c.Services.LoadBalancerIPs, draw.LoadBalancerIPs, kindBalancerIPs, ".loadBalancerIPs"},
	} {
		for _, f := range Families() {
			if length := row.lengths.Of(f); length != 0 {
				r := p.drawRange(ipam.Key{Owner: clusterOwner(c.Name), Kind: kindOf(row.kind, f)},
					under(field, ".services.draw"+row.field), "pools.services", p.d.Pools.Services.Of(f), length)
				*row.ranges = append(slices.Clip(*row.ranges), r)
			}
		}
	}
}

func (p *planner) drawRange(key ipam.Key, field path, name string, pool Prefix, length int) Prefix {
	from := prefixRange(name, pool)
	r, err := p.ledger.Prefix(spaceRange, key, from, length)
	p.lease(field, err)
	return r
}

// kinds yields the ranges of services by what they are leased for.
func (s Services) kinds() func(func(string, []Prefix) bool) {
	return func(yield func(string, []Prefix) bool) {
		_ = yield(kindClusterIPs, s.ClusterIPs) && yield(kindExternalIPs, s.ExternalIPs) && yield(kindBalancerIPs, s.LoadBalancerIPs)
	}
}

// hyphened writes a prefix as a name that no other prefix has.
func hyphened(p Prefix) string {
	return strings.NewReplacer(".", "-", ":", "-", "/", "-").Replace(p.String())
}

// dashed writes a prefix as a name that may be an object's.
func dashed(p Prefix) string {
	text := hyphened(p)
	for strings.Contains(text, "--") {
		text = strings.ReplaceAll(text, "--", "-")
	}
	return strings.Trim(text, "-")
}
