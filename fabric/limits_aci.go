package fabric

// svis notes the addresses of the L3Outs of an ACI fabric: those of the leaves, and
// once for each subnet those that leaves share.
func (c *planCheck) svis() {
	shared := map[Addr]bool{}
	for i := range c.p.ACI.L3Outs {
		for j := range c.p.ACI.L3Outs[i].SVIs {
			svi := &c.p.ACI.L3Outs[i].SVIs[j]
			name := vlanInterface(ACIMode{}, svi.VLAN)
			for _, leaf := range svi.Leaves {
				if leaf.Address.IsValid() {
					c.place(leaf.Leaf, prefixOf(leaf.Address, svi.Subnet.Bits()), "the address", name)
				}
			}
			for k, a := range [...]Addr{svi.Secondary, svi.Floating} {
				what := [...]string{"the secondary address", "the floating address"}[k]
				if a.IsValid() && !shared[a] && len(svi.Leaves) > 0 {
					shared[a] = true
					c.placed = append(c.placed, placedAddr{addr: a, device: svi.Leaves[0].Leaf, what: what, port: name})
				}
			}
		}
	}
}
