package aci_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// An entry is one of a route map, as a leaf applies it.
type routeEntry struct {
	order      uint64
	preference string
	prefixes   []*aci.Object
}

// readRouteMap resolves a route map's match and set rules in the L3Out's tenant.
func readRouteMap(t *testing.T, tree aci.Tree, tenant, out, name string) []routeEntry {
	t.Helper()
	profile := tree.Find(mustDN("uni/tn-" + tenant + "/out-" + out + "/prof-" + name))
	if profile == nil {
		return nil
	}
	var all []routeEntry
	for _, context := range profile.Children {
		e := routeEntry{}
		e.order, _ = context.Value("order").Number()
		assert.Equal(t, "permit", context.Value("action").String())
		for _, c := range context.Children {
			switch c.Class {
			case aci.RtctrlRsCtxPToSubjP:
				rule := at(t, tree, "tn-"+tenant+"/subj-"+c.Value("tnRtctrlSubjPName").String())
				for i := range rule.Children {
					e.prefixes = append(e.prefixes, &rule.Children[i])
				}
			case aci.RtctrlScope:
				set := at(t, tree, "tn-"+tenant+"/attr-"+c.Children[0].Value("tnRtctrlAttrPName").String())
				e.preference = set.Children[0].Value("localPref").String()
			}
		}
		all = append(all, e)
	}
	slices.SortFunc(all, func(a, b routeEntry) int { return int(a.order) - int(b.order) })
	return all
}

// passes applies a route map to a prefix: by the first entry with a match rule that
// holds it.
func passes(entries []routeEntry, p netip.Prefix) (preference string, ok bool) {
	for _, e := range entries {
		for _, o := range e.prefixes {
			in, _ := o.Value("ip").Prefix()
			from, _ := o.Value("fromPfxLen").Number()
			to, _ := o.Value("toPfxLen").Number()
			if o.Value("aggregate").String() == "no" {
				if in == p {
					return e.preference, true
				}
				continue
			}
			if to == 0 {
				to = uint64(p.Addr().BitLen())
			}
			if n := uint64(p.Bits()); in.Overlaps(p) && p.Bits() >= in.Bits() && from <= n && n <= to {
				return e.preference, true
			}
		}
	}
	return "", false
}

// TestRouteMapsMeanTheRules compares a route map with its rules on prefixes drawn at
// random: a prefix passes when a rule takes it, with the highest preference of
// those that do.
func TestRouteMapsMeanTheRules(t *testing.T) {
	r := rand.New(rand.NewPCG(1, 2))
	prefix := func(bits int) netip.Prefix {
		if r.IntN(4) == 0 {
			a := netip.MustParseAddr("2001:db8::").As16()
			a[15] = byte(r.IntN(16))
			return netip.PrefixFrom(netip.AddrFrom16(a), 96+bits).Masked()
		}
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(r.IntN(16))}), bits).Masked()
	}
	accepted, preferred := 0, 0
	for range 300 {
		var rules []fabric.Accept
		for i := range 1 + r.IntN(8) {
			p := prefix([]int{0, 8, 28, 30, 32}[r.IntN(5)])
			a := fabric.Accept{Why: fmt.Sprintf("rule %d", i), Prefix: p}
			a.Min = p.Bits() + r.IntN(1+p.Addr().BitLen()-p.Bits())
			a.Max = a.Min + r.IntN(1+p.Addr().BitLen()-a.Min)
			a.LocalPreference = uint32([]int{0, 0, 150, 200}[r.IntN(4)])
			rules = append(rules, a)
		}
		p := floatingPlan()
		p.ACI.L3Outs[0].Import, p.ACI.L3Outs[0].Export = rules, nil
		tree, err := aci.Emit(p)
		if err != nil {
			require.ErrorContains(t, err, "entries, and a route map has 10")
			continue
		}
		entries := readRouteMap(t, tree, "prod", "calico", "default-import")
		for range 200 {
			q := prefix(r.IntN(33))
			var want uint32
			taken := false
			for _, a := range rules {
				if a.Prefix.Contains(q.Addr()) && a.Min <= q.Bits() && q.Bits() <= a.Max {
					taken, want = true, max(want, a.LocalPreference)
				}
			}
			preference, ok := passes(entries, q)
			require.Equal(t, taken, ok, "%s by %v", q, rules)
			if text := ""; taken {
				accepted++
				if want != 0 {
					preferred++
					text = fmt.Sprint(want)
				}
				require.Equal(t, text, preference, "%s by %v", q, rules)
			}
		}
	}
	assert.Greater(t, accepted, 5000)
	assert.Greater(t, preferred, 2000)
}

// TestLengths are the forms of a match rule.
func TestLengths(t *testing.T) {
	for _, row := range []struct {
		says   string
		accept fabric.Accept
		want   string // aggregate from to
	}{
		{"the prefix alone", within("", "10.0.0.0/16", 16, 16), "no 0 0"},
		{"a host", within("", "10.0.0.1/32"), "no 0 0"},
		{"the default route alone", within("", "0.0.0.0/0", 0, 0), "no 0 0"},
		{"everything", within("", "0.0.0.0/0"), "yes 0 0"},
		{"everything of IPv6", within("", "::/0"), "yes 0 0"},
		{"all inside", within("", "10.0.0.0/16"), "yes 0 0"},
		{"the prefix and some inside: from is no longer than the prefix, so it is left out", within("", "10.0.0.0/16", 16, 26), "yes 0 26"},
		{"blocks alone", within("", "10.0.0.0/16", 26, 26), "yes 26 26"},
		{"blocks and hosts", within("", "10.0.0.0/16", 26, 32), "yes 26 32"},
	} {
		p := floatingPlan()
		p.ACI.L3Outs[0].Export = []fabric.Accept{row.accept}
		o := at(t, emitted(t, p), "tn-prod/subj-calico-export-match/dest-["+row.accept.Prefix.String()+"]")
		assert.Equal(t, row.want, fmt.Sprint(o.Value("aggregate"), " ", o.Value("fromPfxLen"), " ", o.Value("toPfxLen")), row.says)
	}
}

// TestPreferredPools: the preference is set by a rule of its own, and comes first.
func TestPreferredPools(t *testing.T) {
	tree := emitted(t, preferredPlan())
	assert.Equal(t, aci.Number(200), at(t, tree, "tn-prod/attr-calico-import-preference-200/spref").Attributes["localPref"])
	for name, order := range map[string]int{"calico-import-preference-200": 0, "calico-import-match": 1, "calico-import-match-2": 2} {
		assert.Equal(t, aci.Number(order), at(t, tree, "tn-prod/out-calico/prof-default-import/ctx-"+name).Attributes["order"])
	}
	assert.Equal(t, aci.Number(32), at(t, tree, "tn-prod/subj-calico-import-match-2/dest-[192.168.8.0/22]").Attributes["fromPfxLen"],
		"a second range of one prefix")
}
