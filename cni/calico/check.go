package calico

import (
	"fmt"
	"net/netip"
	"slices"

	v3 "github.com/projectcalico/api/pkg/apis/projectcalico/v3"

	"github.com/podfabric/podfabric/fabric"
)

// Check holds objects that were read back against the plan, in what the routes of
// today do not show: which pools there are and how pods use them, what is to be
// announced of addresses still to be handed out, and the bounds of address
// management. The routes themselves are simulated and checked elsewhere.
//
// The problems are of code [CodeNotAsPlanned]; none means that the objects say
// what the plan says.
func (o Objects) Check(p *fabric.PlannedCluster) fabric.Problems {
	c := &conformance{objects: o, plan: p}
	c.pools()
	c.advertisements()
	c.addressManagement()
	return c.problems
}

type conformance struct {
	objects  Objects
	plan     *fabric.PlannedCluster
	problems fabric.Problems
}

func (c *conformance) expect(where string, ok bool, what string, want, got any) {
	if ok {
		return
	}
	c.problems = append(c.problems, fabric.Problem{
		Code: CodeNotAsPlanned, Field: where,
		Detail: fmt.Sprintf("%s: the plan has %v, the object %v", what, want, got),
		Fix:    "emit the objects anew from the plan",
		Source: "the plan",
	})
}

func (c *conformance) pools() {
	read := map[netip.Prefix]*v3.IPPool{}
	for i := range c.objects.Pools {
		pool := &c.objects.Pools[i]
		read[prefixOrZero(pool.Spec.CIDR)] = pool
	}
	for i := range c.plan.Pods {
		want := &c.plan.Pods[i]
		got := read[want.Prefix]
		delete(read, want.Prefix)
		if got == nil {
			c.expect(v3.KindIPPool, false, "pool", want.Prefix, "of that range is missing")
			continue
		}
		where := v3.KindIPPool + "/" + got.Name
		c.expect(where, blockLength(got) == want.Block, "block length", want.Block, blockLength(got))
		c.expect(where, encapsulates(got) == "", "encapsulation", "none", encapsulates(got))
		c.expect(where, got.Spec.NATOutgoing == want.NATOutgoing, "natOutgoing", want.NATOutgoing, got.Spec.NATOutgoing)
		c.expect(where, !got.Spec.Disabled && !got.Spec.DisableBGPExport, "in use and announced", true, false)
		selects, err := parseSelector(got.Spec.NodeSelector)
		for j := range c.plan.Nodes {
			n := &c.plan.Nodes[j]
			selected := err == nil && selects(n.Labels)
			c.expect(where, selected == want.Selects(n.Labels), "selects "+n.Name, want.Selects(n.Labels), selected)
		}
	}
	for i := range c.objects.Pools {
		pool := &c.objects.Pools[i]
		c.expect(v3.KindIPPool+"/"+pool.Name, read[prefixOrZero(pool.Spec.CIDR)] == nil, "pool", "no such range", pool.Spec.CIDR)
	}
}

// encapsulates names the mode that puts a pool's pods into tunnels, or "".
func encapsulates(p *v3.IPPool) string {
	switch {
	case p.Spec.IPIPMode != "" && p.Spec.IPIPMode != v3.IPIPModeNever:
		return "ipipMode " + string(p.Spec.IPIPMode)
	case p.Spec.VXLANMode != "" && p.Spec.VXLANMode != v3.VXLANModeNever:
		return "vxlanMode " + string(p.Spec.VXLANMode)
	}
	return ""
}

// advertisements checks that communities are attached to whole pools: blocks that
// are handed out later must carry them as well.
func (c *conformance) advertisements() {
	var spec v3.BGPConfigurationSpec
	for i := range c.objects.Configurations {
		if c.objects.Configurations[i].Name == defaultName {
			spec = c.objects.Configurations[i].Spec
		}
	}
	named := map[string]string{}
	for _, community := range spec.Communities {
		named[community.Name] = community.Value
	}
	read := map[netip.Prefix][]string{}
	for _, a := range spec.PrefixAdvertisements {
		for _, community := range a.Communities {
			if value, ok := named[community]; ok {
				community = value
			}
			cidr := prefixOrZero(a.CIDR)
			read[cidr] = append(read[cidr], community)
		}
	}
	const where = v3.KindBGPConfiguration + "/" + defaultName
	for i := range c.plan.Pods {
		pool := &c.plan.Pods[i]
		want := make([]string, len(pool.Communities))
		for j, community := range pool.Communities {
			want[j] = community.String()
		}
		got := read[pool.Prefix]
		delete(read, pool.Prefix)
		slices.Sort(want)
		slices.Sort(got)
		c.expect(where, slices.Equal(slices.Compact(want), slices.Compact(got)), "communities of "+pool.Prefix.String(), want, got)
	}
	for _, a := range spec.PrefixAdvertisements {
		got := read[prefixOrZero(a.CIDR)]
		c.expect(where, len(got) == 0, "communities of "+a.CIDR, "none", got)
	}
}

func (c *conformance) addressManagement() {
	calico, ok := c.plan.CNI.(fabric.Calico)
	if !ok {
		return
	}
	strict, blocks := false, int32(0)
	if ipam := c.objects.IPAM; ipam != nil {
		strict, blocks = ipam.Spec.StrictAffinity, ipam.Spec.MaxBlocksPerHost
	}
	const where = "IPAMConfiguration/" + defaultName
	c.expect(where, strict == calico.StrictAffinity, "strictAffinity", calico.StrictAffinity, strict)
	c.expect(where, int(blocks) == calico.MaxBlocksPerNode, "maxBlocksPerHost", calico.MaxBlocksPerNode, blocks)
}
