package junos

import (
	"cmp"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

var physical = regexp.MustCompile(`^(ge|mge|xe|et)-\d+/\d+/\d+(:\d+)?$`)

// wiring says what the configuration makes of the ports: what each carries, by
// itself or as a member of an aggregate.
func (l *lift) wiring() routing.Wiring {
	c := l.c
	var w routing.Wiring
	ids := map[string]uint16{}
	for _, v := range c.VLANs {
		if v.VLANID != 0 {
			ids[v.Name] = uint16(v.VLANID)
			w.VLANs = append(w.VLANs, uint16(v.VLANID))
		}
	}
	slices.Sort(w.VLANs)
	w.VLANs = slices.Compact(w.VLANs)
	aggregates := map[string]*Interface{}
	for i := range c.Interfaces {
		if strings.HasPrefix(c.Interfaces[i].Name, "ae") {
			aggregates[c.Interfaces[i].Name] = &c.Interfaces[i]
		}
	}
	for i := range c.Interfaces {
		n := &c.Interfaces[i]
		if physical.MatchString(n.Name) {
			w.Ports = append(w.Ports, l.port(n, aggregates, ids))
		}
		w.Gateways = append(w.Gateways, l.gateways(n)...)
	}
	w.Pair = l.pair()
	return w
}

// defaultPriority is that of VRRP.
const defaultPriority = 100

// gateways are the shared addresses of an interface, the first of each group.
func (l *lift) gateways(n *Interface) []routing.Gateway {
	var all []routing.Gateway
	for i := range n.Unit {
		u := &n.Unit[i]
		for _, f := range [2]*Inet{&u.Inet, &u.Inet6} {
			for _, a := range f.Address {
				for _, g := range a.VRRPGroup {
					gateway := routing.Gateway{
						Interface: unitName(n, u), LinkLocal: g.VirtualLinkLocalAddress, Protocol: "vrrp", Version: 2,
						Group: int(g.Group), Priority: int(cmp.Or(g.Priority, defaultPriority)), Preempt: !g.NoPreempt,
					}
					if len(g.VirtualAddress) > 0 {
						gateway.Address = g.VirtualAddress[0]
					}
					// IPv6 has never had another version.
					if l.c.Protocols.VRRPVersion3 || f == &u.Inet6 {
						gateway.Version = 3
					}
					all = append(all, gateway)
				}
			}
		}
	}
	return all
}

func (l *lift) port(n *Interface, aggregates map[string]*Interface, ids map[string]uint16) routing.Port {
	p := routing.Port{Name: n.Name, Enabled: !n.Disable}
	carrier := n
	if n.Aggregate != "" {
		number, err := strconv.Atoi(strings.TrimPrefix(n.Aggregate, "ae"))
		carrier = aggregates[n.Aggregate]
		if err != nil || carrier == nil || number >= int(l.c.Chassis.AggregatedDevices) {
			p.Enabled = false // there is nothing to be a member of
			return p
		}
		p.Channel = number
		p.Enabled = p.Enabled && !carrier.Disable
		p.LACP = carrier.AggregatedEtherOptions.LACP.Active
		p.VPC = int(carrier.AggregatedEtherOptions.MCAE.ID)
		if lacp := carrier.AggregatedEtherOptions.LACP; lacp.SystemID != "" || lacp.AdminKey != 0 {
			p.System = lacp.SystemID + " " + strconv.Itoa(int(lacp.AdminKey))
		}
		p.PeerLink = slices.ContainsFunc(l.c.MultiChassis.Protection, func(q Protection) bool { return q.Interface == carrier.Name })
	}
	mtu := int(cmp.Or(carrier.MTU, defaultMTU))
	for i := range carrier.Unit {
		u := &carrier.Unit[i]
		switch {
		case u.Inet.On || u.Inet6.On:
			p.Routed = n.Aggregate == ""
			p.MTU = l.unit(carrier, u).MTU
			p.Enabled = p.Enabled && !u.Disable
			l.liveness(&p, u)
		case u.EthernetSwitching.On:
			p.Switched = true
			p.MTU = mtu - etherHeader - vlanTag
			p.Enabled = p.Enabled && !u.Disable
			l.carries(&p, &u.EthernetSwitching, ids)
		}
	}
	p.Edge = slices.ContainsFunc(l.c.Protocols.RSTP.Interface, func(i RSTPInterface) bool {
		return strings.TrimSuffix(i.Name, ".0") == carrier.Name && i.Edge && !i.Disable
	})
	return p
}

// liveness is the BFD of the sessions over a routed port, which Junos has at the
// peers; none, when they differ.
func (l *lift) liveness(p *routing.Port, u *Unit) {
	b := &l.c.Protocols.BGP
	var agreed *BFD
	for i := range b.Group {
		g := &b.Group[i]
		for j := range g.Neighbor {
			n := &g.Neighbor[j]
			if !slices.ContainsFunc(slices.Concat(u.Inet.Address, u.Inet6.Address), func(a Address) bool { return a.Prefix.Contains(n.Address) }) {
				continue
			}
			bfd := b.peering(g, n).BFD
			bfd.Multiplier = cmp.Or(bfd.Multiplier, 3)
			if agreed != nil && *agreed != bfd {
				return
			}
			agreed = &bfd
		}
	}
	if agreed == nil || !agreed.IsSet() {
		return
	}
	milliseconds := func(n uint32) time.Duration { return time.Duration(n) * time.Millisecond }
	p.BFDInterval = milliseconds(cmp.Or(agreed.TransmitInterval, agreed.MinimumInterval))
	p.BFDReceive = milliseconds(cmp.Or(agreed.MinimumReceiveInterval, agreed.MinimumInterval))
	p.BFDMultiplier = int(agreed.Multiplier)
}

// carries says which VLANs a switched port carries.
func (l *lift) carries(p *routing.Port, e *EthernetSwitching, ids map[string]uint16) {
	p.Access = e.InterfaceMode != Trunk
	for _, member := range e.VLANMembers {
		if member == "all" {
			p.AllVLANs = true
			continue
		}
		if id, ok := ids[member]; ok {
			p.VLANs = append(p.VLANs, id)
			continue
		}
		first, last, isRange := strings.Cut(member, "-")
		low, err := strconv.ParseUint(first, 10, 12)
		high := low
		if isRange && err == nil {
			high, err = strconv.ParseUint(last, 10, 12)
		}
		for v := low; err == nil && v <= high; v++ {
			p.VLANs = append(p.VLANs, uint16(v))
		}
	}
	slices.Sort(p.VLANs)
	p.VLANs = slices.Compact(p.VLANs)
	if p.Access && len(p.VLANs) == 0 {
		p.VLANs = []uint16{1} // the default VLAN
	}
}

// pair is what the switch says of the other one, or nil.
func (l *lift) pair() *routing.Pair {
	c := l.c
	if len(c.MultiChassis.Protection) == 0 && len(c.Protocols.ICCP.Peer) == 0 {
		return nil
	}
	r := &routing.Pair{VRF: managementVRF}
	if !c.System.ManagementInstance {
		r.VRF = routing.DefaultVRF
	}
	var peer ICCPPeer
	if len(c.Protocols.ICCP.Peer) > 0 {
		peer = c.Protocols.ICCP.Peer[0]
	}
	r.Destination = peer.BackupPeerIP
	for i := range c.Interfaces {
		n := &c.Interfaces[i]
		for j := range n.Unit {
			for _, a := range slices.Concat(n.Unit[j].Inet.Address, n.Unit[j].Inet6.Address) {
				if managementPort.MatchString(n.Name) && !n.Disable && !r.Source.IsValid() {
					r.Source = a.Prefix.Addr()
				}
			}
		}
	}
	if len(peer.RedundancyGroupIDList) == 1 {
		r.Domain = int(peer.RedundancyGroupIDList[0])
	}
	r.Service = int(c.SwitchOptions.ServiceID)
	for i := range c.Interfaces {
		if id := c.Interfaces[i].AggregatedEtherOptions.MCAE.ChassisID; id.IsSet {
			if half := int(id.Value) + 1; r.Half != 0 && r.Half != half {
				r.Half = -1 // not the same half of all
			} else {
				r.Half = half
			}
		}
	}
	r.RoutesForPeer = l.inStep(&peer)
	return r
}

// inStep reports whether the halves of the pair can work: then frames for the other
// switch are bridged to it over the link between them, and a node reaches both.
func (l *lift) inStep(peer *ICCPPeer) bool {
	c := l.c
	own := func(a Addr) bool {
		return slices.ContainsFunc(c.Interfaces, func(n Interface) bool {
			return n.Name == irb && slices.ContainsFunc(n.Unit, func(u Unit) bool {
				return !l.unit(&n, &u).Down && slices.ContainsFunc(u.Inet.Address, func(p Address) bool { return p.Prefix.Addr() == a && p.Prefix.Contains(peer.Address) })
			})
		})
	}
	ok := c.SwitchOptions.ServiceID != 0 && own(c.Protocols.ICCP.LocalIPAddr) &&
		slices.ContainsFunc(c.MultiChassis.Protection, func(p Protection) bool { return p.Peer == peer.Address && p.Interface != "" })
	for i := range c.Interfaces {
		a := &c.Interfaces[i].AggregatedEtherOptions
		if a.MCAE == (MCAE{}) {
			continue
		}
		ok = ok && a.MCAE.ID != 0 && a.MCAE.ChassisID.IsSet && a.MCAE.Mode == ActiveActive && a.MCAE.StatusControl != 0 &&
			slices.Contains(peer.RedundancyGroupIDList, a.MCAE.RedundancyGroup) && a.LACP.SystemID != "" && a.LACP.AdminKey != 0
	}
	return ok
}
