package fabric

import (
	"math/rand/v2"
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// slowConflicts compares every range with every other.
func slowConflicts(claims []claim) map[int]bool {
	told := map[int]bool{}
	for i := range claims {
		for j := range claims {
			outer, inner := &claims[i], &claims[j]
			if i == j || !outer.prefix.Overlaps(inner.prefix) ||
				outer.prefix.Bits() > inner.prefix.Bits() || outer.prefix == inner.prefix && i > j {
				continue
			}
			if !stands(claims, i) && !stands(claims, j) && !mayShare(outer, inner) {
				told[max(i, j)] = told[max(i, j)] || !tolerable(&claims[i], &claims[j])
			}
		}
	}
	return told
}

// stands reports whether an earlier claim stands for this one.
func stands(claims []claim, i int) bool {
	for j := range i {
		if claims[j].prefix == claims[i].prefix && claims[j].use == claims[i].use && claims[j].owner == claims[i].owner && mayShare(&claims[j], &claims[i]) {
			return true
		}
	}
	return false
}

func TestConflictsAgreeWithComparingAllPairs(t *testing.T) {
	found := 0
	for seed := range uint64(3000) {
		r := rand.New(rand.NewPCG(seed, 11))
		var claims []claim
		for i := range 1 + r.IntN(14) {
			p := netip.PrefixFrom(netip.AddrFrom4([4]byte{10, 0, 0, byte(r.IntN(256))}), 24+r.IntN(9)).Masked()
			if r.IntN(5) == 0 {
				p = netip.PrefixFrom(netip.AddrFrom16([16]byte{0xfd, 15: byte(r.IntN(4))}), 126+r.IntN(3)).Masked()
			}
			claims = append(claims, claim{prefix: p, use: use(r.IntN(int(usedFilter) + 1)), owner: r.IntN(3) - 1, order: i})
		}
		got := map[int]bool{}
		for _, pair := range conflicts(claims) {
			assert.Less(t, pair[0].order, pair[1].order)
			assert.True(t, pair[0].prefix.Overlaps(pair[1].prefix))
			require.False(t, got[pair[1].order], "refused, and told again")
			got[pair[1].order] = !tolerable(pair[0], pair[1])
		}
		require.Equal(t, slowConflicts(claims), got, "seed %d: %v", seed, claims)
		found += len(got)
	}
	assert.Greater(t, found, 3000)
}
