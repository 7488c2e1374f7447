package fabric

import (
	"fmt"
	"net/netip"
)

const (
	sourceNodeID = "Cisco APIC: node IDs of leaves are 101 to 4000"
	sourcePod    = "Cisco APIC: pod IDs are 1 to 255"
)

// aciPresence wants what every ACI fabric has.
func (a *audit) aciPresence() {
	const field = "fabric.aci"
	aci := &a.aci.aciKind
	if aci.AS == 0 {
		a.missing(field+".as", "the AS of the fabric", "write the AS of the fabric's BGP route reflectors, such as 65002")
	}
	if len(aci.Tenants) == 0 {
		a.missing(field+".tenants", "a tenant", "name the tenants of the L3Outs, and those of their VRFs")
	}
	if len(aci.L3Outs) == 0 {
		a.missing(field+".l3outs", "an L3Out", "add one for each cluster")
	}
	if len(aci.Access.VLANs) == 0 {
		a.missing(field+".access.vlans", "the VLANs of the pool", "write the ranges that L3Outs may use")
	}
	a.optional(field+".mtu", "MTU", aci.MTU, 576, 9216, "Cisco APIC: mtu of an L3Out's interface")
	a.optional(field+".ecmp", "number of paths", aci.ECMP, 1, 64, "Cisco APIC: maxEcmp of bgpCtxAfPol; seeds/002")
	a.optional(field+".lpm", "number of prefixes", aci.LPM, leastLPM, mostLPM, "seeds/002: forwarding scale profiles hold 20,000 to 128,000 prefixes")
	for _, n := range []struct {
		name string
		v    int
	}{
		{"floatingAddresses", aci.InUse.FloatingAddresses}, {"l3outs", aci.InUse.L3Outs},
		{"sessions", aci.InUse.Sessions}, {"prefixes", aci.InUse.Prefixes},
	} {
		a.inRange(field+".inUse."+n.name, "number in use", n.v, 0, 1_000_000, "the design language: a count of what the fabric holds")
	}
	a.aciRelease(field+".version", aci.Version)
}

// aciLeaves checks what the controllers know leaves by, and their router IDs: one
// serves all VRFs of a leaf, and no two leaves have the same.
func (a *audit) aciLeaves() {
	ids, teps := map[int]holder{}, map[Addr]holder{}
	for i := range a.d.Racks {
		rack := &a.d.Racks[i]
		a.optional(at("racks", i)+".pod", "pod ID", rack.Pod, 1, 255, sourcePod)
		for j := range rack.Leaves {
			l := leafRef{i, j}
			leaf, field := a.leaf(l), l.field()
			a.switchAddresses(field, leaf.Name, leaf.RouterID, leaf.Loopback6, leaf.Management)
			a.nodeID(ids, leaf, field+".node")
			a.tunnelEndpoint(teps, leaf, field+".tep")
		}
	}
}

func (a *audit) nodeID(ids map[int]holder, leaf *Leaf, field string) {
	if leaf.Node == 0 {
		a.missing(field, "the node ID of leaf "+leaf.Name, "write the ID that the controllers have for it, 101 to 4000")
		return
	}
	if !a.inRange(field, "node ID", leaf.Node, 101, 4000, sourceNodeID) {
		return
	}
	if first, taken := ids[leaf.Node]; taken {
		a.refuse(CodeNodeIDTwice, field, fmt.Sprintf("node ID %d of leaf %s is also that of %s at %s", leaf.Node, leaf.Name, first.what, first.field),
			"write the ID that the controllers have for each", sourceNodeID+", unique in the fabric")
		return
	}
	ids[leaf.Node] = holder{field, "leaf " + leaf.Name}
}

// tunnelEndpoint: the address is one of the fabric's own VRF, so that it may also
// occur elsewhere, but not on two leaves.
func (a *audit) tunnelEndpoint(teps map[Addr]holder, leaf *Leaf, field string) {
	if !a.address(field, "tunnel endpoint address", leaf.TEP, IPv4) {
		return
	}
	if standIns := netip.MustParsePrefix("198.18.0.0/15"); standIns.Contains(leaf.TEP) {
		a.refuse(CodeAddressUnusable, field, fmt.Sprintf("tunnel endpoint address %s is one of %s, which stand for those that are not said", leaf.TEP, standIns),
			"write what the controllers report, or leave it out", "RFC 2544: for benchmarks, in no network")
		return
	}
	if first, taken := teps[leaf.TEP]; taken {
		a.refuse(CodeDuplicateAddress, field, fmt.Sprintf("tunnel endpoint address %s of leaf %s is also that of %s at %s", leaf.TEP, leaf.Name, first.what, first.field),
			"write what the controllers report for each", "Cisco APIC: every node has a TEP address of its own")
		return
	}
	teps[leaf.TEP] = holder{field, "leaf " + leaf.Name}
}
