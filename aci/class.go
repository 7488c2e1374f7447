package aci

// A Class names a class of managed objects, as it stands in the APIC's answers:
// its package and its kind in one word, "l3extOut".
type Class string

// PolUni is the top of all configuration.
const PolUni Class = "polUni"

// Access policies and domains.
const (
	InfraInfra      Class = "infraInfra"
	FvnsVlanInstP   Class = "fvnsVlanInstP"
	FvnsEncapBlk    Class = "fvnsEncapBlk"
	InfraAttEntityP Class = "infraAttEntityP"
	InfraRsDomP     Class = "infraRsDomP"
	InfraFuncP      Class = "infraFuncP"
	InfraAccBndlGrp Class = "infraAccBndlGrp"
	InfraRsAttEntP  Class = "infraRsAttEntP"
	PhysDomP        Class = "physDomP"
	L3extDomP       Class = "l3extDomP"
	InfraRsVlanNs   Class = "infraRsVlanNs"
)

// A tenant, its policies and its VRFs.
const (
	FvTenant             Class = "fvTenant"
	BgpCtxPol            Class = "bgpCtxPol"
	BgpBestPathCtrlPol   Class = "bgpBestPathCtrlPol"
	BgpCtxAfPol          Class = "bgpCtxAfPol"
	BgpPeerPfxPol        Class = "bgpPeerPfxPol"
	BfdIfPol             Class = "bfdIfPol"
	NdIfPol              Class = "ndIfPol"
	RtctrlSubjP          Class = "rtctrlSubjP"
	RtctrlMatchRtDest    Class = "rtctrlMatchRtDest"
	RtctrlAttrP          Class = "rtctrlAttrP"
	RtctrlSetPref        Class = "rtctrlSetPref"
	RtctrlProfile        Class = "rtctrlProfile"
	RtctrlCtxP           Class = "rtctrlCtxP"
	RtctrlRsCtxPToSubjP  Class = "rtctrlRsCtxPToSubjP"
	RtctrlScope          Class = "rtctrlScope"
	RtctrlRsScopeToAttrP Class = "rtctrlRsScopeToAttrP"
	VzFilter             Class = "vzFilter"
	VzEntry              Class = "vzEntry"
	VzBrCP               Class = "vzBrCP"
	VzSubj               Class = "vzSubj"
	VzRsSubjFiltAtt      Class = "vzRsSubjFiltAtt"
	VzRsSubjGraphAtt     Class = "vzRsSubjGraphAtt"
	FvCtx                Class = "fvCtx"
	FvRsBgpCtxPol        Class = "fvRsBgpCtxPol"
	FvRsCtxToBgpCtxAfPol Class = "fvRsCtxToBgpCtxAfPol"
)

// The L3Out.
const (
	L3extOut             Class = "l3extOut"
	L3extRsEctx          Class = "l3extRsEctx"
	L3extRsL3DomAtt      Class = "l3extRsL3DomAtt"
	BgpExtP              Class = "bgpExtP"
	L3extLNodeP          Class = "l3extLNodeP"
	L3extRsNodeL3OutAtt  Class = "l3extRsNodeL3OutAtt"
	L3extLoopBackIfP     Class = "l3extLoopBackIfP"
	BgpProtP             Class = "bgpProtP"
	BgpRsBgpNodeCtxPol   Class = "bgpRsBgpNodeCtxPol"
	BgpRsBestPathCtrlPol Class = "bgpRsBestPathCtrlPol"
	L3extLIfP            Class = "l3extLIfP"
	L3extRsNdIfPol       Class = "l3extRsNdIfPol"
	BfdIfP               Class = "bfdIfP"
	BfdRsIfPol           Class = "bfdRsIfPol"
	L3extVirtualLIfP     Class = "l3extVirtualLIfP"
	L3extRsDynPathAtt    Class = "l3extRsDynPathAtt"
	L3extRsPathL3OutAtt  Class = "l3extRsPathL3OutAtt"
	L3extMember          Class = "l3extMember"
	L3extIp              Class = "l3extIp"
	BgpPeerP             Class = "bgpPeerP"
	BgpAsP               Class = "bgpAsP"
	BgpLocalAsnP         Class = "bgpLocalAsnP"
	BgpRsPeerPfxPol      Class = "bgpRsPeerPfxPol"
	BgpRsPeerToProfile   Class = "bgpRsPeerToProfile"
	L3extInstP           Class = "l3extInstP"
	L3extSubnet          Class = "l3extSubnet"
	FvRsProv             Class = "fvRsProv"
	FvRsCons             Class = "fvRsCons"
)

// TagAnnotation may be the child of any object.
const TagAnnotation Class = "tagAnnotation"

// Classes of which a reference may name an object, and which are never written
// here: what is cabled and registered, and the domains of a virtual machine
// manager.
const (
	FabricTopology       Class = "fabricTopology"
	FabricPod            Class = "fabricPod"
	FabricNode           Class = "fabricNode"
	FabricPathEpCont     Class = "fabricPathEpCont"
	FabricProtPathEpCont Class = "fabricProtPathEpCont"
	FabricPathEp         Class = "fabricPathEp"
	VmmProvP             Class = "vmmProvP"
	VmmDomP              Class = "vmmDomP"
)
