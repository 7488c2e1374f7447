package fabric

import (
	"fmt"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/ipam"
)

// TestBoundsBelongToTheirRanges holds rules to what they must let pass: the last
// good value before each bound.
func TestBoundsBelongToTheirRanges(t *testing.T) {
	for name, by := range map[string]func(*Design){
		"a name of 253 letters for the design": func(d *Design) { d.Name = strings.Repeat("a", 253) },
		"a node name of 253 letters": onNode(func(n *Node) {
			n.Name = strings.Repeat(strings.Repeat("a", 62)+".", 3) + strings.Repeat("a", 64-2) + ".a"
		}),
		"switch names of one capital letter": onRack(func(r *Rack) { r.Leaves[0].Name, r.Leaves[1].Name = "A", "Z" }),
		"a switch name of 63 letters":        onRack(func(r *Rack) { r.Leaves[0].Name = strings.Repeat("a", 63) }),
		"label values that are empty":        onNode(func(n *Node) { n.Labels = map[string]string{"example.org/zone": "", "zone": "a"} }),
		"a rack label that repeats the rack": onNode(func(n *Node) { n.Labels = map[string]string{"rack": "bb1"} }),
		"the longest link subnets": onRack(func(r *Rack) {
			r.Leaves[0].Uplinks = []Uplink{{Spine: "spine1", Subnet: v4("10.5.0.0/31")}, {Spine: "spine2", Subnet: v4("10.5.0.4/30")}}
		}),
		"all links pinned and no pool of links": func(d *Design) {
			d.Pools.Links = Prefixes{}
			subnet := ipPrefix("10.5.0.0/31")
			for i := range d.Racks {
				for j := range d.Racks[i].Leaves {
					for _, spine := range []string{"spine1", "spine2"} {
						d.Racks[i].Leaves[j].Uplinks = append(d.Racks[i].Leaves[j].Uplinks, Uplink{Spine: spine, Subnet: Prefixes{V4: subnet}})
						subnet = following(subnet)
					}
				}
			}
		},
		"all router IDs pinned and no pool of them": func(d *Design) {
			d.Pools.RouterIDs = Prefix{}
			onFabric(func(f *IPFabric) { f.Spines[0].RouterID, f.Spines[1].RouterID = ipAddr("10.2.0.1"), ipAddr("10.2.0.2") })(d)
			for i := range d.Racks {
				for j := range d.Racks[i].Leaves {
					d.Racks[i].Leaves[j].RouterID = netip.AddrFrom4([4]byte{10, 2, byte(1 + i), byte(1 + j)})
				}
			}
		},
		"a management subnet of two addresses": func(d *Design) {
			d.Pools.Management = Prefix{}
			d.Racks[0].Leaves[0].Management, d.Racks[0].Leaves[1].Management = ipPrefix("172.16.0.0/31"), ipPrefix("172.16.0.1/31")
			d.Racks[1].Leaves[0].Management, d.Racks[1].Leaves[1].Management = ipPrefix("172.16.0.2/31"), ipPrefix("172.16.0.3/31")
		},
		"a node subnet that is full": func(d *Design) {
			d.Racks[0].NodeSubnet, d.Clusters[0].Nodes = v4("10.13.0.0/29"), nil
			for i := range 3 {
				d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, Node{Name: fmt.Sprintf("n%d", i), Rack: "bb1"})
			}
		},
		"a node subnet that is full by its layout": func(d *Design) {
			d.Pools.Layout.Preset, d.Racks[0].NodeSubnet = "ip-fabric", v4("10.13.0.0/29")
			d.Clusters[0].Nodes = nodesIn("bb1", 3)
		},
		"a drawn node subnet that is full by its layout": func(d *Design) {
			d.Pools.Layout.Preset, d.Pools.NodeSubnets, d.Pools.NodeSubnetLength = "floating-svi", v4("10.20.0.0/22"), 28
			d.Racks[0].NodeSubnet, d.Clusters[0].Nodes = Prefixes{}, nodesIn("bb1", 6)
		},
		"a full node subnet whose layout has no place for the gateway": func(d *Design) {
			d.Racks[0].NodeSubnet, d.Clusters[0].Nodes = v4("10.13.0.0/29"), nodesIn("bb1", 3)
			d.Pools.Layout.IPv4 = ipam.Layout{
				Leaves: []ipam.Position{ipam.FromFirst(0), ipam.FromFirst(2)},
				Nodes:  ipam.Span{From: ipam.FromFirst(3), To: ipam.FromLast(0)},
			}
		},
		"a layout for a family that has no subnets": func(d *Design) {
			d.Pools.Layout.IPv6 = ipam.Layout{Gateway: ipam.Exactly(ipAddr("fd00:13::1"))}
		},
		"VLANs from the first to the last": func(d *Design) {
			d.Pools.VLANs, d.Racks[0].VLAN = VLANRange{2, 3967}, 0
		},
		"a range of one VLAN for two racks": func(d *Design) {
			d.Pools.VLANs, d.Racks[0].VLAN, d.Racks[1].VLAN = VLANRange{3967, 3967}, 0, 0
		},
		"ranges as large as their pools": func(d *Design) {
			d.Pools.Pods, d.Pools.Services = v4("10.240.0.0/20"), v4("10.241.0.0/18")
			c := &d.Clusters[0]
			c.Pods = []PodPool{{Name: "pods", Draw: Lengths{IPv4: 20}, Block: 24}}
			c.Services = Services{Draw: ServiceLengths{ClusterIPs: Lengths{IPv4: 18}}}
		},
		"a drawn range of one address": func(d *Design) {
			d.Pools.Services = v4("10.241.0.0/18")
			d.Clusters[0].Services = Services{Draw: ServiceLengths{ClusterIPs: Lengths{IPv4: 32}}}
		},
		"the first and the last VLAN":  func(d *Design) { d.Racks[0].VLAN, d.Racks[1].VLAN = 2, 3967 },
		"the last HSRP group":          onRack(func(r *Rack) { r.GatewayGroup = 4095 }),
		"the last vPC domain":          onRack(func(r *Rack) { r.VPCDomain = 1000 }),
		"one vPC domain in two racks":  func(d *Design) { d.Racks[0].VPCDomain, d.Racks[1].VPCDomain = 5, 5 },
		"the smallest MTU":             onFabric(func(f *IPFabric) { f.MTU = 1500 }),
		"the largest MTU":              onFabric(func(f *IPFabric) { f.MTU = 9216 }),
		"as many paths as advertisers": onFabric(func(f *IPFabric) { f.ECMP = ECMP{Spine: 4, Uplinks: 2, Nodes: 2} }),
		"the first and the last private AS": func(d *Design) {
			onFabric(func(f *IPFabric) { f.SpineAS = 64512 })(d)
			d.Racks[0].AS, d.Racks[1].AS = 65534, 64513
		},
		"the last private AS of four bytes": onFabric(func(f *IPFabric) { f.SpineAS = 4294967294 }),
		"a range of one AS":                 func(d *Design) { d.Pools.RackAS = ASNRange{65100, 65100} },
		"BFD at its bounds":                 onFabric(func(f *IPFabric) { f.Session.BFD = BFD{999 * time.Millisecond, 50} }),
		"the fastest BFD":                   onFabric(func(f *IPFabric) { f.Session.BFD = BFD{50 * time.Millisecond, 1} }),
		"the shortest hold time on a link":  onFabric(func(f *IPFabric) { f.Session.Keepalive, f.Session.Hold = time.Second, 3*time.Second }),
		"the longest timers":                onTerms(func(s *SessionTerms) { s.Keepalive, s.Hold = 20*time.Minute, time.Hour }),
		"graceful restart of an hour":       onTerms(func(s *SessionTerms) { s.GracefulRestart = time.Hour }),
		"a prefix limit that just holds":    onTerms(func(s *SessionTerms) { s.MaxPrefixes = 21 }),
		"a path limit that just holds":      onFabric(func(f *IPFabric) { f.Session.MaxASLength = 2 }),
		"a password of 80 bytes":            onTerms(func(s *SessionTerms) { s.Password = NewSecret(strings.Repeat("~", 80)) }),
		"a password outside the operator's namespace": func(d *Design) {
			onCalico(func(k *Calico) { k.Namespace = "kube-system" })(d)
			onTerms(func(s *SessionTerms) { s.Password = NewSecret("key") })(d)
		},
		"the operator's namespace by name": func(d *Design) {
			onCalico(func(k *Calico) { k.Namespace, k.Operator = "calico-system", true })(d)
			onTerms(func(s *SessionTerms) { s.Password = NewSecret("key") })(d)
		},
		"25 pools in an Installation": func(d *Design) {
			onCalico(func(k *Calico) { k.Operator = true })(d)
			for i := range 24 {
				d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 64, byte(8 * i), 0}), 21)})
			}
		},
		"blocks of one address": onPool(func(p *PodPool) { p.Block = 32 }),
		"the shortest blocks":   onPool(func(p *PodPool) { p.Prefix, p.Block = ipPrefix("10.240.0.0/12"), 20 }),
		"a pool of one block": onCluster(func(c *Cluster) {
			c.Pods[0].Prefix, c.Nodes = ipPrefix("10.240.0.0/24"), c.Nodes[:1]
		}),
		"a pool of one node subnet": func(d *Design) {
			d.Pools.NodeSubnets, d.Racks[1].NodeSubnet = v4("10.16.0.0/24"), Prefixes{}
		},
		"as many blocks a node as pools": func(d *Design) {
			onCalico(func(k *Calico) { k.MaxBlocksPerNode = 1 })(d)
		},
		"no bound on blocks in a small pool": onPool(func(p *PodPool) { p.Prefix = ipPrefix("10.240.0.0/22") }),
		"as many blocks as nodes": onCluster(func(c *Cluster) {
			c.Pods[0].Prefix, c.Nodes = ipPrefix("10.240.0.0/22"), append(c.Nodes, Node{Name: "node3", Rack: "bb2"})
		}),
		"all blocks shared out, none left": func(d *Design) {
			onCalico(func(k *Calico) { k.MaxBlocksPerNode = 4 })(d)
			d.Clusters[0].Nodes = append(d.Clusters[0].Nodes, Node{Name: "node3", Rack: "bb2"})
		},
		"all blocks shared out": onCalico(func(k *Calico) { k.MaxBlocksPerNode = 5 }),
		"a pool selected by the rack": onCluster(func(c *Cluster) {
			c.Pods = append(c.Pods, PodPool{Prefix: ipPrefix("10.240.0.0/20"), Nodes: map[string]string{"rack": "bb1"}})
		}),
		"eight communities": onPool(func(p *PodPool) {
			p.Communities = []Community{1 << 16, 1<<16 + 1, 1<<16 + 2, 1<<16 + 3, 1<<16 + 4, 1<<16 + 5, 1<<16 + 6, 0xfffe_ffff}
		}),
		"the oldest Calico, unfiltered length aside": func(d *Design) {
			onCalico(func(k *Calico) { k.Version = Version{Major: 3, Minor: 29} })(d)
		},
		"the newest Calico":     onCalico(func(k *Calico) { k.Version = Version{Major: 3, Minor: 32, Patch: 9} }),
		"an unknown Kubernetes": onCluster(func(c *Cluster) { c.Kubernetes = Version{} }),
		"one rack without any default route": func(d *Design) {
			d.Clusters[0].Nodes, d.Clusters[0].DefaultRoute = d.Clusters[0].Nodes[:2], DefaultAbsent
		},
		"a cluster beside another, both by node": secondCluster(func(*Cluster) {}),
		"a network of the cluster's own beside a dynamic neighbor": func(d *Design) {
			secondCluster(func(c *Cluster) {
				c.Peering = PeerBySubnet
				c.Networks = []ClusterNetwork{{Rack: "bb1", Network: Network{VLAN: 2400, NodeSubnet: v4("10.23.0.0/24")}}}
			})(d)
			d.Clusters[0].Peering = PeerBySubnet
		},
		"the same selection of pools and services of two families": func(d *Design) {
			d.Pools.Links.V6 = ipPrefix("fd00:4::/64")
			d.Racks[0].NodeSubnet.V6, d.Racks[1].NodeSubnet.V6 = ipPrefix("fd00:13::/64"), ipPrefix("fd00:14::/64")
			d.Clusters[0].Pods = append(d.Clusters[0].Pods, PodPool{Prefix: ipPrefix("fd00:64::/112"), Block: 116})
			d.Clusters[0].Services.ClusterIPs = append(d.Clusters[0].Services.ClusterIPs, ipPrefix("fd00:96::/112"))
		},
	} {
		t.Run(name, func(t *testing.T) {
			d := labDesign()
			by(d)
			assert.Empty(t, d.Validate().Error())
			_, err := d.Plan(nil)
			assert.NoError(t, err)
		})
	}
}
