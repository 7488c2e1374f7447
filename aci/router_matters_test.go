package aci_test

import (
	"fmt"
	"maps"
	"net/netip"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// others are values that an attribute does not have in the samples, by what makes
// them differ; each flag and word is one of its own.
func others(a aci.Attribute, now aci.Value) map[string]aci.Value {
	all := map[string]aci.Value{}
	switch a.Kind {
	case aci.KindText:
		all[""] = aci.Text("other")
	case aci.KindEnum:
		for _, w := range a.Words {
			all["="+w] = aci.Text(w)
		}
	case aci.KindFlags:
		for _, w := range a.Words {
			flags := now.Flags()
			if i := slices.Index(flags, w); i >= 0 {
				flags = slices.Delete(flags, i, i+1)
			} else {
				flags = append(flags, w)
			}
			all["±"+w] = aci.Flags(flags...)
		}
	case aci.KindNumber:
		n, _ := now.Number()
		all[""] = aci.Number(n + max(1, a.Min, a.Gap+1))
		if n+1 > a.Max {
			all[""] = aci.Number(n - 1)
		}
	case aci.KindRouterID:
		all[""] = aci.Text("1.1.9.9")
	case aci.KindAddr:
		all[""] = aci.Text("1.1.9.8")
	case aci.KindLinkLocal:
		all[""] = aci.Text("fe80::9")
	case aci.KindInterface, aci.KindNeighbor, aci.KindPrefix:
		p, ok := now.Prefix()
		if !ok || p.Addr().IsUnspecified() {
			all[""] = aci.Text("192.168.2.99/24")
			break
		}
		if p = netip.PrefixFrom(p.Addr().Next(), p.Bits()); a.Kind != aci.KindInterface {
			p = netip.PrefixFrom(p.Addr(), p.Addr().BitLen())
		}
		all[""] = aci.Prefix(p)
	case aci.KindMAC:
		all[""] = aci.Text("00:22:BD:F8:19:FE")
	case aci.KindEncap:
		all[""] = aci.VLAN(319)
	case aci.KindRef:
		for name, to := range map[string]string{
			"a node": "topology/pod-1/node-105", "a domain": "uni/phys-other", "an external domain": "uni/l3dom-other", "a pool": "uni/infra/vlanns-[other]-static",
			"an AAEP": "uni/infra/attentp-other", "a path": "topology/pod-1/protpaths-102-101/pathep-[esxi1]", "a profile": "uni/tn-k8s/prof-other",
		} {
			target := dn(to)
			ref, _ := target.DN()
			if class, err := ref.Class(); err == nil && slices.Contains(a.Targets, class) {
				all["→"+name] = target
			}
		}
	case aci.KindASN:
		all[""] = aci.ASN(65199)
	case aci.KindPort:
		all[""] = aci.Text("http")
	case aci.KindSecret:
		all[""] = aci.Password(fabric.NewSecret("another"))
	}
	maps.DeleteFunc(all, func(_ string, v aci.Value) bool { return v == now })
	return all
}

// silent says of what does not route why it does not. A class stands for all of
// it.
func silent() map[string]string {
	const (
		words   = "names and descriptions for people"
		access  = "VLANs, ports and domains: below IP, which the simulator does not look at"
		permits = "contracts permit traffic along routes; they make none"
		leaks   = "routes leak into other VRFs by contracts, which is not predicted"
		link    = "what a frame or a neighbour discovery message looks like"
		host    = "for endpoints of bridge domains"
		warns   = "when it is logged"
		echo    = "BFD's echo takes part in no session"
		fixed   = "the controller keeps it on"
		keyed   = "of a BFD policy with a key only the key's being there counts: no node has one"
		metric  = "the way to every next hop costs the same here"
		other   = "no unicast route of an L3Out"
		again   = "a session that would exceed its limit again counts as down"
		none    = "without its companion it does nothing in the samples"
		twice   = "the other anchor says the same"
	)
	all := map[string]string{}
	for reason, what := range map[string]string{
		access: `infraInfra fvnsVlanInstP fvnsEncapBlk infraAttEntityP infraRsDomP infraFuncP infraAccBndlGrp infraRsAttEntP physDomP l3extDomP infraRsVlanNs
			l3extRsL3DomAtt l3extRsDynPathAtt.tDn l3extRsDynPathAtt.encap l3extRsDynPathAtt.forgedTransmit l3extRsDynPathAtt.macChange l3extRsDynPathAtt.promMode
			l3extVirtualLIfP.mode l3extRsPathL3OutAtt.mode l3extVirtualLIfP.autostate l3extRsPathL3OutAtt.autostate`,
		permits: `vzFilter vzEntry vzBrCP vzSubj vzRsSubjFiltAtt vzRsSubjGraphAtt fvRsProv fvRsCons fvCtx.pcEnfPref fvCtx.pcEnfDir l3extInstP.prefGrMemb l3extInstP.pcEnfPref
			l3extInstP.name l3extSubnet.scope±import-security`,
		leaks: `l3extSubnet.scope±shared-rtctrl l3extSubnet.scope±shared-security l3extSubnet.aggregate±shared-rtctrl`,
		link: `ndIfPol l3extRsNdIfPol l3extVirtualLIfP.llAddr l3extRsPathL3OutAtt.llAddr l3extMember.llAddr l3extVirtualLIfP.mac l3extRsPathL3OutAtt.mac
			l3extVirtualLIfP.ipv6Dad l3extRsPathL3OutAtt.ipv6Dad l3extMember.ipv6Dad l3extIp.ipv6Dad l3extLIfP.prio`,
		host:   `bgpCtxAfPol.ctrl±host-rt-leak bgpCtxAfPol.maxLocalEcmp`,
		warns:  `bgpPeerPfxPol.thresh`,
		echo:   `bfdIfPol.echoRxIntvl bfdIfPol.echoAdminSt`,
		fixed:  `l3extOut.enforceRtctrl±export`,
		keyed:  `bfdIfP.keyId bfdIfP.key`,
		metric: `bgpBestPathCtrlPol.ctrl±ignoreIgpMetric`,
		other: `bgpPeerP.addrTCtrl±af-mcast bgpPeerP.addrTCtrl±af-label-ucast bgpPeerP.ctrl±send-ext-com bgpPeerP.ctrl±segment-routing-disable bgpPeerP.ctrlExt
			tagAnnotation`,
		again: `bgpPeerPfxPol.action=restart bgpPeerPfxPol.action=shut bgpPeerPfxPol.restartTime`,
		none:  `bgpPeerP.allowedSelfAsCnt`,
		twice: `remove:l3extRsDynPathAtt`,
		words: `rtctrlCtxP.name l3extLIfP.name l3extLNodeP.name l3extSubnet.name l3extLoopBackIfP.name l3extMember.name l3extIp.name bgpProtP.name bgpPeerP.name
			bgpAsP.name bgpLocalAsnP.name rtctrlMatchRtDest.name rtctrlScope.name rtctrlSetPref.name`,
	} {
		for w := range strings.FieldsSeq(what) {
			all[w] = reason
		}
	}
	return all
}

// plain is the floating sample with BFD that has no key, without timers of the VRF,
// and with subnets that are imported and exported.
func plain() aci.Tree {
	tree := cloneTree(floating())
	for n := range tree.All() {
		setting(aci.BfdIfP, "type", aci.Text("none"))(n.Object)
		setting(aci.L3extSubnet, "scope", aci.Flags("import-security", "import-rtctrl", "export-rtctrl"))(n.Object)
		n.Children = slices.DeleteFunc(n.Children, func(c aci.Object) bool { return c.Class == aci.FvRsBgpCtxPol })
	}
	return tree
}

// meaning is what a tree is lifted to, or its refusal.
func meaning(t aci.Tree, f aci.Facts) any {
	routers, err := aci.Routers(t, f)
	if err != nil {
		return err.Error()
	}
	return routers
}

// Every attribute of the samples' classes changes the routers, or is known not to
// route; so does every object when it is removed.
func TestEveryAttributeMattersOrIsKnownNotTo(t *testing.T) {
	f := aci.Facts{AS: 65002, Leaves: []aci.Leaf{{Name: "a", Pod: 1, Node: 101}, {Name: "b", Pod: 1, Node: 102}, {Name: "c", Pod: 1, Node: 105}},
		Attached: []aci.Attachment{{Address: netip.MustParseAddr("192.168.2.8"), Leaves: []string{"c"}}, {Address: netip.MustParseAddr("2001:db8:2::8"), Leaves: []string{"c"}}}}
	changes := map[string]bool{} // what was tried, and whether it did anything
	trees := samples()
	trees["plain"] = plain()
	for name, tree := range trees {
		before := meaning(tree, f)
		require.IsNotType(t, "", before, "%s: %v", name, before)
		try := func(key string, i int, change func(*aci.Object) bool) {
			changes[key] = changes[key] || !reflect.DeepEqual(before, meaning(edit(tree, i, change), f))
		}
		i := 0
		for n := range tree.All() {
			def, _ := aci.Define(n.Class)
			for _, a := range def.Attributes {
				if slices.Contains([]string{"annotation", "userdom", "descr", "nameAlias"}, a.Name) {
					continue
				}
				values := others(a, n.Value(a.Name))
				for what, v := range values {
					try(fmt.Sprintf("%s.%s%s", n.Class, a.Name, what), i, func(o *aci.Object) bool {
						if o.Attributes == nil {
							o.Attributes = attributes{}
						}
						o.Attributes[a.Name] = v
						return true
					})
				}
			}
			try("remove:"+string(n.Class), i, func(*aci.Object) bool { return false })
			i++
		}
	}
	allowed := silent()
	used := map[string]bool{}
	for _, key := range slices.Sorted(maps.Keys(changes)) {
		// The key, its attribute or its class is in the list.
		attribute := strings.FieldsFunc(key, func(r rune) bool { return strings.ContainsRune("=±→", r) })[0]
		class, _, _ := strings.Cut(strings.TrimPrefix(key, "remove:"), ".")
		known := ""
		for _, k := range []string{class, attribute, key} {
			if allowed[k] != "" {
				known = k
			}
		}
		switch {
		case changes[key]:
			assert.Empty(t, known, "%s routes after all", key)
		default:
			assert.NotEmpty(t, known, "%s changes nothing", key)
		}
		used[known] = used[known] || known != ""
	}
	for k := range allowed {
		assert.True(t, used[k], "%s is in no sample", k)
	}
}
