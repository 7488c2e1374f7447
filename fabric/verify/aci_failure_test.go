package verify_test

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
)

// TestACIFailuresBreakPromises breaks what only a failure shows.
func TestACIFailuresBreakPromises(t *testing.T) {
	const vrf = "common:k8s"
	for _, row := range []struct {
		name   string
		of     func() aciCase
		breaks func(t *testing.T, r []routing.Router)
		want   verify.Promise
		under  string
		device string
	}{
		{"a node with a session with one leaf of its pair", floating, func(t *testing.T, r []routing.Router) {
			for i := range bgp(t, r, "k8s-a1").Neighbors {
				n := &bgp(t, r, "k8s-a1").Neighbors[i]
				n.Shutdown = n.Name == "leaf102"
			}
		}, verify.Reach, "leaf101", "leaf102"},
		{"the same, and the cable to the other", floating, func(t *testing.T, r []routing.Router) {
			for i := range bgp(t, r, "k8s-a1").Neighbors {
				n := &bgp(t, r, "k8s-a1").Neighbors[i]
				n.Shutdown = n.Name == "leaf102"
			}
		}, verify.Reach, "link:leaf101/common:k8s/vlan-310:k8s-a1/bond0", "leaf101"},
		{"a leaf that knows one leaf of another pair", standard, func(t *testing.T, r []routing.Router) {
			for _, n := range toLeaves(vrfOf(t, r, "leaf103", vrf).BGP) {
				n.Shutdown = n.Name == "leaf102"
			}
		}, verify.Reach, "leaf101", "leaf103"},
		{"a static route that outlives its leaf", standard, func(t *testing.T, r []routing.Router) {
			v := vrfOf(t, r, "leaf103", vrf)
			v.Static = append(v.Static, routing.Static{Prefix: netip.MustParsePrefix("10.1.0.0/26"), Via: []netip.Addr{netip.MustParseAddr("198.18.0.1")}})
		}, verify.Reach, "leaf101", "leaf103"},
	} {
		t.Run(row.name, func(t *testing.T) {
			plan, state, routers := row.of().planned(t)
			row.breaks(t, routers)
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			r, err := verify.CheckFailures(plan, state, tables, verify.Singles)
			require.NoError(t, err)
			assert.True(t, slices.ContainsFunc(r.Broken, func(b verify.Broken) bool {
				return b.Promise == row.want && b.Device == row.device && strings.HasPrefix(b.Under[0], row.under)
			}), "%v", r.Err())
		})
	}
}

// What follows from the cabling is no broken promise, and is said: a node is cut
// off by its only leaf, and by both; its announcements by both anchors of the rack
// that it peers with.
func TestACICutsOff(t *testing.T) {
	under := func(r *verify.Resilience, failures ...string) []string {
		i := slices.IndexFunc(r.CutOff, func(c verify.CutOff) bool { return slices.Equal(c.Under, failures) })
		if i < 0 {
			return nil
		}
		return r.CutOff[i].Devices
	}
	for _, row := range []struct {
		name   string
		of     aciCase
		extent verify.Extent
		under  []string
		want   []string
	}{
		{"the only leaf of a rack without anchors", singleLeaf(), verify.Singles, []string{"leaf105"}, []string{"k8s-c0", "k8s-c1"}},
		{"a leaf of a pair", floating(), verify.Singles, []string{"leaf101"}, nil},
		{"both leaves without anchors", floating(), verify.Doubles, []string{"leaf105", "leaf106"}, []string{"k8s-c0", "k8s-c1"}},
		{"both anchors", floating(), verify.Doubles, []string{"leaf101", "leaf102"}, []string{"k8s-a0", "k8s-a1", "k8s-c0", "k8s-c1"}},
		{"one leaf of each pair", floating(), verify.Doubles, []string{"leaf101", "leaf103"}, nil},
		{"both cables of a node", standard(), verify.DoubleLinks, nil, []string{"k8s-b1"}},
	} {
		t.Run(row.name, func(t *testing.T) {
			plan, state, routers := row.of.planned(t)
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			require.NoError(t, verify.Check(plan, state, tables).Err())
			r, err := verify.CheckFailures(plan, state, tables, row.extent)
			require.NoError(t, err)
			assert.NoError(t, r.Err())
			if row.under == nil {
				for _, l := range tables.Links() {
					if s := l.String(); strings.Contains(s, row.want[0]) && !strings.Contains(s, "overlay") {
						row.under = append(row.under, s)
					}
				}
				require.Len(t, row.under, 2)
			}
			assert.Equal(t, row.want, under(r, row.under...), "%v", r.CutOff)
		})
	}
}

// A dead leaf goes unnoticed by its nodes for the hold time, and a dead node's
// routes are kept no longer than planned. The leaves' own sessions do not count.
func TestACIOutages(t *testing.T) {
	plan, _, routers := floating().planned(t)
	tables, err := routing.Simulate(routers)
	require.NoError(t, err)
	of := func(name string) []verify.Outage {
		f, err := tables.ParseFailure(name)
		require.NoError(t, err)
		d, err := tables.Fail(f)
		require.NoError(t, err)
		return verify.Outages(tables, d)
	}
	hold := plan.ACI.L3Outs[0].Terms.Hold
	require.Equal(t, 6*time.Second, hold)
	leaf := of("leaf101")
	assert.NotEmpty(t, leaf)
	for _, o := range leaf {
		assert.True(t, strings.HasPrefix(o.Router, "k8s-"), o)
		assert.LessOrEqual(t, o.Repair(), hold, o)
	}
	node := of("k8s-a0")
	assert.NotEmpty(t, node)
	for _, o := range node {
		assert.Equal(t, hold, o.Repair(), o)
	}
}

func ExampleCheckFailures_aci() {
	plan, state, routers, err := floating().plan()
	if err != nil {
		fmt.Println(err)
		return
	}
	tables, err := routing.Simulate(routers)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := verify.CheckFailures(plan, state, tables, verify.DoubleLinks)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	for _, c := range r.CutOff[:1] {
		fmt.Println(c.Devices, "under", c.Under)
	}
	// Output:
	// under every single failure of 12 devices and 8 links and 28 pairs of them: all promises hold; 4 cut living devices off; worst detection 6 s, then dead next hops kept for up to 6 s (process crashed: graceful restart keeps its routes for 6 s, though it asked for 120 s)
	// [k8s-a0] under [link:leaf101/common:k8s/vlan-310:k8s-a0/bond0 link:leaf102/common:k8s/vlan-310:k8s-a0/bond0]
}
