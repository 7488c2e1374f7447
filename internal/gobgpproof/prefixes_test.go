package gobgpproof

import (
	"math/rand/v2"
	"net/netip"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/podfabric/podfabric/fabric/routing"
)

// TestFlatten compares flattened lists with the lists themselves, for random lists
// of a small space and every prefix of it.
func TestFlatten(t *testing.T) {
	random := rand.New(rand.NewPCG(1, 2))
	for _, base := range []string{"10.0.0.0/26", "2001:db8::/122"} {
		space := netip.MustParsePrefix(base)
		family := routing.FamilyOf(space.Addr())
		first, last := space.Bits(), space.Addr().BitLen()
		var all []netip.Prefix
		for a := space.Addr(); space.Contains(a); a = a.Next() {
			for bits := first; bits <= last; bits++ {
				if p := netip.PrefixFrom(a, bits); p == p.Masked() {
					all = append(all, p)
				}
			}
		}
		for range 400 {
			l := &routing.PrefixList{}
			for range 1 + random.IntN(5) {
				low := first + random.IntN(last-first+1)
				r := routing.PrefixRule{Permit: random.IntN(2) == 0, Prefix: all[random.IntN(len(all))], Min: low}
				r.Max = low + random.IntN(last-low+1)
				l.Rules = append(l.Rules, r)
			}
			flat := flatten(l, family)
			for _, p := range all {
				in := slices.ContainsFunc(flat, func(r routing.PrefixRule) bool { return r.Matches(p) })
				require.Equal(t, l.Permits(p), in, "%s of %v, which is %v", p, l.Rules, flat)
			}
		}
	}
}
