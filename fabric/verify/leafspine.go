package verify

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// leafSpine is an IP fabric: spines and leaves with routed links between them, and
// one VRF.
type leafSpine struct{ *checker }

func (leafSpine) inner(routing.Session) bool { return false }

func (leafSpine) foreign(string, string) bool { return false }

func (c leafSpine) ways(l *living) ways { return newSpineWays(l) }

func (c leafSpine) wiring() { c.checker.wiring() }

// addresses checks that a switch has its addresses and shares its gateways.
func (c leafSpine) addresses(d *device, has addressTable) {
	subnet := func(p netip.Prefix, what string) { c.subnet(d, has, p, what) }
	want := func(a netip.Addr, protocol routing.Protocol, what string) { c.address(d, has, a, protocol, what) }
	want(d.sw.RouterID, routing.Local, "its router ID on a loopback")
	want(d.sw.Loopback6, routing.Local, "its IPv6 loopback")
	for _, p := range d.sw.Originates {
		subnet(p, "the subnet that it announces")
	}
	for i := range d.sw.Ports {
		for _, a := range d.sw.Ports[i].Addresses.All() {
			want(a.Addr(), routing.Local, "its address on "+d.sw.Ports[i].Name)
			subnet(a, "the subnet of "+d.sw.Ports[i].Name)
		}
	}
	if b := d.sw.Backup; b != nil {
		for _, a := range b.Addresses.All() {
			want(a.Addr(), routing.Local, "its address on the backup VLAN")
			subnet(a, "the subnet of the backup VLAN")
		}
	}
	for i := range d.sw.Networks {
		n := &d.sw.Networks[i]
		for f, a := range n.Addresses.All() {
			want(a.Addr(), routing.Local, fmt.Sprintf("its address in VLAN %d", n.VLAN))
			subnet(a, fmt.Sprintf("the subnet of VLAN %d", n.VLAN))
			want(n.Gateway.Of(f), routing.Virtual, fmt.Sprintf("the shared gateway of VLAN %d", n.VLAN))
		}
	}
}

// localPreference stays within an AS: it is given where the route enters.
func (c leafSpine) localPreference(d *device, dest *destination) (preference uint32, ok bool) {
	return cmp.Or(dest.pool.LocalPreference, 100), slices.Contains(dest.racks, d.rack)
}

func (c leafSpine) learns(d *device, dest *destination) bool {
	return !d.cluster.DefaultOnly && (d.cluster.Unfiltered || named(d.cluster.Learn, dest.prefix))
}

// sent: a node's leaves send it what the design promises, if they send it more
// than a default route.
func (c leafSpine) sent(d *device, dest *destination) bool {
	return !d.cluster.DefaultOnly && c.promised(d, dest)
}

func (c leafSpine) defaults(d *device, _ fabric.Family) bool {
	return d.node != nil && d.cluster.DefaultOnly
}
