package junos

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

// designOn is a bundled design on Junos, in terms that Junos has statements for.
func designOn(t *testing.T, name, version string) fabric.Design {
	t.Helper()
	text, err := os.ReadFile(filepath.Join("..", "examples", "designs", name))
	require.NoError(t, err)
	d, err := fabric.Load(bytes.NewReader(text))
	require.NoError(t, err)
	onFabric(&d, func(ip *fabric.IPFabric) {
		ip.Switches = fabric.Junos{Version: version}
		ip.MTU, ip.BackupVLAN, ip.ECMP = 9000, 3900, fabric.ECMP{}
	})
	if d.Pools.Links == (fabric.Prefixes{}) {
		d.Pools.Links.V4 = mustPrefix("10.4.255.0/24")
	}
	return d
}

func onFabric(d *fabric.Design, edit func(*fabric.IPFabric)) {
	ip := d.Fabric.(fabric.IPFabric)
	edit(&ip)
	d.Fabric = ip
}

// onCluster edits the terms of all clusters.
func onCluster(edit func(*fabric.Cluster)) func(*fabric.Design) {
	return func(d *fabric.Design) {
		d.Clusters = slices.Clone(d.Clusters)
		for i := range d.Clusters {
			edit(&d.Clusters[i])
		}
	}
}

// emitted are the texts of a design in set form, by switch.
func emitted(t *testing.T, d fabric.Design) map[string]string {
	t.Helper()
	p, err := d.Plan(nil)
	require.NoError(t, err)
	configs, err := Emit(p)
	require.NoError(t, err)
	texts := map[string]string{}
	for _, c := range configs {
		texts[c.System.HostName] = string(SetText(c))
	}
	return texts
}

const (
	lab = "seed000-ipfabric.yaml" // IPv4, nodes of the rack's AS that dial in, pairs
	tor = "seed004-tor.yaml"      // one cluster AS, neighbors with passwords, a pair
)

// TestRefusedByJunos are designs that Junos has no statements for: each is refused
// with a problem that says what to do.
func TestRefusedByJunos(t *testing.T) {
	for name, row := range map[string]struct {
		design, version string
		edit            func(d *fabric.Design)
		code            fabric.Code
		field, fix      string
	}{
		"keepalives of their own": {lab, "23.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.Session.Keepalive, ip.Session.Hold = 10*time.Second, 90*time.Second })
		}, CodeInexpressible, "spine1: session.keepalive", "set the hold time to three times the keepalive"},
		"another number of paths to nodes than to spines": {lab, "23.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.ECMP.Uplinks, ip.ECMP.Nodes = 64, 16 })
		}, CodeInexpressible, "leaf1: fabric.ipFabric.ecmp", "set uplinks and nodes (on spines: spine) to the same of 16, 32 and 64"},
		"a number of paths that the chassis does not take": {lab, "23.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.ECMP.Uplinks, ip.ECMP.Nodes = 4, 4 })
		}, CodeInexpressible, "leaf1: fabric.ipFabric.ecmp", "set uplinks and nodes (on spines: spine) to the same of 16, 32 and 64"},
		"packets that do not fit": {lab, "23.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.MTU = 9216 })
		}, CodeInexpressible, "leaf1: fabric.ipFabric.mtu", "set fabric.ipFabric.mtu to at most 9198, such as 9000"},
		"a pair without a network of its own": {lab, "23.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.BackupVLAN = 0 })
		}, CodeInexpressible, "leaf1: multi-chassis", "set fabric.ipFabric.backupVLAN"},
		"a management network that liveness cannot use": {lab, "23.4R1", func(d *fabric.Design) {
			d.Pools.Management, d.Pools.ManagementGateway = mustPrefix("2001:db8:99::/64"), mustAddr("2001:db8:99::1")
		}, CodeInexpressible, "leaf1: multi-chassis", "use an IPv4 management network"},
		"a long restart, before 23.4": {lab, "22.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.Session.GracefulRestart = 900 * time.Second })
		}, CodeInexpressible, "spine1: session.gracefulRestart", "set gracefulRestart to at most 600s"},
		"a restart that is too long": {lab, "23.4R1", func(d *fabric.Design) {
			onFabric(d, func(ip *fabric.IPFabric) { ip.Session.GracefulRestart = 3600 * time.Second })
		}, CodeInexpressible, "spine1: session.gracefulRestart", "set gracefulRestart to at most 1800s"},
		"a password of nodes that dial in, before 21.4": {lab, "21.2R3", onCluster(func(c *fabric.Cluster) {
			c.Peering, c.Session.Password = fabric.PeerBySubnet, fabric.NewSecret("pw")
		}), CodeVersion, "leaf1: clusters.lab105-k8s.peering", "set peering to node, or use Junos 21.4 or later"},
	} {
		t.Run(name, func(t *testing.T) {
			d := designOn(t, row.design, row.version)
			row.edit(&d)
			p, err := d.Plan(nil)
			require.NoError(t, err)
			_, err = Emit(p)
			var found fabric.Problems
			require.ErrorAs(t, err, &found)
			var at []string
			for _, problem := range found {
				at = append(at, problem.Error())
				if problem.Code == row.code && problem.Field == row.field {
					assert.Equal(t, row.fix, problem.Fix)
					assert.NotEmpty(t, problem.Source)
					return
				}
			}
			t.Errorf("%s at %s is not among\n%s", row.code, row.field, strings.Join(at, "\n"))
		})
	}
}

// TestWarnedOfByJunos are designs that work on Junos as far as Juniper's documents
// say, and of which something should be known.
func TestWarnedOfByJunos(t *testing.T) {
	fields := func(d fabric.Design) []string {
		p, err := d.Plan(nil)
		require.NoError(t, err)
		var fields []string
		for _, w := range Warnings(p) {
			assert.Equal(t, CodeUnverified, w.Code)
			assert.Equal(t, fabric.Warning, w.Severity)
			assert.NotEmpty(t, w.Fix)
			if strings.HasPrefix(w.Field, "leaf1: ") {
				fields = append(fields, w.Field)
			}
		}
		return fields
	}
	d := designOn(t, lab, "23.4R1")
	assert.Equal(t, []string{"leaf1: multi-chassis"}, fields(d))
	onFabric(&d, func(ip *fabric.IPFabric) { ip.Session.Keepalive, ip.Session.Hold = 3*time.Second, 9*time.Second })
	assert.Equal(t, []string{"leaf1: session.hold", "leaf1: multi-chassis"}, fields(d))
	for i := range d.Racks {
		d.Racks[i].Leaves = d.Racks[i].Leaves[:1]
	}
	assert.Equal(t, []string{"leaf1: session.hold"}, fields(d), "a leaf alone has no half of anything")
}

// TestEmittedByRelease are the statements that not all releases have.
func TestEmittedByRelease(t *testing.T) {
	const group = "set protocols bgp group lab105-k8s-NODES "
	inRelease := func(version string, edits ...func(*fabric.Design)) string {
		d := designOn(t, lab, version)
		for _, edit := range edits {
			edit(&d)
		}
		return emitted(t, d)["leaf1"]
	}
	password := onCluster(func(c *fabric.Cluster) { c.Session.Password = fabric.NewSecret("pw") })

	for _, version := range []string{"", "20.1R1", "22.4R1"} {
		leaf := inRelease(version)
		assert.Contains(t, leaf, group+"allow 10.13.0.0/24\n", version)
		assert.NotContains(t, leaf, "peer-limit", version)
	}
	leaf := inRelease("23.4R1")
	assert.Contains(t, leaf, group+"dynamic-neighbor nodes peer-limit 2")
	assert.Contains(t, leaf, group+"dynamic-neighbor nodes allow 10.13.0.0/24\n")
	assert.NotContains(t, leaf, group+"allow")

	leaf = inRelease("22.4R1", password)
	assert.Contains(t, leaf, group+`dynamic-neighbor nodes authentication-key pw`)
	assert.NotContains(t, leaf, group+"authentication-key", "a group with dynamic peers has none")
	assert.NotContains(t, leaf, group+"allow")

	assert.Contains(t, inRelease("23.4R1"), "set interfaces em0 unit 0 family inet address")
	assert.Contains(t, inRelease("23.4R1-EVO"), "set interfaces re0:mgmt-0 unit 0 family inet address")
}

func TestNodesOfManySystemsDialIn(t *testing.T) {
	d := designOn(t, "seed000-as-per-server.yaml", "23.4R1")
	leaf := emitted(t, d)["leaf1"]
	assert.Contains(t, leaf, "set policy-options as-list lab105-k8s-AS members 65101-65103\n")
	assert.Contains(t, leaf, "set protocols bgp group lab105-k8s-NODES peer-as-list lab105-k8s-AS\n")
	assert.NotContains(t, leaf, "set protocols bgp group lab105-k8s-NODES peer-as ")

	d = designOn(t, "seed000-as-per-server.yaml", "20.1R2")
	p, err := d.Plan(nil)
	require.NoError(t, err)
	_, err = Emit(p)
	assert.ErrorContains(t, err, "set peering to node, or use Junos 20.2 or later")
	d.Clusters[0].Peering = fabric.PeerByNode
	leaf = emitted(t, d)["leaf1"]
	assert.Regexp(t, `group lab105-k8s-NODES neighbor 10\.13\.0\.\d+ peer-as 65102`, leaf)
	assert.NotContains(t, leaf, "as-list")
}

func TestPathsThatAreTooLongAreRejectedFirst(t *testing.T) {
	d := designOn(t, lab, "23.4R1")
	onFabric(&d, func(ip *fabric.IPFabric) { ip.Session.MaxASLength = 12 })
	leaf := emitted(t, d)["leaf1"]
	for _, line := range []string{
		`set policy-options as-path LONGER-THAN-12 ".{13,}"`,
		"set policy-options policy-statement FABRIC-IN term too-long from as-path LONGER-THAN-12",
		"set policy-options policy-statement FABRIC-IN term too-long then reject",
	} {
		assert.Contains(t, leaf, line+"\n")
	}
}

// TestRulesInsideOthersStandInTheirOwnTerms: in one term, the longest of the route
// filters that match decides alone.
func TestRulesInsideOthersStandInTheirOwnTerms(t *testing.T) {
	rules := []fabric.Accept{
		{Prefix: mustPrefix("10.0.0.0/8"), Min: 16, Max: 24},
		{Prefix: mustPrefix("10.1.0.0/16"), Min: 16, Max: 16},
		{Prefix: mustPrefix("11.0.0.0/8"), Min: 8, Max: 32},
		{Prefix: mustPrefix("10.1.2.0/24"), Min: 24, Max: 26},
		{Prefix: mustPrefix("10.1.0.0/16"), Min: 16, Max: 16},
	}
	var got []string
	for _, term := range filterTerms("announced", From{}, rules) {
		for _, f := range term.From.RouteFilter {
			got = append(got, fmt.Sprint(term.Name, " ", f.Prefix, " ", f.Type == Exact))
		}
	}
	assert.Equal(t, []string{
		"announced 10.0.0.0/8 false", "announced 11.0.0.0/8 false",
		"announced-2 10.1.0.0/16 true", "announced-3 10.1.2.0/24 false",
	}, got)
}

func TestReleases(t *testing.T) {
	assert.Equal(t, release{23, 4}, parseRelease("23.4R1"))
	assert.Equal(t, release{22, 2}, parseRelease("22.2R3-S1-EVO"))
	assert.Equal(t, release{22, 1}, parseRelease("22.1X49-D10"))
	assert.Equal(t, release{}, parseRelease(""))
	assert.True(t, release{20, 1}.before(20, 2))
	assert.False(t, release{20, 2}.before(20, 2))
	assert.False(t, release{}.before(20, 2), "what is not known is not old")
	assert.Equal(t, "20.1", release{20, 1}.String())
}

func TestLongNamesStayUnique(t *testing.T) {
	long := strings.Repeat("c", 80)
	a, b := objectName(long, "IN"), objectName(long, "IN6")
	assert.Len(t, a, limitName)
	assert.NotEqual(t, a, b)
	assert.Equal(t, "k8s-IN", objectName("k8s", "IN"))
}
