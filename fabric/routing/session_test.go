package routing_test

import (
	"net/netip"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// statesOf returns the states of the first sessions of a and b.
func statesOf(t *testing.T, a, b *device, others ...*device) (routing.Session, routing.Session) {
	t.Helper()
	var first [2]routing.Session
	sessions := simulate(t, append([]*device{a, b}, others...)...).Sessions()
	for i, name := range []string{a.Name, b.Name} {
		for _, s := range sessions {
			if s.Router == name {
				first[i] = s
				break
			}
		}
	}
	return first[0], first[1]
}

func TestSessionStates(t *testing.T) {
	neighbor := func(f func(*routing.Neighbor)) func(a, b *device) {
		return func(a, _ *device) { f(&a.bgp().Neighbors[0]) }
	}
	for name, row := range map[string]struct {
		change func(a, b *device)
		a, b   routing.SessionState
	}{
		"nothing wrong":      {func(_, _ *device) {}, routing.Up, routing.Up},
		"shut down":          {neighbor(func(n *routing.Neighbor) { n.Shutdown = true }), routing.AdminDown, routing.PeerAdminDown},
		"one password":       {neighbor(func(n *routing.Neighbor) { n.Auth = routing.NewAuth("x") }), routing.AuthMismatch, routing.AuthMismatch},
		"unexpected AS":      {neighbor(func(n *routing.Neighbor) { n.RemoteAS[0] = routing.ASRange{First: 1, Last: 2} }), routing.WrongAS, routing.WrongAS},
		"another AS shown":   {neighbor(func(n *routing.Neighbor) { n.LocalAS = 777 }), routing.WrongAS, routing.WrongAS},
		"no families":        {neighbor(func(n *routing.Neighbor) { n.Families = nil }), routing.NoCommonFamily, routing.NoCommonFamily},
		"foreign source":     {neighbor(func(n *routing.Neighbor) { n.Source = addr("10.9.9.9") }), routing.SourceMismatch, routing.SourceMismatch},
		"loopback as source": {neighbor(func(n *routing.Neighbor) { n.Source = addr("1.1.1.1") }), routing.SourceMismatch, routing.SourceMismatch},
		"nobody there":       {neighbor(func(n *routing.Neighbor) { n.Address = addr("10.0.0.3") }), routing.NoPeer, routing.NotConfigured},
		"no way there":       {neighbor(func(n *routing.Neighbor) { n.Address = addr("2.2.2.2") }), routing.NoSource, routing.NotConfigured},
		"both wait": {func(a, b *device) {
			a.bgp().Neighbors[0].Passive, b.bgp().Neighbors[0].Passive = true, true
		}, routing.NobodyDials, routing.NobodyDials},
		"one waits":                            {neighbor(func(n *routing.Neighbor) { n.Passive = true }), routing.Up, routing.Up},
		"the family is not enabled at one end": {func(a, _ *device) { a.bgp().IPv4 = nil }, routing.NoCommonFamily, routing.NoCommonFamily},
		"an interface down":                    {func(a, _ *device) { a.vrf().Interfaces[1].Down = true }, routing.NoSource, routing.NoPeer},
		"one router ID in one AS (RFC 6286)": {func(a, b *device) {
			a.bgp().AS, a.bgp().RouterID = 65002, b.bgp().RouterID
			b.bgp().Neighbors[0].RemoteAS[0] = routing.AnyAS
		}, routing.BadRouterID, routing.BadRouterID},
		"one router ID in two ASes (RFC 6286)": {func(a, b *device) { a.bgp().RouterID = b.bgp().RouterID }, routing.Up, routing.Up},
		"more prefixes than allowed": {func(a, b *device) {
			b.announce("10.1.0.0/24", "10.2.0.0/24")
			a.bgp().Neighbors[0].Families[0].MaxPrefixes = 1
		}, routing.TooManyPrefixes, routing.TooManyPrefixes},
		"more prefixes than allowed, only warned of": {func(a, b *device) {
			b.announce("10.1.0.0/24", "10.2.0.0/24")
			a.bgp().Neighbors[0].Families[0].MaxPrefixes, a.bgp().Neighbors[0].Families[0].MaxPrefixesWarn = 1, true
		}, routing.Up, routing.Up},
		"as many prefixes as allowed": {func(a, b *device) {
			b.announce("10.1.0.0/24")
			a.bgp().Neighbors[0].Families[0].MaxPrefixes = 1
		}, routing.Up, routing.Up},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := pairOf(none)
			row.change(a, b)
			atA, atB := statesOf(t, a, b)
			assert.Equal(t, row.a.String(), atA.State.String(), atA.Detail)
			assert.Equal(t, row.b.String(), atB.State.String(), atB.Detail)
		})
	}
}

// No BGP on a shared gateway address (seeds/000: the VIP cannot be peered with).
func TestSharedAddressIsNoPeer(t *testing.T) {
	leaf := router("leaf", 65000, "1.1.1.1").on("Vlan10", "10.0.0.2/24").listen("10.0.0.0/24", 65101)
	leaf.vrf().Interfaces[1].Virtual = []netip.Addr{addr("10.0.0.1")}
	node := router("node", 65101, "1.1.1.2").on("bond0", "10.0.0.11/24").peer("10.0.0.1", 65000)
	atLeaf, atNode := statesOf(t, leaf, node)
	assert.Equal(t, routing.VirtualAddress, atNode.State)
	assert.Equal(t, routing.Listening, atLeaf.State)
}

func TestMultihopSessions(t *testing.T) {
	loopbacks := func(toB tune) (a, b *device) {
		a = router("a", 65001, "1.1.1.1").on("Eth1", "10.0.0.1/30").static("2.2.2.2/32", "10.0.0.2").peer("2.2.2.2", 65002, from("1.1.1.1"), toB)
		b = router("b", 65002, "2.2.2.2").on("Eth1", "10.0.0.2/30").static("1.1.1.1/32", "10.0.0.1").peer("1.1.1.1", 65001, from("2.2.2.2"))
		return a, b
	}
	single := func(nb *routing.Neighbor, _ *routing.NeighborFamily) { nb.TTL = 0 }
	for name, row := range map[string]struct {
		tune tune
		want routing.SessionState
	}{
		"between loopbacks": {none, routing.Up},
		"TTL 1":             {single, routing.NotConnected},
		"TTL 1 without the connected check": {func(nb *routing.Neighbor, nf *routing.NeighborFamily) {
			single(nb, nf)
			nb.DisableConnectedCheck = true
		}, routing.Up},
	} {
		t.Run(name, func(t *testing.T) {
			a, b := loopbacks(row.tune)
			atA, _ := statesOf(t, a, b)
			assert.Equal(t, row.want, atA.State, atA.Detail)
		})
	}
	t.Run("no way back", func(t *testing.T) {
		a, b := loopbacks(none)
		b.vrf().Static = nil
		atA, atB := statesOf(t, a, b)
		assert.Equal(t, routing.Unreachable, atA.State)
		assert.Equal(t, routing.Unreachable, atB.State)
		assert.Equal(t, "b has no route to 1.1.1.1", atA.Detail)
	})
	t.Run("iBGP is not bound to a subnet", func(t *testing.T) {
		a, b := loopbacks(single)
		for _, d := range []*device{a, b} {
			d.bgp().AS = 65000
			d.bgp().Neighbors[0].RemoteAS[0] = routing.AnyAS
		}
		atA, _ := statesOf(t, a, b)
		assert.Equal(t, routing.Up, atA.State, atA.Detail)
		assert.True(t, atA.Internal())
	})
}

// seeds/003: the leaves of every pair have the same two loopbacks.
func TestLoopbacksThatRepeatPerRack(t *testing.T) {
	var devices []*device
	for rack, subnet := range []string{"10.1.0.", "10.2.0."} {
		name := string(rune('A' + rack))
		leaf := router("leaf"+name, 65000, "10.254.254.1").on("Vlan10", subnet+"2/24").listen(subnet+"0/24", 65101, from("10.254.254.1"))
		leaf.bgp().RouterID = addr(subnet + "2")
		node := router("node"+name, 65101, "10.3.0."+string(rune('1'+rack))).on("bond0", subnet+"11/24").
			static("10.254.254.1/32", subnet+"2").
			peer("10.254.254.1", 65000, func(nb *routing.Neighbor, _ *routing.NeighborFamily) { nb.TTL = 3 })
		devices = append(devices, leaf, node)
	}
	for _, s := range converged(t, devices...).Sessions() {
		assert.Equal(t, s.Router[len(s.Router)-1], s.Peer[len(s.Peer)-1], "each node reaches the leaf of its rack")
	}
}

func TestDynamicNeighbors(t *testing.T) {
	node := func(name, a string) *device {
		return router(name, 65101, "10.3.0."+a).on("bond0", "10.0.0."+a+"/24").peer("10.0.0.1", 65000)
	}
	leaf := router("leaf", 65000, "1.1.1.1").on("Vlan10", "10.0.0.1/24").
		listen("10.0.0.0/24", 65101, func(nb *routing.Neighbor, _ *routing.NeighborFamily) { nb.MaxPeers = 1 }).
		listen("10.0.0.16/28", 65101).
		peer("10.0.0.21", 65199)
	tables := simulate(t, leaf, node("n11", "11"), node("n12", "12"), node("n20", "20"), node("n21", "21"))
	got := map[string]string{}
	for _, s := range tables.Sessions() {
		if s.Router == "leaf" {
			got[s.Peer] = s.Name + " " + s.State.String()
		}
	}
	assert.Equal(t, map[string]string{
		"n11": "10.0.0.0/24 up",
		"n12": "10.0.0.0/24 too many dynamic peers",
		"n20": "10.0.0.16/28 up", // the more specific range
		"n21": "10.0.0.21 unexpected AS",
	}, got)
}

func TestTimersAreNegotiated(t *testing.T) {
	a, b := pairOf(none)
	b.bgp().Neighbors[0].Keepalive, b.bgp().Neighbors[0].Hold = time.Second, 3*time.Second
	atA, atB := statesOf(t, a, b)
	assert.Equal(t, 3*time.Second, atA.Hold, "RFC 4271 4.2: the lower of the two")
	assert.Equal(t, time.Second, atA.Keepalive)
	assert.Equal(t, 3*time.Second, atB.Hold)
}

func TestMalformedInputIsReportedAtOnce(t *testing.T) {
	a, b := pairOf(none)
	b.Name = "a"
	a.static("10.0.0.0/24")
	a.vrf().Static[0].Prefix = netip.MustParsePrefix("10.0.0.1/24")
	a.bgp().AS = 0
	b.bgp().Neighbors[0].Range = prefix("10.0.0.0/24")
	b.bgp().IPv4.Networks = []routing.Network{{}}
	_, err := routing.Simulate([]routing.Router{a.Router, b.Router})
	var input routing.InputError
	require.ErrorAs(t, err, &input)
	assert.Equal(t, routing.InputError{
		"router a, VRF default: static route: 10.0.0.1/24 has host bits, its subnet is 10.0.0.0/24",
		"router a, VRF default: BGP has no AS",
		"router a: occurs twice",
		`router a, VRF default: network: "invalid Prefix" is not a prefix`,
		"router a, VRF default: neighbor 10.0.0.1 has neither or both of an address and a range",
	}, input)
}
