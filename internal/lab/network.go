package lab

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/cni"
	"github.com/podfabric/podfabric/fabric/routing"
)

// A Network is what a lab builds: devices with the very text that their daemons
// load, the wires between them, and the hosts at its edges. It is data; [Start]
// runs it.
type Network struct {
	// Name of the design, for messages.
	Name string
	// Switches run FRR, Nodes run BIRD as calico-node would.
	Switches []Switch
	Nodes    []Node
	// Cables are point to point, Segments are shared.
	Cables   []Cable
	Segments []Segment
	// Outside is a host beyond the spines; nil without one.
	Outside *Outside
	// Routers are what the texts of the switches and the objects of the nodes
	// mean: the prediction is made of them.
	Routers []routing.Router
}

// A Switch is one leaf or spine.
type Switch struct {
	Name string
	// Config is frr.conf.
	Config []byte
	// StandsFor is the platform of the design, such as "NX-OS 9.3(8)", when the
	// switch is another one there; "" when FRR is what the design asks for.
	StandsFor string
}

// A Node is one Kubernetes node. What calico-node makes of the objects is its
// router in [Network.Routers].
type Node struct {
	// Host is the operating system: addresses and default routes.
	Host cni.Host
	// Passwords are the texts among which those of the router's sessions are
	// found: a [routing.Auth] does not give its text away.
	Passwords []string
	// Unprogrammed are the ranges that Calico keeps from the kernel: services,
	// which are kube-proxy's.
	Unprogrammed []netip.Prefix
	// Pods have a network namespace each, and a host route on the node.
	Pods []Pod
	// Services are the service addresses that the node answers.
	Services []netip.Addr
}

// A Pod is one pod of a node: at most one address of a family.
type Pod struct {
	Name      string
	Addresses []netip.Addr
}

// A Port is an interface of a device.
type Port struct{ Device, Interface string }

// A Cable is a point-to-point link: a pair of veth devices. When one end goes
// down, the other loses its carrier, as on copper or fiber.
type Cable struct {
	A, B Port
	// MTU in bytes; zero leaves the kernel's.
	MTU int
}

// A Segment is a shared layer-2 segment: a bridge, which stands for a node VLAN
// with the switches of the rack, their peer link and the nodes' port-channels.
type Segment struct {
	Name  string
	Ports []Port
	MTU   int
	// Gateways are the shared gateway addresses of the segment.
	Gateways []Gateway
}

// A Gateway is a virtual gateway address with the ports that share it, the one
// with the highest priority first. The lab gives the address to the first that
// is alive, in place of VRRP or HSRP.
type Gateway struct {
	Address netip.Addr
	Owners  []Port
}

// An Outside is a host beyond the fabric, with a link to every spine. Its
// default route leads over those that are alive.
type Outside struct {
	// Name of its namespace.
	Name string
	// Segment that joins it and the spines, and its Interface there.
	Segment, Interface string
	// Addresses of the host, with their subnets' length, and Gateways, the
	// spines' addresses of all families.
	Addresses []netip.Prefix
	Gateways  []OutsideGateway
}

// An OutsideGateway is a spine's address on the outside segment.
type OutsideGateway struct {
	Device  string
	Address netip.Addr
}

// DeviceNames returns the names of all switches and nodes.
func (n *Network) DeviceNames() []string {
	var names []string
	for i := range n.Switches {
		names = append(names, n.Switches[i].Name)
	}
	for i := range n.Nodes {
		names = append(names, n.Nodes[i].Host.Name)
	}
	return names
}

// node returns the node of that name, or nil.
func (n *Network) node(name string) *Node {
	for i := range n.Nodes {
		if n.Nodes[i].Host.Name == name {
			return &n.Nodes[i]
		}
	}
	return nil
}

// router returns the router of that name, or nil.
func (n *Network) router(name string) *routing.Router {
	for i := range n.Routers {
		if n.Routers[i].Name == name {
			return &n.Routers[i]
		}
	}
	return nil
}

// peers are the addresses that a router's neighbors have.
func (n *Network) peers(router string) []netip.Addr {
	var all []netip.Addr
	if r := n.router(router); r != nil {
		if vrf := defaultVRF(*r); vrf != nil && vrf.BGP != nil {
			for i := range vrf.BGP.Neighbors {
				all = append(all, vrf.BGP.Neighbors[i].Address)
			}
		}
	}
	return all
}

// defaultVRF returns the router's default VRF, or nil.
func defaultVRF(r routing.Router) *routing.VRF {
	i := slices.IndexFunc(r.VRFs, func(v routing.VRF) bool { return v.Name == routing.DefaultVRF })
	if i < 0 {
		return nil
	}
	return &r.VRFs[i]
}
