package clab

import (
	"fmt"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// A leg is where a node or a hypervisor is attached: its own port, and how.
type leg struct {
	own  Endpoint
	bond bool
	// vlans carried; tagged to a hypervisor.
	vlans  []fabric.VLAN
	tagged bool
	rack   string
}

// racks wires the leaves to each other and to what is in their racks.
func (x *exporter) racks() {
	for i := range x.plan.Leaves {
		leaf := &x.plan.Leaves[i]
		if _, ok := leaf.Platform.(fabric.FRR); ok {
			x.bridged(leaf)
		} else {
			x.wired(leaf)
		}
	}
}

// wired connects the ports of a leaf as planned.
func (x *exporter) wired(leaf *fabric.Switch) {
	for i := range leaf.Ports {
		p := &leaf.Ports[i]
		if p.Use == fabric.PortRouted {
			continue // a link, with its spine
		}
		at := x.port(leaf.Name, p.Name)
		if x.isLeaf(p.Peer) {
			if !x.used[at] {
				x.connect(at, x.port(p.Peer, p.PeerPort))
			}
			continue
		}
		own := x.next(p.Peer)
		x.connect(at, own)
		l := leg{own: own, bond: p.Use == fabric.PortMember, vlans: p.VLANs, tagged: p.Tagged, rack: leaf.Rack}
		if c := channel(leaf, p.Channel); c != nil {
			l.vlans, l.tagged = c.VLANs, c.Tagged
		}
		x.legs[p.Peer] = append(x.legs[p.Peer], l)
	}
}

func (x *exporter) isLeaf(name string) bool {
	return slices.ContainsFunc(x.plan.Leaves, func(s fabric.Switch) bool { return s.Name == name })
}

func channel(leaf *fabric.Switch, number int) *fabric.Channel {
	for i := range leaf.Channels {
		if c := &leaf.Channels[i]; number != 0 && c.Number == number {
			return c
		}
	}
	return nil
}

// segment is the container that stands for a node network of a rack.
func segment(rack string, v fabric.VLAN) string { return fmt.Sprintf("%s-vlan%d", rack, v) }

// bridged gives a leaf a port on the segment of each of its node networks: its VLAN
// interface. The VLAN between the leaves of a pair is a link of its own.
func (x *exporter) bridged(leaf *fabric.Switch) {
	for i := range leaf.Networks {
		v := leaf.Networks[i].VLAN
		name := segment(leaf.Rack, v)
		if _, ok := x.t.Topology.Nodes[name]; !ok {
			x.add(name, Node{Kind: Linux, Group: "segment", Exec: []string{"ip link add br0 type bridge", "ip link set br0 up"}})
		}
		x.join(x.port(leaf.Name, leaf.VLANInterface(v)), name)
	}
	if leaf.Backup != nil && leaf.Pair != nil {
		at := x.port(leaf.Name, leaf.VLANInterface(leaf.Backup.VLAN))
		if !x.used[at] {
			x.connect(at, x.port(leaf.Pair.Peer, leaf.VLANInterface(leaf.Backup.VLAN)))
		}
	}
}

// join connects a port to a segment.
func (x *exporter) join(at Endpoint, name string) {
	own := x.next(name)
	x.connect(at, own)
	n := x.t.Topology.Nodes[name]
	n.Exec = append(n.Exec, "ip link set "+own.Port+" master br0", "ip link set "+own.Port+" up")
	x.t.Topology.Nodes[name] = n
}
