package fabric

import (
	"encoding/json"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func verdicts(a Advice) map[string][2]Verdict {
	all := map[string][2]Verdict{}
	for _, row := range a.Rows {
		all[row.Topic] = [2]Verdict{row.Floating, row.Standard}
	}
	return all
}

// TestAdviceFollowsTheTable walks every row of the table over its bounds.
func TestAdviceFollowsTheTable(t *testing.T) {
	standard := func(s string) SVI { return StandardSVI{NodeSubnets: v4(s)} }
	use := func(u ACIUse) func(*Design) { return onACI(func(f *ACI) { f.InUse = u }) }
	asIs := func(*Design) {}
	for _, row := range []struct {
		name      string
		of        func() *Design
		by        func(*Design)
		topic     string
		want      [2]Verdict
		recommend SVIKind
	}{
		{"three racks", wide(3, 2, FloatingSVI{}), asIs, "rack span", [2]Verdict{Fits, Fits}, FloatingKind},
		{"four racks", wide(4, 2, FloatingSVI{}), asIs, "rack span", [2]Verdict{FitsWithDrawback, Fits}, StandardKind},
		{"six racks", wide(6, 2, standard("10.21.0.0/16")), asIs, "rack span", [2]Verdict{FitsWithDrawback, Fits}, StandardKind},
		{"seven racks", wide(7, 2, standard("10.21.0.0/16")), asIs, "rack span", [2]Verdict{FitsWithDrawback, DoesNotFit}, FloatingKind},
		{"19 racks", wide(19, 1, anchoredIn(3, 19)), asIs, "rack span", [2]Verdict{FitsWithDrawback, DoesNotFit}, FloatingKind},
		{"20 racks", wide(20, 1, anchoredIn(3, 20)), asIs, "rack span", [2]Verdict{DoesNotFit, DoesNotFit}, NeitherSVI},
		{"a subnet with room", floatingDesign, asIs, "node subnets", [2]Verdict{Fits, FitsWithDrawback}, FloatingKind},
		{"a subnet without room", floatingDesign, onFloating(func(f *FloatingSVI) { f.NodeSubnet = v4("192.168.2.0/29") }), "node subnets", [2]Verdict{DoesNotFit, FitsWithDrawback}, StandardKind},
		{"a range without room", standardDesign, onStandard(func(s *StandardSVI) { s.NodeSubnets = v4("192.168.1.0/27") }), "node subnets", [2]Verdict{Fits, DoesNotFit}, FloatingKind},
		{"a VLAN for each node", standardDesign, onStandard(func(s *StandardSVI) { s.VLANs = VLANRange{300, 305} }), "VLANs", [2]Verdict{Fits, Fits}, FloatingKind},
		{"a VLAN too few", standardDesign, onStandard(func(s *StandardSVI) { s.VLANs = VLANRange{300, 304} }), "VLANs", [2]Verdict{Fits, DoesNotFit}, FloatingKind},
		{"a VLAN too few in the pool", floatingDesign, onACI(func(f *ACI) { f.Access.VLANs = []VLANRange{{300, 304}} }), "VLANs", [2]Verdict{Fits, DoesNotFit}, FloatingKind},
		{"a node on one leaf", floatingDesign, onNode(func(n *Node) { n.Attach = SingleHomed{Leaf: "leaf201"} }), "static path bindings", [2]Verdict{Fits, DoesNotFit}, FloatingKind},
		{"no machines", floatingDesign, asIs, "VM mobility", [2]Verdict{Fits, Fits}, FloatingKind},
		{"machines in two racks", floatingDesign, onNode(func(n *Node) { n.Attach = VM{Host: "esx1"} }), "VM mobility", [2]Verdict{FitsWithDrawback, FitsWithDrawback}, FloatingKind},
		{"machines in one rack", wide(1, 2, FloatingSVI{}), onNode(func(n *Node) { n.Attach = VM{Host: "esx1"} }), "VM mobility", [2]Verdict{Fits, FitsWithDrawback}, FloatingKind},
		{"bare metal in a VMware domain", floatingDesign, onFloating(func(f *FloatingSVI) { f.VMM = "vds" }), "VM mobility", [2]Verdict{DoesNotFit, Fits}, StandardKind},
		{"the 200th floating address", standardDesign, use(ACIUse{FloatingAddresses: 199}), "floating addresses in the fabric", [2]Verdict{Fits, Fits}, StandardKind},
		{"the 201st floating address", standardDesign, use(ACIUse{FloatingAddresses: 200}), "floating addresses in the fabric", [2]Verdict{DoesNotFit, Fits}, StandardKind},
		{"two floating addresses of a dual-stack cluster", dualACIDesign, use(ACIUse{FloatingAddresses: 199}), "floating addresses in the fabric", [2]Verdict{DoesNotFit, Fits}, StandardKind},
		{"100 L3Outs with floating SVIs", standardDesign, use(ACIUse{L3Outs: 99, FloatingAddresses: 99}), "L3Outs in the fabric", [2]Verdict{Fits, Fits}, FloatingKind},
		{"perhaps 101", standardDesign, use(ACIUse{L3Outs: 100, FloatingAddresses: 100}), "L3Outs in the fabric", [2]Verdict{FitsWithDrawback, Fits}, FloatingKind},
		{"certainly 101", standardDesign, use(ACIUse{L3Outs: 100, FloatingAddresses: 199}), "L3Outs in the fabric", [2]Verdict{DoesNotFit, Fits}, StandardKind},
		{"2400 L3Outs", standardDesign, use(ACIUse{L3Outs: 2399}), "L3Outs in the fabric", [2]Verdict{Fits, Fits}, FloatingKind},
		{"2401 L3Outs", standardDesign, use(ACIUse{L3Outs: 2400}), "L3Outs in the fabric", [2]Verdict{DoesNotFit, DoesNotFit}, NeitherSVI},
		{"5.0", standardDesign, onACI(func(f *ACI) { f.Version = "5.0(1k)" }), "ACI version", [2]Verdict{Fits, Fits}, FloatingKind},
		{"4.2", standardDesign, onACI(func(f *ACI) { f.Version = "4.2(7q)" }), "ACI version", [2]Verdict{DoesNotFit, Fits}, StandardKind},
		{"4.2 in a VMware domain", floatingDesign, func(d *Design) {
			onACI(func(f *ACI) { f.Version = "4.2(7q)" })(d)
			onFloating(func(f *FloatingSVI) { f.VMM = "vds" })(d)
			for i := range d.Clusters[0].Nodes {
				d.Clusters[0].Nodes[i].Attach = VM{Host: "esx" + d.Clusters[0].Nodes[i].Name}
			}
		}, "ACI version", [2]Verdict{Fits, Fits}, FloatingKind},
		{"an unknown version", standardDesign, onACI(func(f *ACI) { f.Version = "" }), "ACI version", [2]Verdict{FitsWithDrawback, Fits}, FloatingKind},
		{"400 sessions", wide(1, 400, FloatingSVI{}), asIs, "BGP sessions on a leaf", [2]Verdict{Fits, Fits}, FloatingKind},
		{"401 sessions", wide(1, 401, FloatingSVI{}), asIs, "BGP sessions on a leaf", [2]Verdict{DoesNotFit, DoesNotFit}, NeitherSVI},
		{"nodes of a fourth rack on the first one's anchors", wide(4, 201, standard("10.21.0.0/16")), asIs, "BGP sessions on a leaf", [2]Verdict{DoesNotFit, Fits}, StandardKind},
		{"a full profile", floatingDesign, use(ACIUse{Prefixes: 19_991}), "longest-prefix matches", [2]Verdict{Fits, FitsWithDrawback}, FloatingKind},
		{"a profile too full for a subnet a node", floatingDesign, use(ACIUse{Prefixes: 127_991}), "longest-prefix matches", [2]Verdict{FitsWithDrawback, DoesNotFit}, FloatingKind},
	} {
		t.Run(row.name, func(t *testing.T) {
			d := row.of()
			row.by(d)
			all := d.Advise()
			require.NotEmpty(t, all)
			assert.Equal(t, row.want, verdicts(all[0])[row.topic], all[0].String())
			assert.Equal(t, row.recommend, all[0].Recommend, all[0].String())
		})
	}
}

// TestAdviceAgreesWithValidate: what advice says of a design as it is, the rules
// say too.
func TestAdviceAgreesWithValidate(t *testing.T) {
	scale := []Code{
		CodeTooManyAnchors, CodeTooManyBorderLeaves, CodeNonAnchors, CodeTooManyL3Outs, CodeFloatingAddresses, CodeTooManySessions,
		CodeFloatingRelease, CodeVPCNeeded, CodeVLANsTooFew, CodeSubnetTooSmall, CodeVMMBareMetal,
	}
	for _, b := range aciBreaches() {
		if !slices.Contains(scale, b.code) || b.warns {
			continue
		}
		t.Run(b.name, func(t *testing.T) {
			d := b.broken()
			found := false
			for _, advice := range d.Advise() {
				for _, row := range advice.Rows {
					v := row.Floating
					if advice.Designed == StandardKind {
						v = row.Standard
					}
					// Fewer anchors would do, at a price.
					found = found || v == DoesNotFit || b.code == CodeTooManyAnchors && v == FitsWithDrawback
				}
			}
			// A layout may keep more free than the documents ask for.
			special := b.code == CodeSubnetTooSmall && d.Validate()[0].Source == "pools.layout"
			assert.True(t, found || special, "%s is refused and advised", b.code)
		})
	}
}

func TestAdviceTakesAnyDesign(t *testing.T) {
	var none *Design
	assert.Empty(t, none.Advise())
	assert.Empty(t, labDesign().Advise())
	for seed := range uint64(2000) {
		r := nasty{rand.New(rand.NewPCG(seed, 12))}
		d := pick(r, floatingDesign(), standardDesign(), dualACIDesign(), r.design())
		r.disturb(d)
		first := d.Advise()
		require.Equal(t, first, d.Advise(), "asked twice")
		for _, advice := range first {
			require.NotEmpty(t, advice.Because)
			for _, row := range advice.Rows {
				require.NotEmpty(t, row.Reason, row.Topic)
				require.NotEmpty(t, row.Need, row.Topic)
				require.NotEmpty(t, row.Source, row.Topic)
				require.Equal(t, max(row.Floating, row.Standard) != Fits, row.Change != "", "%+v", row)
			}
			require.NotContains(t, advice.String(), secretText)
		}
	}
}

func TestAdviceAsJSON(t *testing.T) {
	text, err := json.Marshal(floatingDesign().Advise()[0].Rows[0])
	require.NoError(t, err)
	assert.JSONEq(t, `{"topic": "rack span", "need": "2 racks, 4 leaves", "floating": "fits", "standard": "fits",
		"reason": "a floating SVI has 6 anchors, a standard one 12 border leaves",
		"source": "seeds/002, Table 1 (5.2(7)); seeds/001, Table 1 and Scalability (S001-3)"}`, string(text))
}
