package fabric

import (
	"fmt"
)

// communities checks what pools attach and what preference their routes get.
// Two pools may share communities and differ in preference: the leaf matches the
// pool's prefix as well, so it never has to choose.
func (a *audit) communities() {
	for i := range a.d.Clusters {
		told := false
		for j := range a.d.Clusters[i].Pods {
			pool, field := &a.d.Clusters[i].Pods[j], at(at("clusters", i)+".pods", j)
			a.poolCommunities(pool, field)
			if pool.LocalPreference != 0 && !told && a.aci == nil { // an ACI fabric is one AS
				told = true // once a cluster
				a.warn(CodeLocalPreferenceScope, field+".localPreference",
					fmt.Sprintf("local preference %d holds inside the AS of the rack: spines and other racks do not see it", pool.LocalPreference),
					"leave it out when the choice between racks is meant", "RFC 4271 5.1.5: local preference is not sent to external peers; seeds/004 sets it on the leaf")
			}
		}
	}
}

func (a *audit) poolCommunities(pool *PodPool, field string) {
	const many = 8
	if n := len(pool.Communities); n > many {
		a.warn(CodeCommunityCount, field+".communities", fmt.Sprintf("the pool has %d communities, and the leaves match all of them on every route", n),
			fmt.Sprintf("use at most %d", many), "seeds/004: one community tells a class of pods")
	}
	seen := map[Community]bool{}
	for k, c := range pool.Communities {
		field := at(field+".communities", k)
		if high := c >> 16; high == 0 || high == 0xffff {
			a.refuse(CodeCommunityReserved, field, fmt.Sprintf("community %s is in a reserved range", c),
				"use the AS number of the cluster or the spines before the colon", "RFC 1997: 0:0 to 0:65535 and 65535:0 to 65535:65535 are reserved")
		}
		if seen[c] {
			a.warn(CodeCommunityRepeated, field, fmt.Sprintf("community %s stands in this list already", c), "leave it out", "RFC 1997: communities are a set")
		}
		seen[c] = true
	}
}
