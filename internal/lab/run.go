package lab

import (
	"context"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// Options of [Run]; the zero value runs the design without a failure.
type Options struct {
	// BirdDir is searched for bird and bird6 first.
	BirdDir string
	// Failures are broken one after the other, each in a network that is whole
	// otherwise; see [Network.ParseFailure].
	Failures []string
	// Keep leaves the network running until the context ends.
	Keep bool
	// Patience is how long to wait for the tables; zero means 30 seconds.
	Patience time.Duration
}

// Run carries a design through a lab and writes what it does and what came out:
// it converges, every table is held against the prediction, packets pass along
// predicted paths, and so after each failure. Nothing is left behind, whatever
// happens.
//
// The error is a [*Missing] when there can be no lab here; what could be proven
// without one is written all the same.
func Run(ctx context.Context, w io.Writer, design fabric.Design, state fabric.State, o Options) error {
	ground, cannot := Probe(ctx, o.BirdDir)
	r := runner{Options: o, ground: ground, w: w, progress: NewProgress(w)}
	if r.Patience == 0 {
		r.Patience = 30 * time.Second
	}
	if err := r.draw(design, state); err != nil {
		return errors.Join(err, cannot)
	}
	if cannot != nil {
		r.line("%s: %s", r.net.Name, r.without())
		return cannot
	}
	failures := make([]Failure, len(o.Failures))
	var problems []error
	for i, text := range o.Failures {
		f, err := r.net.ParseFailure(text)
		failures[i] = f
		problems = append(problems, err)
	}
	if err := errors.Join(problems...); err != nil {
		return err
	}
	r.line("%s", r.limits())
	if err := r.whole(ctx, nil); err != nil {
		return err
	}
	for _, f := range failures {
		if err := r.whole(ctx, &f); err != nil {
			return err
		}
	}
	return nil
}

// A runner is one run.
type runner struct {
	Options
	ground   Ground
	w        io.Writer
	progress Progress
	draft    *Draft
	net      *Network
	tables   *routing.Tables
}

func (r *runner) line(format string, args ...any) {
	fmt.Fprintf(r.w, format+"\n", args...) //nolint:errcheck // a result that nobody can read is no result
}

// draw plans the network and predicts it.
func (r *runner) draw(design fabric.Design, state fabric.State) (err error) {
	if r.draft, err = NewDraft(design, state, r.ground.FRRVersion()); err != nil {
		return err
	}
	if err := r.draft.AddOutside(); err != nil {
		return err
	}
	if r.net, err = r.draft.Network(); err != nil {
		return err
	}
	r.tables, err = routing.Simulate(r.net.Routers)
	return err
}

// without says what is proven where there is no lab.
func (r *runner) without() string {
	up, down := 0, 0
	for _, s := range r.tables.Sessions() {
		switch s.State {
		case routing.Up:
			up++
		case routing.Listening:
		default:
			down++
		}
	}
	return fmt.Sprintf("without a lab, this much is proven: the design can be planned and written for FRR and Calico, and read back it predicts %d routers with %d ends of sessions up and %d down; go run ./examples/render holds it against its promises, and the speakers of internal/gobgpproof converge it in one process",
		len(r.net.Routers), up, down)
}

// whole runs the network once, with a failure unless it is nil.
func (r *runner) whole(ctx context.Context, f *Failure) (err error) {
	l, err := Start(ctx, r.net, r.ground, r.progress)
	if err != nil {
		return err
	}
	defer func() {
		err = errors.Join(err, l.Close())
		if err == nil {
			r.progress.say("everything is torn down")
		}
	}()
	v, err := l.Converge(ctx, r.tables, r.Patience, r.progress)
	if err := errors.Join(err, v.Err()); err != nil {
		return err
	}
	if f == nil {
		r.line("converged in %.1f s: %d devices, %d ends of sessions and %d routes are as predicted", v.Settled.Seconds(), v.Devices, v.Sessions, v.Routes)
		if err := r.reach(ctx, l, r.tables); err != nil {
			return err
		}
		return r.keep(ctx, l)
	}
	t, err := l.Fail(ctx, r.tables, *f, r.Patience, r.progress)
	if err := errors.Join(err, t.Err()); err != nil {
		return err
	}
	r.line("%s: after %.1f s all tables of %d devices are as predicted for what is left", f, t.Verdict.Settled.Seconds(), t.Verdict.Devices)
	r.line("  %s", t.words())
	return r.reach(ctx, l, t.Tables)
}

// words say what flows saw of the failure.
func (t Trial) words() string {
	switch {
	case !t.Measured:
		return "no flow between pods may take what broke"
	case t.Fate == Lost:
		return fmt.Sprintf("%s: lost, as predicted", t.Passage)
	}
	return fmt.Sprintf("%s: %d of %d flows noticed, for %.2f s at most; noticing was predicted to take %s (%s)",
		t.Passage, t.Outage.Hit, t.Outage.Flows, t.Outage.Longest.Seconds(), span(t.Predicted), t.Predicted.Why)
}

// reach pings and traces.
func (r *runner) reach(ctx context.Context, l *Lab, t *routing.Tables) error {
	got, err := l.Reach(ctx, t)
	if err != nil {
		return err
	}
	r.line("  %d pairs of pods, services and the outside answer, along %d predicted paths", got.Passages, got.Paths)
	for _, p := range got.Lost {
		r.line("  lost, as predicted: %s", p)
	}
	if len(got.Split) > 0 {
		r.line("  %d pairs are predicted to lose some of their paths, and were not tried", len(got.Split))
	}
	return nil
}

// keep waits for the end of the context, when that is wanted.
func (r *runner) keep(ctx context.Context, l *Lab) error {
	if !r.Keep {
		return nil
	}
	r.line("kept until it is interrupted; look at a device with, for example:")
	for _, s := range r.net.Switches[:1] {
		r.line("  vtysh --vty_socket %s -c 'show bgp summary'", l.dir(s.Name))
		r.line("  ip -n %s route", l.namespace(s.Name))
	}
	for i := range r.net.Nodes[:min(1, len(r.net.Nodes))] {
		r.line("  birdc -s %s/bird.ctl show protocols", l.dir(r.net.Nodes[i].Host.Name))
	}
	<-ctx.Done()
	return nil
}

// limits says what stands for what, and what is not emulated.
func (r *runner) limits() string {
	lines := []string{fmt.Sprintf("%s on FRR %s and BIRD 1.6", r.net.Name, r.ground.FRRVersion())}
	by := map[string][]string{}
	for _, s := range r.net.Switches {
		if s.StandsFor != "" {
			by[s.StandsFor] = append(by[s.StandsFor], s.Name)
		}
	}
	for _, platform := range slices.Sorted(maps.Keys(by)) {
		lines = append(lines, fmt.Sprintf("FRR stands for %s on %s: the plan is proven, that platform's own text is not", platform, strings.Join(by[platform], ", ")))
	}
	lines = append(lines,
		"a bridge stands for each node VLAN: no vPC or MLAG, no LACP, no tags",
		"the lab gives a gateway address to the leaf of the highest priority and moves it at once: no VRRP or HSRP",
		"services are addresses on "+serviceInterface+" of the nodes that have an endpoint: no kube-proxy",
		"not emulated: the management network, BFD towards nodes, hardware limits",
	)
	if len(r.ground.Absent) > 0 {
		lines = append(lines, "the kernel has no devices of the kind "+strings.Join(r.ground.Absent, ", ")+", and none is needed for this")
	}
	if !r.ground.Nft {
		lines = append(lines, "no nftables: silent failures cannot be made")
	}
	if !r.ground.MD5 {
		lines = append(lines, "no TCP MD5 signatures: sessions with a password will stay down")
	}
	if !r.ground.Spreads {
		lines = append(lines, "no seed for multipath in the kernel: paths are followed, how flows spread is not looked at")
	}
	return strings.Join(lines, "\n  ")
}
