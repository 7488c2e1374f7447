package clab

import (
	"fmt"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// nodes makes the containers of the hypervisors and of the nodes.
func (x *exporter) nodes() {
	known := map[string]bool{}
	for i := range x.plan.Clusters {
		for j := range x.plan.Clusters[i].Nodes {
			known[x.plan.Clusters[i].Nodes[j].Name] = true
		}
	}
	for _, name := range sorted(x.legs) {
		if !known[name] {
			x.hypervisor(name)
		}
	}
	for i := range x.plan.Clusters {
		c := &x.plan.Clusters[i]
		for j := range c.Nodes {
			n := &c.Nodes[j]
			x.node(n, vlan(c, n.Rack), known)
		}
	}
}

// vlan is a cluster's node network in a rack, zero when it has none.
func vlan(c *fabric.PlannedCluster, rack string) fabric.VLAN {
	for i := range c.Racks {
		if c.Racks[i].Rack == rack {
			return c.Racks[i].VLAN
		}
	}
	return 0
}

// bonding makes the interface of some legs, and returns its name.
func bonding(legs []leg) (device string, commands []string) {
	if !legs[0].bond {
		return legs[0].own.Port, nil
	}
	commands = []string{"ip link add bond0 type bond mode 802.3ad miimon 100"}
	for _, l := range legs {
		commands = append(commands, "ip link set "+l.own.Port+" down", "ip link set "+l.own.Port+" master bond0")
	}
	return "bond0", append(commands, "ip link set bond0 up")
}

// hypervisor makes a bridge that passes the VLANs of its trunk on.
func (x *exporter) hypervisor(name string) {
	legs := x.legs[name]
	trunk, commands := bonding(legs)
	commands = append(commands, "ip link add br0 type bridge vlan_filtering 1", "ip link set br0 up", "ip link set "+trunk+" master br0")
	for _, v := range legs[0].vlans {
		tagging := ""
		if !legs[0].tagged {
			tagging = " pvid untagged"
		}
		commands = append(commands, fmt.Sprintf("bridge vlan add dev %s vid %d%s", trunk, v, tagging))
	}
	x.add(name, Node{Kind: Linux, Group: "hypervisor", Exec: commands})
}

// node makes the container of a node.
func (x *exporter) node(n *fabric.PlannedNode, v fabric.VLAN, known map[string]bool) {
	device, commands := "", []string(nil)
	switch legs := x.legs[n.Name]; {
	case len(legs) > 0:
		device, commands = bonding(legs)
	case x.t.Topology.Nodes[segment(n.Rack, v)].Kind == Linux:
		own := x.next(n.Name)
		x.join(own, segment(n.Rack, v))
		device = own.Port
	default:
		var ok bool
		if device, ok = x.guest(n, v, known); !ok {
			x.refuse(CodeAttachment, n.Name, fmt.Sprintf("no port leads to %s, and no hypervisor of rack %s has VLAN %d", n.Name, n.Rack, v),
				"attach the node to a leaf or a hypervisor of its rack", "the plan")
			return
		}
	}
	for _, a := range n.Addresses.All() {
		commands = append(commands, fmt.Sprintf("ip addr add %s dev %s", a, device))
	}
	commands = append(commands, routes(n, device)...)
	payload := x.files.Nodes[n.Name]
	out := Node{Kind: Linux, Group: "node", Exec: append(commands, payload.Exec...)}
	for _, m := range payload.Mounts {
		out.Binds = append(out.Binds, m.Path+":"+m.At)
	}
	x.add(n.Name, out)
}

// guest attaches a virtual machine to a hypervisor of its rack. The plan does not
// say which: a machine may move, and the network is the same behind all of them.
func (x *exporter) guest(n *fabric.PlannedNode, v fabric.VLAN, known map[string]bool) (device string, ok bool) {
	for _, name := range sorted(x.legs) {
		l := x.legs[name][0]
		if known[name] || l.rack != n.Rack || !slices.Contains(l.vlans, v) {
			continue
		}
		own, there := x.next(n.Name), x.next(name)
		x.connect(own, there)
		h := x.t.Topology.Nodes[name]
		h.Exec = append(h.Exec, "ip link set "+there.Port+" master br0", fmt.Sprintf("bridge vlan add dev %s vid %d pvid untagged", there.Port, v))
		x.t.Topology.Nodes[name] = h
		return own.Port, true
	}
	return "", false
}

// routes are the default routes of a node. Docker gives every container one towards
// the management network: that is elsewhere.
func routes(n *fabric.PlannedNode, device string) []string {
	var commands []string
	for f := range n.Addresses.All() {
		ip := "ip"
		if f == fabric.IPv6 {
			ip = "ip -6"
		}
		switch gateway := n.Gateway.Of(f); {
		case n.DefaultRoute == fabric.DefaultViaGateway && gateway.IsValid():
			commands = append(commands, fmt.Sprintf("%s route replace default via %s dev %s", ip, gateway, device))
		case n.DefaultRoute == fabric.DefaultAbsent && f == fabric.IPv4:
			commands = append(commands, ip+" route del default")
		}
	}
	return commands
}
