package aci

import (
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
)

// Facts are what no object of a tree says and a prediction needs to know of the
// fabric.
type Facts struct {
	// AS of the fabric, the one of its MP-BGP (bgpInstP default, as.asn).
	AS fabric.ASN
	// Leaves are all that the prediction is to know, by node ID: border, anchor or
	// other.
	Leaves []Leaf
	// Attached says on which leaves a node of Kubernetes is cabled, by its address.
	// The objects of a floating SVI do not say it: the binding is done at the
	// domain. A node without an entry counts as attached to every leaf that it peers
	// with.
	Attached []Attachment
}

// A Leaf is a leaf switch as the fabric registered it.
type Leaf struct {
	// Name identifies the leaf; it is the name of its router.
	Name string
	// Pod 1..255, Node 1..4000.
	Pod, Node uint16
	// TEP is the leaf's tunnel endpoint address (topSystem.address), by which the
	// other leaves reach the routes that it learned. Where it is not set, an address
	// of 198.18.0.0/15, which no network routes (RFC 2544), stands for it:
	// 198.18.(Node/256).(Node%256).
	TEP netip.Addr
}

// An Attachment is a node's cabling. Leaves are names, at least one.
type Attachment struct {
	Address netip.Addr
	Leaves  []string
}

func (l *Leaf) dn() DN { return NodeDN(l.Pod, l.Node) }

func (l *Leaf) tep() netip.Addr {
	if l.TEP.IsValid() {
		return l.TEP
	}
	return netip.AddrFrom4([4]byte{198, 18, byte(l.Node >> 8), byte(l.Node)})
}

// elsewhere are the nodes of a subnet that are cabled, and not to this leaf.
func (f *Facts) elsewhere(leaf *Leaf, subnet netip.Prefix) []netip.Addr {
	var all []netip.Addr
	for i := range f.Attached {
		if a := &f.Attached[i]; subnet.Contains(a.Address) && !slices.Contains(a.Leaves, leaf.Name) {
			all = append(all, a.Address)
		}
	}
	return all
}

const sourceFacts = "the APIC's own answers: bgpAsP below uni/fabric/bgpInstP-default, fabricNode, topSystem"

// checkFacts checks what a prediction is built on.
func (l *lift) checkFacts() {
	f := &l.facts
	if f.AS == 0 {
		l.refuse(CodeFacts, "facts: AS", "the AS of the fabric is not said", "set it to that of the fabric's MP-BGP", sourceFacts)
	}
	names, nodes, teps := map[string]bool{}, map[uint16]bool{}, map[netip.Addr]string{}
	for i := range f.Leaves {
		leaf := &f.Leaves[i]
		field := fmt.Sprintf("facts: leaves[%d]", i)
		switch {
		case leaf.Name == "" || names[leaf.Name]:
			l.refuse(CodeFacts, field+": name", fmt.Sprintf("%q is no name of its own", leaf.Name), "give each leaf a name", sourceFacts)
		case leaf.Pod < 1 || leaf.Pod > 255 || leaf.Node < 1 || leaf.Node > 4000:
			l.refuse(CodeFacts, field+": node", fmt.Sprintf("there is no node %d in pod %d", leaf.Node, leaf.Pod), "take a pod of 1..255 and a node of 1..4000", sourceFacts)
		case nodes[leaf.Node]:
			l.refuse(CodeFacts, field+": node", fmt.Sprintf("two leaves are node %d", leaf.Node), "give the ID that the fabric registered, which is one leaf's alone", sourceFacts)
		}
		names[leaf.Name], nodes[leaf.Node] = true, true
		l.leaves[leaf.dn()] = i
		tep := leaf.tep()
		if other, taken := teps[tep]; !tep.Is4() || taken {
			detail := fmt.Sprintf("%s is no IPv4 address", tep)
			if taken {
				detail = fmt.Sprintf("%s is that of %s too", tep, other)
			}
			l.refuse(CodeFacts, field+": TEP", detail, "give the address of the leaf's topSystem, or leave it out", sourceFacts)
		}
		teps[tep] = leaf.Name
	}
	seen := map[netip.Addr]bool{}
	for i := range f.Attached {
		a := &f.Attached[i]
		field := fmt.Sprintf("facts: attached[%d]", i)
		if !a.Address.IsValid() || a.Address.Is4In6() || seen[a.Address] {
			l.refuse(CodeFacts, field+": address", fmt.Sprintf("%q is no address of its own", a.Address), "give each node one entry, by its address", sourceFacts)
		}
		seen[a.Address] = true
		if len(a.Leaves) == 0 {
			l.refuse(CodeFacts, field+": leaves", "the node is cabled nowhere", "name the leaves, or leave the entry out", sourceFacts)
		}
		for _, name := range a.Leaves {
			if !names[name] {
				l.refuse(CodeFacts, field+": leaves", fmt.Sprintf("there is no leaf %q", name), "name it as leaves does", sourceFacts)
			}
		}
	}
}
