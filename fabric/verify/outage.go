package verify

import (
	"cmp"
	"fmt"
	"net/netip"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Manner is how something fails, as its neighbors see it.
type Manner uint8

// The manners.
const (
	// CarrierLost: the interfaces at the link go down, and their routes with them.
	CarrierLost Manner = iota
	// Crashed: the routing process ends and the kernel closes its connections, as
	// after a kill. Whether the router still forwards is another matter.
	Crashed
	// Silent: nothing comes any more while the carrier stays: power lost behind a
	// switch, a hung box, a broken path in the middle.
	Silent
)

var manners = [...]string{CarrierLost: "carrier lost", Crashed: "process crashed", Silent: "silent"} //nolint:gochecknoglobals // the words of an enumeration

func (m Manner) String() string {
	if int(m) < len(manners) {
		return manners[m]
	}
	return fmt.Sprintf("manner(%d)", m)
}

// MarshalText writes the manner's name, such as "silent".
func (m Manner) MarshalText() ([]byte, error) { return []byte(m.String()), nil }

// An Outage is how long a router goes on sending packets to a neighbor that is
// gone, at worst.
type Outage struct {
	// Router still lives; Peer is the neighbor, at Address.
	Router  string     `json:"router"`
	Peer    string     `json:"peer"`
	Address netip.Addr `json:"address"`
	Manner  Manner     `json:"manner"`
	// Detection is the time until Router closes the session; Kept is how long it
	// keeps the routes of the session after that.
	Detection time.Duration `json:"detection"`
	Kept      time.Duration `json:"kept"`
	// Reason says what both are due to.
	Reason string `json:"reason"`
}

// Repair is the time until the routes over the session are gone.
func (o Outage) Repair() time.Duration { return o.Detection + o.Kept }

// String returns the outage on one line.
func (o Outage) String() string {
	return fmt.Sprintf("%s, %s %v: %s (%s)", o.Router, o.Peer, o.Manner, seconds(o.Repair()), o.Reason)
}

// An OutageEnd is one end of a session, as far as outages depend on it.
type outageEnd struct {
	neighbor *routing.Neighbor
	bfd      routing.BFDTimers
}

// outageOf is the outage of a session that is lost in some manner. The rules are
// those of RFC 4271 (hold time), RFC 4724 (graceful restart), RFC 9494 (long-lived
// graceful restart) and RFC 5880 (BFD), and where these leave room what was
// measured with FRR 8.4.4 and BIRD 1.6.8 as Calico builds it; see the rows of
// TestOutagesAsMeasured.
func outageOf(m Manner, living, gone outageEnd, hold time.Duration) (detection, kept time.Duration, reason string) {
	announced := gone.neighbor.Restart
	restart := cmp.Or(announced.Time, routing.DefaultRestartTime)
	helps := living.neighbor.GracefulRestart > 0
	longLived := announced.LongLived && living.neighbor.Restart.KeepsLongLived
	switch m {
	case CarrierLost:
		return 0, 0, "the interface goes down, and its routes with it"
	case Crashed:
		switch {
		case helps && announced.Able && living.neighbor.GracefulRestart < restart:
			// The helper's own bound (NX-OS: stalepath-time, ACI: the stale interval) is the
			// longest that it keeps the routes of one that restarts, by its meaning in Cisco's
			// command references; not measured.
			return 0, living.neighbor.GracefulRestart, fmt.Sprintf("graceful restart keeps its routes for %s, though it asked for %s", seconds(living.neighbor.GracefulRestart), seconds(restart))
		case helps && announced.Able:
			return 0, restart, fmt.Sprintf("graceful restart keeps its routes for the %s that it asked for", seconds(restart))
		case helps && longLived:
			return 0, restart, fmt.Sprintf("it announces long-lived graceful restart, so that its routes are kept for %s", seconds(restart))
		}
		return 0, 0, "the connection is closed"
	case Silent:
	}
	if living.neighbor.BFD && gone.neighbor.BFD {
		// BFD closes the session; BIRD would restart gracefully only with "bfd graceful".
		return living.bfd.DetectionTime(gone.bfd), 0, "BFD"
	}
	if helps && longLived {
		return hold, restart, fmt.Sprintf("hold time %s, and then long-lived graceful restart keeps its routes for %s", seconds(hold), seconds(restart))
	}
	return hold, 0, "hold time " + seconds(hold)
}

// Outages returns how long the sessions that a difference takes are at worst
// still believed in, by the routers that have other routes under it: where
// nothing came over a session, nothing is lost. There is one for every manner in
// which the failures of the difference may show: a device crashes or falls
// silent; a link loses its carrier, where both its interfaces go down, or falls
// silent. A session that is shut down is closed at once and has none, and those
// between the leaves of an ACI fabric are the fabric's own.
func Outages(t *routing.Tables, d *routing.Difference) []Outage {
	changed := map[string]bool{}
	for c := range d.Changes() {
		changed[c.Router] = true
	}
	return outages(t, d, changed)
}

func outages(t *routing.Tables, d *routing.Difference, changed map[string]bool) []Outage {
	var all []Outage
	for _, s := range d.LostSessions() {
		if !changed[s.Router] || byOverlay(t, s) {
			continue
		}
		living, ok := endOf(t, s.Router, s.VRF, s.Neighbor, s.Local)
		gone, known := endOf(t, s.Peer, s.PeerVRF, s.PeerNeighbor, s.Remote)
		if !ok || !known {
			continue
		}
		for _, m := range mannersOf(d, s) {
			o := Outage{Router: s.Router, Peer: s.Peer, Address: s.Remote, Manner: m}
			o.Detection, o.Kept, o.Reason = outageOf(m, living, gone, s.Hold)
			all = append(all, o)
		}
	}
	return all
}

// byOverlay reports whether a session is one between leaves of a fabric that runs
// itself: it does not wait for the session to notice that a leaf is gone, but takes
// the leaf's address out of its own routing at once, in no table of ours.
func byOverlay(t *routing.Tables, s routing.Session) bool {
	r, ok := t.Route(s.Router, s.VRF, netip.PrefixFrom(s.Local, s.Local.BitLen()))
	return ok && len(r.NextHops) > 0 && r.NextHops[0].Interface == overlayInterface
}

// mannersOf says how the loss of a session may show at the end that lives.
func mannersOf(d *routing.Difference, s routing.Session) []Manner {
	var all []Manner
	for _, failure := range d.Failures() {
		switch f := failure.(type) {
		case routing.FailDevice:
			if f.Router == s.Peer {
				all = append(all, Crashed, Silent)
			}
		case routing.FailLink:
			// The subnet is gone where the interfaces went down.
			if at(f.A, s) || at(f.B, s) {
				if _, ok := d.Route(s.Router, s.VRF, netip.PrefixFrom(s.Local, s.Local.BitLen())); !ok {
					all = append(all, CarrierLost)
				}
				all = append(all, Silent)
			}
		case routing.FailInterface:
			if at(f.LinkEnd, s) {
				all = append(all, CarrierLost)
			} else if f.Router == s.Peer {
				all = append(all, Silent)
			}
		case routing.FailSession:
		}
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// at reports whether an end of a link is on the router that has the end s.
func at(e routing.LinkEnd, s routing.Session) bool { return e.Router == s.Router }

// endOf finds the neighbor behind an end of a session, and the BFD timers it has:
// its own, or those of the port that has the address.
func endOf(t *routing.Tables, router, vrf string, neighbor int, local netip.Addr) (outageEnd, bool) {
	config := t.Config(router)
	if config == nil {
		return outageEnd{}, false
	}
	for i := range config.VRFs {
		v := &config.VRFs[i]
		if v.Name != vrf || v.BGP == nil || neighbor < 0 || neighbor >= len(v.BGP.Neighbors) {
			continue
		}
		end := outageEnd{neighbor: &v.BGP.Neighbors[neighbor], bfd: v.BGP.Neighbors[neighbor].BFDTimers}
		if !end.bfd.Known() {
			end.bfd = portTimers(config, v, local)
		}
		return end, true
	}
	return outageEnd{}, false
}

func portTimers(config *routing.Router, v *routing.VRF, local netip.Addr) routing.BFDTimers {
	for i := range v.Interfaces {
		if !slices.ContainsFunc(v.Interfaces[i].Addresses, func(p netip.Prefix) bool { return p.Addr() == local }) {
			continue
		}
		for j := range config.Wiring.Ports {
			if p := &config.Wiring.Ports[j]; p.Name == v.Interfaces[i].Name && p.BFDInterval > 0 {
				return routing.BFDTimers{Interval: p.BFDInterval, Receive: p.BFDReceive, Multiplier: p.BFDMultiplier}
			}
		}
	}
	return routing.BFDTimers{}
}
