package routing_test

import (
	"fmt"
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

func TestAdmitsDoesNotGuess(t *testing.T) {
	prefix := netip.MustParsePrefix("10.0.0.0/24")
	all := routing.Term{Permit: true}
	for name, row := range map[string]struct {
		match    routing.Match
		fromPeer bool
		want     routing.Passage
	}{
		"a protocol that it is not of":     {routing.Match{Sources: []routing.Protocol{routing.StaticRoute}}, true, routing.Passes},
		"the protocol that it is of":       {routing.Match{Sources: []routing.Protocol{routing.BGPRoute}}, true, routing.Stopped},
		"a protocol that is not known":     {routing.Match{Sources: []routing.Protocol{routing.StaticRoute}}, false, routing.Unclear},
		"a tag":                            {routing.Match{Tags: []uint32{1}}, true, routing.Unclear},
		"a tag, and a prefix it has not":   {routing.Match{Tags: []uint32{1}, Prefixes: []*routing.PrefixList{{}}}, true, routing.Passes},
		"an AS in its path":                {routing.Match{ASPathHas: []routing.ASRange{{First: 1, Last: 2}}}, true, routing.Unclear},
		"a path as long as its own":        {routing.Match{ASPathLength: routing.PathLength{IsSet: true, Min: 2, Max: 2}}, true, routing.Stopped},
		"a longer path":                    {routing.Match{ASPathLength: routing.PathLength{IsSet: true, Min: 3, Max: 9}}, true, routing.Passes},
		"the empty path":                   {routing.Match{ASPathLength: routing.PathLength{IsSet: true}}, true, routing.Passes},
		"a neighbor that it is not from":   {routing.Match{PeerAS: []routing.ASRange{{First: 1, Last: 2}}}, true, routing.Passes},
		"received, and it is":              {routing.Match{ReceivedFromPeer: true}, true, routing.Stopped},
		"received, and it is not":          {routing.Match{ReceivedFromPeer: true}, false, routing.Passes},
		"a list that is known to be empty": {routing.Match{Never: true}, true, routing.Passes},
	} {
		t.Run(name, func(t *testing.T) {
			deny := &routing.Policy{Terms: []routing.Term{{Match: row.match}, all}}
			assert.Equal(t, row.want, deny.Admits(routing.Probe{Prefix: prefix, PeerAS: 65001, PathLength: 2, FromPeer: row.fromPeer}))
		})
	}
	assert.Equal(t, routing.Passes, (*routing.Policy)(nil).Admits(routing.Probe{Prefix: prefix}))
	assert.Equal(t, routing.Stopped, (&routing.Policy{}).Admits(routing.Probe{Prefix: prefix}))
}

// TestAdmitsAgreesWithTheSimulator sends routes through random policies between
// two routers.
func TestAdmitsAgreesWithTheSimulator(t *testing.T) {
	const seed = 1997
	random := rand.New(rand.NewPCG(seed, 0))
	for run := range 500 {
		policy := &routing.Policy{Name: "random"}
		for range 1 + random.IntN(4) {
			policy.Terms = append(policy.Terms, randomTerm(random))
		}
		prefix, err := netip.AddrFrom4([4]byte{10, byte(random.IntN(4)), 0, 0}).Prefix(14 + random.IntN(6))
		require.NoError(t, err)
		var communities []routing.Community
		for c := range routing.Community(3) {
			if random.IntN(2) == 0 {
				communities = append(communities, c+1)
			}
		}
		origin := &routing.Policy{Terms: []routing.Term{{Permit: true, Set: routing.Set{Communities: communities, HasCommunities: true}}}}
		end := func(name string, as, other routing.ASN, own, peer string, b routing.Unicast, f routing.NeighborFamily) routing.Router {
			f.SendCommunity = true
			return routing.Router{Name: name, VRFs: []routing.VRF{{
				Name:       routing.DefaultVRF,
				Interfaces: []routing.Interface{{Name: "link", Addresses: []netip.Prefix{netip.MustParsePrefix(own + "/30")}}},
				BGP: &routing.BGP{AS: as, RouterID: netip.MustParseAddr(own), IPv4: &b, Neighbors: []routing.Neighbor{{
					Address: netip.MustParseAddr(peer), RemoteAS: []routing.ASRange{{First: other, Last: other}},
					Families: []routing.NeighborFamily{f},
				}}},
			}}}
		}
		tables, err := routing.Simulate([]routing.Router{
			end("a", 1, 2, "192.0.2.1", "192.0.2.2",
				routing.Unicast{Networks: []routing.Network{{Prefix: prefix.Masked(), Policy: origin, Always: true}}}, routing.NeighborFamily{}),
			end("b", 2, 1, "192.0.2.2", "192.0.2.1", routing.Unicast{}, routing.NeighborFamily{Import: policy}),
		})
		require.NoError(t, err)
		_, arrived := tables.Route("b", routing.DefaultVRF, prefix.Masked())
		want := routing.Stopped
		if arrived {
			want = routing.Passes
		}
		got := policy.Admits(routing.Probe{Prefix: prefix.Masked(), Communities: communities, PeerAS: 1, FromPeer: true})
		require.Equal(t, want, got, fmt.Sprintf("seed %d, run %d: %v %v through %+v", seed, run, prefix, communities, policy))
	}
}

func randomTerm(random *rand.Rand) routing.Term {
	t := routing.Term{Permit: random.IntN(3) > 0, Continue: random.IntN(3) == 0}
	if random.IntN(2) == 0 {
		rule := routing.PrefixRule{Permit: random.IntN(4) > 0, Prefix: netip.MustParsePrefix("10.0.0.0/14"), Min: 14 + random.IntN(3)}
		rule.Max = rule.Min + random.IntN(5)
		t.Match.Prefixes = []*routing.PrefixList{{Rules: []routing.PrefixRule{rule}}}
	}
	if random.IntN(2) == 0 {
		t.Match.Communities = []*routing.CommunityList{{Rules: []routing.CommunityRule{{Permit: true, All: []routing.Community{routing.Community(1 + random.IntN(3))}}}}}
	}
	if random.IntN(4) == 0 {
		t.Match.PeerAS = []routing.ASRange{{First: routing.ASN(random.IntN(3)), Last: 2}}
	}
	t.Match.ReceivedFromPeer = random.IntN(5) == 0
	if random.IntN(3) == 0 {
		t.Set = routing.Set{Communities: []routing.Community{routing.Community(1 + random.IntN(3))}, HasCommunities: true, Additive: random.IntN(2) == 0}
	}
	if random.IntN(4) == 0 {
		t.Set.DeleteCommunities = &routing.CommunityList{Rules: []routing.CommunityRule{{Permit: true, All: []routing.Community{2}}}}
	}
	return t
}
