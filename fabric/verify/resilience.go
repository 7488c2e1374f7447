package verify

import (
	"cmp"
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"

	"github.com/podfabric/podfabric/fabric"
	"github.com/podfabric/podfabric/fabric/routing"
)

// An Extent is how many failures at once are looked at.
type Extent uint8

// The extents; each has those before it.
const (
	// Singles are every device and every link alone.
	Singles Extent = iota
	// DoubleLinks are every two links as well, Doubles every two of devices and
	// links.
	DoubleLinks
	Doubles
)

// A Resilience is how a design bears failures.
type Resilience struct {
	// Devices, Links and Pairs are how many failures of each kind were looked at.
	Devices, Links, Pairs int
	// Broken are the promises that do not hold under a failure.
	Broken []Broken
	// CutOff are the devices that a failure leaves without a way out: a rack whose
	// only leaf died, a spine that has lost all its links. They follow from the
	// cabling, and no configuration can help.
	CutOff []CutOff
	// Worst are the longest outages, one for each manner in which anything fails.
	Worst []WorstOutage
}

// A Broken is a promise that is broken under failures.
type Broken struct {
	// Under are what failed, as [routing.Tables.ParseFailure] reads it.
	Under []string `json:"under"`
	Failure
}

// Error returns the broken promise on one line.
func (b Broken) Error() string {
	return "under " + strings.Join(b.Under, " and ") + ": " + b.Failure.Error()
}

// A CutOff is devices that live and have no living way to others.
type CutOff struct {
	Under   []string `json:"under"`
	Devices []string `json:"devices"`
}

// A WorstOutage is the longest outage of its manner, and what has to fail for it.
type WorstOutage struct {
	Under []string `json:"under"`
	Outage
}

// Err returns the broken promises as an error, or nil when there are none.
func (r *Resilience) Err() error {
	if r == nil || len(r.Broken) == 0 {
		return nil
	}
	return brokenPromises(r.Broken)
}

type brokenPromises []Broken

func (b brokenPromises) Error() string {
	lines := make([]string, len(b))
	for i := range b {
		lines[i] = b[i].Error()
	}
	return strings.Join(lines, "\n")
}

// String says on one line how the design bears failures.
func (r *Resilience) String() string {
	s := fmt.Sprintf("under every single failure of %d devices and %d links", r.Devices, r.Links)
	if r.Pairs > 0 {
		s += fmt.Sprintf(" and %d pairs of them", r.Pairs)
	}
	switch len(r.Broken) {
	case 0:
		s += ": all promises hold"
	case 1:
		s += ": 1 promise is broken"
	default:
		s += fmt.Sprintf(": %d promises are broken", len(r.Broken))
	}
	if len(r.CutOff) > 0 {
		s += fmt.Sprintf("; %d cut living devices off", len(r.CutOff))
	}
	var detection, kept WorstOutage
	for _, w := range r.Worst {
		if w.Detection > detection.Detection {
			detection = w
		}
		if w.Kept > kept.Kept {
			kept = w
		}
	}
	if detection.Detection > 0 {
		s += fmt.Sprintf("; worst detection %s", seconds(detection.Detection))
	}
	if kept.Kept > 0 {
		s += fmt.Sprintf(", then dead next hops kept for up to %s (%v: %s)", seconds(kept.Kept), kept.Manner, kept.Reason)
	}
	return s
}

// seconds prints a time in seconds, as timers are configured.
func seconds(d time.Duration) string { return fmt.Sprintf("%g s", d.Seconds()) }

// CheckFailures holds the promises of a design against the tables under every
// failure of the extent. The tables are those that [Check] found nothing wrong
// with, in the state that [fabric.Plan.State] returned. What is promised:
//
//   - every device that lives reaches every pod block, service and node subnet
//     that somebody alive announces, as it did before: whatever way its packets
//     take, they arrive there, over living devices and without a loop. Of what has
//     no living way up to a spine and down again, see [Resilience.CutOff];
//   - a route keeps its width: of its next hops it loses those that lead over what
//     has failed, and those whose neighbor has another route than before (the
//     leaves of a rack where the last node has died that announced a service), and
//     no other. So one device or link takes one next hop of each route at most,
//     but where a rack falls out;
//   - no device gets a BGP route that the design knows nothing of, and what comes
//     another way has the communities and the local preference of its pool;
//   - every route comes to rest.
//
// A destination goes with the last device that announces it; that is no broken
// promise. Links are those between interfaces that nobody else is on: a node's
// port on one leaf of a pair is not among them, since the peer link leads around
// it and no address is lost. What a peer link takes with it when it fails is the
// vPC's business, and not predicted.
//
// In an ACI fabric the links are those of a node to each of its leaves, and what is
// predicted is the worst that may come of one: the session over it is lost, although
// a vPC leads around. A node is cut off without a leaf that it is cabled to, and
// without one that it peers with. What connects the leaves is the fabric's business.
//
// Every failure is computed as a difference, see [routing.Difference]; of two at
// once only what differs from both alone is looked at.
func CheckFailures(p *fabric.Plan, state fabric.State, t *routing.Tables, extent Extent) (*Resilience, error) {
	r := &resilience{tables: t, result: &Resilience{}}
	for _, c := range checkersOf(p, state, t) {
		r.parts = append(r.parts, newPart(c))
	}
	devices, links := t.Devices(), privateLinks(t)
	if p.ACI != nil {
		links = r.cables(t)
	}
	r.result.Devices, r.result.Links = len(devices), len(links)
	all := slices.Concat(devices, links)
	sweep, err := t.Sweep(all)
	if err != nil {
		return nil, err
	}
	for d := range sweep {
		r.single(d)
	}
	both := links
	switch extent {
	case Singles:
		return r.finish(), nil
	case Doubles:
		both = all
	case DoubleLinks:
	}
	pairs, err := t.SweepPairs(both)
	if err != nil {
		return nil, err
	}
	for d := range pairs {
		r.result.Pairs++
		r.pair(d)
	}
	return r.finish(), nil
}

// privateLinks are the links that take both their interfaces down.
func privateLinks(t *routing.Tables) []routing.Failure {
	ends := map[routing.LinkEnd]int{}
	links := t.Links()
	each := func(yield func(routing.FailLink) bool) {
		for _, failure := range links {
			if f, ok := failure.(routing.FailLink); ok && !yield(f) {
				return
			}
		}
	}
	for f := range iter.Seq[routing.FailLink](each) {
		ends[f.A]++
		ends[f.B]++
	}
	return slices.DeleteFunc(links, func(failure routing.Failure) bool {
		f, ok := failure.(routing.FailLink)
		return ok && (ends[f.A] > 1 || ends[f.B] > 1)
	})
}

// finish sorts what was found.
func (r *resilience) finish() *Resilience {
	slices.SortFunc(r.result.Worst, func(a, b WorstOutage) int { return cmp.Compare(a.Manner, b.Manner) })
	return r.result
}
