package frr_test

import (
	"maps"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/frr"
)

// TestEmittedTextsReadBack emits every bundled design: each text is read back as the
// configuration it was written from, twice alike, and nothing is wrong with it.
func TestEmittedTextsReadBack(t *testing.T) {
	plans := designs(t)
	plans["hardened"] = planOf(t, "seed000-ipfabric", harden)
	for _, name := range slices.Sorted(maps.Keys(plans)) {
		for _, c := range mustEmit(t, plans[name]) {
			text := frr.Text(c)
			got, err := frr.Parse(text)
			require.NoError(t, err)
			assert.Equal(t, c, got, "%s/%s", name, c.Hostname)
			assert.Empty(t, c.Validate().Of(fabric.Error))
		}
		assert.Equal(t, mustEmit(t, plans[name]), mustEmit(t, plans[name]))
	}
}

func TestOtherPlatformsAreLeftOut(t *testing.T) {
	p := planOf(t, "seed000-ipfabric", func(d *fabric.Design) {
		ip := d.Fabric.(fabric.IPFabric)
		ip.Switches = fabric.NXOS{Version: "10.3(4)"}
		d.Fabric = ip
		d.Racks[0].Switches = fabric.FRR{System: fabric.SONiC}
	})
	configs := mustEmit(t, p)
	require.Len(t, configs, 2)
	assert.Equal(t, "leaf1", configs[0].Hostname)
	assert.Equal(t, "8.4", configs[0].Version, "the oldest, where the design says none")
	var names []string
	for _, i := range configs[0].Interface {
		names = append(names, i.Name)
	}
	assert.Equal(t, []string{"Loopback0", "Ethernet48", "Ethernet49", "Vlan2300"}, names)
}

// problemsOf are the codes of what Emit says, without the warning of each switch.
func problemsOf(p *fabric.Plan) map[fabric.Code]int {
	codes := map[fabric.Code]int{}
	all := frr.Warnings(p)
	if _, err := frr.Emit(p); err != nil {
		all = append(all, err.(fabric.Problems)...) //nolint:errorlint // of that type, says Emit
	}
	for _, problem := range all {
		if problem.Code != frr.CodeSystem {
			codes[problem.Code]++
		}
	}
	return codes
}

func TestWhatFRRCannotDoIsSaid(t *testing.T) {
	session := func(edit func(link, nodes *fabric.SessionTerms)) func(*fabric.Design) {
		return func(d *fabric.Design) {
			ip := d.Fabric.(fabric.IPFabric)
			edit(&ip.Session, &d.Clusters[0].Session)
			d.Fabric = ip
		}
	}
	for name, row := range map[string]struct {
		design string
		edit   func(*fabric.Design)
		after  func(*fabric.Plan)
		codes  []fabric.Code
	}{
		"a plain fabric":             {"seed000-ipfabric", nil, nil, nil},
		"nodes in many ASes":         {"seed000-as-per-server", nil, nil, []fabric.Code{frr.CodeAnyAS}},
		"several groups of nodes":    {"dual-stack", nil, nil, []fabric.Code{frr.CodeAnyAS, frr.CodeGracefulRestart, frr.CodeProcessWide}},
		"graceful restart to Calico": {"seed000-ipfabric", session(func(_, n *fabric.SessionTerms) { n.GracefulRestart = time.Minute }), nil, []fabric.Code{frr.CodeGracefulRestart}},
		"two restart times": {"seed000-ipfabric", session(func(l, n *fabric.SessionTerms) {
			l.GracefulRestart, n.GracefulRestart = 2*time.Minute, time.Minute
		}), nil, []fabric.Code{frr.CodeGracefulRestart, frr.CodeProcessWide}},
		"different path lengths":   {"seed000-ipfabric", session(func(l, n *fabric.SessionTerms) { l.MaxASLength, n.MaxASLength = 5, 3 }), nil, nil},
		"a path that is too long":  {"seed000-ipfabric", session(func(l, _ *fabric.SessionTerms) { l.MaxASLength = 256 }), nil, []fabric.Code{frr.CodeLimit}},
		"more peers than it takes": {"seed000-ipfabric", nil, func(p *fabric.Plan) { p.Leaves[0].Groups[0].MaxPeers = 70000 }, []fabric.Code{frr.CodeLimit}},
		"HSRP":                     {"seed000-ipfabric", nil, func(p *fabric.Plan) { p.Leaves[0].Networks[0].Protocol = fabric.HSRP }, []fabric.Code{frr.CodeHSRP}},
		"one missed BFD packet": {"seed000-ipfabric", session(func(l, _ *fabric.SessionTerms) {
			l.BFD = fabric.BFD{Interval: 300 * time.Millisecond, Multiplier: 1}
		}), nil, []fabric.Code{frr.CodeInvalidValue}},
	} {
		t.Run(name, func(t *testing.T) {
			p := planOf(t, row.design, row.edit)
			if row.after != nil {
				row.after(p)
			}
			assert.Equal(t, row.codes, slices.Sorted(maps.Keys(problemsOf(p))))
			for _, problem := range frr.Warnings(p) {
				assert.NotEmpty(t, problem.Fix)
				assert.NotEmpty(t, problem.Source)
				assert.NotContains(t, problem.Detail, "\n")
			}
		})
	}
}

// TestFlappedLinksComeBack holds in which versions zebra is kept from the objects of
// the kernel that it does not restore.
func TestFlappedLinksComeBack(t *testing.T) {
	for _, row := range []struct {
		platform fabric.FRR
		want     frr.Switch
	}{
		{fabric.FRR{}, frr.No},
		{fabric.FRR{Version: "8.4.4"}, frr.No},
		{fabric.FRR{Version: "9.1"}, frr.No},
		{fabric.FRR{Version: "10.3.1"}, frr.No},
		{fabric.FRR{Version: "10.4"}, 0},
		{fabric.FRR{Version: "10.10.1"}, 0},
		{fabric.FRR{Version: "8.4.4", System: fabric.SONiC}, 0},
	} {
		p := planOf(t, "seed000-ipfabric", nil)
		for _, s := range p.Switches() {
			s.Platform = row.platform
		}
		for _, c := range mustEmit(t, p) {
			assert.Equal(t, row.want, c.ZebraNexthopKernelEnable, "%+v on %s", row.platform, c.Hostname)
			assert.Equal(t, row.want == frr.No, strings.Contains(string(frr.Text(c)), "\nno zebra nexthop kernel enable\n"))
		}
	}
}

// TestTheSystemIsToldWhatItMustHave reads the warning of one leaf.
func TestTheSystemIsToldWhatItMustHave(t *testing.T) {
	warning := func(p *fabric.Plan, device string) string {
		for _, problem := range frr.Warnings(p) {
			if problem.Code == frr.CodeSystem && strings.HasPrefix(problem.Field, device+":") {
				return problem.Detail
			}
		}
		return ""
	}
	p := planOf(t, "seed000-ipfabric", nil)
	assert.Equal(t, "FRR makes no interface, bridge or bond; there must be: MTU 9216 on swp49, swp50; "+
		"vlan2300 for VLAN 2300, MTU 9216, on bond1 of swp47 and swp48 to leaf2 (tagged, LACP, peer link), "+
		"bond11 of swp1 to lab105-k8s-master (untagged, LACP, MLAG 11), bond12 of swp2 to lab105-k8s-node0 (untagged, LACP, MLAG 12), "+
		"bond13 of swp3 to lab105-k8s-node1 (untagged, LACP, MLAG 13); "+
		"a macvlan device on vlan2300 with MAC 00:00:5e:00:01:01 and 10.13.0.1/24, for vrrpd; "+
		"MLAG domain 1 with leaf2, keepalive from 172.16.0.4 to 172.16.0.5 in VRF management; "+
		"the management address 172.16.0.4/24 with the default gateway 172.16.0.1", warning(p, "leaf1"))
	assert.Equal(t, "FRR makes no interface, bridge or bond; there must be: MTU 9216 on swp1, swp2, swp3, swp4; "+
		"the management address 172.16.0.2/24 with the default gateway 172.16.0.1", warning(p, "spine1"))
}

// TestGracefulRestartIsShortUnlessAsked holds the restart time that a leaf
// announces: Calico's nodes keep a dead leaf that long.
func TestGracefulRestartIsShortUnlessAsked(t *testing.T) {
	plain := configOf(t, planOf(t, "seed000-ipfabric", nil), "leaf1").RouterBGP
	assert.Equal(t, frr.Some(1), plain.GracefulRestartRestartTime)
	assert.False(t, plain.GracefulRestart)
	asked := configOf(t, planOf(t, "seed000-ipfabric", func(d *fabric.Design) { d.Clusters[0].Session.GracefulRestart = 300 * time.Second }), "leaf1")
	assert.True(t, asked.RouterBGP.GracefulRestart)
	assert.Equal(t, frr.Some(300), asked.RouterBGP.GracefulRestartRestartTime)
	assert.EqualValues(t, 600, asked.RouterBGP.GracefulRestartStalepathTime)
	assert.Contains(t, string(frr.Daemons(asked)), "-K 300")
}
