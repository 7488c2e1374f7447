package fabric

import (
	"fmt"
	"time"
)

// nodeTerms holds the terms of a cluster's sessions to what its network plugin
// has.
func (a *audit) nodeTerms(c *Cluster, has Capability, field string) {
	t := &c.Session
	if c.CNI == nil {
		return
	}
	a.bfd(field+".bfd", t.BFD)
	if t.BFD.On() && !has.BFD {
		a.refuse(CodeBFDNode, field+".bfd", "the network plugin of cluster "+c.Name+" has no BFD, and a leaf that waits for it takes the session down",
			fmt.Sprintf("leave it out and use timers of %s and %s or longer", has.Keepalive, has.Hold), "Calico up to 3.32: no BFD field; projectcalico/calico#4607")
	}
	if t.Hold > 0 && t.Hold < has.Hold && t.Hold >= 3*t.Keepalive {
		a.refuse(CodeTimersFast, field+".hold", fmt.Sprintf("hold %s is shorter than the %s that the network plugin of cluster %s keeps up with", t.Hold, has.Hold, c.Name),
			fmt.Sprintf("leave both out: keepalive is %s and hold %s then", has.Keepalive, has.Hold), has.Source)
	}
	switch {
	case !t.Password.IsSet():
		a.warn(CodePasswordMissing, field+".password", "the sessions with the nodes of cluster "+c.Name+" have no password: whoever gets an address of the node subnet is a neighbor",
			"set a password", "seeds/001, seeds/002, BGP hardening; RFC 2385")
	case !has.Password:
		a.refuse(CodePasswordNode, field+".password", "the network plugin of cluster "+c.Name+" has no passwords, and a leaf with one never comes to a session",
			"leave it out, or use a version of the plugin that has it", "RFC 2385: both ends have the password, or the session never comes up")
	}
}

// A leafTerms is what a leaf has once for all L3Outs of a VRF (bgpCtxPol).
type leafTerms struct {
	keepalive, hold, stale time.Duration
	maxAS                  int
}

func (t leafTerms) String() string {
	return fmt.Sprintf("timers of %s and %s, a stale interval of %s and paths of at most %d AS", t.keepalive, t.hold, t.stale, t.maxAS)
}

// leafTerms fills in what a cluster leaves out as the plan does: the timers that
// its plugin keeps up with, the hold time for the routes of a node that restarts,
// and a path of one AS (seeds/002, BGP hardening).
func (c *Cluster) leafTerms() leafTerms {
	has, t := CapabilityOf(c.CNI), &c.Session
	hold := orDefault(t.Hold, has.Hold)
	return leafTerms{orDefault(t.Keepalive, has.Keepalive), hold, orDefault(t.GracefulRestart, hold), orDefault(t.MaxASLength, 1)}
}

// aciTerms refuses L3Outs of one VRF that differ on a leaf which both have.
func (a *audit) aciTerms() {
	type place struct {
		vrf  string
		leaf leafRef
	}
	first := map[place]*l3out{}
	for _, o := range a.aci.outs {
		vrf := a.aci.vrfOf(o)
		if o.cluster < 0 || vrf == "" {
			continue
		}
		terms, told := a.d.Clusters[o.cluster].leafTerms(), map[*l3out]bool{}
		for _, l := range o.leaves {
			other := first[place{vrf, l}]
			if other == nil {
				first[place{vrf, l}] = o
				continue
			}
			if has := a.d.Clusters[other.cluster].leafTerms(); has != terms && !told[other] {
				told[other] = true
				a.refuse(CodeTermsDiffer, at("clusters", o.cluster)+".session",
					fmt.Sprintf("%s has %s, and %s of the same VRF has %s on leaf %s", o.what(), terms, other.what(), has, a.leaf(l).Name),
					"set the same for both clusters, use another VRF, or other racks", "CSCwt78235: fault F0467 bgpProt-policy-already-existing; one policy a leaf and VRF")
			}
		}
	}
}
