package verify

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// addresses checks that a leaf has its SVIs, each with its own address and the
// secondary that all anchors or members share, and nothing else in the VRF.
func (c aciVRF) addresses(d *device, has addressTable) {
	config := c.config(d.name)
	if config == nil {
		c.fail(AddressPresent, d.name, netip.Prefix{}, "VRF "+c.name, "none")
		return
	}
	i := c.expected.byName[d.name]
	planned := map[netip.Prefix]bool{}
	for _, s := range c.svis[i] {
		what := "its address on VLAN " + fmt.Sprint(s.VLAN)
		if !s.anchor {
			what = "the floating address on VLAN " + fmt.Sprint(s.VLAN)
		}
		c.address(d, has, s.own, routing.Local, what)
		if s.anchor { // or a member of a vPC
			c.address(d, has, s.Secondary, routing.Virtual, fmt.Sprintf("the secondary address of VLAN %d, the nodes' gateway", s.VLAN))
		}
		c.subnet(d, has, s.Subnet, fmt.Sprintf("the subnet of VLAN %d", s.VLAN))
		if name, ok := has.direct[s.Subnet.Masked()]; ok && name != vlanName(s.VLAN) {
			c.fail(AddressPresent, d.name, s.Subnet.Masked(), "the subnet on "+vlanName(s.VLAN), "on "+name)
		}
		planned[s.Subnet.Masked()] = true
	}
	for _, p := range sortedPrefixes(has.direct) {
		if name := has.direct[p]; name != overlayInterface && !planned[p] {
			c.fail(NoLeak, d.name, p, "no such subnet in "+c.name, "on "+name)
		}
	}
	for j := range config.Static {
		c.fail(NoLeak, d.name, config.Static[j].Prefix, "no static route in "+c.name, "one")
	}
	c.tep(i, d)
}

// tep checks the leaf's address in the overlay, where the design has it.
func (c aciVRF) tep(i int32, d *device) {
	if len(c.svis) < 2 {
		return // nobody to reach
	}
	for _, f := range c.vrf.Families {
		own := c.expected.peers[peerKey{device: i, family: f}]
		if len(own) == 0 {
			c.fail(AddressPresent, d.name, netip.Prefix{}, fmt.Sprintf("an address in the overlay for %v", f), "none")
			continue
		}
		if owner := c.expected.owner[own[0]]; owner != i {
			c.fail(AddressPresent, d.name, netip.PrefixFrom(own[0], own[0].BitLen()), "an address in the overlay of its own", "that of "+c.expected.devices[owner].name)
		}
	}
	if mode, ok := d.sw.Platform.(fabric.ACIMode); ok && mode.TEP.IsValid() && !slices.Contains(c.teps([]int32{i}, fabric.IPv4), mode.TEP) {
		c.fail(AddressPresent, d.name, netip.PrefixFrom(mode.TEP, mode.TEP.BitLen()), "its TEP in the overlay", "another, or none")
	}
}

// wiring checks the MTU of the SVIs, the neighbors that wait for anybody, and what
// the fabric does by itself. Ports are the controller's.
func (c aciVRF) wiring() {
	c.mesh()
	for i := range c.expected.devices {
		d := &c.expected.devices[i]
		config := c.config(d.name)
		if d.sw == nil || config == nil {
			continue
		}
		for _, s := range c.svis[int32(i)] {
			at := slices.IndexFunc(config.Interfaces, func(f routing.Interface) bool { return f.Name == vlanName(s.VLAN) })
			if at >= 0 && config.Interfaces[at].MTU != s.out.MTU {
				c.fail(Wired, d.name, netip.Prefix{}, fmt.Sprintf("MTU of %s: %d", vlanName(s.VLAN), s.out.MTU), fmt.Sprint(config.Interfaces[at].MTU))
			}
		}
		if config.BGP == nil {
			continue
		}
		for j := range config.BGP.Neighbors {
			n := &config.BGP.Neighbors[j]
			if n.Range.IsValid() && !c.isPeer(int32(i), n.Range) {
				c.fail(SessionPlanned, d.name, n.Range, "no neighbors from there", "a dynamic neighbor "+n.Name)
			}
		}
	}
}

// isPeer reports whether the plan has a neighbor of a leaf.
func (c aciVRF) isPeer(leaf int32, p netip.Prefix) bool {
	return slices.ContainsFunc(c.svis[leaf], func(s leafSVI) bool { return s.anchor && slices.Contains(s.Peers, p) })
}

// vlanName is how a leaf's tables call the SVI of a VLAN: by its encapsulation.
func vlanName(v fabric.VLAN) string { return fmt.Sprintf("vlan-%d", v) }
