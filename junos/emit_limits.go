package junos

import (
	"fmt"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric"
)

// limits refuses what Junos, or the switch's release of it, has no statement for.
func (e *emitter) limits() {
	e.timers()
	e.paths()
	e.frames()
	e.pairing()
	e.listeners()
}

// longestRestart is the bound of restart times.
func (e *emitter) longestRestart() int {
	if e.release != (release{}) && !e.release.before(23, 4) {
		return 1800
	}
	return 600
}

func (e *emitter) timers() {
	seen := map[fabric.SessionTerms]bool{}
	for _, t := range termsOf(e.s) {
		if seen[t] {
			continue
		}
		seen[t] = true
		if t.Hold != 0 && t.Keepalive != t.Hold/3 {
			e.refuse(CodeInexpressible, "session.keepalive",
				fmt.Sprintf("keepalives every %v with a hold time of %v, and Junos sends them every third of the hold time, %v", t.Keepalive, t.Hold, t.Hold/3),
				"set the hold time to three times the keepalive", "Juniper, hold-time: three times the interval at which keepalive messages are sent")
		}
		if t.Hold != 0 && t.Hold < 10*time.Second {
			e.warn(CodeUnverified, "session.hold",
				fmt.Sprintf("a hold time of %v: Juniper's model of the configuration takes it, and its manual gives 10 seconds as the least", t.Hold),
				"use 10 seconds and more, or try it on the switch", "Juniper/yang, 23.4R1, hold-time; Juniper, hold-time (Protocols BGP)")
		}
		if restart, most := int(t.GracefulRestart/time.Second), e.longestRestart(); restart > most {
			e.refuse(CodeInexpressible, "session.gracefulRestart", fmt.Sprintf("a restart time of %d s, and Junos takes at most %d", restart, most),
				fmt.Sprintf("set gracefulRestart to at most %ds", most), "Juniper, graceful-restart (Protocols BGP): 600 seconds; Juniper/yang, 23.4R1: 1800")
		}
	}
}

// paths holds the numbers of equal paths to those that the chassis takes for all of
// its routes.
func (e *emitter) paths() {
	wanted := slices.DeleteFunc([]int{e.s.PathsExternal, e.s.PathsInternal}, func(n int) bool { return n < 2 })
	if len(wanted) == 0 {
		return
	}
	known := []int{16, 32, 64, 128}
	if slices.Min(wanted) != slices.Max(wanted) || !slices.Contains(known, wanted[0]) {
		e.refuse(CodeInexpressible, "fabric.ipFabric.ecmp",
			fmt.Sprintf("%d paths from another AS and %d from the own one (0 is none), and the chassis has one bound for all routes: 16, 32, 64 or 128",
				e.s.PathsExternal, e.s.PathsInternal),
			"set uplinks and nodes (on spines: spine) to the same of 16, 32 and 64", "Juniper, maximum-ecmp (Chassis)")
	}
}

// longestPacket is the longest that fits behind a VLAN tag.
const longestPacket = maximumMTU - etherHeader - vlanTag

// packet is the plan's MTU of IP; what does not fit is refused once, by frames.
func (e *emitter) packet() int { return min(e.s.MTU, longestPacket) }

func (e *emitter) frames() {
	if e.s.MTU > longestPacket {
		e.refuse(CodeInexpressible, "fabric.ipFabric.mtu",
			fmt.Sprintf("packets of %d bytes, which with an Ethernet header and a VLAN tag (%d bytes) do not fit the %d that a port takes: Junos counts them, NX-OS does not",
				e.s.MTU, etherHeader+vlanTag, maximumMTU),
			fmt.Sprintf("set fabric.ipFabric.mtu to at most %d, such as 9000", longestPacket), "Juniper, mtu: the media MTU, 256 to 9216 bytes on QFX")
	}
}

func (e *emitter) pairing() {
	pair, b := e.s.Pair, e.s.Backup
	if pair == nil {
		return
	}
	const source = "Juniper, Multichassis Link Aggregation User Guide: ICCP needs layer-3 connectivity between the peers; the leaves of a rack share an AS and drop each other's routes (RFC 4271 9.1.2)"
	switch {
	case b == nil:
		e.refuse(CodeInexpressible, "multi-chassis", "the two leaves need an address for each other, by which ICCP runs between them, and have no network of their own",
			"set fabric.ipFabric.backupVLAN", source)
	case !b.Peer.V4.IsValid():
		e.refuse(CodeInexpressible, "multi-chassis", "ICCP runs over IPv4, and the network between the leaves has none",
			"add an IPv4 range to pools.links, and IPv4 to the node subnets", "Juniper/yang, 23.4R1: iccp peer is an IPv4 address")
	}
	if pair.KeepaliveDestination.IsValid() && !pair.KeepaliveDestination.Is4() {
		e.refuse(CodeInexpressible, "multi-chassis", fmt.Sprintf("the other leaf's management address is %v, and the backup liveness of ICCP runs over IPv4", pair.KeepaliveDestination),
			"use an IPv4 management network", "Juniper/yang, 23.4R1: backup-peer-ip is an IPv4 address")
	}
}

func (e *emitter) listeners() {
	for i := range e.s.Groups {
		g := &e.s.Groups[i]
		if !g.Listen {
			continue
		}
		field := "clusters." + g.Cluster + ".peering"
		if g.Terms.Password.IsSet() && e.release.before(21, 4) {
			e.refuse(CodeVersion, field, fmt.Sprintf("nodes that dial in with a password, and Junos %v authenticates only neighbors that are configured one by one", e.release),
				"set peering to node, or use Junos 21.4 or later", "Juniper, allow: no group with dynamic peers with authentication; Juniper/yang, 21.4R1: dynamic-neighbor authentication-key")
		}
		if len(g.RemoteAS) > 1 && e.release.before(20, 2) {
			e.refuse(CodeVersion, field, fmt.Sprintf("nodes of %d AS numbers dial in, and Junos %v takes one AS a group", len(g.RemoteAS), e.release),
				"set peering to node, or use Junos 20.2 or later", "Juniper, as-list: introduced in 20.2R1")
		}
	}
}
