package aci

// referenceRows are what references start from: the two tops, and what is never
// written here. It comes first, because the tree does.
func referenceRows() []Definition {
	id := func(name string, upTo uint64) Attribute { return number(name, 1, upTo, "").naming() }
	foreign := func(class Class, rn string, parents []Class, attributes ...Attribute) Definition {
		return Definition{Class: class, RN: rn, Parents: parents, Attributes: attributes, Foreign: true}
	}
	return []Definition{
		{Class: PolUni, RN: "uni"},
		foreign(FabricTopology, "topology", nil),
		foreign(FabricPod, "pod-{id}", in(FabricTopology), id("id", 255)),
		foreign(FabricNode, "node-{id}", in(FabricPod), id("id", 4000)),
		foreign(FabricPathEpCont, "paths-{nodeId}", in(FabricPod), id("nodeId", 4000)),
		foreign(FabricProtPathEpCont, "protpaths-{nodeAId}-{nodeBId}", in(FabricPod), id("nodeAId", 4000), id("nodeBId", 4000)),
		foreign(FabricPathEp, "pathep-[{name}]", in(FabricPathEpCont, FabricProtPathEpCont), text("name", nameCharacters+"/", 1, 64).naming()),
		foreign(VmmProvP, "vmmp-{vendor}", in(PolUni), nameAttributeOf("vendor")),
		foreign(VmmDomP, "dom-{name}", in(VmmProvP), nameAttribute()),
	}
}

func nameAttributeOf(name string) Attribute { return text(name, nameCharacters, 1, 64).naming() }

// accessRows are the access policies and the domains: which VLANs exist on which
// ports.
func accessRows() []Definition {
	root := func(d Definition) Definition {
		d.ContextRoot = true
		return d
	}
	return []Definition{
		root(row(InfraInfra, "infra", in(PolUni))),
		row(FvnsVlanInstP, "vlanns-[{name}]-{allocMode}", in(InfraInfra), described(
			nameAttribute(),
			enum("allocMode", "dynamic", "static").naming())...),
		row(FvnsEncapBlk, "from-[{from}]-to-[{to}]", in(FvnsVlanInstP), described(
			of(KindEncap, "from", "").naming(),
			of(KindEncap, "to", "").naming(),
			optionalName(),
			enum("allocMode", "inherit", "static", "dynamic"),
			enum("role", "external", "internal"))...),
		row(InfraAttEntityP, "attentp-{name}", in(InfraInfra), described(nameAttribute())...),
		row(InfraRsDomP, "rsdomP-[{tDn}]", in(InfraAttEntityP),
			ref("tDn", PhysDomP, L3extDomP, VmmDomP).naming()),
		row(InfraFuncP, "funcprof", in(InfraInfra), text("descr", proseCharacters, 0, 128), optionalName()),
		row(InfraAccBndlGrp, "accbundle-{name}", in(InfraFuncP), described(
			nameAttribute(),
			enum("lagT", "link", "node"))...),
		row(InfraRsAttEntP, "rsattEntP", in(InfraAccBndlGrp), ref("tDn", InfraAttEntityP).required()),
		root(row(PhysDomP, "phys-{name}", in(PolUni), nameAttribute(), alias())),
		root(row(L3extDomP, "l3dom-{name}", in(PolUni), nameAttribute(), alias())),
		row(InfraRsVlanNs, "rsvlanNs", in(PhysDomP, L3extDomP), ref("tDn", FvnsVlanInstP).required()),
	}
}

// tagRows is the one class that belongs below every other.
func tagRows() []Definition {
	return []Definition{{
		Class: TagAnnotation, RN: "annotationKey-[{key}]", AnyParent: true,
		Attributes: []Attribute{
			text("key", printableCharacters, 1, 64).naming(),
			text("value", printableCharacters, 0, 1024),
		},
	}}
}

func alias() Attribute { return text("nameAlias", plainCharacters, 0, 63) }
