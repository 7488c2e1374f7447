package aci

import "slices"

// Where the rules across objects come from.
const (
	sourceOut      = "Cisco ACI L3Out; seeds/001 and seeds/002, Detailed configurations"
	sourceFloating = "Cisco ACI floating L3Out; seeds/002, Floating SVI design"
	sourceResolve  = "APIC: a name resolves in the own tenant, then in common; a reference without a target waits for it"
)

// A node is an object that the schema knows, where it stands. Rules look at
// nodes; what is deleted is none.
type node struct {
	*Object
	dn       DN
	parent   *node
	children []*node
	// gone is that of an object that is to be deleted, alone or with its parent.
	gone bool
}

// of returns the children of a class.
func (n *node) of(c Class) []*node {
	var all []*node
	for _, child := range n.children {
		if child.Class == c {
			all = append(all, child)
		}
	}
	return all
}

// one returns the child of a class of which there is one at most, or nil.
func (n *node) one(c Class) *node {
	for _, child := range n.children {
		if child.Class == c {
			return child
		}
	}
	return nil
}

// above returns the nearest object of a class that contains n, or nil.
func (n *node) above(c Class) *node {
	for p := n.parent; p != nil; p = p.parent {
		if p.Class == c {
			return p
		}
	}
	return nil
}

func (n *node) field(attribute string) string { return n.dn.String() + ": " + attribute }

// known reports whether all of the object is in the tree: of one that has to
// exist already, the tree may name only a part.
func (n *node) known() bool { return n.Status != Modified }

// rules checks what the schema of single objects does not show.
func (v *validator) rules() {
	v.references()
	v.pools()
	needs := needed()
	for _, n := range v.nodes {
		if need, ok := needs[n.Class]; ok {
			v.missing(n, need.child, need.why)
		}
		switch n.Class {
		case L3extOut:
			v.out(n)
		case L3extLNodeP:
			v.nodeProfile(n)
		case L3extLIfP:
			v.interfaceProfile(n)
		case L3extVirtualLIfP:
			v.floating(n)
		case L3extRsPathL3OutAtt:
			v.path(n)
		case BgpPeerP:
			v.peer(n)
		case L3extSubnet:
			v.subnet(n)
		case BgpCtxPol:
			v.timers(n)
		case RtctrlProfile:
			v.routeMap(n)
		case RtctrlMatchRtDest:
			v.matchPrefix(n)
		case FvnsEncapBlk:
			v.block(n)
		default:
		}
	}
	v.routers()
}

// A need is a child without which an object does nothing.
type need struct {
	child Class
	why   string
}

func needed() map[Class]need {
	return map[Class]need{
		PhysDomP:        {InfraRsVlanNs, "no VLAN of it can be used"},
		L3extDomP:       {InfraRsVlanNs, "no VLAN of it can be used"},
		InfraAccBndlGrp: {InfraRsAttEntP, "no VLAN reaches its ports"},
		FvnsVlanInstP:   {FvnsEncapBlk, "it has no VLAN"},
		VzFilter:        {VzEntry, "it matches nothing"},
		VzBrCP:          {VzSubj, "it permits nothing"},
		VzSubj:          {VzRsSubjFiltAtt, "it permits nothing"},
		L3extInstP:      {L3extSubnet, "no address belongs to it"},
		RtctrlScope:     {RtctrlRsScopeToAttrP, "it sets nothing"},
		RtctrlSubjP:     {RtctrlMatchRtDest, "what refers to it matches every route from 5.2(8) on (Cisco bug CSCwc11570)"},
	}
}

// find returns the node of a DN, or nil.
func (v *validator) find(dn DN) *node {
	if n := v.byDN[dn]; n != nil && !n.gone {
		return n
	}
	return nil
}

// missing refuses that an object has no child of a class. Of an object
// that exists already, the tree need not say what is below it.
func (v *validator) missing(n *node, c Class, why string) bool {
	if !n.known() || n.one(c) != nil {
		return false
	}
	v.refuse(CodeIncomplete, n.dn.String(), "it has no "+string(c)+": "+why, "add "+schema.byClass[c].RN+" below it", sourceOut)
	return true
}

func sameWords(a, b []string) bool {
	return slices.Equal(slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b)))
}
