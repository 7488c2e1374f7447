package fabric

import (
	"fmt"
	"slices"
)

// l3outs checks the L3Outs' names and what they refer to, and that every node is
// attached by one of them.
func (a *audit) l3outs() {
	seen := map[string]holder{}
	for _, o := range a.aci.outs {
		a.aciName(o.field+".name", "L3Out", o.Name)
		a.aciUnique(seen, o.field+".name", "L3Out", o.Tenant, o.Name, "Cisco APIC: an L3Out is known by tenant and name")
		switch o.SVI.(type) {
		case nil:
			a.missing(o.field+".svi", "how "+o.what()+" attaches nodes", "set FloatingSVI or StandardSVI")
		case FloatingSVI, StandardSVI:
		default:
			a.unknownVariant(o.field+".svi", o.SVI, "FloatingSVI or StandardSVI, as a value")
		}
		a.l3outReferences(o)
	}
	a.coverage()
}

func (a *audit) l3outReferences(o *l3out) {
	switch {
	case o.Cluster == "":
		a.missing(o.field+".cluster", "the cluster", "name the cluster whose nodes "+o.what()+" attaches")
	case o.cluster < 0:
		a.unknown(o.field+".cluster", "cluster", o.Cluster)
	}
	a.tenantReference(o)
	racks := map[string]bool{}
	for i, rack := range o.Racks {
		field := at(o.field+".racks", i)
		a.rackReference(field, rack)
		a.once(racks, field, rack, "an L3Out has a rack once")
		if index, known := a.rackOf[rack]; known && o.cluster >= 0 && !a.hasNodes(o.cluster, index) {
			a.warn(CodeRackUnused, field, fmt.Sprintf("cluster %s has no node in rack %s: %s has nothing there", o.Cluster, rack, o.what()),
				"leave the rack out until it has nodes", "seeds/001: an L3Out has the leaves of the nodes' racks")
		}
	}
}

func (a *audit) hasNodes(cluster, rack int) bool {
	return slices.ContainsFunc(a.d.Clusters[cluster].Nodes, func(n Node) bool { return n.Rack == a.d.Racks[rack].Name })
}

// tenantReference wants the L3Out's tenant, and its VRF there or in common.
func (a *audit) tenantReference(o *l3out) {
	switch {
	case o.Tenant == "":
		a.missing(o.field+".tenant", "the tenant", "name one of fabric.aci.tenants")
	case a.aci.tenant(o.Tenant) == nil:
		a.unknown(o.field+".tenant", "tenant", o.Tenant)
	}
	switch {
	case o.VRF == "":
		a.missing(o.field+".vrf", "the VRF", "name a VRF of the tenant, or of tenant common")
	case a.aci.vrfOf(o) == "":
		a.unknown(o.field+".vrf", "VRF in tenant "+quoted(o.Tenant)+" or common called", o.VRF)
	}
}

const tenantCommon = "common"

func (aci *aciAudit) tenant(name string) *Tenant {
	i := slices.IndexFunc(aci.Tenants, func(t Tenant) bool { return t.Name == name })
	if i < 0 {
		return nil
	}
	return &aci.Tenants[i]
}

// vrfOf names the VRF of an L3Out with its tenant, such as "common:calico"; it is
// "" for an unknown one. The L3Out's own tenant comes before common.
func (aci *aciAudit) vrfOf(o *l3out) string {
	for _, tenant := range [...]string{o.Tenant, tenantCommon} {
		t := aci.tenant(tenant)
		if t != nil && slices.ContainsFunc(t.VRFs, func(v ACIVRF) bool { return v.Name == o.VRF }) {
			return tenant + ":" + o.VRF
		}
	}
	return ""
}

// coverage wants an L3Out for every cluster, and exactly one for its nodes of each
// rack.
func (a *audit) coverage() {
	served := make([][]*l3out, len(a.d.Clusters))
	for _, o := range a.aci.outs {
		if o.cluster < 0 {
			continue
		}
		for _, rack := range o.racks {
			if first := a.aci.outOf[rackCluster{rack, o.cluster}]; first != o {
				a.refuse(CodeRackServedTwice, o.field+".racks",
					fmt.Sprintf("the nodes of cluster %s in rack %s are attached by %s, and by %s too", o.Cluster, a.d.Racks[rack].Name, first.what(), o.what()),
					"name each rack in one L3Out of the cluster", "a node has one address and one gateway; seeds/002: spread over several L3Outs")
			}
		}
		served[o.cluster] = append(served[o.cluster], o)
	}
	for i := range a.d.Clusters {
		a.served(i, served[i])
	}
}

func (a *audit) served(cluster int, outs []*l3out) {
	c, field := &a.d.Clusters[cluster], at("clusters", cluster)
	if len(outs) == 0 {
		a.refuse(CodeRackUnserved, field+".name", "no L3Out attaches cluster "+c.Name, "add one to fabric.aci.l3outs", "seeds/001, seeds/002: a dedicated L3Out for each cluster")
		return
	}
	told := map[int]bool{}
	for j := range c.Nodes {
		rack, known := a.rackOf[c.Nodes[j].Rack]
		if !known || told[rack] || a.aci.outOf[rackCluster{rack, cluster}] != nil {
			continue
		}
		told[rack] = true
		a.refuse(CodeRackUnserved, at(field+".nodes", j)+".rack", fmt.Sprintf("no L3Out of cluster %s has rack %s", c.Name, c.Nodes[j].Rack),
			"add the rack to one of them", "seeds/001: nodes peer with the leaves of their rack")
	}
	for _, o := range outs[1:] {
		if a.aci.vrfOf(o) == a.aci.vrfOf(outs[0]) {
			a.warn(CodeClusterSpread, o.field+".cluster",
				fmt.Sprintf("cluster %s is spread over %s and %s: the documents leave out how, and a subnet is in one external EPG of a VRF only", c.Name, outs[0].what(), o.what()),
				"use one L3Out where its leaves suffice", "seeds/002, Scalability: not covered; Cisco, L3Out subnets: each is unique within its VRF")
			return
		}
	}
}
