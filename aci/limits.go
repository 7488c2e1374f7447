package aci

import (
	"fmt"

	"github.com/podfabric/podfabric/fabric"
)

// version reads the release of the controllers, which bounds what the tree may
// hold.
func (e *emitter) version() {
	if e.aci.Version == "" {
		return
	}
	v, err := ParseVersion(e.aci.Version)
	if err != nil {
		e.refuse(CodeVersion, "uni", fmt.Sprintf("%q is %v", e.aci.Version, err), "give it as the controllers print it, or leave it out", "APIC release numbers")
		return
	}
	e.tree.Version = v
}

// limits refuses what ACI cannot express. What [Tree.Validate] knows, it says of the
// tree.
func (e *emitter) limits() {
	for i := range e.aci.L3Outs {
		o := &e.aci.L3Outs[i]
		field := outDN(o).String()
		if !e.has(o.VRFTenant, o.VRF) {
			e.refuse(CodeIncomplete, field, fmt.Sprintf("VRF %s of tenant %s is not in the plan, and its L3Outs would have no policies", o.VRF, o.VRFTenant), "list the VRF in its tenant", sourceOut)
		}
		for _, rules := range [][]fabric.Accept{o.Import, o.Export} {
			for _, r := range rules {
				if len(r.Communities) > 0 {
					e.refuse(CodeUnsupported, field, fmt.Sprintf("%s (%s) is accepted only with communities, and it is not known that a match rule wants prefix and community both", r.Prefix, r.Why),
						"leave out the communities of the pool, or turn the cluster's filters off", "APIC class rtctrlMatchCommTerm: Cisco's documents do not say how it combines with rtctrlMatchRtDest")
				}
				if r.Min < r.Prefix.Bits() || r.Max > r.Prefix.Addr().BitLen() || r.Min > r.Max {
					e.refuse(CodeInvalidValue, field, fmt.Sprintf("the lengths %d to %d do not go up from that of %s (%s)", r.Min, r.Max, r.Prefix, r.Why), "take lengths from the prefix's own to that of an address", "APIC class rtctrlMatchRtDest")
				}
			}
		}
		for j := range o.SVIs {
			e.leaves(o, &o.SVIs[j])
		}
	}
}

// leaves refuses an SVI on more leaves than an interface has ends.
func (e *emitter) leaves(o *fabric.PlannedL3Out, s *fabric.PlannedSVI) {
	switch n := len(s.Leaves); {
	case o.Floating && n != 1:
		e.refuse(CodeUnsupported, outDN(o).String(), fmt.Sprintf("a floating SVI of %s is on %d leaves", s.Subnet, n), "plan one for each anchor leaf", sourceFloating)
	case !o.Floating && n != 1 && n != 2:
		e.refuse(CodeUnsupported, outDN(o).String(), fmt.Sprintf("the SVI of %s is on %d leaves", s.Subnet, n), "plan it for a leaf or a pair", sourceOut)
	}
}
