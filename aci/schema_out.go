package aci

// outRows are the L3Out, its nodes, and its external EPGs.
func outRows() []Definition {
	return []Definition{
		row(L3extOut, "out-{name}", in(FvTenant), described(
			nameAttribute(),
			flags("enforceRtctrl", "export", "export", "import"))...),
		row(L3extRsEctx, "rsectx", in(L3extOut), named("tnFvCtxName", FvCtx).required()),
		row(L3extRsL3DomAtt, "rsl3DomAtt", in(L3extOut), ref("tDn", L3extDomP, VmmDomP).required()),
		row(BgpExtP, "bgpExtP", in(L3extOut), described()...),
		row(L3extInstP, "instP-{name}", in(L3extOut), described(
			nameAttribute(),
			enum("prefGrMemb", "exclude", "include"),
			enum("pcEnfPref", "unenforced", "enforced").since("5.2(1g)"))...),
		row(L3extSubnet, "extsubnet-[{ip}]", in(L3extInstP), described(
			of(KindPrefix, "ip", "").naming(),
			optionalName(),
			flags("scope", "import-security", "export-rtctrl", "import-rtctrl", "import-security", "shared-rtctrl", "shared-security"),
			flags("aggregate", "", "export-rtctrl", "import-rtctrl", "shared-rtctrl"))...),
		row(FvRsProv, "rsprov-{tnVzBrCPName}", in(L3extInstP),
			named("tnVzBrCPName", VzBrCP).naming(),
			enum("matchT", "AtleastOne", "All", "AtmostOne", "None"), priority()),
		row(FvRsCons, "rscons-{tnVzBrCPName}", in(L3extInstP),
			named("tnVzBrCPName", VzBrCP).naming(), priority()),
		row(L3extLNodeP, "lnodep-{name}", in(L3extOut), described(nameAttribute())...),
		row(L3extRsNodeL3OutAtt, "rsnodeL3OutAtt-[{tDn}]", in(L3extLNodeP),
			ref("tDn", FabricNode).naming(),
			of(KindRouterID, "rtrId", "").required(),
			yesNo("rtrIdLoopBack", "yes")),
		row(L3extLoopBackIfP, "lbp-[{addr}]", in(L3extRsNodeL3OutAtt), described(
			of(KindAddr, "addr", "").naming(), optionalName())...),
		row(BgpProtP, "protp", in(L3extLNodeP), optionalName(), alias()),
		row(BgpRsBgpNodeCtxPol, "rsbgpNodeCtxPol", in(BgpProtP), named("tnBgpCtxPolName", BgpCtxPol)),
		row(BgpRsBestPathCtrlPol, "rsBestPathCtrlPol", in(BgpProtP), named("tnBgpBestPathCtrlPolName", BgpBestPathCtrlPol)),
	}
}

// interfaceRows are the SVIs of an L3Out and the BGP neighbours on them.
func interfaceRows() []Definition {
	floating := row(L3extVirtualLIfP, "vlifp-[{nodeDn}]-[{encap}]", in(L3extLIfP), append([]Attribute{
		ref("nodeDn", FabricNode).naming(),
		of(KindEncap, "encap", "").naming(),
	}, interfaceAttributes()...)...)
	floating.Since = mustVersion("4.2(1)")
	capital := func(name string) Attribute { return enum(name, "Disabled", "Enabled").since("5.0(1)") }
	return []Definition{
		row(L3extLIfP, "lifp-{name}", in(L3extLNodeP), described(
			nameAttribute(),
			priority())...),
		row(L3extRsNdIfPol, "rsNdIfPol", in(L3extLIfP), named("tnNdIfPolName", NdIfPol)),
		row(BfdIfP, "bfdIfP", in(L3extLIfP),
			enum("type", "none", "sha1"), number("keyId", 1, 255, "1"), of(KindSecret, "key", ""), alias()),
		row(BfdRsIfPol, "rsIfPol", in(BfdIfP), named("tnBfdIfPolName", BfdIfPol)),
		floating,
		row(L3extRsDynPathAtt, "rsdynPathAtt-[{tDn}]", in(L3extVirtualLIfP),
			ref("tDn", PhysDomP, VmmDomP).naming(),
			of(KindInterface, "floatingAddr", ""),
			of(KindEncap, "encap", "unknown", "unknown").since("5.2(3)"),
			capital("forgedTransmit"), capital("macChange"), capital("promMode")),
		row(L3extRsPathL3OutAtt, "rspathL3OutAtt-[{tDn}]", in(L3extLIfP), append([]Attribute{
			ref("tDn", FabricPathEp).naming(),
			of(KindEncap, "encap", "unknown", "unknown"),
		}, interfaceAttributes()...)...),
		row(L3extMember, "mem-{side}", in(L3extRsPathL3OutAtt), described(
			enum("side", "", "A", "B").naming(),
			of(KindInterface, "addr", ""),
			onOff("ipv6Dad", "enabled"),
			of(KindLinkLocal, "llAddr", "::"),
			optionalName())...),
		row(L3extIp, "addr-[{addr}]", in(L3extVirtualLIfP, L3extMember, L3extRsPathL3OutAtt, L3extRsDynPathAtt), described(
			of(KindInterface, "addr", "").naming(),
			onOff("ipv6Dad", "enabled"),
			optionalName())...),
		row(BgpPeerP, "peerP-[{addr}]", in(L3extVirtualLIfP, L3extRsPathL3OutAtt, L3extLNodeP), described(
			of(KindNeighbor, "addr", "").naming(),
			optionalName(),
			onOff("adminSt", "enabled"),
			flags("ctrl", "", "allow-self-as", "as-override", "dis-peer-as-check", "nh-self", "send-com", "send-ext-com",
				"segment-routing-disable"),
			flags("ctrlExt", "", "send-domain-path"), // Cisco's Ansible module aci_l3out_bgp_peer sends it here, not in ctrl
			flags("peerCtrl", "", "bfd", "dis-conn-check"),
			flags("addrTCtrl", "af-ucast", "af-ucast", "af-mcast", "af-label-ucast"),
			flags("privateASctrl", "", "remove-all", "remove-exclusive", "replace-as"),
			number("allowedSelfAsCnt", 1, 10, "3"),
			number("ttl", 1, 255, "1"),
			number("weight", 0, 65535, "0"),
			flags("connectivityType", "tenant", "tenant", "multipod", "multisite"),
			of(KindSecret, "password", ""))...),
		row(BgpAsP, "as", in(BgpPeerP), described(of(KindASN, "asn", "").required(), optionalName())...),
		row(BgpLocalAsnP, "localasn", in(BgpPeerP), described(
			of(KindASN, "localAsn", "").required(),
			enum("asnPropagate", "none", "no-prepend", "dual-as", "replace-as"), optionalName())...),
		row(BgpRsPeerPfxPol, "rspeerPfxPol", in(BgpPeerP), named("tnBgpPeerPfxPolName", BgpPeerPfxPol)),
		row(BgpRsPeerToProfile, "rspeerToProfile-[{tDn}]-{direction}", in(BgpPeerP),
			ref("tDn", RtctrlProfile).naming(),
			enum("direction", "import", "export").naming()),
	}
}

// priority is a QoS class; there were three of them up to release 3.2.
func priority() Attribute {
	return enum("prio", "unspecified", "level1", "level2", "level3", "level4", "level5", "level6").
		newer("4.0(1)", "level4", "level5", "level6")
}

// interfaceAttributes are those that floating and standard SVIs share.
func interfaceAttributes() []Attribute {
	return []Attribute{
		of(KindInterface, "addr", "0.0.0.0"),
		enum("ifInstT", "unspecified", "ext-svi", "l3-port", "sub-interface"),
		onOff("autostate", "disabled"),
		enum("encapScope", "local", "ctx"),
		enum("mode", "regular", "native", "untagged"),
		number("mtu", 576, 9216, "inherit", "inherit"), // bytes
		onOff("ipv6Dad", "enabled"),
		of(KindLinkLocal, "llAddr", "::"),
		of(KindMAC, "mac", "00:22:BD:F8:19:FF"),
		text("descr", proseCharacters, 0, 128),
	}
}
