package lab

import (
	"fmt"
	"net/netip"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Failure is one thing that a lab breaks.
type Failure struct {
	Kind FailureKind
	// A is the device, or one of the two; B is the other one of a link or session.
	A, B string
}

// A FailureKind is how something breaks.
type FailureKind uint8

// The kinds.
const (
	// PowerOff: a device loses power. Its cables lose their carrier at once, and
	// its daemons never say goodbye; a segment's other ports notice nothing.
	PowerOff FailureKind = iota
	// Cut: a cable is cut; both ends lose their carrier.
	Cut
	// Silent: a cable carries nothing any more while the carrier stays.
	Silent
	// Crash: the BGP daemon of a device dies. The kernel closes its connections.
	Crash
	// SessionDown: a session is shut down at its end A.
	SessionDown
)

var failureWords = [...]string{PowerOff: "device", Cut: "link", Silent: "silent", Crash: "crash", SessionDown: "session"} //nolint:gochecknoglobals // the words of an enumeration

// String is the form that [ParseFailure] reads.
func (f Failure) String() string {
	s := failureWords[f.Kind] + ":" + f.A
	if f.B != "" {
		s += ":" + f.B
	}
	return s
}

// ParseFailure reads "leaf1" or "device:leaf1", "link:leaf1:spine2",
// "silent:leaf1:spine2", "crash:leaf1" or "session:leaf1:spine2", and holds it
// against the network.
func (n *Network) ParseFailure(text string) (Failure, error) {
	word, rest, ok := strings.Cut(text, ":")
	if !ok {
		word, rest = failureWords[PowerOff], text
	}
	kind := slices.Index(failureWords[:], word)
	if kind < 0 {
		return Failure{}, fmt.Errorf("failure %q: %q is none of %s", text, word, strings.Join(failureWords[:], ", "))
	}
	f := Failure{Kind: FailureKind(kind)}
	two := false
	f.A, f.B, two = strings.Cut(rest, ":")
	wantsTwo := f.Kind == Cut || f.Kind == Silent || f.Kind == SessionDown
	if two != wantsTwo {
		return f, fmt.Errorf("failure %q: give device:NAME, crash:NAME, link:NAME:NAME, silent:NAME:NAME or session:NAME:NAME", text)
	}
	for _, name := range [...]string{f.A, f.B} {
		if (name != "" || name == f.A) && !slices.Contains(n.DeviceNames(), name) {
			return f, fmt.Errorf("failure %q: no device %q; there are %s", text, name, strings.Join(n.DeviceNames(), ", "))
		}
	}
	if f.Kind == Cut || f.Kind == Silent {
		if len(n.cablesBetween(f.A, f.B)) == 0 {
			return f, fmt.Errorf("failure %q: no cable joins %s and %s", text, f.A, f.B)
		}
	}
	return f, nil
}

// cablesBetween are the cables of two devices.
func (n *Network) cablesBetween(a, b string) []Cable {
	var all []Cable
	for _, c := range n.Cables {
		if c.A.Device == a && c.B.Device == b || c.A.Device == b && c.B.Device == a {
			all = append(all, c)
		}
	}
	return all
}

// Left returns the routers that a failure leaves, for the prediction of what the
// network then converges to.
func (n *Network) Left(f Failure) []routing.Router {
	left := make([]routing.Router, 0, len(n.Routers))
	for _, r := range n.Routers {
		left = append(left, copyRouter(r))
	}
	change := func(p Port, change func(*routing.Interface)) {
		for i := range left {
			if left[i].Name != p.Device {
				continue
			}
			for v := range left[i].VRFs {
				for j := range left[i].VRFs[v].Interfaces {
					if iface := &left[i].VRFs[v].Interfaces[j]; iface.Name == p.Interface {
						change(iface)
					}
				}
			}
		}
	}
	down := func(i *routing.Interface) { i.Down = true }
	switch f.Kind {
	case PowerOff:
		for _, c := range n.Cables {
			if c.A.Device == f.A {
				change(c.B, down)
			}
			if c.B.Device == f.A {
				change(c.A, down)
			}
		}
		left = slices.DeleteFunc(left, func(r routing.Router) bool { return r.Name == f.A })
	case Cut:
		for _, c := range n.cablesBetween(f.A, f.B) {
			change(c.A, down)
			change(c.B, down)
		}
	case Silent:
		// Up, with their subnets, and on segments that never meet.
		for _, c := range n.cablesBetween(f.A, f.B) {
			change(c.A, func(i *routing.Interface) { i.Segment = "silent " + c.A.Device })
			change(c.B, func(i *routing.Interface) { i.Segment = "silent " + c.B.Device })
		}
	case Crash:
		for i := range left {
			if left[i].Name == f.A {
				for v := range left[i].VRFs {
					left[i].VRFs[v].BGP = nil
				}
			}
		}
	case SessionDown:
		for i := range left {
			if left[i].Name == f.A {
				n.shutDown(&left[i], f.B)
			}
		}
	}
	return left
}

// shutDown shuts a router's neighbors down that are at another device.
func (n *Network) shutDown(r *routing.Router, peer string) {
	at := n.addressesOf(peer)
	for v := range r.VRFs {
		if bgp := r.VRFs[v].BGP; bgp != nil {
			for i := range bgp.Neighbors {
				if slices.Contains(at, bgp.Neighbors[i].Address) {
					bgp.Neighbors[i].Shutdown = true
				}
			}
		}
	}
}

// addressesOf are all addresses of a device's interfaces.
func (n *Network) addressesOf(device string) []netip.Addr {
	var all []netip.Addr
	if r := n.router(device); r != nil {
		for _, v := range r.VRFs {
			for _, i := range v.Interfaces {
				for _, a := range i.Addresses {
					all = append(all, a.Addr())
				}
			}
		}
	}
	return all
}

// copyRouter copies a router as deep as a failure changes it.
func copyRouter(r routing.Router) routing.Router {
	r.VRFs = slices.Clone(r.VRFs)
	for i := range r.VRFs {
		v := &r.VRFs[i]
		v.Interfaces = slices.Clone(v.Interfaces)
		if v.BGP != nil {
			bgp := *v.BGP
			bgp.Neighbors = slices.Clone(bgp.Neighbors)
			v.BGP = &bgp
		}
	}
	return r
}
