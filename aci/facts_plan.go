package aci

import "github.com/podfabric/podfabric/fabric"

// FactsOf returns the facts of a plan: its leaves, and where its nodes are cabled. A
// plan of another fabric has none.
func FactsOf(p *fabric.Plan) Facts {
	if p.ACI == nil {
		return Facts{}
	}
	f := Facts{AS: p.ACI.AS}
	for i := range p.Leaves {
		if mode, ok := p.Leaves[i].Platform.(fabric.ACIMode); ok {
			f.Leaves = append(f.Leaves, Leaf{
				Name: p.Leaves[i].Name, Pod: uint16(mode.Pod), Node: uint16(mode.Node), TEP: mode.TEP, //nolint:gosec // bounded by the design's rules
			})
		}
	}
	for i := range p.Clusters {
		for j := range p.Clusters[i].Nodes {
			n := &p.Clusters[i].Nodes[j]
			for _, a := range n.Addresses.All() {
				f.Attached = append(f.Attached, Attachment{Address: a.Addr(), Leaves: n.Leaves})
			}
		}
	}
	return f
}
