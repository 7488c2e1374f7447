package fabric

import (
	"fmt"
)

// references follows every name that points at something else in the design.
func (a *audit) references() {
	for i := range a.d.Racks {
		for j := range a.d.Racks[i].Leaves {
			if a.aci != nil {
				break // uplinks are refused there, and so are networks
			}
			a.uplinkReferences(&a.d.Racks[i].Leaves[j], at(at("racks", i)+".leaves", j))
		}
	}
	for i := range a.d.Clusters {
		c, field := &a.d.Clusters[i], at("clusters", i)
		if a.aci == nil {
			a.networkReferences(c, field)
		}
		for j := range c.Nodes {
			a.rackReference(at(field+".nodes", j)+".rack", c.Nodes[j].Rack)
		}
	}
}

func (a *audit) uplinkReferences(leaf *Leaf, field string) {
	seen := map[string]bool{}
	for k := range leaf.Uplinks {
		spine, field := leaf.Uplinks[k].Spine, at(field+".uplinks", k)+".spine"
		if _, known := a.spineOf[spine]; !known {
			a.unknown(field, "spine", spine)
		}
		a.once(seen, field, spine, "every leaf has one link to a spine (seeds/000)")
	}
}

func (a *audit) networkReferences(c *Cluster, field string) {
	seen := map[string]bool{}
	for j := range c.Networks {
		n, field := &c.Networks[j], at(field+".networks", j)
		a.rackReference(field+".rack", n.Rack)
		a.once(seen, field+".rack", n.Rack, "a cluster has one node network in a rack")
		leaves := map[string]bool{}
		for k := range n.Leaves {
			field := at(field+".leaves", k) + ".leaf"
			a.leafReference(field, n.Leaves[k].Leaf, n.Rack)
			a.once(leaves, field, n.Leaves[k].Leaf, "a leaf has one address in a network")
		}
	}
}

func (a *audit) rackReference(field, rack string) {
	if rack == "" {
		a.missing(field, "the rack", "name one of the racks")
	} else if _, known := a.rackOf[rack]; !known {
		a.unknown(field, "rack", rack)
	}
}

// leafReference wants the name of a leaf of the rack.
func (a *audit) leafReference(field, leaf, rack string) {
	if leaf == "" {
		a.missing(field, "the leaf", "name a leaf of rack "+rack)
		return
	}
	ref, known := a.leafOf[leaf]
	if !known {
		a.unknown(field, "leaf", leaf)
		return
	}
	if in := a.d.Racks[ref.rack].Name; in != rack {
		a.refuse(CodeUnknownReference, field, fmt.Sprintf("leaf %s is in rack %s, not in %s", quoted(leaf), quoted(in), quoted(rack)),
			"name a leaf of the same rack", "seeds/000: nodes hang below the leaves of their rack")
	}
}

func (a *audit) unknown(field, what, name string) {
	a.refuse(CodeUnknownReference, field, fmt.Sprintf("there is no %s %s", what, quoted(name)),
		"name one that the design has, or add it", "the design")
}

// once refuses a name that a list has twice.
func (a *audit) once(seen map[string]bool, field, name, source string) {
	if seen[name] && name != "" {
		a.refuse(CodeDuplicateReference, field, quoted(name)+" stands in this list already",
			"merge the two entries", source)
	}
	seen[name] = true
}

// attachments holds the cabling of the nodes to what their racks have. Nodes and
// hypervisors share the leaves' ports, and a hypervisor stands in one place.
func (a *audit) attachments() {
	bare := map[string]string{} // bare-metal nodes by name
	for i := range a.d.Clusters {
		for j := range a.d.Clusters[i].Nodes {
			if n := (nodeRef{i, j}); !isVM(a.node(n)) {
				bare[a.node(n).Name] = n.field()
			}
		}
	}
	hosts := map[string]nodeRef{}
	for i := range a.d.Clusters {
		for j := range a.d.Clusters[i].Nodes {
			n := nodeRef{i, j}
			switch at := a.node(n).Attach.(type) {
			case Bond:
				a.bond(n)
			case SingleHomed:
				a.leafReference(n.field()+".attach.single.leaf", at.Leaf, a.node(n).Rack)
			case VM:
				a.machine(n, at, bare, hosts)
			}
		}
	}
}

func isVM(n *Node) bool { _, ok := n.Attach.(VM); return ok }

func (a *audit) bond(n nodeRef) {
	rack, known := a.rackOf[a.node(n).Rack]
	if known && len(a.d.Racks[rack].Leaves) == 1 {
		a.refuse(CodeAttachment, n.field()+".attach",
			fmt.Sprintf("a bond needs two leaves, and rack %s has one", a.d.Racks[rack].Name),
			"use SingleHomed, or give the rack its second leaf", "seeds/000 Figure 3: bonds go to both leaves of a vPC pair")
	}
}

func (a *audit) machine(n nodeRef, vm VM, bare map[string]string, hosts map[string]nodeRef) {
	field := n.field() + ".attach.vm"
	a.name(field+".host", "hypervisor", vm.Host, isHostName, "1 to 63 letters, digits, dots, hyphens and underscores", sourceHost)
	if vm.Leaf != "" {
		a.leafReference(field+".leaf", vm.Leaf, a.node(n).Rack)
	}
	if vm.Host == "" {
		return
	}
	if other, taken := bare[vm.Host]; taken {
		a.refuse(CodeDuplicateName, field+".host", fmt.Sprintf("hypervisor name %s is also that of the bare-metal node at %s", quoted(vm.Host), other),
			"give one of them another name", "both are plugged into the leaves under their names")
	}
	first, seen := hosts[vm.Host]
	if !seen {
		hosts[vm.Host] = n
		return
	}
	was, _ := a.node(first).Attach.(VM)
	switch {
	case a.node(first).Rack != a.node(n).Rack:
		a.refuse(CodeHostPlacement, field+".host",
			fmt.Sprintf("hypervisor %s is in rack %s here and in rack %s at %s", quoted(vm.Host), quoted(a.node(n).Rack), quoted(a.node(first).Rack), first.field()),
			"keep the machine on hypervisors of its rack: the node subnet is the rack's", "seeds/000: virtual machines stick to the hosts below one pair of leaves")
	case was.Leaf != vm.Leaf:
		a.refuse(CodeHostPlacement, field+".leaf",
			fmt.Sprintf("hypervisor %s is on leaf %s here and on %s at %s", quoted(vm.Host), quoted(vm.Leaf), quoted(was.Leaf), first.field()),
			"say the same for all machines of one hypervisor", "virtual machines share their hypervisor's port")
	}
}
