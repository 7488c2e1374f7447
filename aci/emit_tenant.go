package aci

import (
	"fmt"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// A tenant gathers what is below one tenant: policies first, then what refers to
// them.
type tenant struct {
	name     string
	create   bool
	children []Object
}

// tenant returns the tenant of a name. One that the plan does not list has to be
// there.
func (e *emitter) tenant(name string) *tenant {
	for _, t := range e.perTenant {
		if t.name == name {
			return t
		}
	}
	t := &tenant{name: name}
	e.perTenant = append(e.perTenant, t)
	return t
}

func (t *tenant) add(objects ...Object) { t.children = append(t.children, objects...) }

// tenants writes everything that is in a tenant.
func (e *emitter) tenants() {
	e.timers = make([]string, len(e.aci.L3Outs))
	for i := range e.aci.Tenants {
		planned := &e.aci.Tenants[i]
		t := e.tenant(planned.Name)
		t.create = planned.Create
		for j := range planned.VRFs {
			e.vrf(t, &planned.VRFs[j])
		}
		for j := range planned.Contracts {
			t.contract(&planned.Contracts[j])
		}
	}
	for i := range e.aci.L3Outs {
		e.out(i)
	}
}

func (e *emitter) tenantRoots() []Object {
	roots := make([]Object, len(e.perTenant))
	for i, t := range e.perTenant {
		if t.create {
			roots[i] = oursNamed(FvTenant, t.name, nil, t.children...)
		} else {
			roots[i] = theirs(FvTenant, Attributes{"name": Text(t.name)}, t.children...)
		}
	}
	return roots
}

// vrf writes a VRF and the policies that its L3Outs share. They are in the VRF's
// tenant, where the L3Outs of other tenants find them when it is common: two
// policies of one kind for one VRF on one leaf conflict, even when they say the
// same (Cisco bug CSCwt78235: F0467, bgpProt-policy-already-existing).
func (e *emitter) vrf(t *tenant, v *fabric.PlannedVRF) {
	var bindings []Object
	if len(v.Families) > 0 {
		name := objectName(v.Name, suffixECMP)
		t.add(oursNamed(BgpCtxAfPol, name, Attributes{
			"maxEcmp":     Number(v.Paths), // to the nodes
			"maxEcmpIbgp": Number(v.Paths), // to other leaves
		}))
		// The binding is that of a family: seeds/002 binds IPv4 alone, and IPv6 would
		// stay with 16 paths.
		for _, f := range v.Families {
			bindings = append(bindings, ours(FvRsCtxToBgpCtxAfPol, Attributes{
				"tnBgpCtxAfPolName": Text(name), "af": Text(unicast(f)),
			}))
		}
	}
	if e.sharedTimers(t, v) {
		// Nodes and leaves of other fabrics have other AS numbers, and their paths are
		// still equal (seeds/001, step 9).
		t.add(oursNamed(BgpBestPathCtrlPol, objectName(v.Name, suffixRelax), Attributes{"ctrl": Flags("asPathMultipathRelax")}))
	}
	if v.Create {
		t.add(oursNamed(FvCtx, v.Name, nil, bindings...))
	} else {
		t.add(theirs(FvCtx, Attributes{"name": Text(v.Name)}, bindings...))
	}
}

func unicast(f fabric.Family) string {
	if f == fabric.IPv6 {
		return "ipv6-ucast"
	}
	return "ipv4-ucast"
}

// sharedTimers writes the timer policies of a VRF: one, unless L3Outs differ that
// are on other leaves. A policy is named by what it says, so that a further L3Out
// renames none. It reports whether there is an L3Out in the VRF.
func (e *emitter) sharedTimers(t *tenant, v *fabric.PlannedVRF) bool {
	names := map[timers]string{}
	for i := range e.aci.L3Outs {
		o := &e.aci.L3Outs[i]
		if o.VRFTenant != t.name || o.VRF != v.Name {
			continue
		}
		policy := timersOf(o.Terms)
		if names[policy] == "" {
			names[policy] = objectName(v.Name, policy.String(), suffixTimers)
			t.add(oursNamed(BgpCtxPol, names[policy], policy.attributes()))
		}
		e.timers[i] = names[policy]
	}
	return len(names) > 0
}

// timers are what a leaf has of all sessions of a VRF.
type timers struct {
	keepalive, hold, stale int // seconds; zero is the leaf's own
	longestPath            int // AS numbers, zero for any
}

// String is what tells the policies of a VRF apart in their names, "-2-6-6-1".
func (t timers) String() string {
	return fmt.Sprintf("-%d-%d-%d-%d", t.keepalive, t.hold, t.stale, t.longestPath)
}

func timersOf(t fabric.SessionTerms) timers {
	return timers{
		keepalive: int(t.Keepalive / time.Second), hold: int(t.Hold / time.Second),
		stale: int(t.GracefulRestart / time.Second), longestPath: t.MaxASLength,
	}
}

// attributes say the leaf's own values too: an attribute that is left out keeps
// what it was set to before.
func (t timers) attributes() Attributes {
	a := Attributes{
		"kaIntvl": Number(60), "holdIntvl": Number(180), "staleIntvl": Text("default"),
		"maxAsLimit": Number(t.longestPath),
		"grCtrl":     Flags("helper"), // keeps the routes of a node that restarts its BGP (seeds/002, step 8)
	}
	if t.hold != 0 {
		a["kaIntvl"], a["holdIntvl"] = Number(t.keepalive), Number(t.hold)
	}
	if t.stale != 0 {
		a["staleIntvl"] = Number(t.stale)
	}
	return a
}

// has reports whether the plan lists a VRF.
func (e *emitter) has(tenant, vrf string) bool {
	return slices.ContainsFunc(e.aci.Tenants, func(t fabric.PlannedTenant) bool {
		return t.Name == tenant && slices.ContainsFunc(t.VRFs, func(v fabric.PlannedVRF) bool { return v.Name == vrf })
	})
}
