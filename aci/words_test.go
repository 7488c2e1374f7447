package aci_test

import (
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// TestVersions orders releases as they came, which is not the order of texts.
func TestVersions(t *testing.T) {
	inOrder := []string{"3.2(1l)", "4.2(1)", "4.2(1i)", "4.2(7f)", "5.0(1k)", "5.2(1g)", "5.2(7)", "5.2(7f)", "5.2(10a)", "6.0(2h)", "6.0(2aa)", "15.2(7f)"}
	for i, text := range inOrder {
		v := version(text)
		assert.Equal(t, text, v.String())
		assert.True(t, v.IsSet())
		for j, other := range inOrder {
			want := 0
			switch {
			case i < j:
				want = -1
			case i > j:
				want = 1
			}
			assert.Equal(t, want, v.Compare(version(other)), "%s and %s", text, other)
		}
		var w aci.Version
		require.NoError(t, w.UnmarshalText([]byte(text)))
		assert.Equal(t, v, w)
	}
	for _, text := range []string{"", "5", "5.2", "5.2.7", "5.2(7f", "5.2(f)", "5.2()", "5.2(7fgh)", "5.2(7F)", "v5.2(7f)", "05.2(7f)", "0.1(1a)", "70000.1(1)", "5.2(7f) "} {
		_, err := aci.ParseVersion(text)
		assert.Error(t, err, text)
	}
	assert.Empty(t, aci.Version{}.String())
}

// TestDNs splits at slashes outside brackets.
func TestDNs(t *testing.T) {
	d := mustDN(pathS)
	assert.Equal(t, []aci.RN{"uni", "tn-k8s", "out-standard", "lnodep-rack1", "lifp-ipv4", "rspathL3OutAtt-[topology/pod-1/protpaths-101-102/pathep-[esxi1]]"}, slices.Collect(d.RNs()))
	assert.Equal(t, mustDN(profileS+"/lifp-ipv4"), d.Parent())
	assert.True(t, d.Under(mustDN("uni")) && d.Under(aci.DN{}) && !d.Under(d) && !mustDN("uni/tn-k8s2").Under(mustDN("uni/tn-k8s")))
	assert.False(t, mustDN("uni").Parent().IsSet())
	assert.Equal(t, "topology/pod-1/node-101", aci.NodeDN(1, 101).String())
	assert.Equal(t, "topology/pod-1/paths-101/pathep-[eth1/3]", aci.PathDN(1, 101, "eth1/3").String())
	for _, text := range []string{"", "/uni", "uni/", "uni//tn-a", "uni/[", "uni/]", "uni/a]b[", "uni/\n"} {
		_, err := aci.ParseDN(text)
		assert.Error(t, err, text)
	}
	for text, class := range map[string]aci.Class{
		"uni": aci.PolUni, "topology/pod-1/node-101": aci.FabricNode, aci.VPCPathDN(1, 101, 102, "x").String(): aci.FabricPathEp,
		"uni/vmmp-VMware/dom-x": aci.VmmDomP, "uni/tn-a/ctx-b": aci.FvCtx, "uni/tn-a/prof-b/ctx-c": aci.RtctrlCtxP, "uni/tn-a/subj-b": aci.RtctrlSubjP, "uni/tn-a/brc-b/subj-c": aci.VzSubj,
		"uni/infra/annotationKey-[a/b]": aci.TagAnnotation,
	} {
		got, err := mustDN(text).Class()
		require.NoError(t, err)
		assert.Equal(t, class, got, text)
	}
	_, err := mustDN("uni/tn-a/nowhere").Class()
	assert.EqualError(t, err, `"nowhere" is no RN below a fvTenant`)
}

// TestValues reads what the constructors made.
func TestValues(t *testing.T) {
	n, ok := aci.Number(uint8(64)).Number()
	assert.True(t, ok && n == 64)
	_, ok = aci.Number(-1).Number()
	assert.False(t, ok)
	assert.Equal(t, []string{"export", "import"}, aci.Text("import, export").Flags())
	assert.True(t, aci.Flags("b", "a").Has("b") && !aci.Flags("ab").Has("a") && !aci.Flags().Has(""+"x"))
	assert.Equal(t, "a,b", aci.Flags("b", "a").String())
	p, ok := cidr("192.168.2.101/24").Prefix()
	assert.True(t, ok)
	assert.Equal(t, netip.MustParsePrefix("192.168.2.101/24"), p)
	p, ok = addr("2001:db8::1").Prefix()
	assert.True(t, ok && p.Bits() == 128)
	a, ok := cidr("192.168.2.101/24").Addr()
	assert.True(t, ok && a == netip.MustParseAddr("192.168.2.101"))
	as, ok := aci.Text("64086.59905").ASN()
	assert.True(t, ok && as == 4200000001)
	v, ok := aci.VLAN(310).VLAN()
	assert.True(t, ok && v == 310)
	for _, text := range []string{"vlan-0", "vlan-4095", "310", "unknown"} {
		_, ok = aci.Text(text).VLAN()
		assert.False(t, ok, text)
	}
	d, ok := aci.Ref(aci.NodeDN(1, 101)).DN()
	assert.True(t, ok && d == aci.NodeDN(1, 101))
	assert.Equal(t, aci.Value{}, aci.Addr(netip.Addr{}))
	assert.True(t, aci.Password(fabric.NewSecret("x")).IsSecret() && !aci.Text("x").IsSecret())
	assert.Equal(t, "x", aci.Password(fabric.NewSecret("x")).Secret().Reveal())
}

// TestSchemaHoldsTogether checks the rows against one another.
func TestSchemaHoldsTogether(t *testing.T) {
	assert.Len(t, aci.Classes(), 66)
	for _, c := range aci.Classes() {
		def, ok := aci.Define(c)
		require.True(t, ok)
		for _, p := range def.Parents {
			_, ok := aci.Define(p)
			assert.True(t, ok, "%s is below %s, which is no class", c, p)
		}
		seen := map[string]bool{}
		for _, a := range def.Attributes {
			assert.False(t, seen[a.Name], "%s.%s stands twice", c, a.Name)
			seen[a.Name] = true
			for _, target := range append(slices.Clone(a.Targets), a.Names) {
				_, ok := aci.Define(target)
				assert.True(t, ok || target == "", "%s.%s refers to %s, which is no class", c, a.Name, target)
			}
			if a.Default != "" && a.Kind == aci.KindEnum {
				assert.Contains(t, a.Words, a.Default)
			}
			if a.Kind == aci.KindNumber || a.Kind == aci.KindText {
				assert.LessOrEqual(t, a.Min, a.Max, "%s.%s", c, a.Name)
			}
		}
	}
	_, ok := aci.Define("l3extNothing")
	assert.False(t, ok)
	def, _ := aci.Define(aci.BgpPeerP)
	def.Attributes[0].Name = "changed"
	again, _ := aci.Define(aci.BgpPeerP)
	assert.Equal(t, "addr", again.Attributes[0].Name, "what Define returns is a copy")
}
