package aci

import (
	"net/netip"

	"github.com/podfabric/podfabric/fabric"
)

// interfaces are the interface profiles: one for each family, which may share
// nodes and VLANs (Cisco ACI L3Out: a logical interface profile for each address
// family).
func (e *emitter) interfaces(o *fabric.PlannedL3Out) []Object {
	var profiles []Object
	for _, f := range fabric.Families() {
		profile := oursNamed(L3extLIfP, profileName(f), nil)
		for i := range o.SVIs {
			if s := &o.SVIs[i]; s.Family == f {
				profile.Children = append(profile.Children, e.svi(o, s))
			}
		}
		if len(profile.Children) == 0 {
			continue
		}
		if o.BFD {
			profile.Children = append(profile.Children, ours(BfdIfP, nil,
				ours(BfdRsIfPol, Attributes{"tnBfdIfPolName": Text(objectName(o.Name, suffixBFD))})))
		}
		profiles = append(profiles, profile)
	}
	return profiles
}

// svi is an interface with its neighbours.
func (e *emitter) svi(o *fabric.PlannedL3Out, s *fabric.PlannedSVI) Object {
	svi := e.standard(o, s)
	if o.Floating {
		svi = e.floating(o, s)
	}
	for _, p := range s.Peers {
		svi.Children = append(svi.Children, e.peer(o, s, p))
	}
	return svi
}

// sviAttributes are what a floating and a standard SVI have in common.
func sviAttributes(o *fabric.PlannedL3Out, s *fabric.PlannedSVI) Attributes {
	return Attributes{
		"encap": VLAN(s.VLAN), "ifInstT": Text("ext-svi"), "encapScope": Text("local"), "mode": Text("regular"), "mtu": Number(o.MTU),
		// Down when all ports of the VLAN are, so that the leaf stops announcing it.
		"autostate": Enabled(true),
	}
}

// floating is the SVI of one anchor leaf, with the address that all other leaves
// have in common.
func (e *emitter) floating(o *fabric.PlannedL3Out, s *fabric.PlannedSVI) Object {
	domain := physicalDN(&e.aci.Access)
	if o.VMM != "" {
		domain = vmwareDN(o.VMM)
	}
	svi := ours(L3extVirtualLIfP, sviAttributes(o, s))
	if len(s.Leaves) > 0 {
		svi.Attributes["nodeDn"] = Ref(leafDN(s.Leaves[0].Pod, s.Leaves[0].Node))
		svi.Attributes["addr"] = inSubnet(s, s.Leaves[0].Address)
	}
	svi.Children = []Object{
		ours(L3extRsDynPathAtt, Attributes{"tDn": Ref(domain), "floatingAddr": inSubnet(s, s.Floating)}),
		secondary(s),
	}
	return svi
}

// standard is the SVI of one vPC: its members have the addresses. Without a pair it
// is that of a port or port-channel of one leaf.
func (e *emitter) standard(o *fabric.PlannedL3Out, s *fabric.PlannedSVI) Object {
	svi := ours(L3extRsPathL3OutAtt, sviAttributes(o, s))
	svi.Attributes["descr"] = describedAs(s.Node)
	switch len(s.Leaves) {
	case 1:
		l := &s.Leaves[0]
		svi.Attributes["tDn"] = Ref(PathDN(uint16(l.Pod), uint16(l.Node), s.Path))
		svi.Attributes["addr"] = inSubnet(s, l.Address)
		svi.Children = []Object{secondary(s)}
	case 2:
		a, b := &s.Leaves[0], &s.Leaves[1]
		svi.Attributes["tDn"] = Ref(VPCPathDN(uint16(a.Pod), uint16(a.Node), uint16(b.Node), s.Path))
		svi.Attributes["addr"] = Text("0.0.0.0")
		for i, side := range []string{"A", "B"} {
			svi.Children = append(svi.Children, ours(L3extMember,
				Attributes{"side": Text(side), "addr": inSubnet(s, s.Leaves[i].Address)}, secondary(s)))
		}
	}
	return svi
}

// secondary is the nodes' gateway, the same on all leaves of the subnet.
func secondary(s *fabric.PlannedSVI) Object {
	a := Attributes{"addr": inSubnet(s, s.Secondary)}
	if s.Secondary.Is6() {
		// Each leaf would take the others' for a duplicate, and not use it (Cisco APIC
		// Layer 3 Networking Configuration Guide, Duplicate Address Detection:
		// disabled for a secondary address shared by border leaves).
		a["ipv6Dad"] = Enabled(false)
	}
	return ours(L3extIp, a)
}

// inSubnet is an address with the length of the SVI's subnet.
func inSubnet(s *fabric.PlannedSVI, a fabric.Addr) Value {
	if !a.IsValid() {
		return Value{}
	}
	return Prefix(netip.PrefixFrom(a, s.Subnet.Bits()))
}

// peer is a node, or the subnet from which any node dials in.
func (e *emitter) peer(o *fabric.PlannedL3Out, s *fabric.PlannedSVI, p fabric.Prefix) Object {
	var control, watch []string
	if o.SharedAS {
		// A node rejects its own AS in a path, and the leaf would not even send what it
		// heard from that AS: both are needed (seeds/002, ACI BGP configuration).
		control = append(control, "as-override", "dis-peer-as-check")
	}
	if e.communities {
		control = append(control, "send-com")
	}
	if o.BFD {
		watch = append(watch, "bfd")
	}
	peer := ours(BgpPeerP, Attributes{
		"addr": Prefix(p), "descr": describedAs("nodes of " + o.Cluster),
		"ctrl": Flags(control...), "peerCtrl": Flags(watch...),
	}, ours(BgpAsP, Attributes{"asn": ASN(o.RemoteAS)}))
	if p.IsSingleIP() {
		peer.Attributes["addr"] = Addr(p.Addr()) // a neighbour that the leaf dials as well
	}
	if s.Node != "" {
		peer.Attributes["descr"] = describedAs(s.Node)
	}
	if o.Terms.Password.IsSet() {
		peer.Attributes["password"] = Password(o.Terms.Password)
	}
	if o.Terms.MaxPrefixes > 0 {
		peer.Children = append(peer.Children, ours(BgpRsPeerPfxPol, Attributes{"tnBgpPeerPfxPolName": Text(objectName(o.Name, suffixPrefixes))}))
	}
	return peer
}
