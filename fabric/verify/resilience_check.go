package verify

import (
	"fmt"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// resilience holds the promises against one difference after the other, in every
// part of a fabric.
type resilience struct {
	tables *routing.Tables
	parts  []*part
	result *Resilience
	// under are the failures at hand.
	under []routing.Failure
}

// single checks one failure.
func (r *resilience) single(d *routing.Difference) {
	r.under = d.Failures()
	changed := map[string]bool{}
	for _, p := range r.parts {
		p.begin(r.under)
		p.take(d.Changes())
		p.stale()
		p.promises()
		for name := range p.changed {
			changed[name] = true
		}
	}
	for _, o := range outages(r.tables, d, changed) {
		r.worst(o)
	}
	r.end(d, r.parts)
}

// pair checks what two failures make together that neither makes alone.
func (r *resilience) pair(d *routing.Difference) {
	r.under = d.Failures()
	met := slices.Collect(d.Met())
	var concerned []*part
	for _, p := range r.parts {
		if len(met) > 0 || p.living.cutsOff(r.under) {
			concerned = append(concerned, p)
		}
	}
	if len(concerned) == 0 && len(d.Oscillations()) == 0 {
		return
	}
	for _, p := range concerned {
		p.begin(r.under)
		p.take(slices.Values(met))
		p.around(d)
		p.promises()
	}
	r.end(d, concerned)
}

// end reports the promises that failed and those that are cut off, and puts
// everything back.
func (r *resilience) end(d *routing.Difference, parts []*part) {
	var failures Failures
	for _, o := range d.Oscillations() {
		failures = append(failures, Failure{Settles, "", o, "routes that come to rest", "routes that keep changing"})
	}
	var cut []string
	for _, p := range parts {
		more, names := p.end()
		failures = append(failures, more...)
		cut = append(cut, names...)
	}
	for _, f := range merged(failures) {
		r.result.Broken = append(r.result.Broken, Broken{r.names(), f})
	}
	if len(cut) > 0 {
		r.result.CutOff = append(r.result.CutOff, CutOff{r.names(), cut})
	}
}

// merged makes one of the failures that differ in nothing but their prefix.
func merged(failures Failures) Failures {
	type like struct {
		promise   Promise
		device    string
		want, got string
	}
	index, more := map[like]int{}, map[int]int{}
	var out Failures
	for _, f := range failures {
		key := like{f.Promise, f.Device, f.Want, f.Got}
		if i, ok := index[key]; ok {
			more[i]++
			continue
		}
		index[key] = len(out)
		out = append(out, f)
	}
	for i, n := range more {
		out[i].Got += fmt.Sprintf(" (and so for %d more prefixes)", n)
	}
	return out
}

func (r *resilience) names() []string {
	names := make([]string, len(r.under))
	for i, f := range r.under {
		names[i] = f.String()
	}
	return names
}

// worst keeps the longest outage of each manner.
func (r *resilience) worst(o Outage) {
	i := slices.IndexFunc(r.result.Worst, func(w WorstOutage) bool { return w.Manner == o.Manner })
	if i < 0 {
		r.result.Worst = append(r.result.Worst, WorstOutage{r.names(), o})
	} else if o.Repair() > r.result.Worst[i].Repair() {
		r.result.Worst[i] = WorstOutage{r.names(), o}
	}
}
