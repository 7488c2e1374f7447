package lab

import (
	"fmt"
	"slices"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
	"github.com/podfabric/podfabric/fabric/verify"
)

// A Detection is how long it takes until a failure is seen by those that have to
// route around it.
type Detection struct {
	// Shortest and Longest: a hold timer that started with the last keepalive
	// before the failure runs out after one keepalive less than its length at the
	// earliest.
	Shortest, Longest time.Duration
	// Why in a few words.
	Why string
}

// Detection predicts how long a failure goes unnoticed: not at all where a
// carrier or a connection is lost, else what [verify.Outages] says at worst of the
// sessions that no cable of their own goes down with, which only the lab knows.
func (n *Network) Detection(t *routing.Tables, f Failure) (Detection, error) {
	var failures []routing.Failure
	manner := verify.Silent
	switch f.Kind {
	case Cut:
		return Detection{Why: "the carrier is lost"}, nil
	case SessionDown:
		return Detection{Why: "the session is closed"}, nil
	case PowerOff:
		failures = append(failures, routing.FailDevice{Router: f.A})
	case Crash:
		failures = append(failures, routing.FailDevice{Router: f.A})
		manner = verify.Crashed
	case Silent:
		for _, c := range n.cablesBetween(f.A, f.B) {
			failures = append(failures, routing.FailLink{A: c.A.end(), B: c.B.end()})
		}
	}
	gone, err := t.Fail(failures...)
	if err != nil {
		return Detection{}, fmt.Errorf("%s: %w", f, err)
	}
	d := Detection{Why: "every end notices at once"}
	sessions := t.Sessions()
	for _, o := range verify.Outages(t, gone) {
		i := slices.IndexFunc(sessions, func(s routing.Session) bool {
			return s.State == routing.Up && s.Router == o.Router && s.Peer == o.Peer && s.Remote == o.Address
		})
		if o.Manner != manner || i < 0 || !n.suffers(sessions[i], f) || o.Repair() <= d.Longest {
			continue
		}
		d = Detection{o.Repair(), o.Repair(), o.Reason + " (" + o.Router + " towards " + o.Peer + ")"}
		if o.Detection > 0 {
			d.Shortest -= min(max(sessions[i].Keepalive, o.Detection/3), o.Detection/2)
		}
		if o.Kept > 0 {
			d.Longest += time.Second // BIRD counts whole ones
		}
	}
	return d, nil
}

// end is the interface at a port.
func (p Port) end() routing.LinkEnd { return routing.LinkEnd{Router: p.Device, Interface: p.Interface} }

// suffers reports whether a session can only notice the failure by a timer: its
// other end is lost, and no cable of its own goes down with it.
func (n *Network) suffers(s routing.Session, f Failure) bool {
	switch f.Kind {
	case PowerOff:
		return s.Peer == f.A && len(n.cablesBetween(s.Router, f.A)) == 0
	case Silent:
		return s.Peer == f.A && s.Router == f.B || s.Peer == f.B && s.Router == f.A
	case Crash:
		return s.Peer == f.A
	case Cut, SessionDown:
	}
	return false
}
