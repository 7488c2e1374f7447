package storeproof

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/podfabric/podfabric/ipam"
)

// A Lease is a number and whose it is.
type Lease struct {
	Number int
	Owner  string
}

// A Planner takes numbers as planners of fabrics do: it loads the text, adds a
// line with the lowest number that is not in it, and saves.
type Planner struct {
	Store ipam.Store
	Name  string
	// Patience is how long one request may take, 0 is 10 seconds.
	Patience time.Duration
	// Acknowledged, if set, is told of every lease whose save succeeded.
	Acknowledged func(Lease)

	// Stale counts the saves that came too late, Unknown the requests that ended
	// otherwise.
	Stale, Unknown int
}

// Take leases numbers for name/0, name/1 and so on. It goes on after every error,
// as long as ctx lasts: it loads again, and finds out what is there.
func (p *Planner) Take(ctx context.Context, leases int) error {
	for i := 0; i < leases; {
		owner := fmt.Sprintf("%s/%d", p.Name, i)
		taken, err := p.take(ctx, owner)
		switch {
		case err == nil && taken != nil:
			i++
			if p.Acknowledged != nil {
				p.Acknowledged(*taken)
			}
		case err == nil: // a save of unknown outcome had succeeded
			i++
		case ctx.Err() != nil:
			return fmt.Errorf("%s: %w (%v)", owner, ctx.Err(), err)
		case errors.Is(err, ipam.ErrStale):
			p.Stale++
		case errors.Is(err, errText):
			return err
		default:
			p.Unknown++
			time.Sleep(10 * time.Millisecond)
		}
	}
	return nil
}

// take makes one attempt; nil if the owner is in the text already.
func (p *Planner) take(ctx context.Context, owner string) (*Lease, error) {
	patience := p.Patience
	if patience == 0 {
		patience = 10 * time.Second
	}
	ctx, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	text, at, err := p.Store.Load(ctx)
	if err != nil {
		return nil, err
	}
	leases, err := Read(text)
	if err != nil {
		return nil, err
	}
	taken := make([]bool, len(leases)+1)
	for _, l := range leases {
		if l.Owner == owner {
			return nil, nil
		}
		if l.Number < len(taken) {
			taken[l.Number] = true
		}
	}
	lowest := 0
	for taken[lowest] {
		lowest++
	}
	_, err = p.Store.Save(ctx, fmt.Appendf(bytes.Clone(text), "%d %s\n", lowest, owner), at)
	return &Lease{lowest, owner}, err
}

var errText = errors.New("not a text that planners write")

// Read returns the leases of a text.
func Read(text []byte) ([]Lease, error) {
	var leases []Lease
	for line := range strings.Lines(string(text)) {
		number, owner, _ := strings.Cut(strings.TrimSuffix(line, "\n"), " ")
		n, err := strconv.Atoi(number)
		if err != nil || owner == "" || !strings.HasSuffix(line, "\n") {
			return nil, fmt.Errorf("%w: %q", errText, line)
		}
		leases = append(leases, Lease{n, owner})
	}
	return leases, nil
}

// Check returns what is wrong in the text that planners left who took so many
// leases each: nothing may be there twice, nothing missing.
func Check(text []byte, leases int, planners ...string) error {
	found, err := Read(text)
	if err != nil {
		return err
	}
	var wrong []error
	numbers, owners := map[int]string{}, map[string]int{}
	for _, l := range found {
		if other, twice := numbers[l.Number]; twice {
			wrong = append(wrong, fmt.Errorf("%d is leased to %s and to %s", l.Number, other, l.Owner))
		}
		if _, twice := owners[l.Owner]; twice {
			wrong = append(wrong, fmt.Errorf("%s has two leases", l.Owner))
		}
		numbers[l.Number], owners[l.Owner] = l.Owner, l.Number
	}
	for _, name := range planners {
		for i := range leases {
			if _, ok := owners[fmt.Sprintf("%s/%d", name, i)]; !ok {
				wrong = append(wrong, fmt.Errorf("%s/%d has no lease", name, i))
			}
		}
	}
	for n := range leases * len(planners) {
		if _, ok := numbers[n]; !ok {
			wrong = append(wrong, fmt.Errorf("%d is not leased", n))
		}
	}
	if len(found) > leases*len(planners) {
		wrong = append(wrong, fmt.Errorf("%d leases of %d", len(found), leases*len(planners)))
	}
	return errors.Join(wrong...)
}
