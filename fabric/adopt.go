package fabric

import (
	"errors"
	"fmt"

	"github.com/podfabric/podfabric/ipam"
)

// Problems of adopting a site.
const (
	// CodeAdoptUnknown: something is claimed that no plan of the design asks for.
	CodeAdoptUnknown Code = "adopt-unknown"
	// CodeAdoptConflict: what is claimed contradicts the design, the ledger or another claim.
	CodeAdoptConflict Code = "adopt-conflict"
)

// Adopt takes the numbers that a site uses already into the ledger, so that
// planning the design renumbers nothing: claims as [ipam.ReadCSV] and
// [ipam.ReadYAML] read them, whose owners and kinds are those of [SpaceOf]. Pools
// and conventions do not bound what is adopted; the rules of the design do.
//
// The error is of type [Problems], and the ledger is then unchanged: a claim that
// no plan asks for, most often a misspelt name; two claims of one value; a claim
// that the design pins otherwise; and whatever keeps the design from being
// planned with the claims. The lines are those of the claims' file.
func (d *Design) Adopt(ledger *ipam.Ledger, claims []ipam.Claim) error {
	if err := d.Validate().Err(); err != nil {
		return err
	}
	r := &report{}
	refuse := func(c *ipam.Claim, code Code, detail, fix, source string) {
		r.problems = append(r.problems, Problem{Code: code, Field: c.String(), Line: c.Line, Detail: detail, Fix: fix, Source: source})
	}
	// What is asked for does not depend on the claims, if it can be planned at all.
	asked := ledger.Clone()
	_, err := d.Plan(asked)
	plannable := err == nil
	const source = "the names of the design; fabric.SpaceOf lists what a plan asks for"
	placed := make([]ipam.Claim, 0, len(claims))
	for _, c := range claims {
		c.Space = SpaceOf(c.Key)
		lease, ok := asked.Lookup(c.Key)
		if c.Space == "" || plannable && (!ok || lease.Quarantined) {
			refuse(&c, CodeAdoptUnknown, "the plan of the design does not ask for this lease",
				"use an owner and a kind that it has: check the names against the design", source)
			continue
		}
		placed = append(placed, c)
	}
	adopted := ledger.Clone()
	var wrong ipam.Problems
	if err := adopted.Adopt(placed); errors.As(err, &wrong) {
		for _, p := range wrong {
			r.problems = append(r.problems, Problem{Code: CodeAdoptConflict, Field: p.Owner, Line: p.Line, Detail: p.Detail, Fix: p.Fix, Source: p.Source})
		}
	}
	if err := r.sorted().Err(); err != nil {
		return err
	}
	planned := adopted.Clone()
	if _, err := d.Plan(planned); err != nil {
		return err
	}
	for i := range placed {
		c := &placed[i]
		lease, ok := planned.Lookup(c.Key)
		switch {
		case !ok || lease.Quarantined:
			refuse(c, CodeAdoptUnknown, "the plan of the design does not ask for this lease",
				"use an owner and a kind that it has: check the names against the design", source)
		case lease.Value != c.Value:
			refuse(c, CodeAdoptConflict, fmt.Sprintf("%s is claimed, and the design has %s", c.Value, lease.Value),
				"correct the claim or the design", "what the design pins wins")
		}
	}
	if err := r.sorted().Err(); err != nil {
		return err
	}
	ledger.Replace(adopted)
	return nil
}
