package fabric

import (
	"net/netip"
	"time"
)

func ipPrefix(s string) Prefix { return netip.MustParsePrefix(s) }
func ipAddr(s string) Addr     { return netip.MustParseAddr(s) }

func v4(s string) Prefixes { return Prefixes{V4: ipPrefix(s)} }

func dual(v4, v6 string) Prefixes { return Prefixes{V4: ipPrefix(v4), V6: ipPrefix(v6)} }

// labDesign is the IP fabric of seeds/000 with AS per rack.
func labDesign() *Design {
	return &Design{
		Name:   "lab105",
		Fabric: IPFabric{SpineAS: 64512, Spines: []Spine{{Name: "spine1"}, {Name: "spine2"}}, Switches: NXOS{Version: "9.3(8)"}},
		Pools:  Pools{Links: v4("10.4.0.0/24"), RouterIDs: ipPrefix("10.2.0.0/24"), Management: ipPrefix("172.16.0.0/24")},
		Racks: []Rack{
			{
				Name: "bb1", AS: 65001, Leaves: []Leaf{{Name: "leaf1"}, {Name: "leaf2"}},
				Network: Network{VLAN: 2300, NodeSubnet: v4("10.13.0.0/24")},
			},
			{
				Name: "bb2", AS: 65002, Leaves: []Leaf{{Name: "leaf3"}, {Name: "leaf4"}},
				Network: Network{VLAN: 2300, NodeSubnet: v4("10.14.0.0/24")},
			},
		},
		Clusters: []Cluster{{
			Name: "k8s", AS: ASPerRack{}, CNI: Calico{Version: Version{Major: 3, Minor: 31}}, Kubernetes: Version{Major: 1, Minor: 34},
			Pods:     []PodPool{{Prefix: ipPrefix("10.233.64.0/20"), Block: 24}},
			Services: Services{ClusterIPs: []Prefix{ipPrefix("10.233.0.0/18")}},
			Nodes: []Node{
				{Name: "node0", Rack: "bb1", Address: Addrs{V4: ipAddr("10.13.0.115")}},
				{Name: "node1", Rack: "bb1"},
				{Name: "node2", Rack: "bb2"},
			},
		}},
	}
}

// dualDesign is dual stack with an AS for each cluster and each server, pins of
// every kind, virtual machines, and a rack with a single leaf.
func dualDesign() *Design {
	return &Design{
		Name: "dual",
		Fabric: IPFabric{
			SpineAS: 64600, Gateway: VRRP, Switches: NXOS{Version: "10.4(3)M", Modular: true}, MTU: 9000,
			ECMP: ECMP{Spine: 16, Uplinks: 2, Nodes: 8},
			Spines: []Spine{
				{Name: "s1", RouterID: ipAddr("10.2.0.1"), Loopback6: ipAddr("fd00:2::1"), Management: ipPrefix("172.16.0.11/24")},
				{Name: "s2", RouterID: ipAddr("10.2.0.2"), Loopback6: ipAddr("fd00:2::2"), Management: ipPrefix("172.16.0.12/24")},
			},
			Session: SessionTerms{
				Keepalive: 10 * time.Second, Hold: 30 * time.Second, Password: NewSecret("fabric-key"),
				BFD: BFD{Interval: 300 * time.Millisecond, Multiplier: 3}, GracefulRestart: 120 * time.Second,
				MaxPrefixes: 12000, MaxASLength: 16,
			},
			Ports: PortLayout{Nodes: "Ethernet1/1", Uplinks: "Ethernet1/49", PeerLink: []string{"Ethernet1/45", "Ethernet1/46"}, Leaves: "Ethernet1/1"},
		},
		Pools: Pools{
			Links: dual("10.4.0.0/24", "fd00:4::/64"), RouterIDs: ipPrefix("10.2.0.0/24"), Loopbacks6: ipPrefix("fd00:2::/64"),
			NodeSubnets: dual("10.16.0.0/16", "fd00:16::/48"), NodeSubnetLength: 25, LinkLength: 31,
			Management: ipPrefix("172.16.0.0/24"), ManagementGateway: ipAddr("172.16.0.1"),
			RackAS: ASNRange{65001, 65099},
		},
		Racks: []Rack{
			{
				Name: "r1", Leaves: []Leaf{
					{
						Name: "r1a", Address: Addrs{V4: ipAddr("10.13.0.2"), V6: ipAddr("fd00:13::2")},
						Uplinks: []Uplink{{Spine: "s1", Subnet: dual("10.4.0.0/31", "fd00:4::/127"), Port: "Ethernet1/50", SpinePort: "Ethernet2/1"}},
					},
					{Name: "r1b", Address: Addrs{V4: ipAddr("10.13.0.3"), V6: ipAddr("fd00:13::3")}},
				},
				Network: Network{
					VLAN: 100, NodeSubnet: dual("10.13.0.0/24", "fd00:13::/64"), GatewayGroup: 7,
					Gateway: Addrs{V4: ipAddr("10.13.0.254"), V6: ipAddr("fd00:13::fe")},
				},
				VPCDomain: 10,
			},
			{Name: "r2", Leaves: []Leaf{{Name: "r2a"}}, Network: Network{VLAN: 100}},
		},
		Clusters: []Cluster{
			{
				Name: "blue", AS: ASPerCluster{AS: 65200}, Kubernetes: Version{Major: 1, Minor: 36},
				CNI: Calico{Version: Version{Major: 3, Minor: 32}, Operator: true, StrictAffinity: true, MaxBlocksPerNode: 4},
				Pods: []PodPool{
					{Name: "blue-v4", Prefix: ipPrefix("10.64.0.0/16"), Communities: []Community{NewCommunity(65200, 100)}},
					{Name: "blue-v6", Prefix: ipPrefix("fd00:64::/112")},
				},
				Services: Services{
					ClusterIPs:      []Prefix{ipPrefix("10.96.0.0/16"), ipPrefix("fd00:96::/112")},
					LoadBalancerIPs: []Prefix{ipPrefix("192.168.64.0/24")},
				},
				Session: SessionTerms{
					Keepalive: 10 * time.Second, Hold: 30 * time.Second, Password: NewSecret("blue-key"), MaxPrefixes: 100,
				},
				Filters: Filters{FromNodes: []Prefix{ipPrefix("192.168.65.0/24")}, ToNodes: []Prefix{ipPrefix("0.0.0.0/0")}},
				Nodes: []Node{
					{Name: "blue-1", Rack: "r1", Address: Addrs{V4: ipAddr("10.13.0.11"), V6: ipAddr("fd00:13::11")}},
					{Name: "blue-2", Rack: "r1", Attach: SingleHomed{Leaf: "r1b"}},
					{Name: "blue-3", Rack: "r2"},
				},
			},
			{
				Name: "green", AS: ASPerServer{Range: ASNRange{65300, 65399}}, Kubernetes: Version{Major: 1, Minor: 33},
				CNI: Calico{Version: Version{Major: 3, Minor: 29}}, Peering: PeerByNode,
				DownwardDefault: true, DefaultRoute: DefaultAbsent,
				Pods:     []PodPool{{Prefix: ipPrefix("10.80.0.0/16"), Nodes: map[string]string{"zone": "a"}}},
				Networks: []ClusterNetwork{{Rack: "r1", Network: Network{VLAN: 200, NodeSubnet: v4("10.23.0.0/24")}, Leaves: []LeafAddress{{"r1a", Addrs{V4: ipAddr("10.23.0.5")}}}}},
				Nodes: []Node{
					{Name: "green-1", Rack: "r1", AS: 65301, Attach: VM{Host: "hv1"}, Labels: map[string]string{"zone": "a"}},
					{Name: "green-2", Rack: "r1", Attach: VM{Host: "hv1"}, Labels: map[string]string{"zone": "a"}},
				},
			},
		},
	}
}

// goodDesigns are designs without any problem, made anew on every call.
func goodDesigns() map[string]*Design {
	perServer := labDesign()
	perServer.Clusters[0].AS = ASPerServer{Range: ASNRange{4200000000, 4200000099}}
	downward := labDesign()
	downward.Clusters[0].DownwardDefault, downward.Clusters[0].DefaultRoute = true, DefaultAbsent
	separate := labDesign()
	separate.Clusters[0].NextHopSelf, separate.Clusters[0].DefaultRoute = true, DefaultElsewhere
	return map[string]*Design{
		"AS per rack": labDesign(), "AS per server": perServer, "downward default": downward,
		"management network of the nodes' own": separate, "dual stack, everything pinned": dualDesign(),
	}
}
