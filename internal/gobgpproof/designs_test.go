package gobgpproof_test

import (
	"net/netip"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// TestDesigns runs every example design as it is emitted. None asks for anything
// that GoBGP does not do.
func TestDesigns(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("..", "..", "examples", "designs", "*.yaml"))
	require.NoError(t, err)
	ran := 0
	for _, file := range files {
		name := filepath.Base(file)
		if strings.HasSuffix(name, ".state.yaml") {
			continue
		}
		if strings.Contains(name, "aci") {
			continue // VRFs and the fabric's own MP-BGP are not run here
		}
		ran++
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			routers := emitted(t, name, nil)
			agree(t, run(t, routers), routers)
		})
	}
	assert.GreaterOrEqual(t, ran, 6)
}

// on puts a bundled design on another platform, with what all platforms can do:
// packets that fit the ports of Junos, and what it wants of a pair of leaves.
func on(change func(ip *fabric.IPFabric, racks []fabric.Rack)) func(*fabric.Design) {
	return func(d *fabric.Design) {
		ip := d.Fabric.(fabric.IPFabric)
		ip.MTU, ip.BackupVLAN, ip.ECMP, ip.Gateway = 9000, 3900, fabric.ECMP{}, fabric.VRRP
		ip.Spines = slices.Clone(ip.Spines)
		d.Racks = slices.Clone(d.Racks)
		if d.Pools.Links == (fabric.Pools{}).Links {
			d.Pools.Links = fabric.Prefixes{V4: netip.MustParsePrefix("10.4.255.0/24")}
		}
		change(&ip, d.Racks)
		d.Fabric = ip
	}
}

// TestPlatforms runs designs on FRR, on Junos, and on both beside NX-OS.
func TestPlatforms(t *testing.T) {
	t.Parallel()
	nx, frr, junos := fabric.NXOS{Version: "10.4(3)"}, fabric.FRR{Version: "8.4.4"}, fabric.Junos{Version: "23.4R1"}
	mixes := map[string]func(*fabric.IPFabric, []fabric.Rack){
		"FRR":   func(ip *fabric.IPFabric, _ []fabric.Rack) { ip.Switches = frr },
		"Junos": func(ip *fabric.IPFabric, _ []fabric.Rack) { ip.Switches = junos },
		"all three": func(ip *fabric.IPFabric, racks []fabric.Rack) {
			ip.Switches, ip.Spines[0].Switches = nx, frr
			racks[0].Switches = junos
			racks[len(racks)-1].Switches = frr
		},
	}
	for _, design := range []string{"dual-stack.yaml", "growing.yaml", "seed000-ipfabric.yaml", "seed000-as-per-server.yaml", "seed000-downward-default.yaml", "seed004-tor.yaml"} {
		for name, mix := range mixes {
			if name != "all three" && design != "dual-stack.yaml" && design != "seed000-ipfabric.yaml" {
				continue // one fabric of all three has as much to say
			}
			t.Run(design+" on "+name, func(t *testing.T) {
				t.Parallel()
				routers := emitted(t, design, on(mix))
				agree(t, run(t, routers), routers)
			})
		}
	}
}

func hops(addresses ...string) []netip.Addr {
	list := make([]netip.Addr, 0, len(addresses))
	for _, a := range addresses {
		list = append(list, netip.MustParseAddr(a))
	}
	return list
}

// TestExamples11And12 holds what the servers of the first half of seeds/000
// converged to against the tables that the document prints: leaf1's pod and
// service routes, and spine1's four ways to the services. The simulator has no
// part in it.
func TestExamples11And12(t *testing.T) {
	t.Parallel()
	routers := emitted(t, "seed000-ipfabric.yaml", nil)
	tables := agree(t, run(t, routers), routers).tables
	for _, printed := range []struct {
		prefix   string
		internal bool
		hops     []netip.Addr
	}{
		{"10.233.0.0/18", true, hops("10.13.0.115", "10.13.0.181", "10.13.0.220")},
		{"10.233.50.6/32", true, hops("10.13.0.115", "10.13.0.220")},
		{"10.233.63.214/32", true, hops("10.13.0.115", "10.13.0.220")},
		{"10.233.65.0/24", true, hops("10.13.0.115")},
		{"10.233.73.0/24", false, hops("10.4.0.34", "10.4.0.38")},
		{"10.233.77.0/24", true, hops("10.13.0.220")},
		{"10.233.79.0/24", true, hops("10.13.0.181")},
	} {
		got, ok := tables[at("leaf1")][netip.MustParsePrefix(printed.prefix)]
		require.True(t, ok, printed.prefix)
		assert.Equal(t, printed.hops, got.NextHops, "Example 11, %s", printed.prefix)
		assert.Equal(t, printed.internal, got.Internal, "Example 11, %s", printed.prefix)
	}
	services := tables[at("spine1")][netip.MustParsePrefix("10.233.0.0/18")]
	assert.Equal(t, hops("10.4.0.21", "10.4.0.29", "10.4.0.37", "10.4.0.45"), services.NextHops, "Example 12")
	assert.False(t, services.Internal)
}

// lines drops the lines of some switches that say just this. Each of the switches
// must have had one. No names mean all.
func lines(dropped string, devices ...string) edit {
	return func(t *testing.T, device, text string) string {
		t.Helper()
		if len(devices) > 0 && !slices.Contains(devices, device) {
			return text
		}
		kept := make([]string, 0, 256)
		for line := range strings.Lines(text) {
			if strings.TrimSpace(line) != dropped {
				kept = append(kept, line)
			}
		}
		require.NotEqual(t, strings.Count(text, "\n"), len(kept), "%s has no line %q", device, dropped)
		return strings.Join(kept, "")
	}
}

// replaced writes something else into the text of a switch, which must have it.
func replaced(old, with, device string) edit {
	return func(t *testing.T, at, text string) string {
		t.Helper()
		if at != device {
			return text
		}
		require.Contains(t, text, old, at)
		return strings.ReplaceAll(text, old, with)
	}
}

func perCluster(d *fabric.Design) { d.Clusters[0].AS = fabric.ASPerCluster{AS: 65200} }

func nextHopSelf(d *fabric.Design) { d.Clusters[0].NextHopSelf = true }

// TestChangedLines changes lines of the emitted texts: the simulator and the
// servers see the difference, and see the same.
func TestChangedLines(t *testing.T) {
	t.Parallel()
	leaves := []string{"leaf1", "leaf2", "leaf3", "leaf4"}
	for _, row := range []struct {
		name, design string
		change       func(*fabric.Design)
		edits        []edit
		// differs is a router whose table is another one with the change.
		differs string
	}{
		{"leaves that do not reflect", "seed000-ipfabric.yaml", nil, []edit{lines("route-reflector-client", "leaf1", "leaf2")}, "lab105-k8s-node0"},
		{"one path over the uplinks", "seed000-ipfabric.yaml", nil, []edit{lines("maximum-paths 4", "leaf1")}, "leaf1"},
		{"one path to the nodes", "seed000-ipfabric.yaml", nil, []edit{lines("maximum-paths ibgp 16", "leaf1")}, "leaf1"},
		{"two paths to the nodes", "seed000-ipfabric.yaml", nil, []edit{replaced("maximum-paths ibgp 16", "maximum-paths ibgp 2", "leaf1")}, "leaf1"},
		{"a spine that keeps to one rack", "seed000-ipfabric.yaml", nil, []edit{lines("bestpath as-path multipath-relax", "spine1")}, "spine1"},
		{"a leaf that keeps to one server", "seed000-as-per-server.yaml", nil, []edit{lines("bestpath as-path multipath-relax", "leaf1")}, "leaf1"},
		{"the spines' next hops for the nodes", "seed000-ipfabric.yaml", nextHopSelf, []edit{lines("next-hop-self", leaves...)}, "lab105-k8s-node0"},
		{"no override of a cluster's AS", "seed000-ipfabric.yaml", perCluster, []edit{lines("as-override", leaves...)}, "lab105-k8s-node0"},
		{"no communities beyond the leaves", "seed004-tor.yaml", nil, []edit{lines("send-community", "tor-switch-01")}, "spine-01"},
		{"a node that is cut off for its prefixes", "seed004-tor.yaml", nil, []edit{replaced("maximum-prefix 1000", "maximum-prefix 1", "tor-switch-01")}, "tor-switch-01"},
		{"a leaf that takes no pod blocks", "seed000-ipfabric.yaml", nil, []edit{lines("ip prefix-list lab105-k8s-ANNOUNCED seq 10 permit 10.233.64.0/20 ge 24", "leaf1")}, "leaf1"},
		{"leaves that tell nodes nothing of the services", "seed000-ipfabric.yaml", nil, []edit{lines("ip prefix-list lab105-k8s-LEARNED seq 20 permit 10.233.0.0/18 le 32", leaves...)}, "lab105-k8s-node2"},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			routers := emitted(t, row.design, row.change, row.edits...)
			got := agree(t, run(t, routers), routers)
			before, err := routing.Simulate(emitted(t, row.design, row.change))
			require.NoError(t, err)
			assert.NotEqual(t, predictedText(before, row.differs), got.tables[at(row.differs)].String(), "the change is not seen")
		})
	}
}

// TestASPerCluster runs the AS per cluster: with "as-override" the nodes have each
// other's blocks in the other rack, without it they do not, as the simulator says.
func TestASPerCluster(t *testing.T) {
	t.Parallel()
	block := netip.MustParsePrefix("10.233.73.0/24") // of node2, in the other rack
	for _, row := range []struct {
		name  string
		edits []edit
		has   bool
	}{
		{"with as-override", nil, true},
		{"without", []edit{lines("as-override")}, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			var edits []edit
			for _, e := range row.edits {
				edits = append(edits, onLeaves(e))
			}
			routers := emitted(t, "seed000-ipfabric.yaml", perCluster, edits...)
			got := agree(t, run(t, routers), routers)
			for _, node := range []string{"lab105-k8s-master", "lab105-k8s-node0", "lab105-k8s-node1"} {
				_, has := got.tables[at(node)][block]
				assert.Equal(t, row.has, has, node)
				_, has = got.predicted.Route(node, routing.DefaultVRF, block)
				assert.Equal(t, row.has, has, node)
			}
		})
	}
}

func onLeaves(e edit) edit {
	return func(t *testing.T, device, text string) string {
		t.Helper()
		if strings.HasPrefix(device, "leaf") {
			return e(t, device, text)
		}
		return text
	}
}

// TestPasswords runs the passwords of seeds/004, right and wrong: with the wrong
// one the sessions stay down, and the kernel has refused their segments.
func TestPasswords(t *testing.T) {
	t.Parallel()
	t.Run("right", func(t *testing.T) {
		t.Parallel()
		routers := emitted(t, "seed004-tor.yaml", nil)
		got := agree(t, run(t, routers), routers)
		assert.Equal(t, 12, sessions(got.predicted, "tor-switch-", "node-", routing.Up))
	})
	t.Run("wrong on one switch", func(t *testing.T) {
		t.Parallel()
		routers := emitted(t, "seed004-tor.yaml", nil, replaced("example-bgp-password", "another-password", "tor-switch-01"))
		before := md5Failures(t)
		got := agree(t, run(t, routers), routers)
		assert.Equal(t, 6, sessions(got.predicted, "tor-switch-", "node-", routing.AuthMismatch))
		assert.Equal(t, 6, sessions(got.predicted, "tor-switch-", "node-", routing.Up))
		assert.Greater(t, md5Failures(t), before, "nobody has tried")
	})
}

// sessions counts the ends of sessions in a state, by the beginnings of the names.
func sessions(tables *routing.Tables, from, to string, state routing.SessionState) int {
	n := 0
	for _, s := range tables.Sessions() {
		if strings.HasPrefix(s.Router, from) && strings.HasPrefix(s.Peer, to) && s.State == state {
			n++
		}
	}
	return n
}

// md5Failures is how many segments the kernel has dropped for a wrong MD5 digest
// since it started (TcpExt TCPMD5Failure).
func md5Failures(t *testing.T) int {
	t.Helper()
	text, err := os.ReadFile("/proc/net/netstat")
	require.NoError(t, err)
	var names []string
	for line := range strings.Lines(string(text)) {
		fields := strings.Fields(line)
		if names == nil {
			names = fields
			continue
		}
		for i, name := range names {
			if name == "TCPMD5Failure" && i < len(fields) {
				n, err := strconv.Atoi(fields[i])
				require.NoError(t, err)
				return n
			}
		}
		names = nil
	}
	t.Fatal("the kernel does not count TCPMD5Failure")
	return 0
}

// TestFailures ends the servers of one router after another lab has settled, and
// compares what the others reconverge to with the prediction for the rest.
func TestFailures(t *testing.T) {
	t.Parallel()
	for _, row := range []struct{ design, router string }{
		{"seed000-ipfabric.yaml", "leaf1"},
		{"seed000-ipfabric.yaml", "spine2"},
		{"seed000-ipfabric.yaml", "lab105-k8s-node0"},
		{"seed000-downward-default.yaml", "leaf2"},
		{"dual-stack.yaml", "r1-leaf1"},
		{"seed004-tor.yaml", "tor-switch-01"},
		{"seed004-tor.yaml", "node-05"},
	} {
		t.Run(row.design+" without "+row.router, func(t *testing.T) {
			t.Parallel()
			routers := emitted(t, row.design, nil)
			lab := run(t, routers)
			agree(t, lab, routers)
			lab.Fail(row.router)
			rest := without(routers, row.router)
			agree(t, lab, rest)
		})
	}
}
