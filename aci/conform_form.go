package aci

import (
	"slices"
	"strings"
)

// A form is which attributes of a class a plan decides, besides those that name the
// object: all are written but the optional ones.
type form struct{ always, optional string }

// forms are those of the classes that a plan has. Of all others, and of attributes
// that are not here, a plan says nothing, and nothing may be said.
func forms() map[Class]form {
	const svi = "encap addr ifInstT encapScope mode mtu autostate"
	return map[Class]form{
		InfraInfra: {}, InfraFuncP: {}, InfraAttEntityP: {}, InfraRsDomP: {}, PhysDomP: {}, L3extDomP: {}, FvnsVlanInstP: {},
		FvnsEncapBlk:    {always: "allocMode"},
		InfraAccBndlGrp: {always: "lagT"},
		InfraRsAttEntP:  {always: "tDn"},
		InfraRsVlanNs:   {always: "tDn"},

		FvTenant: {}, FvCtx: {}, FvRsCtxToBgpCtxAfPol: {},
		BgpCtxPol:          {always: "kaIntvl holdIntvl staleIntvl maxAsLimit grCtrl"},
		BgpCtxAfPol:        {always: "maxEcmp maxEcmpIbgp"},
		BgpBestPathCtrlPol: {always: "ctrl"},
		BgpPeerPfxPol:      {always: "maxPfx action"},
		BfdIfPol:           {always: "detectMult minTxIntvl minRxIntvl"},

		RtctrlSubjP: {}, RtctrlAttrP: {}, RtctrlScope: {}, RtctrlRsCtxPToSubjP: {},
		RtctrlMatchRtDest:    {always: "aggregate fromPfxLen toPfxLen", optional: "descr"},
		RtctrlSetPref:        {always: "localPref type"},
		RtctrlProfile:        {always: "type"},
		RtctrlCtxP:           {always: "order action"},
		RtctrlRsScopeToAttrP: {always: "tnRtctrlAttrPName"},

		VzFilter:         {},
		VzEntry:          {always: "etherT", optional: "prot dFromPort dToPort"},
		VzBrCP:           {always: "scope"},
		VzSubj:           {always: "revFltPorts"},
		VzRsSubjFiltAtt:  {always: "action"},
		VzRsSubjGraphAtt: {always: "tnVnsAbsGraphName"},

		L3extInstP: {}, FvRsProv: {}, FvRsCons: {}, BgpExtP: {}, L3extLNodeP: {}, L3extLIfP: {}, BgpProtP: {}, BfdIfP: {},
		L3extOut:             {always: "enforceRtctrl"},
		L3extRsEctx:          {always: "tnFvCtxName"},
		L3extRsL3DomAtt:      {always: "tDn"},
		L3extSubnet:          {always: "scope aggregate"},
		L3extRsNodeL3OutAtt:  {always: "rtrId rtrIdLoopBack"},
		BgpRsBgpNodeCtxPol:   {always: "tnBgpCtxPolName"},
		BgpRsBestPathCtrlPol: {always: "tnBgpBestPathCtrlPolName"},
		BfdRsIfPol:           {always: "tnBfdIfPolName"},
		L3extVirtualLIfP:     {always: svi},
		L3extRsPathL3OutAtt:  {always: svi, optional: "descr"},
		L3extRsDynPathAtt:    {always: "floatingAddr"},
		L3extMember:          {always: "addr"},
		L3extIp:              {optional: "ipv6Dad"},
		BgpPeerP:             {always: "ctrl peerCtrl", optional: "descr password"},
		BgpAsP:               {always: "asn"},
		BgpRsPeerPfxPol:      {always: "tnBgpPeerPfxPolName"},
	}
}

// form holds the attributes of an object to what a plan decides.
func (c *conformance) form(n *Node) {
	def, ok := schema.byClass[n.Class]
	if !ok {
		return // for Validate
	}
	f := c.forms[n.Class]
	always, optional := strings.Fields(f.always), strings.Fields(f.optional)
	for i := range def.Attributes {
		a := &def.Attributes[i]
		got, written := n.Attributes[a.Name]
		where := n.DN.String() + ": " + a.Name
		switch {
		case a.Naming || a.Name == "annotation": // seen by the DN, and by the ownership
		case slices.Contains(always, a.Name):
			c.expect(where, written, "value", "one", "none, which keeps what was there before")
		case !slices.Contains(optional, a.Name):
			c.expect(where, !written, "value", "none", quoted(got.String()))
		}
	}
}
