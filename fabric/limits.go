package fabric

import (
	"fmt"
)

// Bounds of BGP on NX-OS (seeds/000; the object model of NX-OS).
const (
	neighborsFixed   = 1024
	neighborsModular = 2000
	peersDynamic     = 1000
)

// check reports what only the planned values show. Each rule is linear in the
// size of the plan.
func (p *Plan) check(r *report) {
	c := &planCheck{report: r, p: p}
	c.index()
	c.addresses()
	c.ports()
	c.neighbors()
	c.sessions()
	c.prefixLimit()
}

// A planCheck is one reading of a plan.
type planCheck struct {
	*report
	p      *Plan
	fields map[string]string     // where a device stands in the design; nil until a problem names one
	at     map[deviceAddr]Prefix // the connected subnet of a device's address
	placed []placedAddr
}

type deviceAddr struct {
	device string
	addr   Addr
}

// A placedAddr is an address that only one interface may have.
type placedAddr struct {
	addr      Addr
	device    string
	what      string // of the device, such as "the loopback"
	port      string // the address is of it, if not ""
	gatewayOf string // the rack whose leaves share it, if not ""
}

func (p placedAddr) String() string {
	what := p.what
	if p.port != "" {
		what += " of " + p.port
	}
	if p.gatewayOf != "" {
		return what + " in rack " + p.gatewayOf
	}
	return what + " of " + p.device
}

// index notes every address of every device, with its subnet.
func (c *planCheck) index() {
	addresses := c.p.addresses()
	c.at = make(map[deviceAddr]Prefix, addresses)
	c.placed = make([]placedAddr, 0, addresses)
	for _, s := range c.p.Switches() {
		c.place(s.Name, hostPrefixOf(s.RouterID), "the router ID", "")
		c.place(s.Name, hostPrefixOf(s.Loopback6), "the loopback", "")
		c.place(s.Name, s.Management, "the management address", "")
		for i := range s.Ports {
			for _, p := range s.Ports[i].Addresses.All() {
				c.place(s.Name, p, "the address", s.Ports[i].Name)
			}
		}
		for _, n := range s.Networks {
			for _, p := range n.Addresses.All() {
				c.place(s.Name, p, "the address", s.VLANInterface(n.VLAN))
			}
		}
		if s.Backup != nil {
			for _, p := range s.Backup.Addresses.All() {
				c.place(s.Name, p, "the address", s.VLANInterface(s.Backup.VLAN))
			}
		}
	}
	for i := range c.p.Clusters {
		for j := range c.p.Clusters[i].Nodes {
			n := &c.p.Clusters[i].Nodes[j]
			for _, p := range n.Addresses.All() {
				c.place(n.Name, p, "the address", "")
			}
		}
	}
	c.gateways()
	if c.p.ACI != nil {
		c.svis()
	}
}

// addresses is about how many addresses the devices have, shared ones included.
func (p *Plan) addresses() int {
	n := 0
	for _, s := range p.Switches() {
		n += 3 + 4*len(s.Networks)
	}
	n += 4 * len(p.Links)
	for i := range p.Clusters {
		n += 2 * len(p.Clusters[i].Nodes)
	}
	return n
}

// places notes where the devices stand in the design.
func (c *planCheck) places() {
	c.fields = map[string]string{}
	if c.design == nil {
		return
	}
	if ip, ok := c.design.Fabric.(IPFabric); ok {
		for i := range ip.Spines {
			c.fields[ip.Spines[i].Name] = at("fabric.ipFabric.spines", i)
		}
	}
	for i := range c.design.Racks {
		for j := range c.design.Racks[i].Leaves {
			c.fields[c.design.Racks[i].Leaves[j].Name] = at(at("racks", i)+".leaves", j)
		}
	}
	for i := range c.design.Clusters {
		for j := range c.design.Clusters[i].Nodes {
			c.fields[c.design.Clusters[i].Nodes[j].Name] = nodeRef{i, j}.field()
		}
	}
}

// field returns the path of a device in the design, or its name.
func (c *planCheck) field(device string) string {
	if c.fields == nil {
		c.places()
	}
	if field, known := c.fields[device]; known {
		return field
	}
	return device
}

// place notes an address, with its subnet, of a device or of one of its ports.
func (c *planCheck) place(device string, p Prefix, what, port string) {
	if !p.IsValid() {
		return
	}
	c.at[deviceAddr{device, p.Addr()}] = p
	c.placed = append(c.placed, placedAddr{addr: p.Addr(), device: device, what: what, port: port})
}

// gateways notes the shared gateway addresses, once for all leaves of a rack.
func (c *planCheck) gateways() {
	type shared struct {
		rack string
		vlan VLAN
	}
	seen := map[shared]bool{}
	for i := range c.p.Leaves {
		leaf := &c.p.Leaves[i]
		for _, n := range leaf.Networks {
			key := shared{leaf.Rack, n.VLAN}
			if seen[key] {
				continue
			}
			seen[key] = true
			for _, a := range n.Gateway.All() {
				c.placed = append(c.placed, placedAddr{
					addr: a, device: leaf.Name, what: "the gateway", port: leaf.VLANInterface(n.VLAN), gatewayOf: leaf.Rack,
				})
			}
		}
	}
}

func hostPrefixOf(a Addr) Prefix {
	if !a.IsValid() {
		return Prefix{}
	}
	return hostPrefix(a)
}

// addresses refuses a second interface with the same address.
func (c *planCheck) addresses() {
	first := make(map[Addr]*placedAddr, len(c.placed))
	for i := range c.placed {
		p := &c.placed[i]
		if other, taken := first[p.addr]; taken {
			c.refuse(CodeDuplicateAddress, c.field(p.device), fmt.Sprintf("%s, %s, is also %s", p, p.addr, other),
				"pin one of them to another address, or keep the ranges they come from apart", "RFC 5227, RFC 4862: duplicate addresses")
			continue
		}
		first[p.addr] = p
	}
}

// ports refuses a port with two uses.
func (c *planCheck) ports() {
	used := map[string]string{}
	for _, s := range c.p.Switches() {
		clear(used)
		for i := range s.Ports {
			port := &s.Ports[i]
			if peer, taken := used[port.Name]; taken {
				c.refuse(CodePortConflict, c.field(s.Name), fmt.Sprintf("%s of %s is connected to %s and to %s", port.Name, s.Name, peer, port.Peer),
					"pin one of the links to another port, or move the first ports of each use apart", "one cable a port")
			}
			used[port.Name] = port.Peer
		}
	}
}

// neighbors holds the number of sessions of each switch to what its platform
// takes. A dynamic neighbor counts with all the peers that it expects.
func (c *planCheck) neighbors() {
	switches := c.p.Switches()
	sessions := make(map[string]int, len(switches))
	for i := range c.p.Sessions {
		s := &c.p.Sessions[i]
		sessions[s.A.Device]++
		if s.Kind != SessionNode {
			sessions[s.B.Device]++
		}
	}
	for _, s := range switches {
		most, kind := neighborsFixed, "a fixed switch"
		platform, isNXOS := s.Platform.(NXOS)
		if platform.Modular {
			most, kind = neighborsModular, "a modular switch"
		}
		if n := sessions[s.Name]; isNXOS && n > most { // the other vendors state no bound
			c.refuse(CodeTooManyNeighbors, c.field(s.Name), fmt.Sprintf("%s has %d BGP neighbors, and %s takes %d", s.Name, n, kind, most),
				"spread the nodes over more racks", "seeds/000: 1024 BGP neighbors on a fixed switch, 2000 on a modular one")
		}
		for i := range s.Groups {
			g := &s.Groups[i]
			if g.Listen && g.Peers > peersDynamic {
				c.refuse(CodeTooManyPeers, c.field(s.Name),
					fmt.Sprintf("the %s dynamic neighbor of %s for cluster %s has %d peers, and takes %d", g.Family, s.Name, g.Cluster, g.Peers, peersDynamic),
					"set peering to node, or spread the nodes over more racks", "Cisco NX-OS: maximum-peers 1 to 1000")
			}
		}
	}
}

// sessions refuses a session whose ends share no subnet, and a second one of a
// device with the same neighbor address: which of the two counts is chance.
func (c *planCheck) sessions() {
	type pair struct {
		device   string
		neighbor Addr
	}
	seen := make(map[pair]bool, 2*len(c.p.Sessions))
	for i := range c.p.Sessions {
		s := &c.p.Sessions[i]
		a, onA := c.at[deviceAddr{s.A.Device, s.A.Address}]
		b, onB := c.at[deviceAddr{s.B.Device, s.B.Address}]
		if !onA || !onB || a.Masked() != b.Masked() {
			c.refuse(CodeSessionSubnet, c.field(s.B.Device),
				fmt.Sprintf("%s at %s and %s at %s have no subnet in common", s.A.Device, s.A.Address, s.B.Device, s.B.Address),
				"give both ends addresses of one subnet", "RFC 4271 5.1.3: eBGP without multihop; seeds/004: peers at addresses in different subnets")
		}
		for _, ends := range [2][2]*End{{&s.A, &s.B}, {&s.B, &s.A}} {
			key := pair{ends[0].Device, ends[1].Address}
			if seen[key] {
				c.refuse(CodeDuplicateSession, c.field(ends[0].Device),
					fmt.Sprintf("%s has two sessions with %s (%s)", ends[0].Device, ends[1].Address, ends[1].Device),
					"keep one of them", "measured: of two peers with one address Calico takes either, by chance; seeds/004")
			}
			seen[key] = true
		}
	}
}

// prefixLimit holds the limit on a link's session to all that the fabric carries:
// loopbacks, node subnets, one block a pool and node, and service ranges. A leaf
// hears nearly all of it from every spine.
func (c *planCheck) prefixLimit() {
	if len(c.p.Leaves) == 0 {
		return
	}
	limit := c.p.Leaves[0].Uplink.MaxPrefixes
	if limit < 1 {
		return
	}
	carried := c.carried()
	for _, f := range Families() {
		if n := carried[f]; n > limit {
			c.refuse(CodeMaxPrefixesLow, "fabric.ipFabric.session.maxPrefixes",
				fmt.Sprintf("the limit is %d, and the fabric carries %d %s prefixes without further blocks and services", limit, n, f),
				fmt.Sprintf("use at least %d", 2*n), "Cisco NX-OS: a neighbor beyond maximum-prefix is torn down")
		}
	}
}

// carried counts the prefixes of each family that go over the spines.
func (c *planCheck) carried() [2]int {
	var n [2]int
	seen := map[Prefix]bool{}
	for _, s := range c.p.Switches() {
		for _, p := range s.Originates {
			if p.IsValid() && !seen[p] {
				seen[p] = true
				n[FamilyOf(p.Addr())]++
			}
		}
	}
	for i := range c.p.Clusters {
		cluster := &c.p.Clusters[i]
		for _, p := range cluster.Services.All() {
			n[FamilyOf(p.Addr())]++
		}
		for _, pool := range cluster.Pods {
			for j := range cluster.Nodes {
				if pool.Selects(cluster.Nodes[j].Labels) {
					n[FamilyOf(pool.Prefix.Addr())]++
				}
			}
		}
	}
	return n
}
