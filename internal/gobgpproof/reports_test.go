package gobgpproof_test

import (
	"context"
	"errors"
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/internal/gobgpproof"
)

// TestNotEmulated asks, in the row of routers, for what GoBGP does not do. Every
// reason is reported, and nothing else is.
func TestNotEmulated(t *testing.T) {
	t.Parallel()
	bgp := func(r []routing.Router, number int) *routing.BGP { return r[number-1].VRFs[0].BGP }
	importing := func(term routing.Term) func([]routing.Router) {
		return func(r []routing.Router) { towards(r, 2, 1, routing.IPv4).Import = policy(term) }
	}
	for _, row := range []struct {
		name   string
		turn   func([]routing.Router)
		reason gobgpproof.Reason
	}{
		{"the weight of a neighbor", func(r []routing.Router) { towards(r, 2, 1, routing.IPv4).Weight = 1 }, gobgpproof.Weight},
		{"paths that mix", func(r []routing.Router) { bgp(r, 2).IPv4.MaxPathsMixed = 2 }, gobgpproof.MixedPaths},
		{"MED of any AS", func(r []routing.Router) { bgp(r, 2).AlwaysCompareMED = true }, gobgpproof.AnyMED},
		{"an aggregate", func(r []routing.Router) {
			bgp(r, 2).IPv4.Aggregates = []routing.Aggregate{{Prefix: prefix("10.0.0.0/8")}}
		}, gobgpproof.Aggregation},
		{"redistribution", func(r []routing.Router) {
			bgp(r, 2).IPv4.Redistribute = []routing.Redistribute{{From: routing.Direct, Policy: policy(routing.Term{Permit: true, Match: routing.Match{NextHops: []*routing.PrefixList{permit(wide)}}})}}
		}, gobgpproof.Redistribution},
		{"another AS than the own", func(r []routing.Router) {
			bgp(r, 4).Neighbors[0].LocalAS = 65044
			bgp(r, 3).Neighbors[2].RemoteAS = []routing.ASRange{{First: 65044, Last: 65044}}
		}, gobgpproof.OtherLocalAS},
		{"a tag", importing(routing.Term{Permit: true, Match: routing.Match{Tags: []uint32{1}}}), gobgpproof.PolicyTerm},
		{"a path of many lengths", importing(routing.Term{Permit: true, Match: routing.Match{ASPathLength: routing.PathLength{IsSet: true, Min: 2, Max: 200}}}), gobgpproof.PolicyTerm},
		{"many AS", importing(routing.Term{Permit: true, Match: routing.Match{ASPathHas: []routing.ASRange{routing.AnyAS}}}), gobgpproof.PolicyTerm},
		{"communities that are denied", importing(routing.Term{Permit: true, Match: routing.Match{Communities: []*routing.CommunityList{{Rules: []routing.CommunityRule{{All: []routing.Community{red}}}}}}}), gobgpproof.PolicyTerm},
		{"a weight", importing(routing.Term{Permit: true, Set: routing.Set{HasWeight: true}}), gobgpproof.PolicyTerm},
		{"a local preference of nothing", importing(routing.Term{Permit: true, Set: routing.Set{HasLocalPref: true}}), gobgpproof.PolicyTerm},
		{"communities deleted and set", importing(routing.Term{Permit: true, Set: routing.Set{HasCommunities: true, DeleteCommunities: tagged(red)[0]}}), gobgpproof.PolicyTerm},
		{"different AS prepended", importing(routing.Term{Permit: true, Set: routing.Set{Prepend: []routing.ASN{1, 2}}}), gobgpproof.PolicyTerm},
		{"another AS prepended on export", func(r []routing.Router) {
			towards(r, 1, 2, routing.IPv4).Export = policy(routing.Term{Permit: true, Set: routing.Set{Prepend: []routing.ASN{65099}}})
		}, gobgpproof.PolicyTerm},
		{"a policy that goes on and does not decide", importing(routing.Term{Permit: true, Continue: true}), gobgpproof.PolicyTerm},
		{"a default route with a policy", func(r []routing.Router) {
			towards(r, 3, 4, routing.IPv4).DefaultOriginate = true
			towards(r, 3, 4, routing.IPv4).DefaultPolicy = policy(others)
		}, gobgpproof.DefaultRoute},
		{"a default route beside an announced one", func(r []routing.Router) {
			towards(r, 3, 4, routing.IPv4).DefaultOriginate = true
			bgp(r, 3).IPv4.Networks = []routing.Network{{Prefix: prefix("0.0.0.0/0")}}
		}, gobgpproof.DefaultRoute},
		{"a password that is not known", func(r []routing.Router) { bgp(r, 2).Neighbors[0].Auth = routing.UnknownAuth() }, gobgpproof.UnknownPassword},
		{"a peer elsewhere", func(r []routing.Router) {
			bgp(r, 2).Neighbors[0].Address, bgp(r, 2).Neighbors[0].Source = netip.MustParseAddr("10.50.0.1"), netip.MustParseAddr("10.0.1.2")
		}, gobgpproof.Unconnected},
		{"no source", func(r []routing.Router) { bgp(r, 2).Neighbors[0].Address = netip.MustParseAddr("10.50.0.1") }, gobgpproof.NoAddress},
		{"more peers than a range takes", func(r []routing.Router) {
			nb := &bgp(r, 2).Neighbors[0]
			nb.Address, nb.Range = netip.Addr{}, prefix("10.0.1.0/24")
			nb.MaxPeers = 1
			second := bgp(r, 1).Neighbors[0]
			second.Source = netip.MustParseAddr("10.0.1.9")
			r[0].VRFs[0].Interfaces[0].Addresses = append(r[0].VRFs[0].Interfaces[0].Addresses, prefix("10.0.1.9/24"))
			bgp(r, 1).Neighbors = append(bgp(r, 1).Neighbors, second)
		}, gobgpproof.TooManyPeers},
		{"a peer that is not of the range of AS", func(r []routing.Router) {
			bgp(r, 2).Neighbors[0].RemoteAS = []routing.ASRange{{First: 65100, Last: 65199}}
		}, gobgpproof.PeerASRange},
	} {
		t.Run(row.name, func(t *testing.T) {
			t.Parallel()
			routers := wired(fourInARow())
			row.turn(routers)
			network, err := gobgpproof.Translate(routers)
			require.NoError(t, err)
			require.NotEmpty(t, network.NotEmulated())
			for _, n := range network.NotEmulated() {
				assert.Equal(t, row.reason, n.Reason, "%s", n)
				assert.NotContains(t, n.String(), "unknown (")
			}
		})
	}
}

// TestTwoWithOneAddress cannot be laid out on one host.
func TestTwoWithOneAddress(t *testing.T) {
	t.Parallel()
	routers := wired(fourInARow())
	routers[3].VRFs[0].BGP.Neighbors[0].Source = netip.MustParseAddr("10.0.1.1")
	_, err := gobgpproof.Translate(routers)
	require.EqualError(t, err, "r1 and r4 both run sessions from 10.0.1.1")
}

// TestUnsettled: a lab whose sessions are not those that are predicted says which.
func TestUnsettled(t *testing.T) {
	t.Parallel()
	routers := wired(fourInARow())
	predicted, err := routing.Simulate(routers)
	require.NoError(t, err)
	routers[3].VRFs[0].BGP.Neighbors[0].Shutdown = true
	lab := run(t, routers)
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Second)
	defer cancel()
	err = lab.Settle(ctx, predicted.Sessions())
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.False(t, errors.Is(err, context.Canceled))
	assert.EqualError(t, err, "not settled: r3 has no session with 10.0.3.2, r4 has no session with 10.0.3.1: context deadline exceeded")
}
