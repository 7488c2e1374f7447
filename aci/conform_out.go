package aci

import (
	"fmt"
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
)

// out is an L3Out: its VRF and domain, external EPGs, leaves and interfaces.
func (c *conformance) out(o *fabric.PlannedL3Out) {
	if tenant := "uni/tn-" + o.Tenant; !c.expected[tenant] {
		c.theirs(tenant)
	}
	dn := "uni/tn-" + o.Tenant + "/out-" + o.Name
	control := "export,import"
	if o.Unfiltered {
		control = "export"
	}
	if c.has(dn, map[string]string{"enforceRtctrl": control}) == nil {
		return
	}
	c.has(dn+"/rsectx", map[string]string{"tnFvCtxName": o.VRF})
	c.has(dn+"/rsl3DomAtt", map[string]string{"tDn": "uni/l3dom-" + c.plan.ACI.Access.RoutedDomain})
	for i := range o.EPGs {
		c.epg(dn, &o.EPGs[i])
	}
	for _, profile := range c.below(dn, L3extLNodeP) {
		for _, l := range o.Leaves {
			c.has(fmt.Sprintf("%s/rsnodeL3OutAtt-[topology/pod-%d/node-%d]", profile.DN, l.Pod, l.Node),
				map[string]string{"rtrId": l.RouterID.String(), "rtrIdLoopBack": "no"})
		}
	}
	families := map[fabric.Family]string{}
	for _, profile := range c.below(dn, L3extLIfP) {
		families[c.familyOf(profile.DN.String())] = profile.DN.String()
	}
	for i := range o.SVIs {
		if s := &o.SVIs[i]; o.Floating {
			c.floating(families[s.Family], o, s)
		} else {
			c.standard(families[s.Family], o, s)
		}
	}
	for _, n := range c.below(dn, BgpPeerP) {
		c.neighbor(o, n)
	}
	c.policies(dn, o)
}

// epg is an external EPG: what its subnets classify, and the contracts.
func (c *conformance) epg(out string, g *fabric.PlannedEPG) {
	dn := out + "/instP-" + g.Name
	c.has(dn, nil)
	for _, s := range g.Subnets {
		want := map[string]string{"scope": "import-security", "aggregate": ""}
		if s.Leak {
			want = map[string]string{"scope": "import-security,shared-rtctrl,shared-security", "aggregate": "shared-rtctrl"}
		}
		c.has(dn+"/extsubnet-["+s.Prefix.String()+"]", want)
	}
	for _, contract := range g.Provides {
		c.has(dn+"/rsprov-"+contract, nil)
	}
	for _, contract := range g.Consumes {
		c.has(dn+"/rscons-"+contract, nil)
	}
}

// familyOf is that of the secondary addresses of an interface profile.
func (c *conformance) familyOf(profile string) fabric.Family {
	for _, n := range c.below(profile, L3extIp) {
		if a, ok := n.Value("addr").Addr(); ok {
			return fabric.FamilyOf(a)
		}
	}
	return fabric.IPv4
}

// floating is the SVI of an anchor, with the address that all leaves share.
func (c *conformance) floating(profile string, o *fabric.PlannedL3Out, s *fabric.PlannedSVI) {
	domain := "uni/phys-" + c.plan.ACI.Access.PhysicalDomain
	if o.VMM != "" {
		domain = "uni/vmmp-VMware/dom-" + o.VMM
	}
	for _, l := range s.Leaves {
		dn := fmt.Sprintf("%s/vlifp-[topology/pod-%d/node-%d]-[vlan-%d]", profile, l.Pod, l.Node, s.VLAN)
		c.has(dn, sviOf(o, s, onSubnet(s, l.Address)))
		c.has(dn+"/rsdynPathAtt-["+domain+"]", map[string]string{"floatingAddr": onSubnet(s, s.Floating)})
		c.secondary(dn, s)
	}
}

// standard is the SVI on a vPC, or on a port of one leaf.
func (c *conformance) standard(profile string, o *fabric.PlannedL3Out, s *fabric.PlannedSVI) {
	switch len(s.Leaves) {
	case 1:
		l := s.Leaves[0]
		dn := fmt.Sprintf("%s/rspathL3OutAtt-[topology/pod-%d/paths-%d/pathep-[%s]]", profile, l.Pod, l.Node, s.Path)
		c.has(dn, sviOf(o, s, onSubnet(s, l.Address)))
		c.secondary(dn, s)
	case 2:
		a, b := s.Leaves[0], s.Leaves[1]
		dn := fmt.Sprintf("%s/rspathL3OutAtt-[topology/pod-%d/protpaths-%d-%d/pathep-[%s]]", profile, a.Pod, a.Node, b.Node, s.Path)
		c.has(dn, sviOf(o, s, "0.0.0.0")) // the sides have the addresses
		for i, member := range []string{dn + "/mem-A", dn + "/mem-B"} {
			c.has(member, map[string]string{"addr": onSubnet(s, s.Leaves[i].Address)})
			c.secondary(member, s)
		}
	}
}

// sviOf is what all SVIs have. With the encapsulation's scope local, two L3Outs may
// use one VLAN; with autostate, an SVI whose ports are all down takes its subnet's
// route with it.
func sviOf(o *fabric.PlannedL3Out, s *fabric.PlannedSVI, address string) map[string]string {
	return map[string]string{
		"encap": fmt.Sprintf("vlan-%d", s.VLAN), "addr": address, "mtu": fmt.Sprint(o.MTU),
		"ifInstT": "ext-svi", "encapScope": "local", "mode": "regular", "autostate": "enabled",
	}
}

// secondary is the nodes' gateway, which several leaves have: of IPv6 they would take
// each other for duplicates.
func (c *conformance) secondary(dn string, s *fabric.PlannedSVI) {
	want := map[string]string{}
	if s.Family == fabric.IPv6 {
		want["ipv6Dad"] = "disabled"
	}
	n := c.has(dn+"/addr-["+onSubnet(s, s.Secondary)+"]", want)
	if n != nil && s.Family == fabric.IPv4 {
		_, written := n.Attributes["ipv6Dad"]
		c.expect(n.DN.String()+": ipv6Dad", !written, "value", "none", quoted(n.Attributes["ipv6Dad"].String()))
	}
}

func onSubnet(s *fabric.PlannedSVI, a netip.Addr) string {
	return netip.PrefixFrom(a, s.Subnet.Bits()).String()
}

// neighbor is what a neighbour is set to, and nothing more.
func (c *conformance) neighbor(o *fabric.PlannedL3Out, n *Node) {
	control, watch := "", ""
	if o.SharedAS {
		control = "as-override,dis-peer-as-check"
	}
	if c.carriesCommunities() {
		control += ",send-com"
	}
	if o.BFD {
		watch = "bfd"
	}
	c.says(n, map[string]string{"ctrl": control, "peerCtrl": watch})
	got := n.Attributes["password"].Secret()
	same := got.IsSet() == o.Terms.Password.IsSet() && (!got.IsSet() || got.Reveal() == o.Terms.Password.Reveal())
	c.expect(n.DN.String()+": password", same, "value", "its password", "another, or none")
}

// carriesCommunities reports whether any nodes attach communities to their routes.
func (c *conformance) carriesCommunities() bool {
	for i := range c.plan.Clusters {
		for _, pool := range c.plan.Clusters[i].Pods {
			if len(pool.Communities) > 0 {
				return true
			}
		}
	}
	return false
}

// policies are what is referred to by name, and does more to sessions than a
// prediction knows.
func (c *conformance) policies(dn string, o *fabric.PlannedL3Out) {
	for _, n := range c.below(dn, BgpRsBestPathCtrlPol) {
		c.named(o, "bestpath-", n.Value("tnBgpBestPathCtrlPolName"), map[string]string{"ctrl": "asPathMultipathRelax"})
	}
	for _, n := range c.below(dn, BgpRsBgpNodeCtxPol) {
		c.named(o, "bgpCtxP-", n.Value("tnBgpCtxPolName"), map[string]string{"grCtrl": "helper"})
	}
	for _, n := range c.below(dn, BgpRsPeerPfxPol) {
		c.named(o, "bgpPfxP-", n.Value("tnBgpPeerPfxPolName"), map[string]string{"action": "reject"})
	}
}

// named expects values of the object of a name in the L3Out's tenant, else in common.
func (c *conformance) named(o *fabric.PlannedL3Out, prefix string, name Value, want map[string]string) {
	for _, tenant := range []string{o.Tenant, "common"} {
		if n := c.objects["uni/tn-"+tenant+"/"+prefix+name.String()]; n != nil {
			c.says(n, want)
			return
		}
	}
}
