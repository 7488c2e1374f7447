package aci_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// A seedRow is one instruction of the documents' steps 3 to 14 and where it shows:
// an object below "uni", and what its attributes are.
type seedRow struct {
	says   string
	dn     string
	values string // "attribute=value attribute=value"; empty: the object is there
}

const (
	tn       = "tn-prod"
	outC     = tn + "/out-calico"
	nodesC   = outC + "/lnodep-nodes"
	anchorC  = nodesC + "/lifp-ipv4/vlifp-[topology/pod-1/node-103]-[vlan-310]"
	anchorC6 = nodesC + "/lifp-ipv6/vlifp-[topology/pod-1/node-103]-[vlan-310]"
	pathC    = nodesC + "/lifp-ipv4/rspathL3OutAtt-[topology/pod-1/protpaths-103-104/pathep-[esxi-node2]]"
	pathC6   = nodesC + "/lifp-ipv6/rspathL3OutAtt-[topology/pod-1/protpaths-103-104/pathep-[esxi-node2]]"
)

// bothRows hold for floating and standard SVIs.
func bothRows() []seedRow {
	return []seedRow{
		{"before step 3: bind the AAEP to the external routed domain", "infra/attentp-k8s-aaep/rsdomP-[uni/l3dom-k8s-routed]", ""},
		{"before step 3: and to the physical domain", "infra/attentp-k8s-aaep/rsdomP-[uni/phys-k8s-phys]", ""},
		{"before step 3: a VLAN pool", "infra/vlanns-[k8s-pool]-static/from-[vlan-310]-to-[vlan-329]", "allocMode=static"},
		{"before step 3: the domains have its VLANs", "phys-k8s-phys/rsvlanNs", "tDn=uni/infra/vlanns-[k8s-pool]-static"},
		{"before step 3: the domains have its VLANs", "l3dom-k8s-routed/rsvlanNs", "tDn=uni/infra/vlanns-[k8s-pool]-static"},
		{"step 3: name", outC, "name=calico"},
		{"step 3: VRF", outC + "/rsectx", "tnFvCtxName=vrf"},
		{"step 3: external routed domain", outC + "/rsl3DomAtt", "tDn=uni/l3dom-k8s-routed"},
		{"step 3: enable BGP", outC + "/bgpExtP", ""},
		{"steps 4, 5: router ID of each node", nodesC + "/rsnodeL3OutAtt-[topology/pod-1/node-101]", "rtrId=1.1.4.101 rtrIdLoopBack=no"},
		{"steps 4, 5: router ID of each node", nodesC + "/rsnodeL3OutAtt-[topology/pod-1/node-104]", "rtrId=1.1.4.104 rtrIdLoopBack=no"},
		{"step 5: external EPG default, node subnets", outC + "/instP-default/extsubnet-[192.168.2.0/24]", "scope=import-security"},
		{"step 5: pod subnets", outC + "/instP-default/extsubnet-[10.1.0.0/16]", "scope=import-security"},
		{"step 5: cluster subnet", outC + "/instP-default/extsubnet-[192.168.8.0/22]", "scope=import-security"},
		{"step 5: external service subnet", outC + "/instP-default/extsubnet-[192.168.3.0/24]", "scope=import-security"},
		{"step 7: import route control", outC, "enforceRtctrl=export,import"},
		{"step 8: timers, with S001-2's for Calico", tn + "/bgpCtxP-vrf-2-6-12-1-Timers", "kaIntvl=2 holdIntvl=6"},
		{"step 8: maximum AS limit", tn + "/bgpCtxP-vrf-2-6-12-1-Timers", "maxAsLimit=1"},
		{"step 8: graceful restart", tn + "/bgpCtxP-vrf-2-6-12-1-Timers", "grCtrl=helper staleIntvl=12"},
		{"step 8: the policy is selected", nodesC + "/protp/rsbgpNodeCtxPol", "tnBgpCtxPolName=vrf-2-6-12-1-Timers"},
		{"seeds/001 step 9 (S002-6): relax AS path", tn + "/bestpath-vrf-Relax-AS", "ctrl=asPathMultipathRelax"},
		{"seeds/001 step 9 (S002-6): the policy is selected", nodesC + "/protp/rsBestPathCtrlPol", "tnBgpBestPathCtrlPolName=vrf-Relax-AS"},
		{"step 10: default-import, match prefix and routing policy", outC + "/prof-default-import", "type=combinable"},
		{"step 10: a context, order 0, permit", outC + "/prof-default-import/ctx-calico-import-match", "order=0 action=permit"},
		{"step 10: with a match rule", outC + "/prof-default-import/ctx-calico-import-match/rsctxPToSubjP-calico-import-match", ""},
		{"step 10: the pod subnet, aggregate", tn + "/subj-calico-import-match/dest-[10.1.0.0/16]", "aggregate=yes fromPfxLen=26 toPfxLen=32"},
		{"step 10: the IPv6 pod subnet", tn + "/subj-calico-import-match/dest-[2001:db8:42::/56]", "aggregate=yes fromPfxLen=122 toPfxLen=128"},
		{"step 10: the node subnet", tn + "/subj-calico-import-match/dest-[192.168.2.0/24]", "aggregate=no"},
		{"step 10: the cluster service subnet", tn + "/subj-calico-import-match/dest-[192.168.8.0/22]", "aggregate=yes fromPfxLen=0 toPfxLen=0"},
		{"step 10: the external service subnet", tn + "/subj-calico-import-match/dest-[192.168.3.0/24]", "aggregate=yes fromPfxLen=0 toPfxLen=0"},
		{"step 10: default-export", outC + "/prof-default-export/ctx-calico-export-match/rsctxPToSubjP-calico-export-match", ""},
		{"step 10: default-export", tn + "/subj-calico-export-match/dest-[10.1.0.0/16]", "aggregate=yes"},
		{"step 11: 64 paths", tn + "/bgpCtxAfP-vrf-ECMP", "maxEcmp=64 maxEcmpIbgp=64"},
		{"step 12: bound to IPv4", tn + "/ctx-vrf/rsctxToBgpCtxAfPol-[vrf-ECMP]-ipv4-ucast", ""},
		{"step 12 (S002-7): and to IPv6", tn + "/ctx-vrf/rsctxToBgpCtxAfPol-[vrf-ECMP]-ipv6-ucast", ""},
		{"step 13: maximum number of prefixes", tn + "/bgpPfxP-calico-prefix-limit", "action=reject maxPfx=500"},
	}
}

// floatingRows are those of step 4, and of 6 and 14 on a floating SVI.
func floatingRows() []seedRow {
	return []seedRow{
		{"step 4: node, primary address, VLAN", anchorC, "addr=192.168.2.103/24 encap=vlan-310 ifInstT=ext-svi"},
		{"step 4: MTU", anchorC, "mtu=9000 autostate=enabled encapScope=local mode=regular"},
		{"step 4: physical domain, floating address", anchorC + "/rsdynPathAtt-[uni/phys-k8s-phys]", "floatingAddr=192.168.2.254/24"},
		{"step 4: the same for IPv6", anchorC6, "addr=2001:db8:2::103/64 encap=vlan-310 mtu=9000"},
		{"step 4: the same for IPv6", anchorC6 + "/rsdynPathAtt-[uni/phys-k8s-phys]", "floatingAddr=2001:db8:2::ffff/64"},
		{"step 6: the secondary address", anchorC + "/addr-[192.168.2.253/24]", ""},
		{"step 6: the secondary address of IPv6, shared", anchorC6 + "/addr-[2001:db8:2::fffe/64]", "ipv6Dad=disabled"},
		{"step 14: peer address: the cluster's subnet", anchorC + "/peerP-[192.168.2.0/24]", "ctrl=as-override,dis-peer-as-check"},
		{"step 14: password", anchorC + "/peerP-[192.168.2.0/24]", "password=<redacted>"},
		{"step 14: remote AS", anchorC + "/peerP-[192.168.2.0/24]/as", "asn=65003"},
		{"step 14: peer prefix policy", anchorC + "/peerP-[192.168.2.0/24]/rspeerPfxPol", "tnBgpPeerPfxPolName=calico-prefix-limit"},
		{"step 14: the same for IPv6", anchorC6 + "/peerP-[2001:db8:2::/64]/as", "asn=65003"},
		{"step 14: repeat for all anchors", strings.Replace(anchorC, "103", "101", 1) + "/peerP-[192.168.2.0/24]/as", "asn=65003"},
	}
}

// standardRows are those of step 5, and of 6 and 14 on a standard SVI: node2 has
// 192.168.16.16/29.
func standardRows() []seedRow {
	return []seedRow{
		{"before step 3: a vPC interface policy group", "infra/funcprof/accbundle-esxi-node2", "lagT=node"},
		{"before step 3: on the AAEP", "infra/funcprof/accbundle-esxi-node2/rsattEntP", "tDn=uni/infra/attentp-k8s-aaep"},
		{"step 5: physical path, VLAN, MTU", pathC, "encap=vlan-312 mtu=9000 ifInstT=ext-svi mode=regular autostate=enabled addr=0.0.0.0"},
		{"step 5: side A, last address less two", pathC + "/mem-A", "addr=192.168.16.20/29"},
		{"step 5: side B, last address less one", pathC + "/mem-B", "addr=192.168.16.21/29"},
		{"step 6: the secondary address, on each side", pathC + "/mem-A/addr-[192.168.16.22/29]", ""},
		{"step 6: the secondary address, on each side", pathC + "/mem-B/addr-[192.168.16.22/29]", ""},
		{"step 6: the same for IPv6", pathC6 + "/mem-B/addr-[2001:db8:16::16/125]", "ipv6Dad=disabled"},
		{"step 14: peer address: the node", pathC + "/peerP-[192.168.16.17]", "ctrl=as-override,dis-peer-as-check password=<redacted>"},
		{"step 14: remote AS", pathC + "/peerP-[192.168.16.17]/as", "asn=65003"},
		{"step 14: peer prefix policy", pathC + "/peerP-[192.168.16.17]/rspeerPfxPol", "tnBgpPeerPfxPolName=calico-prefix-limit"},
		{"step 14: the same for IPv6", pathC6 + "/peerP-[2001:db8:16::11]/as", "asn=65003"},
	}
}

// TestSeeds holds what is emitted against what the documents tell an operator to
// click (seeds/002, ACI BGP configuration, steps 3 to 14, and seeds/001's step 9).
func TestSeeds(t *testing.T) {
	for name, variant := range map[string]struct {
		plan *fabric.Plan
		rows []seedRow
	}{
		"floating": {floatingPlan(), append(bothRows(), floatingRows()...)},
		"standard": {standardPlan(), append(bothRows(), standardRows()...)},
	} {
		tree := emitted(t, variant.plan)
		for _, row := range variant.rows {
			t.Run(name+"/"+row.says, func(t *testing.T) {
				o := at(t, tree, row.dn)
				for field := range strings.FieldsSeq(row.values) {
					attribute, want, _ := strings.Cut(field, "=")
					assert.Equal(t, want, o.Value(attribute).String(), attribute)
				}
			})
		}
	}
}

// TestSeedsNoMore: what the documents do not have, or have wrong, is not emitted.
func TestSeedsNoMore(t *testing.T) {
	for _, plan := range []*fabric.Plan{floatingPlan(), standardPlan()} {
		counts := map[aci.Class]int{}
		for n := range emitted(t, plan).All() {
			counts[n.Class]++
			if n.Class == aci.L3extSubnet {
				assert.Equal(t, "import-security", n.Attributes["scope"].String(), "routes are filtered by the route maps alone")
			}
		}
		assert.Equal(t, 4, counts[aci.L3extRsNodeL3OutAtt])
		assert.Equal(t, 2, counts[aci.L3extLIfP], "one for each family")
		assert.Equal(t, 8, counts[aci.BgpPeerP])
		assert.Equal(t, counts[aci.BgpPeerP], counts[aci.L3extVirtualLIfP]+counts[aci.L3extRsPathL3OutAtt], "a peer is below its interface")
		assert.Zero(t, counts[aci.L3extLoopBackIfP])
		assert.Equal(t, 1, counts[aci.RtctrlCtxP]/2, "one context for import, one for export")
	}
}
