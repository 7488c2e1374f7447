package fabric

// floatingDesign is the lab of seeds/002 with a floating SVI. Its pods and external
// services do not share addresses, as they do there (S002-1).
func floatingDesign() *Design {
	d := aciDesign()
	aci, _ := d.Fabric.(ACI)
	aci.L3Outs = []L3Out{{
		Name: "calico", Cluster: "calico", Tenant: "common", VRF: "calico",
		SVI: FloatingSVI{
			VLAN: 310, NodeSubnet: v4("192.168.2.0/24"),
			Gateway: Addrs{V4: ipAddr("192.168.2.254")}, Floating: Addrs{V4: ipAddr("192.168.2.253")},
			Anchors: []Anchor{
				{Leaf: "leaf201", Address: Addrs{V4: ipAddr("192.168.2.201")}}, {Leaf: "leaf202", Address: Addrs{V4: ipAddr("192.168.2.202")}},
				{Leaf: "leaf203", Address: Addrs{V4: ipAddr("192.168.2.203")}}, {Leaf: "leaf204", Address: Addrs{V4: ipAddr("192.168.2.204")}},
			},
		},
		ExternalEPGs: []ExternalEPG{{Name: "frontend", Subnets: []Prefix{ipPrefix("192.168.8.10/32")}, Provides: []string{"web"}}},
		Provides:     []string{"default"}, Consumes: []string{"default"},
	}}
	d.Fabric = aci
	return d
}

// standardDesign is the same cluster on standard SVIs: 192.168.1.0/24 in pieces of
// a /29 for each node.
func standardDesign() *Design {
	d := aciDesign()
	aci, _ := d.Fabric.(ACI)
	aci.L3Outs = []L3Out{{
		Name: "calico", Cluster: "calico", Tenant: "common", VRF: "calico",
		SVI: StandardSVI{NodeSubnets: v4("192.168.1.0/24"), VLANs: VLANRange{320, 339}},
	}}
	d.Fabric = aci
	return d
}

// aciDesign is a cluster of six nodes in two racks, which no L3Out attaches yet.
func aciDesign() *Design {
	return &Design{
		Name: "fab2",
		Fabric: ACI{
			AS: 65002, Version: "5.2(7f)",
			Access: ACIAccess{VLANs: []VLANRange{{300, 399}}},
			Tenants: []Tenant{{
				Name: "common", VRFs: []ACIVRF{{Name: "calico"}},
				Contracts: []Contract{{Name: "web", Filters: []ContractFilter{{Name: "web", Protocol: "tcp", Ports: "8000-8080"}}}},
			}},
		},
		Racks: []Rack{
			{Name: "1", Leaves: []Leaf{
				{Name: "leaf201", Node: 201, RouterID: ipAddr("1.1.4.201")}, {Name: "leaf202", Node: 202, RouterID: ipAddr("1.1.4.202"), TEP: ipAddr("10.0.160.66")},
			}},
			{Name: "2", Pod: 1, Leaves: []Leaf{
				{Name: "leaf203", Node: 203, RouterID: ipAddr("1.1.4.203")}, {Name: "leaf204", Node: 204, RouterID: ipAddr("1.1.4.204")},
			}},
		},
		Clusters: []Cluster{{
			Name: "calico", AS: ASPerCluster{AS: 65003}, CNI: Calico{Version: Version{Major: 3, Minor: 31}}, Kubernetes: Version{Major: 1, Minor: 34},
			Pods:     []PodPool{{Prefix: ipPrefix("10.1.0.0/16"), Block: 26}},
			Services: Services{ClusterIPs: []Prefix{ipPrefix("192.168.8.0/22")}, ExternalIPs: []Prefix{ipPrefix("192.168.3.0/24")}},
			Session:  SessionTerms{Password: NewSecret("123Cisco123")},
			Nodes: []Node{
				{Name: "master-1", Rack: "1"}, {Name: "master-2", Rack: "2"}, {Name: "master-3", Rack: "1"},
				{Name: "worker-1", Rack: "2"}, {Name: "worker-2", Rack: "1"}, {Name: "worker-3", Rack: "2"},
			},
		}},
	}
}

// dualACIDesign has both kinds of SVI in both families, drawn from pools.
func dualACIDesign() *Design {
	d := aciDesign()
	d.Pools = Pools{RouterIDs: ipPrefix("1.1.5.0/24"), NodeSubnets: dual("10.20.0.0/16", "fd00:20::/48")}
	d.Racks = append(d.Racks, Rack{Name: "3", Pod: 2, Leaves: []Leaf{{Name: "leaf301", Node: 301}, {Name: "leaf302", Node: 302}}})
	aci, _ := d.Fabric.(ACI)
	aci.Version, aci.MTU, aci.ECMP, aci.LPM = "6.0(2h)", 1500, 32, 128000
	aci.Tenants = append(aci.Tenants, Tenant{Name: "k8s", Create: true, VRFs: []ACIVRF{{Name: "k8s", Create: true}}})
	aci.Access.Existing, aci.Access.AAEP = true, "servers"
	d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: ipPrefix("fd00:1::/112")})
	other := d.Clusters[0]
	other.Name, other.AS = "other", ASPerCluster{AS: 65004}
	other.Pods = []PodPool{{Prefix: ipPrefix("10.2.0.0/16")}, {Prefix: ipPrefix("fd00:2::/112")}}
	other.Services = Services{ClusterIPs: []Prefix{ipPrefix("10.3.0.0/22"), ipPrefix("fd00:3::/112")}}
	other.Nodes = []Node{{Name: "other-1", Rack: "2"}, {Name: "other-2", Rack: "3"}}
	d.Clusters = append(d.Clusters, other)
	aci.L3Outs = []L3Out{
		{Name: "calico", Cluster: "calico", Tenant: "common", VRF: "calico", SVI: FloatingSVI{}},
		{Name: "other", Cluster: "other", Tenant: "k8s", VRF: "k8s", SVI: StandardSVI{NodeSubnets: dual("192.168.1.0/24", "fd00:4::/120")}},
	}
	d.Fabric = aci
	return d
}

// goodACIDesigns are designs of ACI fabrics without any problem, made anew on
// every call.
func goodACIDesigns() map[string]*Design {
	return map[string]*Design{"floating": floatingDesign(), "standard": standardDesign(), "both, dual stack, drawn": dualACIDesign()}
}
