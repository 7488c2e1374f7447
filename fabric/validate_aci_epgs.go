package fabric

import (
	"fmt"
	"slices"
)

// defaultEPG is the external EPG that has all subnets of the cluster.
const defaultEPG = "default"

const sourceEPGSubnet = "Cisco, L3Out subnets: external EPGs classify by VRF, and each subnet is unique in it; seeds/002, Segmentation"

// externalEPGs checks how the L3Outs classify their cluster's addresses, and by
// which contracts.
func (a *audit) externalEPGs() {
	subnets := map[string]map[Prefix]holder{} // by VRF
	for _, o := range a.aci.outs {
		vrf := a.aci.vrfOf(o)
		if subnets[vrf] == nil {
			subnets[vrf] = map[Prefix]holder{}
		}
		a.contracts(o.field+".provides", o.Provides)
		a.contracts(o.field+".consumes", o.Consumes)
		names := map[string]holder{defaultEPG: {o.field + ".name", "external EPG of the whole cluster"}}
		for i := range o.ExternalEPGs {
			epg, field := &o.ExternalEPGs[i], at(o.field+".externalEPGs", i)
			a.aciName(field+".name", "external EPG", epg.Name)
			a.epgName(names, field+".name", epg.Name)
			a.contracts(field+".provides", epg.Provides)
			a.contracts(field+".consumes", epg.Consumes)
			if len(epg.Subnets) == 0 {
				a.missing(field+".subnets", "a subnet of external EPG "+epg.Name, "write the pods or services that it holds")
			}
			for j, p := range epg.Subnets {
				a.epgSubnet(o, subnets[vrf], at(field+".subnets", j), p)
			}
		}
		a.leak(o)
	}
}

func (a *audit) epgName(names map[string]holder, field, name string) {
	if first, taken := names[name]; taken && name != "" {
		a.refuse(CodeDuplicateName, field, fmt.Sprintf("external EPG name %s is also that of the %s at %s", quoted(name), first.what, first.field),
			"use another name", "Cisco APIC: an external EPG is known by its L3Out and name")
		return
	}
	names[name] = holder{field, "external EPG"}
}

// epgSubnet wants a piece of the cluster's ranges that no other external EPG of
// the VRF has.
func (a *audit) epgSubnet(o *l3out, seen map[Prefix]holder, field string, p Prefix) {
	if p == (Prefix{}) {
		a.missing(field, "the subnet", "write a subnet, or leave the entry out")
		return
	}
	if !a.anyPrefix(field, "subnet", p) {
		return
	}
	if first, taken := seen[p]; taken {
		a.refuse(CodeEPGSubnetTwice, field, fmt.Sprintf("subnet %s is also in the external EPG at %s", p, first.field), "leave one of them out", sourceEPGSubnet)
		return
	}
	seen[p] = holder{field, "external EPG"}
	if o.cluster < 0 {
		return
	}
	c := &a.d.Clusters[o.cluster]
	ranges := c.ranges()
	if slices.Contains(ranges, p) {
		a.refuse(CodeEPGSubnetTwice, field, fmt.Sprintf("subnet %s is a whole range of cluster %s, which the external EPG %s holds", p, c.Name, defaultEPG),
			"write narrower subnets, or give the contracts to the L3Out itself", sourceEPGSubnet)
		return
	}
	if !c.draws() && !slices.ContainsFunc(ranges, func(r Prefix) bool { return r.Bits() <= p.Bits() && r.Contains(p.Addr()) }) {
		a.refuse(CodeEPGSubnet, field, fmt.Sprintf("subnet %s is in no pod or service range of cluster %s", p, c.Name),
			"write a part of the cluster's ranges", "seeds/002, Segmentation: external EPGs of pods and services")
	}
}

// ranges are the cluster's pods and services, as far as they are given.
func (c *Cluster) ranges() []Prefix {
	all := c.Services.All()
	for i := range c.Pods {
		all = append(all, c.Pods[i].Prefix)
	}
	return slices.DeleteFunc(all, func(p Prefix) bool { return !p.IsValid() })
}

// draws reports whether ranges of the cluster are yet to be drawn.
func (c *Cluster) draws() bool {
	return c.Services.Draw != (ServiceLengths{}) || slices.ContainsFunc(c.Pods, func(p PodPool) bool { return p.Draw != (Lengths{}) })
}

// contracts checks the names of contracts. One that no tenant of the design lists
// has to be there already, which is a precondition of the plan.
func (a *audit) contracts(field string, names []string) {
	seen := map[string]bool{}
	for i, name := range names {
		a.aciName(at(field, i), "contract", name)
		a.once(seen, at(field, i), name, "an external EPG has a contract once")
	}
}

// leak warns of subnets that other VRFs learn and nobody there may talk to.
func (a *audit) leak(o *l3out) {
	if !o.Leak {
		return
	}
	used := slices.Concat(o.Provides, o.Consumes)
	for i := range o.ExternalEPGs {
		used = slices.Concat(used, o.ExternalEPGs[i].Provides, o.ExternalEPGs[i].Consumes)
	}
	const source = "Cisco APIC: shared L3Outs; a contract between VRFs has the scope of the tenant or the fabric"
	switch {
	case len(used) == 0:
		a.warn(CodeLeakWithoutContract, o.field+".leak", "other VRFs are to learn the subnets of "+o.what()+", and no contract lets them talk to it",
			"provide or consume a contract with the scope of the tenant or global", source)
	case !slices.ContainsFunc(used, func(name string) bool { return a.aci.crosses(o, name) }):
		a.warn(CodeLeakWithoutContract, o.field+".leak", "other VRFs are to learn the subnets of "+o.what()+", and all its contracts have the scope of one VRF",
			"give one of them the scope tenant or global", source)
	}
}

// crosses reports whether a contract may reach other VRFs: it is not the design's,
// or its scope is wider than one.
func (aci *aciAudit) crosses(o *l3out, name string) bool {
	for _, tenant := range [...]string{o.Tenant, tenantCommon} {
		t := aci.tenant(tenant)
		if t == nil {
			continue
		}
		if i := slices.IndexFunc(t.Contracts, func(c Contract) bool { return c.Name == name }); i >= 0 {
			return t.Contracts[i].Scope != ScopeVRF
		}
	}
	return true
}
