package verify_test

import (
	"fmt"
	"net/netip"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
	"github.com/podfabric/podfabric/internal/naive"
	"github.com/podfabric/podfabric/internal/site"
)

// The bundled designs bear every single failure. Of two failures at once, those
// that isolate a leaf to which nodes send everything without asking show.
func TestBundledDesignsBearFailures(t *testing.T) {
	for _, row := range []struct {
		design string
		// broken says what two failures at once break.
		broken string
	}{
		{"dual-stack.yaml", ""},
		{"growing.yaml", ""},
		{"seed000-as-per-server.yaml", ""},
		{"seed004-tor.yaml", ""},
		{"aci-floating-dual-stack.yaml", ""},
		{"aci-standard-dual-stack.yaml", ""},
		{"aci-two-tenants.yaml", ""},
		{"seed001-aci-standard.yaml", ""},
		{"seed002-aci-floating-calico.yaml", ""},
		// The leaf that is the active gateway, or that sends the default route
		// whatever it has itself, has lost both spines.
		{"seed000-ipfabric.yaml", "a path that ends at leaf1: no route"},
		{"seed000-downward-default.yaml", "a path that ends at leaf1: no route"},
	} {
		t.Run(row.design, func(t *testing.T) {
			s := build(t, row.design)
			r, err := verify.CheckFailures(s.Plan, s.State, s.Tables, verify.Singles)
			require.NoError(t, err)
			assert.NoError(t, r.Err())
			assert.Equal(t, len(s.Tables.Routers()), r.Devices)
			assert.NotZero(t, r.Links)
			r, err = verify.CheckFailures(s.Plan, s.State, s.Tables, verify.Doubles)
			require.NoError(t, err)
			n := r.Devices + r.Links
			assert.Equal(t, n*(n-1)/2, r.Pairs)
			if row.broken == "" {
				assert.NoError(t, r.Err())
			} else {
				assert.ErrorContains(t, r.Err(), row.broken)
			}
			for _, b := range r.Broken {
				assert.Len(t, b.Under, 2)
			}
		})
	}
}

func build(t testing.TB, design string) *site.Site {
	t.Helper()
	d, state, err := site.Load(filepath.Join("..", "..", "examples", "designs", design))
	require.NoError(t, err)
	s, err := site.Build(d, state, nil)
	require.NoError(t, err)
	return s
}

// TestFailuresBreakPromises breaks what only a failure shows.
func TestFailuresBreakPromises(t *testing.T) {
	for _, row := range []struct {
		name   string
		breaks func(t *testing.T, s *site.Site, routers []routing.Router)
		want   verify.Promise
		under  string
		device string
	}{
		{"a leaf that takes routes from one spine only", func(t *testing.T, s *site.Site, r []routing.Router) {
			for i := range bgp(t, r, "leaf1").Neighbors {
				if n := &bgp(t, r, "leaf1").Neighbors[i]; n.Address == linkTo(s, "leaf1", "spine1") {
					n.Families[0].Import = &routing.Policy{Name: "none"}
				}
			}
		}, verify.Reach, "spine2", "leaf1"},
		{"a static route that outlives its next hop", func(t *testing.T, s *site.Site, r []routing.Router) {
			v := vrf(t, r, "leaf1")
			v.Static = append(v.Static, routing.Static{Prefix: netip.MustParsePrefix("10.233.0.0/18"), Via: []netip.Addr{linkTo(s, "leaf1", "spine1")}})
		}, verify.Reach, "spine1", "leaf1"},
		{"a static route that hides a leak", func(t *testing.T, s *site.Site, r []routing.Router) {
			v := vrf(t, r, "leaf1")
			v.Static = append(v.Static, routing.Static{Prefix: netip.MustParsePrefix("0.0.0.0/0"), Via: []netip.Addr{linkTo(s, "leaf1", "spine1")}})
			u := bgp(t, r, "spine2").IPv4
			u.Networks = append(u.Networks, routing.Network{Prefix: netip.MustParsePrefix("0.0.0.0/0"), Always: true})
		}, verify.NoLeak, "link:spine1", "leaf1"},
	} {
		t.Run(row.name, func(t *testing.T) {
			s, routers := lift(t, "seed000-as-per-server.yaml")
			row.breaks(t, s, routers)
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			r, err := verify.CheckFailures(s.Plan, s.State, tables, verify.Singles)
			require.NoError(t, err)
			assert.True(t, slices.ContainsFunc(r.Broken, func(b verify.Broken) bool {
				return b.Promise == row.want && b.Device == row.device && strings.HasPrefix(b.Under[0], row.under)
			}), "%v", r.Err())
		})
	}
}

// linkTo is the address of the far end of a link.
func linkTo(s *site.Site, leaf, spine string) netip.Addr {
	for _, l := range s.Plan.Links {
		if l.Leaf.Device == leaf && l.Spine.Device == spine {
			return l.Spine.Address.Of(fabric.IPv4)
		}
	}
	return netip.Addr{}
}

func ExampleCheckFailures() {
	design, state, err := site.Load("../../examples/designs/seed000-as-per-server.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := site.Build(design, state, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	r, err := verify.CheckFailures(s.Plan, s.State, s.Tables, verify.Singles)
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(r)
	// Output:
	// under every single failure of 11 devices and 8 links: all promises hold; worst detection 180 s, then dead next hops kept for up to 120 s (process crashed: graceful restart keeps its routes for the 120 s that it asked for)
}

func ExampleOutages() {
	design, state, err := site.Load("../../examples/designs/seed004-tor.yaml")
	if err != nil {
		fmt.Println(err)
		return
	}
	s, err := site.Build(design, state, nil)
	if err != nil {
		fmt.Println(err)
		return
	}
	leaf, err := s.Tables.ParseFailure("tor-switch-01")
	if err != nil {
		fmt.Println(err)
		return
	}
	d, err := s.Tables.Fail(leaf)
	if err != nil {
		fmt.Println(err)
		return
	}
	var worst time.Duration
	for _, o := range verify.Outages(s.Tables, d) {
		worst = max(worst, o.Repair())
		if o.Router == "node-01" {
			fmt.Println(o)
		}
	}
	fmt.Println("worst:", worst.Seconds(), "s")
	// Output:
	// node-01, tor-switch-01 process crashed: 120 s (graceful restart keeps its routes for the 120 s that it asked for)
	// node-01, tor-switch-01 silent: 30 s (hold time 30 s)
	// worst: 120 s
}

// The differences that the promises are held against are the tables of what is
// left: of the bundled designs, backup VLANs, dual stack and a default route
// downwards among them, under every failure alone and every two.
func TestDifferencesOfBundledDesigns(t *testing.T) {
	for _, design := range []string{
		"dual-stack.yaml", "growing.yaml", "seed000-as-per-server.yaml", "seed000-downward-default.yaml", "seed000-ipfabric.yaml", "seed004-tor.yaml",
	} {
		t.Run(design, func(t *testing.T) {
			_, routers := lift(t, design)
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			all := append(tables.Devices(), tables.Links()...)
			sweep, err := tables.Sweep(all)
			require.NoError(t, err)
			scratch := 0
			for d := range sweep {
				sameTables(t, tables, routers, d)
				if d.FromScratch() {
					scratch++
				}
			}
			assert.LessOrEqual(t, scratch, 1, "failures that are predicted from scratch")
			pairs, err := tables.SweepPairs(all)
			require.NoError(t, err)
			n := 0
			for d := range pairs {
				if n++; n%5 == 0 {
					sameTables(t, tables, routers, d)
				}
			}
		})
	}
}

func sameTables(t *testing.T, healthy *routing.Tables, routers []routing.Router, d *routing.Difference) {
	t.Helper()
	left := naive.Without(routers, healthy.Sessions(), d.Failures()...)
	want, err := routing.Simulate(left)
	require.NoError(t, err)
	for _, r := range left {
		for _, v := range r.VRFs {
			require.Equal(t, slices.Collect(want.Routes(r.Name, v.Name)), slices.Collect(d.Routes(r.Name, v.Name)), "%v: %s", d.Failures(), r.Name)
		}
	}
}
