package aci_test

import (
	"maps"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
)

// A mutant is a sample with one thing wrong.
type mutant struct {
	// what is "floating: remove bgpPeerP" or "standard: bgpPeerP.addr: not a value".
	what string
	tree func() aci.Tree
}

// clone copies an object with all below it.
func clone(o aci.Object) aci.Object {
	o.Attributes = maps.Clone(o.Attributes)
	o.Children = slices.Clone(o.Children)
	for i := range o.Children {
		o.Children[i] = clone(o.Children[i])
	}
	return o
}

func cloneTree(t aci.Tree) aci.Tree {
	t.Roots = slices.Clone(t.Roots)
	for i := range t.Roots {
		t.Roots[i] = clone(t.Roots[i])
	}
	return t
}

// edit calls change with the i-th object of a copy of the tree; change returns
// whether the object stays.
func edit(t aci.Tree, i int, change func(*aci.Object) bool) aci.Tree {
	t = cloneTree(t)
	n := 0
	var walk func([]aci.Object) []aci.Object
	walk = func(objects []aci.Object) []aci.Object {
		var kept []aci.Object
		for j := range objects {
			here := n
			n++
			stays := true
			if here == i {
				stays = change(&objects[j])
			}
			objects[j].Children = walk(objects[j].Children)
			if stays {
				kept = append(kept, objects[j])
			}
		}
		return kept
	}
	t.Roots = walk(t.Roots)
	return t
}

// damages are values that an attribute of a kind must not have, by what is wrong.
func damages(a aci.Attribute) map[string]aci.Value {
	all := map[string]aci.Value{}
	switch a.Kind {
	case aci.KindText:
		all["a character outside the set"] = aci.Text("naïve")
		all["too long"] = aci.Text(strings.Repeat("x", int(a.Max)+1))
	case aci.KindEnum:
		all["a word outside the enumeration"] = aci.Text("bogus")
	case aci.KindFlags:
		all["a flag outside the set"] = aci.Text("bogus")
		all["a flag twice"] = aci.Text(a.Words[0] + "," + a.Words[0])
	case aci.KindNumber:
		all["above the range"] = aci.Number(a.Max + 1)
		if a.Min > 0 {
			all["below the range"] = aci.Number(a.Min - 1)
		}
		if a.Gap > 0 {
			all["in the gap"] = aci.Number(a.Gap)
		}
		all["not a number"] = aci.Text("many")
	case aci.KindPort:
		all["above the range"] = aci.Number(65536)
		all["not a port"] = aci.Text("gopher")
	case aci.KindEncap:
		all["above the range"] = aci.Text("vlan-4095")
		all["not an encapsulation"] = aci.Text("310")
	case aci.KindRef:
		all["the DN of another class"] = dn("uni/tn-k8s")
		all["brackets that do not close"] = aci.Text("uni/tn-[k8s")
	case aci.KindASN:
		all["AS 0"] = aci.Text("0")
		all["above the range"] = aci.Text("4294967296")
	case aci.KindMAC:
		all["not a MAC address"] = aci.Text("00:22:BD")
	case aci.KindRouterID:
		all["IPv6"] = aci.Text("2001:db8::1")
		all["multicast"] = aci.Text("224.0.0.1")
	case aci.KindInterface:
		all["no length"] = aci.Text("192.168.2.7")
		all["not as it is stored"] = aci.Text("2001:DB8:0::7/64")
	case aci.KindPrefix:
		all["no length"] = aci.Text("192.168.2.0")
		all["bits behind the length"] = aci.Text("192.168.2.7/24")
	case aci.KindNeighbor, aci.KindAddr, aci.KindLinkLocal:
		all["not an address"] = aci.Text("192.168.2.300")
		all["not as it is stored"] = aci.Text("2001:DB8:0::7")
	case aci.KindSecret:
		all["empty"] = aci.Text("")
	}
	return all
}

// mutants removes every object, removes and damages every attribute, adds what no
// class has, and puts objects where they do not belong.
func mutants(name string, t aci.Tree) []mutant {
	var all []mutant
	seen := map[string]bool{}
	add := func(what string, i int, change func(*aci.Object) bool) {
		// What is removed may be missed by another object than the first; what is
		// damaged is wrong by itself.
		if !seen[what] || strings.HasPrefix(what, "remove ") {
			all = append(all, mutant{name + ": " + what, func() aci.Tree { return edit(t, i, change) }})
		}
		seen[what] = true
	}
	i := 0
	for n := range t.All() {
		class := string(n.Class)
		def, _ := aci.Define(n.Class)
		add("remove "+class, i, func(*aci.Object) bool { return false })
		add("twice "+class, i, func(o *aci.Object) bool {
			o.Children = append(o.Children, object(aci.TagAnnotation, attributes{"key": aci.Text("a")}), object(aci.TagAnnotation, attributes{"key": aci.Text("a")}))
			return true
		})
		add("misplaced below "+class, i, func(o *aci.Object) bool {
			o.Children = append(o.Children, object(aci.FvTenant, attributes{"name": aci.Text("inner")}))
			return true
		})
		add("unknown class below "+class, i, func(o *aci.Object) bool {
			o.Children = append(o.Children, object("l3extNothing", nil))
			return true
		})
		if n.Class != aci.InfraInfra {
			add("unknown attribute of "+class, i, func(o *aci.Object) bool {
				o.Attributes["colour"] = aci.Text("x")
				return true
			})
			add("attribute of the controller in "+class, i, func(o *aci.Object) bool {
				o.Attributes["modTs"] = aci.Text("never")
				return true
			})
		}
		for _, a := range def.Attributes {
			if _, set := n.Attributes[a.Name]; set {
				add("remove "+class+"."+a.Name, i, func(o *aci.Object) bool {
					delete(o.Attributes, a.Name)
					return true
				})
			}
			if _, set := n.Attributes[a.Name]; set || !a.Naming {
				bad := damages(a)
				for _, what := range slices.Sorted(maps.Keys(bad)) {
					add(class+"."+a.Name+": "+what, i, func(o *aci.Object) bool {
						if o.Attributes == nil {
							o.Attributes = attributes{}
						}
						o.Attributes[a.Name] = bad[what]
						return true
					})
				}
			}
		}
		i++
	}
	return all
}

// reasons say why a mutant that only leaves something out is no error of the
// tree: what is left is a configuration too, and a controller takes it.
func reasons() map[string]string {
	const (
		normal  = "the controller has a default for it"
		promise = "the plan's promises say that a design needs it: without it, predicted sessions, routes or gateways are missing"
		more    = "one of several, and nothing refers to it"
		other   = "what it configures is optional"
		tag     = "a tag may hold any printable text"
	)
	all := map[string]string{
		"tagAnnotation.key: a character outside the set":   tag,
		"tagAnnotation.value: a character outside the set": tag,
	}
	for reason, whats := range map[string]string{
		normal: `bfdIfP.keyId bfdIfPol.detectMult bfdIfPol.minRxIntvl bfdIfPol.minTxIntvl bgpCtxPol.grCtrl bgpCtxPol.holdIntvl
			bgpCtxPol.staleIntvl bgpLocalAsnP.asnPropagate bgpPeerPfxPol.action bgpPeerPfxPol.maxPfx bgpRsPeerToProfile.direction
			bgpRsBestPathCtrlPol.tnBgpBestPathCtrlPolName bgpRsBgpNodeCtxPol.tnBgpCtxPolName bgpRsPeerPfxPol.tnBgpPeerPfxPolName
			bfdRsIfPol.tnBfdIfPolName fvRsBgpCtxPol.tnBgpCtxPolName l3extRsNdIfPol.tnNdIfPolName fvCtx.pcEnfPref
			fvRsCtxToBgpCtxAfPol.af fvnsEncapBlk.allocMode infraAccBndlGrp.lagT l3extInstP.prefGrMemb l3extRsPathL3OutAtt.addr
			l3extSubnet.scope rtctrlCtxP.action rtctrlCtxP.order tagAnnotation.value vzEntry.dFromPort vzEntry.dToPort vzEntry.etherT
			vzEntry.prot vzEntry.stateful vzRsSubjFiltAtt.action vzSubj.revFltPorts vzBrCP.scope`,
		promise: `bgpBestPathCtrlPol.ctrl bgpCtxAfPol.maxEcmp bgpCtxAfPol.maxEcmpIbgp bgpCtxPol.maxAsLimit bgpPeerP bgpPeerP.ctrl
			bgpPeerP.peerCtrl bgpLocalAsnP bgpRsBestPathCtrlPol bgpRsBgpNodeCtxPol bgpRsPeerPfxPol bgpRsPeerToProfile fvRsBgpCtxPol
			fvRsCtxToBgpCtxAfPol l3extIp l3extOut l3extLIfP l3extVirtualLIfP l3extRsPathL3OutAtt l3extVirtualLIfP.autostate
			l3extVirtualLIfP.mtu l3extRsPathL3OutAtt.autostate l3extRsPathL3OutAtt.mtu l3extRsL3DomAtt l3extSubnet.aggregate
			rtctrlMatchRtDest.aggregate rtctrlMatchRtDest.fromPfxLen rtctrlMatchRtDest.toPfxLen rtctrlProfile rtctrlSetPref fvTenant ndIfPol.ctrl`,
		more:  `fvRsCons fvRsProv l3extSubnet rtctrlCtxP rtctrlMatchRtDest infraAccBndlGrp infraFuncP`,
		other: `bfdIfP bfdRsIfPol bfdIfPol ndIfPol l3extRsNdIfPol l3extLoopBackIfP rtctrlScope vzRsSubjGraphAtt tagAnnotation`,
	} {
		for what := range strings.FieldsSeq(whats) {
			all["remove "+what] = reason
		}
	}
	return all
}

// TestMutantsAreRefused breaks the samples in every way that leaves one thing
// wrong.
func TestMutantsAreRefused(t *testing.T) {
	allowed, used := reasons(), map[string]bool{}
	for name, s := range samples() {
		require.Empty(t, s.Validate(), name)
		for _, m := range mutants(name, s) {
			_, what, _ := strings.Cut(m.what, ": ")
			problems := m.tree().Validate()
			for _, p := range problems {
				assert.NotEmpty(t, p.Field, m.what)
				assert.NotEmpty(t, p.Fix, m.what)
				assert.NotEmpty(t, p.Source, m.what)
				assert.NotContains(t, p.Error(), "s3cr3t", m.what)
			}
			switch {
			case len(problems) > 0:
			case strings.HasPrefix(what, "remove ") && strings.HasSuffix(what, ".annotation"):
				// Whose an object is shows in Diff.
			default:
				assert.NotEmpty(t, allowed[what], "nothing is wrong with %s", m.what)
				used[what] = true
			}
		}
	}
	for what := range allowed {
		assert.True(t, used[what], "%s is refused after all", what)
	}
}

// TestMutantsShowInDiff holds every mutant that a controller would take against
// the sample it was made of: no change goes unseen, and the changes lead back.
func TestMutantsShowInDiff(t *testing.T) {
	seen := map[string]bool{}
	for name, s := range samples() {
		normal := s.Normal()
		for _, m := range mutants(name, s) {
			_, what, _ := strings.Cut(m.what, ": ")
			if seen[what] {
				continue
			}
			seen[what] = true
			broken := m.tree()
			forth, err := aci.Diff(normal, broken, owner)
			if err != nil {
				continue // refused
			}
			back, err := aci.Diff(broken.Normal(), s, owner)
			require.NoError(t, err)
			if sameConfiguration(broken, s) {
				assert.Empty(t, back.Changes, m.what)
				continue
			}
			assert.NotEmpty(t, append(back.Changes, forth.Changes...), "neither direction sees %s", m.what)
			// Tags have no annotation: whose they are cannot be told, and they stay.
			if len(back.Changes) > 0 && !strings.Contains(m.what, "tagAnnotation.key") {
				assert.True(t, sameConfiguration(s, apply(broken, back)), "the changes lead not back from %s: %v", m.what, back.Changes)
			}
		}
	}
}
