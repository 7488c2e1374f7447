package aci

// tenantRows are a tenant's policies, route maps and contracts, and its VRFs.
// Policies come before what refers to them.
func tenantRows() []Definition {
	tenant := row(FvTenant, "tn-{name}", in(PolUni), described(text("name", plainCharacters, 1, 63).naming())...)
	tenant.ContextRoot = true
	return append([]Definition{tenant}, append(policyRows(), append(routeRows(), append(contractRows(), vrfRows()...)...)...)...)
}

// policyRows are the policies of BGP, BFD and neighbour discovery.
func policyRows() []Definition {
	interval := func(name string) Attribute { return number(name, 50, 999, "50") } // milliseconds
	distance := func(name, normal string) Attribute { return number(name, 1, 255, normal) }
	return []Definition{
		row(BgpCtxPol, "bgpCtxP-{name}", in(FvTenant), described(
			nameAttribute(),
			number("kaIntvl", 0, 3600, "60"),                    // seconds
			number("holdIntvl", 0, 3600, "180").gap(2),          // seconds
			number("staleIntvl", 1, 3600, "default", "default"), // seconds
			number("maxAsLimit", 0, 2000, "0"),
			flags("grCtrl", "helper", "helper"))...),
		row(BgpBestPathCtrlPol, "bestpath-{name}", in(FvTenant), described(
			nameAttribute(),
			flags("ctrl", "", "asPathMultipathRelax", "ignoreIgpMetric"))...),
		row(BgpCtxAfPol, "bgpCtxAfP-{name}", in(FvTenant), described(
			nameAttribute(),
			number("maxEcmp", 1, 64, "16"),
			number("maxEcmpIbgp", 1, 64, "16"),
			number("maxLocalEcmp", 0, 16, "0"),
			distance("eDist", "20"),
			distance("iDist", "200"),
			distance("localDist", "220"),
			flags("ctrl", "", "host-rt-leak"))...),
		row(BgpPeerPfxPol, "bgpPfxP-{name}", in(FvTenant), described(
			nameAttribute(),
			enum("action", "reject", "log", "restart", "shut"),
			number("maxPfx", 1, 300000, "20000"),
			number("thresh", 1, 100, "75"), // percent
			number("restartTime", 1, 65535, "infinite", "infinite"))...),
		row(BfdIfPol, "bfdIfPol-{name}", in(FvTenant), described(
			nameAttribute(),
			onOff("adminSt", "enabled"),
			number("detectMult", 1, 50, "3"),
			interval("minTxIntvl"),
			interval("minRxIntvl"),
			interval("echoRxIntvl"),
			onOff("echoAdminSt", "enabled"))...),
		row(NdIfPol, "ndifpol-{name}", in(FvTenant), described(
			nameAttribute(),
			flags("ctrl", "", "managed-cfg", "other-cfg", "suppress-ra", "suppress-ra-mtu", "unsolicit-na-glean", "unspecified"))...),
	}
}

// routeRows are match rules, set rules and route maps.
func routeRows() []Definition {
	return []Definition{
		row(RtctrlSubjP, "subj-{name}", in(FvTenant), described(nameAttribute())...),
		row(RtctrlMatchRtDest, "dest-[{ip}]", in(RtctrlSubjP), described(
			of(KindPrefix, "ip", "").naming(),
			optionalName(),
			yesNo("aggregate", "no"),
			number("fromPfxLen", 0, 128, "0"),
			number("toPfxLen", 0, 128, "0"))...),
		row(RtctrlAttrP, "attr-{name}", in(FvTenant), described(nameAttribute())...),
		// By netascode/terraform-aci-nac-aci (modules/terraform-aci-set-rule/main.tf) and
		// ciscoecosystem/aci-go-client v2.32.2 (models/rtctrl_set_pref.go).
		row(RtctrlSetPref, "spref", in(RtctrlAttrP), described(
			number("localPref", 0, 4294967295, "").required(),
			enum("type", "local-pref"),
			optionalName())...),
		row(RtctrlProfile, "prof-{name}", in(FvTenant, L3extOut), described(
			nameAttribute(),
			enum("type", "combinable", "global"))...),
		row(RtctrlCtxP, "ctx-{name}", in(RtctrlProfile), described(
			nameAttribute(),
			number("order", 0, 9, "0"),
			enum("action", "permit", "deny"))...),
		row(RtctrlRsCtxPToSubjP, "rsctxPToSubjP-{tnRtctrlSubjPName}", in(RtctrlCtxP),
			named("tnRtctrlSubjPName", RtctrlSubjP).naming()),
		row(RtctrlScope, "scp", in(RtctrlCtxP), described(optionalName())...),
		row(RtctrlRsScopeToAttrP, "rsScopeToAttrP", in(RtctrlScope), named("tnRtctrlAttrPName", RtctrlAttrP).required()),
	}
}

// contractRows are filters and contracts.
func contractRows() []Definition {
	port := func(name string) Attribute {
		return of(KindPort, name, "unspecified", "unspecified", "ftpData", "ssh", "smtp", "dns", "http", "pop3", "https", "rtsp")
	}
	return []Definition{
		row(VzFilter, "flt-{name}", in(FvTenant), described(nameAttribute())...),
		row(VzEntry, "e-{name}", in(VzFilter), described(
			nameAttribute(),
			enum("etherT", "unspecified", "ip", "ipv4", "ipv6", "arp", "fcoe", "mac_security", "mpls_ucast", "trill"),
			number("prot", 0, 255, "unspecified",
				"unspecified", "icmp", "igmp", "tcp", "egp", "igp", "udp", "icmpv6", "eigrp", "ospfigp", "pim", "l2tp"),
			port("sFromPort"), port("sToPort"), port("dFromPort"), port("dToPort"),
			yesNo("stateful", "no"))...),
		row(VzBrCP, "brc-{name}", in(FvTenant), described(
			nameAttribute(),
			enum("scope", "context", "application-profile", "tenant", "global"))...),
		row(VzSubj, "subj-{name}", in(VzBrCP), described(
			nameAttribute(),
			yesNo("revFltPorts", "yes"))...),
		row(VzRsSubjFiltAtt, "rssubjFiltAtt-{tnVzFilterName}", in(VzSubj),
			named("tnVzFilterName", VzFilter).naming(),
			enum("action", "permit", "deny")),
		row(VzRsSubjGraphAtt, "rsSubjGraphAtt", in(VzSubj), text("tnVnsAbsGraphName", nameCharacters, 0, 64).required()),
	}
}

// vrfRows are the VRF and what it takes from the policies.
func vrfRows() []Definition {
	return []Definition{
		row(FvCtx, "ctx-{name}", in(FvTenant), described(
			text("name", plainCharacters, 1, 64).naming(),
			enum("pcEnfPref", "enforced", "unenforced"),
			enum("pcEnfDir", "ingress", "egress", "mixed"))...),
		row(FvRsBgpCtxPol, "rsbgpCtxPol", in(FvCtx), named("tnBgpCtxPolName", BgpCtxPol)),
		row(FvRsCtxToBgpCtxAfPol, "rsctxToBgpCtxAfPol-[{tnBgpCtxAfPolName}]-{af}", in(FvCtx),
			named("tnBgpCtxAfPolName", BgpCtxAfPol).naming(),
			enum("af", "ipv4-ucast", "ipv6-ucast").naming()),
	}
}
