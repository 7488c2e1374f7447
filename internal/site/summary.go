package site

import (
	"fmt"
	"io"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// Summary writes what was planned and predicted, on one screen, and whatever
// there is to know about it.
func (s *Site) Summary(w io.Writer) error {
	var b strings.Builder
	p := s.Plan
	fmt.Fprintf(&b, "%s: %s\n", p.Name, fabricWords(p))
	for i := range p.Clusters {
		c := &p.Clusters[i]
		fmt.Fprintf(&b, "cluster %s: %s in %s, %s, %s\n", c.Name,
			count(len(c.Nodes), "node", "nodes"), count(racksOf(c), "rack", "racks"), schemeWords(c), learnWords(c))
		for j := range c.Racks {
			of := "rack " + c.Racks[j].Rack
			if c.Racks[j].Node != "" {
				of = "node " + c.Racks[j].Node
			}
			fmt.Fprintf(&b, "  %s: VLAN %d, %s, peers %s\n",
				of, c.Racks[j].VLAN, prefixWords(c.Racks[j].Subnet), peerWords(&c.Racks[j]))
		}
		for j := range c.Pods {
			fmt.Fprintf(&b, "  pods %s in blocks of /%d\n", c.Pods[j].Prefix, c.Pods[j].Block)
		}
		for _, r := range c.Services.All() {
			fmt.Fprintf(&b, "  services %s\n", r)
		}
	}
	var sessions [3]int
	for i := range p.Sessions {
		sessions[p.Sessions[i].Kind]++
	}
	if s.Given {
		b.WriteString("blocks and services: as the state file says\n")
	} else {
		b.WriteString("blocks and services: no state file; the first block of every pool for each node, no service of its own\n")
	}
	routers, routes, hops := s.size()
	b.WriteString("BGP sessions: ")
	if p.ACI == nil {
		fmt.Fprintf(&b, "%d between leaf and spine, ", sessions[fabric.SessionLink])
	}
	fmt.Fprintf(&b, "%d between node and leaf", sessions[fabric.SessionNode])
	if pairs := sessions[fabric.SessionPair]; pairs > 0 {
		fmt.Fprintf(&b, ", %d between the leaves of a rack", pairs)
	}
	b.WriteString("\n")
	fmt.Fprintf(&b, "predicted from the emitted text: %d routers, %d routes, %d next hops\n", routers, routes, hops)
	for _, warning := range p.Warnings {
		fmt.Fprintf(&b, "warning: %s\n", warning.Error())
	}
	for _, need := range p.Preconditions {
		fmt.Fprintf(&b, "must be there: %s (%s)\n", need.What, need.Why)
	}
	if len(s.Failures) == 0 {
		b.WriteString("every promise of the design holds\n")
		if r := s.Resilience; r != nil {
			fmt.Fprintf(&b, "%s\n", r)
			if err := r.Err(); err != nil {
				fmt.Fprintf(&b, "%v\n", err)
			}
		}
	} else {
		fmt.Fprintf(&b, "%d broken promises:\n%s\n", len(s.Failures), s.Failures.Error())
	}
	_, err := io.WriteString(w, b.String())
	return err
}

// fabricWords counts what the fabric is made of.
func fabricWords(p *fabric.Plan) string {
	if p.ACI != nil {
		return fmt.Sprintf("an ACI fabric of AS %v, %s, %s", p.ACI.AS, count(len(p.Leaves), "leaf", "leaves"), count(len(p.ACI.L3Outs), "L3Out", "L3Outs"))
	}
	return fmt.Sprintf("%s, %s, %s", count(len(p.Spines), "spine", "spines"), count(len(p.Leaves), "leaf", "leaves"),
		count(len(p.Links), "routed link", "routed links"))
}

// racksOf counts the racks in which a cluster has nodes.
func racksOf(c *fabric.PlannedCluster) int {
	racks := map[string]bool{}
	for i := range c.Racks {
		racks[c.Racks[i].Rack] = true
	}
	return len(racks)
}

// size adds up the tables.
func (s *Site) size() (routers, routes, hops int) {
	for _, router := range s.Tables.Routers() {
		routers++
		for _, vrf := range s.Tables.VRFs(router) {
			for r := range s.Tables.Routes(router, vrf) {
				routes++
				hops += len(r.NextHops)
			}
		}
	}
	return routers, routes, hops
}

// count puts a number in front of one or many.
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}

func schemeWords(c *fabric.PlannedCluster) string {
	switch c.Scheme.(type) {
	case fabric.ASPerRack:
		return "AS per rack"
	case fabric.ASPerServer:
		return "AS per server"
	case fabric.ASPerCluster:
		return fmt.Sprintf("AS %v for the cluster", c.AS)
	}
	return "no AS scheme"
}

func learnWords(c *fabric.PlannedCluster) string {
	if c.DefaultOnly {
		return "nodes learn a default route only"
	}
	return "nodes learn every route"
}

func prefixWords(p fabric.Prefixes) string {
	var words []string
	for _, prefix := range p.All() {
		words = append(words, prefix.String())
	}
	return strings.Join(words, " and ")
}

func peerWords(r *fabric.ClusterRack) string {
	words := make([]string, len(r.Leaves))
	for i, leaf := range r.Leaves {
		words[i] = fmt.Sprintf("%s (AS %v)", leaf.Leaf, leaf.AS)
	}
	return strings.Join(words, ", ")
}
