package lab

import (
	"fmt"
	"net/netip"
	"strings"
)

// wireNamespace is the namespace of the bridges, named like no device.
const wireNamespace = "wire."

// maxMTU is the largest that veth takes.
const maxMTU = 65535

// links is one batch for "ip -batch": the namespaces, the cables and the
// segments, all up, without addresses. name gives the namespace of a device.
func (n *Network) links(name func(device string) string) string {
	var b strings.Builder
	wire := name(wireNamespace)
	for _, device := range n.namespaces() {
		fmt.Fprintf(&b, "netns add %s\n", name(device))
	}
	for i, s := range n.Segments {
		fmt.Fprintf(&b, "link add br%d netns %s type bridge forward_delay 0\n", i, wire)
		for j, p := range s.Ports {
			veth(&b, Cable{A: p, B: Port{wireNamespace, bridgePort(i, j)}, MTU: s.MTU}, name)
		}
	}
	for _, c := range n.Cables {
		veth(&b, c, name)
	}
	for i := range n.Nodes {
		for _, p := range n.Nodes[i].Pods {
			veth(&b, Cable{A: Port{n.Nodes[i].Host.Name, p.hostInterface()}, B: Port{p.Name, podInterface}}, name)
		}
	}
	return b.String()
}

// namespaces are all that the lab makes.
func (n *Network) namespaces() []string {
	all := append([]string{wireNamespace}, n.DeviceNames()...)
	for i := range n.Nodes {
		for _, p := range n.Nodes[i].Pods {
			all = append(all, p.Name)
		}
	}
	if n.Outside != nil {
		all = append(all, n.Outside.Name)
	}
	return all
}

func bridgePort(segment, port int) string { return fmt.Sprintf("p%d.%d", segment, port) }

// veth adds a pair of veth devices.
func veth(b *strings.Builder, c Cable, name func(string) string) {
	mtu := ""
	if c.MTU > 0 {
		mtu = fmt.Sprintf(" mtu %d", min(c.MTU, maxMTU))
	}
	fmt.Fprintf(b, "link add %s%s netns %s type veth peer name %s%s netns %s\n",
		c.A.Interface, mtu, name(c.A.Device), c.B.Interface, mtu, name(c.B.Device))
}

// bridges is the batch for the namespace of the bridges.
func (n *Network) bridges() string {
	var b strings.Builder
	for i, s := range n.Segments {
		fmt.Fprintf(&b, "link set br%d up\n", i)
		for j := range s.Ports {
			fmt.Fprintf(&b, "link set %s master br%d up\n", bridgePort(i, j), i)
		}
	}
	return b.String()
}

// up is the batch that brings all interfaces of a device up.
func (n *Network) up(device string) string {
	var b strings.Builder
	b.WriteString("link set lo up\n")
	for _, p := range n.ports(device) {
		fmt.Fprintf(&b, "link set %s up\n", p)
	}
	return b.String()
}

// ports are the interfaces of a device on cables and segments.
func (n *Network) ports(device string) []string {
	var names []string
	for _, c := range n.Cables {
		for _, p := range [...]Port{c.A, c.B} {
			if p.Device == device {
				names = append(names, p.Interface)
			}
		}
	}
	for _, s := range n.Segments {
		for _, p := range s.Ports {
			if p.Device == device {
				names = append(names, p.Interface)
			}
		}
	}
	return names
}

// Calico's own names and addresses: a pod's interface, its gateway, which every
// node answers for, and the interface that holds the service addresses where
// kube-proxy runs in IPVS mode.
const (
	podInterface     = "eth0"
	podGateway       = "169.254.1.1"
	podGateway6      = "fe80::ecee:eeff:feee:eeee"
	podGatewayMAC    = "ee:ee:ee:ee:ee:ee"
	serviceInterface = "kube-ipvs0"
)

// hostInterface is the node's end of a pod's link, "cali" and something of its
// own, which BIRD's configuration leaves out by that name.
func (p Pod) hostInterface() string {
	h := uint32(2166136261)
	for _, c := range []byte(p.Name) {
		h = (h ^ uint32(c)) * 16777619 // FNV-1a
	}
	return fmt.Sprintf("cali%08x", h)
}

// host is the batch of a node: its addresses and default routes, its pods' host
// routes and its services, as calico-node and kube-proxy leave them.
func (nd *Node) host(dummy bool) string {
	var b strings.Builder
	h := nd.Host
	for _, a := range h.Addresses {
		fmt.Fprintf(&b, "address add %s dev %s%s\n", a, h.Interface, nodad(a.Addr()))
	}
	b.WriteString(nd.defaults())
	for _, p := range nd.Pods {
		// Every node has the same hardware address there, so that the pod's entry
		// for its gateway never changes.
		fmt.Fprintf(&b, "link set %s address %s up\n", p.hostInterface(), podGatewayMAC)
		fmt.Fprintf(&b, "address add %s/64 dev %s nodad\n", podGateway6, p.hostInterface())
		for _, a := range p.Addresses {
			fmt.Fprintf(&b, "route add %s/%d dev %s proto 80\n", a, a.BitLen(), p.hostInterface())
		}
	}
	if len(nd.Services) > 0 {
		kind := "bridge" // which is as good as a dummy for owning addresses
		if dummy {
			kind = "dummy"
		}
		fmt.Fprintf(&b, "link add %s type %s\n", serviceInterface, kind)
		for _, a := range nd.Services {
			fmt.Fprintf(&b, "address add %s/%d dev %s%s\n", a, a.BitLen(), serviceInterface, nodad(a))
		}
		fmt.Fprintf(&b, "link set %s up\n", serviceInterface)
	}
	return b.String()
}

// defaults is the batch of a node's default routes. The kernel forgets those over
// an interface that goes down.
func (nd *Node) defaults() string {
	var b strings.Builder
	for _, g := range nd.Host.Gateways {
		fmt.Fprintf(&b, "route replace %s via %s dev %s\n", everything(g), g, nd.Host.Interface)
	}
	if nd.Host.Elsewhere {
		for _, a := range nd.Host.Addresses {
			fmt.Fprintf(&b, "route replace blackhole %s\n", everything(a.Addr()))
		}
	}
	return b.String()
}

// inside is the batch of a pod's namespace.
func (p Pod) inside() string {
	var b strings.Builder
	fmt.Fprintf(&b, "link set lo up\nlink set %s up\n", podInterface)
	for _, a := range p.Addresses {
		fmt.Fprintf(&b, "address add %s/%d dev %s%s\n", a, a.BitLen(), podInterface, nodad(a))
		if a.Is4() {
			fmt.Fprintf(&b, "route add %s dev %s scope link\n", podGateway, podInterface)
			fmt.Fprintf(&b, "route add 0.0.0.0/0 via %s dev %s\n", podGateway, podInterface)
			continue
		}
		fmt.Fprintf(&b, "route add ::/0 via %s dev %s\n", podGateway6, podInterface)
	}
	return b.String()
}

// addresses is the batch of the outside host without its default routes.
func (o *Outside) addresses() string {
	var b strings.Builder
	for _, a := range o.Addresses {
		fmt.Fprintf(&b, "address add %s dev %s%s\n", a, o.Interface, nodad(a.Addr()))
	}
	return b.String()
}

// defaults is the batch that points the outside host's default routes to the
// spines that are alive.
func (o *Outside) defaults(alive func(device string) bool) string {
	var b strings.Builder
	for _, four := range [...]bool{true, false} {
		var hops strings.Builder
		for _, g := range o.Gateways {
			if g.Address.Is4() == four && alive(g.Device) {
				fmt.Fprintf(&hops, " nexthop via %s dev %s", g.Address, o.Interface)
			}
		}
		if hops.Len() == 0 {
			continue
		}
		to := "0.0.0.0/0"
		if !four {
			to = "::/0"
		}
		fmt.Fprintf(&b, "route replace %s%s\n", to, hops.String())
	}
	return b.String()
}

// everything is the default route's prefix in the family of an address.
func everything(a netip.Addr) string {
	if a.Is6() {
		return "::/0"
	}
	return "0.0.0.0/0"
}

// nodad leaves out the wait for other owners of an IPv6 address.
func nodad(a netip.Addr) string {
	if a.Is6() {
		return " nodad"
	}
	return ""
}
