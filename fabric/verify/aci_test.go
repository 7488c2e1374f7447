package verify_test

import (
	"net/netip"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
)

func aciCases() map[string]aciCase {
	return map[string]aciCase{
		"floating, a rack by way of another": floating(), "standard": standard(), "two VRFs": twoVRFs(),
		"two L3Outs in a VRF": oneVRF(), "twenty nodes": wide(), "one neighbor for each node": byNode(),
		"a default route from outside": transit(), "no filters": unfiltered(),
		"nodes on one leaf": singleHomed(), "communities of a pool": communities(), "a leaf without a pair": singleLeaf(),
	}
}

// transit lets a default route in by another L3Out, of which the prediction has
// nothing.
func transit() aciCase {
	c := floating()
	aci := c.design.Fabric.(fabric.ACI)
	aci.L3Outs[0].Transit = []fabric.Transit{{L3Out: "wan", Contract: "wan", Receive: []fabric.Prefix{netip.MustParsePrefix("0.0.0.0/0"), netip.MustParsePrefix("::/0")}}}
	c.design.Fabric = aci
	return c
}

func unfiltered() aciCase {
	c := floating()
	c.design.Clusters[0].Filters.Off = true
	return c
}

// communities: the nodes attach one to the routes of a pool.
func communities() aciCase {
	c := unfiltered()
	c.design.Clusters[0].Pods[0].Communities = []fabric.Community{65101<<16 | 7}
	return c
}

// singleHomed cables two nodes to one leaf, which peer with both of the pair.
func singleHomed() aciCase {
	c := floating()
	for i, leaf := range map[int]string{0: "leaf102", 4: "leaf105"} {
		c.design.Clusters[0].Nodes[i].Attach = fabric.SingleHomed{Leaf: leaf}
	}
	return c
}

// singleLeaf leaves the rack without anchors one leaf.
func singleLeaf() aciCase {
	c := floating()
	c.design.Racks[2].Leaves = c.design.Racks[2].Leaves[:1]
	return c
}

// byNode has neighbors of their own in the place of dynamic ones.
func byNode() aciCase {
	c := floating()
	c.design.Clusters[0].Peering = fabric.PeerByNode
	return c
}

// In good health an ACI fabric keeps what its plan promises, however nodes are
// attached, and what it promises under failures.
func TestACIKeepsItsPromises(t *testing.T) {
	for name, c := range aciCases() {
		t.Run(name, func(t *testing.T) {
			plan, state, routers := c.planned(t)
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			assert.NoError(t, verify.Check(plan, state, tables).Err())
			r, err := verify.CheckFailures(plan, state, tables, verify.DoubleLinks)
			require.NoError(t, err)
			assert.NoError(t, r.Err())
			assert.Equal(t, len(tables.Routers()), r.Devices)
			assert.Equal(t, r.Links*(r.Links-1)/2, r.Pairs)
		})
	}
}

// The prediction that the rows below break is the one that seeds/001 and seeds/002
// draw: their Figures 3.
func TestACIFiguresThree(t *testing.T) {
	plan, state, routers := floating().planned(t)
	tables, err := routing.Simulate(routers)
	require.NoError(t, err)
	node := func(name string) netip.Addr {
		nodes := plan.Clusters[0].Nodes
		return nodes[slices.IndexFunc(nodes, func(n fabric.PlannedNode) bool { return n.Name == name })].Addresses.V4.Addr()
	}
	hops := func(leaf, prefix string) []netip.Addr {
		r, ok := tables.Route(leaf, "common:k8s", netip.MustParsePrefix(prefix))
		require.True(t, ok, "%s: %s", leaf, prefix)
		var all []netip.Addr
		for _, h := range r.NextHops {
			all = append(all, h.Addr)
		}
		return all
	}
	const service = "10.101.0.80/32"
	tep := func(n byte) netip.Addr { return netip.AddrFrom4([4]byte{198, 18, 0, n}) }
	assert.Equal(t, []netip.Addr{node("k8s-a0")}, hops("leaf101", service), "the one that is attached, not k8s-c1, which peers too")
	assert.Equal(t, []netip.Addr{node("k8s-b1")}, hops("leaf103", service))
	assert.Equal(t, []netip.Addr{tep(1), tep(2), tep(3), tep(4)}, hops("leaf105", service), "no anchor: the TEPs of all anchors that have it")
	for _, b := range state.Clusters[0].Blocks {
		if b.Node == "k8s-c0" && b.Prefix.Addr().Is4() {
			assert.Equal(t, []netip.Addr{node("k8s-c0")}, hops("leaf101", b.Prefix.String()), "nobody else has it")
			assert.Equal(t, []netip.Addr{tep(1), tep(2)}, hops("leaf105", b.Prefix.String()), "tromboning: its own node, by way of the anchors")
		}
	}
}

// TestACIPromisesCanBreak breaks one thing a row, and wants the promise that it
// breaks among the failures.
func TestACIPromisesCanBreak(t *testing.T) {
	broken := map[verify.Promise]bool{}
	for _, row := range slices.Concat(aciSessionBreaks(), aciRouteBreaks(), aciAddressBreaks()) {
		t.Run(row.name, func(t *testing.T) {
			plan, state, routers := row.of().planned(t)
			if row.breaks == nil {
				routers = append(routers, gadget()...)
			} else {
				row.breaks(t, routers)
			}
			tables, err := routing.Simulate(routers)
			require.NoError(t, err)
			failures := verify.Check(plan, state, tables)
			assert.True(t, slices.ContainsFunc(failures, func(f verify.Failure) bool {
				return f.Promise == row.want && (row.device == "" || f.Device == row.device)
			}), "no %v at %s among:\n%v", row.want, row.device, failures)
			broken[row.want] = true
		})
	}
	for p := verify.SessionUp; p <= verify.Wired; p++ {
		assert.True(t, broken[p], "no row breaks %v", p)
	}
}

// The TEP that a design has is the one that the overlay is to have.
func TestACITEPs(t *testing.T) {
	for tep, good := range map[string]bool{"198.18.0.1": true, "10.0.96.64": false} {
		plan, state, routers := floating().planned(t)
		mode := plan.Leaves[0].Platform.(fabric.ACIMode)
		mode.TEP = netip.MustParseAddr(tep)
		plan.Leaves[0].Platform = mode
		tables, err := routing.Simulate(routers)
		require.NoError(t, err)
		failures := verify.Check(plan, state, tables)
		assert.Equal(t, good, len(failures) == 0, "%s: %v", tep, failures)
		assert.False(t, !good && failures[0].Promise != verify.AddressPresent, failures)
	}
}

// Where leaf and node watch each other by BFD, they do so as fast as planned. No
// plugin of today has it, so that the plan is told of it here.
func TestACIBFD(t *testing.T) {
	for interval, good := range map[time.Duration]bool{300 * time.Millisecond: true, 50 * time.Millisecond: false} {
		plan, state, routers := floating().planned(t)
		o := &plan.ACI.L3Outs[0]
		o.BFD, o.Terms.BFD = true, fabric.BFD{Interval: 300 * time.Millisecond}
		for i := range o.Leaves {
			for _, n := range toNodes(vrfOf(t, routers, o.Leaves[i].Name, "common:k8s").BGP) {
				n.BFD, n.BFDTimers = true, routing.BFDTimers{Interval: interval, Receive: interval, Multiplier: 3}
			}
		}
		tables, err := routing.Simulate(routers)
		require.NoError(t, err)
		failures := verify.Check(plan, state, tables)
		assert.Equal(t, good, len(failures) == 0, "%v: %v", interval, failures)
		assert.False(t, !good && failures[0].Promise != verify.SessionTerms, failures)
	}
}
