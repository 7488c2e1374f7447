package routing_test

import (
	"fmt"
	"maps"
	"net/netip"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/naive"
)

// differs returns how the tables of a difference differ from those predicted for
// what is left, "" when they do not.
func differs(t testing.TB, healthy *routing.Tables, routers []routing.Router, d *routing.Difference) string {
	t.Helper()
	left := naive.Without(routers, healthy.Sessions(), d.Failures()...)
	want, err := routing.Simulate(left)
	require.NoError(t, err)
	for i, r := range left {
		if len(left) > 100 && i%16 != 0 && !strings.HasPrefix(r.Name, "spine") && !strings.HasPrefix(r.Name, "rack3-") {
			continue // many are alike
		}
		for _, v := range r.VRFs {
			if s := sameTable(d.Routes(r.Name, v.Name), want.Routes(r.Name, v.Name)); s != "" {
				return fmt.Sprintf("%v: %s/%s: %s", d.Failures(), r.Name, v.Name, s)
			}
		}
	}
	return ""
}

func sameTable(got, want func(func(routing.Route) bool)) string {
	var wants []routing.Route
	for r := range want {
		wants = append(wants, r)
	}
	i, text := 0, ""
	for r := range got {
		if i == len(wants) {
			return "has " + describe(r) + ", and should not"
		}
		if !sameRoute(r, wants[i]) {
			return fmt.Sprintf("\n got %s\nwant %s", describe(r), describe(wants[i]))
		}
		i++
	}
	if i < len(wants) {
		return "lacks " + describe(wants[i])
	}
	return text
}

// sameRoute compares everything that two routes say.
func sameRoute(a, b routing.Route) bool {
	if (a.Attributes == nil) != (b.Attributes == nil) || !slices.Equal(a.NextHops, b.NextHops) {
		return false
	}
	if x, y := a.Attributes, b.Attributes; x != nil {
		if !slices.Equal(x.ASPath, y.ASPath) || !slices.Equal(x.Communities, y.Communities) || !slices.Equal(x.ClusterList, y.ClusterList) ||
			x.Origin != y.Origin || x.LocalPref != y.LocalPref || x.MED != y.MED || x.Weight != y.Weight || x.Originator != y.Originator {
			return false
		}
	}
	return a.Prefix == b.Prefix && a.Protocol == b.Protocol && a.Distance == b.Distance && a.Metric == b.Metric &&
		a.Internal == b.Internal && a.Tag == b.Tag
}

// describe writes out everything that a route says.
func describe(r routing.Route) string {
	s := fmt.Sprintf("%v %v [%d/%d] internal %v tag %d %v", r.Prefix, r.Protocol, r.Distance, r.Metric, r.Internal, r.Tag, r.NextHops)
	if r.Attributes != nil {
		s += fmt.Sprintf(" %+v", *r.Attributes)
	}
	return s
}

// Every device and every link of a small fabric.
func TestSweepEqualsSimulate(t *testing.T) {
	for _, row := range []struct {
		name    string
		routers []routing.Router
	}{
		{"AS per server", rackFabric(2, 3)},
		{"AS per rack", asPerRack(rackFabric(2, 3))},
	} {
		t.Run(row.name, func(t *testing.T) {
			healthy, err := routing.Simulate(row.routers)
			require.NoError(t, err)
			all := append(healthy.Devices(), healthy.Links()...)
			sweep, err := healthy.Sweep(all)
			require.NoError(t, err)
			count := 0
			for d := range sweep {
				require.False(t, d.FromScratch(), "%v", d.Failures())
				require.Empty(t, differs(t, healthy, row.routers, d))
				count++
			}
			require.Equal(t, len(all), count)
		})
	}
}

// Every two links and devices of a small fabric.
func TestSweepPairsEqualsSimulate(t *testing.T) {
	for _, row := range []struct {
		name    string
		routers []routing.Router
	}{
		{"AS per server", rackFabric(2, 2)},
		{"AS per rack", asPerRack(rackFabric(2, 2))},
	} {
		t.Run(row.name, func(t *testing.T) {
			healthy, err := routing.Simulate(row.routers)
			require.NoError(t, err)
			all := append(healthy.Devices(), healthy.Links()...)
			sweep, err := healthy.SweepPairs(all)
			require.NoError(t, err)
			count := 0
			for d := range sweep {
				require.False(t, d.FromScratch(), "%v", d.Failures())
				require.Empty(t, differs(t, healthy, row.routers, d))
				count++
			}
			require.Equal(t, len(all)*(len(all)-1)/2, count)
		})
	}
}

// A sample of the failures of 424 devices, alone and in pairs.
func TestSweepEqualsSimulateAtSize(t *testing.T) {
	if testing.Short() {
		t.Skip("some seconds")
	}
	for name, routers := range map[string][]routing.Router{
		"AS per server": rackFabric(10, 40), "AS per rack": asPerRack(rackFabric(10, 40)),
	} {
		t.Run(name, func(t *testing.T) {
			healthy, err := routing.Simulate(routers)
			require.NoError(t, err)
			links := healthy.Links()
			require.Len(t, links, 880)
			// A spine, a leaf, a node; a link of each kind, and what it meets.
			some := []routing.Failure{
				routing.FailDevice{Router: "spine1"}, routing.FailDevice{Router: "rack3-leaf1"}, routing.FailDevice{Router: "rack3-node7"},
				named(t, healthy, "link:spine1:rack3-leaf1"), named(t, healthy, "link:spine2:rack3-leaf1"),
				named(t, healthy, "link:rack3-leaf1:rack3-node7"), named(t, healthy, "link:rack3-leaf2:rack3-node9"),
			}
			sweep, err := healthy.Sweep(some)
			require.NoError(t, err)
			for d := range sweep {
				require.False(t, d.FromScratch())
				require.Empty(t, differs(t, healthy, routers, d))
			}
			pairs, err := healthy.SweepPairs(some)
			require.NoError(t, err)
			for d := range pairs {
				require.False(t, d.FromScratch())
				require.Empty(t, differs(t, healthy, routers, d))
			}
		})
	}
}

func named(t testing.TB, tables *routing.Tables, name string) routing.Failure {
	t.Helper()
	f, err := tables.ParseFailure(name)
	require.NoError(t, err)
	return f
}

// Interfaces and sessions, alone and with others.
func TestEveryKindOfFailure(t *testing.T) {
	routers := rackFabric(2, 2)
	healthy, err := routing.Simulate(routers)
	require.NoError(t, err)
	all := []routing.Failure{
		named(t, healthy, "interface:rack1-leaf1:Vlan100"), named(t, healthy, "interface:rack1-leaf2:Ethernet1/49"),
		named(t, healthy, "session:rack1-leaf1:rack1-node1"), named(t, healthy, "session:spine1:rack2-leaf1"),
		named(t, healthy, "link:rack1-leaf1:rack1-node2"), named(t, healthy, "link:rack2-leaf1:Ethernet1/50"),
		named(t, healthy, "rack2-node1"),
	}
	sweep, err := healthy.SweepPairs(all)
	require.NoError(t, err)
	for d := range sweep {
		require.Empty(t, differs(t, healthy, routers, d))
		sameChanges(t, healthy, d)
	}
	d, err := healthy.Fail(all...)
	require.NoError(t, err)
	require.Empty(t, differs(t, healthy, routers, d))
	sameChanges(t, healthy, d)
}

// sameChanges holds the changes of a difference, and what it says of single
// prefixes, against the two tables.
func sameChanges(t *testing.T, healthy *routing.Tables, d *routing.Difference) {
	t.Helper()
	got := map[string]string{}
	for c := range d.Changes() {
		for _, p := range c.Prefixes {
			key := c.Router + " " + p.String()
			require.NotContains(t, got, key)
			got[key] = c.Kind.String()
		}
	}
	byPrefix := map[string]string{}
	left := d.Tables()
	for _, router := range left.Routers() {
		for _, vrf := range left.VRFs(router) {
			seen := map[netip.Prefix]bool{}
			check := func(p netip.Prefix) {
				if seen[p] {
					return
				}
				seen[p] = true
				before, had := healthy.Route(router, vrf, p)
				after, has := left.Route(router, vrf, p)
				key := router + " " + p.String()
				kind, changed := got[key]
				switch {
				case had && !has:
					require.Equal(t, "lost", kind, key)
				case !had && has:
					require.Equal(t, "gained", kind, key)
				case describe(before) != describe(after):
					require.Contains(t, []string{"other next hops", "other attributes"}, kind, key)
				default:
					require.False(t, changed, key)
				}
				for c := range d.To(p) {
					byPrefix[c.Router+" "+p.String()] = c.Kind.String()
				}
			}
			for r := range healthy.Routes(router, vrf) {
				check(r.Prefix)
			}
			for r := range left.Routes(router, vrf) {
				check(r.Prefix)
			}
		}
	}
	require.Equal(t, got, byPrefix)
}

func TestFailuresThatDoNotExist(t *testing.T) {
	healthy, err := routing.Simulate(rackFabric(2, 2))
	require.NoError(t, err)
	for name, want := range map[string]string{
		"leaf9":                           "there is no such router; there are spine1, spine2, spine3, spine4, rack1-leaf1",
		"link:spine1:spine2":              "there is no such link; there are link:spine1:rack1-leaf1",
		"link:rack1-leaf1:Ethernet1/1":    "there is no such link; there are link:spine1:rack1-leaf1",
		"interface:spine1:Ethernet1/9":    "there is no such interface; there are interface:spine1:Ethernet1/1",
		"session:rack1-node1:rack1-node2": "there is no such session; there are session:",
		"port:spine1":                     "none of the kinds device, link, interface and session",
		"":                                "there is no such router",
		"link:":                           "there is no such link",
	} {
		_, err := healthy.ParseFailure(name)
		require.ErrorContains(t, err, want, name)
	}
	_, err = healthy.Fail(routing.FailDevice{Router: "x"}, routing.FailLink{}, routing.FailSession{Router: "spine1", Peer: "spine2"},
		routing.FailInterface{LinkEnd: routing.LinkEnd{Router: "spine1", Interface: "y"}}, nil)
	var problems routing.FailureError
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 5)
	_, err = healthy.Sweep([]routing.Failure{routing.FailDevice{Router: "x"}, routing.FailDevice{Router: "y"}})
	require.ErrorAs(t, err, &problems)
	require.Len(t, problems, 2)
	_, err = healthy.SweepPairs([]routing.Failure{nil})
	require.Error(t, err)
}

// What a failure calls itself is read back.
func TestFailureNames(t *testing.T) {
	healthy, err := routing.Simulate(rackFabric(2, 2))
	require.NoError(t, err)
	for _, f := range append(healthy.Devices(), healthy.Links()...) {
		require.Equal(t, f, named(t, healthy, f.String()))
	}
	f := routing.FailSession{Router: "spine1", Peer: "rack1-leaf1", Address: netip.MustParseAddr("10.240.0.1")}
	require.Equal(t, f, named(t, healthy, f.String()))
}

func FuzzParseFailure(f *testing.F) {
	healthy, err := routing.Simulate(rackFabric(2, 2))
	if err != nil {
		f.Fatal(err)
	}
	for _, name := range []string{"spine1", "link:spine1:rack1-leaf1", "interface:spine1:Ethernet1/1", "session:spine1:rack1-leaf1", "link:a:b", ":", "device:spine1"} {
		f.Add(name)
	}
	f.Fuzz(func(t *testing.T, name string) {
		failure, err := healthy.ParseFailure(name)
		if err != nil {
			require.NotEmpty(t, err.Error())
			return
		}
		again, err := healthy.ParseFailure(failure.String())
		require.NoError(t, err)
		require.Equal(t, failure, again)
	})
}

// joined connects routers in pairs and gives each pair a session.
func joined(devices map[string]*device, links ...[2]string) []routing.Router {
	for i, l := range links {
		a, b := devices[l[0]], devices[l[1]]
		ip := func(end int) string { return fmt.Sprintf("10.0.%d.%d", i, end) }
		a.on(fmt.Sprintf("eth%d", i), ip(0)+"/31").peer(ip(1), b.bgp().AS)
		b.on(fmt.Sprintf("eth%d", i), ip(1)+"/31").peer(ip(0), a.bgp().AS)
	}
	var routers []routing.Router
	for _, name := range slices.Sorted(maps.Keys(devices)) {
		routers = append(routers, devices[name].Router)
	}
	return routers
}

// Two routers that prefer each other have two stable states (RFC 4264): the one
// that the healthy network leads to, and the one that routers which start at the
// same time never find. A prediction from scratch is asked for, and made.
func TestFailureThatLeavesTwoStableStates(t *testing.T) {
	devices := map[string]*device{
		"a": router("a", 10, "10.255.0.1"), "b": router("b", 20, "10.255.0.2"),
		"o": router("o", 1, "10.255.0.3").announce("10.100.0.0/24"), "p": router("p", 2, "10.255.0.4"),
	}
	routers := joined(devices, [2]string{"o", "a"}, [2]string{"o", "b"}, [2]string{"a", "b"}, [2]string{"o", "p"}, [2]string{"p", "a"})
	prefer := func(d *device, as routing.ASN, pref uint32) {
		for i := range d.bgp().Neighbors {
			if n := &d.bgp().Neighbors[i]; n.RemoteAS[0].First == as {
				n.Families[0].Import = always(routing.Set{LocalPref: pref, HasLocalPref: true})
			}
		}
	}
	prefer(devices["a"], 20, 200)
	prefer(devices["b"], 10, 200)
	prefer(devices["a"], 2, 300)
	healthy, err := routing.Simulate(routers)
	require.NoError(t, err)
	require.Empty(t, healthy.Oscillations())
	d, err := healthy.Fail(named(t, healthy, "link:p:a"))
	require.NoError(t, err)
	require.Equal(t, []netip.Prefix{prefix("10.100.0.0/24")}, d.Oscillations())
	require.Empty(t, differs(t, healthy, routers, d))
}

// Under one failure a session carries a route that it did not carry before; the
// other failure takes just this session, which nobody misses alone.
func TestFailuresThatMeetInWhatIsNew(t *testing.T) {
	devices := map[string]*device{}
	for i, r := range []struct {
		name string
		as   routing.ASN
	}{{"o", 1}, {"z", 2}, {"p", 10}, {"q", 20}, {"u", 20}, {"w", 10}, {"x1", 30}, {"x2", 31}, {"x3", 32}} {
		devices[r.name] = router(r.name, r.as, fmt.Sprintf("10.255.0.%d", i+1))
	}
	devices["o"].announce("10.100.0.0/24")
	routers := joined(devices, [2]string{"o", "z"}, [2]string{"z", "p"}, [2]string{"z", "q"}, [2]string{"p", "u"}, [2]string{"q", "w"},
		[2]string{"o", "x1"}, [2]string{"x1", "x2"}, [2]string{"x2", "x3"}, [2]string{"x3", "u"}, [2]string{"u", "w"})
	healthy, err := routing.Simulate(routers)
	require.NoError(t, err)
	sweep, err := healthy.SweepPairs([]routing.Failure{routing.FailDevice{Router: "z"}, named(t, healthy, "session:u:w")})
	require.NoError(t, err)
	for d := range sweep {
		require.False(t, d.FromScratch())
		require.Empty(t, differs(t, healthy, routers, d))
		_, ok := d.Route("w", routing.DefaultVRF, prefix("10.100.0.0/24"))
		require.False(t, ok)
	}
}

// An address that two have is still there when one of them is gone.
func TestFailureOfOneOfTwoWithAnAddress(t *testing.T) {
	node := router("node", 100, "10.255.0.9").on("eth0", "10.0.0.9/24").static("10.9.9.9/32", "10.0.0.1", "10.0.0.2")
	node.peer("10.9.9.9", 10, from("10.0.0.9"))
	leaf := func(name, id, address string) *device {
		return router(name, 10, id).on("eth0", address+"/24").on("lo9", "10.9.9.9/32").announce("10.100.0.0/24").
			peer("10.0.0.9", 100, from("10.9.9.9"))
	}
	routers := []routing.Router{node.Router, leaf("leaf1", "10.255.0.1", "10.0.0.1").Router, leaf("leaf2", "10.255.0.2", "10.0.0.2").Router}
	healthy, err := routing.Simulate(routers)
	require.NoError(t, err)
	sweep, err := healthy.Sweep(healthy.Devices())
	require.NoError(t, err)
	for d := range sweep {
		require.Empty(t, differs(t, healthy, routers, d))
	}
}
