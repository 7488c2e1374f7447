package aci_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// A classRow is an object of a class, where it is, and what it is on the wire.
type classRow struct {
	dn     string
	object aci.Object
	json   string
	xml    string
}

const (
	anchor = "uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/vlifp-[topology/pod-1/node-101]-[vlan-310]"
	vpc    = "uni/tn-k8s/out-k8s/lnodep-rack1/lifp-ipv4/rspathL3OutAtt-[topology/pod-1/protpaths-101-102/pathep-[esxi1]]"
)

func addr(text string) aci.Value { return aci.Addr(netip.MustParseAddr(text)) }

// classRows has a row for each class. The names and values are those of answers
// and requests of Cisco's own tools.
func classRows() []classRow {
	return []classRow{
		{"uni/infra", object(aci.InfraInfra, nil),
			`{"infraInfra":{"attributes":{"dn":"uni/infra"}}}`,
			`<infraInfra dn="uni/infra"/>`},
		{"uni/infra/vlanns-[k8s]-static", named(aci.FvnsVlanInstP, "k8s", attributes{"allocMode": aci.Text("static")}),
			`{"fvnsVlanInstP":{"attributes":{"dn":"uni/infra/vlanns-[k8s]-static","name":"k8s","allocMode":"static"}}}`,
			`<fvnsVlanInstP dn="uni/infra/vlanns-[k8s]-static" name="k8s" allocMode="static"/>`},
		{"uni/infra/vlanns-[k8s]-static/from-[vlan-310]-to-[vlan-320]",
			object(aci.FvnsEncapBlk, attributes{"from": aci.VLAN(310), "to": aci.VLAN(320), "allocMode": aci.Text("inherit"), "role": aci.Text("external")}),
			`{"fvnsEncapBlk":{"attributes":{"dn":"uni/infra/vlanns-[k8s]-static/from-[vlan-310]-to-[vlan-320]","from":"vlan-310","to":"vlan-320","allocMode":"inherit","role":"external"}}}`,
			`<fvnsEncapBlk dn="uni/infra/vlanns-[k8s]-static/from-[vlan-310]-to-[vlan-320]" from="vlan-310" to="vlan-320" allocMode="inherit" role="external"/>`},
		{"uni/infra/attentp-k8s", named(aci.InfraAttEntityP, "k8s", attributes{"descr": aci.Text("AAEP of the nodes")}),
			`{"infraAttEntityP":{"attributes":{"dn":"uni/infra/attentp-k8s","name":"k8s","descr":"AAEP of the nodes"}}}`,
			`<infraAttEntityP dn="uni/infra/attentp-k8s" name="k8s" descr="AAEP of the nodes"/>`},
		{"uni/infra/attentp-k8s/rsdomP-[uni/phys-k8s]", object(aci.InfraRsDomP, attributes{"tDn": dn("uni/phys-k8s")}),
			`{"infraRsDomP":{"attributes":{"dn":"uni/infra/attentp-k8s/rsdomP-[uni/phys-k8s]","tDn":"uni/phys-k8s"}}}`,
			`<infraRsDomP dn="uni/infra/attentp-k8s/rsdomP-[uni/phys-k8s]" tDn="uni/phys-k8s"/>`},
		{"uni/infra/funcprof", object(aci.InfraFuncP, nil),
			`{"infraFuncP":{"attributes":{"dn":"uni/infra/funcprof"}}}`,
			`<infraFuncP dn="uni/infra/funcprof"/>`},
		{"uni/infra/funcprof/accbundle-esxi1", named(aci.InfraAccBndlGrp, "esxi1", attributes{"lagT": aci.Text("node")}),
			`{"infraAccBndlGrp":{"attributes":{"dn":"uni/infra/funcprof/accbundle-esxi1","name":"esxi1","lagT":"node"}}}`,
			`<infraAccBndlGrp dn="uni/infra/funcprof/accbundle-esxi1" name="esxi1" lagT="node"/>`},
		{"uni/infra/funcprof/accbundle-esxi1/rsattEntP", object(aci.InfraRsAttEntP, attributes{"tDn": dn("uni/infra/attentp-k8s")}),
			`{"infraRsAttEntP":{"attributes":{"dn":"uni/infra/funcprof/accbundle-esxi1/rsattEntP","tDn":"uni/infra/attentp-k8s"}}}`,
			`<infraRsAttEntP dn="uni/infra/funcprof/accbundle-esxi1/rsattEntP" tDn="uni/infra/attentp-k8s"/>`},
		{"uni/phys-k8s", named(aci.PhysDomP, "k8s", nil),
			`{"physDomP":{"attributes":{"dn":"uni/phys-k8s","name":"k8s"}}}`,
			`<physDomP dn="uni/phys-k8s" name="k8s"/>`},
		{"uni/l3dom-k8s", named(aci.L3extDomP, "k8s", attributes{"annotation": aci.Text("orchestrator:podfabric")}),
			`{"l3extDomP":{"attributes":{"dn":"uni/l3dom-k8s","name":"k8s","annotation":"orchestrator:podfabric"}}}`,
			`<l3extDomP dn="uni/l3dom-k8s" name="k8s" annotation="orchestrator:podfabric"/>`},
		{"uni/l3dom-k8s/rsvlanNs", object(aci.InfraRsVlanNs, attributes{"tDn": dn("uni/infra/vlanns-[k8s]-static")}),
			`{"infraRsVlanNs":{"attributes":{"dn":"uni/l3dom-k8s/rsvlanNs","tDn":"uni/infra/vlanns-[k8s]-static"}}}`,
			`<infraRsVlanNs dn="uni/l3dom-k8s/rsvlanNs" tDn="uni/infra/vlanns-[k8s]-static"/>`},
		{"uni/tn-k8s", named(aci.FvTenant, "k8s", attributes{"descr": aci.Text("a & b")}),
			`{"fvTenant":{"attributes":{"dn":"uni/tn-k8s","name":"k8s","descr":"a & b"}}}`,
			`<fvTenant dn="uni/tn-k8s" name="k8s" descr="a &amp; b"/>`},
		{"uni/tn-k8s/bgpCtxP-timers", named(aci.BgpCtxPol, "timers", attributes{"kaIntvl": aci.Number(2), "holdIntvl": aci.Number(6),
			"staleIntvl": aci.Text("default"), "maxAsLimit": aci.Number(1), "grCtrl": aci.Flags()}),
			`{"bgpCtxPol":{"attributes":{"dn":"uni/tn-k8s/bgpCtxP-timers","name":"timers","kaIntvl":"2","holdIntvl":"6","staleIntvl":"default","maxAsLimit":"1","grCtrl":""}}}`,
			`<bgpCtxPol dn="uni/tn-k8s/bgpCtxP-timers" name="timers" kaIntvl="2" holdIntvl="6" staleIntvl="default" maxAsLimit="1" grCtrl=""/>`},
		{"uni/tn-k8s/bestpath-relax", named(aci.BgpBestPathCtrlPol, "relax", attributes{"ctrl": aci.Flags("ignoreIgpMetric", "asPathMultipathRelax")}),
			`{"bgpBestPathCtrlPol":{"attributes":{"dn":"uni/tn-k8s/bestpath-relax","name":"relax","ctrl":"asPathMultipathRelax,ignoreIgpMetric"}}}`,
			`<bgpBestPathCtrlPol dn="uni/tn-k8s/bestpath-relax" name="relax" ctrl="asPathMultipathRelax,ignoreIgpMetric"/>`},
		{"uni/tn-k8s/bgpCtxAfP-ecmp", named(aci.BgpCtxAfPol, "ecmp", attributes{"maxEcmp": aci.Number(64), "maxEcmpIbgp": aci.Number(64), "maxLocalEcmp": aci.Number(16), "eDist": aci.Number(20)}),
			`{"bgpCtxAfPol":{"attributes":{"dn":"uni/tn-k8s/bgpCtxAfP-ecmp","name":"ecmp","maxEcmp":"64","maxEcmpIbgp":"64","maxLocalEcmp":"16","eDist":"20"}}}`,
			`<bgpCtxAfPol dn="uni/tn-k8s/bgpCtxAfP-ecmp" name="ecmp" maxEcmp="64" maxEcmpIbgp="64" maxLocalEcmp="16" eDist="20"/>`},
		{"uni/tn-k8s/bgpPfxP-prefixes", named(aci.BgpPeerPfxPol, "prefixes", attributes{"action": aci.Text("reject"), "maxPfx": aci.Number(500), "thresh": aci.Number(75), "restartTime": aci.Text("infinite")}),
			`{"bgpPeerPfxPol":{"attributes":{"dn":"uni/tn-k8s/bgpPfxP-prefixes","name":"prefixes","action":"reject","maxPfx":"500","thresh":"75","restartTime":"infinite"}}}`,
			`<bgpPeerPfxPol dn="uni/tn-k8s/bgpPfxP-prefixes" name="prefixes" action="reject" maxPfx="500" thresh="75" restartTime="infinite"/>`},
		{"uni/tn-k8s/bfdIfPol-bfd", named(aci.BfdIfPol, "bfd", attributes{"adminSt": aci.Enabled(true), "detectMult": aci.Number(3), "minTxIntvl": aci.Number(300), "echoAdminSt": aci.Enabled(false)}),
			`{"bfdIfPol":{"attributes":{"dn":"uni/tn-k8s/bfdIfPol-bfd","name":"bfd","adminSt":"enabled","detectMult":"3","minTxIntvl":"300","echoAdminSt":"disabled"}}}`,
			`<bfdIfPol dn="uni/tn-k8s/bfdIfPol-bfd" name="bfd" adminSt="enabled" detectMult="3" minTxIntvl="300" echoAdminSt="disabled"/>`},
		{"uni/tn-k8s/ndifpol-nd", named(aci.NdIfPol, "nd", attributes{"ctrl": aci.Flags("suppress-ra", "managed-cfg")}),
			`{"ndIfPol":{"attributes":{"dn":"uni/tn-k8s/ndifpol-nd","name":"nd","ctrl":"managed-cfg,suppress-ra"}}}`,
			`<ndIfPol dn="uni/tn-k8s/ndifpol-nd" name="nd" ctrl="managed-cfg,suppress-ra"/>`},
		{"uni/tn-k8s/subj-pods", named(aci.RtctrlSubjP, "pods", nil),
			`{"rtctrlSubjP":{"attributes":{"dn":"uni/tn-k8s/subj-pods","name":"pods"}}}`,
			`<rtctrlSubjP dn="uni/tn-k8s/subj-pods" name="pods"/>`},
		{"uni/tn-k8s/subj-pods/dest-[10.1.0.0/16]", object(aci.RtctrlMatchRtDest, attributes{"ip": cidr("10.1.0.0/16"), "aggregate": aci.YesNo(true), "fromPfxLen": aci.Number(0), "toPfxLen": aci.Number(26)}),
			`{"rtctrlMatchRtDest":{"attributes":{"dn":"uni/tn-k8s/subj-pods/dest-[10.1.0.0/16]","ip":"10.1.0.0/16","aggregate":"yes","fromPfxLen":"0","toPfxLen":"26"}}}`,
			`<rtctrlMatchRtDest dn="uni/tn-k8s/subj-pods/dest-[10.1.0.0/16]" ip="10.1.0.0/16" aggregate="yes" fromPfxLen="0" toPfxLen="26"/>`},
		{"uni/tn-k8s/attr-set", named(aci.RtctrlAttrP, "set", nil),
			`{"rtctrlAttrP":{"attributes":{"dn":"uni/tn-k8s/attr-set","name":"set"}}}`,
			`<rtctrlAttrP dn="uni/tn-k8s/attr-set" name="set"/>`},
		{"uni/tn-k8s/attr-set/spref", object(aci.RtctrlSetPref, attributes{"localPref": aci.Number(200), "type": aci.Text("local-pref")}),
			`{"rtctrlSetPref":{"attributes":{"dn":"uni/tn-k8s/attr-set/spref","localPref":"200","type":"local-pref"}}}`,
			`<rtctrlSetPref dn="uni/tn-k8s/attr-set/spref" localPref="200" type="local-pref"/>`},
		{"uni/tn-k8s/out-k8s/prof-default-import", named(aci.RtctrlProfile, "default-import", attributes{"type": aci.Text("global")}),
			`{"rtctrlProfile":{"attributes":{"dn":"uni/tn-k8s/out-k8s/prof-default-import","name":"default-import","type":"global"}}}`,
			`<rtctrlProfile dn="uni/tn-k8s/out-k8s/prof-default-import" name="default-import" type="global"/>`},
		{"uni/tn-k8s/prof-shared/ctx-pods", named(aci.RtctrlCtxP, "pods", attributes{"order": aci.Number(1), "action": aci.Text("deny")}),
			`{"rtctrlCtxP":{"attributes":{"dn":"uni/tn-k8s/prof-shared/ctx-pods","name":"pods","order":"1","action":"deny"}}}`,
			`<rtctrlCtxP dn="uni/tn-k8s/prof-shared/ctx-pods" name="pods" order="1" action="deny"/>`},
		{"uni/tn-k8s/prof-shared/ctx-pods/rsctxPToSubjP-pods", object(aci.RtctrlRsCtxPToSubjP, attributes{"tnRtctrlSubjPName": aci.Text("pods")}),
			`{"rtctrlRsCtxPToSubjP":{"attributes":{"dn":"uni/tn-k8s/prof-shared/ctx-pods/rsctxPToSubjP-pods","tnRtctrlSubjPName":"pods"}}}`,
			`<rtctrlRsCtxPToSubjP dn="uni/tn-k8s/prof-shared/ctx-pods/rsctxPToSubjP-pods" tnRtctrlSubjPName="pods"/>`},
		{"uni/tn-k8s/prof-shared/ctx-pods/scp", object(aci.RtctrlScope, nil),
			`{"rtctrlScope":{"attributes":{"dn":"uni/tn-k8s/prof-shared/ctx-pods/scp"}}}`,
			`<rtctrlScope dn="uni/tn-k8s/prof-shared/ctx-pods/scp"/>`},
		{"uni/tn-k8s/prof-shared/ctx-pods/scp/rsScopeToAttrP", object(aci.RtctrlRsScopeToAttrP, attributes{"tnRtctrlAttrPName": aci.Text("set")}),
			`{"rtctrlRsScopeToAttrP":{"attributes":{"dn":"uni/tn-k8s/prof-shared/ctx-pods/scp/rsScopeToAttrP","tnRtctrlAttrPName":"set"}}}`,
			`<rtctrlRsScopeToAttrP dn="uni/tn-k8s/prof-shared/ctx-pods/scp/rsScopeToAttrP" tnRtctrlAttrPName="set"/>`},
		{"uni/tn-k8s/flt-web", named(aci.VzFilter, "web", nil),
			`{"vzFilter":{"attributes":{"dn":"uni/tn-k8s/flt-web","name":"web"}}}`,
			`<vzFilter dn="uni/tn-k8s/flt-web" name="web"/>`},
		{"uni/tn-k8s/flt-web/e-https", named(aci.VzEntry, "https", attributes{"etherT": aci.Text("ip"), "prot": aci.Text("tcp"), "dFromPort": aci.Text("https"), "dToPort": aci.Number(8443), "stateful": aci.YesNo(true)}),
			`{"vzEntry":{"attributes":{"dn":"uni/tn-k8s/flt-web/e-https","name":"https","etherT":"ip","prot":"tcp","dFromPort":"https","dToPort":"8443","stateful":"yes"}}}`,
			`<vzEntry dn="uni/tn-k8s/flt-web/e-https" name="https" etherT="ip" prot="tcp" dFromPort="https" dToPort="8443" stateful="yes"/>`},
		{"uni/tn-k8s/brc-web", named(aci.VzBrCP, "web", attributes{"scope": aci.Text("global")}),
			`{"vzBrCP":{"attributes":{"dn":"uni/tn-k8s/brc-web","name":"web","scope":"global"}}}`,
			`<vzBrCP dn="uni/tn-k8s/brc-web" name="web" scope="global"/>`},
		{"uni/tn-k8s/brc-web/subj-web", named(aci.VzSubj, "web", attributes{"revFltPorts": aci.YesNo(false)}),
			`{"vzSubj":{"attributes":{"dn":"uni/tn-k8s/brc-web/subj-web","name":"web","revFltPorts":"no"}}}`,
			`<vzSubj dn="uni/tn-k8s/brc-web/subj-web" name="web" revFltPorts="no"/>`},
		{"uni/tn-k8s/brc-web/subj-web/rssubjFiltAtt-web", object(aci.VzRsSubjFiltAtt, attributes{"tnVzFilterName": aci.Text("web"), "action": aci.Text("permit")}),
			`{"vzRsSubjFiltAtt":{"attributes":{"dn":"uni/tn-k8s/brc-web/subj-web/rssubjFiltAtt-web","tnVzFilterName":"web","action":"permit"}}}`,
			`<vzRsSubjFiltAtt dn="uni/tn-k8s/brc-web/subj-web/rssubjFiltAtt-web" tnVzFilterName="web" action="permit"/>`},
		{"uni/tn-k8s/brc-web/subj-web/rsSubjGraphAtt", object(aci.VzRsSubjGraphAtt, attributes{"tnVnsAbsGraphName": aci.Text("firewall")}),
			`{"vzRsSubjGraphAtt":{"attributes":{"dn":"uni/tn-k8s/brc-web/subj-web/rsSubjGraphAtt","tnVnsAbsGraphName":"firewall"}}}`,
			`<vzRsSubjGraphAtt dn="uni/tn-k8s/brc-web/subj-web/rsSubjGraphAtt" tnVnsAbsGraphName="firewall"/>`},
		{"uni/tn-k8s/ctx-vrf", named(aci.FvCtx, "vrf", attributes{"pcEnfPref": aci.Text("enforced"), "pcEnfDir": aci.Text("ingress")}),
			`{"fvCtx":{"attributes":{"dn":"uni/tn-k8s/ctx-vrf","name":"vrf","pcEnfPref":"enforced","pcEnfDir":"ingress"}}}`,
			`<fvCtx dn="uni/tn-k8s/ctx-vrf" name="vrf" pcEnfPref="enforced" pcEnfDir="ingress"/>`},
		{"uni/tn-k8s/ctx-vrf/rsbgpCtxPol", object(aci.FvRsBgpCtxPol, attributes{"tnBgpCtxPolName": aci.Text("timers")}),
			`{"fvRsBgpCtxPol":{"attributes":{"dn":"uni/tn-k8s/ctx-vrf/rsbgpCtxPol","tnBgpCtxPolName":"timers"}}}`,
			`<fvRsBgpCtxPol dn="uni/tn-k8s/ctx-vrf/rsbgpCtxPol" tnBgpCtxPolName="timers"/>`},
		{"uni/tn-k8s/ctx-vrf/rsctxToBgpCtxAfPol-[ecmp]-ipv6-ucast", object(aci.FvRsCtxToBgpCtxAfPol, attributes{"tnBgpCtxAfPolName": aci.Text("ecmp"), "af": aci.Text("ipv6-ucast")}),
			`{"fvRsCtxToBgpCtxAfPol":{"attributes":{"dn":"uni/tn-k8s/ctx-vrf/rsctxToBgpCtxAfPol-[ecmp]-ipv6-ucast","tnBgpCtxAfPolName":"ecmp","af":"ipv6-ucast"}}}`,
			`<fvRsCtxToBgpCtxAfPol dn="uni/tn-k8s/ctx-vrf/rsctxToBgpCtxAfPol-[ecmp]-ipv6-ucast" tnBgpCtxAfPolName="ecmp" af="ipv6-ucast"/>`},
		{"uni/tn-k8s/out-k8s", named(aci.L3extOut, "k8s", attributes{"enforceRtctrl": aci.Flags("import", "export")}),
			`{"l3extOut":{"attributes":{"dn":"uni/tn-k8s/out-k8s","name":"k8s","enforceRtctrl":"export,import"}}}`,
			`<l3extOut dn="uni/tn-k8s/out-k8s" name="k8s" enforceRtctrl="export,import"/>`},
		{"uni/tn-k8s/out-k8s/rsectx", object(aci.L3extRsEctx, attributes{"tnFvCtxName": aci.Text("vrf")}),
			`{"l3extRsEctx":{"attributes":{"dn":"uni/tn-k8s/out-k8s/rsectx","tnFvCtxName":"vrf"}}}`,
			`<l3extRsEctx dn="uni/tn-k8s/out-k8s/rsectx" tnFvCtxName="vrf"/>`},
		{"uni/tn-k8s/out-k8s/rsl3DomAtt", object(aci.L3extRsL3DomAtt, attributes{"tDn": dn("uni/l3dom-k8s")}),
			`{"l3extRsL3DomAtt":{"attributes":{"dn":"uni/tn-k8s/out-k8s/rsl3DomAtt","tDn":"uni/l3dom-k8s"}}}`,
			`<l3extRsL3DomAtt dn="uni/tn-k8s/out-k8s/rsl3DomAtt" tDn="uni/l3dom-k8s"/>`},
		{"uni/tn-k8s/out-k8s/bgpExtP", object(aci.BgpExtP, nil),
			`{"bgpExtP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/bgpExtP"}}}`,
			`<bgpExtP dn="uni/tn-k8s/out-k8s/bgpExtP"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors", named(aci.L3extLNodeP, "anchors", nil),
			`{"l3extLNodeP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors","name":"anchors"}}}`,
			`<l3extLNodeP dn="uni/tn-k8s/out-k8s/lnodep-anchors" name="anchors"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/rsnodeL3OutAtt-[topology/pod-1/node-101]", leaf(101, "1.1.4.101"),
			`{"l3extRsNodeL3OutAtt":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/rsnodeL3OutAtt-[topology/pod-1/node-101]","tDn":"topology/pod-1/node-101","rtrId":"1.1.4.101","rtrIdLoopBack":"no"}}}`,
			`<l3extRsNodeL3OutAtt dn="uni/tn-k8s/out-k8s/lnodep-anchors/rsnodeL3OutAtt-[topology/pod-1/node-101]" tDn="topology/pod-1/node-101" rtrId="1.1.4.101" rtrIdLoopBack="no"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/rsnodeL3OutAtt-[topology/pod-1/node-101]/lbp-[1.1.5.101]", object(aci.L3extLoopBackIfP, attributes{"addr": addr("1.1.5.101")}),
			`{"l3extLoopBackIfP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/rsnodeL3OutAtt-[topology/pod-1/node-101]/lbp-[1.1.5.101]","addr":"1.1.5.101"}}}`,
			`<l3extLoopBackIfP dn="uni/tn-k8s/out-k8s/lnodep-anchors/rsnodeL3OutAtt-[topology/pod-1/node-101]/lbp-[1.1.5.101]" addr="1.1.5.101"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/protp", object(aci.BgpProtP, nil),
			`{"bgpProtP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/protp"}}}`,
			`<bgpProtP dn="uni/tn-k8s/out-k8s/lnodep-anchors/protp"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/protp/rsbgpNodeCtxPol", object(aci.BgpRsBgpNodeCtxPol, attributes{"tnBgpCtxPolName": aci.Text("timers")}),
			`{"bgpRsBgpNodeCtxPol":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/protp/rsbgpNodeCtxPol","tnBgpCtxPolName":"timers"}}}`,
			`<bgpRsBgpNodeCtxPol dn="uni/tn-k8s/out-k8s/lnodep-anchors/protp/rsbgpNodeCtxPol" tnBgpCtxPolName="timers"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/protp/rsBestPathCtrlPol", object(aci.BgpRsBestPathCtrlPol, attributes{"tnBgpBestPathCtrlPolName": aci.Text("relax")}),
			`{"bgpRsBestPathCtrlPol":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/protp/rsBestPathCtrlPol","tnBgpBestPathCtrlPolName":"relax"}}}`,
			`<bgpRsBestPathCtrlPol dn="uni/tn-k8s/out-k8s/lnodep-anchors/protp/rsBestPathCtrlPol" tnBgpBestPathCtrlPolName="relax"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4", named(aci.L3extLIfP, "ipv4", attributes{"prio": aci.Text("level1")}),
			`{"l3extLIfP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4","name":"ipv4","prio":"level1"}}}`,
			`<l3extLIfP dn="uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4" name="ipv4" prio="level1"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/rsNdIfPol", object(aci.L3extRsNdIfPol, attributes{"tnNdIfPolName": aci.Text("nd")}),
			`{"l3extRsNdIfPol":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/rsNdIfPol","tnNdIfPolName":"nd"}}}`,
			`<l3extRsNdIfPol dn="uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/rsNdIfPol" tnNdIfPolName="nd"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/bfdIfP", object(aci.BfdIfP, attributes{"type": aci.Text("sha1"), "keyId": aci.Number(7), "key": aci.Password(fabric.NewSecret("a<b"))}),
			`{"bfdIfP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/bfdIfP","type":"sha1","keyId":"7","key":"a<b"}}}`,
			`<bfdIfP dn="uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/bfdIfP" type="sha1" keyId="7" key="a&lt;b"/>`},
		{"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/bfdIfP/rsIfPol", object(aci.BfdRsIfPol, attributes{"tnBfdIfPolName": aci.Text("bfd")}),
			`{"bfdRsIfPol":{"attributes":{"dn":"uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/bfdIfP/rsIfPol","tnBfdIfPolName":"bfd"}}}`,
			`<bfdRsIfPol dn="uni/tn-k8s/out-k8s/lnodep-anchors/lifp-ipv4/bfdIfP/rsIfPol" tnBfdIfPolName="bfd"/>`},
		{anchor, object(aci.L3extVirtualLIfP, attributes{"nodeDn": aci.Ref(aci.NodeDN(1, 101)), "encap": aci.VLAN(310), "addr": cidr("192.168.2.101/24"),
			"ifInstT": aci.Text("ext-svi"), "autostate": aci.Enabled(true), "encapScope": aci.Text("local"), "mode": aci.Text("regular"), "mtu": aci.Number(9000)}),
			`{"l3extVirtualLIfP":{"attributes":{"dn":"` + anchor + `","nodeDn":"topology/pod-1/node-101","encap":"vlan-310","addr":"192.168.2.101/24","ifInstT":"ext-svi","autostate":"enabled","encapScope":"local","mode":"regular","mtu":"9000"}}}`,
			`<l3extVirtualLIfP dn="` + anchor + `" nodeDn="topology/pod-1/node-101" encap="vlan-310" addr="192.168.2.101/24" ifInstT="ext-svi" autostate="enabled" encapScope="local" mode="regular" mtu="9000"/>`},
		{anchor + "/rsdynPathAtt-[uni/phys-k8s]", object(aci.L3extRsDynPathAtt, attributes{"tDn": dn("uni/phys-k8s"), "floatingAddr": cidr("192.168.2.253/24"), "promMode": aci.Text("Enabled")}),
			`{"l3extRsDynPathAtt":{"attributes":{"dn":"` + anchor + `/rsdynPathAtt-[uni/phys-k8s]","tDn":"uni/phys-k8s","floatingAddr":"192.168.2.253/24","promMode":"Enabled"}}}`,
			`<l3extRsDynPathAtt dn="` + anchor + `/rsdynPathAtt-[uni/phys-k8s]" tDn="uni/phys-k8s" floatingAddr="192.168.2.253/24" promMode="Enabled"/>`},
		{anchor + "/addr-[192.168.2.254/24]", object(aci.L3extIp, attributes{"addr": cidr("192.168.2.254/24"), "ipv6Dad": aci.Enabled(true)}),
			`{"l3extIp":{"attributes":{"dn":"` + anchor + `/addr-[192.168.2.254/24]","addr":"192.168.2.254/24","ipv6Dad":"enabled"}}}`,
			`<l3extIp dn="` + anchor + `/addr-[192.168.2.254/24]" addr="192.168.2.254/24" ipv6Dad="enabled"/>`},
		{vpc, object(aci.L3extRsPathL3OutAtt, attributes{"tDn": aci.Ref(aci.VPCPathDN(1, 101, 102, "esxi1")), "encap": aci.VLAN(311), "addr": aci.Text("0.0.0.0"), "ifInstT": aci.Text("ext-svi"), "mtu": aci.Text("inherit")}),
			`{"l3extRsPathL3OutAtt":{"attributes":{"dn":"` + vpc + `","tDn":"topology/pod-1/protpaths-101-102/pathep-[esxi1]","encap":"vlan-311","addr":"0.0.0.0","ifInstT":"ext-svi","mtu":"inherit"}}}`,
			`<l3extRsPathL3OutAtt dn="` + vpc + `" tDn="topology/pod-1/protpaths-101-102/pathep-[esxi1]" encap="vlan-311" addr="0.0.0.0" ifInstT="ext-svi" mtu="inherit"/>`},
		{vpc + "/mem-A", object(aci.L3extMember, attributes{"side": aci.Text("A"), "addr": cidr("192.168.1.4/29")}),
			`{"l3extMember":{"attributes":{"dn":"` + vpc + `/mem-A","side":"A","addr":"192.168.1.4/29"}}}`,
			`<l3extMember dn="` + vpc + `/mem-A" side="A" addr="192.168.1.4/29"/>`},
		{anchor + "/peerP-[192.168.2.0/24]", object(aci.BgpPeerP, attributes{"addr": cidr("192.168.2.0/24"), "ctrl": aci.Flags("dis-peer-as-check", "as-override"), "ctrlExt": aci.Flags("send-domain-path"),
			"peerCtrl": aci.Flags("bfd"), "addrTCtrl": aci.Flags("af-ucast"), "allowedSelfAsCnt": aci.Number(3), "ttl": aci.Number(1), "password": aci.Password(fabric.NewSecret(`q"\&`))}),
			`{"bgpPeerP":{"attributes":{"dn":"` + anchor + `/peerP-[192.168.2.0/24]","addr":"192.168.2.0/24","ctrl":"as-override,dis-peer-as-check","ctrlExt":"send-domain-path","peerCtrl":"bfd","addrTCtrl":"af-ucast","allowedSelfAsCnt":"3","ttl":"1","password":"q\"\\&"}}}`,
			`<bgpPeerP dn="` + anchor + `/peerP-[192.168.2.0/24]" addr="192.168.2.0/24" ctrl="as-override,dis-peer-as-check" ctrlExt="send-domain-path" peerCtrl="bfd" addrTCtrl="af-ucast" allowedSelfAsCnt="3" ttl="1" password="q&quot;\&amp;"/>`},
		{anchor + "/peerP-[192.168.2.0/24]/as", object(aci.BgpAsP, attributes{"asn": aci.ASN(4200000001)}),
			`{"bgpAsP":{"attributes":{"dn":"` + anchor + `/peerP-[192.168.2.0/24]/as","asn":"4200000001"}}}`,
			`<bgpAsP dn="` + anchor + `/peerP-[192.168.2.0/24]/as" asn="4200000001"/>`},
		{anchor + "/peerP-[2001:db8::1]/localasn", object(aci.BgpLocalAsnP, attributes{"localAsn": aci.ASN(65010), "asnPropagate": aci.Text("dual-as")}),
			`{"bgpLocalAsnP":{"attributes":{"dn":"` + anchor + `/peerP-[2001:db8::1]/localasn","localAsn":"65010","asnPropagate":"dual-as"}}}`,
			`<bgpLocalAsnP dn="` + anchor + `/peerP-[2001:db8::1]/localasn" localAsn="65010" asnPropagate="dual-as"/>`},
		{anchor + "/peerP-[192.168.2.1]/rspeerPfxPol", object(aci.BgpRsPeerPfxPol, attributes{"tnBgpPeerPfxPolName": aci.Text("prefixes")}),
			`{"bgpRsPeerPfxPol":{"attributes":{"dn":"` + anchor + `/peerP-[192.168.2.1]/rspeerPfxPol","tnBgpPeerPfxPolName":"prefixes"}}}`,
			`<bgpRsPeerPfxPol dn="` + anchor + `/peerP-[192.168.2.1]/rspeerPfxPol" tnBgpPeerPfxPolName="prefixes"/>`},
		{anchor + "/peerP-[192.168.2.1]/rspeerToProfile-[uni/tn-k8s/prof-shared]-export", object(aci.BgpRsPeerToProfile, attributes{"tDn": dn("uni/tn-k8s/prof-shared"), "direction": aci.Text("export")}),
			`{"bgpRsPeerToProfile":{"attributes":{"dn":"` + anchor + `/peerP-[192.168.2.1]/rspeerToProfile-[uni/tn-k8s/prof-shared]-export","tDn":"uni/tn-k8s/prof-shared","direction":"export"}}}`,
			`<bgpRsPeerToProfile dn="` + anchor + `/peerP-[192.168.2.1]/rspeerToProfile-[uni/tn-k8s/prof-shared]-export" tDn="uni/tn-k8s/prof-shared" direction="export"/>`},
		{"uni/tn-k8s/out-k8s/instP-default", named(aci.L3extInstP, "default", attributes{"prefGrMemb": aci.Text("include"), "pcEnfPref": aci.Text("enforced")}),
			`{"l3extInstP":{"attributes":{"dn":"uni/tn-k8s/out-k8s/instP-default","name":"default","prefGrMemb":"include","pcEnfPref":"enforced"}}}`,
			`<l3extInstP dn="uni/tn-k8s/out-k8s/instP-default" name="default" prefGrMemb="include" pcEnfPref="enforced"/>`},
		{"uni/tn-k8s/out-k8s/instP-default/extsubnet-[2001:db8::/32]", object(aci.L3extSubnet, attributes{"ip": cidr("2001:db8::/32"), "scope": aci.Flags("shared-rtctrl", "import-security"), "aggregate": aci.Flags("shared-rtctrl")}),
			`{"l3extSubnet":{"attributes":{"dn":"uni/tn-k8s/out-k8s/instP-default/extsubnet-[2001:db8::/32]","ip":"2001:db8::/32","scope":"import-security,shared-rtctrl","aggregate":"shared-rtctrl"}}}`,
			`<l3extSubnet dn="uni/tn-k8s/out-k8s/instP-default/extsubnet-[2001:db8::/32]" ip="2001:db8::/32" scope="import-security,shared-rtctrl" aggregate="shared-rtctrl"/>`},
		{"uni/tn-k8s/out-k8s/instP-default/rsprov-web", object(aci.FvRsProv, attributes{"tnVzBrCPName": aci.Text("web"), "matchT": aci.Text("AtleastOne"), "prio": aci.Text("level6")}),
			`{"fvRsProv":{"attributes":{"dn":"uni/tn-k8s/out-k8s/instP-default/rsprov-web","tnVzBrCPName":"web","matchT":"AtleastOne","prio":"level6"}}}`,
			`<fvRsProv dn="uni/tn-k8s/out-k8s/instP-default/rsprov-web" tnVzBrCPName="web" matchT="AtleastOne" prio="level6"/>`},
		{"uni/tn-k8s/out-k8s/instP-default/rscons-web", object(aci.FvRsCons, attributes{"tnVzBrCPName": aci.Text("web")}),
			`{"fvRsCons":{"attributes":{"dn":"uni/tn-k8s/out-k8s/instP-default/rscons-web","tnVzBrCPName":"web"}}}`,
			`<fvRsCons dn="uni/tn-k8s/out-k8s/instP-default/rscons-web" tnVzBrCPName="web"/>`},
		{"uni/tn-k8s/annotationKey-[cluster]", object(aci.TagAnnotation, attributes{"key": aci.Text("cluster"), "value": aci.Text("k8s <1>")}),
			`{"tagAnnotation":{"attributes":{"dn":"uni/tn-k8s/annotationKey-[cluster]","key":"cluster","value":"k8s <1>"}}}`,
			`<tagAnnotation dn="uni/tn-k8s/annotationKey-[cluster]" key="cluster" value="k8s &lt;1&gt;"/>`},
	}
}

// TestClasses runs each row in both directions, and holds the rows to the schema.
func TestClasses(t *testing.T) {
	seen := map[aci.Class]bool{aci.PolUni: true}
	for _, row := range classRows() {
		t.Run(string(row.object.Class), func(t *testing.T) {
			seen[row.object.Class] = true
			at, err := aci.ParseDN(row.dn)
			require.NoError(t, err)
			rn, err := row.object.RN()
			require.NoError(t, err)
			assert.Equal(t, at.RN(), rn)
			class, err := at.Class()
			require.NoError(t, err)
			assert.Equal(t, row.object.Class, class)

			post := aci.Post{DN: at, Object: row.object}
			assert.Equal(t, row.json+"\n", string(post.JSON()))
			assert.Equal(t, row.xml+"\n", string(post.XML()))
			for _, text := range []string{row.json, row.xml} {
				tree, err := aci.Parse([]byte(text))
				require.NoError(t, err)
				found := tree.Find(at)
				require.NotNil(t, found)
				assert.Equal(t, row.object, *found)
				for _, p := range tree.Validate() {
					assert.Contains(t, []fabric.Code{aci.CodeIncomplete, aci.CodeUnresolved, aci.CodeUnprotected, aci.CodeConflict}, p.Code,
						"the object alone is in order: %s", p.Error())
				}
			}
		})
	}
	for _, c := range aci.Classes() {
		assert.True(t, seen[c], "no row for %s", c)
	}
}

// TestPolUni reads the one class that stands for the top.
func TestPolUni(t *testing.T) {
	for _, text := range []string{
		`{"polUni":{"attributes":{"dn":"uni"},"children":[{"fvTenant":{"attributes":{"name":"a"}}},{"physDomP":{"attributes":{"name":"b"}}}]}}`,
		`<polUni><fvTenant name="a"/><physDomP name="b"/></polUni>`,
	} {
		tree, err := aci.Parse([]byte(text))
		require.NoError(t, err)
		assert.Equal(t, []aci.Object{named(aci.FvTenant, "a", nil), named(aci.PhysDomP, "b", nil)}, tree.Roots)
	}
}
