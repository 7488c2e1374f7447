package fabric

import (
	"cmp"
	"slices"
	"strings"
)

// tellController says what the controller is to be told.
func (p *planner) tellController(outs []*outPlan) {
	access := p.aci.Access
	told := &PlannedACI{
		AS: p.aci.AS, Version: p.aci.Version,
		Access: PlannedAccess{
			Existing: access.Existing, VLANPool: orDefault(access.VLANPool, "k8s"),
			PhysicalDomain: orDefault(access.PhysicalDomain, "k8s"), RoutedDomain: orDefault(access.RoutedDomain, "k8s"),
			AAEP: orDefault(access.AAEP, "k8s"), VLANs: slices.Clone(access.VLANs), Groups: p.groupsACI(),
		},
	}
	slices.SortFunc(told.Access.VLANs, func(a, b VLANRange) int { return cmp.Compare(a.First, b.First) })
	type clusterVRF struct{ cluster, tenant, vrf string }
	seen := map[clusterVRF]bool{}
	for _, out := range outs {
		key := clusterVRF{out.design.Cluster, p.vrfTenant(out.design), out.design.VRF}
		p.tellOut(out, !seen[key])
		seen[key] = true
		told.L3Outs = append(told.L3Outs, *out.out)
	}
	told.Tenants = p.tenants(outs)
	p.out.ACI = told
	p.out.Preconditions = p.preconditions(told)
}

// tellOut fills in one L3Out; first says that no other one has its cluster in its VRF
// before.
func (p *planner) tellOut(out *outPlan, first bool) {
	c := &p.out.Clusters[out.cluster]
	o := &PlannedL3Out{
		Tenant: out.design.Tenant, Name: out.design.Name, VRF: out.design.VRF, VRFTenant: p.vrfTenant(out.design),
		Cluster: c.Name, Floating: !isStandard(out.design.SVI), MTU: orDefault(p.aci.MTU, defaultMTUACI),
		RemoteAS: c.AS, SharedAS: true, Terms: c.Terms, BFD: c.Terms.BFD.On(),
		Unfiltered: c.Unfiltered, Export: c.Learn,
	}
	if svi, ok := out.design.SVI.(FloatingSVI); ok {
		o.VMM = svi.VMM
	}
	// A node that died is like one that restarts: what is kept for it must not
	// outlive it by much, and the controller's own 300 s would.
	o.Terms.GracefulRestart = orDefault(c.Terms.GracefulRestart, c.Terms.Hold)
	// A node announces what is its own, over a path of its one AS (seeds/002, BGP
	// hardening).
	o.Terms.MaxASLength = orDefault(c.Terms.MaxASLength, 1)
	seen := map[string]bool{}
	for _, net := range out.networks {
		for _, leaf := range net.leaves {
			if !seen[leaf.Name] {
				seen[leaf.Name] = true
				o.Leaves = append(o.Leaves, aciLeaf(leaf))
			}
		}
		o.SVIs = append(o.SVIs, p.svis(out, net)...)
	}
	if !o.Unfiltered {
		o.Import = append(slices.Clone(c.Announce), p.nodeSubnets(out)...)
	}
	o.EPGs = p.epgs(out, first)
	out.out = o
}

func aciLeaf(s *Switch) ACILeaf {
	mode, _ := s.Platform.(ACIMode)
	return ACILeaf{Name: s.Name, Rack: s.Rack, Pod: mode.Pod, Node: mode.Node, RouterID: s.RouterID}
}

// svis are the interfaces of one network: one on each anchor, or one on a pair.
func (p *planner) svis(out *outPlan, net *outNetwork) []PlannedSVI {
	c := &p.out.Clusters[out.cluster]
	byNode := p.d.Clusters[out.cluster].Peering == PeerByNode
	var all []PlannedSVI
	for f, subnet := range net.subnet.All() {
		svi := PlannedSVI{Family: f, VLAN: net.vlan, Subnet: subnet.Masked(), Secondary: net.secondary.Of(f), Floating: net.floating.Of(f)}
		leafOf := func(k int) SVILeaf {
			leaf := aciLeaf(net.leaves[k])
			return SVILeaf{Leaf: leaf.Name, Pod: leaf.Pod, Node: leaf.Node, Address: net.addresses[k].Of(f)}
		}
		if net.node >= 0 {
			n := &p.d.Clusters[out.cluster].Nodes[net.node]
			svi.Node, svi.Path = n.Name, pathGroup(n, net.rack)
			svi.Peers = []Prefix{svi.Subnet}
			if a := c.Nodes[net.node].Addresses.Of(f); byNode && a.IsValid() {
				svi.Peers = []Prefix{hostPrefix(a.Addr())}
			}
			for k := range net.leaves {
				svi.Leaves = append(svi.Leaves, leafOf(k))
			}
			all = append(all, svi)
			continue
		}
		for k, leaf := range net.leaves {
			own := svi
			own.Leaves = []SVILeaf{leafOf(k)}
			own.Peers = []Prefix{svi.Subnet}
			if byNode {
				own.Peers = p.peersOf(c, leaf, f)
			}
			all = append(all, own)
		}
	}
	return all
}

// peersOf are the nodes that peer with a leaf, in the order of their addresses.
func (p *planner) peersOf(c *PlannedCluster, leaf *Switch, f Family) []Prefix {
	var peers []Prefix
	for i := range p.out.Sessions {
		s := &p.out.Sessions[i]
		if s.Cluster == c.Name && s.Family == f && s.A.Device == leaf.Name {
			peers = append(peers, hostPrefix(s.B.Address))
		}
	}
	slices.SortFunc(peers, Prefix.Compare)
	return peers
}

// nodeSubnets are the rules for the node subnets themselves, which nodes may
// announce: exactly, so that no node takes the place of another (seeds/002, BGP
// hardening).
func (p *planner) nodeSubnets(out *outPlan) []Accept {
	var rules []Accept
	for _, subnet := range p.subnetsOf(out) {
		rules = append(rules, Accept{Why: "node-subnets", Prefix: subnet, Min: subnet.Bits(), Max: subnet.Bits()})
	}
	return rules
}

// subnetsOf are the subnets of an L3Out's nodes: the supernets of standard SVIs
// (seeds/002, step 5), with those that pins have put outside of them.
func (p *planner) subnetsOf(out *outPlan) []Prefix {
	var all []Prefix
	if svi, ok := out.design.SVI.(StandardSVI); ok {
		for _, f := range p.d.Clusters[out.cluster].families() {
			if supernet := svi.NodeSubnets.Of(f); supernet.IsValid() {
				all = append(all, supernet.Masked())
			}
		}
	}
	for _, net := range out.networks {
		for _, subnet := range net.subnet.All() {
			if !slices.ContainsFunc(all, func(wide Prefix) bool { return wide.Bits() <= subnet.Bits() && wide.Contains(subnet.Addr()) }) {
				all = append(all, subnet.Masked())
			}
		}
	}
	slices.SortStableFunc(all, func(a, b Prefix) int {
		return cmp.Or(cmp.Compare(FamilyOf(a.Addr()), FamilyOf(b.Addr())), a.Compare(b))
	})
	return all
}

// epgs are the external EPGs. A prefix belongs to one of them in a VRF, on all leaves
// alike: of several L3Outs of one cluster in a VRF, the first has those of the cluster
// (Cisco, L3Out subnets: an external EPG subnet is unique within its VRF).
func (p *planner) epgs(out *outPlan, first bool) []PlannedEPG {
	c, leak := &p.out.Clusters[out.cluster], out.design.Leak
	all := PlannedEPG{Name: "default", Provides: slices.Clone(out.design.Provides), Consumes: slices.Clone(out.design.Consumes)}
	add := func(epg *PlannedEPG, subnets ...Prefix) {
		for _, s := range subnets {
			if !slices.ContainsFunc(epg.Subnets, func(have EPGSubnet) bool { return have.Prefix == s.Masked() }) {
				epg.Subnets = append(epg.Subnets, EPGSubnet{Prefix: s.Masked(), Leak: leak})
			}
		}
	}
	add(&all, p.subnetsOf(out)...)
	if first {
		for i := range c.Pods {
			add(&all, c.Pods[i].Prefix)
		}
		add(&all, c.Services.All()...)
	}
	for _, transit := range out.design.Transit {
		for _, names := range []*[]string{&all.Provides, &all.Consumes} {
			if transit.Contract != "" && !slices.Contains(*names, transit.Contract) {
				*names = append(*names, transit.Contract)
			}
		}
	}
	epgs := []PlannedEPG{all}
	for _, design := range out.design.ExternalEPGs {
		epg := PlannedEPG{Name: design.Name, Provides: design.Provides, Consumes: design.Consumes}
		add(&epg, design.Subnets...)
		epgs = append(epgs, epg)
	}
	return epgs
}

// vrfTenant is the tenant that has the VRF of an L3Out: its own, or common.
func (p *planner) vrfTenant(l *L3Out) string {
	for i := range p.aci.Tenants {
		if t := &p.aci.Tenants[i]; t.Name == l.Tenant && slices.ContainsFunc(t.VRFs, func(v ACIVRF) bool { return v.Name == l.VRF }) {
			return t.Name
		}
	}
	return tenantCommon
}

// tenants are those that L3Outs are in or have their VRF in, and those with
// contracts to make, by name.
func (p *planner) tenants(outs []*outPlan) []PlannedTenant {
	var all []PlannedTenant
	for i := range p.aci.Tenants {
		t := &p.aci.Tenants[i]
		planned := PlannedTenant{Name: t.Name, Create: t.Create, Contracts: t.Contracts}
		for _, v := range t.VRFs {
			vrf := PlannedVRF{Name: v.Name, Create: v.Create, Paths: orDefault(p.aci.ECMP, 64)}
			for _, out := range outs {
				if out.out.VRFTenant != t.Name || out.out.VRF != v.Name {
					continue
				}
				for _, f := range p.d.Clusters[out.cluster].families() {
					if !slices.Contains(vrf.Families, f) {
						vrf.Families = append(vrf.Families, f)
					}
				}
			}
			slices.Sort(vrf.Families)
			if len(vrf.Families) > 0 || v.Create {
				planned.VRFs = append(planned.VRFs, vrf)
			}
		}
		slices.SortFunc(planned.VRFs, func(a, b PlannedVRF) int { return strings.Compare(a.Name, b.Name) })
		inUse := slices.ContainsFunc(outs, func(o *outPlan) bool { return o.out.Tenant == t.Name })
		if inUse || t.Create || len(planned.VRFs) > 0 || len(planned.Contracts) > 0 {
			all = append(all, planned)
		}
	}
	slices.SortFunc(all, func(a, b PlannedTenant) int { return strings.Compare(a.Name, b.Name) })
	return all
}
