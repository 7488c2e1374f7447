package fabric

import "fmt"

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
