package lab

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Verdict is how a network came out.
type Verdict struct {
	// Settled is how long it took until all devices were as predicted, or until
	// the wait was given up.
	Settled time.Duration
	// Differences that were left, none when the network is as predicted.
	Differences []Difference
	// Devices, Sessions and Routes that were compared, a session at both ends.
	Devices, Sessions, Routes int
}

// Err is nil when there is no difference.
func (v Verdict) Err() error {
	if len(v.Differences) == 0 {
		return nil
	}
	var errs []error
	const most = 40
	for i, d := range v.Differences {
		if i == most {
			errs = append(errs, fmt.Errorf("and %d more differences", len(v.Differences)-most))
			break
		}
		errs = append(errs, errors.New(d.String()))
	}
	return errors.Join(errs...)
}

// quiet is how long a network in which everything is as predicted is watched
// before it counts as converged, when some sessions are predicted to stay down:
// long enough that BIRD dials twice (connect retry time 5).
const quiet = 7 * time.Second

// Converge waits until every living device is as predicted, or until the
// patience is over, and returns what is different then. Progress gets a line
// whenever the number of devices that are ready changes.
func (l *Lab) Converge(ctx context.Context, t *routing.Tables, patience time.Duration, progress Progress) (Verdict, error) {
	start := time.Now()
	deadline := start.Add(patience)
	waiting := l.living()
	all := len(waiting)
	var v Verdict
	for {
		if err := l.died(); err != nil {
			return v, err
		}
		ready, err := l.ready(ctx, t, waiting)
		if err != nil {
			return v, err
		}
		before := len(waiting)
		waiting = without(waiting, ready)
		if len(waiting) != before {
			progress.say("%d of %d devices are as predicted", all-len(waiting), all)
		}
		if len(waiting) == 0 {
			// The first ones may have changed since.
			v.Settled = time.Since(start)
			if err := pause(ctx, l.watch(t)); err != nil {
				return v, err
			}
			if err := l.compareAll(ctx, t, &v); err != nil {
				return v, err
			}
			if len(v.Differences) == 0 {
				return v, nil
			}
			waiting = l.living()
		}
		if time.Now().After(deadline) {
			v.Settled = time.Since(start)
			return v, l.compareAll(ctx, t, &v)
		}
		if err := pause(ctx, 100*time.Millisecond); err != nil {
			return v, err
		}
	}
}

// watch is how long a ready network is watched.
func (l *Lab) watch(t *routing.Tables) time.Duration {
	for _, s := range t.Sessions() {
		if s.State != routing.Up && s.State != routing.Listening && l.alive(s.Router) {
			return quiet
		}
	}
	return 0
}

// living are the devices that no failure has taken.
func (l *Lab) living() []string {
	var all []string
	for _, d := range l.net.DeviceNames() {
		if l.alive(d) {
			all = append(all, d)
		}
	}
	return all
}

// ready returns those of the devices that are as predicted.
func (l *Lab) ready(ctx context.Context, t *routing.Tables, devices []string) ([]string, error) {
	same := make([]bool, len(devices))
	indexes := make([]int, len(devices))
	for i := range indexes {
		indexes[i] = i
	}
	err := each(ctx, indexes, func(i int) error {
		seen, err := l.Observe(ctx, devices[i])
		if err != nil {
			return err
		}
		same[i] = len(l.compare(t, seen)) == 0
		return nil
	})
	var ready []string
	for i, d := range devices {
		if same[i] {
			ready = append(ready, d)
		}
	}
	return ready, err
}

// compareAll compares all living devices.
func (l *Lab) compareAll(ctx context.Context, t *routing.Tables, v *Verdict) error {
	devices := l.living()
	found := make([][]Difference, len(devices))
	sessions, routes := make([]int, len(devices)), make([]int, len(devices))
	indexes := make([]int, len(devices))
	for i := range indexes {
		indexes[i] = i
	}
	if err := each(ctx, indexes, func(i int) error {
		seen, err := l.Observe(ctx, devices[i])
		if err != nil {
			return err
		}
		found[i] = l.compare(t, seen)
		for _, s := range seen.Sessions {
			if s.Established {
				sessions[i]++
			}
		}
		routes[i] = len(seen.BGP) + len(seen.RIB) + len(seen.Kernel)
		return nil
	}); err != nil {
		return err
	}
	v.Devices, v.Sessions, v.Routes, v.Differences = len(devices), 0, 0, nil
	for i := range devices {
		v.Differences = append(v.Differences, found[i]...)
		v.Sessions += sessions[i]
		v.Routes += routes[i]
	}
	return nil
}

// without returns the devices that are not in some.
func without(all, some []string) []string {
	is := map[string]bool{}
	for _, s := range some {
		is[s] = true
	}
	var left []string
	for _, a := range all {
		if !is[a] {
			left = append(left, a)
		}
	}
	return left
}

// pause waits, and ends with the context.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-ctx.Done():
		return context.Cause(ctx)
	case <-timer.C:
		return nil
	}
}
