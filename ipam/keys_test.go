package ipam

import (
	"fmt"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"
)

// TestKeyTableAgainstAMap puts and drops at random, in a table so full that keys
// stand far from home and gaps close over its end.
func TestKeyTableAgainstAMap(t *testing.T) {
	for seed := range uint64(20) {
		random := rand.New(rand.NewPCG(seed, 0))
		var table keyTable
		slots := make([]slot, 64)
		twin := map[Key]int32{}
		for i := range slots {
			slots[i].key = Key{Owner: fmt.Sprint("owner", i/2), Kind: []string{"a", "b"}[i%2]}
		}
		for step := range 4000 {
			i := int32(random.IntN(len(slots)))
			key := slots[i].key
			_, had := twin[key]
			if got, _, _ := table.find(slots, key); had {
				require.Equal(t, i, got, "seed %d, step %d", seed, step)
				table.drop(slots, key)
				delete(twin, key)
			} else {
				require.Equal(t, int32(-1), got, "seed %d, step %d", seed, step)
				table.put(slots, key, i)
				twin[key] = i
			}
			require.Equal(t, len(twin), table.used)
			table.drop(slots, Key{Owner: "nobody"})
		}
		for i := range slots {
			got, _, _ := table.find(slots, slots[i].key)
			_, had := twin[slots[i].key]
			require.Equal(t, had, got == int32(i), "seed %d", seed)
		}
	}
}
