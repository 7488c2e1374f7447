// Package planned holds what the emitters of switch configurations share: facts that
// follow from a plan on every platform.
package planned

import (
	"cmp"
	"fmt"
	"hash/fnv"
	"slices"
	"strings"

	"github.com/podfabric/podfabric/fabric"
)

// SendsCommunities reports whether any pool's routes carry communities.
func SendsCommunities(p *fabric.Plan) bool {
	return slices.ContainsFunc(p.Clusters, func(c fabric.PlannedCluster) bool {
		return slices.ContainsFunc(c.Pods, func(pool fabric.PodPool) bool { return len(pool.Communities) > 0 })
	})
}

// SessionsByDevice indexes the sessions by the devices at their ends.
func SessionsByDevice(p *fabric.Plan) map[string][]*fabric.Session {
	of := make(map[string][]*fabric.Session)
	for i := range p.Sessions {
		s := &p.Sessions[i]
		of[s.A.Device] = append(of[s.A.Device], s)
		of[s.B.Device] = append(of[s.B.Device], s)
	}
	return of
}

// ObjectName joins words into the name of a policy object. One that is too long
// for the CLI is cut and made unique again by a hash of the whole.
func ObjectName(words ...string) string {
	name := strings.Join(words, "-")
	const longest = 63
	if len(name) <= longest {
		return name
	}
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return fmt.Sprintf("%s-%08x", name[:longest-9], h.Sum32())
}

// Ordered returns the sessions of a switch by what they run over and to: the links in the
// order of their ports, the peer, then the nodes by group and address. The order
// of the design would move blocks whenever somebody sorts a file.
func Ordered(sw *fabric.Switch, sessions []*fabric.Session) []*fabric.Session {
	place := make(map[string]int, len(sw.Ports))
	for i := range sw.Ports {
		place[sw.Ports[i].Name] = i
	}
	kind := [...]int{fabric.SessionLink: 0, fabric.SessionPair: 1, fabric.SessionNode: 2}
	ends := func(s *fabric.Session) (own, other *fabric.End) {
		if s.A.Device == sw.Name {
			return &s.A, &s.B
		}
		return &s.B, &s.A
	}
	all := slices.Clone(sessions)
	slices.SortStableFunc(all, func(a, b *fabric.Session) int {
		ownA, otherA := ends(a)
		ownB, otherB := ends(b)
		return cmp.Or(
			cmp.Compare(kind[a.Kind], kind[b.Kind]),
			cmp.Compare(place[ownA.Interface], place[ownB.Interface]),
			cmp.Compare(a.Group, b.Group),
			cmp.Compare(a.Family, b.Family),
			otherA.Address.Compare(otherB.Address),
		)
	})
	return all
}

// Terms returns the terms of all sessions of a switch.
func Terms(s *fabric.Switch) []fabric.SessionTerms {
	terms := make([]fabric.SessionTerms, 0, 1+len(s.Groups))
	terms = append(terms, s.Uplink)
	for i := range s.Groups {
		terms = append(terms, s.Groups[i].Terms)
	}
	return terms
}
