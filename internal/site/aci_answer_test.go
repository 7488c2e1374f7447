package site

import (
	"encoding/json"
	"maps"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// TestAnswersOfAController holds the requests of every bundled ACI design against
// what a controller that took them answers to
//
//	/api/mo/ROOT.json?rsp-subtree=full&rsp-prop-include=config-only
//
// with all that it changes and adds, and with objects of others: there is nothing
// to do. When one thing of ours is removed, altered or added there, that comes
// back and nothing else happens.
func TestAnswersOfAController(t *testing.T) {
	for _, design := range bundledACI(t) {
		name := filepath.Base(design)
		t.Run(name, func(t *testing.T) {
			m := newTreeMutator(t, build(t, name))
			want, err := m.site.aciTree()
			require.NoError(t, err)
			m.seen = map[string]bool{}
			l := live{treeMutator: m, want: want}
			l.unchanged(t)
			all := slices.Collect(m.tree.All())
			for _, n := range all {
				if n.Status == aci.Modified {
					continue // somebody else's
				}
				l.removed(t, n)
				l.altered(t, n)
			}
			for _, n := range all {
				l.added(t, n)
			}
			t.Logf("%v", l.counts)
		})
	}
}

// live is a controller that holds the mutator's tree, and what is wanted of it.
type live struct {
	*treeMutator
	want aci.Tree
}

// diff is what has to be done, by way of the answers of all roots; what is foreign
// is in no request. Passwords cannot be compared, which is said of each.
func (l *live) diff(t *testing.T) aci.Difference {
	t.Helper()
	have := aci.Tree{Version: l.tree.Version}
	for i := range l.tree.Roots {
		part, err := aci.ParseAnswer(answerOf(t, &l.tree.Roots[i]))
		require.NoError(t, err)
		have.Roots = append(have.Roots, part.Roots...)
	}
	d, err := aci.Diff(have, l.want, aci.Owner)
	require.NoError(t, err)
	for _, p := range d.Problems {
		assert.Equal(t, aci.CodeNotCompared, p.Code, "%v", p)
	}
	posts, err := d.Posts()
	require.NoError(t, err)
	for _, p := range posts {
		assert.NotContains(t, string(p.JSON()), "by-hand")
	}
	return d
}

func (l *live) unchanged(t *testing.T) {
	t.Helper()
	d := l.diff(t)
	assert.Empty(t, d.Changes)
	secrets := 0
	for n := range l.want.All() {
		for _, v := range n.Attributes {
			if v.IsSecret() {
				secrets++
			}
		}
	}
	require.NotZero(t, secrets)
	assert.Len(t, d.Problems, secrets)
}

// removed takes an object away: it is made again with all below it, or set again
// where the controller keeps an empty one.
func (l *live) removed(t *testing.T, n *aci.Node) {
	t.Helper()
	siblings := &l.tree.Roots
	if n.Parent != nil {
		siblings = &n.Parent.Children
	}
	whole := *siblings
	at := slices.IndexFunc(whole, func(o aci.Object) bool { return o.String() == n.String() })
	require.GreaterOrEqual(t, at, 0)
	removed := whole[at]
	*siblings = slices.Delete(slices.Clone(whole), at, at+1)
	d := l.diff(t)
	*siblings = whole
	if !assert.Len(t, d.Changes, 1, "%s removed", n.DN) {
		return
	}
	c := d.Changes[0]
	assert.Equal(t, n.DN, c.DN)
	l.counts["removed"]++
	if n.Class == aci.BgpRsPeerPfxPol {
		assert.Equal(t, aci.Modify, c.Action)
		return
	}
	assert.Equal(t, aci.Create, c.Action)
	assert.Equal(t, removed.String(), c.Object.String())
}

// altered sets each attribute of each class to something else: it is set back, alone.
func (l *live) altered(t *testing.T, n *aci.Node) {
	t.Helper()
	def, _ := aci.Define(n.Class)
	whole := n.Attributes
	for _, a := range def.Attributes {
		if _, set := whole[a.Name]; !set || a.Naming || a.Kind == aci.KindSecret {
			continue
		}
		for how, v := range l.others(a, whole[a.Name]) {
			key := string(n.Class) + "." + a.Name + ": " + how
			if l.seen[key] {
				continue
			}
			l.seen[key] = true
			n.Attributes = maps.Clone(whole)
			n.Attributes[a.Name] = v
			d := l.diff(t)
			n.Attributes = whole
			if !assert.Len(t, d.Changes, 1, "%s: %s %s", n.DN, a.Name, how) {
				continue
			}
			c := d.Changes[0]
			assert.Equal(t, aci.Modify, c.Action)
			assert.Equal(t, n.DN, c.DN)
			assert.Equal(t, []string{a.Name}, slices.Collect(maps.Keys(c.Was)), "%s: %s", n.DN, how)
			assert.Equal(t, whole[a.Name], c.Object.Attributes[a.Name])
			l.counts["altered"]++
		}
	}
}

// added puts a further object of ours below another: it goes, alone.
func (l *live) added(t *testing.T, n *aci.Node) {
	t.Helper()
	ours := aci.Text(aci.Owner)
	further := map[aci.Class]aci.Object{
		aci.InfraInfra:       {Class: aci.InfraAttEntityP, Attributes: aci.Attributes{"name": aci.Text("further"), "annotation": ours}},
		aci.FvnsVlanInstP:    {Class: aci.FvnsEncapBlk, Attributes: aci.Attributes{"from": aci.VLAN(3999), "to": aci.VLAN(4000), "annotation": ours}},
		aci.FvTenant:         {Class: aci.VzBrCP, Attributes: aci.Attributes{"name": aci.Text("further"), "annotation": ours}},
		aci.L3extInstP:       {Class: aci.L3extSubnet, Attributes: aci.Attributes{"ip": aci.Text("203.0.113.0/24"), "annotation": ours}},
		aci.L3extVirtualLIfP: {Class: aci.BgpPeerP, Attributes: aci.Attributes{"addr": aci.Text("203.0.113.9"), "annotation": ours}},
		aci.RtctrlSubjP:      {Class: aci.RtctrlMatchRtDest, Attributes: aci.Attributes{"ip": aci.Text("203.0.113.0/24"), "annotation": ours}},
	}
	o, ok := further[n.Class]
	if !ok {
		return
	}
	rn, err := o.RN()
	require.NoError(t, err)
	whole := n.Children
	n.Children = append(slices.Clone(whole), o)
	d := l.diff(t)
	n.Children = whole
	if assert.Len(t, d.Changes, 1, n.DN) {
		assert.Equal(t, aci.Delete, d.Changes[0].Action)
		assert.Equal(t, n.DN.Child(rn), d.Changes[0].DN)
		l.counts["added"]++
	}
}

// answerOf is the controller's answer of one root.
func answerOf(t *testing.T, root *aci.Object) []byte {
	t.Helper()
	rn, err := root.RN()
	require.NoError(t, err)
	o := answered(root)
	for _, body := range o {
		body["attributes"].(map[string]string)["dn"] = "uni/" + string(rn) // of children there is neither dn nor rn
	}
	text, err := json.Marshal(map[string]any{"totalCount": "1", "imdata": []any{o}})
	require.NoError(t, err)
	return text
}

// answered is an object as a controller shows it: every attribute, those that were
// not set with their defaults; flags sorted, some ports by their names; no
// password and no status.
func answered(o *aci.Object) map[string]map[string]any {
	ports := map[string]string{"443": "https", "80": "http", "53": "dns", "22": "ssh", "25": "smtp"}
	attributes := map[string]string{"ownerKey": "", "ownerTag": "", "userdom": ":all:common:"}
	def, _ := aci.Define(o.Class)
	for _, a := range def.Attributes {
		text := o.Value(a.Name).String()
		switch {
		case a.Kind == aci.KindSecret || a.Name == "userdom":
			continue
		case a.Kind == aci.KindFlags:
			flags := strings.Split(text, ",")
			slices.Sort(flags)
			text = strings.Join(flags, ",")
		case a.Kind == aci.KindPort && ports[text] != "":
			text = ports[text]
		case a.Kind == aci.KindEncap && text == "":
			text = "unknown"
		}
		attributes[a.Name] = text
	}
	var children []any
	for i := range o.Children {
		children = append(children, answered(&o.Children[i]))
	}
	for _, c := range added(o) {
		children = append(children, c)
	}
	body := map[string]any{"attributes": attributes}
	if len(children) > 0 {
		body["children"] = children
	}
	return map[string]map[string]any{string(o.Class): body}
}

// added are children that nobody asked the controller for, and some of somebody
// else's: made by hand, without an annotation, or by another tool.
func added(o *aci.Object) []map[string]map[string]any {
	var all []map[string]map[string]any
	add := func(class aci.Class, attributes map[string]string, children ...any) {
		body := map[string]any{"attributes": attributes}
		if len(children) > 0 {
			body["children"] = children
		}
		all = append(all, map[string]map[string]any{string(class): body})
	}
	has := func(class aci.Class) bool {
		return slices.ContainsFunc(o.Children, func(c aci.Object) bool { return c.Class == class })
	}
	switch o.Class {
	case aci.BgpPeerP:
		if !has(aci.BgpRsPeerPfxPol) {
			add(aci.BgpRsPeerPfxPol, map[string]string{"annotation": "", "tnBgpPeerPfxPolName": "", "userdom": "all"})
		}
	case aci.L3extLIfP:
		add(aci.L3extRsNdIfPol, map[string]string{"annotation": "", "tnNdIfPolName": "", "userdom": "all"})
		add("l3extRsEgressQosDppPol", map[string]string{"annotation": "", "tnQosDppPolName": ""})
		add("l3extRsLIfPCustQosPol", map[string]string{"annotation": "", "tnQosCustomPolName": ""})
	case aci.L3extInstP:
		add("l3extRsInstPToNatMappingEPg", map[string]string{"annotation": "", "tDn": ""})
		add("fvRsCustQosPol", map[string]string{"annotation": "", "tnQosCustomPolName": ""})
		add(aci.FvRsCons, map[string]string{"annotation": "", "tnVzBrCPName": "by-hand", "prio": "unspecified"})
	case aci.FvCtx:
		add(aci.FvRsBgpCtxPol, map[string]string{"annotation": "", "tnBgpCtxPolName": "", "userdom": "all"})
		add("vzAny", map[string]string{"annotation": "", "matchT": "AtleastOne", "prefGrMemb": "disabled"})
	case aci.L3extOut:
		add(aci.L3extInstP, map[string]string{"annotation": "", "name": "by-hand", "prefGrMemb": "exclude"},
			map[string]map[string]any{string(aci.L3extSubnet): {"attributes": map[string]string{"annotation": "", "ip": "198.51.100.0/24", "scope": "import-security"}}})
	case aci.FvTenant:
		add("fvRsTenantMonPol", map[string]string{"annotation": "", "tnMonEPGPolName": ""})
		add(aci.L3extOut, map[string]string{"annotation": "orchestrator:terraform", "name": "by-hand", "enforceRtctrl": "export"},
			map[string]map[string]any{string(aci.L3extRsEctx): {"attributes": map[string]string{"annotation": "orchestrator:terraform", "tnFvCtxName": "by-hand"}}})
	case aci.InfraInfra:
		add(aci.InfraAttEntityP, map[string]string{"annotation": "", "name": "by-hand"})
	}
	return all
}

// TestWhatOthersHoldStays takes the whole design away again: what is somebody
// else's stays, and what of ours it is in.
func TestWhatOthersHoldStays(t *testing.T) {
	m := newTreeMutator(t, build(t, "aci-floating-dual-stack.yaml"))
	l := live{treeMutator: m}
	var have aci.Tree
	for i := range l.tree.Roots {
		part, err := aci.ParseAnswer(answerOf(t, &l.tree.Roots[i]))
		require.NoError(t, err)
		have.Roots = append(have.Roots, part.Roots...)
	}
	d, err := aci.Diff(have, aci.Tree{}, aci.Owner)
	require.NoError(t, err)
	kept := map[string]bool{}
	for _, p := range d.Problems {
		assert.Equal(t, aci.CodeKept, p.Code)
		assert.Equal(t, fabric.Warning, p.Severity)
		kept[p.Field] = true
	}
	assert.Equal(t, map[string]bool{"uni/tn-platform": true, "uni/tn-platform/out-prod": true, "uni/tn-platform/out-prod/instP-default": true}, kept)
	for _, c := range d.Changes {
		assert.Equal(t, aci.Delete, c.Action)
		assert.False(t, kept[c.DN.String()], c.DN)
		assert.NotContains(t, c.DN.String(), "by-hand")
	}
	assert.NotEmpty(t, d.Changes)
}
