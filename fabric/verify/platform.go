package verify

import "github.com/podfabric/podfabric/fabric"

// What a platform has a knob for is held to the knob; what it does not have, to
// whatever else meets the need.

// peersOf is the bound that a switch has to have for the peers of a group that dial
// in, or zero where the platform need not have one: NX-OS bounds those of the dynamic
// neighbor (maximum-peers), FRR all those of the process together (bgp listen limit),
// and Junos has a bound in some releases only.
func peersOf(sw *fabric.Switch, g *fabric.NodeGroup) int {
	switch sw.Platform.(type) {
	case fabric.NXOS:
		return g.MaxPeers
	case fabric.FRR:
		total := 0
		for i := range sw.Groups {
			if sw.Groups[i].Listen {
				total += sw.Groups[i].MaxPeers
			}
		}
		return total
	case fabric.Junos, fabric.ACIMode:
	}
	return 0
}

// forgetsPeers reports whether a platform forgets the peer of a dynamic neighbor,
// and the routes that it keeps for it, by a timer of its own (NX-OS: timers
// prefix-peer-timeout).
func forgetsPeers(p fabric.Platform) bool { return isNXOS(p) }

// checksPeerAS reports whether a platform does not send a neighbor the routes that
// have its AS in their path unless it is told to (NX-OS, Junos). FRR sends them.
func checksPeerAS(p fabric.Platform) bool {
	_, isFRR := p.(fabric.FRR)
	return !isFRR
}

// sendsCommunities reports whether a platform sends communities whatever it is told
// (Junos; a policy may take them away).
func sendsCommunities(p fabric.Platform) bool {
	_, isJunos := p.(fabric.Junos)
	return isJunos
}

// alwaysLongLived reports whether a platform that helps others restart cannot but
// announce the long-lived form too (FRR 8.4.4); its restart time then bounds what
// comes of it.
func alwaysLongLived(p fabric.Platform) bool {
	_, isFRR := p.(fabric.FRR)
	return isFRR
}

func isNXOS(p fabric.Platform) bool {
	_, ok := p.(fabric.NXOS)
	return ok
}

// ownsLayer2 reports whether the configuration of a platform says what its ports
// carry, their MTU and the management address. Under FRR that is the operating
// system's, of which there is no text.
func ownsLayer2(p fabric.Platform) bool {
	_, isFRR := p.(fabric.FRR)
	return !isFRR
}

// listsPeerAS reports whether the sessions of a dynamic neighbor are held to the AS
// numbers of its nodes where these are several (NX-OS: remote-as route-map; Junos:
// peer-as-list). Under FRR every other AS may dial in, and its routes are denied.
func listsPeerAS(p fabric.Platform) bool {
	_, isFRR := p.(fabric.FRR)
	return !isFRR
}
