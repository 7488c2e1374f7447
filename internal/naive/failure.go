package naive

import (
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// Without returns what failures leave of routers whose sessions are the given
// ones: routers go, interfaces go down, and sessions are shut down at the end
// that dials, since the other may accept many. A link between two interfaces that
// meet no third one is both of them; any other is the sessions between them.
func Without(routers []routing.Router, sessions []routing.Session, failures ...routing.Failure) []routing.Router {
	left := copyOf(routers)
	dead := map[string]bool{}
	for _, failure := range failures {
		switch f := failure.(type) {
		case routing.FailDevice:
			dead[f.Router] = true
		case routing.FailInterface:
			interfaceOf(left, f.LinkEnd).Down = true
		case routing.FailSession:
			shut(left, sessions, f.Router, f.Peer, func(s routing.Session) bool {
				return !f.Address.IsValid() || s.Remote == f.Address
			})
		case routing.FailLink:
			if meets(routers, f.A) == 1 && meets(routers, f.B) == 1 {
				interfaceOf(left, f.A).Down, interfaceOf(left, f.B).Down = true, true
				continue
			}
			on := func(e routing.LinkEnd, a netip.Addr) bool {
				return slices.ContainsFunc(interfaceOf(left, e).Addresses, func(p netip.Prefix) bool { return p.Addr() == a })
			}
			shut(left, sessions, f.A.Router, f.B.Router, func(s routing.Session) bool {
				return vrfName(s.VRF) == vrfName(f.A.VRF) && vrfName(s.PeerVRF) == vrfName(f.B.VRF) && on(f.A, s.Local) && on(f.B, s.Remote)
			})
		}
	}
	return slices.DeleteFunc(left, func(r routing.Router) bool { return dead[r.Name] })
}

func copyOf(routers []routing.Router) []routing.Router {
	left := slices.Clone(routers)
	for i := range left {
		left[i].VRFs = slices.Clone(left[i].VRFs)
		for j := range left[i].VRFs {
			v := &left[i].VRFs[j]
			v.Interfaces = slices.Clone(v.Interfaces)
			if v.BGP != nil {
				b := *v.BGP
				b.Neighbors = slices.Clone(b.Neighbors)
				v.BGP = &b
			}
		}
	}
	return left
}

func vrfName(name string) string {
	if name == "" {
		return routing.DefaultVRF
	}
	return name
}

// vrfOf finds a VRF that exists.
func vrfOf(routers []routing.Router, router, name string) *routing.VRF {
	for i := range routers {
		for j := range routers[i].VRFs {
			if routers[i].Name == router && routers[i].VRFs[j].Name == vrfName(name) {
				return &routers[i].VRFs[j]
			}
		}
	}
	return &routing.VRF{BGP: &routing.BGP{}}
}

// interfaceOf finds an interface that exists.
func interfaceOf(routers []routing.Router, e routing.LinkEnd) *routing.Interface {
	v := vrfOf(routers, e.Router, e.VRF)
	for i := range v.Interfaces {
		if v.Interfaces[i].Name == e.Interface {
			return &v.Interfaces[i]
		}
	}
	return &routing.Interface{}
}

// shut shuts down the sessions between two routers that match.
func shut(left []routing.Router, sessions []routing.Session, a, b string, match func(routing.Session) bool) {
	for _, s := range sessions {
		if s.Router != a || s.Peer != b || !match(s) {
			continue
		}
		own, other := vrfOf(left, s.Router, s.VRF), vrfOf(left, s.Peer, s.PeerVRF)
		if n := &own.BGP.Neighbors[s.Neighbor]; n.Address.IsValid() {
			n.Shutdown = true
		} else {
			other.BGP.Neighbors[s.PeerNeighbor].Shutdown = true
		}
	}
}

// meets counts the interfaces that share a subnet and a segment with one.
func meets(routers []routing.Router, e routing.LinkEnd) int {
	own := interfaceOf(routers, e)
	count := 0
	for i := range routers {
		for j := range routers[i].VRFs {
			v := &routers[i].VRFs[j]
			for k := range v.Interfaces {
				f := &v.Interfaces[k]
				if f == own || f.Down || own.Down || own.Segment != "" && f.Segment != "" && own.Segment != f.Segment {
					continue
				}
				if slices.ContainsFunc(f.Addresses, func(a netip.Prefix) bool {
					return !a.IsSingleIP() && slices.ContainsFunc(own.Addresses, func(b netip.Prefix) bool { return a.Masked() == b.Masked() })
				}) {
					count++
				}
			}
		}
	}
	return count
}
