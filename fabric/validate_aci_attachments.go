package fabric

import "fmt"

// aciAttachments holds the cabling of nodes to what their SVI takes, and tells of
// what virtual machines suffer.
func (a *audit) aciAttachments() {
	for _, o := range a.aci.outs {
		machines := 0
		for _, n := range o.nodes {
			switch {
			case isVM(a.node(n)):
				machines++
			case o.floating != nil && o.floating.VMM != "":
				a.refuse(CodeVMMBareMetal, n.field()+".attach",
					fmt.Sprintf("node %s is bare metal, and %s floats in the VMware domain %s", a.node(n).Name, o.what(), o.floating.VMM),
					"leave vmm out: a physical domain takes machines and bare metal", "seeds/002: physical domains support mixed clusters")
			}
			if o.standard != nil {
				a.onVPC(o, n)
			}
		}
		if machines > 0 {
			a.mobility(o, machines)
		}
	}
	a.hypervisors()
}

// onVPC: a standard SVI is on the vPC of a node or its hypervisor.
func (a *audit) onVPC(o *l3out, n nodeRef) {
	const source = "seeds/002, Physical connectivity and Table 1: the SVI of a node is on its vPC"
	node := a.node(n)
	rack, known := a.rackOf[node.Rack]
	if !known {
		return
	}
	if leaves := len(a.d.Racks[rack].Leaves); leaves == 1 {
		a.refuse(CodeVPCNeeded, n.field()+".rack", fmt.Sprintf("%s needs a vPC, and rack %s has one leaf", o.what(), node.Rack),
			"use a floating SVI, or give the rack its second leaf", source)
		return
	}
	one := ""
	switch at := node.Attach.(type) {
	case SingleHomed:
		one = at.Leaf
	case VM:
		one = at.Leaf
	case Bond, nil:
	}
	if one != "" {
		a.refuse(CodeVPCNeeded, n.field()+".attach", fmt.Sprintf("%s needs a vPC, and node %s is on leaf %s alone", o.what(), node.Name, one),
			"use a floating SVI, or bond the node to both leaves", source)
	}
}

func (a *audit) mobility(o *l3out, machines int) {
	const source = "seeds/002, Table 1 and K8s node gateway"
	switch {
	case o.standard != nil:
		a.warn(CodeVMMobility, o.field+".svi", fmt.Sprintf("virtual machines among the nodes of %[2]s: %[1]d, each on the subnet and VLAN of one vPC", machines, o.what()),
			"pin every machine to its hypervisor and forbid live migration, or use a floating SVI", source)
	case len(o.racks) > 1:
		a.warn(CodeVMMobility, o.field+".svi", fmt.Sprintf("virtual machines among the nodes of %[2]s: %[1]d; one that moves to another rack keeps its peers, and its traffic goes through their rack", machines, o.what()),
			"keep the machines in their racks, and move them for maintenance only", source)
	}
}

// hypervisors warns where one that fails takes several nodes with it.
func (a *audit) hypervisors() {
	first, told := map[string]nodeRef{}, map[string]bool{}
	for i := range a.d.Clusters {
		for j := range a.d.Clusters[i].Nodes {
			n := nodeRef{i, j}
			vm, ok := a.node(n).Attach.(VM)
			if !ok || vm.Host == "" || told[vm.Host] {
				continue
			}
			other, seen := first[vm.Host]
			if !seen {
				first[vm.Host] = n
				continue
			}
			told[vm.Host] = true
			a.warn(CodeHypervisorShared, n.field()+".attach.vm.host",
				fmt.Sprintf("nodes %s and %s are on hypervisor %s, which takes both with it when it fails", a.node(other).Name, a.node(n).Name, quoted(vm.Host)),
				"run one node a hypervisor", "seeds/002, K8s node gateway: not more than one Kubernetes node a hypervisor")
		}
	}
}
