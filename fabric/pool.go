package fabric

import "maps"

// BlockLength is the length of the pool's blocks with the default filled in.
func (p PodPool) BlockLength() int {
	switch {
	case p.Block != 0:
		return p.Block
	case p.Prefix.Addr().Is4():
		return 26
	}
	return 122
}

// family is that of the pool's prefix, given or drawn.
func (p PodPool) family() (Family, bool) {
	switch {
	case p.Prefix.IsValid():
		return FamilyOf(p.Prefix.Addr()), true
	case p.Draw.IPv4 != 0:
		return IPv4, true
	case p.Draw.IPv6 != 0:
		return IPv6, true
	}
	return IPv4, false
}

// Selects reports whether the pool is drawn from by a node with these labels.
func (p PodPool) Selects(labels map[string]string) bool {
	for k, v := range p.Nodes {
		if value, ok := labels[k]; !ok || value != v {
			return false
		}
	}
	return true
}

// labels are the node's with the rack label, which follows from its rack.
func (n *Node) labels() map[string]string {
	labels := maps.Clone(n.Labels)
	if labels == nil {
		labels = map[string]string{}
	}
	labels[RackLabel] = n.Rack
	return labels
}
