package aci_test

import (
	"fmt"
	"testing"

	"github.com/podfabric/podfabric/aci"
	"github.com/podfabric/podfabric/fabric"
)

// BenchmarkEmit is a dual-stack cluster on standard SVIs, behind six pairs of
// leaves: what a second node costs should be what the first did.
func BenchmarkEmit(b *testing.B) {
	for _, nodes := range []int{16, 64, 256} {
		b.Run(fmt.Sprintf("nodes=%d", nodes), func(b *testing.B) {
			var groups []string
			for i := range nodes {
				groups = append(groups, fmt.Sprintf("esxi-node%d", i))
			}
			access := planAccess(groups...)
			access.VLANs = []fabric.VLANRange{{First: 310, Last: 999}}
			p := planOf(existingTenant(), access, nodesOn(planOut("prod", "calico", "prod", "vrf"), 310, nodes,
				[2]int{101, 102}, [2]int{103, 104}, [2]int{105, 106}, [2]int{107, 108}, [2]int{109, 110}, [2]int{111, 112}))
			objects := 0
			for b.Loop() {
				tree, err := aci.Emit(p)
				if err != nil {
					b.Fatal(err)
				}
				objects = count(tree)
			}
			b.ReportMetric(float64(objects), "objects")
			b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N*objects), "ns/object")
		})
	}
}
