package fabric

import (
	"iter"

	"github.com/podfabric/podfabric/ipam"
)

// Plan works out everything that follows from the design. Addresses and numbers
// that the design does not pin are leased from the ledger by name, so that the
// next plan with the same ledger keeps them; a nil ledger stands for an empty one.
//
// The error is of type [Problems] and holds everything that is wrong, warnings
// among it; the ledger is then unchanged. Warnings alone are in the plan.
func (d *Design) Plan(ledger *ipam.Ledger) (*Plan, error) {
	r := &report{design: d, problems: d.Validate()}
	if r.problems.Err() != nil {
		return nil, r.problems
	}
	if ledger == nil {
		ledger = &ipam.Ledger{}
	}
	draft := ledger.Clone()
	draft.Begin()
	if full := d.complete(r, draft); full != d {
		if r.problems.Err() != nil {
			return nil, r.sorted()
		}
		// What is drawn is held to the same rules as what is given.
		if r.problems = full.Validate(); r.problems.Err() != nil {
			return nil, r.problems
		}
		d = full
	}
	p := newPlanner(d, r, draft)
	draft.Grow(max(0, p.leases()-draft.Len()))
	plan := p.plan()
	if r.problems.Err() == nil {
		p.moved()
		p.warn()
		plan.check(r)
	}
	if err := r.sorted().Err(); err != nil {
		return nil, err
	}
	ledger.Replace(draft)
	plan.Warnings = r.problems
	return plan, nil
}

// A planner carries one run from design to plan.
type planner struct {
	d      *Design
	r      *report
	ledger *ipam.Ledger
	ip     IPFabric
	aci    ACI

	families []Family
	racks    []*rackPlan
	rackOf   map[string]*rackPlan
	spines   []*Switch
	// spinePorts are by the spines.
	spinePorts []*portPlan
	// The pools that are drawn from for many owners.
	links             [2]*ipam.Range
	fabricPorts       *portPlan
	defaultMTU        int
	vlans             *ipam.NumberPool
	domains, channels *ipam.NumberPool
	out               *Plan
}

// A rackPlan is one rack while it is planned.
type rackPlan struct {
	design   *Rack
	field    string
	as       ASN
	leaves   []*Switch
	ports    *portPlan
	sides    []int      // of the leaves, 1 or 2
	networks []*network // the rack's own first, then those of clusters
	nodes    []rackNode // in the order of the design
}

// A rackNode is a node of a rack by its indexes in the design.
type rackNode struct{ cluster, node int }

// nodesOf yields the indexes of a cluster's nodes in the rack.
func (rack *rackPlan) nodesOf(cluster int) iter.Seq[int] {
	return func(yield func(int) bool) {
		for _, ref := range rack.nodes {
			if ref.cluster == cluster && !yield(ref.node) {
				return
			}
		}
	}
}

// A network is one node network of one rack while it is planned.
type network struct {
	design  *Network
	field   string
	owner   string
	name    string
	cluster string // "" for the rack's own
	pins    []Addrs
	vlan    VLAN
	subnet  Prefixes
	hosts   [2]*hostPool // of the subnets, by family
	gateway Addrs
	leaves  []Addrs // by the rack's leaves
}

// address returns the leaf's own address with the subnet's length.
func (n *network) address(leaf int) Prefixes {
	var p Prefixes
	for f, a := range n.leaves[leaf].All() {
		p = p.With(prefixOf(a, n.subnet.Of(f).Bits()))
	}
	return p
}

func newPlanner(d *Design, r *report, ledger *ipam.Ledger) *planner {
	p := &planner{d: d, r: r, ledger: ledger, out: &Plan{Name: d.Name}}
	p.rackOf = make(map[string]*rackPlan, len(d.Racks))
	p.vlans = &ipam.NumberPool{Name: "pools.vlans"}
	if r := d.Pools.VLANs; r.IsSet() {
		p.vlans.Ranges = []ipam.NumberRange{{First: uint32(r.First), Last: uint32(r.Last)}}
	}
	p.domains = &ipam.NumberPool{Name: "vpc-domains", Ranges: []ipam.NumberRange{{First: 1, Last: lastVPCDomain}}}
	p.channels = &ipam.NumberPool{Name: "channels", Ranges: []ipam.NumberRange{{First: firstNodeChannel, Last: lastChannel}}}
	switch kind := d.Fabric.(type) {
	case IPFabric:
		p.ip = kind
		if v := uint32(kind.BackupVLAN); v != 0 { // also in racks whose second leaf is yet to come
			p.vlans.Reserved = []ipam.NumberRange{{First: v, Last: v}}
		}
	case ACI:
		p.aci = kind
	}
	p.defaultMTU = d.defaultMTU()
	p.fabricPorts = newPortPlan(&p.ip, nil, PortLayout{})
	return p
}

// portsOf is the port plan of switches with a platform and layout of their own,
// or the one that all the others share.
func (p *planner) portsOf(own Platform, layout PortLayout) *portPlan {
	if own == nil && layout.isZero() {
		return p.fabricPorts
	}
	return newPortPlan(&p.ip, own, layout)
}

// leases is about how many leases a plan makes.
func (p *planner) leases() int {
	n := 4 * len(p.ip.Spines)
	for i := range p.d.Racks {
		n += 10 + len(p.d.Racks[i].Leaves)*(8+4*len(p.ip.Spines))
	}
	for i := range p.d.Clusters {
		n += 4 + 6*len(p.d.Clusters[i].Nodes)
	}
	return n
}

func (p *planner) plan() *Plan {
	if _, ok := p.d.Fabric.(ACI); ok {
		return p.planACI()
	}
	p.layOut()
	p.pin()
	p.sides()
	p.numberSystems()
	p.addressNetworks()
	p.addressSwitches()
	p.link()
	p.pair()
	p.cluster()
	p.unknown()
	p.ledger.End()
	p.collect()
	return p.out
}
