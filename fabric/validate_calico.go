package fabric

import (
	"fmt"
	"time"
)

const sourceTimers = "projectcalico/calico#7086: 1 s and 3 s reset BIRD at random; seeds/002: 2 s and 6 s are stable, 10 s and 30 s are safe"

// calico checks what only Calico's clusters have.
func (a *audit) calico() {
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		k, ok := c.CNI.(Calico)
		if !ok {
			continue
		}
		cni := field + ".cni.calico"
		a.calicoNamespace(c, &k, cni)
		a.optional(cni+".maxBlocksPerNode", "number of blocks", k.MaxBlocksPerNode, 1, 1<<31-1, "Calico: maxBlocksPerHost is an int32")
		if k.Operator && len(c.Pods) > 25 {
			a.refuse(CodeTooManyPools, field+".pods", fmt.Sprintf("%d pools, and an Installation takes 25", len(c.Pods)),
				"use fewer, larger pools, or install Calico without the operator", "operator.tigera.io/v1 Installation: at most 25 ipPools")
		}
		if k.Version.IsSet() && !k.Version.AtLeast(3, 29) && !c.Filters.Off {
			a.warn(CodeFilterLoose, cni+".version",
				fmt.Sprintf("BGPFilter has no prefixLength in Calico %s: the nodes' own filters let single pod addresses pass, and the leaves' filters stop them", k.Version),
				"use Calico 3.29 or newer", "Calico: BGPFilter prefixLength from 3.29")
		}
		if families := c.families(); len(families) == 1 && families[0] == IPv6 {
			a.warn(CodeNodeRouterID, field+".pods", "the nodes of cluster "+c.Name+" have no IPv4 address, which Calico takes the router ID from",
				"set CALICO_ROUTER_ID to hash on calico-node", "Calico: the router ID is the node's IPv4 address, for IPv6 sessions too")
		}
	}
}

// calicoNamespace: calico-node reads Secrets only from its own namespace, and
// without the Secret it runs the session without a password.
func (a *audit) calicoNamespace(c *Cluster, k *Calico, field string) {
	field += ".namespace"
	if k.Namespace == "" {
		return
	}
	a.name(field, "namespace", k.Namespace, isDNSLabel, "1 to 63 lower-case letters, digits and hyphens", sourceDNS)
	if k.Operator && k.Namespace != "calico-system" && c.Session.Password.IsSet() {
		a.refuse(CodeSecretNamespace, field, "the operator runs calico-node in calico-system, not in "+quoted(k.Namespace),
			"leave the namespace out", "measured: a password that is missing in calico-node's namespace leaves the session without one")
	}
}

// calicoTerms: Calico has neither BFD nor, before 3.32, timers of its own. Both
// ends run by the leaf's timers, which BIRD has to keep up with.
func (a *audit) calicoTerms(field string, t *SessionTerms) {
	if t.BFD.On() {
		a.refuse(CodeBFDNode, field+".bfd", "open-source Calico has no BFD, and a leaf that waits for it takes the session down",
			"leave it out and use timers of 2 s and 6 s or longer", "Calico up to 3.32: no BFD field; projectcalico/calico#4607")
	}
	const stable, safe = 6 * time.Second, 30 * time.Second
	switch hold := t.Hold; {
	case hold < 3*time.Second: // none, or refused already
	case hold < stable:
		a.refuse(CodeTimersFast, field+".hold", fmt.Sprintf("hold %s is shorter than %s", hold, stable),
			"use a keepalive of 2 s with a hold of 6 s, or 10 s and 30 s", sourceTimers)
	case hold < safe:
		a.warn(CodeTimersFast, field+".hold", fmt.Sprintf("hold %s is shorter than %s: a busy node may lose its sessions", hold, safe),
			"use a keepalive of 10 s with a hold of 30 s", sourceTimers)
	}
}

// blockLimit holds the number of prefixes that a leaf takes from a node to what
// the node sends: its blocks and the service ranges.
func (a *audit) blockLimit(c *Cluster, field string) {
	limit := c.Session.MaxPrefixes
	if limit < 1 {
		return
	}
	for _, f := range Families() {
		services := 0
		for _, p := range c.Services.All() {
			if p.IsValid() && FamilyOf(p.Addr()) == f {
				services++
			}
		}
		pools := 0
		for j := range c.Nodes {
			pools = max(pools, a.poolsOf(c, &c.Nodes[j], f))
		}
		if pools == 0 {
			continue
		}
		a.maxPrefixes(c, field+".maxPrefixes", f, limit, pools, services)
	}
}

func (a *audit) maxPrefixes(c *Cluster, field string, f Family, limit, pools, services int) {
	const calicoBlocks = 20
	blocks, whose := calicoBlocks, "Calico's own bound"
	if k, ok := c.CNI.(Calico); ok && k.MaxBlocksPerNode > 0 {
		blocks, whose = min(k.MaxBlocksPerNode, 1<<20), "maxBlocksPerNode"
	}
	switch {
	case limit < pools+services:
		a.refuse(CodeMaxPrefixesLow, field,
			fmt.Sprintf("the limit is %d, and a node of cluster %s sends %d %s prefixes: one block of each of %d pools and %d service ranges",
				limit, c.Name, pools+services, f, pools, services),
			fmt.Sprintf("use at least %d, more with services of traffic policy Local", max(blocks, pools)+services),
			"Cisco NX-OS: a neighbor beyond maximum-prefix is torn down")
	case limit < blocks+services:
		a.warn(CodeMaxPrefixesLow, field,
			fmt.Sprintf("the limit is %d, and a node of cluster %s may come to send %d %s prefixes: %d blocks (%s) and %d service ranges",
				limit, c.Name, blocks+services, f, blocks, whose, services),
			fmt.Sprintf("use at least %d, more with services of traffic policy Local", blocks+services),
			"Calico: a node takes further blocks as it runs more pods")
	}
}
