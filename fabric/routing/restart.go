package routing

import "time"

// A Restart is what one end of a session tells the other about restarting, and
// what it does when the other one restarts. What happens to the routes of a
// router that dies depends on both ends: the dead one's announcement, and the
// living one's habits. The zero value announces nothing.
//
// A package that lifts a configuration fills it from what the daemon really
// announces, which is often more than what is configured: FRR announces Aware and
// LongLived unasked, and nothing only after "bgp graceful-restart-disable"
// (measured: FRR 8.4.4).
type Restart struct {
	// Aware: the graceful restart capability is announced (RFC 4724), be it
	// without an address family, by an end that only helps.
	Aware bool
	// Able: the capability names address families: this end asks the other one to
	// keep its routes while it restarts. BIRD shows "restart-able".
	Able bool
	// LongLived: the capability of RFC 9494 is announced too ("llgr-able").
	LongLived bool
	// Time is the restart time that is announced: how long the other end waits for
	// this one to come back. Zero means 120 seconds where Aware is set.
	Time time.Duration
	// KeepsLongLived: this end keeps the routes of one that announces LongLived as
	// it keeps those of one that is Able, and does so also when it falls silent and
	// its hold time passes, which RFC 4724 takes for the end of the session
	// (measured: BIRD 1.6.8, projectcalico/bird@1e2ff99d proto/bgp). It keeps them
	// for the Time that the dead end announced.
	KeepsLongLived bool
}

// DefaultRestartTime is announced where no other time is configured: FRR, BIRD
// and NX-OS all use it.
const DefaultRestartTime = 120 * time.Second

// BFDTimers are what an end runs BFD with (RFC 5880). The zero value means that
// they are not known, or set on the interface; see [Port].
type BFDTimers struct {
	// Interval is how often this end sends, Receive how often it is ready to
	// receive; Multiplier is how many packets in a row the other end may miss.
	Interval, Receive time.Duration
	Multiplier        int
}

// Known reports whether the timers are set.
func (t BFDTimers) Known() bool { return t.Interval > 0 && t.Multiplier > 0 }

// DefaultBFD are the timers of an end that says nothing about them: the FRR user
// guide's and Junos' are 300 ms and 3. NX-OS sends faster (50 ms), so that this is
// on the safe side.
var DefaultBFD = BFDTimers{Interval: 300 * time.Millisecond, Receive: 300 * time.Millisecond, Multiplier: 3} //nolint:gochecknoglobals // a constant that Go cannot express

// DetectionTime is how long this end takes to notice that the other one, with the
// given timers, has fallen silent (RFC 5880 6.8.4): the other's multiplier times
// the slower of what the other sends and this end receives.
func (t BFDTimers) DetectionTime(other BFDTimers) time.Duration {
	if !t.Known() {
		t = DefaultBFD
	}
	if !other.Known() {
		other = DefaultBFD
	}
	return time.Duration(other.Multiplier) * max(other.Interval, t.Receive)
}
