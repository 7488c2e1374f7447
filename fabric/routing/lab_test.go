package routing_test

import (
	"fmt"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A device is a router under construction.
type device struct {
	routing.Router
}

// router returns a device with BGP in its default VRF. Its router ID is its
// loopback.
func router(name string, as routing.ASN, loopback string) *device {
	d := &device{routing.Router{Name: name, VRFs: []routing.VRF{{
		Name: routing.DefaultVRF,
		BGP: &routing.BGP{
			AS: as, RouterID: addr(loopback),
			IPv4: &routing.Unicast{}, IPv6: &routing.Unicast{},
		},
	}}}}
	return d.on("lo0", loopback+"/32")
}

func (d *device) vrf() *routing.VRF { return &d.VRFs[0] }
func (d *device) bgp() *routing.BGP { return d.vrf().BGP }

// on adds an interface.
func (d *device) on(name string, addresses ...string) *device {
	f := routing.Interface{Name: name}
	for _, a := range addresses {
		f.Addresses = append(f.Addresses, netip.MustParsePrefix(a))
	}
	d.vrf().Interfaces = append(d.vrf().Interfaces, f)
	return d
}

// static adds a static route; without a next hop it discards.
func (d *device) static(to string, via ...string) *device {
	s := routing.Static{Prefix: prefix(to)}
	for _, a := range via {
		s.Via = append(s.Via, addr(a))
	}
	d.vrf().Static = append(d.vrf().Static, s)
	return d
}

// announce originates prefixes unconditionally.
func (d *device) announce(prefixes ...string) *device {
	for _, p := range prefixes {
		d.bgp().IPv4.Networks = append(d.bgp().IPv4.Networks, routing.Network{Prefix: prefix(p), Always: true})
	}
	return d
}

// A tune changes a neighbor and its IPv4 family.
type tune func(*routing.Neighbor, *routing.NeighborFamily)

// peer adds a neighbor.
func (d *device) peer(address string, as routing.ASN, tunes ...tune) *device {
	nb := routing.Neighbor{
		Name: address, Address: addr(address),
		RemoteAS: []routing.ASRange{{First: as, Last: as}},
		Families: []routing.NeighborFamily{{Family: routing.IPv4, SendCommunity: true}},
	}
	for _, f := range tunes {
		f(&nb, &nb.Families[0])
	}
	d.bgp().Neighbors = append(d.bgp().Neighbors, nb)
	return d
}

// listen adds a dynamic neighbor.
func (d *device) listen(subnet string, as routing.ASN, tunes ...tune) *device {
	d.peer("192.0.2.1", as, append([]tune{func(nb *routing.Neighbor, _ *routing.NeighborFamily) {
		nb.Address, nb.Range, nb.Name = netip.Addr{}, prefix(subnet), subnet
	}}, tunes...)...)
	return d
}

func family(f func(*routing.NeighborFamily)) tune {
	return func(_ *routing.Neighbor, nf *routing.NeighborFamily) { f(nf) }
}

func client(_ *routing.Neighbor, nf *routing.NeighborFamily) { nf.RouteReflectorClient = true }

// from runs the session from an address, over any number of hops.
func from(a string) tune {
	return func(nb *routing.Neighbor, _ *routing.NeighborFamily) { nb.Source, nb.TTL = addr(a), 16 }
}

func export(p *routing.Policy) tune {
	return family(func(nf *routing.NeighborFamily) { nf.Export = p })
}

func imports(p *routing.Policy) tune {
	return family(func(nf *routing.NeighborFamily) { nf.Import = p })
}

// always is a policy of one term that changes every route.
func always(s routing.Set) *routing.Policy {
	return &routing.Policy{Name: "ALWAYS", Terms: []routing.Term{{Seq: 10, Permit: true, Set: s}}}
}

// only permits the given prefixes exactly.
func only(prefixes ...string) *routing.Policy { return listed(true, prefixes...) }

// except denies the given prefixes exactly.
func except(prefixes ...string) *routing.Policy {
	p := listed(false, prefixes...)
	p.Terms = append(p.Terms, routing.Term{Seq: 20, Permit: true})
	return p
}

func listed(permit bool, prefixes ...string) *routing.Policy {
	l := &routing.PrefixList{Name: "LIST"}
	for _, s := range prefixes {
		p := prefix(s)
		l.Rules = append(l.Rules, routing.PrefixRule{Permit: true, Prefix: p, Min: p.Bits(), Max: p.Bits()})
	}
	return &routing.Policy{Name: "FILTER", Terms: []routing.Term{{Seq: 10, Permit: permit, Match: routing.Match{Prefixes: []*routing.PrefixList{l}}}}}
}

func simulate(t *testing.T, devices ...*device) *routing.Tables {
	t.Helper()
	var routers []routing.Router
	for _, d := range devices {
		routers = append(routers, d.Router)
	}
	tables, err := routing.Simulate(routers)
	require.NoError(t, err)
	return tables
}

// converged is simulate, with every session up.
func converged(t *testing.T, devices ...*device) *routing.Tables {
	t.Helper()
	tables := simulate(t, devices...)
	for _, s := range tables.Sessions() {
		require.Equal(t, routing.Up, s.State, "%s to %s: %s", s.Router, s.Name, s.Detail)
	}
	require.Empty(t, tables.Oscillations())
	return tables
}

// route describes a route of the default VRF in one line, "none" when there is
// none: protocol, distance and metric, AS path, then the next hops.
func route(tables *routing.Tables, router, to string) string {
	r, ok := tables.Route(router, routing.DefaultVRF, prefix(to))
	if !ok {
		return "none"
	}
	s := fmt.Sprintf("%s [%d/%d]", r.Protocol, r.Distance, r.Metric)
	if r.Attributes != nil {
		s += fmt.Sprint(" ", r.Attributes.ASPath)
	}
	for _, h := range r.NextHops {
		switch {
		case !h.Addr.IsValid():
			s += " " + h.Interface
		case h.Addr == h.Gateway:
			s += " " + h.Addr.String()
		default:
			s += fmt.Sprintf(" %s(%s)", h.Addr, h.Gateway)
		}
	}
	return s
}

func addr(s string) netip.Addr     { return netip.MustParseAddr(s) }
func prefix(s string) netip.Prefix { return netip.MustParsePrefix(s) }
