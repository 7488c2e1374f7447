package lab

import (
	"context"
	"fmt"
	"time"

	"github.com/podfabric/podfabric/fabric/routing"
)

// A Trial is what came of one failure.
type Trial struct {
	Failure Failure
	// Predicted is the time until the failure is noticed, Outage what flows
	// through it saw; Measured is false when no flow between pods could take what
	// failed.
	Predicted Detection
	Measured  bool
	Passage   Passage
	Outage    Outage
	// Fate is what is predicted of the flows after the failure.
	Fate Fate
	// Verdict holds the tables against the prediction for what is left.
	Verdict Verdict
	// Tables are that prediction.
	Tables *routing.Tables
}

// Fail breaks something in a converged lab, waits until the tables are those
// predicted for what is left, and measures the outage on the way.
func (l *Lab) Fail(ctx context.Context, healthy *routing.Tables, f Failure, patience time.Duration, progress Progress) (Trial, error) {
	t := Trial{Failure: f}
	var err error
	if t.Predicted, err = l.net.Detection(healthy, f); err != nil {
		return t, err
	}
	if t.Tables, err = routing.Simulate(l.net.Left(f)); err != nil {
		return t, err
	}
	var p *probe
	if t.Passage, t.Measured = l.probed(l.forwarding(healthy), f); t.Measured {
		if p, err = l.startProbe(ctx, t.Passage); err != nil {
			return t, err
		}
		defer p.close()
		// Let every flow come back at least a few times.
		if err := pause(ctx, 300*time.Millisecond); err != nil {
			return t, err
		}
		p.forget()
	}
	progress.say("%s breaks; predicted to be noticed in %s: %s", f, span(t.Predicted), t.Predicted.Why)
	if err := l.Break(ctx, f); err != nil {
		return t, fmt.Errorf("breaking %s: %w", f, err)
	}
	if t.Measured {
		t.Fate = l.forwarding(t.Tables).passage(t.Passage)
	}
	if t.Verdict, err = l.Converge(ctx, t.Tables, patience+t.Predicted.Longest, progress); err != nil {
		return t, err
	}
	if p != nil {
		// What the tables have is in the kernels; the last packets come back.
		if err := pause(ctx, 200*time.Millisecond); err != nil {
			return t, err
		}
		t.Outage = p.end()
	}
	return t, nil
}

func span(d Detection) string {
	if d.Longest == 0 {
		return "no time"
	}
	return fmt.Sprintf("%.1f to %.1f s", d.Shortest.Seconds(), d.Longest.Seconds())
}

// repair is how long routers may take to work around a failure that they have
// noticed, on a busy machine.
const repair = 3 * time.Second

// Err is nil when the tables came out as predicted, no flow was lost for good, and
// the outage is of the order that was predicted.
//
// An outage may well be shorter than the time until every end has noticed: the
// flows may have been on the other paths, or turned aside by the end that noticed
// first.
func (t Trial) Err() error {
	if err := t.Verdict.Err(); err != nil {
		return fmt.Errorf("%s: %w", t.Failure, err)
	}
	if !t.Measured {
		return nil
	}
	switch {
	case t.Fate == Split:
		return nil
	case t.Fate == Lost && t.Outage.Lost < t.Outage.Flows:
		return fmt.Errorf("%s: %d of %d flows of %s go on, and all are predicted to be lost", t.Failure, t.Outage.Flows-t.Outage.Lost, t.Outage.Flows, t.Passage)
	case t.Fate == Lost:
		return nil
	case t.Outage.Lost > 0:
		return fmt.Errorf("%s: %d of %d flows of %s are lost for good", t.Failure, t.Outage.Lost, t.Outage.Flows, t.Passage)
	}
	if most := t.Predicted.Longest + repair; t.Outage.Longest > most {
		return fmt.Errorf("%s: an outage of %.2f s of %s, predicted are at most %.2f s", t.Failure, t.Outage.Longest.Seconds(), t.Passage, most.Seconds())
	}
	return nil
}
