package frr

import (
	"fmt"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/internal/planned"
)

// problems are what FRR cannot do of a switch's plan, and what must be known of what
// it does.
func (e *emitter) problems() fabric.Problems {
	l := limits{emitter: e}
	l.gateways()
	l.dynamic()
	l.restart()
	l.pathLengths()
	l.system()
	return l.found
}

// limits gathers the problems of one switch.
type limits struct {
	*emitter
	found fabric.Problems
}

func (l *limits) refuse(code fabric.Code, field, detail, fix, source string) {
	l.found = append(l.found, fabric.Problem{Code: code, Field: l.s.Name + ": " + field, Detail: detail, Fix: fix, Source: source})
}

func (l *limits) warn(code fabric.Code, field, detail, fix, source string) {
	l.refuse(code, field, detail, fix, source)
	l.found[len(l.found)-1].Severity = fabric.Warning
}

// gateways refuses what the leaves of a rack cannot share a gateway by.
func (l *limits) gateways() {
	for _, n := range l.s.Networks {
		if n.Protocol == fabric.HSRP {
			l.refuse(CodeHSRP, "fabric.ipFabric.gateway", fmt.Sprintf("the gateway of VLAN %d is to be shared by HSRP, and FRR has VRRP", n.VLAN),
				"set the gateway protocol to vrrp, or leave it out", "FRR user guide, VRRP; HSRP is Cisco's (RFC 2281)")
			return
		}
	}
}

// dynamic looks at the groups whose nodes dial in.
func (l *limits) dynamic() {
	groups, total := 0, 0
	for i := range l.s.Groups {
		g := &l.s.Groups[i]
		if !g.Listen {
			continue
		}
		groups++
		total += g.MaxPeers
		if len(g.RemoteAS) > 1 {
			l.warn(CodeAnyAS, "cluster "+g.Cluster,
				fmt.Sprintf("nodes of %d AS numbers dial in from %s, and a peer-group admits one AS or every other one: sessions of foreign ASes come up, and bring no route",
					len(g.RemoteAS), g.Subnet),
				"set the peering to node, which names the AS of each", "FRR user guide, neighbor PEER remote-as; bgp listen range")
		}
	}
	if total > maxListen {
		l.refuse(CodeLimit, "bgp listen limit", fmt.Sprintf("the node subnets hold %d peers, at most %d dial in", total, maxListen),
			"take smaller node subnets, or set the peering to node", "FRR 8.4.4: bgp listen limit (1-65535)")
	}
	if groups > 1 {
		l.warn(CodeProcessWide, "bgp listen limit",
			fmt.Sprintf("%d groups of nodes share one limit of %d dynamic neighbors: those of one cluster can use up the room of another", groups, total),
			"give each cluster racks of its own where that matters", "FRR user guide, bgp listen limit: it is that of the process")
	}
}

// restart looks at graceful restart, of which the time is the process's.
func (l *limits) restart() {
	restart := l.s.Uplink.GracefulRestart
	for i := range l.s.Groups {
		g := &l.s.Groups[i]
		t := g.Terms.GracefulRestart
		if t != 0 && restart != 0 && t != restart {
			l.refuse(CodeProcessWide, "session.gracefulRestart",
				fmt.Sprintf("sessions of the switch want %d s and %d s, and restart-time is that of a BGP process", seconds(restart), seconds(t)),
				"set the same gracefulRestart in fabric.ipFabric.session and in every cluster's session",
				"FRR user guide, bgp graceful-restart restart-time")
		}
		restart = max(restart, t)
	}
	if restart == 0 {
		return
	}
	for i := range l.s.Groups {
		g := &l.s.Groups[i]
		cluster := l.plan.Cluster(g.Cluster)
		if cluster == nil {
			continue
		}
		if _, ok := cluster.CNI.(fabric.Calico); !ok {
			continue
		}
		l.warn(CodeGracefulRestart, "cluster "+g.Cluster,
			fmt.Sprintf("a leaf that dies stays in the nodes' tables for its restart time of %d s behind the hold time, because FRR also announces long-lived graceful restart", seconds(restart)),
			"leave gracefulRestart out for FRR leaves: they still help their nodes, and announce 1 s",
			"measured: FRR 8.4.4 with the BIRD of Calico: the dead next hop stays for the leaf's restart time, whatever the timers")
	}
}

// pathLengths refuses a limit that the repetition of a regular expression cannot say.
func (l *limits) pathLengths() {
	for _, t := range planned.Terms(l.s) {
		if t.MaxASLength > maxPathLength {
			l.refuse(CodeLimit, "session.maxASLength", fmt.Sprintf("%d is more than %d, the most repetitions in a regular expression", t.MaxASLength, maxPathLength),
				"set it to 255 or less", "POSIX, regular expressions: RE_DUP_MAX; FRR bounds the path by an as-path access list")
			return
		}
	}
}
