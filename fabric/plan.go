package fabric

import "slices"

// A Plan is everything that follows from a design: every device with its
// addresses and numbers, every link, and every BGP session with its two ends.
// Emitters translate it and decide nothing.
//
// A plan is read-only: its slices are shared.
type Plan struct {
	// Name is the design's.
	Name string `json:"name"`
	// Spines and Leaves in the order of the design.
	Spines []Switch `json:"spines"`
	Leaves []Switch `json:"leaves"`
	// Links are the routed links between leaves and spines.
	Links []Link `json:"links"`
	// Clusters in the order of the design, with their nodes.
	Clusters []PlannedCluster `json:"clusters"`
	// Sessions are all BGP sessions: those of the links first, then those of the
	// nodes, one for each family.
	Sessions []Session `json:"sessions"`
	// ACI is what the controller of an [ACI] fabric is told; nil on other fabrics. Its
	// leaves are among Leaves; there are no Spines and no Links.
	ACI *PlannedACI `json:"aci,omitempty"`
	// Preconditions have to hold and cannot be known from the design.
	Preconditions []Precondition `json:"preconditions,omitempty"`
	// Warnings are the problems that did not refuse the design.
	Warnings Problems `json:"warnings,omitempty"`
}

// Switches returns spines and leaves.
func (p *Plan) Switches() []*Switch {
	all := make([]*Switch, 0, len(p.Spines)+len(p.Leaves))
	for i := range p.Spines {
		all = append(all, &p.Spines[i])
	}
	for i := range p.Leaves {
		all = append(all, &p.Leaves[i])
	}
	return all
}

// Cluster returns the cluster of that name, or nil.
func (p *Plan) Cluster(name string) *PlannedCluster {
	i := slices.IndexFunc(p.Clusters, func(c PlannedCluster) bool { return c.Name == name })
	if i < 0 {
		return nil
	}
	return &p.Clusters[i]
}
