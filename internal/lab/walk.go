package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A forwarding is where the kernels of a network are predicted to send packets:
// the tables, and the wires that lead from one device to the next.
type forwarding struct {
	lab    *Lab
	tables *routing.Tables
	// at are the devices that have an address. A gateway address is the first
	// living owner's.
	at map[netip.Addr][]string
	// beyond are the devices on the same wire as a port.
	beyond map[Port][]Port
}

func (l *Lab) forwarding(t *routing.Tables) *forwarding {
	f := &forwarding{lab: l, tables: t, at: map[netip.Addr][]string{}, beyond: map[Port][]Port{}}
	own := func(a netip.Addr, device string) {
		if !slices.Contains(f.at[a], device) {
			f.at[a] = append(f.at[a], device)
		}
	}
	for _, r := range l.net.Routers {
		if vrf := defaultVRF(r); vrf != nil {
			for _, i := range vrf.Interfaces {
				for _, a := range i.Addresses {
					own(a.Addr(), r.Name)
				}
			}
		}
	}
	for _, s := range l.net.Segments {
		for _, g := range s.Gateways {
			for _, o := range g.Owners {
				if l.alive(o.Device) {
					own(g.Address, o.Device) // the first one, as giveGateways does it
					break
				}
			}
		}
		for _, p := range s.Ports {
			for _, q := range s.Ports {
				if p != q {
					f.beyond[p] = append(f.beyond[p], q)
				}
			}
		}
	}
	for _, c := range l.net.Cables {
		f.beyond[c.A], f.beyond[c.B] = append(f.beyond[c.A], c.B), append(f.beyond[c.B], c.A)
	}
	for i := range l.net.Nodes {
		for _, p := range l.net.Nodes[i].Pods {
			for _, a := range p.Addresses {
				own(a, p.Name)
			}
		}
	}
	if o := l.net.Outside; o != nil {
		for _, a := range o.Addresses {
			own(a.Addr(), o.Name)
		}
	}
	return f
}

// next returns the devices that a device may send a packet to, one for each
// equal path. It is the device itself when the packet has arrived, and none when
// the packet is lost.
func (f *forwarding) next(device string, to netip.Addr) []string {
	if slices.Contains(f.at[to], device) && !f.isGateway(to) {
		return []string{device}
	}
	if f.lab.net.Outside != nil && device == f.lab.net.Outside.Name {
		return f.fromOutside(to)
	}
	if n := f.lab.net.node(device); n != nil {
		if slices.Contains(n.Services, to) {
			return []string{device}
		}
		for _, p := range n.Pods {
			if slices.Contains(p.Addresses, to) {
				return []string{p.Name}
			}
		}
	}
	route, ok := f.lookup(device, to)
	if !ok {
		return nil
	}
	hops := route.NextHops
	if f.lab.net.node(device) != nil && f.lab.foreignLinkLocal(device, route) {
		// One of the leaves; which one is a matter of time.
		iface := hops[0].Interface
		hops = nil
		for _, peer := range f.lab.net.peers(device) {
			hops = append(hops, routing.NextHop{Gateway: peer, Interface: iface})
		}
	}
	var next []string
	for _, h := range hops {
		gateway := h.Gateway
		if route.Protocol == routing.Direct || !gateway.IsValid() {
			gateway = to
		}
		for _, p := range f.beyond[Port{device, h.Interface}] {
			if slices.Contains(f.at[gateway], p.Device) && f.lab.alive(p.Device) && !slices.Contains(next, p.Device) {
				next = append(next, p.Device)
			}
		}
	}
	return next
}

func (f *forwarding) fromOutside(to netip.Addr) []string {
	var next []string
	for _, g := range f.lab.net.Outside.Gateways {
		if g.Address.Is4() == to.Is4() && f.lab.alive(g.Device) && !slices.Contains(next, g.Device) {
			next = append(next, g.Device)
		}
	}
	return next
}

func (f *forwarding) isGateway(a netip.Addr) bool {
	for _, s := range f.lab.net.Segments {
		for _, g := range s.Gateways {
			if g.Address == a {
				return true
			}
		}
	}
	return false
}

// lookup is the longest match among the routes that the kernel has.
func (f *forwarding) lookup(device string, to netip.Addr) (routing.Route, bool) {
	n := f.lab.net.node(device)
	var best routing.Route
	found := false
	for r := range f.tables.Routes(device, routing.DefaultVRF) {
		if r.Prefix.Contains(to) && (!found || r.Prefix.Bits() > best.Prefix.Bits()) &&
			(n == nil || !n.unprogrammed(r.Prefix)) {
			best, found = r, true
		}
	}
	return best, found
}

// A Fate is what is predicted of packets on all their equal paths.
type Fate uint8

// The fates.
const (
	// Lost on every path.
	Lost Fate = iota
	// Split: some paths arrive.
	Split
	// Arrives on every path.
	Arrives
)

// fate follows packets from a device on every path. A loop is a loss.
func (f *forwarding) fate(from string, to netip.Addr) Fate {
	known := map[string]Fate{}
	var follow func(at string) Fate
	follow = func(at string) Fate {
		if fate, ok := known[at]; ok {
			return fate
		}
		known[at] = Lost // while it is on the way: who comes back is in a loop
		next := f.next(at, to)
		arrives, lost := false, len(next) == 0
		for _, n := range next {
			fate := Arrives
			if n != at && !f.holds(n, to) {
				fate = follow(n)
			}
			arrives, lost = arrives || fate != Lost, lost || fate != Arrives
		}
		fate := Split
		switch {
		case !lost:
			fate = Arrives
		case !arrives:
			fate = Lost
		}
		known[at] = fate
		return fate
	}
	return follow(from)
}

// holds reports whether a device has the address as its own.
func (f *forwarding) holds(device string, to netip.Addr) bool {
	next := f.next(device, to)
	return len(next) == 1 && next[0] == device
}

// passage is the fate of packets and of their answers. An answer of a service
// comes from one of its nodes, whose own way back counts.
func (f *forwarding) passage(p Passage) Fate {
	there := f.fate(p.start(), p.To)
	back := Arrives
	for _, holder := range f.answering(p) {
		if f.fate(holder, p.Source) != Arrives {
			back = Split
		}
	}
	if holders := f.answering(p); len(holders) == 1 {
		back = f.fate(holders[0], p.Source)
	}
	return min(there, back)
}

// answering are the devices that may answer: the node of a pod, or those of a
// service that packets of the passage may get to.
func (f *forwarding) answering(p Passage) []string {
	if node := f.lab.nodeOf(p.Holder); node != "" {
		return []string{node}
	}
	var all []string
	f.edges(p, func(_, to string) {
		if f.holds(to, p.To) && !slices.Contains(all, to) {
			all = append(all, to)
		}
	})
	if f.holds(p.Enters, p.To) {
		all = append(all, p.Enters)
	}
	return all
}

// follow holds a traced path, device by device behind the sender, against the
// predicted ways. The last one must have the address.
func (f *forwarding) follow(from string, to netip.Addr, path [][]string) error {
	at := from
	for i, candidates := range path {
		next := f.next(at, to)
		var step string
		for _, c := range candidates {
			if slices.Contains(next, c) {
				step = c
			}
		}
		if step == "" {
			return fmt.Errorf("hop %d is %s; %s is predicted to send to %s", i+1, strings.Join(candidates, " or "), at, words(next))
		}
		at = step
	}
	if next := f.next(at, to); len(next) != 1 || next[0] != at {
		return fmt.Errorf("the trace ends at %s, which is predicted to send to %s", at, words(next))
	}
	return nil
}

func words(devices []string) string {
	if len(devices) == 0 {
		return "nobody"
	}
	return strings.Join(devices, " or ")
}
