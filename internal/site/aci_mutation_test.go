package site

import (
	"maps"
	"net/netip"
	"path/filepath"
	"reflect"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
)

// The guards of what a controller is told, besides those of texts.
const (
	guardRules    = "rules"    // the tree contradicts the object model, or itself
	guardConform  = "conform"  // the tree is not what the plan says
	guardFailures = "failures" // a promise breaks when something fails
)

// TestEveryObjectIsGuarded removes every object of the requests of every bundled ACI
// design, and removes and damages every attribute of it and adds every other one, one at a time,
// and asks who notices. What nobody notices must be in the list of exemptions, and every
// exemption must be needed.
//
// The designs of the documents are broken in all places; of the others, what no
// design before had. With -v it prints what is caught by what.
func TestEveryObjectIsGuarded(t *testing.T) {
	used, seen := map[string]bool{}, map[string]bool{}
	designs := bundledACI(t)
	slices.Reverse(designs) // those of the documents first
	for _, design := range designs {
		name := filepath.Base(design)
		t.Run(name, func(t *testing.T) {
			m := newTreeMutator(t, build(t, name))
			m.seen = seen
			m.everywhere = strings.HasPrefix(name, "seed")
			m.objects(t, m.tree.Roots, nil)
			for i := range m.tree.Roots {
				m.object(t, &m.tree.Roots[i], aci.UniDN())
			}
			t.Logf("%v", m.counts)
			maps.Copy(used, m.used)
		})
	}
	for _, e := range aciExemptions() {
		assert.True(t, used[e.line.String()], "exemption %q is not needed by any object", e.line)
	}
}

// A treeMutator breaks the tree that was read back from the requests of a correct
// site: in place, one thing at a time, and puts it back.
type treeMutator struct {
	*mutator
	tree       aci.Tree
	leaves     []aci.DN // of the fabric, to refer to another one
	exemptions []exemption
	everywhere bool            // break all objects, and not only those of a new kind
	seen       map[string]bool // the kinds of mutants that were tried
	used       map[string]bool // the exemptions that were needed
	counts     map[string]int
}

func newTreeMutator(t *testing.T, s *Site) *treeMutator {
	t.Helper()
	m := &treeMutator{mutator: newMutator(t, s), exemptions: aciExemptions(), used: map[string]bool{}, counts: map[string]int{}}
	var err error
	m.tree, err = s.aciTree()
	require.NoError(t, err)
	require.NoError(t, m.tree.Validate().Err())
	require.NoError(t, m.tree.Check(s.Plan).Err())
	for _, l := range aci.FactsOf(s.Plan).Leaves {
		m.leaves = append(m.leaves, aci.NodeDN(l.Pod, l.Node))
	}
	return m
}

// objects removes each of some siblings. store puts the others where they belong,
// and is nil for the roots.
func (m *treeMutator) objects(t *testing.T, all []aci.Object, store func([]aci.Object)) {
	t.Helper()
	if store == nil {
		store = func(rest []aci.Object) { m.tree.Roots = rest }
	}
	for i := range all {
		store(slices.Delete(slices.Clone(all), i, i+1))
		m.judge(t, string(all[i].Class)+": removed", all[i].String())
	}
	store(all)
}

// object breaks the attributes of one object, and all below it.
func (m *treeMutator) object(t *testing.T, o *aci.Object, at aci.DN) {
	t.Helper()
	rn, err := o.RN()
	require.NoError(t, err)
	at = at.Child(rn)
	m.objects(t, o.Children, func(rest []aci.Object) { o.Children = rest })
	def, ok := aci.Define(o.Class)
	require.True(t, ok)
	whole := o.Attributes
	for _, a := range def.Attributes {
		value, set := whole[a.Name]
		key := string(o.Class) + "." + a.Name + ": "
		if set {
			o.Attributes = maps.Clone(whole)
			delete(o.Attributes, a.Name)
			m.judge(t, key+"removed", at.String())
		} else {
			key, value = key+"added, ", aci.Text(a.Default)
		}
		others := m.others(a, value)
		for _, how := range slices.Sorted(maps.Keys(others)) {
			o.Attributes = map[string]aci.Value{}
			maps.Copy(o.Attributes, whole)
			o.Attributes[a.Name] = others[how]
			m.judge(t, key+how, at.String())
		}
		o.Attributes = whole
	}
	status := o.Status
	for _, other := range []aci.Status{aci.Upsert, aci.Created, aci.Modified, aci.Deleted} {
		if o.Status = other; other != status {
			m.judge(t, string(o.Class)+": status "+strconv.Quote(status.String())+" to "+strconv.Quote(other.String()), at.String())
		}
	}
	o.Status = status
	for i := range o.Children {
		m.object(t, &o.Children[i], at)
	}
}

// judge asks who notices what is broken right now.
func (m *treeMutator) judge(t *testing.T, key, where string) {
	t.Helper()
	if m.seen[key] && !m.everywhere {
		return
	}
	m.seen[key] = true
	verdict := m.verdictOfTree(t)
	m.counts[verdict]++
	if testing.Verbose() {
		t.Logf("%s: %s: %s", where, key, verdict)
	}
	if verdict != guardNone {
		return
	}
	at := slices.IndexFunc(m.exemptions, func(e exemption) bool { return e.line.MatchString(key) })
	if at < 0 {
		t.Errorf("%s: nobody notices: %s", where, key)
		return
	}
	m.used[m.exemptions[at].line.String()] = true
}

func (m *treeMutator) verdictOfTree(t *testing.T) string {
	t.Helper()
	if m.tree.Validate().Err() != nil {
		return guardRules
	}
	leaves, err := aci.Routers(m.tree, aci.FactsOf(m.site.Plan))
	if err != nil {
		return guardRead
	}
	if !reflect.DeepEqual(leaves, m.switches) {
		if verdict := m.verdictOfLeaves(t, leaves); verdict != guardNone {
			return verdict
		}
	}
	if m.tree.Check(m.site.Plan).Err() != nil {
		return guardConform
	}
	return guardNone
}

func (m *treeMutator) verdictOfLeaves(t *testing.T, leaves []routing.Router) string {
	t.Helper()
	all := slices.Concat(leaves, slices.Concat(m.nodes...))
	tables, err := routing.Simulate(all)
	if err != nil {
		return guardRead
	}
	if len(verify.Check(m.site.Plan, m.site.State, tables)) > 0 {
		return guardCheck
	}
	resilience, err := verify.CheckFailures(m.site.Plan, m.site.State, tables, verify.Singles)
	require.NoError(t, err)
	if len(resilience.Broken) > 0 {
		return guardFailures
	}
	return guardNone
}

// others are values that an attribute could have instead, by how they differ.
func (m *treeMutator) others(a aci.Attribute, now aci.Value) map[string]aci.Value {
	all := map[string]aci.Value{}
	damaged := func(v aci.Value) { all["damaged"] = v }
	switch a.Kind {
	case aci.KindEnum:
		for _, w := range a.Words {
			all["to "+w] = aci.Text(w)
		}
	case aci.KindFlags:
		for _, w := range a.Words {
			if now.Has(w) {
				all["without "+w] = aci.Flags(slices.DeleteFunc(now.Flags(), func(f string) bool { return f == w })...)
			} else {
				all["with "+w] = aci.Flags(append(now.Flags(), w)...)
			}
		}
	case aci.KindNumber:
		n, ok := now.Number()
		switch {
		case !ok:
			damaged(aci.Number(max(1, a.Min)))
		case n == a.Max:
			damaged(aci.Number(n - 1))
		default:
			damaged(aci.Number(n + 1))
		}
		for _, w := range a.Words {
			all["to "+w] = aci.Text(w)
		}
	case aci.KindPort:
		damaged(aci.Text("1024"))
	case aci.KindEncap:
		if vlan, ok := now.VLAN(); ok {
			all["one more"], all["one less"] = aci.VLAN(vlan+1), aci.VLAN(vlan-1)
		}
	case aci.KindASN:
		as, _ := now.ASN()
		damaged(aci.ASN(as + 1))
	case aci.KindRouterID, aci.KindAddr, aci.KindInterface, aci.KindPrefix, aci.KindNeighbor, aci.KindLinkLocal:
		all = otherAddresses(a.Kind, now)
	case aci.KindMAC:
		damaged(aci.Text("00:22:BD:F8:19:FE"))
	case aci.KindRef:
		all = m.otherTargets(now)
	case aci.KindSecret:
		damaged(aci.Password(fabric.NewSecret("another")))
	case aci.KindText:
		damaged(aci.Text(now.String() + "x"))
	}
	maps.DeleteFunc(all, func(_ string, v aci.Value) bool { return v == now })
	return all
}

// otherAddresses are the next address, and the same one with another length.
func otherAddresses(kind aci.Kind, now aci.Value) map[string]aci.Value {
	p, ok := now.Prefix()
	if !ok || p.Addr().IsUnspecified() && p.Bits() > 0 {
		return map[string]aci.Value{"damaged": aci.Text("192.0.2.1/24")}
	}
	all := map[string]aci.Value{}
	bare := kind == aci.KindRouterID || kind == aci.KindAddr || kind == aci.KindLinkLocal || kind == aci.KindNeighbor && p.IsSingleIP()
	switch {
	case bare:
		all["next address"] = aci.Addr(p.Addr().Next())
	case kind == aci.KindInterface:
		all["next address"] = aci.Prefix(netip.PrefixFrom(p.Addr().Next(), p.Bits()))
		all["longer"] = aci.Prefix(netip.PrefixFrom(p.Addr(), p.Bits()+1))
		all["shorter"] = aci.Prefix(netip.PrefixFrom(p.Addr(), p.Bits()-1))
	default:
		if p.Bits() > 0 {
			all["next prefix"] = aci.Prefix(nextPrefix(p))
			all["shorter"] = aci.Prefix(netip.PrefixFrom(p.Addr(), p.Bits()-1).Masked())
		}
		if !p.IsSingleIP() {
			all["longer"] = aci.Prefix(netip.PrefixFrom(p.Addr(), p.Bits()+1))
		}
	}
	return all
}

// nextPrefix is the one behind p, of the same length.
func nextPrefix(p netip.Prefix) netip.Prefix {
	b := p.Addr().AsSlice()
	bit := p.Bits() - 1
	b[bit/8] ^= 1 << (7 - bit%8)
	a, _ := netip.AddrFromSlice(b)
	return netip.PrefixFrom(a, p.Bits())
}

// otherTargets are DNs of the same class: another leaf, a name that nothing has, the
// leaves of a pair the other way round.
func (m *treeMutator) otherTargets(now aci.Value) map[string]aci.Value {
	all := map[string]aci.Value{}
	text := now.String()
	if at := slices.IndexFunc(m.leaves, func(l aci.DN) bool { return l.String() == text }); at >= 0 {
		all["another leaf"] = aci.Ref(m.leaves[(at+1)%len(m.leaves)])
		all["a leaf that is none"] = aci.Text(text + "9")
		return all
	}
	before, rest, isPair := strings.Cut(text, "/protpaths-")
	if isPair {
		pair, path, _ := strings.Cut(rest, "/")
		a, b, _ := strings.Cut(pair, "-")
		all["the other way round"] = aci.Text(before + "/protpaths-" + b + "-" + a + "/" + path)
	}
	if name, inBrackets := strings.CutSuffix(text, "]"); inBrackets {
		all["another name"] = aci.Text(name + "x]")
	} else {
		all["another name"] = aci.Text(strings.TrimSuffix(text, "-static") + "x")
		if i := strings.LastIndex(text, "]-"); i >= 0 {
			all["another name"] = aci.Text(text[:i] + "x" + text[i:])
		}
	}
	return all
}
