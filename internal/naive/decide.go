package naive

import (
	"cmp"
	"net/netip"
	"slices"

	"github.com/podfabric/podfabric/fabric/routing"
)

// decide returns the paths sorted as the decision process prefers them (RFC 4271
// 9.1.2.2), without the ones that lose on MED, and how many of the first are
// equal but for the last steps.
func decide(x *node, paths []*path) []*path {
	paths = slices.DeleteFunc(slices.Clone(paths), func(p *path) bool {
		return slices.ContainsFunc(paths, func(q *path) bool { return before(q, p) < 0 })
	})
	tied := slices.Clone(paths)
	paths = slices.DeleteFunc(paths, func(p *path) bool {
		return slices.ContainsFunc(tied, func(q *path) bool {
			return (x.vrf.BGP.AlwaysCompareMED || p.from == nil || neighborAS(p) == neighborAS(q)) && q.med < p.med
		})
	})
	slices.SortFunc(paths, after)
	return paths
}

func neighborAS(p *path) routing.ASN {
	if len(p.as) == 0 {
		return 0
	}
	return p.as[0]
}

// before compares up to the origin; less is better.
func before(p, q *path) int {
	own := func(p *path) int {
		if p.from == nil {
			return 0
		}
		return 1
	}
	return cmp.Or(
		cmp.Compare(q.weight, p.weight),
		cmp.Compare(q.localPref, p.localPref),
		cmp.Compare(own(p), own(q)),
		cmp.Compare(len(p.as), len(q.as)),
		cmp.Compare(p.origin, q.origin),
	)
}

// after compares after MED.
func after(p, q *path) int {
	if p.from == nil || q.from == nil {
		return cmp.Compare(p.rank, q.rank)
	}
	internal := func(p *path) int {
		if p.from.internal() {
			return 1
		}
		return 0
	}
	id := func(p *path) netip.Addr {
		if p.originator.IsValid() {
			return p.originator
		}
		return p.from.from.node.id
	}
	return cmp.Or(
		cmp.Compare(internal(p), internal(q)),
		id(p).Compare(id(q)),
		cmp.Compare(len(p.clusters), len(q.clusters)),
		p.from.fromAddr.Compare(q.from.fromAddr),
	)
}

// share returns the paths of a decision that carry traffic: the best, and the
// ones that multipath adds to it.
func share(x *node, f routing.Family, decided []*path) []*path {
	best := decided[0]
	if best.from == nil {
		return decided[:1]
	}
	u := x.vrf.BGP.Family(f)
	width := u.MaxPathsEBGP
	if best.from.internal() {
		width = u.MaxPathsIBGP
	}
	if u.MaxPathsMixed > 0 {
		width = u.MaxPathsMixed
	}
	shared := []*path{best}
	for _, p := range decided[1:] {
		switch {
		case len(shared) >= max(width, 1),
			p.med != best.med,
			u.MaxPathsMixed == 0 && p.from.internal() != best.from.internal(),
			!x.vrf.BGP.MultipathRelax && !slices.Equal(p.as, best.as),
			slices.ContainsFunc(shared, func(q *path) bool { return q.hop == p.hop }):
			continue
		}
		shared = append(shared, p)
	}
	return shared
}
