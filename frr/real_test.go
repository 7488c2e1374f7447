package frr_test

import (
	"maps"
	"net/netip"
	"path/filepath"
	"reflect"
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/frr"
)

// TestEmittedFilesLoad loads the first leaf and the first spine of every bundled
// design into the real FRR, as the service does at boot: neither vtysh nor a daemon
// complains, and what FRR then shows is read back as what was emitted.
func TestEmittedFilesLoad(t *testing.T) {
	needFRR(t)
	plans := designs(t)
	plans["hardened"] = planOf(t, "seed000-ipfabric", harden)
	for _, name := range slices.Sorted(maps.Keys(plans)) {
		p := plans[name]
		for _, c := range mustEmit(t, p) {
			if c.Hostname != p.Leaves[0].Name && c.Hostname != p.Spines[0].Name {
				continue
			}
			t.Run(name+"/"+c.Hostname, func(t *testing.T) {
				b := newBox(t)
				b.start(c.Hostname)
				assert.Empty(t, b.load(frr.Text(c)))
				shown := b.running()
				assertSame(t, c, shown)
				assert.Empty(t, b.errors())
				syntax, err := b.vtysh("-C", "-f", filepath.Join(b.dir, "frr.conf"))
				assert.NoError(t, err)
				assert.Empty(t, syntax)
				// Loading what is there already changes nothing.
				assert.Empty(t, b.load(frr.Text(shown)))
				assertSame(t, shown, b.running())
			})
		}
	}
}

// assertSame holds that two configurations are shown alike.
func assertSame(t *testing.T, want, got frr.Config) {
	t.Helper()
	assert.Empty(t, got.Unmodelled)
	assert.Equal(t, string(frr.Text(frr.Shown(want))), string(frr.Text(frr.Shown(got))))
	assert.True(t, reflect.DeepEqual(frr.Shown(want), frr.Shown(got)), "the texts are alike and the fields are not")
}

// harden asks for everything at once: BFD, passwords, limits, graceful restart.
func harden(d *fabric.Design) {
	ip := d.Fabric.(fabric.IPFabric)
	ip.Session = fabric.SessionTerms{
		Keepalive: 1e9, Hold: 3e9, BFD: fabric.BFD{Interval: 300e6}, Password: fabric.NewSecret("links"),
		GracefulRestart: 60e9, MaxPrefixes: 500, MaxASLength: 3,
	}
	ip.BackupVLAN = 3900
	d.Fabric = ip
	d.Pools.Links = fabric.Prefixes{V4: netip.MustParsePrefix("10.250.0.0/24")}
	d.Clusters[0].Session = fabric.SessionTerms{
		Keepalive: 10e9, Hold: 30e9, Password: fabric.NewSecret("nodes"), MaxPrefixes: 50, MaxASLength: 2, GracefulRestart: 60e9,
	}
}

// TestTheCheckCanFail loads texts that are wrong: the same check finds each.
func TestTheCheckCanFail(t *testing.T) {
	needFRR(t)
	b := newBox(t)
	b.start("leaf1")
	for name, text := range map[string]string{
		"an unknown command":            "frr version 8.4.4\nip forwardings\n",
		"a number out of its range":     "router bgp 65001\n bgp listen limit 70000\nexit\n",
		"a route-map that is not there": "router bgp 65001\n neighbor X peer-group\n address-family ipv4 unicast\n  neighbor X route-map NONE in\n exit-address-family\nexit\n",
		"a member of no group":          "router bgp 65001\n neighbor 10.0.0.1 peer-group NONE\nexit\n",
		"a deny that goes on":           "route-map X deny 10\n on-match next\nexit\n",
		"a family of nobody":            "router bgp 65001\n address-family ipv4 unicast\n  neighbor 10.0.0.9 activate\n exit-address-family\nexit\n",
		"an AS of a member and its group": "router bgp 65001\n neighbor Y peer-group\n neighbor Y remote-as 65002\n" +
			" neighbor 10.0.0.7 peer-group Y\n neighbor 10.0.0.7 remote-as 65003\nexit\n",
	} {
		t.Run(name, func(t *testing.T) { assert.NotEmpty(t, b.load([]byte(text))) })
	}
}
