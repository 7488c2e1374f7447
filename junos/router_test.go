package junos

import (
	"math/rand/v2"
	"net/netip"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

func mustRouter(t *testing.T, text string) routing.Router {
	t.Helper()
	c := mustParse(t, text)
	r, err := c.Router()
	require.NoError(t, err)
	return r
}

func TestALeafOfARackMeans(t *testing.T) {
	r := mustRouter(t, validLeaf())
	assert.Equal(t, "leaf1", r.Name)
	require.Len(t, r.VRFs, 2)
	v := r.VRFs[0]
	assert.Equal(t, []routing.Interface{
		{Name: "et-0/0/48.0", Addresses: []netip.Prefix{mustPrefix("10.4.0.1/31")}, MTU: 9000},
		{Name: "irb.2300", Addresses: []netip.Prefix{mustPrefix("10.13.0.2/24")}, MTU: 9000, Virtual: []netip.Addr{mustAddr("10.13.0.1")}},
		{Name: "lo0.0", Addresses: []netip.Prefix{mustPrefix("10.2.0.3/32")}, MTU: 1500},
	}, v.Interfaces)
	assert.Equal(t, "management", r.VRFs[1].Name)
	assert.Equal(t, []routing.Static{{Prefix: mustPrefix("0.0.0.0/0"), Via: []netip.Addr{mustAddr("172.16.0.1")}, Distance: 5}}, r.VRFs[1].Static)

	b := v.BGP
	require.NotNil(t, b)
	assert.Equal(t, uint8(170), b.ExternalDistance)
	assert.Equal(t, uint8(170), b.InternalDistance)
	assert.True(t, b.MultipathRelax)
	assert.Equal(t, routing.Unicast{
		Networks:     []routing.Network{{Prefix: mustPrefix("10.2.0.3/32")}, {Prefix: mustPrefix("10.13.0.0/24")}},
		MaxPathsEBGP: 64,
	}, *b.IPv4, "what the export policy accepts of the direct routes is originated, the link's subnet is not")
	spine, nodes := b.Neighbors[0], b.Neighbors[1]
	assert.Equal(t, []routing.ASRange{{First: 64512, Last: 64512}}, spine.RemoteAS)
	assert.Equal(t, 90*time.Second, spine.Hold)
	assert.Equal(t, 30*time.Second, spine.Keepalive)
	assert.Equal(t, 300*time.Second, spine.GracefulRestart)
	assert.True(t, spine.Families[0].SendCommunity)
	assert.True(t, spine.Families[0].PeerASCheck)
	assert.Equal(t, mustPrefix("10.13.0.0/24"), nodes.Range)
	assert.Equal(t, []routing.ASRange{{First: 65001, Last: 65001}}, nodes.RemoteAS, "internal peers are of the own AS")
	assert.Equal(t, mustAddr("10.13.0.2"), nodes.Source)
	assert.True(t, nodes.Families[0].RouteReflectorClient)
	assert.Zero(t, nodes.GracefulRestart, "a peer that dials in is forgotten with its session")
	assert.Equal(t, time.Second, nodes.PeerTimeout)
	in := nodes.Families[0].Import
	probe := func(p string, communities ...routing.Community) routing.Passage {
		return in.Admits(routing.Probe{Prefix: mustPrefix(p), Communities: communities, FromPeer: true})
	}
	assert.Equal(t, routing.Passes, probe("10.233.64.0/26", 65001<<16|100))
	assert.Equal(t, routing.Stopped, probe("10.233.64.0/26"))
	assert.Equal(t, routing.Stopped, probe("10.233.64.0/27", 65001<<16|100))
	assert.Equal(t, routing.Set{LocalPref: 150, HasLocalPref: true}, in.Terms[0].Set)
}

// bgpOf is a switch of AS 65001 with a policy p that a peer 10.0.0.2 is given, or
// whatever the statements say.
func bgpOf(statements ...string) string {
	return "set system host-name s\nset routing-options autonomous-system 65001\nset routing-options router-id 10.0.0.1\n" +
		"set interfaces et-0/0/0 unit 0 family inet address 10.0.0.1/30\n" +
		"set protocols bgp group G type external\nset protocols bgp group G peer-as 65002\nset protocols bgp group G neighbor 10.0.0.2\n" +
		strings.Join(statements, "\n")
}

// TestDefaultsOfBGP has what holds without a policy, and behind one that leaves
// routes undecided.
func TestDefaultsOfBGP(t *testing.T) {
	const p = "set policy-options policy-statement p "
	for _, row := range []struct {
		name               string
		statements         []string
		importAll          bool // an arbitrary route is accepted
		sendsBGP, sendsOwn bool // an arbitrary route of BGP is sent, and a direct one
	}{
		{"no policy", nil, true, true, false},
		{"an export policy that rejects", []string{p + "then reject", "set protocols bgp group G export p"}, true, false, false},
		{"an export policy that accepts", []string{p + "then accept", "set protocols bgp group G export p"}, true, true, true},
		{"an export policy for direct routes", []string{p + "from protocol direct", p + "then accept", "set protocols bgp group G export p"}, true, true, true},
		{"an import policy that matches something else", []string{p + "from route-filter 192.0.2.0/24 exact", p + "then accept", "set protocols bgp group G import p"}, true, true, false},
		{"an import policy that rejects the rest", []string{p + "term a from route-filter 192.0.2.0/24 exact", p + "term a then accept", p + "then reject", "set protocols bgp group G import p"}, false, true, false},
		{"a chain: the first undecided, the second rejects", []string{p + "then metric 5", "set policy-options policy-statement q then reject", "set protocols bgp group G import p", "set protocols bgp group G import q"}, false, true, false},
		{"a chain: the first accepts", []string{p + "then accept", "set policy-options policy-statement q then reject", "set protocols bgp group G import p", "set protocols bgp group G import q"}, true, true, false},
		{"the neighbor's policy replaces the group's", []string{p + "then reject", "set policy-options policy-statement q then accept", "set protocols bgp group G import p", "set protocols bgp group G neighbor 10.0.0.2 import q"}, true, true, false},
		{"a term goes on", []string{p + "term a then next term", p + "term b then reject", "set protocols bgp group G import p"}, false, true, false},
		{"a term for the other family", []string{p + "term a from family inet6", p + "term a then reject", p + "then accept", "set protocols bgp group G import p"}, true, true, false},
		{"a prefix list", []string{p + "term a from prefix-list l", p + "term a then reject", "set policy-options prefix-list l 198.18.0.0/15", "set protocols bgp group G import p"}, false, true, false},
		{"a prefix list filter", []string{p + "term a from prefix-list-filter l longer", p + "term a then reject", "set policy-options prefix-list l 198.18.0.0/15", "set protocols bgp group G import p"}, true, true, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			b := mustRouter(t, bgpOf(row.statements...)).VRFs[0].BGP
			f := b.Neighbors[0].Families[0]
			prefix := mustPrefix("198.18.0.0/15")
			assert.Equal(t, row.importAll, f.Import.Admits(routing.Probe{Prefix: prefix, FromPeer: true}) == routing.Passes)
			assert.Equal(t, row.sendsBGP, f.Export.Admits(routing.Probe{Prefix: prefix, FromPeer: true}) == routing.Passes)
			assert.Equal(t, row.sendsOwn, len(b.IPv4.Networks) > 0)
		})
	}
}

// TestLongestMatchDecidesAlone has Juniper's own examples ("How Prefix Order Affects
// Route List Evaluation", "Common Configuration Problem with the Longest-Match
// Lookup", Junos 9.4).
func TestLongestMatchDecidesAlone(t *testing.T) {
	list := func(filters ...RouteFilter) *routing.PrefixList { return longestMatch(filters) }
	f := func(p string, kind MatchType, lengths ...uint8) RouteFilter {
		r := RouteFilter{Prefix: mustPrefix(p), Type: kind}
		switch len(lengths) {
		case 1:
			r.Max = lengths[0]
		case 2:
			r.Min, r.Max = lengths[0], lengths[1]
		}
		return r
	}
	shadowed := list(f("192.168.0.0/16", OrLonger), f("192.168.254.0/23", Exact))
	assert.False(t, shadowed.Permits(mustPrefix("192.168.254.0/24")), "the /23 is the longest around it, and does not match")
	assert.True(t, shadowed.Permits(mustPrefix("192.168.254.0/23")))
	assert.True(t, shadowed.Permits(mustPrefix("192.168.1.0/24")))
	same := list(f("10.0.0.0/8", UpTo, 16), f("10.0.0.0/8", PrefixLengthRange, 24, 26))
	assert.True(t, same.Permits(mustPrefix("10.0.0.0/12")))
	assert.False(t, same.Permits(mustPrefix("10.0.0.0/20")))
	assert.True(t, same.Permits(mustPrefix("10.1.2.0/25")))
	assert.False(t, list(f("10.0.0.0/8", Longer)).Permits(mustPrefix("10.0.0.0/8")))
	assert.False(t, list(f("10.0.0.1/32", Longer)).Permits(mustPrefix("10.0.0.1/32")))
	assert.False(t, list(f("10.0.0.0/8", OrLonger)).Permits(mustPrefix("11.0.0.0/8")))
}

// TestLongestMatchAgreesWithItsDefinition compares random lists with the sentence of
// the manual, carried out.
func TestLongestMatchAgreesWithItsDefinition(t *testing.T) {
	r := rand.New(rand.NewPCG(23, 0))
	prefix := func() netip.Prefix {
		bits := r.IntN(6)
		return netip.PrefixFrom(netip.AddrFrom4([4]byte{byte(r.IntN(8)) << 5}), bits).Masked()
	}
	for range 3000 {
		var filters []RouteFilter
		for range 1 + r.IntN(4) {
			f := RouteFilter{Prefix: prefix(), Type: MatchType(1 + r.IntN(5))}
			low := f.Prefix.Bits() + r.IntN(3)
			switch f.Type {
			case UpTo:
				f.Max = uint8(low)
			case PrefixLengthRange:
				f.Min, f.Max = uint8(low), uint8(low+r.IntN(3))
			}
			filters = append(filters, f)
		}
		list := longestMatch(filters)
		for range 20 {
			p := netip.PrefixFrom(prefix().Addr(), r.IntN(9)).Masked()
			longest, want := -1, false
			for _, f := range filters {
				if f.Prefix.Bits() <= p.Bits() && f.Prefix.Contains(p.Addr()) {
					longest = max(longest, f.Prefix.Bits())
				}
			}
			for _, f := range filters {
				low, high := f.lengths()
				if f.Prefix.Bits() == longest && f.Prefix.Contains(p.Addr()) && low <= p.Bits() && p.Bits() <= high {
					want = true
				}
			}
			require.Equal(t, want, list.Permits(p), "%v of %v", p, filters)
		}
	}
}

func TestNextHopsOfExportPolicies(t *testing.T) {
	const p, export = "set policy-options policy-statement p ", "set protocols bgp group G export p"
	internal := []string{"set protocols bgp group G type internal", "delete protocols bgp group G peer-as"}
	external := []string{p + "term n from route-type external", p + "term n then next-hop self"}
	all := []string{p + "term n then next-hop self"}
	for _, row := range []struct {
		name       string
		statements []string
		rule       routing.NextHopRule
		noThird    bool
	}{
		{"to the own AS as it was", internal, routing.NextHopStandard, false},
		{"to the own AS, of external routes", append(append(internal, external...), export), routing.NextHopSelf, false},
		{"to the own AS, of all routes", append(append(internal, all...), export), routing.NextHopSelfAll, false},
		{"to another AS", append(all, export), routing.NextHopStandard, true},
		{"unchanged over several hops", []string{"set protocols bgp group G multihop no-nexthop-change"}, routing.NextHopUnchanged, false},
		{"rejected before", append(append(internal, p+"term first then reject"), append(all, export)...), routing.NextHopStandard, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			f := mustRouter(t, bgpOf(row.statements...)).VRFs[0].BGP.Neighbors[0].Families[0]
			assert.Equal(t, row.rule, f.NextHop)
			assert.Equal(t, row.noThird, f.NoThirdParty)
		})
	}
}

func TestTheDefaultRouteThatPeersAreSent(t *testing.T) {
	const p = "set policy-options policy-statement p "
	policy := []string{p + "from protocol static", p + "from protocol bgp", p + "from route-filter 0.0.0.0/0 exact", p + "then accept", "set protocols bgp group G export p"}
	of := func(statements ...string) (*routing.BGP, routing.NeighborFamily) {
		b := mustRouter(t, bgpOf(statements...)).VRFs[0].BGP
		return b, b.Neighbors[0].Families[0]
	}
	b, f := of(append(policy, "set routing-options static route 0.0.0.0/0 discard", "set routing-options static route 0.0.0.0/0 preference 200")...)
	assert.True(t, f.DefaultOriginate)
	assert.Nil(t, f.DefaultPolicy)
	assert.Empty(t, b.IPv4.Networks)
	_, f = of(append(policy, "set routing-options static route 0.0.0.0/0 discard", p+"then metric 5")...)
	assert.NotNil(t, f.DefaultPolicy, "it changes the route")
	b, f = of(append(policy, "set routing-options static route 0.0.0.0/0 next-hop 10.0.0.2")...)
	assert.False(t, f.DefaultOriginate, "only while the next hop is there")
	assert.Equal(t, []routing.Network{{Prefix: mustPrefix("0.0.0.0/0")}}, b.IPv4.Networks)
	_, f = of(policy...)
	assert.False(t, f.DefaultOriginate, "there is none")
}

func TestPathsNeedTheForwardingTable(t *testing.T) {
	multipath := "set protocols bgp group G multipath multiple-as"
	lb := []string{"set policy-options policy-statement LB then load-balance per-packet", "set routing-options forwarding-table export LB"}
	widths := func(statements ...string) [2]int {
		u := mustRouter(t, bgpOf(statements...)).VRFs[0].BGP.IPv4
		return [2]int{u.MaxPathsEBGP, u.MaxPathsIBGP}
	}
	assert.Equal(t, [2]int{0, 0}, widths(multipath))
	assert.Equal(t, [2]int{16, 0}, widths(append(lb, multipath)...))
	assert.Equal(t, [2]int{64, 0}, widths(append(lb, multipath, "set chassis maximum-ecmp 64")...))
	assert.Equal(t, [2]int{0, 0}, widths(lb...))
	assert.Equal(t, [2]int{0, 0}, widths(append(lb, multipath, "set protocols bgp group G multipath disable")...))
	accepting := []string{"set policy-options policy-statement A then accept", "set routing-options forwarding-table export A"}
	assert.Equal(t, [2]int{0, 0}, widths(append(append(accepting, lb...), multipath)...), "the first policy decides")
}

func TestCommunityActionsInTheirOrder(t *testing.T) {
	const p = "set policy-options policy-statement p then community "
	defs := []string{"set policy-options community A members 1:1", "set policy-options community B members [ 1:1 2:2 ]", "set protocols bgp group G import p"}
	set := func(actions ...string) routing.Set {
		var lines []string
		for _, a := range actions {
			lines = append(lines, p+a)
		}
		return mustRouter(t, bgpOf(append(lines, defs...)...)).VRFs[0].BGP.Neighbors[0].Families[0].Import.Terms[0].Set
	}
	one, two := routing.Community(1<<16|1), routing.Community(2<<16|2)
	assert.Equal(t, routing.Set{HasCommunities: true, Additive: true, Communities: []routing.Community{one}}, set("add A"))
	assert.Equal(t, routing.Set{HasCommunities: true, Communities: []routing.Community{one, two}}, set("add A", "set B"))
	assert.Equal(t, routing.Set{HasCommunities: true, Communities: []routing.Community{two}}, set("set B", "delete A"))
	deleted := set("add B", "delete A")
	assert.Equal(t, []routing.Community{two}, deleted.Communities)
	assert.Equal(t, []routing.CommunityRule{{Permit: true, All: []routing.Community{one}}}, deleted.DeleteCommunities.Rules)
	assert.Len(t, set("delete B").DeleteCommunities.Rules, 2, "each member is deleted by itself")
}

func TestLengthsOfPathExpressions(t *testing.T) {
	const unbounded = int(^uint(0) >> 1)
	for regex, want := range map[string]routing.PathLength{
		"()": {IsSet: true}, ".": {IsSet: true, Min: 1, Max: 1}, ".*": {IsSet: true, Max: unbounded}, ".+": {IsSet: true, Min: 1, Max: unbounded},
		".?": {IsSet: true, Max: 1}, ".{2}": {IsSet: true, Min: 2, Max: 2}, ".{2,}": {IsSet: true, Min: 2, Max: unbounded}, ".{1,3}": {IsSet: true, Min: 1, Max: 3},
		". . .": {IsSet: true, Min: 3, Max: 3}, ". .*": {IsSet: true, Min: 1, Max: unbounded}, ".{2} .?": {IsSet: true, Min: 2, Max: 3},
	} {
		got, ok := lengthOf(regex)
		assert.True(t, ok, regex)
		assert.Equal(t, want, got, regex)
	}
	for _, regex := range []string{"", "65001", ".* 65001", ".{", ".{x}", ".{3,1}", ".{-1}", "65001 .{2}", "(.)", ".{9999}"} {
		_, ok := lengthOf(regex)
		assert.False(t, ok, regex)
	}
	for condition, want := range map[string]routing.PathLength{
		"equal": {IsSet: true, Min: 3, Max: 3}, "orhigher": {IsSet: true, Min: 3, Max: unbounded}, "orlower": {IsSet: true, Max: 3},
	} {
		r := mustRouter(t, bgpOf("set policy-options policy-statement p from as-path-calc-length 3 "+condition, "set policy-options policy-statement p then reject", "set protocols bgp group G import p"))
		assert.Equal(t, want, r.VRFs[0].BGP.Neighbors[0].Families[0].Import.Terms[0].Match.ASPathLength)
	}
}

func TestWhatPeersSay(t *testing.T) {
	const g = "set protocols bgp group G "
	of := func(statements ...string) routing.Neighbor {
		return mustRouter(t, bgpOf(statements...)).VRFs[0].BGP.Neighbors[0]
	}
	n := of(g+"multihop", g+"passive", g+"shutdown", g+"bfd-liveness-detection minimum-interval 300", g+"hold-time 30",
		g+"family inet unicast prefix-limit maximum 5", "set routing-options autonomous-system loops 3", g+"advertise-peer-as", g+"as-override", g+"remove-private")
	assert.Equal(t, 64, n.TTL)
	assert.True(t, n.Passive && n.Shutdown && n.BFD)
	assert.Equal(t, 30*time.Second, n.Hold)
	assert.Equal(t, 10*time.Second, n.Keepalive)
	f := n.Families[0]
	assert.Equal(t, 5, f.MaxPrefixes)
	assert.True(t, f.MaxPrefixesWarn, "without teardown the device only logs")
	assert.Equal(t, 2, f.AllowOwnAS)
	assert.False(t, f.PeerASCheck)
	assert.True(t, f.ASOverride && f.RemovePrivateAS)
	assert.Zero(t, of(g+"graceful-restart disable").GracefulRestart)
	assert.Equal(t, 600*time.Second, of(g+"graceful-restart stale-routes-time 600").GracefulRestart)
	assert.Equal(t, uint32(65009), of(g+"local-as 65009 private no-prepend-global-as").LocalAS)
	assert.True(t, of(g+"advertise-peer-as", g+"neighbor 10.0.0.2 no-advertise-peer-as").Families[0].PeerASCheck)
	hidden := encode9(rand.New(rand.NewPCG(1, 1)), "secret word")
	assert.True(t, of(g+`authentication-key "`+hidden+`"`).Auth.Agrees(routing.NewAuth("secret word")))
	assert.False(t, of(g+`authentication-key "`+hidden+`"`).Auth.Agrees(routing.NewAuth("another")))
	assert.True(t, of(g+`authentication-key "$9$~"`).Auth.Agrees(routing.NewAuth("whatever")), "what cannot be known matches")
	dynamic := mustRouter(t, bgpOf(g+"dynamic-neighbor d allow 10.0.0.0/30", g+"dynamic-neighbor d peer-limit 7", g+"dynamic-neighbor d authentication-key x",
		g+"peer-as-list L", "set policy-options as-list L members [ 5-6 9 ]", g+"unconfigured-peer-graceful-restart")).VRFs[0].BGP.Neighbors[0]
	assert.Equal(t, []routing.ASRange{{First: 5, Last: 6}, {First: 9, Last: 9}}, dynamic.RemoteAS)
	assert.Equal(t, 7, dynamic.MaxPeers)
	assert.True(t, dynamic.Auth.Agrees(routing.NewAuth("x")))
	assert.Equal(t, 300*time.Second, dynamic.GracefulRestart)
	assert.Zero(t, dynamic.PeerTimeout)
	assert.Empty(t, mustRouter(t, bgpOf("set protocols bgp disable")).VRFs[0].BGP.Neighbors)
}

// TestNotPredicted has statements that decide about routes and that the prediction
// cannot follow, by the field that is named.
func TestNotPredicted(t *testing.T) {
	const g, p = "set protocols bgp group G ", "set policy-options policy-statement p "
	apply := g + "import p"
	for _, row := range []struct {
		name       string
		statements []string
		field      string // empty: predicted
	}{
		{"apply-groups", []string{g + "apply-groups X"}, "protocols bgp group G apply-groups X"},
		{"groups alone", []string{"set groups X system host-name y"}, ""},
		{"another protocol", []string{"set protocols ospf area 0.0.0.0 interface all"}, "protocols ospf area 0.0.0.0 interface all"},
		{"LLDP", []string{"set protocols lldp interface all"}, ""},
		{"inactive OSPF", []string{"set protocols ospf area 0.0.0.0 interface all", "deactivate protocols ospf"}, ""},
		{"a knob of BGP", []string{g + "metric-out 5"}, "protocols bgp group G metric-out 5"},
		{"defaults of BGP without policies", []string{"set protocols bgp defaults ebgp no-policy receive reject"}, "protocols bgp defaults ebgp no-policy receive reject"},
		{"a harmless knob of BGP", []string{g + "out-delay 5", g + "neighbor 10.0.0.2 tcp-mss 1400", "set protocols bgp traceoptions flag state", g + "family evpn signaling"}, ""},
		{"add-path", []string{g + "family inet unicast add-path receive"}, "protocols bgp group G family inet unicast add-path receive"},
		{"an aggregate", []string{"set routing-options aggregate route 10.0.0.0/8"}, "routing-options aggregate route 10.0.0.0/8"},
		{"nonstop routing", []string{"set routing-options nonstop-routing"}, ""},
		{"a filter with an action", []string{p + "from route-filter 10.0.0.0/8 exact accept", apply}, "policy-options policy-statement p from route-filter 10.0.0.0/8 exact accept"},
		{"an expression of communities", []string{`set policy-options community C members "^65001:.*$"`}, `policy-options community C members ^65001:.*$`},
		{"an expression of policies", []string{p + "then accept", g + "import ( p && p )"}, "protocols bgp group G import ( p && p )"},
		{"default-action", []string{p + "then default-action reject", apply}, "policy-options policy-statement p then default-action reject"},
		{"an arithmetic preference", []string{p + "then local-preference add 5", apply}, "policy-options policy-statement p then local-preference add 5"},
		{"a virtual router's target", []string{"set routing-instances x vrf-target target:1:1"}, "routing-instances x vrf-target target:1:1"},
		{"interface ranges", []string{"set interfaces interface-range x member et-0/0/1"}, "interfaces interface-range x member et-0/0/1"},
		{"borrowed addresses", []string{"set interfaces et-0/0/9 unit 0 family inet unnumbered-address lo0.0"}, "interfaces et-0/0/9 unit 0 family inet unnumbered-address lo0.0"},
		{"logical systems", []string{"set logical-systems x system"}, "logical-systems x system"},
		{"a neighbor as a condition", []string{p + "from neighbor 10.0.0.2", p + "then accept", apply}, "policy-options policy-statement p from neighbor"},
		{"an AS in a path", []string{`set policy-options as-path A ".* 65009"`, p + "from as-path A", p + "then reject", apply}, "policy-options as-path A"},
		{"two conditions on a path", []string{`set policy-options as-path A "."`, p + "from as-path A", p + "from as-path-calc-length 3 equal", p + "then reject", apply}, "policy-options policy-statement p from as-path"},
		{"lists and filters", []string{"set policy-options prefix-list l 10.0.0.0/8", p + "from prefix-list l", p + "from route-filter 10.0.0.0/8 exact", p + "then reject", apply}, "policy-options policy-statement p from"},
		{"the type of a route", []string{p + "from route-type external", p + "then reject", apply}, "policy-options policy-statement p from route-type"},
		{"the peer's address", []string{p + "then next-hop peer-address", apply}, "policy-options policy-statement p then next-hop peer-address"},
		{"next policy in the middle", []string{p + "term a then next policy", p + "term b then reject", apply}, "policy-options policy-statement p term a then next policy"},
		{"next policy at the end", []string{p + "term a then next policy", apply}, ""},
		{"next-hop self for some", []string{p + "term a from route-filter 10.0.0.0/8 exact", p + "term a then next-hop self", g + "export p"}, "protocols bgp group G neighbor 10.0.0.2 export p"},
		{"a local AS beside the own", []string{g + "local-as 65009"}, "protocols bgp group G neighbor 10.0.0.2 local-as"},
		{"a local AS that is the own", []string{g + "local-as 65001"}, ""},
		{"a limit of accepted prefixes", []string{g + "family inet unicast accepted-prefix-limit maximum 5", g + "family inet unicast accepted-prefix-limit teardown"}, "protocols bgp group G neighbor 10.0.0.2 accepted-prefix-limit"},
		{"a preference of a peer", []string{g + "neighbor 10.0.0.2 preference 5", g + "neighbor 10.0.0.6 preference 6"}, "protocols bgp group G neighbor 10.0.0.6 preference"},
		{"a preference beyond the model", []string{g + "preference 1000"}, "protocols bgp preference"},
		{"a preference of all", []string{g + "preference 20"}, ""},
		{"paths of some peers", []string{"set protocols bgp group G multipath", "set protocols bgp group H type external", "set protocols bgp group H neighbor 10.0.0.6 peer-as 5"}, "protocols bgp group H neighbor 10.0.0.6 multipath"},
		{"a local preference of a peer", []string{g + "local-preference 200"}, "protocols bgp group G neighbor 10.0.0.2 local-preference"},
		{"an IPv6 peer without a family", []string{g + "neighbor 2001:db8::1"}, "protocols bgp group G neighbor 2001:db8::1 family"},
		{"load balancing for some", []string{p + "from route-filter 10.0.0.0/8 exact", p + "then load-balance per-packet", "set routing-options forwarding-table export p"}, "policy-options policy-statement p then load-balance"},
		{"routes kept from the hardware", []string{p + "then reject", "set routing-options forwarding-table export p"}, "policy-options policy-statement p then reject"},
		{"another table", []string{"set routing-options rib x.inet.0 static route 10.0.0.0/8 discard"}, "routing-options rib x.inet.0"},
		{"a route both ways", []string{"set routing-options static route 10.0.0.0/8 discard", "set routing-options static route 10.0.0.0/8 next-hop 10.0.0.2"}, "routing-options static route 10.0.0.0/8"},
	} {
		t.Run(row.name, func(t *testing.T) {
			c := mustParse(t, bgpOf(row.statements...))
			_, err := c.Router()
			if row.field == "" {
				assert.NoError(t, err)
				return
			}
			var problems fabric.Problems
			require.ErrorAs(t, err, &problems)
			require.Len(t, problems, 1)
			assert.Equal(t, CodeNotPredicted, problems[0].Code)
			assert.Equal(t, row.field, problems[0].Field)
			assert.NotEmpty(t, problems[0].Fix)
			assert.NotEmpty(t, problems[0].Source)
		})
	}
}

func TestRoutersNameTheirTexts(t *testing.T) {
	_, err := Routers([]byte("set system host-name a"), []byte("x {"), []byte("set chassis maximum-ecmp 16"), []byte("set system host-name a"),
		[]byte("set system host-name b\nset protocols rip group x"))
	require.Error(t, err)
	for _, want := range []string{"text 2: line 1: a block is not closed", "text 3: there is no host-name", "a: two texts have this host-name", "b: error: protocols rip group x"} {
		assert.Contains(t, err.Error(), want)
	}
}

func TestInstancesAreVRFs(t *testing.T) {
	r := mustRouter(t, bgpOf(
		"set interfaces et-0/0/1 unit 0 family inet address 10.1.0.1/30", "set routing-instances red instance-type virtual-router", "set routing-instances red interface et-0/0/1.0",
		"set routing-instances red routing-options router-id 10.1.0.1", "set routing-instances red routing-options autonomous-system 65005",
		"set routing-instances red protocols bgp group H type external", "set routing-instances red protocols bgp group H neighbor 10.1.0.2 peer-as 5",
	))
	require.Len(t, r.VRFs, 2)
	assert.Equal(t, "red", r.VRFs[1].Name)
	assert.Equal(t, "et-0/0/1.0", r.VRFs[1].Interfaces[0].Name)
	assert.Equal(t, uint32(65005), r.VRFs[1].BGP.AS)
	assert.Len(t, r.VRFs[0].Interfaces, 1)
}

func TestWhatIsDown(t *testing.T) {
	of := func(statements ...string) map[string]bool {
		down := map[string]bool{}
		for _, i := range mustRouter(t, bgpOf(statements...)).VRFs[0].Interfaces {
			down[i.Name] = i.Down
		}
		return down
	}
	irb := "set interfaces irb unit 5 family inet address 10.5.0.1/24"
	assert.True(t, of(irb)["irb.5"], "no VLAN comes up through it")
	assert.False(t, of(irb, "set vlans v vlan-id 5", "set vlans v l3-interface irb.5")["irb.5"])
	assert.True(t, of("set interfaces et-0/0/0 disable")["et-0/0/0.0"])
	assert.True(t, of("set interfaces et-0/0/0 unit 0 disable")["et-0/0/0.0"])
}
