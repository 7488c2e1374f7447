package verify

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"

	"github.com/podfabric/podfabric/fabric/routing"
)

// The rows are measurements with FRR 8.4.4 as the leaf and BIRD 1.6.8, with the
// configuration that Calico renders, as the node; the rows without long-lived
// graceful restart with BIRD as the leaf. A measured time of "stays" was still
// going on when the measurement ended, and stands here as what was seen at least.
func TestOutagesAsMeasured(t *testing.T) {
	bfd := routing.BFDTimers{Interval: 300 * time.Millisecond, Receive: 300 * time.Millisecond, Multiplier: 3}
	bird := routing.Restart{Aware: true, Able: true, LongLived: true, KeepsLongLived: true}
	node := routing.Neighbor{Restart: bird, GracefulRestart: 2 * time.Minute}
	watched := node
	watched.BFD = true
	leaf := func(r routing.Restart) routing.Neighbor {
		return routing.Neighbor{Restart: r, GracefulRestart: 6 * time.Minute}
	}
	frr := routing.Restart{Aware: true, LongLived: true}                  // unasked
	restarts := routing.Restart{Aware: true, Able: true, LongLived: true} // bgp graceful-restart
	short := restarts                                                     // ... restart-time 5
	short.Time = 5 * time.Second
	classic := routing.Restart{Aware: true, Able: true}
	helper := routing.Restart{Aware: true}
	off := routing.Neighbor{} // bgp graceful-restart-disable
	offWatched := routing.Neighbor{BFD: true}
	frrWatched := leaf(frr)
	frrWatched.BFD = true
	const s, ms = time.Second, time.Millisecond
	const fast, slow = 3 * s, 30 * s
	for _, row := range []struct {
		name         string
		manner       Manner
		living, gone routing.Neighbor
		hold         time.Duration
		// repair is what is predicted, seen what was measured; stays says that it
		// was not over.
		repair, seen time.Duration
		stays        bool
	}{
		{"the carrier of a fabric link is lost", CarrierLost, leaf(frr), leaf(frr), fast, 0, 20 * ms, false},
		{"a fabric link falls silent", Silent, leaf(frr), leaf(frr), fast, 3 * s, 2350 * ms, false},
		{"a fabric link falls silent, without graceful restart", Silent, off, off, fast, 3 * s, 2250 * ms, false},
		{"a fabric link falls silent, with BFD", Silent, offWatched, offWatched, fast, 900 * ms, 910 * ms, false},
		{"a fabric link falls silent, with slow timers", Silent, leaf(frr), leaf(frr), slow, 30 * s, 23500 * ms, false},
		{"the leaf's process is killed", Crashed, node, leaf(frr), fast, 120 * s, 12 * s, true},
		{"the leaf's process is killed, without graceful restart", Crashed, node, off, fast, 0, 70 * ms, false},
		{"the leaf loses power", Silent, node, leaf(frr), fast, 123 * s, 12 * s, true},
		{"the leaf loses power, without graceful restart", Silent, node, off, fast, 3 * s, 1260 * ms, false},
		{"the leaf loses power, BFD on the fabric only", Silent, node, offWatched, fast, 3 * s, 2390 * ms, false},
		{"the leaf loses power, BFD on the nodes too", Silent, watched, offWatched, fast, 900 * ms, 750 * ms, false},
		{"the leaf loses power, with slow timers", Silent, node, leaf(frr), slow, 150 * s, 40 * s, true},
		{"the leaf's rack port falls silent, without graceful restart", Silent, node, off, fast, 3 * s, 2300 * ms, false},

		{"FRR as it comes: killed", Crashed, node, leaf(frr), fast, 120 * s, 14 * s, true},
		{"FRR as it comes: silent", Silent, node, leaf(frr), fast, 123 * s, 14 * s, true},
		{"FRR with graceful restart: killed", Crashed, node, leaf(restarts), fast, 120 * s, 14 * s, true},
		{"FRR with graceful restart: silent", Silent, node, leaf(restarts), fast, 123 * s, 14 * s, true},
		{"FRR with a short restart time: silent", Silent, node, leaf(short), fast, 8 * s, 9 * s, false},
		{"classic graceful restart: killed", Crashed, node, leaf(classic), fast, 120 * s, 14 * s, true},
		{"classic graceful restart: silent", Silent, node, leaf(classic), fast, 3 * s, 4 * s, false},
		{"a helper without the long-lived form: killed", Crashed, node, leaf(helper), fast, 0, 0, false},
		{"a helper without the long-lived form: silent", Silent, node, leaf(helper), fast, 3 * s, 4 * s, false},
		{"nothing announced: killed", Crashed, node, off, fast, 0, 0, false},
		{"nothing announced: silent", Silent, node, off, fast, 3 * s, 3 * s, false},
		{"FRR as it comes, BFD up on the node's session: silent", Silent, watched, frrWatched, fast, 900 * ms, 840 * ms, false},

		{"the node falls silent", Silent, leaf(frr), node, fast, 3 * s, 2950 * ms, false},
		{"the node's process is killed and stays away", Crashed, leaf(frr), node, fast, 120 * s, 14 * s, true},
		{"the node's process is killed, no graceful restart on the leaf", Crashed, off, node, fast, 0, 110 * ms, false},
	} {
		t.Run(row.name, func(t *testing.T) {
			living, gone := outageEnd{&row.living, bfd}, outageEnd{&row.gone, bfd}
			detection, kept, reason := outageOf(row.manner, living, gone, row.hold)
			assert.Equal(t, row.repair, detection+kept, reason)
			assert.NotEmpty(t, reason)
			// Timers tick in seconds.
			if row.stays {
				assert.Greater(t, detection+kept, row.seen)
			} else {
				assert.LessOrEqual(t, row.seen, detection+kept+s)
			}
		})
	}
}
