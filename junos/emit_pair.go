package junos

import (
	"fmt"

	"github.com/podfabric/podfabric/fabric"
)

// Terms of a multi-chassis aggregate, of Juniper's examples for QFX ("Example:
// Configuring Multichassis Link Aggregation for Layer 3 Unicast Using VRRP").
const (
	initDelay        = 240  // seconds until a booted switch takes part
	iccpHold         = 50   // seconds in which the session of the pair is to come up
	livenessInterval = 1000 // milliseconds
	livenessMissed   = 3
)

// pair makes the two leaves of a rack one for what hangs below them: ICCP between
// their addresses on the VLAN that only they share, and the link between them as the
// way around a failed port.
func (e *emitter) pair() {
	if !e.paired() {
		return
	}
	pair, b := e.s.Pair, e.s.Backup
	e.c.SwitchOptions.ServiceID = uint16(pair.Domain)
	e.c.Protocols.ICCP = ICCP{
		LocalIPAddr: b.Addresses.V4.Addr(),
		Peer: []ICCPPeer{{
			Address:                      b.Peer.V4,
			SessionEstablishmentHoldTime: iccpHold,
			RedundancyGroupIDList:        []uint32{uint32(pair.Domain)},
			BackupPeerIP:                 pair.KeepaliveDestination,
			MinimumInterval:              livenessInterval, Multiplier: livenessMissed,
		}},
	}
	for _, ch := range e.s.Channels {
		if ch.PeerLink {
			e.c.MultiChassis.Protection = append(e.c.MultiChassis.Protection, Protection{Peer: b.Peer.V4, Interface: aggregateName(ch.Number)})
		}
	}
	e.warn(CodeUnverified, "multi-chassis",
		"the nodes' sessions run to both leaves' own addresses over multi-chassis aggregates: frames for the other leaf cross the link between the leaves, "+
			"which follows Juniper's documents and was not seen on a QFX; the peer is asked for its life over the management instance, of which the documents say nothing",
		"try the failure of a node's port, of a leaf and of the link between the leaves before production, or attach nodes to one leaf each",
		"Juniper, Multichassis Link Aggregation User Guide: VRRP over IRB; routing protocols need it instead of MAC synchronization")
}

// paired reports whether the leaf has another half that it can reach; without a way
// there the pair is refused.
func (e *emitter) paired() bool {
	return e.s.Pair != nil && e.s.Backup != nil && e.s.Backup.Peer.V4.IsValid()
}

// multiChassis makes an aggregate half of one that the other leaf has as well.
func (e *emitter) multiChassis(a *AggregatedEtherOptions, number int) {
	pair := e.s.Pair
	first := pair.Priority <= firstPriority
	a.LACP.SystemID = fmt.Sprintf("02:00:%02x:%02x:%02x:%02x", pair.Domain>>8, pair.Domain&0xff, number>>8, number&0xff)
	a.LACP.AdminKey = uint16(number)
	a.MCAE = MCAE{
		ID: uint16(number), RedundancyGroup: uint32(pair.Domain), ChassisID: Some(0),
		Mode: ActiveActive, StatusControl: StatusActive, InitDelayTime: initDelay,
	}
	if !first {
		a.MCAE.ChassisID, a.MCAE.StatusControl = Some(1), StatusStandby
	}
}

// firstPriority is the plan's priority of the leaf that comes first.
const firstPriority = 1000

func (e *emitter) warn(code fabric.Code, field, detail, fix, source string) {
	e.problems = append(e.problems, fabric.Problem{Code: code, Severity: fabric.Warning, Field: field, Detail: detail, Fix: fix, Source: source})
}

func (e *emitter) refuse(code fabric.Code, field, detail, fix, source string) {
	e.problems = append(e.problems, fabric.Problem{Code: code, Field: field, Detail: detail, Fix: fix, Source: source})
}
