package aci_test

import (
	"maps"
	"net/netip"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

type attributes = aci.Attributes

func object(class aci.Class, attrs attributes, children ...aci.Object) aci.Object {
	return aci.Object{Class: class, Attributes: attrs, Children: children}
}

func named(class aci.Class, name string, attrs attributes, children ...aci.Object) aci.Object {
	all := attributes{"name": aci.Text(name)}
	maps.Copy(all, attrs)
	return object(class, all, children...)
}

func cidr(text string) aci.Value { return aci.Prefix(netip.MustParsePrefix(text)) }

func dn(text string) aci.Value {
	d, err := aci.ParseDN(text)
	if err != nil {
		panic(err)
	}
	return aci.Ref(d)
}

func version(text string) aci.Version {
	v, err := aci.ParseVersion(text)
	if err != nil {
		panic(err)
	}
	return v
}

const owner = "orchestrator:podfabric"

// owned sets the annotation of an object and of all below it.
func owned(o aci.Object) aci.Object {
	attrs := attributes{"annotation": aci.Text(owner)}
	maps.Copy(attrs, o.Attributes)
	if o.Class == aci.TagAnnotation {
		delete(attrs, "annotation")
	}
	o.Attributes = attrs
	children := make([]aci.Object, len(o.Children))
	for i, c := range o.Children {
		children[i] = owned(c)
	}
	if o.Children != nil {
		o.Children = children
	}
	return o
}

// access are the roots that a tenant's L3Outs stand on: VLANs 310-320.
func access() []aci.Object {
	pool := aci.Ref(aci.UniDN().Child("infra").Child("vlanns-[k8s]-static"))
	return []aci.Object{
		object(aci.InfraInfra, nil,
			named(aci.FvnsVlanInstP, "k8s", attributes{"allocMode": aci.Text("static")},
				object(aci.FvnsEncapBlk, attributes{"from": aci.VLAN(310), "to": aci.VLAN(320), "allocMode": aci.Text("static")})),
			named(aci.InfraAttEntityP, "k8s", nil,
				object(aci.InfraRsDomP, attributes{"tDn": dn("uni/phys-k8s")}),
				object(aci.InfraRsDomP, attributes{"tDn": dn("uni/l3dom-k8s")})),
			object(aci.InfraFuncP, nil,
				named(aci.InfraAccBndlGrp, "esxi1", attributes{"lagT": aci.Text("node")},
					object(aci.InfraRsAttEntP, attributes{"tDn": dn("uni/infra/attentp-k8s")})))),
		named(aci.PhysDomP, "k8s", nil, object(aci.InfraRsVlanNs, attributes{"tDn": pool})),
		named(aci.L3extDomP, "k8s", nil, object(aci.InfraRsVlanNs, attributes{"tDn": pool})),
	}
}

// policies are those of a tenant, by seeds/002 as corrected: 1/3 s, one AS in a
// path, ECMP over 64 nodes, relaxed AS path, 500 prefixes.
func policies() []aci.Object {
	return []aci.Object{
		named(aci.BgpCtxPol, "k8s-timers", attributes{"kaIntvl": aci.Number(1), "holdIntvl": aci.Number(3), "staleIntvl": aci.Number(6),
			"maxAsLimit": aci.Number(1), "grCtrl": aci.Flags("helper")}),
		named(aci.BgpBestPathCtrlPol, "k8s-relax", attributes{"ctrl": aci.Flags("asPathMultipathRelax")}),
		named(aci.BgpCtxAfPol, "k8s-ecmp", attributes{"maxEcmp": aci.Number(64), "maxEcmpIbgp": aci.Number(64)}),
		named(aci.BgpPeerPfxPol, "k8s-prefixes", attributes{"maxPfx": aci.Number(500), "action": aci.Text("reject")}),
		named(aci.BfdIfPol, "k8s-bfd", attributes{"detectMult": aci.Number(3), "minTxIntvl": aci.Number(300), "minRxIntvl": aci.Number(300)}),
		named(aci.NdIfPol, "k8s-nd", attributes{"ctrl": aci.Flags("suppress-ra")}),
		named(aci.RtctrlSubjP, "k8s-pods", nil,
			object(aci.RtctrlMatchRtDest, attributes{"ip": cidr("10.1.0.0/16"), "aggregate": aci.YesNo(true)}),
			object(aci.RtctrlMatchRtDest, attributes{"ip": cidr("2001:db8:42::/56"), "aggregate": aci.YesNo(true)})),
		named(aci.RtctrlSubjP, "k8s-import", nil,
			object(aci.RtctrlMatchRtDest, attributes{"ip": cidr("192.168.2.0/24"), "aggregate": aci.YesNo(true), "fromPfxLen": aci.Number(24), "toPfxLen": aci.Number(32)})),
		named(aci.RtctrlAttrP, "k8s-set", nil, object(aci.RtctrlSetPref, attributes{"localPref": aci.Number(200)})),
		named(aci.VzFilter, "any", nil, named(aci.VzEntry, "tcp", attributes{"etherT": aci.Text("ip"), "prot": aci.Text("tcp"),
			"dFromPort": aci.Text("https"), "dToPort": aci.Text("https"), "stateful": aci.YesNo(true)})),
		named(aci.VzBrCP, "k8s", attributes{"scope": aci.Text("global")}, named(aci.VzSubj, "web", attributes{"revFltPorts": aci.YesNo(true)},
			object(aci.VzRsSubjFiltAtt, attributes{"tnVzFilterName": aci.Text("any"), "action": aci.Text("permit")}),
			object(aci.VzRsSubjGraphAtt, attributes{"tnVnsAbsGraphName": aci.Text("firewall")}))),
		named(aci.FvCtx, "vrf", attributes{"pcEnfPref": aci.Text("enforced")},
			object(aci.FvRsBgpCtxPol, attributes{"tnBgpCtxPolName": aci.Text("k8s-timers")}),
			object(aci.FvRsCtxToBgpCtxAfPol, attributes{"tnBgpCtxAfPolName": aci.Text("k8s-ecmp"), "af": aci.Text("ipv4-ucast")}),
			object(aci.FvRsCtxToBgpCtxAfPol, attributes{"tnBgpCtxAfPolName": aci.Text("k8s-ecmp"), "af": aci.Text("ipv6-ucast")})),
	}
}

// around is what the L3Outs of the samples share.
func around(name string, children ...aci.Object) aci.Object {
	entry := func(name string, order int, rule string, children ...aci.Object) aci.Object {
		return named(aci.RtctrlCtxP, name, attributes{"order": aci.Number(order), "action": aci.Text("permit")},
			append(children, object(aci.RtctrlRsCtxPToSubjP, attributes{"tnRtctrlSubjPName": aci.Text(rule)}))...)
	}
	return named(aci.L3extOut, name, attributes{"enforceRtctrl": aci.Flags("import", "export")}, append([]aci.Object{
		object(aci.L3extRsEctx, attributes{"tnFvCtxName": aci.Text("vrf")}),
		object(aci.L3extRsL3DomAtt, attributes{"tDn": dn("uni/l3dom-k8s")}),
		object(aci.BgpExtP, nil),
		named(aci.RtctrlProfile, "default-import", nil,
			entry("pods", 0, "k8s-pods"),
			entry("nodes", 1, "k8s-import", object(aci.RtctrlScope, nil, object(aci.RtctrlRsScopeToAttrP, attributes{"tnRtctrlAttrPName": aci.Text("k8s-set")})))),
		named(aci.RtctrlProfile, "default-export", nil, entry("pods", 0, "k8s-pods")),
		named(aci.L3extInstP, "default", attributes{"prefGrMemb": aci.Text("exclude")},
			object(aci.L3extSubnet, attributes{"ip": cidr("192.168.2.0/24"), "scope": aci.Flags("import-security")}),
			object(aci.L3extSubnet, attributes{"ip": cidr("10.1.0.0/16"), "scope": aci.Flags("import-security", "shared-rtctrl", "shared-security"), "aggregate": aci.Flags("shared-rtctrl")}),
			object(aci.FvRsProv, attributes{"tnVzBrCPName": aci.Text("k8s")}),
			object(aci.FvRsCons, attributes{"tnVzBrCPName": aci.Text("k8s")})),
	}, children...)...)
}

// peerOf is the cluster as a neighbour.
func peerOf(subnet string, children ...aci.Object) aci.Object {
	return object(aci.BgpPeerP, attributes{"addr": cidr(subnet), "ctrl": aci.Flags("as-override", "dis-peer-as-check"), "peerCtrl": aci.Flags("bfd"),
		"password": aci.Password(fabric.NewSecret("s3cr3t-<&>"))}, append([]aci.Object{
		object(aci.BgpAsP, attributes{"asn": aci.ASN(65003)}),
		object(aci.BgpRsPeerPfxPol, attributes{"tnBgpPeerPfxPolName": aci.Text("k8s-prefixes")}),
	}, children...)...)
}

func protocol() aci.Object {
	return object(aci.BgpProtP, nil,
		object(aci.BgpRsBgpNodeCtxPol, attributes{"tnBgpCtxPolName": aci.Text("k8s-timers")}),
		object(aci.BgpRsBestPathCtrlPol, attributes{"tnBgpBestPathCtrlPolName": aci.Text("k8s-relax")}))
}

func leaf(id uint16, router string) aci.Object {
	return object(aci.L3extRsNodeL3OutAtt, attributes{"tDn": aci.Ref(aci.NodeDN(1, id)),
		"rtrId": aci.Addr(netip.MustParseAddr(router)), "rtrIdLoopBack": aci.YesNo(false)})
}

// floating is seeds/002's floating SVI, in both families.
func floating() aci.Tree {
	anchor := func(id uint16, addr, floating, secondary, subnet string) aci.Object {
		return object(aci.L3extVirtualLIfP, attributes{"nodeDn": aci.Ref(aci.NodeDN(1, id)), "encap": aci.VLAN(310), "addr": cidr(addr),
			"ifInstT": aci.Text("ext-svi"), "autostate": aci.Enabled(true), "mtu": aci.Number(9000)},
			object(aci.L3extRsDynPathAtt, attributes{"tDn": dn("uni/phys-k8s"), "floatingAddr": cidr(floating)}),
			object(aci.L3extIp, attributes{"addr": cidr(secondary)}),
			peerOf(subnet))
	}
	profile := func(name string, children ...aci.Object) aci.Object {
		return named(aci.L3extLIfP, name, nil, append(children,
			object(aci.L3extRsNdIfPol, attributes{"tnNdIfPolName": aci.Text("k8s-nd")}),
			object(aci.BfdIfP, attributes{"type": aci.Text("sha1"), "keyId": aci.Number(7), "key": aci.Password(fabric.NewSecret("bfdkey"))},
				object(aci.BfdRsIfPol, attributes{"tnBfdIfPolName": aci.Text("k8s-bfd")})))...)
	}
	out := around("floating", named(aci.L3extLNodeP, "anchors", nil,
		leaf(101, "1.1.4.101"), leaf(102, "1.1.4.102"), protocol(),
		profile("ipv4",
			anchor(101, "192.168.2.101/24", "192.168.2.253/24", "192.168.2.254/24", "192.168.2.0/24"),
			anchor(102, "192.168.2.102/24", "192.168.2.253/24", "192.168.2.254/24", "192.168.2.0/24")),
		profile("ipv6",
			anchor(101, "2001:db8:2::101/64", "2001:db8:2::fffe/64", "2001:db8:2::ffff/64", "2001:db8:2::/64"),
			anchor(102, "2001:db8:2::102/64", "2001:db8:2::fffe/64", "2001:db8:2::ffff/64", "2001:db8:2::/64"))))
	out.Children = append(out.Children, object(aci.TagAnnotation, attributes{"key": aci.Text("cluster"), "value": aci.Text("k8s")}))
	tenant := owned(named(aci.FvTenant, "k8s", nil, append(policies(), out)...))
	roots := []aci.Object{tenant}
	for _, o := range access() {
		roots = append(roots, owned(o))
	}
	return aci.Tree{Version: version("5.2(7f)"), Roots: roots}
}

// standard is seeds/002's standard SVI: a /29 and a VLAN for each node, on a vPC.
func standard() aci.Tree {
	member := func(side, addr, secondary string) aci.Object {
		return object(aci.L3extMember, attributes{"side": aci.Text(side), "addr": cidr(addr)}, object(aci.L3extIp, attributes{"addr": cidr(secondary)}))
	}
	path := func(group string, vlan fabric.VLAN, a, b, secondary, node string) aci.Object {
		return object(aci.L3extRsPathL3OutAtt, attributes{"tDn": aci.Ref(aci.VPCPathDN(1, 101, 102, group)), "encap": aci.VLAN(vlan),
			"addr": aci.Text("0.0.0.0"), "ifInstT": aci.Text("ext-svi"), "autostate": aci.Enabled(true), "mtu": aci.Number(9000)},
			member("A", a, secondary), member("B", b, secondary),
			peerOf(node, object(aci.BgpLocalAsnP, attributes{"localAsn": aci.ASN(4200000001), "asnPropagate": aci.Text("replace-as")}),
				object(aci.BgpRsPeerToProfile, attributes{"tDn": dn("uni/tn-k8s/out-standard/prof-default-import"), "direction": aci.Text("import")})))
	}
	node101 := leaf(101, "1.1.4.101")
	node101.Children = []aci.Object{object(aci.L3extLoopBackIfP, attributes{"addr": aci.Addr(netip.MustParseAddr("1.1.5.101"))})}
	out := around("standard", named(aci.L3extLNodeP, "rack1", nil,
		node101, leaf(102, "1.1.4.102"), protocol(),
		named(aci.L3extLIfP, "ipv4", nil,
			path("esxi1", 311, "192.168.1.4/29", "192.168.1.5/29", "192.168.1.6/29", "192.168.1.1/32"),
			path("esxi2", 312, "192.168.1.12/29", "192.168.1.13/29", "192.168.1.14/29", "192.168.1.9/32"),
			object(aci.L3extRsPathL3OutAtt, attributes{"tDn": aci.Ref(aci.PathDN(1, 101, "eth1/3")), "encap": aci.VLAN(313),
				"addr": cidr("192.168.1.20/29"), "ifInstT": aci.Text("ext-svi")},
				object(aci.L3extIp, attributes{"addr": cidr("192.168.1.22/29")}), peerOf("192.168.1.17/32")))))
	tenant := owned(named(aci.FvTenant, "k8s", nil, append(policies(), out)...))
	roots := []aci.Object{tenant}
	for _, o := range access() {
		roots = append(roots, owned(o))
	}
	return aci.Tree{Version: version("5.2(7f)"), Roots: roots}
}

func samples() map[string]aci.Tree {
	return map[string]aci.Tree{"floating": floating(), "standard": standard()}
}
