package verify

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// An aciVRF is one VRF of an ACI fabric: the leaves that have it, and the nodes of
// the L3Outs in it. Nothing is promised from one VRF to another, so that each has
// a checker of its own, and what belongs to another VRF is a leak.
type aciVRF struct {
	*checker
	// name is "TENANT:VRF", as the tables have it.
	name string
	vrf  *fabric.PlannedVRF
	outs []*fabric.PlannedL3Out
	// outOf is the L3Out of a node, svis are those of a leaf.
	outOf map[int32]*fabric.PlannedL3Out
	svis  map[int32][]leafSVI
	// peers are the leaves that a node has sessions with, and the leaves' addresses.
	peers map[nodeFamily][]peerLeaf
}

type nodeFamily struct {
	node   int32
	family fabric.Family
}

type peerLeaf struct {
	leaf    int32
	address netip.Addr
}

// A leafSVI is an SVI on one leaf.
type leafSVI struct {
	*fabric.PlannedSVI
	out *fabric.PlannedL3Out
	// own is the leaf's address: its own on an anchor and on a pair, the floating one
	// on a leaf that is no anchor.
	own    netip.Addr
	anchor bool
}

// vrfCheckers are those of the VRFs that L3Outs use, in the order of the L3Outs.
func vrfCheckers(p *fabric.Plan, state fabric.State, t *routing.Tables) []*checker {
	var vrfs []*aciVRF
	for i := range p.ACI.L3Outs {
		o := &p.ACI.L3Outs[i]
		name := o.VRFTenant + ":" + o.VRF
		at := slices.IndexFunc(vrfs, func(v *aciVRF) bool { return v.name == name })
		if at < 0 {
			at = len(vrfs)
			vrfs = append(vrfs, &aciVRF{
				checker: newChecker(p, t, newExpectation()), name: name, vrf: plannedVRF(p.ACI, o.VRFTenant, o.VRF),
				outOf: map[int32]*fabric.PlannedL3Out{}, svis: map[int32][]leafSVI{}, peers: map[nodeFamily][]peerLeaf{},
			})
		}
		vrfs[at].outs = append(vrfs[at].outs, o)
	}
	checkers := make([]*checker, len(vrfs))
	for i, v := range vrfs {
		v.arch = *v
		v.expect(state)
		checkers[i] = v.checker
	}
	return checkers
}

// plannedVRF finds a VRF; one that the plan does not describe has no paths.
func plannedVRF(p *fabric.PlannedACI, tenant, name string) *fabric.PlannedVRF {
	for i := range p.Tenants {
		for j := range p.Tenants[i].VRFs {
			if p.Tenants[i].Name == tenant && p.Tenants[i].VRFs[j].Name == name {
				return &p.Tenants[i].VRFs[j]
			}
		}
	}
	return &fabric.PlannedVRF{Name: name}
}

// strays reports the VRFs that leaves have and no L3Out of the design is in.
func strays(checkers []*checker, t *routing.Tables) Failures {
	var failures Failures
	for _, router := range t.Routers() {
		for _, vrf := range t.VRFs(router) {
			if !slices.ContainsFunc(checkers, func(c *checker) bool { return !c.arch.foreign(router, vrf) }) {
				failures = append(failures, Failure{NoLeak, router, netip.Prefix{}, "no other VRF than those of its L3Outs", vrf})
			}
		}
	}
	return failures
}

func (c aciVRF) foreign(router, vrf string) bool {
	i, ok := c.expected.byName[router]
	return !ok || c.expected.devices[i].vrf != vrf
}

// attached reports whether a node is cabled to a leaf.
func (c aciVRF) attached(leaf, node int32) bool {
	return slices.Contains(c.expected.devices[node].node.Leaves, c.expected.devices[leaf].name)
}

// ruleOf is the rule by which leaves accept a destination from a node, or nil.
func (c aciVRF) ruleOf(node int32, prefix netip.Prefix) *fabric.Accept {
	o := c.outOf[node]
	if o == nil {
		return nil
	}
	for i := range o.Import {
		if named(o.Import[i:i+1], prefix) {
			return &o.Import[i]
		}
	}
	return nil
}
