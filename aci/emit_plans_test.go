package aci_test

import (
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// The plans of the tests: seeds/002's two designs, dual stack, on two racks, and
// what may be asked of them besides.

const planSecret = "123Cisco123"

func ip(text string) fabric.Addr { return netip.MustParseAddr(text) }

func net(text string) fabric.Prefix { return netip.MustParsePrefix(text) }

// within accepts the prefixes inside of one.
func within(why, prefix string, lengths ...int) fabric.Accept {
	p := net(prefix)
	a := fabric.Accept{Why: why, Prefix: p, Min: p.Bits(), Max: p.Addr().BitLen()}
	if len(lengths) == 2 {
		a.Min, a.Max = lengths[0], lengths[1]
	}
	return a
}

// calico are the terms of a cluster of Calico: timers that its BIRD keeps up with
// (S001-2), one AS in a path.
func calico() fabric.SessionTerms {
	return fabric.SessionTerms{
		Keepalive: 2 * time.Second, Hold: 6 * time.Second, GracefulRestart: 12 * time.Second,
		Password: fabric.NewSecret(planSecret), MaxPrefixes: 500, MaxASLength: 1,
	}
}

func planLeaves(nodes ...int) []fabric.ACILeaf {
	var all []fabric.ACILeaf
	for i, n := range nodes {
		all = append(all, fabric.ACILeaf{Name: fmt.Sprintf("leaf%d", n), Rack: fmt.Sprintf("rack%d", 1+i/2), Pod: 1, Node: n,
			RouterID: netip.AddrFrom4([4]byte{1, 1, 4, byte(n)})})
	}
	return all
}

func planAccess(groups ...string) fabric.PlannedAccess {
	return fabric.PlannedAccess{
		VLANPool: "k8s-pool", PhysicalDomain: "k8s-phys", RoutedDomain: "k8s-routed", AAEP: "k8s-aaep",
		VLANs: []fabric.VLANRange{{First: 310, Last: 329}, {First: 340, Last: 340}}, Groups: groups,
	}
}

func imports() []fabric.Accept {
	return []fabric.Accept{
		within("pods", "10.1.0.0/16", 26, 32), within("pods", "2001:db8:42::/56", 122, 128),
		within("nodes", "192.168.2.0/24", 24, 24), within("nodes", "2001:db8:2::/64", 64, 64),
		within("cluster IPs", "192.168.8.0/22"), within("external IPs", "192.168.3.0/24"),
	}
}

func exports() []fabric.Accept {
	return []fabric.Accept{within("pods", "10.1.0.0/16", 26, 32), within("pods", "2001:db8:42::/56", 122, 128)}
}

func defaultEPG(subnets ...string) fabric.PlannedEPG {
	epg := fabric.PlannedEPG{Name: "default", Provides: []string{"k8s"}, Consumes: []string{"k8s"}}
	for _, s := range subnets {
		epg.Subnets = append(epg.Subnets, fabric.EPGSubnet{Prefix: net(s)})
	}
	return epg
}

// planOut is an L3Out with everything but its SVIs.
func planOut(tenant, name, vrfTenant, vrf string) fabric.PlannedL3Out {
	return fabric.PlannedL3Out{
		Tenant: tenant, Name: name, VRFTenant: vrfTenant, VRF: vrf, Cluster: "k8s", MTU: 9000, RemoteAS: 65003, SharedAS: true,
		Terms: calico(), Import: imports(), Export: exports(),
		EPGs: []fabric.PlannedEPG{defaultEPG("192.168.2.0/24", "2001:db8:2::/64", "10.1.0.0/16", "2001:db8:42::/56", "192.168.8.0/22", "192.168.3.0/24")},
	}
}

// floatOn adds floating SVIs of both families on each leaf, whose addresses end in
// the leaf's number.
func floatOn(o fabric.PlannedL3Out, vlan fabric.VLAN, nodes ...int) fabric.PlannedL3Out {
	o.Floating, o.Leaves = true, planLeaves(nodes...)
	for _, f := range fabric.Families() {
		subnet, secondary, floating, own := net("192.168.2.0/24"), ip("192.168.2.253"), ip("192.168.2.254"), "192.168.2.%d"
		if f == fabric.IPv6 {
			subnet, secondary, floating, own = net("2001:db8:2::/64"), ip("2001:db8:2::fffe"), ip("2001:db8:2::ffff"), "2001:db8:2::%d"
		}
		for _, n := range nodes {
			o.SVIs = append(o.SVIs, fabric.PlannedSVI{
				Family: f, VLAN: vlan, Subnet: subnet, Secondary: secondary, Floating: floating, Peers: []fabric.Prefix{subnet},
				Leaves: []fabric.SVILeaf{{Leaf: fmt.Sprintf("leaf%d", n), Pod: 1, Node: n, Address: ip(fmt.Sprintf(own, n))}},
			})
		}
	}
	return o
}

// nodesOn adds standard SVIs of both families for n nodes, half of them behind each
// pair: a /29 and a /125, of which the node has the first address, the leaves and
// the gateway the last three (seeds/002, Example standard SVI IP allocation).
func nodesOn(o fabric.PlannedL3Out, firstVLAN fabric.VLAN, n int, pairs ...[2]int) fabric.PlannedL3Out {
	var leaves []int
	for _, p := range pairs {
		leaves = append(leaves, p[0], p[1])
	}
	o.Leaves = planLeaves(leaves...)
	for i := range n {
		pair, name := pairs[i*len(pairs)/n], fmt.Sprintf("node%d", i)
		for _, f := range fabric.Families() {
			var base fabric.Prefix
			if f == fabric.IPv4 {
				base = netip.PrefixFrom(netip.AddrFrom4([4]byte{192, 168, 16 + byte(i/32), byte(i % 32 * 8)}), 29)
			} else {
				a := ip("2001:db8:16::").As16()
				a[14], a[15] = byte(i/32), byte(i%32*8)
				base = netip.PrefixFrom(netip.AddrFrom16(a), 125)
			}
			at := func(n int) fabric.Addr {
				a := base.Addr()
				for range n {
					a = a.Next()
				}
				return a
			}
			o.SVIs = append(o.SVIs, fabric.PlannedSVI{
				Family: f, VLAN: firstVLAN + fabric.VLAN(i), Subnet: base, Secondary: at(6), Path: "esxi-" + name, Node: name,
				Peers: []fabric.Prefix{netip.PrefixFrom(at(1), base.Addr().BitLen())},
				Leaves: []fabric.SVILeaf{
					{Leaf: fmt.Sprintf("leaf%d", pair[0]), Pod: 1, Node: pair[0], Address: at(4)},
					{Leaf: fmt.Sprintf("leaf%d", pair[1]), Pod: 1, Node: pair[1], Address: at(5)},
				},
			})
		}
	}
	return o
}

func bothFamilies() []fabric.Family { return []fabric.Family{fabric.IPv4, fabric.IPv6} }

func planOf(tenants []fabric.PlannedTenant, access fabric.PlannedAccess, outs ...fabric.PlannedL3Out) *fabric.Plan {
	return &fabric.Plan{Name: "test", ACI: &fabric.PlannedACI{AS: 65002, Version: "5.2(7f)", Access: access, Tenants: tenants, L3Outs: outs}}
}

// existingTenant has its VRF already; the contract is the design's.
func existingTenant() []fabric.PlannedTenant {
	return []fabric.PlannedTenant{{Name: "prod", VRFs: []fabric.PlannedVRF{{Name: "vrf", Families: bothFamilies(), Paths: 64}},
		Contracts: []fabric.Contract{{Name: "k8s"}}}}
}

func floatingPlan() *fabric.Plan {
	return planOf(existingTenant(), planAccess("esxi1", "esxi2"), floatOn(planOut("prod", "calico", "prod", "vrf"), 310, 101, 102, 103, 104))
}

func standardPlan() *fabric.Plan {
	return planOf(existingTenant(), planAccess("esxi-node0", "esxi-node1", "esxi-node2", "esxi-node3"),
		nodesOn(planOut("prod", "calico", "prod", "vrf"), 310, 4, [2]int{101, 102}, [2]int{103, 104}))
}

// createdPlan makes the tenant and the VRF, and has one family.
func createdPlan() *fabric.Plan {
	p := floatingPlan()
	p.ACI.Tenants[0].Create, p.ACI.Tenants[0].VRFs[0].Create = true, true
	p.ACI.Tenants[0].VRFs[0].Families = []fabric.Family{fabric.IPv4}
	o := &p.ACI.L3Outs[0]
	o.SVIs = slices.DeleteFunc(o.SVIs, func(s fabric.PlannedSVI) bool { return s.Family == fabric.IPv6 })
	return p
}

// commonPlan is two clusters in two tenants with one VRF in common, on the same
// leaves.
func commonPlan() *fabric.Plan {
	blue, red := planOut("blue", "k8s", "common", "shared"), planOut("red", "k8s", "common", "shared")
	blue = floatOn(blue, 310, 101, 102)
	red = nodesOn(red, 320, 2, [2]int{101, 102})
	red.Cluster, red.RemoteAS = "second", 65004
	contracts := []fabric.Contract{{Name: "k8s", Scope: fabric.ScopeTenant, Filters: []fabric.ContractFilter{{Name: "web", Protocol: "tcp", Ports: "443"}}}}
	return planOf([]fabric.PlannedTenant{
		{Name: "blue", Contracts: contracts},
		{Name: "common", VRFs: []fabric.PlannedVRF{{Name: "shared", Create: true, Families: bothFamilies(), Paths: 64}}},
		{Name: "red", Create: true, Contracts: contracts},
	}, planAccess("esxi-node0", "esxi-node1"), blue, red)
}

// segmentedPlan sends the traffic of one service through a firewall (seeds/002,
// Segmentation).
func segmentedPlan() *fabric.Plan {
	p := floatingPlan()
	p.ACI.Tenants[0].Contracts = append(p.ACI.Tenants[0].Contracts, fabric.Contract{
		Name: "shop", Scope: fabric.ScopeGlobal, Graph: "firewall",
		Filters: []fabric.ContractFilter{{Name: "https", Protocol: "tcp", Ports: "443"}, {Name: "high", Protocol: "udp", Ports: "8000-8080"}, {Name: "ping", Protocol: "icmp"}},
	}, fabric.Contract{Name: "shop2", Filters: []fabric.ContractFilter{{Name: "https", Protocol: "tcp", Ports: "443"}}})
	o := &p.ACI.L3Outs[0]
	o.EPGs = append(o.EPGs, fabric.PlannedEPG{Name: "shop", Subnets: []fabric.EPGSubnet{{Prefix: net("192.168.3.10/32")}}, Provides: []string{"shop"}, Consumes: []string{"shop2"}})
	return p
}

// transitPlan gives the nodes a default route and one network that another L3Out
// learns.
func transitPlan() *fabric.Plan {
	p := floatingPlan()
	o := &p.ACI.L3Outs[0]
	o.Export = append(o.Export, within("core", "0.0.0.0/0", 0, 0), within("core", "172.16.0.0/12", 12, 12))
	o.EPGs[0].Provides, o.EPGs[0].Consumes = []string{"k8s", "to-core"}, []string{"k8s", "to-core"}
	p.Preconditions = []fabric.Precondition{{What: "uni/tn-common/brc-to-core", Why: "transit"}, {What: "the L3Out core announces 10.1.0.0/16", Why: "transit"}}
	return p
}

func leakPlan() *fabric.Plan {
	p := standardPlan()
	for i := range p.ACI.L3Outs[0].EPGs[0].Subnets {
		p.ACI.L3Outs[0].EPGs[0].Subnets[i].Leak = true
	}
	return p
}

func unfilteredPlan() *fabric.Plan {
	p := floatingPlan()
	o := &p.ACI.L3Outs[0]
	o.Unfiltered, o.Import = true, nil
	o.Export = []fabric.Accept{within("all", "0.0.0.0/0"), within("all", "::/0")}
	return p
}

func bfdPlan() *fabric.Plan {
	p := standardPlan()
	o := &p.ACI.L3Outs[0]
	o.BFD, o.Terms.BFD = true, fabric.BFD{Interval: 300 * time.Millisecond, Multiplier: 4}
	return p
}

// existingAccessPlan only refers to what carries the VLANs, and floats in a VMware
// domain.
func existingAccessPlan() *fabric.Plan {
	p := floatingPlan()
	p.ACI.Access.Existing = true
	p.ACI.L3Outs[0].VMM = "vds"
	p.Preconditions = []fabric.Precondition{{What: "uni/l3dom-k8s-routed", Why: "access.existing"}}
	return p
}

// preferredPlan prefers one pool, and takes a service subnet in two lengths.
func preferredPlan() *fabric.Plan {
	p := floatingPlan()
	o := &p.ACI.L3Outs[0]
	o.Import[0].LocalPreference = 200
	o.Import[4] = within("cluster IPs", "192.168.8.0/22", 22, 22)
	o.Import = append(o.Import, within("cluster IPs", "192.168.8.0/22", 32, 32))
	return p
}

func plans() map[string]func() *fabric.Plan {
	return map[string]func() *fabric.Plan{
		"floating": floatingPlan, "standard": standardPlan, "created": createdPlan, "common": commonPlan, "segmented": segmentedPlan,
		"transit": transitPlan, "leak": leakPlan, "unfiltered": unfilteredPlan, "BFD": bfdPlan, "existing access": existingAccessPlan,
		"preferred": preferredPlan,
	}
}
