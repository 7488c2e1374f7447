package frr

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// defaultPriority is that of VRRP (RFC 5798 5.2.4).
const defaultPriority = 100

// wiring says what the configuration shows of the ports: those with addresses, and
// the gateway addresses. What is a VLAN, a bond or half of a pair is not FRR's.
func (l *lift) wiring() routing.Wiring {
	var w routing.Wiring
	for i := range l.c.Interface {
		n := &l.c.Interface[i]
		if n.VRF == "" && !n.isLoopback() && !n.isVLAN() && len(n.IPAddress)+len(n.IPv6Address) > 0 {
			w.Ports = append(w.Ports, l.port(n))
		}
		for _, g := range n.VRRP {
			for _, a := range slices.Concat(g.IP, g.IPv6) {
				w.Gateways = append(w.Gateways, routing.Gateway{
					Interface: n.Name, Address: a, Protocol: "vrrp", Version: int(cmp.Or(g.Version, 3)),
					Group: int(g.Group), Priority: int(cmp.Or(g.Priority, defaultPriority)), Preempt: !g.NoPreempt,
				})
			}
		}
	}
	return w
}

// isVLAN reports whether an interface has the name of a VLAN's: vlan2300, Vlan2300.
func (i *Interface) isVLAN() bool {
	rest, found := strings.CutPrefix(strings.ToLower(i.Name), "vlan")
	return found && rest != "" && strings.Trim(rest, "0123456789") == ""
}

// port is a routed port, with the BFD of the sessions that run over it.
func (l *lift) port(i *Interface) routing.Port {
	p := routing.Port{Name: i.Name, Enabled: !i.Shutdown, Routed: true}
	for j := range l.c.RouterBGP.Neighbor {
		n := &l.c.RouterBGP.Neighbor[j]
		s := l.c.session(n.PeerSession, n.PeerGroup)
		if !s.BFD && s.BFDProfile == "" || !i.reaches(n.Address) {
			continue
		}
		profile := BFDProfile{}
		if k := slices.IndexFunc(l.c.BFD.Profile, func(b BFDProfile) bool { return b.Name == s.BFDProfile }); k >= 0 {
			profile = l.c.BFD.Profile[k]
		}
		p.BFDInterval = cmp.Or(profile.TransmitInterval, defaultBFDInterval).duration()
		p.BFDReceive = cmp.Or(profile.ReceiveInterval, defaultBFDInterval).duration()
		p.BFDMultiplier = int(cmp.Or(profile.DetectMultiplier, defaultBFDMultiplier))
		break
	}
	return p
}

// The defaults of bfdd (FRR user guide, BFD).
const (
	defaultBFDInterval   Milliseconds = 300
	defaultBFDMultiplier uint8        = 3
)

func (m Milliseconds) duration() time.Duration { return time.Duration(m) * time.Millisecond }

// reaches reports whether an address is on a subnet of the interface.
func (i *Interface) reaches(a Addr) bool {
	return slices.ContainsFunc(slices.Concat(i.IPAddress, i.IPv6Address), func(p Prefix) bool { return p.Contains(a) })
}
