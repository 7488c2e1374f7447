package site

import (
	"net/netip"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
)

func build(t testing.TB, design string) *Site {
	t.Helper()
	d, state, err := Load(filepath.Join("..", "..", "examples", "designs", design))
	require.NoError(t, err)
	s, err := Build(d, state, nil)
	require.NoError(t, err)
	require.NoError(t, s.Failures.Err())
	return s
}

// A shownRoute is a route as Examples 11 and 12 of seeds/000 print it, without
// its age.
type shownRoute struct {
	prefix string
	paths  []string
}

// bgpRoutes picks the routes of BGP out of a printed table, and leaves out the
// time, which a prediction does not know.
func bgpRoutes(table string) map[string][]string {
	routes := map[string][]string{}
	prefix := ""
	for line := range strings.Lines(table) {
		line = strings.TrimSpace(line)
		if p, _, ok := strings.Cut(line, ", ubest/mbest"); ok {
			prefix = p
			continue
		}
		fields := strings.Split(line, ", ")
		if len(fields) < 4 || !strings.HasPrefix(fields[0], "*via ") || !strings.HasPrefix(fields[3], "bgp-") && !strings.HasPrefix(fields[2], "bgp-") {
			continue
		}
		routes[prefix] = append(routes[prefix], strings.Join(append(fields[:2:2], fields[3:]...), ", "))
	}
	return routes
}

// TestExample11 holds leaf1's predicted table against Example 11: the same
// prefixes, path counts, next hops, [preference/metric], internal or external,
// and tags.
func TestExample11(t *testing.T) {
	table, err := build(t, "seed000-ipfabric.yaml").Table("leaf1")
	require.NoError(t, err)
	internal := func(next ...string) []string {
		for i := range next {
			next[i] = "*via " + next[i] + ", [200/0], bgp-65001, internal, tag 65001"
		}
		return next
	}
	external := func(next ...string) []string {
		for i := range next {
			next[i] = "*via " + next[i] + ", [20/0], bgp-65001, external, tag 64512"
		}
		return next
	}
	got := bgpRoutes(string(table))
	for _, want := range []shownRoute{
		{"10.233.0.0/18", internal("10.13.0.115", "10.13.0.181", "10.13.0.220")},
		{"10.233.50.6/32", internal("10.13.0.115", "10.13.0.220")},
		{"10.233.63.214/32", internal("10.13.0.115", "10.13.0.220")},
		{"10.233.65.0/24", internal("10.13.0.115")},
		{"10.233.73.0/24", external("10.4.0.34", "10.4.0.38")},
		{"10.233.77.0/24", internal("10.13.0.220")},
		{"10.233.79.0/24", internal("10.13.0.181")},
	} {
		assert.Equal(t, want.paths, got[want.prefix], want.prefix)
		delete(got, want.prefix)
	}
	// The example omits what is not of the cluster.
	for prefix := range got {
		p := netip.MustParsePrefix(prefix)
		assert.False(t, netip.MustParsePrefix("10.233.0.0/16").Overlaps(p), "%v is not in Example 11", p)
	}
}

// TestExample12 holds spine1's service route against Example 12: four next hops,
// the tag of each naming the rack it leads to.
func TestExample12(t *testing.T) {
	table, err := build(t, "seed000-ipfabric.yaml").Table("spine1")
	require.NoError(t, err)
	assert.Equal(t, []string{
		"*via 10.4.0.21, [20/0], bgp-64512, external, tag 65002",
		"*via 10.4.0.29, [20/0], bgp-64512, external, tag 65002",
		"*via 10.4.0.37, [20/0], bgp-64512, external, tag 65001",
		"*via 10.4.0.45, [20/0], bgp-64512, external, tag 65001",
	}, bgpRoutes(string(table))["10.233.0.0/18"])
}

// TestExamples2And3 looks for what the document configures by hand in what is
// emitted.
func TestExamples2And3(t *testing.T) {
	s := build(t, "seed000-ipfabric.yaml")
	text := map[string]string{}
	for _, sw := range s.Switches {
		text[sw.Name] = string(sw.Text)
	}
	_, leaf, ok := strings.Cut(text["leaf1"], "router bgp 65001\n")
	require.True(t, ok)
	for _, line := range []string{
		"  router-id 10.2.0.3\n", "    maximum-paths 4\n", "    maximum-paths ibgp 16\n",
		"  neighbor 10.13.0.0/24\n", "    remote-as 65001\n", "    update-source Vlan2300\n",
		"      route-reflector-client\n",
	} {
		assert.Contains(t, leaf, line)
	}
	_, spine, ok := strings.Cut(text["spine1"], "router bgp 64512\n")
	require.True(t, ok)
	assert.Contains(t, spine, "  bestpath as-path multipath-relax\n")
}

// TestWorkloadClasses follows the three classes of seeds/004 through the fabric:
// the community from the node to the spine, the local preference at the ToR
// switches.
func TestWorkloadClasses(t *testing.T) {
	s := build(t, "seed004-tor.yaml")
	for _, class := range []struct {
		block      string
		community  fabric.Community
		preference uint32
	}{
		{"10.244.0.0/26", fabric.NewCommunity(64512, 100), 100},
		{"10.244.64.0/26", fabric.NewCommunity(64512, 200), 200},
		{"10.244.128.0/26", fabric.NewCommunity(64512, 300), 300},
	} {
		for _, device := range []string{"tor-switch-01", "tor-switch-02", "spine-01", "spine-02"} {
			r, ok := s.Tables.Route(device, "default", netip.MustParsePrefix(class.block))
			require.True(t, ok, "%s has no %s", device, class.block)
			assert.Equal(t, []uint32{uint32(class.community)}, r.Attributes.Communities)
			if strings.HasPrefix(device, "tor") {
				assert.Equal(t, class.preference, r.Attributes.LocalPref)
			}
		}
	}
}
