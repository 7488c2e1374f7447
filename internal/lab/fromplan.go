package lab

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/cni/calico"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A Cluster is the node side of one cluster for a lab: the objects as they were
// read back.
type Cluster struct {
	Name    string
	Objects calico.Objects
	State   fabric.ClusterState
}

// FromPlan makes a network of a plan: the wires are the plan's, everything else
// is what the texts say. configs are frr.conf by the names of the switches, and
// switches are the routers that were lifted out of them.
func FromPlan(p *fabric.Plan, configs map[string][]byte, switches []routing.Router, clusters []Cluster) (*Network, error) {
	n := &Network{Name: p.Name, Routers: slices.Clone(switches)}
	for _, s := range p.Switches() {
		config, ok := configs[s.Name]
		if !ok {
			return nil, fmt.Errorf("%s: no configuration of FRR", s.Name)
		}
		n.Switches = append(n.Switches, Switch{Name: s.Name, Config: config})
	}
	for _, c := range clusters {
		if err := n.addCluster(p, c); err != nil {
			return nil, err
		}
	}
	mtu := map[string]int{}
	for _, s := range p.Switches() {
		mtu[s.Name] = s.MTU
	}
	for _, l := range p.Links {
		n.Cables = append(n.Cables, Cable{
			A: Port{l.Leaf.Device, l.Leaf.Port}, B: Port{l.Spine.Device, l.Spine.Port},
			MTU: min(mtu[l.Leaf.Device], mtu[l.Spine.Device]),
		})
	}
	n.addSegments(p)
	return n, nil
}

// addCluster adds the nodes of a cluster, with a pod in the first block of each
// family that a node holds, and the services.
func (n *Network) addCluster(p *fabric.Plan, c Cluster) error {
	hosts := cni.Hosts(p, c.Name)
	routers, err := calico.Routers(c.Objects, hosts, c.State)
	if err != nil {
		return fmt.Errorf("cluster %s: %w", c.Name, err)
	}
	n.Routers = append(n.Routers, routers...)
	var passwords []string
	for _, s := range c.Objects.Secrets {
		for _, text := range s.StringData {
			passwords = append(passwords, text.Reveal())
		}
	}
	slices.Sort(passwords)
	ranges := serviceRanges(c.Objects)
	for _, h := range hosts {
		node := Node{Host: h, Passwords: passwords, Unprogrammed: ranges}
		if pod := podOf(h.Name, c.State); len(pod.Addresses) > 0 {
			node.Pods = []Pod{pod}
		}
		node.Services = servicesOf(h.Name, c.State, ranges)
		n.Nodes = append(n.Nodes, node)
	}
	return nil
}

// serviceRanges are the ranges that Calico keeps from the kernels of the nodes:
// all of the default BGPConfiguration.
func serviceRanges(o calico.Objects) []netip.Prefix {
	var ranges []netip.Prefix
	add := func(cidr string) {
		if p, err := netip.ParsePrefix(cidr); err == nil {
			ranges = append(ranges, p.Masked())
		}
	}
	for i := range o.Configurations {
		if o.Configurations[i].Name != "default" {
			continue
		}
		spec := &o.Configurations[i].Spec
		for _, b := range spec.ServiceClusterIPs {
			add(b.CIDR)
		}
		for _, b := range spec.ServiceExternalIPs {
			add(b.CIDR)
		}
		for _, b := range spec.ServiceLoadBalancerIPs {
			add(b.CIDR)
		}
	}
	return ranges
}

// podOf is a pod with the second address of the first block of each family that
// a node holds: the first is often a tunnel's.
func podOf(node string, state fabric.ClusterState) Pod {
	pod := Pod{Name: "pod." + node}
	for _, f := range families {
		for _, b := range state.Blocks {
			if b.Node == node && routing.FamilyOf(b.Prefix.Addr()) == f {
				a := b.Prefix.Addr()
				if !b.Prefix.IsSingleIP() {
					a = a.Next()
				}
				pod.Addresses = append(pod.Addresses, a)
				break
			}
		}
	}
	return pod
}

// servicesOf are the service addresses that a node answers: the first one of
// every range, as the service "kubernetes" of every cluster has it, the ones of
// the state that it has an endpoint of, and those whose traffic any node takes.
func servicesOf(node string, state fabric.ClusterState, ranges []netip.Prefix) []netip.Addr {
	var all []netip.Addr
	add := func(a netip.Addr) {
		if !slices.Contains(all, a) {
			all = append(all, a)
		}
	}
	for _, r := range ranges {
		if !r.IsSingleIP() {
			add(r.Addr().Next())
		}
	}
	for _, s := range state.Services {
		if s.TrafficPolicy == fabric.TrafficCluster || slices.Contains(s.Endpoints, node) {
			for _, a := range s.Addresses {
				add(a)
			}
		}
	}
	return all
}

// A segmentKey is a node network of a rack.
type segmentKey struct {
	rack string
	vlan fabric.VLAN
}

// addSegments adds the node networks and the backup VLANs.
func (n *Network) addSegments(p *fabric.Plan) {
	segments := map[segmentKey]*Segment{}
	var order []segmentKey
	priority := map[Port]int{}
	for i := range p.Leaves {
		leaf := &p.Leaves[i]
		for _, network := range leaf.Networks {
			key := segmentKey{leaf.Rack, network.VLAN}
			s := segments[key]
			if s == nil {
				s = &Segment{Name: fmt.Sprintf("%s VLAN %d", leaf.Rack, network.VLAN), MTU: leaf.MTU}
				for _, g := range network.Gateway.All() {
					s.Gateways = append(s.Gateways, Gateway{Address: g})
				}
				segments[key] = s
				order = append(order, key)
			}
			port := Port{leaf.Name, leaf.VLANInterface(network.VLAN)}
			priority[port] = network.Priority
			s.Ports = append(s.Ports, port)
			for g := range s.Gateways {
				s.Gateways[g].Owners = append(s.Gateways[g].Owners, port)
			}
		}
	}
	for _, c := range p.Clusters {
		vlans := map[string]fabric.VLAN{}
		for _, r := range c.Racks {
			vlans[r.Rack] = r.VLAN
		}
		for _, node := range c.Nodes {
			if s := segments[segmentKey{node.Rack, vlans[node.Rack]}]; s != nil {
				s.Ports = append(s.Ports, Port{node.Name, node.Interface})
			}
		}
	}
	for _, key := range order {
		s := segments[key]
		for g := range s.Gateways {
			slices.SortStableFunc(s.Gateways[g].Owners, func(a, b Port) int { return cmp.Compare(priority[b], priority[a]) })
		}
		n.Segments = append(n.Segments, *s)
	}
	n.addBackups(p)
}

// addBackups adds the routed VLAN between the leaves of each pair.
func (n *Network) addBackups(p *fabric.Plan) {
	seen := map[string]bool{}
	for i := range p.Leaves {
		leaf := &p.Leaves[i]
		if leaf.Backup == nil || leaf.Pair == nil || seen[leaf.Name] {
			continue
		}
		j := slices.IndexFunc(p.Leaves, func(s fabric.Switch) bool { return s.Name == leaf.Pair.Peer })
		if j < 0 || p.Leaves[j].Backup == nil {
			continue
		}
		peer := &p.Leaves[j]
		seen[peer.Name] = true
		n.Segments = append(n.Segments, Segment{
			Name: fmt.Sprintf("%s VLAN %d", leaf.Rack, leaf.Backup.VLAN), MTU: leaf.MTU,
			Ports: []Port{{leaf.Name, leaf.VLANInterface(leaf.Backup.VLAN)}, {peer.Name, peer.VLANInterface(peer.Backup.VLAN)}},
		})
	}
}
