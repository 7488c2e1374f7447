package aci_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// values are attributes of an object as "name=value", those asked for.
func values(o *aci.Object, names ...string) string {
	var all []string
	for _, n := range names {
		all = append(all, n+"="+o.Value(n).String())
	}
	return strings.Join(all, " ")
}

func TestContracts(t *testing.T) {
	tree := emitted(t, segmentedPlan())
	assert.Equal(t, "scope=context", values(at(t, tree, "tn-prod/brc-k8s"), "scope"))
	assert.Equal(t, "etherT=ip prot=unspecified dFromPort=unspecified", values(at(t, tree, "tn-prod/flt-k8s-all-ip/e-k8s-all-ip"), "etherT", "prot", "dFromPort"),
		"a contract without filters lets all IP pass")
	assert.Equal(t, "action=permit", values(at(t, tree, "tn-prod/brc-k8s/subj-k8s/rssubjFiltAtt-k8s-all-ip"), "action"))
	assert.Equal(t, "scope=global", values(at(t, tree, "tn-prod/brc-shop"), "scope"))
	assert.Equal(t, "revFltPorts=yes", values(at(t, tree, "tn-prod/brc-shop/subj-shop"), "revFltPorts"))
	assert.Equal(t, "tnVnsAbsGraphName=firewall", values(at(t, tree, "tn-prod/brc-shop/subj-shop/rsSubjGraphAtt"), "tnVnsAbsGraphName"))
	assert.Equal(t, "etherT=ip prot=tcp dFromPort=443 dToPort=443", values(at(t, tree, "tn-prod/flt-https/e-https"), "etherT", "prot", "dFromPort", "dToPort"))
	assert.Equal(t, "prot=udp dFromPort=8000 dToPort=8080", values(at(t, tree, "tn-prod/flt-high/e-high"), "prot", "dFromPort", "dToPort"))
	assert.Equal(t, "prot=icmp dFromPort=unspecified", values(at(t, tree, "tn-prod/flt-ping/e-ping"), "prot", "dFromPort"))
	at(t, tree, "tn-prod/brc-shop2/subj-shop2/rssubjFiltAtt-https")
	assert.Equal(t, "scope=tenant", values(at(t, emitted(t, commonPlan()), "tn-blue/brc-k8s"), "scope"))

	at(t, tree, "tn-prod/out-calico/instP-shop/extsubnet-[192.168.3.10/32]")
	at(t, tree, "tn-prod/out-calico/instP-shop/rsprov-shop")
	at(t, tree, "tn-prod/out-calico/instP-shop/rscons-shop2")
}

func TestLeaks(t *testing.T) {
	subnet := at(t, emitted(t, leakPlan()), "tn-prod/out-calico/instP-default/extsubnet-[10.1.0.0/16]")
	assert.Equal(t, "scope=import-security,shared-rtctrl,shared-security aggregate=shared-rtctrl", values(subnet, "scope", "aggregate"))
	subnet = at(t, emitted(t, standardPlan()), "tn-prod/out-calico/instP-default/extsubnet-[10.1.0.0/16]")
	_, says := subnet.Attributes["aggregate"]
	assert.True(t, says, "what leaked before stops leaking")
}

func TestTransit(t *testing.T) {
	tree := emitted(t, transitPlan())
	for _, p := range []string{"0.0.0.0/0", "172.16.0.0/12"} {
		assert.Equal(t, "aggregate=no", values(at(t, tree, "tn-prod/subj-calico-export-match/dest-["+p+"]"), "aggregate"))
	}
	at(t, tree, "tn-prod/out-calico/instP-default/rsprov-to-core")
	at(t, tree, "tn-prod/out-calico/instP-default/rscons-to-core")
}

func TestUnfiltered(t *testing.T) {
	tree := emitted(t, unfilteredPlan())
	assert.Equal(t, "enforceRtctrl=export", values(at(t, tree, "tn-prod/out-calico"), "enforceRtctrl"))
	assert.Nil(t, tree.Find(mustDN("uni/tn-prod/out-calico/prof-default-import")))
	assert.Nil(t, tree.Find(mustDN("uni/tn-prod/subj-calico-import-match")))
	assert.Equal(t, "aggregate=yes", values(at(t, tree, "tn-prod/subj-calico-export-match/dest-[0.0.0.0/0]"), "aggregate"))
}

func TestBFD(t *testing.T) {
	tree := emitted(t, bfdPlan())
	assert.Equal(t, "detectMult=4 minTxIntvl=300 minRxIntvl=300", values(at(t, tree, "tn-prod/bfdIfPol-calico-BFD"), "detectMult", "minTxIntvl", "minRxIntvl"))
	for _, family := range []string{"ipv4", "ipv6"} {
		assert.Equal(t, "tnBfdIfPolName=calico-BFD", values(at(t, tree, "tn-prod/out-calico/lnodep-nodes/lifp-"+family+"/bfdIfP/rsIfPol"), "tnBfdIfPolName"))
	}
	assert.Equal(t, "peerCtrl=bfd", values(at(t, tree, pathC+"/peerP-[192.168.16.17]"), "peerCtrl"))
	assert.Equal(t, "peerCtrl=", values(at(t, emitted(t, standardPlan()), pathC+"/peerP-[192.168.16.17]"), "peerCtrl"))
	p := bfdPlan()
	p.ACI.L3Outs[0].Terms.BFD.Multiplier = 0
	assert.Equal(t, "detectMult=3", values(at(t, emitted(t, p), "tn-prod/bfdIfPol-calico-BFD"), "detectMult"))
}

func TestExistingAccess(t *testing.T) {
	tree := emitted(t, existingAccessPlan())
	assert.Len(t, tree.Roots, 1, "the tenant alone")
	assert.Equal(t, "tDn=uni/l3dom-k8s-routed", values(at(t, tree, "tn-prod/out-calico/rsl3DomAtt"), "tDn"))
	at(t, tree, anchorC+"/rsdynPathAtt-[uni/vmmp-VMware/dom-vds]")
}

// TestPlainTerms: what a plan leaves open is said as the leaf's own, so that it is
// put back when the design no longer wants it otherwise.
func TestPlainTerms(t *testing.T) {
	p := floatingPlan()
	p.ACI.L3Outs[0].Terms = fabric.SessionTerms{}
	p.ACI.L3Outs[0].SharedAS = false
	tree := emitted(t, p)
	assert.Equal(t, "kaIntvl=60 holdIntvl=180 staleIntvl=default maxAsLimit=0 grCtrl=helper",
		values(at(t, tree, "tn-prod/bgpCtxP-vrf-0-0-0-0-Timers"), "kaIntvl", "holdIntvl", "staleIntvl", "maxAsLimit", "grCtrl"))
	_, set := at(t, tree, "tn-prod/bgpCtxP-vrf-0-0-0-0-Timers").Attributes["staleIntvl"]
	assert.True(t, set)
	assert.Equal(t, "ctrl=", values(at(t, tree, anchorC+"/peerP-[192.168.2.0/24]"), "ctrl"))
	assert.Nil(t, tree.Find(mustDN("uni/tn-prod/bgpPfxP-calico-prefix-limit")))
	assert.Nil(t, tree.Find(mustDN("uni/"+anchorC+"/peerP-[192.168.2.0/24]/rspeerPfxPol")))
	for _, w := range aci.Warnings(p) {
		assert.Equal(t, aci.CodeUnprotected, w.Code)
	}
	assert.Len(t, aci.Warnings(p), 8, "a peer without a password is warned of")
}

// TestCommunitiesAreSent when nodes attach them, so that all nodes see them.
func TestCommunitiesAreSent(t *testing.T) {
	p := floatingPlan()
	p.Clusters = []fabric.PlannedCluster{{Name: "k8s", Pods: []fabric.PodPool{{Communities: []fabric.Community{fabric.NewCommunity(65003, 1)}}}}}
	assert.Equal(t, "ctrl=as-override,dis-peer-as-check,send-com", values(at(t, emitted(t, p), anchorC+"/peerP-[192.168.2.0/24]"), "ctrl"))
}

// TestSingleLeaf: a node on one leaf has a path of that leaf, with the address.
func TestSingleLeaf(t *testing.T) {
	p := standardPlan()
	o := &p.ACI.L3Outs[0]
	for i := range o.SVIs {
		o.SVIs[i].Leaves = o.SVIs[i].Leaves[:1]
	}
	tree := emitted(t, p)
	path := "tn-prod/out-calico/lnodep-nodes/lifp-ipv4/rspathL3OutAtt-[topology/pod-1/paths-101/pathep-[esxi-node0]]"
	assert.Equal(t, "addr=192.168.16.4/29", values(at(t, tree, path), "addr"))
	at(t, tree, path+"/addr-[192.168.16.6/29]")
}

// TestDescriptions name what an object is for, in characters that a controller
// takes.
func TestDescriptions(t *testing.T) {
	p := standardPlan()
	p.ACI.L3Outs[0].Import[0].Why = `"Poddünste"` + strings.Repeat("x", 200)
	tree := emitted(t, p)
	assert.Equal(t, "descr=node2", values(at(t, tree, pathC), "descr"))
	descr := at(t, tree, "tn-prod/subj-calico-import-match/dest-[10.1.0.0/16]").Value("descr").String()
	assert.Len(t, descr, 128)
	assert.True(t, strings.HasPrefix(descr, "_Podd_nste_xx"), descr)
}

// TestLongNames are cut, keep apart, and keep their suffix.
func TestLongNames(t *testing.T) {
	long := strings.Repeat("n", 62)
	p := commonPlan()
	p.ACI.L3Outs[0].Name, p.ACI.L3Outs[1].Name = long+"ab", long+"cd"
	p.ACI.L3Outs[1].Tenant = "blue"
	p.ACI.L3Outs[1].EPGs, p.ACI.L3Outs[0].EPGs = nil, nil
	p.ACI.L3Outs[0].EPGs = []fabric.PlannedEPG{{Name: "default", Subnets: []fabric.EPGSubnet{{Prefix: net("10.1.0.0/16")}}}}
	p.ACI.L3Outs[1].EPGs = p.ACI.L3Outs[0].EPGs
	p.ACI.Tenants[1].VRFs[0].Name, p.ACI.L3Outs[0].VRF, p.ACI.L3Outs[1].VRF = long, long, long
	tree := emitted(t, p)
	names := map[string]int{}
	for n := range tree.All() {
		if name := n.Value("name").String(); n.Class == aci.BgpPeerPfxPol || n.Class == aci.RtctrlSubjP || n.Class == aci.BgpCtxPol {
			assert.Len(t, name, 64)
			names[name]++
			assert.True(t, strings.HasSuffix(name, "-prefix-limit") || strings.HasSuffix(name, "-import-match") || strings.HasSuffix(name, "-export-match") || strings.HasSuffix(name, "-Timers"), name)
		}
	}
	assert.Len(t, names, 7)
	assert.Empty(t, tree.Validate(), "what refers to them finds them")
}
